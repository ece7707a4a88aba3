//! Fits and predictions for every customer, once for each distinct history.

use std::path::PathBuf;

use rayon::prelude::*;

use super::buyers::{Buyers, DAYS_PER_YEAR, Log};
use super::saved::SavedModel;
use super::uncertainty::{Known, Uncertainty};
use crate::analysis::choice::{Chosen, ModelChoice, Setting, Why, choose};
use crate::customers::Customers;
use crate::error::{Error, Result};
use crate::models::{Clock, Family, Fit, Forecast, GammaGamma, Histories, History, Spend};
use crate::stats::{Stop, normal_quantile, spearman};
use crate::units::{Day, Span, TimeUnit};

/// Parameters of a lifetime-value analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Clv {
    /// The model of purchases.
    pub model: ModelChoice,
    /// Its regularity, where it is given.
    pub k: Option<u32>,
    /// The end of the log to judge the model by.
    pub holdout: Option<Span>,
    /// Probability that an interval holds what it is about.
    pub confidence: f64,
    /// Unit of model time.
    pub time_unit: TimeUnit,
    /// How far to look ahead.
    pub horizon: Span,
    /// Span of the churn risk.
    pub within: Span,
    /// Discount per year, 0.1 for 10 %.
    pub discount_rate: f64,
    /// Part of the revenue that is margin, 0 to 1.
    pub margin: f64,
    /// Customers shown to people; machine formats hold all.
    pub top: usize,
    /// What it costs to win a customer.
    pub acquisition_cost: Option<f64>,
    /// New customers that a customer brings.
    pub referrals: Option<f64>,
    /// Where the fitted models are to be kept.
    pub save: Option<PathBuf>,
    /// Models fitted before, instead of fitting.
    pub loaded: Option<Box<SavedModel>>,
    /// The customer whose value is to be explained.
    pub explain: Option<String>,
    /// The column that customers are grouped by, or `segment`.
    pub by: Option<String>,
    /// A customer summary to start from instead of a log; its times are in `time_unit`.
    pub summary: Option<PathBuf>,
}

impl Default for Clv {
    fn default() -> Clv {
        Clv {
            model: ModelChoice::Auto,
            k: None,
            holdout: None,
            confidence: 0.95,
            time_unit: TimeUnit::Week,
            horizon: Span::Months(12),
            within: Span::Days(90),
            discount_rate: 0.1,
            margin: 1.0,
            top: 10,
            acquisition_cost: None,
            referrals: None,
            save: None,
            loaded: None,
            explain: None,
            by: None,
            summary: None,
        }
    }
}

/// What is expected of the customers, in the order of [`Buyers`].
#[derive(Debug, Clone)]
pub struct ClvResult {
    /// The model of purchases, and why it was taken.
    pub chosen: Chosen,
    /// The fitted model of spend; none without amounts.
    pub spend: Option<Fit<GammaGamma>>,
    /// The histories, in units of time.
    pub histories: Histories,
    /// P(still a customer), for each distinct history.
    pub p_alive: Vec<f64>,
    /// P(no purchase within the span of the churn risk), for each distinct history.
    pub churn_risk: Vec<f64>,
    /// Purchases within the horizon, expected and discounted, for each distinct history.
    pub forecasts: Vec<Forecast>,
    /// What each customer is expected to bring; none without amounts.
    pub value: Option<Valued>,
    /// How sure all that is.
    pub uncertainty: Uncertainty,
    /// Yearly spend times the years a customer stays, for each customer; none without amounts.
    pub simple_clv: Option<Vec<f64>>,
    /// Repeat buyers whose repeat purchases brought no money, and who are taken for average spenders.
    pub unpaid: u64,
    /// The horizon, in units of time.
    pub horizon: f64,
    /// The discount per unit of time.
    pub delta: f64,
    /// The horizon over the time that the log covers.
    pub horizon_of_history: f64,
    /// Spearman's rank correlation of frequency and mean spend among repeat buyers.
    pub frequency_spend: Option<f64>,
}

/// Money, one entry for each customer.
#[derive(Debug, Clone)]
pub struct Valued {
    /// E[value of a purchase].
    pub expected_spend: Vec<f64>,
    /// Value over the horizon.
    pub clv: Vec<f64>,
    /// Whether the spend model has no mean for customers it knows nothing of, and the mean seen stands in for it.
    pub unbounded: bool,
}

/// Below this many repeat buyers a fit says nothing.
const FEWEST_REPEAT_BUYERS: u64 = 10;

