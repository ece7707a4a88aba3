//! Whether an effect differs between groups of customers.

use super::{Test, chi_square_above};

/// Cochran's Q (1954): effects of several groups, each with its variance, against their weighted mean; χ² with one degree of freedom less
/// than groups if all have the same effect. None of fewer than two groups with a variance.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
pub fn interaction_test(effects: &[(f64, f64)]) -> Option<Test> {
    let usable: Vec<(f64, f64)> = effects.iter().copied().filter(|(_, variance)| *variance > 0.0).collect();
    if usable.len() < 2 {
        return None;
    }
    let weights: f64 = usable.iter().map(|(_, variance)| 1.0 / variance).sum();
    let mean = usable.iter().map(|(effect, variance)| effect / variance).sum::<f64>() / weights;
    let statistic = usable.iter().map(|(effect, variance)| (effect - mean).powi(2) / variance).sum();
    Some(Test { statistic, p: chi_square_above(statistic, usable.len() as f64 - 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: weights 4, 1, 1; mean 1; 4·0 + 1·1 + 1·1 = 2; P(χ²₂ > 2) = e⁻¹.
    #[test]
    fn by_hand() {
        let found = interaction_test(&[(1.0, 0.25), (2.0, 1.0), (0.0, 1.0)]).unwrap();
        assert!((found.statistic - 2.0).abs() < 1e-12);
        assert!((found.p - (-1.0_f64).exp()).abs() < 1e-12);
    }

    #[test]
    fn alike_or_too_few() {
        assert!((interaction_test(&[(1.0, 2.0), (1.0, 3.0)]).unwrap().p - 1.0).abs() < 1e-12);
        assert_eq!(interaction_test(&[(1.0, 2.0), (5.0, 0.0)]), None);
    }
}
