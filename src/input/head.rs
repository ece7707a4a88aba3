//! Where the rows of a text file begin: its delimiter, lines above the header, the header, its export format.
//!
//! The header is the record that names the columns an analysis needs, the widest and then the first of them; only if
//! there is none is it the first record, so that the message can show it.

use super::blocks::Block;
use super::columns::Mapping;
use super::presets::Preset;
use super::sources::Source;
use super::{ReadOptions, records};
use crate::error::{Error, Result};

/// The beginning of a text file.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) delimiter: u8,
    pub(super) header: Vec<String>,
    /// Bytes up to the end of the header.
    pub(super) end: usize,
    /// Records above the header.
    pub(super) above: usize,
    pub(super) preset: Option<&'static Preset>,
    pub(super) mapping: Mapping,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// A header further down than this is not looked for.
const DEEPEST_HEADER: usize = 30;

/// A record that could be the header.
struct Candidate {
    delimiter: u8,
    header: Vec<String>,
    end: usize,
    above: usize,
}

impl Head {
    /// Reads the head of a file from its first bytes.
    pub(super) fn find(source: &Source, head: &[u8], options: &ReadOptions) -> Result<Head> {
        let (declared, from) = declared_delimiter(head);
        let first_line =
            first_line(&head[from..]).ok_or_else(|| Error::EmptyFile { path: source.name.clone() })?;
        let delimiters = match options.delimiter.or(declared) {
            Some(delimiter) => vec![delimiter],
            None => DELIMITERS.to_vec(),
        };
        let mut found: Option<(Candidate, Mapping, Option<&'static Preset>)> = None;
        for &delimiter in &delimiters {
            for candidate in candidates(head, from, delimiter) {
                let preset = preset_for(&candidate.header, options)?;
                let mapping = Mapping::find(
                    &source.name,
                    &candidate.header,
                    &options.columns,
                    preset,
                    super::Amounts::Optional,
                );
                let refused = preset.is_some_and(|preset| preset.refuse.is_some());
                let Some(mapping) = mapping.ok().or(refused.then(Mapping::default)) else { continue };
                let fields = |other: &Candidate| candidate.header.len() > other.header.len();
                if found.as_ref().is_none_or(|(other, ..)| fields(other)) {
                    found = Some((candidate, mapping, preset));
                }
            }
        }
        if let Some((candidate, _, preset)) = found {
            return Head::with(source, candidate, preset, options);
        }
        let delimiter = match delimiters.as_slice() {
            &[delimiter] => delimiter,
            _ => detect_delimiter(first_line),
        };
        let first = candidates(head, from, delimiter).into_iter().next();
        let first = first.ok_or_else(|| Error::EmptyFile { path: source.name.clone() })?;
        if let [only] = first.header.as_slice() {
            return Err(one_column(source, only));
        }
        let preset = preset_for(&first.header, options)?;
        Head::with(source, first, preset, options)
    }

    fn with(
        source: &Source,
        candidate: Candidate,
        preset: Option<&'static Preset>,
        options: &ReadOptions,
    ) -> Result<Head> {
        let Candidate { delimiter, header, end, above } = candidate;
        // who names the columns knows better
        let named = options.columns.customer.is_some() && options.columns.date.is_some();
        let refused = preset.filter(|_| !named).and_then(|preset| Some((preset, preset.refuse.as_ref()?)));
        if let Some((preset, instead)) = refused {
            return Err(Error::UnusableExport {
                path: source.name.clone(),
                format: preset.name.clone(),
                instead: instead.clone(),
            });
        }
        let mut mapping = Mapping::find(&source.name, &header, &options.columns, preset, options.amounts)?;
        mapping.keep_measures(options.measures);
        check_unique(source, &header, &mapping)?;
        Ok(Head { delimiter, header, end, above, preset, mapping })
    }
}

/// The format that the user named, or that the header shows.
pub(super) fn preset_for(header: &[String], options: &ReadOptions) -> Result<Option<&'static Preset>> {
    match options.preset.as_deref() {
        Some("none") => Ok(None),
        Some(id) => Preset::named(id).map(Some).ok_or_else(|| {
            let ids = super::presets().iter().map(|preset| preset.id.as_str());
            let hint = match crate::nearest::nearest(id, ids) {
                Some(nearest) => format!("did you mean `--preset {nearest}`?"),
                None => "`setia check --presets` lists them; `--preset none` uses none".to_owned(),
            };
            Error::Usage { message: format!("no export format is called `{id}`"), hints: vec![hint] }
        }),
        None => Ok(Preset::of(header)),
    }
}

