//! The table of customers. Rows are in order of value, so that what is known of a customer and of the customer's history
//! lies all over: it is put side by side before, and each row reaches for two places.

use rayon::prelude::*;

use super::{Buyers, Clv, ClvResult, Interval};
use crate::document::{Reals, Table, Values};
use crate::models::Spend;

/// What the rows of all customers of a history share.
#[derive(Clone, Copy)]
struct OfHistory {
    frequency: u32,
    recency: f64,
    age: f64,
    p_alive: f64,
    churn_risk: f64,
    expected_purchases: f64,
    /// Of the logarithm of these.
    spread: f64,
    /// The purchases at least and at most.
    ends: (u32, u32),
    /// Their value, in units of the scale of what the customer spends.
    worth: Interval,
}

/// What is known of one customer.
#[derive(Clone, Copy)]
struct OfCustomer {
    history: u32,
    paid: Option<f64>,
    /// Nought where there are no amounts, like those that follow.
    spent: f64,
    expected_spend: f64,
    value: f64,
    simple_clv: f64,
}

/// What rows are made of.
struct Rows<'a> {
    clv: &'a Clv,
    buyers: &'a Buyers,
    result: &'a ClvResult,
    histories: Vec<OfHistory>,
    customers: Vec<OfCustomer>,
}

/// What kind of values numbers are.
type Kind = fn(Reals) -> Values;

/// The columns after the id.
const COLUMNS: [(&str, Kind); 19] = [
    ("frequency", counts),
    ("recency", Values::Number),
    ("age", Values::Number),
    ("monetary_value", Values::Money),
    ("spent", Values::Money),
    ("p_alive", Values::Probability),
    ("churn_risk", Values::Probability),
    ("expected_purchases", Values::Number),
    ("expected_purchases_lower", Values::Number),
    ("expected_purchases_upper", Values::Number),
    ("purchases_lower", counts),
    ("purchases_upper", counts),
    ("expected_spend", Values::Money),
    ("clv", Values::Money),
    ("expected_clv_lower", Values::Money),
    ("expected_clv_upper", Values::Money),
    ("clv_lower", Values::Money),
    ("clv_upper", Values::Money),
    ("simple_clv", Values::Money),
];

/// One row for each customer of `order`, in that order.
pub(super) fn customer_table(clv: &Clv, buyers: &Buyers, result: &ClvResult, order: &[usize]) -> Table {
    let columns = {
        let rows = Rows {
            clv,
            buyers,
            result,
            histories: (0..result.histories.distinct.len())
                .into_par_iter()
                .map(|history| OfHistory::of(clv, result, history))
                .collect(),
            customers: (0..buyers.len())
                .into_par_iter()
                .map(|place| OfCustomer::of(buyers, result, place))
                .collect(),
        };
        Reals::columns(order.len(), |range, block| rows.fill(&order[range], block))
    };
    let named = COLUMNS.into_iter().zip(columns).map(|((name, values), column)| (name, values(column)));
    let id = ("customer_id", Values::Text(buyers.id.select(order)));
    Table::new("customers", std::iter::once(id).chain(named).collect())
}

impl OfHistory {
    fn of(clv: &Clv, result: &ClvResult, history: usize) -> OfHistory {
        let of = result.histories.distinct[history];
        OfHistory {
            frequency: of.x,
            recency: of.t_x,
            age: of.age,
            p_alive: result.p_alive[history],
            churn_risk: result.churn_risk[history],
            expected_purchases: result.forecasts[history].purchases,
            spread: result.spread_of_purchases(history),
            ends: result.ends_of_purchases(history),
            worth: result.worth(clv, history),
        }
    }
}

impl OfCustomer {
    fn of(buyers: &Buyers, result: &ClvResult, place: usize) -> OfCustomer {
        let at = |values: Option<&Vec<f64>>| values.map_or(0.0, |values| values[place]);
        let value = result.value.as_ref();
        OfCustomer {
            history: result.histories.of_customer[place] as u32,
            paid: buyers.monetary_value.as_ref().and_then(|means| means[place]),
            spent: at(buyers.spent()),
            expected_spend: at(value.map(|value| &value.expected_spend)),
            value: at(value.map(|value| &value.clv)),
            simple_clv: at(result.simple_clv.as_ref()),
        }
    }
}

impl Rows<'_> {
    /// The rows of some customers. All of them are reached for before any is reckoned with, so that one does not wait for
    /// the other.
    fn fill(&self, places: &[usize], rows: &mut [[Option<f64>; COLUMNS.len()]]) {
        let customers: Vec<OfCustomer> = places.iter().map(|&place| self.customers[place]).collect();
        let histories: Vec<OfHistory> =
            customers.iter().map(|customer| self.histories[customer.history as usize]).collect();
        for (row, (customer, history)) in rows.iter_mut().zip(customers.iter().zip(&histories)) {
            *row = self.row(customer, history);
        }
    }

    fn row(&self, customer: &OfCustomer, history: &OfHistory) -> [Option<f64>; COLUMNS.len()] {
        let result = self.result;
        let paid = customer.paid.and_then(|mean| Spend::new(history.frequency, mean));
        let (least, most) = result.around(history.expected_purchases, history.spread);
        let valued = result.value.as_ref();
        let of_spend = result.spread_of_spend(paid).filter(|_| valued.is_some());
        let around = of_spend.map(|more| result.around(customer.value, history.spread + more));
        let worth = match paid {
            None => result.worth_unpaid(self.clv, customer.history as usize),
            Some(_) => history.worth,
        };
        let scale = result.scale(paid);
        [
            Some(f64::from(history.frequency)),
            Some(history.recency),
            Some(history.age),
            customer.paid,
            self.buyers.spent().map(|_| customer.spent),
            Some(history.p_alive),
            Some(history.churn_risk),
            Some(history.expected_purchases),
            Some(least),
            Some(most),
            Some(f64::from(history.ends.0)),
            Some(f64::from(history.ends.1)),
            valued.map(|_| customer.expected_spend),
            valued.map(|_| customer.value),
            around.map(|(lower, _)| lower),
            around.map(|(_, upper)| upper),
            scale.map(|scale| worth.0 * scale),
            scale.map(|scale| worth.1 * scale),
            result.simple_clv.as_ref().map(|_| customer.simple_clv),
        ]
    }
}

#[expect(clippy::needless_pass_by_value, reason = "one of the kinds of columns")]
fn counts(numbers: Reals) -> Values {
    Values::Count((0..numbers.len()).into_par_iter().map(|row| whole(numbers.get(row))).collect())
}

#[expect(clippy::cast_sign_loss, reason = "counts are not below nought")]
fn whole(count: Option<f64>) -> u64 {
    count.unwrap_or(0.0) as u64
}
