//! Quantiles of sorted values.

use super::incomplete_beta;

/// Between two of the values by a straight line (Hyndman & Fan 1996, number 7); not a number of none.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a list"
)]
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = part * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// The interval of the median: from the j-th smallest to the j-th largest value, where the j are the most that still hold
/// the median with the confidence, by the binomial distribution of how many lie below it. None of too few values.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "places in a list")]
pub fn median_interval(sorted: &[f64], confidence: f64) -> Option<(f64, f64)> {
    let n = sorted.len();
    // P(at most j values below the median) = I½(n - j, j + 1) (Abramowitz & Stegun 26.5.24)
    let outside = |j: usize| incomplete_beta((n - j) as f64, j as f64 + 1.0, 0.5).lower;
    let (mut fits, mut too_many) = (0, n / 2 + 1);
    if n == 0 || outside(0) > 0.5 * (1.0 - confidence) {
        return None;
    }
    while too_many - fits > 1 {
        let middle = usize::midpoint(fits, too_many);
        if outside(middle) <= 0.5 * (1.0 - confidence) {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    Some((sorted[fits], sorted[n - 1 - fits]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// numpy's default.
    #[test]
    fn between_values() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (part, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
            assert!((quantile(&sorted, part) - expected).abs() < 1e-12, "{part}");
        }
        assert!(quantile(&[], 0.5).is_nan());
    }
    /// Conover, Practical Nonparametric Statistics (1999), table A3: of 10 values the 2nd to the 9th hold the median with
    /// 97.9 %, of 20 the 6th to the 15th with 95.9 %; of 5 not even all of them with 95 %.
    #[test]
    fn the_median_lies_between_two_of_the_values() {
        let values = |n: u32| (1..=n).map(f64::from).collect::<Vec<f64>>();
        assert_eq!(median_interval(&values(10), 0.95), Some((2.0, 9.0)));
        assert_eq!(median_interval(&values(20), 0.95), Some((6.0, 15.0)));
        assert_eq!(median_interval(&values(6), 0.95), Some((1.0, 6.0)));
        assert_eq!(median_interval(&values(5), 0.95), None);
        assert_eq!(median_interval(&[], 0.95), None);
    }
}
