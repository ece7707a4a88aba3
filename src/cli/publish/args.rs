//! The arguments of a result that is written month by month.

use std::path::PathBuf;

use clap::Args;

use crate::render::Format;

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Month by month")]
pub(crate) struct PublishArgs {
    /// Write a folder for the month into this one, as a whole or not at all: page, workbook, data, lists, manifest
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["output", "format", "table"])]
    pub(in crate::cli) output_dir: Option<PathBuf>,
    /// What is written there
    #[arg(
        long,
        value_name = "NAME,…",
        value_delimiter = ',',
        value_enum,
        default_value = "html,markdown,json,xlsx,csv,parquet",
        hide_possible_values = true,
        requires = "output_dir",
        hide_short_help = true
    )]
    pub(in crate::cli) formats: Vec<Format>,
    /// Do nothing if the last run had the same files and options
    #[arg(long)]
    pub(in crate::cli) if_changed: bool,
    /// Say what would be read and written, and do neither
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Whether the files beside this manifest are what was written, and its inputs what was read
    #[arg(long, value_name = "MANIFEST")]
    pub(in crate::cli) verify: Option<PathBuf>,
}
