//! Predictions. Of a customer who is there, j of k steps on the way: λ ~ Gamma(R+j, α+T) and p ~ Beta(a, b+x+m), the
//! one independent of the other, so that the future is that of a new customer with these parameters.
//!
//! For k = 1 expectations are means over p of closed forms. Else they are sums over n of the probability `q_n` that
//! there are steps enough for the n-th purchase, times `s_n` = E[(1−p)^n], which is that of staying after n purchases.

use rayon::prelude::*;

use super::BetaGeometric;
use crate::models::waiting::{lomax_time_until, time_until};
use crate::models::{Change, Forecast, History, MANY, fill_groups};
use crate::stats::chebyshev::Chebyshev;
use crate::stats::{BetaNodes, LEGENDRE_8, LEGENDRE_16, NegativeBinomial, integrate};

/// Probability that may be left out of a sum that has to be right to nine digits.
const NOTHING: f64 = 1e-30;

/// Error of means over p.
pub(super) const ERROR: f64 = 1e-8;
/// Error that is enough where only a spread is wanted.
const ROUGH: f64 = 1e-4;
/// Of many histories what is smooth is interpolated between points, to this error of its logarithm.
const SMOOTH: f64 = 1e-9;
pub(super) const MOST_POINTS: usize = 32;

impl BetaGeometric {
    pub(in crate::models) fn p_alive_after(&self, history: &History, t: f64) -> f64 {
        let p_alive = self.p_alive(history);
        if self.kind.k == 1 {
            let odds = t / (self.alpha + history.age);
            let shape = self.shape(history);
            let leaving = self.leaving(history.x, odds * shape.max(1.0), ERROR);
            return p_alive * leaving.mean(|p| (-shape * (p * odds).ln_1p()).exp());
        }
        let enough = self.enough_steps(history, t, NOTHING);
        let mut stays = self.staying(history);
        let there = |n: usize, staying: f64| staying * (enough[n] - enough.get(n + 1).unwrap_or(&0.0));
        p_alive * (0..enough.len()).map(|n| there(n, stays.next_factor())).sum::<f64>()
    }

    pub(in crate::models) fn p_no_purchase(&self, history: &History, t: f64) -> f64 {
        let odds = t / (self.alpha + history.age);
        let shape = self.shape(history);
        let ends = self.ends(history);
        let none = if self.kind.k == 1 {
            (-shape * odds.ln_1p()).exp_m1()
        } else {
            let steps = ends.steps();
            -(0..self.kind.k)
                .map(|j| {
                    let more = NegativeBinomial::new(shape + f64::from(j), odds);
                    steps[j as usize] * more.survival(self.kind.k - j)
                })
                .sum::<f64>()
        };
        1.0 + (ends.ln_there() - ends.ln_all()).exp() * none
    }

    pub(in crate::models) fn rough_purchases(&self, histories: &[History], t: f64) -> Vec<f64> {
        let p_alive = self.p_alive_of_each(histories);
        let forecasts = self.forecasts_to(ROUGH, Change::NONE, (histories, &p_alive), t, 0.0);
        forecasts.into_iter().map(|forecast| forecast.purchases).collect()
    }

