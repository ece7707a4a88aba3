//! What a person who looks at the file would stumble over.

use super::Check;
use crate::analysis::preparation;
use crate::document::{Message, Value};
use crate::error::Error;
use crate::input::Role;
use crate::pipeline::Prepared;

/// A row with more of the revenue than this is looked at twice.
const LARGE_ROW: f64 = 0.2;
const FEW: usize = 10;
/// Repeat buyers below which no purchase model is fitted.
const REPEAT_BUYERS: usize = 10;
const RISK_REPEAT_BUYERS: usize = 50;

/// What keeps other commands from using the file.
pub(super) fn obstacles(check: Check, data: &Prepared) -> Vec<Message> {
    let mut obstacles = Vec::new();
    let rejected = data.report.rejected();
    if !check.max_rejects.allows(rejected, data.report.rows()) {
        obstacles.push(Message::new("check-unreadable").count("rows", rejected));
    }
    let undated = data.collected.account.undated.count;
    if undated > 0 {
        obstacles.push(Message::new("check-undated").count("rows", undated));
    }
    if let Err(Error::MixedCurrencies { column, found, .. }) = data.input.check_currencies(&data.report) {
        let each = found.iter().map(|(name, rows)| format!("{name} ({rows})"));
        obstacles.push(
            Message::new("check-currencies")
                .text("column", column.unwrap_or_else(|| "none".to_owned()))
                .text("found", each.collect::<Vec<_>>().join(", ")),
        );
    }
    if data.collected.customers.is_empty() {
        obstacles.push(Message::new("check-no-purchase"));
    }
    obstacles
}

/// What looks odd, although it can be used.
pub(super) fn oddities(data: &Prepared) -> Vec<Message> {
    let customers = &data.collected.customers;
    let mut found = preparation::warnings(data);
    let Some(census) = &data.collected.census else { return found };
    let revenue = customers.total_spent().to_f64();
    let largest = census.largest.to_f64();
    if customers.len() >= FEW && revenue > 0.0 && largest >= LARGE_ROW * revenue {
        found.push(
            Message::new("check-large-row")
                .with("amount", Value::Money(largest))
                .share("share", largest / revenue),
        );
    }
    found
}

/// What is worth knowing: how the files are read, their days, what can be done with them.
pub(super) fn facts(data: &Prepared) -> Vec<Message> {
    let mut facts: Vec<Message> = data
        .input
        .dialects()
        .into_iter()
        .map(|line| Message::new("check-read-as").text("line", line))
        .collect();
    if let Some(census) = &data.collected.census {
        let (missing, longest) = census.gaps();
        if let Some((from, to)) = longest {
            facts.push(
                Message::new("check-gaps")
                    .count("days", missing)
                    .count("longest", u64::from(to.days_since(from).unsigned_abs()) + 1)
                    .with("from", Value::Date(from))
                    .with("to", Value::Date(to)),
            );
        }
    }
    facts.extend(totals(data));
    facts.extend(preparation::changed(data));
    if !data.collected.customers.is_empty() {
        facts.push(ready(data));
    }
    facts
}

/// Whether the lines of orders add up to the totals beside them.
fn totals(data: &Prepared) -> Option<Message> {
    let (agree, differ) = data.collected.census.as_ref()?.reconciled();
    let all = agree + differ.count;
    (all > 0).then(|| {
        let key = if differ.count == 0 { "check-totals-agree" } else { "check-totals-differ" };
        Message::new(key)
            .text("column", data.input.order_totals().join(", "))
            .count("orders", all)
            .count("differ", differ.count)
            .money("money", differ.amount())
    })
}

/// Which commands the file is good for, and what the others lack.
fn ready(data: &Prepared) -> Message {
    let repeat = data.collected.customers.purchase_days.iter().filter(|&&days| days > 1).count();
    let amounts = data.has(Role::Amount);
    let mut ready = Vec::new();
    let (mut lacking, mut few) = (Vec::new(), Vec::new());
    if amounts {
        ready.push("rfm".to_owned());
    } else {
        lacking.push("rfm needs amounts".to_owned());
    }
    for (command, needed, without) in
        [("clv", REPEAT_BUYERS, "purchases only"), ("churn-risk", RISK_REPEAT_BUYERS, "no money")]
    {
        match (repeat >= needed, amounts) {
            (true, true) => ready.push(command.to_owned()),
            (true, false) => ready.push(format!("{command} ({without})")),
            (false, _) => few.push(format!("{command} needs {needed}")),
        }
    }
    if !few.is_empty() {
        lacking.push(format!("{} customers who came back, not {repeat}", few.join(", ")));
    }
    let key = if lacking.is_empty() { "check-ready" } else { "check-partly-ready" };
    let ready = if ready.is_empty() { "nothing".to_owned() } else { ready.join(", ") };
    Message::new(key).text("ready", ready).text("lacking", lacking.join("; "))
}
