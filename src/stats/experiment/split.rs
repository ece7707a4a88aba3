//! Whether customers were split as planned (sample ratio mismatch), by Pearson's test of fit (1900).

use super::super::{incomplete_gamma_above, normal_survival};
use super::proportions::Test;

/// Counts against planned shares, which need not add up to one.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn split_test(counts: &[u64], shares: &[f64]) -> Test {
    let (all, whole) = (counts.iter().sum::<u64>() as f64, shares.iter().sum::<f64>());
    let statistic = counts
        .iter()
        .zip(shares)
        .map(|(&count, share)| {
            let expected = all * share / whole;
            (count as f64 - expected).powi(2) / expected
        })
        .sum();
    Test { statistic, p: chi_square_above(statistic, counts.len() as f64 - 1.0) }
}

/// P(X > x) of the χ² distribution.
#[must_use]
pub fn chi_square_above(x: f64, freedom: f64) -> f64 {
    if (freedom - 1.0).abs() < 1e-12 {
        return (2.0 * normal_survival(x.sqrt())).min(1.0);
    }
    incomplete_gamma_above(0.5 * freedom, 0.5 * x)
}
