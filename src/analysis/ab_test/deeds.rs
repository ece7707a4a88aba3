//! What customers did on some days of a log, and what a log can measure of that.

use super::experiment::Each;
use crate::customers::{Customers, Visits};
use crate::document::Unit;
use crate::error::{Error, Result};
use crate::input::{Measured, Role};
use crate::nearest::nearest;
use crate::pipeline::Prepared;
use crate::units::{Day, Money};

/// What a log can measure.
pub(super) const METRICS: [&str; 8] =
    ["conversion", "orders", "revenue", "aov", "repeat", "units", "discount-cost", "refund-rate"];

/// What a customer did on some days.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Deeds {
    pub orders: u32,
    sales: f64,
    refunds: f64,
    discounts: f64,
    units: f64,
}

impl Deeds {
    fn spent(&self) -> f64 {
        self.sales - self.refunds
    }

    /// From one day to another, both included.
    pub(super) fn of(customers: &Customers, customer: usize, from: Day, to: Day) -> Deeds {
        let sum = |visits: &Option<Visits>| {
            let visits = visits.iter().flat_map(|visits| visits.between(customer, from, to));
            visits.map(|visit| visit.spent).sum::<Money>().to_f64()
        };
        let visits = customers.visits.iter().flat_map(|visits| visits.between(customer, from, to));
        let gives_back = customers.refunds.as_ref().is_some_and(|refunds| !refunds.days(customer).is_empty());
        // money counts on the day it came or went: later refunds change nothing of what was before
        let (sales, refunds) = if gives_back {
            (sum(&customers.sales), sum(&customers.refunds))
        } else {
            (sum(&customers.visits), 0.0)
        };
        Deeds {
            orders: visits.map(|visit| visit.orders).sum(),
            sales,
            refunds,
            discounts: sum(&customers.discounts),
            units: sum(&customers.units),
        }
    }
}

/// What a customer did during the test, and what before it.
pub(super) type DuringAndBefore = (Deeds, Deeds);

/// The unit of a metric.
pub(super) fn unit(metric: &str) -> Unit {
    match metric {
        "conversion" | "repeat" | "refund-rate" => Unit::Share,
        "revenue" | "aov" | "discount-cost" => Unit::Money,
        _ => Unit::Number,
    }
}

/// Whether less of a metric is better.
pub(super) fn is_cost(metric: &str) -> bool {
    matches!(metric, "discount-cost" | "refund-rate")
}

/// A metric of each customer.
pub(super) fn measured(metric: &str, deeds: &[DuringAndBefore], has_before: bool) -> Each {
    let flags = |did: fn(&Deeds) -> bool| Each::Flags(deeds.iter().map(|(during, _)| did(during)).collect());
    let numbers = |value: fn(&Deeds) -> f64| Each::Numbers {
        values: deeds.iter().map(|(during, _)| value(during)).collect(),
        before: if has_before { deeds.iter().map(|(_, before)| value(before)).collect() } else { Vec::new() },
    };
    let ratios = |above: fn(&Deeds) -> f64, below: fn(&Deeds) -> f64| {
        Each::Ratios(deeds.iter().map(|(during, _)| (above(during), below(during))).collect())
    };
    match metric {
        "conversion" => flags(|deeds| deeds.orders > 0),
        "repeat" => flags(|deeds| deeds.orders > 1),
        "orders" => numbers(|deeds| f64::from(deeds.orders)),
        "revenue" => numbers(Deeds::spent),
        "units" => numbers(|deeds| deeds.units),
        "discount-cost" => numbers(|deeds| deeds.discounts),
        "aov" => ratios(Deeds::spent, |deeds| f64::from(deeds.orders)),
        _ => ratios(|deeds| deeds.refunds, |deeds| deeds.sales),
    }
}

/// The numbers beside the amount that these metrics need of a log.
pub(super) fn measures<'a>(metrics: impl Iterator<Item = &'a str>) -> Measured<bool> {
    let metrics: Vec<&str> = metrics.collect();
    ["discount-cost", "units"].map(|name| metrics.contains(&name))
}

/// The metrics that were asked for by `option`, if the log has them.
///
/// # Errors
/// Others, and those of which the log lacks the column.
pub(super) fn check<'a>(
    metrics: impl IntoIterator<Item = &'a String>,
    option: &str,
    data: &Prepared,
) -> Result<()> {
    for name in metrics {
        if !METRICS.contains(&name.as_str()) {
            return Err(Error::Usage {
                message: format!("a log has no metric `{name}`"),
                hints: vec![match nearest(name, METRICS) {
                    Some(nearest) => format!("did you mean `{option} {nearest}`?"),
                    None => format!("metrics: {}", METRICS.join(", ")),
                }],
            });
        }
        let lacks = match name.as_str() {
            "revenue" | "aov" | "refund-rate" if !data.has(Role::Amount) => Some("--amount"),
            "discount-cost" if !data.has(Role::Discount) => Some("--discount"),
            "units" if !data.has(Role::Quantity) => Some("--quantity"),
            _ => None,
        };
        if let Some(option) = lacks {
            let message = format!("the metric `{name}` needs a column that the log lacks");
            return Err(Error::Usage { message, hints: vec![format!("name it with `{option}`")] });
        }
    }
    Ok(())
}
