//! `setia trend`: how purchases move through the year, what stands out, and what is to be expected next.
//!
//! `series` sums the log by day and by period; `seasonality` is what recurs, `peaks` what stands out and the holidays near
//! it, `outlook` what is expected; `tables` and `present` make the document.

#[cfg(feature = "cli")]
mod args;
mod outlook;
mod own_days;
mod peaks;
mod present;
mod seasonality;
mod series;
mod spec;
mod tables;

pub use own_days::HolidayList;
pub use series::Measure;
pub(super) use spec::ENTRY;

use super::{Analysis, nobody_since, too_long};
use crate::calendar::holidays::Holidays;
use crate::customers::DaysKept;
use crate::document::Document;
use crate::error::Result;
use crate::input::{Amounts, Role};
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::units::{Day, Span};
use outlook::Outlook;
use peaks::{Baseline, Peak};
use seasonality::Season;
use series::Series;

/// Parameters of a trend.
#[derive(Debug, Clone)]
pub struct Trend {
    /// How long periods are.
    pub grain: Grain,
    /// What change, seasons, peaks and forecasts are of.
    pub measure: Measure,
    /// Which holidays are known.
    pub holidays: HolidayList,
    /// How far to look ahead; none takes a few periods.
    pub horizon: Option<Span>,
    /// Probability that an interval holds what it is about.
    pub confidence: f64,
    /// Periods and peaks shown to people; machine formats hold all.
    pub top: usize,
}

impl Default for Trend {
    fn default() -> Trend {
        Trend {
            grain: Grain::Month,
            measure: Measure::Orders,
            holidays: HolidayList::default(),
            horizon: None,
            confidence: 0.95,
            top: 13,
        }
    }
}

/// How far the week before Lebaran lies over the average in a shop whose customers keep it.
const LEBARAN_RISE: f64 = 0.15;

/// What was found.
struct Found {
    series: Series,
    holidays: Holidays,
    seasons: Vec<Season>,
    baseline: Baseline,
    peaks: Vec<Peak>,
    outlook: Option<Outlook>,
    /// Periods that are forecast, and whether more were asked for.
    steps: usize,
    cut: bool,
}

impl Trend {
    fn find(&self, data: &Prepared) -> Result<Found> {
        let holidays = self.holidays.holidays()?;
        too_long(data, LONGEST)?;
        let series = Series::of(&data.collected, self.grain, data.from, data.as_of);
        let series = series.ok_or_else(|| nobody_since(data.from.unwrap_or(data.as_of), data.as_of))?;
        let seasons = seasonality::seasons(&series, self.measure, &holidays, self.confidence);
        let baseline = Baseline::of(&series, self.measure);
        let keeps_lebaran =
            seasons.iter().any(|season| season.name == "lebaran_minus_1" && season.over > LEBARAN_RISE);
        let peaks = peaks::peaks(&series, &baseline, &holidays, keeps_lebaran);
        let (usual, steps, cut) = self.steps(&series);
        let outlook = outlook::outlook(&series, self.measure, &holidays, steps, usual, self.confidence);
        Ok(Found { series, holidays, seasons, baseline, peaks, outlook, steps, cut })
    }

    /// How many periods are usually forecast, how many after the last whole one are now, and whether that is fewer than asked
    /// for.
    fn steps(&self, series: &Series) -> (usize, usize, bool) {
        let (usual, most) = match self.grain {
            Grain::Day => (14, 90),
            Grain::Week(_) => (8, 52),
            Grain::Month => (3, 24),
            Grain::Quarter => (2, 8),
            Grain::Year => (1, 3),
        };
        let Some(horizon) = self.horizon else { return (usual, usual, false) };
        let last = series.first + series.whole.end as i32 - 1;
        let end = self.grain.end(last);
        let to = Day(end.0.saturating_add(horizon.days_from(end).min(LONGEST)));
        let steps = usize::try_from(self.grain.last_over(to) - last).unwrap_or(0).max(1);
        (usual, steps.min(most), steps > most)
    }
}

/// Days that are looked at, back or ahead: some centuries.
const LONGEST: i32 = 100_000;

impl Analysis for Trend {
    fn amounts(&self) -> Amounts {
        if self.measure == Measure::Revenue { Amounts::Needed } else { Amounts::Optional }
    }

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn looks_before_from(&self) -> bool {
        true
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let found = self.find(data)?;
        Ok(present::document(self, &found, data, data.has(Role::Amount)))
    }
}
