//! Whom to win back: the customers for whom an offer is expected to earn more than it costs.
//!
//! An offer adds `uplift` to the probability of buying within the span, but no more than what is missing to one (the churn
//! risk). One who is won back brings what an active customer brings: expected profit = min(uplift, risk) · value if active −
//! cost of the offer.

use serde_json::Value as Json;

use super::scores::Risks;
use crate::analysis::outlook::Buyers;
use crate::document::{Cell, Message, Reals, Table, Value, Values, View};
use crate::stats::{normal_quantile, z_of};

/// What an offer costs and does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Cost of sending it to a customer.
    pub cost: f64,
    /// What it adds to the probability of buying.
    pub uplift: Uplift,
    /// What may be spent; none for as much as pays.
    pub budget: Option<f64>,
}

/// What an offer adds to the probability of buying.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uplift {
    /// So much.
    pub value: f64,
    /// Standard error of it; 0 if it is taken for known.
    pub std_error: f64,
}

impl Uplift {
    /// Out of the result of `setia ab-test --format json`: the effect on conversion that its verdict is about.
    ///
    /// # Errors
    /// Text that is no such result, in words for the command line.
    pub fn of_test(text: &str) -> Result<Uplift, String> {
        let result: Json = serde_json::from_str(text).map_err(|_| "it is no JSON".to_owned())?;
        let effects = result["tables"]["effects"].as_array();
        let row = effects.and_then(|rows| rows.iter().find(|row| row["metric"] == "conversion"));
        let row =
            row.ok_or("it has no effect on conversion; write one with `setia ab-test --format json`")?;
        let number = |name: &str| row[name].as_f64();
        let (Some(value), Some(lower), Some(upper)) =
            (number("effect"), number("ci_lower"), number("ci_upper"))
        else {
            return Err("its effect on conversion has no interval".to_owned());
        };
        // intervals of a test are 95 % ones
        Ok(Uplift { value, std_error: (upper - lower) / (2.0 * normal_quantile(0.975)) })
    }
}

/// Whom to contact, and what comes of it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    offer: Offer,
    contacts: Vec<Contact>,
    /// Customers for whom an offer pays, contacted or not.
    paying: u64,
    expected: f64,
    interval: (f64, f64),
    break_even: Option<f64>,
}

#[derive(Debug, Clone, Copy)]
struct Contact {
    place: usize,
    uplift: f64,
    value: f64,
    profit: f64,
}

/// The least part of a budget that matters.
const ROUNDING: f64 = 1e-9;

