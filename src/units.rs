//! The units that public signatures speak in.
//!
//! Money is held in whole ten-thousandths of the currency unit, so sums are exact and do not depend on
//! the order of the rows; time is held in microseconds of the wall clock as the export wrote it.

use chrono::{DateTime, NaiveDate};

/// Ten-thousandths in one currency unit. Four decimals hold every currency's minor unit and the unit
/// prices with three or four decimals that tills write.
pub const MONEY_SCALE: i64 = 10_000;

/// Decimals that [`Money`] keeps.
pub const MONEY_DECIMALS: u32 = 4;

/// An exact amount of money in ten-thousandths of the currency unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

impl Money {
    /// The amount in currency units. The nearest `f64`, so that it prints as the decimal it stands for.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest f64 is what is wanted")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / MONEY_SCALE as f64
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        Money::saturating_from(amounts.map(|amount| i128::from(amount.0)).sum())
    }
}

impl Money {
    /// A total that outgrew `i64` (922 trillion currency units) is held at the bound.
    pub(crate) fn saturating_from(total: i128) -> Money {
        Money(i64::try_from(total).unwrap_or(if total < 0 { i64::MIN } else { i64::MAX }))
    }
}

/// A number of rows (or orders) and their money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    total: i128,
}

impl Tally {
    /// So many rows with so much money.
    #[must_use]
    pub fn of(count: u64, amount: Money) -> Tally {
        Tally { count, total: i128::from(amount.0) }
    }

    /// Adds one.
    pub fn add(&mut self, amount: Money) {
        self.count += 1;
        self.total += i128::from(amount.0);
    }

    /// Takes another tally out again.
    pub fn remove(&mut self, other: Tally) {
        self.count = self.count.saturating_sub(other.count);
        self.total -= other.total;
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: Tally) {
        self.count += other.count;
        self.total += other.total;
    }

    /// Their money.
    #[must_use]
    pub fn amount(&self) -> Money {
        Money::saturating_from(self.total)
    }
}

/// Microseconds since 1970-01-01 00:00 on the wall clock of the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// Microseconds in a day.
pub const MICROS_PER_DAY: i64 = 86_400_000_000;

impl Timestamp {
    /// No time known.
    pub const NONE: Timestamp = Timestamp(i64::MIN);

    /// Midnight at the start of `day`.
    #[must_use]
    pub fn midnight(day: Day) -> Timestamp {
        Timestamp(i64::from(day.0) * MICROS_PER_DAY)
    }

    /// The calendar day this moment belongs to.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "i64 microseconds span 106,751,991 days")]
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(MICROS_PER_DAY) as i32)
    }

    /// The hour of the day, 0 to 23.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "below 24")]
    pub fn hour(self) -> u8 {
        (self.0.rem_euclid(MICROS_PER_DAY) / (MICROS_PER_DAY / 24)) as u8
    }
}

/// A calendar day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The calendar date.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        DateTime::from_timestamp(i64::from(self.0) * 86_400, 0)
            .map_or(NaiveDate::MAX, |moment| moment.date_naive())
    }

    /// Whole days from `earlier` to `self`.
    #[must_use]
    pub fn days_since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Day {
        Day(date.to_epoch_days())
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.date().fmt(out)
    }
}

/// The unit of model time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TimeUnit {
    /// Days.
    Day,
    /// Weeks of seven days.
    #[default]
    Week,
    /// Months of 30.4375 days.
    Month,
}

impl TimeUnit {
    /// Days in one unit.
    #[must_use]
    pub fn days(self) -> f64 {
        match self {
            TimeUnit::Day => 1.0,
            TimeUnit::Week => 7.0,
            TimeUnit::Month => 30.4375,
        }
    }

    /// The name in flags and in the provenance.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Day => "day",
            TimeUnit::Week => "week",
            TimeUnit::Month => "month",
        }
    }
}

/// A span of time from a day on: days, weeks or calendar months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Days.
    Days(u32),
    /// Weeks.
    Weeks(u32),
    /// Calendar months.
    Months(u32),
}

impl Span {
    /// Days from `day` to the end of the span. A month that is too short for the day ends on its last.
    #[must_use]
    pub fn days_from(self, day: Day) -> i32 {
        match self {
            Span::Days(days) => times(days, 1),
            Span::Weeks(weeks) => times(weeks, 7),
            Span::Months(months) => day
                .date()
                .checked_add_months(chrono::Months::new(months))
                .map_or(i32::MAX, |end| Day::from(end).days_since(day)),
        }
    }

    /// The day a span before `day`.
    #[must_use]
    pub fn before(self, day: Day) -> Day {
        match self {
            Span::Days(days) => Day(day.0.saturating_sub(times(days, 1))),
            Span::Weeks(weeks) => Day(day.0.saturating_sub(times(weeks, 7))),
            Span::Months(months) => {
                day.date().checked_sub_months(chrono::Months::new(months)).map_or(Day(i32::MIN), Day::from)
            }
        }
    }
}

fn times(number: u32, each: u32) -> i32 {
    i32::try_from(number.saturating_mul(each)).unwrap_or(i32::MAX)
}

impl std::fmt::Display for Span {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (number, noun) = match *self {
            Span::Days(days) => (days, "day"),
            Span::Weeks(weeks) => (weeks, "week"),
            Span::Months(months) => (months, "month"),
        };
        write!(out, "{number} {noun}{}", if number == 1 { "" } else { "s" })
    }
}

impl std::str::FromStr for Span {
    type Err = String;

    /// `90d`, `26w`, `12m`.
    fn from_str(text: &str) -> Result<Span, String> {
        let complaint = || "write a number of days, weeks or months, e.g. 90d, 26w or 12m".to_owned();
        let (number, unit) = text.split_at(text.len() - text.chars().last().map_or(0, char::len_utf8));
        let number = number.parse::<u32>().ok().filter(|number| (1..=36_500).contains(number));
        let number = number.ok_or_else(complaint)?;
        match unit {
            "d" => Ok(Span::Days(number)),
            "w" => Ok(Span::Weeks(number)),
            "m" => Ok(Span::Months(number)),
            _ => Err(complaint()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_prints_as_the_decimal_it_stands_for() {
        assert_eq!(Money(2_440_919_400).to_f64().to_string(), "244091.94");
        assert_eq!(Money(-129_600).to_f64().to_string(), "-12.96");
    }

    #[test]
    fn spans() {
        let day = |text: &str| Day::from(text.parse::<NaiveDate>().unwrap());
        let days = |span: &str, from: &str| span.parse::<Span>().unwrap().days_from(day(from));
        assert_eq!(days("90d", "2026-01-01"), 90);
        assert_eq!(days("26w", "2026-01-01"), 182);
        assert_eq!(days("12m", "2023-03-01"), 366);
        assert_eq!(days("1m", "2026-01-31"), 28);
        for text in ["", "d", "0d", "1.5w", "12", "12y", "-3d", "9999999d", "3é"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_microsecond_belongs_to_its_day() {
        let day = Day::from(NaiveDate::from_ymd_opt(1969, 12, 31).unwrap());
        assert_eq!(day, Day(-1));
        assert_eq!(Timestamp(-1).day(), day);
        assert_eq!(Timestamp(0).day(), Day(0));
        assert_eq!(day.date().to_string(), "1969-12-31");
    }
}
