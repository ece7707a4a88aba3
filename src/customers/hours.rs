//! At which hours of the day every customer orders.

use crate::units::Timestamp;

/// Hours of a day.
const HOURS: usize = 24;

/// Orders by the hour of the day, customer after customer; hours without an order are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// Where each customer's hours end.
    ends: Vec<usize>,
    orders: Vec<(u8, u32)>,
    /// Whether any order has a time of the day.
    known: bool,
}

impl Hours {
    /// Adds a customer by when the orders were.
    pub(super) fn push(&mut self, orders: &[(u8, u32)], known: bool) {
        self.orders.extend_from_slice(orders);
        self.ends.push(self.orders.len());
        self.known |= known;
    }

    /// Whether the log says at what time orders were: dates alone are all midnight.
    #[must_use]
    pub fn are_known(&self) -> bool {
        self.known
    }

    /// The hours of a customer with orders, 0 to 23, and how many.
    #[must_use]
    pub fn of(&self, customer: usize) -> &[(u8, u32)] {
        let start = if customer == 0 { 0 } else { self.ends[customer - 1] };
        &self.orders[start..self.ends[customer]]
    }
}

/// Orders of one customer by hour, and whether any was not at midnight.
pub(super) fn by_hour(times: impl Iterator<Item = Timestamp>) -> (Vec<(u8, u32)>, bool) {
    let mut counts = [0_u32; HOURS];
    let mut known = false;
    for time in times {
        counts[usize::from(time.hour())] += 1;
        known |= time != Timestamp::midnight(time.day());
    }
    let hours = (0_u8..).zip(counts).filter(|(_, orders)| *orders > 0).collect();
    (hours, known)
}
