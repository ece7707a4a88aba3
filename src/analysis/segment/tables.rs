//! Customers and segments as tables.

use std::cmp::Reverse;

use super::split::Names;
use super::{Actions, Found};
use crate::customers::Fact;
use crate::document::{Reals, Table, Values};

/// The biggest spenders first; equal ones by last purchase, then by id.
pub(super) fn order(found: &Found) -> Vec<usize> {
    let customers = &found.now.customers;
    let mut order: Vec<usize> = (0..found.now.len()).collect();
    order.sort_by_key(|&place| (Reverse(customers.spent[place]), Reverse(customers.last[place])));
    order
}

pub(super) fn customers(found: &Found, order: &[usize]) -> Table {
    let (now, split) = (&found.now, &found.split);
    let segments: Vec<usize> = order.iter().map(|&place| split.of_customer[place]).collect();
    let blank = || Values::Text(vec![""; order.len()].into());
    let numbers = |name: &str| -> Reals {
        let values = now.facts.numbers(name);
        order.iter().map(|&place| values?[place]).collect()
    };
    let texts = |name: &str| match now.facts.column(name) {
        Some(Fact::Texts(values)) => {
            Values::Text(order.iter().map(|&place| values[place].clone().unwrap_or_default()).collect())
        }
        _ => blank(),
    };
    let rfm = split.extra.rfm.as_ref();
    let tier = split.extra.tier.as_ref();
    Table::new(
        "customers",
        vec![
            ("customer_id", Values::Text(order.iter().map(|&place| &now.customers.id[place]).collect())),
            ("segment", split.names.column(&segments)),
            (
                "previous_segment",
                found.migration.as_ref().map_or_else(blank, |migration| migration.column(order)),
            ),
            ("days_since_last", Values::Number(numbers("days_since_last"))),
            ("days_since_first", Values::Number(numbers("days_since_first"))),
            ("orders", Values::Number(numbers("orders"))),
            ("spent", Values::Money(numbers("spent"))),
            ("average_order_value", Values::Money(numbers("average_order_value"))),
            ("discount_share", Values::Share(numbers("discount_share"))),
            ("promo_season_share", Values::Share(numbers("promo_season_share"))),
            ("favourite_category", texts("favourite_category")),
            ("channel", texts("channel")),
            (
                "rfm",
                rfm.map_or_else(blank, |rfm| {
                    Values::Text(order.iter().map(|&place| rfm[place].clone()).collect())
                }),
            ),
            (
                "tier_count",
                Values::Number(order.iter().map(|&place| tier.map(|(counts, _)| counts[place])).collect()),
            ),
            (
                "to_next_tier",
                Values::Number(
                    order.iter().map(|&place| tier.and_then(|(_, lacking)| lacking[place])).collect(),
                ),
            ),
        ],
    )
}

/// The segments that have customers, or had.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub(super) fn segments(found: &Found, actions: Option<&Actions>) -> Table {
    let (now, split) = (&found.now, &found.split);
    let members = split.members();
    let before = |segment: usize| {
        found.migration.as_ref().map(|migration| migration.before(&split.names.key(segment)))
    };
    let shown: Vec<usize> = (0..split.names.len())
        .filter(|&segment| !members[segment].is_empty() || before(segment).is_some_and(|before| before > 0))
        .collect();
    let spent = now.facts.numbers("spent").map(|_| now.numbers("spent"));
    let sum =
        |places: &[usize]| spent.as_ref().map(|spent| places.iter().map(|&place| spent[place]).sum::<f64>());
    let total = sum(&(0..now.len()).collect::<Vec<_>>());
    let of =
        |value: &dyn Fn(usize) -> Option<f64>| shown.iter().map(|&segment| value(segment)).collect::<Reals>();
    let median = |name: &str| {
        let values = now.facts.numbers(name).map(|_| now.numbers(name));
        of(&|segment| {
            let values = values.as_ref()?;
            median(members[segment].iter().map(|&place| values[place]).collect())
        })
    };
    let share_of_spent = |segment: usize| {
        let (own, total) = (sum(&members[segment])?, total?);
        (total > 0.0).then(|| own / total)
    };
    let action = |&segment: &usize| {
        let action = actions.and_then(|actions| actions.of(&split.names.key(segment)));
        action.unwrap_or_default().to_owned()
    };
    let change = |segment: usize| Some(members[segment].len() as f64 - before(segment)? as f64);
    Table::new(
        "segments",
        vec![
            ("segment", split.names.column(&shown)),
            (
                "customers",
                Values::Count(shown.iter().map(|&segment| members[segment].len() as u64).collect()),
            ),
            (
                "share_of_customers",
                Values::Share(of(&|segment| Some(members[segment].len() as f64 / now.len() as f64))),
            ),
            ("spent", Values::Money(of(&|segment| sum(&members[segment])))),
            ("share_of_spent", Values::Share(of(&share_of_spent))),
            ("median_days_since_last", Values::Number(median("days_since_last"))),
            ("median_orders", Values::Number(median("orders"))),
            ("median_spent", Values::Money(median("spent"))),
            (
                "previous_customers",
                Values::Number(of(&|segment| before(segment).map(|before| before as f64))),
            ),
            (
                "change",
                Values::Figure(
                    of(&change).iter().map(|change| (change, crate::document::Unit::Count)).collect(),
                ),
            ),
            ("action", Values::Text(shown.iter().map(action).collect())),
        ],
    )
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    Some(f64::midpoint(values[last / 2], values[last.div_ceil(2)]))
}

/// Ways from segment to segment; none without a comparison.
pub(super) fn migration(found: &Found) -> Table {
    match &found.migration {
        Some(migration) => migration.table(&found.split),
        None => Table::new(
            "migration",
            vec![
                ("from", Names::Texts(Vec::new()).column(&[])),
                ("to", Names::Texts(Vec::new()).column(&[])),
                ("customers", Values::Count(Vec::new())),
                ("share", Values::Share(Reals::default())),
            ],
        ),
    }
}
