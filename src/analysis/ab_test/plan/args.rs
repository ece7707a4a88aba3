//! The command line of `setia ab-test plan`.

use clap::error::ErrorKind;
use clap::{Args, FromArgMatches};

use super::design::Change;
use super::{Known, Plan, Wanted};
use crate::analysis::ab_test::args::refuse_options_of_logs;
use crate::analysis::ab_test::experiment::{control_first, control_of};
use crate::analysis::ab_test::values::{Shares, several};
use crate::cli::{Arguments, SharedArgs, amount, confidence, share};
use crate::units::Span;

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = PlanArgs::augment_args(SharedArgs::augment_args(command));
        command.mut_arg("files", |files| files.required(false))
    },
    build: |matches| {
        let args = PlanArgs::from_arg_matches(matches)?;
        let of_log = matches.contains_id("files");
        if !of_log {
            refuse_options_of_logs(matches, "the log to measure in")?;
        }
        let conflict = |message: &str| clap::Error::raw(ErrorKind::ArgumentConflict, message);
        if args.mde.is_some() && args.size.is_some() && args.power.is_some() {
            return Err(conflict(
                "of `--mde`, `--size` and `--power` one follows from the other two: leave one out",
            )
            .into());
        }
        if of_log && (args.baseline.is_some() || args.deviation.is_some()) {
            return Err(conflict(
                "the baseline is measured in the log: leave out `--baseline` and `--deviation`, or the file",
            )
            .into());
        }
        let names: Vec<String> = args.variants.0.iter().map(|(name, _)| name.clone()).collect();
        let control =
            control_of(&names, args.control.as_deref()).map_err(|problem| conflict(&problem.to_string()))?;
        let whole: f64 = args.variants.0.iter().map(|(_, part)| part).sum();
        let order = control_first(names.len(), control).into_iter();
        let variants = order.map(|place| (names[place].clone(), args.variants.0[place].1 / whole)).collect();
        let wanted = Wanted { effect: args.mde, customers: args.size, power: args.power };
        let plan = Plan {
            of_log,
            metric: args.metric.clone(),
            known: None,
            wanted,
            confidence: args.confidence,
            variants,
            window: args.window,
            before: args.pre,
            per_day: args.per_day,
        };
        let known = args.known(&plan)?;
        Ok(Box::new(Plan { known, ..plan }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Plan")]
struct PlanArgs {
    /// What is measured: conversion, orders, revenue, aov, repeat, units, discount-cost, refund-rate
    #[arg(long, value_name = "NAME", default_value = "conversion")]
    metric: String,
    /// What it is without a treatment: a share such as 5%, or a mean [default: measured in the log]
    #[arg(long, value_name = "VALUE", value_parser = value)]
    baseline: Option<f64>,
    /// Standard deviation of a customer's value, for means [default: measured in the log]
    #[arg(long, value_name = "VALUE", value_parser = amount, requires = "baseline")]
    deviation: Option<f64>,
    /// The smallest change worth knowing: 10% (relative), 1pp (points), 5000 (the metric's unit)
    #[arg(long, value_name = "CHANGE", value_parser = change, allow_hyphen_values = true)]
    mde: Option<Change>,
    /// Customers of all variants together [default with a log: all it has, if --mde is not given]
    #[arg(long, value_name = "N", value_parser = size)]
    size: Option<u64>,
    /// Probability of finding the change [default: 80%]
    #[arg(long, value_name = "SHARE", value_parser = power)]
    power: Option<f64>,
    /// The variants and their parts, e.g. A:45,B:45,holdout:10
    #[arg(long, value_name = "NAME:PART,…", default_value = "A:50,B:50", value_parser = several)]
    variants: Shares,
    /// The variant the others are compared with [default: control, A, or the first]
    #[arg(long, value_name = "NAME")]
    control: Option<String>,
    /// How long each customer is watched
    #[arg(long, value_name = "SPAN", default_value = "14d")]
    window: Span,
    /// How long before it to know customers by, to take off what they would have done anyway (CUPED)
    #[arg(long, value_name = "SPAN", default_value = "28d")]
    pre: Span,
    /// Customers who enter the test each day [default: all on one day]
    #[arg(long, value_name = "N", value_parser = per_day)]
    per_day: Option<f64>,
    /// Probability of finding nothing where there is nothing
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = confidence)]
    confidence: f64,
}

impl PlanArgs {
    fn known(&self, plan: &Plan) -> Result<Option<Known>, clap::Error> {
        let Some(baseline) = self.baseline else { return Ok(None) };
        let conflict = |message: &str| Err(clap::Error::raw(ErrorKind::ArgumentConflict, message));
        let is_share = matches!(plan.metric.as_str(), "conversion" | "repeat");
        match (is_share, self.deviation) {
            (true, Some(_)) => conflict("a share has no `--deviation` of its own: leave it out"),
            (true, None) if baseline > 0.0 && baseline < 1.0 => Ok(Some(Known::Share(baseline))),
            (true, None) => conflict("`--baseline` of a share lies between 0 and 1, e.g. 5%"),
            (false, None) => conflict(
                "a mean needs the `--deviation` of a customer's value too; a log has it: `setia ab-test plan orders.csv`",
            ),
            (false, Some(deviation)) if deviation > 0.0 => {
                Ok(Some(Known::Mean { mean: baseline, deviation }))
            }
            (false, Some(_)) => conflict("`--deviation` is above nought"),
        }
    }
}

/// `5%`, `0.05`, `120000`, `120rb`.
fn value(text: &str) -> Result<f64, String> {
    if text.ends_with('%') { share(text) } else { amount(text) }
}

/// `10%`, `1pp`, `5000`, with a sign or without.
fn change(text: &str) -> Result<Change, String> {
    let complaint = || "write 10% (relative), 1pp (points) or 5000 (the metric's unit)".to_owned();
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (-1.0, size),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let number =
        |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    if let Some(points) = size.strip_suffix("pp") {
        return number(points).map(|points| Change::Points(sign * points / 100.0)).ok_or_else(complaint);
    }
    if let Some(percent) = size.strip_suffix('%') {
        return number(percent).map(|percent| Change::Relative(sign * percent / 100.0)).ok_or_else(complaint);
    }
    amount(size).map(|size| Change::Absolute(sign * size)).map_err(|_| complaint())
}

fn power(text: &str) -> Result<f64, String> {
    share(text)
        .ok()
        .filter(|power| (0.1..=0.999).contains(power))
        .ok_or("write a share from 0.1 to 0.999, e.g. 80%".to_owned())
}

fn size(text: &str) -> Result<u64, String> {
    let found = text.parse::<u64>().ok().filter(|size| (4..=10_000_000_000).contains(size));
    found.ok_or("write a number of customers, 4 or more".to_owned())
}

fn per_day(text: &str) -> Result<f64, String> {
    let found = text.parse::<f64>().ok().filter(|customers| *customers > 0.0 && customers.is_finite());
    found.ok_or("write a number of customers, e.g. 400".to_owned())
}
