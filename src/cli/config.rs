//! `setia config show`: what holds for a command, and where it comes from.

use clap::{Arg, ArgMatches, Command};

use super::app::{self, Help};
use super::printer;
use super::settings::Settings;
use crate::error::{Error, Result};

const COMMAND: &str = "report";

pub(super) fn add_to(root: Command) -> Command {
    let names: Vec<String> = app::listed().iter().map(|listed| listed.spec.slug()).collect();
    let show = Command::new("show")
        .about("The options of a command: what holds, and where it comes from")
        .arg(
            Arg::new("command")
                .value_name("COMMAND")
                .default_value(COMMAND)
                .value_parser(names)
                .help("Of this command"),
        )
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .help("Settings [default: setia.toml in this folder, if there is one]"),
        );
    root.subcommand(
        Command::new("config")
            .about("What setia.toml and the environment say")
            .subcommand_required(true)
            .disable_help_subcommand(true)
            .subcommand(show),
    )
}

/// An option as TOML, and its origin.
struct Line {
    text: String,
    origin: String,
}

pub(super) fn run(matches: &ArgMatches, settings: Option<&Settings>) -> Result<()> {
    let slug = matches.get_one::<String>("command").map_or(COMMAND, String::as_str);
    let listed = app::listed();
    let spec = listed.iter().map(|listed| listed.spec).find(|spec| spec.slug() == slug);
    let spec = spec.ok_or_else(|| Error::Internal(format!("no command `{slug}`")))?;
    let plain = app::command(Help::Full);
    let root = match settings {
        Some(settings) => settings.apply(plain)?,
        None => plain,
    };
    let known = app::find(&root, spec.command).into_iter().flat_map(Command::get_arguments);
    let file = settings.map(Settings::name);
    let mut lines = Vec::new();
    for option in known {
        let id = option.get_id().as_str();
        let name = match option.get_long() {
            Some("help" | "config" | "verify") => continue,
            Some(long) => long.to_owned(),
            None if id == "files" => id.to_owned(),
            None => continue,
        };
        let variable = app::variable(&name);
        let typed = std::env::var(&variable).ok().filter(|value| !value.is_empty() && id != "files");
        let values = option.get_default_values();
        let (values, origin) = if let Some(value) = typed {
            (vec![value], variable)
        } else {
            let from_file = settings.is_some_and(|settings| settings.sets(spec.command, &name));
            let values = values.iter().map(|value| value.to_string_lossy().into_owned()).collect();
            (values, if from_file { file.clone().unwrap_or_default() } else { "default".to_owned() })
        };
        let rank = match (values.is_empty(), origin == "default") {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 0,
        };
        lines.push((
            rank,
            line(&name, &values, option.get_value_delimiter().is_some() || id == "files", origin),
        ));
    }
    // what was said comes before what is so anyway
    lines.sort_by_key(|(rank, _)| *rank);
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    let width =
        lines.iter().filter(|line| !line.origin.is_empty()).map(|line| line.text.chars().count()).max();
    let width = width.unwrap_or(0).min(60);
    let mut text = format!("# setia {}: what holds, and where it comes from\n", spec.command);
    for line in lines {
        if line.origin.is_empty() {
            text.push_str(&format!("{}\n", line.text));
        } else {
            text.push_str(&format!("{:<width$}  # {}\n", line.text, line.origin));
        }
    }
    printer::to_stdout(|out| {
        out.write_all(text.as_bytes()).map_err(|source| Error::Write { path: None, source })
    })
}

/// `lang = "id"`; of an option that has no value, that it has none.
fn line(name: &str, values: &[String], is_list: bool, origin: String) -> Line {
    let quoted = |value: &String| toml::Value::String(value.clone()).to_string();
    match values {
        [] => Line { text: format!("# {name} is not set"), origin: String::new() },
        [value] if !is_list => {
            let plain = value.parse::<bool>().is_ok()
                || value.parse::<i64>().is_ok_and(|number| number.to_string() == *value);
            Line { text: format!("{name} = {}", if plain { value.clone() } else { quoted(value) }), origin }
        }
        values => {
            let values: Vec<String> = values
                .iter()
                .flat_map(|value| value.split(','))
                .map(|value| quoted(&value.to_owned()))
                .collect();
            Line { text: format!("{name} = [{}]", values.join(", ")), origin }
        }
    }
}
