//! A/B tests: which variant of a promotion brought more customers back, and how sure that is.
//!
//! `counts`, `table` and `log` read the three forms into an `Experiment` (`deeds` is what a log can measure); `effects` and
//! `estimates` estimate, `responded` does so by groups, `checks` says whether the test can be trusted, `decision` what to
//! do, `present` makes the document.

mod aa;
#[cfg(feature = "cli")]
mod args;
mod assign;
mod checks;
mod counts;
mod decision;
mod deeds;
mod effects;
mod estimates;
mod experiment;
mod guardrail;
mod log;
mod plan;
mod present;
mod responded;
mod table;
mod tables;
#[cfg(feature = "cli")]
mod values;

pub use aa::{Aa, Looks};
pub use assign::Assign;
pub use counts::Counted;
pub use effects::{Adjustment, Method, Settings};
pub use guardrail::{Guardrail, Harm, Margin};
pub use log::Assigned;
pub use plan::{Change, Known, Plan, Wanted};
pub use table::variant_column;

use super::{Analysis, Basis, Entry, Spec, TableSpec, groups};
use crate::customers::DaysKept;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::input::{Amounts, Label, Measured, Sheet};
use crate::pipeline::Prepared;

/// Parameters of an A/B test.
#[derive(Debug, Clone, PartialEq)]
pub struct AbTest {
    /// Where customers and what they did come from.
    pub form: Form,
    /// The column of variants.
    pub variant: Option<String>,
    /// The column of customer ids.
    pub customer: Option<String>,
    /// The variant the others are compared with.
    pub control: Option<String>,
    /// The parts that the variants were to have.
    pub shares: Vec<(String, f64)>,
    /// What is measured, the primary metric first.
    pub metrics: Vec<String>,
    /// Metrics of a table of which less is better.
    pub less_is_better: Vec<String>,
    /// Metrics that must not be harmed.
    pub guardrails: Vec<Guardrail>,
    /// Columns known from before the test.
    pub covariates: Vec<String>,
    /// What customers are grouped by, to see who responded.
    pub by: Option<String>,
    /// The customers that were planned, all variants together.
    pub planned: Option<u64>,
    /// How effects are estimated.
    pub settings: Settings,
    /// Whether the exit status tells the decision.
    pub tells_decision: bool,
}

/// Where customers and what they did come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Counts on the command line.
    Counts(Vec<Counted>),
    /// A table with a row for each customer.
    Table,
    /// Customers assigned to variants, and a log.
    Log(Box<Assigned>),
}

impl Analysis for AbTest {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn basis(&self) -> Basis<'_> {
        if matches!(self.form, Form::Log(_)) { Basis::Log } else { Basis::Tables }
    }

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn wants_ledger(&self) -> bool {
        true
    }

    fn measures(&self) -> Measured<bool> {
        deeds::measures(self.measured())
    }

    fn labels(&self) -> Vec<Label> {
        match (&self.form, &self.by) {
            (Form::Log(assigned), Some(by)) if assigned.said.is_none() => vec![groups::label(by, "--by")],
            _ => Vec::new(),
        }
    }

    fn seed(&self) -> u64 {
        self.settings.seed
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let Form::Log(assigned) = &self.form else {
            return Err(Error::Internal("counts and tables need no log".to_owned()));
        };
        let experiment = log::read(self, assigned, data)?;
        present::document(self, &experiment, Some(data))
    }

    fn analyse_tables(&self, tables: &[Sheet]) -> Result<Document> {
        let experiment = match (&self.form, tables) {
            (Form::Counts(counts), []) => counts::read(self, counts)?,
            (Form::Table, [table]) => table::read(self, table)?,
            _ => {
                return Err(Error::Usage {
                    message: "a test is analysed from one table of customers".to_owned(),
                    hints: vec![
                        "name one file; for a log of transactions add `--assignments` and `--start`"
                            .to_owned(),
                    ],
                });
            }
        };
        present::document(self, &experiment, None)
    }
}

impl AbTest {
    /// The metrics that were asked for, guardrails included.
    fn measured(&self) -> impl Iterator<Item = &str> {
        let guardrails = self.guardrails.iter().map(|guardrail| guardrail.metric.as_str());
        self.metrics.iter().map(String::as_str).chain(guardrails)
    }

    /// The metrics of a test and those of its guardrails.
    ///
    /// # Errors
    /// A guardrail that is to decide as well.
    fn with_guardrails(&self, mut names: Vec<String>) -> Result<Vec<String>> {
        for (place, guardrail) in self.guardrails.iter().enumerate() {
            if self.guardrails[..place].iter().any(|other| other.metric == guardrail.metric) {
                return Err(Error::Usage {
                    message: format!("`{}` has two guardrails", guardrail.metric),
                    hints: vec!["give one for each metric".to_owned()],
                });
            }
            if names.first() == Some(&guardrail.metric) {
                return Err(Error::Usage {
                    message: format!(
                        "`{}` decides as the first metric and cannot be a guardrail too",
                        guardrail.metric
                    ),
                    hints: vec!["put the metric that is to decide first, with `--metric`".to_owned()],
                });
            }
            if !names.contains(&guardrail.metric) {
                names.push(guardrail.metric.clone());
            }
        }
        Ok(names)
    }
}

