//! Customers as a purchase model sees them, equal ones taken together.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::iter::repeat_n;
use rayon::prelude::*;

use super::day_grid::DayGrid;
use crate::customers::{Customers, Gaps, Visits};
use crate::periods::Grain;
use crate::stats::{ln_of_whole, sort_above};
use crate::units::{Day, TimeUnit};

/// What a purchase model needs to know of a customer.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct History {
    /// Repeat purchases (`frequency`).
    pub x: u32,
    /// Time from the first purchase to the last (`recency`); 0 without a repeat purchase.
    pub t_x: f64,
    /// Time from the first purchase to the end of the observation (`age`).
    pub age: f64,
}

impl History {
    /// A customer who has just bought for the first time.
    pub const NEW: History = History { x: 0, t_x: 0.0, age: 0.0 };
}

/// How histories count time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// By days with a purchase, from the first one to the end of the observation.
    Days,
    /// By whole calendar periods after that of the first purchase, each an opportunity to buy once; a period that is
    /// not over at the end of the observation does not count.
    Periods,
}

impl Clock {
    /// The history of a customer who bought on these days, the last of them up to the end of the observation.
    ///
    /// # Panics
    /// Without a day.
    #[must_use]
    pub fn history(self, days: &[Day], end: Day, unit: TimeUnit) -> History {
        let time = |day: Day| f64::from(day.days_since(days[0])) / unit.days();
        match self {
            Clock::Days => {
                History { x: days.len() as u32 - 1, t_x: time(days[days.len() - 1]), age: time(end) }
            }
            Clock::Periods => {
                let bought = opportunities(days, end, unit);
                History {
                    x: bought.len() as u32,
                    t_x: f64::from(bought.last().copied().unwrap_or(0)),
                    age: f64::from((Grain::from(unit).last_over(end) - Grain::from(unit).of(days[0])).max(0)),
                }
            }
        }
    }

    /// Purchases that a customer who bought on these days made after `cut` and up to `end`.
    #[must_use]
    pub fn purchases_between(self, days: &[Day], cut: Day, end: Day, unit: TimeUnit) -> u32 {
        let until = |end: Day| days.partition_point(|&day| day <= end);
        match self {
            Clock::Days => (until(end) - until(cut)) as u32,
            Clock::Periods => {
                let known = opportunities(&days[..until(cut)], cut, unit).len();
                (opportunities(&days[..until(end)], end, unit).len() - known) as u32
            }
        }
    }

    /// Units of time from `cut` to `end`.
    #[must_use]
    pub fn between(self, cut: Day, end: Day, unit: TimeUnit) -> f64 {
        match self {
            Clock::Days => f64::from(end.days_since(cut)) / unit.days(),
            Clock::Periods => f64::from(Grain::from(unit).last_over(end) - Grain::from(unit).last_over(cut)),
        }
    }
}

/// The opportunities, counted from the period of the first purchase, at which a customer bought, up to the last that is
/// over at `end`.
fn opportunities(days: &[Day], end: Day, unit: TimeUnit) -> Vec<i32> {
    let Some(&first) = days.first() else { return Vec::new() };
    let mut bought: Vec<i32> = days
        .iter()
        .map(|&day| Grain::from(unit).of(day))
        .filter(|&period| period <= Grain::from(unit).last_over(end))
        .map(|period| period - Grain::from(unit).of(first))
        .filter(|&opportunity| opportunity > 0)
        .collect();
    bought.dedup();
    bought
}

/// So many histories mostly tell the region of the best parameters.
const GLANCE: usize = 300;
/// So many are enough to find it.
const PILOT: usize = 1_500;
/// So many are worth another look before very many.
const LARGE_PILOT: usize = 20_000;

/// Histories that are looked at one after the other.
const PIECE: usize = 1 << 12;

/// Distinct histories with the number of customers who have them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histories {
    /// The distinct histories, in order of x, age and recency: what is to come of a customer who is there depends on the
    /// first two in most models, so that those equal in them stand together.
    pub distinct: Vec<History>,
    /// How many customers have each.
    pub weights: Vec<u64>,
    /// For each customer, the place of the history in `distinct`.
    pub of_customer: Vec<usize>,
    /// Σ ln of the times between purchases, which models with a regularity k compare each other by; none if unknown.
    pub ln_gaps: Option<f64>,
}

