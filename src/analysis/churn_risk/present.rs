//! Churn risks as a document: the views people see, and the sentences.

use super::compare::{self, Comparison};
use super::drivers::{self, Drivers};
use super::scores::Risks;
use super::second::{self, Second};
use super::tables::{BandSums, by_loss, customer_table};
use super::winback::{self, Plan};
use super::{ChurnRisk, More};
use crate::analysis::choice::Backtest;
use crate::analysis::choice::sentences::model_note;
use crate::analysis::choice::tables::{backtest_table, calibration_table, fit_table};
use crate::analysis::groups::Grouping;
use crate::analysis::outlook::Buyers;
use crate::analysis::outlook::sentences::{boundary_notes, percent, warnings};
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Table, Value, View};
use crate::pipeline::Prepared;

/// Of the tables.
const VERSION: u32 = 1;

/// The result as a document; `data` is the log behind it, if there is one.
pub(super) fn document(
    churn: &ChurnRisk,
    buyers: &Buyers,
    risks: &Risks,
    data: Option<&Prepared>,
    more: &More,
) -> Document {
    let order = by_loss(buyers, risks);
    let customers = data.map(|data| &data.collected.customers);
    let has_value = risks.outlook.value.is_some();
    let sums = BandSums::of(risks);
    let outlook = &risks.outlook;
    let title = match &buyers.log {
        Some(log) => Message::new("churn-title").with("as_of", Value::Date(log.as_of)),
        None => Message::new("churn-title-summary"),
    };
    Document {
        command: "churn-risk",
        version: VERSION,
        title: title
            .span("within", churn.ahead.within)
            .count("customers", buyers.len() as u64)
            .count("repeat", buyers.repeat()),
        headline: match &more.plan {
            Some(plan) => plan.headline(percent(churn.confidence)),
            None => headline(churn, &sums, has_value),
        },
        tables: [
            customer_table(buyers, risks, customers, &order),
            sums.table(&churn.bands, has_value),
            backtest_table(&outlook.chosen),
            calibration_table(&outlook.chosen),
            fit_table(&outlook.chosen, outlook.spend.as_ref(), churn.confidence),
        ]
        .into_iter()
        .chain(more.tables(buyers, risks))
        .collect(),
        views: views(churn, risks, has_value, more),
        notes: notes(churn, risks, data, more),
        warnings: data
            .map(preparation::warnings)
            .into_iter()
            .flatten()
            .chain(risks.is_short().then(|| short_history(risks)))
            .chain(warnings(buyers, outlook))
            .collect(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance { time_unit: churn.ahead.time_unit.name(), ..Provenance::default() },
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

fn headline(churn: &ChurnRisk, sums: &BandSums, has_value: bool) -> Message {
    let [_, medium, high] = sums.customers;
    let key = if has_value { "churn-headline" } else { "churn-headline-no-amount" };
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    Message::new(key)
        .count("high", high)
        .share("share", high as f64 / sums.all() as f64)
        .count("medium", medium)
        .share("risk", churn.bands.high)
        .span("within", churn.ahead.within)
        .span("horizon", churn.ahead.horizon)
        .with("at_risk", Value::Money(sums.at_risk.iter().sum()))
        .with("medium_at_risk", Value::Money(sums.at_risk[1]))
}

impl More {
    fn tables(&self, buyers: &Buyers, risks: &Risks) -> Vec<Table> {
        let mut tables = Vec::new();
        if let Some(plan) = &self.plan {
            tables.extend([plan.table(buyers, risks), plan.totals()]);
        }
        if let Some(comparison) = &self.comparison {
            tables.extend([comparison.outcomes(), comparison.moves()]);
        }
        tables.extend(self.drivers.as_ref().map(Drivers::table));
        if let Some(second) = &self.second {
            tables.extend([second.drawn(), second.curve()]);
            tables.extend(self.grouping.as_ref().map(|grouping| second.by(grouping)));
        }
        tables
    }
}

fn views(churn: &ChurnRisk, risks: &Risks, has_value: bool, more: &More) -> Vec<View> {
    let mut bands = vec![
        ("heading-band", Cell::Value("band")),
        ("heading-customers", Cell::Value("customers")),
        ("", Cell::WholeShare("share_of_customers")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-leavers", Cell::Spare("expected_leavers")),
    ];
    let mut customers = vec![
        (if has_value { "heading-most-to-lose" } else { "heading-highest-risk" }, Cell::Value("customer_id")),
        ("heading-orders", Cell::Value("orders")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-band", Cell::Spare("band")),
        ("heading-next-purchase", Cell::Spare("expected_next_purchase")),
    ];
    if has_value {
        bands.extend([
            ("heading-clv", Cell::Value("clv")),
            ("heading-at-risk", Cell::Value("value_at_risk")),
            ("heading-share-of-risk", Cell::Bar("share_of_value_at_risk")),
            ("", Cell::WholeShare("share_of_value_at_risk")),
        ]);
        customers
            .extend([("heading-clv", Cell::Spare("clv")), ("heading-at-risk", Cell::Value("value_at_risk"))]);
    }
    customers.push(("heading-reason", Cell::Value("reason")));
    let mut views = vec![View::new("bands", &bands)];
    if more.comparison.is_some() {
        views.extend(compare::views());
    }
    views.push(match &more.plan {
        Some(plan) if !plan.is_empty() => winback::view(churn.top),
        _ => View::new("customers", &customers).top(churn.top),
    });
    views.extend(more.drivers.as_ref().map(|_| drivers::view()));
    if more.second.is_some() {
        views.push(second::view());
        views.extend(more.grouping.as_ref().map(|_| second::view_by()));
    }
    let chosen = &risks.outlook.chosen;
    if chosen.holdout.is_some() || !chosen.rolling.is_empty() {
        views.push(backtest_view());
    }
    views
}

/// How well the methods foretold who would stay away.
fn backtest_view() -> View {
    let cells = [
        ("heading-window", Cell::Value("window")),
        ("heading-cut", Cell::Value("cut")),
        ("heading-until", Cell::Value("until")),
        ("heading-method", Cell::Value("method")),
        ("heading-auc", Cell::Value("auc")),
        ("heading-lift", Cell::Value("lift")),
        ("heading-brier", Cell::Value("brier")),
        ("heading-log-loss", Cell::Value("log_loss")),
    ];
    View::new("backtest", &cells)
}

fn notes(churn: &ChurnRisk, risks: &Risks, data: Option<&Prepared>, more: &More) -> Vec<Message> {
    let outlook = &risks.outlook;
    let mut notes = vec![
        Message::new("churn-note-risk").span("within", churn.ahead.within),
        Message::new("churn-note-next"),
    ];
    if outlook.value.is_some() {
        notes.push(Message::new("churn-note-value").span("horizon", churn.ahead.horizon));
    } else {
        notes.push(Message::new("churn-note-no-amount"));
    }
    notes.extend(more.plan.as_ref().map(|_| Plan::note()));
    notes.extend(more.drivers.as_ref().map(Drivers::note));
    notes.extend(more.comparison.as_ref().map(Comparison::note));
    notes.extend(more.second.as_ref().map(Second::note));
    notes.extend(more.grouping.as_ref().map(Grouping::note));
    notes.push(model_note(&outlook.chosen));
    notes.extend(outlook.chosen.choice.as_ref().and_then(quality));
    notes.extend(boundary_notes(outlook));
    notes.push(Message::new("churn-note-gap").with("gap", Value::Number(risks.middle_gap)));
    notes.extend(data.map(preparation::notes).into_iter().flatten());
    notes
}

/// How well the model that was taken foretold who would stay away.
fn quality(choice: &Backtest) -> Option<Message> {
    let score = choice.chosen_score()?;
    Some(
        Message::new("churn-note-quality")
            .with("auc", Value::Decimal(score.auc?, 2))
            .with("lift", Value::Decimal(score.lift?, 1)),
    )
}

fn short_history(risks: &Risks) -> Message {
    Message::new("churn-short-history")
        .with("days", Value::Number(risks.length.round()))
        .with("gap", Value::Number(risks.middle_gap.round()))
}
