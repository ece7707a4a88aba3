//! A test of the method as a document.

use super::Aa;
use super::trials::{Trial, Trials};
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Table, Value, Values, View};
use crate::pipeline::Prepared;
use crate::stats::wilson;
use crate::stats::z_of;

/// Of the tables.
const VERSION: u32 = 1;

pub(super) fn document(aa: &Aa, trials: &Trials, data: &Prepared) -> Document {
    let alpha = aa.settings.alpha();
    let cells = [
        ("heading-metric", Cell::Value("metric")),
        ("heading-method", Cell::Value("method")),
        ("heading-promised", Cell::Value("alpha")),
        ("heading-false", Cell::Value("false_positives")),
        ("heading-from", Cell::Value("false_positives_lower")),
        ("heading-to", Cell::Value("false_positives_upper")),
        ("heading-found", Cell::Value("power")),
        ("heading-from", Cell::Spare("power_lower")),
        ("heading-to", Cell::Spare("power_upper")),
    ];
    let title = Message::new("aa-title")
        .with("from", Value::Date(trials.window.0))
        .with("to", Value::Date(trials.window.1))
        .count("customers", trials.customers)
        .count("splits", trials.splits);
    let worst = trials.metrics.iter().find(|trial| interval(trial.false_positives, trials).0 > alpha);
    let headline = match worst {
        Some(trial) => about(Message::new("aa-wolf"), trial, trials, aa),
        None => about(Message::new("aa-good"), &trials.metrics[0], trials, aa),
    };
    let too_many = |trial: &&Trial| interval(trial.false_positives, trials).0 > alpha;
    let warnings = trials.metrics.iter().filter(too_many);
    let warnings: Vec<Message> = warnings
        .map(|trial| {
            let key =
                if trials.looks > 1 && aa.settings.peeking.is_none() { "aa-looks" } else { "aa-too-many" };
            about(Message::new(key), trial, trials, aa)
        })
        .collect();
    let mut notes = vec![
        Message::new("aa-note-how").text("effect", percent(aa.effect)),
        Message::new("aa-note-customers")
            .count("customers", trials.customers)
            .with("from", Value::Date(trials.window.0))
            .count("before", u64::from(trials.before)),
    ];
    if trials.looks > 1 {
        notes.push(Message::new("aa-note-looks").count("looks", u64::from(trials.looks)));
    }
    notes.extend(preparation::notes(data));
    Document {
        command: "ab-test aa",
        version: VERSION,
        title,
        headline,
        tables: vec![table(aa, trials)],
        views: vec![View::new("trials", &cells)],
        notes,
        warnings: preparation::warnings(data).into_iter().chain(warnings).collect(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance::default(),
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

fn percent(share: f64) -> String {
    crate::analysis::outlook::sentences::percent(share)
}

/// The interval of a part of the splits.
fn interval(count: u64, trials: &Trials) -> (f64, f64) {
    wilson(count, trials.splits, z_of(0.95))
}

#[expect(clippy::cast_precision_loss, reason = "a number of splits")]
fn about(message: Message, trial: &Trial, trials: &Trials, aa: &Aa) -> Message {
    let share = |count: u64| format!("{:.1}%", 100.0 * count as f64 / trials.splits as f64);
    let (lower, upper) = interval(trial.false_positives, trials);
    message
        .text("metric", trial.metric.clone())
        .text("false", share(trial.false_positives))
        .text("lower", format!("{:.1}%", lower * 100.0))
        .text("upper", format!("{:.1}%", upper * 100.0))
        .text("alpha", percent(aa.settings.alpha()))
        .text("effect", percent(aa.effect))
        .text("power", share(trial.found))
        .count("looks", u64::from(trials.looks))
}

#[expect(clippy::cast_precision_loss, reason = "a number of splits")]
fn table(aa: &Aa, trials: &Trials) -> Table {
    let all = &trials.metrics;
    let same = |value: f64| Values::Share(vec![Some(value); all.len()].into());
    let share = |count: fn(&Trial) -> u64| {
        Values::Share(all.iter().map(|trial| Some(count(trial) as f64 / trials.splits as f64)).collect())
    };
    let ends = |count: fn(&Trial) -> u64, end: fn((f64, f64)) -> f64| {
        Values::Share(all.iter().map(|trial| Some(end(interval(count(trial), trials)))).collect())
    };
    let wrong = |trial: &Trial| trial.false_positives;
    let found = |trial: &Trial| trial.found;
    Table::new(
        "trials",
        vec![
            ("metric", Values::Text(all.iter().map(|trial| trial.metric.clone()).collect())),
            ("method", Values::Term(all.iter().map(|trial| trial.method).collect())),
            ("customers", Values::Count(vec![trials.customers; all.len()])),
            ("splits", Values::Count(vec![trials.splits; all.len()])),
            ("looks", Values::Count(vec![u64::from(trials.looks); all.len()])),
            ("alpha", same(aa.settings.alpha())),
            ("false_positives", share(wrong)),
            ("false_positives_lower", ends(wrong, |(lower, _)| lower)),
            ("false_positives_upper", ends(wrong, |(_, upper)| upper)),
            ("effect", same(aa.effect)),
            ("power", share(found)),
            ("power_lower", ends(found, |(lower, _)| lower)),
            ("power_upper", ends(found, |(_, upper)| upper)),
        ],
    )
}
