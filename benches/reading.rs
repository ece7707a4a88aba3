//! Reading a clean export strictly against the plain loop that one would write with the `csv` crate, and what messy
//! dialects cost on top. Figures are recorded in `benches/README.md`.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use setia::error::Result;
use setia::input::{Batch, Ids, Input, NoProgress, ReadOptions, RowSink, Source};
use setia::simulate::{CsvLog, Leaving, Shop};

/// Counts rows and forgets them.
struct Count(u64);

impl RowSink for Count {
    fn rows(&mut self, batch: &Batch) -> Result<()> {
        self.0 += batch.rows.len() as u64;
        Ok(())
    }
}

fn log() -> (String, u64) {
    let leaving = Leaving::AfterPurchase { a: 0.6, b: 8.0 };
    let shop = Shop { customers: 100_000, r: 2.0, leaving, ..Shop::default() };
    let mut text = Vec::new();
    let mut file = CsvLog::new(&shop, &mut text).expect("memory is there");
    let truth = shop.simulate(&mut |rows| file.write(rows)).expect("the shop is sound");
    (String::from_utf8(text).expect("a log is text"), truth.counts.rows)
}

/// All rows through the strict reader.
fn read(path: &Path) -> u64 {
    let files = Source::expand(&[path.display().to_string()]).expect("the log is there");
    let input = Input::open(files, &ReadOptions::default()).expect("the log is clean");
    let (sinks, _) = input.read(&Ids::default(), &NoProgress, || Count(0)).expect("the log is clean");
    sinks.iter().map(|sink| sink.0).sum()
}

/// The same columns by hand: customer as text, date and amount parsed.
fn by_hand(path: &Path) -> u64 {
    let mut reader = csv::Reader::from_path(path).expect("the log is there");
    let mut record = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut record).expect("the log is clean") {
        let date = chrono::NaiveDateTime::parse_from_str(&record[2], "%Y-%m-%d %H:%M:%S").expect("a date");
        let amount: f64 = record[6].parse().expect("a number");
        black_box((&record[1], date, amount));
        rows += 1;
    }
    rows
}

fn reading(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (text, rows) = log();
    let put = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("room for the log");
        path
    };
    let clean = put("clean.csv", &text);
    let quoted = put("quoted.csv", &text.replace(",web,", ",\"web\","));
    let rupiah: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(number, line)| match line.rsplit_once(',') {
            Some((rest, amount)) if number > 0 => format!("{rest},\"Rp {}\"", amount.replace('.', ",")),
            _ => line.to_owned(),
        })
        .collect();
    let rupiah = put("rupiah.csv", &rupiah.join("\n"));
    assert_eq!((read(&clean), read(&quoted), read(&rupiah), by_hand(&clean)), (rows, rows, rows, rows));
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Elements(rows)).sample_size(10);
    group.bench_function("clean", |bencher| bencher.iter(|| read(black_box(&clean))));
    group.bench_function("quotation marks", |bencher| bencher.iter(|| read(black_box(&quoted))));
    group.bench_function("quoted rupiah", |bencher| bencher.iter(|| read(black_box(&rupiah))));
    group.bench_function("csv crate by hand", |bencher| bencher.iter(|| by_hand(black_box(&clean))));
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
