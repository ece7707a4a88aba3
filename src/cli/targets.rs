//! Nothing is written over what is read.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::shared::SharedArgs;
use crate::error::{Error, Result};
use crate::input::Source;

/// Options that name files to be read besides.
const INPUTS: [&str; 12] = [
    "assignments",
    "customers",
    "compare",
    "uplift_from",
    "load_model",
    "summary",
    "rules",
    "actions",
    "holidays",
    "config",
    "pseudonymize",
    "verify",
];

/// Nothing is written over an input, and no two results over each other.
pub(super) fn check_targets(sources: &[Source], args: &SharedArgs, matches: &ArgMatches) -> Result<()> {
    let named: Vec<PathBuf> = INPUTS
        .iter()
        .filter_map(|id| matches.try_get_raw(id).ok().flatten())
        .flatten()
        .filter_map(|path| Path::new(path).canonicalize().ok())
        .collect();
    for (option, path) in [("--output", &args.output), ("--rejects", &args.rejects)] {
        if let Some(path) = path
            && (sources.iter().any(|source| source.is_at(path))
                || path.canonicalize().is_ok_and(|path| named.contains(&path)))
        {
            let message = format!("`{option} {}` would write over an input", path.display());
            return Err(Error::Usage { message, hints: vec!["name another file".to_owned()] });
        }
    }
    if args.output.is_some() && args.output == args.rejects {
        let message = "`--output` and `--rejects` name the same file".to_owned();
        return Err(Error::Usage { message, hints: vec!["name two files".to_owned()] });
    }
    Ok(())
}
