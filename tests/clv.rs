//! `setia clv`: what is shown, and that the figures are those of the papers.

use serde_json::Value;

use crate::simulate::columns;
use crate::support::{folder, setia, testdata};

fn check(name: &str, words: &[&str]) {
    crate::support::check!(testdata(), name, words);
}

#[test]
fn cdnow() {
    check("cdnow", &["clv", "cdnow_sample.csv", "--as-of", "1997-09-30", "--horizon", "52w"]);
    check("cdnow_fit", &["clv", "cdnow_sample.csv", "--as-of", "1997-09-30", "--table", "fit", "-q"]);
    check("cdnow_help", &["clv", "--help"]);
}

/// Regular buyers of whom nobody leaves: dropout cannot be learnt, and the model without it is taken and named.
#[test]
fn what_the_data_leave_open_is_said() {
    let folder = folder();
    let mut text = "customer_id,date,amount\n".to_owned();
    for customer in 0..300_u32 {
        let gap = 5 + customer * 7 % 31;
        for visit in 0..400 / gap {
            let day = setia::units::Day(20_000 + i32::try_from(visit * gap + customer * visit % 4).unwrap());
            text.push_str(&format!("{customer},{day},{}.50\n", 10 + (customer * 13 + visit * 5) % 40));
        }
    }
    std::fs::write(folder.path().join("regular.csv"), text).unwrap();
    let words = ["clv", "regular.csv", "--model", "bg-nbd", "--horizon", "36m", "--top", "0"];
    let run = setia(folder.path(), &words);
    assert_eq!(run.status, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("the data show nobody leaving"), "{}", run.stdout);
}

/// A slip in a summary: memory goes by the customers, not by the largest frequency.
#[test]
fn a_frequency_beyond_all_others() {
    let folder = folder();
    let mut text = "customer_id,frequency,recency,T,monetary_value\n".to_owned();
    for customer in 0..60_u32 {
        let (x, age, mean) = (customer % 5, 20 + customer % 17, 10 + customer);
        text.push_str(&format!("c{customer},{x},{},{age},{mean}\n", 3 * x));
    }
    for x in [5_000, 4_000_000_000_u32] {
        text.push_str(&format!("c{x},{x},15,30,12\n"));
    }
    std::fs::write(folder.path().join("summary.csv"), text).unwrap();
    let words = ["clv", "--summary", "summary.csv", "--model", "bg-nbd", "--format", "csv", "-q"];
    let found = setia(folder.path(), &words).success();
    assert_eq!(found.lines().count(), 63, "{found}");
}

#[test]
fn too_few_repeat_buyers() {
    check("too_few_repeat_buyers", &["clv", "shop.csv"]);
}

fn json(words: &[&str]) -> Value {
    let mut all = vec!["clv", "cdnow_sample.csv", "--as-of", "1997-09-30", "--format", "json"];
    all.extend(words);
    serde_json::from_str(&setia(&testdata(), &all).success()).unwrap()
}

fn parameter(result: &Value, model: &str, parameter: &str, column: &str) -> f64 {
    let rows = result["tables"]["fit"].as_array().unwrap();
    let row = rows.iter().find(|row| row["model"] == model && row["parameter"] == parameter).unwrap();
    row[column].as_f64().unwrap()
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
}

/// Fader, Hardie & Lee 2005 and Fader & Hardie, note 025, to the digits of the golden file.
#[test]
fn the_fits_of_the_papers() {
    let result = json(&["--model", "bg-nbd", "--time-unit", "week"]);
    for (name, estimate) in [("r", 0.242_594_5), ("alpha", 4.413_602), ("a", 0.792_921_9), ("b", 2.425_907)] {
        close(parameter(&result, "bg-nbd", name, "estimate"), estimate, 3e-7);
    }
    close(parameter(&result, "bg-nbd", "log_likelihood", "estimate"), -9_582.429_207, 1e-10);
    close(parameter(&result, "bg-nbd", "customers", "estimate"), 2357.0, 0.0);
    close(parameter(&result, "bg-nbd", "distinct_histories", "estimate"), 1016.0, 0.0);
    for (name, estimate) in [("p", 6.249_573), ("q", 3.744_225), ("v", 15.443_52)] {
        close(parameter(&result, "gamma-gamma", name, "estimate"), estimate, 1e-6);
    }
    close(parameter(&result, "gamma-gamma", "customers", "estimate"), 946.0, 0.0);
    close(parameter(&result, "bg-nbd", "r", "std_error"), 0.012_557, 1e-4);
    assert_eq!(result["provenance"]["time_unit"], "week");
}

