//! The time of day behind a date or in a column of its own, and the offset that may follow it.

use super::DateProblem;
use super::calendar::{digits, fraction, pair, scaled};
use crate::units::MICROS_PER_DAY;

/// A time of day in microseconds, and the seconds that its offset is ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) micros: i64,
    pub(super) offset: Option<i32>,
}

impl Clock {
    const MIDNIGHT: Clock = Clock { micros: 0, offset: None };
}

/// The time of day of a column of times.
pub(super) fn time_column(value: &[u8]) -> Result<Clock, DateProblem> {
    match skip_spaces(value) {
        [] => Err(DateProblem::Empty),
        clock => time(clock).map_err(|problem| match problem {
            DateProblem::NotADate => DateProblem::NotATime,
            problem => problem,
        }),
    }
}

/// What follows a date: nothing, or `T`, a space or a comma and a space, and a time of day.
pub(super) fn after_date(rest: &[u8]) -> Result<Clock, DateProblem> {
    if rest.is_empty() {
        return Ok(Clock::MIDNIGHT);
    }
    if let Some((hour, minute, second)) = iso(rest) {
        return finish(hour, minute, second, 0, b"");
    }
    if let [b'T' | b't', clock @ ..] = rest {
        return time(clock);
    }
    let spaces = rest.strip_prefix(b",").unwrap_or(rest);
    match skip_spaces(spaces) {
        clock if clock.len() == spaces.len() => Err(DateProblem::NotADate),
        [] => Ok(Clock::MIDNIGHT),
        clock => time(clock),
    }
}

/// The numbers of ` 20:41:07` or `T20:41:07` with nothing behind: the short way, as for the date.
fn iso(rest: &[u8]) -> Option<(u32, u32, u32)> {
    let [b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2] = *rest else { return None };
    Some((pair(h1, h2)?, pair(m1, m2)?, pair(s1, s2)?))
}

/// `204107` or `2041`, as ISO 8601 writes it without colons.
pub(super) fn compact_time(text: &[u8]) -> Result<Clock, DateProblem> {
    let (clock, length, after) = digits(text).ok_or(DateProblem::NotADate)?;
    match length {
        4 => finish(clock / 100, clock % 100, 0, 0, after),
        6 => {
            let (digits, after) = fraction(after)?;
            finish(clock / 10_000, clock / 100 % 100, clock % 100, scaled(digits, 6), after)
        }
        _ => Err(DateProblem::NotADate),
    }
}

/// `20:41`, `20:41:07.25`, with dots for colons, and perhaps `AM` or `PM` and an offset.
fn time(clock: &[u8]) -> Result<Clock, DateProblem> {
    let (hour, hour_len, after) = digits(clock).ok_or(DateProblem::NotADate)?;
    let [mark @ (b':' | b'.'), after @ ..] = after else { return Err(DateProblem::NotADate) };
    let (minute, minute_len, after) = digits(after).ok_or(DateProblem::NotADate)?;
    if hour_len > 2 || minute_len != 2 {
        return Err(DateProblem::NotADate);
    }
    if after.first() != Some(mark) {
        return finish(hour, minute, 0, 0, after);
    }
    let (second, second_len, after) = digits(&after[1..]).ok_or(DateProblem::NotADate)?;
    if second_len != 2 {
        return Err(DateProblem::NotADate);
    }
    let (fraction, after) = fraction(after)?;
    let micros = if fraction.is_empty() { 0 } else { scaled(fraction, 6) };
    finish(hour, minute, second, micros, after)
}

fn finish(hour: u32, minute: u32, second: u32, micros: u64, after: &[u8]) -> Result<Clock, DateProblem> {
    let (hour, offset) = if after.is_empty() { (hour, None) } else { twelve_hour(hour, after)? };
    if hour > 23 || minute > 59 || second > 60 {
        return Err(DateProblem::NoSuchTime);
    }
    // A leap second counts into the last second of its minute, so that it stays in its day.
    let second = second.min(59);
    let micros = i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + micros as i64;
    debug_assert!(micros < MICROS_PER_DAY);
    Ok(Clock { micros, offset })
}

/// Applies `AM`/`PM`, and checks that nothing but an offset or a zone name follows.
fn twelve_hour(hour: u32, after: &[u8]) -> Result<(u32, Option<i32>), DateProblem> {
    let after = skip_spaces(after);
    let (afternoon, rest) = match after {
        [b'a' | b'A', b'm' | b'M', rest @ ..] => (false, rest),
        [b'p' | b'P', b'm' | b'M', rest @ ..] => (true, rest),
        _ => return Ok((hour, offset_or_nothing(after)?)),
    };
    if rest.first().is_some_and(u8::is_ascii_alphanumeric) {
        return Err(DateProblem::NotADate);
    }
    let offset = offset_or_nothing(skip_spaces(rest))?;
    if !(1..=12).contains(&hour) {
        return Err(DateProblem::NoSuchTime);
    }
    Ok((hour % 12 + if afternoon { 12 } else { 0 }, offset))
}

