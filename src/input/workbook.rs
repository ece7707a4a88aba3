//! Workbooks (.xlsx, .xlsb, .xls, .ods) as CSV text, so that everything behind reads them as it reads any export.
//!
//! Row n of the sheet is line n of the text. Moments become ISO; a long number that the workbook keeps as a rounded
//! double is written with an exponent, so that it is not mistaken for an id.

use std::fs::File;
use std::io::{Read, Seek};

use calamine::{Data, ExcelDateTime, Range, Reader, open_workbook_auto_from_rs};

use super::sources::cannot_read;
use crate::error::{Error, Result};

/// Whether the first bytes of a file are those of a workbook.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    // a zip archive, or the compound file of old Excel
    head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The sheet with the rows as text in a temporary file, and its name.
pub(super) fn as_text(name: &str, mut file: File) -> Result<(File, String)> {
    let bad = |reason: String| Error::CannotRead { path: name.to_owned(), reason };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|problem| cannot_read(name, &problem))?;
    let mut book = open_workbook_auto_from_rs(std::io::Cursor::new(bytes))
        .map_err(|_| bad("it is no workbook that can be opened".to_owned()))?;
    let names = book.sheet_names();
    let mut chosen: Option<(String, Range<Data>)> = None;
    for sheet in names {
        let Ok(range) = book.worksheet_range(&sheet) else { continue };
        let better = match &chosen {
            None => range.width() > 1,
            Some((known, _)) => is_orders(&sheet) && !is_orders(known) && range.width() > 1,
        };
        if better {
            chosen = Some((sheet, range));
        }
    }
    let (sheet, range) = chosen.ok_or_else(|| bad("no sheet of it has rows".to_owned()))?;
    let mut text = tempfile::tempfile().map_err(|problem| cannot_read(name, &problem))?;
    write(&range, &mut text).map_err(|problem| bad(problem.to_string()))?;
    text.rewind().map_err(|problem| cannot_read(name, &problem))?;
    Ok((text, sheet))
}

/// Marketplaces put the orders on a sheet of that name, behind others.
fn is_orders(sheet: &str) -> bool {
    ["orders", "order", "pesanan", "transaksi", "transactions"].contains(&sheet.to_lowercase().as_str())
}

fn write(range: &Range<Data>, out: &mut File) -> csv::Result<()> {
    let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(std::io::BufWriter::new(out));
    let above = range.start().map_or(0, |(row, _)| row);
    for _ in 0..above {
        csv.write_record(["", ""])?;
    }
    for row in range.rows() {
        csv.write_record(row.iter().map(cell))?;
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
    number.to_string()
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
        assert_eq!(float(12.5), "12.5");
    }
}
