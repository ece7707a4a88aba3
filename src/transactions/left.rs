//! Orders that a status left out: what else belongs to them goes with them.
//!
//! A line that says nothing of its order's status, and a refund of an order of which nothing is left, follow the order.
//! An order that one file calls cancelled or refunded as a whole is none in the files that do not know it yet.

use std::collections::BTreeSet;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::input::{Key, LeftOrder, Row, Tag};
use crate::units::Tally;

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

    /// Whether a row of the order was left out.
    #[must_use]
    pub fn contains(&self, order: Key) -> bool {
        self.by_order.contains_key(&order)
    }

    /// Marks the rows of one order that go with it.
    fn follow(&self, rows: &[Row], tags: &[Tag], order: &[usize]) -> bool {
        let Some(left) = self.by_order.get(&rows[order[0]].order) else { return false };
        if order.iter().all(|&place| rows[place].amount.0 < 0) {
            return true;
        }
        if tags.is_empty() {
            return false;
        }
        let sold: BTreeSet<u32> = order.iter().map(|&place| tags[place].file).collect();
        left.iter().any(|left| left.for_good && !sold.contains(&left.file))
    }

    /// Removes the rows that go with an order left out; those of one customer are all here.
    pub fn remove(&self, rows: &mut Vec<Row>, tags: &mut Vec<Tag>, removed: &mut Tally, refunds: &mut Tally) {
        let mut places: Vec<usize> =
            (0..rows.len()).filter(|&place| self.contains(rows[place].order)).collect();
        places.sort_unstable_by_key(|&place| (rows[place].order, rows[place].customer, place));
        let mut keep = vec![true; rows.len()];
        let same =
            |&a: &usize, &b: &usize| (rows[a].order, rows[a].customer) == (rows[b].order, rows[b].customer);
        for order in places.chunk_by(same) {
            if self.follow(rows, tags, order) {
                for &place in order {
                    keep[place] = false;
                    let stated = tags.get(place).is_some_and(|tag| tag.stated_refund);
                    if stated { refunds.add(rows[place].amount) } else { removed.add(rows[place].amount) }
                }
            }
        }
        let mut kept = keep.iter();
        rows.retain(|_| kept.next() == Some(&true));
        let mut kept = keep.iter();
        tags.retain(|_| kept.next() == Some(&true));
    }
}
