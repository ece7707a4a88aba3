//! What a table of its own says of the customers: age, city, level of membership.

use hashbrown::HashMap;

use super::Customers;
use crate::error::{Error, Result};
use crate::input::Sheet;

/// What a table says of the customers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// Its columns but the id.
    pub columns: Vec<Attribute>,
    /// Customers of the log that it does not have.
    pub missing: u64,
    /// Customers that the log does not have.
    pub unknown: u64,
}

/// A column of it, one entry for each customer of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: AttributeValues,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeValues {
    /// Numbers of which there are many.
    Numbers(Vec<Option<f64>>),
    /// Anything else: the texts in order, and the place of each customer's.
    Texts {
        /// The texts.
        names: Vec<String>,
        /// Place of each customer's in them; none if blank.
        of_customer: Vec<Option<usize>>,
    },
}

/// Numbers of which there are fewer are a code.
const FEWEST_NUMBERS: usize = 10;

impl Attributes {
    /// Joins a table to the customers by id: a column named so, else the first.
    ///
    /// # Errors
    /// A customer with two rows.
    pub fn join(sheet: &Sheet, customers: &Customers) -> Result<Attributes> {
        let id = sheet.customer_column().unwrap_or(0);
        let mut rows: HashMap<&str, usize> = HashMap::new();
        for row in 0..sheet.len() {
            let customer = sheet.cell(row, id);
            if !customer.is_empty() && rows.insert(customer, row).is_some() {
                return Err(Error::Usage {
                    message: format!("`{}` has two rows of customer `{customer}`", sheet.name),
                    hints: vec!["keep one row for each customer".to_owned()],
                });
            }
        }
        let found: Vec<Option<usize>> =
            customers.id.iter().map(|customer| rows.get(customer).copied()).collect();
        let missing = found.iter().filter(|row| row.is_none()).count() as u64;
        let columns = (0..sheet.header.len()).filter(|&column| column != id).map(|column| Attribute {
            name: sheet.header[column].clone(),
            values: values(sheet, column, &found),
        });
        let columns = columns.collect();
        Ok(Attributes { columns, missing, unknown: (rows.len() + missing as usize - found.len()) as u64 })
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Attribute> {
        let exact = self.columns.iter().find(|column| column.name == name);
        exact.or_else(|| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    }
}

fn values(sheet: &Sheet, column: usize, found: &[Option<usize>]) -> AttributeValues {
    let cell = |row: &Option<usize>| row.map_or("", |row| sheet.cell(row, column));
    let mut names: Vec<String> =
        found.iter().map(cell).filter(|cell| !cell.is_empty()).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    let number = |row: &Option<usize>| row.and_then(|row| sheet.number(row, column));
    let numbers: Vec<Option<f64>> = found.iter().map(number).collect();
    let all_numbers =
        found.iter().zip(&numbers).all(|(row, number)| number.is_some() || cell(row).is_empty());
    if names.len() >= FEWEST_NUMBERS && all_numbers {
        return AttributeValues::Numbers(numbers);
    }
    let place = |row: &Option<usize>| names.binary_search_by(|name| name.as_str().cmp(cell(row))).ok();
    AttributeValues::Texts { of_customer: found.iter().map(place).collect(), names }
}
