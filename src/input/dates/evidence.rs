//! What the values of a column say about the way it writes dates, and the decision.

use super::forms::{Form, Order};
use super::{DateFormat, read};
use crate::units::MICROS_PER_DAY;

/// Collects what the values of a column say about its format.
#[derive(Debug, Default)]
pub(in crate::input) struct DateEvidence {
    pub(in crate::input) values: usize,
    /// The first value that can be read both ways.
    pub(in crate::input) example: Option<String>,
    has_time: bool,
    year_first: usize,
    compact: usize,
    long: Orders,
    short: Orders,
    named: usize,
    seconds: usize,
    millis: usize,
    serial: usize,
}

impl DateEvidence {
    pub(in crate::input) fn add(&mut self, value: &[u8]) {
        let value = super::untyped(value);
        if value.is_empty() {
            return;
        }
        self.values += 1;
        let Some(form) = Form::of(value) else { return };
        match form {
            Form::YearFirst => self.year_first += 1,
            Form::Compact => self.compact += 1,
            Form::Long(order) => self.long.add(order),
            Form::Short(order) => self.short.add(order),
            Form::Named => self.named += 1,
            Form::Seconds => self.seconds += 1,
            Form::Millis => self.millis += 1,
            Form::Serial => self.serial += 1,
            Form::Odd => {}
        }
        let open = matches!(form, Form::Long(Order::Open) | Form::Short(Order::Open | Order::DayOrYearFirst));
        if open && self.example.is_none() {
            self.example = Some(String::from_utf8_lossy(value).into_owned());
        }
        self.has_time = self.has_time || has_time(value, form);
    }

    /// Whether some value carried a time of day. Midnight is none: tills print it behind bare dates.
    pub(in crate::input) fn has_time(&self) -> bool {
        self.has_time
    }

    /// The format that most of the telling values follow, or `None` while every one can be read both ways.
    pub(in crate::input) fn decide(&self) -> Option<DateFormat> {
        let (long, short) = (self.long.total(), self.short.total());
        let (seconds, millis) = (self.if_most(self.seconds), self.if_most(self.millis));
        let dates = [self.year_first, self.compact, long, short, self.named];
        let most = dates.into_iter().fold(seconds.max(millis), usize::max);
        if most == 0 && self.seconds + self.millis == 0 && self.if_most(self.serial) > 0 {
            Some(DateFormat::SpreadsheetSerial)
        } else if most == self.year_first || most == 0 {
            Some(DateFormat::YearMonthDay)
        } else if most == self.compact {
            Some(DateFormat::Compact)
        } else if most == long {
            self.long.decide(DateFormat::DayMonthYear, DateFormat::MonthDayYear)
        } else if most == short {
            self.short.decide(DateFormat::DayMonthShortYear, DateFormat::MonthDayShortYear)
        } else if most == self.named {
            Some(DateFormat::Named)
        } else if most == seconds {
            Some(DateFormat::EpochSeconds)
        } else {
            Some(DateFormat::EpochMillis)
        }
    }

    /// A bare number may be anything else: it counts only as the majority of all values.
    fn if_most(&self, count: usize) -> usize {
        if 2 * count > self.values { count } else { 0 }
    }
}

fn has_time(value: &[u8], form: Form) -> bool {
    let moment = form.format().and_then(|format| read(value, &format).ok());
    moment.is_some_and(|moment| moment.wall.rem_euclid(MICROS_PER_DAY) != 0)
}

/// The values that end with the year, by what they say about the order of day and month.
#[derive(Debug, Default)]
struct Orders {
    day_first: usize,
    /// Those of `day_first` that could begin with a two-digit year instead.
    day_or_year_first: usize,
    month_first: usize,
    open: usize,
}

impl Orders {
    fn add(&mut self, order: Order) {
        match order {
            Order::DayFirst => self.day_first += 1,
            Order::DayOrYearFirst => {
                self.day_first += 1;
                self.day_or_year_first += 1;
            }
            Order::MonthFirst => self.month_first += 1,
            Order::Open => self.open += 1,
            Order::Neither => {}
        }
    }

    fn total(&self) -> usize {
        self.day_first + self.month_first + self.open
    }

