//! `setia retention`: cohorts, the bridge, the figures, and where periods begin and end.
#![allow(
    clippy::float_cmp,
    clippy::cast_precision_loss,
    reason = "exact figures, and counts of a few thousand"
)]

use std::path::Path;

use serde_json::Value;

use crate::support::{check, folder, setia, testdata};

fn json(folder: &Path, words: &[&str]) -> Value {
    let words = [&["retention"], words, &["--format", "json", "-q"]].concat();
    serde_json::from_str(&setia(folder, &words).success()).unwrap()
}

fn rows<'a>(result: &'a Value, table: &str) -> &'a Vec<Value> {
    result["tables"][table].as_array().unwrap()
}

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("no {column} in {row}"))
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found} is not {expected}");
}

fn golden(id: &str) -> Value {
    let text = std::fs::read_to_string(testdata().join("golden/cohorts.json")).unwrap();
    let golden: Value = serde_json::from_str(&text).unwrap();
    golden["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone()
}

/// The log of a golden case, in a folder of its own.
fn written(case: &Value) -> tempfile::TempDir {
    let rows = case["input"]["transactions"].as_array().unwrap();
    let line = |row: &Value| {
        format!("{},{},{}\n", row[0].as_str().unwrap(), row[1].as_str().unwrap(), row[2].as_f64().unwrap())
    };
    log(&rows.iter().map(line).collect::<String>())
}

/// A log of customer, date and amount.
fn log(rows: &str) -> tempfile::TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("log.csv"), format!("customer_id,date,amount\n{rows}")).unwrap();
    folder
}

#[test]
fn golden_cohorts() {
    let case = golden("cohort_monthly");
    let folder = written(&case);
    let result = json(folder.path(), &["log.csv"]);
    let rolling = json(folder.path(), &["log.csv", "--definition", "rolling"]);
    let repurchase = json(folder.path(), &["log.csv", "--definition", "repurchase"]);
    let mut cells = 0;
    for (cohort, expected) in case["output"].as_object().unwrap() {
        let of = |result: &Value| -> Vec<Value> {
            rows(result, "cohorts").iter().filter(|row| row["cohort"] == *cohort).cloned().collect()
        };
        let (found, rolling, repurchase) = (of(&result), of(&rolling), of(&repurchase));
        let periods = expected["periods"].as_array().unwrap();
        assert_eq!(found.len(), periods.len(), "{cohort}");
        for (place, expected) in periods.iter().enumerate() {
            let row = &found[place];
            assert_eq!(row["period"], expected["period"]);
            assert_eq!(row["active"], expected["active"]);
            close(number(row, "retention_rate"), number(expected, "retention"));
            close(number(row, "revenue"), number(expected, "revenue"));
            close(number(row, "cumulative_value"), number(expected, "cum_ltv_per_customer"));
            close(number(&rolling[place], "retention_rate"), number(expected, "peel_retention"));
            close(number(&repurchase[place], "retention_rate"), number(expected, "repurchase_rate_cum"));
            assert!(number(row, "ci_lower") <= number(row, "retention_rate"));
            cells += 1;
        }
        assert_eq!(number(&found[0], "cohort_size"), number(expected, "size"));
    }
    assert_eq!(cells, 10);
}

#[test]
fn golden_figures_of_a_whole_log() {
    let case = golden("repeat_metrics");
    let result = json(written(&case).path(), &["log.csv"]);
    let expected = &case["output"];
    let whole = |kpi: &str| {
        let is = |row: &&Value| row["kpi"] == kpi && row["period"] == "all";
        number(rows(&result, "kpis").iter().find(is).unwrap(), "value")
    };
    close(whole("repeat_purchase_rate"), number(expected, "repeat_rate"));
    close(whole("purchase_frequency"), number(expected, "purchase_frequency"));
    close(whole("average_order_value"), number(expected, "aov"));
    let notes = result["notes"].to_string();
    assert!(notes.contains("within 36 days"), "{notes}");
}

