//! One table as Parquet: dates as dates, counts as integers, shares and amounts as doubles.

use std::collections::HashSet;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::{borrow::Cow, thread};

use hashbrown::HashMap;
use polars::prelude::*;
use polars_arrow::array::{DictionaryArray, PrimitiveArray};
use polars_io::parquet::write::{ParquetCompression, ParquetWriter, StatisticsOptions};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, Encoding, ParquetType, Version, WriteOptions, ZstdLevel,
    array_to_columns, compress,
};
use rayon::prelude::*;

use super::{RenderOptions, Renderer, Words, chosen_table, write_error};
use crate::document::{self, Document, Sentences, Values, in_english};
use crate::error::{Error, Result};

pub(super) struct Parquet;

impl Renderer for Parquet {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let table = chosen_table(document, options)?;
        let words = options.words(document);
        let columns: Vec<Named> = table
            .columns
            .iter()
            .flat_map(document::Column::wide)
            .map(|(name, values)| match values.as_ref() {
                Values::Sentence(sentences) => (name, Cow::Owned(in_words(sentences, &words))),
                _ => (name, values),
            })
            .collect();
        let mut out = Remembering { out, failed: None };
        write(&columns, table.rows(), &mut out).map_err(|problem| match out.failed {
            Some(failed) => write_error(failed),
            None => Error::Internal(problem.to_string()),
        })
    }
}

/// A writer that remembers why it failed, of which polars keeps the words only.
struct Remembering<'a> {
    out: &'a mut dyn Write,
    failed: Option<io::Error>,
}

impl Remembering<'_> {
    fn noted<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        done.map_err(|failed| {
            let kind = failed.kind();
            if kind != io::ErrorKind::Interrupted {
                self.failed.get_or_insert(failed);
            }
            kind.into()
        })
    }
}

impl Write for Remembering<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.out.write(bytes);
        self.noted(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.out.flush();
        self.noted(done)
    }
}

/// Values under the name of their column.
type Named<'a> = (Cow<'a, str>, Cow<'a, Values>);

/// Level of Zstandard: twice as fast as the usual 3, and files are a twentieth larger.
const LEVEL: i32 = 1;
/// Rows of a group: as many as there are at once for all cores to compress.
const GROUP: usize = 1 << 17;
/// So many rows of a group without a text that repeats say that few do in all of it.
const SAMPLE: usize = 1024;
/// Numbers of a group go into a dictionary where each stands there so many times in the mean.
const TIMES: usize = 64;

/// Rows of a group that tell whether numbers are worth compressing: those of models hardly ever are.
const TRIAL: usize = 1 << 12;

/// The fields, and how they are written.
type How<'a> = (&'a [ParquetType], WriteOptions);
/// A group of rows, column after column.
type Group = Vec<Vec<CompressedPage>>;

/// Writes columns group by group, while all cores encode and compress the next; the writer of polars leaves all
/// compression to one.
fn write(columns: &[Named], rows: usize, out: &mut dyn Write) -> PolarsResult<()> {
    let nothing = columns.iter().map(|(name, values)| column(name, values, 0..0)).collect();
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: ParquetCompression::Zstd(Some(ZstdLevel::try_new(LEVEL)?)).into(),
        data_page_size: None,
    };
    let mut writer = ParquetWriter::new(out).batched(DataFrame::new(0, nothing)?.schema())?;
    let fields = writer.parquet_schema().fields().to_vec();
    thread::scope(|scope| {
        let (done, groups) = sync_channel(1);
        let fields = &fields;
        scope.spawn(move || compress_all(columns, rows, (fields, options), &done));
        for group in groups {
            let (rows, group) = group?;
            writer.write_row_group(rows as u64, &group)?;
        }
        writer.finish().map(drop)
    })
}

/// Compresses group after group until nobody wants them any more.
fn compress_all(columns: &[Named], rows: usize, how: How, done: &SyncSender<PolarsResult<(usize, Group)>>) {
    for from in (0..rows).step_by(GROUP) {
        let range = from..rows.min(from + GROUP);
        let group = compressed(columns, &range, how).map(|group| (range.len(), group));
        let failed = group.is_err();
        if done.send(group).is_err() || failed {
            return;
        }
    }
}

