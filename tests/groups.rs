//! `--by`: customers by what the log says of their first purchase, or by their segment.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{check, folder, setia, testdata};

/// The CDNOW sample with a channel that depends on the customer and on the row, and blanks.
fn channels(lines: &str) -> (Vec<String>, BTreeMap<&'static str, u64>) {
    let mut rows = vec!["customer_id,date,amount,Sales Channel".to_owned()];
    let mut first: BTreeMap<String, (String, BTreeMap<&'static str, f64>)> = BTreeMap::new();
    for line in lines.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (id, date, amount) = (cells[0], cells[2], cells[4]);
        let number: u32 = id.parse().unwrap();
        let quantity: u32 = cells[3].parse().unwrap();
        let channel = match (number % 5, quantity) {
            (0, _) => "",
            (1 | 2, 1) => "web",
            (1 | 2, _) => "toko",
            _ => "app",
        };
        rows.push(format!("{id},{date},{amount},{channel}"));
        let known = first.entry(id.to_owned()).or_insert_with(|| (date.to_owned(), BTreeMap::new()));
        if *date < *known.0 {
            *known = (date.to_owned(), BTreeMap::new());
        }
        if date == known.0 && !channel.is_empty() {
            *known.1.entry(channel).or_default() += amount.parse::<f64>().unwrap();
        }
    }
    let mut groups = BTreeMap::new();
    for (_, spent) in first.values() {
        let most = spent.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        *groups.entry(most.map_or("(blank)", |(channel, _)| *channel)).or_default() += 1;
    }
    (rows, groups)
}

#[test]
fn customers_by_the_channel_of_their_first_purchase() {
    let folder = folder();
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let (mut rows, expected) = channels(&log);
    std::fs::write(folder.path().join("tx.csv"), rows.join("\n")).unwrap();
    let words = ["clv", "--by", "channel", "--model", "bg-nbd", "-q"];
    let run = |more: &[&str]| setia(folder.path(), &[&words[..], more].concat()).success();
    let json = run(&["tx.csv", "--format", "json"]);
    let result: Value = serde_json::from_str(&json).unwrap();
    let groups = result["tables"]["by"].as_array().unwrap();
    let found: BTreeMap<&str, u64> = groups
        .iter()
        .map(|row| (row["group"].as_str().unwrap(), row["customers"].as_u64().unwrap()))
        .collect();
    assert_eq!(found, expected);
    let sum = |rows: &Value, column: &str| -> f64 {
        rows.as_array().unwrap().iter().map(|row| row[column].as_f64().unwrap()).sum()
    };
    let tables = &result["tables"];
    for (of_group, of_customer) in [("total_clv", "clv"), ("spent", "spent")] {
        let (groups, customers) = (sum(&tables["by"], of_group), sum(&tables["customers"], of_customer));
        assert!((groups / customers - 1.0).abs() < 1e-9, "{of_group}: {groups} {customers}");
    }
    assert!((sum(&tables["by"], "share_of_clv") - 1.0).abs() < 1e-12);
    for row in groups {
        let [lower, value, upper] =
            ["total_clv_lower", "total_clv", "total_clv_upper"].map(|name| row[name].as_f64().unwrap());
        assert!(lower < value && value < upper, "{row}");
    }
    // whatever the order of the rows, their number of files, and the number of threads
    let table = |more: &[&str]| run(&[&["--table", "by", "--format", "csv"], more].concat());
    let of_one = table(&["tx.csv"]);
    rows[1..].reverse();
    let (early, late) = rows[1..].split_at(2_000);
    std::fs::write(folder.path().join("a.csv"), [&rows[..1], late].concat().join("\n")).unwrap();
    std::fs::write(folder.path().join("b.csv"), [&rows[..1], early].concat().join("\n")).unwrap();
    for threads in ["1", "5"] {
        assert_eq!(of_one, table(&["a.csv", "b.csv", "--threads", threads]));
    }
    check!(
        folder.path(),
        "by_channel",
        &["clv", "tx.csv", "--by", "channel", "--model", "bg-nbd", "--top", "2"]
    );
    check!(folder.path(), "by_unknown", &["clv", "tx.csv", "--by", "sales_chanel"]);
    check!(folder.path(), "by_nothing_like_it", &["clv", "tx.csv", "--by", "kota"]);
}

#[test]
fn customers_by_segment() {
    check!(testdata(), "by_segment", &["clv", "cdnow_sample.csv", "--by", "segment", "--top", "1"]);
    let folder = folder();
    let log = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let visits: Vec<String> =
        log.lines().map(|line| line.split(',').step_by(2).take(2).collect::<Vec<_>>().join(",")).collect();
    std::fs::write(folder.path().join("visits.csv"), visits.join("\n")).unwrap();
    check!(folder.path(), "by_segment_without_amounts", &["clv", "visits.csv", "--by", "segment"]);
}

/// Of several values on the first day the one with most money; refunds and later purchases say nothing.
#[test]
fn which_value_of_a_first_purchase_counts() {
    let folder = folder();
    let training = testdata().join("cdnow_sample.csv").display().to_string();
    setia(folder.path(), &["clv", &training, "--model", "bg-nbd", "--save-model", "model.json", "-q"])
        .success();
    let log = "customer_id,date,amount,kategori\n\
        a,2026-01-01,10,Teh\na,2026-01-01,30,Kopi\na,2026-01-01,-50,Susu\na,2026-02-01,900,Gula\n\
        b,2026-01-05,,\nb,2026-01-05,5,N/A\nb,2026-02-01,5,Kopi\n\
        c,2026-01-07,5,Teh\nc,2026-01-07,5,Kopi\n";
    std::fs::write(folder.path().join("tx.csv"), log.replace("b,2026-01-05,,\n", "")).unwrap();
    let words = [
        "clv",
        "tx.csv",
        "--load-model",
        "model.json",
        "--by",
        "category",
        "--table",
        "by",
        "--format",
        "csv",
        "-q",
    ];
    let table = setia(folder.path(), &words).success();
    let groups: Vec<String> =
        table.lines().skip(1).map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(groups.len(), 2, "{table}");
    assert!(groups.contains(&"Kopi 2".to_owned()) && groups.contains(&"(blank) 1".to_owned()), "{table}");
}

#[test]
fn a_table_that_was_not_asked_for() {
    check!(testdata(), "no_groups", &["clv", "cdnow_sample.csv", "--table", "by"]);
    check!(testdata(), "no_story", &["clv", "cdnow_sample.csv", "--table", "timeline"]);
}
