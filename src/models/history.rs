//! Customers as a purchase model sees them, equal ones taken together.

use rayon::prelude::*;

use crate::customers::{Customers, Visits};
use crate::units::Day;

/// What a purchase model needs to know of a customer.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct History {
    /// Repeat purchases (`frequency`).
    pub x: u32,
    /// Time from the first purchase to the last (`recency`); 0 without a repeat purchase.
    pub t_x: f64,
    /// Time from the first purchase to the end of the observation (`age`).
    pub age: f64,
}

impl History {
    /// A customer who has just bought for the first time.
    pub const NEW: History = History { x: 0, t_x: 0.0, age: 0.0 };
}

/// Distinct histories with the number of customers who have them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histories {
    /// The distinct histories, in order.
    pub distinct: Vec<History>,
    /// How many customers have each.
    pub weights: Vec<u64>,
    /// For each customer, the place of the history in `distinct`.
    pub of_customer: Vec<usize>,
    /// Σ ln of the times between purchases, which models with a regularity k compare each other by; none if unknown.
    pub ln_gaps: Option<f64>,
}

impl Histories {
    /// The histories of customers up to a day; `days` are in the unit of time of the model.
    #[must_use]
    pub fn of(customers: &Customers, as_of: Day, days: f64) -> Histories {
        let time = |to: Day, from: Day| f64::from(to.days_since(from)) / days;
        let each: Vec<History> = (0..customers.len())
            .map(|place| History {
                x: customers.purchase_days[place] - 1,
                t_x: time(customers.last[place], customers.first[place]),
                age: time(as_of, customers.first[place]),
            })
            .collect();
        let ln_gaps = customers.visits.as_ref().map(|visits| ln_gaps(visits, as_of, days));
        Histories { ln_gaps, ..Histories::compress(&each) }
    }

    /// Takes equal histories together.
    #[must_use]
    pub fn compress(each: &[History]) -> Histories {
        let mut order: Vec<usize> = (0..each.len()).collect();
        let key = |history: &History| (history.x, history.t_x.to_bits(), history.age.to_bits());
        order.par_sort_unstable_by_key(|&place| (key(&each[place]), place));
        let mut histories = Histories { of_customer: vec![0; each.len()], ..Histories::default() };
        for equal in order.chunk_by(|&a, &b| key(&each[a]) == key(&each[b])) {
            for &place in equal {
                histories.of_customer[place] = histories.distinct.len();
            }
            histories.distinct.push(each[equal[0]]);
            histories.weights.push(equal.len() as u64);
        }
        histories
    }

    /// How many customers bought again.
    #[must_use]
    pub fn repeat(&self) -> u64 {
        self.distinct
            .iter()
            .zip(&self.weights)
            .filter(|(history, _)| history.x > 0)
            .map(|(_, weight)| weight)
            .sum()
    }

    /// ln of the purchases over the time seen; a customer who left is seen only up to the last purchase, and half-way
    /// is a fair guess.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn ln_mean_rate(&self) -> f64 {
        let (mut purchases, mut time) = (0.0, 0.0);
        for (history, &weight) in self.distinct.iter().zip(&self.weights) {
            purchases += weight as f64 * f64::from(history.x);
            time += weight as f64 * 0.5 * (history.t_x + history.age);
        }
        (purchases.max(0.5) / time.max(f64::MIN_POSITIVE)).ln()
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.weights.iter().sum()
    }
}

/// Σ ln of the times between the purchases of each customer up to a day.
#[must_use]
pub fn ln_gaps(visits: &Visits, until: Day, days: f64) -> f64 {
    (0..visits.len())
        .map(|customer| {
            let seen = visits.days(customer);
            let seen = &seen[..seen.partition_point(|&day| day <= until)];
            seen.windows(2).map(|pair| (f64::from(pair[1].days_since(pair[0])) / days).ln()).sum::<f64>()
        })
        .sum()
}
