//! The stations in a row: opened files in, customers out, with an account of every row.

use crate::customers::{Attributes, Collected, DaysKept, Extras, Summary};
use crate::error::{Error, Result, counted};
use crate::input::{Ids, Input, Progress, ReadReport, Role, Trouble};
use crate::transactions::Window;
use crate::units::Day;

/// Rejected rows that are tolerated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRejects {
    /// So many rows.
    Rows(u64),
    /// This part of all rows, 0 to 1.
    Share(f64),
}

impl Default for MaxRejects {
    fn default() -> MaxRejects {
        MaxRejects::Rows(0)
    }
}

impl MaxRejects {
    /// Whether so many rejected rows of so many are tolerated.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share of rows")]
    pub fn allows(self, rejected: u64, of: u64) -> bool {
        match self {
            MaxRejects::Rows(rows) => rejected <= rows,
            MaxRejects::Share(share) => rejected as f64 <= share * of as f64,
        }
    }
}

/// What an analysis works on.
#[derive(Debug)]
pub struct Prepared {
    /// The files.
    pub input: Input,
    /// What reading did with their rows.
    pub report: ReadReport,
    /// The customers, and what the rules did.
    pub collected: Collected,
    /// The day up to which time is counted.
    pub as_of: Day,
    /// The first day that is looked at, for analyses that know what was before it.
    pub from: Option<Day>,
    /// What a table of its own says of the customers.
    pub attributes: Option<Attributes>,
}

/// Files that have been read, before anyone has asked whether enough of them could be.
#[derive(Debug)]
pub struct Read {
    input: Input,
    report: ReadReport,
    window: Window,
    ids: Ids,
    threads: Vec<Summary>,
    extras: Extras,
}

impl Read {
    /// Reads all rows of `input` that lie in `window`.
    ///
    /// # Errors
    /// Files that break off while being read.
    pub fn all(input: Input, window: Window, progress: &dyn Progress) -> Result<Read> {
        let (census, memory) = (input.takes_census(), input.memory_of_a_thread());
        let mut ids = Ids::default();
        let (mut threads, mut report) =
            input.read(&ids, progress, || Summary::new(window, census, memory))?;
        for seed in 1.. {
            if ids.are_told_apart() {
                break;
            }
            // two ids with one hash: one in a hundred million shops of a million customers
            ids = Ids::with_seed(seed);
            (threads, report) = input.read(&ids, progress, || Summary::new(window, census, memory))?;
        }
        let extras = Extras { labels: input.labels().len(), ..Extras::default() };
        Ok(Read { input, report, window, ids, threads, extras })
    }

    /// Removes rows that equal another row of their file; files have to be opened with tagged rows.
    #[must_use]
    pub fn dedupe(self, dedupe: bool) -> Read {
        Read { extras: Extras { dedupe, ..self.extras }, ..self }
    }

    /// Keeps what was refunded to every customer and what was taken off the price, by day.
    #[must_use]
    pub fn keep_ledger(self, ledger: bool) -> Read {
        Read { extras: Extras { ledger, ..self.extras }, ..self }
    }

    /// Keeps so much of every purchase day of every customer.
    #[must_use]
    pub fn keep_days(self, days: DaysKept) -> Read {
        Read { extras: Extras { days, ..self.extras }, ..self }
    }

    /// Keeps the hours of the day at which every customer ordered.
    #[must_use]
    pub fn keep_hours(self, hours: bool) -> Read {
        Read { extras: Extras { hours, ..self.extras }, ..self }
    }

    /// What reading did with the rows.
    #[must_use]
    pub fn report(&self) -> &ReadReport {
        &self.report
    }

    /// The files.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Folds the rows to customers, whatever is wrong with them.
    ///
    /// # Errors
    /// Sums beyond what money can hold.
    pub fn prepare_anyway(self) -> Result<Prepared> {
        let Read { input, report, window, ids, threads, extras } = self;
        let collected = Summary::finish(threads, window, extras, &ids)?;
        let as_of = collected.as_of.unwrap_or(Day(0));
        Ok(Prepared { input, report, collected, as_of, from: None, attributes: None })
    }

    /// Folds the rows to customers.
    ///
    /// # Errors
    /// More rejected rows than tolerated, and files without a purchase.
    pub fn prepare(self, tolerated: MaxRejects) -> Result<Prepared> {
        let Read { input, report, window, ids, threads, extras } = self;
        let rejected = report.rejected();
        if !tolerated.allows(rejected, report.rows()) {
            return Err(Error::UnreadableRows(Box::new(input.unreadable(&report))));
        }
        input.check_currencies(&report)?;
        let collected = Summary::finish(threads, window, extras, &ids)?;
        let undated = collected.account.undated;
        if undated.count > 0
            && window == Window::default()
            && !tolerated.allows(rejected + undated.count, report.rows())
        {
            return Err(Error::UndatedRows { rows: undated.count, amount: undated.amount().to_f64() });
        }
        match collected.as_of {
            Some(as_of) if !collected.customers.is_empty() => {
                Ok(Prepared { input, report, collected, as_of, from: None, attributes: None })
            }
            _ => Err(Error::NoPurchases { evidence: whereabouts(&report, &collected) }),
        }
    }
}

/// What became of the rows when no purchase is left.
fn whereabouts(report: &ReadReport, collected: &Collected) -> Vec<String> {
    let account = &collected.account;
    let span = collected.days.map_or(String::new(), |(first, last)| format!(", from {first} to {last}"));
    let mut lines = vec![format!("{} read{span}", counted(report.rows(), "row"))];
    let mut line = |count: u64, noun: &str, fate: &str| {
        if count > 0 {
            lines.push(format!("{} {fate}", counted(count, noun)));
        }
    };
    line(report.rejected(), "row", "could not be read");
    for trouble in Trouble::ALL {
        line(report.left_out.of(trouble).count, "row", trouble.fate());
    }
    line(report.filtered.count, "row", "left out by --where");
    line(account.before.count, "row", "before --from");
    line(account.after.count, "row", "after --as-of");
    line(account.guests.count, "row", "without a customer id");
    line(account.with_order.count, "row", "of orders left out by their status");
    line(account.undated.count, "row", "without a date, whose order has none either");
    line(collected.refunds.unmatched.count + collected.refunds.matched.count, "row", "of refunds");
    line(collected.refunded_customers, "customer", "with nothing but refunds");
    lines
}

impl Prepared {
    /// The currency of the amounts, if the files say it.
    #[must_use]
    pub fn currency(&self) -> Option<String> {
        self.input.currency(&self.report)
    }

    /// Whether every file has a column for that role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.input.has(role)
    }
}
