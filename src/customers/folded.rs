//! One customer as its rows say, and all of them as columns.

use super::fold::Extras;
use super::labels::KeyPart;
use super::{Customers, Hours, Labels, Visit, Visits};
use crate::input::{Ids, Measure, Measured, Row};
use crate::units::{Day, Money};

/// One customer before ids are text again.
pub(super) struct Folded {
    pub id: String,
    pub first: Day,
    pub last: Day,
    pub orders: u32,
    pub purchase_days: u32,
    pub spent: Money,
    pub repeat_spent: Money,
    pub bought_year_before: bool,
    pub visits: Vec<Visit>,
    /// Money that belongs to no purchase, by day.
    pub outside: Vec<Visit>,
    /// Orders by hour, and whether one has a time of the day.
    pub hours: (Vec<(u8, u32)>, bool),
    pub labels: Vec<KeyPart>,
    pub refunds: Vec<Visit>,
    pub sales: Vec<Visit>,
    pub measures: Measured<Vec<Visit>>,
}

impl Folded {
    /// Someone whose rows leave no purchase.
    pub(super) fn nothing(rows: &[Row]) -> Folded {
        let days = rows.iter().map(|row| row.time.day());
        Folded {
            id: String::new(),
            first: days.clone().min().unwrap_or(Day(0)),
            last: days.max().unwrap_or(Day(0)),
            orders: 0,
            purchase_days: 0,
            spent: Money(0),
            repeat_spent: Money(0),
            bought_year_before: false,
            visits: Vec::new(),
            outside: Vec::new(),
            hours: (Vec::new(), false),
            labels: Vec::new(),
            refunds: Vec::new(),
            sales: Vec::new(),
            measures: Measured::default(),
        }
    }
}

/// Customers in their order, as columns.
pub(super) fn columns(mut folded: Vec<Folded>, extras: Extras, ids: &Ids) -> Customers {
    let parts = |customer: &mut Folded| std::mem::take(&mut customer.labels);
    let labels =
        (extras.labels > 0).then(|| Labels::of(folded.iter_mut().map(parts).collect(), ids, extras.labels));
    let any = |measure: Measure| {
        let has = |customer: &Folded| !customer.measures[measure.place()].is_empty();
        folded.iter().any(has).then(Visits::default)
    };
    let mut customers = Customers {
        id: Vec::with_capacity(folded.len()),
        first: folded.iter().map(|customer| customer.first).collect(),
        last: folded.iter().map(|customer| customer.last).collect(),
        orders: folded.iter().map(|customer| customer.orders).collect(),
        purchase_days: folded.iter().map(|customer| customer.purchase_days).collect(),
        spent: folded.iter().map(|customer| customer.spent).collect(),
        bought_year_before: folded.iter().map(|customer| customer.bought_year_before).collect(),
        repeat_spent: folded.iter().map(|customer| customer.repeat_spent).collect(),
        visits: extras.visits.then(Visits::default),
        outside: extras.visits.then(Visits::default),
        hours: extras.hours.then(Hours::default),
        refunds: extras.ledger.then(Visits::default),
        sales: extras.ledger.then(Visits::default),
        discounts: any(Measure::Discount),
        units: any(Measure::Quantity),
        labels,
    };
    for customer in folded {
        customers.id.push(customer.id);
        if let Some(visits) = &mut customers.visits {
            visits.push(customer.visits);
        }
        if let Some(outside) = &mut customers.outside {
            outside.push(customer.outside);
        }
        if let Some(hours) = &mut customers.hours {
            hours.push(&customer.hours.0, customer.hours.1);
        }
        if let Some(refunds) = &mut customers.refunds {
            refunds.push(customer.refunds);
        }
        if let Some(sales) = &mut customers.sales {
            sales.push(customer.sales);
        }
        let [discounts, units] = customer.measures;
        if let Some(all) = &mut customers.discounts {
            all.push(discounts);
        }
        if let Some(all) = &mut customers.units {
            all.push(units);
        }
    }
    customers
}
