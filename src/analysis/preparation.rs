//! The notes that every analysis shares: what preparing the data did that changed a number.

use crate::customers::Customers;
use crate::document::{Message, Value};
use crate::input::{Role, Trouble};
use crate::pipeline::Prepared;
use crate::units::{Day, Money, Tally};

/// A note for each rule that changed a number, with rows and money.
pub(super) fn notes(data: &Prepared) -> Vec<Message> {
    let presets = data.input.presets().into_iter();
    let mut notes: Vec<Message> = presets
        .map(|preset| {
            Message::new("note-preset").text("name", preset.name.clone()).text("id", preset.id.clone())
        })
        .collect();
    notes.extend(left_out(data));
    notes.extend(changed(data));
    notes
}

/// Rows that do not count, and why.
fn left_out(data: &Prepared) -> Vec<Message> {
    let account = &data.collected.account;
    let mut notes = Vec::new();
    let rejected = data.report.rejected();
    if rejected > 0 {
        notes.push(
            Message::new("note-rejected")
                .count("rows", rejected)
                .count("all", data.report.rows())
                .money("money", data.report.rejected_amount()),
        );
    }
    let left_out = &data.report.left_out;
    let copies = &data.collected.copies;
    let duplicates = if copies.removed { "note-duplicates-removed" } else { "note-duplicates" };
    for (key, tally) in [
        ("note-description", left_out.of(Trouble::Description)),
        ("note-footer", left_out.of(Trouble::Footer)),
        ("note-not-a-sale", left_out.of(Trouble::NotASale)),
        ("note-cancelled", left_out.of(Trouble::Cancelled)),
        ("note-unpaid", left_out.of(Trouble::Unpaid)),
        ("note-refunded", left_out.of(Trouble::Refunded)),
        ("note-refunds-dropped", left_out.of(Trouble::Negative)),
        ("note-with-order", account.with_order),
        ("note-filtered", data.report.filtered),
        ("note-before", account.before),
        ("note-after", account.after),
        ("note-across-files", copies.across),
        (duplicates, copies.in_file),
        ("note-undated", account.undated),
    ] {
        notes.extend(tallied(key, tally));
    }
    if account.guests.count > 0 {
        notes.push(
            Message::new("note-guests")
                .count("rows", account.guests.count)
                .money("money", account.guests.amount())
                .share("share", share(account.guests.amount(), account.used.amount())),
        );
    }
    notes
}

/// What the rules did with the rows that count.
pub(super) fn changed(data: &Prepared) -> Vec<Message> {
    let refunds = &data.collected.refunds;
    let stated = data.collected.account.stated_refunds;
    let mut matched = refunds.matched;
    // these lower their order too, but are no rows of the file
    matched.remove(stated);
    let mut notes = Vec::new();
    for source in data.input.sources().filter(|source| !source.skipped_sheets().is_empty()) {
        notes.push(
            Message::new("note-sheets")
                .text("file", source.name.clone())
                .text("sheets", source.skipped_sheets().join(", ")),
        );
    }
    let [discounts, quantities] = data.report.unread;
    if quantities > 0 {
        notes.push(Message::new("note-unread-quantities").count("rows", quantities));
    }
    if discounts > 0 {
        notes.push(Message::new("note-unread-discounts").count("rows", discounts));
    }
    if let Some(attributes) = data.attributes.as_ref().filter(|attributes| attributes.missing > 0) {
        notes.push(
            Message::new(if attributes.unknown > 0 {
                "note-attributes-both"
            } else {
                "note-attributes-missing"
            })
            .count("missing", attributes.missing)
            .count("unknown", attributes.unknown),
        );
    }
    if !data.report.unknown_statuses.is_empty() {
        let mut words: Vec<(&String, &u64)> = data.report.unknown_statuses.iter().collect();
        words.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let shown = words.iter().take(SHOWN).map(|(word, rows)| format!("`{word}` ({rows})"));
        let more = if words.len() > SHOWN { ", …" } else { "" };
        notes.push(
            Message::new("note-unknown-status")
                .text("words", format!("{}{more}", shown.collect::<Vec<_>>().join(", "))),
        );
    }
    notes.extend(tallied("note-stated-refunds", stated));
    notes.extend(tallied("note-refunds-matched", matched));
    notes.extend(tallied("note-refunds-unmatched", refunds.unmatched));
    let mut count = |key: &'static str, count: u64| {
        if count > 0 {
            notes.push(Message::new(key).count("count", count));
        }
    };
    count("note-filled", data.collected.filled);
    count("note-rounded", data.report.rounded);
    count("note-cancelled-orders", refunds.cancelled_orders);
    count("note-refunded-customers", data.collected.refunded_customers);
    if data.has(Role::Amount) {
        count("note-zero-orders", refunds.zero_orders);
    }
    if !data.has(Role::Order) {
        count("note-joined-rows", refunds.joined_rows);
    }
    notes
}

