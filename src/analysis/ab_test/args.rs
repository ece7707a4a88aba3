//! The command line of `setia ab-test`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, FromArgMatches, ValueEnum};

use super::values::{Shares, counted, customers, guardrail, prior, shares};
use super::{AbTest, Adjustment, Assigned, Counted, Form, Guardrail, Method, Settings};
use crate::analysis::SEED;
use crate::cli::{Arguments, SharedArgs, confidence, day, share};
use crate::input::{DateFormat, Sheet};
use crate::stats::experiment::{Belief, Correction};
use crate::units::{Day, Span};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = AbTestArgs::augment_args(SharedArgs::augment_args(command));
        command.mut_arg("files", |files| files.required(false).required_unless_present("counts"))
    },
    build: |matches| {
        let args = AbTestArgs::from_arg_matches(matches)?;
        let customer: Option<String> = matches.get_one::<String>("customer").cloned();
        let settings = args.settings();
        let form = args.form(matches.get_one::<DateFormat>("date_format"))?;
        if !matches!(form, Form::Log(_)) {
            refuse_options_of_logs(matches, "`--assignments` and `--start`")?;
        }
        Ok(Box::new(AbTest {
            form,
            variant: args.variant,
            customer,
            control: args.control,
            shares: args.shares.unwrap_or_default().0,
            metrics: args.metric,
            less_is_better: args.less_is_better,
            guardrails: args.guardrail,
            covariates: args.covariates,
            by: args.by,
            planned: args.planned,
            settings,
            tells_decision: args.exit_status.is_some(),
        }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Test")]
struct AbTestArgs {
    /// Customers who did something among all of a variant, e.g. A=500/10000; once for each variant
    #[arg(long, value_name = "NAME=X/N", value_parser = counted, conflicts_with_all = ["files", "assignments", "variant"])]
    counts: Vec<Counted>,
    /// Who was assigned to which variant: customer id and variant; the files are then a log of transactions
    #[arg(long, value_name = "FILE", requires = "start")]
    assignments: Option<PathBuf>,
    /// The first day of the test
    #[arg(long, value_name = "DATE", value_parser = day, requires = "assignments")]
    start: Option<Day>,
    /// The last day of the test [default: the last day of the log]
    #[arg(long, value_name = "DATE", value_parser = day, requires = "assignments")]
    end: Option<Day>,
    /// How long before the test to compare customers by, to take off what they would have done anyway (CUPED)
    #[arg(long, value_name = "SPAN", default_value = "28d", requires = "assignments")]
    pre: Span,
    /// Column of variants [default: detected]
    #[arg(long, value_name = "NAME")]
    variant: Option<String>,
    /// The variant the others are compared with [default: control, A, or the first]
    #[arg(long, value_name = "NAME")]
    control: Option<String>,
    /// What is measured, the one that decides first. Of a log: conversion, orders, revenue, aov, repeat, units,
    /// discount-cost, refund-rate. Of a table: a column, or a ratio such as revenue/orders [default: all]
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// The parts that the variants were to have, e.g. A:45,B:45,holdout:10 [default: equal]
    #[arg(long, value_name = "NAME:PART,…", value_parser = shares)]
    shares: Option<Shares>,
    /// A metric that must not rise (+2%) or fall (-5%) by more, in percent of the control, points (+1pp) or its unit
    #[arg(long, value_name = "METRIC:LIMIT", value_parser = guardrail, conflicts_with = "counts")]
    guardrail: Vec<Guardrail>,
    /// Metric of a table of which less is better, such as refunds
    #[arg(hide_short_help = true, long, value_name = "NAME", conflicts_with_all = ["assignments", "counts"])]
    less_is_better: Vec<String>,
    /// Columns known from before the test, to take off what customers would have done anyway (CUPED)
    #[arg(hide_short_help = true, long, alias = "covariate", value_name = "NAME,…", value_delimiter = ',', conflicts_with_all = ["assignments", "counts"])]
    covariates: Vec<String>,
    /// See who responded: by `segment` (of before the test), `channel` or another column of the groups, the log or the
    /// table of customers
    #[arg(long, value_name = "COLUMN", conflicts_with = "counts")]
    by: Option<String>,
    /// Customers that the plan asked for, all variants together
    #[arg(hide_short_help = true, long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..))]
    planned: Option<u64>,
    /// Probability that an interval holds the effect
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = confidence, help_heading = "Method")]
    confidence: f64,
    /// More rows by other methods: newcombe, wald, log, fisher, delta, mann-whitney, bootstrap
    #[arg(
        hide_short_help = true,
        long,
        value_name = "NAME",
        value_enum,
        value_delimiter = ',',
        hide_possible_values = true,
        help_heading = "Method"
    )]
    method: Vec<Method>,
    /// Cut values above this quantile of all variants down to it, e.g. 99%
    #[arg(hide_short_help = true, long, value_name = "SHARE", value_parser = share, conflicts_with = "counts", help_heading = "Method")]
    winsorise: Option<f64>,
    /// Intervals that hold at every look, narrowest at N customers [default of N: 5000]
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5000", value_parser = customers, require_equals = true, help_heading = "Method")]
    peeking: Option<f64>,
    /// Adjust p-values for their number: holm, hochberg, bonferroni, bh or none [default: holm over the treatments of the
    /// first metric, bh over the other metrics]
    #[arg(
        hide_short_help = true,
        long,
        value_name = "NAME",
        value_enum,
        hide_possible_values = true,
        help_heading = "Method"
    )]
    correction: Option<CorrectionName>,
    /// Belief of a share before the test: the two numbers of a beta distribution
    #[arg(hide_short_help = true, long, value_name = "A,B", default_value = "1,1", value_parser = prior, help_heading = "Method")]
    prior: Belief,
    /// Seed of the bootstrap
    #[arg(hide_short_help = true, long, value_name = "N", default_value_t = SEED, help_heading = "Method")]
    seed: u64,
    /// Exit with 0 if decided, 10 if undecided, 1 if not to be trusted
    #[arg(hide_short_help = true, long, value_name = "WHAT", value_enum, help_heading = "Run")]
    exit_status: Option<ExitStatus>,
}

