//! Holidays against dates that are known.

use super::*;
use crate::calendar::hijri;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn between(from: &str, to: &str) -> Vec<Holiday> {
    Holidays::ready().unwrap().between(date(from), date(to))
}

/// The dates of one holiday in a year.
fn dates(key: &str, year: i32) -> Vec<String> {
    let found = between(&format!("{year}-01-01"), &format!("{year}-12-31"));
    found.into_iter().filter(|holiday| holiday.key == key).map(|holiday| holiday.date.to_string()).collect()
}

#[test]
fn the_list_reads() {
    let entries = read(LIST).unwrap();
    assert!(entries.len() >= 39, "{}", entries.len());
    let mut keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    assert!(keys.iter().all(|key| key_of(key) == *key && key.is_ascii()), "{keys:?}");
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), entries.len(), "a key twice");
    for entry in &entries {
        assert!(entry.names.iter().all(|name| !name.trim().is_empty()), "{}", entry.key);
        assert!(entry.dates.is_sorted_by(|a, b| a < b), "{}: dates out of order", entry.key);
    }
}

#[test]
fn one_rule_or_dates() {
    let list = |rules: &str| {
        read(&format!(
            "[[holiday]]\nkey = 'a'\nname_en = 'A'\nname_id = 'A'\nkind = 'indonesia'\n{}",
            rules.replace("; ", "\n")
        ))
    };
    for rules in
        ["fixed = '01-01'", "easter = 1", "hijri = '10-01'; dates = ['2026-03-21']", "dates = ['2026-03-21']"]
    {
        assert!(list(rules).is_ok(), "{rules}");
    }
    let faults = [
        ("", "holiday a: has neither a rule nor dates"),
        ("dates = []", "holiday a: has neither a rule nor dates"),
        ("fixed = '01-01'; easter = 1", "holiday a: has more than one rule"),
        ("dates = ['2026-02-30']", "holiday a: write YYYY-MM-DD, not '2026-02-30'"),
        ("fixed = '13-01'", "holiday a: no such day: 13-01"),
    ];
    for (rules, problem) in faults {
        assert_eq!(list(rules).map(|_| ()), Err(problem.to_owned()), "{rules}");
    }
    assert!(list("fixd = '01-01'").is_err());
    assert!(list("fixed = '01-01'").is_ok() && read("[[holiday]]\nkey = 'a'").is_err());
}

#[test]
fn dates_that_are_known() {
    let known = [
        ("lebaran", 2011, "2011-08-31"),
        ("lebaran", 2023, "2023-04-22"),
        ("lebaran", 2026, "2026-03-21"),
        ("ramadan", 2024, "2024-03-12"),
        ("ramadan", 2026, "2026-02-19"),
        ("idul_adha", 2025, "2025-06-06"),
        ("islamic_new_year", 2024, "2024-07-07"),
        ("maulid", 2025, "2025-09-05"),
        ("isra_mikraj", 2024, "2024-02-08"),
        ("imlek", 2000, "2000-02-05"),
        ("imlek", 2033, "2033-01-31"),
        ("nyepi", 2023, "2023-03-22"),
        ("waisak", 2023, "2023-06-04"),
        ("diwali", 2025, "2025-10-20"),
        ("good_friday", 2024, "2024-03-29"),
        ("easter", 2024, "2024-03-31"),
        ("ascension", 2024, "2024-05-09"),
        ("mothers_day", 2025, "2025-05-11"),
        ("fathers_day", 2025, "2025-06-15"),
        ("us_labor_day", 2024, "2024-09-02"),
        ("thanksgiving", 2024, "2024-11-28"),
        ("black_friday", 2024, "2024-11-29"),
        ("cyber_monday", 2024, "2024-12-02"),
        ("independence_day", 1999, "1999-08-17"),
        ("sale_12_12", 2012, "2012-12-12"),
    ];
    for (key, year, expected) in known {
        assert_eq!(dates(key, year), [expected], "{key} {year}");
    }
    assert_eq!(dates("lebaran", 2000), ["2000-01-08", "2000-12-27"]);
    assert_eq!(dates("idul_adha", 2006), ["2006-01-10", "2006-12-31"]);
    assert_eq!(dates("isra_mikraj", 2027), ["2027-01-05", "2027-12-26"]);
    assert!(dates("sale_12_12", 2011).is_empty());
    // no rule, and no date this far on
    assert!(dates("imlek", 2090).is_empty());
}

#[test]
fn dates_that_were_set_lie_near_the_rule() {
    for entry in Holidays::ready().unwrap().entries {
        let Some(Rule::Hijri { month, day }) = entry.rule else { continue };
        for set in &entry.dates {
            let near = (set.year() - 1..=set.year() + 1)
                .flat_map(|year| hijri::in_year(year, month, day))
                .any(|ruled| ruled.signed_duration_since(*set).num_days().abs() <= 1);
            assert!(near, "{} {set}", entry.key);
        }
    }
}

