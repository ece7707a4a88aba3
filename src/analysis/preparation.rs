//! The notes that every analysis shares: what preparing the data did that changed a number.

use crate::document::Message;
use crate::input::{Role, Trouble};
use crate::pipeline::Prepared;
use crate::units::{Money, Tally};

/// A note for each rule that changed a number, with rows and money.
pub(super) fn notes(data: &Prepared) -> Vec<Message> {
    let account = &data.collected.account;
    let refunds = &data.collected.refunds;
    let mut notes = Vec::new();
    for preset in data.input.presets() {
        notes.push(
            Message::new("note-preset").text("name", preset.name.clone()).text("id", preset.id.clone()),
        );
    }
    let rejected = data.report.rejected();
    if rejected > 0 {
        notes.push(
            Message::new("note-rejected")
                .count("rows", rejected)
                .count("all", data.report.rows())
                .money("money", data.report.rejected_amount()),
        );
    }
    let mut tally = |key: &'static str, tally: Tally| {
        if tally.count > 0 {
            notes.push(Message::new(key).count("rows", tally.count).money("money", tally.amount()));
        }
    };
    let left_out = &data.report.left_out;
    tally("note-footer", left_out.of(Trouble::Footer));
    tally("note-not-a-sale", left_out.of(Trouble::NotASale));
    tally("note-cancelled", left_out.of(Trouble::Cancelled));
    tally("note-unpaid", left_out.of(Trouble::Unpaid));
    tally("note-refunded", left_out.of(Trouble::Refunded));
    tally("note-filtered", data.report.filtered);
    tally("note-before", account.before);
    tally("note-after", account.after);
    let copies = &data.collected.copies;
    tally("note-across-files", copies.across);
    tally(if copies.removed { "note-duplicates-removed" } else { "note-duplicates" }, copies.in_file);
    tally("note-undated", account.undated);
    tally("note-stated-refunds", account.stated_refunds);
    tally("note-refunds-matched", refunds.matched);
    tally("note-refunds-unmatched", refunds.unmatched);
    if account.guests.count > 0 {
        notes.push(
            Message::new("note-guests")
                .count("rows", account.guests.count)
                .money("money", account.guests.amount())
                .share("share", share(account.guests.amount(), account.used.amount())),
        );
    }
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

/// Warnings about the data that every analysis shares.
pub(super) fn warnings(data: &Prepared) -> Vec<Message> {
    let unclear = data.collected.copies.unclear;
    if unclear.count == 0 {
        return Vec::new();
    }
    vec![
        Message::new("files-without-order-ids").count("rows", unclear.count).money("money", unclear.amount()),
    ]
}

/// `part` of `part + rest`; refunds can make either negative, and then it is no share.
fn share(part: Money, rest: Money) -> f64 {
    let all = part.to_f64() + rest.to_f64();
    if all > 0.0 { (part.to_f64() / all).clamp(0.0, 1.0) } else { 0.0 }
}
