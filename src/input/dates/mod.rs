//! Dates: how a column writes them, decided once for the column, and the strict parser for that way.
//!
//! Nothing is guessed per value: a value that does not follow its column's format is a problem with a
//! reason, and a column that every value leaves open is reported as ambiguous.

mod calendar;
mod clock;
mod evidence;
mod forms;
mod named;
mod plain;
mod zones;

use chrono::format::{ParseErrorKind, Parsed, StrftimeItems};

use super::workbook::untyped;
use crate::units::{Day, MICROS_PER_DAY, Timestamp};

use calendar::{full_year, iso, midnight, split_numbers};
pub(super) use evidence::DateEvidence;
use zones::Moment;
pub use zones::Zone;
pub(super) use zones::Zones;

/// How a column writes its dates. Any but the Unix times may carry a time and an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateFormat {
    /// `2026-10-31`, with or without a time and an offset.
    YearMonthDay,
    /// `31/10/2026`; the separator may also be `-` or `.`.
    DayMonthYear,
    /// `10/31/2026`.
    MonthDayYear,
    /// `31/10/26`: the years 00 to 68 are 2000 to 2068, the years 69 to 99 are 1969 to 1999, as in POSIX.
    DayMonthShortYear,
    /// `10/31/26`, with the same years.
    MonthDayShortYear,
    /// `20261031`, `20261031T204107` or `20261031204107`.
    Compact,
    /// The month as an English or Indonesian word: `31 Okt 2026`, `May 31, 2023`, `31-Oct-26`.
    Named,
    /// Seconds since 1970-01-01 00:00 UTC, of 9 or 10 digits.
    EpochSeconds,
    /// Milliseconds since then, of 12 or 13 digits.
    EpochMillis,
    /// Days since 1899-12-30, from 20000 (1954) to 79999 (2119); a fraction is the time of day.
    SpreadsheetSerial,
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
            DateFormat::DayMonthShortYear => "DD/MM/YY",
            DateFormat::MonthDayShortYear => "MM/DD/YY",
            DateFormat::Compact => "YYYYMMDD",
            DateFormat::Named => "DD Mon YYYY",
            DateFormat::EpochSeconds => "Unix seconds",
            DateFormat::EpochMillis => "Unix milliseconds",
            DateFormat::SpreadsheetSerial => "spreadsheet day number",
            DateFormat::Pattern(pattern) => pattern,
        }
    }
}

/// Why a value is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateProblem {
    Empty,
    NotADate,
    /// Said of a column of times only.
    NotATime,
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
            DateProblem::NotATime => "not a time".to_owned(),
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

/// Parses one value strictly.
pub(super) fn parse(value: &[u8], format: &DateFormat, zones: &Zones) -> Result<Timestamp, DateProblem> {
    read(value, format).map(|moment| zones.place(moment))
}

/// Whether a value is a time of day.
pub(super) fn is_clock(value: &[u8]) -> bool {
    clock::time_column(value).is_ok()
}

/// The same for a date and the time that another column gives it.
pub(super) fn parse_with_clock(
    date: &[u8],
    time: &[u8],
    format: &DateFormat,
    zones: &Zones,
) -> Result<Timestamp, DateProblem> {
    let day = read(date, format)?;
    // Two times of day for one moment: neither is to be preferred.
    if day.wall.rem_euclid(MICROS_PER_DAY) != 0 {
        return Err(DateProblem::OtherForm);
    }
    let clock = clock::time_column(time)?;
    Ok(zones.place(Moment { wall: day.wall + clock.micros, offset: clock.offset.or(day.offset) }))
}

fn read(value: &[u8], format: &DateFormat) -> Result<Moment, DateProblem> {
    let value = untyped(value);
    if value.is_empty() {
        return Err(DateProblem::Empty);
    }
    let moment = match format {
        DateFormat::Compact => plain::compact(value),
        DateFormat::Named => named::read(value),
        DateFormat::EpochSeconds => plain::epoch_seconds(value),
        DateFormat::EpochMillis => plain::epoch_millis(value),
        DateFormat::SpreadsheetSerial => plain::serial(value),
        DateFormat::Pattern(pattern) => return read_pattern(value, pattern),
        _ => read_numbers(value, format),
    };
    moment.map_err(|problem| match problem {
        DateProblem::NotADate => forms::misfit(value, format),
        problem => problem,
    })
}

fn read_numbers(value: &[u8], format: &DateFormat) -> Result<Moment, DateProblem> {
    if *format == DateFormat::YearMonthDay
        && let Some((year, month, day, rest)) = iso(value)
    {
        return Moment::new(midnight(year, month, day)?, rest);
    }
    let (numbers, rest) = split_numbers(value).ok_or(DateProblem::NotADate)?;
    let (first, second, third) = (numbers.first, numbers.second, numbers.third);
    let (year, month, day) = match (format, numbers.first_len, numbers.third_len) {
        (DateFormat::YearMonthDay, 4, 1 | 2) => (first, second, third),
        (DateFormat::DayMonthYear, 1 | 2, 4) => (third, second, first),
        (DateFormat::MonthDayYear, 1 | 2, 4) => (third, first, second),
        (DateFormat::DayMonthShortYear, 1 | 2, 2) => (full_year(third), second, first),
        (DateFormat::MonthDayShortYear, 1 | 2, 2) => (full_year(third), first, second),
        _ => return Err(DateProblem::NotADate),
    };
    Moment::new(midnight(year, month, day)?, rest)
}

fn read_pattern(value: &[u8], pattern: &str) -> Result<Moment, DateProblem> {
    let problem = |problem: chrono::ParseError| match problem.kind() {
        ParseErrorKind::OutOfRange => DateProblem::NoSuchDay,
        _ => DateProblem::NotADate,
    };
    let text = std::str::from_utf8(value).map_err(|_| DateProblem::NotADate)?;
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, StrftimeItems::new(pattern)).map_err(problem)?;
    // A Unix time (%s) is in UTC whatever offset stands beside it.
    let offset = parsed.timestamp().map(|_| 0).or(parsed.offset());
    if let Ok(moment) = parsed.to_naive_datetime_with_offset(0) {
        return Ok(Moment { wall: moment.and_utc().timestamp_micros(), offset });
    }
    let date = parsed.to_naive_date().map_err(problem)?;
    Ok(Moment { wall: Timestamp::midnight(Day::from(date)).0, offset })
}

#[cfg(test)]
mod tests;
