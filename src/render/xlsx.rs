//! A workbook: a sheet for what is said, and one for each table, with typed cells under a header that stays in place.
//!
//! Text is written as text, so that no name can become a formula.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::words::Words;
use super::{RenderOptions, Renderer, chosen_table, write_error};
use crate::document::{Column, Document, Label, Table, Unit, Values, in_english};
use crate::error::{Error, Result};
use crate::units::Day;

pub(super) struct Xlsx;

/// Rows of a sheet, the header included.
const MOST_ROWS: usize = 1_048_576;
/// Letters in a cell, and in the name of a sheet.
const LONGEST_TEXT: usize = 32_767;
const LONGEST_NAME: usize = 31;
/// Widths of columns, in letters.
const WIDTHS: (f64, f64) = (9.0, 48.0);
/// Rows looked at to find out how wide a column has to be.
const LOOKED_AT: usize = 200;
/// The day that Excel counts as 0 from, as far as days after February 1900 go.
const EPOCH: Day = Day(-25_569);

impl Renderer for Xlsx {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let words = options.words(document);
        let tables: Vec<&Table> = match &options.table {
            Some(_) => vec![chosen_table(document, options)?],
            None => document.tables.iter().collect(),
        };
        for table in &tables {
            if table.rows() >= MOST_ROWS {
                return Err(Error::Usage {
                    message: format!(
                        "the table `{}` has {} rows, more than a sheet holds",
                        table.name,
                        table.rows()
                    ),
                    hints: vec!["write it as CSV or Parquet".to_owned()],
                });
            }
        }
        let mut workbook = Workbook::new();
        let properties = DocProperties::new().set_title(words.message(&document.title).replace("   ", " · "));
        // the same result is to be the same file whenever it is written
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(fault)?;
        workbook.set_properties(&properties.set_creation_datetime(&made));
        if options.table.is_none() {
            said(workbook.add_worksheet(), document, &words).map_err(fault)?;
        }
        let mut taken = vec![words.term("sheet-summary").to_lowercase()];
        for table in tables {
            let name: String = words.term(table.name).replace(['[', ']', ':', '*', '?', '/', '\\'], " ");
            let mut name: String = name.chars().take(LONGEST_NAME - 2).collect();
            while taken.contains(&name.to_lowercase()) {
                name.push('+');
            }
            taken.push(name.to_lowercase());
            let sheet = workbook.add_worksheet();
            sheet.set_name(name).map_err(fault)?;
            fill(sheet, table, &words).map_err(fault)?;
        }
        let bytes = workbook.save_to_buffer().map_err(fault)?;
        out.write_all(&bytes).and_then(|()| out.flush()).map_err(write_error)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it on")]
fn fault(problem: XlsxError) -> Error {
    Error::Internal(format!("workbook: {problem}"))
}

/// Title, headline, sections, warnings and notes, a row each.
fn said(sheet: &mut Worksheet, document: &Document, words: &Words) -> std::result::Result<(), XlsxError> {
    sheet.set_name(words.term("sheet-summary"))?;
    let (bold, folded) = (Format::new().set_bold(), Format::new().set_text_wrap());
    sheet.set_column_width(0, 110)?;
    let mut row = 0;
    let mut line = |text: &str, format: &Format| -> std::result::Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, cut(text), format)?;
        row += 1;
        Ok(())
    };
    let title = words.message(&document.title);
    for (place, part) in title.split("   ").enumerate() {
        line(part, if place == 0 { &bold } else { &folded })?;
    }
    line(&words.message(&document.headline), &folded)?;
    for section in &document.sections {
        line(&words.term(&format!("section-{}", section.name)), &bold)?;
        for text in &section.text {
            line(&words.message(text), &folded)?;
        }
    }
    for (label, messages) in [("label-warning", &document.warnings), ("label-note", &document.notes)] {
        for message in messages {
            line(&format!("{}: {}", words.term(label), words.message(message)), &folded)?;
        }
    }
    for (term, definition) in &document.definitions {
        line(&format!("{}: {}", words.term(term), words.message(definition)), &folded)?;
    }
    Ok(())
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

