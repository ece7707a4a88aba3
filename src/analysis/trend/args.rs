//! The command line of `setia trend`.

use clap::builder::PossibleValue;
use clap::{Args, FromArgMatches, ValueEnum};

use super::{HolidayList, Measure, Trend, own_days};
use crate::cli::{Arguments, GrainName, SharedArgs, WeekArgs, confidence};
use crate::units::Span;

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| TrendArgs::augment_args(SharedArgs::augment_args(command)),
    build: |matches| {
        let args = TrendArgs::from_arg_matches(matches)?;
        let holidays = match args.holidays.as_deref().map(own_days::named) {
            None => HolidayList::Ready,
            Some(None) => HolidayList::Nothing,
            Some(Some(path)) => HolidayList::at(&path)?,
        };
        Ok(Box::new(Trend {
            grain: args.period.grain(args.weeks.start()),
            measure: args.measure,
            holidays,
            horizon: args.horizon,
            confidence: args.confidence,
            top: args.top,
        }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Trend")]
struct TrendArgs {
    /// How long periods are: day, week, month, quarter or year
    #[arg(long, value_name = "UNIT", value_enum, default_value = "month", hide_possible_values = true)]
    period: GrainName,
    /// What change, seasons, peaks and forecasts are of: orders, customers or revenue
    #[arg(long, value_name = "NAME", value_enum, default_value = "orders", hide_possible_values = true)]
    measure: Measure,
    /// Days of your own beside the ready holidays: a table with date and name; `none` for no holidays at all, Lebaran included
    #[arg(long, value_name = "FILE")]
    holidays: Option<String>,
    /// How far to look ahead, e.g. 6m or 12w [default: 14 days, 8 weeks, 3 months, 2 quarters or a year; at most 90, 52, 24, 8 or 3]
    #[arg(long, value_name = "SPAN")]
    horizon: Option<Span>,
    #[command(flatten)]
    weeks: WeekArgs,
    /// Probability that an interval holds what it is about, e.g. 0.9
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = confidence)]
    confidence: f64,
    /// Periods and peaks listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 13, help_heading = "Output")]
    top: usize,
}

impl ValueEnum for Measure {
    fn value_variants<'a>() -> &'a [Measure] {
        &Measure::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.key()))
    }
}
