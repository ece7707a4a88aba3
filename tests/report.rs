//! The monthly report: which month it is about, what it says, and what it does not tell.

use std::path::Path;

use serde_json::Value;

use crate::browser;
use crate::support::{check, folder, setia, testdata};

/// A shop in Indonesia with two years of orders, and a test in its last two months.
fn shop(folder: &Path) {
    let words = [
        "simulate",
        "--customers",
        "1200",
        "--v",
        "200000",
        "--decimals",
        "0",
        "--from",
        "2024-11-01",
        "--until",
        "2026-10-31",
        "--refunds",
        "2%",
        "--guests",
        "3%",
        "--seed",
        "7",
        "-q",
        "-o",
        "shop.csv",
    ];
    setia(folder, &words).success();
    let log = std::fs::read_to_string(folder.join("shop.csv")).unwrap();
    let mut ids: Vec<&str> = log.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    ids.sort_unstable();
    ids.dedup();
    let groups = ids.iter().filter(|id| !id.is_empty()).enumerate();
    let mut text = "customer_id,variant\n".to_owned();
    for (place, id) in groups {
        text.push_str(&format!("{id},{}\n", if place % 2 == 0 { "A" } else { "B" }));
    }
    std::fs::write(folder.join("groups.csv"), text).unwrap();
}

fn json(folder: &Path, words: &[&str]) -> Value {
    let text = setia(folder, &[&["report"], words, &["--format", "json"]].concat()).success();
    serde_json::from_str(&text).unwrap()
}

const TEST: [&str; 4] = ["--assignments", "groups.csv", "--start", "2026-09-01"];

#[test]
fn the_shops_page_in_two_languages_in_a_browser() {
    let folder = folder();
    shop(folder.path());
    for lang in ["en", "id"] {
        let page = format!("{lang}.html");
        let words = ["report", "shop.csv", "--currency", "IDR", "--lang", lang, "-q", "-o", &page];
        setia(folder.path(), &[&words[..], &TEST].concat()).success();
        browser::check(&folder.path().join(page)).unwrap();
    }
}

#[test]
fn the_page_of_real_households_in_a_browser() {
    let folder = folder();
    let page = folder.path().join("journey.html").display().to_string();
    let words = ["report", "journey_tenth.csv.gz", "--customer", "household_id", "-q", "-o", &page];
    setia(&testdata(), &words).success();
    browser::check(Path::new(&page)).unwrap();
}

/// Too little of everything: sections say why they are empty.
#[test]
fn the_page_of_a_small_shop_in_a_browser() {
    let folder = folder();
    let page = folder.path().join("small.html").display().to_string();
    setia(&testdata(), &["report", "shop.csv", "-q", "-o", &page]).success();
    browser::check(Path::new(&page)).unwrap();
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains("too few to tell who is about to leave"), "{text}");
}

#[test]
fn what_is_shown() {
    check!(testdata(), "cdnow", &["report", "cdnow_sample.csv"]);
    check!(
        testdata(),
        "cdnow_in_indonesian",
        &["report", "cdnow_sample.csv", "--format", "markdown", "--lang", "id", "--currency", "USD"]
    );
    check!(testdata(), "a_small_shop", &["report", "shop.csv"]);
    check!(testdata(), "help", &["report", "--help"]);
}

#[test]
fn what_cannot_be_done() {
    for (name, words) in [
        ("no_such_month", &["report", "cdnow_sample.csv", "--month", "1998-13"][..]),
        ("a_month_without_purchases", &["report", "cdnow_sample.csv", "--month", "2001-05"]),
        ("a_month_and_a_day", &["report", "cdnow_sample.csv", "--month", "1998-03", "--as-of", "1998-03-31"]),
        ("no_such_section", &["report", "cdnow_sample.csv", "--sections", "overview,weather"]),
        ("a_comparison_with_something_else", &["report", "cdnow_sample.csv", "--compare", "shop.csv"]),
        ("a_key_that_is_none", &["report", "cdnow_sample.csv", "--pseudonymize", "nothing.key"]),
        ("nothing_to_read", &["report"]),
        ("unchanged_what", &["report", "cdnow_sample.csv", "--if-changed"]),
    ] {
        check!(testdata(), name, words);
    }
}

