//! Churn risk: who is about to leave, what would be lost, and whom to win back.
//!
//! The risk is P(no purchase within a span), not 1 − P(still a customer): where most bought once, the latter ranks worse
//! than a coin. `scores` reckons it, `present` makes the document.

#[cfg(feature = "cli")]
mod args;
mod compare;
mod drivers;
mod present;
mod scores;
mod second;
mod tables;
mod winback;

use std::path::PathBuf;

pub use compare::Earlier;
pub use scores::Risks;
pub(super) use scores::enough;
pub use winback::{Offer, Uplift};

use compare::Comparison;
use drivers::{Drivers, Sources};
use second::Second;
use winback::Plan;

use super::choice::ModelChoice;
use super::groups::{self, Grouping};
use super::outlook::{Ahead, Buyers};
use super::{Analysis, Basis, Entry, Spec, TableSpec};
use crate::customers::{DaysKept, Groups};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::input::{Amounts, Label, Role, SummaryTable};
use crate::models::Clock;
use crate::pipeline::Prepared;
use crate::units::Span;

/// Parameters of an analysis of churn risk.
#[derive(Debug, Clone, PartialEq)]
pub struct ChurnRisk {
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
    /// Whether to judge by several cut-offs.
    pub rolling: bool,
    /// Where the bands begin.
    pub bands: Bands,
    /// The column that customers are grouped by, or `segment`.
    pub by: Option<String>,
    /// The offer that customers are to be won back with.
    pub offer: Option<Offer>,
    /// The result of an earlier run, to compare with.
    pub earlier: Option<Box<Earlier>>,
    /// Customers shown to people; machine formats hold all.
    pub top: usize,
    /// A customer summary to start from instead of a log.
    pub summary: Option<PathBuf>,
}

/// Risks from which a customer is in the medium and in the high band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bands {
    /// From here on the risk is medium.
    pub medium: f64,
    /// From here on it is high.
    pub high: f64,
}

/// What else a log says.
#[derive(Debug, Default)]
struct More {
    second: Option<Second>,
    grouping: Option<Grouping>,
    plan: Option<Plan>,
    comparison: Option<Comparison>,
    drivers: Option<Drivers>,
}

impl Analysis for ChurnRisk {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let customers = &data.collected.customers;
        let timing = (self.ahead.time_unit, self.clock());
        let buyers = Buyers::of_log(customers, data.as_of, timing, data.has(Role::Amount));
        let risks = Risks::of(self, &buyers, Some(customers))?;
        let grouping = self.by.as_ref().map(|by| Grouping::of(by, data)).transpose()?;
        let second = Second::of(customers, data.as_of, grouping.as_ref(), self.confidence);
        let span = (data.as_of, self.ahead.within, self.confidence);
        let compare = |earlier: &Earlier| Comparison::of(earlier, &buyers, &risks, customers, span);
        let comparison = self.earlier.as_deref().and_then(compare);
        let sources = Sources { customers, labels: labels_of(data), attributes: data.attributes.as_ref() };
        let within = buyers.days_of(self.ahead.within) as i32;
        let drivers = Drivers::of(&sources, data.as_of, within, self.confidence);
        let more = More { second, grouping, plan: self.plan(&risks)?, comparison, drivers };
        Ok(present::document(self, &buyers, &risks, Some(data), &more))
    }

    fn labels(&self) -> Vec<Label> {
        let by = self.by.iter().map(|by| groups::label(by, "--by"));
        by.chain(often_told().into_iter().filter(|label| Some(&label.name) != self.by.as_ref())).collect()
    }

    fn wants_ledger(&self) -> bool {
        true
    }

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn basis(&self) -> Basis<'_> {
        self.summary.as_deref().map_or(Basis::Log, Basis::Summary)
    }

    fn analyse_summary(&self, summary: &SummaryTable) -> Result<Document> {
        let buyers = Buyers::of_summary(summary);
        if self.clock() == Clock::Periods {
            buyers.check_whole()?;
        }
        let risks = Risks::of(self, &buyers, None)?;
        let more = More { plan: self.plan(&risks)?, ..More::default() };
        Ok(present::document(self, &buyers, &risks, None, &more))
    }
}

