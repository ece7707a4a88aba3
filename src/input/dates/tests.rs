//! What each format reads and refuses, and that reading undoes writing.

use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

const ENGLISH: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const INDONESIAN: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

fn formats() -> Vec<DateFormat> {
    use DateFormat::*;
    let pattern = Pattern("%d/%m/%y %H:%M %z".into());
    let ways = [YearMonthDay, DayMonthYear, MonthDayYear, DayMonthShortYear, MonthDayShortYear, Compact];
    ways.into_iter().chain([Named, EpochSeconds, EpochMillis, SpreadsheetSerial, pattern]).collect()
}

fn show(value: &str, format: &DateFormat) -> Result<String, DateProblem> {
    parse(value.as_bytes(), format, &Zones::default())
        .map(|moment| chrono::DateTime::from_timestamp_micros(moment.0).unwrap().naive_utc().to_string())
}

fn check(format: &DateFormat, values: &[(&str, &str)]) {
    for (value, expected) in values {
        assert_eq!(show(value, format).as_deref(), Ok(*expected), "{value}");
    }
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
        ("31/12/2026 20.41", DayMonthYear, "2026-12-31 20:41:00"),
        ("31.12.2026 20.41.07,5", DayMonthYear, "2026-12-31 20:41:07.500"),
        ("12/31/2026, 8:41:07\u{202f}PM", MonthDayYear, "2026-12-31 20:41:07"),
        ("2026-10-31T20:41:07", YearMonthDay, "2026-10-31 20:41:07"),
        ("2026-10-31 2:55:09 PM", YearMonthDay, "2026-10-31 14:55:09"),
        ("2026-10-31\u{a0}20:41", YearMonthDay, "2026-10-31 20:41:00"),
        ("2026-10-31\u{a0}", YearMonthDay, "2026-10-31 00:00:00"),
        ("31/12/26", DayMonthShortYear, "2026-12-31 00:00:00"),
        ("1-2-68 7:05", DayMonthShortYear, "2068-02-01 07:05:00"),
        ("01.02.69", DayMonthShortYear, "1969-02-01 00:00:00"),
        ("12/31/99 2:55 pm", MonthDayShortYear, "1999-12-31 14:55:00"),
        ("02/29/00", MonthDayShortYear, "2000-02-29 00:00:00"),
    ] {
        assert_eq!(show(value, &format).as_deref(), Ok(expected), "{value}");
    }
}

#[test]
fn months_in_words() {
    check(
        &DateFormat::Named,
        &[
            ("03 Jun 2026 20:41", "2026-06-03 20:41:00"),
            ("3 Juni 2026", "2026-06-03 00:00:00"),
            ("31-Des-2026", "2026-12-31 00:00:00"),
            ("31/dec/2026", "2026-12-31 00:00:00"),
            ("31 Desember 2026 10:00 WIB", "2026-12-31 10:00:00"),
            ("31 OKT. 2026, 20.41", "2026-10-31 20:41:00"),
            ("May 31, 2023 2:55:09 AM", "2023-05-31 02:55:09"),
            ("May 31, 2023, 2:55:09\u{202f}PM", "2023-05-31 14:55:09"),
            ("May 31 2023", "2023-05-31 00:00:00"),
            ("Sept. 1, 2023", "2023-09-01 00:00:00"),
            ("Sabtu, 31 Oktober 2026", "2026-10-31 00:00:00"),
            ("Jum'at, 30 Oktober 2026", "2026-10-30 00:00:00"),
            ("Sat, 31 Oct 2026 10:00:00 +0700", "2026-10-31 10:00:00"),
            ("saturday October 31, 2026", "2026-10-31 00:00:00"),
            ("31-Oct-26", "2026-10-31 00:00:00"),
            ("31-Oct-69", "1969-10-31 00:00:00"),
        ],
    );
}