#[test]
fn the_fifths_add_up_to_the_customers() {
    let result = json(&[]);
    let sum = |table: &str, column: &str| -> f64 {
        let rows = result["tables"][table].as_array().unwrap();
        rows.iter().map(|row| row[column].as_f64().unwrap()).sum()
    };
    close(sum("summary", "customers"), 2357.0, 0.0);
    close(sum("summary", "total_clv"), sum("customers", "clv"), 1e-12);
    close(sum("summary", "share_of_clv"), 1.0, 1e-12);
}

#[test]
fn margin_and_discount_do_what_they_say() {
    let total = |words: &[&str]| -> f64 {
        let result = json(words);
        let rows = result["tables"]["customers"].as_array().unwrap().clone();
        rows.iter().map(|row| row["clv"].as_f64().unwrap()).sum()
    };
    let full = total(&["--discount-rate", "0"]);
    close(total(&["--discount-rate", "0%", "--margin", "30%"]), 0.3 * full, 1e-12);
    let above_all = setia(&testdata(), &["clv", "cdnow_sample.csv", "--margin", "3"]);
    assert_eq!(above_all.status, Some(2), "a margin of 3 is no share");
    let discounted = total(&["--discount-rate", "10%"]);
    assert!(discounted < full && discounted > full / 1.1, "{discounted} {full}");
    // without a discount the value of a customer is purchases times the value of each
    let result = json(&["--discount-rate", "0"]);
    for row in result["tables"]["customers"].as_array().unwrap() {
        let number = |name: &str| row[name].as_f64().unwrap();
        close(number("clv"), number("expected_purchases") * number("expected_spend"), 1e-12);
    }
}

/// Another unit of time is the same model: only frequency, recency and age are told in it.
#[test]
fn the_unit_of_time_changes_no_prediction() {
    let customers =
        |unit: &str| json(&["--time-unit", unit])["tables"]["customers"].as_array().unwrap().clone();
    let (weeks, days) = (customers("week"), customers("day"));
    for row in &weeks {
        let same = days.iter().find(|other| other["customer_id"] == row["customer_id"]).unwrap();
        close(same["age"].as_f64().unwrap(), row["age"].as_f64().unwrap() * 7.0, 1e-12);
        for column in ["p_alive", "churn_risk", "expected_purchases", "clv", "simple_clv"] {
            close(same[column].as_f64().unwrap(), row[column].as_f64().unwrap(), 1e-5);
        }
    }
}

#[test]
fn without_amounts_purchases_are_forecast_and_money_is_empty() {
    let folder = folder();
    let text = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let visits: Vec<String> = text
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| format!("{},{}", cells[0], cells[2]))
        .collect();
    std::fs::write(folder.path().join("visits.csv"), visits.join("\n")).unwrap();
    let words = ["clv", "visits.csv", "--as-of", "1997-09-30", "--format", "json"];
    let without: Value = serde_json::from_str(&setia(folder.path(), &words).success()).unwrap();
    let with = json(&[]);
    let rows = |result: &Value| result["tables"]["customers"].as_array().unwrap().clone();
    let expected = rows(&with);
    for row in rows(&without) {
        for column in ["monetary_value", "spent", "expected_spend", "clv", "simple_clv"] {
            assert!(row[column].is_null(), "{row}");
        }
        let same = expected.iter().find(|other| other["customer_id"] == row["customer_id"]).unwrap();
        assert_eq!(row["expected_purchases"], same["expected_purchases"]);
    }
}

