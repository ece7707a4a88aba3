//! Models of when customers buy and what they spend: parameters, fits, predictions.
//!
//! A purchase model sees a customer as a [`History`]: x repeat purchases, the last of them `t_x` after the first
//! purchase, observed for T. Equal histories are one history with a weight. Time is in whatever unit the histories
//! are; parameters of another unit are the same model.

mod bg_nbd;
mod gamma_gamma;
mod history;
#[cfg(test)]
mod testing;

pub use bg_nbd::BgNbd;
pub use gamma_gamma::{GammaGamma, Spend};
pub use history::{Histories, History};

use crate::stats::{Matrix, Stop};

/// A model of purchases over time, with its parameters.
pub trait PurchaseModel {
    /// ln of the likelihood of a history, in full: comparable across models and with the papers.
    fn ln_likelihood(&self, history: &History) -> f64;

    /// P(the customer will still buy | history).
    fn p_alive(&self, history: &History) -> f64;

    /// P(no purchase within `t` after the observation | history): the churn risk.
    fn p_no_purchase(&self, history: &History, t: f64) -> f64;

    /// E[number of purchases within `t` after the observation | history].
    fn expected_purchases(&self, history: &History, t: f64) -> f64;

    /// E[Σ e^(−δ·time of purchase) over the purchases within `t` | history], δ per unit of time.
    fn discounted_purchases(&self, history: &History, t: f64, delta: f64) -> f64;

    /// E[Y(t)] and its discounted value for each history; the faster the better those of equal x stand together.
    fn forecasts(&self, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        let of = |history: &History| Forecast {
            purchases: self.expected_purchases(history, t),
            discounted: self.discounted_purchases(history, t, delta),
        };
        histories.iter().map(of).collect()
    }

    /// E[number of purchases of a customer within `t` after the first one].
    fn expected_purchases_of_new(&self, t: f64) -> f64 {
        self.expected_purchases(&History { x: 0, t_x: 0.0, age: 0.0 }, t)
    }
}

/// What is expected of a customer within a horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// E[Y(t)].
    pub purchases: f64,
    /// E[Σ e^(−δ·time of purchase)].
    pub discounted: f64,
}

/// A fitted model: another type than parameters that somebody made up.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit<M, const N: usize> {
    /// The model at the maximum of the likelihood.
    pub model: M,
    /// Names of the parameters, in the papers' letters.
    pub names: [&'static str; N],
    /// The parameters.
    pub estimates: [f64; N],
    /// Their standard errors, from the matrix of second derivatives; none where the likelihood has no top.
    pub std_errors: Option<[f64; N]>,
    /// Their covariance.
    pub covariance: Option<Matrix<N>>,
    /// ln of the likelihood, in full.
    pub log_likelihood: f64,
    /// Why the search stopped.
    pub stop: Stop,
    /// Steps it took.
    pub iterations: u32,
    /// Starting points it took.
    pub starts: u32,
    /// What the gradient says could still be gained in ln of the likelihood.
    pub decrement: f64,
    /// Customers.
    pub customers: u64,
    /// Distinct histories among them.
    pub distinct_histories: usize,
}