fn compressed(columns: &[Named], rows: &Range<usize>, (fields, options): How) -> PolarsResult<Group> {
    let of_column = |((name, values), field): (&Named, &ParquetType)| {
        let column = column(name, values, rows.clone());
        let encoding = encoding(&column, values, rows);
        let array = column.as_materialized_series().to_arrow(0, CompatLevel::newest());
        let numbers = array.as_any().downcast_ref::<PrimitiveArray<f64>>();
        let (array, encoding) = match numbers.and_then(dictionary) {
            Some(dictionary) => (dictionary.boxed(), Encoding::RleDictionary),
            None => (array, encoding),
        };
        let pages = |array, options: WriteOptions| -> PolarsResult<Vec<CompressedPage>> {
            let leaves = array_to_columns(array, field.clone(), options, &[encoding])?;
            let pages = leaves.into_iter().flatten();
            pages.map(|page| Ok(compress(page?, Vec::new(), options.compression)?)).collect()
        };
        if encoding == Encoding::Plain && rows.len() > 2 * TRIAL {
            let trial = pages(array.sliced(rows.len() / 2, TRIAL), options)?;
            if trial.iter().all(|page| !is_worth_it(page)) {
                let compression = CompressionOptions::Uncompressed;
                return pages(array, WriteOptions { compression, ..options });
            }
        }
        pages(array, options)
    };
    // one by one: the columns of a half may take much longer than those of the other
    columns.par_iter().zip(fields).with_max_len(1).map(of_column).collect()
}

/// Whether compressing has made a page half as large, or less.
fn is_worth_it(page: &CompressedPage) -> bool {
    match page {
        CompressedPage::Data(page) => page.compressed_size() * 2 <= page.uncompressed_size(),
        CompressedPage::Dict(_) => true,
    }
}

/// What repeats itself goes into a dictionary; ids do not, and are not searched for repetitions.
fn encoding(column: &Column, values: &Values, rows: &Range<usize>) -> Encoding {
    let every = (rows.len() / SAMPLE).max(1);
    match values {
        Values::Text(texts) if all_differ(rows.clone().step_by(every).map(|row| &texts[row])) => {
            Encoding::Plain
        }
        _ if column.dtype().is_float() => Encoding::Plain,
        _ => Encoding::RleDictionary,
    }
}

/// Whether there are enough texts, and none of them twice.
fn all_differ<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let (mut seen, mut count) = (HashSet::new(), 0);
    for text in texts {
        count += 1;
        seen.insert(text);
    }
    count >= SAMPLE && seen.len() == count
}

/// Numbers as a dictionary, which polars makes of whole ones only; none unless each stands there many times.
fn dictionary(numbers: &PrimitiveArray<f64>) -> Option<DictionaryArray<u32>> {
    let (mut key_of, mut distinct) = (HashMap::new(), Vec::new());
    let most = numbers.len() / TIMES;
    let mut keys = Vec::with_capacity(numbers.len());
    for &number in numbers.values().as_slice() {
        let key = *key_of.entry(number.to_bits()).or_insert(distinct.len() as u32);
        if key as usize == distinct.len() {
            if distinct.len() == most {
                return None;
            }
            distinct.push(number);
        }
        keys.push(key);
    }
    let keys = PrimitiveArray::new(ArrowDataType::UInt32, keys.into(), numbers.validity().cloned());
    DictionaryArray::try_from_keys(keys, PrimitiveArray::from_vec(distinct).boxed(), false).ok()
}

fn in_words(sentences: &Sentences, words: &Words) -> Values {
    Values::Text((0..sentences.rows.len()).map(|row| words.sentence(sentences, row)).collect())
}

