//! `setia segment`: groups that mean something, and how customers move between them.
//!
//! `standing` is what is known of the customers on a day; `by_rfm`, `rules`, `kmeans` and `tiers` make a `split` of it;
//! `migration` compares it with an earlier one, `present` makes the document.

#[cfg(feature = "cli")]
mod args;
mod by_rfm;
mod expected;
mod files;
mod kmeans;
mod migration;
mod present;
mod profile;
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
use crate::customers::DaysKept;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::input::{Amounts, Label};
use crate::pipeline::Prepared;
use expected::Expected;
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
    /// Whether segments are described, and what is done for each.
    pub profile: Option<Actions>,
    /// Customers shown to people; machine formats hold all.
    pub top: usize,
}

/// What a file of suggestions looks like.
const EXAMPLE: &str = "write a line for each segment: `champions = \"thank them\"`";

/// What is suggested for each segment, by its name in machine formats.
#[derive(Debug, Clone, Default)]
pub struct Actions(std::collections::BTreeMap<String, String>);

impl Actions {
    /// Those that come along.
    ///
    /// # Errors
    /// Never: they are part of the program and tested.
    pub fn ready() -> Result<Actions> {
        files::parse(include_str!("actions.toml"), "the ready actions", EXAMPLE).map(Actions)
    }

    /// Out of a file of `segment = "action"`.
    ///
    /// # Errors
    /// Files that cannot be read, and values that are no text.
    pub fn at(path: &std::path::Path) -> Result<Actions> {
        files::parse(&files::text(path, EXAMPLE)?, &path.display().to_string(), EXAMPLE).map(Actions)
    }

    fn of(&self, segment: &str) -> Option<&str> {
        self.0.get(segment).map(String::as_str)
    }
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
    /// What they are expected to do, or why that is not known; none if nobody asked.
    expected: Option<Expected>,
    no_forecast: Option<String>,
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
        let expected = self.profile.as_ref().map(|_| Expected::of(data));
        let no_forecast = match &expected {
            Some(Err(problem)) => Some(problem.to_string()),
            _ => None,
        };
        let expected = expected.and_then(Result::ok);
        Ok(Found { now, split, tried, migration, expected, no_forecast })
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

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn wants_hours(&self) -> bool {
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
            ("setia segment orders.csv --method rfm --profile", "what each is like, and what to do"),
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
                    ("action", "what is suggested, with `--profile`"),
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
                name: "profile",
                needs: None,
                columns: &[
                    ("segment", "the segment"),
                    (
                        "measure",
                        "a mean over its customers, or what a share is of: orders, spent, favourite_category, channel, weekday, hour, columns of `--customers`, …; churn_risk and clv with `--profile`",
                    ),
                    ("level", "of shares, which value: a category, a weekday, an hour"),
                    ("value", "the mean or share of the segment"),
                    ("all", "that of all customers"),
                    ("index", "the one over the other"),
                ],
            },
            TableSpec {
                name: "favourites",
                needs: None,
                columns: &[
                    ("segment", "the segment"),
                    ("favourite_category", "what the most of its customers spend most on"),
                    ("channel", "where the most of its customers spend most"),
                    ("weekday", "the day of the week with most of its purchase days"),
                    (
                        "hour",
                        "the hour of the day in which most of its orders begin, of logs that say the time",
                    ),
                ],
            },
            TableSpec {
                name: "loyal_and_new",
                needs: None,
                columns: &[
                    ("measure", "what is compared"),
                    ("level", "of shares, which value"),
                    (
                        "customers_loyal",
                        "customers with four purchase days or more, first seen 90 days ago or earlier",
                    ),
                    ("customers_new", "customers whose first purchase is less than 90 days ago"),
                    ("loyal", "the mean, ratio or share of the loyal ones"),
                    ("new", "that of the new ones"),
                    ("difference", "loyal less new"),
                    ("ci_lower", "lower end of its 95 % interval"),
                    ("ci_upper", "upper end of it"),
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
