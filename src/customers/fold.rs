//! Rows to customers on all cores: each reading thread spreads its rows over partitions by customer; then every
//! partition is grouped by customer and folded by itself.
//!
//! Sums are integers and every customer's rows are sorted, so neither the order of the rows nor the number of
//! threads can change a figure.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::folded::{Folded, columns};
use super::hours::by_hour;
use super::labels::key_parts;
use super::partition::{Grouped, Item, Partition};
use super::{Census, Customers, Visit};
use crate::error::{Error, Result};
use crate::input::{Batch, Ids, Key, LeftOrder, Row, RowSink, Tag};
use crate::transactions::{
    Account, Copies, Gate, LeftOrders, Owners, Purchase, Purchases, Refunds, Verdict, Window,
};
use crate::units::{Day, Money, Tally, Timestamp};

const PARTITIONS: usize = 256;

/// Collects the rows of one reading thread.
#[derive(Debug)]
pub struct Summary {
    gate: Gate,
    partitions: Vec<Partition>,
    ownerless: Vec<Ownerless>,
    left_orders: Vec<LeftOrder>,
    census: Option<Census>,
}

/// A row that may find its customer or its date by its order.
#[derive(Debug, Clone, Copy)]
struct Ownerless {
    item: Item,
    /// Money given back on a row that is there too.
    stated_refund: bool,
    /// It says nothing of the status of its order.
    statusless: bool,
}

impl RowSink for Summary {
    fn rows(&mut self, batch: &Batch) {
        if let Some(census) = &mut self.census {
            census.add(batch);
        }
        self.left_orders.extend(&batch.left_orders);
        let item = |place: usize, row: Row| Item {
            row,
            tag: batch.tags.get(place).copied(),
            label: batch.labels.get(place).copied(),
            measures: batch.measures.each_ref().map(|numbers| numbers.get(place).copied()),
        };
        let mut statusless = batch.statusless.iter().peekable();
        for (place, row) in batch.rows.iter().enumerate() {
            let item = item(place, *row);
            if statusless.next_if_eq(&&place).is_some() {
                // whether it counts is known when all orders are
                self.ownerless.push(Ownerless { item, stated_refund: false, statusless: true });
                continue;
            }
            let verdict = self.gate.judge(row);
            self.take(&item, verdict, false);
        }
        for &(place, money) in &batch.refunds {
            let sale = &batch.rows[place];
            let mut item = item(place, Row { amount: Money(-money.0), ..*sale });
            // the sale has them
            item.measures = item.measures.map(|number| number.map(|_| Money(0)));
            item.tag = item.tag.map(|tag| Tag { stated_refund: true, ..tag });
            if batch.statusless.binary_search(&place).is_ok() {
                self.ownerless.push(Ownerless { item, stated_refund: true, statusless: true });
                continue;
            }
            let verdict = self.gate.place(sale);
            if verdict == Verdict::In {
                self.gate.account.stated_refunds.add(item.row.amount);
            }
            self.take(&item, verdict, true);
        }
    }
}

impl Summary {
    fn take(&mut self, item: &Item, verdict: Verdict, stated_refund: bool) {
        match verdict {
            Verdict::In => self.partitions[partition(item.row.customer)].push(item),
            Verdict::Ownerless => {
                self.ownerless.push(Ownerless { item: *item, stated_refund, statusless: false });
            }
            Verdict::Out => {}
        }
    }
}

fn partition(customer: Key) -> usize {
    (customer.spread() >> 56) as usize % PARTITIONS
}