/// The figures of the CDNOW sample that the papers begin with.
#[test]
fn cdnow_by_month_of_first_purchase() {
    let result = json(&testdata(), &["cdnow_sample.csv"]);
    for (cohort, size, shares) in
        [("1997-01", 781.0, [15.9, 12.2, 9.0]), ("1997-02", 857.0, [15.6, 12.8, 8.8])]
    {
        for (period, share) in (1..).zip(shares) {
            let is = |row: &&Value| row["cohort"] == cohort && row["period"] == period;
            let row = rows(&result, "cohorts").iter().find(is).unwrap();
            assert_eq!(number(row, "cohort_size"), size);
            assert!((100.0 * number(row, "retention_rate") - share).abs() < 0.05, "{row}");
        }
    }
    // the log ends with a month, so that all its money is in the cohorts
    let revenue: f64 = rows(&result, "cohorts").iter().map(|row| number(row, "revenue")).sum();
    assert!((revenue - 244_091.94).abs() < 1e-6, "{revenue}");
    let last = rows(&result, "average").last().unwrap();
    assert_eq!((number(last, "period"), number(last, "cohorts")), (17.0, 1.0));
}

#[test]
fn what_is_shown() {
    for (name, words) in [
        ("by_month", &[][..]),
        ("cumulative_value", &["--metric", "cumulative-value"]),
        ("rolling_by_quarter", &["--cohort", "quarter", "--definition", "rolling"]),
        (
            "by_week_with_figures_by_month",
            &["--cohort", "week", "--period", "month", "--top", "3", "--lapsed-after", "6m"],
        ),
        ("an_unfinished_month", &["--as-of", "1998-03-15", "--metric", "orders"]),
        ("of_the_last_months", &["--from", "1997-03-01", "--metric", "repurchase"]),
    ] {
        check!(testdata(), name, &[&["retention", "cdnow_sample.csv"], words].concat());
    }
    check!(testdata(), "markdown_has_shades", &["cohort", "cdnow_sample.csv", "--format", "markdown"]);
    check!(
        testdata(),
        "a_shop_with_refunds",
        &["retention", "shop.csv", "--period", "week", "--cohort", "week"]
    );
}

