//! A variant for each customer: by the hash alone, or in its order within strata.

use rayon::prelude::*;

use super::Assign;
use super::lists::List;
use crate::stats::experiment::{assignment, assignment_bits, variant_of};

/// The place of the variant of each customer.
pub(super) fn arms(assign: &Assign, list: &List<'_>) -> Vec<usize> {
    let shares: Vec<f64> = assign.variants.iter().map(|(_, share)| *share).collect();
    let experiment = assign.experiment.as_str();
    let Some(strata) = &list.strata else {
        return list.ids.par_iter().map(|id| variant_of(assignment(experiment, id), &shares)).collect();
    };
    let mut arms = vec![0; list.ids.len()];
    for (stratum, mut members) in strata.members().into_iter().enumerate() {
        members.sort_by_cached_key(|&place| (assignment_bits(experiment, list.ids[place]), list.ids[place]));
        // where parts are no whole customers, the lot of the stratum says who has one more
        let offset = assignment(experiment, &format!("stratum {}", strata.name(stratum)));
        let ends = ends(members.len(), &shares, offset);
        let mut variant = 0;
        for (rank, place) in members.into_iter().enumerate() {
            while rank >= ends[variant] {
                variant += 1;
            }
            arms[place] = variant;
        }
    }
    arms
}

/// Where the parts of so many customers end: each has its share rounded down or up, and on average over offsets in [0, 1) exactly it
/// (systematic rounding).
#[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "places in a list")]
fn ends(customers: usize, shares: &[f64], offset: f64) -> Vec<usize> {
    let mut sum = 0.0;
    let mut ends: Vec<usize> = shares
        .iter()
        .map(|share| {
            sum += share;
            // a share that adds up to a whole number of customers has just them
            let exact = customers as f64 * sum;
            let whole = exact.round();
            let end = if (exact - whole).abs() < 1e-9 { whole } else { (exact + offset).floor() };
            (end as usize).min(customers)
        })
        .collect();
    if let Some(last) = ends.last_mut() {
        *last = customers;
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_rounded_fairly() {
        assert_eq!(ends(10, &[0.5, 0.5], 0.9), [5, 10]);
        assert_eq!(ends(100, &[0.45, 0.45, 0.1], 0.3), [45, 90, 100]);
        assert_eq!(ends(1, &[0.5, 0.5], 0.2), [0, 1]);
        assert_eq!(ends(1, &[0.5, 0.5], 0.7), [1, 1]);
        let sum = (0..1000).map(|offset| ends(7, &[0.3, 0.7], f64::from(offset) / 1000.0)[0]).sum::<usize>();
        assert!(sum.abs_diff(2100) <= 1, "{sum}");
    }
}
