//! `setia segment`: the methods, what moved, and what cannot be segmented.
#![allow(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "exact figures, and counts of a few thousand"
)]

use std::path::Path;

use serde_json::Value;

use crate::support::{check, folder, root, setia, testdata};

fn json(folder: &Path, words: &[&str]) -> Value {
    let words = [&["segment"], words, &["--format", "json", "-q"]].concat();
    serde_json::from_str(&setia(folder, &words).success()).unwrap()
}

fn rows<'a>(result: &'a Value, table: &str) -> &'a Vec<Value> {
    result["tables"][table].as_array().unwrap()
}

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn every_method() {
    for (name, words) in [
        ("by_the_ready_rules", &["--method", "rules"][..]),
        ("by_rfm", &["--method", "rfm", "--map", "klaviyo"]),
        ("by_clusters", &["--method", "kmeans", "--k", "4"]),
        ("by_tiers", &["--method", "tiers"]),
        (
            "by_tiers_of_ones_own",
            &["--method", "tiers", "--tier-by", "orders", "--tiers", "Perak:2,Emas:6", "--grace", "0"],
        ),
        ("since_a_day", &["--method", "rfm", "--compare-to", "1997-12-31"]),
    ] {
        check!(testdata(), name, &[&["segment", "cdnow_sample.csv", "--top", "3"], words].concat());
    }
}

/// Every customer is in one segment, and the money is all there.
#[test]
fn segments_add_up() {
    for method in ["rules", "rfm", "kmeans", "tiers"] {
        let k = if method == "kmeans" { &["--k", "3"][..] } else { &[] };
        let result = json(&testdata(), &[&["cdnow_sample.csv", "--method", method], k].concat());
        let sum = |column: &str| rows(&result, "segments").iter().map(|row| number(row, column)).sum::<f64>();
        assert_eq!(sum("customers"), 2357.0, "{method}");
        assert!((sum("spent") - 244_091.94).abs() < 1e-6, "{method}");
        assert!(
            (sum("share_of_customers") - 1.0).abs() < 1e-12 && (sum("share_of_spent") - 1.0).abs() < 1e-12
        );
        let customers = rows(&result, "customers");
        for row in rows(&result, "segments") {
            let in_it = customers.iter().filter(|customer| customer["segment"] == row["segment"]).count();
            assert_eq!(number(row, "customers"), in_it as f64, "{method} {row}");
        }
    }
}

/// The same scores and segments as `setia rfm`, whatever the map.
#[test]
fn rfm_is_that_of_rfm() {
    for map in ["rfm11", "rf10", "klaviyo", "rfm-r"] {
        let words = ["cdnow_sample.csv", "--method", "rfm", "--map", map];
        let result = json(&testdata(), &words);
        let rfm = setia(&testdata(), &["rfm", "cdnow_sample.csv", "--map", map, "--format", "json", "-q"]);
        let rfm: Value = serde_json::from_str(&rfm.success()).unwrap();
        for (one, other) in rows(&result, "customers").iter().zip(rows(&rfm, "customers")) {
            let same = |column: &str| one[column] == other[column];
            assert!(same("customer_id") && same("segment") && same("rfm"), "{map} {one} {other}");
        }
    }
}

