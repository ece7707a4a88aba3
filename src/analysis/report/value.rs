//! How unevenly the money of the last twelve months is spread over those who spent it.

use crate::document::{Message, Table, Value, Values};
use crate::pipeline::Prepared;
use crate::stats::{gini, shares_of_tenths, top_share};
use crate::units::{Day, Money, Span};

/// What each customer who bought within the twelve months up to a day spent in them, the most first.
fn spent(data: &Prepared, to: Day) -> Vec<f64> {
    let customers = &data.collected.customers;
    let Some(visits) = &customers.visits else { return Vec::new() };
    let from = Day(Span::Months(12).before(to).0 + 1);
    let sum = |place: usize| visits.between(place, from, to).map(|visit| visit.spent).sum::<Money>().to_f64();
    let mut spent: Vec<f64> = (0..customers.len()).map(sum).filter(|spent| *spent > 0.0).collect();
    spent.sort_unstable_by(|a, b| b.total_cmp(a));
    spent
}

/// Each tenth of them with its money, and what that says; none where nobody spent anything.
#[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "customers stay below 2^53")]
pub(super) fn concentration(data: &Prepared, to: Day) -> Option<(Table, Message)> {
    let spent = spent(data, to);
    let total: f64 = spent.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let shares = shares_of_tenths(&spent);
    let upto = |tenths: usize| shares[..=tenths].iter().sum::<f64>();
    let tenths = 0..shares.len();
    let customers = |tenth: usize| spent.len() as f64 * (tenth + 1) as f64 / 10.0;
    let table = Table::new(
        "concentration",
        vec![
            (
                "customers_up_to",
                Values::Share(tenths.clone().map(|tenth| Some((tenth + 1) as f64 / 10.0)).collect()),
            ),
            (
                "customers",
                Values::Count(tenths.clone().map(|tenth| customers(tenth).round().max(0.0) as u64).collect()),
            ),
            ("spent", Values::Money(tenths.clone().map(|tenth| Some(shares[tenth] * total)).collect())),
            ("share", Values::Share(shares.iter().copied().map(Some).collect())),
            ("share_up_to", Values::Share(tenths.map(|tenth| Some(upto(tenth).min(1.0))).collect())),
        ],
    );
    let part = |part: f64| Value::Share(top_share(&spent, part).unwrap_or(0.0));
    let message = Message::new("report-concentration")
        .count("customers", spent.len() as u64)
        .with("spent", Value::Money(total))
        .with("tenth", part(0.1))
        .with("half", part(0.5))
        .with("gini", Value::Decimal(gini(&spent).unwrap_or(0.0), 2));
    Some((table, message))
}