/// The last month that is over; a month that lacks no more days than the shop is closed at a stretch counts as over.
#[test]
fn which_month() {
    let folder = folder();
    let log = |last: &str, closed: &[u32]| {
        let mut text = "customer_id,date,amount\n".to_owned();
        for month in 1..=4 {
            for day in 1..=28 {
                if !closed.contains(&day) {
                    text.push_str(&format!("c{},2026-{month:02}-{day:02},10\n", day % 9));
                }
            }
        }
        text.push_str(&format!("c1,{last},10\n"));
        std::fs::write(folder.path().join("log.csv"), text).unwrap();
    };
    let about = |words: &[&str]| {
        let json = json(folder.path(), &[&["log.csv", "--sections", "overview"], words].concat());
        let text = |name: &str| json["provenance"][name].as_str().unwrap().to_owned();
        (text("month"), text("as_of"), json["warnings"].as_array().unwrap().len())
    };
    let all = |month: &str, as_of: &str, warnings| (month.to_owned(), as_of.to_owned(), warnings);
    log("2026-04-30", &[]);
    assert_eq!(about(&[]), all("2026-04", "2026-04-30", 0));
    // February and March end on the 28th, so two or three days off are usual
    log("2026-04-28", &[]);
    assert_eq!(about(&[]), all("2026-04", "2026-04-30", 0));
    log("2026-05-12", &[]);
    assert_eq!(about(&[]), all("2026-04", "2026-04-30", 0));
    assert_eq!(about(&["--month", "2026-02"]), all("2026-02", "2026-02-28", 0));
    // half a month is told of when it is asked for, with a warning
    assert_eq!(about(&["--month", "2026-05"]), all("2026-05", "2026-05-31", 1));
    // the day is the user's, the month the last one over by then
    assert_eq!(about(&["--as-of", "2026-04-15"]), all("2026-03", "2026-04-15", 0));
}

#[test]
fn the_figures_are_those_of_the_commands() {
    let report = json(&testdata(), &["cdnow_sample.csv"]);
    let figure = |name: &str, column: &str| {
        let rows = report["tables"]["figures"].as_array().unwrap();
        rows.iter().find(|row| row["figure"] == name).unwrap()[column].clone()
    };
    let kpis = setia(&testdata(), &["retention", "cdnow_sample.csv", "--format", "json"]).success();
    let kpis: Value = serde_json::from_str(&kpis).unwrap();
    for row in kpis["tables"]["kpis"].as_array().unwrap().iter().filter(|row| row["period"] == "1998-06") {
        let name = row["kpi"].as_str().unwrap();
        if ["average_order_value", "retention_rate", "churned_share", "new_customers"].contains(&name) {
            for (column, of_kpi) in [("value", "value"), ("ci_lower", "ci_lower"), ("previous", "previous")] {
                assert_eq!(figure(name, column), row[of_kpi], "{name} {column}");
            }
        }
    }
    let trend =
        setia(&testdata(), &["trend", "cdnow_sample.csv", "--measure", "revenue", "--format", "json"]);
    let trend: Value = serde_json::from_str(&trend.success()).unwrap();
    let month = trend["tables"]["periods"].as_array().unwrap().last().unwrap();
    assert_eq!(month["period"], "1998-06");
    for (column, of_month) in [("value", "revenue"), ("year_on_year", "year_on_year")] {
        let (one, other) = (figure("revenue", column).as_f64().unwrap(), month[of_month].as_f64().unwrap());
        assert!((one - other).abs() < 1e-12 * other.abs(), "{column}");
    }
}

