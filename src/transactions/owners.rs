//! Rows without a customer or a date whose order has one: exports that fill the order's fields on its first line only.
//!
//! A blank field is filled from the same order id, never from the row above. An order id that several customers
//! share says nothing about its blank rows.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::input::{Key, Row};
use crate::units::Timestamp;

/// The orders that were asked for.
#[derive(Debug, Default)]
pub struct Owners {
    of_order: HashMap<Key, Order, FixedState>,
}

/// What the complete rows of an order say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Order {
    customer: Owner,
    /// When it was placed: the earliest of its rows.
    pub time: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Owner {
    #[default]
    Unknown,
    Known(Key),
    Several,
}

impl Order {
    /// Whose it is, if there is one customer and only one.
    #[must_use]
    pub fn customer(&self) -> Option<Key> {
        match self.customer {
            Owner::Known(customer) => Some(customer),
            Owner::Unknown | Owner::Several => None,
        }
    }

    fn add(&mut self, row: &Row) {
        self.customer = match self.customer {
            Owner::Unknown => Owner::Known(row.customer),
            Owner::Known(known) if known == row.customer => Owner::Known(known),
            _ => Owner::Several,
        };
        self.time = Some(self.time.map_or(row.time, |time| time.min(row.time)));
    }
}

impl Owners {
    /// Orders of which nothing is known yet.
    pub fn sought(orders: impl Iterator<Item = Key>) -> Owners {
        Owners { of_order: orders.map(|order| (order, Order::default())).collect() }
    }

    /// Looks for them among rows whose customer and time are known.
    pub fn look_at(&mut self, rows: &[Row]) {
        for row in rows {
            if let Some(order) = self.of_order.get_mut(&row.order) {
                order.add(row);
            }
        }
    }

    /// What is known of an order.
    #[must_use]
    pub fn of(&self, order: Key) -> Order {
        self.of_order.get(&order).copied().unwrap_or_default()
    }
}
