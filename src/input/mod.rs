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
mod filtered;
mod head;
mod ids;
mod intern;
mod kinds;
mod labels;
mod measures;
mod names;
mod numbers;
mod parquet;
mod parse;
mod plain;
mod plain_text;
mod plan;
mod presets;
mod read;
mod records;
mod rejects;
mod report;
mod rows;
mod sheet;
mod sources;
mod standing;
mod summary;
mod text;
mod trouble;
mod typed;
mod workbook;

pub use columns::{Amounts, NamedColumns, Role};
pub use dates::{DateFormat, Zone};
pub use filter::Filter;
pub use intern::Ids;
pub use labels::{Label, values_of};
pub use measures::{Measure, Measured};
pub use numbers::DecimalMark;
pub use presets::{Grain, Preset, presets};
pub use read::{Input, RowSink};
pub use rejects::RejectKind;
pub use report::{FileReport, ReadReport, Reading, RejectedRow};
pub use rows::{Batch, Key, LeftOrder, Row, Tag};
pub use sheet::Sheet;
pub use sources::Source;
pub use summary::{SummaryRow, SummaryTable};
pub use text::Encoding;
pub use trouble::{Trouble, Troubles};

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
    /// How characters are written.
    pub encoding: Option<Encoding>,
    /// The export format, by its id; `none` for none.
    pub preset: Option<String>,
    /// The time zone in which days are counted; none takes times as they are written.
    pub tz: Option<Zone>,
    /// Tag rows with their file and their values, so that equal ones can be found.
    pub tagged: bool,
    /// Look at every row for copies, left out or not.
    pub census: bool,
    /// What is done with refunds.
    pub refunds: RefundPolicy,
    /// Numbers of each row to be read beside its amount.
    pub measures: Measured<bool>,
    /// Columns that customers are grouped by.
    pub labels: Vec<Label>,
    /// Rows to keep.
    pub filter: Option<Filter>,
    /// Keep every rejected row, not only the first of each kind.
    pub keep_all_rejects: bool,
    /// Parsing threads; zero takes one for each core.
    pub threads: usize,
    /// Bytes of memory that the program should do with; none is without a limit.
    pub memory: Option<u64>,
}

/// What is done with money given back: rows below zero, and columns of refunds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefundPolicy {
    /// It lowers the order it belongs to, else what the customer spent.
    #[default]
    Net,
    /// It is left out, and orders count as they were placed.
    Drop,
    /// It should not be there: its rows cannot be read.
    Refuse,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions {
            columns: NamedColumns::default(),
            amounts: Amounts::Needed,
            delimiter: None,
            decimal: None,
            date_format: None,
            encoding: None,
            preset: None,
            tz: None,
            tagged: false,
            census: false,
            refunds: RefundPolicy::Net,
            measures: Measured::default(),
            labels: Vec::new(),
            filter: None,
            keep_all_rejects: false,
            threads: 0,
            memory: None,
        }
    }
}

/// Hears how many bytes have been read.
pub trait Progress: Sync {
    /// `bytes` more have been read from disk.
    fn advance(&self, bytes: u64);

    /// `rows` more have been parsed.
    fn rows(&self, _rows: u64) {}
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