impl Clv {
    /// Fits the models and predicts. `customers` is the log behind the buyers, if there is one; totals are reckoned of all
    /// and of each of the `groups`.
    ///
    /// # Errors
    /// Too few repeat buyers, and fits that do not converge.
    pub fn estimate(
        &self,
        buyers: &Buyers,
        customers: Option<&Customers>,
        groups: &[Vec<usize>],
    ) -> Result<ClvResult> {
        let repeat = buyers.repeat();
        if repeat < FEWEST_REPEAT_BUYERS && self.loaded.is_none() {
            return Err(Error::Untrusted {
                message: format!("{repeat} customers bought again, too few to learn purchase rates from"),
                evidence: vec![format!(
                    "{} customers; at least {FEWEST_REPEAT_BUYERS} have to have bought on two days",
                    buyers.len()
                )],
            });
        }
        let unit = self.time_unit.days();
        let histories = buyers.compressed();
        let ahead = |span: Span| buyers.days_of(span) / unit;
        let (horizon, within) = (ahead(self.horizon), ahead(self.within));
        let chosen = match &self.loaded {
            Some(saved) => Chosen { fit: saved.purchases()?, why: Why::Loaded, choice: None, holdout: None },
            None => self.choose(buyers, customers, &histories)?,
        };
        trusted(&chosen.fit, chosen.fit.model.family.title())?;
        let spends = buyers.spends();
        let spend = match (&spends, &self.loaded) {
            (None, _) => None,
            (Some(_), Some(saved)) => saved.spend()?,
            (Some(spends), None) => Some(GammaGamma::fit(spends)?),
        };
        if let Some(spend) = &spend {
            trusted(spend, "Gamma-Gamma")?;
        }
        let delta = self.discount_rate.ln_1p() * unit / DAYS_PER_YEAR;
        let model = &chosen.fit.model;
        let forecasts = model.forecasts(&histories.distinct, horizon, delta);
        let each = |value: &(dyn Fn(&History) -> f64 + Sync)| -> Vec<f64> {
            histories.distinct.par_iter().map(value).collect()
        };
        let value = spend.as_ref().map(|spend| self.value(spend, buyers, &histories, &forecasts));
        let uncertainty = Uncertainty::of(&Known {
            fit: &chosen.fit,
            spend: spend.as_ref(),
            spends: spends.as_deref().unwrap_or_default(),
            buyers,
            histories: &histories,
            forecasts: &forecasts,
            value: value.as_ref(),
            horizon,
            margin: self.margin,
            confidence: self.confidence,
            groups,
        });
        let simple = |log: &Log| {
            let yearly = log.yearly_spend.as_ref()?;
            Some(yearly.iter().map(|spend| spend * log.years.0 * self.margin).collect())
        };
        let longest = buyers.histories.iter().map(|history| history.age).fold(0.0, f64::max);
        Ok(ClvResult {
            unpaid: buyers.unpaid(),
            horizon_of_history: horizon / longest.max(1.0 / unit),
            p_alive: each(&|history| model.p_alive(history)),
            churn_risk: each(&|history| model.p_no_purchase(history, within)),
            simple_clv: buyers.log.as_ref().and_then(simple),
            frequency_spend: spends.as_deref().and_then(frequency_spend),
            horizon,
            delta,
            forecasts,
            value,
            uncertainty,
            spend,
            chosen,
            histories,
        })
    }

    /// How the histories of its model count time.
    pub(super) fn clock(&self) -> Clock {
        let family = match (&self.loaded, self.model) {
            (Some(saved), _) => saved.family(),
            (None, ModelChoice::Given(family)) => Some(family),
            (None, ModelChoice::Auto) => None,
        };
        family.map_or(Clock::Days, Family::clock)
    }

    fn choose(
        &self,
        buyers: &Buyers,
        customers: Option<&Customers>,
        histories: &Histories,
    ) -> Result<Chosen> {
        let setting = Setting {
            model: self.model,
            k: self.k,
            unit: self.time_unit,
            horizon: buyers.days_of(self.horizon) as i32,
            holdout: self.holdout,
            z: normal_quantile(f64::midpoint(1.0, self.confidence)),
        };
        let as_of = buyers.log.as_ref().map_or(Day(0), |log| log.as_of);
        choose(&setting, customers, histories, as_of)
    }

    /// E[value of a purchase] and the value over the horizon of each customer.
    fn value(
        &self,
        fit: &Fit<GammaGamma>,
        buyers: &Buyers,
        histories: &Histories,
        forecasts: &[Forecast],
    ) -> Valued {
        let instead = buyers.mean_spend();
        let expected_spend: Vec<f64> = (0..buyers.len())
            .map(|place| fit.model.expected_spend(buyers.spend(place)).unwrap_or(instead))
            .collect();
        let clv = expected_spend
            .iter()
            .zip(&histories.of_customer)
            .map(|(spend, &history)| forecasts[history].discounted * spend * self.margin)
            .collect();
        Valued { expected_spend, clv, unbounded: fit.model.expected_spend(None).is_none() }
    }
}

/// A fit that did not reach a maximum is no fit.
fn trusted<M>(fit: &Fit<M>, name: &str) -> Result<()> {
    if fit.stop == Stop::Converged && fit.theta_covariance.is_some() {
        return Ok(());
    }
    let parameters: Vec<String> = fit
        .parameters
        .iter()
        .map(|parameter| format!("{} = {:.4e}", parameter.name, parameter.estimate))
        .collect();
    let why = match fit.stop {
        Stop::Iterations => "it is still climbing after its last step",
        Stop::Stalled => "no step improves it, although its gradient is not nought",
        Stop::Converged => "the likelihood has no curvature in some direction",
    };
    Err(Error::Untrusted {
        message: format!("the {name} model did not converge: {why}"),
        evidence: vec![
            format!(
                "log-likelihood {:.4}, {:.1e} still to gain by its gradient",
                fit.log_likelihood, fit.decrement
            ),
            parameters.join(", "),
            format!("{} customers, {} distinct histories", fit.customers, fit.distinct_histories),
            format!("starts tried: {}, steps of the best: {}", fit.starts, fit.iterations),
        ],
    })
}

/// Spearman's rank correlation of frequency and mean spend; Gamma-Gamma takes them for independent.
fn frequency_spend(repeat: &[Spend]) -> Option<f64> {
    let x: Vec<f64> = repeat.iter().map(|spend| f64::from(spend.x)).collect();
    let mean: Vec<f64> = repeat.iter().map(|spend| spend.mean).collect();
    spearman(&x, &mean)
}
