//! The rows of one customer to purchases: order grain and refunds.
//!
//! Rows with one order id are one order; without an order id, rows with one timestamp are. A negative row lowers
//! the order it belongs to by its order id; one that belongs to no order lowers what the customer spent and
//! leaves timing alone. An order that refunds bring to zero or less is no purchase; an order of zero that nothing
//! was taken from is one.

use crate::input::{Key, Row};
use crate::units::{Tally, Timestamp};

/// One order that counts as a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purchase {
    /// When: the earliest of its rows.
    pub time: Timestamp,
    /// How much, in ten-thousandths, refunds taken off.
    pub amount: i128,
}

/// What refunds and empty orders did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Refunds {
    /// Negative rows that lowered their order.
    pub matched: Tally,
    /// Negative rows that belong to no order.
    pub unmatched: Tally,
    /// Orders that refunds brought to zero or less.
    pub cancelled_orders: u64,
    /// Orders of zero, which count as purchases.
    pub zero_orders: u64,
    /// Rows that were joined with another row into one order.
    pub joined_rows: u64,
    /// Orders by their id with several rows, all above zero.
    pub several_rows: u64,
    /// Those of them whose rows all have the same amount, as if it were that of the order.
    pub equal_rows: u64,
}

impl Refunds {
    /// Adds the counts of another thread.
    pub fn merge(&mut self, other: &Refunds) {
        self.matched.merge(other.matched);
        self.unmatched.merge(other.unmatched);
        self.cancelled_orders += other.cancelled_orders;
        self.zero_orders += other.zero_orders;
        self.joined_rows += other.joined_rows;
        self.several_rows += other.several_rows;
        self.equal_rows += other.equal_rows;
    }
}

/// Whether an order is none any more, by whether anything of it was refunded and what its rows come to: nothing or less is
/// left. An order of zero that nothing was taken from is one.
#[must_use]
pub fn is_cancelled(refunded: bool, amount: i128) -> bool {
    refunded && amount <= 0
}

/// What the rows of one customer come to. Together its parts are all their money.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purchases {
    /// Orders that count, in order of time.
    pub counted: Vec<Purchase>,
    /// Money of refunds and orders that are no purchase, when it came or went.
    pub outside: Vec<Purchase>,
}

impl Purchases {
    /// Those of one customer, instead of what was there before.
    ///
    /// `rows` are all rows of the customer, sorted by order, then time.
    pub fn fill(&mut self, rows: &[Row], refunds: &mut Refunds) {
        self.counted.clear();
        self.outside.clear();
        for order in rows.chunk_by(|a, b| a.order == b.order) {
            if order[0].order == Key::NONE {
                for moment in order.chunk_by(|a, b| a.time == b.time) {
                    self.untied(moment, refunds);
                }
            } else {
                self.tied(order, refunds);
            }
        }
        for purchases in [&mut self.counted, &mut self.outside] {
            if !purchases.is_sorted() {
                purchases.sort_unstable();
            }
        }
    }

    /// Rows with one order id: refunds lower the order.
    fn tied(&mut self, order: &[Row], refunds: &mut Refunds) {
        let amount: i128 = order.iter().map(|row| i128::from(row.amount.0)).sum();
        let negative = order.iter().filter(|row| row.amount.0 < 0);
        let sold = order.iter().filter(|row| row.amount.0 >= 0).map(|row| row.time).min();
        let Some(time) = sold else {
            for row in negative {
                self.give_back(row, refunds);
            }
            return;
        };
        let mut refunded = false;
        for row in negative {
            refunds.matched.add(row.amount);
            refunded = true;
        }
        refunds.joined_rows += order.len() as u64 - 1;
        if order.len() > 1 && order.iter().all(|row| row.amount.0 > 0) {
            refunds.several_rows += 1;
            refunds.equal_rows += u64::from(order.iter().all(|row| row.amount == order[0].amount));
        }
        if is_cancelled(refunded, amount) {
            refunds.cancelled_orders += 1;
            self.outside.extend((amount < 0).then_some(Purchase { time, amount }));
            return;
        }
        refunds.zero_orders += u64::from(amount == 0);
        self.counted.push(Purchase { time, amount });
    }

    /// Rows of one moment without an order id: a refund cannot be tied to anything.
    fn untied(&mut self, moment: &[Row], refunds: &mut Refunds) {
        let mut amount: i128 = 0;
        let mut sold = 0;
        for row in moment {
            if row.amount.0 < 0 {
                self.give_back(row, refunds);
            } else {
                amount += i128::from(row.amount.0);
                sold += 1;
            }
        }
        if sold > 0 {
            refunds.joined_rows += sold - 1;
            refunds.zero_orders += u64::from(amount == 0);
            self.counted.push(Purchase { time: moment[0].time, amount });
        }
    }

    fn give_back(&mut self, row: &Row, refunds: &mut Refunds) {
        refunds.unmatched.add(row.amount);
        self.outside.push(Purchase { time: row.time, amount: i128::from(row.amount.0) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Money;

    /// Rows as (order id, time, amount).
    fn run(rows: &[(&str, i64, i64)]) -> (Vec<(i64, i128)>, i128, Refunds) {
        let mut rows: Vec<Row> = rows
            .iter()
            .map(|&(order, time, amount)| Row {
                customer: Key::NONE,
                order: Key::order(order.as_bytes()),
                time: Timestamp(time),
                amount: Money(amount),
            })
            .collect();
        rows.sort_unstable();
        let mut found = Purchases::default();
        let mut refunds = Refunds::default();
        found.fill(&rows, &mut refunds);
        let outside = found.outside.iter().map(|purchase| purchase.amount).sum();
        (found.counted.iter().map(|purchase| (purchase.time.0, purchase.amount)).collect(), outside, refunds)
    }

    #[test]
    fn rows_of_one_order_id_are_one_order() {
        let (found, outside, refunds) = run(&[("A", 2, 10), ("A", 1, 5), ("B", 1, 7)]);
        assert_eq!(found, [(1, 7), (1, 15)]);
        assert_eq!((outside, refunds.joined_rows), (0, 1));
    }

    #[test]
    fn without_an_order_id_one_moment_is_one_order() {
        let (found, ..) = run(&[("", 1, 10), ("", 1, 5), ("", 2, 7)]);
        assert_eq!(found, [(1, 15), (2, 7)]);
    }

    #[test]
    fn a_refund_lowers_its_order() {
        let (found, outside, refunds) = run(&[("A", 1, 10), ("A", 5, -4)]);
        assert_eq!(found, [(1, 6)]);
        assert_eq!((outside, refunds.matched.count, refunds.matched.amount()), (0, 1, Money(-4)));
    }

    #[test]
    fn an_order_netted_to_zero_is_no_purchase() {
        let (found, outside, refunds) = run(&[("A", 1, 10), ("A", 5, -10), ("B", 1, 3)]);
        assert_eq!(found, [(1, 3)]);
        assert_eq!((outside, refunds.cancelled_orders), (0, 1));
    }

    #[test]
    fn a_refund_without_an_order_lowers_spend_and_leaves_timing_alone() {
        let (found, outside, refunds) = run(&[("", 1, 10), ("", 1, -4), ("R", 9, -2)]);
        assert_eq!(found, [(1, 10)]);
        assert_eq!((outside, refunds.unmatched.count), (-6, 2));
    }

    #[test]
    fn an_order_of_zero_is_a_purchase() {
        let (found, _, refunds) = run(&[("A", 1, 0), ("", 2, 0)]);
        assert_eq!(found, [(1, 0), (2, 0)]);
        assert_eq!(refunds.zero_orders, 2);
    }
}
