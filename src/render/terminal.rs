//! For a person at a terminal: title, tables with bars, conclusion, notes.

use std::io::Write;

use comfy_table::{CellAlignment, ContentArrangement, Table as Grid, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::heat::{self, Heat};
use super::numbers::{MISSING, Numbers};
use super::strip::Strips;
use super::words::Words;
use super::{RenderOptions, Renderer, write_error};
use crate::document::{Cell, Document, Label, Message, Reals, Table, Values, View, ViewColumn};
use crate::error::Result;

pub(super) struct Terminal;

/// Sentences are folded at the terminal's width, or at this one where there is no terminal.
const TEXT_WIDTH: usize = 100;
const BAR_WIDTH: usize = 12;
/// Columns of the terminal that a text takes at most: a name in the first column, and any other.
const LONGEST_FIRST: usize = 28;
const LONGEST: usize = 48;
/// Spaces before the first column and after each.
const INDENT: u16 = 2;
const GAP: u16 = 2;
const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const YELLOW: &str = "\x1b[33m";
const RESET: &str = "\x1b[0m";

impl Renderer for Terminal {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let words = options.words(document);
        let mut text = String::new();
        let paint = |style: &str, line: &str| {
            if options.color { format!("{style}{line}{RESET}") } else { line.to_owned() }
        };
        let width = options.width.unwrap_or(TEXT_WIDTH);
        let block = |text: &mut String, label: &str, sentence: &str, style: Option<&str>| {
            for (number, line) in fold(sentence, width, label.width() + 2).iter().enumerate() {
                let indent = " ".repeat(label.width() + 2);
                let line = match (label.is_empty(), number) {
                    (true, _) => line.clone(),
                    (false, 0) => format!("{label}: {line}"),
                    (false, _) => format!("{indent}{line}"),
                };
                text.push_str(&style.map_or(line.clone(), |style| paint(style, &line)));
                text.push('\n');
            }
        };
        let title = words.message(&document.title);
        let (name, facts) = title.split_once("   ").unwrap_or((title.as_str(), ""));
        text.push_str(&paint(BOLD, name));
        let room = options.width.is_none_or(|width| title.width() <= width);
        text.push_str(match (facts.is_empty(), room) {
            (true, _) => "",
            (false, true) => "   ",
            (false, false) => "\n",
        });
        text.push_str(&if room { facts.to_owned() } else { fold(facts, width, 0).join("\n") });
        text.push('\n');
        let columns: Vec<String> =
            document.provenance.columns.iter().map(|(role, column)| format!("{role} = {column}")).collect();
        if !columns.is_empty() {
            block(&mut text, &words.term("label-columns"), &columns.join(", "), Some(DIM));
        }
        for view in &document.shown(options.table.as_deref()) {
            if let Some(table) = document.table(view.table).filter(|_| view.top != Some(0)) {
                text.push('\n');
                text.push_str(&grid(table, view, &words, options, &paint));
            }
        }
        let sections = if options.table.is_some() { &[][..] } else { &document.sections };
        text.push('\n');
        block(&mut text, "", &words.message(&document.headline), None);
        for section in sections {
            text.push('\n');
            text.push_str(&paint(BOLD, &words.term(&format!("section-{}", section.name))));
            text.push('\n');
            for sentence in &section.text {
                block(&mut text, "", &words.message(sentence), None);
            }
            for view in section.views.iter().chain(&section.behind) {
                if let Some(table) = document.table(view.table) {
                    text.push('\n');
                    text.push_str(&grid(table, view, &words, options, &paint));
                }
            }
        }
        if !document.sections.is_empty() {
            text.push('\n');
        }
        for warning in &document.warnings {
            block(&mut text, &words.term("label-warning"), &words.message(warning), Some(YELLOW));
        }
        for (term, definition) in &document.definitions {
            block(&mut text, &words.term(term), &words.message(definition), Some(DIM));
        }
        for note in &document.notes {
            block(&mut text, &words.term("label-note"), &words.message(note), None);
        }
        if options.ascii {
            text = text.replace(MISSING, "-").replace('\u{a0}', " ");
        }
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(write_error)
    }
}

/// The view as a grid; bars are dropped where the terminal is too narrow for them, then columns that can be spared.
fn grid(
    table: &Table,
    view: &View,
    words: &Words,
    options: &RenderOptions,
    paint: &dyn Fn(&str, &str) -> String,
) -> String {
    let too_wide =
        |lines: &[String]| options.width.is_some_and(|width| lines.iter().any(|line| line.width() > width));
    let mut view = view.clone();
    let (mut lines, mut starts) = draw(table, &view, words, options);
    for narrower in [View::without_bars, View::without_spares] {
        if too_wide(&lines) {
            view = narrower(&view);
            (lines, starts) = draw(table, &view, words, options);
        }
    }
    let header = headings(table, &view, words).first().map_or(0, |heading| heading.lines().count());
    let heat = Heat::of(table, &view);
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        text.push_str(&match number.checked_sub(header) {
            None => paint(DIM, line),
            Some(row) if options.color => shaded(line, &view, &starts, &heat, view.skip + row),
            Some(_) => line.clone(),
        });
        text.push('\n');
    }
    text
}

