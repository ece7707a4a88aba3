//! `setia check`: every row accounted for, and what a person would stumble over.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{check, folder, setia, testdata};

/// The quality table: rows matching, rows left out, amount in hundredths.
fn quality(json: &Value) -> BTreeMap<String, (u64, u64, f64)> {
    let rows = json["tables"]["quality"].as_array().unwrap();
    let line = |row: &Value| {
        let number = |name: &str| row[name].as_u64().unwrap();
        let key = row["reason"].as_str().unwrap().to_owned();
        (key, (number("rows_matching"), number("rows_left_out"), row["amount"].as_f64().unwrap()))
    };
    rows.iter().map(line).collect()
}

fn json(folder: &std::path::Path, words: &[&str]) -> Value {
    let run = setia(folder, &[&["check", "--format", "json"], words].concat());
    assert!(matches!(run.status, Some(0 | 1)), "{words:?}: {}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// Rows in the files, as the provenance counts them.
fn rows(json: &Value) -> u64 {
    let files = json["provenance"]["input"].as_array().unwrap();
    files.iter().map(|file| file["rows"].as_u64().unwrap()).sum()
}

fn assert_adds_up(json: &Value, what: &str) {
    let quality = quality(json);
    let used = quality["used"].0;
    let left_out: u64 = quality.values().map(|line| line.1).sum();
    assert_eq!(used + left_out, rows(json), "{what}: {quality:?}");
}

#[test]
fn every_row_is_used_or_left_out_for_one_reason() {
    let broken = testdata().join("broken");
    for file in [
        "bad_dates.csv",
        "bad_amounts.csv",
        "ragged.csv",
        "several_faults.csv",
        "bad_values.parquet",
        "utf16.csv",
        "latin1_id.csv",
        "blank_lines_between.csv",
        "quiet_footer.csv",
    ] {
        assert_adds_up(&json(&broken, &[file]), file);
    }
    let shop = testdata();
    for words in [
        &["shop.csv"] as &[&str],
        &["shop.csv", "--from", "2026-06-10", "--as-of", "2026-06-20"],
        &["shop.csv", "--where", "produk = 'Roti'"],
        &["shop.csv", "shop.csv"],
        &["shop.csv", "shop.csv", "--dedupe"],
        &["cdnow_sample.csv", "--dedupe"],
    ] {
        assert_adds_up(&json(&shop, words), &words.join(" "));
    }
}

#[test]
fn the_counts_of_every_sample_are_those_of_its_design() {
    let folder = testdata().join("presets");
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    for (id, expected) in expected.as_object().unwrap() {
        if expected["refused"] == Value::Bool(true) {
            continue;
        }
        let found = json(&folder, &[&format!("{id}.csv")]);
        assert_adds_up(&found, id);
        assert_eq!(rows(&found), expected["rows"].as_u64().unwrap(), "{id}");
        let quality = quality(&found);
        for (name, count) in expected["left_out"].as_object().unwrap() {
            let reason = if name == "guests" { "guest" } else { name.as_str() };
            let left_out = quality.get(reason).map_or(0, |line| line.1);
            assert_eq!(Some(left_out), count.as_u64(), "{id}: {name}");
        }
    }
}

/// Money is added up exactly, whatever becomes of the rows.
#[test]
fn the_money_of_all_rows_is_somewhere() {
    let folder = folder();
    let words = ["simulate", "--customers", "500", "--refunds", "5%", "--guests", "10%", "-o", "tx.csv"];
    setia(folder.path(), &words).success();
    let log = std::fs::read_to_string(folder.path().join("tx.csv")).unwrap();
    let cents = |line: &str| line.rsplit(',').next().unwrap().replace('.', "").parse::<i64>().unwrap();
    let all: i64 = log.lines().skip(1).map(cents).sum();
    let found = json(
        folder.path(),
        &["tx.csv", "--from", "2025-03-01", "--as-of", "2026-01-31", "--where", "channel <> 'web'"],
    );
    assert_adds_up(&found, "simulated");
    let quality = quality(&found);
    let counted = quality.iter().filter(|(reason, line)| line.1 > 0 || *reason == "used");
    let hundredths = |money: f64| format!("{:.0}", money * 100.0).parse::<i64>().unwrap();
    assert_eq!(counted.map(|(_, line)| hundredths(line.2)).sum::<i64>(), all);
    assert!(
        ["left-out-by-where", "before-from", "after-as-of", "guest"]
            .iter()
            .all(|reason| quality[*reason].1 > 0)
    );
}

#[test]
fn overlapping_months_count_once() {
    let folder = folder();
    let words = ["simulate", "--customers", "300", "--lines", "--refunds", "5%", "-o", "all.csv"];
    setia(folder.path(), &words).success();
    let log = std::fs::read_to_string(folder.path().join("all.csv")).unwrap();
    let (header, rows) = log.split_once('\n').unwrap();
    let lines: Vec<&str> = rows.lines().collect();
    let (first, last) = (lines.len() * 2 / 5, lines.len() * 3 / 5);
    for (name, part) in [("a.csv", &lines[..last]), ("b.csv", &lines[first..])] {
        std::fs::write(folder.path().join(name), format!("{header}\n{}\n", part.join("\n"))).unwrap();
    }
    let rfm =
        |files: &[&str]| setia(folder.path(), &[&["rfm", "-q", "--format", "csv"], files].concat()).success();
    assert_eq!(rfm(&["a.csv", "b.csv"]), rfm(&["all.csv"]));
    let found = json(folder.path(), &["a.csv", "b.csv"]);
    assert_eq!(quality(&found)["in-several-files"].1, (last - first) as u64);
    // without order ids nothing is removed, and that is said
    let bare = |line: &str| line.split_once(',').unwrap().1.to_owned();
    for name in ["a.csv", "b.csv"] {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let text: Vec<String> = text.lines().map(bare).collect();
        std::fs::write(folder.path().join(name), text.join("\n")).unwrap();
    }
    let run = setia(folder.path(), &["rfm", "a.csv", "b.csv", "--format", "csv"]);
    assert!(run.stderr.contains("stand in several files; without order ids"), "{}", run.stderr);
}

#[test]
fn equal_rows_of_a_file_go_only_if_asked_for() {
    let folder = folder();
    let simulate = |more: &[&str]| {
        setia(folder.path(), &[&["simulate", "--customers", "300", "--lines"], more].concat()).success()
    };
    simulate(&["-o", "clean.csv"]);
    simulate(&["--duplicates", "3%", "-o", "twice.csv"]);
    let rfm =
        |words: &[&str]| setia(folder.path(), &[&["rfm", "-q", "--format", "csv"], words].concat()).success();
    assert_ne!(rfm(&["twice.csv"]), rfm(&["clean.csv"]));
    // the shop itself sells the same line twice in an order now and then
    assert_eq!(rfm(&["twice.csv", "--dedupe"]), rfm(&["clean.csv", "--dedupe"]));
    let found = json(folder.path(), &["twice.csv"]);
    assert!(quality(&found)["duplicate"].0 > 30 && quality(&found)["duplicate"].1 == 0);
}

/// The blank lines that a spreadsheet leaves are no rows, and so no copies and no guests.
#[test]
fn blank_lines_are_nothing() {
    let folder = folder();
    let text = format!("customer_id,date,amount\nc1,2026-01-02,5\n{}c2,2026-01-03,6\n", ",,\n".repeat(50));
    std::fs::write(folder.path().join("tx.csv"), text).unwrap();
    let found = json(folder.path(), &["tx.csv"]);
    assert_eq!(rows(&found), 2);
    assert_eq!(quality(&found).keys().collect::<Vec<_>>(), ["used"]);
}

macro_rules! pages {
    ($($name:ident: [$($word:expr),* $(,)?];)*) => {
        $(#[test] fn $name() { check!(testdata().join("broken"), stringify!($name), &["check", $($word),*]); })*
    };
}

pages! {
    the_shop: ["../shop.csv"];
    shopify: ["../presets/shopify-orders.csv"];
    a_file_with_faults: ["several_faults.csv"];
    mixed_currencies: ["mixed_currencies.csv"];
    a_customer_who_is_the_till: ["till.csv"];
    a_slip_of_the_year: ["year_slip.csv"];
    totals_on_every_line: ["repeated_totals.csv"];
    lines_and_totals: ["lines_and_totals.csv", "--amount", "line_amount"];
    nothing_but_refunds: ["all_refunded.csv"];
    no_date_on_any_line_of_an_order: ["undated.csv"];
    the_formats_that_are_known: ["--presets"];
    columns: ["../presets/tokopedia-legacy.xlsx", "--table", "columns", "--format", "csv"];
    no_columns: ["no_date.csv"];
}
