//! Segments by rules: the first of some expressions over what is known of a customer that is true.

use std::path::Path;

use serde::Deserialize;

use super::files::{self, Segments};
use super::split::{Basis, Extra, Names, Split};
use super::standing::Standing;
use crate::document::Message;
use crate::error::{Error, Result};
use crate::input::Filter;
use crate::nearest::nearest;

/// Rules in their order.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// Where they stand; none for the ready set.
    path: Option<String>,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
struct Rule {
    name: String,
    when: Filter,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    when: String,
}

/// What a file looks like.
const EXAMPLE: &str = "a rule is `[[segment]]`, `name = \"Big spenders\"`, `when = \"spent > 1000000\"`";
/// The set that comes along.
const READY: &str = include_str!("rules.toml");
/// Those whom no rule fits.
const OTHERS: &str = "Others";

impl RuleSet {
    /// The set that comes along.
    ///
    /// # Errors
    /// Never: it is part of the program and tested.
    pub fn ready() -> Result<RuleSet> {
        RuleSet::parse(READY, None)
    }

    /// Out of a file.
    ///
    /// # Errors
    /// Files that cannot be read, and rules that are no expressions.
    pub fn at(path: &Path) -> Result<RuleSet> {
        RuleSet::parse(&files::text(path, EXAMPLE)?, Some(path.display().to_string()))
    }

    fn parse(text: &str, path: Option<String>) -> Result<RuleSet> {
        let shown = path.clone().unwrap_or("the ready rules".to_owned());
        let bad = |message: String| files::bad(&shown, message, EXAMPLE);
        let file: Segments<Written> = files::parse(text, &shown, EXAMPLE)?;
        if file.segment.is_empty() {
            return Err(bad("it has no rule".to_owned()));
        }
        let mut rules: Vec<Rule> = Vec::with_capacity(file.segment.len());
        for Written { name, when } in file.segment {
            if rules.iter().any(|rule| rule.name == name) || name == OTHERS || name.trim().is_empty() {
                return Err(bad(format!("the segment `{name}` cannot be called so, or is there twice")));
            }
            let when = Filter::parse(&when).map_err(|problem| bad(format!("segment `{name}`: {problem}")))?;
            rules.push(Rule { name, when });
        }
        Ok(RuleSet { path, rules })
    }

    /// The segment of each customer: the first rule that is true.
    ///
    /// # Errors
    /// Rules over columns that there are not; of the ready set such a rule fits nobody.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn split(&self, standing: &Standing) -> Result<Split> {
        let others = self.rules.len();
        let mut of_customer = vec![others; standing.len()];
        let (mut fitting, mut overlapping) = (vec![0_u64; others], vec![false; standing.len()]);
        let mut notes = Vec::new();
        for (place, rule) in self.rules.iter().enumerate() {
            let lacks = rule.when.columns().iter().find(|name| standing.facts.column(name).is_none());
            if let (Some(column), None) = (lacks, &self.path) {
                notes.push(
                    Message::new("segment-note-rule-without")
                        .text("segment", rule.name.clone())
                        .text("column", column.clone()),
                );
                continue;
            }
            if let Some(column) = lacks {
                return Err(self.unknown(rule, column, standing));
            }
            let matching = standing.facts.matching(&rule.when).map_err(|problem| Error::Settings {
                path: self.path.clone().unwrap_or_default(),
                message: format!("segment `{}`: {problem}", rule.name),
                hints: problem.evidence(),
            })?;
            for (customer, _) in matching.iter().enumerate().filter(|(_, fits)| **fits) {
                fitting[place] += 1;
                if of_customer[customer] == others {
                    of_customer[customer] = place;
                } else {
                    overlapping[customer] = true;
                }
            }
        }
        let several = overlapping.iter().filter(|several| **several).count() as u64;
        let left = of_customer.iter().filter(|segment| **segment == others).count() as u64;
        if several > 0 {
            notes.push(
                Message::new("segment-note-overlap")
                    .count("customers", several)
                    .share("share", several as f64 / standing.len() as f64),
            );
        }
        if left > 0 {
            notes.push(
                Message::new("segment-note-left-out")
                    .count("customers", left)
                    .share("share", left as f64 / standing.len() as f64),
            );
        }
        let names: Vec<String> =
            self.rules.iter().map(|rule| rule.name.clone()).chain([OTHERS.to_owned()]).collect();
        let basis = Basis {
            segment: names[..others].to_vec(),
            what: self.rules.iter().map(|rule| rule.when.text().to_owned()).collect(),
            customers: fitting,
            ..Basis::default()
        };
        Ok(Split {
            names: Names::Texts(names),
            of_customer,
            extra: Extra::default(),
            basis,
            notes,
            warnings: Vec::new(),
        })
    }
}

impl RuleSet {
    fn unknown(&self, rule: &Rule, column: &str, standing: &Standing) -> Error {
        let known: Vec<&str> = standing.facts.names().collect();
        Error::Settings {
            path: self.path.clone().unwrap_or_default(),
            message: format!(
                "segment `{}` goes by `{column}`, which is not known of the customers",
                rule.name
            ),
            hints: nearest(column, &known)
                .map(|nearest| format!("did you mean `{nearest}`?"))
                .into_iter()
                .chain([format!(
                    "known: {}; a table of customers adds its columns: `--customers FILE`",
                    known.join(", ")
                )])
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_rules_are_rules() {
        assert!(RuleSet::ready().unwrap().rules.len() >= 7);
    }

    #[test]
    fn files_that_are_no_rules() {
        let message = |text: &str| RuleSet::parse(text, Some("r.toml".into())).unwrap_err().to_string();
        assert!(message("segment = []").contains("no rule"));
        assert!(message("[[segment]]\nname = \"a\"\n").contains("line 1"));
        assert!(message("[[segment]]\nname = \"a\"\nwhen = \"spent >\"\n").contains("segment `a`"));
        let twice = "[[segment]]\nname = \"a\"\nwhen = \"x > 1\"\n".repeat(2);
        assert!(message(&twice).contains("twice"));
    }
}
