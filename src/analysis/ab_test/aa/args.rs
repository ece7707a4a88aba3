//! The command line of `setia ab-test aa`.

use clap::{Args, FromArgMatches};

use super::{Aa, Looks};
use crate::analysis::SEED;
use crate::analysis::ab_test::effects::Settings;
use crate::analysis::ab_test::values::customers;
use crate::cli::{Arguments, SharedArgs, confidence, part, share};
use crate::stats::experiment::Belief;
use crate::units::Span;

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| AaArgs::augment_args(SharedArgs::augment_args(command)),
    build: |matches| {
        let args = AaArgs::from_arg_matches(matches)?;
        Ok(Box::new(Aa {
            metrics: args.metric,
            settings: Settings {
                confidence: args.confidence,
                prior: Belief { a: 1.0, b: 1.0 },
                winsorise: args.winsorise,
                peeking: args.peeking,
                methods: Vec::new(),
                correction: None,
                seed: args.seed,
            },
            window: args.window,
            before: args.pre,
            splits: args.splits,
            share: args.share,
            effect: args.effect,
            looks: Looks(args.looks),
        }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Test")]
struct AaArgs {
    /// What is measured: conversion, orders, revenue, aov, repeat, units, discount-cost, refund-rate [default: conversion and
    /// revenue]
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// The last days of the log, which stand for the days of a test
    #[arg(long, value_name = "SPAN", default_value = "14d")]
    window: Span,
    /// How long before them to know customers by, to take off what they would have done anyway (CUPED)
    #[arg(long, value_name = "SPAN", default_value = "28d")]
    pre: Span,
    /// How often customers are split [default: 10000, fewer where they are very many]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
    splits: Option<u64>,
    /// Part of the customers in the treatment
    #[arg(long, value_name = "SHARE", default_value = "50%", value_parser = inner_share)]
    share: f64,
    /// The relative effect to be put in, to see how often it is found
    #[arg(long, value_name = "SHARE", default_value = "10%", value_parser = effect)]
    effect: f64,
    /// How often one looks, at even distances through the window
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=366))]
    looks: u32,
    /// Probability of finding nothing where there is nothing
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = confidence, help_heading = "Method")]
    confidence: f64,
    /// Cut values above this quantile of all variants down to it, e.g. 99%
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "Method")]
    winsorise: Option<f64>,
    /// Intervals that hold at every look, narrowest at N customers [default of N: 5000]
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5000", value_parser = customers, require_equals = true, help_heading = "Method")]
    peeking: Option<f64>,
    /// Seed of the splits
    #[arg(hide_short_help = true, long, value_name = "N", default_value_t = SEED, help_heading = "Method")]
    seed: u64,
}

fn inner_share(text: &str) -> Result<f64, String> {
    share(text)
        .ok()
        .filter(|share| (0.01..=0.99).contains(share))
        .ok_or("write a share from 1% to 99%".to_owned())
}

fn effect(text: &str) -> Result<f64, String> {
    let size = part(text).filter(|effect| *effect > 0.0 && *effect <= 10.0);
    size.ok_or("write a relative effect, e.g. 10%".to_owned())
}
