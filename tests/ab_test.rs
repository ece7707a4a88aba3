//! `setia ab-test`: what is shown, what the figures are, and what cannot be compared.

use std::path::Path;

use serde_json::Value;

use crate::support::{check, folder, setia, testdata};

/// Writes a file into a folder and gives its path.
fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Result of a run on testdata that has to succeed.
fn json(words: &[&str]) -> Value {
    let shared = ["ab-test", "--format", "json", "-q"];
    serde_json::from_str(&setia(&testdata(), &[&shared[..], words].concat()).success()).unwrap()
}

fn effects(result: &Value) -> &Vec<Value> {
    result["tables"]["effects"].as_array().unwrap()
}

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

/// Customers of CDNOW and some who never bought, in two groups, in an order of its own.
fn groups(folder: &Path, backwards: bool) -> String {
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let mut ids: Vec<String> =
        log.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
    ids.dedup();
    ids.extend((0..143).map(|number| format!("never{number}")));
    let arm = |id: &String| if id.bytes().map(u32::from).sum::<u32>() % 2 == 0 { "A" } else { "B" };
    let mut rows: Vec<String> = ids.iter().map(|id| format!("{id},{}", arm(id))).collect();
    if backwards {
        rows.reverse();
    }
    written(folder, "groups.csv", &format!("customer_id,variant\n{}\n", rows.join("\n")))
}

#[test]
fn counts() {
    let two = ["ab-test", "--counts", "A=500/10000", "--counts", "B=580/10000"];
    check!(testdata(), "two_counts", &two);
    check!(testdata(), "three_counts", &[&two[..], &["--counts", "C=505/10050"]].concat());
    check!(
        testdata(),
        "few_counts",
        &["ab-test", "--counts", "promo=3/20", "--counts", "control=0/30", "--method", "newcombe,wald,log"]
    );
}

/// The status that scripts go by.
#[test]
fn the_decision_as_exit_status() {
    let status = |b: &str| {
        let words = ["ab-test", "--counts", "A=500/10000", "--counts", b, "--exit-status", "decision", "-q"];
        setia(&testdata(), &words).status
    };
    assert_eq!(status("B=580/10000"), Some(0));
    assert_eq!(status("B=420/10000"), Some(0));
    assert_eq!(status("B=520/10000"), Some(10));
    assert_eq!(status("B=580/11000"), Some(1));
    // too few to go by, whatever the test says
    let few = ["ab-test", "--counts", "A=0/30", "--counts", "B=10/30", "--exit-status", "decision"];
    assert_eq!(setia(&testdata(), &few).status, Some(10));
    let strict = ["ab-test", "--counts", "A=5/100", "--counts", "B=6/100"];
    assert_eq!(setia(&testdata(), &strict).status, Some(0));
    assert_eq!(setia(&testdata(), &[&strict[..], &["--strict"]].concat()).status, Some(1));
    let planned = ["ab-test", "--counts", "A=500/10000", "--counts", "B=55/1100", "--shares", "A:90,B:10"];
    let shown = setia(&testdata(), &planned);
    assert!(!shown.success().contains("not as large as planned"));
}

/// Figures of statsmodels and scipy, see `testdata/golden/ab_test.json`.
#[test]
fn the_figures_of_counts() {
    let result = json(&["--counts", "A=500/10000", "--counts", "B=580/10000", "--method", "wald,fisher"]);
    let row = |method: &str| effects(&result).iter().find(|row| row["method"] == method).unwrap().clone();
    assert!((number(&row("wald"), "p_value") - 0.012_306_592_193_536_066).abs() < 1e-12);
    assert!((number(&row("wald"), "ci_lower") - 0.001_736_205_318_575_526_4).abs() < 1e-12);
    let score = row("score");
    assert_eq!(effects(&result)[0], score);
    assert!((number(&score, "effect") - 0.008).abs() < 1e-12);
    assert!((number(&score, "relative_effect") - 0.16).abs() < 1e-12);
    assert_eq!(score["verdict"], "better");
    assert!(number(&score, "p_value") < number(&row("fisher"), "p_value"));
}

