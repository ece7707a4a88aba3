//! How sure the forecasts are. Two kinds of interval, and they are not to be taken for one another: of what is
//! *expected* of a customer, which narrows with every customer the models learn from, and of what a customer may *do*
//! (predictive), which holds the luck of a single one too.
//!
//! The expected ones are log-normal with the spread that the figure has over the posterior of the parameters; the
//! predictive ones are quantiles of the distribution of the purchases, and of the sum of their values. What all customers
//! of a history share is kept; the ends for a single customer follow from it when they are asked for.

use std::cell::OnceCell;

use super::elsewhere::Elsewhere;
use super::estimate::{Clv, ClvResult};
use super::prospects::Prospect;
use super::spend_spread::SpendSpread;
use super::totals::{Total, Totals};
use crate::analysis::outlook::{Buyers, Outlook, Valued};
use crate::models::{Counts, Fit, Forecast, GammaGamma, Histories, Purchases, Spend};
use crate::stats::z_of;

/// Lower and upper end.
pub type Interval = (f64, f64);

/// How sure the forecasts are.
#[derive(Debug, Clone)]
pub struct Uncertainty {
    /// Standard errors in an interval.
    z: f64,
    /// Spread of the logarithm of the expected purchases, for each distinct history.
    of_purchases: Vec<f64>,
    /// What each distinct history may lead to.
    prospects: Vec<Prospect>,
    /// Spread of the logarithm of the expected spend; none without amounts.
    of_spend: Option<SpendSpread>,
    /// All purchases.
    pub total_purchases: Total,
    /// The value of all customers; none without amounts.
    pub total_clv: Option<Total>,
    /// The value of each group of customers; its purchases without amounts.
    pub by_group: Vec<Total>,
}

/// What is known before.
pub(super) struct Known<'a> {
    pub(super) fit: &'a Fit<Purchases>,
    pub(super) spend: Option<&'a Fit<GammaGamma>>,
    pub(super) buyers: &'a Buyers,
    pub(super) histories: &'a Histories,
    pub(super) forecasts: &'a [Forecast],
    /// P(still a customer) of each distinct history.
    pub(super) p_alive: &'a [f64],
    pub(super) value: Option<&'a Valued>,
    /// In units of time.
    pub(super) horizon: f64,
    pub(super) margin: f64,
    pub(super) confidence: f64,
}

impl Uncertainty {
    /// Of a forecast by customers who spent so much; totals are reckoned of all and of each of the `groups`.
    pub(super) fn of(known: &Known, spends: &[Spend], groups: &[Vec<usize>]) -> Uncertainty {
        let z = z_of(known.confidence);
        let posterior = OnceCell::new();
        let posterior = || posterior.get_or_init(|| known.fit.posterior(known.histories));
        let elsewhere = Elsewhere::of(known, posterior);
        let of_purchases = elsewhere.spreads(known);
        let prospects = known.prospects(posterior);
        let of_spend = known
            .spend
            .zip(known.value)
            .map(|(spend, value)| SpendSpread::of(spend, value, spends, known.buyers));
        let totals =
            Totals { known, elsewhere: &elsewhere, prospects: &prospects, of_spend: of_spend.as_ref(), z };
        Uncertainty {
            total_purchases: totals.purchases(&known.histories.weights),
            total_clv: totals.value(None),
            by_group: groups.iter().map(|places| totals.of_group(places)).collect(),
            z,
            of_purchases,
            prospects,
            of_spend,
        }
    }
}

impl ClvResult {
    /// The purchases that a customer of a distinct history makes at least and at most.
    #[must_use]
    pub fn ends_of_purchases(&self, history: usize) -> (u32, u32) {
        self.uncertainty.prospects[history].purchases
    }

    /// The value that a customer of a distinct history brings at least and at most, given what the customer paid; none
    /// without amounts.
    #[must_use]
    pub fn ends_of_clv(&self, clv: &Clv, history: usize, paid: Option<Spend>) -> Option<Interval> {
        let (lower, upper) = match paid {
            None => self.worth_unpaid(clv, history),
            Some(_) => self.worth(clv, history),
        };
        let scale = self.scale(paid)?;
        Some((lower * scale, upper * scale))
    }

