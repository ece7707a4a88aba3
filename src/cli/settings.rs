//! `setia.toml`: values for options that are not given on the command line or in a `SETIA_` variable.
//!
//! A value becomes the default of its option, so it is checked and used exactly as if it had been typed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command};
use toml::{Table, Value};

use super::app;
use crate::error::{Error, Result};
use crate::nearest::nearest;

const DEFAULT_FILE: &str = "setia.toml";

/// A settings file.
#[derive(Debug)]
pub(super) struct Settings {
    path: PathBuf,
    values: Table,
}

impl Settings {
    /// The file that `--config` or `SETIA_CONFIG` names, or the one in this folder, if any.
    pub(super) fn find(words: &[OsString]) -> Result<Option<Settings>> {
        let named = named_file(words).or_else(|| std::env::var_os("SETIA_CONFIG")).map(PathBuf::from);
        let Some(path) = named.or_else(|| Path::new(DEFAULT_FILE).is_file().then(|| DEFAULT_FILE.into()))
        else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(&path).map_err(|problem| {
            let message = match problem.kind() {
                std::io::ErrorKind::NotFound => "no such file".to_owned(),
                _ => problem.to_string(),
            };
            Error::Settings { path: path.display().to_string(), message, hints: Vec::new() }
        })?;
        let values = text.parse::<Table>().map_err(|problem| {
            let line = problem.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            Error::Settings {
                path: path.display().to_string(),
                message: format!("line {line}: {}", problem.message().lines().next().unwrap_or_default()),
                hints: Vec::new(),
            }
        })?;
        Ok(Some(Settings { path, values }))
    }

    /// The same without anything but the files, which make a command complete.
    pub(super) fn files_only(&self) -> Settings {
        let mut values = self.values.clone();
        values.retain(|key, _| key == "files");
        for section in values.iter_mut().filter_map(|(_, value)| value.as_table_mut()) {
            section.retain(|key, _| key == "files");
        }
        Settings { path: self.path.clone(), values }
    }

    /// Whether the file says something of an option of a command.
    pub(super) fn sets(&self, command: &str, long: &str) -> bool {
        let is_named = |table: &Table| table.keys().any(|key| key.replace('_', "-") == long);
        let section = command.split(' ').try_fold(&self.values, |table, part| table.get(part)?.as_table());
        is_named(&self.values) || section.is_some_and(is_named)
    }

    /// The file, as it was named.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Makes the values the defaults of the options they name: at the top of the file for every command, in a
    /// section for one.
    pub(super) fn apply(&self, mut root: Command) -> Result<Command> {
        let commands: Vec<String> =
            app::listed().iter().map(|listed| listed.spec.command.to_owned()).collect();
        for (key, value) in &self.values {
            root = match value {
                Value::Table(section) if commands.contains(key) => {
                    self.section(root, &commands, key, section)?
                }
                Value::Table(_) => return Err(self.unknown("section", key, &commands)),
                value => self.set(root, &commands, key, value)?,
            };
        }
        Ok(root)
    }

    /// The values for one command; `[ab-test.plan]` is for its subcommand.
    fn section(
        &self,
        root: Command,
        commands: &[String],
        command: &String,
        values: &Table,
    ) -> Result<Command> {
        values.iter().try_fold(root, |root, (key, value)| {
            let part = format!("{command} {key}");
            match value {
                Value::Table(section) if commands.contains(&part) => {
                    self.section(root, commands, &part, section)
                }
                value => self.set(root, std::slice::from_ref(command), key, value),
            }
        })
    }

    fn set(&self, mut root: Command, commands: &[String], key: &str, value: &Value) -> Result<Command> {
        let texts: Vec<String> = match value {
            Value::Table(_) => {
                let known: Vec<String> =
                    commands.iter().flat_map(|command| Settings::parts(command)).collect();
                return Err(self.unknown("section", key, &known));
            }
            Value::Array(values) => values.iter().filter_map(text).collect(),
            value => text(value).into_iter().collect(),
        };
        let long = key.replace('_', "-");
        let mut known = Vec::new();
        let mut found = false;
        for command in commands {
            // the files have no option of their own
            let takes_files =
                |command: &Command| command.get_arguments().any(|option| option.get_id() == "files");
            if key == "files" && app::find(&root, command).is_some_and(takes_files) {
                found = true;
                root = app::change(root, command, &|command| {
                    // a new one, since what stands in the file makes it needless
                    command.mut_arg("files", |files| {
                        let new =
                            Arg::new("files").value_name("FILE").num_args(0..).action(ArgAction::Append);
                        let help = files.get_help().cloned().unwrap_or_default();
                        new.help(help).default_values(texts.clone())
                    })
                });
                continue;
            }
            let options = app::find(&root, command).into_iter().flat_map(Command::get_arguments);
            let mut id = None;
            for (name, option) in options.filter_map(|option| Some((option.get_long()?, option.get_id()))) {
                // these two are for the command line
                if name == "config" || name == "help" {
                    continue;
                }
                known.push(name.to_owned());
                if name == long {
                    id = Some(option.clone());
                }
            }
            if let Some(id) = id {
                found = true;
                root = app::change(root, command, &|command| {
                    command.mut_arg(&id, |option| option.default_values(texts.clone()))
                });
            }
        }
        if found { Ok(root) } else { Err(self.unknown("option", key, &known)) }
    }

    /// The subcommands of a command.
    fn parts(command: &str) -> Vec<String> {
        let listed = app::listed();
        let parts = listed.iter().filter_map(|listed| {
            let part = listed.spec.command.strip_prefix(command)?.strip_prefix(' ')?;
            Some(part.to_owned())
        });
        parts.collect()
    }

    fn unknown(&self, what: &str, key: &str, known: &[String]) -> Error {
        let hint = nearest(key, known).map(|nearest| format!("did you mean `{nearest}`?"));
        self.error(format!("unknown {what} `{key}`"), hint.into_iter().collect())
    }

    fn error(&self, message: String, hints: Vec<String>) -> Error {
        Error::Settings { path: self.path.display().to_string(), message, hints }
    }

    /// A complaint about a value, as coming from this file.
    pub(super) fn blame(&self, complaint: Error) -> Error {
        match complaint {
            Error::Usage { message, hints } => self.error(message, hints),
            other => other,
        }
    }
}

/// A single value as it would be typed.
fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Datetime(date) => date.to_string(),
        Value::Array(_) | Value::Table(_) => return None,
    })
}

/// The file after `--config`, which has to be known before the other words can be read.
fn named_file(words: &[OsString]) -> Option<OsString> {
    let mut words = words.iter().take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().cloned();
        }
        if let Some(path) = word.to_str().and_then(|word| word.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    None
}