#[test]
fn dates_that_are_one_number() {
    check(
        &DateFormat::Compact,
        &[
            ("20261031T204107", "2026-10-31 20:41:07"),
            ("20261031T2041", "2026-10-31 20:41:00"),
            ("20261031T204107.25+0700", "2026-10-31 20:41:07.250"),
            ("20261031T20:41", "2026-10-31 20:41:00"),
            ("20261031204107", "2026-10-31 20:41:07"),
            ("20261031 20:41", "2026-10-31 20:41:00"),
        ],
    );
    check(
        &DateFormat::EpochSeconds,
        &[
            ("1793468467", "2026-10-31 17:41:07"),
            ("1793468467.25", "2026-10-31 17:41:07.250"),
            ("100000000", "1973-03-03 09:46:40"),
            ("9999999999", "2286-11-20 17:46:39"),
        ],
    );
    check(
        &DateFormat::EpochMillis,
        &[("1793468467250", "2026-10-31 17:41:07.250"), ("100000000000", "1973-03-03 09:46:40")],
    );
    check(
        &DateFormat::SpreadsheetSerial,
        &[
            ("46023", "2026-01-01 00:00:00"),
            ("46023.5", "2026-01-01 12:00:00"),
            ("46023,25", "2026-01-01 06:00:00"),
            ("46023.86188657407", "2026-01-01 20:41:07"),
            ("46023.999999", "2026-01-02 00:00:00"),
            ("20000", "1954-10-03 00:00:00"),
            ("79999", "2119-01-10 00:00:00"),
        ],
    );
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
        ("2026-01-10", Pattern("%d/%m/%Y".into()), DateProblem::NotADate),
        ("2026-10-311", YearMonthDay, DateProblem::OtherForm),
        ("2026-10-31 20:41:60:", YearMonthDay, DateProblem::NotADate),
        ("2026-10-31 20:60:07", YearMonthDay, DateProblem::NoSuchTime),
        ("2026-01-01,20:41", YearMonthDay, DateProblem::NotADate),
        ("1.250.000", YearMonthDay, DateProblem::NotADate),
        ("1/2/3", DayMonthYear, DateProblem::OtherForm),
        ("31/12/2026 late", DayMonthYear, DateProblem::NotADate),
        ("31/12/26 late", DayMonthShortYear, DateProblem::NotADate),
        ("31/02/26", DayMonthShortYear, DateProblem::NoSuchDay),
        ("12/31/26", DayMonthShortYear, DateProblem::NoSuchDay),
        ("31/12/2026", DayMonthShortYear, DateProblem::OtherForm),
        ("2026-12-31", MonthDayShortYear, DateProblem::OtherForm),
        ("31 Feb 2026", Named, DateProblem::NoSuchDay),
        ("31 Foo 2026", Named, DateProblem::NotADate),
        ("31 Okt 2026 late", Named, DateProblem::NotADate),
        ("31 Okt 2026 24.00", Named, DateProblem::NoSuchTime),
        ("May 31 10:00", Named, DateProblem::NotADate),
        ("31/12/2026", Named, DateProblem::OtherForm),
        ("31 Okt 2026", YearMonthDay, DateProblem::OtherForm),
        ("20261031", YearMonthDay, DateProblem::OtherForm),
        ("20261031T240000", Compact, DateProblem::NoSuchTime),
        ("202610312041", Compact, DateProblem::OtherForm),
        ("2026103120410", EpochSeconds, DateProblem::OtherForm),
        ("12345678901", EpochSeconds, DateProblem::NotADate),
        ("1793468467 s", EpochSeconds, DateProblem::NotADate),
        ("-1793468467", EpochSeconds, DateProblem::NotADate),
        ("1793468467250.5", EpochMillis, DateProblem::NotADate),
        ("1793468467", EpochMillis, DateProblem::OtherForm),
        ("19999", SpreadsheetSerial, DateProblem::NotADate),
        ("80000", SpreadsheetSerial, DateProblem::NotADate),
        ("46023.", SpreadsheetSerial, DateProblem::NotADate),
        ("46023", DayMonthYear, DateProblem::OtherForm),
    ] {
        assert_eq!(show(value, &format), Err(problem), "{value} as {}", format.name());
    }
}

