//! The times of many histories where they are whole days: ln(α+t) and 1/(α+t) of each day, and for each frequency with
//! more histories than days (α+t)^R, so that a history takes no logarithm and no exponential.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::BetaGeometric;
use crate::models::History;
use crate::models::day_grid::DayGrid;

/// Fewer histories are not worth a look at the days.
const FEW: usize = 1_000;
/// Histories of a frequency, over days, from which on its powers are worth their making.
const WORTH: usize = 2;
/// A power whose logarithm is beyond this is left to logarithms.
const FARTHEST: f64 = 600.0;

/// What is known of each day.
pub(super) struct ByDay {
    grid: DayGrid,
    /// ln(α+t).
    ln: Vec<f64>,
    /// 1/(α+t).
    inverse: Vec<f64>,
    /// (α/(α+t))^R of the frequencies that it is worth it for.
    powers: BTreeMap<u32, Vec<f64>>,
}

/// The same with the powers of a frequency.
pub(super) struct OfFrequencyByDay<'a> {
    days: &'a ByDay,
    powers: &'a [f64],
}

/// The days that all times are on, and the frequencies with many more histories than days.
#[derive(Debug, Clone)]
pub(super) struct Days {
    grid: DayGrid,
    frequencies: Vec<u32>,
}

impl Days {
    /// None where there is no such frequency, or times are no whole days.
    pub(super) fn of(histories: &[History]) -> Option<Days> {
        if histories.len() < FEW {
            return None;
        }
        let grid = DayGrid::of(histories)?;
        // histories out of order may be missed, which costs time and nothing else
        let (mut frequencies, mut rest) = (Vec::new(), histories);
        while let Some(&History { x, .. }) = rest.first() {
            let equal = rest.partition_point(|history| history.x <= x).max(1);
            if equal > WORTH * grid.most {
                frequencies.push(x);
            }
            rest = &rest[equal..];
        }
        (!frequencies.is_empty()).then_some(Days { grid, frequencies })
    }
}

impl ByDay {
    pub(super) fn new(model: &BetaGeometric, days: &Days) -> ByDay {
        let end = |day: usize| model.alpha + days.grid.time(day);
        let all = 0..=days.grid.most;
        let ln: Vec<f64> = all.clone().map(|day| end(day).ln()).collect();
        let (first, last) = (ln[0], ln[ln.len() - 1]);
        let powers = |&x: &u32| {
            let shape = model.r + f64::from(x);
            let near = shape * (last - first) < FARTHEST;
            near.then(|| (x, ln.iter().map(|ln| (-shape * (ln - first)).exp()).collect()))
        };
        ByDay {
            powers: days.frequencies.par_iter().filter_map(powers).collect(),
            inverse: all.map(|day| 1.0 / end(day)).collect(),
            grid: days.grid,
            ln,
        }
    }

    /// With the powers of a frequency; none where these are not at hand.
    pub(super) fn of_frequency(&self, x: u32) -> Option<OfFrequencyByDay<'_>> {
        Some(OfFrequencyByDay { days: self, powers: self.powers.get(&x)? })
    }
}

impl OfFrequencyByDay<'_> {
    /// (g/α)^R of a T.
    pub(super) fn growth(&self, age: f64) -> f64 {
        1.0 / self.powers[self.days.grid.day(age)]
    }

    /// ln g of a T.
    pub(super) fn ln(&self, age: f64) -> f64 {
        self.days.ln[self.days.grid.day(age)]
    }

    /// (α/h)^R of a time of the last purchase.
    pub(super) fn decline(&self, t_x: f64) -> f64 {
        self.powers[self.days.grid.day(t_x)]
    }

    /// ln h, 1/h and (α/h)^R of a time.
    pub(super) fn at(&self, t: f64) -> (f64, f64, f64) {
        let day = self.days.grid.day(t);
        (self.days.ln[day], self.days.inverse[day], self.powers[day])
    }
}
