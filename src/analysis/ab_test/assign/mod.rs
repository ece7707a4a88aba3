//! `setia ab-test assign`: which customer is sent which variant, and how alike the variants were before.
//!
//! `lists` reads a table of customers or the customers of a log, `split` gives each a variant, `balance` compares the
//! variants, `present` makes the document.

#[cfg(feature = "cli")]
mod args;
mod balance;
mod lists;
mod present;
mod split;

use std::path::PathBuf;

use crate::analysis::{Analysis, Basis, Entry, Spec, TableSpec, groups};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::input::{Amounts, Label, Sheet};
use crate::pipeline::Prepared;

/// Parameters of an assignment.
#[derive(Debug, Clone, PartialEq)]
pub struct Assign {
    /// The name of the experiment; customers fall anew for each.
    pub experiment: String,
    /// The variants and the part of the customers that each is to have, adding up to one.
    pub variants: Vec<(String, f64)>,
    /// Whether the files are a log, of which every customer is assigned.
    pub of_log: bool,
    /// The column of customer ids of a list.
    pub customer: Option<String>,
    /// The column within the groups of which the variants are to have exactly their parts.
    pub stratify: Option<String>,
    /// A folder for a file of each variant.
    pub split_to: Option<PathBuf>,
}

/// The file of a variant: its name, with marks that file systems do not take as `_`.
fn file_name(variant: &str) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '_' };
    format!("{}.csv", variant.chars().map(plain).collect::<String>())
}

impl Analysis for Assign {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn basis(&self) -> Basis<'_> {
        if self.of_log { Basis::Log } else { Basis::Tables }
    }

    fn labels(&self) -> Vec<Label> {
        match &self.stratify {
            Some(by) if self.of_log => vec![groups::label(by, "--stratify")],
            _ => Vec::new(),
        }
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let list = lists::of_log(self, data)?;
        Ok(present::document(self, &list, Some(data)))
    }

    fn analyse_tables(&self, tables: &[Sheet]) -> Result<Document> {
        let [sheet] = tables else {
            return Err(Error::Usage {
                message: "customers are assigned from one list".to_owned(),
                hints: vec!["name one file; with `--log` the files are a log of transactions".to_owned()],
            });
        };
        let list = lists::of_sheet(self, sheet)?;
        Ok(present::document(self, &list, None))
    }
}

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "ab-test assign",
        about: "Which customer is sent which variant, by an even and repeatable lot",
        examples: &[
            (
                "setia ab-test assign customers.csv --experiment lebaran-2026 -o groups.csv",
                "half get A, half get B",
            ),
            (
                "setia ab-test assign orders.csv --log --experiment lebaran-2026 --variants A:45,B:45,holdout:10",
                "everyone in a log, a tenth without a promo",
            ),
            (
                "setia ab-test assign rfm.csv --experiment lebaran-2026 --stratify segment --split-to lists/",
                "exact parts of every segment, and a file for each variant",
            ),
        ],
        tables: &[
            TableSpec {
                name: "assignments",
                needs: None,
                columns: &[
                    ("customer_id", "as in the list"),
                    ("variant", "what the customer is sent"),
                    ("stratum", "the group by `--stratify`; blank without it"),
                ],
            },
            TableSpec {
                name: "variants",
                needs: None,
                columns: &[
                    ("variant", "in the order given"),
                    ("expected_share", "the part of the customers it is to have"),
                    ("customers", "customers in it"),
                    ("share", "the part it has"),
                ],
            },
            TableSpec {
                name: "balance",
                needs: None,
                columns: &[
                    ("feature", "a number known of customers before the test"),
                    ("variant", "the variant"),
                    ("customers", "customers of it of whom the number is known"),
                    ("mean", "their mean"),
                    ("standardised_difference", "from the mean of all, in standard deviations"),
                    ("p_value", "probability of variants as different by chance, of the feature as a whole"),
                ],
            },
        ],
        method: "FNV-1a hash of experiment and customer id (GrowthBook's version 2), in order of the hash within strata; docs/ab-test.md",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};
