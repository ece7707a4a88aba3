//! The synthetic shop: what is promised of it, and that models find its truth again.

use std::collections::BTreeMap;

use setia::models::{Family, GammaGamma, Histories, History, Spend};
use setia::simulate::{Row, Shop};
use setia::units::Day;

use crate::support::{check, command, folder, setia, testdata};

/// Cells of a CSV file, by column.
pub(crate) fn columns(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records() {
        for (name, cell) in names.iter().zip(record.unwrap().iter()) {
            columns.entry(name.clone()).or_default().push(cell.to_owned());
        }
    }
    columns
}

/// Hundredths.
fn cents(cell: &str) -> i64 {
    let (units, rest) = cell.split_once('.').unwrap_or((cell, "0"));
    let sign = if cell.starts_with('-') { -1 } else { 1 };
    units.parse::<i64>().unwrap() * 100 + sign * format!("{rest:0<2}").parse::<i64>().unwrap()
}

#[test]
fn a_small_shop() {
    let words = ["simulate", "--customers", "4", "--lines", "--refunds", "20%", "--guests", "20%"];
    check!(folder().path(), "a_small_shop", &words);
}

#[test]
fn arguments_that_make_no_shop() {
    for (name, words) in [
        ("no_customers", &["--customers", "0"] as &[&str]),
        ("no_mean", &["--q", "1"]),
        ("no_rate", &["--r", "0"]),
        ("backwards", &["--from", "2026-02-01", "--until", "2026-01-01"]),
        ("promo_outside", &["--promo", "2030-01-01"]),
        ("only_guests", &["--guests", "95%"]),
        ("a_format_for_results", &["-o", "tx.json"]),
        ("an_extension_nobody_knows", &["-o", "tx.dat"]),
        ("one_file_for_two", &["-o", "tx.csv", "--truth", "tx.csv"]),
    ] {
        check!(folder().path(), name, &[&["simulate"], words].concat());
    }
}

#[test]
fn the_truth_is_that_of_the_log() {
    let folder = folder();
    let words = ["simulate", "--customers", "300", "--lines", "--refunds", "5%", "--guests", "10%"];
    let more = ["--promo", "2025-09-01", "-o", "tx.csv", "--truth", "truth.csv"];
    let run = setia(folder.path(), &[&words[..], &more].concat());
    let talk = run.stderr.clone();
    run.success();
    let log = columns(&std::fs::read_to_string(folder.path().join("tx.csv")).unwrap());
    let truth = columns(&std::fs::read_to_string(folder.path().join("truth.csv")).unwrap());
    let mut spent: BTreeMap<&str, i64> = BTreeMap::new();
    for (customer, amount) in log["customer_id"].iter().zip(&log["amount"]) {
        *spent.entry(customer).or_default() += cents(amount);
    }
    assert!(spent.remove("").is_some(), "guests have no id");
    assert_eq!(truth["customer_id"].len(), 300);
    for (customer, amount) in truth["customer_id"].iter().zip(&truth["spent"]) {
        assert_eq!(spent[customer.as_str()], cents(amount), "{customer}");
    }
    for (place, amount) in log["amount"].iter().enumerate() {
        let of = |name: &str| cents(&log[name][place]);
        assert_eq!(of("quantity") / 100 * of("unit_price") - of("discount"), cents(amount));
    }
    assert!(log["ordered_at"].is_sorted(), "in the order of time");
    assert!(log["discount"].iter().any(|discount| cents(discount) > 0), "the promo takes something off");
    let refunds: std::collections::BTreeSet<&String> = (0..log["amount"].len())
        .filter(|&place| log["amount"][place].starts_with('-'))
        .map(|place| &log["order_id"][place])
        .collect();
    assert!(talk.contains(&format!(" {} refunds", refunds.len())), "{talk}");
}

#[test]
fn the_same_shop_on_every_machine_and_in_every_format() {
    let folder = folder();
    let words = ["simulate", "--customers", "200", "--refunds", "3%", "--duplicates", "2%", "--season", "2"];
    let one = command(folder.path(), &words).env("RAYON_NUM_THREADS", "1").output().unwrap().stdout;
    let five = command(folder.path(), &words).env("RAYON_NUM_THREADS", "5").output().unwrap().stdout;
    assert!(one.len() > 10_000 && one == five);
    std::fs::write(folder.path().join("tx.csv"), &one).unwrap();
    setia(folder.path(), &[&words[..], &["-o", "tx.parquet"]].concat()).success();
    let rfm = |file: &str| setia(folder.path(), &["rfm", file, "--format", "csv"]).success();
    assert_eq!(rfm("tx.csv"), rfm("tx.parquet"));
    let other = setia(folder.path(), &[&words[..], &["--seed", "43"]].concat()).success();
    assert_ne!(other.as_bytes(), one);
}

