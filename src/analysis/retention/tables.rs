//! The tables of retention: cohorts in long and in wide form, the figures, the bridge.

use super::cohorts::Cohort;
use super::kpis::Kpi;
use super::{CohortBy, Definition, Found, Metric, Retention};
use crate::document::{Label, Reals, Sentences, Table, Unit, Values};
use crate::stats::{wilson, z_of};
use crate::units::{MONEY_SCALE, Span};

/// The name of all cohorts together, and of the log as a whole.
pub(super) const ALL: &str = "all";

/// The names at some places, and that of all of them.
fn named(names: &Values, places: impl Iterator<Item = Option<usize>>) -> Values {
    match names {
        Values::Term(keys) => {
            Values::Term(places.map(|place| place.map_or(ALL, |place| keys[place])).collect())
        }
        _ => Values::Label(
            places
                .map(|place| place.map_or(Label::Term(ALL), |place| Label::Text(name(names, place))))
                .collect(),
        ),
    }
}

/// The name at a place as it stands in machine formats.
pub(super) fn name(names: &Values, place: usize) -> String {
    match names {
        Values::Text(names) => names[place].to_owned(),
        Values::Term(keys) => keys[place].to_owned(),
        _ => String::new(),
    }
}

impl Cohort {
    /// How many are retained in a period.
    pub(super) fn retained(&self, definition: Definition, period: usize) -> u64 {
        match definition {
            Definition::Active => self.active[period],
            Definition::Rolling => self.rolling[period],
            Definition::Repurchase => self.repurchased[period],
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "orders and amounts stay below 2^53")]
    fn each(&self, sum: f64, period: usize) -> Option<f64> {
        (self.eligible[period] > 0).then(|| sum / self.eligible[period] as f64)
    }

    /// What a metric is in a period; none while no such period is over.
    #[expect(clippy::cast_precision_loss, reason = "orders and amounts stay below 2^53")]
    pub(super) fn value(&self, metric: Metric, definition: Definition, period: usize) -> Option<f64> {
        let money = |amount: i128| amount as f64 / MONEY_SCALE as f64;
        let sum = match metric {
            Metric::Retention => self.retained(definition, period) as f64,
            Metric::Repurchase => self.repurchased[period] as f64,
            Metric::Orders => self.orders[period] as f64,
            Metric::Revenue => money(self.revenue[period]),
            Metric::CumulativeValue => money(self.cumulative[period]),
        };
        self.each(sum, period)
    }

    fn interval(&self, definition: Definition, period: usize, z: f64) -> [Option<f64>; 2] {
        if self.eligible[period] == 0 {
            return [None; 2];
        }
        let (lower, upper) = wilson(self.retained(definition, period), self.eligible[period], z);
        [Some(lower), Some(upper)]
    }
}

/// The columns that cohorts and their average share.
fn measured(
    retention: &Retention,
    rows: &[(&Cohort, usize)],
    has_money: bool,
) -> Vec<(&'static str, Values)> {
    let z = z_of(retention.confidence);
    let value = |metric: Metric| -> Reals {
        let of = |(cohort, period): &(&Cohort, usize)| cohort.value(metric, retention.definition, *period);
        rows.iter().map(of).collect()
    };
    let money =
        |metric: Metric| Values::Money(if has_money { value(metric) } else { vec![None; rows.len()].into() });
    let end = |end: usize| {
        let of = |(cohort, period): &(&Cohort, usize)| cohort.interval(retention.definition, *period, z)[end];
        Values::Share(rows.iter().map(of).collect())
    };
    vec![
        ("retention_rate", Values::Share(value(Metric::Retention))),
        ("ci_lower", end(0)),
        ("ci_upper", end(1)),
        ("orders_per_customer", Values::Number(value(Metric::Orders))),
        ("revenue_per_customer", money(Metric::Revenue)),
        ("cumulative_value", money(Metric::CumulativeValue)),
    ]
}

