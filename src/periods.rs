//! Calendar periods: which day, week, month, quarter or year a day is in. A day is in one period of each kind, and
//! neither the end of a year nor a leap day moves it.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::units::{Day, TimeUnit};

/// How long periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Days.
    Day,
    /// Seven days from this day of the week on.
    Week(Weekday),
    /// Calendar months.
    Month,
    /// Quarters of the calendar year.
    Quarter,
    /// Calendar years.
    Year,
}

impl Grain {
    /// Which of all periods a day is in; periods that follow each other have numbers that do.
    #[must_use]
    pub fn of(self, day: Day) -> i32 {
        let month = || {
            let date = day.date();
            date.year() * 12 + date.month0() as i32
        };
        match self {
            Grain::Day => day.0,
            Grain::Week(start) => (day.0 - shift(start)).div_euclid(7),
            Grain::Month => month(),
            Grain::Quarter => month().div_euclid(3),
            Grain::Year => month().div_euclid(12),
        }
    }

    /// The first day of a period.
    #[must_use]
    pub fn start(self, period: i32) -> Day {
        let month = |month: i32| {
            let (year, month0) = (month.div_euclid(12), month.rem_euclid(12));
            NaiveDate::from_ymd_opt(year, month0.unsigned_abs() + 1, 1).map_or(Day(0), Day::from)
        };
        match self {
            Grain::Day => Day(period),
            Grain::Week(start) => Day(period * 7 + shift(start)),
            Grain::Month => month(period),
            Grain::Quarter => month(period * 3),
            Grain::Year => month(period * 12),
        }
    }

    /// The last day of a period.
    #[must_use]
    pub fn end(self, period: i32) -> Day {
        Day(self.start(period + 1).0 - 1)
    }

    /// The last period that is over at the end of a day.
    #[must_use]
    pub fn last_over(self, day: Day) -> i32 {
        self.of(Day(day.0 + 1)) - 1
    }

    /// How many days a period has.
    #[must_use]
    pub fn days(self, period: i32) -> i32 {
        self.start(period + 1).days_since(self.start(period))
    }

    /// How many periods make a year, the cycle of its seasons; of days a week.
    #[must_use]
    pub fn cycle(self) -> usize {
        match self {
            Grain::Day => 7,
            Grain::Week(_) => 52,
            Grain::Month => 12,
            Grain::Quarter => 4,
            Grain::Year => 1,
        }
    }

    /// The period a year before; of days and weeks 52 weeks before, so that days of the week stay what they are.
    #[must_use]
    pub fn year_before(self, period: i32) -> i32 {
        match self {
            Grain::Day => period - 364,
            Grain::Week(_) => period - 52,
            Grain::Month => period - 12,
            Grain::Quarter => period - 4,
            Grain::Year => period - 1,
        }
    }

    /// The period's name: `2026-10-31`, `2026-W44` (ISO 8601) or the first day of weeks that begin on another day than
    /// Monday, `2026-10`, `2026-Q4`, `2026`.
    #[must_use]
    pub fn label(self, period: i32) -> String {
        let start = self.start(period).date();
        match self {
            Grain::Week(Weekday::Mon) => {
                let week = start.iso_week();
                format!("{}-W{:02}", week.year(), week.week())
            }
            Grain::Day | Grain::Week(_) => start.to_string(),
            Grain::Month => start.format("%Y-%m").to_string(),
            Grain::Quarter => format!("{}-Q{}", start.year(), start.month0() / 3 + 1),
            Grain::Year => start.year().to_string(),
        }
    }

    /// Its key in the catalogue of words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week(_) => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        }
    }
}

impl From<TimeUnit> for Grain {
    fn from(unit: TimeUnit) -> Grain {
        match unit {
            TimeUnit::Day => Grain::Day,
            TimeUnit::Week => Grain::Week(Weekday::Mon),
            TimeUnit::Month => Grain::Month,
        }
    }
}

/// The day of the count from 1970-01-01, a Thursday, on which a week begins.
fn shift(start: Weekday) -> i32 {
    start.num_days_from_monday() as i32 - 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().unwrap().into()
    }

    const WEEK: Grain = Grain::Week(Weekday::Mon);

    #[test]
    fn names() {
        let label = |grain: Grain, text: &str| grain.label(grain.of(day(text)));
        assert_eq!(label(Grain::Month, "2024-02-29"), "2024-02");
        assert_eq!(label(Grain::Quarter, "2026-12-31"), "2026-Q4");
        assert_eq!(label(Grain::Quarter, "2027-01-01"), "2027-Q1");
        assert_eq!(label(Grain::Year, "1969-12-31"), "1969");
        // ISO 8601: the week with the year's first Thursday is its first
        for (date, week) in [
            ("2021-01-03", "2020-W53"),
            ("2021-01-04", "2021-W01"),
            ("2024-12-30", "2025-W01"),
            ("2026-12-31", "2026-W53"),
            ("1970-01-01", "1970-W01"),
        ] {
            assert_eq!(label(WEEK, date), week, "{date}");
        }
        assert_eq!(label(Grain::Week(Weekday::Sun), "2026-11-27"), "2026-11-22");
        assert_eq!(label(Grain::Week(Weekday::Sun), "2026-11-22"), "2026-11-22");
        assert_eq!(label(Grain::Week(Weekday::Sat), "2026-11-27"), "2026-11-21");
    }

    #[test]
    fn a_period_is_over_on_its_last_day() {
        for (grain, last) in [(Grain::Month, "2024-02-29"), (WEEK, "2026-11-29"), (Grain::Year, "2025-12-31")]
        {
            let last = day(last);
            assert_eq!(grain.last_over(last), grain.of(last));
            assert_eq!(grain.last_over(Day(last.0 - 1)), grain.of(last) - 1);
        }
        assert_eq!(Grain::Month.days(Grain::Month.of(day("2024-02-10"))), 29);
    }

    proptest! {
        /// Periods cover all days without gap or overlap.
        #[test]
        fn every_day_is_in_one_period(number in -200_000..200_000_i32, weekday in 0..7_u8) {
            let week = Grain::Week(Weekday::try_from(weekday).unwrap());
            for grain in [Grain::Day, week, Grain::Month, Grain::Quarter, Grain::Year] {
                let period = grain.of(Day(number));
                prop_assert!(grain.start(period) <= Day(number) && Day(number) <= grain.end(period));
                prop_assert_eq!(grain.start(period + 1).0, grain.end(period).0 + 1);
                prop_assert_eq!(grain.of(grain.start(period)), period);
                prop_assert_eq!(grain.of(grain.end(period)), period);
            }
            prop_assert_eq!(week.start(week.of(Day(number))).date().weekday(), Weekday::try_from(weekday).unwrap());
        }
    }
}
