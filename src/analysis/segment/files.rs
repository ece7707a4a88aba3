//! TOML files of the user's: rules, maps, suggestions.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// A file of segments, one `[[segment]]` after the other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Segments<T> {
    pub segment: Vec<T>,
}

/// What is wrong with a file, and what it should look like.
pub(super) fn bad(path: &str, message: String, example: &str) -> Error {
    Error::Settings { path: path.to_owned(), message, hints: vec![example.to_owned()] }
}

/// The text of a file.
///
/// # Errors
/// No such file, and files that cannot be read.
pub(super) fn text(path: &Path, example: &str) -> Result<String> {
    std::fs::read_to_string(path).map_err(|problem| {
        let message = match problem.kind() {
            std::io::ErrorKind::NotFound => "no such file".to_owned(),
            _ => problem.to_string(),
        };
        bad(&path.display().to_string(), message, example)
    })
}

/// What the text of a file says.
///
/// # Errors
/// Text that says something else, with its line.
pub(super) fn parse<T: DeserializeOwned>(text: &str, path: &str, example: &str) -> Result<T> {
    toml::from_str(text).map_err(|problem| {
        let line = problem.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        let what = problem.message().lines().next().unwrap_or_default();
        bad(path, format!("line {line}: {what}"), example)
    })
}
