//! Customer lifetime value: what each customer is expected to buy and to bring over a horizon.
//!
//! Purchases follow BG/NBD, their values Gamma-Gamma; `estimate` fits and predicts, `present` makes the document. The
//! simple CLV of textbooks stands beside the fitted one.

#[cfg(feature = "cli")]
mod args;
mod buyers;
mod estimate;
mod present;

use std::path::Path;

pub use buyers::{Buyers, Log};
pub use estimate::{Clv, ClvResult};

use super::{Analysis, Entry, Spec, TableSpec};
use crate::document::Document;
use crate::error::Result;
use crate::input::{Amounts, Role, SummaryTable};
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
                columns: &[
                    ("customer_id", "as in the export"),
                    ("frequency", "repeat purchases: days with an order after the first one"),
                    ("recency", "time from the first to the last purchase, in units of `--time-unit`"),
                    ("age", "time from the first purchase to the as-of day, in units of `--time-unit`"),
                    ("monetary_value", "mean value of the repeat purchases"),
                    ("spent", "money spent, refunds taken off"),
                    ("p_alive", "probability of still being a customer"),
                    ("churn_risk", "probability of no purchase within `--within`"),
                    ("expected_purchases", "expected purchases within `--horizon`"),
                    ("expected_spend", "expected value of a purchase"),
                    ("clv", "expected margin within `--horizon`, discounted"),
                    ("simple_clv", "yearly spend times the years a customer stays"),
                ],
            },
            TableSpec {
                name: "summary",
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
                name: "fit",
                columns: &[
                    ("model", "bg-nbd or gamma-gamma"),
                    ("parameter", "letter of the papers; log_likelihood, customers, distinct_histories"),
                    ("estimate", "maximum-likelihood estimate, or the figure"),
                    ("std_error", "standard error"),
                    ("ci_lower", "lower end of the 95% interval"),
                    ("ci_upper", "upper end of the 95% interval"),
                ],
            },
        ],
        method: "BG/NBD (Fader, Hardie & Lee 2005) and Gamma-Gamma (Fader & Hardie 2013), by maximum likelihood",
    },
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};

impl Analysis for Clv {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let customers = &data.collected.customers;
        let buyers = Buyers::of_log(customers, data.as_of, self.time_unit.days(), data.has(Role::Amount));
        Ok(present::document(self, &buyers, &self.estimate(&buyers)?, Some(data)))
    }

    fn summary(&self) -> Option<&Path> {
        self.summary.as_deref()
    }

    fn analyse_summary(&self, summary: &SummaryTable) -> Result<Document> {
        let buyers = Buyers::of_summary(summary);
        Ok(present::document(self, &buyers, &self.estimate(&buyers)?, None))
    }
}
