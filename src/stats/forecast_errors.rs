//! How far forecasts are from what happened: of outcomes that come or do not come by their probability, of amounts by
//! their difference. The two lists are of one length; without rows there is no figure.

use super::{ranks, wilson};

/// Mean squared difference of probability and outcome (Brier 1950, for one of the two classes): 0 for a prophet, 0.25
/// for who always says one half.
#[must_use]
pub fn brier(probability: &[f64], outcome: &[bool]) -> Option<f64> {
    mean(probability.iter().zip(outcome).map(|(p, &outcome)| (p - f64::from(outcome)).powi(2)))
}

/// Mean of −ln of the probability given to what happened (Good 1952). A probability under 1e-15 counts as 1e-15, so
/// that one certain error does not make it infinite.
#[must_use]
pub fn log_loss(probability: &[f64], outcome: &[bool]) -> Option<f64> {
    let given = |(&p, &outcome): (&f64, &bool)| if outcome { p } else { 1.0 - p };
    mean(probability.iter().zip(outcome).map(|row| -given(row).clamp(1e-15, 1.0).ln()))
}

/// Mean of |predicted − actual|.
#[must_use]
pub fn mean_absolute_error(predicted: &[f64], actual: &[f64]) -> Option<f64> {
    mean(predicted.iter().zip(actual).map(|(predicted, actual)| (predicted - actual).abs()))
}

/// Square root of the mean of (predicted − actual)².
#[must_use]
pub fn root_mean_square_error(predicted: &[f64], actual: &[f64]) -> Option<f64> {
    mean(predicted.iter().zip(actual).map(|(predicted, actual)| (predicted - actual).powi(2))).map(f64::sqrt)
}

/// Sum of all predictions relative to the actual sum, less 1: by how much the total is over. None where the actual sum
/// is nought.
#[must_use]
pub fn total_error(predicted: &[f64], actual: &[f64]) -> Option<f64> {
    let total: f64 = actual.iter().sum();
    (total != 0.0).then(|| predicted.iter().sum::<f64>() / total - 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn mean(errors: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let rows = errors.len();
    (rows > 0).then(|| errors.sum::<f64>() / rows as f64)
}

/// A group of rows with similar probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Rows in the group.
    pub customers: u64,
    /// Mean of their probabilities.
    pub predicted: f64,
    /// Share of them with the outcome.
    pub observed: f64,
    /// Lower end of Wilson's interval of the share.
    pub lower: f64,
    /// Upper end of Wilson's interval of the share.
    pub upper: f64,
}

/// Compares predicted with observed shares in groups of about equal size, the least probable first; `z` is the normal
/// quantile of the intervals.
///
/// A row's group is ⌈groups · mean rank / n⌉: equal probabilities fall into one group and the order of the rows does
/// not matter. Where many are equal there are fewer groups than asked for.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn calibration(probability: &[f64], outcome: &[bool], groups: u32, z: f64) -> Vec<Calibration> {
    let n = probability.len();
    // twice the mean rank is a whole number
    #[expect(clippy::cast_sign_loss, reason = "ranks are above nought")]
    let group = |rank: f64| (u128::from(groups) * (2.0 * rank) as u128).div_ceil(2 * n as u128);
    let mut rows: Vec<(u128, f64, bool)> = ranks(probability)
        .into_iter()
        .zip(probability.iter().zip(outcome))
        .map(|(rank, (&probability, &outcome))| (group(rank), probability, outcome))
        .collect();
    // by the probability too, which makes its sum the same in whatever order the rows came
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    rows.chunk_by(|a, b| a.0 == b.0)
        .map(|rows| {
            let customers = rows.len() as u64;
            let happened = rows.iter().filter(|row| row.2).count() as u64;
            let (lower, upper) = wilson(happened, customers, z);
            Calibration {
                customers,
                predicted: rows.iter().map(|row| row.1).sum::<f64>() / customers as f64,
                observed: happened as f64 / customers as f64,
                lower,
                upper,
            }
        })
        .collect()
}
