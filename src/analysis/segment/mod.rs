//! `setia segment`: groups that mean something, and how customers move between them.
//!
//! `standing` is what is known of the customers on a day; `by_rfm`, `rules`, `kmeans` and `tiers` make a `split` of it;
//! `migration` compares it with an earlier one, `present` makes the document.

#[cfg(feature = "cli")]
mod args;
mod by_rfm;
mod kmeans;
mod migration;
mod present;
mod rules;
mod split;
mod standing;
mod tables;
mod tiers;

pub use by_rfm::{ByRfm, Cells, Scoring, SegmentMap};
pub use kmeans::Clustering;
pub use migration::{Compare, Earlier};
pub use rules::RuleSet;
pub use tiers::{Counts, Tiers};

use super::{Analysis, Entry, Spec, TableSpec, groups};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::input::{Amounts, Label};
use crate::pipeline::Prepared;
use kmeans::Tried;
use migration::Migration;
use split::Split;
use standing::Standing;

/// Parameters of a segmentation.
#[derive(Debug, Clone)]
pub struct Segment {
    /// How segments are made.
    pub method: Method,
    /// What they are compared with.
    pub compare: Option<Compare>,
    /// Customers shown to people; machine formats hold all.
    pub top: usize,
}

/// How segments are made.
#[derive(Debug, Clone)]
pub enum Method {
    /// By scores of recency, frequency and money.
    Rfm(ByRfm),
    /// By rules.
    Rules(RuleSet),
    /// By k-means.
    KMeans(Clustering),
    /// By what was spent or ordered in the last months.
    Tiers(Tiers),
}

/// Segments of now, and what became of those of then.
struct Found {
    now: Standing,
    split: Split,
    /// The numbers of clusters that were tried, of k-means.
    tried: Vec<Tried>,
    migration: Option<Migration>,
}

impl Segment {
    fn find(&self, data: &Prepared) -> Result<Found> {
        let now = Standing::on(data, data.as_of);
        let then = match self.compare {
            Some(Compare::Day(day)) => Some(earlier(data, day)?),
            _ => None,
        };
        let (split, before, tried) = match &self.method {
            Method::Rfm(by) => (by.split(&now), then.as_ref().map(|then| by.split(then)), Vec::new()),
            Method::Rules(rules) => {
                (rules.split(&now)?, then.as_ref().map(|then| rules.split(then)).transpose()?, Vec::new())
            }
            Method::KMeans(clustering) => {
                // the clusters of now, so that they mean the same then
                let fitted = kmeans::fit(clustering, &now)?;
                let before = then.as_ref().map(|then| fitted.split(then));
                (fitted.split(&now), before, fitted.tried)
            }
            Method::Tiers(tiers) => {
                let tiers = tiers.settled(&now, data)?;
                (tiers.split(&now, data), then.as_ref().map(|then| tiers.split(then, data)), Vec::new())
            }
        };
        let migration = match (&self.compare, &then, &before) {
            (Some(Compare::Earlier(earlier)), ..) => Some(Migration::from(earlier, &now)),
            (_, Some(then), Some(before)) => Some(Migration::since(then, before, &now)),
            _ => None,
        };
        Ok(Found { now, split, tried, migration })
    }
}

fn earlier(data: &Prepared, day: crate::units::Day) -> Result<Standing> {
    let then = Standing::on(data, day);
    if day < data.as_of && then.len() > 0 {
        return Ok(then);
    }
    let first = data.collected.customers.first.iter().min().copied().unwrap_or(data.as_of);
    Err(Error::Usage {
        message: format!("`--compare-to {day}` is not between the first purchase and the as-of day"),
        hints: vec![format!("take a day from {first} to before {}", data.as_of)],
    })
}

impl Analysis for Segment {
    fn amounts(&self) -> Amounts {
        if matches!(self.method, Method::Rfm(_)) { Amounts::Needed } else { Amounts::Optional }
    }

    fn wants_visits(&self) -> bool {
        true
    }

