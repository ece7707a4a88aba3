//! What a file holds and what is wrong with it: every row accounted for, with its money, before anything is computed.

#[cfg(feature = "cli")]
mod args;
mod findings;
mod present;
mod quality;

pub(super) use present::quality_table;

use super::{Analysis, Entry, Spec, TableSpec};
use crate::document::Document;
use crate::error::Result;
use crate::input::Amounts;
use crate::pipeline::{MaxRejects, Prepared};
use crate::units::Money;

pub(super) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "check",
        about: "What setia reads in a file, and what is wrong with it",
        examples: &[
            ("setia check export.csv", "every row accounted for"),
            ("setia check 2026-*.csv", "do the months overlap?"),
            ("setia check export.csv --table rejects", "the rows that cannot be read"),
            ("setia check --presets", "the export formats that are recognised"),
        ],
        tables: &[
            TableSpec {
                name: "quality",
                needs: None,
                columns: &[
                    ("reason", "what is the matter with rows; `used` for those that count"),
                    ("rows_matching", "rows it applies to, counted on the raw file: a row can have several"),
                    (
                        "rows_left_out",
                        "rows left out for it, the first reason that applies; with `used` they add up",
                    ),
                    ("amount", "money of the rows left out, or of those used or kept"),
                ],
            },
            TableSpec {
                name: "columns",
                needs: None,
                columns: &[
                    ("file", "as given"),
                    ("role", "what the column is taken for"),
                    ("column", "its name; several where one stands in for another"),
                    ("format", "how its values are written"),
                ],
            },
            TableSpec {
                name: "rejects",
                needs: None,
                columns: &[
                    ("file", "as given"),
                    ("row", "counted as a spreadsheet does, the header included"),
                    ("column", "empty if the row as a whole is at fault"),
                    ("value", "as it stands there"),
                    ("reason", "what is wrong with it"),
                ],
            },
        ],
        method: "the first reason that applies leaves a row out, in the order of the table",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: args::ARGUMENTS,
};

/// Parameters of a check.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Check {
    /// Rejected rows that other commands would tolerate.
    pub max_rejects: MaxRejects,
}

/// Money of the rows that are left out for whatever reason.
pub(super) fn left_out(data: &Prepared) -> Money {
    quality::lines(data).iter().map(|line| line.left_out.amount()).sum()
}

impl Analysis for Check {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn is_census(&self) -> bool {
        true
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        Ok(present::document(*self, data))
    }
}
