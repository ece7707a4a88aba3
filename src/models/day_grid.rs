//! Times that are whole days, whatever the unit they are counted in: what is known of each day once need not be reckoned
//! for each customer.

use rayon::prelude::*;

use super::History;
use crate::units::TimeUnit;

/// Whole days in some unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DayGrid {
    /// Days of a unit.
    unit: f64,
    /// The longest time.
    pub(super) most: usize,
}

/// Histories that tell in what unit all are.
const SEVERAL: usize = 64;
/// Histories that are looked at one after the other.
const PIECE: usize = 8192;
/// Added and taken off again it leaves a whole number: there are no digits for parts beside it.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// No time is as many days.
const FARTHEST: f64 = 1_048_576.0;

impl DayGrid {
    /// The grid that all times of the histories are on, to the last digit; none if there is no such grid.
    pub(super) fn of(histories: &[History]) -> Option<DayGrid> {
        let grid = [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month]
            .map(|unit| DayGrid { unit: unit.days(), most: 0 })
            .into_iter()
            .find(|grid| histories.iter().take(SEVERAL).all(|history| grid.holds(history.age)))?;
        let latest = |piece: &[History]| {
            let (mut on_grid, mut latest) = (true, 0.0_f64);
            for history in piece {
                on_grid &= grid.holds(history.age) & grid.holds(history.t_x);
                latest = latest.max(history.age).max(history.t_x);
            }
            on_grid.then_some(latest)
        };
        let all = histories.par_chunks(PIECE).map(latest);
        let latest = all.try_reduce(|| 0.0, |one, other| Some(one.max(other)))?;
        Some(DayGrid { most: grid.day(latest), ..grid })
    }

    /// The days of a time on the grid.
    #[expect(clippy::cast_sign_loss, reason = "times are not below nought")]
    pub(super) fn day(&self, time: f64) -> usize {
        (time * self.unit + 0.5) as usize
    }

    /// The time of a day.
    #[expect(clippy::cast_precision_loss, reason = "a million days at most")]
    pub(super) fn time(&self, day: usize) -> f64 {
        day as f64 / self.unit
    }

    #[expect(clippy::float_cmp, reason = "the same to the last digit")]
    fn holds(&self, time: f64) -> bool {
        let days = time * self.unit;
        (0.0..FARTHEST).contains(&days) && (((days + ROUND) - ROUND) / self.unit == time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found() {
        let of = |unit: f64, days: &[u32]| -> Vec<History> {
            let time = |days: u32| f64::from(days) / unit;
            days.iter().map(|&days| History { x: 1, t_x: time(days / 2), age: time(days) }).collect()
        };
        for unit in [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month].map(TimeUnit::days) {
            let histories = of(unit, &[10, 3, 4000, 0]);
            let grid = DayGrid::of(&histories).unwrap();
            assert_eq!(grid.most, 4000);
            assert_eq!(
                histories.iter().map(|history| grid.day(history.age)).collect::<Vec<_>>(),
                [10, 3, 4000, 0]
            );
        }
        let mut odd = of(7.0, &[10, 3]);
        odd[1].t_x += 1e-9;
        assert_eq!(DayGrid::of(&odd), None);
    }
}
