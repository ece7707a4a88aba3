//! `setia ab-test plan`: how many customers and days a test takes, or what so many can show.
//!
//! `design` answers for numbers that are given, `baseline` measures them from a log, `present` makes the document.

#[cfg(feature = "cli")]
mod args;
mod baseline;
mod design;
mod present;

pub use design::{Change, Known, Wanted};

use super::deeds;
use crate::analysis::{Analysis, Basis, Entry, Spec, TableSpec};
use crate::customers::DaysKept;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::input::{Amounts, Measured, Sheet};
use crate::pipeline::Prepared;
use crate::units::Span;

/// Parameters of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Whether the files are a log to measure the metric in.
    pub of_log: bool,
    /// What is to be measured.
    pub metric: String,
    /// What is known of it without a treatment, if it is not measured.
    pub known: Option<Known>,
    /// What is asked: two of the size of the effect, the customers, the power.
    pub wanted: Wanted,
    /// Probability of finding nothing where there is nothing.
    pub confidence: f64,
    /// The variants and their parts, the control first.
    pub variants: Vec<(String, f64)>,
    /// How long each customer is watched.
    pub window: Span,
    /// How long before it customers are known by.
    pub before: Span,
    /// Customers who enter the test each day; none if all do at once.
    pub per_day: Option<f64>,
}

impl Analysis for Plan {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn basis(&self) -> Basis<'_> {
        if self.of_log { Basis::Log } else { Basis::Tables }
    }

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn wants_ledger(&self) -> bool {
        true
    }

    fn measures(&self) -> Measured<bool> {
        deeds::measures(std::iter::once(self.metric.as_str()))
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let windows = baseline::windows(self, data)?;
        present::document(self, &windows, Some(data))
    }

    fn analyse_tables(&self, _tables: &[Sheet]) -> Result<Document> {
        let Some(known) = self.known else {
            return Err(Error::Usage {
                message: "nothing is known of the metric yet".to_owned(),
                hints: vec![
                    "say what it is without a treatment, e.g. `--baseline 5%`, or for means `--baseline 120000 --deviation 300000`"
                        .to_owned(),
                    "or let it be measured: `setia ab-test plan orders.csv --window 14d`".to_owned(),
                ],
            });
        };
        present::document(self, &[baseline::Window::given(self, known)], None)
    }
}

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "ab-test plan",
        about: "How many customers and days a test takes, or what so many can show",
        examples: &[
            ("setia ab-test plan --baseline 5% --mde 10%", "customers to see 5% become 5.5%"),
            ("setia ab-test plan --baseline 5% --size 20000", "the smallest change so many show"),
            ("setia ab-test plan --baseline 5% --mde 1pp --per-day 400", "how many days that takes"),
            (
                "setia ab-test plan orders.csv --metric revenue --window 14d --mde 10%",
                "measured from your own history",
            ),
        ],
        tables: &[
            TableSpec {
                name: "plan",
                needs: None,
                columns: &[
                    ("metric", "what is measured"),
                    (
                        "formula",
                        "pooled_z (two proportions), two_means_z, ratio_delta_z; with _cuped, adjusted by the time before",
                    ),
                    ("window_days", "days that each customer is watched"),
                    ("baseline", "the metric without a treatment"),
                    ("deviation", "standard deviation of a customer's value; of ratios by the delta method"),
                    ("mde", "the change to be found"),
                    ("relative_mde", "the same over the baseline"),
                    ("alpha", "probability of finding a change where there is none, for each treatment"),
                    ("power", "probability of finding the change"),
                    ("customers", "customers of all variants together"),
                    ("days", "days from the first customer to the last one's end of the window"),
                    ("answer", "which of the three followed from the others: customers, mde or power"),
                ],
            },
            TableSpec {
                name: "variants",
                needs: None,
                columns: &[
                    ("variant", "the control first"),
                    ("share", "its part of the customers"),
                    ("customers", "its customers"),
                ],
            },
            TableSpec {
                name: "curve",
                needs: None,
                columns: &[
                    ("relative_mde", "a change relative to the baseline"),
                    ("mde", "the same in the metric's unit"),
                    ("customers", "customers it takes at this power"),
                    ("days", "days it takes, with a longer window where customers are few; none if never"),
                ],
            },
        ],
        method: "normal approximation: two proportions with pooled variance (Fleiss, Levin & Paik 2003, eq. 4.14; R's power.prop.test), two means, ratios by the delta method; Bonferroni over treatments; docs/ab-test.md",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};
