//! `setia trend`: sums, seasons, peaks, forecasts, and the days that holidays fall on.
#![allow(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "exact figures, and counts of a few thousand"
)]

use std::path::Path;

use serde_json::Value;

use crate::support::{check, folder, setia, testdata};

fn json(folder: &Path, words: &[&str]) -> Value {
    let words = [&["trend"], words, &["--format", "json", "-q"]].concat();
    serde_json::from_str(&setia(folder, &words).success()).unwrap()
}

fn rows<'a>(result: &'a Value, table: &str) -> &'a Vec<Value> {
    result["tables"][table].as_array().unwrap()
}

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

fn find<'a>(result: &'a Value, table: &str, column: &str, value: &str) -> &'a Value {
    rows(result, table)
        .iter()
        .find(|row| row[column] == value)
        .unwrap_or_else(|| panic!("no {value} in {table}"))
}

/// A shop with so many orders on each day of a span, by a function of the day's place; each order has a customer of its
/// own.
fn shop(first: &str, days: u64, orders: impl Fn(u64) -> u64) -> tempfile::TempDir {
    let folder = folder();
    let first: chrono::NaiveDate = first.parse().unwrap();
    let mut text = "customer_id,date,amount\n".to_owned();
    for day in 0..days {
        let date = first + chrono::Days::new(day);
        for order in 0..orders(day) {
            text.push_str(&format!("c{day}-{order},{date},10\n"));
        }
    }
    std::fs::write(folder.path().join("log.csv"), text).unwrap();
    folder
}

/// A shop in Indonesia over almost four years, with its Lebarans.
fn indonesia(season: &str) -> tempfile::TempDir {
    let folder = folder();
    let words = [
        "simulate",
        "--customers",
        "4000",
        "--from",
        "2023-01-01",
        "--until",
        "2026-10-31",
        "--r",
        "1.2",
        "--alpha",
        "10",
        "--b",
        "30",
        "--season",
        season,
        "-o",
        "log.csv",
        "-q",
    ];
    setia(folder.path(), &words).success();
    folder
}

/// Whatever the period, all orders and all money are in one of them.
#[test]
fn periods_add_up() {
    for period in ["day", "week", "month", "quarter", "year"] {
        let result = json(&testdata(), &["cdnow_sample.csv", "--period", period]);
        let sum = |column: &str| rows(&result, "periods").iter().map(|row| number(row, column)).sum::<f64>();
        assert_eq!(sum("orders"), 6_696.0, "{period}");
        assert_eq!(sum("new_customers"), 2_357.0, "{period}");
        assert!((sum("revenue") - 244_091.94).abs() < 1e-6 && (sum("share") - 1.0).abs() < 1e-12, "{period}");
    }
}

#[test]
fn what_is_shown() {
    for (name, words) in [
        ("by_month", &[][..]),
        ("revenue_by_quarter", &["--measure", "revenue", "--period", "quarter"]),
        (
            "customers_by_week",
            &["--measure", "customers", "--period", "week", "--top", "4", "--as-of", "1998-06-24"],
        ),
        ("from_a_day_on", &["--from", "1998-02-15", "--holidays", "none"]),
    ] {
        check!(testdata(), name, &[&["trend", "cdnow_sample.csv"], words].concat());
    }
    check!(
        testdata(),
        "a_shop_with_refunds",
        &["trend", "shop.csv", "--period", "day", "--measure", "revenue"]
    );
    let folder = indonesia("1");
    check!(folder.path(), "a_shop_in_indonesia", &["trend", "log.csv"]);
}

/// By hand: 31, 28 and 62 orders in the first months of a year, twice as many a year later.
#[test]
fn change_and_the_year_before() {
    let in_march = |day: u64| (59..90).contains(&(day % 365));
    let folder =
        shop("2025-01-01", 455, |day| (if in_march(day) { 2 } else { 1 }) * (if day < 365 { 1 } else { 2 }));
    let result = json(folder.path(), &["log.csv"]);
    let february = find(&result, "periods", "period", "2025-02");
    let march = find(&result, "periods", "period", "2026-03");
    assert_eq!((number(february, "orders"), number(february, "change")), (28.0, 28.0 / 31.0 - 1.0));
    assert_eq!((number(march, "orders"), number(march, "year_on_year")), (124.0, 1.0));
    let measures = find(&result, "measures", "measure", "revenue");
    assert_eq!((number(measures, "value"), number(measures, "year_before")), (1240.0, 620.0));
    assert_eq!(measures["series"].as_array().unwrap().len(), 15);
}

