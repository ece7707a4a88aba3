//! What the values say to an owner: who brings them, what a new customer is worth and when it has paid for itself, and
//! which lever is worth most.

use rayon::prelude::*;

use super::estimate::{Clv, ClvResult};
use crate::analysis::outlook::Buyers;
use crate::document::Table;
use crate::models::{Change, Forecast, Histories, History};
use crate::stats::{gini, payback, shares_of_tenths, sum_of};

/// What the values say to an owner.
#[derive(Debug, Clone)]
pub struct Economics {
    /// Share of the value that each tenth of the customers brings, the most valuable first.
    pub shares: [f64; 10],
    /// Gini's coefficient of the values: 0 if all are alike, 1 if one customer brings all.
    pub gini: Option<f64>,
    /// What would change the value of all customers.
    pub levers: Vec<Lever>,
    /// What the next new customer is worth; none without amounts.
    pub newcomer: Option<Newcomer>,
}

/// Something that may be changed by a tenth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    /// frequency, basket or retention.
    pub name: &'static str,
    /// The value of all customers with it.
    pub total: f64,
    /// How much that is more.
    pub gain: f64,
}

/// What a new customer is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Newcomer {
    /// Margin of the first purchase.
    pub first: f64,
    /// Margin of the first purchase and of those expected within the horizon, discounted.
    pub value: f64,
    /// What it costs to win one, where that is known.
    pub cost: Option<f64>,
    /// Units of time until the margin has made up for the cost; none within ten horizons.
    pub payback: Option<f64>,
    /// New customers that a customer brings, where that is known.
    pub referrals: Option<f64>,
}

/// A lever is pulled by so much.
const CHANGE: f64 = 0.1;
/// Horizons within which a customer has to pay for the cost of winning one.
const LONGEST_PAYBACK: f64 = 10.0;

impl Newcomer {
    /// What the customers are worth whom a customer brings.
    #[must_use]
    pub fn referral_value(&self) -> Option<f64> {
        self.referrals.map(|referrals| referrals * (self.value - self.cost.unwrap_or(0.0)))
    }
}

impl Economics {
    /// Of a forecast, and of the table of its customers, the most valuable first.
    pub(super) fn of(clv: &Clv, buyers: &Buyers, result: &ClvResult, customers: &Table) -> Economics {
        let name = if result.value.is_some() { "clv" } else { "expected_purchases" };
        let column = customers.column(name);
        let value = |row: usize| column.and_then(|column| column.number(row)).unwrap_or(0.0);
        let values: Vec<f64> = (0..customers.rows()).into_par_iter().map(value).collect();
        let (levers, (shares, gini)) = rayon::join(
            || levers(result, values.iter().sum()),
            || (shares_of_tenths(&values), gini(&values)),
        );
        Economics {
            shares,
            gini,
            levers,
            newcomer: result.value.is_some().then(|| newcomer(clv, buyers, result)),
        }
    }
}

/// The value of all customers if they bought a tenth more often, spent a tenth more, or were a tenth less likely to leave.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn levers(result: &ClvResult, now: f64) -> Vec<Lever> {
    let Histories { distinct, weights, of_customer, .. } = &result.histories;
    let purchases = |change: Change| {
        result.chosen.fit.model.forecasts_given(&result.p_alive, change, distinct, result.horizon, 0.0)
    };
    let (often, loyal) = rayon::join(
        || purchases(Change { rate: 1.0 + CHANGE, ..Change::NONE }),
        || purchases(Change { leaving: 1.0 - CHANGE, ..Change::NONE }),
    );
    // how many times as much; of a customer who has left for certain nothing is expected, whatever changes
    let more = |(now, (often, loyal)): (&Forecast, (&Forecast, &Forecast))| {
        let of = |then: &Forecast| if now.purchases > 0.0 { then.purchases / now.purchases } else { 1.0 };
        [of(often), of(loyal)]
    };
    let more: Vec<[f64; 2]> =
        result.forecasts.par_iter().zip(often.par_iter().zip(&loyal)).map(more).collect();
    // what a purchase is worth today stays as it is: the horizon moves the purchases little
    let [frequency, retention] = match &result.value {
        Some(value) => {
            sum_of(value.clv.len(), |place| more[of_customer[place]].map(|more| value.clv[place] * more))
        }
        None => sum_of(weights.len(), |history| {
            more[history].map(|more| weights[history] as f64 * result.forecasts[history].purchases * more)
        }),
    };
    let mut levers = vec![("frequency", frequency), ("retention", retention)];
    if result.value.is_some() {
        levers.push(("basket", now * (1.0 + CHANGE)));
    }
    // two that come to the same stay as they are
    let rounded = |total: f64| (total / now * 1e9).round();
    levers.sort_by(|a, b| rounded(b.1).total_cmp(&rounded(a.1)));
    levers.into_iter().map(|(name, total)| Lever { name, total, gain: total - now }).collect()
}

fn newcomer(clv: &Clv, buyers: &Buyers, result: &ClvResult) -> Newcomer {
    let spend = result.spend.as_ref().and_then(|spend| spend.model.expected_spend(None));
    let first = spend.unwrap_or_else(|| buyers.mean_spend()) * clv.ahead.margin;
    let model = &result.chosen.fit.model;
    let value = |t: f64| first * (1.0 + model.discounted_purchases(&History::NEW, t, result.delta));
    Newcomer {
        first,
        value: value(result.horizon),
        cost: clv.acquisition_cost,
        payback: clv.acquisition_cost.and_then(|cost| payback(value, cost, LONGEST_PAYBACK * result.horizon)),
        referrals: clv.referrals,
    }
}
