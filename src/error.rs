//! Everything that can go wrong, as values that carry their evidence. Prints nothing.
//!
//! [`Display`](std::fmt::Display) gives the one-line statement and [`Error::evidence`] the lines below it;
//! what to type instead is added by the program, which knows the command line.

use std::path::{Path, PathBuf};

use crate::input::{RejectKind, Role};

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Whose move it is after an error; the program's exit status follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The answer should not be trusted.
    Untrusted,
    /// The request is wrong.
    Usage,
    /// The input cannot be used.
    Input,
    /// The output cannot be written.
    Output,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A path that does not exist.
    #[error("no such file: `{path}`")]
    NoSuchFile {
        /// As the user wrote it.
        path: String,
        /// A file of nearly that name in the same folder.
        nearest: Option<String>,
    },
    /// A directory or pattern without a file that can be read.
    #[error("no readable file in `{path}`")]
    NoReadableFile {
        /// As the user wrote it.
        path: String,
        /// What lies there instead.
        found: Vec<String>,
    },
    /// The operating system refuses to read a file.
    #[error("cannot read `{path}`: {reason}")]
    CannotRead {
        /// The file.
        path: String,
        /// Why, in words.
        reason: String,
    },
    /// A file of no bytes, or of blank lines only.
    #[error("`{path}` is empty")]
    EmptyFile {
        /// The file.
        path: String,
    },
    /// A header and nothing below it.
    #[error("`{path}` has a header but no rows")]
    HeaderOnly {
        /// The file.
        path: String,
    },
    /// The delimiter does not occur in the header.
    #[error("`{path}` seems to have one column: `{header}`")]
    OneColumn {
        /// The file.
        path: String,
        /// Its first line.
        header: String,
        /// The delimiter that would split it, and how often it occurs in the header.
        candidate: Option<(char, usize)>,
    },
    /// An export that lacks what every analysis needs.
    #[error("`{path}` is an export that cannot be used: {format}")]
    UnusableExport {
        /// The file.
        path: String,
        /// What the export is called.
        format: String,
        /// What it lacks and which export to take instead.
        instead: String,
    },
    /// Amounts in several currencies, which cannot be added up.
    #[error("the amounts of `{path}` are in several currencies")]
    MixedCurrencies {
        /// The file.
        path: String,
        /// The column that says so; none where the marks of the amounts do.
        column: Option<String>,
        /// Currencies and their rows.
        found: Vec<(String, u64)>,
    },
    /// A compressed file that ends early or is damaged.
    #[error("`{path}` cannot be decompressed")]
    CorruptCompression {
        /// The file.
        path: String,
        /// `gzip` or `zstd`.
        format: &'static str,
        /// What the decompressor said.
        reason: String,
    },
    /// A Parquet file whose structure cannot be read.
    #[error("`{path}` cannot be read as Parquet")]
    BadParquet {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// A quotation mark that opens a value and is never closed.
    #[error("a quotation mark in `{path}` is never closed")]
    UnclosedQuote {
        /// The file.
        path: String,
        /// The row in which it opens.
        row: u64,
        /// The beginning of that row.
        record: String,
    },
    /// Two columns of the same name, one of which is needed.
    #[error("`{path}` has several columns named `{column}`")]
    RepeatedColumn {
        /// The file.
        path: String,
        /// The name.
        column: String,
        /// Their places, counted from 1.
        places: Vec<usize>,
    },
    /// No column for a role that the analysis needs.
    #[error("no column for the {} in `{path}`", role.meaning())]
    MissingRole {
        /// The file.
        path: String,
        /// The role.
        role: Role,
        /// The columns of the file.
        found: Vec<String>,
    },
    /// A column named on the command line that a file lacks.
    #[error("no column `{column}` in `{path}`")]
    NoSuchColumn {
        /// The file.
        path: String,
        /// The flag that names the column.
        asked_by: String,
        /// The name asked for.
        column: String,
        /// The columns of the file.
        found: Vec<String>,
    },
    /// A Parquet column of a type that cannot play its role.
    #[error("column `{column}` of `{path}` holds {found}, which is no {}", role.meaning())]
    WrongType {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// The role it was to play.
        role: Role,
        /// The type it has.
        found: String,
    },
    /// Rows that cannot be read, more than are tolerated.
    #[error("{}", .0.statement())]
    UnreadableRows(Box<UnreadableRows>),
    /// A file that was to be a customer summary and lacks a column of it.
    #[error("`{path}` is no customer summary: it has no column `{missing}`")]
    NotASummary {
        /// The file.
        path: String,
        /// The column it lacks.
        missing: String,
        /// The columns it has.
        found: Vec<String>,
    },
    /// An experiment with nobody to compare.
    #[error("{message}")]
    NoComparison {
        /// Who is missing.
        message: String,
    },
    /// A row of a customer summary that contradicts itself.
    #[error("customer `{customer}` in `{path}` cannot be: {reason}")]
    BadSummaryRow {
        /// The file.
        path: String,
        /// The row.
        row: u64,
        /// The customer.
        customer: String,
        /// What is wrong.
        reason: String,
    },
    /// Rows without a date, whose order has none either.
    #[error("{} no date, and neither has the order they belong to", if *rows == 1 { "1 row has".to_owned() } else { format!("{rows} rows have") })]
    UndatedRows {
        /// How many.
        rows: u64,
        /// Their money.
        amount: f64,
    },
    /// Every date of a column can be read day first and month first.
    #[error("column `{column}` can be read as day/month or month/day")]
    AmbiguousDates {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// How many values it has.
        values: usize,
        /// One of them.
        example: String,
    },
    /// Every amount of a column can be read with `.` and with `,` as the decimal mark.
    #[error("column `{column}` can be read with thousands or with decimals")]
    AmbiguousNumbers {
        /// The file.
        path: String,
        /// The column.
        column: String,
        /// How many values it has.
        values: usize,
        /// One of them.
        example: String,
    },
    /// A `--where` expression that cannot be understood.
    #[error("cannot use the expression `{expression}`")]
    BadExpression {
        /// As the user wrote it.
        expression: String,
        /// Why.
        reason: String,
    },
    /// Nothing is left to analyse.
    #[error("no purchases to analyse")]
    NoPurchases {
        /// What became of the rows, a line each.
        evidence: Vec<String>,
    },
    /// Sums beyond what money can hold.
    #[error("the amounts of customer `{customer}` add up to more than 900 trillion")]
    AmountOverflow {
        /// The customer.
        customer: String,
    },
    /// A request that contradicts itself or names something unknown.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to type.
        hints: Vec<String>,
    },
    /// A settings file that cannot be used.
    #[error("cannot use `{path}`: {message}")]
    Settings {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
        /// What to type.
        hints: Vec<String>,
    },
    /// An answer that should not be trusted.
    #[error("{message}")]
    Untrusted {
        /// What is wrong.
        message: String,
        /// The evidence, a line each.
        evidence: Vec<String>,
    },
    /// A folder that another run is writing to.
    #[error("another run is writing to `{folder}`")]
    Busy {
        /// The folder.
        folder: String,
    },
    /// A file or stream that cannot be written.
    #[error("cannot write {}: {}", target(path.as_deref()), plain_reason(source))]
    Write {
        /// The file; none is standard output.
        path: Option<PathBuf>,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Rows that memory is not to hold and the disk cannot.
    #[error("cannot keep rows in `{folder}`: {}", plain_reason(source))]
    Spill {
        /// The folder for temporary files.
        folder: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A fault in setia itself.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// Whose move it is; `None` is a fault of ours.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        Some(match self {
            Error::Untrusted { .. } => ErrorKind::Untrusted,
            Error::Usage { .. }
            | Error::Settings { .. }
            | Error::NoSuchColumn { .. }
            | Error::BadExpression { .. } => ErrorKind::Usage,
            Error::Write { .. } | Error::Spill { .. } | Error::Busy { .. } => ErrorKind::Output,
            Error::Internal(_) => return None,
            _ => ErrorKind::Input,
        })
    }

    /// The lines that show what was seen, without indentation.
    #[must_use]
    pub fn evidence(&self) -> Vec<String> {
        match self {
            Error::NoReadableFile { found, .. } if !found.is_empty() => {
                vec![format!("found: {}", list(found))]
            }
            Error::OneColumn { candidate: Some((mark, count)), .. } => {
                let times = if *count == 1 { "once".to_owned() } else { format!("{count} times") };
                vec![format!("`{}` appears {times} in its header", show_delimiter(*mark))]
            }
            Error::UndatedRows { amount, .. } => vec![format!("worth {amount}")],
            Error::UnusableExport { instead, .. } => vec![instead.clone()],
            Error::MixedCurrencies { column, found, .. } => {
                let each = found.iter().map(|(name, rows)| format!("{name} in {}", counted(*rows, "row")));
                let each = each.collect::<Vec<_>>().join(", ");
                vec![column.as_ref().map_or(each.clone(), |column| format!("column `{column}`: {each}"))]
            }
            Error::CorruptCompression { format, reason, .. } => vec![format!("{format}: {reason}")],
            Error::BadParquet { reason, .. } | Error::BadExpression { reason, .. } => vec![reason.clone()],
            Error::UnclosedQuote { row, record, .. } => vec![format!("row {row}   {record}")],
            Error::RepeatedColumn { places, .. } => {
                let places: Vec<String> = places.iter().map(ToString::to_string).collect();
                vec![format!("at places {}", places.join(", "))]
            }
            Error::MissingRole { found, role, .. } => vec![
                format!("columns found: {}", list(found)),
                format!("looked for: {}, …", role.synonyms().take(5).collect::<Vec<_>>().join(", ")),
            ],
            Error::BadSummaryRow { row, .. } => vec![format!("row {row}")],
            Error::NoSuchColumn { found, .. } | Error::NotASummary { found, .. } => {
                vec![format!("columns found: {}", list(found))]
            }
            Error::UnreadableRows(rows) => rows.evidence(),
            Error::AmbiguousDates { path, values, example, .. } => vec![every(
                path,
                *values,
                "value has both numbers at or below 12",
                "values has both numbers at or below 12",
                example,
            )],
            Error::AmbiguousNumbers { path, values, example, .. } => vec![every(
                path,
                *values,
                "value has one separator and three digits after it",
                "values has at most one separator, with three digits after it",
                example,
            )],
            Error::NoPurchases { evidence } | Error::Untrusted { evidence, .. } => evidence.clone(),
            _ => Vec::new(),
        }
    }
}

