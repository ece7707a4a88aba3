//! Fits and forecasts on compressed histories: a synthetic shop of the size of CDNOW, or the log that
//! `SETIA_BENCH_LOG` names, as of its last day. Figures are recorded in `benches/README.md`.

mod fits_of_summary;

use std::hint::black_box;

use criterion::{Criterion, criterion_group};
use setia::customers::DaysKept;
use setia::input::{Amounts, Input, NoProgress, ReadOptions, Source};
use setia::models::{Family, Histories};
use setia::pipeline::{MaxRejects, Read};
use setia::simulate::{CsvLog, Shop};
use setia::transactions::Window;
use setia::units::TimeUnit;

/// The histories of a log.
fn histories() -> Histories {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = std::env::var("SETIA_BENCH_LOG").unwrap_or_else(|_| {
        let path = folder.path().join("log.csv");
        let shop = Shop { customers: 23_570, ..Shop::default() };
        let mut text = Vec::new();
        let mut file = CsvLog::new(&shop, &mut text).expect("memory is there");
        shop.simulate(&mut |rows| file.write(rows)).expect("the shop is sound");
        std::fs::write(&path, text).expect("room for the log");
        path.display().to_string()
    });
    let options = ReadOptions { amounts: Amounts::Optional, ..ReadOptions::default() };
    let files = Source::expand(&[path]).expect("the log is there");
    let input = Input::open(files, &options).expect("the log is clean");
    let read =
        Read::all(input, Window::default(), &NoProgress).expect("the log is clean").keep_days(DaysKept::Full);
    let data = read.prepare(MaxRejects::default()).expect("the log is clean");
    Histories::of(&data.collected.customers, data.as_of, TimeUnit::Week)
}

fn fits(criterion: &mut Criterion) {
    let histories = histories();
    let mut group = criterion.benchmark_group(format!(
        "{} customers, {} distinct",
        histories.customers(),
        histories.distinct.len()
    ));
    group.sample_size(10);
    for family in [Family::Nbd, Family::BgNbd, Family::MbgNbd, Family::ParetoNbd, Family::MbgCnbd] {
        let k = family.is_regular().then_some(2);
        group.bench_function(format!("fit {}", family.name()), |bencher| {
            bencher.iter(|| family.fit(black_box(&histories), k));
        });
        let model = family.fit(&histories, k).expect("somebody came back").model;
        group.bench_function(format!("39 weeks by {}", family.name()), |bencher| {
            bencher.iter(|| model.forecasts(black_box(&histories.distinct), 39.0, 0.0));
        });
    }
    group.finish();
}

criterion_group!(benches, fits);

/// With `--json SUMMARY.csv` lines of JSON about that customer summary, for a comparison with other programs.
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(place) = arguments.iter().position(|argument| argument == "--json") {
        fits_of_summary::run(arguments.get(place + 1).expect("the path of a customer summary"));
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
