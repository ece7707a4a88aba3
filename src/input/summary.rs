//! A ready customer summary as other tools write it: frequency, recency, T and monetary value, a row for each customer.

use super::sources::Source;
use super::{ReadOptions, Sheet};
use crate::error::{Error, Result};

/// A customer of a summary; times in the unit of the summary.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    /// Customer id; the number of the row where there is none.
    pub id: String,
    /// Repeat purchases.
    pub frequency: u32,
    /// Time from the first to the last purchase.
    pub recency: f64,
    /// Time from the first purchase to the end of the observation.
    pub age: f64,
    /// Mean value of the repeat purchases.
    pub monetary_value: Option<f64>,
}

/// A customer summary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SummaryTable {
    /// One row for each customer.
    pub rows: Vec<SummaryRow>,
    /// Whether it has a column of monetary values.
    pub has_monetary_value: bool,
}

const ID_NAMES: &[&str] = &["customer_id", "customer", "id", "client_id", "user_id", ""];
const FREQUENCY_NAMES: &[&str] = &["frequency", "x"];
const RECENCY_NAMES: &[&str] = &["recency", "t_x"];
const AGE_NAMES: &[&str] = &["T", "age", "T_cal"];
const MONETARY_NAMES: &[&str] =
    &["monetary_value", "monetary", "mean_spend", "average_order_value", "zbar", "m_x"];

impl SummaryTable {
    /// Reads a summary.
    ///
    /// # Errors
    /// A file without the columns, and the first row that contradicts itself, with its customer.
    pub fn read(source: &Source, options: &ReadOptions) -> Result<SummaryTable> {
        let sheet = Sheet::read(source, options)?;
        let find = |names: &[&str]| sheet.find(names);
        let needed = |name: &str, names: &[&str]| {
            find(names).ok_or_else(|| Error::NotASummary {
                path: source.name.clone(),
                missing: name.to_owned(),
                found: sheet.header.clone(),
            })
        };
        let (frequency, recency, age) = (
            needed("frequency", FREQUENCY_NAMES)?,
            needed("recency", RECENCY_NAMES)?,
            needed("T", AGE_NAMES)?,
        );
        let monetary = find(MONETARY_NAMES);
        // the first column, if it is nothing else, is the id under a name of its own
        let first = ![Some(frequency), Some(recency), Some(age), monetary].contains(&Some(0));
        let id = find(ID_NAMES).or(first.then_some(0));
        let named = id.is_some();
        let mut rows: Vec<(SummaryRow, u64)> = Vec::new();
        for place in 0..sheet.len() {
            let row = place as u64 + 2;
            let cell = |column: usize| sheet.cell(place, column);
            let id = id.map_or_else(|| format!("{}", place + 1), |id| cell(id).to_owned());
            let fault = |reason: String| Error::BadSummaryRow {
                path: source.name.clone(),
                row,
                customer: id.clone(),
                reason,
            };
            let number = |column: usize| match sheet.number(place, column) {
                Some(value) if value >= 0.0 => Ok(value),
                _ => {
                    let name = &sheet.header[column];
                    Err(fault(format!("{name} is `{}`, no number from 0 on", cell(column))))
                }
            };
            if id.is_empty() {
                return Err(fault("it has no id".to_owned()));
            }
            let (x, t_x, t) = (number(frequency)?, number(recency)?, number(age)?);
            if x.fract() != 0.0 || x > f64::from(u32::MAX) {
                return Err(fault(format!("frequency is `{x}`, no whole number")));
            }
            if t_x > t {
                return Err(fault(format!(
                    "recency {t_x} is above T {t}: the last purchase would lie in the future"
                )));
            }
            if x == 0.0 && t_x > 0.0 {
                return Err(fault(format!("recency is {t_x} without a repeat purchase")));
            }
            #[expect(clippy::cast_sign_loss, reason = "checked above")]
            let frequency = x as u32;
            let monetary_value = match monetary {
                Some(column) if !cell(column).is_empty() => Some(number(column)?),
                _ => None,
            };
            rows.push((SummaryRow { id, frequency, recency: t_x, age: t, monetary_value }, row));
        }
        if named {
            // in order of the ids, as out of a log: the order of the rows changes nothing
            rows.sort_by(|a, b| a.0.id.cmp(&b.0.id).then(a.1.cmp(&b.1)));
        }
        if let Some([_, (again, row)]) = rows.windows(2).find(|pair| pair[0].0.id == pair[1].0.id) {
            return Err(Error::BadSummaryRow {
                path: source.name.clone(),
                row: *row,
                customer: again.id.clone(),
                reason: "it has a row already".to_owned(),
            });
        }
        let rows: Vec<SummaryRow> = rows.into_iter().map(|(row, _)| row).collect();
        if rows.is_empty() {
            return Err(Error::HeaderOnly { path: source.name.clone() });
        }
        Ok(SummaryTable { rows, has_monetary_value: monetary.is_some() })
    }
}