fn target(path: Option<&Path>) -> String {
    path.map_or_else(|| "to standard output".to_owned(), |path| format!("`{}`", path.display()))
}

fn every(path: &str, values: usize, one: &str, many: &str, example: &str) -> String {
    if values == 1 {
        format!("in `{path}` its one {one}: `{example}`")
    } else {
        format!("in `{path}` every one of the {values} {many}, e.g. `{example}`")
    }
}

/// `1 row`, `2 rows`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// What the operating system said, in words.
pub(crate) fn plain_reason(problem: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match problem.kind() {
        Kind::NotFound => "no such file or folder".to_owned(),
        Kind::PermissionDenied => "no permission".to_owned(),
        Kind::StorageFull => "no space left on the device".to_owned(),
        _ => {
            let text = problem.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

/// Names for a line of evidence: at most twelve, then a count.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut text = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(", … ({} in all)", names.len()));
    }
    text
}

/// A delimiter as it is typed.
pub(crate) fn show_delimiter(mark: char) -> String {
    if mark == '\t' { "TAB".to_owned() } else { mark.to_string() }
}

/// Rows that could not be read, grouped by what was wrong with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableRows {
    /// Rows that cannot be read.
    pub rejected: u64,
    /// Rows in the files, these included.
    pub rows: u64,
    /// Files that were read.
    pub files: usize,
    /// One entry for each file, column and kind of fault, the most frequent first.
    pub groups: Vec<RejectGroup>,
}

