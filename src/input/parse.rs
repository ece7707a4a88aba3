//! Blocks of text to typed rows, strictly: a value that does not follow its column's format sets its row aside.

use polars::prelude::*;

use super::blocks::{self, Block};
use super::dates;
use super::filter::Filter;
use super::numbers::{self, Amount, DecimalMark, NumberProblem};
use super::plan::TextPlan;
use super::records::{self, Record};
use super::rejects::{Reject, RejectKind, Rejects, shorten};
use super::rows::{Ids, Key, Row};
use crate::error::{Error, Result, counted};

/// What became of one part of a file.
#[derive(Debug, Default)]
pub(super) struct PartReport {
    /// Rows from the first to the last line, blank ones and the header included; for row numbers.
    pub(super) lines: u64,
    /// Rows read, rejected ones included.
    pub(super) rows: u64,
    pub(super) rejects: Rejects,
    /// Amounts whose decimals beyond the fourth were rounded away.
    pub(super) rounded: u64,
    pub(super) filtered: u64,
    pub(super) filtered_amount: i128,
}

/// Parses the blocks of one file.
pub(super) struct TextParser<'a> {
    pub(super) plan: &'a TextPlan,
    pub(super) ids: &'a Ids,
    pub(super) filter: Option<(&'a Filter, Vec<usize>)>,
    pub(super) keep_all_rejects: bool,
}

/// A row that cannot be used: the kind of fault, the column, the value, the reason.
type Fault = (RejectKind, Option<usize>, String, String);

