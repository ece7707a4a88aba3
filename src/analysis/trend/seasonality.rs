//! What recurs: how much the days of the week and the months of the year lie over or under the average, and the weeks
//! around Lebaran, which moves through the months.

use std::ops::Range;

use chrono::Datelike;

use super::series::{Measure, Series};
use crate::calendar::holidays::Holidays;
use crate::periods::Grain;
use crate::stats::{Moments, student_quantile};
use crate::units::Day;

/// Weeks, and years, that a season has to be seen in.
const FEWEST_WEEKS: usize = 8;
const FEWEST_YEARS: usize = 2;
/// Values from which on there is an interval.
const FEWEST_FOR_INTERVAL: u64 = 3;
/// The feast that moves through the year, the first week around it that is looked at, and how many are; week 0 begins on
/// its first day.
pub(super) const LEBARAN: &str = "lebaran";
pub(super) const FIRST_WEEK: i32 = -4;
pub(super) const LEBARAN_WEEKS: usize = 7;
/// Days between two of them at least.
const LUNAR_YEAR: i32 = 300;

/// One season of a cycle.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Season {
    /// Key of the cycle: `weekday`, `month_of_year`, `week_of_lebaran`.
    pub cycle: &'static str,
    /// Key of the season: `monday`, `january`, `lebaran_minus_4`.
    pub name: &'static str,
    /// How far it lies over the average, as a part of it.
    pub over: f64,
    pub interval: Option<(f64, f64)>,
    /// Cycles that it was seen in.
    pub seen: u64,
}

pub(super) const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKS_OF_LEBARAN: [&str; LEBARAN_WEEKS] = [
    "lebaran_minus_4",
    "lebaran_minus_3",
    "lebaran_minus_2",
    "lebaran_minus_1",
    "lebaran_0",
    "lebaran_plus_1",
    "lebaran_plus_2",
];

/// How many whole months the log has.
pub(super) fn whole_months(series: &Series) -> u64 {
    let month = Grain::Month;
    let first = month.of(series.first_day);
    let begins = first + i32::from(month.start(first) < series.first_day);
    u64::try_from(month.last_over(series.last_day()) + 1 - begins).unwrap_or(0)
}

/// Months that are compared from so many on.
pub(super) const TWO_YEARS: u64 = 12 * FEWEST_YEARS as u64;

/// All that the log is long enough for.
pub(super) fn seasons(
    series: &Series,
    measure: Measure,
    holidays: &Holidays,
    confidence: f64,
) -> Vec<Season> {
    let mut seasons = weekdays(series, measure, confidence);
    seasons.extend(months(series, measure, holidays, confidence));
    seasons.extend(lebaran(series, measure, holidays, confidence));
    seasons
}

fn season(cycle: &'static str, name: &'static str, seen: &Moments, level: f64, confidence: f64) -> Season {
    let varies = seen.count >= FEWEST_FOR_INTERVAL && seen.variance() > 0.0;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred cycles")]
    let interval = varies.then(|| {
        let n = seen.count as f64;
        let t = student_quantile(f64::midpoint(1.0, confidence), n - 1.0);
        let width = t * (seen.variance() / n).sqrt();
        (((seen.mean - width) / level).max(0.0) - 1.0, (seen.mean + width) / level - 1.0)
    });
    Season { cycle, name, over: seen.mean / level - 1.0, interval, seen: seen.count }
}

