//! What reading did with the rows of each file, and what its columns were taken for.

use std::collections::BTreeMap;

use super::Role;
use super::measures::Measured;
use super::rejects::Rejects;
use super::trouble::Troubles;
use crate::units::{Money, Tally};

/// What became of the rows of one file.
#[derive(Debug, Default)]
pub struct FileReport {
    /// Rows in the file.
    pub rows: u64,
    pub(super) rejects: Rejects,
    /// Rows in each currency, where a column says it.
    pub(super) currencies: BTreeMap<String, u64>,
}

impl FileReport {
    /// Rows that could not be read.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejects.total()
    }
}

/// What became of the rows of all files.
#[derive(Debug, Default)]
pub struct ReadReport {
    /// One entry for each file.
    pub files: Vec<FileReport>,
    /// Amounts whose decimals beyond the fourth were rounded away.
    pub rounded: u64,
    /// Numbers beside the amount that could not be read, and count as none.
    pub unread: Measured<u64>,
    /// Rows left out by the filter.
    pub filtered: Tally,
    /// What was seen in the rows of the files, left out or not.
    pub seen: Troubles,
    /// Rows left out by what they say of themselves.
    pub left_out: Troubles,
    /// Lines of an order that carry nothing but details of it.
    pub continued: u64,
    /// Rows with status words that nobody knows, which count as sales.
    pub unknown_statuses: BTreeMap<String, u64>,
}

impl ReadReport {
    /// Rows in all files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// Rows that could not be read.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(FileReport::rejected).sum()
    }

    /// Money in rejected rows whose amount could be read.
    #[must_use]
    pub fn rejected_amount(&self) -> Money {
        Money::saturating_from(self.files.iter().map(|file| file.rejects.amount).sum())
    }
}

/// A column of a file and what it is taken for.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The file.
    pub file: String,
    /// The role.
    pub role: Role,
    /// The column, or several.
    pub column: String,
    /// How its values are written; empty for text.
    pub format: String,
}

/// A row that could not be read.
#[derive(Debug, Clone)]
pub struct RejectedRow {
    /// The file.
    pub file: String,
    /// The row, counted as a spreadsheet does.
    pub row: u64,
    /// The column; empty if the row as a whole is at fault.
    pub column: String,
    /// The value.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
}
