//! Rows without a customer id whose order has one: exports that fill the order's fields on its first line only.
//!
//! A blank field is filled from the same order id, never from the row above. An order id that several customers
//! share says nothing about its blank rows.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::input::{Key, Row};

/// The customers of the orders that were asked for.
#[derive(Debug, Default)]
pub struct Owners {
    of_order: HashMap<Key, Owner, FixedState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Unknown,
    Known(Key),
    Several,
}

impl Owners {
    /// Looks for the customers of the orders of `rows` among `others`.
    pub fn find<'a>(rows: &[Row], others: impl Iterator<Item = &'a Row>) -> Owners {
        let mut of_order: HashMap<Key, Owner, FixedState> =
            rows.iter().map(|row| (row.order, Owner::Unknown)).collect();
        if of_order.is_empty() {
            return Owners::default();
        }
        for row in others {
            if let Some(owner) = of_order.get_mut(&row.order) {
                *owner = match *owner {
                    Owner::Unknown => Owner::Known(row.customer),
                    Owner::Known(known) if known == row.customer => Owner::Known(known),
                    _ => Owner::Several,
                };
            }
        }
        Owners { of_order }
    }

    /// The customer of an order, if there is one and only one.
    #[must_use]
    pub fn of(&self, order: Key) -> Option<Key> {
        match self.of_order.get(&order) {
            Some(Owner::Known(customer)) => Some(*customer),
            _ => None,
        }
    }
}
