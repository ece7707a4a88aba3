//! A plan as a document.

use super::Plan;
use super::baseline::Window;
use super::design::{Answer, Design, Known, Solved};
use crate::analysis::ab_test::deeds;
use crate::analysis::ab_test::effects::alpha_of;
use crate::analysis::outlook::sentences::percent;
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Table, Unit, Value, Values, View};
use crate::error::Result;
use crate::pipeline::Prepared;

/// Of the tables.
const VERSION: u32 = 1;
/// The changes that the curve shows.
const CHANGES: [f64; 8] = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0];

/// The plan as a document, by the window that was asked for and longer ones; `data` is the log behind them, if there is one.
///
/// # Errors
/// Changes that cannot be found.
pub(super) fn document(plan: &Plan, windows: &[Window], data: Option<&Prepared>) -> Result<Document> {
    let window = &windows[0];
    let design =
        Design::new(plan.variants.iter().map(|(_, share)| *share).collect(), alpha_of(plan.confidence));
    let mut wanted = plan.wanted;
    if wanted.effect.is_none() {
        // what everyone in the log would show
        wanted.customers = wanted.customers.or(window.customers);
    }
    let found = design.solve(window.known(), &wanted)?;
    let mut answers = vec![(window.known(), found)];
    if window.adjusted.is_some() {
        answers.push((window.plain, design.solve(window.plain, &wanted)?));
    }
    let days = Days { plan, windows, design: &design };
    let tables = vec![
        table(plan, window, &design, &answers, &days),
        variants(plan, &design, &found),
        curve(&days, &found),
    ];
    let mut columns = Vec::new();
    if answers.len() > 1 {
        columns.push(("heading-formula", Cell::Value("formula")));
    }
    columns.extend([
        ("heading-baseline", Cell::Value("baseline")),
        ("heading-mde", Cell::Signed("mde")),
        ("heading-relative", Cell::Signed("relative_mde")),
        ("heading-power", Cell::Value("power")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-days", Cell::Value("days")),
    ]);
    let views = vec![
        View::new("plan", &columns),
        View::new(
            "variants",
            &[
                ("heading-variant", Cell::Value("variant")),
                ("heading-share", Cell::Value("share")),
                ("heading-customers", Cell::Value("customers")),
            ],
        ),
        View::new(
            "curve",
            &[
                ("heading-relative", Cell::Signed("relative_mde")),
                ("heading-mde", Cell::Signed("mde")),
                ("heading-customers", Cell::Value("customers")),
                ("heading-days", Cell::Value("days")),
            ],
        ),
    ];
    let title = Message::new("plan-title")
        .text("metric", plan.metric.clone())
        .span("window", plan.window)
        .count("variants", plan.variants.len() as u64)
        .text("confidence", percent(plan.confidence));
    Ok(Document {
        command: "ab-test plan",
        version: VERSION,
        title,
        headline: headline(plan, window, &found),
        tables,
        views,
        notes: notes(plan, windows, &design, &found, &days, data),
        warnings: data.map(preparation::warnings).into_iter().flatten().collect(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance::default(),
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    })
}

/// How long a test takes.
struct Days<'a> {
    plan: &'a Plan,
    windows: &'a [Window],
    design: &'a Design,
}

impl Days<'_> {
    /// Days, and those that each customer is watched, for so many customers who are to show a relative change; none if they are not to be had.
    #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "customers stay below 2^53")]
    fn of(&self, answer: &Answer, known: fn(&Window) -> Known) -> Option<(u64, u32)> {
        let window = &self.windows[0];
        if let Some(per_day) = self.plan.per_day {
            let entering = (answer.customers as f64 / per_day).ceil() as u64;
            return Some((entering.max(1) - 1 + u64::from(window.days), window.days));
        }
        let Some(at_hand) = window.customers else {
            // a list of any length can be had
            return Some((u64::from(window.days), window.days));
        };
        if answer.customers <= at_hand {
            return Some((u64::from(window.days), window.days));
        }
        let relative = answer.effect / known(window).value();
        let enough = self.windows[1..].iter().find(|longer| {
            let known = known(longer);
            let needed = self.design.customers(known, relative * known.value(), answer.power);
            needed.zip(longer.customers).is_some_and(|(needed, customers)| needed <= customers)
        })?;
        Some((u64::from(enough.days), enough.days))
    }
}

