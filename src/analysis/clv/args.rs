//! The command line of `setia clv`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, FromArgMatches, ValueEnum};

use super::Clv;
use crate::cli::{Arguments, SharedArgs, part, share};
use crate::units::{Span, TimeUnit};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = ClvArgs::augment_args(SharedArgs::augment_args(command));
        command.mut_arg("files", |files| files.required(false).required_unless_present("summary"))
    },
    build: |matches| {
        let args = ClvArgs::from_arg_matches(matches)?;
        let Model::BgNbd = args.model;
        Ok(Box::new(Clv {
            time_unit: args.time_unit,
            horizon: args.horizon,
            within: args.within,
            discount_rate: args.discount_rate,
            margin: args.margin,
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
    /// Model of purchases: bg-nbd
    #[arg(long, value_name = "MODEL", value_enum, default_value = "bg-nbd", hide_possible_values = true)]
    model: Model,
    /// How far to look ahead, e.g. 90d, 26w or 12m
    #[arg(long, value_name = "SPAN", default_value = "12m")]
    horizon: Span,
    /// Span of the churn risk
    #[arg(long, value_name = "SPAN", default_value = "90d")]
    within: Span,
    /// Discount per year, e.g. 0.1 or 10%
    #[arg(long, value_name = "RATE", default_value = "10%", value_parser = rate)]
    discount_rate: f64,
    /// Part of the revenue that is margin, e.g. 0.3 or 30%
    #[arg(long, value_name = "SHARE", default_value = "100%", value_parser = share)]
    margin: f64,
    /// Unit of frequency, recency and age: day, week or month
    #[arg(long, value_name = "UNIT", value_enum, default_value_t, hide_possible_values = true)]
    time_unit: TimeUnit,
    /// Customers listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    top: usize,
}

/// Models of purchases that can be chosen.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Model {
    BgNbd,
}

impl ValueEnum for TimeUnit {
    fn value_variants<'a>() -> &'a [TimeUnit] {
        &[TimeUnit::Day, TimeUnit::Week, TimeUnit::Month]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

fn rate(text: &str) -> Result<f64, String> {
    part(text).filter(|rate| *rate <= 10.0).ok_or("write a share of one, e.g. 0.1 or 10%".to_owned())
}
