//! The command line of `setia churn-risk`.

use std::path::PathBuf;

use clap::{Args, FromArgMatches, ValueEnum};

use super::{Bands, ChurnRisk};
use crate::analysis::outlook::OutlookArgs;
use crate::cli::{Arguments, SharedArgs};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = ChurnRiskArgs::augment_args(SharedArgs::augment_args(command));
        command.mut_arg("files", |files| files.required(false).required_unless_present("summary"))
    },
    build: |matches| {
        let args = ChurnRiskArgs::from_arg_matches(matches)?;
        args.outlook.check()?;
        Ok(Box::new(ChurnRisk {
            model: args.outlook.model,
            k: args.outlook.k,
            holdout: args.outlook.holdout,
            confidence: args.outlook.confidence,
            ahead: args.outlook.ahead(),
            rolling: args.backtest == Some(BacktestChoice::Rolling),
            bands: args.bands,
            by: args.by,
            top: args.top,
            summary: args.summary,
        }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Risk")]
struct ChurnRiskArgs {
    /// Start from a customer summary (frequency, recency, T and monetary value, in units of `--time-unit`), not from a log
    #[arg(long, value_name = "FILE", help_heading = "Columns", conflicts_with = "files")]
    summary: Option<PathBuf>,
    /// Risks in percent from which a customer is in the medium and in the high band
    #[arg(long, value_name = "MEDIUM,HIGH", default_value = "33,66", value_parser = bands)]
    bands: Bands,
    /// Judge the method by several cut-offs: rolling
    #[arg(long, value_name = "KIND", value_enum, hide_possible_values = true)]
    backtest: Option<BacktestChoice>,
    #[command(flatten)]
    outlook: OutlookArgs,
    /// Compare groups of customers: a column of the log at their first purchase, e.g. channel or category; or segment, by RFM
    #[arg(long, value_name = "COLUMN", help_heading = "Output", conflicts_with = "summary")]
    by: Option<String>,
    /// Customers listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    top: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum BacktestChoice {
    Rolling,
}

fn bands(text: &str) -> Result<Bands, String> {
    let parts: Vec<Option<f64>> =
        text.split(',').map(|part| part.trim().trim_end_matches('%').parse::<f64>().ok()).collect();
    match parts[..] {
        [Some(medium), Some(high)] if medium > 0.0 && medium < high && high < 100.0 => {
            Ok(Bands { medium: medium / 100.0, high: high / 100.0 })
        }
        _ => Err("write two percentages, the lower first, e.g. 33,66".to_owned()),
    }
}
