//! RFM: how recently, how often and for how much each customer bought, scored and segmented.
//!
//! Relies on the customers station for days, orders and money; scores are in `scores`, segments in `maps`, and
//! `present` turns the result into a document.

#[cfg(feature = "cli")]
mod args;
mod maps;
mod present;
mod scores;
#[cfg(test)]
mod tests;

pub use maps::Map;
pub use scores::{Better, Scores, Threshold, by_cuts, by_quantile_plus_one, by_rank};

use rayon::prelude::*;

use super::{Analysis, Entry, Spec, TableSpec};
use crate::customers::Customers;
use crate::document::Document;
use crate::error::Result;
use crate::input::Amounts;
use crate::pipeline::Prepared;
use crate::units::Day;

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "rfm",
        about: "Recency, frequency and monetary scores, and the segments they make",
        examples: &[
            ("setia rfm orders.csv", "segments and the best customers"),
            ("setia rfm orders.csv -o rfm.csv", "scores of every customer, for a spreadsheet"),
            ("setia rfm 2026-*.csv --as-of 2026-10-31 --top 25", "several files, up to a day"),
            ("zcat orders.csv.gz | setia rfm - --format json", "for a script, with provenance"),
        ],
        tables: &[
            TableSpec {
                name: "customers",
                needs: None,
                columns: &[
                    ("customer_id", "as in the export"),
                    ("last_purchase", "day of the last order"),
                    ("days_since_last", "days from the last order to the as-of day"),
                    ("orders", "number of orders"),
                    ("spent", "money spent, refunds taken off"),
                    ("r_score", "recency score, 1 (long ago) to 5 (just now)"),
                    ("f_score", "frequency score, 1 (few orders) to 5 (many)"),
                    ("m_score", "monetary score, 1 (little) to 5 (much)"),
                    ("rfm", "the three scores side by side"),
                    ("segment", "segment of the chosen map"),
                ],
            },
            TableSpec {
                name: "segments",
                needs: None,
                columns: &[
                    ("segment", "segment of the chosen map"),
                    ("customers", "customers in it"),
                    ("share_of_customers", "their share of all customers"),
                    ("spent", "money they spent"),
                    ("share_of_spent", "their share of all money"),
                    ("median_days_since_last", "median days since the last order"),
                    ("median_orders", "median number of orders"),
                    ("median_spent", "median money spent"),
                ],
            },
            TableSpec {
                name: "thresholds",
                needs: None,
                columns: &[
                    ("metric", "days_since_last, orders or spent"),
                    ("score", "score"),
                    ("lower", "smallest value with that score"),
                    ("upper", "largest value with that score"),
                    ("customers", "customers with that score"),
                ],
            },
        ],
        method: "Scores by rank, ties alike (Hughes 1994, with average ranks); maps as named in `--map`",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};

/// How frequency is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FrequencyCuts {
    /// By rank, unless more than 40 % bought once; then by number of orders.
    #[default]
    Auto,
    /// By rank, like recency and money.
    Rank,
    /// By number of orders: 1, 2, 3, 4-5, 6 and more (three scores: 1, 2-3, 4 and more).
    Orders,
}

/// Parameters of an RFM analysis.
#[derive(Debug, Clone, Default)]
pub struct Rfm {
    /// The map from scores to segments.
    pub map: Map,
    /// How frequency is scored.
    pub frequency_cuts: FrequencyCuts,
    /// Customers shown to people; machine formats hold all.
    pub top: usize,
}

/// Share of one-time buyers above which ranks leave no room for the lower frequency scores.
const MANY_ONE_TIMERS: f64 = 0.4;

/// Scores and segments of all customers, in the order of [`Customers`].
#[derive(Debug, Clone, PartialEq)]
pub struct RfmResult {
    /// Days from the last purchase to the as-of day.
    pub days_since_last: Vec<u32>,
    /// Recency scores.
    pub r: Scores,
    /// Frequency scores.
    pub f: Scores,
    /// Monetary scores.
    pub m: Scores,
    /// Segments.
    pub segment: Vec<&'static str>,
    /// Customers with one order.
    pub one_timers: u64,
    /// Whether frequency was scored by number of orders.
    pub f_by_orders: bool,
}

impl Rfm {
    /// Scores customers as of a day.
    #[must_use]
    pub fn score(&self, customers: &Customers, as_of: Day) -> RfmResult {
        let days_since = |last: &Day| u32::try_from(as_of.days_since(*last)).unwrap_or(0);
        let days_since_last: Vec<u32> = customers.last.iter().map(days_since).collect();
        let days: Vec<f64> = days_since_last.iter().map(|&days| f64::from(days)).collect();
        let orders: Vec<f64> = customers.orders.iter().map(|&orders| f64::from(orders)).collect();
        let spent: Vec<f64> = customers.spent.iter().map(|spent| spent.to_f64()).collect();
        let one_timers = customers.orders.iter().filter(|&&orders| orders == 1).count();
        let bins = self.map.bins();
        #[expect(clippy::cast_precision_loss, reason = "a share of customers")]
        let crowded = one_timers as f64 > MANY_ONE_TIMERS * customers.len() as f64;
        let f_by_orders = self.map != Map::RfmR
            && match self.frequency_cuts {
                FrequencyCuts::Auto => crowded,
                FrequencyCuts::Rank => false,
                FrequencyCuts::Orders => true,
            };
        let by = if self.map == Map::RfmR { by_quantile_plus_one } else { by_rank };
        let (r, (f, m)) = rayon::join(
            || by(&days, bins, Better::Lower),
            || {
                rayon::join(
                    || {
                        if f_by_orders {
                            by_cuts(&orders, order_cuts(bins))
                        } else {
                            by(&orders, bins, Better::Higher)
                        }
                    },
                    || by(&spent, bins, Better::Higher),
                )
            },
        );
        let segment = (0..customers.len())
            .into_par_iter()
            .map(|place| self.map.segment(r.scores[place], f.scores[place], m.scores[place]))
            .collect();
        RfmResult { days_since_last, r, f, m, segment, one_timers: one_timers as u64, f_by_orders }
    }
}

fn order_cuts(bins: u8) -> &'static [f64] {
    if bins == 3 { &[2.0, 4.0] } else { &[2.0, 3.0, 4.0, 6.0] }
}

impl Analysis for Rfm {
    fn amounts(&self) -> Amounts {
        Amounts::Needed
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let result = self.score(&data.collected.customers, data.as_of);
        Ok(present::document(self, data, &result))
    }
}
