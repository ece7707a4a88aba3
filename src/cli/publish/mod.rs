//! Results that are written month by month: a folder for each month that appears as a whole, a manifest of what was read
//! and written, one run at a time.
//!
//! `folder` keeps versions and switches between them, `manifest` says and checks what is in one, `lock` keeps other runs
//! out.

mod args;
mod folder;
mod lock;
mod manifest;

pub(crate) use args::PublishArgs;

use std::io::Write;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{ArgMatches, FromArgMatches};

use super::printer::{self, Printer};
use super::status::Status;
use crate::document::Document;
use crate::error::{Error, Result, counted};
use crate::input::Source;
use crate::pipeline::Prepared;
use crate::render::{Format, RenderOptions};
use folder::Folder;
use manifest::Manifest;

/// What a command that can write month by month was told.
pub(super) struct Publication {
    args: PublishArgs,
}

/// What is to be done after the files are known.
pub(super) enum Begun<'a> {
    /// Nothing: this is how it ends.
    Done(Status),
    /// Write a result as every command does.
    Single,
    /// Write a folder for the month.
    Folder(Box<Begin<'a>>),
}

/// A folder that waits for its month.
pub(super) struct Begin<'a> {
    folder: Folder,
    formats: Vec<Format>,
    fingerprint: String,
    matches: &'a ArgMatches,
}

impl Publication {
    /// None for commands that write one result.
    pub(super) fn of(matches: &ArgMatches) -> Option<Publication> {
        matches.try_contains_id("output_dir").ok()?;
        Some(Publication { args: PublishArgs::from_arg_matches(matches).ok()? })
    }

    pub(super) fn verifies(&self) -> Option<&Path> {
        self.args.verify.as_deref()
    }

    /// Keeps other runs out, and finds out whether there is anything to do.
    pub(super) fn begin<'a>(
        &self,
        matches: &'a ArgMatches,
        sources: &[Source],
        talk: Printer,
    ) -> Result<Begun<'a>> {
        if self.args.dry_run {
            return self.say_plan(matches, sources).map(|()| Begun::Done(Status::Done));
        }
        let Some(path) = self.args.output_dir.as_ref().filter(|_| !names_one_result(matches)) else {
            return if self.args.if_changed {
                let message = "`--if-changed` is about a folder, and there is none".to_owned();
                Err(Error::Usage { message, hints: vec!["add `--output-dir FOLDER`".to_owned()] })
            } else {
                Ok(Begun::Single)
            };
        };
        let folder = Folder::open(path)?;
        let fingerprint = manifest::fingerprint(matches, sources)?;
        if self.args.if_changed
            && let Some(made) = folder.made_by(&fingerprint)
        {
            folder.point_latest()?;
            let month = &made.month;
            talk.line(&format!(
                "{month}: nothing has changed, `{}` is left as it is",
                path.join(month).display()
            ));
            let warned = !made.warnings.is_empty() && matches.get_flag("strict");
            return Ok(Begun::Done(if warned { Status::Untrusted } else { Status::Done }));
        }
        let mut formats: Vec<Format> = Vec::new();
        for format in &self.args.formats {
            if !formats.contains(format) {
                formats.push(*format);
            }
        }
        Ok(Begun::Folder(Box::new(Begin { folder, formats, fingerprint, matches })))
    }

    /// What would be read and written.
    fn say_plan(&self, matches: &ArgMatches, sources: &[Source]) -> Result<()> {
        let mut text = String::new();
        for source in sources {
            text.push_str(&format!("would read   {} ({})\n", source.name, counted(source.bytes, "byte")));
        }
        let month = matches.get_raw("month").and_then(|mut values| values.next());
        let month = month.map_or("the last one that is over".into(), |month| month.to_string_lossy());
        text.push_str(&format!("month        {month}\n"));
        let names: Vec<&str> = self.args.formats.iter().map(|format| format.name()).collect();
        text.push_str(&match &self.args.output_dir {
            Some(path) => {
                format!("would write  {}/ as {}\n", path.join("<month>").display(), names.join(", "))
            }
            _ => match matches.get_raw("output").and_then(|mut values| values.next()) {
                Some(path) => format!("would write  {}\n", path.to_string_lossy()),
                None => "would write  to standard output\n".to_owned(),
            },
        });
        printer::to_stdout(|out| {
            out.write_all(text.as_bytes()).map_err(|source| Error::Write { path: None, source })
        })
    }
}

