//! For a person, in a text file: the same views as on the terminal, as Markdown tables.

use std::io::Write;

use super::heat::{Heat, SHADES};
use super::terminal::{heading, is_text, text as shown_cell};
use super::words::Words;
use super::{RenderOptions, Renderer, write_error};
use crate::document::{Cell, Document, Table, View};
use crate::error::Result;

pub(super) struct Markdown;

impl Renderer for Markdown {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let words = options.words(document);
        let title = words.message(&document.title);
        let (name, facts) = title.split_once("   ").unwrap_or((title.as_str(), ""));
        let facts: Vec<&str> = facts.split("   ").filter(|fact| !fact.is_empty()).collect();
        let mut text = format!(
            "# {name}\n\n{}\n\n**{}**\n",
            escape(&facts.join(" · ")),
            escape(&words.message(&document.headline))
        );
        for view in &document.shown(options.table.as_deref()) {
            if let Some(table) = document.table(view.table).filter(|_| view.top != Some(0)) {
                text.push('\n');
                text.push_str(&grid(table, &view.without_bars(), &words));
            }
        }
        let sections = if options.table.is_some() { &[][..] } else { &document.sections };
        for section in sections {
            text.push_str(&format!("\n## {}\n", words.term(&format!("section-{}", section.name))));
            for sentence in &section.text {
                text.push_str(&format!("\n{}\n", escape(&words.message(sentence))));
            }
            for view in section.views.iter().chain(&section.behind) {
                if let Some(table) = document.table(view.table) {
                    text.push('\n');
                    text.push_str(&grid(table, &view.without_bars(), &words));
                }
            }
            for (number, note) in section.notes.iter().enumerate() {
                let gap = if number == 0 { "\n" } else { "" };
                let note = escape(&words.message(note));
                text.push_str(&format!("{gap}- {}: {note}\n", words.term("label-note")));
            }
        }
        let lists = [("label-warning", &document.warnings), ("label-note", &document.notes)];
        for (label, messages) in lists {
            for (number, message) in messages.iter().enumerate() {
                let gap = if number == 0 { "\n" } else { "" };
                text.push_str(&format!(
                    "{gap}- {}: {}\n",
                    words.term(label),
                    escape(&words.message(message))
                ));
            }
        }
        for (number, (term, definition)) in document.definitions.iter().enumerate() {
            let gap = if number == 0 { "\n" } else { "" };
            let definition = escape(&words.message(definition));
            text.push_str(&format!("{gap}- **{}**: {definition}\n", words.term(term)));
        }
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(write_error)
    }
}

fn grid(table: &Table, view: &View, words: &Words) -> String {
    let mut heads: Vec<String> = Vec::new();
    let mut rule = Vec::new();
    for column in &view.columns {
        let heading = match (column.heading, heads.last()) {
            ("", Some(before)) => format!("{before} %"),
            _ => heading(column, words).replace('\n', " "),
        };
        heads.push(heading);
        let words = table.column(column.cell.column()).is_some_and(is_text);
        rule.push(if words { ":--" } else { "--:" }.to_owned());
    }
    let mut text = line(&heads) + &line(&rule);
    let heat = Heat::of(table, view);
    for row in view.rows(table.rows()) {
        let cell = |cell: Cell| {
            let text = escape(&shown_cell(table, cell, row, words));
            heat.shade(cell, row).map_or(text.clone(), |shade| format!("{} {text}", shaded(shade)))
        };
        text.push_str(&line(&view.columns.iter().map(|column| cell(column.cell)).collect::<Vec<String>>()));
    }
    text
}

/// A block as dark as the shade, since Markdown has no colours.
fn shaded(shade: usize) -> char {
    const BLOCKS: [char; 4] = ['░', '▒', '▓', '█'];
    BLOCKS[shade * BLOCKS.len() / SHADES]
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// Text that Markdown does not take for markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '|' | '*' | '<' | '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
