//! Customers assigned to variants, and what they did in the log: everyone who was assigned counts, buyers or not.

use rayon::prelude::*;

use super::AbTest;
use super::experiment::{
    Arm, Experiment, Metric, Observed, Period, Sample, control_first, control_of, planned,
};
use super::table::Split;
use crate::customers::{Customers, Visits};
use crate::document::Unit;
use crate::error::{Error, Result};
use crate::input::{Role, Sheet};
use crate::nearest::nearest;
use crate::pipeline::Prepared;
use crate::stats::experiment::{Pairs, Proportion};
use crate::units::{Day, Money, Span};

/// Who was assigned to which variant, and the days to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The variants, in the order of their names.
    pub variants: Vec<String>,
    /// Customers and the place of their variant.
    pub customers: Vec<(String, usize)>,
    /// Customers in several variants, who are left out.
    pub twice: u64,
    /// The first day.
    pub start: Day,
    /// The last day; none for the last of the log.
    pub end: Option<Day>,
    /// How long before the first day customers are compared.
    pub before: Span,
}

impl Assigned {
    /// Out of a table of customers and variants.
    ///
    /// # Errors
    /// A table without the columns, and customers on several rows of one variant.
    pub fn of(
        sheet: &Sheet,
        variant: Option<&str>,
        (start, end, before): (Day, Option<Day>, Span),
    ) -> Result<Assigned> {
        let id = sheet.customer_column().unwrap_or(0);
        let split = Split::of(sheet, variant, Some(id))?;
        let assigned = (0..sheet.len()).zip(&split.of_row);
        let customers = assigned.filter_map(|(row, arm)| Some((sheet.cell(row, id).to_owned(), (*arm)?)));
        Ok(Assigned {
            customers: customers.collect(),
            variants: split.names,
            twice: split.twice,
            start,
            end,
            before,
        })
    }
}

/// What a log can measure.
pub(super) const METRICS: [&str; 7] =
    ["conversion", "orders", "revenue", "aov", "repeat", "discount-cost", "refund-rate"];

/// What a customer did on some days.
#[derive(Debug, Clone, Copy, Default)]
struct Deeds {
    orders: u32,
    spent: f64,
    refunds: f64,
    discounts: f64,
}

impl Deeds {
    fn of(customers: &Customers, customer: usize, from: Day, to: Day) -> Deeds {
        let sum = |visits: &Option<Visits>| {
            let visits = visits.iter().flat_map(|visits| visits.between(customer, from, to));
            visits.map(|visit| visit.spent).sum::<Money>().to_f64()
        };
        let visits = customers.visits.iter().flat_map(|visits| visits.between(customer, from, to));
        Deeds {
            orders: visits.map(|visit| visit.orders).sum(),
            spent: sum(&customers.visits),
            refunds: sum(&customers.refunds),
            discounts: sum(&customers.discounts),
        }
    }
}

/// What the customers of a variant did, and what they had done before.
type Group = Vec<(Deeds, Deeds)>;

pub(super) fn read(test: &AbTest, assigned: &Assigned, data: &Prepared) -> Result<Experiment> {
    let names = metrics_of(test, data)?;
    let period = period_of(assigned, data)?;
    let customers = &data.collected.customers;
    let begin = Day(period.start.0 - period.before as i32);
    let deeds: Vec<Option<(Deeds, Deeds)>> = assigned
        .customers
        .par_iter()
        .map(|(id, _)| {
            let place = customers.id.binary_search(id).ok()?;
            let during = Deeds::of(customers, place, period.start, period.end);
            let before = Deeds::of(customers, place, begin, Day(period.start.0 - 1));
            Some((during, before))
        })
        .collect();
    let seen = deeds.iter().flatten().count() as u64;
    if seen == 0 {
        return Err(Error::NoComparison {
            message: format!(
                "none of the {} assigned customers is in the log; are the ids written alike?",
                assigned.customers.len()
            ),
        });
    }
    let control = control_of(&assigned.variants, test.control.as_deref())?;
    let shares = planned(&assigned.variants, &test.shares)?;
    let order = control_first(assigned.variants.len(), control);
    let mut groups: Vec<Group> = vec![Vec::new(); order.len()];
    for ((_, arm), deeds) in assigned.customers.iter().zip(&deeds) {
        groups[*arm].push(deeds.unwrap_or_default());
    }
    let groups: Vec<Group> = order.iter().map(|&arm| std::mem::take(&mut groups[arm])).collect();
    let arms = order.iter().zip(&groups).map(|(&arm, group)| Arm {
        name: assigned.variants[arm].clone(),
        customers: group.len() as u64,
        planned: shares[arm],
    });
    Ok(Experiment {
        arms: arms.collect(),
        metrics: names.iter().map(|name| metric(name, &groups, period.before > 0)).collect(),
        twice: assigned.twice,
        blanks: 0,
        period: Some(Period { seen, ..period }),
    })
}

