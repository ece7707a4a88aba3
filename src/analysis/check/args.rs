//! The command line of `setia check`.

use clap::{Args, FromArgMatches};

use super::Check;
use crate::cli::{Arguments, SharedArgs};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = CheckArgs::augment_args(SharedArgs::augment_args(command));
        command.mut_arg("files", |files| files.required(false).required_unless_present("presets"))
    },
    build: |matches| {
        let shared = SharedArgs::from_arg_matches(matches)?;
        Ok(Box::new(Check { max_rejects: shared.max_rejects }))
    },
};

#[derive(Debug, Args)]
struct CheckArgs {
    /// List the export formats that are recognised
    #[arg(long, help_heading = "Columns")]
    presets: bool,
}
