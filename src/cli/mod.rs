//! The terminal side: arguments as typed, arguments as meant, work, exit status.

mod about;
mod app;
mod config;
mod diagnose;
mod grain;
mod init;
mod interrupt;
mod keys;
mod output;
mod printer;
mod progress;
mod provenance;
mod publish;
mod run;
mod settings;
mod shared;
mod simulate;
mod status;
mod targets;
mod write_behind;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use crate::analysis::Analysis;
use crate::error::Error;
pub(crate) use grain::{GrainName, WeekArgs};
pub(crate) use publish::PublishArgs;
pub(crate) use shared::{SharedArgs, amount, confidence, day, part, share};

/// The command line of one analysis.
#[derive(Debug, Clone, Copy)]
pub struct Arguments {
    /// Adds its arguments to its subcommand.
    pub augment: fn(Command) -> Command,
    /// Reads them back.
    pub build: fn(&ArgMatches) -> Result<Box<dyn Analysis>, BuildError>,
}

/// Why arguments make no analysis.
#[derive(Debug)]
pub enum BuildError {
    /// They do not go together.
    Usage(clap::Error),
    /// A file that they name cannot be used.
    Input(Error),
}

impl From<clap::Error> for BuildError {
    fn from(problem: clap::Error) -> BuildError {
        BuildError::Usage(problem)
    }
}

impl From<Error> for BuildError {
    fn from(problem: Error) -> BuildError {
        BuildError::Input(problem)
    }
}

/// Runs the program with the given words, the first being its name.
#[must_use]
pub fn main(words: &[OsString]) -> ExitCode {
    std::panic::set_hook(Box::new(|_| {}));
    interrupt::listen();
    let outcome = std::panic::catch_unwind(|| run::run(words));
    outcome.unwrap_or_else(|panic| run::report_panic(panic.as_ref())).into()
}
