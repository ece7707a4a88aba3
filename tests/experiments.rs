//! `setia ab-test plan`, `assign` and `aa`, who responded and guardrails, and the whole story of a promotion.
#![allow(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    clippy::manual_midpoint,
    reason = "exact figures, and counts of a few thousand"
)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{check, folder, root, setia, testdata};

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// Result of a run that has to succeed, of `setia ab-test` and the words.
fn json(folder: &Path, words: &[&str]) -> Value {
    let words = [&["ab-test"], words, &["--format", "json", "-q"]].concat();
    serde_json::from_str(&setia(folder, &words).success()).unwrap()
}

fn rows<'a>(result: &'a Value, table: &str) -> &'a Vec<Value> {
    result["tables"][table].as_array().unwrap()
}

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

#[test]
fn plans() {
    check!(testdata(), "a_plan_of_shares", &["ab-test", "plan", "--baseline", "5%", "--mde", "10%"]);
    let log = ["ab-test", "plan", "cdnow_sample.csv"];
    check!(
        testdata(),
        "a_plan_by_a_log",
        &[&log[..], &["--metric", "revenue", "--window", "90d", "--mde", "20%", "--pre", "90d"]].concat()
    );
    check!(testdata(), "a_plan_of_all_in_a_log", &[&log[..], &["--window", "90d"]].concat());
    let several = ["--variants", "A:45,B:45,holdout:10", "--control", "holdout", "--per-day", "400"];
    check!(
        testdata(),
        "a_plan_of_several_variants",
        &[&["ab-test", "plan", "--baseline", "5%", "--size", "20000"][..], &several].concat()
    );
    let plan = ["ab-test", "plan"];
    for (name, words) in [
        ("a_plan_of_nothing", &[][..]),
        ("a_plan_of_no_change", &["--baseline", "5%"]),
        ("a_plan_of_all_three", &["--baseline", "5%", "--mde", "10%", "--size", "200", "--power", "80%"]),
        ("a_plan_without_a_deviation", &["--metric", "revenue", "--baseline", "120rb", "--mde", "5%"]),
        ("a_plan_beyond_all", &["--baseline", "50%", "--mde", "60pp"]),
        ("a_plan_by_a_short_log", &["shop.csv"]),
    ] {
        check!(testdata(), name, &[&plan[..], words].concat());
    }
}

/// `power.prop.test` of R, and the same figures back through power and effect.
#[test]
fn plans_agree_with_r_and_with_each_other() {
    let plan = |words: &[&str]| rows(&json(&testdata(), &[&["plan"], words].concat()), "plan")[0].clone();
    let row = plan(&["--baseline", "5%", "--mde", "1pp"]);
    assert_eq!(row["customers"], 2 * 8158);
    assert_eq!(row["answer"], "customers");
    let row = plan(&["--baseline", "5%", "--size", "16316"]);
    assert!((number(&row, "mde") - 0.01).abs() < 1e-6, "{row}");
    let row = plan(&["--baseline", "5%", "--size", "16316", "--mde", "20%"]);
    assert!((number(&row, "power") - 0.8).abs() < 1e-4, "{row}");
    // 16 s²/d² of each, as the rule of thumb has it, is 15.7
    let row = plan(&[
        "--metric",
        "revenue",
        "--baseline",
        "100",
        "--deviation",
        "200",
        "--mde",
        "10",
        "--per-day",
        "100",
    ]);
    assert_eq!(row["customers"], 2 * 6280);
    assert_eq!(number(&row, "days"), 126.0 + 13.0);
}

