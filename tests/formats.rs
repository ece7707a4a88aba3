//! The same numbers in every format, the same bytes in every run.

use std::fs;
use std::process::{Command, Stdio};

use polars::prelude::{AnyValue, DataFrame};
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;
use serde_json::{Map, Value, json};

use crate::support::{command, folder, setia, testdata};

const TABLES: [&str; 3] = ["customers", "segments", "thresholds"];

fn rfm(words: &[&str]) -> String {
    let mut all = vec!["rfm", "cdnow_sample.csv", "-q"];
    all.extend(words);
    setia(&testdata(), &all).success()
}

#[test]
fn csv_holds_the_numbers_of_json() {
    let all: Value = serde_json::from_str(&rfm(&["--format", "json"])).unwrap();
    for table in TABLES {
        let text = rfm(&["--format", "csv", "--table", table]);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names = reader.headers().unwrap().clone();
        let expected = all["tables"][table].as_array().unwrap();
        let mut rows = 0;
        for (record, expected) in reader.records().zip(expected) {
            let record = record.unwrap();
            assert_eq!(names.len(), expected.as_object().unwrap().len());
            for (name, field) in names.iter().zip(&record) {
                let written = match &expected[name] {
                    Value::String(text) => text.clone(),
                    Value::Null => String::new(),
                    number => number.to_string(),
                };
                // JSON writes 12.0 where CSV writes 12
                let same = written == field || written.strip_suffix(".0") == Some(field);
                assert!(same, "{table} {name}: {field:?} is not {written:?}");
            }
            rows += 1;
        }
        assert_eq!(rows, expected.len());
    }
}

#[test]
fn ndjson_holds_the_rows_of_json() {
    let all: Value = serde_json::from_str(&rfm(&["--format", "json"])).unwrap();
    for table in TABLES {
        let text = rfm(&["--format", "ndjson", "--table", table]);
        let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(Value::Array(rows), all["tables"][table]);
    }
}

#[test]
fn parquet_holds_the_rows_of_json() {
    let all: Value = serde_json::from_str(&rfm(&["--format", "json"])).unwrap();
    let folder = folder();
    for table in TABLES {
        let path = folder.path().join(format!("{table}.parquet"));
        rfm(&["-o", path.to_str().unwrap(), "--table", table]);
        let frame = ParquetReader::new(fs::File::open(&path).unwrap()).finish().unwrap();
        let rows: Vec<Value> = (0..frame.height()).map(|row| json_row(&frame, row)).collect();
        assert_eq!(Value::Array(rows), all["tables"][table]);
    }
}

fn json_row(frame: &DataFrame, row: usize) -> Value {
    let mut object = Map::new();
    for column in frame.columns() {
        let value = match column.get(row).unwrap() {
            AnyValue::String(text) => json!(text),
            AnyValue::Int64(number) => json!(number),
            AnyValue::Float64(number) => json!(number),
            AnyValue::Date(days) => json!(setia::units::Day(days).to_string()),
            AnyValue::Null => Value::Null,
            other => panic!("{other:?}"),
        };
        object.insert(column.name().to_string(), value);
    }
    Value::Object(object)
}

#[test]
fn every_run_writes_the_same_bytes() {
    for format in ["table", "csv", "json", "ndjson", "markdown", "parquet"] {
        let run = |threads: &str| {
            // the command line is part of the provenance, so the number of threads comes from outside
            let mut command = command(&testdata(), &["rfm", "cdnow_sample.csv", "--format", format]);
            let output = command.env("SETIA_THREADS", threads).output().unwrap();
            assert!(output.status.success());
            output.stdout
        };
        let once = run("1");
        assert!(!once.is_empty());
        assert!(once == run("1"), "{format}: two runs differ");
        assert!(once == run("7"), "{format}: seven threads differ from one");
    }
}

#[test]
fn the_extension_chooses_the_format() {
    let folder = folder();
    for (name, format) in [("a.csv", "csv"), ("a.ndjson", "ndjson"), ("a.md", "markdown"), ("a.txt", "table")]
    {
        let path = folder.path().join(name);
        rfm(&["-o", path.to_str().unwrap()]);
        assert_eq!(fs::read_to_string(&path).unwrap(), rfm(&["--format", format]), "{name}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut program = command(&testdata(), &["rfm", "cdnow_sample.csv", "--format", "csv"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let head = Command::new("head").arg("-1").stdin(program.stdout.take().unwrap()).output().unwrap();
    assert!(String::from_utf8_lossy(&head.stdout).starts_with("customer_id,"));
    assert_eq!(program.wait().unwrap().code(), Some(0));
}

#[test]
fn colour_only_where_asked() {
    assert!(!rfm(&[]).contains('\x1b'));
    assert!(rfm(&["--color", "always"]).contains('\x1b'));
}

/// A workbook of every command in both languages: names of sheets differ.
#[test]
fn every_command_makes_a_workbook() {
    let folder = crate::support::folder();
    let path = folder.path().join("x.xlsx").display().to_string();
    for command in ["rfm", "clv", "churn-risk", "segment", "retention", "trend", "check", "report"] {
        for lang in ["en", "id"] {
            let words = [command, "cdnow_sample.csv", "--lang", lang, "-q", "-o", &path];
            crate::support::setia(&crate::support::testdata(), &words).success();
        }
    }
}
