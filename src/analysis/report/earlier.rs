//! The result of an earlier run, to show what moved since.

use std::path::Path;

use serde_json::Value as Json;

use crate::units::Day;

/// The figures of an earlier report.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// The file.
    pub path: String,
    /// The day up to which it counted; none if there is no such file yet.
    pub as_of: Option<Day>,
    figures: Vec<(String, f64)>,
}

impl Earlier {
    /// Out of a file that `setia report --format json` wrote. A file that is not there yet is an earlier run that never was.
    ///
    /// # Errors
    /// A file that is no such result.
    pub fn at(path: &Path) -> Result<Earlier, String> {
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Earlier { path: name, as_of: None, figures: Vec::new() });
            }
            Err(problem) => return Err(crate::error::plain_reason(&problem)),
        };
        Earlier::of(name, &text).ok_or("it is no result of `setia report --format json`".to_owned())
    }

    fn of(path: String, text: &str) -> Option<Earlier> {
        let json: Json = serde_json::from_str(text).ok()?;
        if json["command"] != "report" {
            return None;
        }
        let rows = json["tables"]["figures"].as_array()?;
        let figure = |row: &Json| Some((row["figure"].as_str()?.to_owned(), row["value"].as_f64()?));
        Some(Earlier {
            path,
            as_of: Some(json["provenance"]["as_of"].as_str()?.parse::<chrono::NaiveDate>().ok()?.into()),
            figures: rows.iter().filter_map(figure).collect(),
        })
    }

    /// What it said of a figure.
    pub(super) fn figure(&self, key: &str) -> Option<f64> {
        self.figures.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }
}
