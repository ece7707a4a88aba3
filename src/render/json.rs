//! Everything as one JSON object (the envelope of README and schema), or one table as an object a line.

use std::io::Write;

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::{RenderOptions, Renderer, Words, chosen_table, write_error};
use crate::document::{Document, Message, Section, Table, Values, in_english};
use crate::error::{Error, Result};

pub(super) struct Json;

impl Renderer for Json {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        if options.table.is_some() {
            chosen_table(document, options)?;
        }
        let words = options.words(document);
        let mut out = std::io::BufWriter::new(out);
        serde_json::to_writer(&mut out, &Envelope { document, words: &words }).map_err(json_error)?;
        out.write_all(b"\n").and_then(|()| out.flush()).map_err(write_error)
    }
}

pub(super) struct Ndjson;

impl Renderer for Ndjson {
    fn render(&self, document: &Document, options: &RenderOptions, out: &mut dyn Write) -> Result<()> {
        let table = chosen_table(document, options)?;
        let words = options.words(document);
        let mut out = std::io::BufWriter::new(out);
        for row in 0..table.rows() {
            serde_json::to_writer(&mut out, &Row { table, place: row, words: &words }).map_err(json_error)?;
            out.write_all(b"\n").map_err(write_error)?;
        }
        out.flush().map_err(write_error)
    }
}

struct Envelope<'a> {
    document: &'a Document,
    words: &'a Words,
}

impl Serialize for Envelope<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Envelope { document, words } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", &document.schema())?;
        map.serialize_entry("command", document.command)?;
        map.serialize_entry("headline", &words.message(&document.headline))?;
        if !document.sections.is_empty() {
            map.serialize_entry("sections", &Sections(&document.sections, words))?;
        }
        map.serialize_entry("tables", &Tables(&document.tables, words))?;
        let notes: Vec<String> = document.notes.iter().map(|note| words.message(note)).collect();
        map.serialize_entry("notes", &notes)?;
        let warnings: Vec<Warning> =
            document.warnings.iter().map(|warning| Warning::new(warning, words)).collect();
        map.serialize_entry("warnings", &warnings)?;
        map.serialize_entry("provenance", &document.provenance)?;
        map.end()
    }
}

struct Sections<'a>(&'a [Section], &'a Words);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let said = |messages: &[Message]| -> Vec<String> {
            messages.iter().map(|message| self.1.message(message)).collect()
        };
        let sections = self.0.iter().map(|section| Said {
            text: said(&section.text),
            tables: section.views.iter().chain(&section.behind).map(|view| view.table).collect(),
            notes: said(&section.notes),
        });
        serializer.collect_map(self.0.iter().map(|section| section.name).zip(sections))
    }
}

/// What a section says, and the tables that it is about.
#[derive(Serialize)]
struct Said {
    text: Vec<String>,
    tables: Vec<&'static str>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Warning {
    code: &'static str,
    message: String,
}

impl Warning {
    fn new(message: &Message, words: &Words) -> Warning {
        Warning { code: message.key, message: words.message(message) }
    }
}

struct Tables<'a>(&'a [Table], &'a Words);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|table| (table.name, Rows(table, self.1))))
    }
}

struct Rows<'a>(&'a Table, &'a Words);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.0.rows()))?;
        for row in 0..self.0.rows() {
            rows.serialize_element(&Row { table: self.0, place: row, words: self.1 })?;
        }
        rows.end()
    }
}

struct Row<'a> {
    table: &'a Table,
    place: usize,
    words: &'a Words,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.table.columns.len()))?;
        for column in &self.table.columns {
            let row = self.place;
            match &column.values {
                Values::Text(values) => map.serialize_entry(column.name, &values[row]),
                Values::Label(values) => map.serialize_entry(column.name, values[row].machine()),
                Values::Names(values) => map.serialize_entry(column.name, &in_english(&values[row])),
                Values::Term(values) => map.serialize_entry(column.name, values[row]),
                Values::Phrase(values) => map.serialize_entry(column.name, &values[row].join("+")),
                Values::Sentence(sentences) => {
                    map.serialize_entry(column.name, &self.words.sentence(sentences, row))
                }
                Values::Count(values) | Values::Code(values) => {
                    map.serialize_entry(column.name, &values[row])
                }
                Values::Date(values) => {
                    map.serialize_entry(column.name, &values[row].map(|day| day.to_string()))
                }
                Values::Money(values)
                | Values::Share(values)
                | Values::Probability(values)
                | Values::Estimate(values)
                | Values::Number(values)
                | Values::PValue(values) => map.serialize_entry(column.name, &values.get(row)),
                Values::Figure(values) => map.serialize_entry(column.name, &values[row].0),
                Values::Series(values, _) => map.serialize_entry(column.name, &values[row]),
            }?;
        }
        map.end()
    }
}

fn json_error(problem: serde_json::Error) -> Error {
    if problem.is_io() { write_error(problem.into()) } else { Error::Internal(problem.to_string()) }
}
