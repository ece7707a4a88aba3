//! Dates whose month is a word, English or Indonesian: `31 Okt 2026`, `Sat, 31-Oct-26`,
//! `May 31, 2023 2:55 AM`.

use super::DateProblem;
use super::calendar::{digits, full_year, midnight};
use super::clock::skip_spaces;
use super::zones::Moment;

pub(super) fn read(value: &[u8]) -> Result<Moment, DateProblem> {
    let (year, month, day, rest) = split(value).ok_or(DateProblem::NotADate)?;
    Moment::new(midnight(year, month, day)?, rest)
}

/// Year, month, day and what follows. Whether the day exists is not asked.
pub(super) fn split(value: &[u8]) -> Option<(u32, u32, u32, &[u8])> {
    let date = skip_weekday(value);
    let day_first = date.first()?.is_ascii_digit();
    let (day, month, mark, rest) = if day_first {
        let (day, rest) = day(date)?;
        let (mark, rest) = separator(rest)?;
        let (month, rest) = month(rest)?;
        (day, month, mark, rest)
    } else {
        let (month, rest) = month(date)?;
        let (mark, rest) = separator(rest)?;
        let (day, rest) = day(rest)?;
        (day, month, mark, rest)
    };
    let (second_mark, rest) = separator(rest)?;
    let (year, rest) = year(rest)?;
    (mark == second_mark).then_some((year, month, day, rest))
}

/// Without a weekday at the start. It is not checked: the date says which day it was.
fn skip_weekday(value: &[u8]) -> &[u8] {
    let (word, rest) = word(value);
    if !is_weekday(word) {
        return value;
    }
    let rest = rest.strip_prefix(b".").unwrap_or(rest);
    skip_spaces(rest.strip_prefix(b",").unwrap_or(rest))
}

fn day(text: &[u8]) -> Option<(u32, &[u8])> {
    digits(text).filter(|&(_, length, _)| length <= 2).map(|(day, _, rest)| (day, rest))
}

fn year(text: &[u8]) -> Option<(u32, &[u8])> {
    match digits(text)? {
        (year, 4, rest) => Some((year, rest)),
        (short, 2, rest) => Some((full_year(short), rest)),
        _ => None,
    }
}

fn month(text: &[u8]) -> Option<(u32, &[u8])> {
    let (word, rest) = word(text);
    Some((month_number(word)?, rest.strip_prefix(b".").unwrap_or(rest)))
}

/// A hyphen, a slash, or spaces with or without a comma; the mark that both places must share.
fn separator(text: &[u8]) -> Option<(u8, &[u8])> {
    if let [mark @ (b'-' | b'/'), rest @ ..] = text {
        return Some((*mark, rest));
    }
    let rest = skip_spaces(text.strip_prefix(b",").unwrap_or(text));
    (rest.len() < text.len()).then_some((b' ', rest))
}

fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let letter = |byte: &&u8| byte.is_ascii_alphabetic() || **byte == b'\'';
    text.split_at(text.iter().take_while(letter).count())
}

/// The word in lower case, if it is no longer than the longest name.
fn lower(word: &[u8]) -> Option<([u8; 9], usize)> {
    let mut lower = [0; 9];
    lower.get_mut(..word.len())?.copy_from_slice(word);
    lower.make_ascii_lowercase();
    Some((lower, word.len()))
}

fn month_number(word: &[u8]) -> Option<u32> {
    let (lower, length) = lower(word)?;
    let number = match &lower[..length] {
        b"jan" | b"january" | b"januari" => 1,
        b"feb" | b"peb" | b"february" | b"februari" | b"pebruari" => 2,
        b"mar" | b"march" | b"maret" => 3,
        b"apr" | b"april" => 4,
        b"may" | b"mei" => 5,
        b"jun" | b"june" | b"juni" => 6,
        b"jul" | b"july" | b"juli" => 7,
        b"aug" | b"agu" | b"ags" | b"agt" | b"august" | b"agustus" => 8,
        b"sep" | b"sept" | b"september" => 9,
        b"oct" | b"okt" | b"october" | b"oktober" => 10,
        b"nov" | b"nop" | b"november" | b"nopember" => 11,
        b"dec" | b"des" | b"december" | b"desember" => 12,
        _ => return None,
    };
    Some(number)
}

#[rustfmt::skip]
fn is_weekday(word: &[u8]) -> bool {
    lower(word).is_some_and(|(lower, length)| matches!(
        &lower[..length],
        b"mon" | b"tue" | b"tues" | b"wed" | b"thu" | b"thur" | b"thurs" | b"fri" | b"sat" | b"sun"
        | b"monday" | b"tuesday" | b"wednesday" | b"thursday" | b"friday" | b"saturday" | b"sunday"
        | b"sen" | b"sel" | b"rab" | b"kam" | b"jum" | b"sab" | b"min"
        | b"senin" | b"selasa" | b"rabu" | b"kamis" | b"jumat" | b"jum'at" | b"sabtu" | b"minggu" | b"ahad"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_a_month() {
        let names = [
            "Jan January Januari",
            "Feb Peb February Februari Pebruari",
            "Mar March Maret",
            "Apr April",
            "May Mei",
            "Jun June Juni",
            "Jul July Juli",
            "Aug Agu Ags Agt August Agustus",
            "Sep Sept September",
            "Oct Okt October Oktober",
            "Nov Nop November Nopember",
            "Dec Des December Desember",
        ];
        for (names, number) in names.iter().zip(1..) {
            for name in names.split(' ') {
                for name in [name.to_owned(), name.to_lowercase(), name.to_uppercase()] {
                    assert_eq!(month_number(name.as_bytes()), Some(number), "{name}");
                }
            }
        }
        for name in ["", "ja", "janu", "septembers", "septemberseptember", "sat"] {
            assert_eq!(month_number(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn a_date_in_words_has_three_parts_and_one_separator() {
        assert_eq!(split(b"Sabtu, 31 Okt. 2026 x"), Some((2026, 10, 31, &b" x"[..])));
        assert_eq!(split(b"Jum'at 30-10/2026"), None);
        for value in ["31-Okt 2026", "31Okt2026", "Okt 2026", "31 Okt", "31 Okt 026", "131 Okt 2026", "Sat"] {
            assert_eq!(split(value.as_bytes()), None, "{value}");
        }
    }
}
