//! What to type instead: hints for errors, and clap's complaints in our own words.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::app;
use crate::analysis::Entry;
use crate::error::{Error, RejectGroup, UnreadableRows, show_delimiter};
use crate::input::{RejectKind, Role};
use crate::nearest::nearest;

/// The command as typed, as far as hints repeat it.
#[derive(Debug, Clone, Default)]
pub(super) struct Invocation {
    pub(super) command: String,
    pub(super) files: Vec<String>,
}

impl Invocation {
    /// The command with something added.
    fn with(&self, addition: &str) -> String {
        let files = match self.files.as_slice() {
            [] => "<FILE>".to_owned(),
            [file] => quoted(file),
            [first, ..] => format!("{} …", quoted(first)),
        };
        format!("`setia {} {files} {addition}`", self.command)
    }
}

/// A word as a shell takes it whole.
pub(super) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./=:,%+@*?".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// What to type after `error`.
pub(super) fn hints(error: &Error, invocation: &Invocation) -> Vec<String> {
    match error {
        Error::Usage { hints, .. } | Error::Settings { hints, .. } => hints.clone(),
        Error::NoSuchFile { nearest: Some(nearest), .. } => vec![format!("did you mean `{nearest}`?")],
        Error::NoSuchFile { path, nearest: None } => part_of(path, invocation).into_iter().collect(),
        Error::NoReadableFile { .. } => {
            vec![
                "files end in .csv, .tsv, .txt, .parquet or .xlsx, text also in .gz or .zst; name others one by one"
                    .to_owned(),
            ]
        }
        Error::HeaderOnly { .. } => vec!["was the export filtered before it was saved?".to_owned()],
        Error::OneColumn { candidate: Some((mark, _)), .. } => {
            vec![format!("`--delimiter {}`", quoted(&show_delimiter(*mark).to_lowercase()))]
        }
        Error::MixedCurrencies { column: Some(column), found, .. } => {
            let first = found.first().map_or("", |(name, _)| name.as_str());
            let column = if column.chars().all(|letter| letter.is_alphanumeric() || letter == '_') {
                column.clone()
            } else {
                format!("\\\"{column}\\\"")
            };
            vec![format!("keep one: `--where \"{column} = '{first}'\"`")]
        }
        Error::MixedCurrencies { column: None, .. } => {
            vec!["take one currency at a time, or amounts converted to one".to_owned()]
        }
        Error::CorruptCompression { .. } | Error::BadParquet { .. } => {
            vec!["was the file copied or downloaded in full?".to_owned()]
        }
        Error::UnclosedQuote { .. } => vec!["close it, or double it if it belongs to the text".to_owned()],
        Error::RepeatedColumn { .. } => vec!["give one of them another name in the header".to_owned()],
        Error::MissingRole { role, found, .. } => missing_role(*role, found, invocation),
        Error::NoSuchColumn { column, found, asked_by, .. } => match nearest(column, found) {
            Some(nearest) if asked_by == "--where" => vec![format!("did you mean `{nearest}`?")],
            Some(nearest) => vec![format!("did you mean `{asked_by} {}`?", quoted(nearest))],
            None if ["--by", "--stratify"].contains(&asked_by.as_str()) && column != "segment" => {
                vec![format!("of a log, `{asked_by} segment` groups by RFM segment")]
            }
            None => Vec::new(),
        },
        Error::UnreadableRows(rows) => unreadable(rows),
        Error::AmbiguousDates { .. } => {
            vec!["say which: `--date-format %d/%m/%Y` or `--date-format %m/%d/%Y`".to_owned()]
        }
        Error::AmbiguousNumbers { example, .. } => {
            let mark = if example.contains(',') { ',' } else { '.' };
            let other = if mark == ',' { '.' } else { ',' };
            vec![format!("say which mark stands before decimals: `--decimal {mark}` or `--decimal {other}`")]
        }
        Error::NotASummary { .. } => {
            vec!["a summary has the columns frequency, recency and T; a log of transactions goes without `--summary`".to_owned()]
        }
        Error::UndatedRows { rows, .. } => vec![format!("leave them out with `--max-rejects {rows}`")],
        Error::BadExpression { .. } => {
            vec!["an example: `--where \"channel = 'web' AND amount > 10\"`".to_owned()]
        }
        Error::Write { path: Some(path), source } => write_hints(path, source),
        Error::Spill { .. } => {
            vec!["name a folder with more room in TMPDIR, or raise `--memory-limit`".to_owned()]
        }
        Error::Busy { .. } => vec!["wait until it has ended, and run this again".to_owned()],
        _ => Vec::new(),
    }
}

