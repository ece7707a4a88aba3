//! Rows to customers on all cores: each reading thread spreads its rows over partitions by customer; then every
//! partition is grouped by customer and folded by itself.
//!
//! Sums are integers and every customer's rows are sorted, so neither the order of the rows nor the number of
//! threads can change a figure.

use rayon::prelude::*;

use super::merge::merged;
use super::packed::Item;
use super::part::{Part, fold};
use super::partition::Partition;
use super::spill::Spill;
use super::{Census, Customers};
use crate::error::Result;
use crate::input::{Batch, Ids, Key, LeftOrder, Row, RowSink, Tag};
use crate::transactions::{Account, Copies, Gate, LeftOrders, Owners, Refunds, Verdict, Window};
use crate::units::{Day, Money, Tally, Timestamp};

pub(super) const PARTITIONS: usize = 256;

/// Collects the rows of one reading thread.
#[derive(Debug)]
pub struct Summary {
    gate: Gate,
    partitions: Vec<Partition>,
    ownerless: Vec<Ownerless>,
    left_orders: Vec<LeftOrder>,
    census: Option<Census>,
    /// Bytes of packed rows, and how many of them memory may hold.
    packed: (usize, usize),
    scratch: Vec<u8>,
    spill: Option<Spill>,
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
    fn rows(&mut self, batch: &Batch) -> Result<()> {
        if let Some(census) = &mut self.census {
            census.add(batch);
        }
        self.left_orders.extend(&batch.left_orders);
        if batch.is_plain() {
            return self.plain_rows(&batch.rows);
        }
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
        self.spill_if_full()
    }
}

impl Summary {
    /// Rows with nothing that goes along.
    fn plain_rows(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            match self.gate.judge(row) {
                Verdict::In => {
                    let partition = &mut self.partitions[partition(row.customer)];
                    self.packed.0 += partition.push_row(*row, &mut self.scratch);
                }
                verdict => self.take(&Item::of(*row), verdict, false),
            }
        }
        self.spill_if_full()
    }

    fn take(&mut self, item: &Item, verdict: Verdict, stated_refund: bool) {
        match verdict {
            Verdict::In => self.push(item),
            Verdict::Ownerless => {
                self.ownerless.push(Ownerless { item: *item, stated_refund, statusless: false });
            }
            Verdict::Out => {}
        }
    }

    fn push(&mut self, item: &Item) {
        let partition = &mut self.partitions[partition(item.row.customer)];
        self.packed.0 += partition.push(item, &mut self.scratch);
    }

    /// Writes the packed rows to disk, partition after partition, if there are too many for memory.
    fn spill_if_full(&mut self) -> Result<()> {
        if self.packed.0 <= self.packed.1 {
            return Ok(());
        }
        let spill = match &mut self.spill {
            Some(spill) => spill,
            none => none.insert(Spill::new()?),
        };
        for partition in &mut self.partitions {
            let packed = partition.take_packed();
            if !packed.is_empty() {
                partition.is_on_disk(spill.write(&packed)?);
            }
        }
        self.packed.0 = 0;
        Ok(())
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

/// What is kept of every purchase day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DaysKept {
    /// Nothing, not even the day.
    #[default]
    None,
    /// The day alone, and of a sample of the customers if there are many; and how far apart the purchases of all are.
    Sample,
    /// The day alone.
    Bare,
    /// The day with its orders and its money.
    Full,
}

impl DaysKept {
    /// Whether the days of all customers are kept.
    pub(super) fn are_of_all(self) -> bool {
        matches!(self, DaysKept::Bare | DaysKept::Full)
    }
}

/// What else to do while folding.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    /// Remove rows that equal another row of their file.
    pub dedupe: bool,
    /// What is kept of every purchase day.
    pub days: DaysKept,
    /// Keep the hours of the day of the orders.
    pub hours: bool,
    /// Keep what was refunded and what was taken off the price, by day.
    pub ledger: bool,
    /// Columns that rows are labelled by.
    pub labels: usize,
}

