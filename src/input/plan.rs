//! How one text file is read: delimiter, header, columns and formats, decided before its rows are parsed.
//!
//! The first block decides; only a column that it leaves ambiguous is looked at further down.

use std::io::Read;

use super::blocks::{Block, Blocks};
use super::columns::{Mapping, Role};
use super::dates::{DateEvidence, DateFormat};
use super::numbers::{DecimalMark, NumberEvidence};
use super::sources::Source;
use super::text::{self, cut_error};
use super::{NoProgress, ReadOptions, records};
use crate::error::{Error, Result};

/// Everything that parsing a file's rows depends on.
#[derive(Debug)]
pub(super) struct TextPlan {
    pub(super) delimiter: u8,
    pub(super) header: Vec<String>,
    /// Bytes up to the end of the header in the first block.
    pub(super) header_end: usize,
    pub(super) mapping: Mapping,
    pub(super) date_format: DateFormat,
    /// One for each factor of the amount.
    pub(super) decimal_marks: Vec<DecimalMark>,
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

impl TextPlan {
    pub(super) fn make(source: &Source, options: &ReadOptions) -> Result<TextPlan> {
        let no_progress = NoProgress;
        let mut stream = text::open(source, &no_progress)?;
        let mut head = Vec::new();
        (&mut stream)
            .take(HEAD_BYTES)
            .read_to_end(&mut head)
            .map_err(|problem| text::broken(source, &problem))?;
        let first_line = first_line(&head).ok_or_else(|| Error::EmptyFile { path: source.name.clone() })?;
        let delimiter = match options.delimiter {
            Some(delimiter) => delimiter,
            None => detect_delimiter(first_line),
        };
        let mut blocks = Blocks::new(std::io::Cursor::new(head).chain(stream), delimiter);
        let first = blocks
            .next()
            .map_err(|problem| cut_error(source, problem))?
            .ok_or_else(|| Error::EmptyFile { path: source.name.clone() })?;
        let (header, header_end) = read_header(source, &first, delimiter)?;
        let mapping = Mapping::find(&source.name, &header, &options.columns, options.amounts)?;
        check_unique(source, &header, &mapping)?;
        let mut plan = TextPlan {
            delimiter,
            header,
            header_end,
            date_format: DateFormat::YearMonthDay,
            decimal_marks: vec![DecimalMark::Point; mapping.amount.len()],
            mapping,
        };
        plan.decide_formats(source, options, first, &mut blocks)?;
        Ok(plan)
    }

    fn decide_formats(
        &mut self,
        source: &Source,
        options: &ReadOptions,
        first: Block,
        blocks: &mut Blocks<impl Read>,
    ) -> Result<()> {
        let mut dates = DateEvidence::default();
        let mut numbers: Vec<NumberEvidence> =
            self.mapping.amount.iter().map(|_| NumberEvidence::default()).collect();
        let mut rows = 0_usize;
        let mut skip = self.header_end;
        let mut block = Some(first);
        while let Some(current) = block {
            records::for_each(&current, skip, self.delimiter, |_, record| {
                rows += 1;
                dates.add(&record.cell(self.mapping.date));
                for (evidence, &place) in numbers.iter_mut().zip(&self.mapping.amount) {
                    evidence.add(&record.cell(place));
                }
                true
            });
            skip = 0;
            let open = rows == 0
                || (options.date_format.is_none() && dates.decide().is_none())
                || (options.decimal.is_none() && numbers.iter().any(|numbers| numbers.decide().is_none()));
            block = if open { blocks.next().map_err(|problem| cut_error(source, problem))? } else { None };
        }
        if rows == 0 {
            return Err(Error::HeaderOnly { path: source.name.clone() });
        }
        let column = |place: usize| self.header[place].clone();
        self.date_format = settle_dates(source, options, &dates, || column(self.mapping.date))?;
        let marks: Result<Vec<DecimalMark>> = numbers
            .iter()
            .zip(&self.mapping.amount)
            .map(|(numbers, &place)| settle_numbers(source, options, numbers, || column(place)))
            .collect();
        self.decimal_marks = marks?;
        Ok(())
    }

