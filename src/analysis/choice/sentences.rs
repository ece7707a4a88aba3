//! The model that was taken, and what it was judged by, in sentences.

use super::{Backtest, Chosen, DRAW, Method, Why};
use crate::document::{Message, Value};

/// Which model it is, and why.
pub(in crate::analysis) fn model_note(chosen: &Chosen) -> Message {
    let title = title(chosen);
    let likelihood = Value::Number(chosen.fit.log_likelihood);
    match (chosen.why, &chosen.choice) {
        (Why::Backtest, Some(choice)) => {
            let score = choice.chosen_score();
            let brier = score.and_then(|score| score.brier).unwrap_or(f64::NAN);
            let key = if choice.one_in > 1 { "clv-note-chosen-sample" } else { "clv-note-chosen" };
            Message::new(key)
                .text("model", title)
                .count("models", models(choice))
                .count("one_in", choice.one_in)
                .with("cut", Value::Date(choice.cut))
                .with("until", Value::Date(choice.until))
                .with("brier", Value::Decimal(brier, 3))
                .with("likelihood", likelihood)
        }
        (Why::Loaded, _) => Message::new("clv-note-loaded").text("model", title),
        (Why::Bic, _) => Message::new("clv-note-bic").text("model", title).with("likelihood", likelihood),
        _ => Message::new("clv-note-fit").text("model", title).with("likelihood", likelihood),
    }
}

/// Models that competed.
fn models(backtest: &Backtest) -> u64 {
    backtest.scores.iter().filter(|score| matches!(score.method, Method::Model(_))).count() as u64
}

/// The model as the papers write it, with its regularity.
pub(in crate::analysis) fn title(chosen: &Chosen) -> String {
    let model = &chosen.fit.model;
    if model.family.is_regular() {
        format!("{}-{}", model.family.title(), model.k)
    } else {
        model.family.title().to_owned()
    }
}

/// Whether a plain rule foretold better than the model.
pub(in crate::analysis) fn beaten(backtest: &Backtest) -> Option<Message> {
    let model = backtest.chosen_score()?;
    let brier = model.brier?;
    let rule = backtest
        .scores
        .iter()
        .filter(|score| !matches!(score.method, Method::Model(_)))
        .filter_map(|score| Some((score.method, score.brier?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    (rule.1 < brier - DRAW).then(|| {
        Message::new("beaten-by-a-rule")
            .text("model", model.method.title())
            .with("rule", Value::Term(rule.0.name()))
            .with("brier", Value::Decimal(brier, 4))
            .with("rule_brier", Value::Decimal(rule.1, 4))
            .with("cut", Value::Date(backtest.cut))
            .with("until", Value::Date(backtest.until))
    })
}
