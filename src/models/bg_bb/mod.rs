//! BG/BB (Fader, Hardie & Shang 2010, Customer-Base Analysis in a Discrete-Time Noncontractual Setting):
//! time is a row of opportunities to buy. While a customer, one buys at each with probability p ~ Beta(α,
//! β); before each one leaves with probability θ ~ Beta(γ, δ).
//!
//! A history of x purchases, the last at opportunity `t_x` of n, has the likelihood (eq. 5) A + Σ Aⱼ, where
//!
//!   A = B(α+x, β+n−x) / B(α, β) · B(γ, δ+n) / B(γ, δ)
//!
//! stands for a customer there at the n-th opportunity, and the Aⱼ, j = `t_x` … n−1, for one who left after
//! the j-th: n and δ+n are j in the first factor, and B(γ+1, δ+j) stands for B(γ, δ+n) in the second. All is
//! reckoned relative to A, from j = n−1 downwards, each term from the one before.
//!
//! "Still a customer" is: there at the n-th opportunity. The paper's P(alive at n+1) (eq. 11), there at the
//! next one, is `p_alive_after` 1. A horizon t is rounded to whole opportunities.

mod likelihood;
mod predictions;
#[cfg(test)]
mod tests;

pub(super) use likelihood::{BgBbLikelihood, model};

use super::{Change, Forecast, History, PurchaseModel};
use crate::error::{Error, Result};
use crate::stats::ln_rising;

/// Parameters: all above zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgBb {
    /// First shape of the probability to buy.
    pub alpha: f64,
    /// Second shape of the probability to buy.
    pub beta: f64,
    /// First shape of the probability to leave.
    pub gamma: f64,
    /// Second shape of the probability to leave.
    pub delta: f64,
}

/// A history in whole opportunities: x of them with a purchase, the last of these, and all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Opportunities {
    x: u32,
    n: u32,
    last: u32,
}

impl Opportunities {
    #[expect(clippy::cast_sign_loss, reason = "times are not below zero")]
    fn of(history: &History) -> Opportunities {
        let last = (history.t_x as u32).max(history.x);
        Opportunities { x: history.x, n: (history.age as u32).max(last), last }
    }
}

impl BgBb {
    /// A model with these parameters.
    ///
    /// # Errors
    /// A parameter that is not above zero and finite.
    pub fn new(alpha: f64, beta: f64, gamma: f64, delta: f64) -> Result<BgBb> {
        for (name, value) in [("alpha", alpha), ("beta", beta), ("gamma", gamma), ("delta", delta)] {
            if !(value > 0.0 && value.is_finite()) {
                let message = format!("BG/BB has no parameter `{name}` of {value}; it is above zero");
                return Err(Error::Usage { message, hints: Vec::new() });
            }
        }
        Ok(BgBb { alpha, beta, gamma, delta })
    }

    /// ln A.
    fn ln_there(&self, x: u32, n: u32) -> f64 {
        let BgBb { alpha, beta, gamma, delta } = *self;
        ln_rising(alpha, x) + ln_rising(beta, n - x) - ln_rising(alpha + beta, n) + ln_rising(delta, n)
            - ln_rising(gamma + delta, n)
    }

    /// ln(1 + Σ Aⱼ / A), which is −ln P(there at the n-th opportunity | history).
    fn ln_all(&self, history: Opportunities) -> f64 {
        let mut left = Left::new(self, history.x, history.n);
        let (mut sum, mut scale) = (1.0, 0.0);
        while left.opportunity > history.last {
            sum += left.step();
            if sum > Left::LARGE {
                (sum, scale) = (sum / Left::LARGE, scale + Left::LARGE.ln());
                left.term /= Left::LARGE;
            }
        }
        sum.ln() + scale
    }
}

/// The terms Aⱼ / A from j = n−1 downwards.
struct Left<'a> {
    model: &'a BgBb,
    x: f64,
    /// The last Aⱼ / A, over what it has been divided by.
    term: f64,
    /// The j of it.
    opportunity: u32,
}

impl Left<'_> {
    /// Sums beyond this are divided by it.
    const LARGE: f64 = 1e200;

    fn new(model: &BgBb, x: u32, n: u32) -> Left<'_> {
        // as if a customer could leave after the n-th
        let term = model.gamma / (model.gamma + model.delta + f64::from(n));
        Left { model, x: f64::from(x), term, opportunity: n }
    }

    /// The next term.
    fn step(&mut self) -> f64 {
        let BgBb { alpha, beta, gamma, delta } = *self.model;
        let before = f64::from(self.opportunity);
        self.opportunity -= 1;
        let j = f64::from(self.opportunity);
        self.term *= (alpha + beta + j) / (beta + (j - self.x)) * ((gamma + delta + before) / (delta + j));
        self.term
    }
}

impl PurchaseModel for BgBb {
    fn ln_likelihood(&self, history: &History) -> f64 {
        let history = Opportunities::of(history);
        self.ln_there(history.x, history.n) + self.ln_all(history)
    }

    /// P(there at the last opportunity | history).
    fn p_alive(&self, history: &History) -> f64 {
        (-self.ln_all(Opportunities::of(history))).exp()
    }

    fn p_alive_after(&self, history: &History, t: f64) -> f64 {
        let history = Opportunities::of(history);
        (self.ln_staying(history.n, t.round()) - self.ln_all(history)).exp()
    }

    fn p_no_purchase(&self, history: &History, t: f64) -> f64 {
        let history = Opportunities::of(history);
        let none = 1.0 - (-self.ln_all(history)).exp() * self.some_purchase(history, t.round());
        none.max(0.0)
    }

    fn forecasts_if(&self, change: Change, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        self.forecasts_of(change, histories, t.round(), delta)
    }

    fn pmf(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
        let history = Opportunities::of(history);
        self.counts(history, (-self.ln_all(history)).exp(), t.round(), tail)
    }
}
