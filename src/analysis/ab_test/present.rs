//! A test as a document: the views people see, and the sentences.

use super::AbTest;
use super::checks;
use super::decision::{Decision, worth_a_month};
use super::effects::{self, Effect, Settings, Verdict};
use super::experiment::{Experiment, Observed};
use super::responded::{self, InGroup};
use super::tables;
use crate::analysis::outlook::sentences::percent;
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Unit, Value, View};
use crate::error::{Error, Result};
use crate::pipeline::Prepared;

/// Of the tables.
const VERSION: u32 = 1;

/// The result as a document; `data` is the log behind it, if there is one.
///
/// # Errors
/// Groups that are too many.
pub(super) fn document(test: &AbTest, experiment: &Experiment, data: Option<&Prepared>) -> Result<Document> {
    for guardrail in &test.guardrails {
        let guarded = experiment.metrics.iter().find(|metric| metric.name == guardrail.metric);
        guarded.map_or(Ok(()), |metric| guardrail.check(metric.unit))?;
    }
    if experiment.arms.iter().all(|arm| arm.customers == 0) {
        let message = "every customer is in several variants".to_owned();
        return Err(Error::NoComparison { message });
    }
    let found = effects::of(experiment, &test.settings, &test.guardrails);
    let checked = checks::of(experiment, &found);
    let decision = Decision::of(experiment, &found, &checked, &test.settings, &test.guardrails);
    let responded = match &experiment.by {
        Some(by) => Some((by, responded::of(experiment, by, &test.settings)?)),
        None => None,
    };
    let mut tables = vec![
        tables::effects(experiment, &found),
        tables::variants(test, experiment),
        checks::table(&checked),
    ];
    let mut views = views(experiment);
    let mut notes = notes(test, experiment, &found, decision, data);
    let mut tempting = None;
    if let Some((by, groups)) = &responded {
        tables.push(responded::table(experiment, by, groups));
        views.push(view_of_groups(experiment, groups));
        notes.push(by.note());
        if experiment.metrics.len() > 1 {
            notes.push(Message::new("ab-note-groups-of").text("metric", experiment.metrics[0].name.clone()));
        }
        tempting = who_responded(experiment, &found, groups, &test.settings, &mut notes);
    }
    let customers: u64 = experiment.arms.iter().map(|arm| arm.customers).sum();
    let title = match &experiment.period {
        Some(period) => Message::new("ab-title-log")
            .with("start", Value::Date(period.start))
            .with("end", Value::Date(period.end))
            .count("days", u64::from(period.days())),
        None => Message::new("ab-title"),
    };
    Ok(Document {
        command: "ab-test",
        version: VERSION,
        title: title
            .text("control", experiment.arms[0].name.clone())
            .count("customers", customers)
            .count("variants", experiment.arms.len() as u64),
        headline: headline(experiment, &found, decision)
            .text("confidence", percent(test.settings.confidence)),
        tables,
        views,
        notes,
        warnings: data
            .map(preparation::warnings)
            .into_iter()
            .flatten()
            .chain(
                experiment
                    .period
                    .and_then(|period| period.cut_short)
                    .map(|end| Message::new("ab-cut-short").with("end", Value::Date(end))),
            )
            .chain(
                experiment
                    .period
                    .filter(|period| period.zeros > 0)
                    .map(|period| Message::new("ab-lost-zeros").count("customers", period.zeros)),
            )
            .chain(checks::warnings(experiment, &checked))
            .chain(no_relative(experiment, &found))
            .chain(loses_money(experiment, &found, decision))
            .chain(tempting)
            .collect(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance::default(),
        untrusted: test.tells_decision && decision == Decision::DoNotTrust,
        undecided: test.tells_decision
            && matches!(decision, Decision::KeepTesting(_) | Decision::TooFew | Decision::MayHarm(..)),
        files: Vec::new(),
    })
}

/// The groups of the primary metric, the treatments one below the other.
fn view_of_groups(experiment: &Experiment, groups: &[InGroup]) -> View {
    let mut cells = vec![("heading-segment", Cell::Value("segment"))];
    if experiment.arms.len() > 2 {
        cells.push(("heading-treatment", Cell::Value("treatment")));
    }
    cells.extend([
        ("heading-in-control", Cell::Spare("n_control")),
        ("heading-in-treatment", Cell::Spare("n_treatment")),
        ("heading-control", Cell::Value("value_control")),
        ("heading-with-treatment", Cell::Value("value_treatment")),
        ("heading-ab-effect", Cell::Signed("effect")),
        ("heading-relative", Cell::Signed("relative_effect")),
        ("heading-interval-all", Cell::Interval("relative_ci_lower", "relative_ci_upper")),
        ("heading-p-adjusted", Cell::Value("p_value_adjusted")),
        ("", Cell::Strip("relative_effect", ["relative_ci_lower", "relative_ci_upper"])),
    ]);
    View::new("segments", &cells).top(groups.iter().filter(|group| group.effect.metric == 0).count())
}

/// Whether the effect on the primary metric differs between groups; a warning where only single groups stand out.
fn who_responded(
    experiment: &Experiment,
    found: &[Effect],
    groups: &[InGroup],
    settings: &Settings,
    notes: &mut Vec<Message>,
) -> Option<Message> {
    let alpha = 1.0 - settings.confidence;
    let mut tempting = None;
    for treatment in 1..experiment.arms.len() {
        let rows: Vec<&InGroup> = groups
            .iter()
            .filter(|group| group.effect.metric == 0 && group.effect.treatment == treatment)
            .collect();
        let Some(p) = rows.first().and_then(|row| row.interaction) else { continue };
        notes.push(
            Message::new(if p < alpha { "ab-note-interaction" } else { "ab-note-no-interaction" })
                .text("metric", experiment.metrics[0].name.clone())
                .text("treatment", experiment.arms[treatment].name.clone())
                .count("groups", rows.len() as u64)
                .with("p", Value::PValue(p)),
        );
        // against the whole, not along with it
        let whole = found
            .iter()
            .find(|effect| effect.metric == 0 && effect.treatment == treatment && effect.verdict.is_some());
        let sign = |effect: &Effect| effect.difference.map_or(0.0, |found| found.value.signum());
        let decided = whole.filter(|whole| whole.p.is_some_and(|p| p < alpha)).map(sign);
        let stands_out = |row: &&&InGroup| {
            row.effect.p_adjusted.is_some_and(|p| p < alpha) && decided != Some(sign(&row.effect))
        };
        let standing_out = rows.iter().filter(stands_out).count() as u64;
        if p >= alpha && standing_out > 0 {
            tempting = Some(
                Message::new("ab-fishing")
                    .count("standing_out", standing_out)
                    .count("groups", rows.len() as u64),
            );
        }
    }
    tempting
}

fn views(experiment: &Experiment) -> Vec<View> {
    let mut cells = vec![("heading-metric", Cell::Value("metric"))];
    if experiment.arms.len() > 2 {
        cells.push(("heading-treatment", Cell::Value("treatment")));
    }
    cells.extend([
        ("heading-method", Cell::Spare("method")),
        ("heading-control", Cell::Value("value_control")),
        ("heading-with-treatment", Cell::Value("value_treatment")),
        ("heading-ab-effect", Cell::Signed("effect")),
        ("heading-relative", Cell::Signed("relative_effect")),
        ("heading-interval", Cell::Interval("relative_ci_lower", "relative_ci_upper")),
        ("heading-p", Cell::Value("p_value")),
    ]);
    if experiment.metrics.len() > 1 || experiment.arms.len() > 2 {
        cells.push(("heading-p-adjusted", Cell::Value("p_value_adjusted")));
    }
    cells.push(("", Cell::Strip("relative_effect", ["relative_ci_lower", "relative_ci_upper"])));
    let mut variants = vec![
        ("heading-variant", Cell::Value("variant")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-share", Cell::Value("share")),
        ("heading-planned", Cell::Spare("expected_share")),
    ];
    let metrics: Vec<&str> = experiment.metrics.iter().map(|metric| metric.name.as_str()).collect();
    if matches!(experiment.metrics[0].observed, Observed::Shares(_)) {
        variants.push(("heading-conversions", Cell::Value("conversions")));
        variants.push(("heading-best", Cell::Value("chance_to_be_best")));
    }
    if metrics.contains(&"revenue") {
        variants.push(("heading-revenue", Cell::Value("revenue")));
    }
    vec![View::new("effects", &cells), View::new("variants", &variants)]
}

/// What to do, and the primary metric's figures.
fn headline(experiment: &Experiment, found: &[Effect], decision: Decision) -> Message {
    let control = experiment.arms[0].name.clone();
    let primary = |treatment: Option<usize>| {
        let mut rows = found.iter().filter(|effect| effect.metric == 0 && effect.verdict.is_some());
        rows.find(|effect| treatment.is_none_or(|treatment| effect.treatment == treatment))
    };
    let (key, row) = match decision {
        Decision::Ship(treatment) => ("ab-ship", primary(Some(treatment))),
        Decision::Keep => ("ab-keep", primary(None)),
        Decision::Harms(treatment, _) => ("ab-harms", primary(Some(treatment))),
        Decision::MayHarm(treatment, _) => ("ab-may-harm", primary(Some(treatment))),
        Decision::Stop(treatment, _) => ("ab-stop", primary(Some(treatment))),
        Decision::TooFew => ("ab-too-few", primary(None)),
        Decision::KeepTesting(None) => ("ab-undecided", primary(None)),
        Decision::KeepTesting(Some((treatment, _))) if experiment.period.is_some() => {
            ("ab-more-days", primary(Some(treatment)))
        }
        Decision::KeepTesting(Some((treatment, _))) => ("ab-more-customers", primary(Some(treatment))),
        Decision::DoNotTrust => return Message::new("ab-do-not-trust"),
    };
    let Some(row) = row.filter(|row| row.difference.is_some()) else { return Message::new("ab-nothing") };
    let mut message = Message::new(key)
        .text("control", control)
        .text("treatment", experiment.arms[row.treatment].name.clone())
        .text("metric", experiment.metrics[0].name.clone())
        .with("p", Value::PValue(row.p_adjusted.unwrap_or(1.0)));
    for (name, value) in [("control_value", row.control_value), ("treatment_value", row.treatment_value)] {
        message = message.with(name, Value::Figure(value.unwrap_or(f64::NAN), experiment.metrics[0].unit));
    }
    if let Decision::Harms(_, guardrail) | Decision::MayHarm(_, guardrail) | Decision::Stop(_, guardrail) =
        decision
    {
        message = message.text("guardrail", experiment.metrics[guardrail].name.clone());
    }
    if let Decision::KeepTesting(Some((_, times))) = decision {
        let customers: u64 = experiment.arms.iter().map(|arm| arm.customers).sum();
        #[expect(clippy::cast_sign_loss, reason = "a round number")]
        let more = |of: f64| ((times - 1.0) * of).ceil().max(1.0) as u64;
        let days = experiment.period.map_or(0.0, |period| f64::from(period.days()));
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let customers = more(customers as f64);
        message = message.count("days", more(days)).count("customers", customers);
    }
    with_interval(message, row, experiment.metrics[0].unit)
}

/// The relative effect with its interval, or the effect where there is no relative one.
fn with_interval(message: Message, row: &Effect, unit: Unit) -> Message {
    let (found, value): (_, fn(f64, Unit) -> Value) = match (&row.relative, &row.difference) {
        (Some(relative), _) => (relative, |value, _| Value::Relative(value)),
        (None, Some(difference)) => (difference, Value::Difference),
        (None, None) => return message,
    };
    let ends = [("effect", found.value), ("lower", found.lower), ("upper", found.upper)];
    ends.into_iter().fold(message, |message, (name, end)| message.with(name, value(end, unit)))
}

fn notes(
    test: &AbTest,
    experiment: &Experiment,
    found: &[Effect],
    decision: Decision,
    data: Option<&Prepared>,
) -> Vec<Message> {
    let mut notes = Vec::new();
    let confidence = percent(test.settings.confidence);
    if let (Decision::Ship(treatment), Some(period)) = (decision, &experiment.period)
        && let Some(worth) = worth_a_month(experiment, found, period, treatment)
    {
        notes.push(
            Message::new("ab-note-worth")
                .text("treatment", experiment.arms[treatment].name.clone())
                .with("worth", Value::Money(worth.value))
                .with("lower", Value::Money(worth.lower))
                .with("upper", Value::Money(worth.upper))
                .text("confidence", confidence.clone()),
        );
    }
    // of one treatment the headline says it already
    let said = experiment.arms.len() == 2 && decision != Decision::DoNotTrust;
    let rows = found.iter().filter(|effect| effect.verdict.is_some() && effect.difference.is_some());
    notes.extend(
        rows.filter(|effect| !(said && effect.metric == 0)).map(|row| sentence(test, experiment, row)),
    );
    for row in found.iter().filter(|effect| effect.verdict.is_some() && effect.metric == 0) {
        if let (Some(beats), Some(loss)) = (row.beats, row.loss) {
            notes.push(
                Message::new("ab-note-chance")
                    .text("treatment", experiment.arms[row.treatment].name.clone())
                    .share("chance", beats)
                    .with("loss", Value::Decimal(loss * 100.0, 2))
                    .text("prior", format!("{},{}", test.settings.prior.a, test.settings.prior.b)),
            );
        }
    }
    if let Some(row) = found.iter().find(|effect| effect.correlation.is_some()) {
        let correlation = row.correlation.unwrap_or_default();
        let message = match &experiment.period {
            Some(period) => Message::new("ab-note-cuped-days").count("days", u64::from(period.before)),
            None => Message::new("ab-note-cuped"),
        };
        notes.push(
            message
                .text("metric", experiment.metrics[row.metric].name.clone())
                .with("correlation", Value::Decimal(correlation, 2))
                .share("saved", correlation * correlation),
        );
    }
    let customers: u64 = experiment.arms.iter().map(|arm| arm.customers).sum();
    notes.push(match test.planned {
        _ if test.settings.peeking.is_some() => Message::new("ab-note-looks"),
        Some(planned) if customers < planned => {
            Message::new("ab-note-below-plan").count("customers", customers).count("planned", planned)
        }
        _ => Message::new("ab-note-one-look"),
    });
    notes.push(
        Message::new("ab-note-control")
            .text("control", experiment.arms[0].name.clone())
            .text("confidence", confidence),
    );
    if experiment.blanks > 0 {
        notes.push(Message::new("ab-note-blanks").count("blanks", experiment.blanks));
    }
    if experiment.late > 0 {
        notes.push(Message::new("ab-note-late").count("customers", experiment.late));
    }
    if let Some(period) = &experiment.period {
        if period.undated > 0 {
            notes.push(Message::new("ab-note-undated").count("customers", period.undated));
        }
        if period.strangers > 0 {
            notes.push(Message::new("ab-note-strangers").count("customers", period.strangers));
        }
        notes.push(Message::new("ab-note-all").count("seen", period.seen).count("customers", customers));
    }
    notes.extend(data.map(preparation::notes).into_iter().flatten());
    notes
}

/// What can be said of a metric.
fn sentence(test: &AbTest, experiment: &Experiment, row: &Effect) -> Message {
    let name = &experiment.metrics[row.metric].name;
    let is_guardrail = test.guardrails.iter().any(|guardrail| guardrail.metric == *name);
    let key = match row.verdict {
        Some(Verdict::Better) => "ab-better",
        Some(Verdict::Worse) => "ab-worse",
        Some(Verdict::Safe) => "ab-safe",
        Some(Verdict::Harmed) => "ab-harmed",
        _ if is_guardrail => "ab-guardrail-open",
        _ if row.difference.is_some_and(|found| found.lower > 0.0 || found.upper < 0.0) => {
            "ab-open-by-number"
        }
        _ => "ab-open",
    };
    let message = Message::new(key)
        .text("metric", experiment.metrics[row.metric].name.clone())
        .text("treatment", experiment.arms[row.treatment].name.clone())
        .text("control", experiment.arms[0].name.clone())
        .with("p", Value::PValue(row.p_adjusted.unwrap_or(1.0)));
    with_interval(message, row, experiment.metrics[row.metric].unit)
}

/// Relative effects that cannot be given, and why.
fn no_relative(experiment: &Experiment, found: &[Effect]) -> Option<Message> {
    let lacks = |effect: &&Effect| {
        effect.verdict.is_some() && effect.relative.is_none() && effect.control_value.is_some()
    };
    let row = found.iter().find(lacks)?;
    Some(Message::new("ab-no-relative").text("metric", experiment.metrics[row.metric].name.clone()))
}

/// A treatment to ship that brings less money.
fn loses_money(experiment: &Experiment, found: &[Effect], decision: Decision) -> Option<Message> {
    let Decision::Ship(treatment) = decision else { return None };
    let is_worse = |effect: &&Effect| {
        effect.treatment == treatment
            && effect.verdict == Some(Verdict::Worse)
            && experiment.metrics[effect.metric].name == "revenue"
    };
    found.iter().find(is_worse)?;
    Some(
        Message::new("ab-loses-money")
            .text("treatment", experiment.arms[treatment].name.clone())
            .text("metric", experiment.metrics[0].name.clone()),
    )
}