/// A subcommand of the command, mistyped and so taken for a file.
fn part_of(path: &str, invocation: &Invocation) -> Option<String> {
    let parts = Entry::of(&invocation.command)?.parts;
    let part = nearest(path, parts.iter().map(|part| part.spec.name()))?;
    Some(format!("did you mean `setia {} {part}`?", invocation.command))
}

fn missing_role(role: Role, found: &[String], invocation: &Invocation) -> Vec<String> {
    let flag = role.name();
    if role == Role::Amount {
        let find = |words: &[&str]| {
            found.iter().find(|column| words.iter().any(|word| column.to_lowercase().contains(word)))
        };
        if let (Some(quantity), Some(price)) =
            (find(&["quantity", "qty", "jumlah"]), find(&["price", "harga"]))
        {
            let product = quoted(&format!("{quantity}*{price}"));
            return vec![format!(
                "multiply two columns, e.g. {}",
                invocation.with(&format!("--amount {product}"))
            )];
        }
    }
    let taken = |column: &String| {
        // a number of things may be what is wanted
        let others = Role::ALL.into_iter().filter(|&other| other != role && other != Role::Quantity);
        others.flat_map(Role::synonyms).any(|synonym| synonym.eq_ignore_ascii_case(column))
    };
    let free: Vec<&String> = found.iter().filter(|column| !taken(column)).collect();
    let likely = role.synonyms().find_map(|synonym| nearest(synonym, &free)).or(free.first()).copied();
    let name = likely.map_or("NAME".to_owned(), |column| quoted(column));
    vec![format!("name it, e.g. {}", invocation.with(&format!("--{flag} {name}")))]
}

fn unreadable(rows: &UnreadableRows) -> Vec<String> {
    let mut hints = Vec::new();
    // where most rows fail, the way of reading is wrong and not the rows
    if rows.rejected * 2 <= rows.rows {
        hints.push(format!("set them aside with `--max-rejects {} --rejects bad.csv`", rows.rejected));
    }
    let has = |kind: RejectKind| rows.groups.iter().any(|group: &RejectGroup| group.kind == kind);
    let or = if hints.is_empty() { "" } else { "or " };
    if has(RejectKind::Date) {
        hints.push(format!("{or}give the format, e.g. `--date-format %d/%m/%y`"));
    }
    if has(RejectKind::Amount) && hints.is_empty() {
        hints.push(
            "name another column, e.g. `--amount total`, or the decimal mark: `--decimal ,`".to_owned(),
        );
    }
    if has(RejectKind::ScientificId) {
        hints.push(format!("{or}export again with the column as text: this file has lost the digits"));
    }
    if has(RejectKind::Encoding) {
        hints.push(format!("{or}say how it is written: `--encoding windows-1252`"));
    }
    hints
}

fn write_hints(path: &std::path::Path, source: &std::io::Error) -> Vec<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match (source.kind(), folder) {
        (std::io::ErrorKind::NotFound, Some(folder)) if !folder.exists() => {
            vec![format!("`mkdir -p {}`", quoted(&folder.display().to_string()))]
        }
        _ => Vec::new(),
    }
}