/// A period that the log does not cover is shown, but neither compared nor foretold from.
#[test]
fn periods_that_are_not_covered() {
    let folder = shop("2025-01-20", 400, |_| 3);
    let result = json(folder.path(), &["log.csv"]);
    let periods = rows(&result, "periods");
    let complete: Vec<&str> = periods.iter().map(|row| row["complete"].as_str().unwrap()).collect();
    assert_eq!((complete[0], complete[1], *complete.last().unwrap()), ("no", "yes", "no"));
    assert!(periods[1]["change"].is_null() && periods.last().unwrap()["change"].is_null());
    assert_eq!(rows(&result, "forecast")[0]["period"], "2026-02");
    // one day late is no sign of a log that begins late, in a shop that sells every other day
    let folder = shop("2025-01-03", 400, |day| (day + 1) % 2);
    assert_eq!(rows(&json(folder.path(), &["log.csv"]), "periods")[0]["complete"], "yes");
}

/// The simulated shop weighs Monday to Sunday .85 .85 .9 .95 1.1 1.25 1.1, and the weeks before Lebaran most of all.
#[test]
fn seasons_are_found_again() {
    let folder = indonesia("1");
    let result = json(folder.path(), &["log.csv"]);
    let weights = [
        ("monday", 0.85),
        ("tuesday", 0.85),
        ("wednesday", 0.9),
        ("thursday", 0.95),
        ("friday", 1.1),
        ("saturday", 1.25),
        ("sunday", 1.1),
    ];
    let held = weights.iter().filter(|(day, weight)| {
        let row = find(&result, "seasonality", "season", day);
        assert!((number(row, "over_average") - (weight - 1.0)).abs() < 0.05, "{row}");
        number(row, "ci_lower") <= weight - 1.0 && weight - 1.0 <= number(row, "ci_upper")
    });
    assert!(held.count() >= 5);
    let over = |season: &str| number(find(&result, "seasonality", "season", season), "over_average");
    assert!(over("lebaran_minus_2") > 0.5 && over("lebaran_minus_1") > 0.4 && over("lebaran_minus_4") < 0.15);
    assert!(over("december") > 0.1 && over("september") < 0.05);
    // Lebaran was in April of 2023 and 2024, then in March
    let months: f64 = rows(&result, "seasonality")
        .iter()
        .filter(|row| row["cycle"] == "month_of_year")
        .map(|row| number(row, "index"))
        .sum();
    assert!((months - 12.0).abs() < 1e-9, "{months}");
}

/// A feast that moves is taken out before and put back after, and forecasts come out far closer than by repeating the
/// year before.
#[test]
fn forecasts_know_lebaran() {
    let folder = indonesia("1");
    let result = json(folder.path(), &["log.csv", "--horizon", "6m"]);
    let forecast = rows(&result, "forecast");
    assert!(forecast[0]["method"].as_str().unwrap().ends_with("+lebaran"), "{}", forecast[0]);
    // Lebaran of 2027 is on 10 March: its shopping is in February and the first days of March
    let of = |period: &str| number(find(&result, "forecast", "period", period), "forecast");
    assert!(of("2027-02") / 28.0 > 1.15 * of("2027-01") / 31.0, "{forecast:?}");
    let chosen = find(&result, "backtest", "chosen", "yes");
    let naive = find(&result, "backtest", "method", "seasonal-naive");
    assert!(number(chosen, "error") < 0.5 * number(naive, "error"), "{chosen} {naive}");
    let notes = result["notes"].to_string();
    assert!(
        notes.contains("taking the value of a season before") && notes.contains("Lebaran, which moves"),
        "{notes}"
    );
    for row in forecast {
        assert!(
            number(row, "ci_lower") < number(row, "forecast")
                && number(row, "forecast") < number(row, "ci_upper")
        );
    }
}

