//! A renderer of one's own: a message of a few lines, for a chat.
//!
//! `cargo run --example renderer`

use std::io::Write;

use anyhow::Result;
use setia::analysis::{Analysis, rfm::Rfm};
use setia::document::{Document, Values};
use setia::error::Error;
use setia::input::{Input, NoProgress, ReadOptions, Source};
use setia::pipeline::{MaxRejects, Read};
use setia::render::{RenderOptions, Renderer};
use setia::transactions::Window;

/// The conclusion, and the size of each segment.
struct Chat;

impl Renderer for Chat {
    fn render(
        &self,
        document: &Document,
        options: &RenderOptions,
        out: &mut dyn Write,
    ) -> setia::error::Result<()> {
        let words = options.words(document);
        let mut text = format!("*{}*\n", words.message(&document.headline));
        if let Some(table) = document.table("segments")
            && let (Some(Values::Term(names)), Some(Values::Count(customers))) =
                (table.column("segment"), table.column("customers"))
        {
            for (name, customers) in names.iter().zip(customers) {
                text.push_str(&format!("• {}: {customers}\n", words.term(name)));
            }
        }
        out.write_all(text.as_bytes()).map_err(|source| Error::Write { path: None, source })
    }
}

fn main() -> Result<()> {
    let files = Source::expand(&["testdata/cdnow_sample.csv".to_owned()])?;
    let input = Input::open(files, &ReadOptions::default())?;
    let data = Read::all(input, Window::default(), &NoProgress)?.prepare(MaxRejects::default())?;
    let document = Rfm::default().analyse(&data)?;
    Chat.render(&document, &RenderOptions::default(), &mut std::io::stdout().lock())?;
    Ok(())
}
