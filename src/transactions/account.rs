//! What the rules of this station did with the rows, in rows and in money.

use crate::units::Tally;

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
    /// Rows without a date whose order has none either.
    pub undated: Tally,
    /// Rows of an order that was left out by its status.
    pub with_order: Tally,
    /// Money given back by a column of its own, on rows that went on.
    pub stated_refunds: Tally,
}

impl Account {
    /// Adds the account of another thread.
    pub fn merge(&mut self, other: &Account) {
        self.used.merge(other.used);
        self.before.merge(other.before);
        self.after.merge(other.after);
        self.guests.merge(other.guests);
        self.undated.merge(other.undated);
        self.with_order.merge(other.with_order);
        self.stated_refunds.merge(other.stated_refunds);
    }
}
