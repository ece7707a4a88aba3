//! Fits and predictions for every customer, once for each distinct history.

use rayon::prelude::*;

use crate::customers::Customers;
use crate::error::{Error, Result};
use crate::models::{BgNbd, Fit, GammaGamma, Histories, History, PurchaseModel, Spend};
use crate::stats::Stop;
use crate::units::{Day, Span, TimeUnit};

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
        }
    }
}

/// What is expected of the customers, in the order of [`Customers`].
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
    /// Years a customer stays on average, by the simple reckoning, and whether the log is long enough (24 months) to
    /// count who came back.
    pub years: (f64, bool),
    /// Repeat buyers whose repeat purchases brought no money, and who are taken for average spenders.
    pub unpaid: u64,
    /// The horizon over the time that the log covers.
    pub horizon_of_history: f64,
    /// Spearman's rank correlation of frequency and mean spend among repeat buyers.
    pub frequency_spend: Option<f64>,
}

/// Below this many repeat buyers a fit says nothing.
const FEWEST_REPEAT_BUYERS: u64 = 10;
const DAYS_PER_YEAR: f64 = 365.25;

impl Clv {
    /// Fits the models and predicts.
    ///
    /// # Errors
    /// Too few repeat buyers, and fits that do not converge.
    pub fn estimate(&self, customers: &Customers, as_of: Day, amounts: bool) -> Result<ClvResult> {
        let repeat = customers.purchase_days.iter().filter(|&&days| days > 1).count() as u64;
        if repeat < FEWEST_REPEAT_BUYERS {
            return Err(Error::Untrusted {
                message: format!("{repeat} customers bought again, too few to learn purchase rates from"),
                evidence: vec![format!(
                    "{} customers; at least {FEWEST_REPEAT_BUYERS} have to have bought on two days",
                    customers.len()
                )],
            });
        }
        let unit = self.time_unit.days();
        let histories = Histories::of(customers, as_of, unit);
        let purchases = BgNbd::fit(&histories)?;
        trusted(&purchases, "BG/NBD")?;
        let spend = if amounts {
            let fit = GammaGamma::fit(&Spend::of(customers))?;
            trusted(&fit, "Gamma-Gamma")?;
            Some(fit)
        } else {
            None
        };
        let ahead = |span: Span| f64::from(span.days_from(as_of)) / unit;
        let (horizon, within) = (ahead(self.horizon), ahead(self.within));
        let delta = self.discount_rate.ln_1p() * unit / DAYS_PER_YEAR;
        let model = purchases.model;
        let forecasts = model.forecasts(&histories.distinct, horizon, delta);
        let each = |value: &(dyn Fn(&History) -> f64 + Sync)| -> Vec<f64> {
            histories.distinct.par_iter().map(value).collect()
        };
        let expected_spend = spend.as_ref().map(|fit| expected_spend(fit, customers)).transpose()?;
        let clv = expected_spend.as_ref().map(|spend| {
            let value = |(place, spend): (usize, &f64)| {
                forecasts[histories.of_customer[place]].discounted * spend * self.margin
            };
            spend.iter().enumerate().map(value).collect()
        });
        let years = years(customers, as_of);
        let simple_clv = amounts.then(|| simple_clv(customers, as_of, years.0 * self.margin));
        let unpaid = (0..customers.len())
            .filter(|&place| {
                customers.purchase_days[place] > 1 && Spend::of_customer(customers, place).is_none()
            })
            .count();
        let history = customers.first.iter().map(|&first| as_of.days_since(first)).max().unwrap_or(0);
        Ok(ClvResult {
            unpaid: if amounts { unpaid as u64 } else { 0 },
            horizon_of_history: horizon * unit / f64::from(history.max(1)),
            spend,
            p_alive: each(&|history| model.p_alive(history)),
            churn_risk: each(&|history| model.p_no_purchase(history, within)),
            expected_purchases: forecasts.iter().map(|forecast| forecast.purchases).collect(),
            expected_spend,
            clv,
            simple_clv,
            years,
            frequency_spend: if amounts { frequency_spend(customers) } else { None },
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

fn expected_spend(fit: &Fit<GammaGamma, 3>, customers: &Customers) -> Result<Vec<f64>> {
    let unbounded = || Error::Untrusted {
        message: "the expected value of a purchase has no bound".to_owned(),
        evidence: vec![format!("Gamma-Gamma: q = {:.4}, at most 1", fit.model.q)],
    };
    (0..customers.len())
        .map(|place| fit.model.expected_spend(Spend::of_customer(customers, place)).ok_or_else(unbounded))
        .collect()
}

/// Years a customer stays: 1/(1 − the share of those who bought 12 to 24 months ago and came back in the last 12), or,
/// under 24 months of history, the mean time from first to last purchase, at least a year.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn years(customers: &Customers, as_of: Day) -> (f64, bool) {
    let oldest = customers.first.iter().map(|&first| as_of.days_since(first)).max().unwrap_or(0);
    let before = customers.bought_year_before.iter().filter(|&&bought| bought).count();
    if oldest >= 730 && before > 0 {
        let came_back = (0..customers.len())
            .filter(|&place| {
                customers.bought_year_before[place] && as_of.days_since(customers.last[place]) < 365
            })
            .count();
        let share = came_back as f64 / before as f64;
        // if everybody came back there is no end in sight; twice the time seen is as far as the data can speak
        let longest = 2.0 * f64::from(oldest) / DAYS_PER_YEAR;
        return ((1.0 / (1.0 - share)).min(longest), true);
    }
    let seen = |place: usize| f64::from(customers.last[place].days_since(customers.first[place]));
    let mean = (0..customers.len()).map(seen).sum::<f64>() / customers.len() as f64 / DAYS_PER_YEAR;
    (mean.max(1.0), false)
}

fn simple_clv(customers: &Customers, as_of: Day, factor: f64) -> Vec<f64> {
    let yearly = |place: usize| {
        let age = f64::from(as_of.days_since(customers.first[place])) / DAYS_PER_YEAR;
        customers.spent[place].to_f64() / age.max(1.0)
    };
    (0..customers.len()).map(|place| yearly(place) * factor).collect()
}

/// Spearman's rank correlation of frequency and mean spend; Gamma-Gamma takes them for independent.
fn frequency_spend(customers: &Customers) -> Option<f64> {
    let repeat: Vec<Spend> = Spend::of(customers);
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