impl TextParser<'_> {
    /// Appends the rows of `block` to `rows`.
    pub(super) fn parse(&self, block: &Block, skip: usize, rows: &mut Vec<Row>) -> Result<PartReport> {
        let mut report = PartReport {
            lines: blocks::rows_in(&block.bytes, block.quoting, self.plan.delimiter),
            ..PartReport::default()
        };
        let first = rows.len();
        let mut columns = self.filter.as_ref().map(|(_, places)| vec![Vec::new(); places.len()]);
        let mut counted = Counted { start: 0, row: 0 };
        records::for_each(block, skip, self.plan.delimiter, |start, record| {
            report.rows += 1;
            match self.row(record) {
                Ok((row, rounded)) => {
                    rows.push(row);
                    report.rounded += u64::from(rounded);
                    if let (Some(columns), Some((_, places))) = (&mut columns, &self.filter) {
                        for (column, &place) in columns.iter_mut().zip(places) {
                            column.push(String::from_utf8_lossy(&record.cell(place)).into_owned());
                        }
                    }
                }
                Err((kind, column, value, reason)) => {
                    counted.move_to(block, start, self.plan.delimiter);
                    let record_text =
                        self.keep_all_rejects.then(|| raw_record(block, start, self.plan.delimiter, record));
                    let reject = Reject {
                        row: counted.row + 1,
                        kind,
                        column,
                        value,
                        reason,
                        record: record_text.unwrap_or_default(),
                    };
                    report.rejects.add(
                        reject,
                        self.amount(record).ok().map(|amount| amount.money),
                        self.keep_all_rejects,
                    );
                }
            }
            true
        });
        if let (Some((filter, places)), Some(columns)) = (&self.filter, columns) {
            let frame = self.frame(filter, places, columns, &rows[first..])?;
            keep(filter, &frame, rows, first, &mut report)?;
        }
        Ok(report)
    }

    fn row(&self, record: &Record<'_>) -> std::result::Result<(Row, bool), Fault> {
        let plan = self.plan;
        let fields = record.len();
        if fields != plan.header.len() {
            let reason = format!("{}, the header has {}", counted(fields as u64, "field"), plan.header.len());
            return Err((RejectKind::Shape, None, text(&record.cell(0)), reason));
        }
        let mapping = &plan.mapping;
        let customer = record.cell(mapping.customer);
        check_id(&customer).map_err(|fault| at(fault, mapping.customer, &customer))?;
        let order = match mapping.order {
            None => Key::NONE,
            Some(place) => {
                let order = record.cell(place);
                check_id(&order).map_err(|fault| at(fault, place, &order))?;
                Key::order(&order)
            }
        };
        let date = record.cell(mapping.date);
        let time = dates::parse(&date, &plan.date_format).map_err(|problem| {
            (RejectKind::Date, Some(mapping.date), text(&date), problem.reason(&plan.date_format))
        })?;
        let amount = self.amount(record).map_err(|(place, factor, problem)| {
            let reason = problem.reason(plan.decimal_marks[factor]);
            (RejectKind::Amount, Some(place), text(&record.cell(place)), reason)
        })?;
        let customer = if is_missing(&customer) { Key::NONE } else { self.ids.customer(&customer) };
        Ok((Row { customer, order, time, amount: amount.money }, amount.rounded))
    }

    /// The amount of a row: one value, or the product of several.
    fn amount(&self, record: &Record<'_>) -> std::result::Result<Amount, (usize, usize, NumberProblem)> {
        let places = &self.plan.mapping.amount;
        let marks = &self.plan.decimal_marks;
        match places.as_slice() {
            [] => Ok(Amount::ZERO),
            &[place] => numbers::parse(&record.cell(place), marks[0]).map_err(|problem| (place, 0, problem)),
            places => {
                let mut factors = Vec::with_capacity(places.len());
                for (factor, &place) in places.iter().enumerate() {
                    let value = numbers::parse_decimal(&record.cell(place), marks[factor]);
                    factors.push(value.map_err(|problem| (place, factor, problem))?);
                }
                numbers::product(factors.into_iter()).map_err(|problem| (places[0], 0, problem))
            }
        }
    }

    /// The columns that the filter names: those with a role typed by it, those compared with numbers as numbers
    /// under the file's decimal mark, the others as text. Blank is null.
    fn frame(
        &self,
        filter: &Filter,
        places: &[usize],
        columns: Vec<Vec<String>>,
        rows: &[Row],
    ) -> Result<DataFrame> {
        let mapping = &self.plan.mapping;
        let mark = self.plan.decimal_marks.first().copied().unwrap_or(DecimalMark::Point);
        let mut typed = Vec::with_capacity(columns.len());
        for (&place, texts) in places.iter().zip(columns) {
            let name: PlSmallStr = self.plan.header[place].as_str().into();
            typed.push(if place == mapping.date {
                let micros: Vec<i64> = rows.iter().map(|row| row.time.0).collect();
                let micros = Int64Chunked::from_vec(name, micros);
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

/// Applies the filter to the rows from `first` on, and counts what it leaves out.
pub(super) fn keep(
    filter: &Filter,
    frame: &DataFrame,
    rows: &mut Vec<Row>,
    first: usize,
    report: &mut PartReport,
) -> Result<()> {
    let mask = filter.mask(frame)?;
    let mut next = mask.iter();
    let mut place = 0;
    rows.retain(|row| {
        place += 1;
        let kept = place <= first || next.next().copied().unwrap_or(false);
        if !kept {
            report.filtered += 1;
            report.filtered_amount += i128::from(row.amount.0);
        }
        kept
    });
    Ok(())
}

/// Counts line ends up to a record once, however many records of a block are rejected.
struct Counted {
    start: usize,
    row: u64,
}

impl Counted {
    fn move_to(&mut self, block: &Block, start: usize, delimiter: u8) {
        self.row += blocks::rows_in(&block.bytes[self.start..start], block.quoting, delimiter);
        self.start = start;
    }
}

/// The record as it stands in the file.
fn raw_record(block: &Block, start: usize, delimiter: u8, record: &Record<'_>) -> String {
    match record {
        Record::Plain(record) | Record::Quoted(record) => {
            String::from_utf8_lossy(record.as_slice()).into_owned()
        }
        Record::Copied(_) => {
            let record = blocks::first_record(&block.bytes[start..], delimiter);
            String::from_utf8_lossy(record.trim_ascii_end()).into_owned()
        }
    }
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

fn at(fault: (RejectKind, &str), place: usize, value: &[u8]) -> Fault {
    (fault.0, Some(place), text(value), fault.1.to_owned())
}

/// An id is any text but the ruins of a long number that a spreadsheet rounded.
pub(super) fn check_id(id: &[u8]) -> std::result::Result<(), (RejectKind, &'static str)> {
    if id.first().is_some_and(u8::is_ascii_digit) && is_scientific(id) {
        return Err((RejectKind::ScientificId, "a spreadsheet has rounded this id"));
    }
    if std::str::from_utf8(id).is_err() {
        return Err((RejectKind::Encoding, "not UTF-8"));
    }
    Ok(())
}

/// What databases and data frames write where there is no id.
pub(super) fn is_missing(id: &[u8]) -> bool {
    const WORDS: [&[u8]; 7] = [b"null", b"none", b"nan", b"n/a", b"#n/a", b"<na>", b"-"];
    id.is_empty() || (id.len() <= 4 && WORDS.iter().any(|word| id.eq_ignore_ascii_case(word)))
}

/// Digits with a decimal mark and an exponent, such as `5.8E+17`.
fn is_scientific(id: &[u8]) -> bool {
    let Some(exponent) = id.iter().position(|byte| matches!(byte, b'e' | b'E')) else { return false };
    let (mantissa, power) = (&id[..exponent], &id[exponent + 1..]);
    let signed = matches!(power.first(), Some(b'+'));
    let power = if signed { &power[1..] } else { power };
    let pointed = mantissa.iter().any(|byte| matches!(byte, b'.' | b','));
    (signed || pointed)
        && !power.is_empty()
        && power.iter().all(u8::is_ascii_digit)
        && mantissa.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing() {
        assert!(["", "NULL", "nan", "N/A", "-", "<NA>"].iter().all(|id| is_missing(id.as_bytes())));
        assert!(["0", "Nana", "--", "NA", "nullo"].iter().all(|id| !is_missing(id.as_bytes())));
    }

    #[test]
    fn ids_rounded_by_a_spreadsheet() {
        for id in ["5.8E+17", "5,8E+17", "1E+05", "5.8e17"] {
            assert!(check_id(id.as_bytes()).is_err(), "{id}");
        }
        for id in ["1E05", "5e", "A5.8E+17", "12", "7E-3x", "ani", ""] {
            assert!(check_id(id.as_bytes()).is_ok(), "{id}");
        }
    }
}
