//! Days of the calendar that move: Lebaran, by the tabular Islamic calendar.

use chrono::NaiveDate;

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
}
