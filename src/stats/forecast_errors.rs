//! How far forecasts are from what happened: of outcomes that come or do not come by their probability, of
//! amounts by their difference. The two lists are of one length; without rows there is no figure.

use super::{ranks, wilson};

/// Mean squared difference of probability and outcome (Brier 1950, for one of the two classes): 0 for a
/// prophet, 0.25 for who always says one half.
#[must_use]
pub fn brier(probability: &[f64], outcome: &[bool]) -> Option<f64> {
    mean(probability.iter().zip(outcome).map(|(p, &outcome)| (p - f64::from(outcome)).powi(2)))
}

/// Mean of −ln of the probability given to what happened (Good 1952). A probability under 1e-15 counts as
/// 1e-15, so that one certain error does not make it infinite.
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

/// Sum of all predictions relative to the actual sum, less 1: by how much the total is over. None where the
/// actual sum is nought.
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

/// Compares predicted with observed shares in groups of about equal size, the least probable first; `z` is
/// the normal quantile of the intervals.
///
/// A row's group is ⌈groups · mean rank / n⌉: equal probabilities fall into one group and the order of the
/// rows does not matter. Where many are equal there are fewer groups than asked for.
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

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "figures that are exact")]
mod tests {
    use super::*;

    const Z_95: f64 = 1.959_963_984_540_054;

    fn outcomes() -> Vec<bool> {
        (0..200_u32).map(|i| (i * i + 3 * i) % 11 < 4).collect()
    }

    fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 1e-14, "{found} is not {expected}");
    }

    /// The figures are those of scikit-learn 1.9 (`brier_score_loss`, `log_loss`).
    #[test]
    fn errors_of_probabilities() {
        let probability: Vec<f64> = (0..200_u32).map(|i| f64::from((i * 29) % 83 + 1) / 90.0).collect();
        close(brier(&probability, &outcomes()), 0.304_209_259_259_259_23);
        close(log_loss(&probability, &outcomes()), 0.859_459_172_854_198_8);
        close(brier(&[0.5; 200], &outcomes()), 0.25);
        close(brier(&[1.0, 0.0], &[true, false]), 0.0);
    }

    #[test]
    fn a_certain_error_is_not_infinite() {
        let worst = 15.0 * 10.0_f64.ln();
        assert!((log_loss(&[0.0], &[true]).unwrap() - worst).abs() < 1e-12);
        assert!((log_loss(&[1.0], &[false]).unwrap() - worst).abs() < 1e-12);
        close(log_loss(&[1.0, 0.0], &[true, false]), 0.0);
        assert!(log_loss(&[f64::NAN], &[true]).unwrap().is_nan());
    }

    /// The figures are those of scikit-learn 1.9 and numpy.
    #[test]
    fn errors_of_amounts() {
        let actual: Vec<f64> = (0..200_u32).map(|i| f64::from((i * 7) % 13)).collect();
        let predicted: Vec<f64> = (0..200_u32).map(|i| f64::from((i * 31) % 47) / 4.0).collect();
        close(mean_absolute_error(&predicted, &actual), 4.05125);
        close(root_mean_square_error(&predicted, &actual), 4.981_873_392_610_455);
        close(total_error(&predicted, &actual), -0.025_462_962_962_962_91);
    }

    #[test]
    fn no_rows_no_figures() {
        assert_eq!(brier(&[], &[]), None);
        assert_eq!(log_loss(&[], &[]), None);
        assert_eq!(mean_absolute_error(&[], &[]), None);
        assert_eq!(root_mean_square_error(&[], &[]), None);
        assert_eq!(total_error(&[], &[]), None);
        assert_eq!(total_error(&[1.0], &[0.0]), None);
        assert!(calibration(&[], &[], 10, Z_95).is_empty());
        assert_eq!(calibration(&[0.5], &[true], 0, Z_95).len(), 1);
    }

    /// The figures are by scipy (`rankdata`), numpy and statsmodels (`proportion_confint`).
    #[test]
    fn tenths_by_probability() {
        let probability: Vec<f64> = (0..200_u32).map(|i| f64::from((i * 29) % 83 / 5 + 1) / 18.0).collect();
        let expected = [
            (25, 0.082_222_222_222_222_21, 0.16, 0.064_034_514_566_764_37, 0.346_536_216_071_788_64),
            (12, 0.166_666_666_666_666_66, 0.25, 0.088_941_668_394_054_76, 0.532_305_334_933_565_8),
            (24, 0.25, 0.208_333_333_333_333_34, 0.092_448_253_528_518_54, 0.404_704_532_531_886_65),
            (
                24,
                0.361_111_111_111_111_16,
                0.166_666_666_666_666_66,
                0.066_786_763_286_329_46,
                0.358_530_706_496_990_7,
            ),
            (
                12,
                0.444_444_444_444_444_5,
                0.166_666_666_666_666_66,
                0.046_965_142_183_853_81,
                0.448_030_862_252_973_5,
            ),
            (25, 0.526_666_666_666_666_7, 0.2, 0.088_605_846_868_025_72, 0.391_309_503_695_403_4),
            (
                23,
                0.640_096_618_357_487_8,
                0.217_391_304_347_826_08,
                0.096_639_780_265_862_04,
                0.419_034_830_162_640_1,
            ),
            (
                12,
                0.722_222_222_222_222_2,
                0.166_666_666_666_666_66,
                0.046_965_142_183_853_81,
                0.448_030_862_252_973_5,
            ),
            (25, 0.804_444_444_444_444_5, 0.16, 0.064_034_514_566_764_37, 0.346_536_216_071_788_64),
            (
                18,
                0.910_493_827_160_493_7,
                0.166_666_666_666_666_66,
                0.058_365_768_058_614_49,
                0.392_220_381_039_157_4,
            ),
        ];
        let found = calibration(&probability, &outcomes(), 10, Z_95);
        assert_eq!(found.len(), expected.len());
        for (found, (customers, predicted, observed, lower, upper)) in found.iter().zip(expected) {
            assert_eq!(found.customers, customers);
            close(Some(found.predicted), predicted);
            close(Some(found.observed), observed);
            close(Some(found.lower), lower);
            close(Some(found.upper), upper);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_show() {
        let mut rows: Vec<(f64, bool)> =
            (0..200_u32).map(|i| f64::from((i * 29) % 83 / 5) / 17.0).zip(outcomes()).collect();
        let groups = |rows: &[(f64, bool)]| {
            let (probability, outcome): (Vec<f64>, Vec<bool>) = rows.iter().copied().unzip();
            calibration(&probability, &outcome, 10, Z_95)
        };
        let first = groups(&rows);
        rows.reverse();
        assert_eq!(groups(&rows), first);
        rows.rotate_left(71);
        assert_eq!(groups(&rows), first);
    }

    #[test]
    fn equal_probabilities_are_one_group() {
        let all = calibration(&[0.25; 8], &[true, false, false, false, true, false, false, false], 10, Z_95);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].customers, all[0].predicted, all[0].observed), (8, 0.25, 0.25));
        let one = calibration(&[0.3], &[true], 10, Z_95);
        assert_eq!((one.len(), one[0].customers, one[0].upper), (1, 1, 1.0));
        let different: Vec<f64> = (0..20).map(|i| f64::from(i) / 20.0).collect();
        let tenths = calibration(&different, &[false; 20], 10, Z_95);
        assert!(tenths.len() == 10 && tenths.iter().all(|tenth| tenth.customers == 2 && tenth.lower == 0.0));
    }
}