fn offset_or_nothing(text: &[u8]) -> Result<Option<i32>, DateProblem> {
    let text = text.trim_ascii_end();
    if text.is_empty() { Ok(None) } else { offset(text).map(Some) }
}

/// Seconds ahead of UTC: `Z`, `WIB`, `+07`, `+0700`, `+07:00`.
pub(super) fn offset(text: &[u8]) -> Result<i32, DateProblem> {
    let (sign, hour, minute) = match *text {
        [sign @ (b'+' | b'-'), a, b] => (sign, [a, b], [b'0'; 2]),
        [sign @ (b'+' | b'-'), a, b, c, d] | [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            (sign, [a, b], [c, d])
        }
        _ => return named_offset(text).ok_or(DateProblem::NotADate),
    };
    let number = |[tens, ones]: [u8; 2]| pair(tens, ones).ok_or(DateProblem::NotADate);
    let (hour, minute) = (number(hour)?, number(minute)?);
    // The widest that any place has had is under 16 hours.
    if hour > 15 || minute > 59 {
        return Err(DateProblem::NoSuchTime);
    }
    let seconds = (hour * 3600 + minute * 60).cast_signed();
    Ok(if sign == b'-' { -seconds } else { seconds })
}

fn named_offset(name: &[u8]) -> Option<i32> {
    const NAMES: [(&[u8], i32); 6] =
        [(b"Z", 0), (b"UTC", 0), (b"GMT", 0), (b"WIB", 7), (b"WITA", 8), (b"WIT", 9)];
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, hours)| hours * 3600)
}

/// Without the spaces at its start, also the no-break and the thin ones (U+00A0, U+2009, U+202F).
pub(super) fn skip_spaces(text: &[u8]) -> &[u8] {
    let mut text = text.trim_ascii_start();
    while let [0xC2, 0xA0, rest @ ..] | [0xE2, 0x80, 0x89 | 0xAF, rest @ ..] = text {
        text = rest.trim_ascii_start();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_a_column() {
        let micros = |value: &[u8]| time_column(value).map(|clock| clock.micros);
        for (value, seconds) in [
            ("00:00", 0),
            ("12:59:30", 46_770),
            ("2:55 PM", 53_700),
            ("2:55\u{202f}pm", 53_700),
            ("12:00 am", 0),
            ("12:05PM", 43_500),
            ("20.41", 74_460),
            ("20.41.07", 74_467),
            (" 9:05", 32_700),
            ("23:59:60", 86_399),
            ("20.41 WIB", 74_460),
            ("2:55 PM +07:00", 53_700),
        ] {
            assert_eq!(micros(value.as_bytes()), Ok(seconds * 1_000_000), "{value}");
        }
        assert_eq!(micros(b"20:41:07.5"), Ok(74_467_500_000));
        assert_eq!(micros(b"20.41.07,5"), Ok(74_467_500_000));
    }

    #[test]
    fn no_times() {
        for (value, problem) in [
            ("", DateProblem::Empty),
            ("\u{a0}", DateProblem::Empty),
            ("noon", DateProblem::NotATime),
            ("20", DateProblem::NotATime),
            ("20.4", DateProblem::NotATime),
            ("20:41.07", DateProblem::NotATime),
            ("20:41:7", DateProblem::NotATime),
            ("20:41:07.", DateProblem::NotATime),
            ("2:55 PMx", DateProblem::NotATime),
            ("20:41 WIBX", DateProblem::NotATime),
            ("20:41 +7:00", DateProblem::NotATime),
            ("20:41 +0:700", DateProblem::NotATime),
            ("20:41 +07:60", DateProblem::NoSuchTime),
            ("20:41 +16:00", DateProblem::NoSuchTime),
            ("24:00", DateProblem::NoSuchTime),
            ("24.00", DateProblem::NoSuchTime),
            ("20:60", DateProblem::NoSuchTime),
            ("0:55 PM", DateProblem::NoSuchTime),
            ("14:55 PM", DateProblem::NoSuchTime),
        ] {
            assert_eq!(time_column(value.as_bytes()), Err(problem), "{value}");
        }
    }

    #[test]
    fn offsets() {
        for (text, minutes) in [
            ("Z", 0),
            ("utc", 0),
            ("GMT", 0),
            ("WIB", 420),
            ("WITA", 480),
            ("WIT", 540),
            ("+07", 420),
            ("+0545", 345),
            ("-03:30", -210),
        ] {
            assert_eq!(offset(text.as_bytes()), Ok(minutes * 60), "{text}");
        }
    }
}
