//! BG/NBD (Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way): purchases at a rate λ ~ Gamma(r, α)
//! while alive; after each purchase a customer leaves with probability p ~ Beta(a, b).

use rayon::prelude::*;

use super::{Fit, Forecast, Histories, History, PurchaseModel};
use crate::error::{Error, Result};
use crate::stats::{
    BetaNodes, Evaluation, LEGENDRE_8, LEGENDRE_16, Matrix, Maximum, Stop, integrate, invert, ln_add_exp,
    ln_rising, maximise, rising_digamma, rising_trigamma,
};

/// Parameters: all above zero; `alpha` in units of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgNbd {
    /// Shape of the rates.
    pub r: f64,
    /// Inverse scale of the rates, in units of time.
    pub alpha: f64,
    /// First shape of the probability to leave.
    pub a: f64,
    /// Second shape of the probability to leave.
    pub b: f64,
}

/// Parts of the likelihood that a history has in common with no other parameter set: eq. (6) of the paper as
/// ln(e^u + e^w), u for a customer alive at the end, w for one who left after the last purchase.
struct Ends {
    u: f64,
    w: f64,
}

impl BgNbd {
    /// A model with these parameters.
    ///
    /// # Errors
    /// A parameter that is not above zero and finite.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<BgNbd> {
        for (name, value) in [("r", r), ("alpha", alpha), ("a", a), ("b", b)] {
            if !(value > 0.0 && value.is_finite()) {
                let message = format!("BG/NBD has no parameter `{name}` of {value}; it is above zero");
                return Err(Error::Usage { message, hints: Vec::new() });
            }
        }
        Ok(BgNbd { r, alpha, a, b })
    }

    fn ends(&self, history: &History) -> Ends {
        let purchases = self.r + f64::from(history.x);
        let u = -purchases * (self.alpha + history.age).ln();
        let w = if history.x == 0 {
            f64::NEG_INFINITY
        } else {
            self.a.ln()
                - (self.b + f64::from(history.x) - 1.0).ln()
                - purchases * (self.alpha + history.t_x).ln()
        };
        Ends { u, w }
    }

    /// Fits the model by maximum likelihood.
    ///
    /// # Errors
    /// No customer with a repeat purchase, from whom alone rates can be learnt.
    pub fn fit(histories: &Histories) -> Result<Fit<BgNbd, 4>> {
        let repeat: u64 =
            histories.distinct.iter().zip(&histories.weights).filter(|(h, _)| h.x > 0).map(|(_, w)| w).sum();
        if repeat == 0 {
            return Err(Error::Untrusted {
                message: "nobody bought twice, so no purchase rate can be learnt".to_owned(),
                evidence: vec![format!("{} customers, none with a repeat purchase", histories.customers())],
            });
        }
        let function = |theta: &[f64; 4]| log_likelihood(theta, histories);
        let start = moment_start(histories);
        let mut best = maximise(start, function);
        let mut starts = 1;
        if best.stop != Stop::Converged {
            for offset in RESTARTS {
                let other = maximise(std::array::from_fn(|k| start[k] + offset[k]), function);
                starts += 1;
                if other.at.value > best.at.value + 1e-9
                    || (other.stop == Stop::Converged && other.at.value >= best.at.value - 1e-9)
                {
                    best = other;
                }
            }
        }
        Ok(fitted(&best, starts, histories))
    }
}

/// Where to begin again if the first start leads nowhere, in θ.
const RESTARTS: [[f64; 4]; 5] = [
    [1.0, 1.0, 0.0, 0.0],
    [-1.0, -1.0, 0.0, 1.0],
    [0.0, 0.0, -2.0, 1.0],
    [0.0, 0.0, 1.0, -1.0],
    [1.0, -1.0, -1.0, 2.0],
];

/// θ = (ln r, ln(r/α), logit a/(a+b), ln(a+b)): rate, spread, mean and certainty of leaving hardly depend on each
/// other.
fn model(theta: &[f64; 4]) -> BgNbd {
    let r = theta[0].exp();
    let leaving = 1.0 / (1.0 + (-theta[2]).exp());
    let certainty = theta[3].exp();
    let staying = 1.0 / (1.0 + theta[2].exp());
    BgNbd { r, alpha: (theta[0] - theta[1]).exp(), a: certainty * leaving, b: certainty * staying }
}

