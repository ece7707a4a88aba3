//! A purchase model from Rust: fit BG/NBD to the first 39 weeks of a log, forecast the next 39, compare with what
//! came.
//!
//! `cargo run --example fit`

#![expect(clippy::print_stdout, reason = "an example shows its result")]

use anyhow::{Context, Result};
use setia::customers::Customers;
use setia::input::{Input, NoProgress, ReadOptions, Source};
use setia::models::{Family, Histories};
use setia::pipeline::{MaxRejects, Read};
use setia::transactions::Window;
use setia::units::{Day, TimeUnit};

fn customers(as_of: Option<Day>) -> Result<Customers> {
    let files = Source::expand(&["testdata/cdnow_sample.csv".to_owned()])?;
    let input = Input::open(files, &ReadOptions::default())?;
    let window = Window { from: None, as_of };
    Ok(Read::all(input, window, &NoProgress)?.prepare(MaxRejects::default())?.collected.customers)
}

fn main() -> Result<()> {
    let cut = Day::from("1997-09-30".parse::<chrono::NaiveDate>().context("a date")?);
    let seen = customers(Some(cut))?;
    let histories = Histories::of(&seen, cut, TimeUnit::Week);
    let fit = Family::BgNbd.fit(&histories, None)?;
    println!("{:?} after {} steps, log-likelihood {:.2}", fit.stop, fit.iterations, fit.log_likelihood);
    for parameter in &fit.parameters {
        let error = parameter.std_error.unwrap_or(f64::NAN);
        println!("  {:<5} {:8.4}  ± {error:.4}", parameter.name, parameter.estimate);
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    let expected: f64 = histories
        .distinct
        .iter()
        .zip(&histories.weights)
        .map(|(history, &customers)| customers as f64 * fit.model.expected_purchases(history, 39.0))
        .sum();
    let days =
        |customers: &Customers| customers.purchase_days.iter().map(|&days| u64::from(days)).sum::<u64>();
    let came = days(&customers(None)?) - days(&seen);
    println!("expected in the next 39 weeks: {expected:.0} purchases; {came} came");
    Ok(())
}
