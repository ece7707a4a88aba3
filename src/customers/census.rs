//! A look at all rows for whoever wants to know what a file is like: days with rows, copies, the largest amount.

use std::collections::BTreeMap;

use crate::input::{Batch, Key};
use crate::units::{Day, Money, Tally, Timestamp};

/// A difference that rounding explains.
const CENT: i128 = 100;

/// What all rows look like.
#[derive(Debug, Clone, Default)]
pub struct Census {
    /// Rows of each day that has some.
    pub days: BTreeMap<Day, u64>,
    looked_at: Vec<(u64, Money)>,
    /// The largest amount of a row.
    pub largest: Money,
    /// Sum of the lines of each order, and the total that a column gives for it.
    totals: BTreeMap<Key, (i128, Option<Money>)>,
}

impl Census {
    pub(super) fn add(&mut self, batch: &Batch) {
        for row in batch.rows.iter().filter(|row| row.time != Timestamp::NONE) {
            *self.days.entry(row.time.day()).or_default() += 1;
            self.largest = self.largest.max(row.amount);
        }
        self.looked_at.extend(&batch.looked_at);
        for &(order, amount, total) in batch.totals.iter().filter(|(order, ..)| *order != Key::NONE) {
            let known = self.totals.entry(order).or_default();
            known.0 += i128::from(amount.0);
            known.1 = known.1.max(total);
        }
    }

    pub(super) fn merge(&mut self, other: Census) {
        for (day, rows) in other.days {
            *self.days.entry(day).or_default() += rows;
        }
        self.largest = self.largest.max(other.largest);
        self.looked_at.extend(other.looked_at);
        for (order, (lines, total)) in other.totals {
            let known = self.totals.entry(order).or_default();
            known.0 += lines;
            known.1 = known.1.max(total);
        }
    }

    /// Rows that equal another row of their file in every value, beyond the first of each.
    #[must_use]
    pub fn copies(&self) -> Tally {
        let mut rows = self.looked_at.clone();
        rows.sort_unstable();
        let mut copies = Tally::default();
        for equal in rows.chunk_by(|a, b| a.0 == b.0) {
            equal[1..].iter().for_each(|&(_, money)| copies.add(money));
        }
        copies
    }

    /// Orders whose lines add up to the total that a column gives, and those whose do not with the difference.
    #[must_use]
    pub fn reconciled(&self) -> (u64, Tally) {
        let mut agree = 0;
        let mut differ = Tally::default();
        for (lines, total) in self.totals.values() {
            let Some(total) = total else { continue };
            let difference = *lines - i128::from(total.0);
            if difference.abs() <= CENT {
                agree += 1;
            } else {
                differ.add(Money::saturating_from(difference));
            }
        }
        (agree, differ)
    }

    /// Days without a row between the first and the last day, and the longest run of them.
    #[must_use]
    pub fn gaps(&self) -> (u64, Option<(Day, Day)>) {
        let days: Vec<Day> = self.days.keys().copied().collect();
        let missing = |pair: &[Day]| pair[1].days_since(pair[0]) - 1;
        let all: i64 = days.windows(2).map(|pair| i64::from(missing(pair))).sum();
        let longest =
            days.windows(2).filter(|pair| missing(pair) > 0).max_by_key(|pair| (missing(pair), pair[0]));
        let longest = longest.map(|pair| (Day(pair[0].0 + 1), Day(pair[1].0 - 1)));
        (all.unsigned_abs(), longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn census(days: &[(i32, u64)]) -> Census {
        Census { days: days.iter().map(|&(day, rows)| (Day(day), rows)).collect(), ..Census::default() }
    }

    #[test]
    fn gaps_lie_between_days_with_rows() {
        assert_eq!(census(&[(1, 1), (2, 1), (5, 1), (7, 1)]).gaps(), (3, Some((Day(3), Day(4)))));
        assert_eq!(census(&[(1, 1), (2, 1)]).gaps(), (0, None));
        assert_eq!(census(&[]).gaps(), (0, None));
    }
}
