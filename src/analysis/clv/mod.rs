//! Customer lifetime value: what each customer is expected to buy and to bring over a horizon.
//!
//! Purchases follow BG/NBD, their values Gamma-Gamma; `estimate` fits and predicts, `present` makes the document. The
//! simple CLV of textbooks stands beside the fitted one.

#[cfg(feature = "cli")]
mod args;
mod by;
mod customers;
mod economics;
mod elsewhere;
mod estimate;
mod explain;
mod present;
mod prospects;
mod saved;
mod spend_spread;
mod tables;
mod totals;
mod uncertainty;

use std::path::PathBuf;

pub use economics::{Economics, Lever, Newcomer};
pub use estimate::{Clv, ClvResult};
pub use saved::SavedModel;
pub use totals::Total;
pub use uncertainty::{Interval, Uncertainty};

use super::choice::ModelChoice;
use super::groups::{self, Grouping};
use super::outlook::Buyers;
use super::{Analysis, Basis, Entry, Spec, TableSpec};
use crate::customers::DaysKept;
use crate::document::Document;
use crate::error::Result;
use crate::input::{Amounts, Label, Role, SummaryTable};
use crate::models::Clock;
use crate::pipeline::Prepared;

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "clv",
        about: "Expected purchases and lifetime value of each customer",
        examples: &[
            ("setia clv orders.csv", "value over the next 12 months"),
            ("setia clv orders.csv -o clv.csv", "all customers, for a spreadsheet"),
            ("setia clv orders.csv --horizon 24m --discount-rate 8%", "further ahead, discounted"),
            ("setia clv --summary customers.csv", "from frequency, recency, T and monetary_value"),
            ("setia clv visits.csv --table fit", "parameters; works without amounts"),
        ],
        tables: &[
            TableSpec {
                name: "customers",
                needs: None,
                columns: &[
                    ("customer_id", "as in the export"),
                    (
                        "frequency",
                        "repeat purchases: days with an order after the first one; of bg-bb periods with one",
                    ),
                    ("recency", "time from the first to the last purchase, in units of `--time-unit`"),
                    ("age", "time from the first purchase to the as-of day, in units of `--time-unit`"),
                    ("monetary_value", "mean value of the repeat purchases"),
                    ("spent", "money spent, refunds taken off"),
                    ("p_alive", "probability of still being a customer"),
                    ("churn_risk", "probability of no purchase within `--within`"),
                    ("expected_purchases", "expected purchases within `--horizon`"),
                    ("expected_purchases_lower", "lower end of the interval of what is expected"),
                    ("expected_purchases_upper", "upper end of it"),
                    (
                        "purchases_lower",
                        "purchases that the customer makes at least, with the same confidence",
                    ),
                    ("purchases_upper", "purchases that the customer makes at most"),
                    ("expected_spend", "expected value of a purchase"),
                    ("clv", "expected margin within `--horizon`, discounted"),
                    ("expected_clv_lower", "lower end of the interval of what is expected"),
                    ("expected_clv_upper", "upper end of it"),
                    ("clv_lower", "value that the customer brings at least, with the same confidence"),
                    ("clv_upper", "value that the customer brings at most"),
                    ("simple_clv", "yearly spend times the years a customer stays"),
                ],
            },
            TableSpec {
                name: "summary",
                needs: None,
                columns: &[
                    ("fifth", "1 holds the most valuable customers"),
                    ("customers", "customers in it"),
                    ("p_alive", "mean probability of still being a customer"),
                    ("churn_risk", "mean probability of no purchase within `--within`"),
                    ("expected_purchases", "mean expected purchases"),
                    ("clv", "mean value"),
                    ("total_clv", "value of all of them"),
                    ("share_of_clv", "their share of the value of all customers"),
                ],
            },
            TableSpec {
                name: "totals",
                needs: None,
                columns: &[
                    ("figure", "purchases or clv, of all customers within `--horizon`"),
                    ("expected", "what is expected"),
                    ("expected_lower", "lower end of the interval of what is expected"),
                    ("expected_upper", "upper end of it"),
                    ("lower", "lower end of the interval of what may happen"),
                    ("upper", "upper end of it"),
                ],
            },
            TableSpec {
                name: "tenths",
                needs: None,
                columns: &[
                    ("tenth", "1 holds the most valuable customers"),
                    ("share_of_clv", "their share of the value of all customers"),
                    ("cumulative_share_of_clv", "share of this tenth and those before it"),
                ],
            },
            TableSpec {
                name: "levers",
                needs: None,
                columns: &[
                    ("lever", "frequency, basket or retention (probability of leaving), changed by a tenth"),
                    ("total_clv", "value of all customers with it; purchases where there are no amounts"),
                    ("gain", "how much that is more"),
                    ("gain_share", "that over the value without it"),
                ],
            },
            TableSpec {
                name: "new_customer",
                needs: None,
                columns: &[
                    (
                        "figure",
                        "first_purchase, value (with what follows within `--horizon`), acquisition_cost, net_value, payback (in units of `--time-unit`), referral_value",
                    ),
                    ("value", "the figure; none where it is not known or never reached"),
                ],
            },
            TableSpec {
                name: "by",
                needs: Some(("by", "--by COLUMN")),
                columns: &[
                    ("group", "value of the column of `--by` at the first purchase, or the RFM segment"),
                    ("customers", "customers in it"),
                    ("share_of_customers", "their share of all customers"),
                    ("repeat_customers", "those who bought again"),
                    ("spent", "money spent, refunds taken off"),
                    ("p_alive", "mean probability of still being a customer"),
                    ("churn_risk", "mean probability of no purchase within `--within`"),
                    ("expected_purchases", "mean expected purchases"),
                    ("clv", "mean value"),
                    ("total_clv", "value of all of them"),
                    ("total_clv_lower", "lower end of the interval of what they may bring"),
                    ("total_clv_upper", "upper end of it"),
                    ("share_of_clv", "their share of the value of all customers, or of the purchases"),
                ],
            },
            TableSpec {
                name: "timeline",
                needs: Some(("explain", "--explain ID")),
                columns: &[
                    ("period", "month, quarter or year; of the customer of `--explain` only"),
                    ("share_of_purchases", "purchase days over those of the busiest period"),
                    ("purchases", "purchase days"),
                    ("spent", "money spent, refunds taken off"),
                ],
            },
            super::choice::tables::FIT,
            super::choice::tables::BACKTEST,
            super::choice::tables::CALIBRATION,
        ],
        method: "purchase models (Pareto/NBD, BG/NBD, MBG/NBD, (M)BG/CNBD-k, NBD) and Gamma-Gamma (Fader & Hardie 2013), by maximum likelihood; docs/models has a page for each",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};

