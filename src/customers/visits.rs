//! The purchase days of every customer, for analyses that look back from an earlier day or tell one customer's story.

use std::ops::Range;

use crate::units::{Day, Money};

/// Days with at least one order, customer after customer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Visits {
    /// Where each customer's days end.
    ends: Vec<usize>,
    days: Vec<Day>,
    orders: Vec<u32>,
    spent: Vec<Money>,
}

/// A day with at least one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// The day.
    pub day: Day,
    /// Orders on it; none where refunds, discounts or units are collected.
    pub orders: u32,
    /// Money of its orders, their refunds taken off.
    pub spent: Money,
}

impl Visits {
    /// Adds a customer.
    pub(super) fn push(&mut self, visits: impl IntoIterator<Item = Visit>) {
        for visit in visits {
            self.days.push(visit.day);
            self.orders.push(visit.orders);
            self.spent.push(visit.spent);
        }
        self.ends.push(self.days.len());
    }

    fn range(&self, customer: usize) -> Range<usize> {
        let start = if customer == 0 { 0 } else { self.ends[customer - 1] };
        start..self.ends[customer]
    }

    /// The purchase days of a customer, in order.
    #[must_use]
    pub fn days(&self, customer: usize) -> &[Day] {
        &self.days[self.range(customer)]
    }

    /// What a customer spent on each of those days.
    #[must_use]
    pub fn spent(&self, customer: usize) -> &[Money] {
        &self.spent[self.range(customer)]
    }

    /// What a customer did on the days from one to another, both included.
    pub fn between(&self, customer: usize, from: Day, to: Day) -> impl Iterator<Item = Visit> {
        let range = self.range(customer);
        let days = &self.days[range.clone()];
        let begin = days.partition_point(|day| *day < from);
        let end = days.partition_point(|day| *day <= to).max(begin);
        (range.start + begin..range.start + end).map(|place| Visit {
            day: self.days[place],
            orders: self.orders[place],
            spent: self.spent[place],
        })
    }

    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
