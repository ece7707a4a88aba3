//! `setia churn-risk`: what is shown, that the risks come true, and what cannot be answered.

use serde_json::Value;

use crate::support::{check, folder, setia, testdata};

fn json(words: &[&str]) -> Value {
    let shared = ["churn-risk", "cdnow_sample.csv", "--format", "json", "-q"];
    serde_json::from_str(&setia(&testdata(), &[&shared[..], words].concat()).success()).unwrap()
}

fn rows<'a>(result: &'a Value, table: &str) -> &'a Vec<Value> {
    result["tables"][table].as_array().unwrap()
}

#[test]
fn cdnow() {
    check!(testdata(), "cdnow", &["churn-risk", "cdnow_sample.csv", "--as-of", "1997-09-30", "--top", "5"]);
    check!(testdata(), "cdnow_help", &["churn-risk", "--help"]);
}

/// What followed: CDNOW, 39 weeks known and 39 weeks to come, as in the papers.
#[test]
fn the_risk_is_what_followed() {
    let result = json(&["--holdout", "273d", "--within", "273d"]);
    let score = |method: &str, column: &str| -> f64 {
        let row = rows(&result, "backtest")
            .iter()
            .find(|row| row["window"] == "holdout" && row["method"] == method)
            .unwrap();
        row[column].as_f64().unwrap()
    };
    assert!(score("bg-nbd", "auc") >= 0.755 && score("bg-nbd", "brier") <= 0.1625);
    assert!(score("pareto-nbd", "auc") >= 0.771 && score("pareto-nbd", "brier") <= 0.162);
    assert!(score("pareto-nbd", "lift") > 1.2);
    let tenths: Vec<[f64; 2]> = rows(&result, "calibration")
        .iter()
        .filter(|row| row["window"] == "holdout")
        .map(|row| ["predicted", "observed"].map(|name| row[name].as_f64().unwrap()))
        .collect();
    assert_eq!(tenths.len(), 10);
    assert!(tenths[9][1] > 0.7 && tenths[0][1] < 0.2, "{tenths:?}");
}

/// The risk is that of `clv`, and the columns agree with each other.
#[test]
fn the_columns_agree() {
    let result = json(&["--model", "mbg-nbd", "--horizon", "6m"]);
    let words =
        ["clv", "cdnow_sample.csv", "--model", "mbg-nbd", "--horizon", "6m", "--format", "json", "-q"];
    let clv: Value = serde_json::from_str(&setia(&testdata(), &words).success()).unwrap();
    let mut known: std::collections::HashMap<&str, &Value> = std::collections::HashMap::new();
    for row in rows(&clv, "customers") {
        known.insert(row["customer_id"].as_str().unwrap(), row);
    }
    let number = |row: &Value, column: &str| row[column].as_f64().unwrap();
    let (mut loss, mut customers) = (f64::INFINITY, [0_u64; 3]);
    for row in rows(&result, "customers") {
        let other = known[row["customer_id"].as_str().unwrap()];
        for column in ["churn_risk", "p_alive", "clv", "spent"] {
            assert_eq!(row[column], other[column], "{row}");
        }
        let risk = number(row, "churn_risk");
        let band = if risk >= 0.66 { 2 } else { usize::from(risk >= 0.33) };
        assert_eq!(row["band"], ["low", "medium", "high"][band]);
        customers[band] += 1;
        let at_risk = number(row, "value_at_risk");
        assert!((at_risk - risk * number(row, "value_if_active")).abs() <= 1e-9 * at_risk, "{row}");
        assert!(number(row, "value_if_active") >= number(row, "clv") * (1.0 - 1e-12));
        assert!(at_risk <= loss, "the most to lose comes first");
        loss = at_risk;
        let overdue = number(row, "days_since_last") / number(row, "typical_gap_days");
        assert!((number(row, "overdue_ratio") - overdue).abs() < 1e-12);
        let days = ["next_purchase_lower", "expected_next_purchase", "next_purchase_upper"]
            .map(|column| row[column].as_str());
        let known: Vec<&str> = days.iter().flatten().copied().collect();
        assert!(known.is_sorted() && known.iter().all(|day| *day > "1998-06-30"), "{row}");
        assert!(days.iter().skip_while(|day| day.is_some()).all(Option::is_none), "{row}");
    }
    let bands: Vec<u64> =
        rows(&result, "bands").iter().map(|row| row["customers"].as_u64().unwrap()).collect();
    assert_eq!(bands, [customers[2], customers[1], customers[0]]);
}

#[test]
fn without_amounts() {
    let folder = folder();
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let visits: Vec<String> =
        log.lines().map(|line| line.split(',').step_by(2).take(2).collect::<Vec<_>>().join(",")).collect();
    std::fs::write(folder.path().join("visits.csv"), visits.join("\n")).unwrap();
    check!(folder.path(), "without_amounts", &["churn-risk", "visits.csv", "--within", "30d", "--top", "3"]);
}

#[test]
fn from_a_summary() {
    let folder = folder();
    let log = testdata().join("cdnow_sample.csv").display().to_string();
    let words = ["clv", &log, "--as-of", "1997-09-30", "--model", "bg-nbd", "--format", "csv", "-q"];
    let table = setia(folder.path(), &words).success();
    let summary = table.replace("customer_id,frequency,recency,age,", "customer_id,frequency,recency,T,");
    std::fs::write(folder.path().join("summary.csv"), summary).unwrap();
    let words = ["churn-risk", "--summary", "summary.csv", "--model", "bg-nbd", "--top", "3"];
    check!(folder.path(), "from_a_summary", &words);
}

#[test]
fn what_cannot_be_answered() {
    let folder = folder();
    for (name, customers) in [("too_few_repeat_buyers", "60"), ("a_short_log", "900")] {
        let words = ["simulate", "--customers", customers, "--alpha", "30", "--seed", "3", "-o", "tx.csv"];
        let words = [&words[..], &["--until", "2025-02-10", "--acquired-within", "7d"]].concat();
        setia(folder.path(), &words).success();
        check!(folder.path(), name, &["churn-risk", "tx.csv", "--top", "2"]);
    }
    check!(testdata(), "bad_bands", &["churn-risk", "cdnow_sample.csv", "--bands", "66,33"]);
}

#[test]
fn several_cut_offs() {
    let result = json(&["--backtest", "rolling", "--model", "bg-nbd", "--within", "60d"]);
    let rolling: Vec<&Value> =
        rows(&result, "backtest").iter().filter(|row| row["window"] == "rolling").collect();
    assert!(rolling.len() >= 20 && rolling.len().is_multiple_of(5), "{}", rolling.len());
    for pair in rolling.chunks(5).collect::<Vec<_>>().windows(2) {
        assert_eq!(pair[0][0]["cut"], pair[1][0]["until"]);
    }
    check!(
        testdata(),
        "rolling",
        &["churn-risk", "cdnow_sample.csv", "--backtest", "rolling", "--model", "bg-nbd", "--top", "1"]
    );
}
