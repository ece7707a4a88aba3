//! Where a result came from: the files, the columns, the command as typed.

use std::ffi::OsString;

use super::diagnose;
use crate::document::{InputFile, Provenance};
use crate::error::Result;
use crate::pipeline::Prepared;
use crate::units::TimeUnit;

/// Of a log.
pub(super) fn of_log(data: &Prepared, words: &[OsString], digests: bool, seed: u64) -> Result<Provenance> {
    let mut input = Vec::new();
    for (source, file) in data.input.sources().zip(&data.report.files) {
        input.push(InputFile {
            path: source.name.clone(),
            bytes: source.bytes,
            digest: if digests { Some(source.digest()?) } else { None },
            rows: file.rows,
            rejected: file.rejected(),
        });
    }
    let columns =
        data.input.columns().into_iter().map(|(role, names)| (role.name(), names.join(", "))).collect();
    Ok(Provenance {
        setia: env!("CARGO_PKG_VERSION"),
        command_line: command_line(words),
        as_of: data.as_of.to_string(),
        currency: data.input.check_currencies(&data.report).ok().and_then(|()| data.currency()),
        month: None,
        time_unit: TimeUnit::default().name(),
        seed,
        input,
        columns,
    })
}

/// The words as a shell would take them again, the program by its bare name, passwords left out.
pub(super) fn command_line(words: &[OsString]) -> String {
    let words = words.iter().skip(1).map(|word| diagnose::quoted(&without_password(&word.to_string_lossy())));
    std::iter::once("setia".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// `scheme://user:password@host` with the user and the password as `***`.
fn without_password(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return word.to_owned() };
    let host = rest.find('/').unwrap_or(rest.len());
    match rest[..host].rfind('@') {
        Some(at) => format!("{scheme}://***{}", &rest[at..]),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_stay_out_of_the_provenance() {
        for (word, shown) in [
            ("postgresql://ani:rahasia@host/shop", "postgresql://***@host/shop"),
            ("spark://host:15002", "spark://host:15002"),
            ("s3://shop/a@b.parquet", "s3://shop/a@b.parquet"),
            ("orders.csv", "orders.csv"),
        ] {
            assert_eq!(without_password(word), shown);
        }
        let words: Vec<OsString> = ["/usr/bin/setia", "rfm", "my orders.csv"].map(OsString::from).into();
        assert_eq!(command_line(&words), "setia rfm 'my orders.csv'");
    }
}