#[test]
fn scores_and_cells_of_ones_own() {
    let folder = folder();
    std::fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("log.csv")).unwrap();
    written(
        folder.path(),
        "map.toml",
        "[[segment]]\nname = \"Stars\"\nr = \"4-5\"\nf = \"4-5\"\n[[segment]]\nname = \"Sleepers\"\ncells = \"11 12 111\"\n",
    );
    let words = ["log.csv", "--method", "rfm", "--map", "map.toml"];
    let breaks = ["--breaks", "r:360,180,90,30 f:2,3,4,6 m:20,50,100,200"];
    let result = json(folder.path(), &[&words[..], &breaks].concat());
    for row in rows(&result, "customers") {
        let (days, orders, spent) =
            (number(row, "days_since_last"), number(row, "orders"), number(row, "spent"));
        let r = 1 + [360.0, 180.0, 90.0, 30.0].iter().filter(|cut| days <= **cut).count();
        let f = 1 + [2.0, 3.0, 4.0, 6.0].iter().filter(|cut| orders >= **cut).count();
        let m = 1 + [20.0, 50.0, 100.0, 200.0].iter().filter(|cut| spent >= **cut).count();
        assert_eq!(row["rfm"], format!("{r}{f}{m}"), "{row}");
        let segment = match (r, f) {
            (4.., 4..) => "Stars",
            (1, 1 | 2) => "Sleepers",
            _ => "Others",
        };
        assert_eq!(row["segment"], segment, "{row}");
    }
    let nested = json(folder.path(), &["log.csv", "--method", "rfm", "--nested"]);
    let of = |score: char| {
        rows(&nested, "customers")
            .iter()
            .filter(|row| row["rfm"].as_str().unwrap().starts_with(score))
            .count()
    };
    assert!("12345".chars().all(|score| of(score) > 0));
    for words in [
        &["--method", "rfm", "--breaks", "r:30,60,90,180 f:2,3,4,6 m:1,2,3,4"][..],
        &["--method", "rfm", "--map", "klaviyo", "--breaks", "r:360,180,90,30 f:2,3,4,6 m:20,50,100,200"],
        &["--method", "rfm", "--map", "nowhere.toml"],
        &["--map", "rf10"],
        &["--method", "tiers", "--tiers", "Gold:5,Silver:3"],
        &["--method", "kmeans", "--features", "spend"],
        &["--method", "kmeans", "--k", "1"],
    ] {
        assert_eq!(
            setia(folder.path(), &[&["segment", "log.csv"], words].concat()).status,
            Some(2),
            "{words:?}"
        );
    }
}

#[test]
fn rules_of_ones_own() {
    let folder = folder();
    std::fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("log.csv")).unwrap();
    let members: Vec<String> =
        (4..40).map(|id| format!("{id:05},{}", ["Bandung", "Medan"][id % 2])).collect();
    written(folder.path(), "members.csv", &format!("customer_id,city\n{}\n", members.join("\n")));
    written(
        folder.path(),
        "rules.toml",
        "[[segment]]\nname = \"Medan\"\nwhen = \"city = 'Medan'\"\n[[segment]]\nname = \"Big\"\nwhen = \"spent >= 200 and orders > 1\"\n[[segment]]\nname = \"Back\"\nwhen = \"orders > 1\"\n",
    );
    let words = ["log.csv", "--rules", "rules.toml", "--customers", "members.csv"];
    let result = json(folder.path(), &words);
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let mut known: std::collections::BTreeMap<&str, (std::collections::BTreeSet<&str>, f64)> =
        std::collections::BTreeMap::default();
    for line in log.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let customer = known.entry(cells[0]).or_default();
        customer.0.insert(cells[2]);
        customer.1 += cells[4].parse::<f64>().unwrap();
    }
    for row in rows(&result, "customers") {
        let id = row["customer_id"].as_str().unwrap();
        let (days, spent) = &known[id];
        let medan = members.contains(&format!("{id},Medan"));
        let expected = match (medan, *spent >= 200.0 && days.len() > 1, days.len() > 1) {
            (true, ..) => "Medan",
            (_, true, _) => "Big",
            (.., true) => "Back",
            _ => "Others",
        };
        assert_eq!(row["segment"], expected, "{row}");
    }
    check!(folder.path(), "rules_of_ones_own", &[&["segment"], &words[..], &["--top", "0"]].concat());
    written(folder.path(), "bad.toml", "[[segment]]\nname = \"x\"\nwhen = \"spend > 3\"\n");
    check!(folder.path(), "rules_over_nothing", &["segment", "log.csv", "--rules", "bad.toml"]);
    written(folder.path(), "bad.toml", "[[segment]]\nname = \"x\"\nif = \"spent > 3\"\n");
    check!(folder.path(), "rules_that_are_none", &["segment", "log.csv", "--rules", "bad.toml"]);
    let run = setia(folder.path(), &["segment", "log.csv", "--rules", "rules.toml", "-o", "rules.toml"]);
    assert_eq!(run.status, Some(2), "{}", run.stderr);
}

