//! The command line of `setia churn-risk`.

use std::path::PathBuf;

use clap::{Args, FromArgMatches, ValueEnum};

use super::{Bands, ChurnRisk, Earlier, Offer, Uplift};
use crate::analysis::outlook::OutlookArgs;
use crate::cli::{Arguments, SharedArgs, amount, share};
use crate::input::Sheet;

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
            offer: args.offer(),
            earlier: args.compare.map(Box::new),
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
    /// Compare with the customers of an earlier run: a CSV or Parquet file that `-o` wrote
    #[arg(long, value_name = "FILE", value_parser = earlier, conflicts_with = "summary")]
    compare: Option<Earlier>,
    /// Cost of an offer to a customer, e.g. 25000 or 25rb; plans whom to win back with it
    #[arg(long, value_name = "AMOUNT", value_parser = amount, help_heading = "Win back", requires = "effect")]
    offer_cost: Option<f64>,
    /// What the offer adds to the probability of buying within `--within`, e.g. 0.12 or 12%
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "Win back", group = "effect", requires = "offer_cost")]
    uplift: Option<f64>,
    /// The same, as a test found it: the result of `setia ab-test --format json`
    #[arg(long, value_name = "FILE", value_parser = uplift_of_test, help_heading = "Win back", group = "effect", requires = "offer_cost")]
    uplift_from: Option<Uplift>,
    /// What may be spent on offers, e.g. 5jt [default: as much as pays]
    #[arg(long, value_name = "AMOUNT", value_parser = amount, help_heading = "Win back", requires = "offer_cost")]
    budget: Option<f64>,
    #[command(flatten)]
    outlook: OutlookArgs,
    /// Compare groups of customers: a column of the log at their first purchase, e.g. channel or category; or segment, by RFM
    #[arg(long, value_name = "COLUMN", help_heading = "Output", conflicts_with = "summary")]
    by: Option<String>,
    /// Customers listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    top: usize,
}

impl ChurnRiskArgs {
    fn offer(&self) -> Option<Offer> {
        let known = self.uplift.map(|value| Uplift { value, std_error: 0.0 });
        Some(Offer { cost: self.offer_cost?, uplift: known.or(self.uplift_from)?, budget: self.budget })
    }
}

fn earlier(path: &str) -> Result<Earlier, String> {
    let sheet = Sheet::at(path).map_err(|problem| problem.to_string())?;
    Earlier::of(&sheet)
}

fn uplift_of_test(path: &str) -> Result<Uplift, String> {
    let text = std::fs::read_to_string(path).map_err(|_| "no file that can be read".to_owned())?;
    Uplift::of_test(&text)
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
