//! Predictions. Of a customer there at the n-th opportunity, p ~ Beta(α+x, β+n−x) and θ ~ Beta(γ, δ+n), the one
//! independent of the other. Expectations over the next m opportunities (eq. 13, and eq. 14 with a discount) are
//! E[p] times a mean over θ of a geometric sum, which needs no case of its own at γ = 1.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{BgBb, Opportunities};
use crate::models::{Change, Forecast, History};
use crate::stats::{BetaNodes, incomplete_beta_above, ln_gamma_ratio};

/// Error of means by quadrature.
const ERROR: f64 = 1e-10;
/// From here on a sum over opportunities gives way to quadrature.
const MANY: f64 = 4096.0;
/// The distribution of purchases is that of so many opportunities at most.
const MOST: f64 = 10_000.0;

impl BgBb {
    /// ln P(there m opportunities later | there at the n-th).
    pub(super) fn ln_staying(&self, n: u32, m: f64) -> f64 {
        let (gamma, delta) = (self.gamma, self.delta + f64::from(n));
        if m.is_infinite() {
            return f64::NEG_INFINITY;
        }
        // the shorter step has the smaller rounding errors
        if m <= gamma {
            ln_gamma_ratio(delta, m) - ln_gamma_ratio(gamma + delta, m)
        } else {
            ln_gamma_ratio(delta, gamma) - ln_gamma_ratio(delta + m, gamma)
        }
    }

    /// Shapes of p, and the second one of θ, of a customer there.
    fn shapes(&self, history: Opportunities) -> (f64, f64, f64) {
        let Opportunities { x, n, .. } = history;
        (self.alpha + f64::from(x), self.beta + f64::from(n - x), self.delta + f64::from(n))
    }

    /// P(a purchase within m opportunities | there): the i-th is the first with probability
    /// E[p (1−p)^(i−1)] E[(1−θ)^i].
    pub(super) fn some_purchase(&self, history: Opportunities, m: f64) -> f64 {
        let (alpha, beta, delta) = self.shapes(history);
        let gamma = self.gamma;
        if m > MANY {
            let leaving = BetaNodes::reaching(gamma, delta, m, ERROR);
            let buying = BetaNodes::reaching(alpha, beta, m, ERROR);
            return leaving.mean(|theta| {
                let ln_stay = (-theta).ln_1p();
                let first = |p: f64| p * ln_stay.exp() * powers(ln_stay + (-p).ln_1p(), m);
                buying.mean(first)
            });
        }
        let mut term = alpha / (alpha + beta) * (delta / (gamma + delta));
        let (mut sum, mut i) = (0.0, 1.0);
        while i <= m && term * (m - i + 1.0) > 1e-17 * sum {
            sum += term;
            term *= (beta + (i - 1.0)) / (alpha + beta + i) * ((delta + i) / (gamma + delta + i));
            i += 1.0;
        }
        sum
    }

    /// What is expected of a customer depends on θ through the number of opportunities alone.
    pub(super) fn forecasts_of(
        &self,
        change: Change,
        histories: &[History],
        m: f64,
        discount: f64,
    ) -> Vec<Forecast> {
        let seen: Vec<Opportunities> = histories.iter().map(Opportunities::of).collect();
        let mut by_n: BTreeMap<u32, Forecast> =
            seen.iter().map(|history| (history.n, Forecast { purchases: 0.0, discounted: 0.0 })).collect();
        by_n.par_iter_mut().for_each(|(&n, there)| {
            let all = self.times_there(n, change.leaving, m, 0.0);
            let discounted =
                if discount > 0.0 { self.times_there(n, change.leaving, m, discount) } else { all };
            *there = Forecast { purchases: all, discounted };
        });
        let of = |&history: &Opportunities| {
            let weight = (-self.ln_all(history)).exp() * self.buying(history, change.rate);
            let there = by_n[&history.n];
            // a customer may be gone beyond what a number can hold, and yet nothing bounds the sum
            let times = |sum: f64| if sum.is_infinite() { sum } else { weight * sum };
            Forecast { purchases: times(there.purchases), discounted: times(there.discounted) }
        };
        seen.par_iter().map(of).collect()
    }

