//! Time zones: the wall clock that moments are moved to, where their own offset is known.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::{DateProblem, clock};
use crate::nearest::nearest;
use crate::units::Timestamp;

/// A moment as written: microseconds of its wall clock, and the seconds that this clock is ahead of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) wall: i64,
    pub(super) offset: Option<i32>,
}

impl Moment {
    /// The day that begins at `midnight`, and what is written behind it.
    pub(super) fn new(midnight: i64, rest: &[u8]) -> Result<Moment, DateProblem> {
        let clock = clock::after_date(rest)?;
        Ok(Moment { wall: midnight + clock.micros, offset: clock.offset })
    }
}

/// A time zone with its history, or a fixed offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(Rule);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Rule {
    /// Seconds ahead of UTC.
    Fixed(i32),
    Named(Tz),
}

impl Zone {
    /// `Asia/Jakarta`, `WIB`, `UTC`, `+07:00`.
    ///
    /// # Errors
    ///
    /// What to write instead, for the user.
    pub fn named(name: &str) -> Result<Zone, String> {
        let name = name.trim();
        if let Ok(seconds) = clock::offset(name.as_bytes()) {
            return Ok(Zone(Rule::Fixed(seconds)));
        }
        name.parse().map(|zone| Zone(Rule::Named(zone))).map_err(|_| match alike(name) {
            Some(zone) => format!("no such time zone, did you mean {zone}?"),
            None => "write a time zone such as Asia/Jakarta or +07:00".to_owned(),
        })
    }

    /// Microseconds that its clocks were ahead of UTC at a moment of UTC.
    fn ahead(&self, utc: i64) -> i64 {
        let seconds = match &self.0 {
            Rule::Fixed(seconds) => *seconds,
            Rule::Named(zone) => DateTime::from_timestamp_micros(utc).map_or(0, |moment| {
                zone.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc()
            }),
        };
        i64::from(seconds) * 1_000_000
    }
}

/// The zone of the city `name`, else the one spelt most like it.
fn alike(name: &str) -> Option<&'static str> {
    let name = name.replace(' ', "_");
    let zones = || TZ_VARIANTS.iter().map(|zone| zone.name());
    let city = |zone: &str| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&name));
    zones().find(|zone| city(zone)).or_else(|| nearest(&name, zones()))
}

/// The wall clock to move moments to, if any.
#[derive(Clone, Debug, Default)]
pub(in crate::input) struct Zones {
    /// Without one, every moment stays as written, and Unix times stay in UTC.
    pub(in crate::input) target: Option<Zone>,
    /// Moments without an offset are in UTC; else they stay as written.
    pub(in crate::input) utc: bool,
}

impl Zones {
    /// The wall clock of a moment in UTC, where a target is set.
    pub(in crate::input) fn place_utc(&self, micros: i64) -> Timestamp {
        self.place(Moment { wall: micros, offset: Some(0) })
    }

    pub(super) fn place(&self, moment: Moment) -> Timestamp {
        match &self.target {
            None => Timestamp(moment.wall),
            Some(target) => self.moved(moment, target),
        }
    }

    fn moved(&self, moment: Moment, target: &Zone) -> Timestamp {
        let Some(offset) = moment.offset.or(self.utc.then_some(0)) else { return Timestamp(moment.wall) };
        let utc = moment.wall - i64::from(offset) * 1_000_000;
        Timestamp(utc + target.ahead(utc))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DateFormat, parse, parse_with_clock};
    use super::*;

    fn zones(target: &str, utc: bool) -> Zones {
        Zones { target: Some(Zone::named(target).unwrap()), utc }
    }

    fn show(moment: Timestamp) -> String {
        DateTime::from_timestamp_micros(moment.0).unwrap().naive_utc().to_string()
    }