#[test]
fn a_promo_raises_the_rate_of_those_who_got_it() {
    let folder = folder();
    let words = [
        "simulate",
        "--customers",
        "20000",
        "--from",
        "2026-01-01",
        "--until",
        "2026-03-31",
        "--season",
        "0",
        "--acquired-within",
        "1d",
        "--model",
        "nbd",
        "--r",
        "5",
        "--alpha",
        "10",
        "--promo",
        "2026-02-01",
        "--promo-effect",
        "50%",
        "-o",
        "tx.csv",
        "--truth",
        "truth.csv",
    ];
    setia(folder.path(), &words).success();
    let log = columns(&std::fs::read_to_string(folder.path().join("tx.csv")).unwrap());
    let truth = columns(&std::fs::read_to_string(folder.path().join("truth.csv")).unwrap());
    let variant: BTreeMap<&String, &str> =
        truth["customer_id"].iter().zip(truth["variant"].iter().map(String::as_str)).collect();
    let mut orders: BTreeMap<(&str, bool), f64> = BTreeMap::new();
    for (customer, day) in log["customer_id"].iter().zip(&log["ordered_at"]) {
        let during = ("2026-02-01".."2026-02-15").contains(&day.as_str());
        *orders.entry((variant[customer], during)).or_default() += 1.0;
    }
    let ratio = |during| orders[&("promo", during)] / orders[&("control", during)];
    // 10,000 customers a group with 1 order each in the two weeks: a standard error of 0.02
    let effect = ratio(true) / ratio(false) - 1.0;
    assert!((effect - 0.5).abs() < 0.06, "{effect}");
}

/// The histories and mean spends of a log, reckoned here.
fn customers(shop: &Shop) -> (Histories, Vec<Spend>) {
    let mut days: BTreeMap<u32, BTreeMap<i64, i64>> = BTreeMap::new();
    shop.simulate(&mut |rows: &[Row]| {
        for row in rows {
            let day = row.at.div_euclid(86_400);
            *days.entry(row.customer.unwrap()).or_default().entry(day).or_default() += row.amount;
        }
        Ok(())
    })
    .unwrap();
    let weeks = |days: i64| i32::try_from(days).map(f64::from).unwrap() / 7.0;
    let (mut histories, mut spends) = (Vec::new(), Vec::new());
    for days in days.values() {
        let (first, last) = (*days.keys().next().unwrap(), *days.keys().last().unwrap());
        let x = u32::try_from(days.len() - 1).unwrap();
        let age = weeks(i64::from(shop.until.0) - first);
        histories.push(History { x, t_x: weeks(last - first), age });
        if x > 0 {
            let repeat: i64 = days.values().skip(1).sum();
            spends.push(Spend {
                x,
                mean: i32::try_from(repeat).map(f64::from).unwrap() / 100.0 / f64::from(x),
            });
        }
    }
    (Histories::compress(&histories), spends)
}

/// Intervals of 95 % from fits to many shops hold the truth about 95 times in 100.
#[test]
fn parameters_come_back_inside_their_intervals() {
    const SHOPS: u64 = 60;
    let truth = [("r", 0.6), ("alpha", 8.0), ("a", 0.8), ("b", 3.0), ("p", 6.0), ("q", 4.0), ("v", 15.0)];
    let mut inside: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 0..SHOPS {
        let shop = Shop {
            customers: 1_500,
            from: Day(20_089),
            until: Day(20_089 + 545),
            acquired: 180,
            r: 0.6,
            alpha: 8.0,
            leaving: setia::simulate::Leaving::AfterRepeatPurchase { a: 0.8, b: 3.0 },
            season: 0.0,
            seed,
            ..Shop::default()
        };
        let (histories, spends) = customers(&shop);
        let purchases = Family::BgNbd.fit(&histories, None).unwrap();
        let spend = GammaGamma::fit(&spends).unwrap();
        for ((name, truth), parameter) in
            truth.iter().zip(purchases.parameters.iter().chain(&spend.parameters))
        {
            // the intervals that `setia clv` prints: on the scale of logarithms
            let estimate = parameter.estimate;
            let reach = 1.96 * parameter.std_error.unwrap() / estimate;
            *inside.entry(name).or_default() += u64::from((truth / estimate).ln().abs() <= reach);
        }
    }
    // 60 trials at 95 %: 57 expected, with a standard deviation of 1.7
    for (name, &times) in &inside {
        assert!(times >= 52, "{name}: {times} of {SHOPS}");
    }
    let all: u64 = inside.values().sum();
    assert!((390..=413).contains(&all), "{all} of {}: {inside:?}", 7 * SHOPS);
}

/// The program on the same log finds what it was made with.
#[test]
fn clv_finds_the_shop_again() {
    let folder = folder();
    setia(folder.path(), &["simulate", "--customers", "4000", "-o", "tx.csv", "--truth", "truth.csv"])
        .success();
    let fit = columns(
        &setia(folder.path(), &["clv", "tx.csv", "--model", "bg-nbd", "--table", "fit", "--format", "csv"])
            .success(),
    );
    for (name, truth) in [("r", 0.6), ("a", 0.6), ("p", 6.0), ("q", 4.0), ("v", 15.0)] {
        let place = fit["parameter"].iter().position(|parameter| parameter == name).unwrap();
        let end = |column: &str| fit[column][place].parse::<f64>().unwrap();
        assert!(end("ci_lower") <= truth && truth <= end("ci_upper"), "{name}: {}", fit["estimate"][place]);
    }
    // what was expected of the next year comes true for the sum of all customers
    let customers = columns(
        &setia(
            folder.path(),
            &["clv", "tx.csv", "--model", "bg-nbd", "--format", "csv", "--discount-rate", "0"],
        )
        .success(),
    );
    let sum = |cells: &[String]| cells.iter().map(|cell| cell.parse::<f64>().unwrap()).sum::<f64>();
    let truth = columns(&std::fs::read_to_string(folder.path().join("truth.csv")).unwrap());
    let orders = sum(&customers["expected_purchases"]) / sum(&truth["future_orders"]);
    let money = sum(&customers["clv"]) / sum(&truth["future_spent"]);
    assert!((orders - 1.0).abs() < 0.06 && (money - 1.0).abs() < 0.08, "{orders} {money}");
    assert_eq!(setia(&testdata(), &["schema", "simulate"]).status, Some(0));
}
