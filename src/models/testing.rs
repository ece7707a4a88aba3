//! Golden figures of `testdata/golden/purchase_models.json` and the log they were fitted to, for the tests here.

use serde_json::Value;

use super::fit::Likelihood;
use crate::customers::{Customers, DaysKept};
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
        .keep_days(DaysKept::Full)
        .prepare(MaxRejects::default())
        .unwrap();
    (data.collected.customers, as_of)
}

/// Derivatives of a likelihood against differences of its value and its gradient.
pub(super) fn check_derivatives<L: Likelihood<N>, const N: usize>(likelihood: &L, thetas: &[[f64; N]]) {
    for theta in thetas {
        let at = likelihood.evaluate(theta);
        for k in 0..N {
            let step = 1e-4;
            let moved = |by: f64| {
                let mut theta = *theta;
                theta[k] += by;
                likelihood.evaluate(&theta)
            };
            let (up, down) = (moved(step), moved(-step));
            let slope = (up.value - down.value) / (2.0 * step);
            let found = at.gradient[k];
            assert!((found - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{k}: {slope} {found}");
            for j in 0..N {
                let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * step);
                let found = at.hessian[k][j];
                assert!((found - bend).abs() < 1e-4 * (1.0 + bend.abs()), "{k}{j}: {bend} {found}");
            }
        }
    }
}