fn unit(plan: &Plan) -> Unit {
    deeds::unit(&plan.metric)
}

fn formula(known: Known, adjusted: bool, plan: &Plan) -> &'static str {
    match known {
        Known::Share(_) => "pooled_z",
        Known::Mean { .. } if matches!(plan.metric.as_str(), "aov" | "refund-rate") => "ratio_delta_z",
        Known::Mean { .. } if adjusted => "two_means_z_cuped",
        Known::Mean { .. } => "two_means_z",
    }
}

fn table(
    plan: &Plan,
    window: &Window,
    design: &Design,
    answers: &[(Known, Answer)],
    days: &Days<'_>,
) -> Table {
    let figure = |value: &dyn Fn(&(Known, Answer)) -> f64| {
        Values::Figure(answers.iter().map(|row| (Some(value(row)), unit(plan))).collect())
    };
    let relative = |(known, answer): &(Known, Answer)| {
        Some(answer.effect / known.value()).filter(|relative| relative.is_finite())
    };
    let formulas = answers
        .iter()
        .enumerate()
        .map(|(row, (known, _))| formula(*known, window.adjusted.is_some() && row == 0, plan));
    let found = |(row, (_, answer)): (usize, &(Known, Answer))| {
        days.of(answer, if row == 0 { Window::known } else { |window| window.plain })
    };
    #[expect(clippy::cast_precision_loss, reason = "days")]
    let counted = |days: Option<(u64, u32)>| days.map(|(days, _)| days as f64);
    Table::new(
        "plan",
        vec![
            ("metric", Values::Text(answers.iter().map(|_| plan.metric.clone()).collect())),
            ("formula", Values::Term(formulas.collect())),
            ("window_days", Values::Count(answers.iter().map(|_| u64::from(window.days)).collect())),
            ("baseline", figure(&|(known, _)| known.value())),
            ("deviation", figure(&|(known, _)| known.deviation())),
            ("mde", figure(&|(_, answer)| answer.effect)),
            ("relative_mde", Values::Share(answers.iter().map(relative).collect())),
            ("alpha", Values::Probability(answers.iter().map(|_| Some(design.alpha())).collect())),
            ("power", Values::Share(answers.iter().map(|(_, answer)| Some(answer.power)).collect())),
            ("customers", Values::Count(answers.iter().map(|(_, answer)| answer.customers).collect())),
            ("days", Values::Number(answers.iter().enumerate().map(found).map(counted).collect())),
            ("answer", Values::Term(answers.iter().map(|(_, answer)| answer.solved.key()).collect())),
        ],
    )
}

fn variants(plan: &Plan, design: &Design, found: &Answer) -> Table {
    Table::new(
        "variants",
        vec![
            ("variant", Values::Text(plan.variants.iter().map(|(name, _)| name.clone()).collect())),
            ("share", Values::Share(plan.variants.iter().map(|(_, share)| Some(*share)).collect())),
            ("customers", Values::Count(design.each(found.customers))),
        ],
    )
}

fn curve(days: &Days<'_>, found: &Answer) -> Table {
    let known = days.windows[0].known();
    // the way the answer goes
    let sign = if found.effect < 0.0 { -1.0 } else { 1.0 };
    let rows: Vec<(f64, Answer)> = CHANGES
        .into_iter()
        .filter_map(|size| {
            let relative = sign * size;
            let effect = relative * known.value();
            // at the power of the answer, or the usual one where that followed
            let power = if found.solved == Solved::Power { 0.8 } else { found.power };
            let customers = days.design.customers(known, effect, power)?;
            Some((relative, Answer { effect, customers, power, solved: Solved::Customers }))
        })
        .collect();
    let unit = unit(days.plan);
    #[expect(clippy::cast_precision_loss, reason = "days")]
    let counted = |(_, answer): &(f64, Answer)| days.of(answer, Window::known).map(|(days, _)| days as f64);
    Table::new(
        "curve",
        vec![
            ("relative_mde", Values::Share(rows.iter().map(|(relative, _)| Some(*relative)).collect())),
            ("mde", Values::Figure(rows.iter().map(|(_, answer)| (Some(answer.effect), unit)).collect())),
            ("customers", Values::Count(rows.iter().map(|(_, answer)| answer.customers).collect())),
            ("days", Values::Number(rows.iter().map(counted).collect())),
        ],
    )
}

