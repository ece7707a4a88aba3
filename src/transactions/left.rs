//! Orders that a status left out: what else belongs to them goes with them.
//!
//! A line that says nothing of its order's status, and a refund of an order of which nothing is left, follow the order.
//! An order that one file calls cancelled or refunded as a whole is none in the files that do not know it yet.

use std::collections::BTreeSet;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::input::{Key, LeftOrder, Row, Tag};
use crate::units::{Tally, Timestamp};

/// The orders left out by a status, and the files that say so.
#[derive(Debug, Default)]
pub struct LeftOrders {
    by_order: HashMap<Key, Vec<LeftOrder>, FixedState>,
}

impl LeftOrders {
    /// Adds orders.
    pub fn extend(&mut self, orders: &[LeftOrder]) {
        for order in orders {
            let known = self.by_order.entry(order.order).or_default();
            if !known.contains(order) {
                known.push(*order);
            }
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_order.is_empty()
    }

    /// Whether a row that says nothing of its status belongs to an order of which one was left out: it has the order
    /// id, and the customer and the day as far as it says them, since numbers begin anew.
    #[must_use]
    pub fn claims(&self, row: &Row) -> bool {
        self.by_order.get(&row.order).is_some_and(|left| left.iter().any(|left| is_same(left, row)))
    }

    fn contains(&self, order: Key) -> bool {
        self.by_order.contains_key(&order)
    }

    /// The rows of one order of one customer that go with it.
    fn followers(&self, rows: &[Row], tags: &[Tag], order: &[usize]) -> Vec<usize> {
        let Some(left) = self.by_order.get(&rows[order[0]].order) else { return Vec::new() };
        let own = |left: &LeftOrder| left.customer == Key::NONE || left.customer == rows[order[0]].customer;
        if order.iter().all(|&place| rows[place].amount.0 < 0) && left.iter().any(own) {
            return order.to_vec();
        }
        if tags.is_empty() {
            return Vec::new();
        }
        let sold: BTreeSet<u32> = order.iter().map(|&place| tags[place].file).collect();
        let elsewhere = |place: usize| {
            let (row, tag) = (&rows[place], &tags[place]);
            left.iter().filter(|left| left.for_good && left.file != tag.file && is_same(left, row)).any(
                |left| {
                    let line = |other: usize| {
                        tags[other].file == left.file
                            && rows[other].amount == left.amount
                            && tags[other].product == left.product
                    };
                    let this_line = left.amount == row.amount && left.product == tag.product;
                    !sold.contains(&left.file) || (this_line && !order.iter().any(|&other| line(other)))
                },
            )
        };
        order.iter().copied().filter(|&place| elsewhere(place)).collect()
    }

    /// Which rows to keep, of rows of which those of one customer are all here: without those that go with an order left
    /// out.
    #[must_use]
    pub fn keep(&self, rows: &[Row], tags: &[Tag], removed: &mut Tally, refunds: &mut Tally) -> Vec<bool> {
        let mut places: Vec<usize> =
            (0..rows.len()).filter(|&place| self.contains(rows[place].order)).collect();
        places.sort_unstable_by_key(|&place| (rows[place].order, rows[place].customer, place));
        let mut keep = vec![true; rows.len()];
        let same =
            |&a: &usize, &b: &usize| (rows[a].order, rows[a].customer) == (rows[b].order, rows[b].customer);
        for order in places.chunk_by(same) {
            for place in self.followers(rows, tags, order) {
                keep[place] = false;
                let stated = tags.get(place).is_some_and(|tag| tag.stated_refund);
                let tally = if stated { &mut *refunds } else { &mut *removed };
                tally.add(rows[place].amount);
            }
        }
        keep
    }
}

/// Whether a row can be of the order that was left out, by its customer and its day.
fn is_same(left: &LeftOrder, row: &Row) -> bool {
    let customer = left.customer == Key::NONE || row.customer == Key::NONE || left.customer == row.customer;
    let day = left.day.is_none_or(|day| row.time == Timestamp::NONE || row.time.day() == day);
    customer && day
}
