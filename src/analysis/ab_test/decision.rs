//! What to do, by rules: ship a treatment, keep the control, go on, or trust nothing.

use super::checks::Check;
use super::effects::{Effect, Settings, Verdict};
use super::experiment::{Experiment, Period};
use super::guardrail::Guardrail;
use crate::stats::z_of;
use crate::stats::{Difference, normal_quantile};

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Decision {
    /// Take a treatment, the place of which this is.
    Ship(usize),
    /// Every treatment is worse.
    Keep,
    /// A treatment is better, and harms a guardrail: both places.
    Harms(usize, usize),
    /// A treatment is better, and may harm a guardrail: both places.
    MayHarm(usize, usize),
    /// There are too few conversions to go by, whatever a test of them says.
    TooFew,
    /// Nothing is gained so far, and a guardrail is harmed: both places.
    Stop(usize, usize),
    /// More data is needed: for a treatment so many times as much as there is, if that is not too far off.
    KeepTesting(Option<(usize, f64)>),
    /// The groups cannot be compared.
    DoNotTrust,
}

/// Beyond so many times the customers there are, nobody should wait.
const FARTHEST: f64 = 10.0;
/// The same of days, in which the same customers do not do it again and again.
const FARTHEST_DAYS: f64 = 3.0;
/// The probability of finding the effect that the further data is for.
const POWER: f64 = 0.8;

impl Decision {
    pub(super) fn of(
        experiment: &Experiment,
        effects: &[Effect],
        checks: &[Check],
        settings: &Settings,
        guardrails: &[Guardrail],
    ) -> Decision {
        let untrusted = ["split", "in_several_variants"];
        if checks.iter().any(|check| !check.passed && untrusted.contains(&check.name)) {
            return Decision::DoNotTrust;
        }
        if checks.iter().any(|check| !check.passed && check.name == "conversions") {
            return Decision::TooFew;
        }
        let primary: Vec<&Effect> =
            effects.iter().filter(|effect| effect.metric == 0 && effect.verdict.is_some()).collect();
        let gain = |effect: &Effect| effect.difference.map_or(0.0, |difference| difference.value.abs());
        let better = primary.iter().filter(|effect| effect.verdict == Some(Verdict::Better));
        let mut better: Vec<&&Effect> = better.collect();
        better.sort_by(|a, b| gain(b).total_cmp(&gain(a)));
        // the best that keeps within the guardrails, else the best that may
        let guarded = |treatment: usize| within_guardrails(experiment, effects, guardrails, treatment);
        let decided: Vec<Decision> = better.iter().map(|effect| guarded(effect.treatment)).collect();
        let ships = |decision: &&Decision| matches!(decision, Decision::Ship(_));
        let may = |decision: &&Decision| matches!(decision, Decision::MayHarm(..));
        if let Some(decision) = decided.iter().find(ships).or(decided.iter().find(may)).or(decided.first()) {
            return *decision;
        }
        if primary.iter().all(|effect| effect.verdict == Some(Verdict::Worse)) {
            return Decision::Keep;
        }
        let open: Vec<&Effect> =
            primary.iter().copied().filter(|effect| effect.verdict == Some(Verdict::Undecided)).collect();
        let harms: Vec<Option<(usize, usize)>> = open
            .iter()
            .map(|effect| match guarded(effect.treatment) {
                Decision::Harms(treatment, guardrail) => Some((treatment, guardrail)),
                _ => None,
            })
            .collect();
        if let Some(Some((treatment, guardrail))) = harms.first()
            && harms.iter().all(Option::is_some)
        {
            return Decision::Stop(*treatment, *guardrail);
        }
        // as Holm's first step asks
        #[expect(clippy::cast_precision_loss, reason = "a handful of variants")]
        let confidence = 1.0 - (1.0 - settings.confidence) / (experiment.arms.len() as f64 - 1.0);
        let farthest = if experiment.period.is_some() { FARTHEST_DAYS } else { FARTHEST };
        let times = open.iter().filter_map(|effect| {
            Some((effect.treatment, times_the_data(effect.p?, effect.difference?.value, confidence)?))
        });
        let soonest = times.min_by(|a, b| a.1.total_cmp(&b.1));
        Decision::KeepTesting(soonest.filter(|(_, times)| *times <= farthest))
    }
}

/// What its guardrails leave of a treatment that is better.
fn within_guardrails(
    experiment: &Experiment,
    effects: &[Effect],
    guardrails: &[Guardrail],
    treatment: usize,
) -> Decision {
    let is_guardrail = |effect: &&Effect| {
        let name = &experiment.metrics[effect.metric].name;
        effect.treatment == treatment && guardrails.iter().any(|guardrail| guardrail.metric == *name)
    };
    let rows: Vec<&Effect> =
        effects.iter().filter(|effect| effect.verdict.is_some()).filter(is_guardrail).collect();
    let with = |verdict: Verdict| rows.iter().find(|effect| effect.verdict == Some(verdict));
    match (with(Verdict::Harmed), with(Verdict::Undecided)) {
        (Some(harmed), _) => Decision::Harms(treatment, harmed.metric),
        (None, Some(open)) => Decision::MayHarm(treatment, open.metric),
        (None, None) => Decision::Ship(treatment),
    }
}

/// How many times the data would find an effect of the size seen; none where nothing is seen.
fn times_the_data(p: f64, value: f64, confidence: f64) -> Option<f64> {
    // by how many standard errors the effect lies off nought
    let seen = normal_quantile(1.0 - 0.5 * p);
    let times = ((z_of(confidence) + normal_quantile(POWER)) / seen).powi(2);
    (value != 0.0 && seen > 0.0 && times.is_finite()).then(|| times.max(1.0))
}

/// What the decision brings in a month if all assigned customers get it, with its interval.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub(super) fn worth_a_month(
    experiment: &Experiment,
    effects: &[Effect],
    period: &Period,
    treatment: usize,
) -> Option<Difference> {
    let metric = experiment.metrics.iter().position(|metric| metric.name == "revenue")?;
    let row = effects.iter().find(|effect| effect.metric == metric && effect.treatment == treatment)?;
    let customers: u64 = experiment.arms.iter().map(|arm| arm.customers).sum();
    let scale = customers as f64 * DAYS_A_MONTH / period.watched;
    let found = row.difference?;
    Some(Difference { value: found.value * scale, lower: found.lower * scale, upper: found.upper * scale })
}

const DAYS_A_MONTH: f64 = 365.25 / 12.0;
