//! The tabular Islamic calendar (Dershowitz & Reingold, Calendrical Calculations, ch. 7). A sighted month begins a day
//! away from it at most.

use chrono::{Datelike, NaiveDate};

/// The Gregorian date of a day of the Hijri calendar: month 1 is Muharram, 9 Ramadan, 10 Shawwal.
pub(crate) fn hijri(year: i32, month: u32, day: u32) -> NaiveDate {
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let days = 29 * (month - 1) + month / 2 + (day - 1) + (year - 1) * 354 + (3 + 11 * year).div_euclid(30);
    // 1 Muharram of year 1 is 16 July 622 (Julian), day −492148 of the Unix count
    NaiveDate::from_epoch_days(i32::try_from(days - 492_148).unwrap_or(0)).unwrap_or_default()
}

/// When a day of the Hijri calendar falls in a Gregorian year: once as a rule, else twice or not at all.
pub(crate) fn in_year(year: i32, month: u32, day: u32) -> impl Iterator<Item = NaiveDate> {
    around(year, month, day).filter(move |date| date.year() == year)
}

/// The first 1 Shawwal on or after 1 January of a year; the sighted one is a day away at most.
pub(crate) fn lebaran(year: i32) -> NaiveDate {
    let new_year = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    around(year, 10, 1).find(|date| *date >= new_year).unwrap_or(new_year)
}

/// A day of the Hijri years of which some part lies in a Gregorian year, and of those next to them.
fn around(year: i32, month: u32, day: u32) -> impl Iterator<Item = NaiveDate> {
    let guess = i32::try_from((i64::from(year) - 622) * 33 / 32).unwrap_or(0);
    (guess - 1..=guess + 2).map(move |hijri_year| hijri(hijri_year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn lebaran_moves_through_the_years() {
        for (year, month, day) in [(2023, 4, 21), (2024, 4, 10), (2025, 3, 31), (2026, 3, 20), (2000, 1, 8)] {
            let off = lebaran(year).signed_duration_since(date(year, month, day)).num_days();
            assert!(off.abs() <= 1, "{year}: {}", lebaran(year));
        }
    }

    /// The function that setia had before it knew of other feasts.
    fn lebaran_before(year: i32) -> NaiveDate {
        let new_year = date(year, 1, 1);
        let first_of_shawwal = |hijri: i64| {
            let days = 29 * 9 + (10 / 2) + (hijri - 1) * 354 + (3 + 11 * hijri).div_euclid(30);
            NaiveDate::from_epoch_days(i32::try_from(days - 492_148).unwrap()).unwrap()
        };
        let guess = i64::from(year - 622) * 33 / 32;
        (guess - 1..=guess + 2).map(first_of_shawwal).find(|date| *date >= new_year).unwrap()
    }

    #[test]
    fn lebaran_is_what_it_was() {
        for year in 1700..=2400 {
            assert_eq!(lebaran(year), lebaran_before(year));
        }
    }

    /// Against the arithmetic Islamic calendar of the Python package `convertdate` (`islamic.to_gregorian`).
    #[test]
    fn days_of_all_months() {
        for ((year, month, day), expected) in [
            ((1, 1, 1), (622, 7, 19)),
            ((1390, 12, 29), (1971, 2, 25)),
            ((1400, 1, 1), (1979, 11, 21)),
            ((1418, 3, 12), (1997, 7, 18)),
            ((1429, 7, 27), (2008, 7, 31)),
            ((1440, 9, 1), (2019, 5, 6)),
            ((1445, 2, 29), (2023, 9, 15)),
            ((1446, 11, 30), (2025, 5, 28)),
            ((1447, 12, 10), (2026, 5, 27)),
            ((1460, 8, 15), (2038, 9, 15)),
            ((1450, 4, 1), (2028, 8, 22)),
            ((1451, 5, 30), (2029, 10, 9)),
            ((1452, 6, 2), (2030, 9, 30)),
        ] {
            assert_eq!(hijri(year, month, day), date(expected.0, expected.1, expected.2));
        }
    }

    #[test]
    fn each_day_of_the_hijri_calendar_once() {
        for (month, day) in [(1, 1), (3, 12), (7, 27), (9, 1), (10, 1), (12, 10)] {
            let found: Vec<NaiveDate> = (1900..=2100).flat_map(|year| in_year(year, month, day)).collect();
            for pair in found.windows(2) {
                assert!([354, 355].contains(&pair[1].signed_duration_since(pair[0]).num_days()), "{pair:?}");
            }
        }
        assert_eq!(in_year(2000, 10, 1).count(), 2);
        // 10 January and 29 December
        assert_eq!(in_year(2008, 1, 1).count(), 2);
    }
}
