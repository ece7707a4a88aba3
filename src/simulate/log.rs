//! The export of the shop: all customers' orders in the order of time, with refunds, guests and rows written twice.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::basket::{self, Catalogue, Line};
use super::calendar::{Calendar, DAY};
use super::life::{Life, Order};
use super::{Shop, Truth};
use crate::error::Result;

/// One row of the export; money in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Number of the order, from 1 on.
    pub order: u64,
    /// Number of the customer, from 0 on; none for a guest.
    pub customer: Option<u32>,
    /// Seconds since 1970.
    pub at: i64,
    /// Place in [`super::CHANNELS`].
    pub channel: u8,
    /// Place in the list of categories.
    pub category: u8,
    /// Number of the product, where a row is a line of an order.
    pub product: Option<u16>,
    /// How many; below zero for a refund.
    pub quantity: i64,
    /// List price.
    pub unit_price: i64,
    /// What the promo took off.
    pub discount: i64,
    /// quantity × `unit_price` − discount.
    pub amount: i64,
}

/// Names and meanings of the columns of the log; those of lines only with [`Shop::lines`].
pub const LOG_COLUMNS: &[(&str, &str)] = &[
    ("order_id", "order; a refund has that of its order"),
    ("customer_id", "customer; empty for a guest"),
    ("ordered_at", "date and time; of the refund for a refund"),
    ("channel", "where it was bought"),
    ("category", "category of the product; the customer's favourite where a row is an order"),
    ("product", "product (with `--lines`)"),
    ("quantity", "how many, below zero for a refund (with `--lines`)"),
    ("unit_price", "list price (with `--lines`)"),
    ("discount", "what the promo took off"),
    ("amount", "what was paid, below zero for a refund"),
];

/// What the log holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub rows: u64,
    /// Orders of customers.
    pub orders: u64,
    /// Orders of guests.
    pub guests: u64,
    /// Orders sent back.
    pub refunds: u64,
    /// Rows written twice.
    pub duplicates: u64,
}

/// Orders that are held at a time.
const ORDERS_AT_ONCE: usize = 400_000;
/// Customers who are one piece of work.
const CUSTOMERS_AT_ONCE: usize = 4_096;
const LONGEST_SPAN: usize = 120;

pub(super) fn simulate(shop: &Shop, write: &mut dyn FnMut(&[Row]) -> Result<()>) -> Result<Truth> {
    let days = shop.days();
    let calendar = Calendar::new(shop.from, days, days + shop.ahead, shop.season);
    let catalogue = Catalogue::new(shop);
    let mut lives: Vec<Life> =
        (0..shop.customers).into_par_iter().map(|number| Life::new(shop, &calendar, number)).collect();
    let mut counts = Counts::default();
    let mut pending: Vec<(u64, Order)> = Vec::new();
    let (mut day, mut span, mut number) = (0, 1, 0);
    while day < days {
        let next = (day + span).min(days);
        let until = (i64::from(shop.from.0) + next as i64) * DAY;
        let mut orders = live(&mut lives, shop, &calendar, &catalogue, until);
        let rate = (orders.len() / (next - day)).max(1);
        (day, span) = (next, (ORDERS_AT_ONCE / rate).clamp(1, LONGEST_SPAN));
        counts.orders += orders.len() as u64;
        add_guests(shop, &mut orders, &mut counts);
        orders.sort_unstable_by_key(|order| (order.at, order.customer.is_none(), order.customer, order.seed));
        let placed: Vec<(u64, Order)> =
            orders.into_iter().zip(number + 1..).map(|(order, id)| (id, order)).collect();
        number += placed.len() as u64;
        pending.extend(placed.iter().filter(|(_, order)| order.refunded_after.is_some()));
        let due = pending.extract_if(.., |(_, order)| order.refunded_at().is_some_and(|at| at < until));
        let mut entries: Vec<Entry> = due.map(|(id, order)| Entry::refund(id, order)).collect();
        counts.refunds += entries.len() as u64;
        entries.extend(placed.into_iter().map(|(id, order)| Entry { at: order.at, id, order, sign: 1 }));
        entries.sort_unstable_by_key(|entry| (entry.at, entry.id, entry.sign));
        let rows: Vec<(Row, bool)> =
            entries.par_iter().flat_map_iter(|entry| entry.rows(shop, &catalogue)).collect();
        counts.duplicates += rows.iter().filter(|(_, again)| *again).count() as u64;
        counts.rows += rows.len() as u64;
        let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
        write(&rows)?;
    }
    let mut later = lives.clone();
    let horizon = shop.end() + shop.ahead as i64 * DAY;
    later.par_iter_mut().for_each(|life| life.live(shop, &calendar, &catalogue, horizon, |_| ()));
    let future = lives
        .iter()
        .zip(&later)
        .map(|(now, later)| (later.orders - now.orders, later.spent - now.spent))
        .collect();
    for life in &mut lives {
        // who leaves after the log has not left yet
        life.left = life.left.filter(|&left| left < shop.end());
    }
    Ok(Truth { customers: lives, future, counts })
}

fn live(
    lives: &mut [Life],
    shop: &Shop,
    calendar: &Calendar,
    catalogue: &Catalogue,
    until: i64,
) -> Vec<Order> {
    let parts: Vec<Vec<Order>> = lives
        .par_chunks_mut(CUSTOMERS_AT_ONCE)
        .map(|part| {
            let mut orders = Vec::new();
            for life in part {
                life.live(shop, calendar, catalogue, until, |order| orders.push(order));
            }
            orders
        })
        .collect();
    parts.concat()
}

fn add_guests(shop: &Shop, orders: &mut Vec<Order>, counts: &mut Counts) {
    if shop.guests <= 0.0 {
        return;
    }
    let odds = shop.guests / (1.0 - shop.guests);
    let mut guests = Vec::new();
    for order in &*orders {
        let part: f64 = Xoshiro256PlusPlus::seed_from_u64(order.seed ^ 0x6775_6573_7400).random();
        if part < odds {
            guests.push(Order::of_guest(shop, order));
        }
    }
    counts.guests += guests.len() as u64;
    orders.append(&mut guests);
}

/// An order when it is placed, or when it is sent back.
struct Entry {
    at: i64,
    id: u64,
    order: Order,
    sign: i64,
}

impl Entry {
    fn refund(id: u64, order: Order) -> Entry {
        Entry { at: order.refunded_at().unwrap_or(order.at), id, order, sign: -1 }
    }

    /// Its rows; those written twice stand there again, marked.
    fn rows(&self, shop: &Shop, catalogue: &Catalogue) -> Vec<(Row, bool)> {
        let mut rows = Vec::with_capacity(4);
        let mut twice =
            Xoshiro256PlusPlus::seed_from_u64(self.order.seed ^ 0x7477_6963_6500 ^ self.sign.cast_unsigned());
        catalogue.lines(shop, &self.order, |line: Line| {
            let row = Row {
                order: self.id,
                customer: self.order.customer,
                at: self.at,
                channel: self.order.channel,
                category: line.product.map_or(self.order.category, basket::category),
                product: line.product,
                quantity: self.sign * line.quantity,
                unit_price: line.unit_price,
                discount: self.sign * line.discount,
                amount: self.sign * line.amount,
            };
            rows.push((row, false));
            let part: f64 = if shop.duplicates > 0.0 { twice.random() } else { 1.0 };
            if part < shop.duplicates {
                rows.push((row, true));
            }
        });
        rows
    }
}
