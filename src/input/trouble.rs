//! What can be the matter with a row that is readable: counted on the raw file, and where the row is left out for it,
//! with the row's money.

use crate::units::{Money, Tally};

/// Something about a row that a person looking at the file would want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A row below the header that describes the columns.
    Description,
    /// A total at the foot of the file.
    Footer,
    /// A payout, a fee: money, but no sale and no refund.
    NotASale,
    /// Cancelled by its status.
    Cancelled,
    /// Never paid, by its status.
    Unpaid,
    /// Given back as a whole, by its status.
    Refunded,
    /// Without a customer.
    Guest,
    /// An amount below zero.
    Negative,
    /// An amount of zero.
    Zero,
}

impl Trouble {
    /// All of them; a row that is left out is left out for the first that applies.
    pub const ALL: [Trouble; 9] = [
        Trouble::Description,
        Trouble::Footer,
        Trouble::NotASale,
        Trouble::Cancelled,
        Trouble::Unpaid,
        Trouble::Refunded,
        Trouble::Guest,
        Trouble::Negative,
        Trouble::Zero,
    ];

    /// The name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Trouble::Description => "description",
            Trouble::Footer => "footer",
            Trouble::NotASale => "not-a-sale",
            Trouble::Cancelled => "cancelled",
            Trouble::Unpaid => "unpaid",
            Trouble::Refunded => "refunded",
            Trouble::Guest => "guest",
            Trouble::Negative => "negative-amount",
            Trouble::Zero => "zero-amount",
        }
    }

    /// What became of the row, in the words of an error message.
    pub(crate) fn fate(self) -> &'static str {
        match self {
            Trouble::Description => "describing the columns",
            Trouble::Footer => "of totals",
            Trouble::NotASale => "that are no sale and no refund",
            Trouble::Cancelled => "cancelled",
            Trouble::Unpaid => "never paid",
            Trouble::Refunded => "given back as a whole",
            Trouble::Guest => "without a customer id",
            Trouble::Negative => "with an amount below zero",
            Trouble::Zero => "with an amount of zero",
        }
    }
}

/// A tally for each trouble.
#[derive(Debug, Clone, Copy, Default)]
pub struct Troubles([Tally; Trouble::ALL.len()]);

impl Troubles {
    pub(super) fn add(&mut self, trouble: Trouble, amount: Money) {
        self.0[trouble as usize].add(amount);
    }

    pub(super) fn merge(&mut self, other: &Troubles) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            mine.merge(theirs);
        }
    }

    /// Rows with that trouble, and their money.
    #[must_use]
    pub fn of(&self, trouble: Trouble) -> Tally {
        self.0[trouble as usize]
    }

    /// All rows, and their money.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.0.iter().for_each(|tally| total.merge(*tally));
        total
    }
}