fn tallied(key: &'static str, tally: Tally) -> Option<Message> {
    (tally.count > 0).then(|| Message::new(key).count("rows", tally.count).money("money", tally.amount()))
}

/// How long before the as-of day the last purchase was, if that is longer than chance would have it.
pub(super) fn silence(data: &Prepared) -> Option<Message> {
    let customers = &data.collected.customers;
    let (first, last) = (customers.first.iter().min()?, customers.last.iter().max()?);
    let days = data.as_of.days_since(*last);
    (days > FAR_DAYS / 12 && days > last.days_since(*first) / 10).then(|| {
        Message::new("note-silent")
            .with("last", Value::Date(*last))
            .with("as_of", Value::Date(data.as_of))
            .count("days", u64::from(days.unsigned_abs()))
    })
}

/// Warnings about the data that every analysis shares.
pub(super) fn warnings(data: &Prepared) -> Vec<Message> {
    let mut warnings = Vec::new();
    let unclear = data.collected.copies.unclear;
    if unclear.count > 0 {
        warnings.push(
            Message::new("files-without-order-ids")
                .count("rows", unclear.count)
                .money("money", unclear.amount()),
        );
    }
    let customers = &data.collected.customers;
    warnings.extend(large_customer(customers));
    warnings.extend(stray_dates(customers));
    let differing = data.collected.copies.differing_orders;
    if differing > 0 {
        warnings.push(Message::new("orders-differ-across-files").count("orders", differing));
    }
    let refunds = &data.collected.refunds;
    if refunds.several_rows >= FEW_ORDERS && refunds.equal_rows * 10 >= refunds.several_rows * 9 {
        warnings.push(
            Message::new("repeated-totals")
                .count("equal", refunds.equal_rows)
                .count("orders", refunds.several_rows),
        );
    }
    warnings
}

/// A customer with more of the orders than this is hardly a person.
const LARGE_CUSTOMER: f64 = 0.3;
const FEW_CUSTOMERS: usize = 10;

#[expect(clippy::cast_precision_loss, reason = "a share of orders")]
fn large_customer(customers: &Customers) -> Option<Message> {
    let most =
        (0..customers.len()).max_by_key(|&place| (customers.orders[place], std::cmp::Reverse(place)))?;
    let share = f64::from(customers.orders[most]) / customers.total_orders() as f64;
    (customers.len() >= FEW_CUSTOMERS && share >= LARGE_CUSTOMER).then(|| {
        Message::new("large-customer").text("customer", customers.id[most].to_owned()).share("share", share)
    })
}

/// Days more than this from all others look like slips of the pen.
const FAR_DAYS: i32 = 366;

/// First or last purchases of a customer in a thousand that are more than a year away from those of all others.
fn stray_dates(customers: &Customers) -> Option<Message> {
    if customers.len() < FEW_CUSTOMERS {
        return None;
    }
    let few = customers.len() / 1000 + 1;
    let last_of_few = customers.len().checked_sub(few + 1)?;
    let (mut first, mut last) = (customers.first.clone(), customers.last.clone());
    let early = *first.select_nth_unstable(few).1;
    let late = *last.select_nth_unstable(last_of_few).1;
    let strays = first.iter().filter(|day| early.0 - day.0 > FAR_DAYS);
    let mut strays: Vec<Day> =
        strays.chain(last.iter().filter(|day| day.0 - late.0 > FAR_DAYS)).copied().collect();
    strays.sort_unstable();
    strays.dedup();
    let (from, to) = (*strays.first()?, *strays.last()?);
    Some(
        Message::new("stray-dates")
            .count("days", strays.len() as u64)
            .with("first", Value::Date(from))
            .with("last", Value::Date(to)),
    )
}

/// Status words that are named.
const SHOWN: usize = 5;

/// Below this many orders with several rows, equal amounts are chance.
const FEW_ORDERS: u64 = 8;

/// `part` of `part + rest`; refunds can make either negative, and then it is no share.
fn share(part: Money, rest: Money) -> f64 {
    let all = part.to_f64() + rest.to_f64();
    if all > 0.0 { (part.to_f64() / all).clamp(0.0, 1.0) } else { 0.0 }
}
