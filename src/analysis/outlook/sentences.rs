//! What stands beside every forecast: limits that the data push the models to, and what to be careful about.

use super::{Buyers, Outlook};
use crate::analysis::choice::Why;
use crate::analysis::choice::sentences::beaten;
use crate::analysis::choice::tables::OPEN;
use crate::document::{Message, Value};
use crate::models::{Boundary, Family, Fit, Parameter};

/// Below this many repeat buyers the parameters are rough.
const FEW_REPEAT_BUYERS: u64 = 50;
/// Rank correlation from which frequency and spend cannot be taken for independent.
const DEPENDENT: f64 = 0.3;
/// A horizon so many times the log is an extrapolation.
const FAR_AHEAD: f64 = 2.0;

/// What the data push the models to, in a sentence each.
pub(in crate::analysis) fn boundary_notes(outlook: &Outlook) -> Vec<Message> {
    let purchases = &outlook.chosen.fit.boundaries;
    let spend = outlook.spend.iter().flat_map(|spend| &spend.boundaries);
    // the fit has become NBD, or has stayed what it was
    let kept = outlook.chosen.fit.model.family != Family::Nbd;
    let name = |boundary: &Boundary| match boundary {
        Boundary::NobodyLeaves if kept => "boundary-nobody-leaves-kept",
        _ => boundary.name(),
    };
    purchases.iter().chain(spend).map(|boundary| Message::new(name(boundary))).collect()
}

/// Names of the parameters that the data leave open.
fn open_parameters<M>(fit: &Fit<M>) -> Vec<&'static str> {
    let open =
        |parameter: &&Parameter| parameter.std_error.is_some_and(|error| error > OPEN * parameter.estimate);
    fit.parameters.iter().filter(open).map(|parameter| parameter.name).collect()
}

/// What to be careful about.
pub(in crate::analysis) fn warnings(buyers: &Buyers, outlook: &Outlook) -> Vec<Message> {
    let mut warnings = Vec::new();
    let repeat = buyers.repeat();
    if repeat < FEW_REPEAT_BUYERS && outlook.chosen.why != Why::Loaded {
        warnings.push(Message::new("few-repeat-buyers").count("repeat", repeat));
    }
    let mut open = open_parameters(&outlook.chosen.fit);
    open.extend(outlook.spend.iter().flat_map(open_parameters));
    if !open.is_empty() {
        warnings.push(Message::new("open-parameters").text("parameters", open.join(", ")));
    }
    if outlook.value.as_ref().is_some_and(|value| value.unbounded) {
        warnings.push(Message::new("spend-without-mean"));
    }
    for backtest in [&outlook.chosen.choice, &outlook.chosen.holdout].into_iter().flatten() {
        warnings.extend(beaten(backtest));
    }
    if outlook.horizon_of_history > FAR_AHEAD {
        warnings.push(Message::new("far-ahead").with("times", Value::Number(outlook.horizon_of_history)));
    }
    if let Some(rho) = outlook.frequency_spend.filter(|rho| rho.abs() >= DEPENDENT) {
        warnings.push(Message::new("spend-depends-on-frequency").with("rho", Value::Number(rho)));
    }
    warnings
}

/// 95% or 99.9%.
pub(in crate::analysis) fn percent(confidence: f64) -> String {
    let text = format!("{:.3}", confidence * 100.0);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
