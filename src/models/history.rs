//! Customers as a purchase model sees them, equal ones taken together.

use rayon::prelude::*;

use crate::customers::Customers;
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

/// Distinct histories with the number of customers who have them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histories {
    /// The distinct histories, in order.
    pub distinct: Vec<History>,
    /// How many customers have each.
    pub weights: Vec<u64>,
    /// For each customer, the place of the history in `distinct`.
    pub of_customer: Vec<usize>,
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
        Histories::compress(&each)
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

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.weights.iter().sum()
    }
}
