//! Pareto/NBD (Schmittlein, Morrison & Colombo 1987, Counting Your Customers: Who Are They and What Will They Do Next?):
//! purchases at a rate λ ~ Gamma(r, α) while alive; a lifetime at a rate μ ~ Gamma(s, β), whatever the purchases.
//!
//! The likelihood is that of customers alive at the end and of those who left at some τ since the last purchase:
//!
//!   Γ(r+x)/Γ(r) α^r β^s { (α+T)^−(r+x) (β+T)^−s + s ∫ from `t_x` to T of (α+τ)^−(r+x) (β+τ)^−(s+1) dτ }
//!
//! The integral is taken as it stands, by quadrature of a positive smooth integrand (`nodes`), not as the difference of
//! two hypergeometric functions that the papers make of it, which overflows and cancels.

mod likelihood;
mod nodes;
mod predictions;
mod silences;
#[cfg(test)]
mod tests;

pub(super) use likelihood::{ParetoNbdLikelihood, model};

use super::History;
use crate::error::{Error, Result};
use crate::stats::{ln_add_exp, ln_rising};
use nodes::Silence;

/// Parameters: all above zero; `alpha` and `beta` in units of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParetoNbd {
    /// Shape of the purchase rates.
    pub r: f64,
    /// Inverse scale of the purchase rates, in units of time.
    pub alpha: f64,
    /// Shape of the rates of leaving.
    pub s: f64,
    /// Inverse scale of the rates of leaving, in units of time.
    pub beta: f64,
}

impl ParetoNbd {
    /// A model with these parameters.
    ///
    /// # Errors
    /// A parameter that is not above zero and finite.
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Result<ParetoNbd> {
        for (name, value) in [("r", r), ("alpha", alpha), ("s", s), ("beta", beta)] {
            if !(value > 0.0 && value.is_finite()) {
                let message = format!("Pareto/NBD has no parameter `{name}` of {value}; it is above zero");
                return Err(Error::Usage { message, hints: Vec::new() });
            }
        }
        Ok(ParetoNbd { r, alpha, s, beta })
    }

    /// r + x.
    fn shape(&self, history: &History) -> f64 {
        self.r + f64::from(history.x)
    }

    /// ln of the two terms in braces over (α+T)^−(r+x) (β+T)^−s: nought for customers alive, and that of those who left.
    fn ln_left(&self, history: &History) -> f64 {
        let silence = Silence::of(self, history);
        if silence.is_empty() {
            return f64::NEG_INFINITY;
        }
        self.s.ln() + silence.ln_top + silence.mass().ln()
    }

    /// ln of the likelihood but for the terms in braces, taken over (α+T)^−(r+x) (β+T)^−s.
    fn ln_front(&self, history: &History) -> f64 {
        ln_rising(self.r, history.x)
            - self.r * (history.age / self.alpha).ln_1p()
            - f64::from(history.x) * (self.alpha + history.age).ln()
            - self.s * (history.age / self.beta).ln_1p()
    }

    fn ln_likelihood_of(&self, history: &History) -> f64 {
        self.ln_front(history) + ln_add_exp(0.0, self.ln_left(history))
    }

    fn p_alive_of(&self, history: &History) -> f64 {
        (-ln_add_exp(0.0, self.ln_left(history))).exp()
    }
}