/// The inertia of scikit-learn's best of 100 starts, for every number of clusters; the same whatever the number of threads.
#[test]
fn clusters_as_tight_as_the_best_of_a_hundred() {
    let golden = std::fs::read_to_string(root().join("testdata/golden/kmeans.json")).unwrap();
    let golden: Value = serde_json::from_str(&golden).unwrap();
    let words = ["segment", "cdnow_sample.csv", "--method", "kmeans", "--format", "json", "-q"];
    let run = |threads: &str| setia(&testdata(), &[&words[..], &["--threads", threads]].concat()).success();
    let (one, three) = (run("1"), run("3"));
    assert_eq!(one.replace("--threads 1", ""), three.replace("--threads 3", ""));
    let result: Value = serde_json::from_str(&one).unwrap();
    for case in golden["cases"].as_array().unwrap() {
        let found = rows(&result, "clusters").iter().find(|row| row["k"] == case["k"]).unwrap();
        let allowed = if number(case, "k") <= 5.0 { 1.001 } else { 1.01 };
        assert!(number(found, "inertia") <= allowed * number(case, "inertia"), "{found} {case}");
        assert!(number(found, "inertia") >= 0.999_999 * number(case, "inertia"), "{found} {case}");
    }
}

/// What a clustering of hardly anything says of itself.
#[test]
fn clusters_that_are_no_finding() {
    let folder = folder();
    let mut log = "customer,date,amount\n".to_owned();
    for number in 0..300 {
        log.push_str(&format!("c{number},2026-01-{:02},{}\n", 1 + number % 28, 10 + number % 3));
    }
    for order in 0..400 {
        log.push_str(&format!("whale,2026-02-{:02},90000\n", 1 + order % 28));
    }
    written(folder.path(), "log.csv", &log);
    let run = setia(
        folder.path(),
        &["segment", "log.csv", "--method", "kmeans", "--k", "2", "--features", "orders,spent"],
    );
    assert!(run.stdout.contains("no groups to speak of"), "{}", run.stdout);
    assert_eq!(
        setia(
            folder.path(),
            &[
                "segment",
                "log.csv",
                "--method",
                "kmeans",
                "--k",
                "2",
                "--features",
                "orders,spent",
                "--strict"
            ]
        )
        .status,
        Some(1)
    );
    let few = setia(&testdata(), &["segment", "shop.csv", "--method", "kmeans"]);
    assert!(few.status == Some(1) && few.stderr.contains("too few"), "{}", few.stderr);
}

/// Tiers by hand: earned at once, kept for the grace, lost one at a time.
#[test]
fn tiers_are_kept_and_lost() {
    let folder = folder();
    let log = "customer,date,amount\n\
        early,2025-01-10,100\nearly,2026-12-31,1\n\
        now,2026-12-01,100\nnow,2026-12-31,1\n\
        half,2026-06-01,60\n\
        ghost,2026-12-31,1\n";
    written(folder.path(), "log.csv", log);
    let tier = |words: &[&str]| -> Vec<String> {
        let shared = ["log.csv", "--method", "tiers", "--tiers", "Silver:50,Gold:100"];
        let result = json(folder.path(), &[&shared[..], words].concat());
        ["early", "now", "half", "ghost"]
            .map(|id| {
                let row = rows(&result, "customers").iter().find(|row| row["customer_id"] == id).unwrap();
                row["segment"].as_str().unwrap().to_owned()
            })
            .into()
    };
    // Gold was last earned on 31 December 2025; a year has gone since, a tier a month after the grace
    assert_eq!(tier(&["--grace", "0"]), ["No tier", "Gold", "Silver", "No tier"]);
    assert_eq!(tier(&["--grace", "12"]), ["Gold", "Gold", "Silver", "No tier"]);
    assert_eq!(tier(&["--grace", "11"])[0], "Silver");
    assert_eq!(tier(&["--grace", "11", "--hard-landing"])[0], "No tier");
    let result = json(folder.path(), &["log.csv", "--method", "tiers", "--tiers", "Silver:50,Gold:100"]);
    let half = rows(&result, "customers").iter().find(|row| row["customer_id"] == "half").unwrap();
    assert_eq!((number(half, "tier_count"), number(half, "to_next_tier")), (60.0, 40.0));
}

