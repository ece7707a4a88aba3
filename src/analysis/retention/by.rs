//! `--by`: customers by the one thing that the log says of them, beside those of whom it says several, such as several
//! channels.
//!
//! Whoever is seen in two channels has bought twice at least, and so comes back more often whatever channels do. So the
//! two are also compared among customers with as many purchase days.

use crate::analysis::groups::Grouping;
use crate::customers::Customers;
use crate::document::{Message, Reals, Table, Unit, Value, Values};
use crate::error::Result;
use crate::pipeline::Prepared;
use crate::stats::{Difference, Stratum, stratified_difference, wilson, z_of};
use crate::units::{Money, Span};

/// The groups, and how those of several values do beside the others.
#[derive(Debug)]
pub(super) struct By {
    pub table: Table,
    /// What the groups are.
    pub note: Message,
    /// Of customers with as many purchase days: the share of those with several values who are still customers, less that
    /// of those with one.
    pub several: Option<Difference>,
}

/// Purchase days from which on customers are in the next stratum.
const STRATA: [u32; 10] = [2, 3, 4, 5, 6, 8, 11, 16, 26, 51];
/// The group of customers with several values, and all those with one.
const SEVERAL: &str = "(several)";
const ONE: &str = "(one)";

/// What is reckoned of a group.
#[derive(Debug, Clone, Default)]
struct Group {
    customers: u64,
    repeat: u64,
    active: u64,
    orders: u64,
    purchase_days: u64,
    spent: Money,
}

impl By {
    pub(super) fn of(by: &str, data: &Prepared, lapsed_after: Span, confidence: f64) -> Result<By> {
        let customers = &data.collected.customers;
        let grouping = Grouping::alone(by, data, SEVERAL)?;
        let is_active = |place: usize| {
            let last = customers.last[place];
            data.as_of.days_since(last) < lapsed_after.days_from(last)
        };
        let groups: Vec<Group> =
            grouping.members().iter().map(|members| Group::of(members, customers, &is_active)).collect();
        let several = grouping.several_in;
        let z = z_of(confidence);
        let mut inhabited: Vec<usize> =
            (0..groups.len()).filter(|&group| groups[group].customers > 0).collect();
        inhabited.sort_by_key(|&group| std::cmp::Reverse(groups[group].customers));
        let has_money = data.has(crate::input::Role::Amount);
        let all = customers.len() as u64;
        let table = if let Some(several) = several.filter(|&several| groups[several].customers > 0) {
            // the two that are compared come first
            let alone: Vec<usize> = inhabited.into_iter().filter(|&group| group != several).collect();
            let said = alone.iter().filter(|&&group| !grouping.is_blank(group));
            let one = said.fold(Group::default(), |one, &group| one.with(&groups[group]));
            let mut rows = vec![(ONE.to_owned(), one), (SEVERAL.to_owned(), groups[several].clone())];
            rows.extend(
                alone.into_iter().map(|group| (grouping.name(group).to_owned(), groups[group].clone())),
            );
            let (names, rows): (Vec<String>, Vec<Group>) = rows.into_iter().unzip();
            table(Values::Text(names.into()), &rows, all, z, has_money)
        } else {
            let rows: Vec<Group> = inhabited.iter().map(|&group| groups[group].clone()).collect();
            table(grouping.column_of(&inhabited), &rows, all, z, has_money)
        };
        let several = several.and_then(|several| {
            stratified_difference(&strata(customers, &grouping, several, &is_active), confidence)
        });
        Ok(By { table, note: grouping.note(), several })
    }

    /// How customers of several values do beside those of one.
    pub(super) fn said(&self) -> Option<Message> {
        // where all, or none, are still customers there is nothing to compare
        let several = self.several.filter(|several| several.lower < several.upper)?;
        let key = if several.lower > 0.0 {
            "retention-note-several-more"
        } else if several.upper < 0.0 {
            "retention-note-several-fewer"
        } else {
            "retention-note-several-alike"
        };
        let difference = |value: f64| Value::Difference(value, Unit::Share);
        Some(
            Message::new(key)
                .with("difference", difference(several.value))
                .with("lower", difference(several.lower))
                .with("upper", difference(several.upper)),
        )
    }
}

impl Group {
    fn of(members: &[usize], customers: &Customers, is_active: &dyn Fn(usize) -> bool) -> Group {
        let mut group = Group::default();
        for &place in members {
            group.customers += 1;
            group.repeat += u64::from(customers.purchase_days[place] > 1);
            group.active += u64::from(is_active(place));
            group.orders += u64::from(customers.orders[place]);
            group.purchase_days += u64::from(customers.purchase_days[place]);
        }
        group.spent = members.iter().map(|&place| customers.spent[place]).sum();
        group
    }

    fn with(self, other: &Group) -> Group {
        Group {
            customers: self.customers + other.customers,
            repeat: self.repeat + other.repeat,
            active: self.active + other.active,
            orders: self.orders + other.orders,
            purchase_days: self.purchase_days + other.purchase_days,
            spent: [self.spent, other.spent].into_iter().sum(),
        }
    }
}

/// Customers with two purchase days or more, by how many: those of several values and those of one.
fn strata(
    customers: &Customers,
    grouping: &Grouping,
    several: usize,
    is_active: &dyn Fn(usize) -> bool,
) -> Vec<Stratum> {
    let mut strata = [Stratum { one: (0, 0), other: (0, 0) }; STRATA.len()];
    for (place, &group) in grouping.of_customer.iter().enumerate() {
        if grouping.is_blank(group) {
            continue;
        }
        let days = customers.purchase_days[place];
        let Some(stratum) = STRATA.partition_point(|least| *least <= days).checked_sub(1) else { continue };
        let stratum = &mut strata[stratum];
        let side = if group == several { &mut stratum.one } else { &mut stratum.other };
        side.0 += u64::from(is_active(place));
        side.1 += 1;
    }
    strata.into()
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn table(names: Values, groups: &[Group], all: u64, z: f64, has_money: bool) -> Table {
    let each = |value: &dyn Fn(&Group) -> Option<f64>| -> Reals { groups.iter().map(value).collect() };
    let over = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    let money = |of: &dyn Fn(&Group) -> u64| {
        Values::Money(each(&|group| {
            (has_money && of(group) > 0).then(|| group.spent.to_f64() / of(group) as f64)
        }))
    };
    let end = |of: fn(&Group) -> u64, upper: bool| {
        Values::Share(each(&|group| {
            let (lower, higher) = wilson(of(group), group.customers, z);
            Some(if upper { higher } else { lower })
        }))
    };
    Table::new(
        "by",
        vec![
            ("group", names),
            ("customers", Values::Count(groups.iter().map(|group| group.customers).collect())),
            ("share_of_customers", Values::Share(each(&|group| over(group.customers, all)))),
            (
                "purchase_days_per_customer",
                Values::Number(each(&|group| over(group.purchase_days, group.customers))),
            ),
            ("orders_per_customer", Values::Number(each(&|group| over(group.orders, group.customers)))),
            ("average_order_value", money(&|group| group.orders)),
            ("spent_per_customer", money(&|group| group.customers)),
            ("repeat_purchase_rate", Values::Share(each(&|group| over(group.repeat, group.customers)))),
            ("repeat_ci_lower", end(|group| group.repeat, false)),
            ("repeat_ci_upper", end(|group| group.repeat, true)),
            ("active_share", Values::Share(each(&|group| over(group.active, group.customers)))),
            ("active_ci_lower", end(|group| group.active, false)),
            ("active_ci_upper", end(|group| group.active, true)),
        ],
    )
}