impl Histories {
    /// The histories of customers up to a day.
    #[must_use]
    pub fn of(customers: &Customers, as_of: Day, unit: TimeUnit) -> Histories {
        let time = |to: Day, from: Day| f64::from(to.days_since(from)) / unit.days();
        let each: Vec<History> = (0..customers.len())
            .map(|place| History {
                x: customers.purchase_days[place] - 1,
                t_x: time(customers.last[place], customers.first[place]),
                age: time(as_of, customers.first[place]),
            })
            .collect();
        let ln_gaps = customers.visits.as_ref().map(|visits| ln_gaps(visits, as_of, unit));
        Histories { ln_gaps, ..Histories::compress(&each) }
    }

    /// Takes equal histories together.
    #[must_use]
    pub fn compress(each: &[History]) -> Histories {
        if let Some(Packed { mut numbers, of_place, of_days, grid }) = Packed::of(each) {
            sort_above(&mut numbers, of_place);
            let place = |at: usize| (numbers[at] & ((1 << of_place) - 1)) as usize;
            let history = |at: usize| {
                let key = numbers[at] >> of_place;
                let day = |key: u64| grid.time((key & ((1 << of_days) - 1)) as usize);
                History { x: (key >> (2 * of_days)) as u32, t_x: day(key), age: day(key >> of_days) }
            };
            let is_new = |at: usize| numbers[at] >> of_place != numbers[at - 1] >> of_place;
            return Histories::in_order(each.len(), place, history, is_new);
        }
        let key = |place: usize| {
            let History { x, t_x, age } = each[place];
            (x, age.to_bits(), t_x.to_bits())
        };
        let mut order: Vec<usize> = (0..each.len()).collect();
        order.par_sort_unstable_by_key(|&place| (key(place), place));
        Histories::in_order(
            each.len(),
            |at| order[at],
            |at| each[order[at]],
            |at| key(order[at]) != key(order[at - 1]),
        )
    }

    /// Of so many histories in order: their places, what they are, and which of them, but for the first, are new.
    fn in_order(
        histories: usize,
        place: impl Fn(usize) -> usize + Sync,
        history: impl Fn(usize) -> History + Sync,
        is_new: impl Fn(usize) -> bool + Sync,
    ) -> Histories {
        let mut starts = Vec::with_capacity(histories);
        starts.extend((0..histories).filter(|&at| at == 0 || is_new(at)));
        let end = |which: usize| starts.get(which + 1).copied().unwrap_or(histories);
        // each is written once, by whichever core comes to it
        let of_customer: Vec<AtomicUsize> = repeat_n(0, histories).map(AtomicUsize::new).collect();
        let write = |(which, &start): (usize, &usize)| {
            (start..end(which)).for_each(|at| of_customer[place(at)].store(which, Ordering::Relaxed));
        };
        starts.par_iter().enumerate().with_min_len(PIECE).for_each(write);
        let weight = |(which, start): (usize, &usize)| (end(which) - start) as u64;
        Histories {
            distinct: starts.par_iter().map(|&start| history(start)).collect(),
            weights: starts.par_iter().enumerate().map(weight).collect(),
            of_customer: of_customer.into_iter().map(AtomicUsize::into_inner).collect(),
            ln_gaps: None,
        }
    }

    /// A part of many histories, which tells in what region the best parameters are; none of few.
    pub(super) fn pilot(&self) -> Option<Histories> {
        self.part(PILOT)
    }

    /// Parts of many histories, each larger than the one before: the first for a glance, the second a pilot, and of very
    /// many one that tells where in that region the best parameters are; none of few.
    pub(super) fn parts(&self) -> Vec<Histories> {
        let Some(pilot) = self.pilot() else { return Vec::new() };
        let very_many = self.distinct.len() > 10 * LARGE_PILOT;
        let large = very_many.then(|| self.part(LARGE_PILOT)).flatten();
        self.part(GLANCE).into_iter().chain([pilot]).chain(large).collect()
    }

