//! What is known of each customer, in columns with names, for expressions over them.

use polars::prelude::*;

use crate::error::{Error, Result};
use crate::input::Filter;

/// Columns of facts, one entry for each customer.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    columns: Vec<(String, Fact)>,
}

/// A column of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// Numbers, none where it is not known.
    Numbers(Vec<Option<f64>>),
    /// Texts, none where nothing is said.
    Texts(Vec<Option<String>>),
}

impl Facts {
    /// Adds a column; one of that name that is there already stays.
    pub fn add(&mut self, name: &str, fact: Fact) {
        if self.column(name).is_none() {
            self.columns.push((name.to_owned(), fact));
        }
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Fact> {
        self.columns.iter().find(|(known, _)| known == name).map(|(_, fact)| fact)
    }

    /// The numbers of a column, if it has numbers.
    #[must_use]
    pub fn numbers(&self, name: &str) -> Option<&[Option<f64>]> {
        match self.column(name) {
            Some(Fact::Numbers(values)) => Some(values),
            _ => None,
        }
    }

    /// For which customers an expression is true; where it cannot be told it is not.
    ///
    /// # Errors
    /// Expressions that name other columns, or are neither true nor false.
    pub fn matching(&self, expression: &Filter) -> Result<Vec<bool>> {
        let mut columns = Vec::new();
        for name in expression.columns() {
            let fact = self.column(name).ok_or_else(|| Error::NoSuchColumn {
                path: "the customers".to_owned(),
                asked_by: "a rule".to_owned(),
                column: name.clone(),
                found: self.names().map(str::to_owned).collect(),
            })?;
            let name: PlSmallStr = name.as_str().into();
            columns.push(match fact {
                Fact::Numbers(values) => Column::new(name, values),
                Fact::Texts(values) => {
                    Column::new(name, values.iter().map(Option::as_deref).collect::<Vec<Option<&str>>>())
                }
            });
        }
        let height = columns.first().map_or(0, Column::len);
        let frame =
            DataFrame::new(height, columns).map_err(|problem| Error::Internal(problem.to_string()))?;
        expression.mask(&frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_over_facts() {
        let mut facts = Facts::default();
        facts.add("spent", Fact::Numbers(vec![Some(5.0), Some(50.0), None]));
        facts.add("city", Fact::Texts(vec![Some("Bandung".into()), None, Some("Medan".into())]));
        let matching = |text: &str| facts.matching(&Filter::parse(text).unwrap());
        assert_eq!(matching("spent > 10").unwrap(), [false, true, false]);
        assert_eq!(matching("city = 'Medan' or spent < 10").unwrap(), [true, false, true]);
        assert_eq!(matching("city is null").unwrap(), [false, true, false]);
        assert!(matches!(matching("spend > 10"), Err(Error::NoSuchColumn { .. })));
        assert!(matching("spent + 1").is_err());
    }
}
