//! Predictions. Of a customer alive at T: λ ~ Gamma(r+x, α+T) and μ ~ Gamma(s, β+T), the one independent of the other,
//! so that the future is that of a new customer with these parameters.

use rayon::prelude::*;

use super::ParetoNbd;
use super::silences::{Integrals, Moment, Timetable};
use crate::models::{Change, Forecast, History, PurchaseModel};
use crate::stats::{LEGENDRE_16, NegativeBinomial, integrate, ln_add_exp, ln_rising};

impl PurchaseModel for ParetoNbd {
    fn ln_likelihood(&self, history: &History) -> f64 {
        self.ln_likelihood_of(history)
    }

    fn p_alive(&self, history: &History) -> f64 {
        self.p_alive_of(history)
    }

    fn ln_likelihood_of_all(&self, histories: &[History], weights: &[u64]) -> f64 {
        let start = |equal: &[History]| (ln_rising(self.r, equal[0].x), 0.0);
        let visit = |(ln_rising, sum): &mut (f64, f64), place: usize, history: &History, silence| {
            let (front, left) = self.front_and_left(history, &silence);
            #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
            let weight = weights[place] as f64;
            *sum += weight * (*ln_rising + front + ln_add_exp(0.0, left));
        };
        let sums = Timetable::of(histories).visit(self, |_| [1.0], start, visit);
        sums.into_iter().map(|(_, sum)| sum).sum()
    }

    fn p_alive_of_each(&self, histories: &[History]) -> Vec<f64> {
        let start = |equal: &[History]| Vec::with_capacity(equal.len());
        let visit = |p_alive: &mut Vec<f64>, _, history: &History, silence| {
            let (_, left) = self.front_and_left(history, &silence);
            p_alive.push(1.0 / (1.0 + left.exp()));
        };
        Timetable::of(histories).visit(self, |_| [1.0], start, visit).concat()
    }

    fn p_no_purchase_given(&self, p_alive: &[f64], histories: &[History], t: f64) -> Vec<f64> {
        let mut risk = p_alive.to_vec();
        let alike: Vec<&[History]> = histories.chunk_by(alike).collect();
        let buys: Vec<f64> = alike.par_iter().map(|alike| self.buys_within(&alike[0], t)).collect();
        let each = alike.iter().zip(buys).flat_map(|(alike, buys)| std::iter::repeat_n(buys, alike.len()));
        risk.iter_mut().zip(each).for_each(|(risk, buys)| *risk = 1.0 - *risk * buys);
        risk
    }

    fn p_alive_after(&self, history: &History, t: f64) -> f64 {
        self.p_alive_of(history) * self.survival(history, t)
    }

    fn p_no_purchase(&self, history: &History, t: f64) -> f64 {
        1.0 - self.p_alive_of(history) * self.buys_within(history, t)
    }

    fn forecasts_if(&self, change: Change, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        self.forecasts_given(&self.p_alive_of_each(histories), change, histories, t, delta)
    }

    fn forecasts_given(
        &self,
        p_alive: &[f64],
        change: Change,
        histories: &[History],
        t: f64,
        delta: f64,
    ) -> Vec<Forecast> {
        assert_eq!(histories.len(), p_alive.len(), "one P(alive) for each history");
        let of = |history: &History| {
            let end = (self.beta + history.age) / change.leaving;
            let rate = change.rate * self.shape(history) / (self.alpha + history.age);
            let purchases = rate * time_alive(self.s, end, t);
            let discounted =
                if delta > 0.0 { rate * discounted_time(self.s, end, t, delta) } else { purchases };
            Forecast { purchases, discounted }
        };
        let groups: Vec<&[History]> = histories.chunk_by(alike).collect();
        let alive: Vec<Forecast> = groups.par_iter().with_min_len(64).map(|group| of(&group[0])).collect();
        let each = groups.iter().zip(alive).flat_map(|(group, of)| std::iter::repeat_n(of, group.len()));
        each.zip(p_alive).map(|(alive, &p_alive)| alive.times(p_alive)).collect()
    }

    fn pmf_of_alive(&self, x: u32, age: f64, t: f64, tail: f64) -> Option<Vec<f64>> {
        Some(self.pmf_if_alive(&History { x, t_x: age, age }, t, tail))
    }

    fn inverse_scale(&self) -> Option<f64> {
        Some(self.alpha)
    }

    fn pmf(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
        let p_alive = self.p_alive_of(history);
        let mut pmf = self.pmf_if_alive(history, t, tail);
        for probability in &mut pmf {
            *probability *= p_alive;
        }
        pmf[0] += 1.0 - p_alive;
        pmf
    }
}

/// Whether what follows is the same for two customers who are there.
fn alike(one: &History, other: &History) -> bool {
    one.x == other.x && one.age.to_bits() == other.age.to_bits()
}

impl ParetoNbd {
    /// ln of the likelihood but for the gamma functions and the terms in braces, and of the second of these over the first.
    fn front_and_left(&self, history: &History, silence: &Integrals<1>) -> (f64, f64) {
        let Moment { ln_alpha, ln_beta, inverse_beta, .. } = silence.end;
        let x = f64::from(history.x);
        let front = -(self.r + x) * ln_alpha - x * self.alpha.ln() - self.s * ln_beta;
        let left = silence.sums.map_or(f64::NEG_INFINITY, |[sum]| {
            self.s.ln() + sum.max(0.0).ln() + silence.steepness + inverse_beta.ln()
        });
        (front, left)
    }

    /// Purchases up to t of a customer who stays that long, or up to the moment of leaving.
    fn pmf_if_alive(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
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
        pmf
    }

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
