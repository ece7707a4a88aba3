//! One partition to customers: what the rows of each come to, customer after customer in the order of their ids.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::{DaysKept, Extras, PARTITIONS};
use super::hours::by_hour;
use super::labels::{KeyPart, key_parts};
use super::partition::Grouped;
use super::sample::Kept;
use super::{Customers, Gaps, Hours, Visit, Visits};
use crate::error::{Error, Result};
use crate::input::{Ids, Key, Measured, Row};
use crate::texts::Texts;
use crate::transactions::{Copies, Purchase, Purchases, Refunds};
use crate::units::{Day, Money, Tally};

/// The customers of a partition.
#[derive(Default)]
pub(super) struct Part {
    /// Those who bought something.
    pub(super) known: Figures,
    /// Those of whom no purchase is left, if anyone asks.
    pub(super) returned: Figures,
    /// How many those are.
    pub(super) refunded_customers: u64,
    pub(super) refunds: Refunds,
    pub(super) copies: Copies,
    pub(super) with_order: Tally,
}

/// Customers in the order of their ids.
#[derive(Default)]
pub(super) struct Figures {
    /// Without labels.
    pub(super) customers: Customers,
    /// What the rows of each say, if they are labelled.
    pub(super) labels: Vec<Vec<KeyPart>>,
    /// The days of some, and how far apart the purchases of all are, if no more is asked for.
    pub(super) sample: Option<(Kept, Gaps)>,
}

impl Figures {
    fn new(extras: Extras, [discounts, units]: Measured<bool>) -> Figures {
        let customers = Customers {
            visits: extras.days.are_of_all().then(Visits::default),
            outside: (extras.days == DaysKept::Full).then(Visits::default),
            hours: extras.hours.then(Hours::default),
            refunds: extras.ledger.then(Visits::default),
            sales: extras.ledger.then(Visits::default),
            discounts: discounts.then(Visits::default),
            units: units.then(Visits::default),
            ..Customers::default()
        };
        Figures { customers, ..Figures::default() }
    }
}

/// Folds the rows of each customer.
pub(super) fn fold(grouped: Grouped, ids: &Ids, year_before: &Range<Day>, extras: Extras) -> Result<Part> {
    let Grouped { mut rows, labels, measures, starts } = grouped;
    let measured = measures.each_ref().map(|numbers| !numbers.is_empty());
    let figures = || Figures::new(extras, measured);
    let mut part = Part { known: figures(), returned: figures(), ..Part::default() };
    if extras.days == DaysKept::Sample {
        part.known.sample = Some((Kept::of(starts.len(), PARTITIONS), Gaps::default()));
    }
    if let (DaysKept::Bare, Some(visits)) = (extras.days, &mut part.known.customers.visits) {
        visits.reserve_days(rows.len());
    }
    let mut folder = Folder {
        year_before,
        extras,
        purchases: Purchases::default(),
        days: Vec::new(),
        labelled: Vec::new(),
    };
    let texts = ids.texts(starts.iter().map(|&start| rows[start].customer));
    for customer in in_order(&texts) {
        let range = starts[customer]..starts.get(customer + 1).copied().unwrap_or(rows.len());
        let rows = &mut rows[range.clone()];
        folder.before_sorting(rows, labels.get(range.clone()).unwrap_or_default());
        let [discounts, units] = measures
            .each_ref()
            .map(|numbers| numbers.get(range.clone()).map_or(Vec::new(), |numbers| by_day(rows, numbers)));
        let own = Own { id: &texts[customer], rows, measures: [discounts, units] };
        folder.add(own, &mut part)?;
    }
    Ok(part)
}

/// The places of texts in their order.
fn in_order(texts: &Texts) -> Vec<usize> {
    let mut order: Vec<(u128, u32)> =
        (0..texts.len()).map(|place| (beginning(&texts[place]), place as u32)).collect();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| texts[a.1 as usize].cmp(&texts[b.1 as usize])));
    order.into_iter().map(|(_, place)| place as usize).collect()
}

/// The first letters of a text as a number in the same order.
pub(super) fn beginning(text: &str) -> u128 {
    let mut first = [0; 16];
    let length = text.len().min(16);
    first[..length].copy_from_slice(&text.as_bytes()[..length]);
    u128::from_be_bytes(first)
}

/// The rows of one customer.
struct Own<'a> {
    id: &'a str,
    rows: &'a mut [Row],
    /// Numbers beside the amount, by day.
    measures: Measured<Vec<Visit>>,
}

/// Room that is used again for each customer.
struct Folder<'a> {
    year_before: &'a Range<Day>,
    extras: Extras,
    purchases: Purchases,
    /// Days with a purchase.
    days: Vec<Day>,
    labelled: Vec<(Row, Key)>,
}

