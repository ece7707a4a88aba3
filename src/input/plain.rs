//! Rows of a typed file of which nothing is to be known but who, when and how much, and which leave no question: most rows
//! of most files. All others go the long way.

use std::borrow::Cow;

use polars::prelude::*;

use super::batch::{BatchParser, Values};
use super::rows::{Key, Row};
use super::typed::{Amounts, IdValues, Times, float_amount};
use crate::units::{MONEY_SCALE, Money, Timestamp};

/// The values of a batch of such rows.
pub(super) struct Plain<'a> {
    parser: &'a BatchParser<'a>,
    customers: Customers<'a>,
    orders: Option<Cow<'a, [i64]>>,
    times: Cow<'a, [i64]>,
    amounts: Paid<'a>,
}

enum Customers<'a> {
    Whole(Cow<'a, [i64]>),
    Text(&'a IdValues<'a>),
}

/// Amounts in whatever the file has them.
enum Paid<'a> {
    None,
    Whole(Cow<'a, [i64]>),
    Float(Cow<'a, [f64]>),
}

/// What stands for a missing value: no id, no time, and too large an amount.
const MISSING: i64 = i64::MIN;

impl<'a> Plain<'a> {
    /// The values, if all that is asked of the rows is plain.
    pub(super) fn of(parser: &'a BatchParser<'a>, values: &'a Values<'a>) -> Option<Plain<'a>> {
        let (plan, job) = (parser.plan, &parser.job);
        let mapping = &plan.mapping;
        let more = job.filter.is_some()
            || job.tagged.is_some()
            || !job.labels.is_empty()
            || job.measured().next().is_some()
            || mapping.refund.is_some()
            || !mapping.status.is_empty()
            || !mapping.cancelled.is_empty()
            || mapping.currency.is_some()
            || plan.preset.is_some_and(|preset| !preset.reading.guests.is_empty())
            || plan.moves_moments();
        if more {
            return None;
        }
        let customers = match values.customers.as_slice() {
            [IdValues::Whole(ids)] => Customers::Whole(whole(ids)),
            [ids @ IdValues::Text(_)] => Customers::Text(ids),
            _ => return None,
        };
        let orders = match &values.orders {
            None => None,
            Some(IdValues::Whole(orders)) => Some(whole(orders)),
            Some(_) => return None,
        };
        let Times::Micros(times) = &values.times else { return None };
        let amounts = match values.amounts.as_slice() {
            [] => Paid::None,
            [Amounts::Whole(amounts)] => Paid::Whole(whole(amounts)),
            [Amounts::Float(amounts)] => Paid::Float(match amounts.cont_slice() {
                Ok(amounts) => Cow::Borrowed(amounts),
                Err(_) => amounts.iter().map(|amount| amount.unwrap_or(f64::NAN)).collect(),
            }),
            _ => return None,
        };
        Some(Plain { parser, customers, orders, times: whole(times), amounts })
    }

    /// The row at a place and whether its amount is rounded, unless there is a question.
    pub(super) fn row(&self, place: usize) -> Option<(Row, bool)> {
        let customer = match &self.customers {
            Customers::Whole(ids) => Key::integer(ids[place])?,
            Customers::Text(ids) => {
                ids.key(place, |id| self.parser.customer(id)).ok().filter(|&key| key != Key::NONE)?
            }
        };
        let order = match &self.orders {
            None => Key::NONE,
            Some(orders) => Key::integer(orders[place])?,
        };
        let time = Timestamp(self.times[place]);
        if time == Timestamp::NONE {
            return None;
        }
        let (amount, rounded) = match &self.amounts {
            Paid::None => (Money(0), false),
            Paid::Whole(amounts) => (Money(positive(amounts[place])?.checked_mul(MONEY_SCALE)?), false),
            Paid::Float(amounts) => {
                let amount = float_amount(amounts[place]).ok()?;
                (Money(positive(amount.money.0)?), amount.rounded)
            }
        };
        Some((Row { customer, order, time, amount }, rounded))
    }
}

fn positive(amount: i64) -> Option<i64> {
    (amount > 0).then_some(amount)
}

fn whole(values: &Int64Chunked) -> Cow<'_, [i64]> {
    match values.cont_slice() {
        Ok(values) => Cow::Borrowed(values),
        Err(_) => values.iter().map(|value| value.unwrap_or(MISSING)).collect(),
    }
}