/// Whether one result was asked for on the command line, whatever folder the settings name.
fn names_one_result(matches: &ArgMatches) -> bool {
    let typed = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
    ["output", "format", "table"].iter().any(typed)
}

impl Begin<'_> {
    /// Writes the month, and says so in a line.
    pub(super) fn finish(
        &self,
        document: &Document,
        options: &RenderOptions,
        data: &Prepared,
        talk: Printer,
    ) -> Result<()> {
        let month = document.provenance.month.clone().unwrap_or_default();
        let parts = parts(document, &self.formats, options)?;
        let manifest = Manifest::of(document, (&month, &self.fingerprint), self.matches, &parts);
        let path = self.folder.publish(&month, &parts, &manifest)?;
        let words = options.words(document);
        document.warnings.iter().for_each(|warning| talk.warning(&words.message(warning)));
        let customers = &data.collected.customers;
        talk.line(&format!(
            "{month}: wrote `{}`, {}, {}, {}, {}",
            path.display(),
            counted(parts.len() as u64, "file"),
            counted(customers.len() as u64, "customer"),
            counted(customers.total_orders(), "order"),
            counted(document.warnings.len() as u64, "warning"),
        ));
        Ok(())
    }
}

/// Says whether the files of a manifest are what was written, and what was read.
pub(super) fn verify(path: &Path, talk: Printer) -> Result<Status> {
    let (manifest, changed) = manifest::verify(path)?;
    let [read, written] = manifest.files();
    for line in &changed {
        talk.note(&format!("not what was read any more: {line}"));
    }
    let inputs = match (read, changed.len()) {
        (read, 0) => format!("{} read and unchanged", counted(read as u64, "file")),
        (read, changed) => format!("{changed} of {} read that changed", counted(read as u64, "file")),
    };
    let text = format!("{}: {} as written, {inputs}\n", manifest.month, counted(written as u64, "file"));
    printer::to_stdout(|out| {
        out.write_all(text.as_bytes()).map_err(|source| Error::Write { path: None, source })
    })?;
    Ok(Status::Done)
}

/// Tables that are written as files of their own.
const FILES: [&str; 3] = ["figures", "to_thank", "to_win_back"];

/// A file to be written.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether it names customers.
    pub(super) private: bool,
}

/// The files of a document.
pub(super) fn parts(document: &Document, formats: &[Format], options: &RenderOptions) -> Result<Vec<Part>> {
    let names_customers =
        |table: &str| document.table(table).is_some_and(|table| table.column("customer_id").is_some());
    let anyone = document.tables.iter().any(|table| table.column("customer_id").is_some());
    let mut parts = Vec::new();
    for format in formats {
        let tables: Vec<Option<&str>> = if format.holds_one_table() {
            FILES.into_iter().filter(|name| document.table(name).is_some()).map(Some).collect()
        } else {
            vec![None]
        };
        for table in tables {
            let options = RenderOptions { table: table.map(str::to_owned), ..options.clone() };
            let mut bytes = Vec::new();
            format.renderer().render(document, &options, &mut bytes)?;
            parts.push(Part {
                name: format!("{}.{}", table.unwrap_or("report"), format.extension()),
                bytes,
                private: table.map_or(anyone, names_customers),
            });
        }
    }
    Ok(parts)
}

/// Writes a file and makes sure that it is on the disk.
fn write_through(path: &std::path::Path, bytes: &[u8], private: bool) -> Result<()> {
    let failed = |source| Error::Write { path: Some(path.to_owned()), source };
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(if private { 0o600 } else { 0o644 });
    }
    #[cfg(not(unix))]
    let _ = private;
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)
}
