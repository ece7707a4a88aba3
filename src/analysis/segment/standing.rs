//! The customers as they stood on a day, and the facts that segments are made of.

use rayon::prelude::*;

use crate::calendar::in_promo_season;
use crate::customers::{AttributeValues, Customers, Fact, Facts, Visits};
use crate::input::Role;
use crate::pipeline::Prepared;
use crate::stats::ranks;
use crate::units::{Day, Money};

/// The customers who had bought by the end of a day.
#[derive(Debug)]
pub(super) struct Standing {
    pub day: Day,
    pub customers: Customers,
    /// The place of each among the customers of the log.
    pub places: Vec<usize>,
    pub facts: Facts,
}

impl Standing {
    /// On the as-of day of the log, or an earlier one.
    pub(super) fn on(data: &Prepared, day: Day) -> Standing {
        let all = &data.collected.customers;
        let (customers, places) = all.known_by(day);
        let facts = facts(data, &customers, &places, day);
        Standing { day, customers, places, facts }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The numbers of a fact; nought where it is not known.
    pub(super) fn numbers(&self, name: &str) -> Vec<f64> {
        match self.facts.numbers(name) {
            Some(numbers) => numbers.iter().map(|number| number.unwrap_or(0.0)).collect(),
            None => vec![0.0; self.len()],
        }
    }
}

/// Purchase days and days of history below which nobody has a season.
const FEWEST_DAYS: usize = 3;
const SHORTEST: i32 = 270;

fn facts(data: &Prepared, customers: &Customers, places: &[usize], day: Day) -> Facts {
    let mut facts = Facts::default();
    let known = |values: Vec<f64>| Fact::Numbers(values.into_iter().map(Some).collect());
    let since =
        |days: &[Day]| days.iter().map(|other| f64::from(day.days_since(*other))).collect::<Vec<f64>>();
    let orders: Vec<f64> = customers.orders.iter().map(|&orders| f64::from(orders)).collect();
    facts.add("days_since_last", known(since(&customers.last)));
    facts.add("days_since_first", known(since(&customers.first)));
    facts.add("orders", known(orders.clone()));
    facts.add("orders_rank", known(part_of_all(&orders)));
    let days: Vec<f64> = customers.purchase_days.iter().map(|&days| f64::from(days)).collect();
    facts.add("purchase_days", known(days.clone()));
    let gap = |place: usize| {
        let span = customers.last[place].days_since(customers.first[place]);
        (days[place] > 1.0).then(|| f64::from(span) / (days[place] - 1.0))
    };
    facts.add("mean_gap_days", Fact::Numbers((0..places.len()).map(gap).collect()));
    if data.has(Role::Amount) {
        let spent: Vec<f64> = customers.spent.iter().map(|spent| spent.to_f64()).collect();
        let each: Vec<f64> = spent.iter().zip(&orders).map(|(spent, orders)| spent / orders).collect();
        facts.add("spent_rank", known(part_of_all(&spent)));
        facts.add("average_order_value_rank", known(part_of_all(&each)));
        facts.add("spent", known(spent));
        facts.add("average_order_value", known(each));
    }
    seasons(data, places, day, &mut facts);
    taken_off(data, customers, places, day, &mut facts);
    said(data, places, &mut facts);
    facts
}

/// The part of all that a value is at least as large as, ties alike: from near 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn part_of_all(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    ranks(values).into_iter().map(|rank| rank / n).collect()
}

/// The part of the purchase days in seasons of promotions, and in the three months of the year with most.
#[expect(clippy::cast_precision_loss, reason = "days")]
fn seasons(data: &Prepared, places: &[usize], day: Day, facts: &mut Facts) {
    let Some(visits) = &data.collected.customers.visits else { return };
    let first = data.collected.customers.first.iter().min().copied().unwrap_or(day);
    // of each day of the log, reckoned once
    let days = (first.0..=day.0).map(|day| Day(day).date());
    let calendar: Vec<(bool, u8)> =
        days.map(|date| (in_promo_season(date), chrono::Datelike::month0(&date) as u8)).collect();
    let of = |visit: &Day| calendar[(visit.0 - first.0).unsigned_abs() as usize];
    let days_of = |place: usize| {
        let days = visits.days(place);
        &days[..days.partition_point(|visit| *visit <= day)]
    };
    let promo = |&place: &usize| {
        let days = days_of(place);
        let inside = days.iter().filter(|visit| of(visit).0).count();
        (!days.is_empty()).then(|| inside as f64 / days.len() as f64)
    };
    let peak = |&place: &usize| {
        let days = days_of(place);
        let span = day.days_since(*days.first()?);
        let mut months = [0_usize; 12];
        for visit in days {
            months[usize::from(of(visit).1)] += 1;
        }
        let quarter = |first: usize| (0..3).map(|month| months[(first + month) % 12]).sum::<usize>();
        let most = (0..12).map(quarter).max().unwrap_or(0);
        (days.len() >= FEWEST_DAYS && span >= SHORTEST).then(|| most as f64 / days.len() as f64)
    };
    facts.add("promo_season_share", Fact::Numbers(places.par_iter().map(promo).collect()));
    facts.add("peak_share", Fact::Numbers(places.par_iter().map(peak).collect()));
}

/// The part of the price that was taken off, and of the money that was given back.
fn taken_off(data: &Prepared, customers: &Customers, places: &[usize], day: Day, facts: &mut Facts) {
    let all = &data.collected.customers;
    let sum = |visits: &Visits, place: usize| {
        let between = visits.between(place, Day(i32::MIN), day);
        between.map(|visit| visit.spent).sum::<Money>().to_f64()
    };
    for (name, visits) in [("discount_share", &all.discounts), ("refund_share", &all.refunds)] {
        let Some(visits) = visits else { continue };
        let share = |(known, &place): (usize, &usize)| {
            let (off, spent) = (sum(visits, place), customers.spent[known].to_f64());
            (off + spent > 0.0).then(|| off / (off + spent))
        };
        facts.add(name, Fact::Numbers(places.par_iter().enumerate().map(share).collect()));
    }
}

/// What the log says of most of their money, and what a table says of them.
fn said(data: &Prepared, places: &[usize], facts: &mut Facts) {
    let columns = data.input.labels();
    for (name, fact) in [("category", "favourite_category"), ("channel", "channel")] {
        let place = columns.iter().position(|(known, _)| known == name);
        let (Some(labels), Some(column)) = (&data.collected.customers.labels, place) else { continue };
        let groups = labels.by_most(column);
        let text = |&place: &usize| groups.of_customer[place].map(|group| groups.names[group].clone());
        facts.add(fact, Fact::Texts(places.iter().map(text).collect()));
    }
    for attribute in data.attributes.iter().flat_map(|attributes| &attributes.columns) {
        let fact = match &attribute.values {
            AttributeValues::Numbers(values) => {
                Fact::Numbers(places.iter().map(|&place| values[place]).collect())
            }
            AttributeValues::Texts { names, of_customer } => {
                let text = |&place: &usize| of_customer[place].map(|group| names[group].clone());
                Fact::Texts(places.iter().map(text).collect())
            }
        };
        facts.add(&attribute.name, fact);
    }
}
