//! One table as Parquet: dates as dates, counts as integers, shares and amounts as doubles.

use std::io::Write;

use polars::prelude::*;
use polars_io::parquet::write::ParquetWriter;

use super::{RenderOptions, Renderer, Words, chosen_table, write_error};
use crate::document::{self, Document, Values, in_english};
use crate::error::{Error, Result};

pub(super) struct Parquet;

impl Renderer for Parquet {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let table = chosen_table(document, options)?;
        let words = options.words(document);
        let wide = table.columns.iter().flat_map(document::Column::wide);
        let columns: Vec<Column> = wide.map(|(name, values)| column(&name, &values, &words)).collect();
        let mut frame =
            DataFrame::new(table.rows(), columns).map_err(|problem| Error::Internal(problem.to_string()))?;
        ParquetWriter::new(out).finish(&mut frame).map(drop).map_err(|problem| match problem {
            PolarsError::IO { error, .. } => {
                write_error(std::io::Error::new(error.kind(), error.to_string()))
            }
            other => Error::Internal(other.to_string()),
        })
    }
}

fn column(name: &str, values: &Values, words: &Words) -> Column {
    let name: PlSmallStr = name.into();
    match values {
        Values::Text(values) => StringChunked::from_iter_values(name, values.iter()).into_column(),
        Values::Label(values) => {
            Column::new(name, values.iter().map(document::Label::machine).collect::<Vec<&str>>())
        }
        Values::Names(values) => {
            Column::new(name, values.iter().map(|names| in_english(names)).collect::<Vec<String>>())
        }
        Values::Term(values) => Column::new(name, values),
        Values::Phrase(values) => {
            Column::new(name, values.iter().map(|keys| keys.join("+")).collect::<Vec<String>>())
        }
        Values::Sentence(sentences) => {
            let texts: Vec<String> =
                (0..sentences.rows.len()).map(|row| words.sentence(sentences, row)).collect();
            Column::new(name, texts)
        }
        Values::Count(values) | Values::Code(values) => {
            let values: Int64Chunked =
                values.iter().map(|&value| Some(i64::try_from(value).unwrap_or(i64::MAX))).collect();
            values.with_name(name).into_column()
        }
        Values::Date(values) => {
            let values: Int32Chunked = values.iter().map(|day| day.map(|day| day.0)).collect();
            values.with_name(name).into_date().into_column()
        }
        Values::Money(values)
        | Values::Share(values)
        | Values::Probability(values)
        | Values::Estimate(values)
        | Values::Number(values)
        | Values::PValue(values) => Column::new(name, values),
        Values::Figure(values) => {
            Column::new(name, values.iter().map(|(value, _)| *value).collect::<Vec<Option<f64>>>())
        }
        // as CSV has it, where it has not been made wide
        Values::Series(rows, _) => {
            let text = |row: &Vec<Option<f64>>| {
                let texts = row.iter().map(|value| value.map_or_else(String::new, |value| value.to_string()));
                texts.collect::<Vec<String>>().join(" ")
            };
            Column::new(name, rows.iter().map(text).collect::<Vec<String>>())
        }
    }
}