/// Rejects of one kind in one column of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectGroup {
    /// The file.
    pub path: String,
    /// What was wrong.
    pub kind: RejectKind,
    /// The column, unless the whole row is at fault.
    pub column: String,
    /// How many rows.
    pub count: u64,
    /// The first of them: row, value, reason.
    pub first: Vec<(u64, String, String)>,
}

impl UnreadableRows {
    fn statement(&self) -> String {
        let UnreadableRows { rejected, rows, groups, .. } = self;
        match groups.as_slice() {
            [RejectGroup { kind: RejectKind::Shape, .. }] => {
                format!("{rejected} of {rows} rows do not have the fields of the header")
            }
            [group] => {
                format!("{rejected} of {rows} values in column `{}` are {}", group.column, group.kind.fault())
            }
            _ => format!("{rejected} of {rows} rows cannot be read"),
        }
    }

    fn evidence(&self) -> Vec<String> {
        let alone = self.groups.len() == 1 && self.files == 1;
        let mut lines = Vec::new();
        for group in &self.groups {
            if !alone {
                let RejectGroup { path, kind, column, count, .. } = group;
                lines.push(match kind {
                    RejectKind::Shape => format!("`{path}`: {} of another shape", counted(*count, "row")),
                    kind => format!(
                        "`{path}`: {} in column `{column}`: {}",
                        counted(*count, "value"),
                        kind.fault()
                    ),
                });
            }
            let row_width = width(group.first.iter().map(|(row, ..)| row.to_string()));
            let value_width = width(group.first.iter().map(|(_, value, _)| format!("`{value}`")));
            for (row, value, reason) in &group.first {
                let value = format!("`{value}`");
                lines.push(format!("row {row:<row_width$}   {value:<value_width$}   {reason}"));
            }
            let more = group.count - group.first.len() as u64;
            if more > 0 {
                lines.push(format!("and {more} more"));
            }
        }
        lines
    }
}

fn width(texts: impl Iterator<Item = String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}
