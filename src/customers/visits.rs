//! The purchase days of every customer, for analyses that look back from an earlier day or tell one customer's story.

use std::ops::Range;

use rayon::prelude::*;

use crate::units::{Day, Money};

/// Days with at least one order, customer after customer.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    /// Days of some customers each, which stay where they were found.
    blocks: Vec<Block>,
    /// Block, begin and end of each customer's days.
    places: Vec<(u32, u32, u32)>,
}

#[derive(Debug, Clone, Default)]
struct Block {
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

impl PartialEq for Visits {
    fn eq(&self, other: &Visits) -> bool {
        self.len() == other.len() && (0..self.len()).all(|place| self.parts(place) == other.parts(place))
    }
}

impl Visits {
    /// Adds a customer.
    pub(super) fn push(&mut self, visits: impl IntoIterator<Item = Visit>) {
        self.push_with(|block| {
            for visit in visits {
                block.days.push(visit.day);
                block.orders.push(visit.orders);
                block.spent.push(visit.spent);
            }
        });
    }

    /// Makes room for so many days of which nothing else is kept.
    pub(super) fn reserve_days(&mut self, days: usize) {
        self.blocks.resize_with(1, Block::default);
        self.blocks[0].days.reserve_exact(days);
    }

    /// Adds a customer of whom nothing but the days is kept.
    pub(super) fn push_days(&mut self, days: &[Day]) {
        self.push_with(|block| block.days.extend_from_slice(days));
    }

    fn push_with(&mut self, fill: impl FnOnce(&mut Block)) {
        if self.blocks.is_empty() {
            self.blocks.push(Block::default());
        }
        let last = self.blocks.len() - 1;
        let block = &mut self.blocks[last];
        let start = block.days.len() as u32;
        fill(block);
        self.places.push((last as u32, start, block.days.len() as u32));
    }

    /// The customers of several parts of one block each, in the order that is given as part and place.
    pub(super) fn merged(parts: Vec<Visits>, order: &[(u32, u32)]) -> Visits {
        let place = |&(part, place): &(u32, u32)| {
            let (_, start, end) = parts[part as usize].places[place as usize];
            (part, start, end)
        };
        let places = order.par_iter().map(place).collect();
        let block = |part: Visits| part.blocks.into_iter().next().unwrap_or_default();
        Visits { places, blocks: parts.into_iter().map(block).collect() }
    }

    /// Whether anybody has any.
    pub(super) fn are_some(&self) -> bool {
        self.blocks.iter().any(|block| !block.days.is_empty())
    }

    fn range(&self, customer: usize) -> (&Block, Range<usize>) {
        let (block, start, end) = self.places[customer];
        (&self.blocks[block as usize], start as usize..end as usize)
    }

    /// Days of a customer with their orders and their money, as far as these were kept.
    fn parts(&self, customer: usize) -> (&[Day], Option<&[u32]>, Option<&[Money]>) {
        let (block, range) = self.range(customer);
        (&block.days[range.clone()], block.orders.get(range.clone()), block.spent.get(range))
    }

    /// The purchase days of a customer, in order.
    #[must_use]
    pub fn days(&self, customer: usize) -> &[Day] {
        let (block, range) = self.range(customer);
        &block.days[range]
    }

    /// What a customer spent on each of those days.
    ///
    /// # Panics
    /// If nothing but the days was kept.
    #[must_use]
    pub fn spent(&self, customer: usize) -> &[Money] {
        let (block, range) = self.range(customer);
        &block.spent[range]
    }

    fn of(&self, customer: usize) -> impl Iterator<Item = Visit> {
        let (block, range) = self.range(customer);
        range.map(|place| Visit {
            day: block.days[place],
            orders: block.orders[place],
            spent: block.spent[place],
        })
    }

    /// What a customer did on the days from one to another, both included.
    ///
    /// # Panics
    /// If nothing but the days was kept.
    pub fn between(&self, customer: usize, from: Day, to: Day) -> impl Iterator<Item = Visit> {
        let days = self.days(customer);
        let begin = days.partition_point(|day| *day < from);
        let end = days.partition_point(|day| *day <= to).max(begin);
        self.of(customer).skip(begin).take(end - begin)
    }

    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}
