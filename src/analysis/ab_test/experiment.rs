//! An experiment: its variants, and what the customers of each did.

use crate::analysis::groups::Grouping;
use crate::document::Unit;
use crate::error::{Error, Result};
use crate::nearest::nearest;
use crate::stats::Moments;
use crate::stats::experiment::{Pairs, Proportion};
use crate::units::Day;

/// Variants and metrics, whatever they were read from.
#[derive(Debug, Clone)]
pub(super) struct Experiment {
    /// The variants, the control first.
    pub arms: Vec<Arm>,
    /// What was measured, the primary metric first.
    pub metrics: Vec<Metric>,
    /// Customers in more than one variant, who were left out.
    pub twice: u64,
    /// Values that were blank and count as nought.
    pub blanks: u64,
    /// The days it ran.
    pub period: Option<Period>,
    /// The places of the customers of each variant; none of counts.
    pub members: Vec<Vec<usize>>,
    /// The same customers in groups, to see who responded.
    pub by: Option<Grouping>,
    /// Customers who were assigned after the end, and so are left out.
    pub late: u64,
}

/// A variant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Arm {
    pub name: String,
    pub customers: u64,
    /// The part of the customers it was to have.
    pub planned: f64,
}

/// The days of an experiment on a log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Period {
    pub start: Day,
    pub end: Day,
    /// Days before it that customers are compared by.
    pub before: u32,
    /// The day it was to end on, where the log ends earlier.
    pub cut_short: Option<Day>,
    /// Assigned customers who are in the log at all.
    pub seen: u64,
    /// The part of the orders that came before their customer was assigned, where it is known when that was.
    pub early: Option<f64>,
    /// Days that a customer was in the test, on average.
    pub watched: f64,
    /// Customers of the log who are in no variant.
    pub strangers: u64,
    /// Assigned customers who would be in the log if leading zeros did not count.
    pub zeros: u64,
    /// Customers of whom it is not known when they were assigned, and who count from the start.
    pub undated: u64,
}

impl Period {
    pub(super) fn days(&self) -> u32 {
        (self.end.days_since(self.start) + 1).unsigned_abs()
    }
}

/// Something measured of every customer.
#[derive(Debug, Clone)]
pub(super) struct Metric {
    pub name: String,
    pub unit: Unit,
    /// Whether less of it is better.
    pub is_cost: bool,
    pub observed: Observed,
    /// The same of each customer; none of counts.
    pub each: Option<Each>,
}

impl Metric {
    /// Of each customer, and so of each variant.
    pub(super) fn of_each(
        name: &str,
        unit: Unit,
        is_cost: bool,
        each: Each,
        members: &[Vec<usize>],
    ) -> Metric {
        let observed = each.of(members);
        Metric { name: name.to_owned(), unit, is_cost, observed, each: Some(each) }
    }
}

/// What was measured of each customer.
#[derive(Debug, Clone)]
pub(super) enum Each {
    /// Whether the customer did something.
    Flags(Vec<bool>),
    /// A number, and what is known of it from before, if anything.
    Numbers { values: Vec<f64>, before: Vec<f64> },
    /// Two numbers, the sums of which are divided.
    Ratios(Vec<(f64, f64)>),
}

impl Each {
    /// The same of groups of customers, given by their places.
    pub(super) fn of(&self, groups: &[Vec<usize>]) -> Observed {
        match self {
            Each::Flags(flags) => {
                let count = |group: &Vec<usize>| Proportion {
                    successes: group.iter().filter(|&&place| flags[place]).count() as u64,
                    trials: group.len() as u64,
                };
                Observed::Shares(groups.iter().map(count).collect())
            }
            Each::Numbers { values, before } => {
                let pick = |all: &[f64], group: &[usize]| -> Vec<f64> {
                    if all.is_empty() { Vec::new() } else { group.iter().map(|&place| all[place]).collect() }
                };
                let sample =
                    |group: &Vec<usize>| Sample { values: pick(values, group), before: pick(before, group) };
                Observed::Means(groups.iter().map(sample).collect())
            }
            Each::Ratios(pairs) => {
                let sums = |group: &Vec<usize>| group.iter().map(|&place| pairs[place]).collect::<Pairs>();
                Observed::Ratios(groups.iter().map(sums).collect())
            }
        }
    }
}