/// What a log has is what a test of the same days would measure.
#[test]
fn a_log_is_measured_as_a_test_measures() {
    let row = |metric: &str| {
        let words = ["plan", "cdnow_sample.csv", "--window", "91d", "--metric", metric, "--mde", "20%"];
        rows(&json(&testdata(), &words), "plan").clone()
    };
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let mut spent: std::collections::BTreeMap<&str, (bool, f64)> = std::collections::BTreeMap::new();
    for line in log.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let customer = spent.entry(cells[0]).or_default();
        if cells[2] >= "1998-04-01" {
            customer.0 = true;
            customer.1 += cells[4].parse::<f64>().unwrap();
        }
    }
    let all = spent.len() as f64;
    let buyers = spent.values().filter(|(bought, _)| *bought).count() as f64;
    assert!((number(&row("conversion")[0], "baseline") - buyers / all).abs() < 1e-12);
    let mean = spent.values().map(|(_, spent)| spent).sum::<f64>() / all;
    let variance = spent.values().map(|(_, spent)| (spent - mean).powi(2)).sum::<f64>() / (all - 1.0);
    let revenue = row("revenue");
    assert_eq!(revenue[0]["formula"], "two_means_z_cuped");
    assert_eq!(revenue[1]["formula"], "two_means_z");
    assert!((number(&revenue[1], "baseline") - mean).abs() < 1e-9);
    assert!((number(&revenue[1], "deviation") - variance.sqrt()).abs() < 1e-9);
    assert!(number(&revenue[0], "deviation") < number(&revenue[1], "deviation"));
    assert!(number(&revenue[0], "customers") < number(&revenue[1], "customers"));
}

fn list(folder: &Path, backwards: bool) -> String {
    let row = |number: usize| {
        format!(
            "c{number:05},{},{},0812{number:08}",
            ["web", "store", "app"][number % 3],
            number * 7919 % 1000
        )
    };
    let mut lines: Vec<String> = (0..3000).map(row).collect();
    if backwards {
        lines.reverse();
    }
    written(folder, "list.csv", &format!("customer_id,channel,spent,phone\n{}\n", lines.join("\n")))
}

/// Customer and variant, in order of customers.
fn assigned(csv: &str) -> Vec<(String, String)> {
    let row = |line: &str| {
        let mut cells = line.split(',').map(str::to_owned);
        (cells.next().unwrap(), cells.next().unwrap())
    };
    let mut rows: Vec<(String, String)> = csv.lines().skip(1).map(row).collect();
    rows.sort();
    rows
}

#[test]
fn assignments() {
    let folder = folder();
    list(folder.path(), false);
    let words = ["ab-test", "assign", "list.csv", "--experiment", "promo-lebaran-2026"];
    check!(folder.path(), "an_assignment", &words);
    let parts = ["--variants", "A:45,B:45,holdout:10", "--stratify", "channel"];
    check!(folder.path(), "an_assignment_by_strata", &[&words[..], &parts].concat());
    check!(
        testdata(),
        "an_assignment_of_a_log",
        &["ab-test", "assign", "cdnow_sample.csv", "--log", "--experiment", "e", "--stratify", "segment"]
    );
    check!(testdata(), "a_log_is_no_list", &["ab-test", "assign", "cdnow_sample.csv", "--experiment", "e"]);
    check!(folder.path(), "an_assignment_without_a_name", &["ab-test", "assign", "list.csv"]);
    let bad = |name: &str, text: &str| {
        written(folder.path(), name, text);
        setia(folder.path(), &["ab-test", "assign", name, "--experiment", "e"])
    };
    let blank = bad("blank.csv", "customer_id,x\na,1\n,2\n");
    assert!(blank.status == Some(3) && blank.stderr.contains("row 3"), "{}", blank.stderr);
    let rounded = bad("rounded.csv", "customer_id,x\na,1\n5.8E+17,2\n");
    assert!(rounded.status == Some(3) && rounded.stderr.contains("spreadsheet"), "{}", rounded.stderr);
    assert_eq!(bad("empty.csv", "customer_id,x\n").status, Some(3));
    for variants in ["A", "A:50", "A:50,A:50", "A:50,B:0", "A:50,B:x"] {
        let run = setia(folder.path(), &[&words[..], &["--variants", variants]].concat());
        assert_eq!(run.status, Some(2), "{variants}");
    }
}