    /// What is expected, given P(alive) of each history, with means over p to this error: histories of equal x share the
    /// density of p.
    pub(super) fn forecasts_to(
        &self,
        error: f64,
        change: Change,
        (histories, p_alive): (&[History], &[f64]),
        t: f64,
        delta: f64,
    ) -> Vec<Forecast> {
        let equal = of_equal_x(histories, p_alive);
        let many = histories.len() > MANY;
        let of_equal = |(equal, p_alive): &(&[History], &[f64]), forecasts: &mut [Forecast]| {
            let equal = *equal;
            // e^(−R ln(1 + pu)) bends where p u R, or p u, is about one
            let end = if delta > 0.0 { t.min(40.0 / delta) } else { t };
            let reach = |history: &History| {
                self.shape(history).max(1.0) * end * change.rate / (self.alpha + history.age)
            };
            let reach = equal.iter().map(reach).fold(0.0, f64::max);
            let future = Future { change, leaving: self.leaving(equal[0].x, reach, error) };
            if self.kind.k > 1 {
                let each = forecasts.par_iter_mut().zip(equal).zip(*p_alive);
                each.for_each(|((forecast, history), p_alive)| {
                    *forecast = self.forecast_of_alive(history, &future, t, delta).times(*p_alive);
                });
                return;
            }
            // what follows depends on x and T alone, and smoothly on T
            let ages = || equal.chunk_by(|one, other| one.age.to_bits() == other.age.to_bits());
            let smooth =
                (many && ages().count() > MOST_POINTS).then(|| self.smooth(equal, &future, t, delta));
            let smooth = smooth.flatten();
            let mut rest = p_alive.iter().zip(forecasts);
            for alike in ages() {
                let alive = match &smooth {
                    Some([purchases, discounted]) => {
                        let ln_end = (self.alpha + alike[0].age).ln();
                        let purchases = purchases.at(ln_end).exp();
                        let discounted = if delta > 0.0 { discounted.at(ln_end).exp() } else { purchases };
                        Forecast { purchases, discounted }
                    }
                    None => self.forecast_of_alive(&alike[0], &future, t, delta),
                };
                let these = rest.by_ref().take(alike.len());
                these.for_each(|(p_alive, forecast)| *forecast = alive.times(*p_alive));
            }
        };
        fill_groups(&equal, |(equal, _)| equal.len(), of_equal)
    }

    /// ln of what is expected of customers alive as functions of ln(α+T); none where that is not smooth.
    fn smooth(&self, equal: &[History], future: &Future, t: f64, delta: f64) -> Option<[Chebyshev; 2]> {
        let ages = || equal.iter().map(|history| history.age);
        let ends = (ages().fold(f64::INFINITY, f64::min), ages().fold(0.0, f64::max));
        let ln_ends = ((self.alpha + ends.0).ln(), (self.alpha + ends.1).ln());
        Chebyshev::fit(ln_ends, SMOOTH, MOST_POINTS, |ln_end| {
            let age = (ln_end.exp() - self.alpha).clamp(ends.0, ends.1);
            let history = History { x: equal[0].x, t_x: 0.0, age };
            let Forecast { purchases, discounted } = self.forecast_of_alive(&history, future, t, delta);
            [purchases.ln(), discounted.ln()]
        })
    }

    /// Histories of equal x and T share what follows if they are there.
    pub(in crate::models) fn p_no_purchase_given(
        &self,
        (histories, p_alive): (&[History], &[f64]),
        t: f64,
    ) -> Vec<f64> {
        if self.kind.k > 1 {
            let each = histories.par_iter().with_min_len(64);
            return each.map(|history| self.p_no_purchase(history, t)).collect();
        }
        let groups = of_equal_x(histories, p_alive);
        fill_groups(
            &groups,
            |(equal, _)| equal.len(),
            |&(equal, p_alive), risk| {
                let mut rest = risk.iter_mut().zip(p_alive);
                for alike in equal.chunk_by(|one, other| one.age.to_bits() == other.age.to_bits()) {
                    let odds = t / (self.alpha + alike[0].age);
                    let none = (-self.shape(&alike[0]) * odds.ln_1p()).exp_m1();
                    rest.by_ref().take(alike.len()).for_each(|(risk, p_alive)| *risk = 1.0 + p_alive * none);
                }
            },
        )
    }

    pub(in crate::models) fn next_purchase(&self, history: &History, p: f64) -> Option<f64> {
        if self.kind.k > 1 {
            return time_until(|t| self.p_no_purchase(history, t), history.age, p);
        }
        lomax_time_until(self.p_alive(history), self.shape(history), self.alpha + history.age, p)
    }

