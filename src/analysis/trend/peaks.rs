//! Days that stand out, and the holidays near them.
//!
//! A day, or a week of days, is measured by the days of the same name in the four weeks before and after it: their median
//! is what was to be expected, so that neither weekdays nor a slow rise count as peaks. Differences are those of square
//! roots, whose chance variation does not depend on how much there is (Anscombe 1948). Of money a day stands out only
//! where orders do so too, since one large basket is no peak.

use crate::calendar::holidays::{Holiday, Holidays, Kind};
use crate::stats::quantile;
use crate::units::Day;

use super::seasonality::LEBARAN;
use super::series::{Measure, Series};

/// Weeks before and after a day that it is compared with, and how many of them there must be.
const WEEKS: usize = 4;
const FEWEST: usize = 4;
/// How many standard deviations off, and by which part, a day has to be; and orders on days of much money.
const DEVIATIONS: f64 = 4.0;
const PART: f64 = 0.25;
const DEVIATIONS_OF_ORDERS: f64 = 3.0;
/// Days that are looked at together, since many days a little over what is expected stand out too, and by how much they have
/// to.
const WEEK: usize = 7;
const DEVIATIONS_OF_WEEK: f64 = 5.0;
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
    /// What makes the variance of a day its mean.
    scale: f64,
    /// The same of orders, where the measure is money.
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
        let is_money = measure == Measure::Revenue;
        let of_all = |measure: Measure| series.days.iter().map(|day| day.of(measure)).sum::<f64>();
        // chance alone makes the variance of a count its mean, and that of money the value of an order times its mean
        let least = if is_money { of_all(Measure::Revenue) / of_all(Measure::Orders) } else { 1.0 };
        let orders = is_money.then(|| Box::new(Baseline::of(series, Measure::Orders)));
        let mut baseline = Baseline { expected: Vec::new(), scale: least.max(0.0), values, orders };
        let nothing = vec![false; baseline.values.len()];
        baseline.expect(&nothing);
        let day = |day: usize| baseline.off(day..day + 1);
        let mut squares: Vec<f64> = (0..baseline.values.len()).filter_map(day).map(|off| off * off).collect();
        squares.sort_unstable_by(f64::total_cmp);
        let dispersion = quantile(&squares, 0.5) / MEDIAN_OF_SQUARE;
        baseline.scale *= dispersion.max(1.0);
        // days that stand out are no measure of others
        let out: Vec<bool> = baseline.standing_out().iter().map(Option::is_some).collect();
        baseline.expect(&out);
        baseline
    }

    /// What is expected of each day by the others, some left out.
    fn expect(&mut self, left_out: &[bool]) {
        self.expected = (0..self.values.len()).map(|day| around(&self.values, left_out, day)).collect();
    }

    /// How many standard deviations some days together are off what was expected of them, on the scale of square roots.
    fn off(&self, days: std::ops::Range<usize>) -> Option<f64> {
        let value: f64 = self.values.get(days.clone())?.iter().sum();
        let expected = self.expected[days].iter().copied().sum::<Option<f64>>()?;
        let root = |value: f64| 2.0 * (value.max(0.0) / self.scale + 0.375).sqrt();
        (expected > 0.0 && self.scale > 0.0).then(|| root(value) - root(expected))
    }

    /// The same if they stand out: by so many of them, by a part, and of money by their orders too.
    fn stand_out(&self, days: std::ops::Range<usize>, deviations: f64) -> Option<f64> {
        let off = self.off(days.clone()).filter(|off| off.abs() >= deviations)?;
        let value: f64 = self.values[days.clone()].iter().sum();
        let expected = self.expected[days.clone()].iter().copied().sum::<Option<f64>>()?;
        let orders = self.orders.as_ref().map(|orders| orders.off(days).unwrap_or(0.0) * off.signum());
        let busy = orders.is_none_or(|orders| orders >= DEVIATIONS_OF_ORDERS);
        ((value - expected).abs() >= PART * expected && busy).then_some(off)
    }

    /// How many standard deviations each day is off that stands out, by itself or with the days around it.
    fn standing_out(&self) -> Vec<Option<f64>> {
        let count = self.values.len();
        let mut out: Vec<Option<f64>> =
            (0..count).map(|day| self.stand_out(day..day + 1, DEVIATIONS)).collect();
        for first in 0..(count + 1).saturating_sub(WEEK) {
            let Some(off) = self.stand_out(first..first + WEEK, DEVIATIONS_OF_WEEK) else { continue };
            // without the days at its ends that are as usual
            let unusual = |day: &usize| {
                let expected = self.expected[*day].unwrap_or(0.0);
                (self.values[*day] - expected) * off.signum() >= PART * expected
            };
            let mut days = first..first + WEEK;
            if let (Some(from), Some(to)) = (days.clone().find(unusual), days.rfind(unusual)) {
                for day in &mut out[from..=to] {
                    *day = day
                        .filter(|own| own.abs() >= off.abs() || own.signum() != off.signum())
                        .or(Some(off));
                }
            }
        }
        out
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

/// The median of the days of the same name in the weeks around a day, without those left out if enough others are there.
fn around(values: &[f64], left_out: &[bool], day: usize) -> Option<f64> {
    let before = (1..=WEEKS).filter_map(|week| day.checked_sub(7 * week));
    let after = (1..=WEEKS).map(|week| day + 7 * week).filter(|day| *day < values.len());
    let days: Vec<usize> = before.chain(after).collect();
    let usual: Vec<usize> = days.iter().copied().filter(|day| !left_out[*day]).collect();
    let days = if usual.len() >= FEWEST { usual } else { days };
    let mut near: Vec<f64> = days.into_iter().map(|day| values[day]).collect();
    near.sort_unstable_by(f64::total_cmp);
    (near.len() >= FEWEST).then(|| quantile(&near, 0.5))
}

/// The days that stand out, those with the largest difference first.
pub(super) fn peaks(
    series: &Series,
    baseline: &Baseline,
    holidays: &Holidays,
    keeps_lebaran: bool,
) -> Vec<Peak> {
    let mut runs: Vec<(usize, usize, f64)> = Vec::new();
    for (day, off) in baseline.standing_out().into_iter().enumerate() {
        let Some(deviations) = off else { continue };
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
            holiday: near(holidays, [day(from), day(to)], deviations > 0.0, keeps_lebaran),
        })
        .collect();
    let size = |peak: &Peak| (peak.value - peak.expected).abs();
    peaks.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.from.cmp(&b.from)));
    peaks
}

/// The holiday that days belong to: the one that is nearest, before it rather than after it.
fn near(
    holidays: &Holidays,
    [from, to]: [Day; 2],
    is_peak: bool,
    keeps_lebaran: bool,
) -> Option<(Holiday, i32)> {
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
        let kept = great && keeps_lebaran && holiday.key == LEBARAN;
        let distance = match (great, long || kept) {
            // whoever names a day of their own had something on then, and a day of sale is one of those days
            _ if holiday.kind.is_none() && days.abs() <= 1 => -2,
            _ if holiday.kind == Some(Kind::Marketplace) && days.abs() <= 1 && !long => -1,
            (true, true) => 0,
            (true, false) => days / 3,
            (false, _) => days.abs(),
        };
        (distance, !great, days.abs())
    };
    all.min_by(|a, b| weight(a).cmp(&weight(b)).then(a.0.key.cmp(&b.0.key)))
}