/// Swapping control and treatment turns the signs.
#[test]
fn swapped() {
    let counts = ["--counts", "A=45/1000", "--counts", "B=62/1020"];
    let (there, back) = (
        json(&[&counts[..], &["--control", "A"]].concat()),
        json(&[&counts[..], &["--control", "B"]].concat()),
    );
    let (there, back) = (&effects(&there)[0], &effects(&back)[0]);
    assert!((number(there, "effect") + number(back, "effect")).abs() < 1e-15);
    assert!((number(there, "ci_lower") + number(back, "ci_upper")).abs() < 1e-12);
    assert!((number(there, "p_value") - number(back, "p_value")).abs() < 1e-12);
    let chances = number(there, "chance_to_beat_control") + number(back, "chance_to_beat_control");
    assert!((chances - 1.0).abs() < 1e-12);
}

#[test]
fn a_table_of_customers() {
    let folder = folder();
    let mut text = "member_id,group,converted,revenue,orders,spent_before\n".to_owned();
    for number in 0..600 {
        let arm = if number % 2 == 0 { "control" } else { "promo" };
        let before = (number * 7919 % 101) * 10;
        let bought = number * 31 % 10 < if number % 2 == 0 { 3 } else { 4 };
        let revenue = if bought { (before + 100 + number % 13).to_string() } else { String::new() };
        let yes = if bought { "yes" } else { "no" };
        text.push_str(&format!("m{number},{arm},{yes},{revenue},{},{before}\n", u8::from(bought) * 2));
    }
    let table = written(folder.path(), "visits.csv", &text);
    check!(
        folder.path(),
        "a_table",
        &[
            "ab-test",
            "visits.csv",
            "--covariate",
            "spent_before",
            "--metric",
            "converted",
            "--metric",
            "revenue",
            "--metric",
            "revenue/orders"
        ]
    );
    // a blank is a customer who spent nothing
    let result = json(&[&table, "--metric", "revenue"]);
    let filled = written(folder.path(), "filled.csv", &text.replace(",no,,", ",no,0,"));
    assert_eq!(effects(&result), effects(&json(&[&filled, "--metric", "revenue"])));
    assert_eq!(effects(&result)[0]["n_control"], 300);
    // the order of the rows does not matter
    let (head, rows) = text.split_once('\n').unwrap();
    let backwards: Vec<&str> = rows.lines().rev().collect();
    let backwards = written(folder.path(), "back.csv", &format!("{head}\n{}\n", backwards.join("\n")));
    let (one, other) = (json(&[&table]), json(&[&backwards]));
    for (one, other) in effects(&one).iter().zip(effects(&other)) {
        assert!((number(one, "effect") - number(other, "effect")).abs() < 1e-9);
        assert!((number(one, "p_value") - number(other, "p_value")).abs() < 1e-9);
    }
}

