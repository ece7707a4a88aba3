//! A synthetic shop whose truth is known: customers with their own rates, spend and time to leave, and the export
//! that such a shop would write. For tests, benches and examples, and for trying setia without data.
//!
//! Every customer is a random stream of its own, so neither threads nor the span that is looked at change a purchase.
//! Orders are made in the order of time, a span of days after the other; memory follows the number of customers.

mod basket;
mod calendar;
mod life;
mod log;
mod parquet;
mod truth;
mod write;

pub use std::collections::HashSet;

use basket::CATEGORIES;
pub use life::{CHANNELS, Life};
pub use log::{Counts, LOG_COLUMNS, Row};
pub use parquet::ParquetLog;
pub use truth::{TRUTH_COLUMNS, Truth};
pub use write::CsvLog;

use crate::error::{Error, Result};
use crate::units::Day;
use calendar::{Calendar, DAY};

/// How customers leave for good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Leaving {
    /// After each repeat purchase with a probability p ~ Beta(a, b): BG/NBD.
    AfterRepeatPurchase {
        /// First shape.
        a: f64,
        /// Second shape.
        b: f64,
    },
    /// After each purchase, the first one too, with a probability p ~ Beta(a, b): MBG/NBD.
    AfterPurchase {
        /// First shape.
        a: f64,
        /// Second shape.
        b: f64,
    },
    /// At any time, at a rate μ ~ Gamma(s, β) per week: Pareto/NBD.
    AnyTime {
        /// Shape.
        s: f64,
        /// Inverse scale, in weeks.
        beta: f64,
    },
    /// Never: NBD.
    Never,
}

/// A promo that part of the customers get.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Promo {
    /// Its first day, counted from the shop's.
    pub start: usize,
    /// How many days it lasts.
    pub days: usize,
    /// The part of the customers who get it.
    pub share: f64,
    /// By how much it raises their purchase rate, 0.2 for a fifth.
    pub effect: f64,
    /// What it takes off their orders, 0.1 for a tenth.
    pub discount: f64,
    from: Day,
}

impl Promo {
    fn busy(&self, calendar: &Calendar) -> (f64, f64) {
        (calendar.busy_at(self.start), calendar.busy_at(self.start + self.days))
    }

    fn covers(&self, at: i64) -> bool {
        let day = at.div_euclid(DAY) - i64::from(self.from.0);
        usize::try_from(day).is_ok_and(|day| (self.start..self.start + self.days).contains(&day))
    }
}

/// A shop to be simulated; time in weeks, money in currency units.
#[derive(Debug, Clone, PartialEq)]
pub struct Shop {
    /// How many customers.
    pub customers: u32,
    /// The first day of the log.
    pub from: Day,
    /// The last day of the log.
    pub until: Day,
    /// Days from the first within which customers buy for the first time.
    pub acquired: usize,
    /// Shape of the purchase rates.
    pub r: f64,
    /// Inverse scale of the purchase rates, in weeks.
    pub alpha: f64,
    /// How customers leave.
    pub leaving: Leaving,
    /// Shape of the value of an order.
    pub p: f64,
    /// Shape of the mean values of customers.
    pub q: f64,
    /// Scale of the mean values of customers.
    pub v: f64,
    /// Strength of weekdays, paydays, Lebaran and the end of the year; 0 for none, 1 for usual.
    pub season: f64,
    /// A promo, if there is one.
    pub promo: Option<Promo>,
    /// The numbers of those who get it; none if it falls to a part of the customers by lot.
    pub promo_to: Option<HashSet<u32>>,
    /// Part of the orders that are sent back.
    pub refunds: f64,
    /// Part of the orders without a customer.
    pub guests: f64,
    /// Part of the rows that are written twice.
    pub duplicates: f64,
    /// A row for each line of an order rather than for each order.
    pub lines: bool,
    /// Decimals of money, 0 to 2.
    pub decimals: u32,
    /// Letters before the customer's number.
    pub id_prefix: String,
    /// Days after the log for which the truth says what customers went on to buy.
    pub ahead: usize,
    /// What everything is drawn from.
    pub seed: u64,
}

/// More days than this make no sense as a log.
const MOST_DAYS: usize = 36_525;

impl Default for Shop {
    fn default() -> Shop {
        Shop {
            customers: 1_000,
            from: Day(20_089),
            until: Day(20_634),
            acquired: 546,
            r: 0.6,
            alpha: 5.0,
            leaving: Leaving::AfterRepeatPurchase { a: 0.6, b: 3.5 },
            p: 6.0,
            q: 4.0,
            v: 15.0,
            season: 1.0,
            promo: None,
            promo_to: None,
            refunds: 0.0,
            guests: 0.0,
            duplicates: 0.0,
            lines: false,
            decimals: 2,
            id_prefix: String::new(),
            ahead: 365,
            seed: 42,
        }
    }
}

