//! Station 3: one row per customer, with the figures that every analysis builds on.
//!
//! The work is done by [`Summary`], an engine of our own that runs in this process; engines elsewhere can stand
//! beside it and return the same [`Customers`].

mod attributes;
mod census;
mod earlier;
mod facts;
mod fold;
mod gaps;
mod hours;
mod labels;
mod merge;
mod packed;
mod part;
mod partition;
mod sample;
mod spill;
mod visits;

pub use attributes::{Attribute, AttributeValues, Attributes};
pub use census::Census;
pub use facts::{Fact, Facts};
pub use fold::{Collected, DaysKept, Extras, Summary};
pub use gaps::Gaps;
pub use hours::Hours;
pub use labels::{Groups, Labels};
pub use sample::Sample;
pub use visits::{Visit, Visits};

use crate::texts::Texts;
use crate::units::{Day, Money};

/// One entry for each customer with at least one purchase, ordered by customer id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Customers {
    /// Customer id, as the export wrote it.
    pub id: Texts,
    /// Day of the first purchase.
    pub first: Vec<Day>,
    /// Day of the last purchase.
    pub last: Vec<Day>,
    /// Orders, all of them.
    pub orders: Vec<u32>,
    /// Purchase events: days with at least one order.
    pub purchase_days: Vec<u32>,
    /// All money spent, refunds taken off.
    pub spent: Vec<Money>,
    /// Whether there was a purchase in the 365 days that end 365 days before the as-of day.
    pub bought_year_before: Vec<bool>,
    /// Money of the orders after the first day, refunds of those orders taken off: what repeat purchases brought.
    pub repeat_spent: Vec<Money>,
    /// Every purchase day, if an analysis asked for them.
    pub visits: Option<Visits>,
    /// The purchase days of enough customers to judge models by, if no more was asked for.
    pub sampled: Option<Sample>,
    /// How far apart the purchases of all of them are, together with the sample.
    pub gaps: Option<Gaps>,
    /// Money of refunds that belong to no order and of orders that are no purchase, by day, together with the visits.
    pub outside: Option<Visits>,
    /// At which hours of the day they ordered, if an analysis asked for it.
    pub hours: Option<Hours>,
    /// What was given back on each day, if an analysis asked for it.
    pub refunds: Option<Visits>,
    /// What was sold on each day to those who were given something back, before that, if an analysis asked for refunds.
    pub sales: Option<Visits>,
    /// What was taken off the price on each day, if an analysis asked for it and the files say it.
    pub discounts: Option<Visits>,
    /// How many things were bought on each day, those sent back taken off, if an analysis asked for it and the files say
    /// it.
    pub units: Option<Visits>,
    /// What the rows say in the columns that an analysis groups by, if it asked for any.
    pub labels: Option<Labels>,
}

impl Customers {
    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Orders of all customers.
    #[must_use]
    pub fn total_orders(&self) -> u64 {
        self.orders.iter().map(|&orders| u64::from(orders)).sum()
    }

    /// Money of all customers.
    #[must_use]
    pub fn total_spent(&self) -> Money {
        self.spent.iter().copied().sum()
    }
}