/// In a shop whose months are chance, no forecast claims to be better than it is.
#[test]
fn where_there_is_nothing_to_foretell_it_says_so() {
    let folder = shop("2024-01-01", 800, |day| 8 + (day * day * 7919 + day * 104_729) % 5);
    let result = json(folder.path(), &["log.csv", "--period", "week"]);
    let notes = result["notes"].to_string();
    assert!(notes.contains("forecasts are no better here than"), "{notes}");
    let short = shop("2026-01-01", 120, |_| 3);
    let result = json(short.path(), &["log.csv"]);
    assert!(rows(&result, "forecast").is_empty());
    assert!(result["notes"].to_string().contains("4 whole months are too few for a forecast, which needs 8"));
    assert!(result["notes"].to_string().contains("two years"));
}

/// The value of a forecast does not know what came after it.
#[test]
fn what_was_expected_does_not_know_what_came() {
    let normal = shop("2025-01-01", 485, |day| 10 + day % 3);
    let last_month_doubles = shop("2025-01-01", 485, |day| (10 + day % 3) * if day >= 455 { 2 } else { 1 });
    let expected = |folder: &tempfile::TempDir| {
        let result = json(folder.path(), &["log.csv"]);
        let row = find(&result, "periods", "period", "2026-04").clone();
        (number(&row, "expected"), row["anomaly"].as_str().unwrap().to_owned())
    };
    let (one, other) = (expected(&normal), expected(&last_month_doubles));
    assert_eq!((one.0, one.1.as_str(), other.1.as_str()), (other.0, "", "high"));
}

/// A day of sale and a day when the shop was closed stand out, with their holidays; ordinary days do not.
#[test]
fn peaks_and_their_holidays() {
    let from: chrono::NaiveDate = "2025-09-01".parse().unwrap();
    let place = |date: &str| (date.parse::<chrono::NaiveDate>().unwrap() - from).num_days().cast_unsigned();
    let (sale, closed, own) = (place("2025-11-11"), place("2025-12-25"), place("2025-10-20"));
    let folder = shop("2025-09-01", 170, |day| match day {
        day if day == sale => 60,
        day if day == closed => 0,
        day if (own..own + 3).contains(&day) => 40,
        day => 14 + day * 13 % 5 + if day % 7 > 4 { 6 } else { 0 },
    });
    std::fs::write(folder.path().join("ours.csv"), "tanggal,nama\n2025-10-22,Ulang tahun toko\n").unwrap();
    let result = json(folder.path(), &["log.csv", "--holidays", "ours.csv"]);
    let found: Vec<(&str, &str, &str, &str)> = rows(&result, "peaks")
        .iter()
        .map(|row| ["kind", "from", "to", "holiday"].map(|column| row[column].as_str().unwrap()).into())
        .collect();
    assert_eq!(
        found,
        [
            ("peak", "2025-10-20", "2025-10-22", "Ulang tahun toko"),
            ("peak", "2025-11-11", "2025-11-11", "11.11 Sale (Singles' Day)"),
            ("dip", "2025-12-25", "2025-12-25", "Christmas Day"),
        ]
    );
    let day = find(&result, "holidays", "date", "2025-11-11");
    assert!(
        number(day, "times_on_day") > 2.5 && (number(day, "times_week_before") - 1.0).abs() < 0.1,
        "{day}"
    );
    let none = json(folder.path(), &["log.csv", "--holidays", "none"]);
    assert!(
        rows(&none, "holidays").is_empty() && rows(&none, "peaks").iter().all(|row| row["holiday"] == "")
    );
    let calm = indonesia("0");
    let peaks = rows(&json(calm.path(), &["log.csv"]), "peaks").len();
    assert!(peaks <= 3, "{peaks} of 1,400 ordinary days stand out");
}

