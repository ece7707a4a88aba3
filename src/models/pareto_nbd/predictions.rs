//! Predictions. Of a customer alive at T: λ ~ Gamma(r+x, α+T) and μ ~ Gamma(s, β+T), the one independent of the other,
//! so that the future is that of a new customer with these parameters.

use rayon::prelude::*;

use super::ParetoNbd;
use crate::models::{Change, Forecast, History, PurchaseModel};
use crate::stats::{LEGENDRE_16, NegativeBinomial, integrate};

impl PurchaseModel for ParetoNbd {
    fn ln_likelihood(&self, history: &History) -> f64 {
        self.ln_likelihood_of(history)
    }

    fn p_alive(&self, history: &History) -> f64 {
        self.p_alive_of(history)
    }

    fn p_alive_after(&self, history: &History, t: f64) -> f64 {
        self.p_alive_of(history) * self.survival(history, t)
    }

    fn p_no_purchase(&self, history: &History, t: f64) -> f64 {
        1.0 - self.p_alive_of(history) * self.buys_within(history, t)
    }

    fn forecasts_if(&self, change: Change, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        let of = |history: &History| {
            let p_alive = self.p_alive_of(history);
            let end = (self.beta + history.age) / change.leaving;
            let rate = p_alive * change.rate * self.shape(history) / (self.alpha + history.age);
            let purchases = rate * time_alive(self.s, end, t);
            let discounted =
                if delta > 0.0 { rate * discounted_time(self.s, end, t, delta) } else { purchases };
            Forecast { purchases, discounted }
        };
        histories.par_iter().with_min_len(256).map(of).collect()
    }

    /// Purchases up to t of a customer who stays that long, or up to the moment of leaving.
    fn pmf(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
        let p_alive = self.p_alive_of(history);
        let (start, end) = (self.alpha + history.age, self.beta + history.age);
        let shape = self.shape(history);
        let mut pmf = NegativeBinomial::new(shape, t / start).pmf(tail);
        let stays = self.survival(history, t);
        for probability in &mut pmf {
            *probability *= stays;
        }
        for (low, high) in panels(t, start.min(end)) {
            integrate(LEGENDRE_16, low, high, |tau, weight| {
                let leaves = weight * self.s / (end + tau) * (-self.s * (tau / end).ln_1p()).exp();
                let upto = NegativeBinomial::new(shape, tau / start).pmf(tail);
                pmf.iter_mut().zip(upto).for_each(|(sum, probability)| *sum += leaves * probability);
            });
        }
        for probability in &mut pmf {
            *probability *= p_alive;
        }
        pmf[0] += 1.0 - p_alive;
        pmf
    }
}

impl ParetoNbd {
    /// P(alive after t | alive).
    fn survival(&self, history: &History, t: f64) -> f64 {
        (-self.s * (t / (self.beta + history.age)).ln_1p()).exp()
    }

    /// P(a purchase within t | alive): the density of its time, which holds nothing that cancels.
    fn buys_within(&self, history: &History, t: f64) -> f64 {
        let (start, end) = (self.alpha + history.age, self.beta + history.age);
        let shape = self.shape(history);
        let mut sum = 0.0;
        // the density falls on the scale of start/shape at first, then ever slower
        for (low, high) in panels(t, (start / (shape + 1.0)).min(end / (self.s + 1.0))) {
            integrate(LEGENDRE_16, low, high, |tau, weight| {
                let ln = -(shape + 1.0) * (tau / start).ln_1p() - self.s * (tau / end).ln_1p();
                sum += weight * shape / start * ln.exp();
            });
        }
        sum.min(1.0)
    }
}

/// E[time alive within t] of lifetimes with P(alive at τ) = (end/(end+τ))^s: end/(s−1) (1 − (end/(end+t))^(s−1)), also near
/// s = 1, where it is end ln((end+t)/end).
fn time_alive(s: f64, end: f64, t: f64) -> f64 {
    let power = s - 1.0;
    if t.is_infinite() {
        return if power > 0.0 { end / power } else { f64::INFINITY };
    }
    let growth = (t / end).ln_1p();
    let small = power * growth;
    if small.abs() < 1e-5 {
        return end * growth * (1.0 - 0.5 * small * (1.0 - small / 3.0));
    }
    -end / power * (-small).exp_m1()
}

/// ∫ from 0 to t of e^(−δτ) (end/(end+τ))^s dτ.
fn discounted_time(s: f64, end: f64, t: f64, delta: f64) -> f64 {
    let mut sum = 0.0;
    for (low, high) in panels(t.min(40.0 / delta), (end / (s + 1.0)).min(1.0 / delta)) {
        // no piece is longer than what e^(−δτ) allows
        let mut from = low;
        while from < high {
            let to = (from + 3.0 / delta).min(high);
            integrate(LEGENDRE_16, from, to, |tau, weight| {
                sum += weight * (-delta * tau - s * (tau / end).ln_1p()).exp();
            });
            from = to;
        }
    }
    sum
}

/// Panels from 0 to `end`, the first of length `scale`, each twice as long as the one before.
fn panels(end: f64, scale: f64) -> impl Iterator<Item = (f64, f64)> {
    let mut from = 0.0;
    std::iter::from_fn(move || {
        (from < end).then(|| {
            let to = (2.0 * from + scale).min(end);
            (std::mem::replace(&mut from, to), to)
        })
    })
}
