//! How alike the variants are in what is known of customers from before.

use super::lists::Feature;
use crate::stats::Moments;
use crate::stats::experiment::chi_square_above;

/// A number known of customers, by variant.
pub(super) struct Balance {
    pub feature: String,
    /// Number and mean of each variant, and its difference from all in standard deviations.
    pub arms: Vec<(u64, f64, f64)>,
    /// P(variants as different by chance).
    pub p: f64,
}

/// Compares the variants: Σ n (mean − mean of all)² over the variance, which is χ² with one degree of freedom less than there are variants.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub(super) fn of(features: &[Feature], arms: &[usize], variants: usize) -> Vec<Balance> {
    let compare = |feature: &Feature| {
        let mut each = vec![Moments::default(); variants];
        let mut all = Moments::default();
        for (value, &arm) in feature.values.iter().zip(arms) {
            if let Some(value) = value {
                each[arm].add(*value);
                all.add(*value);
            }
        }
        let variance = all.variance();
        (all.count > 1 && variance > 0.0).then(|| {
            let filled = each.iter().filter(|arm| arm.count > 0);
            let square = |arm: &Moments| arm.count as f64 * (arm.mean - all.mean).powi(2) / variance;
            let freedom = filled.clone().count() as f64 - 1.0;
            let p = if freedom > 0.0 { chi_square_above(filled.map(square).sum(), freedom) } else { 1.0 };
            let off = |arm: &Moments| (arm.count, arm.mean, (arm.mean - all.mean) / variance.sqrt());
            Balance { feature: feature.name.clone(), arms: each.iter().map(off).collect(), p }
        })
    };
    features.iter().filter_map(compare).collect()
}

/// The smallest p-value, adjusted for the number of features.
#[expect(clippy::cast_precision_loss, reason = "a handful of features")]
pub(super) fn smallest(balances: &[Balance]) -> Option<f64> {
    let smallest = balances.iter().map(|balance| balance.p).reduce(f64::min)?;
    Some((smallest * balances.len() as f64).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: mean 2, variance 2/3 · 4/3… of 1, 1, 3, 3 it is 4/3; arms of means 1 and 3: 2·1/(4/3)·2 = 3.
    #[test]
    fn by_hand() {
        let feature =
            Feature { name: "spent".to_owned(), values: vec![Some(1.0), Some(3.0), Some(1.0), Some(3.0)] };
        let found = &of(&[feature], &[0, 1, 0, 1], 2)[0];
        assert!((found.p - chi_square_above(3.0, 1.0)).abs() < 1e-12);
        assert!((found.arms[0].2 + (0.75_f64).sqrt()).abs() < 1e-12);
        assert_eq!(found.arms[1].0, 2);
    }

    #[test]
    fn what_does_not_vary_is_not_compared() {
        let flat = Feature { name: "x".to_owned(), values: vec![Some(1.0), Some(1.0), None] };
        assert!(of(&[flat], &[0, 1, 1], 2).is_empty());
        assert_eq!(smallest(&[]), None);
    }
}