/// Everyone who was assigned counts; what a log says of them is what adding it up by hand says.
#[test]
fn a_log_and_its_groups() {
    let folder = folder();
    let groups = groups(folder.path(), false);
    let shared =
        ["cdnow_sample.csv", "--assignments", &groups, "--start", "1997-04-01", "--end", "1997-06-30"];
    let result = json(
        &[&shared[..], &["--metric", "conversion", "--metric", "orders", "--metric", "revenue"]].concat(),
    );
    let assigned = std::fs::read_to_string(&groups).unwrap();
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    for (place, arm) in [(0, "A"), (1, "B")] {
        let members: std::collections::HashSet<&str> = assigned
            .lines()
            .filter_map(|line| line.split_once(','))
            .filter(|(_, variant)| *variant == arm)
            .map(|(id, _)| id)
            .collect();
        let rows: Vec<Vec<&str>> = log
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>())
            .filter(|row| members.contains(row[0]) && ("1997-04-01".."1997-07-01").contains(&row[2]))
            .collect();
        let buyers: std::collections::HashSet<&str> = rows.iter().map(|row| row[0]).collect();
        let revenue: f64 = rows.iter().map(|row| row[4].parse::<f64>().unwrap()).sum();
        let variant = &result["tables"]["variants"][place];
        assert_eq!(variant["variant"], arm);
        assert_eq!(variant["customers"].as_u64().unwrap(), members.len() as u64);
        assert_eq!(variant["conversions"].to_string().trim_end_matches(".0"), buyers.len().to_string());
        assert!((number(variant, "revenue") - revenue).abs() < 1e-6);
    }
    let variants = result["tables"]["variants"].as_array().unwrap().iter();
    assert_eq!(variants.map(|row| row["customers"].as_u64().unwrap()).sum::<u64>(), 2500);
    let methods: Vec<&str> = effects(&result).iter().map(|row| row["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["score", "cuped", "welch", "cuped", "welch"]);
    let backwards = self::groups(folder.path(), true);
    let again = json(&[
        "cdnow_sample.csv",
        "--assignments",
        &backwards,
        "--start",
        "1997-04-01",
        "--end",
        "1997-06-30",
        "--metric",
        "conversion",
    ]);
    assert_eq!(effects(&again)[0]["p_value"], effects(&result)[0]["p_value"]);
}

#[test]
fn a_log_as_people_see_it() {
    let folder = folder();
    groups(folder.path(), false);
    std::fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("log.csv")).unwrap();
    let shared = ["ab-test", "log.csv", "--assignments", "groups.csv", "--start", "1997-04-01"];
    check!(folder.path(), "a_log", &[&shared[..], &["--end", "1997-06-30"]].concat());
    check!(
        folder.path(),
        "a_log_looked_at_early",
        &[&shared[..], &["--end", "1998-12-31", "--peeking", "--metric", "revenue", "--winsorise", "99%"]]
            .concat()
    );
    check!(folder.path(), "a_log_without_a_metric", &[&shared[..], &["--metric", "revenu"]].concat());
    check!(
        folder.path(),
        "a_log_without_that_column",
        &[&shared[..], &["--metric", "discount-cost"]].concat()
    );
    check!(
        folder.path(),
        "a_log_that_ended",
        &["ab-test", "log.csv", "--assignments", "groups.csv", "--start", "1999-01-01"]
    );
    written(folder.path(), "all_a.csv", "customer_id,variant\nx,A\ny,A\n");
    check!(
        folder.path(),
        "groups_of_one",
        &["ab-test", "log.csv", "--assignments", "all_a.csv", "--start", "1997-04-01"]
    );
    written(folder.path(), "strangers.csv", "customer_id,variant\nx,A\ny,B\n");
    check!(
        folder.path(),
        "strangers",
        &["ab-test", "log.csv", "--assignments", "strangers.csv", "--start", "1997-04-01"]
    );
}

/// The result feeds a plan of whom to win back.
#[test]
fn an_uplift_for_churn_risk() {
    let folder = folder();
    let path = folder.path().join("ab.json").display().to_string();
    let words = ["ab-test", "--counts", "A=500/10000", "--counts", "B=580/10000", "-o", &path, "-q"];
    setia(&testdata(), &words).success();
    let words = ["churn-risk", "cdnow_sample.csv", "--offer-cost", "0.1", "--uplift-from", &path, "--table"];
    let totals = setia(&testdata(), &[&words[..], &["plan_totals", "--format", "csv", "-q"]].concat());
    assert!(totals.success().contains("profit_lower"));
}

/// A promo that raises purchase rates by 40 % and takes a tenth off, found again: `simulate` knows who got it.
#[test]
fn a_promo_whose_effect_is_known() {
    let folder = folder();
    let shop = ["simulate", "--customers", "8000", "--acquired-within", "12m", "--promo", "2026-03-01"];
    let promo =
        ["--promo-days", "28", "--promo-effect", "40%", "-o", "log.csv", "--truth", "truth.csv", "-q"];
    setia(folder.path(), &[&shop[..], &promo].concat()).success();
    let words = ["ab-test", "log.csv", "--assignments", "truth.csv", "--start", "2026-03-01"];
    let result =
        setia(folder.path(), &[&words[..], &["--end", "2026-03-28", "--format", "json", "-q"]].concat());
    let result: Value = serde_json::from_str(&result.success()).unwrap();
    let row = |metric: &str, method: &str| {
        let is_it = |row: &&Value| row["metric"] == metric && row["method"] == method;
        effects(&result).iter().find(is_it).unwrap().clone()
    };
    let holds = |row: &Value, truth: f64| {
        number(row, "relative_ci_lower") < truth && truth < number(row, "relative_ci_upper")
    };
    assert!(holds(&row("orders", "cuped"), 0.4), "{}", row("orders", "cuped"));
    assert!(holds(&row("aov", "delta"), -0.1), "{}", row("aov", "delta"));
    assert!(holds(&row("revenue", "cuped"), 1.4 * 0.9 - 1.0), "{}", row("revenue", "cuped"));
    let width = |row: &Value| number(row, "ci_upper") - number(row, "ci_lower");
    assert!(width(&row("orders", "cuped")) < 0.95 * width(&row("orders", "welch")));
    assert_eq!(row("conversion", "score")["verdict"], "better");
    assert!(result["headline"].as_str().unwrap().starts_with("Ship promo"));
}

