//! One table as CSV: full precision, missing is empty, keys instead of words.

use std::io::Write;

use super::{RenderOptions, Renderer, Words, chosen_table, write_error};
use crate::document::{Column, Document, Values, in_english};
use crate::error::{Error, Result};

pub(super) struct Csv;

impl Renderer for Csv {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let table = chosen_table(document, options)?;
        let words = options.words(document);
        let mut csv = csv::Writer::from_writer(out);
        let columns: Vec<_> = table.columns.iter().flat_map(Column::wide).collect();
        csv.write_record(columns.iter().map(|(name, _)| name.as_ref())).map_err(csv_error)?;
        for row in 0..table.rows() {
            for (_, values) in &columns {
                csv.write_field(field(values, row, &words)).map_err(csv_error)?;
            }
            csv.write_record(None::<&[u8]>).map_err(csv_error)?;
        }
        csv.flush().map_err(write_error)
    }
}

fn field(values: &Values, row: usize, words: &Words) -> String {
    match values {
        Values::Text(values) => harmless(&values[row]),
        Values::Label(values) => harmless(values[row].machine()),
        Values::Names(values) => in_english(&values[row]),
        Values::Term(values) => values[row].to_owned(),
        Values::Phrase(values) => values[row].join("+"),
        Values::Sentence(sentences) => words.sentence(sentences, row),
        Values::Count(values) | Values::Code(values) => values[row].to_string(),
        Values::Date(values) => values[row].map_or_else(String::new, |day| day.to_string()),
        Values::Money(values)
        | Values::Share(values)
        | Values::Probability(values)
        | Values::Estimate(values)
        | Values::Number(values)
        | Values::PValue(values) => written(values.get(row)),
        Values::Figure(values) => written(values[row].0),
        Values::Series(values, _) => {
            values[row].iter().map(|value| written(*value)).collect::<Vec<String>>().join(" ")
        }
    }
}

/// Text that a spreadsheet does not take for a formula: an apostrophe before what would be one. Numbers are left alone.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn written(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn csv_error(problem: csv::Error) -> Error {
    match problem.into_kind() {
        csv::ErrorKind::Io(source) => write_error(source),
        other => Error::Internal(format!("{other:?}")),
    }
}
