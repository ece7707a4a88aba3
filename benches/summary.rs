//! Rows to customers against a peer in one run: the `csv` crate with a hash map, which is what one would write by
//! hand. Figures and their ratio are recorded in `benches/README.md`.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use setia::input::{Input, NoProgress, ReadOptions, Source};
use setia::pipeline::{MaxRejects, Read};
use setia::transactions::Window;

const ROWS: u64 = 1_000_000;

/// A log of a million rows of some fifty thousand customers over three years, the same in every run.
fn log() -> String {
    let mut state = 42_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = "customer_id,date,amount\n".to_owned();
    for _ in 0..ROWS {
        let (customer, year, month, day) = (next(50_000), 2023 + next(3), 1 + next(12), 1 + next(28));
        let (units, cents) = (next(300), next(100));
        writeln!(text, "{customer:06},{year}-{month:02}-{day:02},{units}.{cents:02}")
            .expect("a string grows");
    }
    text
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
        let date = chrono::NaiveDate::parse_from_str(&record[1], "%Y-%m-%d").expect("a date");
        let amount: f64 = record[2].parse().expect("a number");
        let customer = customers.entry(record[0].to_owned()).or_default();
        customer.0.insert(date.to_string());
        customer.1 += amount;
    }
    customers.len()
}

fn summary(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("log.csv");
    std::fs::write(&path, log()).expect("room for the log");
    let name = path.display().to_string();
    assert_eq!(setia_summary(&name), plain_summary(&path));
    let mut group = criterion.benchmark_group("csv to customers");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    group.bench_function("setia", |bencher| bencher.iter(|| setia_summary(black_box(&name))));
    group
        .bench_function("csv crate and hash map", |bencher| bencher.iter(|| plain_summary(black_box(&path))));
    group.finish();
}

criterion_group!(benches, summary);
criterion_main!(benches);