/// Who moved: then and now each add up, and both ways of comparing agree.
#[test]
fn customers_move() {
    let folder = folder();
    std::fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("log.csv")).unwrap();
    let method = ["--method", "tiers", "--tiers", "Silver:50,Gold:150"];
    let since = json(folder.path(), &[&["log.csv", "--compare-to", "1997-12-31"], &method[..]].concat());
    let words = ["segment", "log.csv", "--as-of", "1997-12-31", "-o", "then.csv", "-q"];
    setia(folder.path(), &[&words[..], &method].concat()).success();
    let file = json(folder.path(), &[&["log.csv", "--compare", "then.csv"], &method[..]].concat());
    assert_eq!(rows(&since, "customers"), rows(&file, "customers"));
    let mut ways: Vec<Value> = rows(&since, "migration").clone();
    let mut others: Vec<Value> = rows(&file, "migration").clone();
    let key = |row: &Value| format!("{} {}", row["from"], row["to"]);
    ways.sort_by_key(key);
    others.sort_by_key(key);
    assert_eq!(ways, others);
    let customers: f64 = ways.iter().map(|row| number(row, "customers")).sum();
    assert_eq!(customers, 2357.0);
    for row in rows(&since, "segments") {
        let of = |column: &str| -> f64 {
            ways.iter().filter(|way| way[column] == row["segment"]).map(|way| number(way, "customers")).sum()
        };
        assert_eq!(number(row, "previous_customers"), of("from"), "{row}");
        assert_eq!(number(row, "customers"), of("to"), "{row}");
        assert_eq!(number(row, "change"), of("to") - of("from"), "{row}");
    }
    check!(
        folder.path(),
        "compared_with_nothing_earlier",
        &["segment", "log.csv", "--compare-to", "1999-01-01"]
    );
    written(folder.path(), "no.csv", "customer_id,band\n00004,high\n");
    check!(folder.path(), "compared_with_another_table", &["segment", "log.csv", "--compare", "no.csv"]);
    let run = setia(folder.path(), &["segment", "log.csv", "--compare", "then.csv", "-o", "then.csv"]);
    assert_eq!(run.status, Some(2), "{}", run.stderr);
}

/// The hour of the day is known where the log says times; the weekday always.
#[test]
fn favourite_hours_and_days() {
    let folder = folder();
    let log = |times: [&str; 4]| {
        let rows = [("a", "2024-01-01"), ("a", "2024-01-08"), ("a", "2024-01-15"), ("b", "2024-01-16")];
        let lines = rows.iter().zip(times).map(|((id, day), time)| format!("{id},{day}{time},10\n"));
        format!("customer_id,date,amount\n{}", lines.collect::<String>())
    };
    written(folder.path(), "timed.csv", &log([" 09:59:59", " 17:00:00", " 17:30:00", " 00:00:00"]));
    written(folder.path(), "days.csv", &log([""; 4]));
    written(folder.path(), "rules.toml", "[[segment]]\nname = \"Often\"\nwhen = \"orders > 1\"\n");
    let result = json(folder.path(), &["timed.csv", "--rules", "rules.toml"]);
    let favourites: Vec<[&str; 3]> = rows(&result, "favourites")
        .iter()
        .map(|row| ["segment", "weekday", "hour"].map(|column| row[column].as_str().unwrap()))
        .collect();
    assert_eq!(favourites, [["Often", "monday", "17:00"], ["Others", "tuesday", "00:00"]]);
    let hours: Vec<f64> = rows(&result, "profile")
        .iter()
        .filter(|row| row["segment"] == "Often" && row["measure"] == "hour")
        .map(|row| number(row, "value"))
        .collect();
    assert_eq!(hours.len(), 24);
    assert!((hours[9] - 1.0 / 3.0).abs() < 1e-12 && (hours[17] - 2.0 / 3.0).abs() < 1e-12, "{hours:?}");
    let result = json(folder.path(), &["days.csv", "--rules", "rules.toml"]);
    assert!(rows(&result, "profile").iter().all(|row| row["measure"] != "hour"));
    assert!(rows(&result, "favourites").iter().all(|row| row["hour"] == "" && row["weekday"] != ""));
}

