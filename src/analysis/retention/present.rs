//! Retention as a document.

use super::kpis::Kpi;
use super::tables::{self, spelled};
use super::{CohortBy, Definition, Found, Metric, Retention};
use crate::analysis::{latest, preparation};
use crate::document::{Cell, Document, Message, Provenance, Unit, Value, View};
use crate::input::Role;
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::stats::{newcombe, z_of};

/// Of the tables.
const VERSION: u32 = 1;
/// Periods of the bridge shown.
const BRIDGE: usize = 6;
/// Numbers of customers among the figures of a period, which the bridge shows.
const COUNTS: usize = 6;
/// Groups shown.
const GROUPS: usize = 12;
/// Shares of fewer customers, or of less than a fifth of them, are not spoken of.
const FEW: u64 = 30;
const FIFTH: u64 = 5;

pub(super) fn document(retention: &Retention, found: &Found, data: &Prepared) -> Document {
    let has_money = data.has(Role::Amount);
    let kpis = tables::kpis(retention, found);
    let mut views = Vec::new();
    if !found.names.is_empty() {
        views.push(view_of_matrix(retention, found));
    }
    let shown = figures_of_latest(found);
    if !shown.is_empty() {
        views.push(view_of_kpis(retention).top(shown.len()).from(shown.start));
        let periods = found.steps.len();
        views.push(view_of_bridge().last(BRIDGE, periods));
    }
    let mut tables = vec![
        tables::cohorts(retention, found, has_money),
        tables::average(retention, found, has_money),
        tables::matrix(retention, found),
        kpis,
        tables::bridge(retention, found),
    ];
    if let Some(by) = &found.by {
        views.push(view_of_by(has_money));
        tables.push(by.table.clone());
    }
    let span = |key: &'static str| {
        let [number, unit] = spelled(retention.lapsed_after);
        Message::new(key).count("number", u64::from(number)).count("unit", u64::from(unit))
    };
    let definitions =
        found.kpis[shown].iter().map(|kpi| (kpi.key, span(tables::definition(kpi.key)))).collect();
    let customers =
        if data.from.is_some() { found.together.size } else { data.collected.customers.len() as u64 };
    let title = Message::new("retention-title")
        .with("what", Value::Term(metric(retention)))
        .with("grain", Value::Term(retention.grain.key()))
        .with("as_of", Value::Date(data.as_of))
        .said(
            "figures",
            found.kpis.iter().filter_map(|kpi| kpi.period).max().map(|period| {
                Message::new("retention-figures").with("period", latest::said(retention.grain, period))
            }),
        )
        .count("customers", customers);
    let title = match &retention.cohort {
        CohortBy::First(grain) => title.with("cohort", Value::Term(first_key(*grain))),
        CohortBy::Column(column) => title.text("cohort", column.clone()),
    };
    Document {
        command: "retention",
        version: VERSION,
        title,
        headline: headline(retention, found, data),
        tables,
        views,
        sections: Vec::new(),
        definitions,
        notes: notes(retention, found, data),
        warnings: preparation::warnings(data),
        provenance: Provenance::default(),
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

/// The places of the figures of the latest period, its numbers of customers left out.
fn figures_of_latest(found: &Found) -> std::ops::Range<usize> {
    let period = found.kpis.iter().filter_map(|kpi| kpi.period).max();
    let Some(period) = period else { return 0..0 };
    let start = found.kpis.iter().position(|kpi| kpi.period == Some(period)).unwrap_or(0);
    let count = found.kpis.iter().filter(|kpi| kpi.period == Some(period)).count();
    start + COUNTS..start + count
}

fn metric(retention: &Retention) -> &'static str {
    match (retention.metric, retention.definition) {
        (Metric::Retention, Definition::Active) => "retention-by-active",
        (Metric::Retention, Definition::Rolling) => "retention-by-rolling",
        (Metric::Retention, Definition::Repurchase) | (Metric::Repurchase, _) => "retention-by-repurchase",
        (Metric::Revenue, _) => "retention-by-revenue",
        (Metric::Orders, _) => "retention-by-orders",
        (Metric::CumulativeValue, _) => "retention-by-cumulative-value",
    }
}

fn first_key(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "first-day",
        Grain::Week(_) => "first-week",
        Grain::Month => "first-month",
        Grain::Quarter => "first-quarter",
        Grain::Year => "first-year",
    }
}

fn letter(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "heading-d",
        Grain::Week(_) => "heading-w",
        Grain::Month => "heading-m",
        Grain::Quarter => "heading-q",
        Grain::Year => "heading-y",
    }
}

