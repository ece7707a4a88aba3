//! The command line of `setia clv`.

use std::path::PathBuf;

use clap::{Args, FromArgMatches};

use super::{Clv, SavedModel};
use crate::analysis::outlook::OutlookArgs;
use crate::cli::{Arguments, SharedArgs, amount};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = ClvArgs::augment_args(SharedArgs::augment_args(command));
        command.mut_arg("files", |files| files.required(false).required_unless_present("summary"))
    },
    build: |matches| {
        let args = ClvArgs::from_arg_matches(matches)?;
        args.outlook.check()?;
        Ok(Box::new(Clv {
            model: args.outlook.model,
            k: args.outlook.k,
            holdout: args.outlook.holdout,
            confidence: args.outlook.confidence,
            acquisition_cost: args.acquisition_cost,
            referrals: args.referrals,
            save: args.save_model,
            loaded: args.load_model.map(Box::new),
            explain: args.explain,
            by: args.by,
            ahead: args.outlook.ahead(),
            top: args.top,
            summary: args.summary,
        }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
struct ClvArgs {
    /// Start from a customer summary (frequency, recency, T and monetary value, in units of `--time-unit`), not from a log
    #[arg(long, value_name = "FILE", help_heading = "Columns", conflicts_with = "files")]
    summary: Option<PathBuf>,
    #[command(flatten)]
    outlook: OutlookArgs,
    /// Cost of winning a customer, e.g. 25000 or 25rb; gives the time until it is earned back
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    acquisition_cost: Option<f64>,
    /// New customers that a customer brings, e.g. 0.2
    #[arg(long, value_name = "N", value_parser = referrals)]
    referrals: Option<f64>,
    /// Write the fitted models to this file, to score other customers with
    #[arg(long, value_name = "FILE")]
    save_model: Option<PathBuf>,
    /// Use the models of this file instead of fitting
    #[arg(long, value_name = "FILE", value_parser = saved_model, conflicts_with_all = ["model", "k", "holdout", "save_model"])]
    load_model: Option<SavedModel>,
    /// Compare groups of customers: a column of the log at their first purchase, e.g. channel or category; or segment, by RFM
    #[arg(long, value_name = "COLUMN", help_heading = "Output", conflicts_with_all = ["summary", "explain"])]
    by: Option<String>,
    /// Tell the story of this customer: purchases, figures, and why the value is what it is
    #[arg(long, value_name = "ID", help_heading = "Output", conflicts_with = "summary")]
    explain: Option<String>,
    /// Customers listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    top: usize,
}

fn saved_model(path: &str) -> Result<SavedModel, String> {
    let text = std::fs::read_to_string(path).map_err(|problem| match problem.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => "it cannot be read".to_owned(),
    })?;
    SavedModel::parse(&text)
}

fn referrals(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| (0.0..=100.0).contains(number));
    number.ok_or("write how many, e.g. 0.2".to_owned())
}
