//! `setia rfm`: what is shown, and that the figures are right.

use serde_json::Value;

use crate::support::{setia, testdata};

fn check(name: &str, words: &[&str]) {
    crate::support::check!(testdata(), name, words);
}

#[test]
fn help_in_short() {
    check("help_in_short", &["rfm", "-h"]);
}

#[test]
fn help_in_full() {
    check("help_in_full", &["rfm", "--help"]);
}

#[test]
fn help_of_the_program() {
    check("help_of_the_program", &["--help"]);
}

#[test]
fn cdnow() {
    check("cdnow", &["rfm", "cdnow_sample.csv"]);
}

#[test]
fn cdnow_in_ascii() {
    check("cdnow_in_ascii", &["rfm", "cdnow_sample.csv", "--ascii", "--map", "rf10", "--top", "3"]);
}

#[test]
fn the_other_maps() {
    check("map_klaviyo", &["rfm", "cdnow_sample.csv", "--map", "klaviyo", "--top", "0"]);
    check("map_rfm_r", &["rfm", "cdnow_sample.csv", "--map", "rfm-r", "--top", "0"]);
    check("f_cuts_rank", &["rfm", "cdnow_sample.csv", "--f-cuts", "rank", "--top", "0"]);
}

#[test]
fn the_shop_worked_out_by_hand() {
    check("shop", &["rfm", "shop.csv", "-v"]);
    check("shop_markdown", &["rfm", "shop.csv", "--format", "markdown"]);
    check("shop_json", &["rfm", "shop.csv", "--format", "json"]);
    check("shop_table", &["rfm", "shop.csv", "--table", "thresholds", "-q"]);
    check("shop_csv", &["rfm", "shop.csv", "--format", "csv"]);
    check("shop_thresholds", &["rfm", "shop.csv", "--format", "ndjson", "--table", "thresholds", "-q"]);
}

#[test]
fn what_is_left_out_is_said() {
    check(
        "left_out",
        &["rfm", "shop.csv", "--from", "2026-06-03", "--as-of", "2026-06-26", "--where", "produk <> 'Roti'"],
    );
    check("tolerated", &["rfm", "broken/bad_dates.csv", "--max-rejects", "10%", "--top", "2"]);
}

fn json(words: &[&str]) -> Value {
    let mut all = vec!["rfm", "cdnow_sample.csv", "--format", "json"];
    all.extend(words);
    serde_json::from_str(&setia(&testdata(), &all).success()).unwrap()
}

#[test]
fn cdnow_figures() {
    let result = json(&[]);
    assert_eq!(result["provenance"]["input"][0]["rows"], 6919);
    let customers = result["tables"]["customers"].as_array().unwrap();
    assert_eq!(customers.len(), 2357);
    let cents: f64 = customers.iter().map(|row| (row["spent"].as_f64().unwrap() * 100.0).round()).sum();
    assert_eq!(cents.to_string(), "24409194");
    assert_eq!(result["provenance"]["as_of"], "1998-06-30");
}

#[test]
fn segments_and_thresholds_add_up() {
    for map in ["rfm11", "rf10", "klaviyo", "rfm-r"] {
        let result = json(&["--map", map]);
        let segments = result["tables"]["segments"].as_array().unwrap();
        let count = |row: &Value| row["customers"].as_u64().unwrap();
        let share = |name: &str| segments.iter().map(|row| row[name].as_f64().unwrap()).sum::<f64>();
        assert_eq!(segments.iter().map(count).sum::<u64>(), 2357, "{map}");
        assert!((share("share_of_customers") - 1.0).abs() < 1e-12, "{map}");
        assert!((share("share_of_spent") - 1.0).abs() < 1e-12, "{map}");
        let cents: f64 = segments.iter().map(|row| (row["spent"].as_f64().unwrap() * 100.0).round()).sum();
        assert_eq!(cents.to_string(), "24409194", "{map}");
        for metric in ["days_since_last", "orders", "spent"] {
            let rows = result["tables"]["thresholds"].as_array().unwrap().iter();
            let of_metric = rows.filter(|row| row["metric"] == metric);
            assert_eq!(of_metric.map(count).sum::<u64>(), 2357, "{map} {metric}");
        }
    }
}

#[test]
fn every_score_lies_within_its_thresholds() {
    let result = json(&[]);
    let thresholds = result["tables"]["thresholds"].as_array().unwrap();
    for customer in result["tables"]["customers"].as_array().unwrap() {
        for (metric, score) in [("days_since_last", "r_score"), ("orders", "f_score"), ("spent", "m_score")] {
            let row = thresholds
                .iter()
                .find(|row| row["metric"] == metric && row["score"] == customer[score])
                .unwrap();
            let value = customer[metric].as_f64().unwrap();
            assert!(row["lower"].as_f64().is_none_or(|lower| value >= lower), "{customer} {row}");
            assert!(row["upper"].as_f64().is_none_or(|upper| value <= upper), "{customer} {row}");
        }
    }
}
