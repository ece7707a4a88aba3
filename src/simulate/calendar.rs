//! When a shop is busy: days weigh differently, and hours do. A purchase process with a constant rate runs on the
//! busy clock; the calendar gives its moments.

use chrono::{Datelike, NaiveDate};

use crate::calendar::lebaran;
use crate::units::Day;

/// The busy clock of a shop, in days of average weight, from its first day on.
#[derive(Debug)]
pub(super) struct Calendar {
    from: Day,
    /// Busy time at the start of each day.
    busy: Vec<f64>,
}

/// Seconds in a day.
pub(super) const DAY: i64 = 86_400;
/// Monday to Sunday.
const WEEKDAYS: [f64; 7] = [0.85, 0.85, 0.9, 0.95, 1.1, 1.25, 1.1];
/// How much of a day's trade is done when the clock strikes 8, 9, … 21.
const TRADE_BY_HOUR: [f64; 14] =
    [0.0, 0.03, 0.08, 0.15, 0.24, 0.34, 0.42, 0.48, 0.54, 0.61, 0.7, 0.81, 0.92, 1.0];

impl Calendar {
    /// The calendar of `days` days of which the first `observed` have the mean weight 1. A `season` of 1 is that of
    /// a shop in Indonesia, 0 has none, 2 doubles it on the scale of logarithms.
    pub(super) fn new(from: Day, observed: usize, days: usize, season: f64) -> Calendar {
        let weights: Vec<f64> =
            (0..days).map(|day| weight(Day(from.0 + day as i32).date()).powf(season)).collect();
        #[expect(clippy::cast_precision_loss, reason = "days of a few decades")]
        let mean = weights[..observed].iter().sum::<f64>() / observed as f64;
        let mut busy = vec![0.0];
        busy.extend(weights.iter().scan(0.0, |sum, weight| {
            *sum += weight / mean;
            Some(*sum)
        }));
        Calendar { from, busy }
    }

    /// Busy time at the start of a day, counted from the first.
    pub(super) fn busy_at(&self, day: usize) -> f64 {
        self.busy[day.min(self.busy.len() - 1)]
    }

    /// Seconds since 1970 at which the busy clock shows `busy`; none after the last day.
    #[expect(clippy::cast_precision_loss, reason = "hours and seconds of a day")]
    pub(super) fn moment(&self, busy: f64) -> Option<i64> {
        let day = self.busy.partition_point(|&start| start <= busy).checked_sub(1)?;
        let next = self.busy.get(day + 1)?;
        let trade = (busy - self.busy[day]) / (next - self.busy[day]);
        let hour = TRADE_BY_HOUR.partition_point(|&done| done <= trade).clamp(1, TRADE_BY_HOUR.len() - 1) - 1;
        let part = (trade - TRADE_BY_HOUR[hour]) / (TRADE_BY_HOUR[hour + 1] - TRADE_BY_HOUR[hour]);
        let second = ((8 + hour) as f64 + part.clamp(0.0, 1.0)) * 3600.0;
        Some((i64::from(self.from.0) + day as i64) * DAY + second as i64)
    }
}

/// How busy a day is: the weekend, payday, the weeks before Lebaran and the end of the year.
fn weight(date: NaiveDate) -> f64 {
    let bump = |days: i64, height: f64, width: f64| {
        #[expect(clippy::cast_precision_loss, reason = "days of a year")]
        let distance = days as f64 / width;
        1.0 + height * (-distance * distance).exp()
    };
    let payday = if date.day() >= 25 || date.day() <= 2 { 1.12 } else { 1.0 };
    let lebaran = (-1..=1)
        .map(|year| bump(date.signed_duration_since(lebaran(date.year() + year)).num_days() + 8, 0.9, 8.0))
        .product::<f64>();
    let year_end = NaiveDate::from_ymd_opt(date.year(), 12, 18)
        .map_or(1.0, |peak| bump(date.signed_duration_since(peak).num_days(), 0.45, 10.0));
    WEEKDAYS[date.weekday().num_days_from_monday() as usize] * payday * lebaran * year_end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_season_every_day_is_one_busy_day() {
        let calendar = Calendar::new(Day(20_000), 100, 200, 0.0);
        for day in 0..200 {
            assert!((calendar.busy_at(day) - f64::from(day as u32)).abs() < 1e-9);
            let noon = calendar.moment(f64::from(day as u32) + 0.5).unwrap();
            assert_eq!(noon.div_euclid(DAY), 20_000 + day as i64);
        }
        assert_eq!(calendar.moment(200.5), None);
    }

    #[test]
    fn time_does_not_run_backwards() {
        let calendar = Calendar::new(Day(20_089), 365, 730, 1.0);
        let moments: Vec<i64> =
            (0..7300).map_while(|tenth| calendar.moment(f64::from(tenth) / 10.0)).collect();
        assert!(moments.len() > 7000 && moments.is_sorted());
        assert!((calendar.busy_at(365) - 365.0).abs() < 1e-9, "the mean weight is 1");
    }
}
