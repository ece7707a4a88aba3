//! The table of customers. Rows are in order of value, so that what is known of a customer lies all over; columns that
//! come from one place are made together, and what follows from other columns is reckoned from these.

use rayon::prelude::*;

use super::{Buyers, Clv, ClvResult};
use crate::document::{Reals, Table, Values};
use crate::models::Spend;

/// One row for each customer of `order`, in that order.
pub(super) fn customer_table(clv: &Clv, buyers: &Buyers, result: &ClvResult, order: &[usize]) -> Table {
    let rows = order.len();
    let histories: Vec<usize> = order.par_iter().map(|&place| result.histories.of_customer[place]).collect();
    let [frequency, recency, age] = Reals::columns(rows, |row| {
        let history = buyers.histories[order[row]];
        [f64::from(history.x), history.t_x, history.age].map(Some)
    });
    let spent = buyers.log.as_ref().and_then(|log| log.spent.as_ref());
    let [monetary_value, spent] = Reals::columns(rows, |row| {
        let mean = buyers.monetary_value.as_ref().and_then(|means| means[order[row]]);
        [mean, spent.map(|spent| spent[order[row]])]
    });
    let paid = |row: usize| Spend::new(whole(frequency.get(row)) as u32, monetary_value.get(row)?);
    let [p_alive, churn_risk] = Reals::columns(rows, |row| {
        let history = histories[row];
        [Some(result.p_alive[history]), Some(result.churn_risk[history])]
    });
    let [expected_purchases, least, most, clv_lower, clv_upper] = Reals::columns(rows, |row| {
        let history = histories[row];
        let (least, most) = result.ends_of_purchases(history);
        let value = result.ends_of_clv(clv, history, paid(row));
        [
            Some(result.forecasts[history].purchases),
            Some(f64::from(least)),
            Some(f64::from(most)),
            value.map(|(lower, _)| lower),
            value.map(|(_, upper)| upper),
        ]
    });
    let [expected_spend, value, simple_clv] = Reals::columns(rows, |row| {
        let (place, value) = (order[row], result.value.as_ref());
        [
            value.map(|value| value.expected_spend[place]),
            value.map(|value| value.clv[place]),
            result.simple_clv.as_ref().map(|values| values[place]),
        ]
    });
    let [expected_purchases_lower, expected_purchases_upper, expected_clv_lower, expected_clv_upper] =
        Reals::columns(rows, |row| {
            let spread = result.spread_of_purchases(histories[row]);
            let purchases = expected_purchases.get(row).map(|expected| result.around(expected, spread));
            let of_spend = result.spread_of_spend(paid(row));
            let value = value.get(row).zip(of_spend).map(|(value, more)| result.around(value, spread + more));
            [
                purchases.map(|(lower, _)| lower),
                purchases.map(|(_, upper)| upper),
                value.map(|(lower, _)| lower),
                value.map(|(_, upper)| upper),
            ]
        });
    Table::new(
        "customers",
        vec![
            ("customer_id", Values::Text(buyers.id.select(order))),
            ("frequency", counts(&frequency)),
            ("recency", Values::Number(recency)),
            ("age", Values::Number(age)),
            ("monetary_value", Values::Money(monetary_value)),
            ("spent", Values::Money(spent)),
            ("p_alive", Values::Probability(p_alive)),
            ("churn_risk", Values::Probability(churn_risk)),
            ("expected_purchases", Values::Number(expected_purchases)),
            ("expected_purchases_lower", Values::Number(expected_purchases_lower)),
            ("expected_purchases_upper", Values::Number(expected_purchases_upper)),
            ("purchases_lower", counts(&least)),
            ("purchases_upper", counts(&most)),
            ("expected_spend", Values::Money(expected_spend)),
            ("clv", Values::Money(value)),
            ("expected_clv_lower", Values::Money(expected_clv_lower)),
            ("expected_clv_upper", Values::Money(expected_clv_upper)),
            ("clv_lower", Values::Money(clv_lower)),
            ("clv_upper", Values::Money(clv_upper)),
            ("simple_clv", Values::Money(simple_clv)),
        ],
    )
}

fn counts(numbers: &Reals) -> Values {
    Values::Count((0..numbers.len()).into_par_iter().map(|row| whole(numbers.get(row))).collect())
}

#[expect(clippy::cast_sign_loss, reason = "counts are not below nought")]
fn whole(count: Option<f64>) -> u64 {
    count.unwrap_or(0.0) as u64
}
