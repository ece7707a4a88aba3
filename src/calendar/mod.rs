//! Days of the calendar that move, and the seasons of promotions around them.

mod hijri;
pub(crate) mod holidays;
mod rule;

use chrono::{Datelike, NaiveDate};

pub(crate) use hijri::lebaran;

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
    fn seasons_of_promotions() {
        let is = |year, month, day| in_promo_season(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        assert!(is(2026, 3, 1) && is(2026, 3, 25) && is(2026, 11, 11) && is(2025, 12, 24));
        assert!(!is(2026, 2, 10) && !is(2026, 4, 10) && !is(2026, 8, 8) && !is(2026, 11, 12));
        // Lebaran of 2000 was on 8 January: its weeks begin the year before
        assert!(is(1999, 12, 16));
    }
}