    pub(super) fn columns(&self) -> Vec<(Role, String)> {
        self.mapping.describe(&self.header)
    }
}

/// The format the user gave, or the one the values show, or an error that asks.
pub(super) fn settle_dates(
    source: &Source,
    options: &ReadOptions,
    evidence: &DateEvidence,
    column: impl FnOnce() -> String,
) -> Result<DateFormat> {
    options.date_format.clone().or_else(|| evidence.decide()).ok_or_else(|| Error::AmbiguousDates {
        path: source.name.clone(),
        column: column(),
        values: evidence.values,
        example: evidence.example.clone().unwrap_or_default(),
    })
}

/// The same for the decimal mark.
pub(super) fn settle_numbers(
    source: &Source,
    options: &ReadOptions,
    evidence: &NumberEvidence,
    column: impl FnOnce() -> String,
) -> Result<DecimalMark> {
    options.decimal.or_else(|| evidence.decide()).ok_or_else(|| Error::AmbiguousNumbers {
        path: source.name.clone(),
        column: column(),
        values: evidence.values,
        example: evidence.example.clone().unwrap_or_default(),
    })
}

/// Enough for any header; the rest of the file follows behind it.
const HEAD_BYTES: u64 = 64 << 10;

fn first_line(head: &[u8]) -> Option<&[u8]> {
    head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty())
}

/// The mark that occurs most often outside quotation marks in the header.
fn detect_delimiter(header: &[u8]) -> u8 {
    let count = |mark: u8| marks_outside_quotes(header, mark);
    let most = DELIMITERS.iter().map(|&mark| count(mark)).max().unwrap_or(0);
    DELIMITERS.into_iter().find(|&mark| count(mark) == most).filter(|_| most > 0).unwrap_or(b',')
}

fn marks_outside_quotes(line: &[u8], mark: u8) -> usize {
    let mut quoted = false;
    line.iter()
        .filter(|&&byte| {
            quoted ^= byte == b'"';
            byte == mark && !quoted
        })
        .count()
}

fn read_header(source: &Source, first: &Block, delimiter: u8) -> Result<(Vec<String>, usize)> {
    let mut header: Option<std::result::Result<Vec<String>, String>> = None;
    let mut header_end = first.bytes.len();
    records::for_each(first, 0, delimiter, |start, record| {
        if header.is_some() {
            header_end = start;
            return false;
        }
        let cells = (0..record.len()).map(|place| {
            let cell = record.cell(place).into_owned();
            String::from_utf8(cell).map_err(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
        });
        header = Some(cells.collect());
        true
    });
    let header = match header {
        None => return Err(Error::EmptyFile { path: source.name.clone() }),
        Some(Err(name)) => {
            let seen = format!("header name `{name}`");
            return Err(Error::NotUtf8 { path: source.name.clone(), seen });
        }
        Some(Ok(header)) => header,
    };
    if let [only] = header.as_slice() {
        let candidate = b":^~"
            .iter()
            .copied()
            .chain(DELIMITERS)
            .map(|mark| (mark as char, marks_outside_quotes(only.as_bytes(), mark)))
            .max_by_key(|&(_, count)| count)
            .filter(|&(_, count)| count > 0);
        let header = super::rejects::shorten(only);
        return Err(Error::OneColumn { path: source.name.clone(), header, candidate });
    }
    Ok((header, header_end))
}

fn check_unique(source: &Source, header: &[String], mapping: &Mapping) -> Result<()> {
    let used = [Some(mapping.customer), mapping.order, Some(mapping.date)];
    for place in used.into_iter().flatten().chain(mapping.amount.iter().copied()) {
        let column = &header[place];
        let places: Vec<usize> =
            (0..header.len()).filter(|&other| header[other] == *column).map(|place| place + 1).collect();
        if places.len() > 1 {
            return Err(Error::RepeatedColumn { path: source.name.clone(), column: column.clone(), places });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters() {
        assert_eq!(detect_delimiter(b"id;date;amount"), b';');
        assert_eq!(detect_delimiter(b"\"a;b;c\",date,amount"), b',');
        assert_eq!(detect_delimiter(b"id\tdate\tamount, net"), b'\t');
        assert_eq!(detect_delimiter(b"id"), b',');
    }
}
