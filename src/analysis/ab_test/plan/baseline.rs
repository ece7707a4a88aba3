//! The metric as the last days of a log have it, for windows of several lengths.

use rayon::prelude::*;

use super::{Known, Plan};
use crate::analysis::ab_test::deeds::{self, Deeds, DuringAndBefore};
use crate::analysis::ab_test::experiment::{Observed, Sample};
use crate::analysis::ab_test::log::days_before;
use crate::error::{Error, Result};
use crate::pipeline::Prepared;
use crate::stats::correlation;
use crate::stats::experiment::{Estimate, Pairs, Proportion};
use crate::units::Day;

/// What is known of the metric if each customer is watched for some days.
#[derive(Debug, Clone)]
pub(super) struct Window {
    pub days: u32,
    /// The metric as it is.
    pub plain: Known,
    /// The same, adjusted by what customers did before.
    pub adjusted: Option<Known>,
    /// Correlation with the time before, where it is adjusted by it.
    pub correlation: f64,
    /// Customers who had bought before the window; none where nothing is measured.
    pub customers: Option<u64>,
    /// The days looked at.
    pub measured: Option<(Day, Day)>,
}

impl Window {
    /// As given, not measured.
    pub(super) fn given(plan: &Plan, known: Known) -> Window {
        Window {
            days: plan.window.days_from(Day(0)).unsigned_abs(),
            plain: known,
            adjusted: None,
            correlation: 0.0,
            customers: None,
            measured: None,
        }
    }

    /// What a test goes by.
    pub(super) fn known(&self) -> Known {
        self.adjusted.unwrap_or(self.plain)
    }
}

/// Fewer customers say too little of a deviation.
const FEWEST: usize = 30;
/// Longer windows, in windows.
const LONGER: [u32; 10] = [2, 3, 4, 6, 8, 10, 13, 17, 21, 26];

/// The window that is asked for and longer ones, as far as the log has a time before them that is as long.
///
/// # Errors
/// A metric that the log lacks, and a log too short or too quiet to measure it.
pub(super) fn windows(plan: &Plan, data: &Prepared) -> Result<Vec<Window>> {
    deeds::check([&plan.metric], "--metric", data)?;
    let days = plan.window.days_from(plan.window.before(data.as_of));
    let first = measure(plan, data, days)?;
    let begin = data.collected.customers.first.iter().copied().min().unwrap_or(data.as_of);
    let longest = data.as_of.days_since(begin) / 2;
    let longer = LONGER.iter().map(|times| days * *times as i32).take_while(|days| *days <= longest);
    let mut windows = vec![first];
    windows.extend(longer.filter_map(|days| measure(plan, data, days).ok()));
    Ok(windows)
}

fn measure(plan: &Plan, data: &Prepared, days: i32) -> Result<Window> {
    let customers = &data.collected.customers;
    let (start, end) = (Day(data.as_of.0 - days + 1), data.as_of);
    let known: Vec<usize> = (0..customers.len()).filter(|&place| customers.first[place] < start).collect();
    let too_little = |what: String| Error::Usage {
        message: format!("{what} to plan by the {days} days up to {end}"),
        hints: vec![
            "take another `--window`, or say what you know: `--baseline`, and `--deviation` for means"
                .to_owned(),
        ],
    };
    if known.len() < FEWEST {
        return Err(too_little(format!("{} customers had bought before, too few", known.len())));
    }
    let before = days_before(start, plan.before, data);
    let begin = Day(start.0 - before as i32);
    let deeds: Vec<DuringAndBefore> = known
        .par_iter()
        .map(|&place| {
            let during = Deeds::of(customers, place, start, end);
            (during, Deeds::of(customers, place, begin, Day(start.0 - 1)))
        })
        .collect();
    let everyone = vec![(0..known.len()).collect::<Vec<usize>>()];
    let observed = deeds::measured(&plan.metric, &deeds, before > 0).of(&everyone);
    let nothing = || too_little(format!("there is no {} that varies", plan.metric));
    let (unadjusted, correlation) = match &observed {
        Observed::Shares(all) => (share(all[0]).ok_or_else(nothing)?, 0.0),
        Observed::Means(all) => (mean(&all[0]).ok_or_else(nothing)?, known_before(&all[0])),
        Observed::Ratios(all) => (ratio(&all[0]).ok_or_else(nothing)?, 0.0),
    };
    let adjusted = match unadjusted {
        Known::Mean { mean, deviation } if correlation != 0.0 => {
            Some(Known::Mean { mean, deviation: deviation * (1.0 - correlation * correlation).sqrt() })
        }
        _ => None,
    };
    Ok(Window {
        days: days.unsigned_abs(),
        plain: unadjusted,
        adjusted,
        correlation,
        customers: Some(known.len() as u64),
        measured: Some((start, end)),
    })
}

fn share(all: Proportion) -> Option<Known> {
    (all.successes > 0 && all.successes < all.trials).then(|| Known::Share(all.share()))
}

fn mean(all: &Sample) -> Option<Known> {
    let moments = all.moments();
    let deviation = moments.variance().sqrt();
    (deviation > 0.0).then_some(Known::Mean { mean: moments.mean, deviation })
}

/// The deviation of the linearised value of a customer.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn ratio(all: &Pairs) -> Option<Known> {
    let found = Estimate::ratio(all)?;
    let deviation = (found.variance * all.count as f64).sqrt();
    (deviation > 0.0).then_some(Known::Mean { mean: found.value, deviation })
}

/// How well the time before foretells the value.
fn known_before(all: &Sample) -> f64 {
    if all.before.is_empty() { 0.0 } else { correlation(&all.values, &all.before).unwrap_or(0.0) }
}