/// The periods that fit on a screen: the first ones, then some.
fn view_of_matrix(retention: &Retention, found: &Found) -> View {
    let letter = letter(retention.grain);
    let longest = found.together.eligible.len().saturating_sub(1);
    let shares = matches!(retention.metric, Metric::Retention) && retention.definition == Definition::Active;
    let begin = usize::from(shares);
    let far: &[usize] = if matches!(retention.grain, Grain::Week(_)) { &[8, 12, 26] } else { &[9, 12] };
    let places = (begin..=6).chain(far.iter().copied()).filter(|place| *place <= longest);
    let mut cells =
        vec![("heading-cohort", Cell::Value("cohort")), ("heading-customers", Cell::Value("cohort_size"))];
    let money = matches!(retention.metric, Metric::Revenue | Metric::CumulativeValue);
    cells.extend(places.map(|place| {
        // amounts are wide
        let spare = (money && place % 2 == 1 && place > 1) || (place == 26);
        (letter, if spare { Cell::SpareItem("period", place) } else { Cell::Item("period", place) })
    }));
    if longest > begin {
        cells.push((letter, Cell::Spark("period", [begin, longest.min(12)])));
    }
    let (top, rows) = (retention.top.saturating_add(1), found.names.len() + 1);
    let view = View::new("matrix", &cells);
    // the latest cohorts, or the largest groups
    match retention.cohort {
        CohortBy::First(_) => view.last(top, rows),
        CohortBy::Column(_) => view.top(top),
    }
}

fn view_of_kpis(retention: &Retention) -> View {
    let [now, before] = latest::headings(retention.grain);
    View::new(
        "kpis",
        &[
            ("heading-figure", Cell::Value("kpi")),
            (now, Cell::Value("value")),
            ("heading-interval-of", Cell::Range("ci_lower", "ci_upper")),
            (before, Cell::Value("previous")),
            ("heading-change", Cell::Signed("change")),
            ("heading-customers", Cell::Spare("customers")),
        ],
    )
}

/// Who came and who went, period by period.
pub(in crate::analysis) fn view_of_bridge() -> View {
    View::new(
        "bridge",
        &[
            ("heading-period", Cell::Value("period")),
            ("heading-start", Cell::Value("start")),
            ("heading-plus-new", Cell::Value("new")),
            ("heading-plus-reactivated", Cell::Value("reactivated")),
            ("heading-minus-lost", Cell::Value("lost")),
            ("heading-end", Cell::Value("end")),
            ("heading-buyers", Cell::Value("buyers")),
            ("heading-of-them-returning", Cell::Value("returning")),
        ],
    )
}

fn view_of_by(has_money: bool) -> View {
    let mut cells = vec![
        ("heading-group", Cell::Value("group")),
        ("heading-customers", Cell::Value("customers")),
        ("", Cell::WholeShare("share_of_customers")),
        ("heading-orders-each", Cell::Value("orders_per_customer")),
    ];
    if has_money {
        cells.push(("heading-order-value", Cell::Spare("average_order_value")));
        cells.push(("heading-spent-each", Cell::Value("spent_per_customer")));
    }
    cells.push(("heading-repeat-rate", Cell::Value("repeat_purchase_rate")));
    cells.push(("heading-still-customers", Cell::Value("active_share")));
    View::new("by", &cells).top(GROUPS)
}

/// What the average says, and what the last period lost.
fn headline(retention: &Retention, found: &Found, data: &Prepared) -> Message {
    let all = &found.together;
    let grain = Value::Term(retention.grain.key());
    let lost = lost(retention, found);
    let value = |period: usize| all.value(retention.metric, retention.definition, period);
    // of the period after the first one whatever there is, of later ones where enough customers have got there
    let least = FEW.max(all.size / FIFTH).min(all.eligible.get(1).copied().unwrap_or(0).max(1));
    let known = (0..all.eligible.len()).filter(|&period| all.eligible[period] >= least).max();
    let Some(known) = known.filter(|known| *known > 0) else {
        if let (true, Some(from)) = (found.names.is_empty(), data.from) {
            return Message::new("retention-nobody-new").with("from", Value::Date(from)).said("lost", lost);
        }
        return Message::new("retention-nothing-over").with("grain", grain).said("lost", lost);
    };
    let money = |value: Option<f64>| Value::Money(value.unwrap_or(0.0));
    let share = |value: Option<f64>| Value::Share(value.unwrap_or(0.0));
    let number = |value: Option<f64>| Value::Number(value.unwrap_or(0.0));
    let message = match (retention.metric, retention.definition) {
        (Metric::Retention, Definition::Active) => {
            let later: Vec<f64> = (4..=known).filter_map(value).collect();
            let message = Message::new(if later.len() > 2 {
                "retention-headline-active-later"
            } else {
                "retention-headline-active"
            });
            let least = later.iter().copied().fold(f64::INFINITY, f64::min);
            let most = later.iter().copied().fold(0.0, f64::max);
            message
                .with("next", share(value(1)))
                .with("least", Value::Share(least))
                .with("most", Value::Share(most))
        }
        (Metric::Retention, Definition::Rolling) => Message::new("retention-headline-rolling")
            .with("next", share(value(1)))
            .with("last", share(value(known))),
        (Metric::Retention, Definition::Repurchase) | (Metric::Repurchase, _) => {
            Message::new("retention-headline-repurchase")
                .with("next", share(value(1)))
                .with("last", share(value(known)))
        }
        (Metric::Revenue, _) => Message::new("retention-headline-revenue")
            .with("first", money(value(0)))
            .with("next", money(value(1))),
        (Metric::Orders, _) => Message::new("retention-headline-orders")
            .with("first", number(value(0)))
            .with("next", number(value(1))),
        (Metric::CumulativeValue, _) => Message::new("retention-headline-cumulative")
            .with("first", money(value(0)))
            .with("last", money(value(known))),
    };
    message.with("grain", grain).count("period", known as u64).said("lost", lost)
}