/// What was measured, variant by variant.
#[derive(Debug, Clone)]
pub(super) enum Observed {
    /// How many did something.
    Shares(Vec<Proportion>),
    /// A number of each customer.
    Means(Vec<Sample>),
    /// A sum over another sum.
    Ratios(Vec<Pairs>),
}

impl Observed {
    /// Customers of a variant who did it: of whom the value, or what it is divided by, is not nought.
    pub(super) fn active(&self, arm: usize) -> u64 {
        match self {
            Observed::Shares(arms) => arms[arm].successes,
            Observed::Means(arms) => arms[arm].values.iter().filter(|value| **value != 0.0).count() as u64,
            Observed::Ratios(arms) => arms[arm].filled,
        }
    }
}

/// Numbers of the customers of a variant.
#[derive(Debug, Clone, Default)]
pub(super) struct Sample {
    pub values: Vec<f64>,
    /// What is known of the same customers from before, if anything.
    pub before: Vec<f64>,
}

impl Sample {
    /// With values above another cut down to it.
    pub(super) fn cut(&self, cut: f64) -> Sample {
        Sample {
            values: self.values.iter().map(|value| value.min(cut)).collect(),
            before: self.before.clone(),
        }
    }

    pub(super) fn moments(&self) -> Moments {
        self.values.iter().copied().collect()
    }
}

/// Which of the names is the control: the one given, else `control`, `A`, or the first.
///
/// # Errors
/// A control that is no variant.
pub(super) fn control_of(names: &[String], given: Option<&str>) -> Result<usize> {
    let place = |wanted: &str| names.iter().position(|name| name.eq_ignore_ascii_case(wanted));
    if let Some(given) = given {
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        return names.iter().position(|name| name == given).or_else(|| place(given)).ok_or_else(|| {
            Error::Usage {
                message: format!("there is no variant `{given}`"),
                hints: vec![match nearest(given, &known) {
                    Some(nearest) => format!("did you mean `--control {nearest}`?"),
                    None => format!("variants: {}", known.join(", ")),
                }],
            }
        });
    }
    Ok(["control", "kontrol", "A"].into_iter().find_map(place).unwrap_or(0))
}

/// The places of the variants, the control first and the others in their order.
pub(super) fn control_first(variants: usize, control: usize) -> Vec<usize> {
    std::iter::once(control).chain((0..variants).filter(|&arm| arm != control)).collect()
}

/// The part of the customers that each variant was to have; the same for all where nothing is said.
///
/// # Errors
/// Shares of other variants than those there are.
pub(super) fn planned(names: &[String], shares: &[(String, f64)]) -> Result<Vec<f64>> {
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let even = 1.0 / names.len() as f64;
    if shares.is_empty() {
        return Ok(vec![even; names.len()]);
    }
    let whole: f64 = shares.iter().map(|(_, share)| share).sum();
    let of = |name: &String| shares.iter().find(|(known, _)| known == name).map(|(_, share)| share / whole);
    let found: Option<Vec<f64>> = names.iter().map(of).collect();
    found.filter(|found| found.len() == shares.len()).ok_or_else(|| Error::Usage {
        message: "`--shares` does not name the variants that there are".to_owned(),
        hints: vec![format!("variants: {}", names.join(", "))],
    })
}

/// At least two variants, with customers.
///
/// # Errors
/// Fewer.
pub(super) fn check_arms(names: &[String], of: &str) -> Result<()> {
    if names.len() > 1 {
        return Ok(());
    }
    let message = match names {
        [one] => format!("all customers of {of} are in one variant, `{one}`"),
        _ => format!("there are no customers in {of}"),
    };
    Err(Error::NoComparison { message })
}