impl Folder<'_> {
    /// Sets labels beside their rows, as long as these stand as they came.
    fn before_sorting(&mut self, rows: &[Row], labels: &[Key]) {
        self.labelled.clear();
        self.labelled.extend(rows.iter().copied().zip(labels.iter().copied()));
    }

    fn add(&mut self, own: Own<'_>, part: &mut Part) -> Result<()> {
        let Own { id, rows, measures } = own;
        let extras = self.extras;
        // of those who sent nothing back the purchases say it all
        let gave_back = extras.ledger && rows.iter().any(|row| row.amount.0 < 0);
        let split = |part: fn(&Row) -> i64| {
            if !gave_back {
                return Vec::new();
            }
            by_day(rows, &rows.iter().map(|row| Money(part(row))).collect::<Vec<_>>())
        };
        let given_back = split(|row| (-row.amount.0).max(0));
        let sold = split(|row| row.amount.0.max(0));
        if !rows.is_sorted() {
            rows.sort_unstable();
        }
        self.purchases.fill(rows, &mut part.refunds);
        let Purchases { counted: found, outside } = &self.purchases;
        let bought = !found.is_empty();
        let target = if bought {
            &mut part.known
        } else {
            part.refunded_customers += 1;
            if !extras.ledger && extras.days != DaysKept::Full {
                return Ok(());
            }
            &mut part.returned
        };
        let customers = &mut target.customers;
        let days = &mut self.days;
        days.clear();
        days.extend(found.iter().map(|purchase| purchase.time.day()));
        let first_day = days.partition_point(|day| *day == days[0]);
        days.dedup();
        let (first, last) = if let [first, .., last] | [first @ last] = days[..] {
            (first, last)
        } else {
            let days = || rows.iter().map(|row| row.time.day());
            (days().min().unwrap_or(Day(0)), days().max().unwrap_or(Day(0)))
        };
        let amount = |purchases: &[Purchase]| purchases.iter().map(|purchase| purchase.amount).sum::<i128>();
        let repeat_spent = amount(&found[first_day..]);
        let spent = if bought { amount(outside) + amount(&found[..first_day]) + repeat_spent } else { 0 };
        let (Ok(spent), Ok(repeat_spent)) = (i64::try_from(spent), i64::try_from(repeat_spent)) else {
            return Err(Error::AmountOverflow { customer: id.to_owned() });
        };
        customers.id.push(id);
        customers.first.push(first);
        customers.last.push(last);
        customers.orders.push(count(found.len()));
        customers.purchase_days.push(count(days.len()));
        customers.spent.push(Money(spent));
        customers.repeat_spent.push(Money(repeat_spent));
        let from = days.partition_point(|day| *day < self.year_before.start);
        customers.bought_year_before.push(days.get(from).is_some_and(|day| *day < self.year_before.end));
        if let Some(all) = &mut customers.visits {
            if extras.days == DaysKept::Full {
                let by_day = found.chunk_by(|a, b| a.time.day() == b.time.day());
                all.push(by_day.map(|day| Visit {
                    day: day[0].time.day(),
                    orders: count(day.len()),
                    // at most the money of all days, which fits
                    spent: Money(i64::try_from(amount(day)).unwrap_or(i64::MAX)),
                }));
            } else {
                all.push_days(days);
            }
        }
        if let Some((kept, gaps)) = &mut target.sample {
            gaps.add(days);
            kept.add(id, customers.len() - 1, days);
        }
        if let Some(all) = &mut customers.outside {
            all.push(by_day_outside(outside));
        }
        if let Some(hours) = &mut customers.hours {
            let (by_hour, known) = by_hour(found.iter().map(|purchase| purchase.time));
            hours.push(&by_hour, known);
        }
        if let Some(all) = &mut customers.refunds {
            all.push(given_back);
        }
        if let Some(all) = &mut customers.sales {
            all.push(sold);
        }
        let [discounts, units] = measures;
        for (all, own) in [(&mut customers.discounts, discounts), (&mut customers.units, units)] {
            if let Some(all) = all {
                all.push(own);
            }
        }
        if extras.labels > 0 {
            let said = if bought { key_parts(&mut self.labelled, first) } else { Vec::new() };
            target.labels.push(said);
        }
        Ok(())
    }
}

/// Money that belongs to no purchase, summed for each day that has any.
fn by_day_outside(outside: &[Purchase]) -> impl Iterator<Item = Visit> {
    outside.chunk_by(|a, b| a.time.day() == b.time.day()).map(|day| Visit {
        day: day[0].time.day(),
        orders: 0,
        spent: Money::saturating_from(day.iter().map(|part| part.amount).sum()),
    })
}

/// Money of some rows of a customer, summed for each day that has any.
fn by_day(rows: &[Row], money: &[Money]) -> Vec<Visit> {
    let mut days: BTreeMap<Day, i128> = BTreeMap::new();
    for (row, money) in rows.iter().zip(money).filter(|(_, money)| money.0 != 0) {
        *days.entry(row.time.day()).or_default() += i128::from(money.0);
    }
    days.into_iter().map(|(day, sum)| Visit { day, orders: 0, spent: Money::saturating_from(sum) }).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
