//! A part of the customers of a large log with the days they bought on, which is enough to judge models by. Who is in it
//! is told by the hash of an id alone, whatever the order of the rows, the number of threads and what else is kept.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;
use rayon::prelude::*;

use super::{Customers, Visits};
use crate::units::Day;

/// So many customers are enough; of more there are half as many at least.
const ENOUGH: usize = 50_000;

/// One in so many of so many customers are enough. It is a power of two, so that one part is within the other.
fn one_in(customers: usize) -> u64 {
    customers.div_ceil(ENOUGH).max(1).next_power_of_two() as u64
}

/// Whether a customer is one in so many.
fn is_one(id: &str, one_in: u64) -> bool {
    one_in == 1 || FixedState::default().hash_one(id) % one_in == 0
}

/// The days of some of the customers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    one_in: u64,
    visits: Visits,
}

/// What a partition keeps of its customers before anybody knows how many there are of all.
#[derive(Debug, Default)]
pub(super) struct Kept {
    one_in: u64,
    /// Their places in the partition.
    places: Vec<u32>,
    visits: Visits,
}

impl Kept {
    /// Of one of `parts` partitions with so many customers: twice as many as would be enough, if all partitions were alike.
    pub(super) fn of(customers: usize, parts: usize) -> Kept {
        Kept { one_in: (one_in(customers * parts) / 2).max(1), ..Kept::default() }
    }

    /// Adds the days of the customer at a place, if it is kept.
    pub(super) fn add(&mut self, id: &str, place: usize, days: &[Day]) {
        if is_one(id, self.one_in) {
            self.places.push(place as u32);
            self.visits.push_days(days);
        }
    }
}

impl Sample {
    /// Of what the partitions kept, for customers in the order that is given as partition and place.
    pub(super) fn of(kept: Vec<Kept>, order: &[(u32, u32)], customers: &Customers) -> Sample {
        let one_in = kept.iter().map(|kept| kept.one_in).fold(one_in(order.len()), u64::max);
        // the customers of a partition are in order there too
        let mut next = vec![0; kept.len()];
        let mut sampled = Vec::new();
        for (customer, &(part, place)) in order.iter().enumerate() {
            let at = &mut next[part as usize];
            if kept[part as usize].places.get(*at) == Some(&place) {
                if is_one(&customers.id[customer], one_in) {
                    sampled.push((part, *at as u32));
                }
                *at += 1;
            }
        }
        let visits = Visits::merged(kept.into_iter().map(|kept| kept.visits).collect(), &sampled);
        Sample { one_in, visits }
    }
}

impl Customers {
    /// Enough of the customers to judge models by: one in how many, and the purchase days of each. None if no days were kept.
    #[must_use]
    pub fn sample(&self) -> Option<(u64, Vec<&[Day]>)> {
        if let Some(Sample { one_in, visits }) = &self.sampled {
            return Some((*one_in, (0..visits.len()).map(|place| visits.days(place)).collect()));
        }
        let visits = self.visits.as_ref()?;
        let one_in = one_in(self.len());
        let places = (0..self.len()).into_par_iter().filter(|&place| is_one(&self.id[place], one_in));
        Some((one_in, places.map(|place| visits.days(place)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_a_power_of_two() {
        let of = [0, 1, ENOUGH, ENOUGH + 1, 2 * ENOUGH, 2 * ENOUGH + 1, 20 * ENOUGH];
        assert_eq!(of.map(one_in), [1, 1, 1, 2, 2, 4, 32]);
    }

    #[test]
    fn a_part_is_within_the_larger_one() {
        let ids: Vec<String> = (0..20_000).map(|place| format!("C{place:05}")).collect();
        for one_in in [1, 2, 4, 64_u32] {
            let some: Vec<&String> = ids.iter().filter(|id| is_one(id, one_in.into())).collect();
            let (expected, found) = (20_000.0 / f64::from(one_in), f64::from(some.len() as u32));
            assert!((found - expected).abs() < 5.0 * expected.sqrt(), "{found} of {one_in}");
            let one_in = u64::from(one_in);
            assert!(ids.iter().filter(|id| is_one(id, 2 * one_in)).all(|id| some.contains(&id)));
        }
    }
}