/// A moment in the way of each format that can hold it.
fn written(moment: chrono::NaiveDateTime) -> Vec<(String, DateFormat)> {
    use DateFormat::*;
    let in_words = |months: [&str; 12]| {
        let month = months[moment.format("%m").to_string().parse::<usize>().unwrap() - 1];
        moment.format(&format!("%-d {month} %Y %H.%M.%S")).to_string()
    };
    let seconds = moment.and_utc().timestamp();
    let mut written = vec![
        (in_words(ENGLISH), Named),
        (in_words(INDONESIAN), Named),
        (moment.format("%A, %B %d, %Y %I:%M:%S %p").to_string(), Named),
    ];
    for (pattern, format) in [
        ("%Y-%m-%d %H:%M:%S", YearMonthDay),
        ("%d/%m/%Y %H.%M.%S", DayMonthYear),
        ("%m/%d/%Y %I:%M:%S %p", MonthDayYear),
        ("%d-%m-%y %H:%M:%S", DayMonthShortYear),
        ("%m/%d/%y, %I:%M:%S %p", MonthDayShortYear),
        ("%Y%m%dT%H%M%S", Compact),
        ("%Y%m%d%H%M%S", Compact),
    ] {
        written.push((moment.format(pattern).to_string(), format));
    }
    if seconds >= 100_000_000 {
        written.push((seconds.to_string(), EpochSeconds));
        written.push((format!("{seconds}000"), EpochMillis));
    }
    let days = seconds.div_euclid(86_400) + 25_569;
    let share = seconds.rem_euclid(86_400) * 10_000_000_000 / 86_400;
    written.push((format!("{days}.{share:010}"), SpreadsheetSerial));
    written
}

proptest! {
    #[test]
    fn what_is_written_reads_back(seconds in -31_536_000i64..3_124_224_000) {
        let moment = chrono::DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
        for (value, format) in written(moment) {
            let read = parse(value.as_bytes(), &format, &Zones::default());
            prop_assert_eq!(read, Ok(Timestamp(seconds * 1_000_000)), "{} as {}", value, format.name());
        }
    }

    #[test]
    fn any_bytes_are_parsed_or_refused(value in proptest::collection::vec(any::<u8>(), 0..24)) {
        refuse_or_parse(&value);
    }

    #[test]
    fn anything_like_a_date_is_parsed_or_refused(
        value in "[0-9:/., TZ+-]{0,30}|[0-9]{1,4}[ /-](Okt|May)[ ,.-]+[0-9]{1,5}[ :.0-9APM\u{202f}-]{0,12}",
    ) {
        refuse_or_parse(value.as_bytes());
    }
}

fn refuse_or_parse(value: &[u8]) {
    let zones = Zones { target: Some(Zone::named("America/New_York").unwrap()), utc: true };
    for format in formats() {
        let _ = parse(value, &format, &zones);
        let _ = parse_with_clock(b"2026-10-31", value, &format, &zones);
    }
    let mut evidence = DateEvidence::default();
    evidence.add(value);
    // The format that one value decides on reads it, unless it is no day or no time.
    if let Some(format) = evidence.decide().filter(|_| evidence.has_time()) {
        assert!(parse(value, &format, &zones).is_ok(), "{value:?} as {}", format.name());
    }
}

#[test]
fn the_calendar_is_read_to_its_ends() {
    for (value, date) in [("1900-01-01", (1900, 1, 1)), ("2199-12-31", (2199, 12, 31))] {
        let date = NaiveDate::from_ymd_opt(date.0, date.1, date.2).unwrap();
        let moment = parse(value.as_bytes(), &DateFormat::YearMonthDay, &Zones::default());
        assert_eq!(moment, Ok(Timestamp::midnight(Day::from(date))));
    }
    let slip = parse(b"0026-01-31", &DateFormat::YearMonthDay, &Zones::default());
    assert_eq!(slip, Err(DateProblem::NoSuchDay));
}