    /// The scale of what a customer spends, v + x z̄; none without amounts.
    #[must_use]
    pub fn scale(&self, paid: Option<Spend>) -> Option<f64> {
        let total = paid.map_or(0.0, |paid| f64::from(paid.x) * paid.mean);
        Some(self.spend.as_ref()?.model.v + total)
    }

    /// The value at least and at most, in units of the scale, of a customer of a distinct history whose purchases brought
    /// money.
    #[must_use]
    pub fn worth(&self, clv: &Clv, history: usize) -> Interval {
        let today = worth_today(&self.forecasts[history], clv.ahead.margin);
        let (lower, upper) = self.uncertainty.prospects[history].worth;
        (lower * today, upper * today)
    }

    /// The same of one of whom it is not known what the customer spends.
    #[must_use]
    pub fn worth_unpaid(&self, clv: &Clv, history: usize) -> Interval {
        let (of, Some(spend)) = (&self.histories.distinct[history], &self.spend) else { return (0.0, 0.0) };
        if of.x == 0 {
            return self.worth(clv, history);
        }
        let counts = Counts::at(&self.chosen.fit.model, of, self.horizon);
        let end = |p: f64| counts.ln_value_quantile(&spend.model, 0, p, None).map_or(0.0, f64::exp);
        let today = worth_today(&self.forecasts[history], clv.ahead.margin);
        let (low, high) = tails(clv.confidence);
        (end(low) * today, end(high) * today)
    }

    /// The spread of the logarithm of the expected purchases of a distinct history.
    #[must_use]
    pub fn spread_of_purchases(&self, history: usize) -> f64 {
        self.uncertainty.of_purchases[history]
    }

    /// The spread of the logarithm of the expected spend, given what the customer paid; none without amounts.
    #[must_use]
    pub fn spread_of_spend(&self, paid: Option<Spend>) -> Option<f64> {
        Some(self.uncertainty.of_spend.as_ref()?.of_customer(paid))
    }

    /// The interval around what is expected, given the spread of its logarithm.
    #[must_use]
    pub fn around(&self, expected: f64, spread: f64) -> Interval {
        around(expected, self.uncertainty.z * spread.sqrt())
    }
}

impl<'a> Known<'a> {
    pub(super) fn of(clv: &Clv, buyers: &'a Buyers, outlook: &'a Outlook) -> Known<'a> {
        Known {
            fit: &outlook.chosen.fit,
            spend: outlook.spend.as_ref(),
            buyers,
            histories: &outlook.histories,
            forecasts: &outlook.forecasts,
            p_alive: &outlook.p_alive,
            value: outlook.value.as_ref(),
            horizon: outlook.horizon,
            margin: clv.ahead.margin,
            confidence: clv.confidence,
        }
    }

    pub(super) fn tails(&self) -> (f64, f64) {
        tails(self.confidence)
    }

    pub(super) fn worth_today(&self, forecast: &Forecast) -> f64 {
        worth_today(forecast, self.margin)
    }
}

fn tails(confidence: f64) -> (f64, f64) {
    (f64::midpoint(1.0, -confidence), f64::midpoint(1.0, confidence))
}

/// Purchases discounted, over purchases, with the margin: what a purchase within the horizon is worth today.
fn worth_today(forecast: &Forecast, margin: f64) -> f64 {
    if forecast.purchases > 0.0 { margin * forecast.discounted / forecast.purchases } else { 0.0 }
}

/// Σ weight · (ln of a figure over the estimate)².
pub(super) fn spread(estimate: f64, figures: impl Iterator<Item = (f64, f64)>) -> f64 {
    figures
        .map(|(weight, figure)| {
            let off = (figure / estimate).ln();
            if off.is_finite() { weight * off * off } else { 0.0 }
        })
        .sum()
}

/// A log-normal interval.
pub(super) fn around(estimate: f64, width: f64) -> Interval {
    let factor = width.exp();
    (estimate / factor, estimate * factor)
}
