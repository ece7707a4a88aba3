//! The risk of each customer, when the next purchase is to be expected, and what would be lost.

use rayon::prelude::*;

use super::{Bands, ChurnRisk};
use crate::analysis::choice::{Setting, choose};
use crate::analysis::outlook::{Buyers, Outlook, spend_of};
use crate::analysis::rhythm::Rhythm;
use crate::customers::{Customers, Visits};
use crate::error::{Error, Result};
use crate::models::{Histories, History, ln_gaps};
use crate::stats::z_of;
use crate::units::Day;

/// Figures of all customers, in the order of [`Buyers`].
#[derive(Debug, Clone)]
pub struct Risks {
    /// What is expected.
    pub outlook: Outlook,
    /// Days since the last purchase.
    pub days_since_last: Vec<f64>,
    /// Typical days between purchases.
    pub typical_gap: Vec<f64>,
    /// Band of each customer, 0 for low, 1 for medium, 2 for high.
    pub band: Vec<usize>,
    /// Days from the as-of day by which the next purchase of a customer still there has come with a probability of a
    /// tenth, a half and nine tenths, for each distinct history; none beyond ten years.
    pub next: Vec<[Option<f64>; 3]>,
    /// Value over the horizon of the customer if there; none without amounts.
    pub value_if_active: Option<Vec<f64>>,
    /// Days between purchases of the customer in the middle.
    pub middle_gap: f64,
    /// Days from the first purchase of all to the as-of day.
    pub length: f64,
}

/// Fewer customers who came back say nothing of who will.
const FEWEST_REPEAT_BUYERS: u64 = 50;
/// A history of fewer typical times between purchases is too short to look back from.
const SHORTEST_HISTORY: f64 = 3.0;
/// The probabilities of the next purchase: 80 % lie between the outer ones.
const NEXT: [f64; 3] = [0.1, 0.5, 0.9];
/// Nobody plans further ahead, in days.
const FARTHEST: f64 = 3652.5;

/// Enough customers who came back to tell who will.
///
/// # Errors
/// Fewer.
pub(in crate::analysis) fn enough(buyers: &Buyers) -> Result<()> {
    let repeat = buyers.repeat();
    if repeat >= FEWEST_REPEAT_BUYERS {
        return Ok(());
    }
    Err(Error::Untrusted {
        message: format!("{repeat} customers bought again, too few to tell who is about to leave"),
        evidence: vec![format!(
            "{} customers; {FEWEST_REPEAT_BUYERS} have to have bought on two days, {} are missing",
            buyers.len(),
            FEWEST_REPEAT_BUYERS - repeat
        )],
    })
}

impl Risks {
    /// Scores the customers. `customers` is the log behind the buyers, if there is one.
    ///
    /// # Errors
    /// Too few repeat buyers, and fits that do not converge.
    pub(super) fn of(churn: &ChurnRisk, buyers: &Buyers, customers: Option<&Customers>) -> Result<Risks> {
        enough(buyers)?;
        let unit = churn.ahead.time_unit.days();
        let as_of = buyers.log.as_ref().map_or(Day(0), |log| log.as_of);
        let visits = customers.and_then(|customers| customers.visits.as_ref());
        let (rhythm, typical_gap) = rhythm(buyers, visits, unit);
        let length = buyers.histories.iter().map(|history| history.age).fold(0.0, f64::max) * unit;
        let short = length < SHORTEST_HISTORY * rhythm.middle();
        // where the log is too short for a backtest, likelihoods of all models are compared
        let gaps = visits.filter(|_| short).map(|visits| ln_gaps(visits, as_of, churn.ahead.time_unit));
        let histories = Histories { ln_gaps: gaps, ..buyers.compressed() };
        let setting = Setting {
            model: churn.model,
            k: churn.k,
            unit: churn.ahead.time_unit,
            horizon: buyers.days_of(churn.ahead.within) as i32,
            holdout: churn.holdout,
            rolling: churn.rolling && !short,
            z: z_of(churn.confidence),
        };
        let chosen = choose(&setting, customers.filter(|_| !short), &histories, as_of)?;
        let spends = buyers.spends();
        let spend = (spend_of(spends.as_deref())?, spends.as_deref());
        let outlook = Outlook::of(&churn.ahead, buyers, histories, chosen, spend)?;
        let days_since = |place: usize| match customers {
            Some(customers) => f64::from(as_of.days_since(customers.last[place])),
            None => (buyers.histories[place].age - buyers.histories[place].t_x) * unit,
        };
        Ok(Risks {
            days_since_last: (0..buyers.len()).map(days_since).collect(),
            band: outlook
                .histories
                .of_customer
                .iter()
                .map(|&h| churn.bands.of(outlook.churn_risk[h]))
                .collect(),
            next: next_purchases(&outlook, unit),
            value_if_active: value_if_active(&outlook),
            middle_gap: rhythm.middle(),
            typical_gap,
            length,
            outlook,
        })
    }

    /// Days since the last purchase over the typical ones between purchases.
    pub(super) fn overdue(&self, place: usize) -> f64 {
        self.days_since_last[place] / self.typical_gap[place]
    }

    /// P(no purchase within the span) of a customer.
    pub(super) fn risk(&self, place: usize) -> f64 {
        self.outlook.churn_risk[self.outlook.histories.of_customer[place]]
    }

    /// What is lost if the customer does not come back, times the probability of that; none without amounts.
    pub(super) fn at_risk(&self, place: usize) -> Option<f64> {
        Some(self.value_if_active.as_ref()?[place] * self.risk(place))
    }

    /// Whether the history is too short to look back from.
    pub(super) fn is_short(&self) -> bool {
        self.length < SHORTEST_HISTORY * self.middle_gap
    }
}

impl Bands {
    /// The band of a risk: 0 for low, 1 for medium, 2 for high.
    fn of(&self, risk: f64) -> usize {
        usize::from(risk >= self.medium) + usize::from(risk >= self.high)
    }
}

/// The rhythm of all, and the typical days between purchases of each.
fn rhythm(buyers: &Buyers, visits: Option<&Visits>, unit: f64) -> (Rhythm, Vec<f64>) {
    let days = |visits: &Visits| {
        let days: Vec<&[Day]> = (0..buyers.len()).map(|place| visits.days(place)).collect();
        Rhythm::of_each(&days)
    };
    if let Some(each) = visits.and_then(days) {
        return each;
    }
    let mean = |history: &History| unit * history.t_x / f64::from(history.x.max(1));
    let rhythm = Rhythm::of_means(buyers.histories.iter().map(mean).collect());
    let each = |history: &History| rhythm.typical_gap_by_mean(mean(history), f64::from(history.x));
    (rhythm, buyers.histories.iter().map(each).collect())
}

fn next_purchases(outlook: &Outlook, unit: f64) -> Vec<[Option<f64>; 3]> {
    let model = &outlook.chosen.fit.model;
    let of = |(history, p_alive): (&History, &f64)| {
        NEXT.map(|p| {
            let days = model.next_purchase(history, p * p_alive)? * unit;
            (days <= FARTHEST).then_some(days)
        })
    };
    outlook.histories.distinct.par_iter().zip(&outlook.p_alive).map(of).collect()
}

fn value_if_active(outlook: &Outlook) -> Option<Vec<f64>> {
    let clv = &outlook.value.as_ref()?.clv;
    let there = |(clv, &history): (&f64, &usize)| {
        let p_alive = outlook.p_alive[history];
        if p_alive > 0.0 { clv / p_alive } else { 0.0 }
    };
    Some(clv.iter().zip(&outlook.histories.of_customer).map(there).collect())
}
