//! `setia ab-test aa`: how often the method cries wolf, and what it finds, on the user's own customers.
//!
//! Customers are split at random many times with nothing done to either half, so that whatever is found is false; and
//! again with a known effect put in. `trials` does that, `present` makes the document.

#[cfg(feature = "cli")]
mod args;
mod present;
mod trials;

use super::deeds;
use super::effects::Settings;
use crate::analysis::{Analysis, Entry, Spec, TableSpec};
use crate::customers::DaysKept;
use crate::document::Document;
use crate::error::Result;
use crate::input::{Amounts, Measured};
use crate::pipeline::Prepared;
use crate::units::Span;

/// Parameters of a test of the method.
#[derive(Debug, Clone, PartialEq)]
pub struct Aa {
    /// What is measured; none for what a test measures.
    pub metrics: Vec<String>,
    /// How effects are estimated.
    pub settings: Settings,
    /// The last days of the log, which stand for the days of a test.
    pub window: Span,
    /// How long before them customers are known by.
    pub before: Span,
    /// How often customers are split; none for as often as is quick.
    pub splits: Option<u64>,
    /// The part of the customers in the treatment.
    pub share: f64,
    /// The relative effect put in to see whether it is found.
    pub effect: f64,
    /// How often one looks, at even distances.
    pub looks: Looks,
}

/// How often one looks at a test while it runs, the last look being at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks(pub u32);

impl Analysis for Aa {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn wants_ledger(&self) -> bool {
        true
    }

    fn measures(&self) -> Measured<bool> {
        deeds::measures(self.metrics.iter().map(String::as_str))
    }

    fn seed(&self) -> u64 {
        self.settings.seed
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let trials = trials::run(self, data)?;
        Ok(present::document(self, &trials, data))
    }
}

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "ab-test aa",
        about: "How often the method finds what is not there, and finds what is, on your own customers",
        examples: &[
            ("setia ab-test aa orders.csv", "conversion and revenue over the last 14 days"),
            (
                "setia ab-test aa orders.csv --metric revenue --winsorise 99%",
                "would cutting large values help?",
            ),
            ("setia ab-test aa orders.csv --looks 14", "what looking every day does"),
            ("setia ab-test aa orders.csv --looks 14 --peeking", "and what helps against it"),
        ],
        tables: &[TableSpec {
            name: "trials",
            needs: None,
            columns: &[
                ("metric", "what was measured"),
                ("method", "how it was tested"),
                ("customers", "customers who were split"),
                ("splits", "how often"),
                ("looks", "how often each was looked at"),
                ("alpha", "the part of false positives that the method promises not to exceed"),
                ("false_positives", "the part there was, with nothing done to anyone"),
                ("false_positives_lower", "lower end of its interval (Wilson)"),
                ("false_positives_upper", "upper end of it"),
                ("effect", "the relative effect put in"),
                ("power", "how often it was found"),
                ("power_lower", "lower end of its interval (Wilson)"),
                ("power_upper", "upper end of it"),
            ],
        }],
        method: "random splits of the customers who had bought before the window, tested as `setia ab-test` would; docs/ab-test.md",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};