/// A promo that brings more customers and less money is not shipped without a word.
#[test]
fn a_promo_that_loses_money() {
    let folder = folder();
    let rows: Vec<String> = (0..1000)
        .map(|number| match (number % 2, number / 2 % 4) {
            (0, 0) => format!("c{number},A,1,{}", 100 + number % 7),
            (1, 0 | 1) => format!("c{number},B,1,{}", 30 + number % 7),
            (arm, _) => format!("c{number},{},0,0", ["A", "B"][arm]),
        })
        .collect();
    written(
        folder.path(),
        "promo.csv",
        &format!("customer_id,variant,bought,revenue\n{}\n", rows.join("\n")),
    );
    let run = setia(folder.path(), &["ab-test", "promo.csv"]);
    assert!(run.stdout.contains("Ship B") && run.stdout.contains("brings less revenue"), "{}", run.stdout);
    let run = setia(folder.path(), &["ab-test", "promo.csv", "--metric", "revenue"]);
    assert!(run.stdout.contains("Keep A"), "{}", run.stdout);
}

#[test]
fn customers_in_several_variants() {
    let folder = folder();
    let rows: Vec<String> =
        (0..100).map(|number| format!("c{number},{},1", ["A", "B"][number % 2])).collect();
    let text = format!("customer_id,variant,bought\n{}\n", rows.join("\n"));
    written(folder.path(), "both.csv", &format!("{text}c0,B,0\nc2,B,1\n"));
    let run = setia(folder.path(), &["ab-test", "both.csv", "--exit-status", "decision", "-q"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stdout.contains("2 customers are in several variants"), "{}", run.stdout);
    written(folder.path(), "rows.csv", &format!("{text}c0,A,0\n"));
    check!(folder.path(), "a_customer_on_two_rows", &["ab-test", "rows.csv"]);
}

#[test]
fn what_cannot_be_compared() {
    let folder = folder();
    written(folder.path(), "one.csv", "customer_id,variant,bought\na,A,1\nb,A,0\n");
    check!(folder.path(), "one_variant", &["ab-test", "one.csv"]);
    written(folder.path(), "words.csv", "customer_id,variant,bought\na,A,1\nb,B,often\nc,B,0\n");
    check!(folder.path(), "words_for_numbers", &["ab-test", "words.csv", "--metric", "bought"]);
    check!(folder.path(), "nothing_to_measure", &["ab-test", "words.csv"]);
    check!(folder.path(), "no_such_metric", &["ab-test", "words.csv", "--metric", "bougth"]);
    check!(folder.path(), "an_option_of_logs", &["ab-test", "words.csv", "--from", "2026-01-01"]);
    check!(testdata(), "a_log_and_no_groups", &["ab-test", "cdnow_sample.csv"]);
    check!(testdata(), "counts_that_are_none", &["ab-test", "--counts", "A=5/3"]);
    check!(testdata(), "one_count", &["ab-test", "--counts", "A=5/30"]);
    check!(
        testdata(),
        "no_such_control",
        &["ab-test", "--counts", "A=5/30", "--counts", "promo=5/30", "--control", "prom"]
    );
    check!(
        testdata(),
        "shares_of_others",
        &["ab-test", "--counts", "A=5/30", "--counts", "B=5/30", "--shares", "A:50,C:50"]
    );
}
