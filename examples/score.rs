//! RFM scores from Rust: which champions have been silent the longest?
//!
//! `cargo run --example score`

#![expect(clippy::print_stdout, reason = "an example shows its result")]

use anyhow::Result;
use setia::analysis::rfm::Rfm;
use setia::input::{Input, NoProgress, ReadOptions, Source};
use setia::pipeline::{MaxRejects, Read};
use setia::transactions::Window;

fn main() -> Result<()> {
    let files = Source::expand(&["testdata/cdnow_sample.csv".to_owned()])?;
    let input = Input::open(files, &ReadOptions::default())?;
    let data = Read::all(input, Window::default(), &NoProgress)?.prepare(MaxRejects::default())?;

    let customers = &data.collected.customers;
    let scored = Rfm::default().score(customers, data.as_of);
    let mut champions: Vec<usize> =
        (0..customers.len()).filter(|&place| scored.segment[place] == "champions").collect();
    champions.sort_by_key(|&place| std::cmp::Reverse(scored.days_since_last[place]));

    println!("{} champions; the longest silent:", champions.len());
    for &place in champions.iter().take(5) {
        println!(
            "  {}  {} days, {} orders, {:.2} spent",
            &customers.id[place],
            scored.days_since_last[place],
            customers.orders[place],
            customers.spent[place].to_f64()
        );
    }
    Ok(())
}