/// The customers and what was done to the rows on the way.
#[derive(Debug)]
pub struct Collected {
    /// One entry for each customer.
    pub customers: Customers,
    /// Rows used and left out.
    pub account: Account,
    /// Orders and refunds.
    pub refunds: Refunds,
    /// Rows that stand in the input more than once.
    pub copies: Copies,
    /// Customers without a purchase left.
    pub refunded_customers: u64,
    /// The same with what they bought and sent back by day, if purchase days or refunds are kept.
    pub returned: Customers,
    /// Rows without a customer id or a date that took that of their order.
    pub filled: u64,
    /// First and last day of all rows, in the window or not.
    pub days: Option<(Day, Day)>,
    /// The as-of day: the end of the window, else the last day in the data. `None` if no row is left.
    pub as_of: Option<Day>,
    /// What all rows look like, if a census was asked for.
    pub census: Option<Census>,
}

/// What else to do while folding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub struct Extras {
    /// Remove rows that equal another row of their file.
    pub dedupe: bool,
    /// Keep every purchase day.
    pub visits: bool,
    /// Keep the hours of the day of the orders.
    pub hours: bool,
    /// Keep what was refunded and what was taken off the price, by day.
    pub ledger: bool,
    /// Columns that rows are labelled by.
    pub labels: usize,
}

impl Summary {
    /// A collector for one thread, which also takes a census if it is asked for.
    #[must_use]
    pub fn new(window: Window, census: bool) -> Summary {
        Summary {
            gate: Gate::new(window),
            partitions: vec![Partition::default(); PARTITIONS],
            ownerless: Vec::new(),
            left_orders: Vec::new(),
            census: census.then(Census::default),
        }
    }

    /// Folds what all threads collected.
    ///
    /// # Errors
    /// Sums beyond what [`Money`] can hold.
    pub fn finish(threads: Vec<Summary>, window: Window, extras: Extras, ids: &Ids) -> Result<Collected> {
        let mut account = Account::default();
        let mut last_day = None;
        let mut days: Option<(Day, Day)> = None;
        let mut partitions = vec![Partition::default(); PARTITIONS];
        let mut ownerless = Vec::new();
        let mut census: Option<Census> = None;
        let mut left = LeftOrders::default();
        let mut gate = Gate::new(window);
        for thread in threads {
            left.extend(&thread.left_orders);
            census = match (census, thread.census) {
                (Some(mut census), Some(other)) => {
                    census.merge(other);
                    Some(census)
                }
                (census, other) => census.or(other),
            };
            ownerless.extend(thread.ownerless);
            account.merge(&thread.gate.account);
            last_day = last_day.max(thread.gate.last_day);
            days = either(days, thread.gate.days);
            for (target, partition) in partitions.iter_mut().zip(thread.partitions) {
                target.extend(partition);
            }
        }
        let waiting = without_left(ownerless, &left, &mut account);
        let (complete, blank): (Vec<Ownerless>, Vec<Ownerless>) =
            waiting.into_iter().partition(Ownerless::is_complete);
        admit(&complete, &mut gate, &mut partitions);
        last_day = last_day.max(gate.last_day);
        days = either(days, gate.days);
        account.merge(&gate.account);
        let filled = fill(&blank, &mut partitions, &mut account);
        let as_of = window.as_of.or(last_day);
        let Day(end) = as_of.unwrap_or(Day(0));
        let year_before = Day(end - 729)..Day(end - 364);
        let folded: Result<Vec<FoldedPart>> = partitions
            .into_par_iter()
            .map(|mut partition| {
                let (mut copies, mut with_order) = (Copies::default(), Tally::default());
                partition.remove_left(&left, &mut with_order, &mut copies.refunds);
                partition.remove_copies(extras.dedupe, &mut copies);
                let folded = fold(partition.by_customer(), ids, &year_before, extras)?;
                Ok(FoldedPart { copies, with_order, ..folded })
            })
            .collect();
        let (mut customers, mut returned) = (Vec::new(), Vec::new());
        let mut refunds = Refunds::default();
        let mut copies = Copies::default();
        let mut refunded_customers = 0;
        for part in folded? {
            customers.extend(part.customers);
            returned.extend(part.returned);
            refunds.merge(&part.refunds);
            copies.merge(&part.copies);
            account.used.remove(part.with_order);
            account.with_order.merge(part.with_order);
            refunded_customers += part.refunded_customers;
        }
        account.used.remove(copies.across);
        account.stated_refunds.remove(copies.refunds);
        if copies.removed {
            account.used.remove(copies.in_file);
        }
        let sorted = |mut folded: Vec<Folded>| {
            folded.par_sort_unstable_by(|a, b| a.id.cmp(&b.id));
            columns(folded, extras, ids)
        };
        let (customers, returned) = (sorted(customers), sorted(returned));
        Ok(Collected {
            customers,
            account,
            refunds,
            copies,
            refunded_customers,
            returned,
            filled,
            days,
            as_of,
            census,
        })
    }
}

