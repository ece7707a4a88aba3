//! Folders month by month: they appear as a whole, say what they are made of, and one run writes at a time.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{command, folder, setia, testdata};

/// A log that ends in a month, so that another one is another result.
fn log(folder: &Path, amount: u32) {
    let mut text = "customer_id,date,amount\n".to_owned();
    for month in 1..=6 {
        for customer in 0..40 {
            text.push_str(&format!(
                "c{customer},2026-{month:02}-{:02},{}\n",
                1 + customer % 28,
                amount + customer
            ));
        }
    }
    text.push_str(&format!("c1,2026-06-30,{amount}\n"));
    fs::write(folder.join("log.csv"), text).unwrap();
}

const WRITE: [&str; 4] = ["report", "log.csv", "--output-dir", "out"];

/// Whether the month is what its manifest says.
fn is_whole(folder: &Path, month: &str) -> bool {
    let manifest = format!("out/{month}/manifest.json");
    setia(folder, &["report", "--verify", &manifest, "-q"]).status == Some(0)
}

#[test]
fn a_folder_for_the_month() {
    let folder = folder();
    log(folder.path(), 10);
    let run = setia(folder.path(), &WRITE);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert_eq!(run.stderr, "2026-06: wrote `out/2026-06`, 8 files, 40 customers, 241 orders, 0 warnings\n");
    assert_eq!(run.stdout, "");
    let mut names: Vec<String> = fs::read_dir(folder.path().join("out/latest"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    insta::assert_snapshot!(names.join("\n"));
    assert_eq!(fs::read_link(folder.path().join("out/latest")).unwrap(), Path::new("2026-06"));
    let manifest = fs::read_to_string(folder.path().join("out/2026-06/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let digest = blake3::hash(&fs::read(folder.path().join("log.csv")).unwrap()).to_hex().to_string();
    assert_eq!(manifest["inputs"][0]["blake3"], Value::String(digest));
    assert_eq!(manifest["parameters"]["output-dir"], Value::Null);
    assert_eq!(manifest["outputs"].as_array().unwrap().len(), 8);
    // an earlier month does not become the latest
    setia(folder.path(), &[&WRITE[..], &["--month", "2026-03"]].concat()).success();
    assert_eq!(fs::read_link(folder.path().join("out/latest")).unwrap(), Path::new("2026-06"));
    assert!(is_whole(folder.path(), "2026-03") && is_whole(folder.path(), "2026-06"));
}

#[test]
fn the_manifest_tells_what_was_changed() {
    let folder = folder();
    log(folder.path(), 10);
    setia(folder.path(), &WRITE).success();
    let verify = ["report", "--verify", "out/2026-06/manifest.json"];
    let run = setia(folder.path(), &verify);
    assert_eq!(
        run.shown(),
        "exit status: 0\n--- stdout\n2026-06: 8 files as written, 1 file read and unchanged\n--- stderr\n"
    );
    log(folder.path(), 11);
    let run = setia(folder.path(), &verify);
    assert_eq!(run.status, Some(0));
    assert!(run.stderr.contains("not what was read any more: `log.csv` was changed"), "{}", run.stderr);
    fs::write(folder.path().join("out/2026-06/figures.csv"), "nothing").unwrap();
    fs::remove_file(folder.path().join("out/2026-06/report.md")).unwrap();
    let run = setia(folder.path(), &verify);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("2 of 8 files are not what was written"), "{}", run.stderr);
    assert!(run.stderr.contains("`figures.csv` was changed: 7 bytes"), "{}", run.stderr);
    let run = setia(folder.path(), &["report", "--verify", "log.csv"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("it is no manifest"), "{}", run.stderr);
}

#[test]
fn nothing_is_done_where_nothing_changed() {
    let folder = folder();
    log(folder.path(), 10);
    let words = [&WRITE[..], &["--if-changed"]].concat();
    let said = |words: &[&str]| {
        let run = setia(folder.path(), words);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        run.stderr
    };
    assert!(said(&words).contains("wrote"));
    assert!(said(&words).contains("nothing has changed"));
    // what it is told to do is part of it, how loudly is not
    assert!(said(&[&words[..], &["--top", "3"]].concat()).contains("wrote"));
    assert!(said(&words).contains("wrote"));
    assert!(said(&[&words[..], &["--verbose"]].concat()).contains("nothing has changed"));
    // so is what is in the files
    log(folder.path(), 11);
    assert!(said(&words).contains("wrote"));
    // and a damaged month is written anew
    fs::write(folder.path().join("out/2026-06/report.md"), "").unwrap();
    assert!(said(&words).contains("wrote"));
    assert!(is_whole(folder.path(), "2026-06"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = folder();
    log(folder.path(), 10);
    let run = setia(folder.path(), &[&WRITE[..], &["--dry-run", "--month", "2026-05"]].concat());
    assert_eq!(run.status, Some(0));
    assert!(run.stdout.contains("would read   log.csv") && run.stdout.contains("2026-05"), "{}", run.stdout);
    assert!(!folder.path().join("out").exists());
}

#[test]
fn one_run_at_a_time() {
    let folder = folder();
    log(folder.path(), 10);
    setia(folder.path(), &WRITE).success();
    let lock = fs::File::open(folder.path().join("out/.lock")).unwrap();
    lock.lock().unwrap();
    let run = setia(folder.path(), &WRITE);
    assert_eq!(run.status, Some(4));
    insta::assert_snapshot!(run.shown());
    drop(lock);
    setia(folder.path(), &WRITE).success();
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let folder = folder();
    log(folder.path(), 10);
    fs::create_dir_all(folder.path().join("out/2026-06")).unwrap();
    fs::write(folder.path().join("out/2026-06/mine.txt"), "mine").unwrap();
    let run = setia(folder.path(), &WRITE);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("is there and was not written by setia"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(folder.path().join("out/2026-06/mine.txt")).unwrap(), "mine");
}

/// Killed at a hundred points from the start to the end of a run: the month is the old one or the new one as a whole, and the
/// next run is not in the way of what was left.
#[test]
fn killed_at_a_hundred_points() {
    let folder = folder();
    log(folder.path(), 10);
    setia(folder.path(), &WRITE).success();
    let started = Instant::now();
    log(folder.path(), 11);
    setia(folder.path(), &WRITE).success();
    let whole = started.elapsed();
    let figures = |folder: &Path| fs::read_to_string(folder.join("out/latest/figures.csv")).unwrap();
    let (mut old, mut survived, mut renewed) = (figures(folder.path()), 0, 0);
    for point in 0..100_u32 {
        log(folder.path(), 12 + point);
        let mut run = command(folder.path(), &WRITE);
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // most of the writing is at the end
        let part = f64::from(point) / 100.0;
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * (0.35 + 0.75 * part)));
        let _ = run.kill();
        survived += u32::from(run.wait().unwrap().success());
        assert!(is_whole(folder.path(), "2026-06"), "point {point}");
        let new = figures(folder.path());
        renewed += u32::from(new != old);
        old = new;
    }
    // some were killed before they had written anything, some were not killed at all
    assert!(survived < 100, "no run was killed");
    assert!(renewed >= survived.saturating_sub(1), "{renewed} of {survived}");
    log(folder.path(), 500);
    setia(folder.path(), &WRITE).success();
    let left = fs::read_dir(folder.path().join("out/.versions")).unwrap().count();
    assert!(left <= 3, "{left} versions are left");
}

#[test]
fn settings_from_what_is_found() {
    let folder = folder();
    fs::copy(testdata().join("cdnow_sample.csv"), folder.path().join("orders.csv")).unwrap();
    setia(folder.path(), &["init", "orders.csv", "--currency", "USD", "-q"]).success();
    insta::assert_snapshot!("init", fs::read_to_string(folder.path().join("setia.toml")).unwrap());
    // the settings are settings, and the report takes its files and its folder from them
    let run = setia(folder.path(), &["report"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(folder.path().join("reports/1998-06/report.html").is_file());
    // one result is written where it is asked for
    setia(folder.path(), &["report", "-q", "-o", "one.html"]).success();
    assert!(folder.path().join("one.html").is_file());
    let shown = setia(folder.path(), &["config", "show", "rfm"]).success();
    insta::assert_snapshot!("config_show", shown);
    // what it shows is settings again
    fs::write(folder.path().join("setia.toml"), shown).unwrap();
    setia(folder.path(), &["rfm", "-q"]).success();
    let again = setia(folder.path(), &["init", "orders.csv"]);
    assert_eq!(again.status, Some(2));
    assert!(again.stderr.contains("`setia.toml` is there already"), "{}", again.stderr);
}

/// Whatever is typed and found, the settings are settings.
#[test]
fn settings_of_any_export_can_be_read() {
    let folder = folder();
    for name in ["tokopedia-legacy.xlsx", "shopee-id-2026.csv", "moka.csv"] {
        let from = testdata().join("presets").join(name);
        if from.is_file() {
            fs::copy(from, folder.path().join(name)).unwrap();
        }
    }
    let names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.len() > 1, "{names:?}");
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    for words in [vec![all[0], "--lang", "id"], vec![all[0], "--preset", "none"], all.clone()] {
        let init = [&["init", "--force", "-q", "--max-rejects", "100%"], &words[..]].concat();
        let run = setia(folder.path(), &init);
        if run.status == Some(0) {
            let text = fs::read_to_string(folder.path().join("setia.toml")).unwrap();
            text.parse::<toml::Table>().unwrap();
            fs::remove_file(folder.path().join("setia.toml")).unwrap();
        } else {
            // only files that cannot be read may stand in the way
            assert_eq!(run.status, Some(3), "{}", run.stderr);
        }
    }
}

#[test]
fn a_preset_is_named_in_the_settings() {
    let folder = folder();
    let export = testdata().join("presets/tokopedia-legacy.xlsx");
    fs::copy(export, folder.path().join("tokopedia.xlsx")).unwrap();
    setia(folder.path(), &["init", "tokopedia.xlsx", "-q"]).success();
    let text = fs::read_to_string(folder.path().join("setia.toml")).unwrap();
    assert!(text.contains("preset = \"tokopedia-legacy\""), "{text}");
    assert!(text.contains("currency = \"IDR\"") && text.contains("\nlang = \"id\""), "{text}");
    let shown = setia(folder.path(), &["rfm"]).success();
    assert!(shown.starts_with("Segmen RFM"), "{shown}");
}