/// A summary made of the columns that `clv` writes leads to the same forecasts.
#[test]
fn a_customer_summary_instead_of_a_log() {
    let folder = crate::support::folder();
    let log = testdata().join("cdnow_sample.csv").display().to_string();
    let ahead = ["--as-of", "1997-09-30", "--horizon", "39w", "--model", "bg-nbd", "--format", "csv", "-q"];
    let of_log = setia(folder.path(), &[&["clv", log.as_str()], &ahead[..]].concat()).success();
    let cell = |line: &str, place: usize| line.split(',').nth(place).unwrap().to_owned();
    let mut summary = String::from("customer_id,frequency,recency,T,monetary_value\n");
    for line in of_log.lines().skip(1) {
        let cells: Vec<String> = (0..5).map(|place| cell(line, place)).collect();
        summary.push_str(&format!("{}\n", cells.join(",")));
    }
    std::fs::write(folder.path().join("summary.csv"), summary).unwrap();
    let words =
        ["clv", "--summary", "summary.csv", "--horizon", "39w", "--model", "bg-nbd", "--format", "csv", "-q"];
    let of_summary = setia(folder.path(), &words).success();
    let header: Vec<&str> = of_log.lines().next().unwrap().split(',').collect();
    let same = ["customer_id", "p_alive", "churn_risk", "expected_purchases", "expected_spend", "clv"];
    let mut rows = 0;
    for (one, other) in of_log.lines().zip(of_summary.lines()) {
        for name in same {
            let place = header.iter().position(|column| *column == name).unwrap();
            assert_eq!(cell(one, place), cell(other, place), "{name}: {one}");
        }
        rows += 1;
    }
    assert_eq!(rows, 2358);
    crate::support::check!(
        folder.path(),
        "from_a_summary",
        &["clv", "--summary", "summary.csv", "--horizon", "39w", "--top", "3", "--model", "mbg-nbd"]
    );
}

#[test]
fn summaries_that_cannot_be() {
    let folder = crate::support::folder();
    for (name, text) in [
        ("recency_above_t", "id,frequency,recency,T\na,1,2,5\nb,2,30.5,30\n"),
        ("recency_without_a_repeat", "id,frequency,recency,T\na,0,2,5\n"),
        ("half_a_purchase", "id,frequency,recency,T\na,1.5,2,5\n"),
        ("a_customer_twice", "id,frequency,recency,T\na,1,2,5\nb,1,2,5\na,0,0,5\n"),
        ("no_number", "id,frequency,recency,T\na,1,soon,5\n"),
        ("no_summary", "customer_id,date,amount\na,2026-01-02,5\n"),
    ] {
        std::fs::write(folder.path().join("summary.csv"), text).unwrap();
        crate::support::check!(folder.path(), name, &["clv", "--summary", "summary.csv"]);
    }
}

/// A summary as a spreadsheet in Jakarta writes it.
#[test]
fn a_summary_with_decimal_commas() {
    let folder = crate::support::folder();
    let log = setia(folder.path(), &["simulate", "--customers", "300", "-o", "tx.csv"]);
    log.success();
    let table = setia(folder.path(), &["clv", "tx.csv", "--format", "csv", "-q"]).success();
    let rows = table.lines().map(|line| line.split(',').take(5).collect::<Vec<_>>());
    let points: Vec<String> = rows.map(|cells| cells.join(";")).collect();
    std::fs::write(folder.path().join("points.csv"), points.join("\n").replace(';', ",")).unwrap();
    std::fs::write(folder.path().join("commas.csv"), points.join("\n").replace('.', ",")).unwrap();
    let clv =
        |file: &str| setia(folder.path(), &["clv", "--summary", file, "--format", "csv", "-q"]).success();
    assert_eq!(clv("points.csv"), clv("commas.csv"));
}

fn rows<'a>(result: &'a Value, table: &str) -> &'a Vec<Value> {
    result["tables"][table].as_array().unwrap()
}