/// Rates by their mean, a wide spread, and one in four leaving after a purchase.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn moment_start(histories: &Histories) -> [f64; 4] {
    let (mut purchases, mut time) = (0.0, 0.0);
    for (history, &weight) in histories.distinct.iter().zip(&histories.weights) {
        purchases += weight as f64 * f64::from(history.x);
        // a customer who left is seen only up to the last purchase; half-way is a fair guess
        time += weight as f64 * 0.5 * (history.t_x + history.age);
    }
    let rate = (purchases / time.max(f64::MIN_POSITIVE)).ln();
    [-0.5, rate, -1.1, 1.0]
}

fn fitted(top: &Maximum<4>, starts: u32, histories: &Histories) -> Fit<BgNbd, 4> {
    let model = model(&top.point);
    let (_, _, jacobian) = natural(&top.point);
    let information = top.at.hessian.map(|row| row.map(|entry| -entry));
    let covariance = invert(&information).map(|covariance| sandwich(&jacobian, &covariance));
    Fit {
        model,
        names: ["r", "alpha", "a", "b"],
        estimates: [model.r, model.alpha, model.a, model.b],
        std_errors: covariance.map(|covariance| std::array::from_fn(|k| covariance[k][k].sqrt())),
        covariance,
        log_likelihood: top.at.value,
        stop: top.stop,
        iterations: top.iterations,
        starts,
        decrement: top.decrement,
        customers: histories.customers(),
        distinct_histories: histories.distinct.len(),
    }
}

/// J · matrix · Jᵀ.
fn sandwich(jacobian: &Matrix<4>, matrix: &Matrix<4>) -> Matrix<4> {
    let entry = |row: usize, column: usize| -> f64 {
        (0..4)
            .flat_map(|i| (0..4).map(move |j| (i, j)))
            .map(|(i, j)| jacobian[row][i] * matrix[i][j] * jacobian[column][j])
            .sum()
    };
    std::array::from_fn(|row| std::array::from_fn(|column| entry(row, column)))
}

/// The parameters (r, α, a, b) at θ, their second derivatives by θ (one matrix a parameter), and their first.
fn natural(theta: &[f64; 4]) -> ([f64; 4], [Matrix<4>; 4], Matrix<4>) {
    let BgNbd { r, alpha, a, b } = model(theta);
    let mean = a / (a + b);
    // d a / d θ₃, which is −d b / d θ₃
    let turn = a * (1.0 - mean);
    let bend = turn * (1.0 - 2.0 * mean);
    let jacobian = [[r, 0.0, 0.0, 0.0], [alpha, -alpha, 0.0, 0.0], [0.0, 0.0, turn, a], [0.0, 0.0, -turn, b]];
    let mut second = [[[0.0; 4]; 4]; 4];
    second[0][0][0] = r;
    (second[1][0][0], second[1][1][1]) = (alpha, alpha);
    (second[1][0][1], second[1][1][0]) = (-alpha, -alpha);
    (second[2][2][2], second[2][3][3]) = (bend, a);
    (second[2][2][3], second[2][3][2]) = (turn, turn);
    (second[3][2][2], second[3][3][3]) = (-bend, b);
    (second[3][2][3], second[3][3][2]) = (-turn, -turn);
    ([r, alpha, a, b], second, jacobian)
}

