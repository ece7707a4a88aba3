//! Fits and predictions for every customer, once for each distinct history.

use std::ops::Deref;
use std::path::PathBuf;

use super::saved::SavedModel;
use super::uncertainty::{Known, Uncertainty};
use crate::analysis::choice::{Chosen, ModelChoice, Setting, choose};
use crate::analysis::outlook::{Ahead, Buyers, Log, Outlook, spend_of};
use crate::customers::Customers;
use crate::error::{Error, Result};
use crate::models::{Clock, Family, Histories};
use crate::stats::z_of;
use crate::units::{Day, Span};

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
    /// How far to look ahead, and what money is worth then.
    pub ahead: Ahead,
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
    /// A customer summary to start from instead of a log; its times are in the unit of time.
    pub summary: Option<PathBuf>,
}

impl Default for Clv {
    fn default() -> Clv {
        Clv {
            model: ModelChoice::Auto,
            k: None,
            holdout: None,
            confidence: 0.95,
            ahead: Ahead::default(),
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

/// What is expected of the customers, in the order of [`Buyers`], and how sure that is.
#[derive(Debug, Clone)]
pub struct ClvResult {
    /// What is expected.
    pub outlook: Outlook,
    /// How sure that is.
    pub uncertainty: Uncertainty,
    /// Yearly spend times the years a customer stays, for each customer; none without amounts.
    pub simple_clv: Option<Vec<f64>>,
}

impl Deref for ClvResult {
    type Target = Outlook;

    fn deref(&self) -> &Outlook {
        &self.outlook
    }
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
        let (histories, spends) = rayon::join(|| buyers.compressed(), || buyers.spends());
        let spends = spends.as_deref();
        let (chosen, spend) = if let Some(saved) = &self.loaded {
            let spend = buyers.monetary_value.as_ref().map(|_| saved.spend()).transpose()?;
            (Chosen::loaded(saved.purchases()?), spend.flatten())
        } else {
            let choose = || self.choose(buyers, customers, &histories);
            let (chosen, spend) = rayon::join(choose, || spend_of(spends));
            (chosen?, spend?)
        };
        let outlook = Outlook::of(&self.ahead, buyers, histories, chosen, (spend, spends))?;
        let uncertainty =
            Uncertainty::of(&Known::of(self, buyers, &outlook), spends.unwrap_or_default(), groups);
        let simple = |log: &Log| {
            let yearly = log.yearly_spend.as_ref()?;
            Some(yearly.iter().map(|spend| spend * log.years.0 * self.ahead.margin).collect())
        };
        let simple_clv = buyers.log.as_ref().and_then(simple);
        Ok(ClvResult { outlook, uncertainty, simple_clv })
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
            unit: self.ahead.time_unit,
            horizon: buyers.days_of(self.ahead.horizon) as i32,
            holdout: self.holdout,
            rolling: false,
            z: z_of(self.confidence),
        };
        let as_of = buyers.log.as_ref().map_or(Day(0), |log| log.as_of);
        choose(&setting, customers, histories, as_of)
    }
}
