//! Station 1: files to typed rows.
//!
//! Opening decides how each file is read (kind, delimiter, columns, formats) and can be shown to the user;
//! reading then parses strictly, in parallel, and accounts for every row: used, left out, or rejected with its
//! row number and its money. Nothing here knows orders or customers.

mod batch;
mod blocks;
mod columns;
mod dates;
mod filter;
mod numbers;
mod parquet;
mod parse;
mod plan;
mod read;
mod records;
mod rejects;
mod rows;
mod sources;
mod text;

pub use columns::{Amounts, NamedColumns, Role};
pub use dates::DateFormat;
pub use filter::Filter;
pub use numbers::DecimalMark;
pub use read::{FileReport, Input, ReadReport, RowSink};
pub use rejects::RejectKind;
pub use rows::{Ids, Key, Row};
pub use sources::Source;

use crate::error::Error;

/// How files are to be read. What is `None` is detected.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Columns named by the user.
    pub columns: NamedColumns,
    /// Whether the analysis can do without amounts.
    pub amounts: Amounts,
    /// The mark between values.
    pub delimiter: Option<u8>,
    /// The mark before decimals.
    pub decimal: Option<DecimalMark>,
    /// How dates are written.
    pub date_format: Option<DateFormat>,
    /// Rows to keep.
    pub filter: Option<Filter>,
    /// Keep every rejected row, not only the first of each kind.
    pub keep_all_rejects: bool,
    /// Parsing threads; zero takes one for each core.
    pub threads: usize,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions {
            columns: NamedColumns::default(),
            amounts: Amounts::Needed,
            delimiter: None,
            decimal: None,
            date_format: None,
            filter: None,
            keep_all_rejects: false,
            threads: 0,
        }
    }
}

/// Hears how many bytes have been read.
pub trait Progress: Sync {
    /// `bytes` more have been read from disk.
    fn advance(&self, bytes: u64);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn advance(&self, _bytes: u64) {}
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn internal(problem: polars::error::PolarsError) -> Error {
    Error::Internal(problem.to_string())
}
