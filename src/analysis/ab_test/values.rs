//! What values on the command line mean: counts, parts of variants, guardrails, beliefs.

use super::{Counted, Guardrail, Harm, Margin};
use crate::stats::experiment::{Belief, Proportion};

pub(super) fn counted(text: &str) -> Result<Counted, String> {
    let read = || {
        let (name, counts) = text.rsplit_once('=')?;
        let (successes, trials) = counts.split_once('/')?;
        let successes: u64 = successes.trim().parse().ok()?;
        let trials: u64 = trials.trim().parse().ok()?;
        (successes <= trials && trials > 0 && u32::try_from(trials).is_ok() && !name.is_empty())
            .then(|| (name.to_owned(), Proportion { successes, trials }))
    };
    read().ok_or("write the name, how many did it and of how many, e.g. A=500/10000".to_owned())
}

/// Names with their parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Shares(pub(super) Vec<(String, f64)>);

pub(super) fn shares(text: &str) -> Result<Shares, String> {
    let each = |text: &str| {
        let (name, part) = text.rsplit_once(':')?;
        let part: f64 = part.trim().trim_end_matches('%').parse().ok()?;
        (part > 0.0 && part.is_finite()).then(|| (name.trim().to_owned(), part))
    };
    let found: Option<Vec<(String, f64)>> = text.split(',').map(each).collect();
    found.map(Shares).ok_or("write names and parts, e.g. A:45,B:45,holdout:10".to_owned())
}

/// The same of two variants or more.
pub(super) fn several(text: &str) -> Result<Shares, String> {
    let found = shares(text)?;
    let names: Vec<&str> = found.0.iter().map(|(name, _)| name.as_str()).collect();
    if names.len() < 2 || names.iter().any(|name| name.is_empty()) {
        return Err("write two or more names and parts, e.g. A:45,B:45,holdout:10".to_owned());
    }
    match (1..names.len()).find(|&place| names[..place].contains(&names[place])) {
        Some(twice) => Err(format!("`{}` is named twice", names[twice])),
        None => Ok(found),
    }
}

/// `refund-rate:+2%`, `conversion:-1pp`, `revenue:-500`.
pub(super) fn guardrail(text: &str) -> Result<Guardrail, String> {
    let read = || {
        let (metric, limit) = text.rsplit_once(':')?;
        let limit = limit.trim();
        let (harm, size) = match limit.strip_prefix('-') {
            Some(size) => (Harm::Down, size),
            None => (Harm::Up, limit.strip_prefix('+')?),
        };
        let number = |text: &str| {
            text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && number.is_sign_positive())
        };
        let margin = if let Some(points) = size.strip_suffix("pp") {
            Margin::Points(number(points)? / 100.0)
        } else if let Some(percent) = size.strip_suffix('%') {
            Margin::Relative(number(percent)? / 100.0)
        } else {
            Margin::Absolute(number(size)?)
        };
        let metric = metric.trim().to_owned();
        (!metric.is_empty()).then_some(Guardrail { metric, harm, margin })
    };
    read()
        .ok_or("write the metric and how far it may rise or fall, e.g. refund-rate:+2% or aov:-5%".to_owned())
}

pub(super) fn customers(text: &str) -> Result<f64, String> {
    let found = text.parse::<u32>().ok().filter(|customers| *customers > 0);
    found.map(f64::from).ok_or("write a number of customers, e.g. 5000".to_owned())
}

pub(super) fn prior(text: &str) -> Result<Belief, String> {
    let read = || {
        let (a, b) = text.split_once(',')?;
        let (a, b): (f64, f64) = (a.trim().parse().ok()?, b.trim().parse().ok()?);
        ((1e-3..=1e6).contains(&a) && (1e-3..=1e6).contains(&b)).then_some(Belief { a, b })
    };
    read().ok_or("write two numbers above nought, e.g. 1,1 or 0.5,0.5".to_owned())
}