/// A line with the backgrounds of its items; they begin and end at `starts`.
fn shaded(line: &str, view: &View, starts: &[usize], heat: &Heat<'_>, row: usize) -> String {
    let mut text = String::new();
    let mut place = 0;
    for letter in line.chars() {
        for (number, column) in view.columns.iter().enumerate() {
            let Some(shade) = heat.shade(column.cell, row) else { continue };
            if starts[number] == place {
                text.push_str(&heat::color(shade));
            }
        }
        text.push(letter);
        place += letter.width().unwrap_or(0);
        let ends = |(number, column): (usize, &ViewColumn)| {
            heat.shade(column.cell, row).is_some() && starts[number + 1] == place + usize::from(GAP)
        };
        if view.columns.iter().enumerate().any(ends) {
            text.push_str(RESET);
        }
    }
    text
}

/// The lines, and where each column begins; the last place is where another one would.
fn draw(table: &Table, view: &View, words: &Words, options: &RenderOptions) -> (Vec<String>, Vec<usize>) {
    let columns = &view.columns;
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    grid.set_header(headings(table, view, words));
    for row in view.rows(table.rows()) {
        grid.add_row(columns.iter().enumerate().map(|(place, column)| {
            match column.cell {
                Cell::Bar(name) => match table.column(name) {
                    Some(Values::Share(shares)) => bar(shares, row, options.ascii),
                    _ => String::new(),
                },
                Cell::Strip(value, ends) => Strips::of(table, value, ends)
                    .map_or_else(String::new, |strips| strips.line(row, options.ascii)),
                Cell::Spark(name, places) => heat::spark(table, name, places, row, options.ascii),
                cell => {
                    let text = text(table, cell, row, words);
                    if options.width.is_some() && table.column(cell.column()).is_some_and(is_text) {
                        cut(text, if place == 0 { LONGEST_FIRST } else { LONGEST })
                    } else {
                        text
                    }
                }
            }
        }));
    }
    for (place, column) in columns.iter().enumerate() {
        if let Some(grid_column) = grid.column_mut(place) {
            grid_column.set_padding((if place == 0 { INDENT } else { 0 }, GAP));
            let words = table.column(column.cell.column()).is_some_and(is_text);
            if !(words || matches!(column.cell, Cell::Bar(_) | Cell::Strip(..) | Cell::Spark(..))) {
                grid_column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    let mut starts = vec![usize::from(INDENT)];
    for width in grid.column_max_content_widths() {
        starts.push(starts.last().unwrap_or(&0) + usize::from(width) + usize::from(GAP));
    }
    (grid.lines().map(|line| line.trim_end().to_owned()).collect(), starts)
}

/// A text that is longer than a column can be on a terminal ends in `…`.
fn cut(text: String, longest: usize) -> String {
    if text.width() <= longest {
        return text;
    }
    let mut width = 0;
    let fits = |letter: &char| {
        width += letter.width().unwrap_or(0);
        width < longest
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// The headings, the shorter ones filled from above so that all end on one line.
fn headings(table: &Table, view: &View, words: &Words) -> Vec<String> {
    let term = |column: &ViewColumn| match column.cell {
        Cell::Strip(value, ends) => {
            Strips::of(table, value, ends).map_or_else(String::new, |strips| strips.heading(&words.numbers))
        }
        _ => heading(column, words),
    };
    let headings: Vec<String> = view.columns.iter().map(term).collect();
    let height = headings.iter().map(|heading| heading.lines().count()).max().unwrap_or(1);
    headings
        .into_iter()
        .map(|heading| "\n".repeat(height - heading.lines().count().max(1)) + &heading)
        .collect()
}

/// Whether values are words, which begin at the left.
pub(super) fn is_text(values: &Values) -> bool {
    matches!(
        values,
        Values::Text(_)
            | Values::Label(_)
            | Values::Names(_)
            | Values::Term(_)
            | Values::Phrase(_)
            | Values::Sentence(_)
    )
}

/// The heading of a column, over several lines if need be.
pub(super) fn heading(column: &ViewColumn, words: &Words) -> String {
    let numbered = |place: String| {
        let said = words.message(&Message::new(column.heading).text("place", place.clone()));
        // machine names have no words
        if said == column.heading { format!("{said}_{place}") } else { said }
    };
    match column.cell {
        _ if column.heading.is_empty() => String::new(),
        Cell::Item(_, place) | Cell::SpareItem(_, place) => numbered(place.to_string()),
        Cell::Spark(_, [from, to]) => numbered(format!("{from}–{to}")),
        _ => words.term(column.heading),
    }
}

/// What a person reads in a cell that is not drawn.
pub(super) fn text(table: &Table, cell: Cell, row: usize, words: &Words) -> String {
    let Some(values) = table.column(cell.column()) else { return String::new() };
    let share = |name| match table.column(name) {
        Some(Values::Share(shares)) => shares.get(row),
        _ => None,
    };
    let missing = || MISSING.to_owned();
    match (cell, values) {
        (Cell::WholeShare(_), Values::Share(shares)) => {
            shares.get(row).map_or_else(missing, |share| words.numbers.percent(share, 0))
        }
        (Cell::Signed(_), Values::Share(shares)) => {
            shares.get(row).map_or_else(missing, |share| words.numbers.signed_percent(share, 1))
        }
        (Cell::Signed(_), Values::Figure(values)) => {
            let (value, unit) = values[row];
            value.map_or_else(missing, |value| words.numbers.difference(value, unit))
        }
        (Cell::Interval(lower, upper), _) => match (share(lower), share(upper)) {
            (Some(lower), Some(upper)) => [lower, upper]
                .map(|end| words.numbers.signed_percent(end, 1))
                .join(&format!(" {} ", words.term("range-to"))),
            _ => missing(),
        },
        (Cell::Range(_, upper), Values::Figure(lower)) => {
            let upper = match table.column(upper) {
                Some(Values::Figure(upper)) => upper[row].0,
                _ => None,
            };
            match (lower[row], upper) {
                ((Some(lower), unit), Some(upper)) => [lower, upper]
                    .map(|end| words.numbers.figure(end, unit))
                    .join(&format!(" {} ", words.term("range-to"))),
                _ => missing(),
            }
        }
        (Cell::Item(name, place) | Cell::SpareItem(name, place), Values::Series(_, unit)) => {
            // what is not known yet is blank, since there will be something
            heat::at(table, name, place, row)
                .map_or_else(String::new, |value| words.numbers.figure(value, *unit))
        }
        _ => shown(values, row, words),
    }
}

/// Text without control characters.
fn visible(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '�' } else { letter }).collect()
}

/// A value as people read it, without control characters.
pub(super) fn shown(values: &Values, row: usize, words: &Words) -> String {
    let optional = |value: Option<f64>, show: fn(&Numbers, f64) -> String| {
        value.map_or(MISSING.to_owned(), |value| show(&words.numbers, value))
    };
    match values {
        Values::Text(values) => visible(&values[row]),
        Values::Label(values) => match &values[row] {
            Label::Text(text) => visible(text),
            Label::Term(key) => words.term(key),
        },
        Values::Names(values) => {
            let named = |names: &[String; 2]| visible(&names[words.language as usize]);
            values[row].iter().map(named).collect::<Vec<String>>().join(", ")
        }
        Values::Term(values) => words.term(values[row]),
        Values::Phrase(values) => {
            values[row].iter().map(|key| words.term(key)).collect::<Vec<String>>().join(", ")
        }
        Values::Sentence(sentences) => words.sentence(sentences, row),
        Values::Count(values) => words.numbers.count(values[row]),
        Values::Code(values) => values[row].to_string(),
        Values::Date(values) => {
            values[row].map_or_else(|| MISSING.to_owned(), |day| words.dates.short_day(day))
        }
        Values::Money(values) => optional(values.get(row), Numbers::money),
        Values::Share(values) => optional(values.get(row), |numbers, share| numbers.percent(share, 1)),
        Values::Probability(values) => optional(values.get(row), Numbers::probability),
        Values::Estimate(values) => optional(values.get(row), Numbers::estimate),
        Values::Number(values) => optional(values.get(row), Numbers::number),
        Values::PValue(values) => optional(values.get(row), Numbers::p_value),
        Values::Figure(values) => {
            let (value, unit) = values[row];
            value.map_or(MISSING.to_owned(), |value| words.numbers.figure(value, unit))
        }
        Values::Series(values, unit) => {
            let value = |value: &Option<f64>| {
                value.map_or(MISSING.to_owned(), |value| words.numbers.figure(value, *unit))
            };
            values[row].iter().map(value).collect::<Vec<String>>().join(" ")
        }
    }
}

/// A bar in eighths of a block, the largest share over the full width.
fn bar(shares: &Reals, row: usize, ascii: bool) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let most = shares.iter().flatten().fold(0.0, f64::max);
    let part = shares.get(row).filter(|share| *share > 0.0 && most > 0.0).map_or(0.0, |share| share / most);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width"
    )]
    let eighths = (part * (BAR_WIDTH * 8) as f64).round() as usize;
    let (full, rest) = (eighths / 8, eighths % 8);
    if ascii { "#".repeat(full + usize::from(rest >= 4)) } else { "█".repeat(full) + EIGHTHS[rest] }
}

/// Folds a sentence at spaces to the width, the lines after the first being `indent` shorter.
fn fold(sentence: &str, width: usize, indent: usize) -> Vec<String> {
    let width = width.saturating_sub(indent).max(20);
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