pub(super) fn cohorts(retention: &Retention, found: &Found, has_money: bool) -> Table {
    // a cohort of which nothing is over has a row all the same
    let nothing = Cohort { size: 0, ..blank() };
    let mut rows: Vec<(usize, &Cohort, usize)> = Vec::new();
    for (place, cohort) in found.cohorts.iter().enumerate() {
        rows.extend((0..cohort.eligible.len()).map(|period| (place, cohort, period)));
        if cohort.eligible.is_empty() {
            rows.push((place, &nothing, 0));
        }
    }
    let pairs: Vec<(&Cohort, usize)> = rows.iter().map(|&(_, cohort, period)| (cohort, period)).collect();
    let count = |of: &dyn Fn(&Cohort, usize) -> u64| {
        Values::Count(pairs.iter().map(|&(cohort, period)| of(cohort, period)).collect())
    };
    #[expect(clippy::cast_precision_loss, reason = "amounts stay below 2^53")]
    let revenue = |&(cohort, period): &(&Cohort, usize)| {
        (has_money && cohort.eligible[period] > 0).then(|| cohort.revenue[period] as f64 / MONEY_SCALE as f64)
    };
    let mut measured = measured(retention, &pairs, has_money);
    let each = measured.split_off(3);
    let mut columns = vec![
        ("cohort", named(&found.names, rows.iter().map(|(place, ..)| Some(*place)))),
        ("cohort_size", Values::Count(rows.iter().map(|(place, ..)| found.cohorts[*place].size).collect())),
        ("period", Values::Code(pairs.iter().map(|&(_, period)| period as u64).collect())),
        ("active", count(&|cohort, period| cohort.active[period])),
    ];
    columns.extend(measured);
    columns.extend([
        ("eligible", count(&|cohort, period| cohort.eligible[period])),
        ("rolling", count(&|cohort, period| cohort.rolling[period])),
        ("repurchased", count(&|cohort, period| cohort.repurchased[period])),
        ("orders", count(&|cohort, period| cohort.orders[period])),
        ("revenue", Values::Money(pairs.iter().map(revenue).collect())),
    ]);
    columns.extend(each);
    Table::new("cohorts", columns)
}

/// A cohort with one period in which nobody is yet.
fn blank() -> Cohort {
    Cohort {
        size: 0,
        eligible: vec![0],
        active: vec![0],
        rolling: vec![0],
        repurchased: vec![0],
        orders: vec![0],
        revenue: vec![0],
        cumulative: vec![0],
    }
}

pub(super) fn average(retention: &Retention, found: &Found, has_money: bool) -> Table {
    let all = &found.together;
    let rows: Vec<(&Cohort, usize)> = (0..all.eligible.len()).map(|period| (all, period)).collect();
    let there = |period: usize| {
        let has = |cohort: &&Cohort| cohort.eligible.get(period).is_some_and(|eligible| *eligible > 0);
        found.cohorts.iter().filter(has).count() as u64
    };
    let mut columns = vec![
        ("period", Values::Code((0..rows.len() as u64).collect())),
        ("cohorts", Values::Count((0..rows.len()).map(there).collect())),
        ("eligible", Values::Count(all.eligible.clone())),
        ("active", Values::Count(all.active.clone())),
    ];
    columns.extend(measured(retention, &rows, has_money));
    Table::new("average", columns)
}

/// Cohorts below each other, periods side by side, the average at the end.
pub(super) fn matrix(retention: &Retention, found: &Found) -> Table {
    let series = |cohort: &Cohort| -> Vec<Option<f64>> {
        let value = |period| cohort.value(retention.metric, retention.definition, period);
        (0..cohort.eligible.len()).map(value).collect()
    };
    // of periods the average stands at the end, of groups by size before them
    let mut places: Vec<Option<usize>> = (0..found.cohorts.len()).map(Some).collect();
    match retention.cohort {
        CohortBy::First(_) => places.push(None),
        CohortBy::Column(_) => places.insert(0, None),
    }
    let cohort = |place: &Option<usize>| place.map_or(&found.together, |place| &found.cohorts[place]);
    let cohorts: Vec<&Cohort> = places.iter().map(cohort).collect();
    let unit = match retention.metric {
        Metric::Retention | Metric::Repurchase => Unit::Share,
        Metric::Revenue | Metric::CumulativeValue => Unit::Money,
        Metric::Orders => Unit::Number,
    };
    Table::new(
        "matrix",
        vec![
            ("cohort", named(&found.names, places.iter().copied())),
            ("cohort_size", Values::Count(cohorts.iter().map(|cohort| cohort.size).collect())),
            ("period", Values::Series(cohorts.into_iter().map(series).collect(), unit)),
        ],
    )
}