/// Some rows of a column.
fn column(name: &str, values: &Values, rows: Range<usize>) -> Column {
    let name: PlSmallStr = name.into();
    match values {
        Values::Text(values) => {
            StringChunked::from_iter_values(name, rows.map(|row| &values[row])).into_column()
        }
        Values::Label(values) => texts(name, &values[rows], |label| Cow::Borrowed(label.machine())),
        Values::Names(values) => texts(name, &values[rows], |names| in_english(names).into()),
        Values::Term(values) => Column::new(name, &values[rows]),
        Values::Phrase(values) => texts(name, &values[rows], |keys| keys.join("+").into()),
        // put into words before
        Values::Sentence(_) => Column::new(name, vec![""; rows.len()]),
        Values::Count(values) | Values::Code(values) => {
            let whole = |&value: &u64| i64::try_from(value).unwrap_or(i64::MAX);
            Int64Chunked::from_vec(name, values[rows].iter().map(whole).collect()).into_column()
        }
        Values::Date(values) => {
            let values: Int32Chunked = values[rows].iter().map(|day| day.map(|day| day.0)).collect();
            values.with_name(name).into_date().into_column()
        }
        Values::Money(values)
        | Values::Share(values)
        | Values::Probability(values)
        | Values::Estimate(values)
        | Values::Number(values)
        | Values::PValue(values) => {
            if let Some(values) = values.whole(rows.clone()) {
                return Float64Chunked::from_vec(name, values).into_column();
            }
            let values: Float64Chunked = rows.map(|row| values.get(row)).collect();
            values.with_name(name).into_column()
        }
        Values::Figure(values) => {
            let values: Float64Chunked = values[rows].iter().map(|(value, _)| *value).collect();
            values.with_name(name).into_column()
        }
        // as CSV has it, where it has not been made wide
        Values::Series(values, _) => texts(name, &values[rows], |row| {
            let texts = row.iter().map(|value| value.map_or_else(String::new, |value| value.to_string()));
            texts.collect::<Vec<String>>().join(" ").into()
        }),
    }
}

fn texts<T>(name: PlSmallStr, values: &[T], text: impl Fn(&T) -> Cow<'_, str>) -> Column {
    StringChunked::from_iter_values(name, values.iter().map(text)).into_column()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars_io::SerReader;
    use polars_io::parquet::read::ParquetReader;

    use super::*;
    use crate::units::Day;

    /// Digits without an order, from 1 to 2.
    fn scattered(row: usize) -> f64 {
        f64::from_bits(1023 << 52 | (row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 12)
    }

    fn columns(rows: usize) -> Vec<Named<'static>> {
        let numbers = |number: &dyn Fn(usize) -> Option<f64>| (0..rows).map(number).collect();
        let columns = [
            ("id", Values::Text((0..rows).map(|row| format!("c{row}")).collect())),
            ("segment", Values::Text((0..rows).map(|row| ["loyal", "new", "lost"][row % 3]).collect())),
            ("value", Values::Money(numbers(&|row| Some(scattered(row))))),
            ("gap", Values::Number(numbers(&|row| (row % 7 > 0).then(|| scattered(row % 50))))),
            ("orders", Values::Count((0..rows as u64).map(|row| row % 11).collect())),
            ("age", Values::Number(numbers(&|row| Some(scattered(row * row % 1009))))),
            ("last", Values::Date((0..rows).map(|row| (row % 5 > 0).then_some(Day(row as i32))).collect())),
        ];
        columns.map(|(name, values)| (Cow::Borrowed(name), Cow::Owned(values))).into()
    }

    #[test]
    fn what_is_written_comes_back() {
        for rows in [0, 1, 3 * TRIAL, GROUP, GROUP + 5] {
            let (columns, mut file) = (columns(rows), Vec::new());
            write(&columns, rows, &mut file).unwrap();
            let found = ParquetReader::new(Cursor::new(&file)).finish().unwrap();
            let whole = columns.iter().map(|(name, values)| column(name, values, 0..rows)).collect();
            assert!(found.equals_missing(&DataFrame::new(rows, whole).unwrap()), "{rows} rows");
        }
    }

    #[test]
    fn only_what_shrinks_is_compressed() {
        let size = |column: usize| {
            let mut file = Vec::new();
            write(&columns(GROUP)[column..=column], GROUP, &mut file).unwrap();
            file.len()
        };
        assert!(size(2) > 8 * GROUP, "{}", size(2));
        for column in [0, 1, 3, 4, 5, 6] {
            assert!(size(column) < 4 * GROUP, "column {column}: {}", size(column));
        }
    }

    /// A file that has no room.
    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_ends_it() {
        let rows = 3 * GROUP;
        let mut out = Remembering { out: &mut Full, failed: None };
        assert!(write(&columns(rows), rows, &mut out).is_err());
        assert_eq!(out.failed.map(|failed| failed.kind()), Some(io::ErrorKind::StorageFull));
    }
}
