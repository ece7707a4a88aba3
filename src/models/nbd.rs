//! NBD (Ehrenberg 1959, The Pattern of Consumer Purchases): purchases at a rate λ ~ Gamma(r, α), and nobody leaves.
//! The boundary of every model here that lets customers leave.

use std::collections::BTreeMap;

use super::fit::{Boundary, Coordinate, Likelihood, by_theta};
use super::waiting::lomax_time_until;
use super::{Change, Forecast, Histories, History, PurchaseModel};
use crate::stats::{Evaluation, Matrix, NegativeBinomial, ln_rising, rising_digamma, rising_trigamma};

/// Parameters: all above zero; `alpha` in units of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nbd {
    /// Shape of the rates.
    pub r: f64,
    /// Inverse scale of the rates, in units of time.
    pub alpha: f64,
}

impl PurchaseModel for Nbd {
    /// ln of Γ(r+x)/Γ(r) (α/(α+T))^r (α+T)^−x: the likelihood of the times of the purchases, not of their number alone.
    fn ln_likelihood(&self, history: &History) -> f64 {
        let x = f64::from(history.x);
        ln_rising(self.r, history.x)
            - self.r * (history.age / self.alpha).ln_1p()
            - x * (self.alpha + history.age).ln()
    }

    fn p_alive(&self, _history: &History) -> f64 {
        1.0
    }

    fn p_alive_after(&self, _history: &History, _t: f64) -> f64 {
        1.0
    }

    fn p_no_purchase(&self, history: &History, t: f64) -> f64 {
        (-(self.r + f64::from(history.x)) * (t / (self.alpha + history.age)).ln_1p()).exp()
    }

    fn forecasts_if(&self, change: Change, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        let weeks = if delta > 0.0 { -(-delta * t).exp_m1() / delta } else { t };
        let of = |history: &History| {
            let rate = change.rate * (self.r + f64::from(history.x)) / (self.alpha + history.age);
            Forecast { purchases: rate * t, discounted: rate * weeks }
        };
        histories.iter().map(of).collect()
    }

    fn next_purchase(&self, history: &History, p: f64) -> Option<f64> {
        lomax_time_until(1.0, self.r + f64::from(history.x), self.alpha + history.age, p)
    }

    fn pmf_of_alive(&self, x: u32, age: f64, t: f64, tail: f64) -> Option<Vec<f64>> {
        Some(NegativeBinomial::new(self.r + f64::from(x), t / (self.alpha + age)).pmf(tail))
    }

    fn inverse_scale(&self) -> Option<f64> {
        Some(self.alpha)
    }

    fn pmf(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
        NegativeBinomial::new(self.r + f64::from(history.x), t / (self.alpha + history.age)).pmf(tail)
    }
}

/// θ = (ln r, ln(r/α)).
pub(super) struct NbdLikelihood<'a>(pub(super) &'a Histories);

/// The model at θ.
pub(super) fn model(theta: &[f64; 2]) -> Nbd {
    Nbd { r: theta[0].exp(), alpha: (theta[0] - theta[1]).exp() }
}

/// (r, α) at θ, their first and their second derivatives.
fn natural(theta: &[f64; 2]) -> ([f64; 2], Matrix<2>, [Matrix<2>; 2]) {
    let (r, alpha) = (theta[0].exp(), (theta[0] - theta[1]).exp());
    let second = [[[r, 0.0], [0.0, 0.0]], [[alpha, -alpha], [-alpha, alpha]]];
    ([r, alpha], [[r, 0.0], [alpha, -alpha]], second)
}

impl Likelihood<2> for NbdLikelihood<'_> {
    type Model = Nbd;
    const NAMES: [&'static str; 2] = ["r", "alpha"];
    const COORDINATES: [Coordinate; 2] = [super::RATE_SHAPE, super::RATE];

    fn model(&self, theta: &[f64; 2]) -> Nbd {
        model(theta)
    }

    fn natural(theta: &[f64; 2]) -> ([f64; 2], Matrix<2>) {
        let (parameters, jacobian, _) = natural(theta);
        (parameters, jacobian)
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn evaluate(&self, theta: &[f64; 2]) -> Evaluation<2> {
        let ([r, alpha], jacobian, second) = natural(theta);
        let mut sum = Evaluation { value: 0.0, gradient: [0.0; 2], hessian: [[0.0; 2]; 2] };
        let mut by_x: BTreeMap<u32, f64> = BTreeMap::new();
        for (history, &weight) in self.0.distinct.iter().zip(&self.0.weights) {
            let (weight, x, age) = (weight as f64, f64::from(history.x), history.age);
            *by_x.entry(history.x).or_default() += weight;
            let end = alpha + age;
            let ln_end = (age / alpha).ln_1p();
            sum.value -= weight * (r * ln_end + x * end.ln());
            sum.gradient[0] -= weight * ln_end;
            sum.gradient[1] += weight * (r * age / (alpha * end) - x / end);
            let mixed = weight * age / (alpha * end);
            sum.hessian[0][1] += mixed;
            sum.hessian[1][0] += mixed;
            sum.hessian[1][1] += weight * ((r + x) / (end * end) - r / (alpha * alpha));
        }
        for (&x, &weight) in &by_x {
            sum.value += weight * ln_rising(r, x);
            sum.gradient[0] += weight * rising_digamma(r, x);
            sum.hessian[0][0] += weight * rising_trigamma(r, x);
        }
        by_theta(&sum, &jacobian, &second)
    }

    fn starts(&self) -> Vec<[f64; 2]> {
        let rate = self.0.ln_mean_rate();
        [0.0, -2.0, 2.0, 5.0].map(|shape| [shape, rate]).to_vec()
    }

    fn size(&self) -> (u64, usize) {
        (self.0.customers(), self.0.distinct.len())
    }
}

/// Shape of the purchase rates.
pub(super) const RATE_SHAPE: Coordinate =
    Coordinate { low: (-9.0, Boundary::UnequalRates), high: (12.0, Boundary::EqualRates) };
/// Mean of the purchase rates.
pub(super) const RATE: Coordinate =
    Coordinate { low: (-40.0, Boundary::NoRate), high: (40.0, Boundary::RateWithoutBound) };