impl Shop {
    /// Adds a promo that starts on a day.
    ///
    /// # Errors
    /// A day outside the log.
    pub fn with_promo(
        mut self,
        first: Day,
        days: usize,
        share: f64,
        effect: f64,
        discount: f64,
    ) -> Result<Shop> {
        let start = usize::try_from(first.days_since(self.from)).ok().filter(|_| first <= self.until);
        let start = start.ok_or_else(|| {
            usage(format!("the promo starts on {first}, outside {} to {}", self.from, self.until))
        })?;
        self.promo = Some(Promo { start, days, share, effect, discount, from: self.from });
        Ok(self)
    }

    /// Finds what cannot be simulated.
    ///
    /// # Errors
    /// Parameters out of their range.
    pub fn check(&self) -> Result<()> {
        if self.customers == 0 {
            return Err(usage("a shop has at least one customer".to_owned()));
        }
        if self.until < self.from {
            return Err(usage(format!("the log would end on {} and start on {}", self.until, self.from)));
        }
        if self.days() > MOST_DAYS {
            return Err(usage(format!("{} to {} is more than a century", self.from, self.until)));
        }
        let shapes = match self.leaving {
            Leaving::AfterRepeatPurchase { a, b } | Leaving::AfterPurchase { a, b } => [("a", a), ("b", b)],
            Leaving::AnyTime { s, beta } => [("s", s), ("beta", beta)],
            Leaving::Never => [("r", self.r); 2],
        };
        let spend = [("r", self.r), ("alpha", self.alpha), ("p", self.p), ("v", self.v)];
        if let Some((name, value)) =
            shapes.into_iter().chain(spend).find(|(_, value)| !(1e-6..=1e9).contains(value))
        {
            return Err(usage(format!("`{name}` is {value}; it has to be between 0.000001 and 1000000000")));
        }
        let parts = [("refunds", self.refunds), ("guests", self.guests), ("duplicates", self.duplicates)];
        if let Some((name, part)) = parts.into_iter().find(|(_, part)| !(0.0..=0.9).contains(part)) {
            return Err(usage(format!("`{name}` is {part}; it has to be between 0 and 0.9")));
        }
        if !(0.0..=5.0).contains(&self.season) {
            return Err(usage(format!("`season` is {}; it has to be between 0 and 5", self.season)));
        }
        if !(self.q > 1.0 && self.q <= 1e9) {
            return Err(usage(format!("`q` is {}; above 1 only do orders have a mean", self.q)));
        }
        if !(1e-2..=1e7).contains(&self.mean_order()) {
            return Err(usage(format!(
                "an average order would be {}; p·v/(q−1) has to be between 0.01 and 10000000",
                self.mean_order()
            )));
        }
        Ok(())
    }

    /// The mean value of an order, p v / (q − 1).
    #[must_use]
    pub fn mean_order(&self) -> f64 {
        self.p * self.v / (self.q - 1.0)
    }

    /// Days of the log.
    #[must_use]
    pub fn days(&self) -> usize {
        usize::try_from(self.until.days_since(self.from)).unwrap_or(0) + 1
    }

    /// Seconds since 1970 at the end of the log.
    fn end(&self) -> i64 {
        (i64::from(self.until.0) + 1) * DAY
    }

    /// The smallest amount of money, in hundredths.
    fn smallest_coin(&self) -> i64 {
        10_i64.pow(2_u32.saturating_sub(self.decimals))
    }

    /// The id of the customer of that number.
    #[must_use]
    pub fn customer_id(&self, number: u32) -> String {
        format!("{}{}", self.id_prefix, self.customer_number(number))
    }

    /// Numbers of one width.
    fn customer_number(&self, number: u32) -> u64 {
        10_u64.pow(self.customers.max(1_000).ilog10() + 1) + 1 + u64::from(number)
    }

    /// Makes the log, handing over its rows span by span in the order of time, and tells the truth about the
    /// customers.
    ///
    /// # Errors
    /// Parameters out of their range, and whatever `write` runs into.
    pub fn simulate(&self, write: &mut dyn FnMut(&[Row]) -> Result<()>) -> Result<Truth> {
        self.check()?;
        log::simulate(self, write)
    }
}

fn usage(message: String) -> Error {
    Error::Usage { message, hints: Vec::new() }
}
