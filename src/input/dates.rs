//! Dates: how a column writes them, decided once for the column, and the strict parser for that way.
//!
//! Nothing is guessed per value: a value that does not follow its column's format is a problem with a
//! reason, and a column that every value leaves open is reported as ambiguous.

use chrono::{NaiveDate, NaiveDateTime};

use crate::units::{Day, MICROS_PER_DAY, Timestamp};

/// How a column writes its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateFormat {
    /// `2026-10-31`, with or without a time and an offset.
    YearMonthDay,
    /// `31/10/2026`; the separator may also be `-` or `.`.
    DayMonthYear,
    /// `10/31/2026`.
    MonthDayYear,
    /// `20261031`.
    Compact,
    /// A strftime pattern given by the user.
    Pattern(String),
}

impl DateFormat {
    /// The format as a person writes it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            DateFormat::YearMonthDay => "YYYY-MM-DD",
            DateFormat::DayMonthYear => "DD/MM/YYYY",
            DateFormat::MonthDayYear => "MM/DD/YYYY",
            DateFormat::Compact => "YYYYMMDD",
            DateFormat::Pattern(pattern) => pattern,
        }
    }
}

/// Why a value is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateProblem {
    Empty,
    NotADate,
    NoSuchDay,
    NoSuchTime,
    /// Day and month could be either way round.
    UnclearOrder,
    /// Another way of writing dates.
    OtherForm,
    TwoDigitYear,
}

impl DateProblem {
    pub(super) fn reason(self, format: &DateFormat) -> String {
        match self {
            DateProblem::Empty => "empty".to_owned(),
            DateProblem::NotADate => "not a date".to_owned(),
            DateProblem::NoSuchDay => "no such day".to_owned(),
            DateProblem::NoSuchTime => "no such time".to_owned(),
            DateProblem::UnclearOrder => {
                format!("day/month order unclear, other rows are {}", format.name())
            }
            DateProblem::OtherForm => format!("other rows are {}", format.name()),
            DateProblem::TwoDigitYear => "the year has two digits".to_owned(),
        }
    }
}

/// Collects what the values of a column say about its format.
#[derive(Debug, Default)]
pub(super) struct DateEvidence {
    pub(super) values: usize,
    year_first: usize,
    compact: usize,
    day_first: usize,
    month_first: usize,
    open: usize,
    pub(super) example: Option<String>,
}

impl DateEvidence {
    pub(super) fn add(&mut self, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        self.values += 1;
        match split_numbers(value) {
            Some((Numbers { first: _, first_len: 8, .. }, _)) => self.compact += 1,
            Some((Numbers { first_len: 4, separator: Some(_), .. }, _)) => self.year_first += 1,
            Some((Numbers { first, second, third_len: 4, separator: Some(_), .. }, _)) => {
                match (first > 12, second > 12) {
                    (true, false) => self.day_first += 1,
                    (false, true) => self.month_first += 1,
                    (false, false) => {
                        self.open += 1;
                        if self.example.is_none() {
                            self.example = Some(String::from_utf8_lossy(value).into_owned());
                        }
                    }
                    (true, true) => {}
                }
            }
            _ => {}
        }
    }

    /// The format that most of the telling values follow, or `None` while every one can be read both ways.
    pub(super) fn decide(&self) -> Option<DateFormat> {
        let slashed = self.day_first + self.month_first + self.open;
        let most = self.year_first.max(self.compact).max(slashed);
        if most == 0 || most == self.year_first {
            Some(DateFormat::YearMonthDay)
        } else if most == self.compact {
            Some(DateFormat::Compact)
        } else if self.day_first + self.month_first == 0 {
            None
        } else if self.day_first >= self.month_first {
            Some(DateFormat::DayMonthYear)
        } else {
            Some(DateFormat::MonthDayYear)
        }
    }
}

