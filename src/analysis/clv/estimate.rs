//! Fits and predictions for every customer, once for each distinct history.

use std::path::PathBuf;

use rayon::prelude::*;

use super::buyers::{Buyers, DAYS_PER_YEAR, Log};
use crate::error::{Error, Result};
use crate::models::{BgNbd, Fit, GammaGamma, Histories, History, PurchaseModel, Spend};
use crate::stats::Stop;
use crate::units::{Span, TimeUnit};

/// Parameters of a lifetime-value analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Clv {
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
    /// A customer summary to start from instead of a log; its times are in `time_unit`.
    pub summary: Option<PathBuf>,
}

impl Default for Clv {
    fn default() -> Clv {
        Clv {
            time_unit: TimeUnit::Week,
            horizon: Span::Months(12),
            within: Span::Days(90),
            discount_rate: 0.1,
            margin: 1.0,
            top: 10,
            summary: None,
        }
    }
}

/// What is expected of the customers, in the order of [`Buyers`].
#[derive(Debug, Clone, PartialEq)]
pub struct ClvResult {
    /// The fitted model of purchases.
    pub purchases: Fit<BgNbd, 4>,
    /// The fitted model of spend; none without amounts.
    pub spend: Option<Fit<GammaGamma, 3>>,
    /// The histories, in units of time.
    pub histories: Histories,
    /// P(still a customer), for each distinct history.
    pub p_alive: Vec<f64>,
    /// P(no purchase within the span of the churn risk), for each distinct history.
    pub churn_risk: Vec<f64>,
    /// E[purchases within the horizon], for each distinct history.
    pub expected_purchases: Vec<f64>,
    /// E[value of a purchase], for each customer; none without amounts.
    pub expected_spend: Option<Vec<f64>>,
    /// Value over the horizon, for each customer; none without amounts.
    pub clv: Option<Vec<f64>>,
    /// Yearly spend times the years a customer stays, for each customer; none without amounts.
    pub simple_clv: Option<Vec<f64>>,
    /// Repeat buyers whose repeat purchases brought no money, and who are taken for average spenders.
    pub unpaid: u64,
    /// The horizon over the time that the log covers.
    pub horizon_of_history: f64,
    /// Spearman's rank correlation of frequency and mean spend among repeat buyers.
    pub frequency_spend: Option<f64>,
}

/// Below this many repeat buyers a fit says nothing.
const FEWEST_REPEAT_BUYERS: u64 = 10;

impl Clv {
    /// Fits the models and predicts.
    ///
    /// # Errors
    /// Too few repeat buyers, and fits that do not converge.
    pub fn estimate(&self, buyers: &Buyers) -> Result<ClvResult> {
        let repeat = buyers.repeat();
        if repeat < FEWEST_REPEAT_BUYERS {
            return Err(Error::Untrusted {
                message: format!("{repeat} customers bought again, too few to learn purchase rates from"),
                evidence: vec![format!(
                    "{} customers; at least {FEWEST_REPEAT_BUYERS} have to have bought on two days",
                    buyers.len()
                )],
            });
        }
        let unit = self.time_unit.days();
        let histories = Histories::compress(&buyers.histories);
        let purchases = BgNbd::fit(&histories)?;
        trusted(&purchases, "BG/NBD")?;
        let amounts = buyers.monetary_value.is_some();
        let spend = if amounts {
            let spends: Vec<Spend> = (0..buyers.len()).filter_map(|place| buyers.spend(place)).collect();
            let fit = GammaGamma::fit(&spends)?;
            trusted(&fit, "Gamma-Gamma")?;
            Some(fit)
        } else {
            None
        };
        let ahead = |span: Span| buyers.days_of(span) / unit;
        let (horizon, within) = (ahead(self.horizon), ahead(self.within));
        let delta = self.discount_rate.ln_1p() * unit / DAYS_PER_YEAR;
        let model = purchases.model;
        let forecasts = model.forecasts(&histories.distinct, horizon, delta);
        let each = |value: &(dyn Fn(&History) -> f64 + Sync)| -> Vec<f64> {
            histories.distinct.par_iter().map(value).collect()
        };
        let expected_spend = spend.as_ref().map(|fit| expected_spend(fit, buyers)).transpose()?;
        let clv = expected_spend.as_ref().map(|spend| {
            let value = |(place, spend): (usize, &f64)| {
                forecasts[histories.of_customer[place]].discounted * spend * self.margin
            };
            spend.iter().enumerate().map(value).collect()
        });
        let simple = |log: &Log| {
            let yearly = log.yearly_spend.as_ref()?;
            Some(yearly.iter().map(|spend| spend * log.years.0 * self.margin).collect())
        };
        let unpaid = (0..buyers.len())
            .filter(|&place| buyers.histories[place].x > 0 && buyers.spend(place).is_none())
            .count();
        let longest = buyers.histories.iter().map(|history| history.age).fold(0.0, f64::max);
        Ok(ClvResult {
            unpaid: if amounts { unpaid as u64 } else { 0 },
            horizon_of_history: horizon / longest.max(1.0 / unit),
            spend,
            p_alive: each(&|history| model.p_alive(history)),
            churn_risk: each(&|history| model.p_no_purchase(history, within)),
            expected_purchases: forecasts.iter().map(|forecast| forecast.purchases).collect(),
            expected_spend,
            clv,
            simple_clv: buyers.log.as_ref().and_then(simple),
            frequency_spend: if amounts { frequency_spend(buyers) } else { None },
            purchases,
            histories,
        })
    }
}

