//! Lifetime values as a document: the views people see, and the sentences.

use super::by;
use super::customers::customer_table;
use super::tables::{Fifths, by_value, lever_table, newcomer_table, tenth_table, total_table};
use super::{Buyers, Clv, ClvResult, Economics, Lever};
use crate::analysis::choice::sentences::model_note;
use crate::analysis::choice::tables::{backtest_table, calibration_table, fit_table};
use crate::analysis::groups::Grouping;
use crate::analysis::outlook::sentences::{boundary_notes, percent, warnings};
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Value, View};
use crate::models::{Clock, Family};
use crate::pipeline::Prepared;

/// Of the tables.
pub(super) const VERSION: u32 = 2;

/// The result as a document; `data` is the log behind it, if there is one.
pub(super) fn document(
    clv: &Clv,
    buyers: &Buyers,
    result: &ClvResult,
    data: Option<&Prepared>,
    grouping: Option<&Grouping>,
) -> Document {
    let order = by_value(buyers, result);
    let customers = customer_table(clv, buyers, result, &order);
    let fifths = Fifths::of(&customers);
    let has_value = result.value.is_some();
    let economics = Economics::of(clv, buyers, result, &customers);
    let title = match &buyers.log {
        Some(log) => Message::new("clv-title").with("as_of", Value::Date(log.as_of)),
        None => Message::new("clv-title-summary"),
    };
    Document {
        command: "clv",
        version: VERSION,
        title: title
            .span("horizon", clv.ahead.horizon)
            .share("rate", clv.ahead.discount_rate)
            .count("customers", order.len() as u64)
            .count("repeat", buyers.repeat()),
        headline: headline(clv, result, &fifths),
        tables: [
            customers,
            fifths.table(has_value),
            total_table(result),
            tenth_table(&economics),
            lever_table(&economics),
            newcomer_table(&economics),
            fit_table(&result.chosen, result.spend.as_ref(), clv.confidence),
            backtest_table(&result.chosen),
            calibration_table(&result.chosen),
        ]
        .into_iter()
        .chain(grouping.map(|grouping| by::table(grouping, buyers, result)))
        .collect(),
        views: views(result, clv, grouping.is_some()),
        notes: grouping
            .map(Grouping::note)
            .into_iter()
            .chain(notes(clv, buyers, result, &economics, data))
            .collect(),
        warnings: data
            .map(preparation::warnings)
            .into_iter()
            .flatten()
            .chain(warnings(buyers, &result.outlook))
            .collect(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance { time_unit: clv.ahead.time_unit.name(), ..Provenance::default() },
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

fn views(result: &ClvResult, clv: &Clv, grouped: bool) -> Vec<View> {
    let has_value = result.value.is_some();
    let mut views = vec![summary_view(has_value)];
    if grouped {
        views.push(by::view(has_value));
    }
    views.push(customer_view(has_value, clv.top));
    if result.chosen.holdout.is_some() {
        views.push(backtest_view());
    }
    views
}

/// How well the methods foretold the window that was kept back.
fn backtest_view() -> View {
    let cells = [
        ("heading-window", Cell::Value("window")),
        ("heading-method", Cell::Value("method")),
        ("heading-predicted", Cell::Value("predicted")),
        ("heading-actual", Cell::Value("actual")),
        ("heading-total-error", Cell::Value("total_error")),
        ("heading-mae", Cell::Value("mae")),
        ("heading-rmse", Cell::Value("rmse")),
        ("heading-auc", Cell::Value("auc")),
        ("heading-brier", Cell::Value("brier")),
    ];
    View::new("backtest", &cells)
}

fn summary_view(has_value: bool) -> View {
    let mut cells = vec![
        ("heading-fifth", Cell::Value("fifth")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-p-alive", Cell::Value("p_alive")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-purchases", Cell::Value("expected_purchases")),
    ];
    if has_value {
        cells.extend([
            ("heading-clv", Cell::Value("clv")),
            ("heading-share-of-value", Cell::Bar("share_of_clv")),
            ("", Cell::Value("share_of_clv")),
        ]);
    }
    View::new("summary", &cells)
}

fn customer_view(has_value: bool, top: usize) -> View {
    let mut cells = vec![
        ("heading-top-customers", Cell::Value("customer_id")),
        ("heading-frequency", Cell::Value("frequency")),
        ("heading-p-alive", Cell::Spare("p_alive")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-purchases", Cell::Value("expected_purchases")),
    ];
    if has_value {
        cells.extend([
            ("heading-spend-each", Cell::Spare("expected_spend")),
            ("heading-clv", Cell::Value("clv")),
            ("heading-at-least", Cell::Value("clv_lower")),
            ("heading-at-most", Cell::Value("clv_upper")),
            ("heading-simple-clv", Cell::Spare("simple_clv")),
        ]);
    }
    View::new("customers", &cells).top(top)
}

#[expect(clippy::cast_sign_loss, reason = "an expectation is not negative")]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

fn headline(clv: &Clv, result: &ClvResult, fifths: &Fifths) -> Message {
    let sure = &result.uncertainty;
    match sure.total_clv {
        Some(total) => Message::new("clv-headline")
            .share("share", fifths.share(0))
            .with("total", Value::Money(fifths.all()))
            .with("lower", Value::Money(total.predicted.0))
            .with("upper", Value::Money(total.predicted.1))
            .text("confidence", percent(clv.confidence))
            .span("horizon", clv.ahead.horizon),
        None => Message::new("clv-headline-purchases")
            .share("share", fifths.share(0))
            .count("total", whole(fifths.all()))
            .count("lower", whole(sure.total_purchases.predicted.0))
            .count("upper", whole(sure.total_purchases.predicted.1))
            .text("confidence", percent(clv.confidence))
            .span("horizon", clv.ahead.horizon),
    }
}

fn notes(
    clv: &Clv,
    buyers: &Buyers,
    result: &ClvResult,
    economics: &Economics,
    data: Option<&Prepared>,
) -> Vec<Message> {
    let one_time = buyers.len() as u64 - buyers.repeat();
    let mut notes = economic_notes(clv, economics);
    notes.push(model_note(&result.chosen));
    notes.extend(boundary_notes(&result.outlook));
    notes.push(Message::new("clv-note-intervals").text("confidence", percent(clv.confidence)));
    if let (Some(log), Clock::Periods) = (&buyers.log, clv.clock()) {
        let periods = Message::new("clv-note-periods").text("unit", clv.ahead.time_unit.name());
        notes.push(periods.with("as_of", Value::Date(log.as_of)));
    }
    if one_time > 0 && result.chosen.fit.model.family == Family::BgNbd {
        let within = clv.ahead.within.to_string();
        notes.push(Message::new("clv-note-alive").count("one_time", one_time).text("within", within));
    }
    if result.unpaid > 0 {
        notes.push(Message::new("clv-note-unpaid").count("customers", result.unpaid));
    }
    match &buyers.log {
        _ if result.value.is_none() => notes.push(Message::new("clv-note-no-amount")),
        Some(log) => {
            let key = if log.years.1 { "clv-note-simple" } else { "clv-note-simple-short" };
            notes.push(Message::new(key).with("years", Value::Number(log.years.0)));
        }
        None => notes.push(Message::new("clv-note-summary").text("unit", clv.ahead.time_unit.name())),
    }
    notes.extend(data.map(preparation::notes).into_iter().flatten());
    notes
}

/// Who brings the value, what would raise it, and what a new customer is worth if that was asked for.
fn economic_notes(clv: &Clv, economics: &Economics) -> Vec<Message> {
    let mut notes = Vec::new();
    if let Some(gini) = economics.gini {
        let share = economics.shares[0];
        notes
            .push(Message::new("clv-note-tenth").share("share", share).with("gini", Value::Decimal(gini, 2)));
    }
    if let [best, second, ..] = economics.levers.as_slice() {
        let share = |lever: &Lever| lever.gain / (lever.total - lever.gain);
        notes.push(
            Message::new("clv-note-lever")
                .with("best", Value::Term(best.name))
                .share("best_share", share(best))
                .with("second", Value::Term(second.name))
                .share("second_share", share(second)),
        );
    }
    let Some(newcomer) = &economics.newcomer else { return notes };
    let value = |key| {
        Message::new(key)
            .with("first", Value::Money(newcomer.first))
            .with("value", Value::Money(newcomer.value))
            .span("horizon", clv.ahead.horizon)
            .text("unit", clv.ahead.time_unit.name())
    };
    if let Some(cost) = newcomer.cost {
        let message = match newcomer.payback {
            Some(0.0) => value("clv-note-payback-at-once"),
            Some(payback) => value("clv-note-payback").with("payback", Value::Number(payback)),
            None => value("clv-note-payback-never"),
        };
        notes.push(message.with("cost", Value::Money(cost)));
    }
    if let (Some(referrals), Some(worth)) = (newcomer.referrals, newcomer.referral_value()) {
        notes.push(
            value("clv-note-referrals")
                .with("referrals", Value::Number(referrals))
                .with("worth", Value::Money(worth)),
        );
    }
    notes
}
