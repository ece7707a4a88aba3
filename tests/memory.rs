//! Rows that wait on disk, and what is left behind by a run that is stopped.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use setia::customers::{Customers, DaysKept};
use setia::input::{Input, NoProgress, ReadOptions, Source};
use setia::pipeline::{MaxRejects, Read};
use setia::transactions::Window;

use crate::support::{command, folder, setia};

/// A log of few customers with many rows each, some of them refunds, some without a customer.
fn log(path: &Path, rows: u32) {
    let mut text = "customer_id,order_id,ordered_at,amount\n".to_owned();
    for row in 0..rows {
        let customer = match row % 7 {
            0 => String::new(),
            other => format!("ani{other}@example.com"),
        };
        let (order, day) = (row / 2 * 7 + row % 7, 1 + row / 7 % 28);
        let amount = if row % 13 == 0 { -5 } else { i64::from(row % 90) };
        text.push_str(&format!("{customer},{order},2026-{:02}-{day:02},{amount}.25\n", 1 + row % 11));
    }
    fs::write(path, text).unwrap();
}

fn read(paths: &[&Path], memory: Option<u64>, days: DaysKept) -> Customers {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let options = ReadOptions { memory, threads: 2, tagged: paths.len() > 1, ..ReadOptions::default() };
    let input = Input::open(Source::expand(&names).unwrap(), &options).unwrap();
    let read = Read::all(input, Window::default(), &NoProgress).unwrap().keep_days(days);
    read.prepare(MaxRejects::default()).unwrap().collected.customers
}

#[test]
fn rows_on_disk_change_nothing() {
    let folder = folder();
    let (one, other) = (folder.path().join("one.csv"), folder.path().join("other.csv"));
    log(&one, 60_000);
    log(&other, 20_000);
    for paths in [&[&*one][..], &[&*one, &*other]] {
        let in_memory = read(paths, None, DaysKept::Full);
        assert_eq!(in_memory.len(), 6);
        assert_eq!(read(paths, Some(1), DaysKept::Full), in_memory);
    }
}

/// The days of a sample are those of the same customers out of all, and what is counted of all is true of all.
#[test]
fn days_of_a_sample() {
    let folder = folder();
    let path = folder.path().join("many.csv");
    let mut text = "customer_id,ordered_at,amount\n".to_owned();
    for row in 0..150_000_u32 {
        let (customer, month, day) = (row * 7_919 % 60_001, 1 + row * 31 % 11, 1 + row * 17 % 28);
        text.push_str(&format!("c{customer},2026-{month:02}-{day:02},5\n"));
    }
    fs::write(&path, text).unwrap();
    let [some, all] = [DaysKept::Sample, DaysKept::Bare].map(|days| read(&[&path], None, days));
    let (one_in, sample) = some.sample().unwrap();
    assert_eq!((some.len(), one_in, &some.visits), (60_001, 2, &None));
    assert!((29_000..31_000).contains(&sample.len()), "{}", sample.len());
    assert_eq!(Some((one_in, sample)), all.sample());
    let mut gaps = BTreeMap::new();
    for customer in 0..all.len() {
        for pair in all.visits.as_ref().unwrap().days(customer).windows(2) {
            *gaps.entry(pair[1].days_since(pair[0]).unsigned_abs()).or_insert(0_u64) += 1;
        }
    }
    assert!(some.gaps.unwrap().each().eq(gaps));
}

#[test]
fn a_limit_gives_the_same_result() {
    let folder = folder();
    log(&folder.path().join("log.csv"), 60_000);
    let run = |more: &[&str]| {
        let words = [&["rfm", "log.csv", "--threads", "1", "--format", "csv"], more].concat();
        setia(folder.path(), &words).success()
    };
    assert_eq!(run(&["--memory-limit", "1M"]), run(&[]));
}

#[test]
#[cfg(unix)]
fn a_disk_that_takes_no_rows() {
    let folder = folder();
    log(&folder.path().join("log.csv"), 60_000);
    let words = ["rfm", "log.csv", "--threads", "1", "--memory-limit", "1M"];
    let run = command(folder.path(), &words).env("TMPDIR", "/nowhere").output().unwrap();
    insta::assert_snapshot!(crate::support::Run::from(run).shown());
}

#[test]
fn an_amount_of_memory_that_is_none() {
    let folder = folder();
    crate::support::check!(
        folder.path(),
        "an_amount_of_memory_that_is_none",
        &["rfm", "x.csv", "--memory-limit", "4 apples"]
    );
}

/// A run that is stopped in the middle leaves nothing behind.
#[test]
#[cfg(unix)]
fn a_run_that_is_stopped() {
    use std::process::Command;
    use std::time::{Duration, Instant};

    for (signal, status) in [("-INT", 130), ("-TERM", 143)] {
        let folder = folder();
        let words = ["simulate", "--customers", "300000", "-o", "log.csv"];
        let mut run = command(folder.path(), &words).spawn().unwrap();
        let begun = Instant::now();
        while fs::read_dir(folder.path()).unwrap().count() == 0 {
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing is written");
            std::thread::sleep(Duration::from_millis(5));
        }
        Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap();
        assert_eq!(run.wait().unwrap().code(), Some(status));
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}
