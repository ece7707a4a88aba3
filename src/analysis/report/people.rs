//! Customers to thank and customers to win back.

use crate::document::{Table, Values};
use crate::pipeline::Prepared;
use crate::units::{Day, Money, Span};

/// A customer's place, and orders and money in the month and in twelve.
type Row = (usize, (u64, i128), (u64, i128));

/// Customers who bought in the month, those who spent most within the last twelve months first.
pub(super) fn to_thank(data: &Prepared, start: Day, end: Day, has_money: bool) -> Table {
    let customers = &data.collected.customers;
    let year = Day(Span::Months(12).before(end).0 + 1);
    let sums = |place: usize, from: Day| {
        let visits = customers.visits.iter().flat_map(|visits| visits.between(place, from, end));
        visits.fold((0_u64, 0_i128), |(orders, spent), visit| {
            (orders + u64::from(visit.orders), spent + i128::from(visit.spent.0))
        })
    };
    let mut rows: Vec<Row> = (0..customers.len())
        .filter(|&place| customers.last[place] >= start)
        .map(|place| (place, sums(place, start), sums(place, year)))
        .filter(|(_, (orders, _), _)| *orders > 0)
        .collect();
    rows.sort_by(|(_, _, a), (_, _, b)| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
    let money = |of: fn(&Row) -> i128| {
        Values::Money(
            rows.iter().map(|row| has_money.then(|| Money::saturating_from(of(row)).to_f64())).collect(),
        )
    };
    Table::new(
        "to_thank",
        vec![
            ("customer_id", Values::Text(rows.iter().map(|(place, ..)| &customers.id[*place]).collect())),
            ("spent_12_months", money(|(_, _, year)| year.1)),
            ("orders_12_months", Values::Count(rows.iter().map(|(_, _, year)| year.0).collect())),
            ("spent_month", money(|(_, month, _)| month.1)),
            ("orders_month", Values::Count(rows.iter().map(|(_, month, _)| month.0).collect())),
            (
                "first_purchase",
                Values::Date(rows.iter().map(|(place, ..)| Some(customers.first[*place])).collect()),
            ),
        ],
    )
}

/// Who has been silent for longer than this is past winning back.
const LONGEST_SILENCE: f64 = 365.0;

/// Who is less at risk comes back without being written to.
const LEAST_RISK: f64 = 0.33;

/// Of the customers of a churn risk, in its order, those of medium or high risk who have bought twice or more, are later than
/// usual, and bought within the last year.
pub(super) fn to_win_back(customers: &Table) -> Table {
    let number = |name: &str, row: usize| customers.column(name).and_then(|values| values.number(row));
    let is_late = |row: &usize| {
        number("orders", *row).is_some_and(|orders| orders > 1.0)
            && number("churn_risk", *row).is_some_and(|risk| risk >= LEAST_RISK)
            && number("overdue_ratio", *row).is_some_and(|ratio| ratio > 1.0)
            && number("days_since_last", *row).is_some_and(|days| days <= LONGEST_SILENCE)
    };
    let rows: Vec<usize> = (0..customers.rows()).filter(is_late).collect();
    let columns = [
        "customer_id",
        "last_purchase",
        "days_since_last",
        "orders",
        "spent",
        "churn_risk",
        "value_if_active",
        "value_at_risk",
        "expected_next_purchase",
        "reason",
    ];
    customers.with_columns(&columns).select(&rows).named("to_win_back")
}
