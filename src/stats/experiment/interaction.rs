//! Whether a relative effect differs between groups of customers.

use super::{Estimate, Test, chi_square_above};

/// Angles that are tried for the common ratio.
const ANGLES: u32 = 720;

/// Treatment and control of several groups against one ratio of the two for all: the smallest Σ (m₁ − R m₀)² / (v₁ + R² v₀) over R (Fieller's
/// pivot, group by group), χ² with one degree of freedom less than groups if all have the same relative effect. It needs no logarithm and so
/// no value above nought. None of fewer than two groups that vary.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
pub fn common_ratio_test(groups: &[(Estimate, Estimate)]) -> Option<Test> {
    let usable: Vec<&(Estimate, Estimate)> =
        groups.iter().filter(|(one, other)| one.variance > 0.0 && other.variance > 0.0).collect();
    if usable.len() < 2 {
        return None;
    }
    // the ratio is the tangent of an angle, so that all of them lie within a half turn
    let misfit = |angle: f64| -> f64 {
        let (sin, cos) = angle.sin_cos();
        let off = |(one, other): &&(Estimate, Estimate)| {
            (cos * one.value - sin * other.value).powi(2)
                / (cos * cos * one.variance + sin * sin * other.variance)
        };
        usable.iter().map(off).sum()
    };
    let step = std::f64::consts::PI / f64::from(ANGLES);
    let best =
        (0..ANGLES).map(|turn| f64::from(turn) * step).min_by(|a, b| misfit(*a).total_cmp(&misfit(*b)))?;
    let (mut low, mut high) = (best - step, best + step);
    for _ in 0..100 {
        let (left, right) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if misfit(left) < misfit(right) { high = right } else { low = left }
    }
    let statistic = misfit(f64::midpoint(low, high));
    Some(Test { statistic, p: chi_square_above(statistic, usable.len() as f64 - 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, variance: f64) -> Estimate {
        Estimate { value, variance, freedom: 100.0 }
    }

    #[test]
    fn one_ratio_for_all() {
        let groups: Vec<(Estimate, Estimate)> =
            [1.0, 5.0, 20.0].map(|base| (estimate(1.4 * base, 0.1), estimate(base, 0.2))).into();
        let found = common_ratio_test(&groups).unwrap();
        assert!(found.statistic < 1e-12 && found.p > 0.999_999, "{found:?}");
        // a group without anything in it adds nothing of its own
        let more = [&groups[..], &[(estimate(0.0, 0.1), estimate(0.0, 0.1))]].concat();
        assert!(common_ratio_test(&more).unwrap().statistic < 1e-12);
    }

    /// By hand: with a control known for certain the ratios 2 and 4 have variances of 1, their mean is 3, and Q = 1 + 1.
    #[test]
    fn by_hand() {
        let groups = [(estimate(2.0, 1.0), estimate(1.0, 1e-12)), (estimate(4.0, 1.0), estimate(1.0, 1e-12))];
        let found = common_ratio_test(&groups).unwrap();
        assert!((found.statistic - 2.0).abs() < 1e-6, "{found:?}");
        assert_eq!(common_ratio_test(&groups[..1]), None);
    }
}