/// The lot depends on the experiment and the id alone, and strata have their parts exactly.
#[test]
fn the_lot_does_not_know_the_order_of_the_list() {
    let folder = folder();
    let run = |words: &[&str]| {
        let shared = ["ab-test", "assign", "list.csv", "--format", "csv", "-q", "--experiment"];
        assigned(&setia(folder.path(), &[&shared[..], words].concat()).success())
    };
    list(folder.path(), false);
    let (plain, other) = (run(&["one"]), run(&["two"]));
    let strata = ["one", "--stratify", "channel", "--variants", "A:45,B:45,holdout:10"];
    let stratified = run(&strata);
    list(folder.path(), true);
    assert_eq!(run(&["one"]), plain);
    assert_eq!(run(&strata), stratified);
    let agree = plain.iter().zip(&other).filter(|(a, b)| a.1 == b.1).count();
    assert!((1300..1700).contains(&agree), "another experiment is another lot: {agree} of 3000 agree");
    for channel in 0..3 {
        let count = |variant: &str| {
            let of_channel = stratified.iter().skip(channel).step_by(3);
            of_channel.filter(|(_, other)| other == variant).count()
        };
        assert_eq!([count("A"), count("B"), count("holdout")], [450, 450, 100]);
    }
    // without strata nobody moves when others come
    let text = std::fs::read_to_string(folder.path().join("list.csv")).unwrap();
    written(folder.path(), "list.csv", &format!("{text}new1,web,1,x\nnew2,web,1,x\n"));
    let more = run(&["one"]);
    assert!(plain.iter().all(|row| more.contains(row)));
}

#[test]
fn a_file_for_each_variant() {
    let folder = folder();
    list(folder.path(), false);
    std::fs::create_dir(folder.path().join("lists")).unwrap();
    let words =
        ["ab-test", "assign", "list.csv", "--experiment", "e", "-o", "groups.csv", "--split-to", "lists"];
    setia(folder.path(), &[&words[..], &["--variants", "promo a:50,B:50", "-q"]].concat()).success();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let (a, b) = (read("lists/promo_a.csv"), read("lists/B.csv"));
    assert!(a.starts_with("customer_id,channel,spent,phone,variant\n"));
    assert_eq!(a.lines().count() + b.lines().count(), 3002);
    assert!(a.lines().skip(1).all(|line| line.ends_with(",promo a") && line.contains(",0812")));
    let groups = assigned(&read("groups.csv"));
    assert_eq!(groups.iter().filter(|(_, variant)| variant == "B").count(), b.lines().count() - 1);
    let missing = setia(folder.path(), &[&words[..8], &["nowhere", "-q"]].concat());
    assert_eq!(missing.status, Some(4), "{}", missing.stderr);
}

/// With nothing done to anyone the level is kept, by the interval of a part of 2,000 splits, and more is found of more.
#[test]
fn nothing_is_found_of_nothing() {
    let trial = |words: &[&str]| {
        let shared = ["aa", "cdnow_sample.csv", "--window", "182d", "--pre", "182d", "--splits", "2000"];
        rows(&json(&testdata(), &[&shared[..], words].concat()), "trials").clone()
    };
    for row in trial(&["--metric", "conversion", "--metric", "revenue", "--metric", "aov"]) {
        let share = number(&row, "false_positives");
        assert!((0.037..0.064).contains(&share), "{row}");
        assert!(number(&row, "power") > share, "{row}");
    }
    let (small, large) = (trial(&["--effect", "10%"]), trial(&["--effect", "60%"]));
    assert!(number(&small[0], "power") < number(&large[0], "power") && number(&large[0], "power") > 0.8);
    // looking often finds what is not there, and the sequence does not
    let looks = trial(&["--looks", "20"]);
    assert!(looks.iter().all(|row| number(row, "false_positives") > 0.1), "{looks:?}");
    let always = trial(&["--looks", "20", "--peeking"]);
    assert!(always.iter().all(|row| number(row, "false_positives") <= 0.05), "{always:?}");
    assert_eq!(always[0]["method"], "confidence-sequence");
}

#[test]
fn a_test_of_the_method() {
    let words = ["ab-test", "aa", "cdnow_sample.csv", "--window", "90d", "--splits", "500"];
    check!(testdata(), "a_test_of_the_method", &words);
    check!(testdata(), "a_test_of_looking", &[&words[..], &["--looks", "30"]].concat());
    check!(testdata(), "a_test_of_too_few", &["ab-test", "aa", "shop.csv"]);
    let threads =
        |n: &str| setia(&testdata(), &[&words[..], &["--threads", n, "--format", "csv"]].concat()).stdout;
    assert_eq!(threads("1"), threads("3"));
    let seed = |n: &str| setia(&testdata(), &[&words[..], &["--seed", n, "--format", "csv"]].concat()).stdout;
    assert_ne!(seed("1"), seed("2"));
}