/// The columns of effects.
pub(super) const EFFECT_COLUMNS: &[(&str, &str)] = &[
    ("metric", "what was measured; the primary metric first"),
    ("control", "the variant the others are compared with"),
    ("treatment", "the variant compared"),
    ("method", "how it was estimated; the first row of a metric is the one to go by"),
    ("n_control", "customers in the control"),
    ("n_treatment", "customers in the treatment"),
    ("value_control", "share, mean or ratio in the control; adjusted where the method adjusts"),
    ("value_treatment", "the same in the treatment"),
    ("effect", "treatment less control"),
    ("ci_lower", "lower end of its interval"),
    ("ci_upper", "upper end of it"),
    ("relative_effect", "the effect over the control's value; none where that is not above nought"),
    ("relative_ci_lower", "lower end of its interval"),
    ("relative_ci_upper", "upper end of it; none if it has no end"),
    ("statistic", "of the test that there is no effect"),
    ("p_value", "probability of an effect as far from nought if there is none"),
    ("p_value_adjusted", "the same, adjusted for the number of tests"),
    (
        "chance_to_beat_control",
        "of shares, the probability that the treatment is higher (beta-binomial); of ranks, of a customer's value being",
    ),
    ("expected_loss", "what is lost on average by taking the treatment, in the metric's unit"),
    ("expected_loss_value", "the same in money, where revenue is measured too"),
    ("verdict", "better, worse or undecided, of a guardrail safe, harmed or undecided; on the row to go by"),
];

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "ab-test",
        about: "Which promotion brought more customers back, and how sure that is",
        examples: &[
            ("setia ab-test --counts A=500/10000 --counts B=580/10000", "two promotions by their counts"),
            ("setia ab-test visits.csv --metric revenue", "a row for each customer"),
            (
                "setia ab-test orders.csv --assignments groups.csv --start 2026-03-01",
                "who was sent what, and the log",
            ),
        ],
        tables: &[
            TableSpec { name: "effects", needs: None, columns: EFFECT_COLUMNS },
            TableSpec {
                name: "variants",
                needs: None,
                columns: &[
                    ("variant", "the control first"),
                    ("customers", "customers in it, buyers or not"),
                    ("expected_share", "the part of the customers it was to have, by `--shares`"),
                    ("share", "the part it has"),
                    ("conversions", "customers who did what the primary metric counts"),
                    ("orders", "their orders, where they are measured"),
                    ("revenue", "their money, where it is measured"),
                    ("chance_to_be_best", "probability of having the highest share of all variants"),
                ],
            },
            TableSpec {
                name: "checks",
                needs: None,
                columns: &[
                    (
                        "check",
                        "split (p of the sizes as planned), in_several_variants (share of customers), orders_before_assignment (share of orders), alike_before (p of what they did before), conversions (fewest of a variant), relative_effect (largest)",
                    ),
                    ("value", "what was found"),
                    ("threshold", "where it fails"),
                    ("passed", "yes or no"),
                ],
            },
            TableSpec {
                name: "segments",
                needs: Some(("by", "--by")),
                columns: &[
                    ("metric", "what was measured; the primary metric first"),
                    ("treatment", "the variant compared with the control"),
                    ("segment", "group of customers"),
                    ("method", "how the effect was estimated"),
                    ("n_control", "customers of the group in the control"),
                    ("n_treatment", "customers of the group in the treatment"),
                    ("value_control", "share, mean or ratio in the control"),
                    ("value_treatment", "the same in the treatment"),
                    ("effect", "treatment less control"),
                    ("ci_lower", "lower end of its interval, which holds for all groups together"),
                    ("ci_upper", "upper end of it"),
                    ("relative_effect", "the effect over the control's value"),
                    ("relative_ci_lower", "lower end of its interval"),
                    ("relative_ci_upper", "upper end of it"),
                    ("p_value", "probability of an effect as far from nought if there is none"),
                    ("p_value_adjusted", "the same, adjusted for the number of groups"),
                    (
                        "interaction_p",
                        "probability of groups as different if the relative effect is the same in all",
                    ),
                ],
            },
        ],
        method: "score intervals of shares (Miettinen & Nurminen), Welch and delta method for means and ratios, adjusted by the time before (CUPED); docs/ab-test.md",
    },
    parts: &[plan::ENTRY, assign::ENTRY, aa::ENTRY],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};