    pub(in crate::models) fn pmf(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
        let p_alive = self.p_alive(history);
        let enough = self.enough_steps(history, t, tail);
        let mut stays = self.staying(history);
        let mut before = 1.0;
        let mut pmf: Vec<f64> = (0..enough.len())
            .map(|n| {
                let leaves = stays.leaving();
                let staying = stays.next_factor();
                let on_the_way = staying * (enough[n] - enough.get(n + 1).unwrap_or(&0.0));
                // leaving right after the n-th purchase
                let left = if n == 0 { 0.0 } else { before * leaves * enough[n] };
                before = staying;
                p_alive * (on_the_way + left)
            })
            .collect();
        pmf[0] += 1.0 - p_alive;
        pmf
    }

    /// `pmf` of a customer who is there, for k = 1.
    pub(in crate::models) fn pmf_of_alive(&self, x: u32, age: f64, t: f64, tail: f64) -> Option<Vec<f64>> {
        if self.kind.k > 1 {
            return None;
        }
        let mut pmf = NegativeBinomial::new(self.r + f64::from(x), t / (self.alpha + age)).pmf(tail);
        // from the far end: P(N ≥ n)
        let mut enough = 0.0;
        for probability in pmf.iter_mut().rev() {
            enough += *probability;
            *probability = enough;
        }
        pmf[0] = 1.0;
        let b = self.b + f64::from(x + u32::from(self.kind.modified));
        let mut stays = Staying { a: self.a, b, n: 0, factor: 1.0 };
        let mut before = 0.0;
        for n in 0..pmf.len() {
            let leaves = stays.leaving();
            let staying = stays.next_factor();
            let next = pmf.get(n + 1).copied().unwrap_or(0.0);
            pmf[n] = staying * (pmf[n] - next) + if n == 0 { 0.0 } else { before * leaves * pmf[n] };
            before = staying;
        }
        Some(pmf)
    }

    /// P(leaving after a purchase) of customers there with x repeat purchases,
    /// for functions of p that bend at one over `reach` or later.
    pub(super) fn leaving(&self, x: u32, reach: f64, error: f64) -> BetaNodes {
        BetaNodes::reaching(self.a, self.b + f64::from(x + u32::from(self.kind.modified)), reach, error)
    }

    fn staying(&self, history: &History) -> Staying {
        Staying { a: self.a, b: self.b + f64::from(self.stays(history)), n: 0, factor: 1.0 }
    }