/// Customers in two groups; the promotion works in one city only.
fn visits(folder: &Path) {
    let row = |number: usize| {
        let (arm, city) = (["A", "B"][number % 2], ["Bandung", "Jakarta", "Medan"][number / 2 % 3]);
        let likely = if arm == "B" && city == "Medan" { 45 } else { 20 };
        let bought = number / 6 * 7919 % 100 < likely;
        let before = number * 31 % 17;
        let spent = if bought { 50 + before * 3 + number % 5 } else { 0 };
        let refunded = usize::from(bought && (number / 6).is_multiple_of(10)) * 20;
        format!("c{number},{arm},{city},{},{spent},{refunded},{before},{}", u8::from(bought), number % 23)
    };
    let rows: Vec<String> = (0..3000).map(row).collect();
    let header = "customer_id,variant,city,bought,spent,refunded,orders_before,age";
    written(folder, "visits.csv", &format!("{header}\n{}\n", rows.join("\n")));
}

#[test]
fn who_responded() {
    let folder = folder();
    visits(folder.path());
    let words = ["ab-test", "visits.csv", "--metric", "bought", "--by", "city"];
    check!(folder.path(), "who_responded", &words);
    let result = json(folder.path(), &words[1..]);
    let groups = rows(&result, "segments");
    assert_eq!(groups.len(), 3);
    assert!(number(&groups[0], "interaction_p") < 1e-6);
    assert!(groups[2]["segment"] == "Medan" && number(&groups[2], "effect") > 0.2);
    // the groups add up to the whole
    let whole = &rows(&result, "effects")[0];
    let customers: f64 = groups.iter().map(|row| number(row, "n_treatment")).sum();
    assert_eq!(customers, number(whole, "n_treatment"));
    // as of a log: segments of before the test, those who had not bought yet in a group of their own
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let mut ids: Vec<&str> = log.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    ids.dedup();
    let groups: Vec<String> = ids
        .iter()
        .map(|id| format!("{id},{}", ["A", "B"][usize::from(id.ends_with(['1', '3', '5', '7', '9']))]))
        .collect();
    let groups =
        written(folder.path(), "groups.csv", &format!("customer_id,variant\n{}\n", groups.join("\n")));
    let words = [
        "cdnow_sample.csv",
        "--assignments",
        &groups,
        "--start",
        "1997-03-01",
        "--end",
        "1997-05-31",
        "--by",
        "segment",
    ];
    let result = json(&testdata(), &words);
    let keys: Vec<&str> =
        rows(&result, "segments").iter().map(|row| row["segment"].as_str().unwrap()).collect();
    assert!(keys.contains(&"champions") && keys.contains(&"no_purchase_before"), "{keys:?}");
    assert_eq!(
        setia(&testdata(), &["ab-test", "--counts", "A=1/9", "--counts", "B=2/9", "--by", "x"]).status,
        Some(2)
    );
    let many = setia(folder.path(), &["ab-test", "visits.csv", "--metric", "bought", "--by", "customer_id"]);
    assert!(many.status == Some(2) && many.stderr.contains("3000 groups"), "{}", many.stderr);
}

#[test]
fn guardrails() {
    let folder = folder();
    visits(folder.path());
    let words = ["ab-test", "visits.csv", "--metric", "bought"];
    let decided = |guardrail: &str| {
        let asked = ["--guardrail", guardrail, "--exit-status", "decision"];
        let run = setia(folder.path(), &[&words[..], &asked].concat());
        (run.status, run.stdout)
    };
    let (status, text) = decided("age:+20%");
    assert!(
        status == Some(0) && text.contains("Ship B") && text.contains("keeps within the guardrail"),
        "{text}"
    );
    let (status, text) = decided("refunded:+10%");
    assert!(status == Some(10) && text.contains("Keep testing"), "{text}");
    let (status, text) = decided("spent:+2%");
    assert!(status == Some(0) && text.contains("Keep A") && text.contains("spent moves further"), "{text}");
    check!(folder.path(), "a_guardrail", &[&words[..], &["--guardrail", "spent:+2%"]].concat());
    let run =
        setia(folder.path(), &[&words[..], &["--guardrail", "age:+2%", "--guardrail", "age:-2%"]].concat());
    assert!(run.status == Some(2) && run.stderr.contains("two guardrails"), "{}", run.stderr);
    let run = setia(folder.path(), &[&words[..], &["--guardrail", "bought:-1pp"]].concat());
    assert!(run.status == Some(2) && run.stderr.contains("cannot be a guardrail"), "{}", run.stderr);
    // not at all means not at all, and a metric has one guardrail
    assert!(
        decided("spent:-0%").1.contains("keeps within")
            && decided("spent:+0%").1.contains("moves it further")
    );
    for bad in ["spent", "spent:2%", "spent:+x%", ":+2%", "spent:+-2%", "spent:+2pp"] {
        assert_eq!(
            setia(folder.path(), &[&words[..], &["--guardrail", bad]].concat()).status,
            Some(2),
            "{bad}"
        );
    }
}

