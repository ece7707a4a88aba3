//! The customers of all partitions as one table in the order of their ids.

use rayon::prelude::*;

use super::fold::{DaysKept, Extras};
use super::labels::{KeyPart, Labels};
use super::part::{Figures, beginning};
use super::sample::{Kept, Sample};
use super::{Customers, Gaps, Hours, Visits};
use crate::input::Ids;
use crate::texts::Texts;

/// Partition and place of a customer.
type Place = (u32, u32);

/// Customers of all partitions in order.
pub(super) fn merged(parts: Vec<Figures>, extras: Extras, ids: &Ids) -> Customers {
    let (mut parts, mut samples) = (parts, Vec::new());
    samples.extend(parts.iter_mut().filter_map(|part| part.sample.take()));
    let (parts, labels): (Vec<Customers>, Vec<Vec<Vec<KeyPart>>>) =
        parts.into_iter().map(|part| (part.customers, part.labels)).unzip();
    let order = order(&parts);
    let gather = Gather { parts: &parts, order: &order };
    let labels = (extras.labels > 0).then(|| {
        let mut labels = labels;
        let own = |&(part, place): &Place| std::mem::take(&mut labels[part as usize][place as usize]);
        Labels::of(order.iter().map(own).collect(), ids, extras.labels)
    });
    let hours = extras.hours.then(|| {
        let mut hours = Hours::default();
        for &(part, place) in &order {
            let own = parts[part as usize].hours.as_ref();
            if let Some(own) = own {
                hours.push(own.of(place as usize), own.are_known());
            }
        }
        hours
    });
    let mut customers = Customers {
        id: gather.ids(),
        first: gather.column(|part| &part.first),
        last: gather.column(|part| &part.last),
        orders: gather.column(|part| &part.orders),
        purchase_days: gather.column(|part| &part.purchase_days),
        spent: gather.column(|part| &part.spent),
        bought_year_before: gather.column(|part| &part.bought_year_before),
        repeat_spent: gather.column(|part| &part.repeat_spent),
        hours,
        labels,
        ..Customers::default()
    };
    let discounts = parts.iter().any(|part| part.discounts.is_some());
    let units = parts.iter().any(|part| part.units.is_some());
    let mut parts = parts;
    let mut visits = |of: fn(&mut Customers) -> &mut Option<Visits>| {
        Visits::merged(parts.iter_mut().map(|part| of(part).take().unwrap_or_default()).collect(), &order)
    };
    customers.visits = extras.days.are_of_all().then(|| visits(|part| &mut part.visits));
    customers.outside = (extras.days == DaysKept::Full).then(|| visits(|part| &mut part.outside));
    customers.refunds = extras.ledger.then(|| visits(|part| &mut part.refunds));
    customers.sales = extras.ledger.then(|| visits(|part| &mut part.sales));
    customers.discounts = discounts.then(|| visits(|part| &mut part.discounts)).filter(Visits::are_some);
    customers.units = units.then(|| visits(|part| &mut part.units)).filter(Visits::are_some);
    if !samples.is_empty() {
        let (kept, gaps): (Vec<Kept>, Vec<Gaps>) = samples.into_iter().unzip();
        customers.gaps = Some(gaps.iter().fold(Gaps::default(), |mut all, gaps| {
            all.merge(gaps);
            all
        }));
        customers.sampled = Some(Sample::of(kept, &order, &customers));
    }
    customers
}

/// All customers by id.
fn order(parts: &[Customers]) -> Vec<Place> {
    let mut order: Vec<(u128, Place)> = parts
        .par_iter()
        .enumerate()
        .flat_map_iter(|(part, customers)| {
            let ids = customers.id.iter().enumerate();
            ids.map(move |(place, id)| (beginning(id), (part as u32, place as u32)))
        })
        .collect();
    let id = |(part, place): Place| &parts[part as usize].id[place as usize];
    order.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
    order.into_par_iter().map(|(_, place)| place).collect()
}

struct Gather<'a> {
    parts: &'a [Customers],
    order: &'a [Place],
}

impl Gather<'_> {
    fn column<T: Copy + Send + Sync>(&self, column: impl Fn(&Customers) -> &Vec<T> + Sync) -> Vec<T> {
        let value = |&(part, place): &Place| column(&self.parts[part as usize])[place as usize];
        self.order.par_iter().map(value).collect()
    }

    fn ids(&self) -> Texts {
        Texts::each(self.order.len(), |place, all| {
            let (part, place) = self.order[place];
            all.push_str(&self.parts[part as usize].id[place as usize]);
        })
    }
}
