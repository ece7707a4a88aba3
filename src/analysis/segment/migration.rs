//! How customers moved between segments since an earlier day, or an earlier result.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::split::{Names, Split};
use super::standing::Standing;
use crate::document::{Table, Values};
use crate::error::{Error, Result};
use crate::input::Sheet;
use crate::units::Day;

/// What to compare with.
#[derive(Debug, Clone)]
pub enum Compare {
    /// The same log on an earlier day.
    Day(Day),
    /// Customers and segments of an earlier result.
    Earlier(Earlier),
}

/// An earlier result.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The file.
    pub name: String,
    segments: HashMap<String, String>,
}

impl Earlier {
    /// Out of a file that `-o` wrote.
    ///
    /// # Errors
    /// A file without customers or segments, and a customer on two rows.
    pub fn of(sheet: &Sheet) -> Result<Earlier> {
        let columns = sheet.customer_column().zip(sheet.find(&["segment"]));
        let Some((id, segment)) = columns else {
            return Err(Error::Usage {
                message: format!("`{}` has no columns `customer_id` and `segment`", sheet.name),
                hints: vec!["compare with a file that `setia segment -o` or `setia rfm -o` wrote".to_owned()],
            });
        };
        let mut segments = HashMap::with_capacity(sheet.len());
        for row in 0..sheet.len() {
            let customer = sheet.cell(row, id).to_owned();
            if segments.insert(customer, sheet.cell(row, segment).to_owned()).is_some() {
                return Err(Error::Usage {
                    message: format!("`{}` has two rows of customer `{}`", sheet.name, sheet.cell(row, id)),
                    hints: vec!["keep one row for each customer".to_owned()],
                });
            }
        }
        Ok(Earlier { name: sheet.name.clone(), segments })
    }
}

/// Where the customers of now were.
#[derive(Debug, Clone)]
pub(super) struct Migration {
    /// The segments of then, those who were no customers yet last.
    names: Names,
    /// The place of the segment of then of each customer.
    pub of_customer: Vec<usize>,
    /// The keys of the segments of then.
    keys: Vec<String>,
    /// Customers of then who are not in the log any more.
    pub gone: u64,
}

const NOT_YET: &str = "not_yet_a_customer";

impl Migration {
    /// From the same log on an earlier day.
    pub(super) fn since(then: &Standing, before: &Split, now: &Standing) -> Migration {
        let places: HashMap<usize, usize> =
            then.places.iter().copied().zip(before.of_customer.iter().copied()).collect();
        let was: Vec<Option<usize>> = now.places.iter().map(|place| places.get(place).copied()).collect();
        Migration::of(before.names.clone(), &was, 0)
    }

    /// From an earlier result.
    pub(super) fn from(earlier: &Earlier, now: &Standing) -> Migration {
        let mut names: Vec<String> = earlier.segments.values().cloned().collect();
        names.sort_unstable();
        names.dedup();
        let place = |id: &str| {
            let segment = earlier.segments.get(id)?;
            names.binary_search(segment).ok()
        };
        let was: Vec<Option<usize>> = now.customers.id.iter().map(place).collect();
        let gone = earlier.segments.len() - was.iter().flatten().count();
        Migration::of(Names::Texts(names), &was, gone as u64)
    }

    fn of(mut names: Names, was: &[Option<usize>], gone: u64) -> Migration {
        let new = names.len();
        match &mut names {
            Names::Texts(names) => names.push("(new)".to_owned()),
            Names::Terms(names) => names.push(NOT_YET),
            Names::Phrases(names) => names.push(vec![NOT_YET]),
        }
        let keys = (0..names.len()).map(|place| names.key(place)).collect();
        Migration { of_customer: was.iter().map(|was| was.unwrap_or(new)).collect(), names, keys, gone }
    }

    /// Customers who were customers then and are in another segment now.
    pub(super) fn moved(&self, now: &Split) -> u64 {
        let new = self.keys.len() - 1;
        let moved = |(was, is): &(&usize, &usize)| **was != new && self.keys[**was] != now.names.key(**is);
        self.of_customer.iter().zip(&now.of_customer).filter(moved).count() as u64
    }

    /// Customers of then in a segment of now, by its key.
    pub(super) fn before(&self, key: &str) -> u64 {
        let place = self.keys.iter().position(|known| known == key);
        place.map_or(0, |place| self.of_customer.iter().filter(|was| **was == place).count() as u64)
    }

    /// The segment of then of customers in some order, as a column.
    pub(super) fn column(&self, order: &[usize]) -> Values {
        let places: Vec<usize> = order.iter().map(|&customer| self.of_customer[customer]).collect();
        self.names.column(&places)
    }

    /// Every way from a segment to a segment: those who moved first, the most of them first.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn table(&self, now: &Split) -> Table {
        let mut ways: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for way in self.of_customer.iter().copied().zip(now.of_customer.iter().copied()) {
            *ways.entry(way).or_default() += 1;
        }
        let mut all = vec![0_u64; self.names.len()];
        for ((from, _), customers) in &ways {
            all[*from] += customers;
        }
        let mut ways: Vec<((usize, usize), u64)> = ways.into_iter().collect();
        let stays = |(from, to): (usize, usize)| self.keys[from] == now.names.key(to);
        ways.sort_by_key(|(way, customers)| (stays(*way), std::cmp::Reverse(*customers), *way));
        let from: Vec<usize> = ways.iter().map(|((from, _), _)| *from).collect();
        let to: Vec<usize> = ways.iter().map(|((_, to), _)| *to).collect();
        let share =
            |((from, _), customers): &((usize, usize), u64)| Some(*customers as f64 / all[*from] as f64);
        Table::new(
            "migration",
            vec![
                ("from", self.names.column(&from)),
                ("to", now.names.column(&to)),
                ("customers", Values::Count(ways.iter().map(|(_, customers)| *customers).collect())),
                ("share", Values::Share(ways.iter().map(share).collect())),
            ],
        )
    }
}