/// A complaint of clap's in our own form.
pub(super) fn usage_error(problem: &clap::Error, words: &[OsString]) -> Error {
    let text = |kind: ContextKind| match problem.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    };
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    // clap names an option with its value, `--top <N>`
    let option = argument.split(' ').next().unwrap_or_default().to_owned();
    let option = where_it_stands(option, words);
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let suggestion = |kind: ContextKind| text(kind).map(|name| format!("did you mean `{name}`?"));
    let (message, hint) = match problem.kind() {
        ErrorKind::UnknownArgument => {
            (format!("unknown option `{option}`"), suggestion(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => {
            let name = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            let nearest = nearest(
                &name,
                app::listed().iter().map(|listed| listed.spec.command).chain([
                    "schema",
                    "completions",
                    "man",
                ]),
            );
            let hint = nearest.map_or("`setia --help` lists the commands".to_owned(), |nearest| {
                format!("did you mean `setia {nearest}`?")
            });
            (format!("unknown command `{name}`"), Some(hint))
        }
        ErrorKind::InvalidValue if value.is_empty() => (format!("`{option}` needs a value"), None),
        ErrorKind::InvalidValue => (
            format!("`{option}` cannot be `{value}`"),
            suggestion(ContextKind::SuggestedValue)
                .or_else(|| text(ContextKind::ValidValue).map(|values| format!("one of: {values}"))),
        ),
        ErrorKind::ValueValidation => (
            format!("`{option}` cannot be `{value}`"),
            std::error::Error::source(problem).map(|source| match source.to_string().as_str() {
                "invalid digit found in string" => "write a whole number".to_owned(),
                text => text.to_owned(),
            }),
        ),
        ErrorKind::MissingRequiredArgument if words.iter().any(|word| word == "completions") => {
            ("no shell given".to_owned(), Some("one of: bash, elvish, fish, powershell, zsh".to_owned()))
        }
        ErrorKind::MissingRequiredArgument if missing_options(problem).is_some() => {
            let options = missing_options(problem).unwrap_or_default();
            (format!("{options} is missing"), Some(format!("add {options}")))
        }
        ErrorKind::MissingRequiredArgument => (
            "no file given".to_owned(),
            Some("name an export, e.g. `orders.csv`; `-` reads standard input".to_owned()),
        ),
        ErrorKind::MissingSubcommand => {
            ("no command given".to_owned(), Some("`setia --help` lists the commands".to_owned()))
        }
        ErrorKind::ArgumentConflict if !option.is_empty() => {
            let other = text(ContextKind::PriorArg).unwrap_or_default();
            let other = other.split(' ').next().unwrap_or_default();
            let named = |option: &str| {
                if option.starts_with("--") { format!("`{option}`") } else { "a file".to_owned() }
            };
            if other.is_empty() || other == option {
                (format!("`{option}` is given twice"), None)
            } else {
                (
                    format!("{} and {} do not go together", named(&option), named(other)),
                    Some("leave one of them out".to_owned()),
                )
            }
        }
        _ => (first_line(&problem.to_string()), None),
    };
    Error::Usage { message, hints: hint.into_iter().collect() }
}

/// The option, or the variable that stands for it if it was not typed.
fn where_it_stands(option: String, words: &[OsString]) -> String {
    let Some(long) = option.strip_prefix("--") else { return option };
    let typed = words.iter().any(|word| word.to_string_lossy().starts_with(&option));
    let variable = app::variable(long);
    if !typed && std::env::var_os(&variable).is_some() { variable } else { option }
}

/// The options that others need, as they are typed; none if it is the file that is missing.
fn missing_options(problem: &clap::Error) -> Option<String> {
    let Some(ContextValue::Strings(missing)) = problem.get(ContextKind::InvalidArg) else { return None };
    let options: Vec<String> = missing
        .iter()
        .filter(|word| word.trim_start_matches('<').starts_with("--"))
        .map(|word| {
            // alternatives stand as `<--one <A>|--other <B>>`
            let word = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')).unwrap_or(word);
            word.split('|').map(|option| format!("`{option}`")).collect::<Vec<_>>().join(" or ")
        })
        .collect();
    (!options.is_empty()).then(|| options.join(" and "))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}
