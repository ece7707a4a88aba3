//! How one file is read, whatever its kind.

use super::columns::Mapping;
use super::numbers::Currency;
use super::parquet::ParquetPlan;
use super::plan::TextPlan;
use super::{Preset, Role};
use crate::error::{counted, show_delimiter};

#[derive(Debug)]
pub(super) enum Plan {
    Text(Box<TextPlan>),
    Parquet(Box<ParquetPlan>),
}

impl Plan {
    pub(super) fn header(&self) -> &[String] {
        match self {
            Plan::Text(plan) => &plan.header,
            Plan::Parquet(plan) => &plan.header,
        }
    }

    pub(super) fn columns(&self) -> Vec<(Role, String)> {
        match self {
            Plan::Text(plan) => plan.columns(),
            Plan::Parquet(plan) => plan.mapping.describe(&plan.header),
        }
    }

    pub(super) fn mapping(&self) -> &Mapping {
        match self {
            Plan::Text(plan) => &plan.mapping,
            Plan::Parquet(plan) => &plan.mapping,
        }
    }

    /// The currency that the marks or the format of its amounts say.
    pub(super) fn currency(&self) -> Option<&'static str> {
        let formats = match self {
            Plan::Text(plan) => &plan.formats,
            Plan::Parquet(plan) => &plan.formats,
        };
        formats.amounts.iter().find_map(|style| style.currency).map(Currency::code)
    }

    pub(super) fn preset(&self) -> Option<&'static Preset> {
        match self {
            Plan::Text(plan) => plan.preset,
            Plan::Parquet(plan) => plan.preset,
        }
    }

    /// How the values of a role are written.
    pub(super) fn format_of(&self, role: Role) -> String {
        let Plan::Text(plan) = self else { return String::new() };
        match role {
            Role::Date => plan.formats.dates.name().to_owned(),
            Role::Amount => {
                let mut marks: Vec<&str> =
                    plan.formats.amounts.iter().map(|style| style.mark.name()).collect();
                marks.dedup();
                format!("decimal {}", marks.join(" and "))
            }
            Role::Refund => format!("decimal {}", plan.formats.refund.mark.name()),
            _ => String::new(),
        }
    }

    pub(super) fn dialect(&self) -> String {
        let mut said = Vec::new();
        if let Some(preset) = self.preset() {
            said.push(format!("format {} ({})", preset.id, preset.name));
        }
        let formats = match self {
            Plan::Parquet(plan) => {
                said.push(format!("Parquet, {} rows", plan.rows));
                None
            }
            Plan::Text(plan) => {
                said.push(plan.form.encoding.name().to_owned());
                if plan.form.returns_only {
                    said.push("lines end in CR".to_owned());
                }
                said.push(format!("delimiter `{}`", show_delimiter(plan.delimiter as char)));
                if plan.above > 0 {
                    said.push(format!("{} above the header", counted(plan.above as u64, "line")));
                }
                if plan.described {
                    said.push("a row of descriptions below it".to_owned());
                }
                Some(&plan.formats)
            }
        };
        if let Some(formats) = formats {
            said.push(format!("dates {}", formats.dates.name()));
            let mut marks: Vec<&str> = formats.amounts.iter().map(|style| style.mark.name()).collect();
            marks.dedup();
            if !marks.is_empty() {
                said.push(format!("decimal {}", marks.join(" and ")));
            }
        }
        said.join(", ")
    }
}