/// The customers of a partition.
#[derive(Default)]
struct FoldedPart {
    customers: Vec<Folded>,
    returned: Vec<Folded>,
    refunds: Refunds,
    refunded_customers: u64,
    copies: Copies,
    with_order: Tally,
}

impl Ownerless {
    fn is_complete(&self) -> bool {
        self.item.row.customer != Key::NONE && self.item.row.time != Timestamp::NONE
    }
}

/// The earliest and the latest of two spans.
fn either(one: Option<(Day, Day)>, other: Option<(Day, Day)>) -> Option<(Day, Day)> {
    match (one, other) {
        (Some((first, last)), Some((other_first, other_last))) => {
            Some((first.min(other_first), last.max(other_last)))
        }
        (one, other) => one.or(other),
    }
}

/// Rows that say nothing of their order's status go with an order that was left out.
fn without_left(waiting: Vec<Ownerless>, left: &LeftOrders, account: &mut Account) -> Vec<Ownerless> {
    let goes = |blank: &Ownerless| blank.statusless && left.claims(&blank.item.row);
    waiting
        .into_iter()
        .filter(|blank| {
            let goes = goes(blank);
            if goes && !blank.stated_refund {
                account.with_order.add(blank.item.row.amount);
            }
            !goes
        })
        .collect()
}

/// Rows that only waited for the status of their order.
fn admit(complete: &[Ownerless], gate: &mut Gate, partitions: &mut [Partition]) {
    for Ownerless { item, stated_refund, .. } in complete {
        let row = &item.row;
        let verdict = if *stated_refund { gate.place(row) } else { gate.judge(row) };
        if verdict == Verdict::In {
            if *stated_refund {
                gate.account.stated_refunds.add(row.amount);
            }
            partitions[partition(row.customer)].push(item);
        }
    }
}

/// Gives rows without a customer or a date those of their order, counts the others as guests or undated, and says how
/// many were given one.
fn fill(ownerless: &[Ownerless], partitions: &mut [Partition], account: &mut Account) -> u64 {
    let asked: Vec<Row> = ownerless.iter().map(|blank| blank.item.row).collect();
    let known = partitions.iter().flat_map(Partition::rows);
    let owners = Owners::find(&asked, known);
    let mut filled = 0;
    for Ownerless { item, stated_refund, .. } in ownerless {
        let row = &item.row;
        let order = owners.of(row.order);
        let customer = Some(row.customer).filter(|&own| own != Key::NONE).or(order.customer());
        let time = Some(row.time).filter(|&own| own != Timestamp::NONE).or(order.time);
        let tally = match (customer, time) {
            (Some(customer), Some(time)) => {
                let row = Row { customer, time, ..*row };
                partitions[partition(customer)].push(&Item { row, ..*item });
                filled += u64::from(!stated_refund);
                if *stated_refund { &mut account.stated_refunds } else { &mut account.used }
            }
            _ if *stated_refund => continue,
            (None, _) => &mut account.guests,
            (_, None) => &mut account.undated,
        };
        tally.add(row.amount);
    }
    filled
}