/// The days of the week: what part of their week they have, seven times.
fn weekdays(series: &Series, measure: Measure, confidence: f64) -> Vec<Season> {
    let week = Grain::Week(chrono::Weekday::Mon);
    let begin =
        usize::try_from(week.start(week.of(Day(series.first_day.0 + 6))).days_since(series.first_day));
    let whole = series.days.get(begin.unwrap_or(0)..).unwrap_or_default().chunks_exact(7);
    let mut parts = [Moments::default(); 7];
    for days in whole {
        let values: Vec<f64> = days.iter().map(|day| day.of(measure)).collect();
        let all: f64 = values.iter().sum();
        if all > 0.0 {
            parts.iter_mut().zip(&values).for_each(|(part, value)| part.add(7.0 * value / all));
        }
    }
    if parts[0].count < FEWEST_WEEKS as u64 {
        return Vec::new();
    }
    let of = |(name, part): (&'static str, &Moments)| season("weekday", name, part, 1.0, confidence);
    WEEKDAYS.into_iter().zip(&parts).map(of).collect()
}

/// The months of the year: each month's mean day beside that of the twelve months around it (the centred average of
/// classical decomposition), of two years of data at least, which see each month once.
#[expect(clippy::cast_precision_loss, reason = "months")]
fn months(series: &Series, measure: Measure, holidays: &Holidays, confidence: f64) -> Vec<Season> {
    let monthly = by_month(series, measure, holidays);
    let mut ratios = vec![Moments::default(); 12];
    for middle in 6..monthly.len().saturating_sub(6) {
        let around = &monthly[middle - 6..=middle + 6];
        let ends = 0.5 * (around[0].1 + around[12].1);
        let level = (around[1..12].iter().map(|(_, mean)| mean).sum::<f64>() + ends) / 12.0;
        let (month, mean) = monthly[middle];
        if level > 0.0 {
            ratios[month].add(mean / level);
        }
    }
    if ratios.iter().any(|ratio| ratio.count == 0) || monthly.len() < 12 * FEWEST_YEARS {
        return Vec::new();
    }
    let level = ratios.iter().map(|ratio| ratio.mean).sum::<f64>() / ratios.len() as f64;
    let of =
        |(name, ratio): (&'static str, &Moments)| season("month_of_year", name, ratio, level, confidence);
    MONTHS.into_iter().zip(&ratios).map(of).collect()
}

/// The whole months of the log: which of the twelve, and what its mean day is with the weeks around Lebaran taken out, which
/// are in other months every few years.
fn by_month(series: &Series, measure: Measure, holidays: &Holidays) -> Vec<(usize, f64)> {
    let month = Grain::Month;
    let last = series.last_day();
    let first =
        month.of(series.first_day) + i32::from(month.start(month.of(series.first_day)) < series.first_day);
    let end = month.last_over(last) + 1;
    let factors = lebaran_factors(series, measure, holidays, month, first..end.max(first), last);
    (first..end)
        .zip(factors)
        .map(|(number, factor)| {
            let begin = month.start(number);
            let place = usize::try_from(begin.days_since(series.first_day)).unwrap_or(0);
            let days = &series.days[place..place + month.days(number).unsigned_abs() as usize];
            let all: f64 = days.iter().map(|day| day.of(measure)).sum();
            (begin.date().month0() as usize, all / f64::from(month.days(number)) / factor)
        })
        .collect()
}

/// The weeks around Lebaran beside the mean of the four weeks before and after them, of every Lebaran whose weeks are over
/// by a day; nothing of fewer than two of them.
pub(super) fn weeks_of_lebaran(
    series: &Series,
    measure: Measure,
    holidays: &Holidays,
    upto: Day,
) -> [Moments; LEBARAN_WEEKS] {
    let feasts = holidays.between(series.first_day.date(), upto.date());
    let sum = |from: i32, to: i32| -> Option<f64> {
        let (from, to) = (from - series.first_day.0, to - series.first_day.0);
        let (from, to) = (usize::try_from(from).ok()?, usize::try_from(to).ok()?);
        Some(series.days.get(from..=to)?.iter().map(|day| day.of(measure)).sum())
    };
    let mut weeks = [Moments::default(); LEBARAN_WEEKS];
    let mut days: Vec<i32> = feasts
        .iter()
        .filter(|holiday| holiday.key == LEBARAN)
        .map(|holiday| Day::from(holiday.date).0)
        .collect();
    // a feast of two days is one
    days.dedup_by(|next, day| *next - *day < LUNAR_YEAR);
    for day in days {
        let (begin, end) = (day + 7 * FIRST_WEEK, day + 7 * (FIRST_WEEK + LEBARAN_WEEKS as i32) - 1);
        if end + 28 > upto.0 {
            continue;
        }
        let (Some(before), Some(after)) = (sum(begin - 28, begin - 1), sum(end + 1, end + 28)) else {
            continue;
        };
        let level = (before + after) / 8.0;
        for (seen, from) in weeks.iter_mut().zip((begin..).step_by(7)) {
            if let Some(value) = sum(from, from + 6).filter(|_| before > 0.0 && after > 0.0) {
                seen.add(value / level);
            }
        }
    }
    // of one year it cannot be told from chance
    if weeks.iter().any(|week| week.count < FEWEST_YEARS as u64) {
        [Moments::default(); LEBARAN_WEEKS]
    } else {
        weeks
    }
}

fn lebaran(series: &Series, measure: Measure, holidays: &Holidays, confidence: f64) -> Vec<Season> {
    let weeks = weeks_of_lebaran(series, measure, holidays, series.last_day());
    if weeks.iter().all(|week| week.count == 0) {
        return Vec::new();
    }
    let of = |(name, seen): (&'static str, &Moments)| season("week_of_lebaran", name, seen, 1.0, confidence);
    WEEKS_OF_LEBARAN.into_iter().zip(&weeks).map(of).collect()
}

/// How many times a usual period each of some periods is for the weeks around Lebaran in it, by the Lebarans that were over
/// by a day.
pub(super) fn lebaran_factors(
    series: &Series,
    measure: Measure,
    holidays: &Holidays,
    grain: Grain,
    periods: Range<i32>,
    upto: Day,
) -> Vec<f64> {
    let weeks = weeks_of_lebaran(series, measure, holidays, upto.min(series.last_day()));
    let weeks = weeks.map(|week| if week.count > 0 && week.mean > 0.0 { week.mean } else { 1.0 });
    let (begin, end) = (grain.start(periods.start), grain.start(periods.end));
    let feasts: Vec<Day> = holidays
        .between(Day(begin.0 - 60).date(), Day(end.0 + 60).date())
        .into_iter()
        .filter(|holiday| holiday.key == LEBARAN)
        .map(|holiday| holiday.date.into())
        .collect();
    let of_day = |day: i32| {
        let week = |feast: &Day| usize::try_from((day - feast.0).div_euclid(7) - FIRST_WEEK).ok();
        let place = feasts.iter().filter_map(week).find(|week| *week < LEBARAN_WEEKS);
        place.map_or(1.0, |week| weeks[week])
    };
    let of_period = |period: i32| {
        let days = grain.start(period).0..=grain.end(period).0;
        days.map(of_day).sum::<f64>() / f64::from(grain.days(period))
    };
    periods.map(of_period).collect()
}
