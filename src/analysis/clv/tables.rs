//! Lifetime values as typed tables.

use rayon::prelude::*;

use super::{Buyers, ClvResult, Economics, Lever, Newcomer, Total};
use crate::document::{Reals, Table, Values};
use crate::stats::{in_order, place_in_order};

const FIFTHS: usize = 5;

/// A kind of column.
type Kind = fn(Reals) -> Values;

/// Customers, the most valuable first (without amounts, those expected to buy most); equal ones in order of their id.
pub(super) fn by_value(buyers: &Buyers, result: &ClvResult) -> Vec<usize> {
    let value = |place: usize| match &result.value {
        Some(value) => value.clv[place],
        None => result.forecasts[result.histories.of_customer[place]].purchases,
    };
    // the largest first
    let key = |place: usize| !place_in_order(value(place));
    let keys: Vec<u64> = (0..buyers.len()).into_par_iter().map(key).collect();
    in_order(&keys).into_iter().map(|place| place as usize).collect()
}

/// Means and sums of the fifths of the customers, the most valuable first.
pub(super) struct Fifths {
    customers: Vec<u64>,
    p_alive: Vec<Option<f64>>,
    churn_risk: Vec<Option<f64>>,
    expected_purchases: Vec<Option<f64>>,
    total: Vec<f64>,
}

impl Fifths {
    /// Of the table of customers.
    pub(super) fn of(customers: &Table) -> Fifths {
        let rows = customers.rows();
        let cut = |fifth: usize| (fifth * rows).div_ceil(FIFTHS);
        let sums = |name: &str| {
            let values = customers.column(name);
            let number = |row: usize| values.and_then(|values| values.number(row));
            let sum = |fifth: usize| (cut(fifth)..cut(fifth + 1)).map(number).sum::<Option<f64>>();
            (0..FIFTHS).into_par_iter().map(sum).collect::<Vec<Option<f64>>>()
        };
        let sizes: Vec<usize> = (0..FIFTHS).map(|fifth| cut(fifth + 1) - cut(fifth)).collect();
        let means = |sums: &[Option<f64>]| {
            let mean =
                |(&size, sum): (&usize, &Option<f64>)| sum.filter(|_| size > 0).map(|sum| sum / count(size));
            sizes.iter().zip(sums).map(mean).collect()
        };
        let purchases = sums("expected_purchases");
        let total = |(value, purchases): (Option<f64>, &Option<f64>)| value.or(*purchases).unwrap_or(0.0);
        Fifths {
            p_alive: means(&sums("p_alive")),
            churn_risk: means(&sums("churn_risk")),
            expected_purchases: means(&purchases),
            total: sums("clv").into_iter().zip(&purchases).map(total).collect(),
            customers: sizes.iter().map(|&size| size as u64).collect(),
        }
    }

    pub(super) fn all(&self) -> f64 {
        self.total.iter().sum()
    }

    pub(super) fn share(&self, fifth: usize) -> f64 {
        let all = self.all();
        if all > 0.0 { self.total[fifth] / all } else { 0.0 }
    }

    pub(super) fn table(&self, has_value: bool) -> Table {
        let fifths = 0..self.customers.len();
        let valued = |value: f64| has_value.then_some(value);
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let mean = |fifth: usize| {
            let customers = self.customers[fifth];
            valued(self.total[fifth]).filter(|_| customers > 0).map(|total| total / customers as f64)
        };
        Table::new(
            "summary",
            vec![
                ("fifth", Values::Code(fifths.clone().map(|fifth| fifth as u64 + 1).collect())),
                ("customers", Values::Count(self.customers.clone())),
                ("p_alive", Values::Probability(self.p_alive.clone().into())),
                ("churn_risk", Values::Probability(self.churn_risk.clone().into())),
                ("expected_purchases", Values::Number(self.expected_purchases.clone().into())),
                ("clv", Values::Money(fifths.clone().map(mean).collect())),
                ("total_clv", Values::Money(self.total.iter().map(|&total| valued(total)).collect())),
                ("share_of_clv", Values::Share(fifths.map(|fifth| valued(self.share(fifth))).collect())),
            ],
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn count(customers: usize) -> f64 {
    customers as f64
}

fn some(kind: Kind, values: &[f64]) -> Values {
    kind(values.iter().copied().map(Some).collect())
}

/// All customers together: what is expected, how sure that is, and what may happen.
pub(super) fn total_table(result: &ClvResult) -> Table {
    let sure = &result.uncertainty;
    let totals: Vec<(&'static str, Total)> =
        [("purchases", Some(sure.total_purchases)), ("clv", sure.total_clv)]
            .into_iter()
            .filter_map(|(name, total)| Some((name, total?)))
            .collect();
    let numbers = |value: fn(&Total) -> f64| {
        Values::Number(totals.iter().map(|(_, total)| Some(value(total))).collect())
    };
    Table::new(
        "totals",
        vec![
            ("figure", Values::Term(totals.iter().map(|(name, _)| *name).collect())),
            ("expected", numbers(|total| total.expected)),
            ("expected_lower", numbers(|total| total.of_expected.0)),
            ("expected_upper", numbers(|total| total.of_expected.1)),
            ("lower", numbers(|total| total.predicted.0)),
            ("upper", numbers(|total| total.predicted.1)),
        ],
    )
}

/// What each tenth of the customers brings.
pub(super) fn tenth_table(economics: &Economics) -> Table {
    let mut sum = 0.0;
    let cumulative = economics.shares.iter().map(|share| {
        sum += share;
        Some(sum)
    });
    Table::new(
        "tenths",
        vec![
            ("tenth", Values::Code((1..=10).collect())),
            ("share_of_clv", some(Values::Share, &economics.shares)),
            ("cumulative_share_of_clv", Values::Share(cumulative.collect())),
        ],
    )
}

/// What a tenth more of each lever would change.
pub(super) fn lever_table(economics: &Economics) -> Table {
    let levers = &economics.levers;
    let numbers =
        |kind: Kind, value: fn(&Lever) -> f64| kind(levers.iter().map(|lever| Some(value(lever))).collect());
    Table::new(
        "levers",
        vec![
            ("lever", Values::Term(levers.iter().map(|lever| lever.name).collect())),
            ("total_clv", numbers(Values::Money, |lever| lever.total)),
            ("gain", numbers(Values::Money, |lever| lever.gain)),
            ("gain_share", numbers(Values::Share, |lever| lever.gain / (lever.total - lever.gain))),
        ],
    )
}

/// What a new customer is worth.
pub(super) fn newcomer_table(economics: &Economics) -> Table {
    let rows: Vec<(&'static str, Option<f64>)> = economics.newcomer.iter().flat_map(newcomer_rows).collect();
    Table::new(
        "new_customer",
        vec![
            ("figure", Values::Term(rows.iter().map(|row| row.0).collect())),
            ("value", Values::Number(rows.iter().map(|row| row.1).collect())),
        ],
    )
}

fn newcomer_rows(newcomer: &Newcomer) -> Vec<(&'static str, Option<f64>)> {
    vec![
        ("first_purchase", Some(newcomer.first)),
        ("value", Some(newcomer.value)),
        ("acquisition_cost", newcomer.cost),
        ("net_value", newcomer.cost.map(|cost| newcomer.value - cost)),
        ("payback", newcomer.payback),
        ("referral_value", newcomer.referral_value()),
    ]
}