/// Several columns from before take off more than one; the one that all of them make stands for them.
#[test]
fn several_covariates() {
    let folder = folder();
    visits(folder.path());
    let effect = |covariates: &[&str]| {
        let words = ["visits.csv", "--metric", "spent", "--less-is-better", "spent"];
        rows(&json(folder.path(), &[&words[..], covariates].concat()), "effects").clone()
    };
    let width = |row: &Value| number(row, "ci_upper") - number(row, "ci_lower");
    let (none, one) = (effect(&[]), effect(&["--covariates", "orders_before"]));
    let both = effect(&["--covariates", "orders_before,age"]);
    assert_eq!(none[0]["method"], "welch");
    assert_eq!(none[0]["verdict"], "worse");
    assert!(width(&one[0]) < width(&none[0]) && width(&both[0]) <= width(&one[0]));
    assert_eq!(one[1], both[1], "the row without is the same");
    let words = ["ab-test", "visits.csv", "--metric", "spent", "--covariates", "age,age"];
    let run = setia(folder.path(), &words);
    assert!(run.status == Some(2) && run.stderr.contains("say the same"), "{}", run.stderr);
}

#[test]
fn the_bootstrap_stands_beside() {
    let folder = folder();
    visits(folder.path());
    let words = ["visits.csv", "--metric", "spent", "--method", "bootstrap,mann-whitney"];
    let found = rows(&json(folder.path(), &words), "effects").clone();
    let methods: Vec<&str> = found.iter().map(|row| row["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["welch", "bootstrap", "mann-whitney"]);
    let width = number(&found[0], "ci_upper") - number(&found[0], "ci_lower");
    assert!((number(&found[0], "ci_lower") - number(&found[1], "ci_lower")).abs() < 0.1 * width);
    assert!((number(&found[0], "ci_upper") - number(&found[1], "ci_upper")).abs() < 0.1 * width);
}

/// What came before a customer was assigned is not the promotion's doing, and who was assigned late is not in the test.
#[test]
fn customers_assigned_one_by_one() {
    let folder = folder();
    let mut log = "order_id,customer_id,date,amount,qty\n".to_owned();
    let mut groups = "customer_id,variant,assigned_at\n".to_owned();
    for number in 0..400 {
        let day = 1 + number % 10;
        groups.push_str(&format!("c{number},{},{day:02}/03/2026\n", ["A", "B"][number / 10 % 2]));
        log.push_str(&format!("{number}a,c{number},2026-03-05,10,2\n"));
        log.push_str(&format!("{number}b,c{number},2026-03-20,30,{}\n", 1 + number % 3));
        if number % 40 == 0 {
            log.push_str(&format!("{number}r,c{number},2026-03-25,-30,1\n"));
        }
    }
    groups.push_str("late,A,30/03/2026\n");
    log.push_str("x,late,2026-03-30,10,1\n");
    written(folder.path(), "log.csv", &log);
    let path = written(folder.path(), "groups.csv", &groups);
    let words = ["log.csv", "--assignments", &path, "--start", "2026-03-01", "--end", "2026-03-28"];
    let metrics = ["--metric", "orders", "--metric", "units", "--metric", "repeat"];
    let result = json(folder.path(), &[&words[..], &metrics].concat());
    // who enters one after the other has bought before
    assert!(rows(&result, "checks").iter().all(|row| row["check"] != "orders_before_assignment"));
    let of =
        |metric: &str| rows(&result, "effects").iter().find(|row| row["metric"] == metric).unwrap().clone();
    assert_eq!(number(&of("orders"), "n_control") + number(&of("orders"), "n_treatment"), 400.0);
    let orders =
        200.0 * number(&of("orders"), "value_control") + 200.0 * number(&of("orders"), "value_treatment");
    assert!((orders - 600.0).abs() < 1e-9, "{orders}");
    let units = 200.0 * (number(&of("units"), "value_control") + number(&of("units"), "value_treatment"));
    let bought: usize = (0..400).map(|number| 1 + number % 3 + if number % 10 < 5 { 2 } else { 0 }).sum();
    assert!((units - (bought as f64 - 10.0)).abs() < 1e-9, "{units}");
    assert!((number(&of("repeat"), "value_control") - 0.5).abs() < 1e-12);
    let run = setia(folder.path(), &[&["ab-test"], &words[..], &metrics, &["--planned", "1000"]].concat());
    assert!(run.stdout.contains("1 customer was assigned after"), "{}", run.stdout);
    assert!(run.stdout.contains("400 of the 1,000 planned customers"), "{}", run.stdout);
    // all assigned on the sixth, where the test was to begin on the first
    let late: String = groups
        .lines()
        .map(|line| match line.rsplit_once(',') {
            Some((rest, day)) if day.starts_with(char::is_numeric) => format!("{rest},06/03/2026\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    written(folder.path(), "groups.csv", &late);
    let log_is_day_first = ["--date-format", "%d/%m/%Y"];
    let run = setia(folder.path(), &[&["ab-test"], &words[..], &metrics].concat());
    assert!(run.status == Some(3) && run.stderr.contains("--date-format"), "{}", run.stderr);
    let log: String = log.replace("2026-03-05", "05/03/2026").replace("2026-03-20", "20/03/2026");
    written(
        folder.path(),
        "log.csv",
        &log.replace("2026-03-25", "25/03/2026").replace("2026-03-30", "30/03/2026"),
    );
    let result = json(folder.path(), &[&words[..], &metrics, &log_is_day_first].concat());
    let early =
        rows(&result, "checks").iter().find(|row| row["check"] == "orders_before_assignment").unwrap();
    assert!(early["passed"] == "no" && (number(early, "value") - 0.5).abs() < 0.01, "{early}");
    written(folder.path(), "groups.csv", &groups.replace("30/03/2026", "31/02/2026"));
    let run = setia(folder.path(), &[&["ab-test"], &words[..]].concat());
    assert!(run.stderr.contains("no such day"), "{}", run.stderr);
}

/// The same shop with a promotion for the customers of a variant: until it begins nothing is different.
#[test]
fn a_promotion_for_those_who_were_assigned() {
    let folder = folder();
    let shop = ["simulate", "--customers", "2000", "--acquired-within", "6m", "--until", "2026-03-31", "-q"];
    setia(folder.path(), &[&shop[..], &["-o", "plain.csv"]].concat()).success();
    let words = ["ab-test", "assign", "plain.csv", "--log", "--experiment", "e", "-o", "groups.csv", "-q"];
    setia(folder.path(), &words).success();
    let promo = ["--promo", "2026-03-01", "--promo-groups", "groups.csv", "--promo-variant"];
    let with = ["B", "-o", "promo.csv", "--truth", "truth.csv"];
    setia(folder.path(), &[&shop[..], &promo, &with].concat()).success();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let before = |text: &str| -> Vec<String> {
        let rows = text.lines().filter(|line| line.split(',').nth(2).is_some_and(|day| day < "2026-03-01"));
        rows.map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
    };
    let (plain, with_promo) = (read("plain.csv"), read("promo.csv"));
    assert_eq!(before(&plain), before(&with_promo));
    assert!(before(&plain).len() > 1000 && plain != with_promo);
    let truth = read("truth.csv");
    let promoted = truth.lines().filter(|line| line.contains(",promo,")).count();
    let assigned = read("groups.csv").lines().filter(|line| line.contains(",B,")).count();
    assert!(promoted > 0 && promoted <= assigned);
    let nobody = setia(folder.path(), &[&shop[..], &promo, &["C"]].concat());
    assert!(nobody.status == Some(2) && nobody.stderr.contains("no customer"), "{}", nobody.stderr);
}

/// `examples/promo-test/run.sh` as it stands: the plan, the lot, the response, the analysis, the decision; the intervals hold the truth.
#[test]
fn the_whole_story_of_a_promotion() {
    let folder = folder();
    let script = root().join("examples/promo-test/run.sh");
    let run = Command::new("sh")
        .arg(script)
        .arg(folder.path().join("story"))
        .env("SETIA", env!("CARGO_BIN_EXE_setia"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{text}{}", String::from_utf8_lossy(&run.stderr));
    assert!(text.contains("Ship B: orders") && text.trim_end().ends_with("exit status 0"), "{text}");
    let result = std::fs::read_to_string(folder.path().join("story/result.json")).unwrap();
    let result: Value = serde_json::from_str(&result).unwrap();
    for (metric, truth) in [("orders", 0.4), ("aov", -0.1), ("revenue", 1.4 * 0.9 - 1.0)] {
        let row = rows(&result, "effects").iter().find(|row| row["metric"] == metric).unwrap();
        let (lower, upper) = (number(row, "relative_ci_lower"), number(row, "relative_ci_upper"));
        assert!(lower < truth && truth < upper, "{row}");
    }
    let aov = rows(&result, "effects").iter().find(|row| row["metric"] == "aov").unwrap();
    assert_eq!(aov["verdict"], "safe");
}

/// Refunds count on the day they are given, whether they name their order or not, and of those who sent everything back too.
#[test]
fn refunds_of_a_test() {
    let folder = folder();
    let log = |orders: bool, older: bool| {
        let mut text = "order_id,customer_id,date,amount\n".to_owned();
        for number in 0..200 {
            let order = if orders { format!("o{number}") } else { String::new() };
            if older {
                text.push_str(&format!("old{number},c{number},2026-02-10,50\n"));
            }
            text.push_str(&format!("{order},c{number},2026-03-05,{}\n", 100 + number % 5));
            // of A every tenth sends it back, of B four of ten
            if number / 2 % 10 < if number % 2 == 0 { 1 } else { 4 } {
                text.push_str(&format!("{order},c{number},2026-03-15,-{}\n", 100 + number % 5));
            }
        }
        written(folder.path(), "log.csv", &text);
    };
    let groups: Vec<String> =
        (0..200).map(|number| format!("c{number},{}", ["A", "B"][number % 2])).collect();
    written(folder.path(), "groups.csv", &format!("customer_id,variant\n{}\n", groups.join("\n")));
    for (orders, older) in [(true, false), (true, true), (false, false), (false, true)] {
        log(orders, older);
        let words =
            ["log.csv", "--assignments", "groups.csv", "--start", "2026-03-01", "--end", "2026-03-31"];
        let metrics = ["--metric", "conversion", "--metric", "revenue", "--metric", "refund-rate"];
        let result = json(folder.path(), &[&words[..], &metrics].concat());
        let of = |metric: &str| {
            let found = rows(&result, "effects").iter().rfind(|row| row["metric"] == metric).unwrap();
            (number(found, "value_control"), number(found, "value_treatment"))
        };
        let near = |(a, b): (f64, f64), (c, d): (f64, f64), tolerance: f64| {
            assert!((a - c).abs() < tolerance && (b - d).abs() < tolerance, "{orders} {older}: {a} {b}");
        };
        near(of("refund-rate"), (0.1, 0.4), 0.005);
        near(of("revenue"), (91.8, 61.2), 0.5);
        // an order sent back is no purchase where the refund names it
        near(of("conversion"), if orders { (0.9, 0.6) } else { (1.0, 1.0) }, 1e-9);
        let guarded =
            setia(folder.path(), &[&["ab-test"], &words[..], &["--guardrail", "refund-rate:+5pp"]].concat());
        assert!(guarded.stdout.contains("refund-rate: B moves it further"), "{}", guarded.stdout);
    }
    // what is sent back during the test changes nothing of the time before
    let text = std::fs::read_to_string(folder.path().join("log.csv")).unwrap();
    let before = |text: &str| {
        written(folder.path(), "log.csv", text);
        let words =
            ["log.csv", "--assignments", "groups.csv", "--start", "2026-03-01", "--metric", "revenue"];
        let result = json(folder.path(), &words);
        rows(&result, "checks").iter().find(|row| row["check"] == "alike_before").cloned()
    };
    let varied = text.replace("old7,c7,2026-02-10,50", "old7,c7,2026-02-10,90");
    let mut back = String::new();
    for number in (1..100).step_by(2) {
        back.push_str(&format!("old{number},c{number},2026-03-20,-20\n"));
    }
    assert!(before(&varied).is_some());
    assert_eq!(before(&varied), before(&format!("{varied}{back}")));
}

#[test]
fn what_was_read_is_not_written_over() {
    let folder = folder();
    std::fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("log.csv")).unwrap();
    let groups = "customer_id,variant\n00004,A\n00018,B\n21,A\n";
    written(folder.path(), "groups.csv", groups);
    written(folder.path(), "city.csv", "customer_id,city\n00004,x\n");
    let words = [
        "ab-test",
        "log.csv",
        "--assignments",
        "groups.csv",
        "--start",
        "1998-03-01",
        "--customers",
        "city.csv",
    ];
    for (option, file) in
        [("-o", "groups.csv"), ("--rejects", "groups.csv"), ("-o", "city.csv"), ("-o", "./log.csv")]
    {
        let run = setia(folder.path(), &[&words[..], &[option, file]].concat());
        assert!(
            run.status == Some(2) && run.stderr.contains("write over an input"),
            "{option} {file} {}",
            run.stderr
        );
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("groups.csv")).unwrap(), groups);
    let run = setia(folder.path(), &words);
    assert!(run.stdout.contains("if leading zeros did not count"), "{}{}", run.stdout, run.stderr);
}

/// Thousands are thousands where the column says so, and asked about where it does not.
#[test]
fn numbers_of_a_table_are_read_by_the_column() {
    let folder = folder();
    let table = |values: &[&str; 4]| {
        let row = |number: usize| format!("c{number};{};{}", ["A", "B"][number % 2], values[number % 4]);
        let rows: Vec<String> = (0..200).map(row).collect();
        written(folder.path(), "omzet.csv", &format!("pelanggan;varian;omzet\n{}\n", rows.join("\n")));
    };
    let control = |more: &[&str]| {
        let words = [&["omzet.csv", "--metric", "omzet"], more].concat();
        number(&rows(&json(folder.path(), &words), "effects")[0], "value_control")
    };
    table(&["29.330", "11.000", "1.250.000", "9.000"]);
    assert!((control(&[]) - (29_330.0 + 1_250_000.0) / 2.0).abs() < 1e-6);
    table(&["29.330", "11.000", "250.000", "9.000"]);
    let run = setia(folder.path(), &["ab-test", "omzet.csv"]);
    assert!(run.status == Some(3) && run.stderr.contains("--decimal"), "{}", run.stderr);
    assert!((control(&["--decimal", ","]) - (29_330.0 + 250_000.0) / 2.0).abs() < 1e-6);
    assert!((control(&["--decimal", "."]) - (29.33 + 250.0) / 2.0).abs() < 1e-9);
    table(&["29,5", "11,0", "250,25", "9,0"]);
    assert!((control(&[]) - (29.5 + 250.25) / 2.0).abs() < 1e-9);
}

/// A difference that is told apart leaves nought out of the relative interval too, and the other way round; few buyers are too few.
#[test]
fn the_interval_shown_says_what_the_test_says() {
    let folder = folder();
    for shift in 0..40 {
        let row = |number: usize| {
            let spent = if number * 7919 % 100 < 30 { 20 + number * 31 % 400 } else { 0 };
            let more = if number % 2 == 1 && spent > 0 { shift * 4 } else { 0 };
            format!("c{number},{},{}", ["A", "B"][number % 2], spent + more)
        };
        let lines: Vec<String> = (0..400).map(row).collect();
        written(folder.path(), "t.csv", &format!("id,variant,spent\n{}\n", lines.join("\n")));
        let found = rows(&json(folder.path(), &["t.csv", "--metric", "spent"]), "effects")[0].clone();
        let outside = number(&found, "relative_ci_lower") > 0.0 || number(&found, "relative_ci_upper") < 0.0;
        assert_eq!(outside, number(&found, "p_value") < 0.05, "{found}");
    }
    let few: Vec<String> = (0..400)
        .map(|number| {
            format!(
                "c{number},{},{}",
                ["A", "B"][number % 2],
                if number % 40 == 1 { 100 } else { number % 2 }
            )
        })
        .collect();
    written(folder.path(), "few.csv", &format!("id,variant,spent\n{}\n", few.join("\n")));
    let run = setia(folder.path(), &["ab-test", "few.csv", "--metric", "spent", "--exit-status", "decision"]);
    assert!(run.status == Some(10) && run.stdout.contains("until every variant has 25"), "{}", run.stdout);
}