impl Plan {
    /// The plan of the greatest expected profit; none without amounts.
    pub(super) fn of(offer: &Offer, risks: &Risks, confidence: f64) -> Option<Plan> {
        let values = risks.value_if_active.as_ref()?;
        let contact = |(place, &value): (usize, &f64)| {
            let uplift = offer.uplift.value.min(risks.risk(place));
            Contact { place, uplift, value, profit: uplift * value - offer.cost }
        };
        let mut contacts: Vec<Contact> =
            values.iter().enumerate().map(contact).filter(|contact| contact.profit > 0.0).collect();
        contacts.sort_by(|a, b| b.profit.total_cmp(&a.profit));
        let paying = contacts.len();
        if let Some(budget) = offer.budget.filter(|_| offer.cost > 0.0) {
            #[expect(clippy::cast_sign_loss, reason = "a budget is not below zero")]
            contacts.truncate((budget / offer.cost * (1.0 + ROUNDING)) as usize);
        }
        let sum = |value: &dyn Fn(&Contact) -> f64| contacts.iter().map(value).sum::<f64>();
        let expected = sum(&|contact| contact.profit);
        // the luck of who answers, and what is not known of the uplift
        let luck = sum(&|contact| contact.uplift * (1.0 - contact.uplift) * contact.value * contact.value);
        let unknown = offer.uplift.std_error * sum(&|contact| contact.value);
        let width = z_of(confidence) * (luck + unknown * unknown).sqrt();
        let worth = sum(&|contact| contact.value);
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let cost = offer.cost * contacts.len() as f64;
        Some(Plan {
            offer: *offer,
            paying: paying as u64,
            expected,
            interval: (expected - width, expected + width),
            break_even: (worth > 0.0).then(|| cost / worth),
            contacts,
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn cost(&self) -> f64 {
        self.offer.cost * self.contacts.len() as f64
    }

    /// Whom to contact, the most profitable first.
    pub(super) fn table(&self, buyers: &Buyers, risks: &Risks) -> Table {
        let each = |kind: fn(Reals) -> Values, value: &dyn Fn(&Contact) -> f64| {
            kind(self.contacts.iter().map(|contact| Some(value(contact))).collect())
        };
        let (mut cost, mut profit) = (0.0, 0.0);
        let costs = self.contacts.iter().map(|_| {
            cost += self.offer.cost;
            Some(cost)
        });
        let costs = Values::Money(costs.collect());
        let profits = self.contacts.iter().map(|contact| {
            profit += contact.profit;
            Some(profit)
        });
        let ids = self.contacts.iter().map(|contact| buyers.id[contact.place].to_owned());
        Table::new(
            "plan",
            vec![
                ("customer_id", Values::Text(ids.collect())),
                ("churn_risk", each(Values::Probability, &|contact| risks.risk(contact.place))),
                ("value_if_active", each(Values::Money, &|contact| contact.value)),
                ("uplift", each(Values::Probability, &|contact| contact.uplift)),
                ("expected_profit", each(Values::Money, &|contact| contact.profit)),
                ("break_even_uplift", each(Values::Share, &|contact| self.offer.cost / contact.value)),
                ("cumulative_cost", costs),
                ("cumulative_profit", Values::Money(profits.collect())),
            ],
        )
    }

    /// What the plan comes to.
    pub(super) fn totals(&self) -> Table {
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let rows = [
            ("contacts", Some(self.contacts.len() as f64)),
            ("cost", Some(self.cost())),
            ("expected_responders", Some(self.contacts.iter().map(|contact| contact.uplift).sum())),
            ("expected_profit", Some(self.expected)),
            ("profit_lower", Some(self.interval.0)),
            ("profit_upper", Some(self.interval.1)),
            ("break_even_uplift", self.break_even),
        ];
        Table::new(
            "plan_totals",
            vec![
                ("figure", Values::Term(rows.iter().map(|row| row.0).collect())),
                ("value", Values::Number(rows.iter().map(|row| row.1).collect())),
            ],
        )
    }

    /// What the plan comes to, in a sentence.
    pub(super) fn headline(&self, confidence: String) -> Message {
        let key = match (self.contacts.is_empty(), self.paying > self.contacts.len() as u64) {
            (true, false) => "plan-headline-nobody",
            (true, true) => "plan-headline-no-money",
            (false, false) => "plan-headline",
            (false, true) => "plan-headline-budget",
        };
        Message::new(key)
            .count("contacts", self.contacts.len() as u64)
            .count("paying", self.paying)
            .with("cost", Value::Money(self.cost()))
            .with("offer", Value::Money(self.offer.cost))
            .with("profit", Value::Money(self.expected))
            .with("lower", Value::Money(self.interval.0))
            .with("upper", Value::Money(self.interval.1))
            .text("confidence", confidence)
            .text("uplift", points(self.offer.uplift.value))
            .text("break_even", self.break_even.map_or_else(String::new, points))
    }

    /// Whether there is nobody to contact.
    pub(super) fn is_empty(&self) -> bool {
        self.contacts.is_empty()
    }

    /// What the figures stand on.
    pub(super) fn note() -> Message {
        Message::new("plan-note")
    }
}

/// 12% or 0.8%.
fn points(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// The contacts as people see them.
pub(super) fn view(top: usize) -> View {
    let cells = [
        ("heading-contact", Cell::Value("customer_id")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-value-if-active", Cell::Value("value_if_active")),
        ("heading-profit", Cell::Value("expected_profit")),
        ("heading-break-even", Cell::Spare("break_even_uplift")),
        ("heading-cost-so-far", Cell::Spare("cumulative_cost")),
        ("heading-profit-so-far", Cell::Value("cumulative_profit")),
    ];
    View::new("plan", &cells).top(top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uplift_of_a_test() {
        let text = r#"{"tables": {"effects": [
            {"metric": "revenue", "effect": 9.0, "ci_lower": 1.0, "ci_upper": 2.0},
            {"metric": "conversion", "effect": 0.08, "ci_lower": 0.05, "ci_upper": 0.11}]}}"#;
        let uplift = Uplift::of_test(text).unwrap();
        assert!((uplift.value - 0.08).abs() < 1e-12 && (uplift.std_error - 0.015_306).abs() < 1e-5);
        assert!(Uplift::of_test("{}").is_err() && Uplift::of_test("no").is_err());
    }

    #[test]
    fn shares_in_words() {
        assert_eq!([0.12, 0.008, 0.125, 1e-4].map(points), ["12%", "0.8%", "12.5%", "0.01%"]);
    }
}