impl AbTestArgs {
    fn settings(&self) -> Settings {
        Settings {
            confidence: self.confidence,
            prior: self.prior,
            winsorise: self.winsorise,
            peeking: self.peeking,
            methods: self.method.clone(),
            correction: self.correction.map(CorrectionName::adjustment),
            seed: self.seed,
        }
    }

    fn form(&self, dates: Option<&DateFormat>) -> crate::error::Result<Form> {
        if !self.counts.is_empty() {
            return Ok(Form::Counts(self.counts.clone()));
        }
        let (Some(path), Some(start)) = (&self.assignments, self.start) else { return Ok(Form::Table) };
        let sheet = Sheet::at(&path.display().to_string())?;
        let columns = (self.variant.as_deref(), self.by.as_deref(), dates);
        Ok(Form::Log(Box::new(Assigned::of(&sheet, columns, (start, self.end, self.pre))?)))
    }
}

/// What only says how a log is read would be passed over.
pub(super) fn refuse_options_of_logs(matches: &ArgMatches, remedy: &str) -> Result<(), clap::Error> {
    const OF_LOGS: [(&str, &str); 15] = [
        ("quantity", "--quantity"),
        ("date", "--date"),
        ("amount", "--amount"),
        ("order", "--order"),
        ("status", "--status"),
        ("discount", "--discount"),
        ("customers", "--customers"),
        ("preset", "--preset"),
        ("as_of", "--as-of"),
        ("from", "--from"),
        ("filter", "--where"),
        ("dedupe", "--dedupe"),
        ("rejects", "--rejects"),
        ("max_rejects", "--max-rejects"),
        ("tz", "--tz"),
    ];
    let typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    match OF_LOGS.iter().find(|(id, _)| typed(id)) {
        None => Ok(()),
        Some((_, option)) => Err(clap::Error::raw(
            ErrorKind::ArgumentConflict,
            format!("`{option}` is about a log, and there is none; add {remedy}"),
        )),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExitStatus {
    Decision,
}

impl ValueEnum for Method {
    fn value_variants<'a>() -> &'a [Method] {
        &[
            Method::Newcombe,
            Method::Wald,
            Method::Log,
            Method::Fisher,
            Method::Delta,
            Method::MannWhitney,
            Method::Bootstrap,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Method::Newcombe => "newcombe",
            Method::Wald => "wald",
            Method::Log => "log",
            Method::Fisher => "fisher",
            Method::Delta => "delta",
            Method::MannWhitney => "mann-whitney",
            Method::Bootstrap => "bootstrap",
        }))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CorrectionName {
    Holm,
    Hochberg,
    Bonferroni,
    Bh,
    None,
}

impl CorrectionName {
    fn adjustment(self) -> Adjustment {
        match self {
            CorrectionName::Holm => Adjustment::All(Correction::Holm),
            CorrectionName::Hochberg => Adjustment::All(Correction::Hochberg),
            CorrectionName::Bonferroni => Adjustment::All(Correction::Bonferroni),
            CorrectionName::Bh => Adjustment::All(Correction::BenjaminiHochberg),
            CorrectionName::None => Adjustment::None,
        }
    }
}
