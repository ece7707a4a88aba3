//! A table of text with a header, whatever the file: customer summaries, attributes of customers, results of last month.

use std::io::Read;
use std::sync::OnceLock;

use csv::StringRecord;
use polars::prelude::*;
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;

use super::columns::fold_name;
use super::dates::{self, DateEvidence, DateFormat, Zones};
use super::ids::{check_id, is_missing};
use super::numbers::{self, Decimal, DecimalMark, NumberEvidence};
use super::sources::{Format, Source};
use super::{NoProgress, ReadOptions, internal, text};
use crate::error::{Error, Result};
use crate::units::Day;

const ID_NAMES: &[&str] = &[
    "customer_id",
    "customer",
    "cust_id",
    "client_id",
    "user_id",
    "member_id",
    "id",
    "household_id",
    "id_pelanggan",
    "kode_pelanggan",
    "pelanggan",
    "id_member",
    "email",
];
/// A table of text.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The file.
    pub name: String,
    /// The names of its columns.
    pub header: Vec<String>,
    pub(super) rows: Vec<StringRecord>,
    /// The decimal mark that the user named.
    decimal: Option<DecimalMark>,
    /// How each column writes its numbers, once that was asked.
    marks: Vec<OnceLock<Written>>,
}

/// How a column writes its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Written {
    With(DecimalMark),
    /// Every value reads two ways: how many there are, and one of them.
    Either(usize, String),
}

impl Sheet {
    /// Reads a text file (plain, `.gz`, `.zst`, a workbook) or Parquet.
    ///
    /// # Errors
    /// A file that cannot be read, and rows of another length than the header.
    pub fn read(source: &Source, options: &ReadOptions) -> Result<Sheet> {
        if source.format == Format::Parquet { typed(source) } else { written(source, options) }
    }

    /// The file at a path, in no particular way.
    ///
    /// # Errors
    /// As above, and no such file.
    pub fn at(path: &str) -> Result<Sheet> {
        match Source::expand(&[path.to_owned()])?.as_slice() {
            [source] => Sheet::read(source, &ReadOptions::default()),
            _ => Err(Error::Usage {
                message: format!("`{path}` names several files"),
                hints: vec!["name one".to_owned()],
            }),
        }
    }

