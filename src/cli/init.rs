//! `setia init`: settings for a folder of exports, made of what setia finds in them.

use std::io::Write;
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use super::output;
use super::printer::Printer;
use super::shared::SharedArgs;
use crate::error::{Error, Result, counted};
use crate::input::{Amounts, Input, NoProgress, ReadOptions, Role, Source};
use crate::pipeline::{Prepared, Read};
use crate::transactions::Window;

const FILE: &str = "setia.toml";

pub(super) fn add_to(root: Command) -> Command {
    let command =
        Command::new("init").about("Settings for your exports: a setia.toml made of what is found in them");
    let command = SharedArgs::augment_args(command).arg(
        Arg::new("force").long("force").help("Write over settings that are there").action(ArgAction::SetTrue),
    );
    let command = command.mut_args(|option| match option.get_id().as_str() {
        "output" => option.help("The file of settings [default: setia.toml]"),
        // what a result looks like is no matter of it
        "format" | "table" | "color" | "ascii" | "strict" | "rejects" | "lang" | "config" => {
            option.hide(true)
        }
        _ => option,
    });
    root.subcommand(command)
}

/// Reads the files and writes what was found, each line with its meaning.
pub(super) fn run(matches: &ArgMatches) -> Result<()> {
    let args =
        SharedArgs::from_arg_matches(matches).map_err(|problem| Error::Internal(problem.to_string()))?;
    let talk = Printer::new(args.color, args.quiet);
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(FILE));
    if path.exists() && !matches.get_flag("force") {
        return Err(Error::Usage {
            message: format!("`{}` is there already", path.display()),
            hints: vec!["`setia config show` says what it holds; `--force` writes it anew".to_owned()],
        });
    }
    if args.files.iter().any(|file| file == "-") {
        return Err(Error::Usage {
            message: "settings name files, and standard input is none".to_owned(),
            hints: vec!["write the export to a file".to_owned()],
        });
    }
    let sources = Source::expand(&args.files)?;
    let several = sources.len() > 1;
    let options = args.read_options(Amounts::Optional)?;
    let input = Input::open(sources, &ReadOptions { tagged: options.tagged || several, ..options })?;
    let data = Read::all(input, Window::default(), &NoProgress)?.dedupe(args.dedupe).prepare_anyway()?;
    let text = settings(&data, &args.files, &typed(matches));
    text.parse::<toml::Table>()
        .map_err(|problem| Error::Internal(format!("the settings are none: {}", problem.message())))?;
    output::write_file(&path, |out: &mut dyn Write| {
        out.write_all(text.as_bytes()).map_err(|source| Error::Write { path: None, source })
    })?;
    talk.note(&format!(
        "wrote `{}`; `setia report` and every other command take it from here",
        path.display()
    ));
    Ok(())
}

