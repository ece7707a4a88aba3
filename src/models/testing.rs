//! Golden figures of `testdata/golden/purchase_models.json` and the log they were fitted to, for the tests here.

use serde_json::Value;

use crate::customers::Customers;
use crate::input::{Input, NoProgress, ReadOptions, Source};
use crate::pipeline::{MaxRejects, Read};
use crate::transactions::Window;
use crate::units::Day;

pub(super) fn golden() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/golden/purchase_models.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A figure, which the file holds as a number or as text of more digits.
pub(super) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| value.as_str().unwrap().parse().unwrap())
}

#[track_caller]
pub(super) fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} is not {expected}");
}

/// The customers of the CDNOW sample up to a day.
pub(super) fn cdnow(as_of: &str) -> (Customers, Day) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/cdnow_sample.csv").to_owned();
    let input = Input::open(Source::expand(&[path]).unwrap(), &ReadOptions::default()).unwrap();
    let as_of = Day::from(as_of.parse::<chrono::NaiveDate>().unwrap());
    let window = Window { from: None, as_of: Some(as_of) };
    let data = Read::all(input, window, &NoProgress)
        .unwrap()
        .keep_visits(true)
        .prepare(MaxRejects::default())
        .unwrap();
    (data.collected.customers, as_of)
}
