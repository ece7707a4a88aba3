//! What the rows of each customer say in the columns that an analysis groups by: channel, category, city.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::input::{Ids, Key, Row, values_of};
use crate::transactions::is_cancelled;
use crate::units::{Day, Money};

/// What the rows of each customer say, customer after customer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    /// The distinct labels: their value in each column.
    values: Vec<Vec<String>>,
    ends: Vec<usize>,
    parts: Vec<Part>,
}

/// The rows of a customer that say the same.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    /// Place in the distinct labels.
    label: usize,
    /// Money of those of the first purchase day, if there are any.
    first: Option<Money>,
    /// Money of all of them.
    spent: Money,
}

/// Customers by one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// The values of the column, in order.
    pub names: Vec<String>,
    /// For each customer, the place in `names`; none if nothing is said.
    pub of_customer: Vec<Option<usize>>,
    /// Customers whose rows say more than one thing.
    pub several: u64,
}

/// The same before the keys are text again.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyPart {
    label: Key,
    first: Option<Money>,
    spent: Money,
}

/// What the rows of one customer say; those above zero, since refunds repeat what the sale said, and of orders that were not
/// refunded in full. The rows are put in order.
pub(super) fn key_parts(rows: &mut [(Row, Key)], first: Day) -> Vec<KeyPart> {
    rows.sort_unstable();
    let is_order = |a: &(Row, Key), b: &(Row, Key)| a.0.order != Key::NONE && a.0.order == b.0.order;
    let counts = |order: &[(Row, Key)]| {
        let refunded = order.iter().any(|(row, _)| row.amount.0 < 0);
        !is_cancelled(refunded, order.iter().map(|(row, _)| i128::from(row.amount.0)).sum())
    };
    let mut parts: Vec<KeyPart> = Vec::new();
    let counted = rows.chunk_by(is_order).filter(|order| counts(order)).flatten();
    for (row, label) in counted.filter(|(row, _)| row.amount.0 >= 0) {
        let spent = (row.time.day() == first).then_some(row.amount);
        match parts.iter_mut().find(|part| part.label == *label) {
            Some(part) => {
                part.spent = Money(part.spent.0.saturating_add(row.amount.0));
                if let Some(more) = spent {
                    part.first = Some(Money(part.first.unwrap_or_default().0.saturating_add(more.0)));
                }
            }
            None => parts.push(KeyPart { label: *label, first: spent, spent: row.amount }),
        }
    }
    parts
}

impl Labels {
    /// The labels of customers in order.
    pub(super) fn of(customers: Vec<Vec<KeyPart>>, ids: &Ids, columns: usize) -> Labels {
        let keys: BTreeMap<Key, Vec<String>> = customers
            .iter()
            .flatten()
            .map(|part| part.label)
            .collect::<std::collections::BTreeSet<Key>>()
            .into_iter()
            .map(|key| (key, values_of(ids, key, columns)))
            .collect();
        // keys depend on which thread saw a text first, their texts do not
        let mut values: Vec<Vec<String>> = keys.values().cloned().collect();
        values.sort_unstable();
        values.dedup();
        let place = |key: Key| values.partition_point(|value| *value < keys[&key]);
        let places: BTreeMap<Key, usize> = keys.keys().map(|&key| (key, place(key))).collect();
        let mut labels = Labels { values: Vec::new(), ..Labels::default() };
        for customer in customers {
            let from = labels.parts.len();
            labels.parts.extend(customer.iter().map(|part| Part {
                label: places[&part.label],
                first: part.first,
                spent: part.spent,
            }));
            labels.parts[from..].sort_unstable_by_key(|part| part.label);
            labels.ends.push(labels.parts.len());
        }
        labels.values = values;
        labels
    }

    fn range(&self, customer: usize) -> Range<usize> {
        let start = if customer == 0 { 0 } else { self.ends[customer - 1] };
        start..self.ends[customer]
    }

    /// Customers by what the rows of their first purchase day say in a column; of several values the one with most
    /// money, of equal ones the first by name.
    #[must_use]
    pub fn by_first(&self, column: usize) -> Groups {
        self.by(column, |part| part.first)
    }

    /// Customers by what most of their money went to, in a column.
    #[must_use]
    pub fn by_most(&self, column: usize) -> Groups {
        self.by(column, |part| Some(part.spent))
    }

    /// Customers by the one thing that all their rows say in a column; those whose rows say several are a group of their
    /// own, without a name, which comes last.
    #[must_use]
    pub fn by_only(&self, column: usize) -> Groups {
        let (names, place) = self.names(column);
        let several = names.len();
        let mut groups = Groups { names, ..Groups::default() };
        for customer in 0..self.ends.len() {
            let mut said = self.parts[self.range(customer)].iter().filter_map(|part| place[part.label]);
            let first = said.next();
            let only = first.is_none_or(|first| said.all(|other| other == first));
            groups.several += u64::from(!only);
            groups.of_customer.push(if only { first } else { Some(several) });
        }
        groups
    }

    /// The values of a column in order, and which of them each label says.
    fn names(&self, column: usize) -> (Vec<String>, Vec<Option<usize>>) {
        let mut names: Vec<String> = self.values.iter().map(|values| values[column].clone()).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| !name.is_empty());
        let place = self.values.iter().map(|values| names.binary_search(&values[column]).ok()).collect();
        (names, place)
    }

    fn by(&self, column: usize, money: fn(&Part) -> Option<Money>) -> Groups {
        let (names, place) = self.names(column);
        let mut groups = Groups { names, ..Groups::default() };
        for customer in 0..self.ends.len() {
            let parts = &self.parts[self.range(customer)];
            let mut first: BTreeMap<usize, i128> = BTreeMap::new();
            let mut said: Vec<usize> = Vec::new();
            for part in parts {
                let Some(name) = place[part.label] else { continue };
                said.push(name);
                if let Some(money) = money(part) {
                    *first.entry(name).or_default() += i128::from(money.0);
                }
            }
            said.sort_unstable();
            said.dedup();
            groups.several += u64::from(said.len() > 1);
            let most = first.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
            groups.of_customer.push(most.map(|(&name, _)| name));
        }
        groups
    }
}