/// Parses one value strictly.
pub(super) fn parse(value: &[u8], format: &DateFormat) -> Result<Timestamp, DateProblem> {
    if value.is_empty() {
        return Err(DateProblem::Empty);
    }
    if let DateFormat::Pattern(pattern) = format {
        return parse_pattern(value, pattern);
    }
    let (numbers, rest) = split_numbers(value).ok_or(DateProblem::NotADate)?;
    let (year, month, day) = match (format, numbers.separator) {
        (DateFormat::YearMonthDay, Some(_)) if numbers.first_len == 4 && numbers.third_len <= 2 => {
            (numbers.first, numbers.second, numbers.third)
        }
        (DateFormat::DayMonthYear, Some(_)) if numbers.first_len <= 2 && numbers.third_len == 4 => {
            (numbers.third, numbers.second, numbers.first)
        }
        (DateFormat::MonthDayYear, Some(_)) if numbers.first_len <= 2 && numbers.third_len == 4 => {
            (numbers.third, numbers.first, numbers.second)
        }
        (DateFormat::Compact, None) if numbers.first_len == 8 => {
            (numbers.first / 10_000, numbers.first / 100 % 100, numbers.first % 100)
        }
        (DateFormat::YearMonthDay, Some(_)) if numbers.first.max(numbers.second) <= 12 => {
            return Err(DateProblem::UnclearOrder);
        }
        (_, Some(_)) if numbers.first_len <= 2 && numbers.third_len == 2 => {
            return Err(DateProblem::TwoDigitYear);
        }
        (_, Some(_)) => return Err(DateProblem::OtherForm),
        _ => return Err(DateProblem::NotADate),
    };
    let day = day_number(year, month, day).ok_or(DateProblem::NoSuchDay)?;
    Ok(Timestamp(Timestamp::midnight(day).0 + parse_time(rest)?))
}

fn parse_pattern(value: &[u8], pattern: &str) -> Result<Timestamp, DateProblem> {
    let text = std::str::from_utf8(value).map_err(|_| DateProblem::NotADate)?;
    if let Ok(moment) = NaiveDateTime::parse_from_str(text, pattern) {
        return Ok(Timestamp(moment.and_utc().timestamp_micros()));
    }
    match NaiveDate::parse_from_str(text, pattern) {
        Ok(date) => Ok(Timestamp::midnight(Day::from(date))),
        Err(problem) if problem.kind() == chrono::format::ParseErrorKind::OutOfRange => {
            Err(DateProblem::NoSuchDay)
        }
        Err(_) => Err(DateProblem::NotADate),
    }
}

/// The three numbers a date begins with, or one run of digits.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    first: u32,
    first_len: usize,
    second: u32,
    third: u32,
    third_len: usize,
    separator: Option<u8>,
}

fn split_numbers(value: &[u8]) -> Option<(Numbers, &[u8])> {
    let (first, first_len, rest) = digits(value)?;
    let Some(&separator @ (b'-' | b'/' | b'.')) = rest.first() else {
        let numbers = Numbers { first, first_len, second: 0, third: 0, third_len: 0, separator: None };
        return Some((numbers, rest));
    };
    let (second, second_len, rest) = digits(&rest[1..])?;
    if second_len > 2 || rest.first() != Some(&separator) {
        return None;
    }
    let (third, third_len, rest) = digits(&rest[1..])?;
    Some((Numbers { first, first_len, second, third, third_len, separator: Some(separator) }, rest))
}

/// A run of 1 to 8 digits: its value, its length and what follows.
fn digits(text: &[u8]) -> Option<(u32, usize, &[u8])> {
    let mut value = 0;
    let mut length = 0;
    while let Some(digit) = text.get(length).map(|byte| byte.wrapping_sub(b'0')).filter(|&digit| digit <= 9) {
        if length == 8 {
            return None;
        }
        value = value * 10 + u32::from(digit);
        length += 1;
    }
    (length > 0).then(|| (value, length, &text[length..]))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, or `None` for a day that does not exist.
fn day_number(year: u32, month: u32, day: u32) -> Option<Day> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    if day == 0 || day > longest || year == 0 || year > 9999 {
        return None;
    }
    // Years are counted from March, so that the leap day is the last of its year.
    let shifted_year = year - u32::from(month <= 2);
    let shifted_month = (month + 9) % 12;
    let days = 365 * shifted_year + shifted_year / 4 - shifted_year / 100
        + shifted_year / 400
        + (153 * shifted_month + 2) / 5
        + day
        - 1;
    i32::try_from(days).ok().map(|days| Day(days - 719_468))
}