    fn part(&self, histories: usize) -> Option<Histories> {
        let every = self.distinct.len().div_ceil(histories);
        (every > 1).then(|| Histories {
            distinct: self.distinct.iter().step_by(every).copied().collect(),
            weights: self.weights.iter().step_by(every).copied().collect(),
            ..Histories::default()
        })
    }

    /// How many customers bought again.
    #[must_use]
    pub fn repeat(&self) -> u64 {
        self.distinct
            .iter()
            .zip(&self.weights)
            .filter(|(history, _)| history.x > 0)
            .map(|(_, weight)| weight)
            .sum()
    }

    /// ln of the purchases over the time seen; a customer who left is seen only up to the last purchase, and half-way
    /// is a fair guess.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn ln_mean_rate(&self) -> f64 {
        let (mut purchases, mut time) = (0.0, 0.0);
        for (history, &weight) in self.distinct.iter().zip(&self.weights) {
            purchases += weight as f64 * f64::from(history.x);
            time += weight as f64 * 0.5 * (history.t_x + history.age);
        }
        (purchases.max(0.5) / time.max(f64::MIN_POSITIVE)).ln()
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.weights.iter().sum()
    }
}

/// x, age and recency of each history and its place in one number: such numbers are sorted many times as fast.
struct Packed {
    numbers: Vec<u64>,
    /// Bits of the place, the last ones.
    of_place: u32,
    /// Bits of the recency, the next ones, and of the age.
    of_days: u32,
    grid: DayGrid,
}

impl Packed {
    /// None where times are no whole days, or do not fit.
    fn of(each: &[History]) -> Option<Packed> {
        let grid = DayGrid::of(each)?;
        let most_x = each.par_iter().map(|history| history.x).max().unwrap_or(0);
        let bits = |most: u64| u64::BITS - most.leading_zeros();
        let (of_place, of_days) = (bits(each.len() as u64), bits(grid.most as u64));
        if bits(u64::from(most_x)) + 2 * of_days + of_place > u64::BITS {
            return None;
        }
        let number = |(place, history): (usize, &History)| {
            let (age, t_x) = (grid.day(history.age) as u64, grid.day(history.t_x) as u64);
            (((u64::from(history.x) << of_days | age) << of_days | t_x) << of_place) | place as u64
        };
        Some(Packed { numbers: each.par_iter().enumerate().map(number).collect(), of_place, of_days, grid })
    }
}

/// Σ ln of the times between the purchases of a customer who bought on these days.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
pub fn ln_gaps_of(days: &[Day], unit: TimeUnit) -> f64 {
    let gap = |pair: &[Day]| ln_of_whole(pair[1].days_since(pair[0]).unsigned_abs());
    days.windows(2).map(gap).sum::<f64>() - days.len().saturating_sub(1) as f64 * unit.days().ln()
}

/// Σ ln of times between purchases that were counted.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
pub fn ln_gaps_counted(gaps: &Gaps, unit: TimeUnit) -> f64 {
    gaps.each().map(|(days, times)| times as f64 * (f64::from(days) / unit.days()).ln()).sum()
}

/// Σ ln of the times between the purchases of each customer up to a day.
#[must_use]
pub fn ln_gaps(visits: &Visits, until: Day, unit: TimeUnit) -> f64 {
    const PIECE: usize = 4096;
    let of_customer = |customer: usize| {
        let seen = visits.days(customer);
        let seen = &seen[..seen.partition_point(|&day| day <= until)];
        ln_gaps_of(seen, unit)
    };
    // pieces of one size whatever the number of threads, so that the sum is the same to the last digit
    let customers: Vec<usize> = (0..visits.len()).collect();
    let of_piece = |piece: &[usize]| piece.iter().map(|&customer| of_customer(customer)).sum::<f64>();
    let pieces: Vec<f64> = customers.par_chunks(PIECE).map(of_piece).collect();
    pieces.into_iter().sum()
}
