//! Which rows count: the days of the window, and customers that can be told apart.

use super::Account;
use crate::input::{Key, Row};
use crate::units::{Day, Timestamp};

/// The days that are looked at, both ends included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// First day; none begins with the data.
    pub from: Option<Day>,
    /// Last day (the as-of day); none ends with the data.
    pub as_of: Option<Day>,
}

/// Lets rows through or counts why not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gate {
    window: Window,
    /// What became of the rows.
    pub account: Account,
    /// First and last day of all rows, let through or not.
    pub days: Option<(Day, Day)>,
    /// Last day of the rows in the window.
    pub last_day: Option<Day>,
}

impl Gate {
    /// A gate for the window.
    #[must_use]
    pub fn new(window: Window) -> Gate {
        Gate { window, account: Account::default(), days: None, last_day: None }
    }

    /// Whether `row` counts.
    pub fn judge(&mut self, row: &Row) -> Verdict {
        if row.time == Timestamp::NONE {
            return Verdict::Ownerless;
        }
        let day = row.time.day();
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        let account = &mut self.account;
        if self.window.from.is_some_and(|from| day < from) {
            account.before.add(row.amount);
            return Verdict::Out;
        }
        if self.window.as_of.is_some_and(|as_of| day > as_of) {
            account.after.add(row.amount);
            return Verdict::Out;
        }
        self.last_day = self.last_day.max(Some(day));
        if row.customer != Key::NONE {
            account.used.add(row.amount);
            Verdict::In
        } else if row.order != Key::NONE {
            Verdict::Ownerless
        } else {
            account.guests.add(row.amount);
            Verdict::Out
        }
    }
}

impl Gate {
    /// What becomes of a row that was judged before.
    #[must_use]
    pub fn place(&self, row: &Row) -> Verdict {
        let mut twin = Gate::new(self.window);
        twin.judge(row)
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    In,
    /// It is left out, and accounted for.
    Out,
    /// It has no customer or no date, but an order that may have one: not accounted for yet.
    Ownerless,
}