/// Number and unit of a span, for sentences in columns.
pub(super) fn spelled(span: Span) -> [u32; 2] {
    match span {
        Span::Days(days) => [days, 0],
        Span::Weeks(weeks) => [weeks, 1],
        Span::Months(months) => [months, 2],
    }
}

pub(super) fn kpis(retention: &Retention, found: &Found) -> Table {
    let kpis = &found.kpis;
    let previous = previous(kpis);
    let figure = |value: &dyn Fn(usize) -> Option<f64>| {
        Values::Figure((0..kpis.len()).map(|place| (value(place), kpis[place].unit)).collect())
    };
    let period = |kpi: &Kpi| kpi.period.map_or(ALL.to_owned(), |period| retention.grain.label(period));
    let finite = |value: f64| Some(value).filter(|value| value.is_finite());
    Table::new(
        "kpis",
        vec![
            ("kpi", Values::Term(kpis.iter().map(|kpi| kpi.key).collect())),
            ("period", Values::Text(kpis.iter().map(period).collect())),
            ("value", figure(&|place| kpis[place].value)),
            ("ci_lower", figure(&|place| kpis[place].interval.and_then(|(lower, _)| finite(lower)))),
            ("ci_upper", figure(&|place| kpis[place].interval.and_then(|(_, upper)| finite(upper)))),
            ("previous", figure(&|place| previous[place])),
            ("change", figure(&|place| Some(kpis[place].value? - previous[place]?))),
            ("customers", Values::Count(kpis.iter().map(|kpi| kpi.basis).collect())),
            ("interval", Values::Term(kpis.iter().map(|kpi| kpi.method).collect())),
            (
                "definition",
                Values::Sentence(Sentences {
                    counts: ["number", "unit"],
                    rows: kpis
                        .iter()
                        .map(|kpi| (definition(kpi.key), spelled(retention.lapsed_after)))
                        .collect(),
                }),
            ),
        ],
    )
}

/// The values of the period before, which stand a block of one period back.
fn previous(kpis: &[Kpi]) -> Vec<Option<f64>> {
    let block = kpis.iter().take_while(|kpi| kpi.period == kpis[0].period).count();
    let of = |(place, kpi): (usize, &Kpi)| {
        let back = &kpis[place.checked_sub(block)?];
        back.value.filter(|_| back.key == kpi.key && kpi.period.is_some())
    };
    kpis.iter().enumerate().map(of).collect()
}

/// The key of the definition of a figure; that of its name where none is written.
pub(super) fn definition(kpi: &'static str) -> &'static str {
    match kpi {
        "active_customers" => "define-active_customers",
        "buyers" => "define-buyers",
        "new_customers" => "define-new_customers",
        "returning_customers" => "define-returning_customers",
        "reactivated_customers" => "define-reactivated_customers",
        "lost_customers" => "define-lost_customers",
        "retention_rate" => "define-retention_rate",
        "churned_share" => "define-churned_share",
        "customer_half_life_days" => "define-customer_half_life_days",
        "reactivation_rate" => "define-reactivation_rate",
        "returning_customer_rate" => "define-returning_customer_rate",
        "repeat_purchase_rate" => "define-repeat_purchase_rate",
        "second_purchase_rate" => "define-second_purchase_rate",
        "days_to_second_purchase" => "define-days_to_second_purchase",
        "purchase_frequency" => "define-purchase_frequency",
        "average_order_value" => "define-average_order_value",
        "repeat_revenue_share" => "define-repeat_revenue_share",
        unknown => unknown,
    }
}

pub(super) fn bridge(retention: &Retention, found: &Found) -> Table {
    let steps = &found.steps;
    let count = |of: fn(&super::Step) -> u64| Values::Count(steps.iter().map(of).collect());
    let periods = (found.first..).take(steps.len());
    Table::new(
        "bridge",
        vec![
            ("period", Values::Text(periods.map(|period| retention.grain.label(period)).collect())),
            ("start", count(|step| step.start)),
            ("new", count(|step| step.new)),
            ("reactivated", count(|step| step.reactivated)),
            ("lost", count(|step| step.lost)),
            ("end", count(|step| step.end)),
            ("returning", count(|step| step.returning)),
            ("buyers", count(super::Step::buyers)),
        ],
    )
}