/// The metrics that were asked for, or those the log has.
fn metrics_of(test: &AbTest, data: &Prepared) -> Result<Vec<String>> {
    let has_amount = data.has(Role::Amount);
    if test.metrics.is_empty() {
        let known = if has_amount { &METRICS[..4] } else { &METRICS[..2] };
        return Ok(known.iter().map(|&name| name.to_owned()).collect());
    }
    for name in &test.metrics {
        if !METRICS.contains(&name.as_str()) {
            return Err(Error::Usage {
                message: format!("a log has no metric `{name}`"),
                hints: vec![match nearest(name, &METRICS) {
                    Some(nearest) => format!("did you mean `--metric {nearest}`?"),
                    None => format!("metrics: {}", METRICS.join(", ")),
                }],
            });
        }
        let lacks = match name.as_str() {
            "revenue" | "aov" | "refund-rate" if !has_amount => Some("--amount"),
            "discount-cost" if !data.has(Role::Discount) => Some("--discount"),
            _ => None,
        };
        if let Some(option) = lacks {
            let message = format!("the metric `{name}` needs a column that the log lacks");
            return Err(Error::Usage { message, hints: vec![format!("name it with `{option}`")] });
        }
    }
    Ok(test.metrics.clone())
}

/// The days of the log that are looked at.
fn period_of(assigned: &Assigned, data: &Prepared) -> Result<Period> {
    let last = data.as_of;
    let end = assigned.end.map_or(last, |end| end.min(last));
    if end < assigned.start {
        let message = match assigned.end {
            Some(end) if end < assigned.start => {
                format!("`--end {end}` is before `--start {}`", assigned.start)
            }
            _ => format!("the log ends on {last}, before `--start {}`", assigned.start),
        };
        return Err(Error::Usage { message, hints: vec!["look at days that are in the log".to_owned()] });
    }
    let first = data.collected.customers.first.iter().copied().min().unwrap_or(assigned.start);
    let wanted = assigned.start.0 - before(assigned.start, assigned.before).0;
    // days before the log begins say nothing
    let known = (assigned.start.0 - first.0).clamp(0, wanted);
    Ok(Period {
        start: assigned.start,
        end,
        before: known.unsigned_abs(),
        cut_short: assigned.end.filter(|end| *end > last),
        seen: 0,
    })
}

/// The day that is a span before another.
fn before(day: Day, span: Span) -> Day {
    match span {
        Span::Months(months) => {
            day.date().checked_sub_months(chrono::Months::new(months)).map_or(day, Day::from)
        }
        span => Day(day.0 - span.days_from(day)),
    }
}

fn metric(name: &str, groups: &[Group], has_before: bool) -> Metric {
    let shares = |did: fn(&Deeds) -> bool| {
        let count = |group: &Group| Proportion {
            successes: group.iter().filter(|(during, _)| did(during)).count() as u64,
            trials: group.len() as u64,
        };
        Observed::Shares(groups.iter().map(count).collect())
    };
    let means = |value: fn(&Deeds) -> f64| {
        let before = |group: &Group| group.iter().map(|(_, before)| value(before)).collect();
        let sample = |group: &Group| Sample {
            values: group.iter().map(|(during, _)| value(during)).collect(),
            before: if has_before { before(group) } else { Vec::new() },
        };
        Observed::Means(groups.iter().map(sample).collect())
    };
    let ratios = |above: fn(&Deeds) -> f64, below: fn(&Deeds) -> f64| {
        let pairs =
            |group: &Group| group.iter().map(|(during, _)| (above(during), below(during))).collect::<Pairs>();
        Observed::Ratios(groups.iter().map(pairs).collect())
    };
    let (unit, observed) = match name {
        "conversion" => (Unit::Share, shares(|deeds| deeds.orders > 0)),
        "repeat" => (Unit::Share, shares(|deeds| deeds.orders > 1)),
        "orders" => (Unit::Number, means(|deeds| f64::from(deeds.orders))),
        "revenue" => (Unit::Money, means(|deeds| deeds.spent)),
        "discount-cost" => (Unit::Money, means(|deeds| deeds.discounts)),
        "aov" => (Unit::Money, ratios(|deeds| deeds.spent, |deeds| f64::from(deeds.orders))),
        _ => (Unit::Share, ratios(|deeds| deeds.refunds, |deeds| deeds.spent + deeds.refunds)),
    };
    Metric { name: name.to_owned(), unit, is_cost: matches!(name, "discount-cost" | "refund-rate"), observed }
}