#[test]
fn ramadan_has_29_or_30_days() {
    for year in 2010..=2026 {
        let [ramadan, lebaran] = ["ramadan", "lebaran"].map(|key| date(&dates(key, year)[0]));
        let days = lebaran.signed_duration_since(ramadan).num_days();
        assert!([29, 30].contains(&days), "{year}: {days}");
    }
}

/// Feasts of the moon come once in about 354 days, and so at times twice in a year; nothing else does.
#[test]
fn no_feast_is_listed_twice() {
    let found = between("1990-01-01", "2060-12-31");
    for entry in Holidays::ready().unwrap().entries {
        let dates: Vec<NaiveDate> =
            found.iter().filter(|holiday| holiday.key == entry.key).map(|holiday| holiday.date).collect();
        let moon = matches!(entry.rule, Some(Rule::Hijri { .. }));
        for pair in dates.windows(2) {
            let days = pair[1].signed_duration_since(pair[0]).num_days();
            assert!(days >= if moon { 353 } else { 320 }, "{} {pair:?}", entry.key);
            assert!(days <= if moon { 357 } else { 400 }, "{} {pair:?}", entry.key);
            assert!(moon || pair[0].year() < pair[1].year(), "{} {pair:?}", entry.key);
        }
    }
    let lebarans = |year| dates("lebaran", year).len();
    let twice: Vec<i32> = (1995..=2032).filter(|&year| lebarans(year) != 1).collect();
    assert_eq!(twice, [2000]);
}

#[test]
fn a_feast_keeps_its_date_at_the_turn_of_the_year() {
    // set two days before the rule's, in the year before
    let text = "[[holiday]]\nkey = 'a'\nname_en = 'A'\nname_id = 'A'\nkind = 'indonesia'\n";
    let entries = read(&format!("{text}fixed = '01-01'\ndates = ['2019-12-30']")).unwrap();
    let holidays = Holidays { entries, own: Vec::new() };
    let dates = |from: &str, to: &str| {
        let found = holidays.between(date(from), date(to));
        found.iter().map(|holiday| holiday.date.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(dates("2019-01-01", "2019-12-31"), ["2019-01-01", "2019-12-30"]);
    assert!(dates("2020-01-01", "2020-12-31").is_empty());
}

#[test]
fn a_rule_may_lead_over_new_year() {
    let text = "[[holiday]]\nkey = 'a'\nname_en = 'A'\nname_id = 'A'\nkind = 'marketplace'\n";
    let entries = read(&format!("{text}weekday = 'sunday 4 of december + 7'")).unwrap();
    let holidays = Holidays { entries, own: Vec::new() };
    assert_eq!(holidays.between(date("2023-01-01"), date("2023-01-01")).len(), 1);
}

#[test]
fn both_ends_are_included() {
    let keys =
        |from: &str, to: &str| between(from, to).into_iter().map(|holiday| holiday.key).collect::<Vec<_>>();
    assert_eq!(keys("2025-12-25", "2026-01-01"), ["christmas", "boxing_day", "new_years_eve", "new_year"]);
    assert_eq!(keys("2025-12-26", "2025-12-31"), ["boxing_day", "new_years_eve"]);
    assert_eq!(keys("2025-12-25", "2025-12-25"), ["christmas"]);
    assert!(keys("2025-12-27", "2025-12-30").is_empty());
    assert!(keys("2026-01-01", "2025-12-25").is_empty());
    // by key within a day: 1 June 2007 was Waisak; Pancasila Day came later
    assert_eq!(keys("2007-06-01", "2007-06-01"), ["waisak"]);
    assert_eq!(keys("2019-12-22", "2019-12-22"), ["hari_ibu"]);
    assert_eq!(keys("2008-05-01", "2008-05-01"), ["ascension", "labour_day"]);
    let all = between("1990-01-01", "2060-12-31");
    assert!(all.is_sorted_by(|a, b| (a.date, &a.key) < (b.date, &b.key)));
}

#[test]
fn dates_of_the_users_own() {
    let own =
        [("2026-03-01", "Store birthday!"), ("2026-08-17", "Independence Day"), ("2026-02-28", "Grebeg")];
    let own = own.map(|(day, name)| (date(day), name.to_owned())).to_vec();
    let holidays = Holidays::ready().unwrap().with(own.clone()).with(own[..1].to_vec());
    let found = holidays.between(date("2026-02-28"), date("2026-03-01"));
    assert_eq!(
        found.iter().map(|holiday| holiday.key.as_str()).collect::<Vec<_>>(),
        ["grebeg", "store_birthday"]
    );
    assert_eq!(found[1].names, ["Store birthday!", "Store birthday!"]);
    assert_eq!(key_of("🎉"), "🎉");
    // the user's name goes before the list's
    let found = holidays.between(date("2026-08-17"), date("2026-08-17"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].names[1], "Independence Day");
}

#[test]
fn far_years_are_quick() {
    let holidays = Holidays::ready().unwrap();
    assert!(holidays.between(NaiveDate::MIN, date("1500-01-01")).is_empty());
    assert!(!holidays.between(date("9999-12-01"), NaiveDate::MAX).is_empty());
}
