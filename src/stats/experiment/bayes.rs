//! What is believed of proportions after the data, exactly: beta distributions by quadrature.

use super::super::{LEGENDRE_16, incomplete_beta, integrate, softplus};
use super::proportions::Proportion;
use crate::stats::ln_gamma;
use crate::stats::ln_gamma_ratio;

/// Beliefs of a proportion: Beta(a, b).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Belief {
    /// First shape.
    pub a: f64,
    /// Second shape.
    pub b: f64,
}

/// Standard deviations of the logit to either side that hold all that matters.
const REACH: f64 = 12.0;
/// Panels in a standard deviation.
const FINE: f64 = 2.0;

impl Belief {
    /// After some trials, from a prior.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub fn after(prior: Belief, seen: Proportion) -> Belief {
        Belief { a: prior.a + seen.successes as f64, b: prior.b + (seen.trials - seen.successes) as f64 }
    }

    fn ln_density_of_logit(&self, z: f64) -> f64 {
        let (small, large) = if self.a < self.b { (self.a, self.b) } else { (self.b, self.a) };
        let ln_beta = ln_gamma(small) - ln_gamma_ratio(large, small);
        -self.a * softplus(-z) - self.b * softplus(z) - ln_beta
    }

    /// Calls `visit` with logits and their share of the probability.
    fn integrate(&self, mut visit: impl FnMut(f64, f64)) {
        let middle = (self.a / self.b).ln();
        let spread = (1.0 / self.a + 1.0 / self.b).sqrt();
        let panel = spread / FINE;
        let mut from = middle - REACH * spread;
        while from < middle + REACH * spread {
            integrate(LEGENDRE_16, from, from + panel, |z, weight| {
                visit(z, weight * self.ln_density_of_logit(z).exp());
            });
            from += panel;
        }
    }

    /// P(the proportion is above that of a logit).
    fn above(&self, z: f64) -> f64 {
        incomplete_beta(self.b, self.a, 1.0 / (1.0 + z.exp())).lower
    }

    fn below(&self, z: f64) -> f64 {
        incomplete_beta(self.a, self.b, 1.0 / (1.0 + (-z).exp())).lower
    }
}

/// P(each is the highest).
#[must_use]
pub fn chances_to_be_best(beliefs: &[Belief]) -> Vec<f64> {
    let best = |this: usize| {
        let mut sum = 0.0;
        beliefs[this].integrate(|z, weight| {
            let others = beliefs.iter().enumerate().filter(|(other, _)| *other != this);
            sum += weight * others.map(|(_, other)| other.below(z)).product::<f64>();
        });
        sum.clamp(0.0, 1.0)
    };
    (0..beliefs.len()).map(best).collect()
}

/// P(the one is above the other).
#[must_use]
pub fn chance_to_beat(one: Belief, other: Belief) -> f64 {
    chances_to_be_best(&[one, other])[0]
}

/// E[max(other − one, 0)]: what is lost on average by choosing the one, the integral over the proportion of P(one below) times
/// P(other above).
#[must_use]
pub fn expected_loss(one: Belief, other: Belief) -> f64 {
    let spread = |belief: Belief| (1.0 / belief.a + 1.0 / belief.b).sqrt();
    let middle = |belief: Belief| (belief.a / belief.b).ln();
    let panel = spread(one).min(spread(other)) / FINE;
    let low = (middle(one) - REACH * spread(one)).min(middle(other) - REACH * spread(other));
    let high = (middle(one) + REACH * spread(one)).max(middle(other) + REACH * spread(other));
    let mut sum = 0.0;
    let mut from = low;
    while from < high {
        integrate(LEGENDRE_16, from, from + panel, |z, weight| {
            let p = 1.0 / (1.0 + (-z).exp());
            let slope = p / (1.0 + z.exp());
            sum += weight * slope * one.below(z) * other.above(z);
        });
        from += panel;
    }
    sum
}