fn fold(grouped: Grouped, ids: &Ids, year_before: &Range<Day>, extras: Extras) -> Result<FoldedPart> {
    let Grouped { mut rows, labels, measures, starts } = grouped;
    let mut customers = Vec::with_capacity(starts.len());
    let mut returned = Vec::new();
    let mut refunds = Refunds::default();
    let mut refunded_customers = 0;
    let mut purchases = Purchases::default();
    let mut labelled: Vec<(Row, Key)> = Vec::new();
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    for (start, end) in starts.iter().copied().zip(ends) {
        let rows = &mut rows[start..end];
        let measured = measures
            .each_ref()
            .map(|numbers| if numbers.is_empty() { Vec::new() } else { by_day(rows, &numbers[start..end]) });
        // of those who sent nothing back the purchases say it all
        let (given_back, sold) = if extras.ledger && rows.iter().any(|row| row.amount.0 < 0) {
            let part = |part: fn(&Row) -> i64| {
                by_day(rows, &rows.iter().map(|row| Money(part(row))).collect::<Vec<_>>())
            };
            (part(|row| (-row.amount.0).max(0)), part(|row| row.amount.0.max(0)))
        } else {
            (Vec::new(), Vec::new())
        };
        if !labels.is_empty() {
            labelled.clear();
            labelled.extend(rows.iter().copied().zip(labels[start..end].iter().copied()));
        }
        rows.sort_unstable();
        purchases.fill(rows, &mut refunds);
        let Purchases { counted: found, outside } = &purchases;
        let (Some(first), Some(last)) = (found.first(), found.last()) else {
            refunded_customers += 1;
            if extras.ledger || extras.visits {
                returned.push(Folded {
                    id: ids.text(rows[0].customer),
                    outside: by_day_outside(outside),
                    refunds: given_back,
                    sales: sold,
                    measures: measured,
                    ..Folded::nothing(rows)
                });
            }
            continue;
        };
        let id = ids.text(rows[0].customer);
        let amount = |purchases: &[Purchase]| purchases.iter().map(|purchase| purchase.amount).sum::<i128>();
        let second_day = found.partition_point(|purchase| purchase.time.day() == first.time.day());
        let (spent, repeat_spent) = (amount(outside) + amount(found), amount(&found[second_day..]));
        let (Ok(spent), Ok(repeat_spent)) = (i64::try_from(spent), i64::try_from(repeat_spent)) else {
            return Err(Error::AmountOverflow { customer: id });
        };
        let each_day = || found.chunk_by(|a, b| a.time.day() == b.time.day());
        // one day's money is at most that of all days, which fits
        let visit = |day: &[Purchase]| Visit {
            day: day[0].time.day(),
            orders: count(day.len()),
            spent: Money(i64::try_from(amount(day)).unwrap_or(i64::MAX)),
        };
        customers.push(Folded {
            id,
            first: first.time.day(),
            last: last.time.day(),
            orders: count(found.len()),
            purchase_days: count(each_day().count()),
            spent: Money(spent),
            repeat_spent: Money(repeat_spent),
            bought_year_before: found.iter().any(|purchase| year_before.contains(&purchase.time.day())),
            visits: if extras.visits { each_day().map(visit).collect() } else { Vec::new() },
            outside: if extras.visits { by_day_outside(outside) } else { Vec::new() },
            hours: if extras.hours {
                by_hour(found.iter().map(|purchase| purchase.time))
            } else {
                (Vec::new(), false)
            },
            labels: key_parts(&mut labelled, first.time.day()),
            refunds: given_back,
            sales: sold,
            measures: measured,
        });
    }
    Ok(FoldedPart { customers, returned, refunds, refunded_customers, ..FoldedPart::default() })
}

/// Money that belongs to no purchase, summed for each day that has any.
fn by_day_outside(outside: &[Purchase]) -> Vec<Visit> {
    let day = |day: &[Purchase]| Visit {
        day: day[0].time.day(),
        orders: 0,
        spent: Money::saturating_from(day.iter().map(|part| part.amount).sum()),
    };
    outside.chunk_by(|a, b| a.time.day() == b.time.day()).map(day).collect()
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
