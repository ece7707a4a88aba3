//! Days that stand out, and the holidays near them.
//!
//! A day is measured by the days of the same name in the four weeks before and after it: their median is what was to be
//! expected, so that neither weekdays nor a slow rise count as peaks.

use crate::calendar::holidays::{Holiday, Holidays};
use crate::stats::quantile;
use crate::units::Day;

use super::series::{Measure, Series};

/// Weeks before and after a day that it is compared with, and how many of them there must be.
const WEEKS: usize = 4;
const FEWEST: usize = 4;
/// How many standard deviations off, and by which part, a day has to be.
const DEVIATIONS: f64 = 4.0;
const PART: f64 = 0.25;
/// Days between two that stand out and still belong together.
const GAP: usize = 2;
/// The median of the square of a standard normal variable.
const MEDIAN_OF_SQUARE: f64 = 0.454_936;
/// Days before a holiday in which people shop for it; for some it is longer.
const SHOPPING: i32 = 10;
const LONG_SHOPPING: i32 = 21;
/// Days from which on a peak is more than that of one day of sale.
const LONG_PEAK: i32 = 3;
/// Days after a holiday that still belong to it.
const AFTER: i32 = 2;

/// What was to be expected on each day.
#[derive(Debug)]
pub(super) struct Baseline {
    pub values: Vec<f64>,
    pub expected: Vec<Option<f64>>,
    /// Variance of a day over what is expected of it.
    dispersion: f64,
}

/// Days one after the other that stand out in the same direction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Peak {
    pub from: Day,
    pub to: Day,
    pub value: f64,
    pub expected: f64,
    /// Standard deviations that its most unusual day is off.
    pub deviations: f64,
    /// The holiday near it, and how many days after its last day, or before its first one, that is.
    pub holiday: Option<(Holiday, i32)>,
}

impl Baseline {
    pub(super) fn of(series: &Series, measure: Measure) -> Baseline {
        let values: Vec<f64> = series.days.iter().map(|day| day.of(measure)).collect();
        let expected: Vec<Option<f64>> = (0..values.len()).map(|day| around(&values, day)).collect();
        let pairs = values.iter().zip(&expected);
        let mut off: Vec<f64> = pairs
            .filter_map(|(value, expected)| {
                let expected = expected.filter(|expected| *expected > 0.0)?;
                Some((value - expected).powi(2) / expected)
            })
            .collect();
        off.sort_unstable_by(f64::total_cmp);
        let dispersion = quantile(&off, 0.5) / MEDIAN_OF_SQUARE;
        // what is counted varies by chance at least
        let least = if measure == Measure::Revenue { 0.0 } else { 1.0 };
        Baseline { values, expected, dispersion: dispersion.max(least) }
    }

    /// How many standard deviations a day is off, if it stands out.
    fn stands_out(&self, day: usize) -> Option<f64> {
        let expected = self.expected[day].filter(|expected| *expected > 0.0)?;
        let off = self.values[day] - expected;
        let deviations = off / (expected * self.dispersion).sqrt();
        (deviations.abs() >= DEVIATIONS && off.abs() >= PART * expected).then_some(deviations)
    }

    /// What was bought on some days over what was to be expected; none where that is not known of all of them.
    pub(super) fn times(&self, days: std::ops::Range<i32>) -> Option<f64> {
        let (mut value, mut expected) = (0.0, 0.0);
        for day in days {
            let day = usize::try_from(day).ok()?;
            expected += self.expected.get(day).copied().flatten()?;
            value += self.values[day];
        }
        (expected > 0.0).then(|| value / expected)
    }
}

/// The median of the days of the same name in the weeks around a day.
fn around(values: &[f64], day: usize) -> Option<f64> {
    let before = (1..=WEEKS).filter_map(|week| day.checked_sub(7 * week));
    let after = (1..=WEEKS).map(|week| day + 7 * week).filter(|day| *day < values.len());
    let mut near: Vec<f64> = before.chain(after).map(|day| values[day]).collect();
    near.sort_unstable_by(f64::total_cmp);
    (near.len() >= FEWEST).then(|| quantile(&near, 0.5))
}

/// The days that stand out, those with the largest difference first.
pub(super) fn peaks(series: &Series, baseline: &Baseline, holidays: &Holidays) -> Vec<Peak> {
    let mut runs: Vec<(usize, usize, f64)> = Vec::new();
    for day in 0..baseline.values.len() {
        let Some(deviations) = baseline.stands_out(day) else { continue };
        match runs.last_mut() {
            Some((_, to, most)) if day - *to <= GAP && (*most > 0.0) == (deviations > 0.0) => {
                *to = day;
                if deviations.abs() > most.abs() {
                    *most = deviations;
                }
            }
            _ => runs.push((day, day, deviations)),
        }
    }
    let day = |place: usize| Day(series.first_day.0 + place as i32);
    let mut peaks: Vec<Peak> = runs
        .into_iter()
        .map(|(from, to, deviations)| Peak {
            from: day(from),
            to: day(to),
            value: baseline.values[from..=to].iter().sum(),
            expected: baseline.expected[from..=to].iter().flatten().sum(),
            deviations,
            holiday: near(holidays, day(from), day(to), deviations > 0.0),
        })
        .collect();
    let size = |peak: &Peak| (peak.value - peak.expected).abs();
    peaks.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.from.cmp(&b.from)));
    peaks
}

/// The holiday that days belong to: the one that is nearest, before it rather than after it.
fn near(holidays: &Holidays, from: Day, to: Day, is_peak: bool) -> Option<(Holiday, i32)> {
    let found = holidays.between(Day(from.0 - AFTER).date(), Day(to.0 + LONG_SHOPPING).date());
    let distance = |holiday: &Holiday| {
        let date = Day::from(holiday.date);
        let shopping = match holiday.key.as_str() {
            _ if !is_peak => 1,
            "lebaran" | "christmas" => LONG_SHOPPING,
            _ => SHOPPING,
        };
        let days = if date < from { date.days_since(from) } else { date.days_since(to).max(0) };
        (-AFTER..=shopping).contains(&days).then_some(days)
    };
    let all = found.into_iter().filter_map(|holiday| distance(&holiday).map(|days| (holiday, days)));
    // several days one after the other are the shopping before the great feasts rather than a day that falls among them
    let long = to.days_since(from) + 1 >= LONG_PEAK;
    let weight = |(holiday, days): &(Holiday, i32)| {
        let great = matches!(holiday.key.as_str(), "lebaran" | "christmas") && *days >= 0;
        let distance = match (great, long) {
            // whoever names a day of their own had something on then
            _ if holiday.own && days.abs() <= 1 => -1,
            (true, true) => 0,
            (true, false) => days / 3,
            (false, _) => days.abs(),
        };
        (distance, !great, days.abs())
    };
    all.min_by(|a, b| weight(a).cmp(&weight(b)).then(a.0.key.cmp(&b.0.key)))
}
