//! Station 4: customers to results. One folder for each subcommand, one line below for each folder.
//!
//! An analysis is given its parameters, checked; it neither reads files nor prints. Its folder holds its command
//! line, its method and its tests. Help, errors and the README's table follow from [`ANALYSES`].

pub mod ab_test;
pub mod check;
pub mod choice;
pub mod churn_risk;
pub mod clv;
mod groups;
mod latest;
pub mod outlook;
mod preparation;
pub mod report;
pub mod retention;
pub mod rfm;
mod rhythm;
pub mod segment;
pub mod trend;

use crate::customers::DaysKept;
use crate::document::Document;
use std::path::Path;

use crate::error::{Error, Result};
use crate::input::{Amounts, Label, Measured, Sheet, SummaryTable};
use crate::pipeline::Prepared;
use crate::transactions::Window;
use crate::units::Day;

/// Every analysis, in the order in which help lists them.
pub static ANALYSES: &[Entry] = &[
    check::ENTRY,
    clv::ENTRY,
    churn_risk::ENTRY,
    rfm::ENTRY,
    segment::ENTRY,
    retention::ENTRY,
    trend::ENTRY,
    ab_test::ENTRY,
    report::ENTRY,
];

/// The seed of anything random, unless another is given.
pub const SEED: u64 = 42;

/// An analysis with its parameters.
pub trait Analysis {
    /// Whether it can do without amounts.
    fn amounts(&self) -> Amounts;

    /// Whether it is about the rows themselves, and so wants to see all of them, whatever is wrong with them.
    fn is_census(&self) -> bool {
        false
    }

    /// What it wants to know of single purchase days, beside what they add up to.
    fn days_kept(&self) -> DaysKept {
        DaysKept::None
    }

    /// Whether it wants to know what was before `--from`, which then says from when on it looks.
    fn looks_before_from(&self) -> bool {
        false
    }

    /// Whether it looks at the hours of the day at which customers order.
    fn wants_hours(&self) -> bool {
        false
    }

    /// Whether it looks at refunds and at what was taken off the price.
    fn wants_ledger(&self) -> bool {
        false
    }

    /// Numbers of a row beside its amount that it looks at.
    fn measures(&self) -> Measured<bool> {
        [self.wants_ledger(), false]
    }

    /// Columns of the log that it groups customers by.
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    /// The seed of anything random in it.
    fn seed(&self) -> u64 {
        SEED
    }

    /// The days that it looks at, if some were asked for.
    fn window(&self, asked: Window) -> Window {
        asked
    }

    /// The as-of day, if it depends on the days that the log has: the log is then read again up to that day. It is not
    /// asked where the user has given one.
    fn as_of(&self, _data: &Prepared) -> Option<Day> {
        None
    }

    /// Computes the result.
    ///
    /// # Errors
    /// Data that cannot answer the question.
    fn analyse(&self, data: &Prepared) -> Result<Document>;

    /// What it starts from.
    fn basis(&self) -> Basis<'_> {
        Basis::Log
    }

    /// Computes the result from a customer summary.
    ///
    /// # Errors
    /// An analysis that needs the log, and data that cannot answer the question.
    fn analyse_summary(&self, _summary: &SummaryTable) -> Result<Document> {
        Err(Error::Internal("this analysis needs a log".to_owned()))
    }

    /// Computes the result from tables of its own.
    ///
    /// # Errors
    /// An analysis that needs the log, and data that cannot answer the question.
    fn analyse_tables(&self, _tables: &[Sheet]) -> Result<Document> {
        Err(Error::Internal("this analysis needs a log".to_owned()))
    }
}

/// Logs that span more days than can be looked at one by one: a slip of the pen in a date.
///
/// # Errors
/// Such logs.
fn too_long(data: &Prepared, days: i32) -> Result<()> {
    let first = data.collected.customers.first.iter().min().copied().unwrap_or(data.as_of);
    if data.as_of.days_since(first) <= days {
        return Ok(());
    }
    Err(Error::Usage {
        message: format!("from {first} to {} are more periods than can be looked at", data.as_of),
        hints: vec!["if a date is a slip of the pen, leave it out with `--from` or `--as-of`".to_owned()],
    })
}

/// Nobody bought in the days that were asked for.
fn nobody_since(from: Day, as_of: Day) -> Error {
    Error::Usage {
        message: format!("nobody bought from {from} to {as_of}"),
        hints: vec!["take an earlier day for `--from`".to_owned()],
    }
}

/// What an analysis starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis<'a> {
    /// The log of transactions.
    Log,
    /// A customer summary.
    Summary(&'a Path),
    /// The given files, which are tables and no logs; there may be none of them.
    Tables,
}

/// What the program knows of an analysis.
#[derive(Debug)]
pub struct Entry {
    /// What help, the schema and the manual say of it.
    pub spec: Spec,
    /// Its own subcommands, such as `ab-test plan`.
    pub parts: &'static [Entry],
    /// Its own arguments, and how they become an analysis.
    #[cfg(feature = "cli")]
    pub arguments: crate::cli::Arguments,
}

impl Entry {
    /// Of the command that is typed so.
    #[must_use]
    pub fn of(command: &str) -> Option<&'static Entry> {
        let mut all = ANALYSES.iter().flat_map(|entry| std::iter::once(entry).chain(entry.parts));
        all.find(|entry| entry.spec.command == command)
    }
}

/// What is said of a subcommand that writes tables.
#[derive(Debug)]
pub struct Spec {
    /// The subcommand as it is typed: `rfm`, `ab-test plan`.
    pub command: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// What to type, and what for.
    pub examples: &'static [(&'static str, &'static str)],
    /// Its tables, the default of CSV and Parquet first.
    pub tables: &'static [TableSpec],
    /// The method and where it is described.
    pub method: &'static str,
}

impl Spec {
    /// The last word of the subcommand.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.command.rsplit(' ').next().unwrap_or(self.command)
    }

    /// The subcommand in one word, as manual pages and schemas are called: `ab-test-plan`.
    #[must_use]
    pub fn slug(&self) -> String {
        self.command.replace(' ', "-")
    }
}

/// A table that an analysis makes.
#[derive(Debug)]
pub struct TableSpec {
    /// Its name.
    pub name: &'static str,
    /// The option without which it is not made: its id, and what to type.
    pub needs: Option<(&'static str, &'static str)>,
    /// Its columns and what they mean.
    pub columns: &'static [(&'static str, &'static str)],
}