    /// The place of the first column with one of these names, compared without case and marks.
    #[must_use]
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.header.iter().position(|column| fold_name(column) == fold_name(name)))
    }

    /// The place of the column of customer ids, if one is named so.
    #[must_use]
    pub fn customer_column(&self) -> Option<usize> {
        self.find(ID_NAMES)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What stands in a row and a column.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows[row].get(column).unwrap_or_default()
    }

    /// A column as ids.
    ///
    /// # Errors
    /// Blank ones, and those that a spreadsheet has rounded.
    pub fn ids(&self, column: usize) -> Result<Vec<&str>> {
        let id = |row: usize| {
            let id = self.cell(row, column);
            let bad = |reason: &str| Error::CannotRead {
                path: self.name.clone(),
                reason: format!("row {} has `{id}` for `{}`: {reason}", row + 2, self.header[column]),
            };
            if is_missing(id.as_bytes()) {
                return Err(bad("no customer id"));
            }
            check_id(id.as_bytes()).map_err(|(_, reason)| bad(reason)).map(|()| id)
        };
        (0..self.len()).map(id).collect()
    }

    /// The days that a column says, none where it is blank; how it writes them is decided for the column, unless it is given.
    ///
    /// # Errors
    /// Values that are no dates, and columns that can be read day first and month first.
    pub fn days(&self, column: usize, format: Option<&DateFormat>) -> Result<Vec<Option<Day>>> {
        let cells = || (0..self.len()).map(|row| self.cell(row, column).as_bytes());
        let mut evidence = DateEvidence::default();
        cells().for_each(|cell| evidence.add(cell));
        let format = format.cloned().or_else(|| evidence.decide()).ok_or_else(|| Error::AmbiguousDates {
            path: self.name.clone(),
            column: self.header[column].clone(),
            values: evidence.values,
            example: evidence.example.clone().unwrap_or_default(),
        })?;
        let zones = Zones::default();
        let day = |(row, cell): (usize, &[u8])| {
            if is_missing(cell) {
                return Ok(None);
            }
            let time = dates::parse(cell, &format, &zones).map_err(|problem| Error::CannotRead {
                path: self.name.clone(),
                reason: format!(
                    "row {} has `{}` for `{}`: {}",
                    row + 2,
                    String::from_utf8_lossy(cell),
                    self.header[column],
                    problem.reason(&format)
                ),
            })?;
            Ok(Some(time.day()))
        };
        cells().enumerate().map(day).collect()
    }

    /// The number that stands there, if it is one; its decimal mark is decided for the column, never for the cell.
    #[must_use]
    pub fn number(&self, row: usize, column: usize) -> Option<f64> {
        let cell = self.cell(row, column);
        let Written::With(mark) = self.written(column) else { return None };
        let number = match numbers::parse_decimal(cell.as_bytes(), *mark) {
            // digits and a power of ten, as they are written, are read exactly
            Ok(Decimal { units, decimals }) => format!("{units}e-{decimals}").parse(),
            Err(_) if cell.contains(['e', 'E']) => cell.parse(),
            Err(_) => return None,
        };
        number.ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether the numbers of a column can be told.
    ///
    /// # Errors
    /// A column of which every value can be read with thousands and with decimals.
    pub fn check_numbers(&self, column: usize) -> Result<()> {
        match self.written(column) {
            Written::With(_) => Ok(()),
            Written::Either(values, example) => Err(Error::AmbiguousNumbers {
                path: self.name.clone(),
                column: self.header[column].clone(),
                values: *values,
                example: example.clone(),
            }),
        }
    }

    fn written(&self, column: usize) -> &Written {
        self.marks[column].get_or_init(|| {
            if let Some(mark) = self.decimal {
                return Written::With(mark);
            }
            let mut evidence = NumberEvidence::default();
            (0..self.len()).for_each(|row| evidence.add(self.cell(row, column).as_bytes()));
            match evidence.decide_with(None) {
                Some(mark) => Written::With(mark),
                None => Written::Either(evidence.values, evidence.example.clone().unwrap_or_default()),
            }
        })
    }
}

fn written(source: &Source, options: &ReadOptions) -> Result<Sheet> {
    let form = text::form(source, options.encoding)?;
    let mut bytes = Vec::new();
    let mut stream = text::open(source, form, &NoProgress)?;
    stream.read_to_end(&mut bytes).map_err(|problem| text::broken(source, &problem))?;
    let head = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let detected = [b',', b';', b'\t', b'|'].into_iter().max_by_key(|mark| {
        // the first of equals, so that a comma wins
        (head.iter().filter(|byte| *byte == mark).count(), *mark == b',')
    });
    let delimiter = options.delimiter.or(detected).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes.as_slice());
    let bad = |problem: csv::Error| Error::CannotRead {
        path: source.name.clone(),
        reason: problem.to_string().to_lowercase(),
    };
    let header: Vec<String> = reader.headers().map_err(bad)?.iter().map(str::to_owned).collect();
    let rows = reader.records().collect::<std::result::Result<_, _>>().map_err(bad)?;
    let marks = vec![OnceLock::new(); header.len()];
    Ok(Sheet { name: source.name.clone(), header, rows, decimal: options.decimal, marks })
}

fn typed(source: &Source) -> Result<Sheet> {
    let bad = |problem: PolarsError| Error::BadParquet {
        path: source.name.clone(),
        reason: problem.to_string().lines().next().unwrap_or_default().to_lowercase(),
    };
    let frame = ParquetReader::new(source.reopen()?).finish().map_err(bad)?;
    let columns: Vec<Column> = frame
        .columns()
        .iter()
        .map(|column| column.cast(&DataType::String))
        .collect::<PolarsResult<_>>()
        .map_err(internal)?;
    let texts: Vec<&StringChunked> =
        columns.iter().map(|column| column.str()).collect::<PolarsResult<_>>().map_err(internal)?;
    let row = |row: usize| texts.iter().map(|column| column.get(row).unwrap_or_default().trim()).collect();
    let header: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
    Ok(Sheet {
        name: source.name.clone(),
        rows: (0..frame.height()).map(row).collect(),
        decimal: Some(DecimalMark::Point),
        marks: vec![OnceLock::new(); header.len()],
        header,
    })
}
