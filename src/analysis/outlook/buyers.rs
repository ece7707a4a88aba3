//! The customers as a lifetime-value analysis sees them: out of a log, or out of a ready summary.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::customers::{Customers, Visits};
use crate::error::{Error, Result};
use crate::input::SummaryTable;
use crate::models::{Clock, Histories, History, Spend};
use crate::periods::Grain;
use crate::texts::Texts;
use crate::units::{Day, Money, Span, TimeUnit};

pub(in crate::analysis) const DAYS_PER_YEAR: f64 = 365.25;

/// One entry for each customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Buyers {
    /// Customer id.
    pub id: Texts,
    /// Purchase histories, in units of time.
    pub histories: Vec<History>,
    /// Mean value of the repeat purchases; none without a repeat purchase, and at all without amounts.
    pub monetary_value: Option<Vec<Option<f64>>>,
    /// What a log knows beyond that.
    pub log: Option<Log>,
}

/// What only a log knows of the customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// The day up to which time is counted.
    pub as_of: Day,
    /// All money spent; none without amounts.
    pub spent: Option<Vec<f64>>,
    /// Yearly spend; none without amounts.
    pub yearly_spend: Option<Vec<f64>>,
    /// Years a customer stays on average, by the simple reckoning, and whether the log is long enough (24 months) to
    /// count who came back.
    pub years: (f64, bool),
}

impl Buyers {
    /// The customers of a log. Where time is counted in periods the log has to have kept its visits.
    #[must_use]
    pub fn of_log(
        customers: &Customers,
        as_of: Day,
        (unit, clock): (TimeUnit, Clock),
        amounts: bool,
    ) -> Buyers {
        let places = (0..customers.len()).into_par_iter();
        let yearly = |place: usize| {
            let age = f64::from(as_of.days_since(customers.first[place])) / DAYS_PER_YEAR;
            customers.spent[place].to_f64() / age.max(1.0)
        };
        let log = || Log {
            as_of,
            spent: amounts.then(|| customers.spent.par_iter().map(|spent| spent.to_f64()).collect()),
            yearly_spend: amounts.then(|| places.clone().map(yearly).collect()),
            years: years(customers, as_of),
        };
        let bought = || {
            let (histories, repeat_spent) = match (clock, &customers.visits) {
                (Clock::Periods, Some(visits)) => by_period(visits, as_of, unit),
                _ => by_day(customers, as_of, unit),
            };
            let mean = |place: usize| {
                let x = histories[place].x;
                (x > 0).then(|| repeat_spent[place].to_f64() / f64::from(x))
            };
            (amounts.then(|| places.clone().map(mean).collect()), histories)
        };
        let ((monetary_value, histories), log) = rayon::join(bought, log);
        Buyers { id: customers.id.clone(), monetary_value, histories, log: Some(log) }
    }

    /// The customers of a summary.
    #[must_use]
    pub fn of_summary(summary: &SummaryTable) -> Buyers {
        let history =
            |row: &crate::input::SummaryRow| History { x: row.frequency, t_x: row.recency, age: row.age };
        let monetary = summary.rows.iter().map(|row| row.monetary_value.filter(|_| row.frequency > 0));
        Buyers {
            id: summary.rows.iter().map(|row| &row.id).collect(),
            histories: summary.rows.iter().map(history).collect(),
            monetary_value: summary.has_monetary_value.then(|| monetary.collect()),
            log: None,
        }
    }

    /// Refuses times that are not whole, where they count opportunities to buy.
    pub(in crate::analysis) fn check_whole(&self) -> Result<()> {
        let whole = |history: &History| {
            let counted = [history.t_x, history.age].iter().all(|time| time.fract() == 0.0);
            counted && f64::from(history.x) <= history.t_x
        };
        let Some(place) = self.histories.iter().position(|history| !whole(history)) else { return Ok(()) };
        let History { x, t_x, age } = self.histories[place];
        Err(Error::Usage {
            message: format!(
                "`bg-bb` counts opportunities to buy, and customer `{}` has a frequency of {x}, a recency of {t_x} and an age of {age}",
                &self.id[place]
            ),
            hints: vec![
                "frequency is the number of opportunities with a purchase, recency the last of them, age all of them".to_owned(),
            ],
        })
    }

    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// All money that each spent; none without a log or without amounts.
    pub(in crate::analysis) fn spent(&self) -> Option<&Vec<f64>> {
        self.log.as_ref()?.spent.as_ref()
    }

    /// Customers who bought again.
    #[must_use]
    pub fn repeat(&self) -> u64 {
        self.histories.par_iter().filter(|history| history.x > 0).count() as u64
    }