/// `sep=;` on the first line, as Excel writes it, and where the file goes on.
fn declared_delimiter(head: &[u8]) -> (Option<u8>, usize) {
    let end = head.iter().position(|&byte| byte == b'\n').map_or(head.len(), |end| end + 1);
    match head[..end].trim_ascii_end() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (Some(*delimiter), end),
        // a tab is trimmed away
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] => (Some(b'\t'), end),
        _ => (None, 0),
    }
}

/// The records at the top of a file that have more than one value.
fn candidates(head: &[u8], from: usize, delimiter: u8) -> Vec<Candidate> {
    let block = Block::of(head.to_vec(), delimiter);
    let mut found: Vec<Candidate> = Vec::new();
    let mut above = 0;
    records::for_each(&block, from, delimiter, |start, record| {
        if let Some(last) = found.last_mut()
            && last.end == usize::MAX
        {
            last.end = start;
        }
        if above == DEEPEST_HEADER {
            return false;
        }
        let cells = (0..record.len()).map(|place| String::from_utf8_lossy(&record.cell(place)).into_owned());
        let header: Vec<String> = cells.collect();
        if above == 0 || header.iter().filter(|name| !name.is_empty()).count() > 1 {
            found.push(Candidate { delimiter, header, end: usize::MAX, above });
        }
        above += 1;
        true
    });
    for candidate in &mut found {
        candidate.end = candidate.end.min(head.len());
    }
    found
}

fn first_line(head: &[u8]) -> Option<&[u8]> {
    head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty())
}

/// The mark that occurs most often outside quotation marks in the header.
fn detect_delimiter(header: &[u8]) -> u8 {
    let count = |mark: u8| marks_outside_quotes(header, mark);
    let most = DELIMITERS.iter().map(|&mark| count(mark)).max().unwrap_or(0);
    DELIMITERS.into_iter().find(|&mark| count(mark) == most).filter(|_| most > 0).unwrap_or(b',')
}

fn marks_outside_quotes(line: &[u8], mark: u8) -> usize {
    let mut quoted = false;
    line.iter()
        .filter(|&&byte| {
            quoted ^= byte == b'"';
            byte == mark && !quoted
        })
        .count()
}

fn one_column(source: &Source, only: &str) -> Error {
    let candidate = b":^~"
        .iter()
        .copied()
        .chain(DELIMITERS)
        .map(|mark| (mark as char, marks_outside_quotes(only.as_bytes(), mark)))
        .max_by_key(|&(_, count)| count)
        .filter(|&(_, count)| count > 0);
    Error::OneColumn { path: source.name.clone(), header: super::rejects::shorten(only), candidate }
}

fn check_unique(source: &Source, header: &[String], mapping: &Mapping) -> Result<()> {
    for place in mapping.used() {
        let column = &header[place];
        let places: Vec<usize> =
            (0..header.len()).filter(|&other| header[other] == *column).map(|place| place + 1).collect();
        if places.len() > 1 {
            return Err(Error::RepeatedColumn { path: source.name.clone(), column: column.clone(), places });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters() {
        assert_eq!(detect_delimiter(b"id;date;amount"), b';');
        assert_eq!(detect_delimiter(b"\"a;b;c\",date,amount"), b',');
        assert_eq!(detect_delimiter(b"id\tdate\tamount, net"), b'\t');
        assert_eq!(detect_delimiter(b"id"), b',');
    }

    #[test]
    fn a_line_that_says_the_delimiter() {
        assert_eq!(declared_delimiter(b"sep=;\r\nid;date\r\n"), (Some(b';'), 7));
        assert_eq!(declared_delimiter(b"SEP=\t\nid\tdate\n"), (Some(b'\t'), 6));
        assert_eq!(declared_delimiter(b"separator,date\n"), (None, 0));
    }
}
