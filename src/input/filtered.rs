//! The columns that `--where` names, typed, for the rows of a block of text.

use polars::prelude::*;

use super::filter::Filter;
use super::numbers::{self, DecimalMark, NumberProblem};
use super::parse::TextParser;
use super::rejects::shorten;
use super::rows::Row;
use crate::error::{Error, Result};
use crate::units::Timestamp;

impl TextParser<'_> {
    /// The columns that the filter names: those with a role typed by it, those compared with numbers as numbers
    /// under the file's decimal mark, the others as text. Blank is null.
    pub(super) fn frame(
        &self,
        filter: &Filter,
        places: &[usize],
        columns: Vec<Vec<String>>,
        rows: &[Row],
    ) -> Result<DataFrame> {
        let mapping = &self.plan.mapping;
        let mark = self.plan.formats.amounts.first().map_or(DecimalMark::Point, |style| style.mark);
        let mut typed = Vec::with_capacity(columns.len());
        for (&place, texts) in places.iter().zip(columns) {
            let name: PlSmallStr = self.plan.header[place].as_str().into();
            typed.push(if place == mapping.date {
                let known = |row: &Row| Some(row.time.0).filter(|_| row.time != Timestamp::NONE);
                let micros: Int64Chunked = rows.iter().map(known).collect();
                let micros = micros.with_name(name);
                micros.into_datetime(TimeUnit::Microseconds, None).into_column()
            } else if mapping.amount == [place] {
                let amounts: Vec<f64> = rows.iter().map(|row| row.amount.to_f64()).collect();
                Column::new(name, amounts)
            } else if filter.compares_with_number(&name) {
                Column::new(name.clone(), filter_numbers(filter, &name, &texts, mark)?)
            } else {
                let texts: Vec<Option<&str>> =
                    texts.iter().map(|text| Some(text.as_str()).filter(|text| !text.is_empty())).collect();
                Column::new(name, texts)
            });
        }
        DataFrame::new(rows.len(), typed).map_err(super::internal)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a filter compares nearest doubles")]
fn filter_numbers(
    filter: &Filter,
    column: &str,
    texts: &[String],
    mark: DecimalMark,
) -> Result<Vec<Option<f64>>> {
    let number = |text: &String| match numbers::parse_decimal(text.as_bytes(), mark) {
        Ok(number) => Ok(Some(number.units as f64 / 10_f64.powi(number.decimals.cast_signed()))),
        Err(NumberProblem::Empty) => Ok(None),
        Err(_) => Err(Error::BadExpression {
            expression: filter.text().to_owned(),
            reason: format!("`{}` in column `{column}` is no number", shorten(text)),
        }),
    };
    texts.iter().map(number).collect()
}