/// Days that differ by chance only, with baskets of very different sizes: hardly any stands out.
#[test]
fn noise_is_no_peak() {
    let folder = folder();
    let mut state = 7_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    };
    let mut text = "customer_id,date,amount\n".to_owned();
    let first: chrono::NaiveDate = "2022-01-01".parse().unwrap();
    for day in 0..1461 {
        let date = first + chrono::Days::new(day);
        // orders by Poisson with mean 3, baskets lognormal with σ = 1
        let (mut orders, mut product) = (0, uniform());
        while product > (-3.0_f64).exp() {
            orders += 1;
            product *= uniform();
        }
        for order in 0..orders {
            let normal = (-2.0 * uniform().ln()).sqrt() * (std::f64::consts::TAU * uniform()).cos();
            text.push_str(&format!("c{day}-{order},{date},{:.2}\n", 100.0 * normal.exp()));
        }
    }
    std::fs::write(folder.path().join("log.csv"), text).unwrap();
    for measure in ["orders", "revenue"] {
        let peaks = rows(&json(folder.path(), &["log.csv", "--measure", measure]), "peaks").len();
        assert!(peaks <= 3, "{peaks} of 1,461 days of {measure} stand out");
    }
    // a shop where every day is alike has no yardstick of its own, and one sale more is no peak
    let alike = shop("2026-01-01", 120, |day| if day == 60 { 2 } else { 1 });
    let csv = ["trend", "log.csv", "--measure", "revenue", "--table", "peaks", "--format", "csv", "-q"];
    assert_eq!(setia(alike.path(), &csv).success().lines().count(), 1);
}

/// Money of all periods is money of the log: what is given back without an order, by whomever and whenever, included.
#[test]
fn refunds_of_no_order_count() {
    let folder = folder();
    let log = "a,2026-01-03,-30\na,2026-01-05,100\na,2026-02-10,40\nb,2026-02-12,-90\na,2026-03-31,5\n";
    std::fs::write(folder.path().join("log.csv"), format!("customer_id,date,amount\n{log}")).unwrap();
    let result = json(folder.path(), &["log.csv", "--measure", "revenue"]);
    let revenue: Vec<f64> = rows(&result, "periods").iter().map(|row| number(row, "revenue")).collect();
    assert_eq!(revenue, [70.0, -50.0, 5.0]);
}

/// `--from` before the log begins changes nothing; a log that begins late is seen as one, whatever the as-of day.
#[test]
fn a_log_begins_with_its_first_purchase() {
    let words = ["trend", "cdnow_sample.csv", "--table", "forecast", "--format", "csv", "-q"];
    let plain = setia(&testdata(), &words).success();
    assert_eq!(plain, setia(&testdata(), &[&words[..], &["--from", "1990-01-01"]].concat()).success());
    // closed on Sundays, from a Friday on: the week is not covered
    let folder = shop("2025-01-03", 120, |day| if (day + 5) % 7 == 0 { 0 } else { 5 });
    let result = json(folder.path(), &["log.csv", "--period", "week"]);
    assert_eq!(rows(&result, "periods")[0]["complete"], "no");
    let late = shop("2025-01-11", 60, |_| 3);
    for as_of in ["2025-03-11", "2025-12-31"] {
        let result = json(late.path(), &["log.csv", "--as-of", as_of]);
        assert_eq!(rows(&result, "periods")[0]["complete"], "no", "{as_of}");
    }
}

/// A user's own Lebaran is the same feast as the ready one, and its two days are one feast.
#[test]
fn ones_own_lebaran_is_one_feast() {
    let folder = shop("2025-09-01", 420, |day| 5 + day % 3);
    std::fs::write(folder.path().join("ours.csv"), "date,name\n2026-03-20,Lebaran\n2026-03-21,Lebaran\n")
        .unwrap();
    let result = json(folder.path(), &["log.csv", "--holidays", "ours.csv"]);
    let dates: Vec<&str> = rows(&result, "holidays")
        .iter()
        .filter(|row| row["holiday"].as_str().unwrap().starts_with("Lebaran"))
        .map(|row| row["date"].as_str().unwrap())
        .collect();
    assert_eq!(dates, ["2026-03-20", "2026-03-21"]);
    assert!(rows(&result, "seasonality").iter().all(|row| row["cycle"] != "week_of_lebaran"));
    assert!(rows(&result, "backtest").iter().all(|row| !row["method"].as_str().unwrap().contains("lebaran")));
}