/// With several figures each has to be farther off than one alone before it is called clear.
#[test]
fn ranges_are_those_of_all_figures_together() {
    let report = json(&testdata(), &["cdnow_sample.csv"]);
    let row = &report["tables"]["figures"][0];
    let trend =
        setia(&testdata(), &["trend", "cdnow_sample.csv", "--measure", "revenue", "--format", "json"]);
    let trend: Value = serde_json::from_str(&trend.success()).unwrap();
    let month = trend["tables"]["periods"].as_array().unwrap().last().unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    assert!(number(&row["expected_lower"]) < number(&month["expected_lower"]));
    assert!(number(&row["expected_upper"]) > number(&month["expected_upper"]));
}

/// The customers who were at the start, came and went add up; figures and bridge agree.
#[test]
fn the_bridge_of_the_report_adds_up() {
    let report = json(&testdata(), &["cdnow_sample.csv", "--month", "1997-09"]);
    for row in report["tables"]["bridge"].as_array().unwrap() {
        let count = |name: &str| row[name].as_i64().unwrap();
        assert_eq!(count("start") + count("new") + count("reactivated") - count("lost"), count("end"));
    }
    let last = report["tables"]["bridge"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["period"], "1997-09");
}

/// The same bytes, whatever the number of threads and however often.
#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder();
    for format in ["html", "json", "xlsx", "markdown"] {
        let write = |name: &str, threads: &str| {
            let path = folder.path().join(format!("{name}.{format}")).display().to_string();
            let words =
                ["report", "cdnow_sample.csv", "--format", format, "--threads", threads, "-q", "-o", &path];
            setia(&testdata(), &words).success();
            // the command line is part of the result
            let bytes = std::fs::read(path).unwrap();
            let text = String::from_utf8_lossy(&bytes).replace(&format!("--threads {threads}"), "");
            (
                if format == "xlsx" { bytes } else { Vec::new() },
                if format == "xlsx" { String::new() } else { text.replace(name, "") },
            )
        };
        assert_eq!(write("one_result", "1"), write("other_one", "2"), "{format}");
    }
}

#[test]
fn what_moved_since_the_last_report() {
    let folder = folder();
    let last = folder.path().join("last.json").display().to_string();
    let words = ["report", "cdnow_sample.csv", "--month", "1998-05", "--format", "json"];
    let text = setia(&testdata(), &words).success();
    // a report that is not there yet is no error
    let first = json(&testdata(), &["cdnow_sample.csv", "--compare", &last]);
    let said = first["sections"]["overview"]["text"].to_string();
    assert!(said.contains("There is no earlier report at"), "{said}");
    std::fs::write(&last, text).unwrap();
    let second = json(&testdata(), &["cdnow_sample.csv", "--compare", &last]);
    let row = &second["tables"]["figures"][0];
    assert_eq!(row["figure"], "revenue");
    assert_eq!(row["last_report"], row["previous"]);
    assert_eq!(row["since_last_report"], row["change"]);
    assert!(
        second["sections"]["overview"]["text"].to_string().contains("The last report was as of 1998-05-31")
    );
}

#[test]
fn a_test_is_part_of_the_report_where_it_is_given() {
    let folder = folder();
    shop(folder.path());
    let with = json(folder.path(), &[&["shop.csv"], &TEST[..]].concat());
    let without = json(folder.path(), &["shop.csv"]);
    assert!(without["sections"]["test"].is_null() && without["tables"]["effects"].is_null());
    let alone = ["ab-test", "shop.csv", "--format", "json"];
    let alone = setia(folder.path(), &[&alone[..], &TEST].concat()).success();
    let alone: Value = serde_json::from_str(&alone).unwrap();
    assert_eq!(with["tables"]["effects"], alone["tables"]["effects"]);
    assert_eq!(with["sections"]["test"]["text"][0], alone["headline"]);
}
