//! What a run read, how it was told to, and what it wrote; and whether that is still so.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ArgMatches;
use serde::{Deserialize, Serialize};

use super::Part;
use crate::document::Document;
use crate::error::{Error, Result, plain_reason};
use crate::input::Source;

/// A run.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::cli) struct Manifest {
    schema: String,
    setia: String,
    pub(in crate::cli) month: String,
    as_of: String,
    pub(in crate::cli) fingerprint: String,
    /// Codes of the warnings.
    pub(in crate::cli) warnings: Vec<String>,
    parameters: BTreeMap<String, Vec<String>>,
    inputs: Vec<File>,
    outputs: Vec<File>,
}

#[derive(Debug, Serialize, Deserialize)]
struct File {
    path: String,
    bytes: u64,
    blake3: String,
}

const SCHEMA: &str = "manifest/1";

/// Options that do not change what is written.
const PASSED_OVER: [&str; 12] = [
    "files",
    "if_changed",
    "dry_run",
    "quiet",
    "verbose",
    "threads",
    "color",
    "config",
    "output_dir",
    "verify",
    "rejects",
    "strict",
];

/// Options that name files, whose content counts too. That of `--compare` does not: it is the last result.
const FILES: [&str; 4] = ["customers", "assignments", "holidays", "pseudonymize"];

/// The options of a run and their values, whether they were typed or not.
fn parameters(matches: &ArgMatches) -> BTreeMap<String, Vec<String>> {
    let mut parameters = BTreeMap::new();
    // groups of options are called as their types are
    let is_option =
        |id: &&str| id.starts_with(|letter: char| letter.is_ascii_lowercase()) && !PASSED_OVER.contains(id);
    for id in matches.ids().map(clap::Id::as_str).filter(is_option) {
        if let Ok(Some(values)) = matches.try_get_raw(id) {
            parameters.insert(
                id.replace('_', "-"),
                values.map(|value| value.to_string_lossy().into_owned()).collect(),
            );
        }
    }
    parameters
}

/// What files and options come to: the same is to be expected of runs that have it in common.
pub(in crate::cli) fn fingerprint(matches: &ArgMatches, sources: &[Source]) -> Result<String> {
    let mut hash = blake3::Hasher::new();
    let mut add = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(env!("CARGO_PKG_VERSION"));
    for (id, values) in parameters(matches) {
        add(&id);
        for value in values {
            add(&value);
        }
    }
    for id in FILES {
        for path in matches.try_get_raw(id).ok().flatten().into_iter().flatten() {
            if let Ok(bytes) = std::fs::read(path) {
                add(blake3::hash(&bytes).to_hex().as_str());
            }
        }
    }
    for source in sources {
        add(&source.name);
        add(&source.digest()?);
    }
    Ok(hash.finalize().to_hex().to_string())
}

impl Manifest {
    pub(in crate::cli) fn of(
        document: &Document,
        (month, fingerprint): (&str, &str),
        matches: &ArgMatches,
        parts: &[Part],
    ) -> Manifest {
        let inputs = document.provenance.input.iter().map(|file| File {
            path: file.path.clone(),
            bytes: file.bytes,
            blake3: file.digest.as_deref().unwrap_or_default().trim_start_matches("blake3:").to_owned(),
        });
        let outputs = parts.iter().map(|part| File {
            path: part.name.clone(),
            bytes: part.bytes.len() as u64,
            blake3: blake3::hash(&part.bytes).to_hex().to_string(),
        });
        Manifest {
            schema: SCHEMA.to_owned(),
            setia: env!("CARGO_PKG_VERSION").to_owned(),
            month: month.to_owned(),
            as_of: document.provenance.as_of.clone(),
            fingerprint: fingerprint.to_owned(),
            warnings: document.warnings.iter().map(|warning| warning.key.to_owned()).collect(),
            parameters: parameters(matches),
            inputs: inputs.collect(),
            outputs: outputs.collect(),
        }
    }

    pub(in crate::cli) fn at(path: &Path) -> Result<Manifest> {
        let unusable = |message: String| Error::Usage {
            message: format!("cannot use `{}`: {message}", path.display()),
            hints: vec!["name the manifest.json that `setia report --output-dir` wrote".to_owned()],
        };
        let text = std::fs::read_to_string(path).map_err(|problem| unusable(plain_reason(&problem)))?;
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|_| unusable("it is no manifest".to_owned()))?;
        if manifest.schema == SCHEMA {
            Ok(manifest)
        } else {
            Err(unusable(format!("it is `{}`", manifest.schema)))
        }
    }

    pub(in crate::cli) fn text(&self) -> Result<String> {
        let text =
            serde_json::to_string_pretty(self).map_err(|problem| Error::Internal(problem.to_string()))?;
        Ok(text + "\n")
    }

    /// What is the matter with the files that were written, one line each.
    pub(in crate::cli) fn damage(&self, folder: &Path) -> Vec<String> {
        self.outputs.iter().filter_map(|file| file.damage(&folder.join(&file.path))).collect()
    }
}

impl File {
    /// What is the matter with it.
    fn damage(&self, path: &Path) -> Option<String> {
        let name = &self.path;
        match std::fs::read(path) {
            Err(problem) => Some(format!("`{name}`: {}", plain_reason(&problem))),
            Ok(bytes) if blake3::hash(&bytes).to_hex().as_str() != self.blake3 => {
                Some(format!("`{name}` was changed: {} bytes, not {}", bytes.len(), self.bytes))
            }
            Ok(_) => None,
        }
    }
}

/// What stands in a manifest and is not so any more: of the files that were written an error, of those that were read the
/// returned lines.
pub(in crate::cli) fn verify(path: &Path) -> Result<(Manifest, Vec<String>)> {
    let manifest = Manifest::at(path)?;
    let damage = manifest.damage(path.parent().unwrap_or(Path::new(".")));
    if !damage.is_empty() {
        return Err(Error::Untrusted {
            message: format!("{} of {} files are not what was written", damage.len(), manifest.outputs.len()),
            evidence: damage,
        });
    }
    let inputs = manifest.inputs.iter().filter_map(|file| file.damage(Path::new(&file.path))).collect();
    Ok((manifest, inputs))
}

impl Manifest {
    /// How many files it is about: read, and written.
    pub(in crate::cli) fn files(&self) -> [usize; 2] {
        [self.inputs.len(), self.outputs.len()]
    }
}
