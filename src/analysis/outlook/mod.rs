//! What is expected of each customer, once for each distinct history: shared by every analysis that looks ahead.

#[cfg(feature = "cli")]
mod args;
mod buyers;
pub(super) mod sentences;

#[cfg(feature = "cli")]
pub(super) use args::OutlookArgs;
pub(super) use buyers::DAYS_PER_YEAR;
pub use buyers::{Buyers, Log};

use rayon::prelude::*;

use super::choice::Chosen;
use crate::error::{Error, Result};
use crate::models::{Change, Fit, Forecast, GammaGamma, Histories, Spend};
use crate::stats::{Stop, correlation, ranks_in_order, ranks_of_counts};
use crate::units::{Span, TimeUnit};

/// How far to look, and what money is worth then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ahead {
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
}

impl Default for Ahead {
    fn default() -> Ahead {
        Ahead {
            time_unit: TimeUnit::Week,
            horizon: Span::Months(12),
            within: Span::Days(90),
            discount_rate: 0.1,
            margin: 1.0,
        }
    }
}

/// What is expected of the customers, in the order of [`Buyers`].
#[derive(Debug, Clone)]
pub struct Outlook {
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

impl Outlook {
    /// Forecasts by models that were fitted to these histories, or to others like them; `spends` are those of the
    /// [`Buyers`].
    ///
    /// # Errors
    /// Fits that did not converge.
    pub(super) fn of(
        ahead: &Ahead,
        buyers: &Buyers,
        histories: Histories,
        chosen: Chosen,
        (spend, spends): (Option<Fit<GammaGamma>>, Option<&[Spend]>),
    ) -> Result<Outlook> {
        trusted(&chosen.fit, chosen.fit.model.family.title())?;
        if let Some(spend) = &spend {
            trusted(spend, "Gamma-Gamma")?;
        }
        let unit = ahead.time_unit.days();
        let units = |span: Span| buyers.days_of(span) / unit;
        let (horizon, within) = (units(ahead.horizon), units(ahead.within));
        let delta = ahead.discount_rate.ln_1p() * unit / DAYS_PER_YEAR;
        let model = &chosen.fit.model;
        let distinct = &histories.distinct;
        let (p_alive, (unpaid, frequency_spend)) = rayon::join(
            || model.p_alive_of_each(distinct),
            || (buyers.unpaid(), spends.and_then(frequency_spend)),
        );
        let (forecasts, churn_risk) = rayon::join(
            || model.forecasts_given(&p_alive, Change::NONE, distinct, horizon, delta),
            || model.p_no_purchase_given(&p_alive, distinct, within),
        );
        let ages = buyers.histories.par_iter().map(|history| history.age);
        let longest = ages.reduce(|| 0.0, f64::max);
        Ok(Outlook {
            unpaid,
            horizon_of_history: horizon / longest.max(1.0 / unit),
            p_alive,
            churn_risk,
            frequency_spend,
            value: spend
                .as_ref()
                .map(|spend| Valued::of(spend, buyers, &histories, &forecasts, ahead.margin)),
            horizon,
            delta,
            forecasts,
            spend,
            chosen,
            histories,
        })
    }
}

impl Valued {
    /// E[value of a purchase] and the value over the horizon of each customer.
    fn of(
        fit: &Fit<GammaGamma>,
        buyers: &Buyers,
        histories: &Histories,
        forecasts: &[Forecast],
        margin: f64,
    ) -> Valued {
        let unbounded = fit.model.expected_spend(None).is_none();
        let instead = if unbounded { buyers.mean_spend() } else { 0.0 };
        let expected_spend: Vec<f64> = (0..buyers.len())
            .into_par_iter()
            .map(|place| fit.model.expected_spend(buyers.spend(place)).unwrap_or(instead))
            .collect();
        let clv = expected_spend
            .par_iter()
            .zip(&histories.of_customer)
            .map(|(spend, &history)| forecasts[history].discounted * spend * margin)
            .collect();
        Valued { expected_spend, clv, unbounded }
    }
}

/// The spend model of the customers; none without amounts.
///
/// # Errors
/// Nobody who came back and paid.
pub(super) fn spend_of(spends: Option<&[Spend]>) -> Result<Option<Fit<GammaGamma>>> {
    spends.map(GammaGamma::fit).transpose()
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

/// Spearman's rank correlation of frequency and mean spend, of which the latter are in order; Gamma-Gamma takes them for
/// independent.
fn frequency_spend(repeat: &[Spend]) -> Option<f64> {
    let x: Vec<u32> = repeat.iter().map(|spend| spend.x).collect();
    let equal = |one: &Spend, other: &Spend| one.mean.total_cmp(&other.mean).is_eq();
    let (x, mean) =
        rayon::join(|| ranks_of_counts(&x), || ranks_in_order(repeat.chunk_by(equal).map(<[Spend]>::len)));
    correlation(&x, &mean)
}
