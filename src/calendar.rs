//! Days of the calendar that move: Lebaran, by the tabular Islamic calendar.

use chrono::{Datelike, NaiveDate};

/// The first 1 Shawwal on or after 1 January of a year, by the tabular Islamic calendar (Dershowitz & Reingold,
/// Calendrical Calculations, ch. 7); the sighted one is a day away at most.
pub(crate) fn lebaran(year: i32) -> NaiveDate {
    let new_year = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let first_of_shawwal = |hijri: i64| {
        let days = 29 * 9 + (10 / 2) + (hijri - 1) * 354 + (3 + 11 * hijri).div_euclid(30);
        // 1 Muharram of year 1 is 16 July 622 (Julian), day −492148 of the Unix count
        NaiveDate::from_epoch_days(i32::try_from(days - 492_148).unwrap_or(0)).unwrap_or_default()
    };
    let guess = i64::from(year - 622) * 33 / 32;
    (guess - 1..=guess + 2).map(first_of_shawwal).find(|date| *date >= new_year).unwrap_or(new_year)
}

/// Whether a day lies in a season of promotions: the four weeks before Lebaran and the week after, the double days of the
/// marketplaces from 9.9 to 12.12, and the two weeks to the end of the year.
pub(crate) fn in_promo_season(date: NaiveDate) -> bool {
    let (month, day) = (date.month(), date.day());
    let double_day = (9..=12).contains(&month) && day == month;
    let year_end = month == 12 && day >= 18;
    let near_lebaran = (0..=1).any(|year| {
        let off = date.signed_duration_since(lebaran(date.year() + year)).num_days();
        (-28..=7).contains(&off)
    });
    double_day || year_end || near_lebaran
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lebaran_moves_through_the_years() {
        for (year, month, day) in [(2023, 4, 21), (2024, 4, 10), (2025, 3, 31), (2026, 3, 20), (2000, 1, 8)] {
            let expected = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let off = lebaran(year).signed_duration_since(expected).num_days();
            assert!(off.abs() <= 1, "{year}: {}", lebaran(year));
        }
    }

    #[test]
    fn seasons_of_promotions() {
        let is = |year, month, day| in_promo_season(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        assert!(is(2026, 3, 1) && is(2026, 3, 25) && is(2026, 11, 11) && is(2025, 12, 24));
        assert!(!is(2026, 2, 10) && !is(2026, 4, 10) && !is(2026, 8, 8) && !is(2026, 11, 12));
        // Lebaran of 2000 was on 8 January: its weeks begin the year before
        assert!(is(1999, 12, 16));
    }
}
