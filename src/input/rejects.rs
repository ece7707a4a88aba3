//! Rows set aside: why, where, and with how much money. Nothing that cannot be read disappears.

use std::collections::BTreeMap;
use std::io::Write;

use crate::error::{RejectGroup, UnreadableRows};
use crate::units::Money;

/// The kind of fault that keeps a row out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RejectKind {
    /// More or fewer fields than the header.
    Shape,
    /// A value that is no date.
    Date,
    /// A value that is no amount.
    Amount,
    /// An id that a spreadsheet turned into `5.8E+17`.
    ScientificId,
    /// Bytes that are not UTF-8.
    Encoding,
}

impl RejectKind {
    pub(crate) fn fault(self) -> &'static str {
        match self {
            RejectKind::Shape => "rows of another shape",
            RejectKind::Date => "not dates",
            RejectKind::Amount => "not amounts",
            RejectKind::ScientificId => "ids in scientific notation",
            RejectKind::Encoding => "not UTF-8 text",
        }
    }
}

/// One row set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reject {
    /// Row in its block (then in its file), header included.
    pub(super) row: u64,
    pub(super) kind: RejectKind,
    /// Place of the column in the header; none if the row as a whole is at fault.
    pub(super) column: Option<usize>,
    pub(super) value: String,
    pub(super) reason: String,
    /// The row as it stands in the file.
    pub(super) record: String,
}

/// Rejects of a part of a file: all are counted, all or the first of each kind are kept.
#[derive(Debug, Default)]
pub(super) struct Rejects {
    pub(super) kept: Vec<Reject>,
    pub(super) counts: BTreeMap<(Option<usize>, RejectKind), u64>,
    /// Money in rejected rows whose amount could be read.
    pub(super) amount: i128,
}

/// Occurrences shown of each kind of fault.
const SHOWN: u64 = 3;
/// Longest value or row quoted, in characters.
const LONGEST_QUOTE: usize = 60;

impl Rejects {
    pub(super) fn add(&mut self, reject: Reject, amount: Option<Money>, keep_all: bool) {
        let group = (reject.column, reject.kind);
        let count = self.counts.entry(group).or_default();
        *count += 1;
        self.amount += amount.map_or(0, |money| i128::from(money.0));
        if keep_all || *count <= SHOWN {
            self.kept.push(reject);
        }
    }

    pub(super) fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Takes over the rejects of the next part of the same file, `rows_before` rows further down.
    pub(super) fn append(&mut self, part: Rejects, rows_before: u64) {
        self.amount += part.amount;
        for (group, more) in part.counts {
            *self.counts.entry(group).or_default() += more;
        }
        self.kept
            .extend(part.kept.into_iter().map(|reject| Reject { row: reject.row + rows_before, ..reject }));
    }
}

/// The rejects of all files as evidence.
pub(super) fn unreadable<'a>(
    files: impl Iterator<Item = (&'a str, &'a [String], &'a Rejects)>,
    rows: u64,
) -> UnreadableRows {
    let mut groups = Vec::new();
    let mut number = 0;
    for (path, header, rejects) in files {
        number += 1;
        for (&(column, kind), &count) in &rejects.counts {
            let first = rejects
                .kept
                .iter()
                .filter(|reject| (reject.column, reject.kind) == (column, kind))
                .take(SHOWN as usize)
                .map(|reject| (reject.row, shorten(&reject.value), reject.reason.clone()))
                .collect();
            let column = column.map_or_else(String::new, |place| header[place].clone());
            groups.push(RejectGroup { path: path.to_owned(), kind, column, count, first });
        }
    }
    groups.sort_by(|a: &RejectGroup, b| {
        b.count.cmp(&a.count).then_with(|| (&a.path, a.kind, &a.column).cmp(&(&b.path, b.kind, &b.column)))
    });
    UnreadableRows { rejected: groups.iter().map(|group| group.count).sum(), rows, files: number, groups }
}

/// Writes the rows set aside as CSV: where each stood, what was wrong, and the row itself.
pub(super) fn write<'a>(
    out: impl Write,
    files: impl Iterator<Item = (&'a str, &'a [String], &'a Rejects)>,
) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["file", "row", "column", "value", "reason", "record"])?;
    for (path, header, rejects) in files {
        for reject in &rejects.kept {
            let column = reject.column.map_or("", |place| header[place].as_str());
            let row = reject.row.to_string();
            csv.write_record([path, &row, column, &reject.value, &reject.reason, &reject.record])?;
        }
    }
    csv.flush()?;
    Ok(())
}

/// At most [`LONGEST_QUOTE`] characters of `text`, with line breaks and control characters shown.
pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_QUOTE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
        .chars()
        .flat_map(|letter| -> Box<dyn Iterator<Item = char>> {
            if letter.is_control() {
                Box::new(letter.escape_default())
            } else {
                Box::new(std::iter::once(letter))
            }
        })
        .collect()
}