/// Options that were typed, as lines.
fn typed(matches: &ArgMatches) -> Vec<(String, String)> {
    const OTHERS: [&str; 13] = [
        "files", "output", "force", "quiet", "verbose", "config", "threads", "lang", "format", "table",
        "color", "ascii", "rejects",
    ];
    let is_typed =
        |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine) && !OTHERS.contains(id);
    let ids = matches
        .ids()
        .map(clap::Id::as_str)
        .filter(|id| id.starts_with(|letter: char| letter.is_ascii_lowercase()));
    ids.filter(is_typed)
        .filter_map(|id| {
            let value = matches.get_raw(id)?.next()?.to_string_lossy().into_owned();
            let name = if id == "filter" { "where".to_owned() } else { id.replace('_', "-") };
            Some((name, value))
        })
        .collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn settings(data: &Prepared, files: &[String], typed: &[(String, String)]) -> String {
    let customers = &data.collected.customers;
    let mut text = format!(
        "# Settings of setia, made of what was found in {}.\n\
         # Every key is an option of the commands (`setia report --help`). What is typed goes before it, and so does a\n\
         # variable such as SETIA_AS_OF. `setia config show` says what holds.\n\n",
        files.join(", ")
    );
    text.push_str(&format!(
        "# {}, {}",
        counted(data.report.rows(), "row"),
        counted(customers.len() as u64, "customer")
    ));
    if let Some((first, last)) = data.collected.days {
        text.push_str(&format!(", {first} to {last}"));
    }
    let names: Vec<String> = files.iter().map(|file| quoted(file)).collect();
    text.push_str(&format!("\nfiles = [{}]\n\n# Columns\n", names.join(", ")));
    let is_typed = |name: &str| typed.iter().any(|(known, _)| known == name);
    for (name, value) in typed {
        let plain = value.parse::<bool>().is_ok();
        text.push_str(&format!("{name} = {}\n", if plain { value.clone() } else { quoted(value) }));
    }
    let presets = data.input.presets();
    // each of several files finds its own
    let alone = if presets.len() == 1 { "" } else { "# " };
    for preset in presets.iter().filter(|_| !is_typed("preset")) {
        text.push_str(&format!("{alone}preset = {}  # {}\n", quoted(&preset.id), preset.name));
    }
    for (role, columns) in data.input.columns() {
        if is_typed(role.name()) || !SETTABLE.contains(&role) {
            continue;
        }
        // a preset knows its columns, and files may differ
        let mark = if presets.is_empty() && columns.len() == 1 && !columns[0].contains(['(', ' ', '*']) {
            ""
        } else {
            "# "
        };
        text.push_str(&format!("{mark}{} = {}\n", role.name(), quoted(&columns.join(", "))));
    }
    for line in data.input.dialects() {
        text.push_str(&format!("# read as: {}\n", line.replace(['\n', '\r'], " ")));
    }
    let currency = data.input.check_currencies(&data.report).ok().and_then(|()| data.currency());
    if !is_typed("currency") {
        text.push_str(&match &currency {
            Some(currency) => format!("currency = {}\n", quoted(currency)),
            None => "# currency = \"IDR\"  # the files do not say\n".to_owned(),
        });
    }
    let rejected = data.report.rejected();
    text.push_str("\n# Rows\n");
    if rejected > 0 && !is_typed("max-rejects") {
        text.push_str(&format!(
            "# {} cannot be read: look at them with `setia check`, then tolerate them, or not\n# max-rejects = \"{rejected}\"\n",
            counted(rejected, "row")
        ));
    }
    text.push_str("# tz = \"Asia/Jakarta\"     # count days in this time zone [as written]\n");
    text.push_str(
        "# refunds = \"net\"         # net lowers their orders, drop leaves them out, error refuses them\n",
    );
    let typed_currency = typed.iter().find(|(name, _)| name == "currency").map(|(_, code)| code.as_str());
    let indonesian =
        currency.as_deref().or(typed_currency).is_some_and(|code| code.eq_ignore_ascii_case("IDR"));
    text.push_str(&format!(
        "\n# Language of results: en or id\n{}lang = \"id\"\n\n\
         [report]\n\
         output-dir = \"reports\"             # reports/2026-10/, and reports/latest for the newest\n\
         # compare = \"reports/latest/report.json\"  # what moved since the last report\n\
         # sections = [\"overview\", \"customers\", \"trend\", \"cohorts\", \"segments\", \"value\", \"churn\", \"people\", \"test\", \"quality\"]\n\
         # formats = [\"html\", \"markdown\", \"json\", \"xlsx\", \"csv\", \"parquet\"]\n\
         # lapsed-after = \"90d\"             # how long without a purchase a customer is one\n\
         # within = \"90d\"                   # span of the churn risk\n\
         # customer-rows = \"top\"            # customers named: top, none or all\n\
         # top = 10                         # how many of them\n\
         # pseudonymize = \"setia.key\"       # hide their ids; `setia key new setia.key` makes the key\n\
         # min-group = 5                    # leave out groups of fewer customers\n\
         # holidays = \"ours.csv\"            # days of your own: date,name\n",
        if indonesian { "" } else { "# " }
    ));
    text
}

/// Columns that have an option.
const SETTABLE: [Role; 7] =
    [Role::Customer, Role::Order, Role::Date, Role::Amount, Role::Status, Role::Discount, Role::Quantity];
