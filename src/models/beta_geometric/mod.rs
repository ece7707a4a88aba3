//! What BG/NBD, MBG/NBD and their regular relatives BG/CNBD-k and MBG/CNBD-k have in common: after a purchase a
//! customer leaves with probability p ~ Beta(a, b); the times between purchases are Erlang-k at a rate
//! λ ~ Gamma(r, α), and k = 1 is the exponential. "Modified" (MBG) customers may leave after the first purchase too.
//!
//! With m = 1 for the modified models and 0 else, R = r + kx, g = α + T, h = α + `t_x` and w = T − `t_x`, the likelihood
//! (Reutterer, Platzer & Schröder 2021; for k = 1 Fader, Hardie & Lee 2005, eq. 6, and Batislam, Denizel &
//! Filiztekin 2007) is
//!
//!   B(a, b+x+m)/B(a, b) · Γ(R)/Γ(r) · α^r g^−R · { Σ_{j<k} Γ(R+j)/(Γ(R) j!) (w/g)^j + a/(b+x+m−1) · (g/h)^R }
//!
//! where the sum over j stands for a customer still there, j of k steps on the way to the next purchase, and the last
//! term for one who left after the last purchase (not if x + m = 0). Factors of the gaps, (k−1) Σ ln gap − x ln Γ(k),
//! hold no parameter; they are added where models of different k are compared.

mod by_day;
mod likelihood;
mod predictions;
mod simple;
mod sways;
#[cfg(test)]
mod tests;

pub(super) use likelihood::{BetaGeometricLikelihood, model};

use predictions::ERROR;

use super::{Change, Forecast, History, PurchaseModel, Sway};
use crate::error::{Error, Result};
use crate::stats::{ln_factorial, ln_rising};

/// Parameters and kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BetaGeometric {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) kind: Kind,
}

/// A model that is one of the family: its parameters under its own name.
pub(super) trait Relative: std::fmt::Debug + Send + Sync {
    fn inner(&self) -> BetaGeometric;
}

impl<M: Relative> PurchaseModel for M {
    fn ln_likelihood(&self, history: &History) -> f64 {
        self.inner().ln_likelihood(history)
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn ln_likelihood_of_all(&self, histories: &[History], weights: &[u64]) -> f64 {
        let inner = self.inner();
        if inner.kind.k == 1 {
            return inner.ln_likelihood_of_all(histories, weights);
        }
        let each = histories.iter().zip(weights);
        each.map(|(history, &weight)| weight as f64 * inner.ln_likelihood(history)).sum()
    }

    fn p_alive(&self, history: &History) -> f64 {
        self.inner().p_alive(history)
    }

    fn p_alive_of_each(&self, histories: &[History]) -> Vec<f64> {
        self.inner().p_alive_of_each(histories)
    }

    fn p_no_purchase_given(&self, p_alive: &[f64], histories: &[History], t: f64) -> Vec<f64> {
        self.inner().p_no_purchase_given((histories, p_alive), t)
    }

    fn pmf_of_alive(&self, x: u32, age: f64, t: f64, tail: f64) -> Option<Vec<f64>> {
        self.inner().pmf_of_alive(x, age, t, tail)
    }

    fn inverse_scale(&self) -> Option<f64> {
        Some(self.inner().alpha)
    }

    fn p_alive_after(&self, history: &History, t: f64) -> f64 {
        self.inner().p_alive_after(history, t)
    }

    fn p_no_purchase(&self, history: &History, t: f64) -> f64 {
        self.inner().p_no_purchase(history, t)
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
        self.inner().forecasts_to(ERROR, change, (histories, p_alive), t, delta)
    }

    fn rough_purchases(&self, histories: &[History], t: f64) -> Vec<f64> {
        self.inner().rough_purchases(histories, t)
    }

    fn sways(
        &self,
        directions: &[Vec<f64>],
        histories: &[History],
        t: f64,
        p_alive: &[f64],
    ) -> Option<Vec<Sway>> {
        self.inner().sways(directions, histories, t, p_alive)
    }

    fn next_purchase(&self, history: &History, p: f64) -> Option<f64> {
        self.inner().next_purchase(history, p)
    }

    fn pmf(&self, history: &History, t: f64, tail: f64) -> Vec<f64> {
        self.inner().pmf(history, t, tail)
    }
}

/// Which of the relatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Steps from a purchase to the next, 1 to [`MOST_REGULAR`].
    pub(super) k: u32,
    /// Whether a customer may leave after the first purchase.
    pub(super) modified: bool,
}

