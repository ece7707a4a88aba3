//! The rank-sum test of Mann & Whitney (1947).

use super::super::{normal_survival, ranks};
use super::proportions::Test;

/// Whether values of the one are larger than those of the other, by their ranks: the probability of that, ties counting half,
/// and the test that it is a half, by the normal approximation with the correction for ties and for continuity.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn mann_whitney(one: &[f64], other: &[f64]) -> Option<(f64, Test)> {
    let (n, m) = (one.len() as f64, other.len() as f64);
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let all: Vec<f64> = one.iter().chain(other).copied().collect();
    let ranked = ranks(&all);
    let won = ranked[..one.len()].iter().sum::<f64>() - n * (n + 1.0) / 2.0;
    let mut sorted = all;
    sorted.sort_unstable_by(f64::total_cmp);
    let ties: f64 = sorted
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .map(|same| (same.len() as f64).powi(3) - same.len() as f64)
        .sum();
    let size = n + m;
    let variance = n * m / 12.0 * (size + 1.0 - ties / (size * (size - 1.0)));
    let off = (won - n * m / 2.0).abs();
    let z = if variance > 0.0 { (off - 0.5).max(0.0) / variance.sqrt() } else { 0.0 };
    let p = (2.0 * normal_survival(z)).min(1.0);
    Some((won / (n * m), Test { statistic: won, p }))
}