    /// The histories, equal ones taken together. What the times between purchases say is added by who needs it.
    pub(in crate::analysis) fn compressed(&self) -> Histories {
        Histories::compress(&self.histories)
    }

    /// The spends of the customers who came back and paid, in order of their means; none without amounts.
    pub(in crate::analysis) fn spends(&self) -> Option<Vec<Spend>> {
        self.monetary_value.as_ref()?;
        let spends: Vec<Spend> =
            (0..self.len()).into_par_iter().filter_map(|place| self.spend(place)).collect();
        Some(Spend::by_mean(&spends))
    }

    /// The mean value of the repeat purchases of those who made any.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(in crate::analysis) fn mean_spend(&self) -> f64 {
        let spends = self.spends().unwrap_or_default();
        spends.iter().map(|spend| spend.mean).sum::<f64>() / spends.len().max(1) as f64
    }

    /// Repeat buyers whose repeat purchases brought no money.
    pub(in crate::analysis) fn unpaid(&self) -> u64 {
        if self.monetary_value.is_none() {
            return 0;
        }
        let unpaid = |place: &usize| self.histories[*place].x > 0 && self.spend(*place).is_none();
        (0..self.len()).into_par_iter().filter(unpaid).count() as u64
    }

    /// What the spend model sees of a customer; none without a repeat purchase or without money for it.
    pub(in crate::analysis) fn spend(&self, place: usize) -> Option<Spend> {
        Spend::new(self.histories[place].x, self.monetary_value.as_ref()?[place]?)
    }

    /// Days of a span from the as-of day on; of average months where there is no day.
    pub(in crate::analysis) fn days_of(&self, span: Span) -> f64 {
        match (&self.log, span) {
            (Some(log), span) => f64::from(span.days_from(log.as_of)),
            (None, Span::Days(days)) => f64::from(days),
            (None, Span::Weeks(weeks)) => f64::from(weeks) * 7.0,
            (None, Span::Months(months)) => f64::from(months) * DAYS_PER_YEAR / 12.0,
        }
    }
}

/// Histories, and the money of the repeat purchases.
fn by_day(customers: &Customers, as_of: Day, unit: TimeUnit) -> (Vec<History>, Cow<'_, [Money]>) {
    let time = |to: Day, from: Day| f64::from(to.days_since(from)) / unit.days();
    let history = |place: usize| History {
        x: customers.purchase_days[place] - 1,
        t_x: time(customers.last[place], customers.first[place]),
        age: time(as_of, customers.first[place]),
    };
    let histories = (0..customers.len()).into_par_iter().map(history).collect();
    (histories, Cow::Borrowed(&customers.repeat_spent))
}

/// The same by periods with a purchase.
fn by_period(visits: &Visits, as_of: Day, unit: TimeUnit) -> (Vec<History>, Cow<'_, [Money]>) {
    let over = Grain::from(unit).last_over(as_of);
    let of = |place: usize| {
        let days = visits.days(place);
        let repeat = |day: Day| {
            Grain::from(unit).of(day) > Grain::from(unit).of(days[0]) && Grain::from(unit).of(day) <= over
        };
        let of_days = days.iter().zip(visits.spent(place));
        let spent: Money = of_days.filter(|(day, _)| repeat(**day)).map(|(_, &spent)| spent).sum();
        (Clock::Periods.history(days, as_of, unit), spent)
    };
    let (histories, spent): (_, Vec<Money>) = (0..visits.len()).into_par_iter().map(of).unzip();
    (histories, Cow::Owned(spent))
}

/// Years a customer stays: 1/(1 − the share of those who bought 12 to 24 months ago and came back in the last 12), or,
/// under 24 months of history, the mean time from first to last purchase, at least a year.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn years(customers: &Customers, as_of: Day) -> (f64, bool) {
    let oldest = customers.first.iter().map(|&first| as_of.days_since(first)).max().unwrap_or(0);
    let before = customers.bought_year_before.iter().filter(|&&bought| bought).count();
    if oldest >= 730 && before > 0 {
        let came_back = (0..customers.len())
            .filter(|&place| {
                customers.bought_year_before[place] && as_of.days_since(customers.last[place]) < 365
            })
            .count();
        let share = came_back as f64 / before as f64;
        // if everybody came back there is no end in sight; twice the time seen is as far as the data can speak
        let longest = 2.0 * f64::from(oldest) / DAYS_PER_YEAR;
        return ((1.0 / (1.0 - share)).min(longest), true);
    }
    let seen = |place: usize| f64::from(customers.last[place].days_since(customers.first[place]));
    let mean = (0..customers.len()).map(seen).sum::<f64>() / customers.len() as f64 / DAYS_PER_YEAR;
    (mean.max(1.0), false)
}
