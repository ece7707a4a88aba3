//! Station 6: documents to bytes. One file for each format; words and numbers for people live in `words` and
//! `numbers` and nowhere else.

mod csv;
mod dates;
mod heat;
mod html;
mod json;
mod language;
mod markdown;
mod numbers;
mod parquet;
mod strip;
mod terminal;
mod words;
mod xlsx;

pub use language::Language;
pub use words::Words;

use std::io::Write;

use crate::document::{Document, Table};
use crate::error::{Error, Result};

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    Terminal,
    /// One table as CSV.
    Csv,
    /// Everything as one JSON object.
    Json,
    /// One table as a JSON object a line.
    Ndjson,
    /// For a person, in a text file.
    Markdown,
    /// For a browser, in one file.
    Html,
    /// One table as Parquet.
    Parquet,
    /// A workbook, a sheet for each table.
    Xlsx,
}

/// What a renderer may need to know beyond the document.
#[derive(Debug, Clone, Default)]
pub struct RenderOptions {
    /// The table that one-table formats write; the first if none is named.
    pub table: Option<String>,
    /// Columns of the terminal; none writes the full width.
    pub width: Option<usize>,
    /// Whether to use colour.
    pub color: bool,
    /// Whether to keep to ASCII.
    pub ascii: bool,
    /// The language of words, numbers and dates.
    pub language: Language,
}

impl RenderOptions {
    /// The words for a document.
    #[must_use]
    pub fn words(&self, document: &Document) -> Words {
        Words::of(self.language, document.provenance.currency.as_deref())
    }
}

/// Writes documents in one format.
pub trait Renderer {
    /// Writes `document` to `out`.
    ///
    /// # Errors
    /// What writing returns, and a table that the document lacks.
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()>;
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 8] = [
        Format::Terminal,
        Format::Csv,
        Format::Json,
        Format::Ndjson,
        Format::Markdown,
        Format::Html,
        Format::Parquet,
        Format::Xlsx,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Terminal => "table",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Markdown => "markdown",
            Format::Html => "html",
            Format::Parquet => "parquet",
            Format::Xlsx => "xlsx",
        }
    }

    /// The extension of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Terminal => "txt",
            Format::Markdown => "md",
            other => other.name(),
        }
    }

    /// Whether it holds one table and nothing else.
    #[must_use]
    pub fn holds_one_table(self) -> bool {
        matches!(self, Format::Csv | Format::Ndjson | Format::Parquet)
    }

    /// The format that a file name's extension stands for.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Format> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" => Format::Terminal,
            "csv" => Format::Csv,
            "json" => Format::Json,
            "ndjson" | "jsonl" => Format::Ndjson,
            "md" | "markdown" => Format::Markdown,
            "html" | "htm" => Format::Html,
            "parquet" => Format::Parquet,
            "xlsx" => Format::Xlsx,
            _ => return None,
        })
    }

    /// Whether the format holds the provenance, and so wants digests of the input.
    #[must_use]
    pub fn holds_provenance(self) -> bool {
        matches!(self, Format::Json | Format::Html)
    }

    /// The renderer of the format.
    #[must_use]
    pub fn renderer(self) -> &'static dyn Renderer {
        match self {
            Format::Terminal => &terminal::Terminal,
            Format::Csv => &csv::Csv,
            Format::Json => &json::Json,
            Format::Ndjson => &json::Ndjson,
            Format::Markdown => &markdown::Markdown,
            Format::Html => &html::Html,
            Format::Parquet => &parquet::Parquet,
            Format::Xlsx => &xlsx::Xlsx,
        }
    }
}

/// The table that a one-table format writes.
fn chosen_table<'a>(document: &'a Document, options: &RenderOptions) -> Result<&'a Table> {
    match &options.table {
        None => document.tables.first().ok_or_else(|| Error::Internal("a result without tables".to_owned())),
        Some(name) => document.table(name).ok_or_else(|| {
            let tables = document.tables.iter().map(|table| table.name);
            let hint = match crate::nearest::nearest(name, tables.clone()) {
                Some(nearest) => format!("did you mean `--table {nearest}`?"),
                None => format!("tables: {}", tables.collect::<Vec<_>>().join(", ")),
            };
            Error::Usage {
                message: format!("`{}` has no table `{name}`", document.command),
                hints: vec![hint],
            }
        }),
    }
}

/// A failed write, its path to be filled in by whoever knows it.
fn write_error(source: std::io::Error) -> Error {
    Error::Write { path: None, source }
}