/// A heat map has colours, and the text is the same without them.
#[test]
fn colours_only_shade() {
    let words = ["retention", "cdnow_sample.csv", "--color"];
    let run = |when: &str| setia(&testdata(), &[&words[..], &[when]].concat()).success();
    let (coloured, plain) = (run("always"), run("never"));
    assert!(coloured.contains("\x1b[48;5;25;38;5;231m15.9%\x1b[0m"));
    let mut bare = String::new();
    for (place, part) in coloured.split('\x1b').enumerate() {
        bare.push_str(if place == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(bare, plain);
    let ascii = setia(&testdata(), &["retention", "cdnow_sample.csv", "--ascii"]).success();
    assert!(ascii.contains("#*====--:--:"), "{ascii}");
}

/// In every period of every kind: start + new + reactivated - lost = end, the end is the next start, buyers are new,
/// returning or reactivated, and the figures say the same.
#[test]
fn the_bridge_adds_up() {
    let folder = folder();
    let words =
        ["simulate", "--customers", "400", "--refunds", "5%", "--until", "2026-06-17", "-o", "log.csv", "-q"];
    setia(folder.path(), &words).success();
    for period in ["week", "month", "quarter", "year"] {
        for lapsed in ["10d", "90d", "6m"] {
            let result = json(folder.path(), &["log.csv", "--period", period, "--lapsed-after", lapsed]);
            let bridge = rows(&result, "bridge");
            let mut before = 0.0;
            let mut buyers_before = 0.0;
            for step in bridge {
                let of = |column: &str| number(step, column);
                assert_eq!(of("start"), before, "{step}");
                assert_eq!(of("start") + of("new") + of("reactivated") - of("lost"), of("end"), "{step}");
                assert_eq!(of("new") + of("returning") + of("reactivated"), of("buyers"), "{step}");
                let kpi = |name: &str| {
                    let is = |row: &&Value| row["kpi"] == name && row["period"] == step["period"];
                    rows(&result, "kpis").iter().find(is).unwrap()
                };
                assert_eq!(number(kpi("active_customers"), "value"), of("end"));
                assert_eq!(number(kpi("buyers"), "value"), of("buyers"));
                assert_eq!(number(kpi("retention_rate"), "customers"), buyers_before);
                assert_eq!(number(kpi("churned_share"), "customers"), of("start"));
                before = of("end");
                buyers_before = of("buyers");
            }
            assert!(!bridge.is_empty());
        }
    }
}

/// Every share lies in its interval, and the figure before is that of the period before.
#[test]
fn figures_agree_with_each_other() {
    let result = json(&testdata(), &["cdnow_sample.csv"]);
    let kpis = rows(&result, "kpis");
    let mut compared = 0;
    for row in kpis {
        if let (Some(value), Some(lower), Some(upper)) =
            (row["value"].as_f64(), row["ci_lower"].as_f64(), row["ci_upper"].as_f64())
        {
            assert!(lower <= value && value <= upper, "{row}");
        }
        assert!(
            !row["definition"].as_str().unwrap().is_empty()
                && !row["definition"].to_string().contains("define-")
        );
        let is_before = |other: &&Value| {
            other["kpi"] == row["kpi"] && row["period"] == "1997-12" && other["period"] == "1997-11"
        };
        if let Some(before) = kpis.iter().find(is_before) {
            assert_eq!(row["previous"], before["value"]);
            compared += 1;
        }
    }
    assert_eq!(compared, 17);
}

/// Buying later or buying at all is no less than buying in the period; who has bought again stays so; nothing is said of
/// periods that are not over.
#[test]
fn definitions_are_ordered() {
    let words = ["cdnow_sample.csv", "--as-of", "1998-05-20", "--cohort", "week", "--period", "month"];
    let result = json(&testdata(), &words);
    let mut blank = 0;
    for pair in rows(&result, "cohorts").windows(2) {
        let row = &pair[0];
        assert!(
            number(row, "rolling") >= number(row, "active")
                && number(row, "eligible") <= number(row, "cohort_size")
        );
        if pair[0]["cohort"] == pair[1]["cohort"] && pair[0]["eligible"] == pair[1]["eligible"] {
            assert!(number(&pair[1], "repurchased") >= number(row, "repurchased"), "{row}");
            assert!(number(&pair[1], "rolling") <= number(row, "rolling"), "{row}");
        }
        blank += u64::from(number(row, "eligible") == 0.0 && row["retention_rate"].is_null());
        assert_eq!(number(row, "eligible") == 0.0, row["retention_rate"].is_null());
    }
    let last = json(&testdata(), &["cdnow_sample.csv", "--as-of", "1997-03-15"]);
    let unfinished = rows(&last, "cohorts").iter().find(|row| row["cohort"] == "1997-03").unwrap();
    assert!(unfinished["retention_rate"].is_null() && number(unfinished, "cohort_size") > 300.0);
    assert_eq!(blank, 0);
}

/// A purchase is in the period that its own wall clock says, down to the last second, unless another zone is asked for.
#[test]
fn periods_begin_and_end_at_midnight() {
    let cohort = |rows_of: &str, words: &[&str]| -> Vec<String> {
        let folder = log(rows_of);
        let result = json(folder.path(), &[&["log.csv"], words].concat());
        rows(&result, "cohorts")
            .iter()
            .map(|row| row["cohort"].as_str().unwrap().to_owned())
            .collect::<std::collections::BTreeSet<String>>()
            .into_iter()
            .collect()
    };
    let around = "a,2026-01-31 23:59:59,1\nb,2026-02-01 00:00:00,1\nc,2026-02-28 23:59:59,1\n";
    assert_eq!(cohort(around, &[]), ["2026-01", "2026-02"]);
    assert_eq!(cohort("a,2024-02-29 23:59:59,1\nb,2024-03-01 00:00:00,1\n", &[]), ["2024-02", "2024-03"]);
    let new_year = "a,2020-12-31 23:59:59,1\nb,2021-01-01 00:00:00,1\nc,2021-01-03 23:59:59,1\nd,2021-01-04 00:00:00,1\n";
    assert_eq!(cohort(new_year, &[]), ["2020-12", "2021-01"]);
    assert_eq!(cohort(new_year, &["--cohort", "year"]), ["2020", "2021"]);
    assert_eq!(cohort(new_year, &["--cohort", "quarter"]), ["2020-Q4", "2021-Q1"]);
    assert_eq!(cohort(new_year, &["--cohort", "week"]), ["2020-W53", "2021-W01"]);
    assert_eq!(
        cohort(new_year, &["--cohort", "week", "--week-start", "sunday"]),
        ["2020-12-27", "2021-01-03"]
    );
    // two ISO weeks of two years, and one week that begins on a Saturday
    let turn = "a,2024-12-29 12:00:00,1\nb,2024-12-30 00:00:00,1\n";
    assert_eq!(cohort(turn, &["--cohort", "week"]), ["2024-W52", "2025-W01"]);
    assert_eq!(cohort(turn, &["--cohort", "week", "--week-start", "saturday"]), ["2024-12-28"]);
    let offset = "a,2026-01-31T23:30:00+00:00,1\nb,2026-02-01T00:30:00+07:00,1\n";
    assert_eq!(cohort(offset, &[]), ["2026-01", "2026-02"]);
    assert_eq!(cohort(offset, &["--tz", "Asia/Jakarta"]), ["2026-02"]);
    assert_eq!(cohort(offset, &["--tz", "UTC"]), ["2026-01"]);
}

/// The whole as-of day counts, and a month is over on its last day.
#[test]
fn a_month_is_over_on_its_last_day() {
    let folder = log("a,2026-01-05,1\na,2026-02-28 23:59:59,1\n");
    let active = |as_of: &str| {
        let result = json(folder.path(), &["log.csv", "--as-of", as_of]);
        rows(&result, "cohorts").iter().map(|row| row["active"].as_u64().unwrap()).collect::<Vec<u64>>()
    };
    assert_eq!(active("2026-02-28"), [1, 1]);
    assert_eq!(active("2026-02-27"), [1]);
    assert_eq!(active("2026-03-30"), [1, 1]);
    assert_eq!(active("2026-03-31"), [1, 1, 0]);
}

/// `--from` is a window on the result; who had bought before it is known all the same.
#[test]
fn cohorts_are_of_the_first_purchase_ever() {
    let folder = log("old,2025-11-01,1\nold,2026-02-10,1\nnew,2026-02-11,1\nnew,2026-03-11,1\n");
    let result = json(folder.path(), &["log.csv", "--from", "2026-01-01", "--as-of", "2026-03-31"]);
    let cohorts = rows(&result, "cohorts");
    assert!(cohorts.iter().all(|row| row["cohort"] == "2026-02" && number(row, "cohort_size") == 1.0));
    let bridge = rows(&result, "bridge");
    let shown: Vec<&str> = bridge.iter().map(|row| row["period"].as_str().unwrap()).collect();
    assert_eq!(shown, ["2026-01", "2026-02", "2026-03"]);
    assert_eq!((number(&bridge[1], "new"), number(&bridge[1], "reactivated")), (1.0, 1.0));
}

/// What is sent back without its order comes off on its own day; money of all cells is money of the log.
#[test]
fn refunds_come_off_on_their_own_day() {
    let folder =
        log("a,2026-01-05,100\na,2026-02-10,40\na,2026-02-20,-30\nb,2026-01-07,50\nb,2026-01-03,-5\n");
    let result = json(folder.path(), &["log.csv", "--as-of", "2026-02-28"]);
    let revenue: Vec<f64> = rows(&result, "cohorts").iter().map(|row| number(row, "revenue")).collect();
    // b's refund is from before the first purchase, and so in its month
    assert_eq!(revenue, [145.0, 10.0]);
    assert_eq!(number(&rows(&result, "cohorts")[1], "cumulative_value"), 77.5);
}

#[test]
fn one_channel_and_several() {
    let folder = folder();
    let mut text = "customer_id,date,amount,channel,category\n".to_owned();
    for customer in 0..60 {
        let (first, second) = if customer % 3 == 0 { ("web", "store") } else { ("web", "web") };
        text.push_str(&format!("c{customer},2026-01-{:02},10,{first},tea\n", 1 + customer % 28));
        let month = if customer % 2 == 0 { 6 } else { 2 };
        text.push_str(&format!("c{customer},2026-{month:02}-{:02},20,{second},cups\n", 1 + customer % 28));
    }
    text.push_str("single,2026-01-02,5,store,cups\n");
    std::fs::write(folder.path().join("log.csv"), text).unwrap();
    let result = json(folder.path(), &["log.csv", "--by", "channel", "--as-of", "2026-06-30"]);
    let by: Vec<(&str, f64, f64)> = rows(&result, "by")
        .iter()
        .map(|row| (row["group"].as_str().unwrap(), number(row, "customers"), number(row, "active_share")))
        .collect();
    // half of the 20 with several channels, and of the 40 with one, are still customers
    assert_eq!(
        by,
        [("(one)", 41.0, 20.0 / 41.0), ("(several)", 20.0, 0.5), ("web", 40.0, 0.5), ("store", 1.0, 0.0)]
    );
    let notes = result["notes"].to_string();
    assert!(notes.contains("differs by 0.00 pp, which may be chance"), "{notes}");
    check!(
        folder.path(),
        "one_channel_and_several",
        &["retention", "log.csv", "--by", "channel", "--top", "2"]
    );
    let categories = json(folder.path(), &["log.csv", "--cohort", "first-category", "--as-of", "2026-06-30"]);
    let sizes: Vec<(&str, f64)> = rows(&categories, "matrix")
        .iter()
        .map(|row| (row["cohort"].as_str().unwrap(), number(row, "cohort_size")))
        .collect();
    assert_eq!(sizes, [("all", 61.0), ("tea", 60.0), ("cups", 1.0)]);
}

/// An order that was refunded in full says nothing of its channel.
#[test]
fn a_refunded_order_has_no_channel() {
    let folder = folder();
    let log = "a,o1,2026-01-05,10,web\na,o2,2026-02-05,10,store\na,o2,2026-02-07,-10,store\nb,o3,2026-01-05,10,web\nb,o4,2026-01-05,10,store\n";
    std::fs::write(folder.path().join("log.csv"), format!("customer_id,order_id,date,amount,channel\n{log}"))
        .unwrap();
    let result = json(folder.path(), &["log.csv", "--by", "channel"]);
    let groups: Vec<(&str, f64)> = rows(&result, "by")
        .iter()
        .map(|row| (row["group"].as_str().unwrap(), number(row, "customers")))
        .collect();
    assert_eq!(groups, [("(one)", 1.0), ("(several)", 1.0), ("web", 1.0)]);
}

/// Figures and the bridge need nobody new.
#[test]
fn a_window_without_anybody_new() {
    let result = json(&testdata(), &["cdnow_sample.csv", "--from", "1998-01-01"]);
    assert_eq!(rows(&result, "bridge").len(), 6);
    assert!(rows(&result, "cohorts").is_empty() && rows(&result, "average").is_empty());
    assert!(
        result["headline"]
            .as_str()
            .unwrap()
            .starts_with("Nobody bought for the first time since 1998-01-01.")
    );
}

/// Customers of whom the channel is not known are neither of one channel nor of several.
#[test]
fn who_says_nothing_is_not_compared() {
    let mut text = "customer_id,date,amount,channel\n".to_owned();
    for (group, channels) in [("several", ["web", "store"]), ("one", ["web", "web"]), ("blank", ["", ""])] {
        for customer in 0..100 {
            let is_active = group != "blank" && customer % 2 == 0;
            for (month, channel) in [(1, channels[0]), (if is_active { 6 } else { 2 }, channels[1])] {
                text.push_str(&format!("{group}{customer},2026-0{month}-10,10,{channel}\n"));
            }
        }
    }
    let folder = folder();
    std::fs::write(folder.path().join("log.csv"), text).unwrap();
    let result = json(folder.path(), &["log.csv", "--by", "channel"]);
    let groups: Vec<&str> = rows(&result, "by").iter().map(|row| row["group"].as_str().unwrap()).collect();
    assert_eq!(groups, ["(one)", "(several)", "web", "(blank)"]);
    assert!(result["notes"].to_string().contains("differs by 0.00 pp, which may be chance"));
}

/// Within a window, figures of the log as a whole are of the window, and a period that begins before it has none.
#[test]
fn a_window_holds_for_all_figures() {
    let folder = log(
        "old,2025-03-01,100\nold,2025-04-01,100\nold,2026-01-20,10\nnew,2026-01-05,10\nnext,2026-02-03,10\n",
    );
    let words = ["log.csv", "--from", "2026-01-15", "--as-of", "2026-02-28"];
    let result = json(folder.path(), &words);
    let all = |kpi: &str| {
        let is = |row: &&Value| row["kpi"] == kpi && row["period"] == "all";
        number(rows(&result, "kpis").iter().find(is).unwrap(), "value")
    };
    assert_eq!((all("average_order_value"), all("repeat_revenue_share")), (10.0, 0.5));
    let shown: Vec<&str> =
        rows(&result, "bridge").iter().map(|row| row["period"].as_str().unwrap()).collect();
    assert_eq!(shown, ["2026-02"]);
    // a cohort of a column holds only groups with somebody in the window
    let segments = json(folder.path(), &["log.csv", "--cohort", "segment", "--as-of", "2026-02-28"]);
    assert_eq!(rows(&segments, "matrix")[0]["cohort"], "all");
}

#[test]
fn neither_row_order_nor_threads_change_a_byte() {
    let text = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let folder = folder();
    std::fs::write(folder.path().join("cdnow_sample.csv"), lines.join("\n") + "\n").unwrap();
    for table in ["cohorts", "kpis", "matrix", "bridge"] {
        let run = |folder: &Path, threads: &str| {
            let words = [
                "retention",
                "cdnow_sample.csv",
                "--table",
                table,
                "--format",
                "csv",
                "--threads",
                threads,
                "-q",
            ];
            setia(folder, &words).success()
        };
        let one = run(&testdata(), "1");
        assert_eq!(one, run(&testdata(), "3"), "{table}");
        assert_eq!(one, run(folder.path(), "2"), "{table}");
    }
}

/// Without amounts people are counted and money is left empty; what is about money needs it.
#[test]
fn without_amounts() {
    let folder = folder();
    std::fs::write(
        folder.path().join("log.csv"),
        "customer_id,date\na,2026-01-05\na,2026-02-05\nb,2026-01-07\n",
    )
    .unwrap();
    let result = json(folder.path(), &["log.csv", "--as-of", "2026-02-28"]);
    assert_eq!(number(&rows(&result, "cohorts")[1], "retention_rate"), 0.5);
    assert!(
        rows(&result, "cohorts")[1]["revenue"].is_null()
            && rows(&result, "cohorts")[1]["cumulative_value"].is_null()
    );
    let kpi = rows(&result, "kpis").iter().find(|row| row["kpi"] == "average_order_value").unwrap();
    assert!(kpi["value"].is_null());
    assert_eq!(setia(folder.path(), &["retention", "log.csv", "--metric", "revenue"]).status, Some(3));
}

#[test]
fn what_cannot_be_done() {
    for (name, words) in [
        ("no_cohorts_of_days", &["--cohort", "day"][..]),
        ("no_such_column", &["--cohort", "kanal"]),
        ("a_definition_of_another_metric", &["--metric", "orders", "--definition", "rolling"]),
        ("nobody_since", &["--from", "1998-07-15", "--as-of", "1998-07-31"]),
        ("no_such_period", &["--period", "fortnight"]),
        ("no_such_span", &["--lapsed-after", "3"]),
    ] {
        check!(testdata(), name, &[&["retention", "cdnow_sample.csv"], words].concat());
    }
}
