//! The command line of `setia clv`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, ValueEnum};

use super::{Clv, SavedModel};
use crate::analysis::choice::ModelChoice;
use crate::analysis::outlook::Ahead;
use crate::cli::{Arguments, SharedArgs, amount, part, share};
use crate::models::Family;
use crate::units::{Span, TimeUnit};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = ClvArgs::augment_args(SharedArgs::augment_args(command));
        command.mut_arg("files", |files| files.required(false).required_unless_present("summary"))
    },
    build: |matches| {
        let args = ClvArgs::from_arg_matches(matches)?;
        check_k(args.k, args.model)?;
        Ok(Box::new(Clv {
            model: args.model,
            k: args.k,
            holdout: args.holdout,
            confidence: args.confidence,
            acquisition_cost: args.acquisition_cost,
            referrals: args.referrals,
            save: args.save_model,
            loaded: args.load_model.map(Box::new),
            explain: args.explain,
            by: args.by,
            ahead: Ahead {
                time_unit: args.time_unit,
                horizon: args.horizon,
                within: args.within,
                discount_rate: args.discount_rate,
                margin: args.margin,
            },
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
    /// Model of purchases: auto, bg-nbd, mbg-nbd, pareto-nbd, bg-cnbd, mbg-cnbd, nbd, or bg-bb for purchases once a period at most
    #[arg(long, value_name = "MODEL", value_enum, default_value = "auto", hide_possible_values = true)]
    model: ModelChoice,
    /// Regularity of bg-cnbd and mbg-cnbd, 1 to 8 [default: the most likely]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=8))]
    k: Option<u32>,
    /// Keep back the end of the log, and say how well it was foretold
    #[arg(long, value_name = "SPAN")]
    holdout: Option<Span>,
    /// Probability that an interval holds what it is about, e.g. 0.9
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = confidence)]
    confidence: f64,
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
    /// Unit of frequency, recency and age: day, week or month
    #[arg(long, value_name = "UNIT", value_enum, default_value_t, hide_possible_values = true)]
    time_unit: TimeUnit,
    /// Customers listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    top: usize,
}

impl ValueEnum for ModelChoice {
    fn value_variants<'a>() -> &'a [ModelChoice] {
        const CHOICES: [ModelChoice; Family::ALL.len() + 1] = {
            let mut choices = [ModelChoice::Auto; Family::ALL.len() + 1];
            let mut place = 0;
            while place < Family::ALL.len() {
                choices[place + 1] = ModelChoice::Given(Family::ALL[place]);
                place += 1;
            }
            choices
        };
        &CHOICES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            ModelChoice::Auto => "auto",
            ModelChoice::Given(family) => family.name(),
        }))
    }
}

/// A regularity is one of models that know regular customers.
fn check_k(k: Option<u32>, model: ModelChoice) -> Result<(), clap::Error> {
    match (k, model) {
        (Some(_), ModelChoice::Given(family)) if !family.is_regular() => Err(clap::Error::raw(
            ErrorKind::ArgumentConflict,
            format!("`--k` is for `bg-cnbd` and `mbg-cnbd`, not for `{}`", family.name()),
        )),
        _ => Ok(()),
    }
}

fn confidence(text: &str) -> Result<f64, String> {
    share(text)
        .ok()
        .filter(|confidence| (0.5..=0.9999).contains(confidence))
        .ok_or("write a probability from 0.5 to 0.9999, e.g. 0.9 or 90%".to_owned())
}

impl ValueEnum for TimeUnit {
    fn value_variants<'a>() -> &'a [TimeUnit] {
        &[TimeUnit::Day, TimeUnit::Week, TimeUnit::Month]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
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

fn rate(text: &str) -> Result<f64, String> {
    part(text).filter(|rate| *rate <= 10.0).ok_or("write a share of one, e.g. 0.1 or 10%".to_owned())
}
