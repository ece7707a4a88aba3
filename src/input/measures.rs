//! Numbers of a row beside its amount, read only where an analysis asks for them: what was taken off its price, and how
//! many things were bought.

use super::columns::Role;
use crate::units::Money;

/// Such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// What was taken off the price.
    Discount,
    /// How many things were bought, below nought for those sent back.
    Quantity,
}

/// One for each measure, in the order of [`Measure::ALL`].
pub type Measured<T> = [T; Measure::ALL.len()];

impl Measure {
    /// All of them.
    pub const ALL: [Measure; 2] = [Measure::Discount, Measure::Quantity];

    /// The role of its column.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Measure::Discount => Role::Discount,
            Measure::Quantity => Role::Quantity,
        }
    }

    /// Its place in a [`Measured`].
    #[must_use]
    pub fn place(self) -> usize {
        self as usize
    }

    /// What a number means in a row of that amount: exports write the sign as they like.
    pub(super) fn meant(self, number: Money, amount: Money) -> Money {
        let size = Money(number.0.saturating_abs());
        match (self, amount.0.signum()) {
            (_, -1) => Money(-size.0),
            (Measure::Quantity, 0) => number,
            _ => size,
        }
    }
}
