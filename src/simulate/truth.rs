//! What is true of every customer of the shop, as a table.

use super::calendar::DAY;
use super::{CATEGORIES, CHANNELS, Life, Shop};
use crate::document::{Table, Values};
use crate::units::Day;

/// What is true of the shop.
#[derive(Debug)]
pub struct Truth {
    /// Every customer, as known at the end of the log.
    pub customers: Vec<Life>,
    /// Orders and money of each customer after the log, in hundredths.
    pub future: Vec<(u32, i64)>,
    /// What was written.
    pub counts: super::Counts,
}

/// Names and meanings of the columns of [`Truth::table`].
pub const TRUTH_COLUMNS: &[(&str, &str)] = &[
    ("customer_id", "customer"),
    ("first_purchase", "date of the first purchase"),
    ("channel", "favourite channel"),
    ("category", "favourite category"),
    ("variant", "`promo` or `control`; empty without a promo"),
    ("purchase_rate", "purchases per week while a customer"),
    ("dropout", "probability to leave after a purchase; empty where customers leave otherwise"),
    ("mean_spend", "mean value of the customer's orders, before any promo"),
    ("alive", "1 if still a customer at the end of the log, 0 if not"),
    ("lifetime_days", "days from the first purchase to leaving; empty if still a customer"),
    ("orders", "orders in the log, refunded ones too"),
    ("spent", "what they brought, refunds taken off"),
    ("future_orders", "orders within the days ahead of the log"),
    ("future_spent", "what those bring"),
];

impl Truth {
    /// One row for each customer.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "money and days of one customer")]
    pub fn table(&self, shop: &Shop) -> Table {
        let lives = &self.customers;
        let text = |value: &dyn Fn(&Life) -> &'static str| Values::Term(lives.iter().map(value).collect());
        let number = |value: &dyn Fn(&Life) -> Option<f64>| Values::Number(lives.iter().map(value).collect());
        let money = |value: &dyn Fn(usize) -> i64| {
            Values::Money((0..lives.len()).map(|place| Some(value(place) as f64 / 100.0)).collect())
        };
        let count = |value: &dyn Fn(usize) -> u32| {
            Values::Count((0..lives.len()).map(|place| u64::from(value(place))).collect())
        };
        let variant = |life: &Life| match life.promoted {
            Some(true) => "promo",
            Some(false) => "control",
            None => "",
        };
        let lifetime = |life: &Life| life.left.map(|left| (left - life.first) as f64 / DAY as f64);
        let columns = vec![
            Values::Text((0..shop.customers).map(|number| shop.customer_id(number)).collect()),
            Values::Date(lives.iter().map(|life| Some(Day(life.first.div_euclid(DAY) as i32))).collect()),
            text(&|life| CHANNELS[usize::from(life.channel)]),
            text(&|life| CATEGORIES[usize::from(life.category)]),
            text(&variant),
            number(&|life| Some(life.rate)),
            number(&|life| life.leaving),
            Values::Money(lives.iter().map(|life| Some(life.mean_spend)).collect()),
            count(&|place| u32::from(lives[place].left.is_none())),
            number(&lifetime),
            count(&|place| lives[place].orders),
            money(&|place| lives[place].spent),
            count(&|place| self.future[place].0),
            money(&|place| self.future[place].1),
        ];
        Table::new("truth", TRUTH_COLUMNS.iter().map(|&(name, _)| name).zip(columns).collect())
    }
}
