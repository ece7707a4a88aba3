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

/// Whom to win back: against a reckoning by hand from the customers' own columns.
#[test]
fn the_most_profitable_contacts() {
    let shared = ["--model", "bg-nbd", "--horizon", "6m", "--margin", "40%"];
    let offer = ["--offer-cost", "2", "--uplift", "8%", "--budget", "200.5"];
    let result = json(&[&shared[..], &offer].concat());
    let number = |row: &Value, column: &str| row[column].as_f64().unwrap();
    let profit = |row: &Value| number(row, "churn_risk").min(0.08) * number(row, "value_if_active") - 2.0;
    let mut profits: Vec<f64> = rows(&result, "customers").iter().map(profit).collect();
    profits.retain(|profit| *profit > 0.0);
    profits.sort_by(|a, b| b.total_cmp(a));
    let plan = rows(&result, "plan");
    assert!(profits.len() > 100 && plan.len() == 100);
    let mut sum = 0.0;
    let mut cost = 0.0;
    for (row, profit) in plan.iter().zip(&profits) {
        sum += profit;
        cost += 2.0;
        assert!((number(row, "expected_profit") - profit).abs() < 1e-9);
        assert!((number(row, "cumulative_profit") - sum).abs() < 1e-6);
        assert!((number(row, "cumulative_cost") - cost).abs() < 1e-9);
        assert!((number(row, "break_even_uplift") * number(row, "value_if_active") - 2.0).abs() < 1e-9);
    }
    let total = |figure: &str| {
        number(rows(&result, "plan_totals").iter().find(|row| row["figure"] == figure).unwrap(), "value")
    };
    assert!((total("expected_profit") - sum).abs() < 1e-6 && (total("cost") - 200.0).abs() < 1e-9);
    assert!(total("profit_lower") < sum && sum < total("profit_upper"));
    // without a budget it is everybody for whom it pays
    let all = json(&[&shared[..], &offer[..4]].concat());
    assert_eq!(rows(&all, "plan").len(), profits.len());
}

#[test]
fn plans_in_words() {
    let folder = folder();
    std::fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("tx.csv")).unwrap();
    let test = r#"{"tables": {"effects": [{"metric": "conversion", "effect": 0.04, "ci_lower": 0.01, "ci_upper": 0.07}]}}"#;
    std::fs::write(folder.path().join("ab-test.json"), test).unwrap();
    let plan = |name: &str, words: &[&str]| {
        let words =
            [&["churn-risk", "tx.csv", "--model", "bg-nbd", "--top", "3", "--offer-cost", "2"], words]
                .concat();
        check!(folder.path(), name, &words);
    };
    plan("plan_by_a_test", &["--uplift-from", "ab-test.json", "--budget", "1k"]);
    plan("plan_for_nobody", &["--uplift", "0.0001"]);
    plan("plan_without_money", &["--uplift", "5%", "--budget", "1.5"]);
    plan("plan_without_an_uplift", &[]);
    plan("plan_by_no_test", &["--uplift-from", "tx.csv"]);
}

/// Last month against this one: every customer is counted, and what came true is what the log says.
#[test]
fn what_became_of_last_month() {
    let folder = folder();
    let log = testdata().join("cdnow_sample.csv").display().to_string();
    for file in ["last.csv", "last.parquet"] {
        let words = ["churn-risk", &log, "--as-of", "1998-03-31", "--model", "bg-nbd", "-o", file, "-q"];
        setia(folder.path(), &words).success();
    }
    let compare = |words: &[&str]| {
        let shared = ["churn-risk", &log, "--model", "bg-nbd", "--format", "json", "-q", "--compare"];
        let json = setia(folder.path(), &[&shared[..], words].concat()).success();
        serde_json::from_str::<Value>(&json).unwrap()
    };
    let result = compare(&["last.csv"]);
    let count = |row: &Value| row["customers"].as_u64().unwrap();
    assert_eq!(rows(&result, "moves").iter().map(count).sum::<u64>(), 2357);
    assert_eq!(rows(&result, "outcomes").iter().map(count).sum::<u64>(), 2357);
    let text = std::fs::read_to_string(&log).unwrap();
    let mut came: Vec<&str> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| cells[2] > "1998-03-31" && cells[2] <= "1998-06-29")
        .map(|cells| cells[0])
        .collect();
    came.sort_unstable();
    came.dedup();
    let away: f64 = rows(&result, "outcomes")
        .iter()
        .map(|row| row["customers"].as_f64().unwrap() * row["stayed_away"].as_f64().unwrap())
        .sum();
    let stayed = u32::try_from(2357 - came.len()).unwrap();
    assert!((away - f64::from(stayed)).abs() < 1e-6, "{away} {stayed}");
    assert_eq!(result["tables"], compare(&["last.parquet"])["tables"]);
    // a month later the span is not over
    std::fs::copy(&log, folder.path().join("tx.csv")).unwrap();
    let words = [
        "churn-risk",
        "tx.csv",
        "--as-of",
        "1998-04-30",
        "--model",
        "bg-nbd",
        "--compare",
        "last.csv",
        "--top",
        "1",
    ];
    check!(folder.path(), "compared_early", &words);
    check!(folder.path(), "compared_with_a_log", &["churn-risk", "tx.csv", "--compare", "tx.csv"]);
}

