//! Which month a report is about.

use crate::document::{Message, Value};
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::units::Day;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(i32);

impl Month {
    /// Its number among all months, as [`Grain::of`] counts them.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// Its last day.
    #[must_use]
    pub fn end(self) -> Day {
        Grain::Month.end(self.0)
    }
}

impl std::str::FromStr for Month {
    type Err = String;

    /// `2026-10`.
    fn from_str(text: &str) -> Result<Month, String> {
        let day = chrono::NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        match day {
            Ok(day) if text.len() == 7 => Ok(Month(Grain::Month.of(Day::from(day)))),
            _ => Err("write it as YYYY-MM, e.g. 2026-10".to_owned()),
        }
    }
}

/// Days back in which the shop's own pauses are looked for.
const LOOK_BACK: i32 = 60;

/// The last day of the last month that the log covers, where the log ends on another day: none if it ends on such a day; if it
/// covers no month, and then that of the month it ends in. A month is covered if no more days are missing at its end than the shop was closed at a stretch in the
/// two months before.
pub(super) fn end_of_last(data: &Prepared) -> Option<Day> {
    let customers = &data.collected.customers;
    let first = *customers.first.iter().min()?;
    let last = *customers.last.iter().max()?;
    let month = Grain::Month.of(data.as_of);
    let end = Grain::Month.end(month);
    if data.as_of == end {
        return None;
    }
    let before = Grain::Month.end(month - 1);
    if end.days_since(last) <= longest_pause(data, last) && first <= end {
        return Some(end);
    }
    // a log without a whole month is told of by what there is of its last one
    Some(if first <= before { before } else { end })
}

/// Longer pauses are holidays, and no reason to take a month for over.
const MOST_CLOSED: i32 = 3;

/// Days without a purchase at a stretch, up to the last purchase.
fn longest_pause(data: &Prepared, last: Day) -> i32 {
    let customers = &data.collected.customers;
    let Some(visits) = &customers.visits else { return 0 };
    let mut open = [false; LOOK_BACK as usize];
    let from = Day(last.0 - LOOK_BACK + 1);
    for place in 0..customers.len() {
        for visit in visits.between(place, from, last) {
            if let Ok(day) = usize::try_from(visit.day.days_since(from)) {
                open[day] = true;
            }
        }
    }
    let known = open.iter().position(|open| *open).unwrap_or(0);
    (open[known..].split(|open| *open).map(<[bool]>::len).max().unwrap_or(0) as i32).min(MOST_CLOSED)
}

/// The log ends before the month does.
pub(super) fn cut_short(data: &Prepared, end: Day) -> Option<Message> {
    let last = *data.collected.customers.last.iter().max()?;
    let missing = end.days_since(last);
    (missing > longest_pause(data, last)).then(|| {
        Message::new("report-cut-short")
            .with("last", Value::Date(last))
            .with("month", Value::LongMonth(end))
            .count("days", u64::from(missing.unsigned_abs()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_as_they_are_typed() {
        let month: Month = "2024-02".parse().unwrap();
        assert_eq!(month.end().to_string(), "2024-02-29");
        for text in ["2024", "2024-13", "24-02", "2024-2", "2024-02-01", "Feb 2024", ""] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