/// Held-out weeks of the golden file: 1,882 purchases; −12.1 %, −16.2 % and −11.5 % of them, Brier .161 to .162.
#[test]
fn what_followed_was_foretold() {
    let words = ["clv", "cdnow_sample.csv", "--as-of", "1998-06-30", "--holdout", "39w", "--format", "json"];
    let result: Value = serde_json::from_str(&setia(&testdata(), &words).success()).unwrap();
    let score = |method: &str, column: &str| {
        let of = |row: &&Value| row["window"] == "holdout" && row["method"] == method;
        rows(&result, "backtest").iter().find(of).unwrap()[column].as_f64().unwrap()
    };
    assert!((score("bg-nbd", "actual") - 1_882.0).abs() < 1e-9);
    for (method, predicted, mae, rmse, auc, brier) in [
        ("bg-nbd", 1653.4, 0.7855, 1.6080, 0.757, 0.161),
        ("mbg-nbd", 1576.7, 0.7648, 1.6072, 0.760, 0.161),
        ("pareto-nbd", 1665.5, 0.7545, 1.6028, 0.771, 0.162),
    ] {
        assert!((score(method, "predicted") - predicted).abs() < 0.06, "{method}");
        assert!((score(method, "mae") - mae).abs() < 6e-5, "{method}");
        assert!((score(method, "rmse") - rmse).abs() < 6e-5, "{method}");
        assert!((score(method, "auc") - auc).abs() < 6e-4, "{method}");
        assert!((score(method, "brier") - brier).abs() < 6e-4, "{method}");
    }
    // choice and evaluation are other days
    let windows: Vec<(&str, &str)> = rows(&result, "backtest")
        .iter()
        .map(|row| (row["window"].as_str().unwrap(), row["until"].as_str().unwrap()))
        .collect();
    assert!(windows.contains(&("choice", "1997-09-30")) && windows.contains(&("holdout", "1998-06-30")));
    let chosen = rows(&result, "backtest").iter().filter(|row| row["chosen"] == "yes").count();
    assert_eq!(chosen, 2);
    let groups = rows(&result, "calibration");
    assert!(groups.iter().all(|row| row["ci_lower"].as_f64() <= row["observed"].as_f64()));
}

/// Pareto/NBD, and regular buyers, by name.
#[test]
fn other_models() {
    let result = json(&["--model", "pareto-nbd"]);
    for (name, estimate) in [("r", 0.553_277), ("alpha", 10.577_68), ("s", 0.606_240_1), ("beta", 11.668_74)]
    {
        close(parameter(&result, "pareto-nbd", name, "estimate"), estimate, 3e-6);
    }
    close(parameter(&result, "pareto-nbd", "log_likelihood", "estimate"), -9_594.976_179, 1e-9);
    let result = json(&["--model", "mbg-cnbd", "--k", "2"]);
    close(parameter(&result, "mbg-cnbd", "log_likelihood", "estimate"), -9_853.253, 1e-7);
    check("k_without_regularity", &["clv", "cdnow_sample.csv", "--model", "nbd", "--k", "2"]);
}

/// The intervals hold the estimates, those of single customers are wider than those of what is expected, and less
/// confidence makes all of them narrower.
#[test]
fn intervals_lie_in_each_other() {
    let (wide, narrow) = (json(&[]), json(&["--confidence", "80%"]));
    let of = |row: &Value, column: &str| row[column].as_f64().unwrap();
    for (wide, narrow) in rows(&wide, "customers").iter().zip(rows(&narrow, "customers")) {
        for figure in ["expected_purchases", "clv"] {
            let expected = if figure == "clv" { "expected_clv".to_owned() } else { figure.to_owned() };
            let (lower, upper) = (format!("{expected}_lower"), format!("{expected}_upper"));
            let middle = of(wide, figure);
            assert!(of(wide, &lower) < of(narrow, &lower) && of(narrow, &lower) < middle, "{wide}");
            assert!(middle < of(narrow, &upper) && of(narrow, &upper) < of(wide, &upper), "{wide}");
        }
        for ends in [("purchases_lower", "purchases_upper"), ("clv_lower", "clv_upper")] {
            assert!(
                of(wide, ends.0) <= of(narrow, ends.0) && of(narrow, ends.1) <= of(wide, ends.1),
                "{wide}"
            );
        }
        assert_eq!(of(wide, "purchases_upper") > 0.0, of(wide, "clv_upper") > 0.0, "{wide}");
    }
    for row in rows(&wide, "totals") {
        assert!(of(row, "lower") < of(row, "expected_lower") && of(row, "expected_upper") < of(row, "upper"));
    }
}

/// Who brings the value, levers, new customers.
#[test]
fn what_the_values_say_to_an_owner() {
    let result = json(&["--model", "pareto-nbd", "--acquisition-cost", "60", "--referrals", "0.5"]);
    let tenths = rows(&result, "tenths");
    let sum: f64 = tenths.iter().map(|row| row["share_of_clv"].as_f64().unwrap()).sum();
    close(sum, 1.0, 1e-12);
    // more frequent purchases of Pareto/NBD are just that
    for (lever, gain) in [("frequency", 0.1), ("basket", 0.1)] {
        let row = rows(&result, "levers").iter().find(|row| row["lever"] == lever).unwrap();
        close(row["gain_share"].as_f64().unwrap(), gain, 1e-9);
    }
    let figure = |name: &str| {
        let row = rows(&result, "new_customer").iter().find(|row| row["figure"] == name).unwrap();
        row["value"].as_f64().unwrap()
    };
    close(figure("net_value"), figure("value") - 60.0, 1e-12);
    close(figure("referral_value"), 0.5 * (figure("value") - 60.0), 1e-12);
    assert!(figure("payback") > 0.0 && figure("payback") < 52.0);
    check("no_amount_of_money", &["clv", "cdnow_sample.csv", "--acquisition-cost", "much"]);
}