impl Analysis for Clv {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let customers = &data.collected.customers;
        let (amounts, currency) = (data.has(Role::Amount), data.currency());
        if let Some(saved) = &self.loaded {
            saved.check(self, currency.as_deref(), amounts)?;
        }
        let buyers = Buyers::of_log(customers, data.as_of, (self.ahead.time_unit, self.clock()), amounts);
        let grouping = self.by.as_ref().map(|by| Grouping::of(by, data)).transpose()?;
        let members = grouping.as_ref().map(Grouping::members).unwrap_or_default();
        let result = self.estimate(&buyers, Some(customers), &members)?;
        let mut document = match &self.explain {
            Some(id) => explain::document(self, id, &buyers, &result, customers, data.as_of)?,
            None => present::document(self, &buyers, &result, Some(data), grouping.as_ref()),
        };
        let as_of = Some(data.as_of.to_string());
        document.files.extend(self.saved(&buyers, &result, currency.as_deref(), as_of)?);
        Ok(document)
    }

    fn days_kept(&self) -> DaysKept {
        if self.explain.is_some() || self.clock() == Clock::Periods {
            return DaysKept::Full;
        }
        match self.model {
            _ if self.loaded.is_some() => DaysKept::None,
            // a holdout is of all customers
            _ if self.holdout.is_some() => DaysKept::Bare,
            ModelChoice::Given(family) if !family.is_regular() => DaysKept::None,
            _ => DaysKept::Sample,
        }
    }

    fn labels(&self) -> Vec<Label> {
        self.by.iter().map(|by| groups::label(by, "--by")).collect()
    }

    fn basis(&self) -> Basis<'_> {
        self.summary.as_deref().map_or(Basis::Log, Basis::Summary)
    }

    fn analyse_summary(&self, summary: &SummaryTable) -> Result<Document> {
        let buyers = Buyers::of_summary(summary);
        if self.clock() == Clock::Periods {
            buyers.check_whole()?;
        }
        if let Some(saved) = &self.loaded {
            saved.check(self, None, buyers.monetary_value.is_some())?;
        }
        let result = self.estimate(&buyers, None, &[])?;
        let mut document = present::document(self, &buyers, &result, None, None);
        document.files.extend(self.saved(&buyers, &result, None, None)?);
        Ok(document)
    }
}

impl Clv {
    /// The file of the fitted models, if they are to be kept.
    fn saved(
        &self,
        buyers: &Buyers,
        result: &ClvResult,
        currency: Option<&str>,
        as_of: Option<String>,
    ) -> Result<Option<(PathBuf, String)>> {
        let Some(path) = &self.save else { return Ok(None) };
        Ok(Some((path.clone(), SavedModel::of(self, buyers, result, currency, as_of).to_text()?)))
    }
}
