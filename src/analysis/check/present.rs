//! A check as a document.

use super::{Check, findings, quality};
use crate::document::{Cell, Document, Message, Provenance, Table, Value, Values, View};
use crate::input::{Reading, RejectedRow, Role};
use crate::pipeline::Prepared;

/// Rejected rows on screen.
const SHOWN: usize = 5;

pub(super) fn document(check: Check, data: &Prepared) -> Document {
    let obstacles = findings::obstacles(check, data);
    let untrusted = !obstacles.is_empty();
    let mut warnings = obstacles;
    warnings.extend(findings::oddities(data));
    let mut views = vec![View::new(
        "quality",
        &[
            ("heading-reason", Cell::Value("reason")),
            ("heading-rows", Cell::Value("rows_matching")),
            ("heading-left-out", Cell::Value("rows_left_out")),
            ("heading-amount", Cell::Value("amount")),
        ],
    )];
    if data.report.rejected() > 0 {
        views.push(
            View::new(
                "rejects",
                &[
                    ("heading-unreadable-row", Cell::Value("row")),
                    ("heading-column", Cell::Value("column")),
                    ("heading-value", Cell::Value("value")),
                    ("heading-why", Cell::Value("reason")),
                ],
            )
            .top(SHOWN),
        );
    }
    Document {
        command: "check",
        version: 1,
        title: Message::new("check-title")
            .count("files", data.report.files.len() as u64)
            .count("rows", data.report.rows()),
        headline: headline(data),
        tables: vec![quality_table(data), columns_table(data), rejects_table(data)],
        views,
        notes: findings::facts(data),
        warnings,
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance::default(),
        untrusted,
        undecided: false,
        files: Vec::new(),
    }
}

fn headline(data: &Prepared) -> Message {
    let customers = &data.collected.customers;
    let Some((first, last)) = data.collected.days.filter(|_| !customers.is_empty()) else {
        return Message::new("check-headline-nothing").count("rows", data.report.rows());
    };
    let key = if data.has(Role::Amount) { "check-headline" } else { "check-headline-no-amount" };
    Message::new(key)
        .count("used", data.collected.account.used.count + data.report.continued)
        .count("rows", data.report.rows())
        .count("customers", customers.len() as u64)
        .count("orders", customers.total_orders())
        .money("spent", customers.total_spent())
        .with("first", Value::Date(first))
        .with("last", Value::Date(last))
}

pub(in crate::analysis) fn quality_table(data: &Prepared) -> Table {
    let lines = quality::lines(data);
    Table::new(
        "quality",
        vec![
            ("reason", Values::Term(lines.iter().map(|line| line.reason).collect())),
            ("rows_matching", Values::Count(lines.iter().map(|line| line.matching.count).collect())),
            ("rows_left_out", Values::Count(lines.iter().map(|line| line.left_out.count).collect())),
            ("amount", Values::Money(lines.iter().map(|line| Some(line.amount())).collect())),
        ],
    )
}

fn columns_table(data: &Prepared) -> Table {
    let readings = data.input.readings();
    let text = |value: fn(&Reading) -> String| Values::Text(readings.iter().map(value).collect());
    Table::new(
        "columns",
        vec![
            ("file", text(|reading| reading.file.clone())),
            ("role", text(|reading| reading.role.name().to_owned())),
            ("column", text(|reading| reading.column.clone())),
            ("format", text(|reading| reading.format.clone())),
        ],
    )
}

fn rejects_table(data: &Prepared) -> Table {
    let rows = data.input.rejected_rows(&data.report);
    let text = |value: fn(&RejectedRow) -> String| Values::Text(rows.iter().map(value).collect());
    Table::new(
        "rejects",
        vec![
            ("file", text(|row| row.file.clone())),
            ("row", Values::Code(rows.iter().map(|row| row.row).collect())),
            ("column", text(|row| row.column.clone())),
            ("value", text(|row| row.value.clone())),
            ("reason", text(|row| row.reason.clone())),
        ],
    )
}
