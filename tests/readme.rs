//! The commands of the README and of docs do what they show: every `console` block is run, its output compared line by
//! line; a line of `…` stands for any number of lines.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{folder, root, testdata};

/// Command and expected lines.
fn examples(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for block in text.split("```console\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        for line in block.lines() {
            match (line.strip_prefix("$ "), found.last_mut()) {
                (Some(command), _) => found.push((command.to_owned(), Vec::new())),
                (None, Some((_, lines))) => lines.push(line.trim_end().to_owned()),
                (None, None) => panic!("output without a command: {line}"),
            }
        }
    }
    found
}

fn matches(expected: &[String], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((line, rest)) if line == "…" => {
            (0..=found.len()).any(|skipped| matches(rest, &found[skipped..]))
        }
        Some((line, rest)) => found.first() == Some(&line.as_str()) && matches(rest, &found[1..]),
    }
}

/// Runs the commands of a page in a folder and compares what they show.
fn shows_what_it_does(page: &str, folder: &Path) -> usize {
    let examples = examples(&fs::read_to_string(root().join(page)).unwrap());
    let program = Path::new(env!("CARGO_BIN_EXE_setia")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for (command, expected) in &examples {
        let output =
            Command::new("sh").args(["-c", command]).current_dir(folder).env("PATH", &path).output().unwrap();
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        let found: Vec<&str> = text.lines().map(str::trim_end).collect();
        assert!(matches(expected, &found), "`{command}` shows\n{text}\nand not\n{}", expected.join("\n"));
    }
    examples.len()
}

#[test]
fn every_example_shows_what_it_does() {
    let folder = folder();
    std::os::unix::fs::symlink(testdata(), folder.path().join("testdata")).unwrap();
    assert!(shows_what_it_does("README.md", folder.path()) >= 5);
}

#[test]
fn the_page_on_segments_shows_what_it_does() {
    let folder = folder();
    std::os::unix::fs::symlink(testdata(), folder.path().join("testdata")).unwrap();
    assert!(shows_what_it_does("docs/segment.md", folder.path()) >= 1);
}

#[test]
fn the_page_on_retention_shows_what_it_does() {
    let folder = folder();
    std::os::unix::fs::symlink(testdata(), folder.path().join("testdata")).unwrap();
    assert!(shows_what_it_does("docs/retention.md", folder.path()) >= 1);
}

/// A shop is simulated, and its months are written.
#[test]
fn the_page_on_cron_shows_what_it_does() {
    assert!(shows_what_it_does("docs/cron.md", folder().path()) >= 3);
}

/// A shop is simulated, and then looked at.
#[test]
fn the_page_on_trends_shows_what_it_does() {
    assert!(shows_what_it_does("docs/trend.md", folder().path()) >= 2);
}

/// A story whose commands build on each other.
#[test]
fn the_story_of_a_promotion_shows_what_it_does() {
    assert!(shows_what_it_does("docs/ab-test.md", folder().path()) >= 5);
}
