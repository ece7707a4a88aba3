//! The command tree and its help, made from the list of analyses.

use clap::builder::BoolishValueParser;
use clap::{Arg, ArgAction, Args, Command};

use super::simulate::{self, SimulateArgs};
use super::status;
use super::{about, config, init, keys};
use crate::analysis::{ANALYSES, Entry, Spec};

const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}";

/// Arguments that `-h` leaves to `--help`.
const RARE: &[&str] = &[
    "date_format",
    "decimal",
    "delimiter",
    "encoding",
    "tz",
    "status",
    "preset",
    "dedupe",
    "refunds",
    "max_rejects",
    "rejects",
    "table",
    "color",
    "ascii",
    "strict",
    "threads",
    "config",
    "f_cuts",
    "verbose",
    "promo_share",
    "promo_discount",
    "promo_groups",
    "promo_variant",
    "r",
    "alpha",
    "a",
    "b",
    "s",
    "beta",
    "p",
    "q",
    "v",
    "ahead",
    "id_prefix",
];

/// How much help shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Help {
    /// What fits on a screen (`-h`).
    Short,
    /// Everything (`--help`).
    Full,
}

pub(super) fn command(help: Help) -> Command {
    let mut root = Command::new("setia")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Customer-loyalty analytics from a transaction export")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        .help_template(TEMPLATE)
        .before_help(examples(ANALYSES.iter().flat_map(|entry| entry.spec.examples.iter().take(2))))
        .after_help("`setia <COMMAND> --help` has everything about a command.");
    for listed in tree() {
        root = root.subcommand(subcommand(&listed, help));
    }
    about::add_to(keys::add_to(config::add_to(init::add_to(root))))
}

/// A subcommand that writes tables.
#[derive(Clone)]
pub(super) struct Listed {
    pub(super) spec: &'static Spec,
    augment: fn(Command) -> Command,
    parts: Vec<Listed>,
}

impl Listed {
    fn of(entry: &'static Entry) -> Listed {
        Listed {
            spec: &entry.spec,
            augment: entry.arguments.augment,
            parts: entry.parts.iter().map(Listed::of).collect(),
        }
    }

    /// What to type, in a line.
    fn usage(&self) -> String {
        let command = (self.augment)(Command::new(self.spec.name()));
        let files = command.get_arguments().find(|argument| argument.get_id() == "files");
        let operands = match files.map(Arg::is_required_set) {
            Some(true) => " <FILE>...",
            Some(false) => " [FILE]...",
            None => "",
        };
        format!("setia {} [OPTIONS]{operands}", self.spec.command)
    }
}

/// The subcommands that write tables, in the order in which help lists them.
fn tree() -> Vec<Listed> {
    let mut tree: Vec<Listed> = ANALYSES.iter().map(Listed::of).collect();
    let augment = SimulateArgs::augment_args;
    tree.push(Listed { spec: &simulate::SPEC, augment, parts: Vec::new() });
    tree
}

/// The same with the subcommands of each behind it.
pub(super) fn listed() -> Vec<Listed> {
    tree().into_iter().flat_map(|listed| [vec![listed.clone()], listed.parts].concat()).collect()
}

fn subcommand(listed: &Listed, help: Help) -> Command {
    let spec = listed.spec;
    let usages: Vec<String> = std::iter::once(listed).chain(&listed.parts).map(Listed::usage).collect();
    let command = Command::new(spec.name())
        .about(spec.about)
        .override_usage(usages.join("\n       "))
        .help_template(TEMPLATE)
        .args_conflicts_with_subcommands(!listed.parts.is_empty())
        .subcommand_negates_reqs(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true);
    let command = match help {
        Help::Short => command.after_help(status::HELP),
        Help::Full => command.before_help(examples(spec.examples.iter())).after_help(written(spec)),
    };
    let command = (listed.augment)(command).arg(
        Arg::new("help")
            .short('h')
            .long("help")
            .help("This help; -h shows the options used most")
            .action(ArgAction::HelpShort)
            .help_heading("Run"),
    );
    let command = command.mut_args(|argument| {
        let rare = help == Help::Short && RARE.contains(&argument.get_id().as_str());
        let hidden = help == Help::Short && argument.is_hide_short_help_set();
        with_variable(argument).hide(rare).hide_short_help(hidden)
    });
    command.subcommands(listed.parts.iter().map(|part| subcommand(part, help)))
}

/// The command that `path` names, such as `ab-test plan`.
pub(super) fn find<'a>(root: &'a Command, path: &str) -> Option<&'a Command> {
    path.split(' ').try_fold(root, |command, name| command.find_subcommand(name))
}

/// Changes the command that `path` names.
pub(super) fn change(root: Command, path: &str, how: &dyn Fn(Command) -> Command) -> Command {
    match path.split_once(' ') {
        None => root.mut_subcommand(path, how),
        Some((first, rest)) => root.mut_subcommand(first, |command| change(command, rest, how)),
    }
}

/// The variable that stands for `--long`.
pub(super) fn variable(long: &str) -> String {
    format!("SETIA_{}", long.replace('-', "_").to_uppercase())
}

/// Lets `SETIA_NAME` stand for `--name`; an empty one stands for nothing.
fn with_variable(argument: Arg) -> Arg {
    let argument = match argument.get_action() {
        ArgAction::SetTrue => argument.value_parser(BoolishValueParser::new()),
        _ => argument,
    };
    match argument.get_long().filter(|long| *long != "help").map(variable) {
        Some(variable) if std::env::var_os(&variable).is_some_and(|value| !value.is_empty()) => {
            argument.env(variable).hide_env(true)
        }
        _ => argument,
    }
}

fn examples<'a>(examples: impl Iterator<Item = &'a (&'a str, &'a str)>) -> String {
    let examples: Vec<_> = examples.collect();
    let width = examples.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    let mut text = "Examples:".to_owned();
    for (command, purpose) in examples {
        text.push_str(&format!("\n  {command:<width$}   {purpose}"));
    }
    text
}

/// What the command writes, how, and how it ends.
fn written(spec: &Spec) -> String {
    let mut text = "Writes:".to_owned();
    for table in spec.tables {
        let columns: Vec<&str> = table.columns.iter().map(|&(name, _)| name).collect();
        text.push_str(&format!("\n  {}: {}", table.name, columns.join(", ")));
    }
    text.push_str(&format!(
        "\nMethod: {}\nAny option can stand in `setia.toml` (`as-of = \"2026-10-31\"`) or in a variable (`SETIA_AS_OF`).\n{}",
        spec.method,
        status::HELP
    ));
    text
}
