//! Models of when customers buy and what they spend: parameters, fits, predictions.
//!
//! A purchase model sees a customer as a [`History`]: x repeat purchases, the last of them `t_x` after the first
//! purchase, observed for T. Equal histories are one history with a weight. Time is in whatever unit the histories
//! are; parameters of another unit are the same model. One file for each model; [`Family`] is their list.

mod alive;
mod alive_by_age;
mod beta_geometric;
mod bg_bb;
mod bg_nbd;
mod cnbd;
mod day_grid;
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
mod spend_bins;
#[cfg(test)]
mod testing;
mod value_table;
mod waiting;

pub use alive::Alive;
pub use alive_by_age::{AliveAt, AliveByAge};
pub use bg_bb::BgBb;
pub use bg_nbd::BgNbd;
pub use cnbd::{BgCnbd, MbgCnbd};
pub use family::{Family, Purchases};
pub use fit::{Boundary, Fit, Parameter};
pub use gamma_gamma::{GammaGamma, Spend};
pub use history::{Clock, Histories, History, ln_gaps, ln_gaps_counted, ln_gaps_of};
pub use mbg_nbd::MbgNbd;
pub use nbd::Nbd;
pub use pareto_nbd::ParetoNbd;
pub use posterior::Posterior;
pub use predictive::Counts;
pub use value_table::{ValueTable, ValueTables, band_of};

use nbd::{RATE, RATE_SHAPE};
use rayon::iter::repeat_n;
use rayon::prelude::*;
use waiting::time_until;

/// With so many distinct histories the parameters are all but known, and what is not is normal: the likelihood is no
/// longer asked what weight a point of the posterior has, and what is smooth among neighbours is interpolated.
pub const MANY: usize = 20_000;

/// By how much the logarithm of a figure moves along each of some directions of θ; nought of directions that are not
/// there.
pub type Sway = [f64; 4];

/// A value for each member of each group, whose number `size` tells, on all cores.
pub(crate) fn fill_groups<G: Sync, T: Copy + Default + Send + Sync>(
    groups: &[G],
    size: impl Fn(&G) -> usize,
    fill: impl Fn(&G, &mut [T]) + Sync,
) -> Vec<T> {
    // filled on all cores, since memory is slow to come
    let mut all: Vec<T> = repeat_n(T::default(), groups.iter().map(&size).sum()).collect();
    let (mut rest, mut parts) = (all.as_mut_slice(), Vec::with_capacity(groups.len()));
    for group in groups {
        let (part, others) = rest.split_at_mut(size(group));
        parts.push((group, part));
        rest = others;
    }
    parts.into_par_iter().for_each(|(group, part)| fill(group, part));
    all
}

/// A model of purchases over time, with its parameters.
pub trait PurchaseModel: std::fmt::Debug + Send + Sync {
    /// ln of the likelihood of a history, in full: comparable across models and with the papers.
    fn ln_likelihood(&self, history: &History) -> f64;

    /// ln of the likelihood of histories, each of so many customers.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn ln_likelihood_of_all(&self, histories: &[History], weights: &[u64]) -> f64 {
        let each = histories.iter().zip(weights);
        each.map(|(history, &weight)| weight as f64 * self.ln_likelihood(history)).sum()
    }

    /// P(still a customer at the end of the observation | history).
    fn p_alive(&self, history: &History) -> f64;

    /// The same for each history.
    fn p_alive_of_each(&self, histories: &[History]) -> Vec<f64> {
        histories.par_iter().with_min_len(64).map(|history| self.p_alive(history)).collect()
    }

    /// P(still a customer `t` after the end of the observation | history).
    fn p_alive_after(&self, history: &History, t: f64) -> f64;

    /// P(no purchase within `t` after the observation | history): the churn risk.
    fn p_no_purchase(&self, history: &History, t: f64) -> f64;

    /// E[Y(t)] and its discounted value for each history, δ per unit of time, if from the end of the observation on
    /// customers behave as changed. `t` may be infinite: then the discounted value is the DERT of the papers, infinite
    /// where nothing bounds it. The faster the better those of equal x stand together.
    fn forecasts_if(&self, change: Change, histories: &[History], t: f64, delta: f64) -> Vec<Forecast>;

    /// The same, given P(alive) of each history at the end of the observation: the faster where that is known.
    ///
    /// # Panics
    /// If there is not one for each history.
    fn forecasts_given(
        &self,
        p_alive: &[f64],
        change: Change,
        histories: &[History],
        t: f64,
        delta: f64,
    ) -> Vec<Forecast> {
        let _ = p_alive;
        self.forecasts_if(change, histories, t, delta)
    }

    /// The same for customers who go on as they are.
    fn forecasts(&self, histories: &[History], t: f64, delta: f64) -> Vec<Forecast> {
        self.forecasts_if(Change::NONE, histories, t, delta)
    }

    /// E[Y(t)] for each history to 1e-4, where that is enough and time matters.
    fn rough_purchases(&self, histories: &[History], t: f64) -> Vec<f64> {
        self.forecasts(histories, t, 0.0).into_iter().map(|forecast| forecast.purchases).collect()
    }

    /// By how much ln E[Y(t)] of each history moves along each direction of θ, given P(alive) of each; none by models that
    /// have no quick way to tell. The faster the better those of equal x, then T, stand together.
    fn sways(
        &self,
        directions: &[Vec<f64>],
        histories: &[History],
        t: f64,
        p_alive: &[f64],
    ) -> Option<Vec<Sway>> {
        let _ = (directions, histories, t, p_alive);
        None
    }

    /// P(Y(t) = n | still a customer) for n = 0, 1, 2, … where that depends on x and T (`age`) alone, until all but `tail`
    /// of the probability is there; none where it depends on the time of the last purchase too.
    fn pmf_of_alive(&self, x: u32, age: f64, t: f64, tail: f64) -> Option<Vec<f64>> {
        let _ = (x, age, t, tail);
        None
    }

    /// α, by which T is counted where the future of those who are there is smooth in ln(α+T); none by other models.
    fn inverse_scale(&self) -> Option<f64> {
        None
    }

    /// P(no purchase within `t` after the observation | history) for each history, given P(alive) of each at its end: the
    /// faster where that is known.
    ///
    /// # Panics
    /// If there is not one for each history.
    fn p_no_purchase_given(&self, p_alive: &[f64], histories: &[History], t: f64) -> Vec<f64> {
        let _ = p_alive;
        histories.par_iter().with_min_len(64).map(|history| self.p_no_purchase(history, t)).collect()
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
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Forecast {
    /// E[Y(t)].
    pub purchases: f64,
    /// E[Σ e^(−δ·time of purchase)].
    pub discounted: f64,
}

impl Forecast {
    /// Of a customer who is there with a probability, from that of one who is there for certain.
    pub(crate) fn times(self, p_alive: f64) -> Forecast {
        Forecast { purchases: self.purchases * p_alive, discounted: self.discounted * p_alive }
    }
}
