//! Workbooks (.xlsx, .xlsb, .xls, .ods) as CSV text, so that everything behind reads them as it reads any export.
//!
//! Row n of the sheet is line n of the text. Moments become ISO; a long number that the workbook keeps as a rounded
//! double is written with an exponent, so that it is not mistaken for an id.

use std::fs::File;
use std::io::{Read, Seek};

use calamine::{Data, ExcelDateTime, Range, Reader, open_workbook_auto_from_rs};

use super::columns::fold_name;
use super::sources::cannot_read;
use crate::error::{Error, Result};

/// Whether the first bytes of a file are those of a workbook.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    // a zip archive, or the compound file of old Excel
    head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The rows as text in a temporary file: those of the orders sheet or the largest, and of all with the same header.
pub(super) fn as_text(name: &str, mut file: File) -> Result<Text> {
    let bad = |reason: String| Error::CannotRead { path: name.to_owned(), reason };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|problem| cannot_read(name, &problem))?;
    let mut book = open_workbook_auto_from_rs(std::io::Cursor::new(bytes))
        .map_err(|_| bad("it is no workbook that can be opened".to_owned()))?;
    let mut sheets: Vec<(String, Range<Data>)> = Vec::new();
    for sheet in book.sheet_names() {
        if let Ok(range) = book.worksheet_range(&sheet)
            && range.width() > 1
        {
            sheets.push((sheet, range));
        }
    }
    let best = (0..sheets.len()).max_by_key(|&place| {
        let (name, range) = &sheets[place];
        (is_orders(name), range.height() * range.width(), std::cmp::Reverse(place))
    });
    let chosen =
        best.map(|place| sheets.remove(place)).ok_or_else(|| bad("no sheet of it has rows".to_owned()))?;
    let columns = header(&chosen.1);
    let (alike, skipped): (Vec<_>, Vec<_>) =
        sheets.into_iter().partition(|(_, range)| places(&columns, range).is_some());
    let read: Vec<(String, Range<Data>)> = std::iter::once(chosen).chain(alike).collect();
    let mut text = tempfile::tempfile().map_err(|problem| cannot_read(name, &problem))?;
    write(&columns, &read, &mut text).map_err(|problem| bad(problem.to_string()))?;
    text.rewind().map_err(|problem| cannot_read(name, &problem))?;
    let names = |sheets: Vec<(String, Range<Data>)>| sheets.into_iter().map(|(name, _)| name).collect();
    Ok(Text { file: text, read: names(read), skipped: names(skipped) })
}

/// The rows of a workbook as text.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) file: File,
    /// The sheets they are from; several have the same header.
    pub(super) read: Vec<String>,
    /// Sheets with other columns.
    pub(super) skipped: Vec<String>,
}

/// Rows in which a header is looked for.
const DEEPEST_HEADER: usize = 30;

/// The header of a sheet: the fullest of its first rows.
fn header(range: &Range<Data>) -> Vec<String> {
    let rows = range.rows().take(DEEPEST_HEADER).map(|row| row.iter().map(cell).collect::<Vec<String>>());
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    rows.reduce(|best, row| if filled(&row) > filled(&best) { row } else { best }).unwrap_or_default()
}

/// Marketplaces put the orders on a sheet of that name, behind others.
fn is_orders(sheet: &str) -> bool {
    ["orders", "order", "pesanan", "transaksi", "transactions"].contains(&sheet.to_lowercase().as_str())
}

/// Where a sheet has the columns of a header, in whatever order; none if it lacks one.
fn places(columns: &[String], range: &Range<Data>) -> Option<Vec<usize>> {
    let own: Vec<String> = header(range).iter().map(|name| fold_name(name)).collect();
    columns.iter().map(|name| own.iter().position(|column| *column == fold_name(name))).collect()
}

/// The first sheet as it stands; of the others what is below their headers, in the order of its columns.
fn write(columns: &[String], sheets: &[(String, Range<Data>)], out: &mut File) -> csv::Result<()> {
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(std::io::BufWriter::new(out));
    let Some(((_, first), others)) = sheets.split_first() else { return Ok(()) };
    for _ in 0..first.start().map_or(0, |(row, _)| row) {
        csv.write_record(["", ""])?;
    }
    for row in first.rows() {
        csv.write_record(row.iter().map(cell))?;
    }
    for (_, range) in others {
        let head = header(range);
        let Some(places) = places(columns, range) else { continue };
        let cells = range.rows().map(|row| row.iter().map(cell).collect::<Vec<String>>());
        for row in cells.skip_while(|row| *row != head).skip(1) {
            csv.write_record(places.iter().map(|&place| row.get(place).map_or("", String::as_str)))?;
        }
    }
    csv.flush()?;
    Ok(())
}

fn cell(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => float(*number),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(moment) => self::moment(moment),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(fault) => fault.to_string(),
    }
}

/// Doubles keep fifteen digits.
const EXACT: f64 = 1e15;

fn float(number: f64) -> String {
    if number.abs() >= EXACT {
        let text = format!("{number:E}");
        return text.replacen('E', "E+", 1);
    }
    // a number with decimals has a type, and must not be read as text is
    if number.fract() != 0.0 {
        return format!("{}{number}", TYPED_NUMBER as char);
    }
    number.to_string()
}

/// Stands before a number that had a type in its file.
pub(super) const TYPED_NUMBER: u8 = 1;

/// A value without the mark of a typed number.
pub(super) fn untyped(value: &[u8]) -> &[u8] {
    value.strip_prefix(&[TYPED_NUMBER]).unwrap_or(value)
}

fn moment(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    if (hour, minute, second) == (0, 0, 0) {
        return format!("{year:04}-{month:02}-{day:02}");
    }
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_do_not_pass_for_ids() {
        assert_eq!(float(580_123_456_789_012_000.0), "5.80123456789012E+17");
        assert_eq!(float(12_345_678.0), "12345678");
        assert_eq!(float(12.5), "\u{1}12.5");
    }
}
