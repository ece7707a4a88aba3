//! Segments as a document.

use super::kmeans::{self, Fitted};
use super::{Compare, Found, Method, Segment, tables};
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Table, Value, Values, View};
use crate::pipeline::Prepared;

/// Of the tables.
const VERSION: u32 = 1;
/// Ways between segments shown on screen.
const WAYS: usize = 12;

pub(super) fn document(segment: &Segment, found: &Found, data: &Prepared) -> Document {
    let order = tables::order(found);
    let segments = tables::segments(found);
    let has_spent = found.now.facts.numbers("spent").is_some();
    let mut views = vec![view_of_segments(found, has_spent)];
    if found.migration.is_some() {
        views.push(
            View::new(
                "migration",
                &[
                    ("heading-from-segment", Cell::Value("from")),
                    ("heading-to-segment", Cell::Value("to")),
                    ("heading-customers", Cell::Value("customers")),
                    ("heading-share", Cell::Value("share")),
                ],
            )
            .top(WAYS),
        );
    }
    views.push(view_of_customers(segment, has_spent));
    let mut notes = found.split.notes.clone();
    if let Some(migration) = &found.migration {
        if migration.gone > 0 {
            notes.push(Message::new("segment-note-gone").count("customers", migration.gone));
        }
        if matches!(segment.method, Method::KMeans(_)) {
            notes.push(Message::new("segment-note-clusters-of-now"));
        }
    }
    notes.extend(preparation::notes(data));
    let title = Message::new("segment-title")
        .with("method", Value::Term(method(segment)))
        .with("as_of", Value::Date(found.now.day))
        .count("customers", found.now.len() as u64);
    Document {
        command: "segment",
        version: VERSION,
        title,
        headline: headline(segment, found, &segments),
        tables: vec![
            tables::customers(found, &order),
            segments,
            tables::migration(found),
            found.split.basis.table(),
            Fitted::table(&found.tried),
        ],
        views,
        notes,
        warnings: preparation::warnings(data).into_iter().chain(found.split.warnings.clone()).collect(),
        provenance: Provenance::default(),
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

fn method(segment: &Segment) -> &'static str {
    match segment.method {
        Method::Rfm(_) => "by_rfm",
        Method::Rules(_) => "by_rules",
        Method::KMeans(_) => "by_kmeans",
        Method::Tiers(_) => "by_tiers",
    }
}

fn view_of_segments(found: &Found, has_spent: bool) -> View {
    let mut cells = vec![
        ("heading-segment", Cell::Value("segment")),
        ("heading-customers", Cell::Value("customers")),
        ("", Cell::WholeShare("share_of_customers")),
    ];
    if found.migration.is_some() {
        cells.push(("heading-then", Cell::Value("previous_customers")));
        cells.push(("heading-change", Cell::Signed("change")));
    }
    if has_spent {
        cells.extend([("heading-revenue", Cell::Bar("share_of_spent")), ("", Cell::Value("share_of_spent"))]);
    }
    cells.extend([
        ("heading-median-days", Cell::Value("median_days_since_last")),
        ("heading-median-orders", Cell::Value("median_orders")),
    ]);
    if has_spent {
        cells.push(("heading-median-spent", Cell::Value("median_spent")));
    }
    View::new("segments", &cells)
}

fn view_of_customers(segment: &Segment, has_spent: bool) -> View {
    let mut cells = vec![("heading-top-customers", Cell::Value("customer_id"))];
    if has_spent {
        cells.push(("heading-spent", Cell::Value("spent")));
    }
    cells.extend([
        ("heading-orders", Cell::Value("orders")),
        ("heading-days-silent", Cell::Value("days_since_last")),
    ]);
    match segment.method {
        Method::Rfm(_) => cells.push(("heading-rfm", Cell::Value("rfm"))),
        Method::Tiers(_) => cells.push(("heading-to-next", Cell::Value("to_next_tier"))),
        _ => {}
    }
    cells.push(("heading-segment", Cell::Value("segment")));
    if segment.compare.is_some() {
        cells.push(("heading-then", Cell::Value("previous_segment")));
    }
    View::new("customers", &cells).top(segment.top)
}

/// Where the money is, or who moved.
fn headline(segment: &Segment, found: &Found, segments: &Table) -> Message {
    let members = found.split.members();
    let largest = members.iter().map(Vec::len).max().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    let part = largest as f64 / found.now.len() as f64;
    if matches!(segment.method, Method::KMeans(_)) && part > kmeans::NEARLY_ALL {
        return Message::new("segment-no-clusters").share("share", part);
    }
    if let Some(migration) = &found.migration {
        let moved = migration.moved(&found.split);
        let message = Message::new(if matches!(segment.compare, Some(Compare::Day(_))) {
            "segment-moved-since"
        } else {
            "segment-moved"
        });
        let message = match &segment.compare {
            Some(Compare::Day(day)) => message.with("day", Value::Date(*day)),
            Some(Compare::Earlier(earlier)) => message.text("file", earlier.name.clone()),
            None => message,
        };
        return message.count("moved", moved).count("customers", found.now.len() as u64);
    }
    let shares = |name: &str| match segments.column(name) {
        Some(Values::Share(shares)) => shares.clone(),
        _ => Vec::new(),
    };
    let (spent, customers) = (shares("share_of_spent"), shares("share_of_customers"));
    let richest = (0..spent.len()).max_by(|&a, &b| {
        let of = |place: usize| spent[place].unwrap_or(0.0);
        of(a).total_cmp(&of(b)).then(b.cmp(&a))
    });
    let name = |row: usize| match segments.column("segment") {
        Some(Values::Term(names)) => vec![names[row]],
        Some(Values::Phrase(names)) => names[row].clone(),
        _ => Vec::new(),
    };
    let Some((row, share)) = richest.and_then(|row| Some((row, spent[row]?))) else {
        return Message::new("segment-sizes").count("segments", segments.rows() as u64);
    };
    let message = Message::new("segment-richest")
        .share("spent", share)
        .share("customers", customers[row].unwrap_or(0.0));
    match segments.column("segment") {
        Some(Values::Text(names)) => message.text("segment", names[row].clone()),
        _ => message.with("segment", Value::Terms(name(row))),
    }
}