impl Summary {
    /// A collector for one thread, which also takes a census if it is asked for and keeps at most about `memory` bytes of
    /// rows in memory, the others on disk.
    #[must_use]
    pub fn new(window: Window, census: bool, memory: usize) -> Summary {
        Summary {
            gate: Gate::new(window),
            partitions: (0..PARTITIONS).map(|_| Partition::default()).collect(),
            ownerless: Vec::new(),
            left_orders: Vec::new(),
            census: census.then(Census::default),
            packed: (0, memory),
            scratch: Vec::new(),
            spill: None,
        }
    }

    /// Folds what all threads collected.
    ///
    /// # Errors
    /// Sums beyond what [`Money`] can hold, and rows on disk that cannot be read back.
    pub fn finish(threads: Vec<Summary>, window: Window, extras: Extras, ids: &Ids) -> Result<Collected> {
        let mut account = Account::default();
        let mut last_day = None;
        let mut days: Option<(Day, Day)> = None;
        let mut partitions: Vec<Partition> = (0..PARTITIONS).map(|_| Partition::default()).collect();
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
                target.append(partition);
            }
        }
        let waiting = without_left(ownerless, &left, &mut account);
        let (complete, blank): (Vec<Ownerless>, Vec<Ownerless>) =
            waiting.into_iter().partition(Ownerless::is_complete);
        admit(&complete, &mut gate, &mut partitions);
        last_day = last_day.max(gate.last_day);
        days = either(days, gate.days);
        account.merge(&gate.account);
        let filled = fill(&blank, &mut partitions, &mut account)?;
        let as_of = window.as_of.or(last_day);
        let Day(end) = as_of.unwrap_or(Day(0));
        let year_before = Day(end - 729)..Day(end - 364);
        let parts: Result<Vec<Part>> = partitions
            .into_par_iter()
            .map(|partition| {
                let (mut copies, mut with_order) = (Copies::default(), Tally::default());
                let mut rows = partition.into_rows()?;
                rows.remove_left(&left, &mut with_order, &mut copies.refunds);
                rows.remove_copies(extras.dedupe, &mut copies);
                let part = fold(rows.by_customer(), ids, &year_before, extras)?;
                Ok(Part { copies, with_order, ..part })
            })
            .collect();
        let (mut known, mut returned) = (Vec::new(), Vec::new());
        let mut refunds = Refunds::default();
        let mut copies = Copies::default();
        let mut refunded_customers = 0;
        for part in parts? {
            known.push(part.known);
            returned.push(part.returned);
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
        let (customers, returned) = (merged(known, extras, ids), merged(returned, extras, ids));
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
    let scratch = &mut Vec::new();
    for Ownerless { item, stated_refund, .. } in complete {
        let row = &item.row;
        let verdict = if *stated_refund { gate.place(row) } else { gate.judge(row) };
        if verdict == Verdict::In {
            if *stated_refund {
                gate.account.stated_refunds.add(row.amount);
            }
            partitions[partition(row.customer)].push(item, scratch);
        }
    }
}

/// Gives rows without a customer or a date those of their order, counts the others as guests or undated, and says how
/// many were given one.
fn fill(ownerless: &[Ownerless], partitions: &mut [Partition], account: &mut Account) -> Result<u64> {
    if ownerless.is_empty() {
        return Ok(0);
    }
    let mut owners = Owners::sought(ownerless.iter().map(|blank| blank.item.row.order));
    for partition in partitions.iter() {
        owners.look_at(&partition.rows()?.rows);
    }
    let mut scratch = Vec::new();
    let mut filled = 0;
    for Ownerless { item, stated_refund, .. } in ownerless {
        let row = &item.row;
        let order = owners.of(row.order);
        let customer = Some(row.customer).filter(|&own| own != Key::NONE).or(order.customer());
        let time = Some(row.time).filter(|&own| own != Timestamp::NONE).or(order.time);
        let tally = match (customer, time) {
            (Some(customer), Some(time)) => {
                let row = Row { customer, time, ..*row };
                partitions[partition(customer)].push(&Item { row, ..*item }, &mut scratch);
                filled += u64::from(!stated_refund);
                if *stated_refund { &mut account.stated_refunds } else { &mut account.used }
            }
            _ if *stated_refund => continue,
            (None, _) => &mut account.guests,
            (_, None) => &mut account.undated,
        };
        tally.add(row.amount);
    }
    Ok(filled)
}
