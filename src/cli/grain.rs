//! How periods are named on the command line.

use chrono::Weekday;
use clap::ValueEnum;

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

/// The day that weeks begin on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WeekStart {
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
