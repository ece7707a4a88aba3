//! What was bought, by day and by period, as sums over all customers.

use std::ops::Range;

use crate::analysis::latest;
use crate::customers::{Collected, Visit};
use crate::document::Value;
use crate::periods::Grain;
use crate::units::{Day, MONEY_SCALE};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// Orders.
    #[default]
    Orders,
    /// Customers who bought.
    Customers,
    /// Money, refunds taken off.
    Revenue,
}

impl Measure {
    pub(super) const ALL: [Measure; 3] = [Measure::Orders, Measure::Customers, Measure::Revenue];

    /// Its key in the catalogue.
    pub(super) fn key(self) -> &'static str {
        match self {
            Measure::Orders => "orders",
            Measure::Customers => "customers",
            Measure::Revenue => "revenue",
        }
    }
}

/// What was bought in a day or a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Total {
    pub orders: u64,
    /// Customers who bought.
    pub customers: u64,
    /// Of them those who bought for the first time.
    pub new: u64,
    /// Money of the orders, and that of refunds which belong to none, in ten-thousandths.
    spent: i128,
    outside: i128,
}

impl Total {
    fn add(&mut self, visit: Visit, is_new: bool, is_another: bool) {
        self.customers += u64::from(is_another);
        self.orders += u64::from(visit.orders);
        self.new += u64::from(is_new);
        self.spent += i128::from(visit.spent.0);
    }

    /// The money in currency units.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is wanted")]
    pub(super) fn revenue(&self) -> f64 {
        (self.spent + self.outside) as f64 / MONEY_SCALE as f64
    }

    /// The money of an order on average; none without orders.
    #[expect(clippy::cast_precision_loss, reason = "the nearest number is what is wanted")]
    pub(super) fn order_value(&self) -> Option<f64> {
        (self.orders > 0).then(|| self.spent as f64 / MONEY_SCALE as f64 / self.orders as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "orders stay below 2^53")]
    pub(super) fn of(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Orders => self.orders as f64,
            Measure::Customers => self.customers as f64,
            Measure::Revenue => self.revenue(),
        }
    }
}

/// The totals from the first day to the last, by day and by period.
#[derive(Debug)]
pub(super) struct Series {
    pub grain: Grain,
    /// The first day looked at, and what was bought on it and each day after it.
    pub first_day: Day,
    pub days: Vec<Total>,
    /// Number of the first period, and what was bought in it and each one after it.
    pub first: i32,
    pub periods: Vec<Total>,
    /// The places of the periods that the log covers from their first day to their last.
    pub whole: Range<usize>,
}

/// Days without a purchase before the first one that are no sign of a log that begins late: so many mean gaps between days
/// with purchases, and no more than this part of the period.
const USUAL_GAPS: f64 = 2.0;
const LATE: i32 = 10;

impl Series {
    /// From a day on, or from the first purchase; none if nobody bought since. Of `returned` only what they gave back
    /// counts.
    #[expect(clippy::cast_precision_loss, reason = "days")]
    pub(super) fn of(collected: &Collected, grain: Grain, from: Option<Day>, as_of: Day) -> Option<Series> {
        let customers = &collected.customers;
        let visits = customers.visits.as_ref()?;
        let begins = *customers.first.iter().min()?;
        let first_day = from.map_or(begins, |from| from.max(begins));
        let count = usize::try_from(as_of.days_since(first_day) + 1).ok()?;
        let first = grain.of(first_day);
        let mut days = vec![Total::default(); count];
        let mut periods = vec![Total::default(); usize::try_from(grain.of(as_of) - first + 1).ok()?];
        let day_place = |day: Day| usize::try_from(day.days_since(first_day)).unwrap_or(0);
        let period_place = |day: Day| usize::try_from(grain.of(day) - first).unwrap_or(0);
        for place in 0..customers.len() {
            let mut counted = None;
            for visit in visits.between(place, first_day, as_of) {
                let is_new = visit.day == customers.first[place];
                let number = period_place(visit.day);
                days[day_place(visit.day)].add(visit, is_new, true);
                periods[number].add(visit, is_new, counted != Some(number));
                counted = Some(number);
            }
        }
        // what was given back before the first purchase of all belongs to its day
        let refunds_from = if from.is_some_and(|from| from > begins) { first_day } else { Day(i32::MIN) };
        for who in [customers, &collected.returned] {
            let Some(outside) = &who.outside else { continue };
            for refund in (0..who.len()).flat_map(|place| outside.between(place, refunds_from, as_of)) {
                days[day_place(refund.day)].outside += i128::from(refund.spent.0);
                periods[period_place(refund.day)].outside += i128::from(refund.spent.0);
            }
        }
        let selling = days.iter().filter(|day| day.orders > 0).count();
        let opens = days.iter().position(|day| day.orders > 0)?;
        let closes = days.iter().rposition(|day| day.orders > 0)?;
        let mean_gap = (closes - opens + 1) as f64 / selling as f64;
        let late = Day(first_day.0 + opens as i32).days_since(grain.start(first));
        let is_whole = if first_day > begins {
            first_day == grain.start(first)
        } else {
            f64::from(late) <= USUAL_GAPS * mean_gap && late <= grain.days(first) / LATE
        };
        let over = usize::try_from(grain.last_over(as_of) - first + 1).unwrap_or(0);
        let whole = usize::from(!is_whole).min(over)..over;
        Some(Series { grain, first_day, days, first, periods, whole })
    }

    /// The name of the period at a place, which may lie ahead.
    pub(super) fn label(&self, place: usize) -> String {
        self.grain.label(self.first + place as i32)
    }

    /// The same in a sentence.
    pub(super) fn said(&self, place: usize) -> Value {
        latest::said(self.grain, self.first + place as i32)
    }

    /// The last day looked at.
    pub(super) fn last_day(&self) -> Day {
        Day(self.first_day.0 + self.days.len() as i32 - 1)
    }

    /// A measure over the whole periods.
    pub(super) fn values(&self, measure: Measure) -> Vec<f64> {
        self.periods[self.whole.clone()].iter().map(|total| total.of(measure)).collect()
    }

    /// The place of the period a year before another one, if it is whole.
    pub(super) fn year_before(&self, place: usize) -> Option<usize> {
        let number = self.grain.year_before(self.first + place as i32);
        usize::try_from(number - self.first).ok().filter(|place| self.whole.contains(place))
    }
}

/// How much more one value is than another; none of values below nought, and without something to compare with.
pub(super) fn relative(value: f64, before: f64) -> Option<f64> {
    (before > 0.0 && value >= 0.0).then(|| value / before - 1.0)
}
