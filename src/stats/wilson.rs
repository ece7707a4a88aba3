//! The score interval of a proportion (Wilson 1927): all proportions that a test at `z` standard errors would
//! not reject. It stays within 0 and 1 and is open to the inside where all trials or none succeed.

use super::Difference;

/// Lower and upper end for `successes` among `trials`; `z` is the normal quantile of the confidence, 1.96 for
/// 95 %. Without a trial everything from 0 to 1 is open.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn wilson(successes: u64, trials: u64, z: f64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let n = trials as f64;
    let p = successes.min(trials) as f64 / n;
    let shrink = 1.0 + z * z / n;
    let spread = (p * (1.0 - p) / n + (0.5 * z / n).powi(2)).sqrt();
    let upper = (p + 0.5 * z * z / n + z * spread) / shrink;
    // the ends are the roots of a quadratic equation: by their product the lower one comes without
    // cancellation
    let lower = if successes == 0 { 0.0 } else { p * p / (upper * shrink) };
    (lower, if successes < trials { upper } else { 1.0 })
}

/// The difference of two proportions, successes and trials of each, with the interval of Newcombe (1998, method 10): as far
/// as their own score intervals reach. None without trials.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn newcombe(one: (u64, u64), other: (u64, u64), z: f64) -> Option<Difference> {
    if one.1 == 0 || other.1 == 0 {
        return None;
    }
    let share = |(successes, trials): (u64, u64)| successes as f64 / trials as f64;
    let (p, q) = (share(one), share(other));
    let ((p_lower, p_upper), (q_lower, q_upper)) = (wilson(one.0, one.1, z), wilson(other.0, other.1, z));
    let value = p - q;
    Some(Difference {
        value,
        lower: value - (p - p_lower).hypot(q_upper - q),
        upper: value + (p_upper - p).hypot(q - q_lower),
    })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "figures that are exact")]
mod tests {
    use super::*;

    const Z_95: f64 = 1.959_963_984_540_054;

    fn close(found: (f64, f64), expected: (f64, f64)) {
        assert!((found.0 - expected.0).abs() <= 1e-13 * expected.0, "{found:?} is not {expected:?}");
        assert!((found.1 - expected.1).abs() <= 1e-13 * expected.1, "{found:?} is not {expected:?}");
    }

    /// The figures are those of statsmodels 0.15 (`proportion_confint`), the last by 50 digits of mpmath.
    #[test]
    fn intervals() {
        close(wilson(3, 10, Z_95), (0.107_791_267_406_301_04, 0.603_221_852_538_854_6));
        close(wilson(81, 263, Z_95), (0.255_288_519_878_274_2, 0.366_209_576_982_800_04));
        close(wilson(7, 50, 1.644_853_626_951_472_2), (0.077_720_897_820_629_95, 0.239_238_995_945_484_6));
        close(wilson(5, 1_000_000, Z_95), (2.135_702_968_468_558_6e-6, 1.170_570_268_103_574_4e-5));
    }

    #[test]
    fn none_and_all() {
        close(wilson(0, 10, Z_95), (0.0, 0.277_532_799_862_889_26));
        close(wilson(10, 10, Z_95), (0.722_467_200_137_110_6, 1.0));
        close(wilson(1, 1, Z_95), (0.206_549_314_377_237_4, 1.0));
        assert_eq!(wilson(0, 0, Z_95), (0.0, 1.0));
        close(wilson(3, 10, 0.0), (0.3, 0.3));
        assert_eq!(wilson(0, 10, 0.0), (0.0, 0.0));
    }

    /// Newcombe 1998, table II: 56/70 and 48/80, 9/10 and 3/10, 10/10 and 0/10.
    #[test]
    fn differences() {
        for (one, other, lower, upper) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let found = newcombe(one, other, Z_95).unwrap();
            assert!((found.lower - lower).abs() < 5e-5 && (found.upper - upper).abs() < 5e-5, "{found:?}");
            let mirror = newcombe(other, one, Z_95).unwrap();
            assert!((mirror.lower + found.upper).abs() < 1e-15 && mirror.value == -found.value);
        }
        assert_eq!(newcombe((0, 0), (1, 2), Z_95), None);
    }

    #[test]
    fn failures_mirror_successes() {
        for successes in 0..=20 {
            let ((lower, upper), mirror) = (wilson(successes, 20, 2.5), wilson(20 - successes, 20, 2.5));
            assert!((lower + mirror.1 - 1.0).abs() < 1e-15 && (upper + mirror.0 - 1.0).abs() < 1e-15);
            assert!(
                lower <= 0.05 * f64::from(successes as u32) && 0.05 * f64::from(successes as u32) <= upper
            );
        }
    }
}
