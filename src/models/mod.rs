//! Models of when customers buy and what they spend: parameters, fits, predictions.
//!
//! A purchase model sees a customer as a [`History`]: x repeat purchases, the last of them `t_x` after the first
//! purchase, observed for T. Equal histories are one history with a weight. Time is in whatever unit the histories
//! are; parameters of another unit are the same model. One file for each model; [`Family`] is their list.

mod beta_geometric;
mod bg_bb;
mod bg_nbd;
mod cnbd;
#[cfg(test)]
mod draws;
mod family;
mod fit;
mod gamma_gamma;
mod history;
mod mbg_nbd;
mod nbd;
mod pareto_nbd;
mod posterior;
mod predictive;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod testing;
mod waiting;

pub use bg_bb::BgBb;
pub use bg_nbd::BgNbd;
pub use cnbd::{BgCnbd, MbgCnbd};
pub use family::{Family, Purchases};
pub use fit::{Boundary, Fit, Parameter};
pub use gamma_gamma::{GammaGamma, Spend};
pub use history::{Clock, Histories, History, ln_gaps};
pub use mbg_nbd::MbgNbd;
pub use nbd::Nbd;
pub use pareto_nbd::ParetoNbd;
pub use posterior::Posterior;
pub use predictive::Counts;

use nbd::{RATE, RATE_SHAPE};
use waiting::time_until;

/// A model of purchases over time, with its parameters.
pub trait PurchaseModel: std::fmt::Debug + Send + Sync {
    /// ln of the likelihood of a history, in full: comparable across models and with the papers.
    fn ln_likelihood(&self, history: &History) -> f64;

    /// P(still a customer at the end of the observation | history).
    fn p_alive(&self, history: &History) -> f64;

    /// P(still a customer `t` after the end of the observation | history).
    fn p_alive_after(&self, history: &History, t: f64) -> f64;

    /// P(no purchase within `t` after the observation | history): the churn risk.
    fn p_no_purchase(&self, history: &History, t: f64) -> f64;

    /// E[Y(t)] and its discounted value for each history, δ per unit of time, if from the end of the observation on
    /// customers behave as changed. `t` may be infinite: then the discounted value is the DERT of the papers, infinite
    /// where nothing bounds it. The faster the better those of equal x stand together.
    fn forecasts_if(&self, change: Change, histories: &[History], t: f64, delta: f64) -> Vec<Forecast>;

    /// The same for customers who go on as they are.
    fn forecasts(&self, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        self.forecasts_if(Change::NONE, histories, t, delta)
    }

    /// E[Y(t)] for each history to 1e-4, where that is enough and time matters.
    fn rough_purchases(&self, histories: &[History], t: f64) -> Vec<f64> {
        self.forecasts(histories, t, 0.0).into_iter().map(|forecast| forecast.purchases).collect()
    }

    /// P(Y(t) = n | history) for n = 0, 1, 2, …, until all but `tail` of the probability is there.
    fn pmf(&self, history: &History, t: f64, tail: f64) -> Vec<f64>;

    /// E[number of purchases within `t` after the observation | history].
    fn expected_purchases(&self, history: &History, t: f64) -> f64 {
        self.forecasts(&[*history], t, 0.0)[0].purchases
    }

    /// E[Σ e^(−δ·time of purchase) over the purchases within `t` | history], δ per unit of time.
    fn discounted_purchases(&self, history: &History, t: f64, delta: f64) -> f64 {
        self.forecasts(&[*history], t, delta)[0].discounted
    }

    /// E[number of purchases of a customer within `t` after the first one].
    fn expected_purchases_of_new(&self, t: f64) -> f64 {
        self.expected_purchases(&History::NEW, t)
    }

    /// The time after the observation by which the next purchase has happened with probability `p`; none if it never
    /// gets that likely.
    fn next_purchase(&self, history: &History, p: f64) -> Option<f64> {
        time_until(|t| self.p_no_purchase(history, t), history.age, p)
    }
}

/// How customers are imagined to change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Their purchase rates are so many times what they are.
    pub rate: f64,
    /// Their probability, or rate, of leaving is so many times what it is; at most 1.
    pub leaving: f64,
}

impl Change {
    /// They go on as they are.
    pub const NONE: Change = Change { rate: 1.0, leaving: 1.0 };
}

/// What is expected of a customer within a horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// E[Y(t)].
    pub purchases: f64,
    /// E[Σ e^(−δ·time of purchase)].
    pub discounted: f64,
}
