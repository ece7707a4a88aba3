//! How far apart the purchases of all customers are.

use crate::units::Day;

/// How many purchases came so many days after the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps(Vec<u64>);

impl Gaps {
    /// Adds the purchase days of a customer, in order.
    pub(super) fn add(&mut self, days: &[Day]) {
        for pair in days.windows(2) {
            let apart = pair[1].days_since(pair[0]).unsigned_abs() as usize;
            if apart >= self.0.len() {
                self.0.resize(apart + 1, 0);
            }
            self.0[apart] += 1;
        }
    }

    pub(super) fn merge(&mut self, other: &Gaps) {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        self.0.iter_mut().zip(&other.0).for_each(|(sum, times)| *sum += times);
    }

    /// Days apart, and how many times.
    pub fn each(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        (0..).zip(self.0.iter().copied()).filter(|(_, times)| *times > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_and_put_together() {
        let (mut gaps, mut other) = (Gaps::default(), Gaps::default());
        gaps.add(&[3, 4, 9].map(Day));
        gaps.add(&[7].map(Day));
        gaps.add(&[]);
        other.add(&[0, 5, 6, 106].map(Day));
        gaps.merge(&other);
        assert_eq!(gaps.each().collect::<Vec<_>>(), [(1, 2), (5, 2), (100, 1)]);
    }
}