    fn wants_ledger(&self) -> bool {
        true
    }

    fn labels(&self) -> Vec<Label> {
        let label = |name| Label { needed: false, ..groups::label(name, "--method rules") };
        ["category", "channel"].map(label).into()
    }

    fn seed(&self) -> u64 {
        match &self.method {
            Method::KMeans(clustering) => clustering.seed,
            _ => super::SEED,
        }
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let found = self.find(data)?;
        Ok(present::document(self, &found, data))
    }
}

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "segment",
        about: "Groups of customers by rules, RFM, clusters or tiers, and how customers move between them",
        examples: &[
            ("setia segment orders.csv", "the ready rules: loyal, premium, promo hunters, …"),
            ("setia segment orders.csv --rules ours.toml --customers members.csv", "your own rules"),
            ("setia segment orders.csv --method kmeans", "clusters, named by what sets them apart"),
            (
                "setia segment orders.csv --method tiers --tiers Silver:500rb,Gold:2jt --grace 2",
                "loyalty tiers by the spend of twelve months",
            ),
            (
                "setia segment orders.csv --method rfm --compare-to 2026-09-30",
                "who moved since then, and where",
            ),
        ],
        tables: &[
            TableSpec {
                name: "customers",
                needs: None,
                columns: &[
                    ("customer_id", "as in the export"),
                    ("segment", "the segment of now"),
                    ("previous_segment", "the segment of then, with `--compare-to` or `--compare`"),
                    ("days_since_last", "days from the last order to the as-of day"),
                    ("days_since_first", "days from the first order to it"),
                    ("orders", "number of orders"),
                    ("spent", "money spent, refunds taken off"),
                    ("average_order_value", "money spent over orders"),
                    ("discount_share", "what was taken off the price over the full price"),
                    ("promo_season_share", "part of the purchase days in seasons of promotions"),
                    ("favourite_category", "what most of the money went to"),
                    ("channel", "where most of the money was spent"),
                    ("rfm", "the three scores side by side, of `--method rfm`"),
                    ("tier_count", "spend or orders within the window, of `--method tiers`"),
                    ("to_next_tier", "how much of that is lacking for the next tier"),
                ],
            },
            TableSpec {
                name: "segments",
                needs: None,
                columns: &[
                    ("segment", "the segment; of clusters what sets it apart"),
                    ("customers", "customers in it"),
                    ("share_of_customers", "their share of all customers"),
                    ("spent", "money they spent"),
                    ("share_of_spent", "their share of all money"),
                    ("median_days_since_last", "median days since the last order"),
                    ("median_orders", "median number of orders"),
                    ("median_spent", "median money spent"),
                    ("previous_customers", "customers who were in it then"),
                    ("change", "customers now less customers then"),
                ],
            },
            TableSpec {
                name: "migration",
                needs: None,
                columns: &[
                    ("from", "the segment of then"),
                    ("to", "the segment of now"),
                    ("customers", "customers who went that way"),
                    ("share", "their share of the segment of then"),
                ],
            },
            TableSpec {
                name: "basis",
                needs: None,
                columns: &[
                    ("segment", "a score, a rule, a cluster or a tier"),
                    ("what", "what it goes by: a fact, or the rule"),
                    ("value", "the centre of a cluster, in the fact's own unit"),
                    ("lower", "smallest value with that score or tier"),
                    ("upper", "largest value with that score; where the next tier begins"),
                    ("customers", "customers with it; of rules those who fit, whatever the order"),
                ],
            },
            TableSpec {
                name: "clusters",
                needs: None,
                columns: &[
                    ("k", "how many clusters"),
                    ("inertia", "sum of squared distances from the centres"),
                    ("silhouette", "how well they are told apart, on up to 5,000 customers"),
                    ("chosen", "yes or no"),
                ],
            },
        ],
        method: "rules in order; RFM scores by rank; k-means++ (Arthur & Vassilvitskii 2007) with the silhouette (Rousseeuw 1987); tiers by rolling sums; docs/segment.md",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};
