//! Whether the test can be trusted: the split, who is in it, and what looks too good.

use super::effects::Effect;
use super::experiment::{Experiment, Observed, Sample};
use crate::document::{Message, Table, Value, Values};
use crate::stats::Moments;
use crate::stats::experiment::{Estimate, split_test, welch_test};

/// A check.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Check {
    pub name: &'static str,
    pub value: Option<f64>,
    pub threshold: f64,
    pub passed: bool,
}

/// A split is uneven if it is this improbable and this far from the plan.
const IMPROBABLE: f64 = 0.001;
const OFF_BY: f64 = 0.001;
const MOST_TWICE: f64 = 0.01;
const MOST_EARLY: f64 = 0.01;
/// Customers who differed before the test, by chance once in a hundred tests.
const DIFFERENT_BEFORE: f64 = 0.01;
const FEWEST_CONVERSIONS: f64 = 25.0;
const LARGEST_EFFECT: f64 = 0.5;

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub(super) fn of(experiment: &Experiment, effects: &[Effect]) -> Vec<Check> {
    let counts: Vec<u64> = experiment.arms.iter().map(|arm| arm.customers).collect();
    let planned: Vec<f64> = experiment.arms.iter().map(|arm| arm.planned).collect();
    let all = counts.iter().sum::<u64>() as f64;
    let p = split_test(&counts, &planned).p;
    let off = counts.iter().zip(&planned).map(|(&count, planned)| (count as f64 / all - planned).abs());
    let off = off.fold(0.0, f64::max);
    let mut checks = vec![Check {
        name: "split",
        value: Some(p),
        threshold: IMPROBABLE,
        passed: p >= IMPROBABLE || off < OFF_BY,
    }];
    let twice = experiment.twice as f64 / (experiment.twice as f64 + all);
    checks.push(at_most("in_several_variants", Some(twice), MOST_TWICE));
    if let Some(early) = experiment.period.and_then(|period| period.early) {
        checks.push(at_most("orders_before_assignment", Some(early), MOST_EARLY));
    }
    let before: Vec<f64> = experiment
        .metrics
        .iter()
        .filter_map(|metric| match &metric.observed {
            Observed::Means(arms) => difference_before(arms),
            _ => None,
        })
        .collect();
    if !before.is_empty() {
        // a test for each metric and treatment
        let tests = before.len() as f64 * (experiment.arms.len() as f64 - 1.0);
        let p = (before.iter().copied().fold(1.0, f64::min) * tests).min(1.0);
        checks.push(Check {
            name: "alike_before",
            value: Some(p),
            threshold: DIFFERENT_BEFORE,
            passed: p >= DIFFERENT_BEFORE,
        });
    }
    let observed = &experiment.metrics[0].observed;
    let fewest = (0..experiment.arms.len()).map(|arm| observed.active(arm)).min().unwrap_or(0) as f64;
    checks.push(Check {
        name: "conversions",
        value: Some(fewest),
        threshold: FEWEST_CONVERSIONS,
        passed: fewest >= FEWEST_CONVERSIONS,
    });
    let first = effects.iter().filter(|effect| effect.verdict.is_some());
    let relative = first.filter_map(|effect| Some(effect.relative?.value.abs()));
    checks.push(at_most("relative_effect", relative.reduce(f64::max), LARGEST_EFFECT));
    checks
}

fn at_most(name: &'static str, value: Option<f64>, threshold: f64) -> Check {
    Check { name, value, threshold, passed: value.is_none_or(|value| value <= threshold) }
}

/// The smallest p of a difference from the control before the test.
fn difference_before(arms: &[Sample]) -> Option<f64> {
    let before = |sample: &Sample| {
        let moments: Moments = sample.before.iter().copied().collect();
        Estimate::mean(&moments)
    };
    let control = before(arms.first()?)?;
    arms[1..].iter().filter_map(|arm| Some(welch_test(&before(arm)?, &control, 0.95).1.p)).reduce(f64::min)
}

/// As a table.
pub(super) fn table(checks: &[Check]) -> Table {
    Table::new(
        "checks",
        vec![
            ("check", Values::Term(checks.iter().map(|check| check.name).collect())),
            ("value", Values::Estimate(checks.iter().map(|check| check.value).collect())),
            ("threshold", Values::Estimate(checks.iter().map(|check| Some(check.threshold)).collect())),
            (
                "passed",
                Values::Term(checks.iter().map(|check| if check.passed { "yes" } else { "no" }).collect()),
            ),
        ],
    )
}

/// A warning for each check that failed.
pub(super) fn warnings(experiment: &Experiment, checks: &[Check]) -> Vec<Message> {
    let failed = checks.iter().filter(|check| !check.passed);
    failed
        .map(|check| {
            let value = check.value.unwrap_or_default();
            match check.name {
                "split" => Message::new("ab-uneven-split").with("p", Value::PValue(value)),
                "in_several_variants" => {
                    Message::new("ab-in-several").count("customers", experiment.twice).share("share", value)
                }
                "orders_before_assignment" => Message::new("ab-early-orders").share("share", value),
                "alike_before" => Message::new("ab-not-alike").with("p", Value::PValue(value)),
                "conversions" => Message::new("ab-few-conversions")
                    .with("conversions", Value::Number(value))
                    .text("metric", experiment.metrics[0].name.clone()),
                _ => Message::new("ab-large-effect").share("effect", value),
            }
        })
        .collect()
}