    /// P(steps enough for n purchases within `t` | there) for n = 0, 1, 2, … while it is above `tail`.
    fn enough_steps(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
        let k = self.kind.k as usize;
        let odds = t / (self.alpha + history.age);
        let mut enough = vec![1.0];
        for (j, part) in self.ends(history).steps().into_iter().take(k).enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "steps stay below 8")]
            let steps = NegativeBinomial::new(self.shape(history) + j as f64, odds).pmf(tail);
            let mut sum = 0.0;
            // from the far end, so that small probabilities keep their digits
            for (more, probability) in steps.iter().enumerate().rev() {
                sum += probability;
                if more > 0 && (more + j).is_multiple_of(k) {
                    let n = (more + j) / k;
                    if enough.len() <= n {
                        enough.resize(n + 1, 0.0);
                    }
                    enough[n] += part * sum;
                }
            }
        }
        enough
    }

    /// Of a customer who is there: E[Y(t)], and by parts e^(−δt) E[Y(t)] + δ ∫₀ᵗ e^(−δs) E[Y(s)] ds.
    fn forecast_of_alive(&self, history: &History, future: &Future, t: f64, delta: f64) -> Forecast {
        let all = self.expected(history, future, t);
        if delta <= 0.0 {
            return Forecast { purchases: all, discounted: all };
        }
        let mut discounted = if t.is_finite() { all * (-delta * t).exp() } else { 0.0 };
        // E[Y(s)] bends on the scale of α + T, e^(−δs) on that of 1/δ, and nothing is left of it at 40/δ
        let scale = self.alpha + history.age;
        let end = t.min(40.0 / delta);
        let mut from = 0.0;
        let gentle = end <= 1.5 * scale && delta * end <= 0.5;
        let rule = if gentle { LEGENDRE_8 } else { LEGENDRE_16 };
        while from < end {
            let to = (3.0 * from + 2.0 * scale).min(from + 3.0 / delta).min(end);
            integrate(rule, from, to, |s, weight| {
                discounted += delta * weight * (-delta * s).exp() * self.expected(history, future, s);
            });
            from = to;
        }
        Forecast { purchases: all, discounted }
    }

    /// E[Y(t) | there].
    pub(super) fn expected(&self, history: &History, future: &Future, t: f64) -> f64 {
        let Future { change, leaving } = future;
        if t.is_infinite() {
            // E[1/p]
            let b = self.b + f64::from(self.stays(history));
            let mean = if self.a > 1.0 { (self.a + b - 1.0) / (self.a - 1.0) } else { f64::INFINITY };
            return mean / change.leaving;
        }
        let t = t * change.rate;
        if self.kind.k == 1 {
            let odds = t / (self.alpha + history.age);
            let shape = self.shape(history);
            return leaving.mean(|p| purchases_given(shape, p * change.leaving, odds));
        }
        let enough = self.enough_steps(history, t, NOTHING);
        if (change.leaving - 1.0).abs() < f64::EPSILON {
            let mut stays = self.staying(history);
            return enough[1..].iter().map(|enough| enough * stays.next_factor()).sum();
        }
        leaving.mean(|p| {
            let mut stays = 1.0;
            let add = |sum: f64, enough: &f64| {
                let sum = sum + enough * stays;
                stays *= 1.0 - p * change.leaving;
                sum
            };
            enough[1..].iter().fold(0.0, add)
        })
    }
}

/// How customers of some frequency will behave: what changes, and P(leaving after a purchase) as it was.
pub(super) struct Future {
    pub(super) change: Change,
    pub(super) leaving: BetaNodes,
}

/// `s_n` = E[(1−p)^n] = B(a, b+n)/B(a, b), one after the other.
struct Staying {
    a: f64,
    b: f64,
    n: u32,
    factor: f64,
}

impl Staying {
    /// `s_n` of the next n, from 0 on.
    fn next_factor(&mut self) -> f64 {
        let factor = self.factor;
        let b = self.b + f64::from(self.n);
        self.factor *= b / (self.a + b);
        self.n += 1;
        factor
    }

    /// Of the customers who stayed after n − 1 purchases, the part that leaves after the n-th.
    fn leaving(&self) -> f64 {
        self.a / (self.a + self.b + f64::from(self.n) - 1.0)
    }
}

/// E[purchases within t | there, probability p to leave]: (1 − (1 + p u)^−R) / p with u = t/(α+T).
fn purchases_given(shape: f64, p: f64, u: f64) -> f64 {
    let small = p * u;
    if small * (shape + 1.0) < 1e-9 {
        return shape * u * (1.0 - 0.5 * (shape + 1.0) * small);
    }
    if small > 0.1 && small * shape > 1.0 {
        // nothing cancels here, and these two are the faster functions
        return (1.0 - (-shape * (1.0 + small).ln()).exp()) / p;
    }
    -(-shape * small.ln_1p()).exp_m1() / p
}

/// Histories of equal x, with P(alive) of each.
fn of_equal_x<'a>(histories: &'a [History], p_alive: &'a [f64]) -> Vec<(&'a [History], &'a [f64])> {
    assert_eq!(histories.len(), p_alive.len(), "one P(alive) for each history");
    let mut rest = p_alive;
    let with_p_alive = |equal: &'a [History]| {
        let p_alive;
        (p_alive, rest) = rest.split_at(equal.len());
        (equal, p_alive)
    };
    histories.chunk_by(|one, other| one.x == other.x).map(with_p_alive).collect()
}