    fn decide(&self, day_first: DateFormat, month_first: DateFormat) -> Option<DateFormat> {
        // A column of 26-10-05, 26-11-30 begins with the year: a column of days has some up to 12.
        let year_first = self.day_or_year_first > 0 && self.month_first + self.open == 0;
        if year_first || self.day_first + self.month_first == 0 {
            None
        } else if self.day_first >= self.month_first {
            Some(day_first)
        } else {
            Some(month_first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(values: &[&str]) -> DateEvidence {
        let mut evidence = DateEvidence::default();
        for value in values {
            evidence.add(value.as_bytes());
        }
        evidence
    }

    fn decide(values: &[&str]) -> Option<DateFormat> {
        evidence(values).decide()
    }

    #[test]
    fn one_telling_value_decides_the_column() {
        assert_eq!(decide(&["03/04/2024", "05/06/2024"]), None);
        assert_eq!(decide(&["03/04/2024", "13/06/2024"]), Some(DateFormat::DayMonthYear));
        assert_eq!(decide(&["03/04/2024", "06/13/2024"]), Some(DateFormat::MonthDayYear));
        assert_eq!(decide(&["2024-04-03", "03/04/2024", "2024-04-04"]), Some(DateFormat::YearMonthDay));
        assert_eq!(decide(&["19970101"]), Some(DateFormat::Compact));
        assert_eq!(decide(&["03/04/24", "05/06/24"]), None);
        assert_eq!(decide(&["03/04/24", "13/06/24"]), Some(DateFormat::DayMonthShortYear));
        assert_eq!(decide(&["03/04/24", "06/13/24"]), Some(DateFormat::MonthDayShortYear));
    }

    #[test]
    fn the_first_open_value_is_the_example() {
        let open = evidence(&["", "n/a", "03/04/24", "05/06/24"]);
        assert_eq!((open.values, open.example.as_deref()), (3, Some("03/04/24")));
    }

    #[test]
    fn the_majority_decides_between_forms() {
        use DateFormat::*;
        for (values, format) in [
            (["13/06/2024", "14/06/2024", "15/06/24"], DayMonthYear),
            (["13/06/2024", "14/06/24", "15/06/24"], DayMonthShortYear),
            (["13/06/2024", "14 Jun 2024", "15 Juni 2024"], Named),
            (["20240613", "20240613T204107", "20240613204107"], Compact),
            (["1793468467", "1793468468", "2026-10-31"], EpochSeconds),
            (["1793468467", "2026-10-30", "2026-10-31"], YearMonthDay),
            (["1793468467250", "179346846725", ""], EpochMillis),
            (["46023", "46023.5", "46024,25"], SpreadsheetSerial),
            (["46023", "46024", "46025 "], SpreadsheetSerial),
            (["n/a", "?", "-"], YearMonthDay),
        ] {
            assert_eq!(decide(&values), Some(format), "{values:?}");
        }
    }

    #[test]
    fn bare_numbers_decide_only_as_the_majority() {
        assert_eq!(decide(&["1793468467", "x", "y"]), Some(DateFormat::YearMonthDay));
        assert_eq!(decide(&["46023", "x"]), Some(DateFormat::YearMonthDay));
        assert_eq!(decide(&["46023", "46024", "13/06/2024"]), Some(DateFormat::DayMonthYear));
        assert_eq!(decide(&["46023", "46024", "1793468467"]), Some(DateFormat::YearMonthDay));
        assert_eq!(decide(&["10110", "80111"]), Some(DateFormat::YearMonthDay));
    }

    #[test]
    fn short_years_in_front_are_not_taken_for_days() {
        assert_eq!(decide(&["26-10-05", "26-11-30"]), None);
        assert_eq!(evidence(&["26-10-05"]).example.as_deref(), Some("26-10-05"));
        assert_eq!(decide(&["26-10-05", "05-10-26"]), Some(DateFormat::DayMonthShortYear));
        assert_eq!(decide(&["97-10-05", "98-11-30"]), Some(DateFormat::YearMonthDay));
    }

    #[test]
    fn a_time_of_day_is_noticed() {
        for value in [
            "2026-10-31 20:41",
            "31/10/2026 20.41",
            "03/04/26 1:00 AM",
            "31 Okt 2026 20:41",
            "20261031T204107",
            "46023.5",
            "1793468467",
        ] {
            assert!(evidence(&[value]).has_time(), "{value}");
        }
        for value in ["2026-10-31", "2026-10-31 00:00:00", "46023", "2026-10-31 soon", "20:41"] {
            assert!(!evidence(&[value]).has_time(), "{value}");
        }
    }
}