/// ln of the likelihood of all histories at θ with its derivatives by θ.
fn log_likelihood(theta: &[f64; 4], histories: &Histories) -> Evaluation<4> {
    let model = model(theta);
    let (_, second, jacobian) = natural(theta);
    let mut sum = Evaluation { value: 0.0, gradient: [0.0; 4], hessian: [[0.0; 4]; 4] };
    let mut counts = Counts::default();
    for (history, &weight) in histories.distinct.iter().zip(&histories.weights) {
        counts.add_ends(&model, history, weight, &mut sum);
    }
    counts.add_gammas(&model, &mut sum);
    let mut hessian = [[0.0; 4]; 4];
    for (i, row) in hessian.iter_mut().enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            for k in 0..4 {
                *entry += sum.gradient[k] * second[k][i][j];
                for l in 0..4 {
                    *entry += jacobian[k][i] * sum.hessian[k][l] * jacobian[l][j];
                }
            }
        }
    }
    let gradient = std::array::from_fn(|i| (0..4).map(|k| jacobian[k][i] * sum.gradient[k]).sum());
    let value = if sum.value.is_finite() { sum.value } else { f64::NEG_INFINITY };
    Evaluation { value, gradient, hessian }
}

/// Customers by frequency: the gamma functions depend on a history through x alone.
#[derive(Default)]
struct Counts {
    by_x: std::collections::BTreeMap<u32, f64>,
}

impl Counts {
    /// Adds ln(e^u + e^w) with its derivatives by (r, α, a, b).
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn add_ends(&mut self, model: &BgNbd, history: &History, weight: u64, sum: &mut Evaluation<4>) {
        let weight = weight as f64;
        *self.by_x.entry(history.x).or_default() += weight;
        let Ends { u, w } = model.ends(history);
        sum.value += weight * ln_add_exp(u, w);
        let purchases = model.r + f64::from(history.x);
        let last = model.b + f64::from(history.x) - 1.0;
        let part = (w - ln_add_exp(u, w)).exp();
        let (end, seen) = (model.alpha + history.age, model.alpha + history.t_x);
        let du = [-end.ln(), -purchases / end, 0.0, 0.0];
        let dw = [-seen.ln(), -purchases / seen, 1.0 / model.a, -1.0 / last];
        let mut d2u = [[0.0; 4]; 4];
        let mut d2w = [[0.0; 4]; 4];
        for (second, time) in [(&mut d2u, end), (&mut d2w, seen)] {
            (second[0][1], second[1][0]) = (-1.0 / time, -1.0 / time);
            second[1][1] = purchases / (time * time);
        }
        d2w[2][2] = -1.0 / (model.a * model.a);
        d2w[3][3] = 1.0 / (last * last);
        let dw = if history.x == 0 { du } else { dw };
        let d2w = if history.x == 0 { d2u } else { d2w };
        for i in 0..4 {
            sum.gradient[i] += weight * ((1.0 - part) * du[i] + part * dw[i]);
            for j in 0..4 {
                let mixed = part * (1.0 - part) * (dw[i] - du[i]) * (dw[j] - du[j]);
                sum.hessian[i][j] += weight * ((1.0 - part) * d2u[i][j] + part * d2w[i][j] + mixed);
            }
        }
    }

    /// Adds ln Γ(r+x)/Γ(r) + r ln α + ln B(a, b+x)/B(a, b) with its derivatives.
    fn add_gammas(&self, model: &BgNbd, sum: &mut Evaluation<4>) {
        let BgNbd { r, alpha, a, b } = *model;
        for (&x, &weight) in &self.by_x {
            sum.value += weight * (ln_rising(r, x) + r * alpha.ln() + ln_rising(b, x) - ln_rising(a + b, x));
            let both = -rising_digamma(a + b, x);
            let both_second = -rising_trigamma(a + b, x);
            let gradient = [rising_digamma(r, x) + alpha.ln(), r / alpha, both, rising_digamma(b, x) + both];
            for (target, part) in sum.gradient.iter_mut().zip(gradient) {
                *target += weight * part;
            }
            let hessian = &mut sum.hessian;
            hessian[0][0] += weight * rising_trigamma(r, x);
            hessian[0][1] += weight / alpha;
            hessian[1][0] += weight / alpha;
            hessian[1][1] -= weight * r / (alpha * alpha);
            hessian[2][2] += weight * both_second;
            hessian[2][3] += weight * both_second;
            hessian[3][2] += weight * both_second;
            hessian[3][3] += weight * (rising_trigamma(b, x) + both_second);
        }
    }
}

