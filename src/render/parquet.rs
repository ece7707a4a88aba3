//! One table as Parquet: dates as dates, counts as integers, shares and amounts as doubles.

use std::io::Write;

use polars::prelude::*;
use polars_io::parquet::write::{ParquetCompression, ParquetWriter, StatisticsOptions, get_encodings};
use polars_parquet::write::{CompressedPage, Version, WriteOptions, ZstdLevel, array_to_columns, compress};
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
        let written = DataFrame::new(table.rows(), columns).and_then(|frame| write(frame, out));
        written.map_err(|problem| match problem {
            PolarsError::IO { error, .. } => {
                write_error(std::io::Error::new(error.kind(), error.to_string()))
            }
            other => Error::Internal(other.to_string()),
        })
    }
}

/// Level of Zstandard: twice as fast as the usual 3, and files are a twentieth larger.
const LEVEL: i32 = 1;
/// Rows of a group: as many as there are at once for all cores to compress.
const GROUP: usize = 1 << 17;

/// Writes a frame group by group, each of whose columns is encoded and compressed on any core; the writer of polars
/// leaves all compression to one.
fn write(mut frame: DataFrame, out: &mut dyn Write) -> PolarsResult<()> {
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: ParquetCompression::Zstd(Some(ZstdLevel::try_new(LEVEL)?)).into(),
        data_page_size: None,
    };
    let mut writer = ParquetWriter::new(out).batched(frame.schema())?;
    let fields = writer.parquet_schema().fields().to_vec();
    frame.rechunk_mut();
    let rows = frame.height();
    for from in (0..rows).step_by(GROUP) {
        let group = frame.slice(from as i64, GROUP);
        for batch in group.iter_chunks(CompatLevel::newest(), false) {
            let encodings = get_encodings(batch.schema());
            let columns = batch.columns().par_iter().zip(&fields).zip(encodings.as_ref());
            let compressed = columns.map(|((array, field), encoding)| {
                let leaves = array_to_columns(array, field.clone(), options, encoding)?;
                let pages = leaves.into_iter().flatten();
                pages.map(|page| Ok(compress(page?, Vec::new(), options.compression)?)).collect()
            });
            let compressed = compressed.collect::<PolarsResult<Vec<Vec<CompressedPage>>>>()?;
            writer.write_row_group(batch.len() as u64, &compressed)?;
        }
    }
    writer.finish().map(drop)
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
        | Values::PValue(values) => match values.whole() {
            Some(values) => Float64Chunked::from_slice(name, values).into_column(),
            None => values.iter().collect::<Float64Chunked>().with_name(name).into_column(),
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
