//! The command line of `setia ab-test assign`.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, FromArgMatches};

use super::{Assign, file_name};
use crate::analysis::ab_test::args::refuse_options_of_logs;
use crate::analysis::ab_test::values::{Shares, several};
use crate::cli::{Arguments, SharedArgs};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| AssignArgs::augment_args(SharedArgs::augment_args(command)),
    build: |matches| {
        let args = AssignArgs::from_arg_matches(matches)?;
        if !args.log {
            refuse_options_of_logs(matches, "`--log`")?;
        }
        if args.split_to.is_some() {
            let mut files: Vec<String> =
                args.variants.0.iter().map(|(name, _)| file_name(name).to_lowercase()).collect();
            files.sort_unstable();
            if let Some(place) = (1..files.len()).find(|&place| files[place] == files[place - 1]) {
                let file = &files[place];
                let message = format!("two variants would be written to the same file, `{file}`");
                return Err(clap::Error::raw(ErrorKind::ArgumentConflict, message).into());
            }
        }
        let whole: f64 = args.variants.0.iter().map(|(_, part)| part).sum();
        Ok(Box::new(Assign {
            experiment: args.experiment,
            variants: args.variants.0.into_iter().map(|(name, part)| (name, part / whole)).collect(),
            of_log: args.log,
            customer: matches.get_one::<String>("customer").cloned(),
            stratify: args.stratify,
            split_to: args.split_to,
        }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Assignment")]
struct AssignArgs {
    /// Name of the experiment: the same name and id give the same variant again, another name is a new lot
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    experiment: String,
    /// The variants and their parts, e.g. A:45,B:45,holdout:10
    #[arg(long, value_name = "NAME:PART,…", default_value = "A:50,B:50", value_parser = several)]
    variants: Shares,
    /// The files are a log of transactions: assign every customer in it, and compare the variants by what they bought
    #[arg(long)]
    log: bool,
    /// Give every variant exactly its part of each group of this column; of a log also `segment`
    #[arg(long, value_name = "COLUMN")]
    stratify: Option<String>,
    /// Also write a file for each variant into this folder, with all columns of the list
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    split_to: Option<PathBuf>,
}
