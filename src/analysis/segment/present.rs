//! Segments as a document.

use super::kmeans::{self, Fitted};
use super::split::Names;
use super::{Actions, Compare, Found, Method, Segment, profile, tables};
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Reals, Table, Value, Values, View};
use crate::pipeline::Prepared;

/// Of the tables.
const VERSION: u32 = 1;
/// Ways between segments shown on screen.
const WAYS: usize = 12;
/// Figures of loyal and new customers shown.
const COMPARED: usize = 14;

pub(super) fn document(segment: &Segment, found: &Found, data: &Prepared) -> Document {
    let order = tables::order(found);
    let segments = tables::segments(found, segment.profile.as_ref());
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
    let (profile, beside) = (profile::table(found, data), profile::loyal_and_new(found));
    let favourites = profile::favourites(found, data);
    let mut notes = found.split.notes.clone();
    if let Some(actions) = &segment.profile {
        views.push(view_of_favourites(&favourites));
        views.push(view_of_loyal(&beside));
        notes.splice(0..0, described(found, actions, &profile));
        notes.extend(
            found
                .no_forecast
                .iter()
                .map(|why| Message::new("segment-note-no-forecast").text("why", why.clone())),
        );
    } else {
        views.push(view_of_customers(segment, has_spent));
    }
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
            profile,
            favourites,
            beside,
            found.split.basis.table(),
            Fitted::table(&found.tried),
        ],
        views,
        notes,
        warnings: preparation::warnings(data).into_iter().chain(found.split.warnings.clone()).collect(),
        sections: Vec::new(),
        definitions: Vec::new(),
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

/// What is known of favourites.
fn view_of_favourites(favourites: &Table) -> View {
    let headings = [
        ("heading-category", "favourite_category"),
        ("heading-channel", "channel"),
        ("heading-weekday", "weekday"),
        ("heading-hour", "hour"),
    ];
    let known = |name: &str| matches!(favourites.column(name), Some(Values::Text(texts)) if texts.iter().any(|text| !text.is_empty()));
    let mut cells = vec![("heading-most-often", Cell::Value("segment"))];
    cells.extend(
        headings
            .into_iter()
            .filter(|(_, name)| known(name))
            .map(|(heading, name)| (heading, Cell::Value(name))),
    );
    View::new("favourites", &cells)
}

/// What can be compared, as far as it fits on a screen.
fn view_of_loyal(beside: &Table) -> View {
    let compared = match beside.column("difference") {
        Some(Values::Figure(differences)) => {
            differences.iter().filter(|(difference, _)| difference.is_some()).count()
        }
        _ => 0,
    };
    View::new(
        "loyal_and_new",
        &[
            ("heading-loyal-new", Cell::Value("measure")),
            ("", Cell::Value("level")),
            ("heading-loyal", Cell::Value("loyal")),
            ("heading-new", Cell::Value("new")),
            ("heading-difference", Cell::Signed("difference")),
            ("heading-from", Cell::Signed("ci_lower")),
            ("heading-to", Cell::Signed("ci_upper")),
        ],
    )
    .top(compared.min(COMPARED))
}

/// To two digits, down to a hundredth.
fn two_digits(times: f64) -> String {
    if times < 0.005 {
        "<0.01".to_owned()
    } else if times >= 9.95 {
        format!("{times:.0}")
    } else if times >= 0.95 {
        format!("{times:.1}")
    } else {
        format!("{times:.2}")
    }
}

/// A sentence on each segment: what sets it apart from all customers, and what to do.
fn described(found: &Found, actions: &Actions, table: &Table) -> Vec<Message> {
    let members = found.split.members();
    let names = &found.split.names;
    let mut sentences = Vec::new();
    for segment in found.split.inhabited() {
        let key = names.key(segment);
        let apart: Vec<String> = profile::apart(table, &key)
            .into_iter()
            .map(|(measure, times)| format!("{measure} {} times", two_digits(times)))
            .collect();
        let message = Message::new(if actions.of(&key).is_some() {
            "segment-note-described-action"
        } else {
            "segment-note-described"
        });
        let message = match names {
            Names::Texts(names) => message.text("segment", names[segment].clone()),
            Names::Terms(names) => message.with("segment", Value::Term(names[segment])),
            Names::Phrases(names) => message.with("segment", Value::Terms(names[segment].clone())),
        };
        sentences.push(
            message
                .count("customers", members[segment].len() as u64)
                .text("apart", apart.join(", "))
                .text("action", actions.of(&key).unwrap_or_default()),
        );
    }
    sentences
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
        _ => Reals::default(),
    };
    let (spent, customers) = (shares("share_of_spent"), shares("share_of_customers"));
    let richest = (0..spent.len()).max_by(|&a, &b| {
        let of = |place: usize| spent.get(place).unwrap_or(0.0);
        of(a).total_cmp(&of(b)).then(b.cmp(&a))
    });
    let name = |row: usize| match segments.column("segment") {
        Some(Values::Term(names)) => vec![names[row]],
        Some(Values::Phrase(names)) => names[row].clone(),
        _ => Vec::new(),
    };
    let Some((row, share)) = richest.and_then(|row| Some((row, spent.get(row)?))) else {
        return Message::new("segment-sizes").count("segments", segments.rows() as u64);
    };
    let message = Message::new("segment-richest")
        .share("spent", share)
        .share("customers", customers.get(row).unwrap_or(0.0));
    match segments.column("segment") {
        Some(Values::Text(names)) => message.text("segment", names[row].to_owned()),
        _ => message.with("segment", Value::Terms(name(row))),
    }
}
