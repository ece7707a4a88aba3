//! The calendar: the numbers that a date begins with, the year that two digits mean, and the day that year,
//! month and day name.

use super::DateProblem;
use crate::units::{Day, Timestamp};

/// The three numbers a date begins with, or one run of digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    pub(super) first: u32,
    pub(super) first_len: usize,
    pub(super) second: u32,
    pub(super) third: u32,
    /// 0 for one run of digits.
    pub(super) third_len: usize,
}

pub(super) fn split_numbers(value: &[u8]) -> Option<(Numbers, &[u8])> {
    let (first, first_len, rest) = digits(value)?;
    let Some(&separator @ (b'-' | b'/' | b'.')) = rest.first() else {
        return Some((Numbers { first, first_len, second: 0, third: 0, third_len: 0 }, rest));
    };
    let (second, second_len, rest) = digits(&rest[1..])?;
    if second_len > 2 || rest.first() != Some(&separator) {
        return None;
    }
    let (third, third_len, rest) = digits(&rest[1..])?;
    Some((Numbers { first, first_len, second, third, third_len }, rest))
}

/// Year, month and day of `2026-10-31` and what follows: the short way for most values of most files.
pub(super) fn iso(value: &[u8]) -> Option<(u32, u32, u32, &[u8])> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = value else { return None };
    Some((pair(*y1, *y2)? * 100 + pair(*y3, *y4)?, pair(*m1, *m2)?, pair(*d1, *d2)?, rest))
}

/// The number that two digits write.
pub(super) fn pair(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| u32::from(tens) * 10 + u32::from(ones))
}

/// A run of 1 to 8 digits: its value, its length and what follows.
pub(super) fn digits(text: &[u8]) -> Option<(u32, usize, &[u8])> {
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

/// A run of digits of any length, also none, and what follows.
pub(super) fn digit_run(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(text.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// The digits behind a decimal point or comma, none without one, and what follows.
pub(super) fn fraction(text: &[u8]) -> Result<(&[u8], &[u8]), DateProblem> {
    let [b'.' | b',', digits @ ..] = text else { return Ok((b"", text)) };
    match digit_run(digits) {
        ([], _) => Err(DateProblem::NotADate),
        found => Ok(found),
    }
}

/// The first `places` of `digits` as a number, filled up with zeros.
pub(super) fn scaled(digits: &[u8], places: usize) -> u64 {
    (0..places)
        .fold(0, |value, place| value * 10 + digits.get(place).map_or(0, |digit| u64::from(digit - b'0')))
}

/// The year that two digits mean in POSIX: 1969 to 2068.
pub(super) fn full_year(short: u32) -> u32 {
    if short <= 68 { 2000 + short } else { 1900 + short }
}

/// The start of a day in microseconds since 1970-01-01.
pub(super) fn midnight(year: u32, month: u32, day: u32) -> Result<i64, DateProblem> {
    let day = day_number(year, month, day).ok_or(DateProblem::NoSuchDay)?;
    Ok(Timestamp::midnight(day).0)
}

/// Years in which anything was sold that anyone exports; others are slips such as 0026.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2199;

/// Days since 1970-01-01 in the proleptic Gregorian calendar, or `None` for a day that does not exist.
fn day_number(year: u32, month: u32, day: u32) -> Option<Day> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let longest = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return None,
    };
    if day == 0 || day > longest || !YEARS.contains(&year) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    #[test]
    fn two_digits_mean_the_years_that_posix_says() {
        assert_eq!([0, 26, 68, 69, 99].map(full_year), [2000, 2026, 2068, 1969, 1999]);
    }

    #[test]
    fn a_fraction_is_cut_or_filled_up() {
        assert_eq!(scaled(b"25", 6), 250_000);
        assert_eq!(scaled(b"1234567", 6), 123_456);
        assert_eq!(fraction(b",5 PM"), Ok((&b"5"[..], &b" PM"[..])));
        assert_eq!(fraction(b". PM"), Err(DateProblem::NotADate));
    }

    proptest! {
        #[test]
        fn day_numbers_agree_with_chrono(year in 1890u32..=2210, month in 0u32..=13, day in 0u32..=32) {
            let expected = NaiveDate::from_ymd_opt(i32::try_from(year).unwrap(), month, day).map(Day::from);
            let expected = expected.filter(|_| YEARS.contains(&year));
            prop_assert_eq!(day_number(year, month, day), expected);
        }
    }
}
