//! Dates that are one number: `YYYYMMDD`, Unix times and the day numbers of spreadsheets.

use super::DateProblem;
use super::calendar::{digit_run, fraction, midnight, scaled};
use super::clock::{compact_time, skip_spaces};
use super::forms::Form;
use super::zones::Moment;
use crate::units::MICROS_PER_DAY;

/// The day numbers that are read: 1954-10-03 to 2119-01-10.
const SERIALS: std::ops::RangeInclusive<u64> = 20_000..=79_999;

/// Days from 1899-12-30, where spreadsheets count from, to 1970-01-01.
const SERIAL_OF_1970: i64 = 25_569;

/// What a number alone can stand for, judged by its length.
pub(super) fn form(value: &[u8]) -> Option<Form> {
    if matches!(digit_run(value).0.len(), 8 | 14) {
        return Some(Form::Compact);
    }
    let (whole, fraction) = number(value).ok()?;
    match whole.len() {
        9 | 10 => Some(Form::Seconds),
        12 | 13 if fraction.is_empty() => Some(Form::Millis),
        5 if SERIALS.contains(&scaled(whole, 5)) => Some(Form::Serial),
        _ => None,
    }
}

/// `20261031`, `20261031 20:41`, `20261031T204107`, `20261031204107`.
pub(super) fn compact(value: &[u8]) -> Result<Moment, DateProblem> {
    let (date, rest) = match digit_run(value).0.len() {
        8 | 14 => value.split_at(8),
        _ => return Err(DateProblem::NotADate),
    };
    let date = scaled(date, 8) as u32;
    let midnight = midnight(date / 10_000, date / 100 % 100, date % 100)?;
    let clock = rest.strip_prefix(b"T").unwrap_or(rest);
    if !matches!(digit_run(clock).0.len(), 4 | 6) {
        return Moment::new(midnight, rest);
    }
    let clock = compact_time(clock)?;
    Ok(Moment { wall: midnight + clock.micros, offset: clock.offset })
}

pub(super) fn epoch_seconds(value: &[u8]) -> Result<Moment, DateProblem> {
    match number(value)? {
        (whole, fraction) if matches!(whole.len(), 9 | 10) => {
            let seconds = scaled(whole, whole.len()) as i64;
            Ok(Moment { wall: seconds * 1_000_000 + scaled(fraction, 6) as i64, offset: Some(0) })
        }
        _ => Err(DateProblem::NotADate),
    }
}

pub(super) fn epoch_millis(value: &[u8]) -> Result<Moment, DateProblem> {
    match number(value)? {
        (whole, []) if matches!(whole.len(), 12 | 13) => {
            Ok(Moment { wall: scaled(whole, whole.len()) as i64 * 1000, offset: Some(0) })
        }
        _ => Err(DateProblem::NotADate),
    }
}

/// Days since 1899-12-30. The fraction is rounded to the second: a day number cannot hold more.
pub(super) fn serial(value: &[u8]) -> Result<Moment, DateProblem> {
    const SCALE: u64 = 1_000_000_000_000;
    let (whole, fraction) = number(value)?;
    let day = scaled(whole, 5);
    if whole.len() != 5 || !SERIALS.contains(&day) {
        return Err(DateProblem::NotADate);
    }
    let seconds = (scaled(fraction, 12) * 86_400 + SCALE / 2) / SCALE;
    let wall = (day as i64 - SERIAL_OF_1970) * MICROS_PER_DAY + seconds as i64 * 1_000_000;
    Ok(Moment { wall, offset: None })
}

/// The digits of a number before and behind its decimal mark.
fn number(value: &[u8]) -> Result<(&[u8], &[u8]), DateProblem> {
    let (whole, rest) = digit_run(value);
    let (fraction, rest) = fraction(rest)?;
    if skip_spaces(rest).is_empty() { Ok((whole, fraction)) } else { Err(DateProblem::NotADate) }
}
