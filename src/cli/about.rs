//! What the program says about itself, made from the list of analyses: the columns it writes, completions for
//! shells, manual pages.

use std::io::Write;

use clap::{Arg, ArgMatches, Command, ValueEnum, value_parser};
use clap_complete::Shell;
use serde_json::{Map, Value, json};

use super::app::{self, Help};
use super::printer;
use crate::analysis::Spec;
use crate::error::{Error, Result};
use crate::input::{Grain, Preset};

/// Adds the subcommands of this module.
pub(super) fn add_to(root: Command) -> Command {
    let names: Vec<String> = app::listed().iter().map(|listed| listed.spec.slug()).collect();
    let analysis = || Arg::new("command").value_name("COMMAND").help("Of this command only");
    root.subcommand(
        Command::new("schema")
            .about("The tables and columns that commands write, and what they mean")
            .arg(analysis().value_parser(names.clone()))
            .arg(Arg::new("json").long("json").help("As JSON").action(clap::ArgAction::SetTrue)),
    )
    .subcommand(
        Command::new("completions")
            .about("A completion script for a shell, e.g. `setia completions bash`")
            .arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(value_parser!(Shell))),
    )
    .subcommand(
        Command::new("man")
            .about("A manual page, e.g. `setia man rfm | man -l -`")
            .arg(analysis().value_parser(names.clone())),
    )
}

/// Runs a subcommand of this module, if `name` is one.
pub(super) fn run(name: &str, matches: &ArgMatches) -> Option<Result<()>> {
    Some(match name {
        "schema" => schema(chosen(matches), matches.get_flag("json")),
        "completions" => completions(matches),
        "man" => man(chosen(matches)),
        _ => return None,
    })
}

fn chosen(matches: &ArgMatches) -> Option<&'static Spec> {
    let name = matches.get_one::<String>("command")?;
    app::listed().into_iter().map(|listed| listed.spec).find(|spec| spec.slug() == *name)
}

fn schema(spec: Option<&'static Spec>, as_json: bool) -> Result<()> {
    // a command comes with its own subcommands
    let wanted = |other: &&'static Spec| {
        spec.is_none_or(|spec| {
            other.command == spec.command
                || other.command.strip_prefix(spec.command).is_some_and(|rest| rest.starts_with(' '))
        })
    };
    let specs: Vec<&Spec> = app::listed().iter().map(|listed| listed.spec).filter(wanted).collect();
    let text = if as_json { schema_json(&specs) } else { schema_text(&specs) };
    print(text.as_bytes())
}

fn schema_text(specs: &[&Spec]) -> String {
    let mut text = String::new();
    for spec in specs {
        for table in spec.tables {
            let gap = if text.is_empty() { "" } else { "\n" };
            let needs = table.needs.map_or(String::new(), |(_, typed)| format!("   with `{typed}`"));
            text.push_str(&format!("{gap}{} {}{needs}\n", spec.command, table.name));
            let width = table.columns.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
            for (name, meaning) in table.columns {
                text.push_str(&format!("  {name:<width$}   {meaning}\n"));
            }
        }
    }
    text
}

fn schema_json(specs: &[&Spec]) -> String {
    let mut commands = Map::new();
    for spec in specs {
        let mut tables = Map::new();
        for table in spec.tables {
            let columns: Vec<Value> = table
                .columns
                .iter()
                .map(|(name, meaning)| json!({"name": name, "meaning": meaning}))
                .collect();
            tables.insert(table.name.to_owned(), Value::Array(columns));
        }
        commands.insert(spec.slug(), Value::Object(tables));
    }
    format!("{}\n", Value::Object(commands))
}

/// The export formats that are recognised, and those that are refused.
pub(super) fn presets() -> Result<()> {
    let (usable, refused): (Vec<&Preset>, Vec<&Preset>) =
        crate::input::presets().iter().partition(|preset| preset.refuse.is_none());
    let width = crate::input::presets().iter().map(|preset| preset.id.len()).max().unwrap_or(0);
    let mut text =
        "Recognised by their headers; `--preset NAME` takes one by name, `--preset none` takes none:\n"
            .to_owned();
    for preset in usable {
        let grain = match preset.grain {
            Grain::Order => "a row is an order",
            Grain::Line => "a row is a line of an order",
        };
        text.push_str(&format!("  {:<width$}   {}; {grain}\n", preset.id, preset.name));
    }
    text.push_str("\nRecognised, but without customers or dates that could be used:\n");
    for preset in refused {
        let instead = preset.refuse.as_deref().unwrap_or_default();
        text.push_str(&format!("  {:<width$}   {}: {instead}\n", preset.id, preset.name));
    }
    print(text.as_bytes())
}

fn completions(matches: &ArgMatches) -> Result<()> {
    let shell = matches.get_one::<Shell>("shell").copied().unwrap_or(Shell::value_variants()[0]);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut app::command(Help::Full), "setia", &mut script);
    print(&script)
}

fn man(spec: Option<&'static Spec>) -> Result<()> {
    let root = app::command(Help::Full);
    let found = spec.and_then(|spec| Some((spec, app::find(&root, spec.command)?)));
    let command = match found {
        Some((spec, command)) => command.clone().name(format!("setia-{}", spec.slug())),
        None => root,
    };
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|source| Error::Write { path: None, source })?;
    print(&page)
}

fn print(bytes: &[u8]) -> Result<()> {
    printer::to_stdout(|out: &mut dyn Write| {
        out.write_all(bytes).map_err(|source| Error::Write { path: None, source })
    })
}
