//! How people read days and months.

use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter as Formatter;
use icu_datetime::fieldsets::{YM, YMD};
use icu_locale_core::locale;

use super::Language;
use crate::units::Day;

/// Formats of one language.
pub(super) struct Dates {
    language: Language,
    long: Option<Formatter<Gregorian, YMD>>,
    short: Option<Formatter<Gregorian, YMD>>,
    month: Option<Formatter<Gregorian, YM>>,
    short_month: Option<Formatter<Gregorian, YM>>,
}

impl Dates {
    pub(super) fn of(language: Language) -> Dates {
        let locale = match language {
            Language::English => locale!("en"),
            Language::Indonesian => locale!("id"),
        };
        Dates {
            language,
            long: Formatter::try_new(locale.clone().into(), YMD::long()).ok(),
            short: Formatter::try_new(locale.clone().into(), YMD::medium()).ok(),
            month: Formatter::try_new(locale.clone().into(), YM::long()).ok(),
            short_month: Formatter::try_new(locale.into(), YM::medium()).ok(),
        }
    }

    /// A day in a sentence: `2026-12-31`, `31 Desember 2026`.
    pub(super) fn day(&self, day: Day) -> String {
        match (self.language, &self.long, gregorian(day)) {
            (Language::Indonesian, Some(format), Some(date)) => format.format(&date).to_string(),
            _ => day.to_string(),
        }
    }

    /// A day in a table: `2026-12-31`, `31 Des 2026`.
    pub(super) fn short_day(&self, day: Day) -> String {
        match (self.language, &self.short, gregorian(day)) {
            (Language::Indonesian, Some(format), Some(date)) => format.format(&date).to_string(),
            _ => day.to_string(),
        }
    }

    /// The month of a day in a sentence: `2026-12`, `Desember 2026`.
    pub(super) fn month(&self, day: Day) -> String {
        match self.language {
            Language::English => written(None, day),
            Language::Indonesian => self.long_month(day),
        }
    }

    /// The month of a day by its name: `December 2026`, `Desember 2026`.
    pub(super) fn long_month(&self, day: Day) -> String {
        written(self.month.as_ref(), day)
    }

    /// The same where there is little room: `Dec 2026`, `Des 2026`.
    pub(super) fn short_month(&self, day: Day) -> String {
        written(self.short_month.as_ref(), day)
    }
}

fn written(format: Option<&Formatter<Gregorian, YM>>, day: Day) -> String {
    match (format, gregorian(day)) {
        (Some(format), Some(date)) => format.format(&date).to_string(),
        _ => day.to_string()[..7].to_owned(),
    }
}

fn gregorian(day: Day) -> Option<Date<Gregorian>> {
    let date = day.to_string();
    let mut parts = date.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::try_new_gregorian(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_in_two_languages() {
        // 31 December 2026
        let day = Day(20_818);
        let all = |language| {
            let dates = Dates::of(language);
            [
                dates.day(day),
                dates.short_day(day),
                dates.month(day),
                dates.long_month(day),
                dates.short_month(day),
            ]
        };
        assert_eq!(
            all(Language::English),
            ["2026-12-31", "2026-12-31", "2026-12", "December 2026", "Dec 2026"]
        );
        assert_eq!(
            all(Language::Indonesian),
            ["31 Desember 2026", "31 Des 2026", "Desember 2026", "Desember 2026", "Des 2026"]
        );
    }
}
