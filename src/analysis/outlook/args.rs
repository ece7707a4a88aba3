//! The command line of everything that looks ahead: the model, how far, and what money is worth then.

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, ValueEnum};

use super::Ahead;
use crate::analysis::choice::ModelChoice;
use crate::cli::{confidence, part, share};
use crate::models::Family;
use crate::units::{Span, TimeUnit};

#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub(in crate::analysis) struct OutlookArgs {
    /// Model of purchases: auto, bg-nbd, mbg-nbd, pareto-nbd, bg-cnbd, mbg-cnbd, nbd, or bg-bb for purchases once a period at most
    #[arg(long, value_name = "MODEL", value_enum, default_value = "auto", hide_possible_values = true)]
    pub(in crate::analysis) model: ModelChoice,
    /// Regularity of bg-cnbd and mbg-cnbd, 1 to 8 [default: the most likely]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=8))]
    pub(in crate::analysis) k: Option<u32>,
    /// Keep back the end of the log, and say how well it was foretold
    #[arg(long, value_name = "SPAN")]
    pub(in crate::analysis) holdout: Option<Span>,
    /// Probability that an interval holds what it is about, e.g. 0.9
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = confidence)]
    pub(in crate::analysis) confidence: f64,
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

impl OutlookArgs {
    /// How far to look, and what money is worth then.
    pub(in crate::analysis) fn ahead(&self) -> Ahead {
        Ahead {
            time_unit: self.time_unit,
            horizon: self.horizon,
            within: self.within,
            discount_rate: self.discount_rate,
            margin: self.margin,
        }
    }

    /// A regularity is one of models that know regular customers.
    pub(in crate::analysis) fn check(&self) -> Result<(), clap::Error> {
        match (self.k, self.model) {
            (Some(_), ModelChoice::Given(family)) if !family.is_regular() => Err(clap::Error::raw(
                ErrorKind::ArgumentConflict,
                format!("`--k` is for `bg-cnbd` and `mbg-cnbd`, not for `{}`", family.name()),
            )),
            _ => Ok(()),
        }
    }
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