/// The change over the baseline, or as it is where there is none to compare with.
fn relative(effect: f64, known: Known, unit: Unit) -> Value {
    if known.value() == 0.0 {
        Value::Difference(effect, unit)
    } else {
        Value::Relative(effect / known.value())
    }
}

fn headline(plan: &Plan, window: &Window, found: &Answer) -> Message {
    let key = match found.solved {
        Solved::Customers => "plan-customers",
        Solved::Effect => "plan-effect",
        Solved::Power => "plan-power",
    };
    let known = window.known();
    Message::new(key)
        .count("customers", found.customers)
        .text("metric", plan.metric.clone())
        .with("baseline", Value::Figure(known.value(), unit(plan)))
        .with("changed", Value::Figure(known.value() + found.effect, unit(plan)))
        .with("effect", Value::Difference(found.effect, unit(plan)))
        .with("relative", relative(found.effect, known, unit(plan)))
        .share("power", found.power)
}

fn notes(
    plan: &Plan,
    windows: &[Window],
    design: &Design,
    found: &Answer,
    days: &Days<'_>,
    data: Option<&Prepared>,
) -> Vec<Message> {
    let window = &windows[0];
    let mut notes = vec![how_long(plan, window, design, found, days)];
    notes.push(Message::new(match formula(window.plain, false, plan) {
        "pooled_z" => "plan-note-pooled",
        "ratio_delta_z" => "plan-note-delta",
        _ => "plan-note-means",
    }));
    if let (Some((from, to)), Some(customers)) = (window.measured, window.customers) {
        notes.push(
            Message::new("plan-note-measured")
                .with("from", Value::Date(from))
                .with("to", Value::Date(to))
                .count("customers", customers),
        );
    }
    if window.adjusted.is_some() {
        notes.push(
            Message::new("plan-note-cuped")
                .span("before", plan.before)
                .with("correlation", Value::Decimal(window.correlation, 2))
                .share("saved", window.correlation * window.correlation),
        );
    }
    if plan.variants.len() > 2 {
        notes.push(
            Message::new("plan-note-several")
                .count("treatments", plan.variants.len() as u64 - 1)
                .text("alpha", format!("{:.2}%", design.alpha() * 100.0)),
        );
    }
    notes.extend(data.map(preparation::notes).into_iter().flatten());
    notes
}

/// How many days that takes.
fn how_long(plan: &Plan, window: &Window, design: &Design, found: &Answer, days: &Days<'_>) -> Message {
    let message = match (days.of(found, Window::known), plan.per_day, window.customers) {
        (Some((days, _)), Some(per_day), _) => {
            Message::new("plan-note-days-rate").count("days", days).with("per_day", Value::Number(per_day))
        }
        (Some((days, _)), None, None) => Message::new("plan-note-days-list").count("days", days),
        (Some((_, watched)), None, Some(at_hand)) if watched > window.days => {
            Message::new("plan-note-days-longer").count("days", u64::from(watched)).count("at_hand", at_hand)
        }
        (Some((days, _)), None, Some(at_hand)) => {
            Message::new("plan-note-days-window").count("days", days).count("at_hand", at_hand)
        }
        (None, _, at_hand) => {
            let at_hand = at_hand.unwrap_or(0);
            let most = design.detectable(window.known(), at_hand, found.power);
            let relative = most.map_or(f64::NAN, |most| most / window.known().value());
            Message::new("plan-note-days-never")
                .count("at_hand", at_hand)
                .with("relative", Value::Relative(relative))
        }
    };
    message.span("window", plan.window)
}