    #[test]
    fn a_moment_with_an_offset_is_moved() {
        use DateFormat::*;
        for (value, format, target, expected) in [
            ("2026-10-31 20:41:07Z", YearMonthDay, "Asia/Jakarta", "2026-11-01 03:41:07"),
            ("2026-10-31 20:41:07+07:00", YearMonthDay, "Asia/Jakarta", "2026-10-31 20:41:07"),
            ("2026-10-31 20:41:07 -0500", YearMonthDay, "Asia/Jakarta", "2026-11-01 08:41:07"),
            ("31/10/2026 23.30 WIB", DayMonthYear, "WIT", "2026-11-01 01:30:00"),
            ("31 Oktober 2026 00:30 WITA", Named, "+07:00", "2026-10-30 23:30:00"),
            ("1793468467", EpochSeconds, "Asia/Jakarta", "2026-11-01 00:41:07"),
            ("1793468467250", EpochMillis, "WITA", "2026-11-01 01:41:07.250"),
            ("20261031T204107Z", Compact, "Asia/Jakarta", "2026-11-01 03:41:07"),
            ("2026-10-31 20:41 +0000", Pattern("%F %R %z".into()), "WIB", "2026-11-01 03:41:00"),
            ("1793468467", Pattern("%s".into()), "WIB", "2026-11-01 00:41:07"),
            // Daylight saving time: the spring gap and the hour that comes twice in autumn.
            ("2026-03-08 06:59:59Z", YearMonthDay, "America/New_York", "2026-03-08 01:59:59"),
            ("2026-03-08 07:00:00Z", YearMonthDay, "America/New_York", "2026-03-08 03:00:00"),
            ("2026-11-01 05:30:00Z", YearMonthDay, "America/New_York", "2026-11-01 01:30:00"),
            ("2026-11-01 06:30:00Z", YearMonthDay, "America/New_York", "2026-11-01 01:30:00"),
            ("2026-11-01 04:30:00Z", YearMonthDay, "America/New_York", "2026-11-01 00:30:00"),
        ] {
            let moment = parse(value.as_bytes(), &format, &zones(target, false)).map(show);
            assert_eq!(moment.as_deref(), Ok(expected), "{value} in {target}");
        }
    }

    #[test]
    fn a_moment_without_an_offset_is_moved_only_from_utc() {
        let iso = |value: &str, zones: &Zones| {
            show(parse(value.as_bytes(), &DateFormat::YearMonthDay, zones).unwrap())
        };
        let value = "2026-10-31 20:41:07";
        assert_eq!(iso(value, &zones("Asia/Jakarta", false)), value);
        assert_eq!(iso(value, &zones("Asia/Jakarta", true)), "2026-11-01 03:41:07");
        assert_eq!(iso(value, &Zones { target: None, utc: true }), value);
        assert_eq!(iso("2026-10-31 20:41:07+09:00", &zones("WIB", true)), "2026-10-31 18:41:07");
    }

    #[test]
    fn a_time_column_is_moved_with_its_date() {
        let both = |date: &str, time: &str, zones: &Zones| {
            parse_with_clock(date.as_bytes(), time.as_bytes(), &DateFormat::YearMonthDay, zones).map(show)
        };
        let as_written = Zones::default();
        let midnight = "2026-10-31 00:00:00";
        assert_eq!(both("2026-10-31", "20.41 WIB", &as_written).as_deref(), Ok("2026-10-31 20:41:00"));
        assert_eq!(both(midnight, "8:41 PM", &as_written).as_deref(), Ok("2026-10-31 20:41:00"));
        assert_eq!(
            both("2026-10-31", "20.41 WIB", &zones("UTC", false)).as_deref(),
            Ok("2026-10-31 13:41:00")
        );
        assert_eq!(
            both("2026-03-08", "07:00", &zones("America/New_York", true)).as_deref(),
            Ok("2026-03-08 03:00:00")
        );
        assert_eq!(both("2026-10-31 10:00", "20:41", &as_written), Err(DateProblem::OtherForm));
        assert_eq!(both("2026-10-31", "late", &as_written), Err(DateProblem::NotATime));
        assert_eq!(both("2026-10-32", "20:41", &as_written), Err(DateProblem::NoSuchDay));
        assert_eq!(both("2026-10-31", "", &as_written), Err(DateProblem::Empty));
    }

    #[test]
    fn zones_by_name() {
        for name in ["Asia/Jakarta", "America/New_York", "WIB", "WITA", "WIT", "UTC", "+07:00", "-0330"] {
            assert!(Zone::named(name).is_ok(), "{name}");
        }
        assert_eq!(Zone::named("WIB"), Zone::named("+07:00"));
        let write = "write a time zone such as Asia/Jakarta or +07:00";
        for (name, expected) in [
            ("Asia/Jakatra", "no such time zone, did you mean Asia/Jakarta?"),
            ("jakarta", "no such time zone, did you mean Asia/Jakarta?"),
            ("new york", "no such time zone, did you mean America/New_York?"),
            ("", write),
            ("+25:00", write),
            ("7", write),
        ] {
            assert_eq!(Zone::named(name), Err(expected.to_owned()), "{name}");
        }
    }
}
