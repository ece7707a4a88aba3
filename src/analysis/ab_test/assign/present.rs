//! An assignment as a document.

use super::balance::{self, Balance};
use super::lists::List;
use super::{Assign, file_name, split};
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Table, Value, Values, View};
use crate::pipeline::Prepared;

/// Of the tables.
const VERSION: u32 = 1;
/// Variants that differ before the test, by chance once in a hundred.
const DIFFERENT: f64 = 0.01;
/// Features shown on screen.
const SHOWN: usize = 6;

/// The assignment as a document; `data` is the log behind it, if there is one.
pub(super) fn document(assign: &Assign, list: &List<'_>, data: Option<&Prepared>) -> Document {
    let arms = split::arms(assign, list);
    let variants = assign.variants.len();
    let balances = balance::of(&list.features, &arms, variants);
    let smallest = balance::smallest(&balances);
    let counts: Vec<u64> = (0..variants).map(|variant| count(&arms, variant)).collect();
    let title = Message::new("assign-title")
        .text("experiment", assign.experiment.clone())
        .count("customers", list.ids.len() as u64)
        .count("variants", variants as u64);
    let headline = match smallest {
        Some(p) if p < DIFFERENT => Message::new("assign-differ").with("p", Value::PValue(p)),
        Some(p) => {
            Message::new("assign-alike").with("p", Value::PValue(p)).count("features", balances.len() as u64)
        }
        None => Message::new("assign-unknown"),
    };
    let empty = counts.iter().position(|count| *count == 0);
    let warnings =
        empty.map(|variant| Message::new("assign-empty").text("variant", assign.variants[variant].0.clone()));
    let mut views = vec![View::new(
        "variants",
        &[
            ("heading-variant", Cell::Value("variant")),
            ("heading-customers", Cell::Value("customers")),
            ("heading-share", Cell::Value("share")),
            ("heading-planned", Cell::Value("expected_share")),
        ],
    )];
    if !balances.is_empty() {
        let cells = [
            ("heading-before", Cell::Value("feature")),
            ("heading-variant", Cell::Value("variant")),
            ("heading-mean", Cell::Value("mean")),
            ("heading-off", Cell::Signed("standardised_difference")),
            ("heading-p", Cell::Value("p_value")),
        ];
        views.push(View::new("balance", &cells).top(SHOWN * variants));
    }
    let mut columns = vec![("customer", list.column.clone())];
    columns.extend(assign.stratify.iter().map(|by| ("stratum", by.clone())));
    Document {
        command: "ab-test assign",
        version: VERSION,
        title,
        headline,
        tables: vec![
            assignments(assign, list, &arms),
            variants_table(assign, &counts, list.ids.len()),
            balance_table(assign, &balances),
        ],
        views,
        notes: notes(assign, list, &balances, data),
        warnings: data.map(preparation::warnings).into_iter().flatten().chain(warnings).collect(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance { columns, ..Provenance::default() },
        untrusted: false,
        undecided: false,
        files: assign.split_to.iter().flat_map(|folder| files(assign, list, &arms, folder)).collect(),
    }
}

fn count(arms: &[usize], variant: usize) -> u64 {
    arms.iter().filter(|arm| **arm == variant).count() as u64
}

fn assignments(assign: &Assign, list: &List<'_>, arms: &[usize]) -> Table {
    let stratum = match &list.strata {
        Some(strata) => strata.column_of(&strata.of_customer),
        None => Values::Text(vec![""; list.ids.len()].into()),
    };
    let variant = |&arm: &usize| assign.variants[arm].0.clone();
    Table::new(
        "assignments",
        vec![
            ("customer_id", Values::Text(list.ids.iter().map(|&id| id.to_owned()).collect())),
            ("variant", Values::Text(arms.iter().map(variant).collect())),
            ("stratum", stratum),
        ],
    )
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn variants_table(assign: &Assign, counts: &[u64], customers: usize) -> Table {
    let share = |count: &u64| Some(*count as f64 / customers as f64);
    Table::new(
        "variants",
        vec![
            ("variant", Values::Text(assign.variants.iter().map(|(name, _)| name.clone()).collect())),
            (
                "expected_share",
                Values::Share(assign.variants.iter().map(|(_, share)| Some(*share)).collect()),
            ),
            ("customers", Values::Count(counts.to_vec())),
            ("share", Values::Share(counts.iter().map(share).collect())),
        ],
    )
}

fn balance_table(assign: &Assign, balances: &[Balance]) -> Table {
    let mut rows = Vec::new();
    for balance in balances {
        for ((name, _), arm) in assign.variants.iter().zip(&balance.arms) {
            rows.push((balance, name.clone(), arm));
        }
    }
    let known = |count: u64, value: f64| (count > 0).then_some(value);
    Table::new(
        "balance",
        vec![
            ("feature", Values::Text(rows.iter().map(|(balance, ..)| balance.feature.clone()).collect())),
            ("variant", Values::Text(rows.iter().map(|(_, name, _)| name.clone()).collect())),
            ("customers", Values::Count(rows.iter().map(|(.., arm)| arm.0).collect())),
            ("mean", Values::Number(rows.iter().map(|(.., arm)| known(arm.0, arm.1)).collect())),
            (
                "standardised_difference",
                Values::Number(rows.iter().map(|(.., arm)| known(arm.0, arm.2)).collect()),
            ),
            ("p_value", Values::PValue(rows.iter().map(|(balance, ..)| Some(balance.p)).collect())),
        ],
    )
}

fn notes(assign: &Assign, list: &List<'_>, balances: &[Balance], data: Option<&Prepared>) -> Vec<Message> {
    let mut notes =
        vec![Message::new(if list.strata.is_some() { "assign-note-strata" } else { "assign-note-hash" })];
    if balances.len() > SHOWN {
        notes.push(Message::new("assign-note-more").count("features", balances.len() as u64));
    }
    if let Some(strata) = &list.strata {
        notes.push(strata.note());
    }
    let first = assign.variants[0].1;
    let even = assign.variants.iter().all(|(_, share)| (share - first).abs() < 1e-12);
    let parts: Vec<String> =
        assign.variants.iter().map(|(name, share)| format!("{name}:{}", rounded(share * 100.0))).collect();
    let shares = if even { String::new() } else { format!(" --shares {}", parts.join(",")) };
    notes.push(Message::new("assign-note-next").text("shares", shares));
    notes.extend(data.map(preparation::notes).into_iter().flatten());
    notes
}

/// Without the digits that a sum of shares leaves over.
fn rounded(percent: f64) -> f64 {
    (percent * 1e6).round() / 1e6
}

/// A file for each variant, with all columns of the list.
fn files(
    assign: &Assign,
    list: &List<'_>,
    arms: &[usize],
    folder: &std::path::Path,
) -> Vec<(std::path::PathBuf, String)> {
    let mut writers: Vec<csv::Writer<Vec<u8>>> =
        assign.variants.iter().map(|_| csv::Writer::from_writer(Vec::new())).collect();
    // what an earlier test called its variants would be mistaken for these
    let kept: Vec<usize> = (0..list.header.len())
        .filter(|&column| !list.header[column].eq_ignore_ascii_case("variant"))
        .collect();
    // writing to memory does not fail
    for writer in &mut writers {
        let header = kept.iter().map(|&column| list.header[column].as_str());
        let _ = writer.write_record(header.chain(["variant"]));
    }
    for (place, &arm) in arms.iter().enumerate() {
        let record = (list.record)(place);
        let values = kept.iter().map(|&column| record[column].as_str());
        let _ = writers[arm].write_record(values.chain([assign.variants[arm].0.as_str()]));
    }
    let file = |((name, _), writer): (&(String, f64), csv::Writer<Vec<u8>>)| {
        let bytes = writer.into_inner().unwrap_or_default();
        (folder.join(file_name(name)), String::from_utf8_lossy(&bytes).into_owned())
    };
    assign.variants.iter().zip(writers).map(file).collect()
}
