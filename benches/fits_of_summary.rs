//! Fits and predictions of a customer summary in weeks, timed for a comparison with other programs.

use std::hint::black_box;
use std::time::Instant;

use rayon::prelude::*;
use setia::models::{Change, Family, Fit, Histories, History, MANY, Purchases};
use setia::stats::z_of;

/// Weeks that are looked ahead.
const AHEAD: f64 = 52.0;
const RUNS: usize = 5;

/// Reads `customer_id,frequency,recency,T,…` and prints a line of JSON for each model: medians of the milliseconds that it
/// takes to fit the model to all customers (equal ones being taken together is part of it), and to tell P(alive),
/// the purchases expected in 52 weeks and their 95 % interval of every customer.
#[expect(clippy::print_stdout, reason = "that is what it is for")]
pub fn run(path: &str) {
    let mut reader = csv::Reader::from_path(path).expect("the summary is there");
    let headers = reader.headers().expect("the summary has a header").clone();
    let column = |name: &str| headers.iter().position(|header| header == name).expect("the column is there");
    let places = ["frequency", "recency", "T"].map(column);
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let customers: Vec<History> = reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            let [frequency, t_x, age] = places.map(|place| number(&record[place]));
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
            let x = frequency as u32;
            History { x, t_x, age }
        })
        .collect();
    for family in [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd] {
        let (mut fits, mut predictions) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let start = Instant::now();
            let histories = Histories::compress(black_box(&customers));
            let fit = family.fit(&histories, None).expect("somebody came back");
            fits.push(start.elapsed().as_secs_f64() * 1e3);
            let start = Instant::now();
            let predicted = black_box(predict(&fit, &histories));
            predictions.push(start.elapsed().as_secs_f64() * 1e3);
            drop(predicted);
        }
        println!(
            "{{\"model\":\"{}\",\"customers\":{},\"fit_ms\":{:.2},\"predict_ms\":{:.2}}}",
            family.name(),
            customers.len(),
            median(fits),
            median(predictions)
        );
    }
}

/// P(alive), expected purchases, and the ends of their interval, of every customer, as `setia clv` reckons them.
fn predict(fit: &Fit<Purchases>, histories: &Histories) -> Vec<[f64; 4]> {
    let (model, distinct) = (&fit.model, &histories.distinct);
    let p_alive = model.p_alive_of_each(distinct);
    let forecasts = model.forecasts_given(&p_alive, Change::NONE, distinct, AHEAD, 0.0);
    let sways = (distinct.len() > MANY).then(|| model.sways(&fit.directions(), distinct, AHEAD, &p_alive));
    let sways = sways.flatten();
    let elsewhere: Vec<(f64, Vec<f64>)> = if sways.is_some() {
        Vec::new()
    } else {
        let purchases =
            |(weight, model): &(f64, Purchases)| (*weight, model.rough_purchases(distinct, AHEAD));
        fit.posterior(histories).points.iter().map(purchases).collect()
    };
    let spread = |place: usize| -> f64 {
        if let Some(sways) = &sways {
            return sways[place].iter().map(|sway| sway * sway).sum();
        }
        let off = |other: &[f64]| (other[place] / forecasts[place].purchases).ln();
        elsewhere.iter().map(|(weight, other)| weight * off(other) * off(other)).sum()
    };
    let z = z_of(0.95);
    let of = |place: usize| {
        let (expected, factor) = (forecasts[place].purchases, (z * spread(place).sqrt()).exp());
        [p_alive[place], expected, expected / factor, expected * factor]
    };
    let of_history: Vec<[f64; 4]> = (0..distinct.len()).into_par_iter().map(of).collect();
    histories.of_customer.par_iter().map(|&place| of_history[place]).collect()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}
