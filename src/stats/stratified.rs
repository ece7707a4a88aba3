//! The difference of two shares among alike: within strata, and then together.

use super::{Difference, z_of};

/// The successes and trials of two groups in a stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stratum {
    /// Successes and trials of the one group.
    pub one: (u64, u64),
    /// Those of the other.
    pub other: (u64, u64),
}

/// The difference of Mantel and Haenszel (1959), one less other, with the interval by the variance of Sato (1989), which
/// holds for a few large strata as for many small ones. None where no stratum has both groups.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn stratified_difference(strata: &[Stratum], confidence: f64) -> Option<Difference> {
    let (mut above, mut weight, mut slope, mut rest) = (0.0, 0.0, 0.0, 0.0);
    for Stratum { one, other } in strata.iter().filter(|stratum| stratum.one.1 > 0 && stratum.other.1 > 0) {
        let (x, n, y, m) = (one.0 as f64, one.1 as f64, other.0 as f64, other.1 as f64);
        let all = n + m;
        above += (x * m - y * n) / all;
        weight += n * m / all;
        slope += (n * n * y - m * m * x + 0.5 * n * m * (m - n)) / (all * all);
        rest += (x * (m - y) + y * (n - x)) / (2.0 * all);
    }
    if weight <= 0.0 {
        return None;
    }
    let value = above / weight;
    let width = z_of(confidence) * (value * slope + rest).max(0.0).sqrt() / weight;
    Some(Difference { value, lower: value - width, upper: value + width })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn one_stratum_is_the_plain_difference() {
        let stratum = Stratum { one: (30, 100), other: (40, 200) };
        let found = stratified_difference(&[stratum], 0.95).unwrap();
        assert!((found.value - 0.1).abs() < 1e-15);
        // Wald's standard error is .0539
        let width = 1.96 * (0.3_f64 * 0.7 / 100.0 + 0.2 * 0.8 / 200.0).sqrt();
        assert!((found.upper - found.value - width).abs() < 0.01 * width, "{found:?}");
        assert_eq!(stratified_difference(&[Stratum { one: (1, 2), other: (0, 0) }], 0.95), None);
    }

    #[test]
    fn what_differs_between_strata_does_not_count() {
        // one of two in the one stratum, nine of ten in the other, whatever the group
        let strata = [Stratum { one: (50, 100), other: (5, 10) }, Stratum { one: (9, 10), other: (90, 100) }];
        let found = stratified_difference(&strata, 0.95).unwrap();
        assert!(found.value.abs() < 1e-15 && found.lower < 0.0 && found.upper > 0.0);
    }

    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
        let mut draw = |n: u64, p: f64| ((0..n).filter(|_| rng.random::<f64>() < p).count() as u64, n);
        let held = (0..2_000).filter(|_| {
            let strata: Vec<Stratum> = [(40, 25, 0.3), (12, 30, 0.5), (8, 9, 0.75)]
                .map(|(n, m, p)| Stratum { one: draw(n, p + 0.1), other: draw(m, p) })
                .into();
            stratified_difference(&strata, 0.95).is_some_and(|found| found.lower <= 0.1 && 0.1 <= found.upper)
        });
        let held = held.count();
        assert!((1_870..=1_925).contains(&held), "{held} of 2,000");
    }
}