/// A saved model scores the same customers alike, and is refused where it does not fit.
#[test]
fn a_model_for_next_month() {
    let folder = folder();
    let log = testdata().join("cdnow_sample.csv").display().to_string();
    let clv = |words: &[&str]| {
        let shared = ["clv", log.as_str(), "--as-of", "1997-09-30", "--format", "csv", "-q"];
        setia(folder.path(), &[&shared[..], words].concat())
    };
    let fitted = clv(&["--model", "bg-nbd", "--save-model", "model.json"]).success();
    assert!(clv(&["--load-model", "model.json"]).success() == fitted, "other figures");
    std::fs::copy(&log, folder.path().join("tx.csv")).unwrap();
    for (name, words) in [
        (
            "a_model_of_weeks",
            &["clv", "tx.csv", "--load-model", "model.json", "--time-unit", "day"] as &[&str],
        ),
        ("no_model", &["clv", "tx.csv", "--load-model", "tx.csv"]),
        ("no_model_file", &["clv", "tx.csv", "--load-model", "other.json"]),
        ("model_over_an_input", &["clv", "tx.csv", "--save-model", "tx.csv"]),
        ("next_month", &["clv", "tx.csv", "--load-model", "model.json", "--top", "2"]),
    ] {
        crate::support::check!(folder.path(), name, words);
    }
}

/// Of so many customers that some of them tell of the others: the same as when a few of them are looked at one by one.
#[test]
fn many_customers_as_one_by_one() {
    let folder = folder();
    let shared = ["--horizon", "52w", "--format", "csv", "-q"];
    let clv = |words: &[&str]| {
        let run = setia(folder.path(), &[&["clv"], words, &shared].concat());
        columns(&run.success())
    };
    setia(folder.path(), &["simulate", "--customers", "40000", "-o", "tx.csv", "-q"]).success();
    let many = clv(&["tx.csv", "--model", "bg-nbd", "--save-model", "model.json"]);
    let rows: Vec<usize> = (0..40_000).step_by(97).collect();
    let mut summary = "customer_id,frequency,recency,T,monetary_value\n".to_owned();
    for &row in &rows {
        let cell = |name: &str| many[name][row].as_str();
        let cells = ["customer_id", "frequency", "recency", "age", "monetary_value"].map(cell);
        summary.push_str(&(cells.join(",") + "\n"));
    }
    std::fs::write(folder.path().join("part.csv"), summary).unwrap();
    let few = clv(&["--summary", "part.csv", "--load-model", "model.json"]);
    let mut off: Vec<f64> = Vec::new();
    for row in rows {
        let id = &many["customer_id"][row];
        let alone = few["customer_id"].iter().position(|other| other == id).unwrap();
        for name in ["purchases_lower", "purchases_upper"] {
            assert_eq!(many[name][row], few[name][alone], "{id}");
        }
        let [among, alone] =
            [&many["clv_upper"][row], &few["clv_upper"][alone]].map(|cell| cell.parse::<f64>());
        off.push((among.unwrap() + 1e-9) / (alone.unwrap() + 1e-9) - 1.0);
    }
    // one by one neighbouring numbers of purchases are taken together, and the parameters are not taken for known
    off.sort_by(|one, other| one.abs().total_cmp(&other.abs()));
    assert!(off[off.len() / 2].abs() < 1e-3 && off[off.len() - 1].abs() < 0.03, "{off:?}");
}

/// One customer's story; one who bought once; nobody.
#[test]
fn one_customer() {
    let shared = ["clv", "cdnow_sample.csv", "--as-of", "1997-09-30", "--model", "mbg-nbd", "--explain"];
    for (name, id) in [("a_regular", "05420"), ("a_newcomer", "00004"), ("nobody", "5420")] {
        check(name, &[&shared[..], &[id]].concat());
    }
}