/// The time of day in microseconds. An offset is checked and set aside: days are counted as written.
fn parse_time(rest: &[u8]) -> Result<i64, DateProblem> {
    if rest.is_empty() {
        return Ok(0);
    }
    let clock = match rest {
        [b'T' | b't', clock @ ..] => clock,
        [b' ', ..] => rest.trim_ascii_start(),
        _ => return Err(DateProblem::NotADate),
    };
    let (hour, hour_len, after) = digits(clock).ok_or(DateProblem::NotADate)?;
    let [b':', after @ ..] = after else { return Err(DateProblem::NotADate) };
    let (minute, minute_len, after) = digits(after).ok_or(DateProblem::NotADate)?;
    if hour_len > 2 || minute_len != 2 {
        return Err(DateProblem::NotADate);
    }
    let (second, micros, after) = parse_seconds(after)?;
    let hour = twelve_hour(hour, after)?;
    if hour > 23 || minute > 59 || second > 60 {
        return Err(DateProblem::NoSuchTime);
    }
    // A leap second counts into the last second of its minute, so that it stays in its day.
    let second = second.min(59);
    let micros = i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + i64::from(micros);
    debug_assert!(micros < MICROS_PER_DAY);
    Ok(micros)
}

fn parse_seconds(after: &[u8]) -> Result<(u32, u32, &[u8]), DateProblem> {
    let [b':', rest @ ..] = after else { return Ok((0, 0, after)) };
    let (second, length, rest) = digits(rest).ok_or(DateProblem::NotADate)?;
    if length != 2 {
        return Err(DateProblem::NotADate);
    }
    let [b'.' | b',', fraction @ ..] = rest else { return Ok((second, 0, rest)) };
    let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 {
        return Err(DateProblem::NotADate);
    }
    let micros = (0..6).fold(0, |micros, place| {
        micros * 10 + fraction[..length].get(place).map_or(0, |digit| u32::from(digit - b'0'))
    });
    Ok((second, micros, &fraction[length..]))
}

/// Applies `AM`/`PM`, and checks that nothing but an offset or a zone name follows.
fn twelve_hour(hour: u32, after: &[u8]) -> Result<u32, DateProblem> {
    let after = after.trim_ascii();
    let afternoon = match after {
        _ if after.eq_ignore_ascii_case(b"am") => false,
        _ if after.eq_ignore_ascii_case(b"pm") => true,
        _ if after.is_empty() || is_offset(after) => return Ok(hour),
        _ => return Err(DateProblem::NotADate),
    };
    if !(1..=12).contains(&hour) {
        return Err(DateProblem::NoSuchTime);
    }
    Ok(hour % 12 + if afternoon { 12 } else { 0 })
}