impl PurchaseModel for BgNbd {
    fn ln_likelihood(&self, history: &History) -> f64 {
        let BgNbd { r, alpha, a, b } = *self;
        let Ends { u, w } = self.ends(history);
        ln_rising(r, history.x) + r * alpha.ln() + ln_rising(b, history.x) - ln_rising(a + b, history.x)
            + ln_add_exp(u, w)
    }

    /// Fader, Hardie & Lee (2008), Computing P(alive) Using the BG/NBD Model: 1 without a repeat purchase, since a
    /// customer leaves only after one.
    fn p_alive(&self, history: &History) -> f64 {
        let Ends { u, w } = self.ends(history);
        (u - ln_add_exp(u, w)).exp()
    }

    fn p_no_purchase(&self, history: &History, t: f64) -> f64 {
        let purchases = self.r + f64::from(history.x);
        let ln_none = -purchases * (t / (self.alpha + history.age)).ln_1p();
        1.0 + self.p_alive(history) * ln_none.exp_m1()
    }

    fn expected_purchases(&self, history: &History, t: f64) -> f64 {
        self.forecast_given(history, &self.leaving(history.x), t, 0.0).purchases
    }

    fn discounted_purchases(&self, history: &History, t: f64, delta: f64) -> f64 {
        self.forecast_given(history, &self.leaving(history.x), t, delta).discounted
    }

    /// The density of p depends on a history through x alone, so equal x share its nodes.
    fn forecasts(&self, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        let equal: Vec<&[History]> = histories.chunk_by(|one, other| one.x == other.x).collect();
        let of_equal = |equal: &&[History]| -> Vec<Forecast> {
            let leaving = self.leaving(equal[0].x);
            equal.par_iter().map(|history| self.forecast_given(history, &leaving, t, delta)).collect()
        };
        equal.par_iter().flat_map_iter(of_equal).collect()
    }
}

impl BgNbd {
    /// P(leaving after a purchase) of customers with x repeat purchases.
    fn leaving(&self, x: u32) -> BetaNodes {
        BetaNodes::new(self.a, self.b + f64::from(x))
    }

    /// E[Y(t)], and by parts e^(−δt) E[Y(t)] + δ ∫₀ᵗ e^(−δs) E[Y(s)] ds.
    fn forecast_given(&self, history: &History, leaving: &BetaNodes, t: f64, delta: f64) -> Forecast {
        let scale = self.alpha + history.age;
        let expected =
            |s: f64| leaving.mean(|p| purchases_given(self.r + f64::from(history.x), p, s / scale));
        let p_alive = self.p_alive(history);
        let all = expected(t);
        let mut discounted = all * (-delta * t).exp();
        if delta > 0.0 {
            // E[Y(s)] bends on the scale of α + T, e^(−δs) on that of 1/δ
            let gentle = t <= 1.5 * scale && delta * t <= 0.5;
            let mut from = 0.0;
            while from < t {
                let (rule, to) =
                    if gentle { (LEGENDRE_8, t) } else { (LEGENDRE_16, (3.0 * from + scale).min(t)) };
                integrate(rule, from, to, |s, weight| {
                    discounted += delta * weight * (-delta * s).exp() * expected(s);
                });
                from = to;
            }
        }
        Forecast { purchases: p_alive * all, discounted: p_alive * discounted }
    }
}

/// E[purchases within t | alive, probability p to leave]: (1 − (1 + p u)^−(r+x)) / p with u = t/(α+T).
fn purchases_given(purchases: f64, p: f64, u: f64) -> f64 {
    let small = p * u;
    if small * (purchases + 1.0) < 1e-9 {
        return purchases * u * (1.0 - 0.5 * (purchases + 1.0) * small);
    }
    if small > 0.1 && small * purchases > 1.0 {
        // nothing cancels here, and these two are the faster functions
        return (1.0 - (-purchases * (1.0 + small).ln()).exp()) / p;
    }
    -(-purchases * small.ln_1p()).exp_m1() / p
}

#[cfg(test)]
mod tests;
