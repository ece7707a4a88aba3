//! For a browser: one file that holds everything and asks for nothing, readable without scripts, on paper and in the
//! dark.

mod cards;
mod charts;
mod draw;
mod grid;

use std::io::Write;

use minijinja::{Environment, HtmlEscape, Value, context};
use serde::Serialize;

use grid::{Grid, grid};

use super::words::Words;
use super::{RenderOptions, Renderer, write_error};
use crate::document::{Document, Message, Section, View};
use crate::error::{Error, Result};

pub(super) struct Html;

/// A section as it is shown.
#[derive(Serialize)]
struct Part {
    name: &'static str,
    heading: String,
    text: Vec<String>,
    charts: Vec<String>,
    grids: Vec<Grid>,
    behind: Vec<Grid>,
    notes: Vec<String>,
}

const PAGE: &str = include_str!("page.html");

impl Renderer for Html {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let words = options.words(document);
        let title = words.message(&document.title);
        let (name, facts) = title.split_once("   ").unwrap_or((title.as_str(), ""));
        let facts: Vec<&str> = facts.split("   ").filter(|fact| !fact.is_empty()).collect();
        let said = |messages: &[Message]| said(messages, &words);
        let grids: Vec<Grid> = document
            .shown(options.table.as_deref())
            .iter()
            .filter(|view| view.top != Some(0))
            .filter_map(|view| document.table(view.table).map(|table| grid(table, view, &words)))
            .collect();
        let parts: Vec<Part> = match options.table {
            Some(_) => Vec::new(),
            None => document.sections.iter().map(|section| part(section, document, &words)).collect(),
        };
        let definitions: Vec<(String, String)> = document
            .definitions
            .iter()
            .map(|(term, definition)| (words.term(term), words.message(definition)))
            .collect();
        let columns: Vec<String> =
            document.provenance.columns.iter().map(|(role, column)| format!("{role} = {column}")).collect();
        let mut templates = Environment::new();
        templates.add_template("page.html", PAGE).map_err(fault)?;
        templates.add_filter("code", code);
        let page = templates.get_template("page.html").map_err(fault)?;
        let label = |key: &str| words.term(key);
        let text = page
            .render(context! {
                name, facts, definitions,
                grids, parts,
                lang => options.language.code(),
                charts => if document.sections.is_empty() { "" } else { charts::CSS },
                headline => words.message(&document.headline),
                warnings => said(&document.warnings),
                notes => said(&document.notes),
                columns => columns.join(", "),
                provenance => &document.provenance,
                label => context! {
                    warning => label("label-warning"),
                    notes => label("label-notes"),
                    definitions => label("label-definitions"),
                    columns => label("label-columns"),
                    figures => label("label-figures"),
                    how => label("label-how"),
                    sources => label("label-sources"),
                },
            })
            .map_err(fault)?;
        out.write_all(text.as_bytes())
            .and_then(|()| out.write_all(b"\n"))
            .and_then(|()| out.flush())
            .map_err(write_error)
    }
}

fn said(messages: &[Message], words: &Words) -> Vec<String> {
    messages.iter().map(|message| words.message(message)).collect()
}

fn part(section: &Section, document: &Document, words: &Words) -> Part {
    let grids = |views: &[View]| -> Vec<Grid> {
        let known = views.iter().filter_map(|view| document.table(view.table).map(|table| (table, view)));
        known.map(|(table, view)| grid(table, view, words)).collect()
    };
    Part {
        name: section.name,
        heading: words.term(&format!("section-{}", section.name)),
        text: said(&section.text, words),
        charts: section.charts.iter().filter_map(|chart| draw::draw(chart, document, words)).collect(),
        grids: grids(&section.views),
        behind: grids(&section.behind),
        notes: said(&section.notes, words),
    }
}

/// Escaped text in which what stands in backticks is what to type.
#[expect(clippy::needless_pass_by_value, reason = "as filters are given it")]
fn code(text: String) -> Value {
    let escaped = HtmlEscape(&text).to_string();
    let parts: Vec<&str> = escaped.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return Value::from_safe_string(escaped);
    }
    let tagged = |(place, part): (usize, &&str)| {
        if place % 2 == 1 { format!("<code>{part}</code>") } else { (*part).to_owned() }
    };
    Value::from_safe_string(parts.iter().enumerate().map(tagged).collect())
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it on")]
fn fault(problem: minijinja::Error) -> Error {
    Error::Internal(problem.to_string())
}