/// How many the last period lost, and whether that is more than in the one before.
fn lost(retention: &Retention, found: &Found) -> Option<Message> {
    let step = found.steps.last().filter(|step| step.start > 0)?;
    let before = found.steps.len().checked_sub(2).map(|before| &found.steps[before]);
    let kpi = found.kpis.iter().rfind(|kpi: &&Kpi| kpi.key == "churned_share" && kpi.period.is_some())?;
    let (value, (lower, upper)) = (kpi.value?, kpi.interval?);
    let z = z_of(retention.confidence);
    let change = before.and_then(|before| {
        newcombe((step.lost_of_start, step.start), (before.lost_of_start, before.start), z)
    });
    let key = match change {
        None => "retention-lost",
        Some(change) if change.lower > 0.0 => "retention-lost-more",
        Some(change) if change.upper < 0.0 => "retention-lost-fewer",
        Some(_) => "retention-lost-alike",
    };
    let period = found.first + found.steps.len() as i32 - 1;
    let share = |value: f64| Value::Figure(value, Unit::Share);
    let difference = |value: f64| Value::Difference(value, Unit::Share);
    let message = Message::new(key)
        .count("start", step.start)
        .with("period", latest::said(retention.grain, period))
        .with("grain", Value::Term(retention.grain.key()))
        .with("share", share(value))
        .with("lower", share(lower))
        .with("upper", share(upper))
        .with("confidence", Value::Share(retention.confidence));
    Some(match change {
        Some(change) => message
            .with("change", difference(change.value))
            .with("change_lower", difference(change.lower))
            .with("change_upper", difference(change.upper)),
        None => message,
    })
}

fn notes(retention: &Retention, found: &Found, data: &Prepared) -> Vec<Message> {
    let grain = retention.grain;
    let over = grain.last_over(data.as_of);
    let current = grain.of(data.as_of);
    let mut notes = Vec::new();
    if current > over {
        notes.push(
            Message::new("retention-note-not-over")
                .with("period", latest::said(grain, current))
                .with("as_of", Value::Date(data.as_of))
                .with("end", Value::Date(grain.end(current))),
        );
    }
    if let Some([half, most]) = found.gaps {
        let [number, unit] = spelled(retention.lapsed_after);
        notes.push(
            Message::new("retention-note-gaps")
                .count("number", u64::from(number))
                .count("unit", u64::from(unit))
                .count("half", u64::from(half.unsigned_abs()))
                .count("most", u64::from(most.unsigned_abs()))
                .count("short", u64::from(most >= retention.lapsed_after.days_from(data.as_of))),
        );
    }
    if let (CohortBy::First(_), [first, second, ..]) = (&retention.cohort, found.cohorts.as_slice())
        && data.from.is_none()
        && first.size > 2 * second.size
    {
        notes.push(
            Message::new("retention-note-first-cohort")
                .text("cohort", tables::name(&found.names, 0))
                .count("customers", first.size),
        );
    }
    let begins = data.collected.customers.first.iter().min().copied();
    if let Some(from) = data.from.filter(|from| begins.is_some_and(|begins| begins < *from)) {
        notes.push(Message::new("retention-note-from").with("from", Value::Date(from)));
        if let CohortBy::First(grain) = retention.cohort
            && grain.start(grain.of(from)) < from
            && !found.names.is_empty()
            && tables::name(&found.names, 0) == grain.label(grain.of(from))
        {
            notes.push(
                Message::new("retention-note-partial")
                    .with("cohort", latest::said(grain, grain.of(from)))
                    .with("from", Value::Date(from)),
            );
        }
    }
    let of_last = found.together.eligible.last().copied().unwrap_or(0);
    if of_last < found.together.eligible.first().copied().unwrap_or(0) {
        notes.push(Message::new("retention-note-mix"));
    }
    notes.extend(preparation::silence(data));
    if retention.metric == Metric::Retention && retention.definition == Definition::Rolling {
        notes.push(Message::new("retention-note-rolling"));
    }
    if found.names.len() > retention.top {
        notes.push(
            Message::new(match retention.cohort {
                CohortBy::First(_) => "retention-note-top",
                CohortBy::Column(_) => "retention-note-top-groups",
            })
            .count("cohorts", (found.names.len() - retention.top) as u64),
        );
    }
    notes.extend(found.note.clone());
    if let Some(by) = &found.by {
        notes.push(by.note.clone());
        notes.extend(by.said());
    }
    if !data.has(Role::Amount) {
        notes.push(Message::new("note-no-amounts"));
    }
    notes.extend(preparation::notes(data));
    notes
}
