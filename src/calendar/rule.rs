//! The rules that give a holiday its date in a year: a fixed day, days from Easter, a day of the Hijri calendar,
//! the n-th weekday of a month.

use chrono::{Days, Month, NaiveDate, Weekday};

use super::hijri;

/// How a holiday finds its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// The same month and day each year.
    Fixed { month: u32, day: u32 },
    /// So many days after Easter Sunday, or before it.
    Easter { days: i32 },
    /// A month and day of the Hijri calendar.
    Hijri { month: u32, day: u32 },
    /// So many days after the n-th such weekday of a month.
    Weekday { weekday: Weekday, number: u8, month: u32, days: u64 },
}

impl Rule {
    /// The dates in a Gregorian year, one as a rule.
    pub(super) fn in_year(self, year: i32) -> Vec<NaiveDate> {
        match self {
            Rule::Fixed { month, day } => NaiveDate::from_ymd_opt(year, month, day).into_iter().collect(),
            Rule::Easter { days } => {
                easter(year).and_then(|sunday| moved(sunday, days)).into_iter().collect()
            }
            Rule::Hijri { month, day } => hijri::in_year(year, month, day).collect(),
            Rule::Weekday { weekday, number, month, days } => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, number)
                    .and_then(|date| date.checked_add_days(Days::new(days)))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// `12-25`.
    pub(super) fn fixed(text: &str) -> Result<Rule, String> {
        let (month, day) = month_and_day(text)?;
        // a leap year has all days
        NaiveDate::from_ymd_opt(2000, month, day).ok_or_else(|| format!("no such day: {text}"))?;
        Ok(Rule::Fixed { month, day })
    }

    /// `10-01`.
    pub(super) fn hijri(text: &str) -> Result<Rule, String> {
        let (month, day) = month_and_day(text)?;
        if !(1..=12).contains(&month) || !(1..=30).contains(&day) {
            return Err(format!("no such day of the Hijri calendar: {text}"));
        }
        Ok(Rule::Hijri { month, day })
    }

    /// `thursday 4 of november`, `thursday 4 of november + 1`.
    pub(super) fn weekday(text: &str) -> Result<Rule, String> {
        let complaint = || format!("write e.g. 'thursday 4 of november + 1', not '{text}'");
        let words: Vec<&str> = text.split_whitespace().collect();
        let (weekday, number, month, days) = match words[..] {
            [weekday, number, "of", month] => (weekday, number, month, "0"),
            [weekday, number, "of", month, "+", days] => (weekday, number, month, days),
            _ => return Err(complaint()),
        };
        let weekday = weekday.parse::<Weekday>().map_err(|_| complaint())?;
        // a fifth is not in every month
        let number = number.parse().ok().filter(|number| (1..=4).contains(number)).ok_or_else(complaint)?;
        let month = month.parse::<Month>().map_err(|_| complaint())?.number_from_month();
        let days = days.parse().map_err(|_| complaint())?;
        Ok(Rule::Weekday { weekday, number, month, days })
    }
}

/// The two numbers of `MM-DD`.
fn month_and_day(text: &str) -> Result<(u32, u32), String> {
    text.split_once('-')
        .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)))
        .ok_or_else(|| format!("write MM-DD, not '{text}'"))
}

/// Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8).
pub(super) fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, rest) = (year.div_euclid(100), year.rem_euclid(100));
    let lunar_shift = (century - (century + 8) / 25 + 1) / 3;
    let full_moon = (19 * golden + century - century / 4 - lunar_shift + 15).rem_euclid(30);
    let to_sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - full_moon - rest % 4).rem_euclid(7);
    let late = (golden + 11 * full_moon + 22 * to_sunday) / 451;
    // days from 22 March
    moved(NaiveDate::from_ymd_opt(year, 3, 22)?, full_moon + to_sunday - 7 * late)
}

/// A date so many days on, or back.
fn moved(date: NaiveDate, days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(date.to_epoch_days().checked_add(days)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dates of the Western churches, 1990 to 2035 (by Python's `dateutil.easter`).
    #[test]
    fn easter_sundays() {
        let table = [
            (4, 15),
            (3, 31),
            (4, 19),
            (4, 11),
            (4, 3),
            (4, 16),
            (4, 7),
            (3, 30),
            (4, 12),
            (4, 4),
            (4, 23),
            (4, 15),
            (3, 31),
            (4, 20),
            (4, 11),
            (3, 27),
            (4, 16),
            (4, 8),
            (3, 23),
            (4, 12),
            (4, 4),
            (4, 24),
            (4, 8),
            (3, 31),
            (4, 20),
            (4, 5),
            (3, 27),
            (4, 16),
            (4, 1),
            (4, 21),
            (4, 12),
            (4, 4),
            (4, 17),
            (4, 9),
            (3, 31),
            (4, 20),
            (4, 5),
            (3, 28),
            (4, 16),
            (4, 1),
            (4, 21),
            (4, 13),
            (3, 28),
            (4, 17),
            (4, 9),
            (3, 25),
        ];
        for (year, (month, day)) in (1990..).zip(table) {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
        // the earliest and the latest, and the two exceptions of the rule
        for (year, month, day) in [(1818, 3, 22), (1943, 4, 25), (1954, 4, 18), (1981, 4, 19)] {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }

    #[test]
    fn weekdays_of_a_month() {
        let dates = |text: &str, year| {
            let dates = Rule::weekday(text).unwrap().in_year(year);
            dates.iter().map(NaiveDate::to_string).collect::<Vec<_>>()
        };
        assert_eq!(dates("thursday 4 of november", 2025), ["2025-11-27"]);
        assert_eq!(dates("thursday 4 of november + 1", 2025), ["2025-11-28"]);
        assert_eq!(dates("thursday 4 of november + 4", 2025), ["2025-12-01"]);
        // a month that begins on the weekday
        assert_eq!(dates("monday 1 of september", 2025), ["2025-09-01"]);
        assert_eq!(dates("friday 4 of november", 2024), ["2024-11-22"]);
    }

    #[test]
    fn rules_that_do_not_read() {
        for text in ["", "12", "13-01", "02-30", "0-1", "1-0", "a-b", "01-01-01"] {
            assert!(Rule::fixed(text).is_err(), "{text}");
        }
        for text in ["", "10", "13-01", "01-31", "00-01", "01-00"] {
            assert!(Rule::hijri(text).is_err(), "{text}");
        }
        for text in ["", "thursday", "thursday 5 of november", "thursday 0 of november", "day 1 of may"] {
            assert!(Rule::weekday(text).is_err(), "{text}");
        }
        for text in ["monday 1 of smarch", "monday 1 may", "monday 1 of may + x", "monday 1 of may + 1 2"] {
            assert!(Rule::weekday(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_leap_day_comes_in_leap_years() {
        let rule = Rule::fixed("02-29").unwrap();
        assert_eq!(rule.in_year(2023), []);
        assert_eq!(rule.in_year(2024).len(), 1);
    }
}
