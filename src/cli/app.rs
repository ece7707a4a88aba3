//! The command tree and its help, made from the list of analyses.

use clap::builder::BoolishValueParser;
use clap::{Arg, ArgAction, Args, Command};

use super::about;
use super::simulate::{self, SimulateArgs};
use super::status;
use crate::analysis::{ANALYSES, Spec};

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
    for listed in listed() {
        root = root.subcommand(subcommand(&listed, help));
    }
    about::add_to(root)
}

/// A subcommand that writes tables.
pub(super) struct Listed {
    pub(super) spec: &'static Spec,
    /// What its usage shows after the options.
    operands: &'static str,
    augment: fn(Command) -> Command,
}

/// Every subcommand that writes tables, in the order in which help lists them.
pub(super) fn listed() -> Vec<Listed> {
    let mut listed: Vec<Listed> = ANALYSES
        .iter()
        .map(|entry| Listed { spec: &entry.spec, operands: " <FILE>...", augment: entry.arguments.augment })
        .collect();
    listed.push(Listed { spec: &simulate::SPEC, operands: "", augment: SimulateArgs::augment_args });
    listed
}

fn subcommand(listed: &Listed, help: Help) -> Command {
    let spec = listed.spec;
    let command = Command::new(spec.command)
        .about(spec.about)
        .override_usage(format!("setia {} [OPTIONS]{}", spec.command, listed.operands))
        .help_template(TEMPLATE)
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
    command.mut_args(|argument| {
        let rare = help == Help::Short && RARE.contains(&argument.get_id().as_str());
        with_variable(argument).hide(rare)
    })
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
