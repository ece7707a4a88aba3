//! How periods are named on the command line.

use chrono::Weekday;
use clap::{Args, ValueEnum};

use crate::periods::Grain;

/// How long periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GrainName {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl GrainName {
    /// The periods of that name; weeks begin on a day.
    pub(crate) fn grain(self, start: Weekday) -> Grain {
        match self {
            GrainName::Day => Grain::Day,
            GrainName::Week => Grain::Week(start),
            GrainName::Month => Grain::Month,
            GrainName::Quarter => Grain::Quarter,
            GrainName::Year => Grain::Year,
        }
    }
}

// The option that says on which day weeks begin; clap would take words in `///` for those of the command.
#[derive(Debug, Args)]
pub(crate) struct WeekArgs {
    /// First day of weeks: monday, sunday or saturday
    #[arg(
        long,
        value_name = "DAY",
        value_enum,
        default_value = "monday",
        hide_possible_values = true,
        hide_short_help = true
    )]
    week_start: WeekStart,
}

impl WeekArgs {
    /// The day.
    pub(crate) fn start(&self) -> Weekday {
        self.week_start.into()
    }
}

/// The days that weeks begin on somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WeekStart {
    Monday,
    Sunday,
    Saturday,
}

impl From<WeekStart> for Weekday {
    fn from(start: WeekStart) -> Weekday {
        match start {
            WeekStart::Monday => Weekday::Mon,
            WeekStart::Sunday => Weekday::Sun,
            WeekStart::Saturday => Weekday::Sat,
        }
    }
}
