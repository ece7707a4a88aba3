//! Days that stand out, and the holidays near them.
//!
//! A day is measured by the days of the same name in the four weeks before and after it: their median is what was to be
//! expected, so that neither weekdays nor a slow rise count as peaks. Differences are those of square roots, whose chance
//! variation does not depend on how much there is (Anscombe 1948). Of money a day stands out only where orders do so too,
//! since one large basket is no peak.

use crate::calendar::holidays::{Holiday, Holidays};
use crate::stats::quantile;
use crate::units::Day;

use super::series::{Measure, Series};

/// Weeks before and after a day that it is compared with, and how many of them there must be.
const WEEKS: usize = 4;
const FEWEST: usize = 4;
/// How many standard deviations off, and by which part, a day has to be; and orders on a day of much money.
const DEVIATIONS: f64 = 4.0;
const PART: f64 = 0.25;
const DEVIATIONS_OF_ORDERS: f64 = 2.0;
/// Days between two that stand out and still belong together.
const GAP: usize = 2;
/// The median of the square of a standard normal variable.
const MEDIAN_OF_SQUARE: f64 = 0.454_936;
/// Days before a holiday that belong to it; before the great feasts people shop for longer.
const SHOPPING: i32 = 2;
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
    /// Standard deviations that each day is off.
    off: Vec<Option<f64>>,
    /// The same of its orders, where the measure is money.
    orders: Option<Box<Baseline>>,
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
        let is_money = measure == Measure::Revenue;
        let of_all = |measure: Measure| series.days.iter().map(|day| day.of(measure)).sum::<f64>();
        // chance alone makes the variance of a count its mean, and that of money the value of an order times its mean
        let least = if is_money { of_all(Measure::Revenue) / of_all(Measure::Orders) } else { 1.0 };
        let root = |value: f64, scale: f64| 2.0 * (value.max(0.0) / scale + 0.375).sqrt();
        let pairs = || values.iter().zip(&expected);
        let off_by = |scale: f64| -> Vec<Option<f64>> {
            let off = |(value, expected): (&f64, &Option<f64>)| {
                expected
                    .filter(|expected| *expected > 0.0)
                    .map(|mean| root(*value, scale) - root(mean, scale))
            };
            pairs().map(off).collect()
        };
        if least <= 0.0 {
            return Baseline { off: vec![None; values.len()], values, expected, orders: None };
        }
        let mut squares: Vec<f64> = off_by(least).into_iter().flatten().map(|off| off * off).collect();
        squares.sort_unstable_by(f64::total_cmp);
        let dispersion = (quantile(&squares, 0.5) / MEDIAN_OF_SQUARE).max(1.0);
        let off = off_by(least * dispersion);
        let orders = is_money.then(|| Box::new(Baseline::of(series, Measure::Orders)));
        Baseline { values, expected, off, orders }
    }

    /// How many standard deviations a day is off, if it stands out.
    fn stands_out(&self, day: usize) -> Option<f64> {
        let (expected, deviations) = (self.expected[day]?, self.off[day]?);
        let far = (self.values[day] - expected).abs() >= PART * expected;
        let orders = self.orders.as_ref().map(|orders| orders.off[day].unwrap_or(0.0) * deviations.signum());
        let busy = orders.is_none_or(|off| off >= DEVIATIONS_OF_ORDERS);
        (deviations.abs() >= DEVIATIONS && far && busy).then_some(deviations)
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