fn fill(sheet: &mut Worksheet, table: &Table, words: &Words) -> std::result::Result<(), XlsxError> {
    let formats = Formats::of(words.numbers.has_cents());
    let head = Format::new().set_bold();
    let columns: Vec<_> = table.columns.iter().flat_map(Column::wide).collect();
    for (place, (name, values)) in columns.iter().enumerate() {
        let place = place as u16;
        sheet.write_string_with_format(0, place, name.as_ref(), &head)?;
        let mut width = name.chars().count();
        for row in 0..table.rows() {
            let letters = cell(sheet, (row as u32 + 1, place), (values, row), words, &formats)?;
            if row < LOOKED_AT {
                width = width.max(letters);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a width")]
        sheet.set_column_width(place, (width as f64 + 2.0).clamp(WIDTHS.0, WIDTHS.1))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if table.rows() > 0 && !columns.is_empty() {
        sheet.autofilter(0, 0, table.rows() as u32, columns.len() as u16 - 1)?;
    }
    Ok(())
}

/// How numbers are shown.
struct Formats {
    count: Format,
    code: Format,
    date: Format,
    money: Format,
    share: Format,
    number: Format,
    p_value: Format,
    plain: Format,
}

impl Formats {
    fn of(has_cents: bool) -> Formats {
        let of = |format: &str| Format::new().set_num_format(format);
        Formats {
            count: of("#,##0"),
            code: of("0"),
            date: of("yyyy-mm-dd"),
            money: of(if has_cents { "#,##0.00" } else { "#,##0" }),
            share: of("0.0%"),
            number: of("#,##0.00"),
            p_value: of("0.000"),
            plain: Format::new(),
        }
    }

    fn of_unit(&self, unit: Unit) -> &Format {
        match unit {
            Unit::Share => &self.share,
            Unit::Money => &self.money,
            Unit::Number => &self.number,
            Unit::Count => &self.count,
        }
    }
}

/// Writes a value, and says how many letters it takes.
fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    (values, place): (&Values, usize),
    words: &Words,
    formats: &Formats,
) -> std::result::Result<usize, XlsxError> {
    let text = match values {
        Values::Text(values) => values[place].to_owned(),
        Values::Label(values) => match &values[place] {
            Label::Text(text) => text.clone(),
            Label::Term(key) => words.term(key),
        },
        Values::Names(values) => match words.language {
            super::Language::English => in_english(&values[place]),
            super::Language::Indonesian => {
                values[place].iter().map(|[_, name]| name.as_str()).collect::<Vec<&str>>().join(", ")
            }
        },
        Values::Term(values) => words.term(values[place]),
        Values::Phrase(values) => {
            values[place].iter().map(|key| words.term(key)).collect::<Vec<String>>().join(", ")
        }
        Values::Sentence(sentences) => words.sentence(sentences, place),
        Values::Date(values) => {
            if let Some(day) = values[place] {
                sheet.write_number_with_format(
                    row,
                    column,
                    f64::from(day.days_since(EPOCH)),
                    &formats.date,
                )?;
            }
            return Ok(10);
        }
        numbers => {
            let format = match numbers {
                Values::Count(_) => &formats.count,
                Values::Code(_) => &formats.code,
                Values::Money(_) => &formats.money,
                Values::Share(_) => &formats.share,
                Values::Probability(_) | Values::Number(_) => &formats.number,
                Values::PValue(_) => &formats.p_value,
                Values::Figure(values) => formats.of_unit(values[place].1),
                _ => &formats.plain,
            };
            let number = numbers.number(place).filter(|number| number.is_finite());
            if let Some(number) = number {
                sheet.write_number_with_format(row, column, number, format)?;
            }
            return Ok(number.map_or(0, |number| format!("{number:.2}").len() + 2));
        }
    };
    if !text.is_empty() {
        sheet.write_string(row, column, cut(&text))?;
    }
    Ok(text.chars().count())
}
