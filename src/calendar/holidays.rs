//! Holidays, feasts and days of sale: the list in holidays.toml, and the dates of the user's own.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::rule::Rule;

/// The list, as data.
const LIST: &str = include_str!("holidays.toml");
/// How far a date that was set may lie from the rule's and still be the same feast, in days.
const SAME_FEAST: i64 = 3;
/// The years that rules speak of: the first whole one of the Gregorian calendar, and the last of four digits.
const YEARS: std::ops::RangeInclusive<i32> = 1583..=9999;

/// A holiday on one of its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holiday {
    /// Which holiday it is, in `snake_case`.
    pub key: String,
    /// Its name in English and in Indonesian.
    pub names: [String; 2],
    /// The date.
    pub date: NaiveDate,
    /// Who keeps it; none of the user's own.
    pub kind: Option<Kind>,
}

/// All holidays that are known.
#[derive(Debug, Clone)]
pub(crate) struct Holidays {
    entries: Vec<Entry>,
    own: Vec<Holiday>,
}

/// One holiday of the list with all its dates.
#[derive(Debug, Clone)]
struct Entry {
    key: String,
    names: [String; 2],
    rule: Option<Rule>,
    /// Dates that were set; they stand in the place of the rule's.
    dates: Vec<NaiveDate>,
    since: Option<i32>,
    kind: Kind,
}

impl Holidays {
    /// The holidays of the list.
    ///
    /// # Errors
    /// When the list does not read: a fault of the program.
    pub(crate) fn ready() -> Result<Holidays, String> {
        Ok(Holidays { entries: read(LIST)?, own: Vec::new() })
    }

    /// No holidays.
    pub(crate) fn none() -> Holidays {
        Holidays { entries: Vec::new(), own: Vec::new() }
    }

    /// With dates of the user's own, each with a name.
    pub(crate) fn with(mut self, list: Vec<(NaiveDate, String)>) -> Holidays {
        let own = |(date, name): (NaiveDate, String)| Holiday {
            key: key_of(&name),
            names: [name.clone(), name],
            date,
            kind: None,
        };
        self.own.extend(list.into_iter().map(own));
        self
    }

    /// The holidays from one day to another, both included, by date and then by key. A date of the user's own stands in
    /// the place of one of the list with the same key a few days away.
    pub(crate) fn between(&self, from: NaiveDate, to: NaiveDate) -> Vec<Holiday> {
        let span = from..=to;
        let mut found: Vec<Holiday> =
            self.own.iter().filter(|holiday| span.contains(&holiday.date)).cloned().collect();
        for entry in &self.entries {
            let dates = entry.dates(from.year(), to.year()).into_iter().filter(|date| span.contains(date));
            found.extend(dates.filter(|date| !self.has_own(&entry.key, *date)).map(|date| entry.on(date)));
        }
        // stable: the user's own stay first
        found.sort_by(|a, b| (a.date, &a.key).cmp(&(b.date, &b.key)));
        found.dedup_by(|a, b| a.date == b.date && a.key == b.key);
        found
    }

    /// Whether the user has set a date of the same feast.
    fn has_own(&self, key: &str, date: NaiveDate) -> bool {
        let same = |own: &Holiday| {
            own.key == key && own.date.signed_duration_since(date).num_days().abs() <= SAME_FEAST
        };
        self.own.iter().any(same)
    }
}

impl Entry {
    /// At least the dates in the years from `first` to `last`.
    fn dates(&self, first: i32, last: i32) -> Vec<NaiveDate> {
        // a rule may lead over New Year
        let years = (first - 1).max(*YEARS.start())..=(last + 1).min(*YEARS.end());
        let ruled = years.flat_map(|year| self.rule.map_or_else(Vec::new, |rule| rule.in_year(year)));
        let was_set = |date: &NaiveDate| {
            self.dates.iter().any(|set| set.signed_duration_since(*date).num_days().abs() <= SAME_FEAST)
        };
        let known = |date: &NaiveDate| self.since.is_none_or(|since| date.year() >= since);
        ruled.filter(|date| !was_set(date)).chain(self.dates.iter().copied()).filter(known).collect()
    }

    fn on(&self, date: NaiveDate) -> Holiday {
        Holiday { key: self.key.clone(), names: self.names.clone(), date, kind: Some(self.kind) }
    }
}

/// A name in small letters, with `_` for all that is neither letter nor digit; as it is if it has none of either.
fn key_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let key = words.collect::<Vec<_>>().join("_");
    if key.is_empty() { name.to_owned() } else { key }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    holiday: Vec<Written>,
}

/// A holiday as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    name_en: String,
    name_id: String,
    kind: Kind,
    since: Option<i32>,
    fixed: Option<String>,
    easter: Option<i32>,
    hijri: Option<String>,
    weekday: Option<String>,
    #[serde(default)]
    dates: Vec<String>,
}

/// Who keeps a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A holiday of Indonesia.
    Indonesia,
    /// One that is kept in other countries too.
    International,
    /// A day of sale.
    Marketplace,
}

/// Reads a list.
fn read(text: &str) -> Result<Vec<Entry>, String> {
    let file: File = toml::from_str(text).map_err(|problem| problem.to_string())?;
    let entry = |written: Written| {
        let key = written.key.clone();
        entry(written).map_err(|problem| format!("holiday {key}: {problem}"))
    };
    file.holiday.into_iter().map(entry).collect()
}

fn entry(written: Written) -> Result<Entry, String> {
    let rules = [
        written.fixed.as_deref().map(Rule::fixed),
        written.easter.map(|days| Ok(Rule::Easter { days })),
        written.hijri.as_deref().map(Rule::hijri),
        written.weekday.as_deref().map(Rule::weekday),
    ];
    let mut rules = rules.into_iter().flatten();
    let rule = rules.next().transpose()?;
    if rules.next().is_some() {
        return Err("has more than one rule".to_owned());
    }
    if rule.is_none() && written.dates.is_empty() {
        return Err("has neither a rule nor dates".to_owned());
    }
    let date = |text: &String| text.parse().map_err(|_| format!("write YYYY-MM-DD, not '{text}'"));
    let dates = written.dates.iter().map(date).collect::<Result<Vec<NaiveDate>, String>>()?;
    let names = [written.name_en, written.name_id];
    Ok(Entry { key: written.key, names, rule, dates, since: written.since, kind: written.kind })
}

#[cfg(test)]
mod tests;