/// A shop whose channels, discounts and cities go along with leaving as they were made to.
fn shop_with_a_reason(folder: &std::path::Path) {
    let mut log = String::from("customer_id,order_id,date,amount,channel,discount\n");
    let mut table = String::from("customer_id,city,age,email\n");
    let (mut seed, mut order) = (7_u64, 0);
    #[expect(clippy::cast_sign_loss, reason = "chances are not below zero")]
    let whole = |chance: f64, most: f64| (chance * most) as u32;
    let mut dice = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((seed >> 33) as u32) / f64::from(1_u32 << 31)
    };
    for customer in 0..600_u32 {
        let city = if dice() < 0.5 { "Bandung" } else { "Medan" };
        // those of Medan leave early, and had bought with discounts
        let leaves = dice() < if city == "Medan" { 0.7 } else { 0.2 };
        let channel = if dice() < 0.5 { "web" } else { "toko" };
        let (mut day, end) = (1 + whole(dice(), 60.0), if leaves { 150 } else { 270 });
        while day < end {
            let date =
                chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(u64::from(day));
            let discount = if leaves && dice() < 0.6 { "Rp 20.000" } else { "" };
            order += 1;
            log.push_str(&format!("C{customer},O{order},{date},100000,{channel},{discount}\n"));
            day += 5 + whole(dice(), 30.0);
        }
        if customer % 10 > 0 {
            table.push_str(&format!("C{customer},{city},{},c{customer}@example.com\n", 20 + customer % 40));
        }
    }
    std::fs::write(folder.join("tx.csv"), log).unwrap();
    std::fs::write(folder.join("customers.csv"), table).unwrap();
}

#[test]
fn what_goes_along_with_leaving() {
    let folder = folder();
    shop_with_a_reason(folder.path());
    let words = [
        "churn-risk",
        "tx.csv",
        "--customers",
        "customers.csv",
        "--model",
        "bg-nbd",
        "--as-of",
        "2026-09-27",
    ];
    let json = setia(folder.path(), &[&words[..], &["--format", "json", "-q"]].concat()).success();
    let result: Value = serde_json::from_str(&json).unwrap();
    let row = |driver: &str, value: &str| {
        let found =
            rows(&result, "drivers").iter().find(|row| row["driver"] == driver && row["value"] == value);
        found.unwrap_or_else(|| panic!("{driver} {value}"))
    };
    let number = |row: &Value, column: &str| row[column].as_f64().unwrap();
    let medan = row("city", "Medan");
    assert!(number(medan, "ci_lower") > 0.3 && number(medan, "leavers") > 0.65);
    assert!((number(medan, "difference") + number(row("city", "Bandung"), "difference")).abs() < 1e-12);
    assert!(number(row("discount_share", ""), "ci_lower") > 0.0);
    // nothing was made to go along with these
    for (driver, value) in [("channel", "web"), ("age", ""), ("spend_per_purchase", "")] {
        if let Some(row) =
            rows(&result, "drivers").iter().find(|row| row["driver"] == driver && row["value"] == value)
        {
            assert!(number(row, "effect_size").abs() < 0.25, "{row}");
        }
    }
    let effects: Vec<f64> =
        rows(&result, "drivers").iter().map(|row| number(row, "effect_size").abs()).collect();
    assert!(effects.is_sorted_by(|a, b| a >= b));
    assert!(rows(&result, "drivers").iter().all(|row| row["driver"] != "email"));
    check!(folder.path(), "drivers", &[&words[..], &["--by", "city", "--top", "1"]].concat());
    check!(folder.path(), "by_too_many_numbers", &[&words[..], &["--by", "age"]].concat());
    std::fs::write(folder.path().join("twice.csv"), "id,city\nC1,A\nC1,B\n").unwrap();
    check!(folder.path(), "a_customer_twice", &["churn-risk", "tx.csv", "--customers", "twice.csv"]);
    check!(folder.path(), "no_customers", &["churn-risk", "tx.csv", "--customers", "nobody.csv"]);
}