/// As many periods as asked for, or a note.
#[test]
fn as_far_ahead_as_asked_for() {
    let folder = shop("2024-01-01", 800, |day| 8 + day % 7);
    for (words, count, is_cut) in [
        (["--period", "day", "--horizon", "30d"], 30, false),
        (["--period", "month", "--horizon", "1m"], 1, false),
        (["--period", "month", "--horizon", "36m"], 24, true),
    ] {
        let result = json(folder.path(), &[&["log.csv"], &words[..]].concat());
        assert_eq!(rows(&result, "forecast").len(), count, "{words:?}");
        assert_eq!(result["notes"].to_string().contains("beyond which"), is_cut, "{words:?}");
    }
    // a shop where nothing ever changed: no interval rather than one of no width
    let alike = shop("2024-01-01", 800, |_| 1);
    let result = json(alike.path(), &["log.csv", "--period", "week"]);
    assert!(
        rows(&result, "forecast")
            .iter()
            .all(|row| (number(row, "forecast") - 7.0).abs() < 1e-9 && row["ci_lower"].is_null())
    );
}

/// A slip of the pen in the as-of day is told, and not looked at day by day.
#[test]
fn centuries_are_not_looked_at() {
    for command in ["trend", "retention"] {
        let run = setia(&testdata(), &[command, "cdnow_sample.csv", "--as-of", "9998-06-30"]);
        assert_eq!(run.status, Some(2), "{command}");
        assert!(run.stderr.contains("more periods than can be looked at"), "{}", run.stderr);
    }
}

#[test]
fn threads_change_no_byte() {
    let folder = indonesia("1");
    for table in ["forecast", "periods", "seasonality", "peaks", "backtest"] {
        let run = |threads: &str| {
            let words = ["trend", "log.csv", "--table", table, "--format", "csv", "--threads", threads, "-q"];
            setia(folder.path(), &words).success()
        };
        assert_eq!(run("1"), run("3"), "{table}");
    }
}

#[test]
fn without_amounts() {
    let folder = folder();
    std::fs::write(
        folder.path().join("log.csv"),
        "customer_id,date\na,2026-01-01\na,2026-02-05\nb,2026-02-28\n",
    )
    .unwrap();
    let result = json(folder.path(), &["log.csv"]);
    assert_eq!(rows(&result, "measures").len(), 2);
    assert!(rows(&result, "periods")[1]["revenue"].is_null());
    assert_eq!(setia(folder.path(), &["trend", "log.csv", "--measure", "revenue"]).status, Some(3));
}

#[test]
fn what_cannot_be_done() {
    let folder = folder();
    std::fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("log.csv")).unwrap();
    std::fs::write(folder.path().join("ours.csv"), "date,name\n2026-03-21,Lebaran\n").unwrap();
    std::fs::write(folder.path().join("no_date.csv"), "name,when\nLebaran,2026-03-21\n").unwrap();
    std::fs::write(folder.path().join("no_name.csv"), "date,name\n2026-03-21,Lebaran\n2026-03-22,\n")
        .unwrap();
    for (name, words) in [
        ("no_such_holidays", &["--holidays", "missing.csv"][..]),
        ("holidays_without_dates", &["--holidays", "no_date.csv"]),
        ("holidays_without_names", &["--holidays", "no_name.csv"]),
        ("holidays_written_over", &["--holidays", "ours.csv", "-o", "ours.csv"]),
        ("nobody_since", &["--from", "1998-07-15", "--as-of", "1998-07-31"]),
        ("no_such_measure", &["--measure", "order"]),
    ] {
        check!(folder.path(), name, &[&["trend", "log.csv"], words].concat());
    }
}

/// A rise of some weeks stands out although no day of it does, and goes by the feast that it is before; the days after it
/// are as usual.
#[test]
fn weeks_before_lebaran_stand_out() {
    let folder = folder();
    let words = [
        "simulate",
        "--customers",
        "3000",
        "--from",
        "2022-01-01",
        "--until",
        "2026-06-30",
        "--seed",
        "1",
        "-o",
        "log.csv",
        "-q",
    ];
    setia(folder.path(), &words).success();
    let result = json(folder.path(), &["log.csv"]);
    let lebaran = rows(&result, "peaks")
        .iter()
        .filter(|row| row["kind"] == "peak" && row["holiday"].as_str().unwrap().starts_with("Lebaran"));
    let lebaran: Vec<&Value> = lebaran.collect();
    assert!(lebaran.len() >= 2, "{:?}", rows(&result, "peaks"));
    assert!(lebaran.iter().all(|row| (-2.0..=21.0).contains(&number(row, "days_to_holiday"))));
}
