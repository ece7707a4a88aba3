//! The command line of `setia retention`.

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, ValueEnum};

use super::{CohortBy, Definition, Metric, Retention};
use crate::cli::{Arguments, GrainName, SharedArgs, WeekArgs, confidence};
use crate::periods::Grain;
use crate::units::Span;

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| RetentionArgs::augment_args(SharedArgs::augment_args(command)).visible_alias("cohort"),
    build: |matches| Ok(Box::new(RetentionArgs::from_arg_matches(matches)?.retention()?)),
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Cohorts")]
struct RetentionArgs {
    /// Cohorts by month, week, quarter or year of the first purchase ever; by channel, first-category or another column
    #[arg(long, value_name = "WHAT", default_value = "month")]
    cohort: String,
    /// Periods after the first purchase, and those of the figures: week, month, quarter or year [default: as --cohort]
    #[arg(long, value_name = "UNIT", value_parser = period)]
    period: Option<GrainName>,
    /// What the cells hold: retention, revenue, orders, cumulative-value or repurchase
    #[arg(long, value_name = "NAME", value_enum, default_value = "retention", hide_possible_values = true)]
    metric: Metric,
    /// Retained is who buys in the period (active), in it or later (rolling), has bought again by its end (repurchase)
    #[arg(long, value_name = "NAME", value_enum, default_value = "active", hide_possible_values = true)]
    definition: Definition,
    #[command(flatten)]
    weeks: WeekArgs,
    /// How long without a purchase someone is still a customer
    #[arg(long, value_name = "SPAN", default_value = "90d", help_heading = "Figures")]
    lapsed_after: Span,
    /// Compare customers by a column of the log, e.g. channel: those of one beside those of several
    #[arg(long, value_name = "COLUMN", help_heading = "Figures")]
    by: Option<String>,
    /// Probability that an interval holds what it is about, e.g. 0.9
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = confidence, help_heading = "Figures")]
    confidence: f64,
    /// Cohorts listed on screen, the latest; files always hold all
    #[arg(long, value_name = "N", default_value_t = 24, help_heading = "Output")]
    top: usize,
}

impl RetentionArgs {
    fn retention(self) -> Result<Retention, clap::Error> {
        if self.definition != Definition::Active && self.metric != Metric::Retention {
            return Err(clap::Error::raw(
                ErrorKind::ArgumentConflict,
                "`--definition` is of `--metric retention` and of no other",
            ));
        }
        let start = self.weeks.start();
        let named = GrainName::value_variants()
            .iter()
            .find(|name| name.to_possible_value().is_some_and(|value| value.matches(&self.cohort, true)));
        let cohort = match (named, self.cohort.as_str()) {
            (Some(GrainName::Day), _) => {
                return Err(clap::Error::raw(
                    ErrorKind::ArgumentConflict,
                    "cohorts of a day are too many to look at; take `--cohort week`",
                ));
            }
            (Some(name), _) => CohortBy::First(name.grain(start)),
            (None, "first-category") => CohortBy::Column("category".to_owned()),
            (None, column) => CohortBy::Column(column.to_owned()),
        };
        let grain = match (self.period, &cohort) {
            (Some(name), _) => name.grain(start),
            (None, CohortBy::First(grain)) => *grain,
            (None, CohortBy::Column(_)) => Grain::Month,
        };
        Ok(Retention {
            cohort,
            grain,
            metric: self.metric,
            definition: self.definition,
            lapsed_after: self.lapsed_after,
            by: self.by,
            confidence: self.confidence,
            top: self.top,
        })
    }
}

/// Days are too many periods to look at.
fn period(text: &str) -> Result<GrainName, String> {
    let found = GrainName::from_str(text, true).ok().filter(|name| *name != GrainName::Day);
    found.ok_or("write week, month, quarter or year".to_owned())
}

impl ValueEnum for Metric {
    fn value_variants<'a>() -> &'a [Metric] {
        &[Metric::Retention, Metric::Revenue, Metric::Orders, Metric::CumulativeValue, Metric::Repurchase]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Metric::Retention => "retention",
            Metric::Revenue => "revenue",
            Metric::Orders => "orders",
            Metric::CumulativeValue => "cumulative-value",
            Metric::Repurchase => "repurchase",
        }))
    }
}

impl ValueEnum for Definition {
    fn value_variants<'a>() -> &'a [Definition] {
        &[Definition::Active, Definition::Rolling, Definition::Repurchase]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Definition::Active => "active",
            Definition::Rolling => "rolling",
            Definition::Repurchase => "repurchase",
        }))
    }
}
