//! Tables: cells with their text, or what is drawn in its place.

use serde::Serialize;

use super::super::heat::{self, Heat};
use super::super::strip::Strips;
use super::super::terminal::{heading, is_text, text as shown_cell};
use super::super::words::Words;
use crate::document::{Cell, Table, Values, View};

/// Width and height of drawings, in pixels.
const SPARK: (f64, f64) = (140.0, 22.0);
const STRIP: (f64, f64) = (180.0, 14.0);
/// Text longer than this may be folded.
const LONG: usize = 40;

/// A table as it is shown.
#[derive(Serialize)]
pub(super) struct Grid {
    name: String,
    heads: Vec<Shown>,
    rows: Vec<Vec<Shown>>,
}

/// A cell or a heading: its text, or what is drawn in its place.
#[derive(Serialize, Default)]
pub(super) struct Shown {
    text: String,
    class: String,
    drawn: Option<String>,
}

pub(super) fn grid(table: &Table, view: &View, words: &Words) -> Grid {
    let heat = Heat::of(table, view);
    let class = |cell: Cell| match cell {
        _ if heat::item(cell).is_some() => "shade",
        Cell::Bar(_) | Cell::Strip(..) | Cell::Spark(..) => "",
        _ if table.column(cell.column()).is_some_and(is_text) => "",
        _ => "number",
    };
    let title = |column: &crate::document::ViewColumn| Shown {
        text: match column.cell {
            Cell::Strip(..) => String::new(),
            _ => heading(column, words).replace("-\n", "").replace('\n', " "),
        },
        class: class(column.cell).to_owned(),
        drawn: None,
    };
    let cell = |cell: Cell, row: usize| {
        let drawn = match cell {
            Cell::Bar(name) => Some(bar(table, name, row)),
            Cell::Strip(value, ends) => Some(strip(table, value, ends, row)),
            Cell::Spark(name, places) => Some(spark(table, name, places, row)),
            _ => None,
        };
        let text = if drawn.is_some() { String::new() } else { shown_cell(table, cell, row, words) };
        let mut class = class(cell).to_owned();
        if let Some(shade) = heat.shade(cell, row) {
            class.push_str(&format!(" s{shade}"));
        }
        if text.chars().count() > LONG {
            class.push_str(" long");
        }
        Shown { text, class: class.trim_start().to_owned(), drawn }
    };
    let rows = view.rows(table.rows());
    Grid {
        name: words.term(table.name).replace('_', " "),
        heads: view.columns.iter().map(title).collect(),
        rows: rows.map(|row| view.columns.iter().map(|column| cell(column.cell, row)).collect()).collect(),
    }
}

fn bar(table: &Table, name: &str, row: usize) -> String {
    let Some(Values::Share(shares)) = table.column(name) else { return String::new() };
    let most = shares.iter().flatten().fold(0.0, f64::max);
    let part = shares.get(row).filter(|share| *share > 0.0 && most > 0.0).map_or(0.0, |share| share / most);
    if part > 0.0 {
        format!(
            "<span class=\"bar\" aria-hidden=\"true\"><i style=\"width:{:.1}%\"></i></span>",
            100.0 * part
        )
    } else {
        String::new()
    }
}

/// Columns of different heights.
#[expect(clippy::cast_precision_loss, reason = "a handful of places")]
fn spark(table: &Table, name: &str, places: [usize; 2], row: usize) -> String {
    let (width, height) = SPARK;
    let heights = heat::heights(table, name, places, row);
    let longest = match table.column(name) {
        Some(Values::Series(rows, _)) => rows.iter().map(Vec::len).max().unwrap_or(0),
        _ => 0,
    };
    // every row to the same places
    let slots = longest.min(places[1] + 1).saturating_sub(places[0]);
    let step = width / slots.max(1) as f64;
    let mut bars = String::new();
    for (place, part) in heights.iter().enumerate() {
        if let Some(part) = part {
            let tall = (part * height).max(1.0);
            bars.push_str(&format!(
                "<rect class=\"fill\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{tall:.1}\"/>",
                place as f64 * step,
                height - tall,
                (step - 1.0).max(0.5)
            ));
        }
    }
    format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\">{bars}</svg>"
    )
}

/// An interval on a line, with the nought.
fn strip(table: &Table, value: &str, ends: [&str; 2], row: usize) -> String {
    let Some(strips) = Strips::of(table, value, ends) else { return String::new() };
    let ((width, height), middle) = (STRIP, STRIP.1 / 2.0);
    let zero = strips.part(0.0) * width;
    let mut lines = format!("<path class=\"zero\" d=\"M{zero:.1} 0V{height}\"/>");
    if let Some([lower, value, upper]) = strips.row(row) {
        let [from, at, to] = [lower, value, upper].map(|value| strips.part(value) * width);
        lines.push_str(&format!(
            "<path class=\"line\" d=\"M{from:.1} {middle}H{to:.1}\"/><circle class=\"dot\" cx=\"{at:.1}\" cy=\"{middle}\" r=\"3\"/>"
        ));
    }
    format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\">{lines}</svg>"
    )
}
