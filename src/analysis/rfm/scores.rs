//! Scores from 1 (worst) to the number of bins (best) for one metric.

use rayon::prelude::*;

use crate::stats::{place_in_order, quantile};

/// Bounds of a score: every value from `lower` to `upper` has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The score.
    pub score: u8,
    /// Smallest value; `None` has no bound.
    pub lower: Option<f64>,
    /// Largest value; `None` has no bound.
    pub upper: Option<f64>,
    /// Customers with the score.
    pub customers: u64,
}

/// Which end of a metric is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More orders, more money.
    Higher,
    /// Fewer days since the last purchase.
    Lower,
}

/// The scores of all customers and their bounds, from score 1 up.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// One for each customer.
    pub scores: Vec<u8>,
    /// One for each score that may occur.
    pub thresholds: Vec<Threshold>,
}

/// Scores by rank: ⌈bins · average rank / n⌉. Equal values have equal scores, and the order of the customers is
/// irrelevant; where many tie, scores in between stay empty.
#[must_use]
pub fn by_rank(values: &[f64], bins: u8, better: Better) -> Scores {
    // positions in an order that is the worst first
    let position = |value: f64| match better {
        Better::Higher => place_in_order(value),
        Better::Lower => !place_in_order(value),
    };
    let mut sorted: Vec<u64> = values.par_iter().map(|&value| position(value)).collect();
    sorted.par_sort_unstable();
    // the first position of each score
    let mut cuts = vec![u64::MAX; usize::from(bins)];
    let twice_all = 2 * values.len() as u64;
    let mut first_rank = 1_u64;
    for ties in sorted.chunk_by(|a, b| a == b) {
        let last_rank = first_rank + ties.len() as u64 - 1;
        let score = (u64::from(bins) * (first_rank + last_rank)).div_ceil(twice_all) as usize;
        for cut in &mut cuts[..score] {
            *cut = ties[0].min(*cut);
        }
        first_rank = last_rank + 1;
    }
    let score = |&value: &f64| {
        let position = position(value);
        cuts.iter().map(|&cut| u8::from(position >= cut)).sum()
    };
    let scores: Vec<u8> = values.par_iter().map(score).collect();
    let thresholds = (1..=bins).map(|score| observed(values, &scores, score)).collect();
    Scores { scores, thresholds }
}

/// The bounds that a score has in the data.
fn observed(values: &[f64], scores: &[u8], score: u8) -> Threshold {
    let mut threshold = Threshold { score, lower: None, upper: None, customers: 0 };
    for (&value, _) in values.iter().zip(scores).filter(|&(_, &other)| other == score) {
        threshold.customers += 1;
        threshold.lower = Some(threshold.lower.map_or(value, |lower| lower.min(value)));
        threshold.upper = Some(threshold.upper.map_or(value, |upper| upper.max(value)));
    }
    threshold
}

/// Scores by fixed cuts: a value has score k if it is at least `cuts[k-2]` (score 1 has no lower cut).
#[must_use]
pub fn by_cuts(values: &[f64], cuts: &[f64]) -> Scores {
    let scores: Vec<u8> = values.iter().map(|&value| 1 + below(cuts, value)).collect();
    let thresholds = (0..=cuts.len())
        .map(|place| {
            let score = u8::try_from(place + 1).unwrap_or(u8::MAX);
            Threshold {
                score,
                lower: place.checked_sub(1).map(|cut| cuts[cut]),
                upper: cuts.get(place).map(|cut| cut - 1.0),
                customers: scores.iter().filter(|&&other| other == score).count() as u64,
            }
        })
        .collect();
    Scores { scores, thresholds }
}

fn below(cuts: &[f64], value: f64) -> u8 {
    cuts.iter().map(|&cut| u8::from(value >= cut)).sum()
}

/// Scores as the R package `rfm` 0.3.0 gives them: cuts at the quantiles (type 7) plus one, the lower bound
/// inclusive, the upper exclusive.
#[must_use]
pub fn by_quantile_plus_one(values: &[f64], bins: u8, better: Better) -> Scores {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let cuts: Vec<f64> =
        (1..bins).map(|bin| quantile(&sorted, f64::from(bin) / f64::from(bins)) + 1.0).collect();
    let score_of = |rank: u8| match better {
        Better::Higher => rank + 1,
        Better::Lower => bins - rank,
    };
    let scores: Vec<u8> = values.iter().map(|&value| score_of(below(&cuts, value))).collect();
    let thresholds = (1..=bins).map(|score| observed(values, &scores, score)).collect();
    Scores { scores, thresholds }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;
    use proptest::prelude::*;

    fn worst_first(a: f64, b: f64, better: Better) -> Ordering {
        match better {
            Better::Higher => a.total_cmp(&b),
            Better::Lower => b.total_cmp(&a),
        }
    }

    #[test]
    fn ties_score_alike_and_leave_gaps() {
        let scores = by_rank(&[1.0, 1.0, 1.0, 2.0, 9.0], 5, Better::Higher);
        assert_eq!(scores.scores, [2, 2, 2, 4, 5]);
        assert_eq!(scores.thresholds[0], Threshold { score: 1, lower: None, upper: None, customers: 0 });
        assert_eq!(
            scores.thresholds[1],
            Threshold { score: 2, lower: Some(1.0), upper: Some(1.0), customers: 3 }
        );
    }

    #[test]
    fn one_customer_and_all_ties() {
        assert_eq!(by_rank(&[3.0], 5, Better::Lower).scores, [5]);
        assert_eq!(by_rank(&[3.0; 10], 5, Better::Higher).scores, [3; 10]);
        assert!(by_rank(&[], 5, Better::Higher).scores.is_empty());
    }

    #[test]
    fn fixed_cuts() {
        let scores = by_cuts(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 60.0], &[2.0, 3.0, 4.0, 6.0]);
        assert_eq!(scores.scores, [1, 2, 3, 4, 4, 5, 5]);
        assert_eq!((scores.thresholds[3].lower, scores.thresholds[3].upper), (Some(4.0), Some(5.0)));
        assert_eq!((scores.thresholds[0].lower, scores.thresholds[4].upper), (None, None));
    }

    proptest! {
        #[test]
        fn a_better_value_never_scores_worse(values in proptest::collection::vec(-5i32..40, 1..60), bins in 2u8..6) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            for better in [Better::Higher, Better::Lower] {
                let scores = by_rank(&values, bins, better);
                for (a, score_a) in values.iter().zip(&scores.scores) {
                    prop_assert!((1..=bins).contains(score_a));
                    for (b, score_b) in values.iter().zip(&scores.scores) {
                        if worst_first(*a, *b, better) != Ordering::Greater {
                            prop_assert!(score_a <= score_b);
                        }
                    }
                }
                let counted: u64 = scores.thresholds.iter().map(|threshold| threshold.customers).sum();
                prop_assert_eq!(counted, values.len() as u64);
            }
        }
    }
}