    /// E[p], if customers buy so many times as often, but not more than once an opportunity: E[min(1, rate ·
    /// p)].
    fn buying(&self, history: Opportunities, rate: f64) -> f64 {
        let (alpha, beta, _) = self.shapes(history);
        let mean = rate * (alpha / (alpha + beta));
        if rate <= 1.0 {
            return mean;
        }
        let at = 1.0 / rate;
        mean * (1.0 - incomplete_beta_above(at, alpha + 1.0, beta)) + incomplete_beta_above(at, alpha, beta)
    }

    /// E[Σ e^(−δi)] over the next m opportunities i that a customer is there for, if θ is `leaving` times
    /// what it is.
    fn times_there(&self, n: u32, leaving: f64, m: f64, discount: f64) -> f64 {
        let (gamma, delta) = (self.gamma, self.delta + f64::from(n));
        if m < 1.0 {
            return 0.0;
        }
        if m.is_infinite() && discount <= 0.0 {
            // E[(1 − leaving·θ) / (leaving·θ)]
            let over = gamma - 1.0;
            let finite = (delta + over * (1.0 - leaving)) / (over * leaving);
            return if over > 0.0 { finite } else { f64::INFINITY };
        }
        let reach = leaving * m.min(1.0 / discount);
        BetaNodes::reaching(gamma, delta, reach, ERROR).mean(|theta| {
            let ln_q = (-leaving * theta).ln_1p() - discount;
            ln_q.exp() * powers(ln_q, m)
        })
    }

    /// P(Y = y) for y = 0, 1, 2, … purchases in the next m opportunities (eq. 12), until all but `tail` is
    /// there.
    pub(super) fn counts(&self, history: Opportunities, p_alive: f64, m: f64, tail: f64) -> Vec<f64> {
        let (alpha, beta, delta) = self.shapes(history);
        let there = self.lengths(delta, m.min(MOST));
        let mut ln_each = 0.0;
        let (mut pmf, mut sum) = (Vec::new(), 0.0);
        for y in 0..there.len() {
            let mut probability = p_alive * column(&there, alpha, beta, y, ln_each);
            if y == 0 {
                probability += 1.0 - p_alive;
            }
            pmf.push(probability);
            sum += probability;
            if 1.0 - sum <= tail {
                break;
            }
            let y = f64::from(y as u32);
            ln_each += ((alpha + y) / (alpha + beta + y)).ln();
        }
        pmf
    }

    /// P(there for exactly i of the next m opportunities | there), i = 0 … m.
    fn lengths(&self, delta: f64, m: f64) -> Vec<f64> {
        let gamma = self.gamma;
        let (mut stay, mut i) = (1.0, 0.0);
        let mut lengths = Vec::new();
        while i < m {
            lengths.push(stay * (gamma / (gamma + delta + i)));
            stay *= (delta + i) / (gamma + delta + i);
            i += 1.0;
        }
        lengths.push(stay);
        lengths
    }
}

/// Σ over i ≥ y of P(i opportunities) · P(y purchases in i), where that of y in y is e^`ln_each`.
fn column(there: &[f64], alpha: f64, beta: f64, y: usize, ln_each: f64) -> f64 {
    const LARGE: f64 = 1e200;
    let (mut ratio, mut sum, mut scale) = (1.0, 0.0, ln_each);
    let bought = f64::from(y as u32);
    let mut i = bought;
    for length in &there[y..] {
        sum += length * ratio;
        ratio *= (i + 1.0) / (i + 1.0 - bought) * ((beta + (i - bought)) / (alpha + beta + i));
        i += 1.0;
        if ratio > LARGE {
            (ratio, sum, scale) = (ratio / LARGE, sum / LARGE, scale + LARGE.ln());
        }
    }
    sum * scale.exp()
}

/// Σ qⁱ over i = 0 … m−1.
fn powers(ln_q: f64, m: f64) -> f64 {
    if ln_q < 0.0 { (m * ln_q).exp_m1() / ln_q.exp_m1() } else { m }
}