fn is_offset(text: &[u8]) -> bool {
    match text {
        b"Z" | b"z" | b"UTC" | b"GMT" | b"WIB" | b"WITA" | b"WIT" => true,
        [b'+' | b'-', digits @ ..] => {
            let numbers = digits.iter().filter(|byte| byte.is_ascii_digit()).count();
            let colons = digits.iter().filter(|&&byte| byte == b':').count();
            numbers + colons == digits.len() && matches!((numbers, colons), (2, 0) | (4, 0 | 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(value: &str, format: &DateFormat) -> Result<String, DateProblem> {
        parse(value.as_bytes(), format)
            .map(|moment| chrono::DateTime::from_timestamp_micros(moment.0).unwrap().naive_utc().to_string())
    }

    #[test]
    fn every_supported_form() {
        use DateFormat::*;
        for (value, format, expected) in [
            ("1997-01-01", YearMonthDay, "1997-01-01 00:00:00"),
            ("1997/1/2", YearMonthDay, "1997-01-02 00:00:00"),
            ("2026-10-31 23:59", YearMonthDay, "2026-10-31 23:59:00"),
            ("2026-10-31T23:59:60Z", YearMonthDay, "2026-10-31 23:59:59"),
            ("2026-10-31 20:41:07.25+07:00", YearMonthDay, "2026-10-31 20:41:07.250"),
            ("2026-10-31 20:41:07 WIB", YearMonthDay, "2026-10-31 20:41:07"),
            ("31/12/2026", DayMonthYear, "2026-12-31 00:00:00"),
            ("1.2.2026 07:05", DayMonthYear, "2026-02-01 07:05:00"),
            ("12/31/2026 12:30 AM", MonthDayYear, "2026-12-31 00:30:00"),
            ("12/31/2026 12:30 PM", MonthDayYear, "2026-12-31 12:30:00"),
            ("19970101", Compact, "1997-01-01 00:00:00"),
            ("03/04/97", Pattern("%d/%m/%y".into()), "1997-04-03 00:00:00"),
            ("03 Jun 2026 20:41", Pattern("%d %b %Y %H:%M".into()), "2026-06-03 20:41:00"),
        ] {
            assert_eq!(show(value, &format).as_deref(), Ok(expected), "{value}");
        }
    }

    #[test]
    fn nothing_is_taken_for_a_date_that_is_none() {
        use DateFormat::*;
        for (value, format, problem) in [
            ("", YearMonthDay, DateProblem::Empty),
            ("n/a", YearMonthDay, DateProblem::NotADate),
            ("2026-11-31", YearMonthDay, DateProblem::NoSuchDay),
            ("1997-02-29", YearMonthDay, DateProblem::NoSuchDay),
            ("2026-13-01", YearMonthDay, DateProblem::NoSuchDay),
            ("2026-00-10", YearMonthDay, DateProblem::NoSuchDay),
            ("2026-01-01 24:00", YearMonthDay, DateProblem::NoSuchTime),
            ("2026-01-01 13:00 PM", YearMonthDay, DateProblem::NoSuchTime),
            ("2026-01-01 soon", YearMonthDay, DateProblem::NotADate),
            ("2026-01-01x", YearMonthDay, DateProblem::NotADate),
            ("02/03/1997", YearMonthDay, DateProblem::UnclearOrder),
            ("13/12/1997", MonthDayYear, DateProblem::NoSuchDay),
            ("02/03/97", YearMonthDay, DateProblem::UnclearOrder),
            ("13/03/97", YearMonthDay, DateProblem::TwoDigitYear),
            ("13/03/97", DayMonthYear, DateProblem::TwoDigitYear),
            ("2025-12-30", DayMonthYear, DateProblem::OtherForm),
            ("19970230", Compact, DateProblem::NoSuchDay),
            ("31/02/97", Pattern("%d/%m/%y".into()), DateProblem::NoSuchDay),
        ] {
            assert_eq!(show(value, &format), Err(problem), "{value}");
        }
    }

    #[test]
    fn one_telling_value_decides_the_column() {
        let decide = |values: &[&str]| {
            let mut evidence = DateEvidence::default();
            for value in values {
                evidence.add(value.as_bytes());
            }
            evidence.decide()
        };
        assert_eq!(decide(&["03/04/2024", "05/06/2024"]), None);
        assert_eq!(decide(&["03/04/2024", "13/06/2024"]), Some(DateFormat::DayMonthYear));
        assert_eq!(decide(&["03/04/2024", "06/13/2024"]), Some(DateFormat::MonthDayYear));
        assert_eq!(decide(&["2024-04-03", "03/04/2024", "2024-04-04"]), Some(DateFormat::YearMonthDay));
        assert_eq!(decide(&["19970101"]), Some(DateFormat::Compact));
    }

    proptest! {
        #[test]
        fn day_numbers_agree_with_chrono(year in 1u32..=9999, month in 0u32..=13, day in 0u32..=32) {
            let expected = NaiveDate::from_ymd_opt(i32::try_from(year).unwrap(), month, day).map(Day::from);
            prop_assert_eq!(day_number(year, month, day), expected);
        }

        #[test]
        fn any_bytes_are_parsed_or_refused(value in proptest::collection::vec(any::<u8>(), 0..24)) {
            for format in [DateFormat::YearMonthDay, DateFormat::DayMonthYear, DateFormat::Compact] {
                let _ = parse(&value, &format);
            }
        }
    }
}