/// The most regular customers that are told apart.
pub(super) const MOST_REGULAR: u32 = 8;

/// ln of the terms in braces: a customer there, after each number of steps, and one who left.
pub(super) struct Ends {
    pub(super) there: [f64; MOST_REGULAR as usize],
    pub(super) left: f64,
}

impl BetaGeometric {
    /// # Errors
    /// A parameter that is not above zero and finite.
    pub(super) fn checked(self, name: &str) -> Result<BetaGeometric> {
        let BetaGeometric { r, alpha, a, b, kind } = self;
        for (parameter, value) in [("r", r), ("alpha", alpha), ("a", a), ("b", b)] {
            if !(value > 0.0 && value.is_finite()) {
                let message = format!("{name} has no parameter `{parameter}` of {value}; it is above zero");
                return Err(Error::Usage { message, hints: Vec::new() });
            }
        }
        if !(1..=MOST_REGULAR).contains(&kind.k) {
            let message = format!("{name} has no regularity k of {}; it is 1 to {MOST_REGULAR}", kind.k);
            return Err(Error::Usage { message, hints: Vec::new() });
        }
        Ok(self)
    }

    /// x + m: decisions to stay that a customer still there has made.
    fn stays(&self, history: &History) -> u32 {
        history.x + u32::from(self.kind.modified)
    }

    /// R = r + kx.
    fn shape(&self, history: &History) -> f64 {
        self.r + f64::from(self.kind.k) * f64::from(history.x)
    }

    fn ends(&self, history: &History) -> Ends {
        let shape = self.shape(history);
        let (end, seen) = (self.alpha + history.age, self.alpha + history.t_x);
        let waited = history.age - history.t_x;
        let mut there = [f64::NEG_INFINITY; MOST_REGULAR as usize];
        there[0] = 0.0;
        let ln_step = (waited / end).ln();
        for j in 1..self.kind.k {
            there[j as usize] = ln_rising(shape, j) - ln_factorial(j) + f64::from(j) * ln_step;
        }
        let stays = self.stays(history);
        let left = if stays == 0 {
            f64::NEG_INFINITY
        } else {
            self.a.ln() - (self.b + f64::from(stays) - 1.0).ln() + shape * (waited / seen).ln_1p()
        };
        Ends { there, left }
    }

    pub(super) fn ln_likelihood(&self, history: &History) -> f64 {
        let BetaGeometric { r, alpha, a, b, .. } = *self;
        let (stays, steps) = (self.stays(history), self.kind.k * history.x);
        ln_rising(b, stays) - ln_rising(a + b, stays) + ln_rising(r, steps)
            - r * (history.age / alpha).ln_1p()
            - f64::from(steps) * (alpha + history.age).ln()
            + self.ends(history).ln_all()
    }

    /// The customers who are there, over all.
    pub(super) fn p_alive(&self, history: &History) -> f64 {
        let ends = self.ends(history);
        (ends.ln_there() - ends.ln_all()).exp()
    }
}

impl Ends {
    /// ln of the sum of the terms of a customer there.
    fn ln_there(&self) -> f64 {
        ln_sum(self.there.iter().copied())
    }

    /// ln of the sum of all terms.
    fn ln_all(&self) -> f64 {
        ln_sum(self.there.iter().copied().chain([self.left]))
    }

    /// How far a customer who is there has come: the probability of each number of steps.
    fn steps(&self) -> [f64; MOST_REGULAR as usize] {
        let all = self.ln_there();
        self.there.map(|ln| (ln - all).exp())
    }
}

/// ln Σ eᶻ without overflow.
fn ln_sum(terms: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = terms.clone().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY { top } else { top + terms.map(|term| (term - top).exp()).sum::<f64>().ln() }
}