/// Columns that many logs have, and leavers are compared by.
const OFTEN_TOLD: [&str; 2] = ["channel", "category"];

/// What is read besides, to compare leavers by.
pub(super) fn often_told() -> Vec<Label> {
    OFTEN_TOLD.map(|name| Label { needed: false, ..groups::label(name, "--by") }).into()
}

/// What the first purchase of each customer says, column by column.
fn labels_of(data: &Prepared) -> Vec<(String, Groups)> {
    let Some(labels) = &data.collected.customers.labels else { return Vec::new() };
    let columns = data.input.labels().into_iter().enumerate();
    columns.map(|(place, (name, _))| (name, labels.by_first(place))).collect()
}

impl ChurnRisk {
    fn plan(&self, risks: &Risks) -> Result<Option<Plan>> {
        let Some(offer) = &self.offer else { return Ok(None) };
        let plan = Plan::of(offer, risks, self.confidence).ok_or_else(|| Error::Usage {
            message: "a plan needs amounts, and there is no column of them".to_owned(),
            hints: vec!["name the column with `--amount`".to_owned()],
        })?;
        Ok(Some(plan))
    }

    fn clock(&self) -> Clock {
        match self.model {
            ModelChoice::Given(family) => family.clock(),
            ModelChoice::Auto => Clock::Days,
        }
    }
}

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "churn-risk",
        about: "Who is about to leave, what would be lost, whom to win back",
        examples: &[
            ("setia churn-risk orders.csv", "risk of no purchase within 90 days"),
            ("setia churn-risk orders.csv --within 30d -o risk.csv", "all customers, for a spreadsheet"),
            ("setia churn-risk orders.csv --backtest rolling", "how well it would have worked"),
            (
                "setia churn-risk orders.csv --budget 5jt --offer-cost 25rb --uplift 12%",
                "whom to send a voucher to",
            ),
            ("setia churn-risk orders.csv --compare september.csv", "who moved, and what came true"),
        ],
        tables: &[
            TableSpec {
                name: "customers",
                needs: None,
                columns: &[
                    ("customer_id", "as in the export"),
                    ("last_purchase", "day of the last order"),
                    ("days_since_last", "days from it to the as-of day"),
                    ("orders", "orders"),
                    ("spent", "money spent, refunds taken off"),
                    (
                        "typical_gap_days",
                        "days between purchases: the own median shrunk to that of all customers",
                    ),
                    ("overdue_ratio", "days since the last purchase over the typical ones"),
                    ("p_alive", "probability of still being a customer"),
                    ("churn_risk", "probability of no purchase within `--within`"),
                    ("band", "low, medium or high risk, by `--bands`"),
                    (
                        "expected_next_purchase",
                        "day by which half of such customers bought again, if still there; none within ten years",
                    ),
                    ("next_purchase_lower", "day by which a tenth of them did"),
                    ("next_purchase_upper", "day by which nine tenths did: 80 % lie between the two"),
                    ("clv", "expected margin within `--horizon`, discounted"),
                    ("value_if_active", "the same of a customer who is still there"),
                    ("value_at_risk", "that times the churn risk"),
                    ("reason", "why the risk is what it is, in words"),
                ],
            },
            TableSpec {
                name: "bands",
                needs: None,
                columns: &[
                    ("band", "high, medium, low"),
                    ("from_risk", "the risk from which it begins"),
                    ("customers", "customers in it"),
                    ("share_of_customers", "their share of all customers"),
                    ("churn_risk", "their mean risk"),
                    ("expected_leavers", "customers of it who are expected not to buy within `--within`"),
                    ("clv", "what all of them are expected to bring"),
                    ("value_at_risk", "sum of what is at risk"),
                    ("share_of_value_at_risk", "its share of what is at risk in all"),
                ],
            },
            TableSpec {
                name: "drivers",
                needs: None,
                columns: &[
                    (
                        "driver",
                        "what leavers and stayers are compared by, as known at the cut: purchases, days_since_last, overdue_ratio, gap_trend and spend_trend (ln of the later over the earlier half), spend_per_purchase, discount_share, refund_share, channel, category, columns of `--customers`",
                    ),
                    ("value", "of a column of words, the word; leavers and stayers are then shares"),
                    ("leavers", "mean of those who stayed away after the cut"),
                    ("stayers", "mean of those who came back"),
                    ("difference", "leavers less stayers"),
                    ("ci_lower", "lower end of its interval"),
                    ("ci_upper", "upper end of it"),
                    ("effect_size", "the difference in standard deviations, by which the table is ordered"),
                    ("customers", "customers of whom it is known"),
                ],
            },
            TableSpec {
                name: "second_purchase",
                needs: None,
                columns: &[
                    ("within_days", "days after the first purchase"),
                    ("share", "share of customers who bought again within them (Kaplan & Meier)"),
                    ("ci_lower", "lower end of the interval"),
                    ("ci_upper", "upper end of it"),
                ],
            },
            TableSpec {
                name: "second_purchase_curve",
                needs: None,
                columns: &[
                    ("days", "days after the first purchase"),
                    ("at_risk", "customers watched so long who had not bought again"),
                    ("bought", "those who bought again on that day"),
                    ("share", "share of customers who bought again by then"),
                    ("ci_lower", "lower end of the interval"),
                    ("ci_upper", "upper end of it"),
                ],
            },
            TableSpec {
                name: "second_purchase_by",
                needs: Some(("by", "--by COLUMN")),
                columns: &[
                    ("group", "value of the column of `--by` at the first purchase, or the RFM segment"),
                    ("customers", "customers in it"),
                    ("bought_again", "those who bought again"),
                    ("share_30d", "share who buy again within 30 days"),
                    ("share_90d", "share who buy again within 90 days"),
                    ("share_365d", "share who buy again within 365 days"),
                    ("median_days", "days by which half of them bought again"),
                    ("median_lower", "lower end of its interval"),
                    ("median_upper", "upper end of it"),
                ],
            },
            TableSpec {
                name: "plan",
                needs: Some(("offer_cost", "--offer-cost AMOUNT")),
                columns: &[
                    ("customer_id", "whom to contact, the most profitable first"),
                    ("churn_risk", "probability of no purchase within `--within`"),
                    ("value_if_active", "what the customer brings within `--horizon` if still there"),
                    ("uplift", "what the offer adds to the probability of buying, at most the churn risk"),
                    ("expected_profit", "uplift times value if active, less the cost of the offer"),
                    ("break_even_uplift", "the uplift that pays for the offer"),
                    ("cumulative_cost", "cost of this offer and those before it"),
                    ("cumulative_profit", "expected profit of them"),
                ],
            },
            TableSpec {
                name: "plan_totals",
                needs: Some(("offer_cost", "--offer-cost AMOUNT")),
                columns: &[
                    (
                        "figure",
                        "contacts, cost, expected_responders, expected_profit, profit_lower, profit_upper, break_even_uplift",
                    ),
                    ("value", "the figure"),
                ],
            },
            TableSpec {
                name: "outcomes",
                needs: Some(("compare", "--compare FILE")),
                columns: &[
                    ("band", "band in the earlier result"),
                    ("customers", "customers in it"),
                    ("predicted", "their mean risk then"),
                    ("stayed_away", "share who have not bought since"),
                    ("ci_lower", "lower end of its interval"),
                    ("ci_upper", "upper end of it"),
                ],
            },
            TableSpec {
                name: "moves",
                needs: Some(("compare", "--compare FILE")),
                columns: &[
                    ("from", "band in the earlier result; none for customers who were not in it"),
                    ("to", "band now; none for customers who are not in the log any more"),
                    ("customers", "customers who moved so"),
                    ("share", "their share of those of the earlier band"),
                ],
            },
            super::choice::tables::BACKTEST,
            super::choice::tables::CALIBRATION,
            super::choice::tables::FIT,
        ],
        method: "P(no purchase within a span) by purchase models (docs/models), chosen and judged on the log's own past",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};
