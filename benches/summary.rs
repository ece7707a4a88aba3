//! Rows to customers against a peer in one run: the `csv` crate with a hash map, which is what one would write by
//! hand. Figures and their ratio are recorded in `benches/README.md`.

use std::collections::{BTreeSet, HashMap};
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use setia::input::{Input, NoProgress, ReadOptions, Source};
use setia::pipeline::{MaxRejects, Read};
use setia::simulate::{CsvLog, Leaving, Shop};
use setia::transactions::Window;

/// A synthetic log of about a million orders of a hundred thousand customers.
fn log() -> (String, u64) {
    let shop = Shop {
        customers: 100_000,
        r: 2.0,
        leaving: Leaving::AfterPurchase { a: 0.6, b: 8.0 },
        ..Shop::default()
    };
    let mut text = Vec::new();
    let mut file = CsvLog::new(&shop, &mut text).expect("memory is there");
    let truth = shop.simulate(&mut |rows| file.write(rows)).expect("the shop is sound");
    (String::from_utf8(text).expect("a log is text"), truth.counts.rows)
}

fn setia_summary(path: &str) -> usize {
    let files = Source::expand(&[path.to_owned()]).expect("the log is there");
    let input = Input::open(files, &ReadOptions::default()).expect("the log is clean");
    let read = Read::all(input, Window::default(), &NoProgress).expect("the log is clean");
    read.prepare(MaxRejects::default()).expect("the log is clean").collected.customers.len()
}

fn plain_summary(path: &Path) -> usize {
    let mut customers: HashMap<String, (BTreeSet<String>, f64)> = HashMap::new();
    let mut reader = csv::Reader::from_path(path).expect("the log is there");
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).expect("the log is clean") {
        let date = chrono::NaiveDateTime::parse_from_str(&record[2], "%Y-%m-%d %H:%M:%S").expect("a date");
        let amount: f64 = record[6].parse().expect("a number");
        let customer = customers.entry(record[1].to_owned()).or_default();
        customer.0.insert(date.date().to_string());
        customer.1 += amount;
    }
    customers.len()
}

fn summary(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("log.csv");
    let (text, rows) = log();
    std::fs::write(&path, text).expect("room for the log");
    let name = path.display().to_string();
    assert_eq!(setia_summary(&name), plain_summary(&path));
    let mut group = criterion.benchmark_group("csv to customers");
    group.throughput(Throughput::Elements(rows)).sample_size(10);
    group.bench_function("setia", |bencher| bencher.iter(|| setia_summary(black_box(&name))));
    group
        .bench_function("csv crate and hash map", |bencher| bencher.iter(|| plain_summary(black_box(&path))));
    group.finish();
}

criterion_group!(benches, summary);
criterion_main!(benches);
