//! Every known export format on a sample of it, against figures reckoned from the design of the sample.

use serde_json::Value;

use crate::support::{setia, testdata};

fn expected() -> serde_json::Map<String, Value> {
    let text = std::fs::read_to_string(testdata().join("presets/expected.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap().as_object().unwrap().clone()
}

/// The samples of a format: CSV, and a workbook where marketplaces give one.
fn samples(id: &str) -> Vec<String> {
    let names = [format!("{id}.csv"), format!("{id}.xlsx")];
    names.into_iter().filter(|name| testdata().join("presets").join(name).exists()).collect()
}

/// Hundredths.
fn cents(number: &str) -> i64 {
    let (units, rest) = number.split_once('.').unwrap_or((number, ""));
    let sign = if number.starts_with('-') { -1 } else { 1 };
    units.parse::<i64>().unwrap() * 100 + sign * format!("{rest:0<2}").parse::<i64>().unwrap()
}

#[test]
fn customers_orders_and_money_of_every_sample() {
    let folder = testdata().join("presets");
    let mut read = 0;
    for (id, expected) in expected() {
        for sample in samples(&id) {
            let run = setia(&folder, &["rfm", &sample, "--format", "csv"]);
            if expected["refused"] == Value::Bool(true) {
                assert_eq!(run.status, Some(3), "{sample}");
                assert!(run.stderr.contains("is an export that cannot be used"), "{sample}: {}", run.stderr);
                continue;
            }
            assert!(run.stderr.contains(&format!("(`{id}`)")), "{sample}: {}", run.stderr);
            let csv = run.success();
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let places: Vec<usize> = ["orders", "spent"]
                .iter()
                .map(|name| reader.headers().unwrap().iter().position(|column| column == *name).unwrap())
                .collect();
            let (mut customers, mut orders, mut spent) = (0, 0, 0);
            for record in reader.records() {
                let record = record.unwrap();
                customers += 1;
                orders += record[places[0]].parse::<u64>().unwrap();
                spent += cents(&record[places[1]]);
            }
            assert_eq!(Some(customers), expected["customers"].as_u64(), "{sample}");
            assert_eq!(Some(orders), expected["orders"].as_u64(), "{sample}");
            assert_eq!(spent, cents(expected["spent"].as_str().unwrap()), "{sample}");
            read += 1;
        }
    }
    assert!(read >= 24, "{read} samples");
}

#[test]
fn what_a_refused_export_says() {
    for id in ["shopify-customers", "amazon-flat-orders", "moka-items"] {
        crate::support::check!(testdata().join("presets"), id, &["rfm", &format!("{id}.csv")]);
    }
}

#[test]
fn a_format_can_be_named_or_set_aside() {
    let folder = testdata().join("presets");
    crate::support::check!(folder, "an_unknown_format", &["rfm", "lazada.csv", "--preset", "lazda"]);
    let none = setia(
        &folder,
        &[
            "rfm",
            "uci-online-retail.csv",
            "--preset",
            "none",
            "--customer",
            "CustomerID",
            "--date",
            "InvoiceDate",
            "--amount",
            "Quantity*UnitPrice",
            "--order",
            "InvoiceNo",
        ],
    );
    let named = setia(&folder, &["rfm", "uci-online-retail.csv", "--preset", "uci-online-retail"]);
    let table = |text: &str| text.split("note:").next().unwrap().to_owned();
    assert_eq!(table(&none.success()), table(&named.success()));
}