/// A fit that did not reach a maximum is no fit.
fn trusted<M, const N: usize>(fit: &Fit<M, N>, name: &str) -> Result<()> {
    let std_errors = fit.std_errors.is_some_and(|errors| errors.iter().all(|error| error.is_finite()));
    if fit.stop == Stop::Converged && std_errors {
        return Ok(());
    }
    let parameters: Vec<String> = fit
        .names
        .iter()
        .zip(fit.estimates)
        .map(|(name, estimate)| format!("{name} = {estimate:.4e}"))
        .collect();
    let why = match fit.stop {
        Stop::Boundary => "a parameter runs off to its bound",
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

fn expected_spend(fit: &Fit<GammaGamma, 3>, buyers: &Buyers) -> Result<Vec<f64>> {
    let unbounded = || Error::Untrusted {
        message: "the expected value of a purchase has no bound".to_owned(),
        evidence: vec![format!("Gamma-Gamma: q = {:.4}, at most 1", fit.model.q)],
    };
    (0..buyers.len())
        .map(|place| fit.model.expected_spend(buyers.spend(place)).ok_or_else(unbounded))
        .collect()
}

/// Spearman's rank correlation of frequency and mean spend; Gamma-Gamma takes them for independent.
fn frequency_spend(buyers: &Buyers) -> Option<f64> {
    let repeat: Vec<Spend> = (0..buyers.len()).filter_map(|place| buyers.spend(place)).collect();
    let x = ranks(&repeat.iter().map(|spend| f64::from(spend.x)).collect::<Vec<_>>());
    let mean = ranks(&repeat.iter().map(|spend| spend.mean).collect::<Vec<_>>());
    correlation(&x, &mean)
}

/// Ranks from 1, equal values at their mean rank.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for ties in order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]).is_eq()) {
        let rank = before as f64 + f64::midpoint(ties.len() as f64, 1.0);
        for &place in ties {
            ranks[place] = rank;
        }
        before += ties.len();
    }
    ranks
}

/// Pearson's correlation; none where one side does not vary.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum =
        |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(&a, &b)| f(a - mean_a, b - mean_b)).sum::<f64>();
    let (both, only_a, only_b) = (sum(&|a, b| a * b), sum(&|a, _| a * a), sum(&|_, b| b * b));
    (only_a > 0.0 && only_b > 0.0).then(|| both / (only_a * only_b).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_correlation() {
        assert_eq!(ranks(&[10.0, 30.0, 20.0, 20.0]), [1.0, 4.0, 2.5, 2.5]);
        let up = correlation(&ranks(&[1.0, 2.0, 9.0]), &ranks(&[5.0, 6.0, 7.0])).unwrap();
        assert!((up - 1.0).abs() < 1e-15);
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
    }
}
