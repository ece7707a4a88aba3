//! The rules of the house that a compiler does not hold.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// What each station may use; nothing points left along the arrow.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("units", &[]),
    ("texts", &[]),
    ("periods", &["units"]),
    ("calendar", &[]),
    ("error", &["input"]),
    ("nearest", &[]),
    ("input", &["error", "nearest", "texts", "units"]),
    ("transactions", &["error", "input", "units"]),
    ("customers", &["error", "input", "texts", "transactions", "units"]),
    ("stats", &["error", "units"]),
    ("models", &["customers", "error", "periods", "stats", "units"]),
    ("document", &["error", "texts", "units"]),
    ("simulate", &["calendar", "document", "error", "units"]),
    ("render", &["document", "error", "nearest", "units"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The station a file belongs to.
fn station(file: &Path) -> String {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The code of a file without its tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned()
}

#[test]
fn nothing_points_left_along_the_arrow() {
    let mut used = 0;
    for file in sources(&root().join("src")) {
        let station = station(&file);
        if file.ends_with("tests.rs") || file.ends_with("testing.rs") {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == station) else { continue };
        for part in code(&file).split("crate::").skip(1) {
            let name: String =
                part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            used += 1;
            assert!(
                name == station || allowed.contains(&name.as_str()),
                "{}: `crate::{name}`",
                file.display()
            );
        }
    }
    assert!(used > 20, "the search finds nothing");
}

#[test]
fn polars_stays_in_its_stations() {
    for file in sources(&root().join("src")) {
        let at_home = ["input", "customers"].contains(&station(&file).as_str())
            || file.ends_with("render/parquet.rs")
            || file.ends_with("simulate/parquet.rs");
        assert!(at_home || !code(&file).contains("polars::"), "{}", file.display());
    }
}

#[test]
fn the_terminal_stays_in_its_folder() {
    for file in sources(&root().join("src")) {
        let text = code(&file);
        let at_home = station(&file) == "cli" || file.ends_with("main.rs");
        let arguments = file.ends_with("args.rs");
        assert!(at_home || arguments || !text.contains("clap::"), "{} uses clap", file.display());
        assert!(
            at_home || !text.contains("io::stdout") && !text.contains("io::stderr"),
            "{} prints",
            file.display()
        );
    }
}

#[test]
fn every_file_says_what_it_owns_and_stays_readable() {
    for file in sources(&root().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//!"), "{} has no head", file.display());
        assert!(text.lines().count() <= 500, "{} is too long", file.display());
    }
}