/// A segment's favourite is its own, also where few others share it.
#[test]
fn a_favourite_that_is_rare_elsewhere() {
    let folder = folder();
    let common = (0..20).map(|n| format!("c{n:02},2024-01-01,10,common{}\n", n % 6));
    let rare = ["a,2024-01-01,10,rare\na,2024-01-02,10,rare\n".to_owned()];
    let log: String = rare.into_iter().chain(common).collect();
    written(folder.path(), "log.csv", &format!("customer_id,date,amount,category\n{log}"));
    written(folder.path(), "rules.toml", "[[segment]]\nname = \"Often\"\nwhen = \"orders > 1\"\n");
    let result = json(folder.path(), &["log.csv", "--rules", "rules.toml"]);
    let favourites: Vec<&Value> =
        rows(&result, "favourites").iter().map(|row| &row["favourite_category"]).collect();
    assert_eq!(favourites, ["rare", "common0"]);
}

/// Shares add up, indices are over all customers, and loyal and new differ by what adding up by hand says.
#[test]
fn what_segments_are_like() {
    let result = json(&testdata(), &["cdnow_sample.csv", "--method", "rfm", "--map", "klaviyo", "--profile"]);
    let profile = rows(&result, "profile");
    let of = |segment: &str, measure: &str| -> Vec<Value> {
        profile.iter().filter(|row| row["segment"] == segment && row["measure"] == measure).cloned().collect()
    };
    for segment in ["champions", "inactive"] {
        let days: f64 = of(segment, "weekday").iter().map(|row| number(row, "value")).sum();
        assert!((days - 1.0).abs() < 1e-12, "{days}");
        for row in of(segment, "orders") {
            assert!((number(&row, "index") - number(&row, "value") / number(&row, "all")).abs() < 1e-12);
        }
    }
    let customers = rows(&result, "customers");
    let mean = |segment: Option<&str>, column: &str| {
        let values: Vec<f64> = customers
            .iter()
            .filter(|row| segment.is_none_or(|segment| row["segment"] == segment))
            .map(|row| number(row, column))
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let spent = &of("champions", "spent")[0];
    assert!((number(spent, "value") - mean(Some("champions"), "spent")).abs() < 1e-9);
    assert!((number(spent, "all") - mean(None, "spent")).abs() < 1e-9);
    // champions stay, and are worth more
    let risk = |segment: &str| number(&of(segment, "churn_risk")[0], "value");
    assert!(risk("champions") < 0.8 * risk("inactive"), "{} {}", risk("champions"), risk("inactive"));
    assert!(number(&of("champions", "clv")[0], "index") > 2.0);
    assert!(rows(&result, "segments").iter().all(|row| !row["action"].as_str().unwrap().is_empty()));
    let shop = ["simulate", "--customers", "3000", "-q", "-o", "shop.csv"];
    let folder = folder();
    setia(folder.path(), &shop).success();
    let result = json(folder.path(), &["shop.csv", "--profile"]);
    let beside = rows(&result, "loyal_and_new");
    let row = beside.iter().find(|row| row["measure"] == "average_order_value").unwrap();
    assert!((number(row, "loyal") - number(row, "new") - number(row, "difference")).abs() < 1e-9);
    assert!(
        number(row, "ci_lower") < number(row, "difference")
            && number(row, "difference") < number(row, "ci_upper")
    );
    let customers = rows(&result, "customers");
    let new: Vec<&Value> = customers.iter().filter(|row| number(row, "days_since_first") < 90.0).collect();
    assert_eq!(number(row, "customers_new"), new.len() as f64);
    let sum = |column: &str| new.iter().map(|row| number(row, column)).sum::<f64>();
    assert!((number(row, "new") - sum("spent") / sum("orders")).abs() < 1e-9);
    check!(
        testdata(),
        "what_segments_are_like",
        &["segment", "cdnow_sample.csv", "--method", "rfm", "--map", "klaviyo", "--profile"]
    );
    written(folder.path(), "ours.toml", "champions = \"kirim kartu\"\n");
    let words = ["segment", "shop.csv", "--method", "rfm", "--actions", "ours.toml"];
    assert!(setia(folder.path(), &words).stdout.contains("kirim kartu"));
    let few = setia(&testdata(), &["segment", "shop.csv", "--profile"]);
    assert!(few.status == Some(0) && few.stdout.contains("are not forecast"), "{}{}", few.stdout, few.stderr);
}
