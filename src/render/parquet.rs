//! One table as Parquet: dates as dates, counts as integers, shares and amounts as doubles.

use std::io::Write;

use polars::prelude::*;
use polars_io::parquet::write::ParquetWriter;
use rayon::prelude::*;

use super::{RenderOptions, Renderer, Words, chosen_table, write_error};
use crate::document::{self, Document, Sentences, Values, in_english};
use crate::error::{Error, Result};

pub(super) struct Parquet;

impl Renderer for Parquet {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let table = chosen_table(document, options)?;
        let words = options.words(document);
        let wide: Vec<_> = table.columns.iter().flat_map(document::Column::wide).collect();
        let columns: Vec<_> = wide.par_iter().map(|(name, values)| column(name, values)).collect();
        let columns = wide
            .iter()
            .zip(columns)
            .map(|((name, _), column)| column.unwrap_or_else(|rows| sentences(name, rows, &words)));
        let columns: Vec<Column> = columns.collect();
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

fn sentences(name: &str, sentences: &Sentences, words: &Words) -> Column {
    let texts: Vec<String> = (0..sentences.rows.len()).map(|row| words.sentence(sentences, row)).collect();
    Column::new(name.into(), texts)
}

/// A column, or the sentences that are to be put into words, which only one core can do.
fn column<'a>(name: &str, values: &'a Values) -> std::result::Result<Column, &'a Sentences> {
    let name: PlSmallStr = name.into();
    Ok(match values {
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
        Values::Sentence(sentences) => return Err(sentences),
        Values::Count(values) | Values::Code(values) => {
            let values = values.iter().map(|&value| i64::try_from(value).unwrap_or(i64::MAX)).collect();
            Int64Chunked::from_vec(name, values).into_column()
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
        | Values::PValue(values) => match values.iter().copied().collect::<Option<Vec<f64>>>() {
            Some(values) => Float64Chunked::from_vec(name, values).into_column(),
            None => Column::new(name, values),
        },
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
    })
}
