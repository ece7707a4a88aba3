//! What the rules of this station did with the rows, in rows and in money.

use crate::units::Money;

/// A number of rows (or orders) and their money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    total: i128,
}

impl Tally {
    /// Adds one.
    pub fn add(&mut self, amount: Money) {
        self.count += 1;
        self.total += i128::from(amount.0);
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: Tally) {
        self.count += other.count;
        self.total += other.total;
    }

    /// Their money.
    #[must_use]
    pub fn amount(&self) -> Money {
        Money::saturating_from(self.total)
    }
}

/// Rows let through and rows left out, first match wins, so the parts add up to the rows read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Account {
    /// Rows that went on.
    pub used: Tally,
    /// Rows before the first day of the window.
    pub before: Tally,
    /// Rows after the as-of day.
    pub after: Tally,
    /// Rows without a customer id.
    pub guests: Tally,
}

impl Account {
    /// Adds the account of another thread.
    pub fn merge(&mut self, other: &Account) {
        self.used.merge(other.used);
        self.before.merge(other.before);
        self.after.merge(other.after);
        self.guests.merge(other.guests);
    }
}