/// Donors who are asked once a year: the fit of Fader, Hardie & Shang 2010, and what cannot be such a summary.
#[test]
fn opportunities_to_buy() {
    let folder = folder();
    let table = std::fs::read_to_string(testdata().join("donations.csv")).unwrap();
    let mut donors = String::from("donor,frequency,recency,T\n");
    for (line, group) in table.lines().skip(1).zip('a'..) {
        let cells: Vec<&str> = line.split(',').collect();
        for donor in 0..cells[3].parse::<u32>().unwrap() {
            donors.push_str(&format!("{group}{donor},{},{},{}\n", cells[0], cells[1], cells[2]));
        }
    }
    std::fs::write(folder.path().join("donors.csv"), donors).unwrap();
    let words = ["clv", "--summary", "donors.csv", "--model", "bg-bb", "--time-unit", "month"];
    let ahead = ["--horizon", "5m", "--within", "5m"];
    crate::support::check!(
        folder.path(),
        "donors",
        &[&words[..], &ahead, &["--top", "2", "--save-model", "model.json"]].concat()
    );
    let json = setia(folder.path(), &[&words[..], &ahead, &["--format", "json"]].concat()).success();
    let result: Value = serde_json::from_str(&json).unwrap();
    for (name, estimate) in [("alpha", 1.203_522), ("beta", 0.749_716_4), ("gamma", 0.656_718_2)] {
        close(parameter(&result, "bg-bb", name, "estimate"), estimate, 1e-6);
    }
    close(parameter(&result, "bg-bb", "log_likelihood", "estimate"), -33_225.581_274, 1e-10);
    // with other figures the same model, as it was saved
    std::fs::write(folder.path().join("new.csv"), "donor,frequency,recency,T\na,1,1,1\nb,0,0,1\n").unwrap();
    let next = ["clv", "--summary", "new.csv", "--load-model", "model.json", "--time-unit", "month"];
    crate::support::check!(folder.path(), "new_donors", &[&next[..], &ahead].concat());
    let halves = "donor,frequency,recency,T\na,1,1.5,2\nb,0,0,1\n";
    std::fs::write(folder.path().join("halves.csv"), halves).unwrap();
    crate::support::check!(
        folder.path(),
        "no_whole_opportunities",
        &["clv", "--summary", "halves.csv", "--load-model", "model.json", "--time-unit", "month"]
    );
}

/// A log in weeks from Monday on: the first is an origin, the last does not count until it is over.
#[test]
fn a_log_cut_into_weeks() {
    let folder = folder();
    let log = "customer_id,date,amount\n\
        a,2026-06-03,10\na,2026-06-05,90\na,2026-06-08,20\na,2026-06-14,30\na,2026-06-24,40\na,2026-06-30,5\n\
        b,2026-06-01,7\nb,2026-06-15,7\nb,2026-06-22,9\n\
        c,2026-06-30,1\n";
    std::fs::write(folder.path().join("tx.csv"), log).unwrap();
    let training = testdata().join("cdnow_sample.csv").display().to_string();
    setia(folder.path(), &["clv", &training, "--model", "bg-bb", "--save-model", "model.json", "-q"])
        .success();
    let words =
        ["clv", "tx.csv", "--load-model", "model.json", "--as-of", "2026-07-02", "--format", "csv", "-q"];
    let table = setia(folder.path(), &words).success();
    let figures = |id: &str| {
        let line = table.lines().find(|line| line.starts_with(&format!("{id},"))).unwrap();
        line.split(',').skip(1).take(4).collect::<Vec<_>>().join(" ")
    };
    // weeks of 8, 15 and 22 June are over; that of 29 June is not
    assert_eq!(figures("a"), "2 3 3 45");
    assert_eq!(figures("b"), "2 3 3 8");
    assert_eq!(figures("c"), "0 0 0 ");
}

#[test]
fn weeks_and_months_as_opportunities() {
    check(
        "bg_bb_weeks",
        &["clv", "cdnow_sample.csv", "--as-of", "1997-09-30", "--model", "bg-bb", "--top", "2"],
    );
    check(
        "bg_bb_months",
        &[
            "clv",
            "cdnow_sample.csv",
            "--model",
            "bg-bb",
            "--time-unit",
            "month",
            "--holdout",
            "6m",
            "--top",
            "2",
        ],
    );
}
