//! What each treatment changed: an estimate for each metric and method, the first of a metric being the one to go by.

use super::estimates;
use super::experiment::{Experiment, Metric, Observed};
use super::guardrail::{Guardrail, Standing};
use crate::stats::experiment::{Belief, Correction, Estimate};
use crate::stats::{Difference, Moments};

/// How effects are estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Probability that an interval holds the effect.
    pub confidence: f64,
    /// Beliefs of every conversion before the test.
    pub prior: Belief,
    /// The part of the values from which on they are cut down to it; none cuts nothing.
    pub winsorise: Option<f64>,
    /// The number of customers at which intervals that hold at every look are narrowest; none looks once.
    pub peeking: Option<f64>,
    /// Methods shown besides.
    pub methods: Vec<Method>,
    /// How p-values are adjusted; none as said in the documentation.
    pub correction: Option<Adjustment>,
    /// The seed of the bootstrap.
    pub seed: u64,
}

impl Settings {
    /// Probability of finding what is not there.
    pub(super) fn alpha(&self) -> f64 {
        alpha_of(self.confidence)
    }
}

/// One less a confidence, without what rounding leaves of it.
pub(super) fn alpha_of(confidence: f64) -> f64 {
    ((1.0 - confidence) * 1e12).round() / 1e12
}

/// A method shown on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Newcombe's interval of two proportions.
    Newcombe,
    /// The plain interval of two proportions.
    Wald,
    /// The interval of a ratio of proportions on the scale of logarithms.
    Log,
    /// Fisher's exact test.
    Fisher,
    /// The interval of a relative difference by the delta method.
    Delta,
    /// The rank-sum test.
    MannWhitney,
    /// The bootstrap interval of two means.
    Bootstrap,
}

/// How p-values are adjusted for their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// All together in one way.
    All(Correction),
    /// Not at all.
    None,
}

/// An effect by one method.
#[derive(Debug, Clone)]
pub(super) struct Effect {
    /// Place of the metric.
    pub metric: usize,
    /// Place of the treatment among the variants.
    pub treatment: usize,
    pub method: &'static str,
    pub control_value: Option<f64>,
    pub treatment_value: Option<f64>,
    pub difference: Option<Difference>,
    pub relative: Option<Difference>,
    pub statistic: Option<f64>,
    pub p: Option<f64>,
    pub p_adjusted: Option<f64>,
    pub beats: Option<f64>,
    pub loss: Option<f64>,
    pub loss_value: Option<f64>,
    pub verdict: Option<Verdict>,
    /// Correlation with what is known from before, where it was used.
    pub correlation: Option<f64>,
}

/// What can be said of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Better,
    Worse,
    Undecided,
    /// Of a guardrail: it is not harmed by more than is allowed.
    Safe,
    /// Of a guardrail: it is.
    Harmed,
}

impl Verdict {
    pub(super) fn key(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Undecided => "undecided",
            Verdict::Safe => "safe",
            Verdict::Harmed => "harmed",
        }
    }
}

/// All effects: metric by metric, treatment by treatment.
pub(super) fn of(experiment: &Experiment, settings: &Settings, guardrails: &[Guardrail]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (place, metric) in experiment.metrics.iter().enumerate() {
        for treatment in 1..experiment.arms.len() {
            let found = estimates::all(&metric.observed, treatment, settings);
            effects.extend(found.into_iter().map(|effect| Effect { metric: place, treatment, ..effect }));
        }
    }
    value_losses(experiment, &mut effects);
    judge(experiment, &mut effects, settings, guardrails);
    effects
}

impl Effect {
    pub(super) fn of(method: &'static str) -> Effect {
        Effect {
            metric: 0,
            treatment: 0,
            method,
            control_value: None,
            treatment_value: None,
            difference: None,
            relative: None,
            statistic: None,
            p: None,
            p_adjusted: None,
            beats: None,
            loss: None,
            loss_value: None,
            verdict: None,
            correlation: None,
        }
    }

    pub(super) fn between(method: &'static str, treatment: f64, control: f64) -> Effect {
        Effect { control_value: Some(control), treatment_value: Some(treatment), ..Effect::of(method) }
    }
}

/// What a lost conversion costs, where revenue is measured too: the mean of those who bought, all variants together.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn value_losses(experiment: &Experiment, effects: &mut [Effect]) {
    let find = |name: &str| experiment.metrics.iter().position(|metric| metric.name == name);
    let (Some(conversion), Some(revenue)) = (find("conversion"), find("revenue")) else { return };
    let (Observed::Shares(bought), Observed::Means(spent)) =
        (&experiment.metrics[conversion].observed, &experiment.metrics[revenue].observed)
    else {
        return;
    };
    let spent: f64 = spent.iter().flat_map(|sample| &sample.values).sum();
    let bought: u64 = bought.iter().map(|arm| arm.successes).sum();
    for effect in effects.iter_mut().filter(|effect| effect.metric == conversion && bought > 0) {
        effect.loss_value = effect.loss.map(|loss| loss * spent / bought as f64);
    }
}

/// Adjusts the p-values of the rows to go by and says what they mean: Holm over the treatments of the primary metric,
/// Benjamini & Hochberg over the other metrics. All guardrails have to hold, so that their number needs no adjusting
/// (intersection-union; Berger 1982).
fn judge(experiment: &Experiment, effects: &mut [Effect], settings: &Settings, guardrails: &[Guardrail]) {
    let mut first: Vec<usize> = Vec::new();
    for place in 0..effects.len() {
        let key = |effect: &Effect| (effect.metric, effect.treatment);
        if first.last().is_none_or(|&last| key(&effects[last]) != key(&effects[place])) {
            first.push(place);
        }
    }
    let guards = |effect: &Effect| {
        let name = &experiment.metrics[effect.metric].name;
        guardrails.iter().find(|guardrail| guardrail.metric == *name)
    };
    let tested: Vec<usize> =
        first.iter().copied().filter(|&place| guards(&effects[place]).is_none()).collect();
    let (primary, others): (Vec<usize>, Vec<usize>) =
        tested.iter().partition(|&&place| effects[place].metric == 0);
    let families = match settings.correction {
        Some(Adjustment::None) => Vec::new(),
        Some(Adjustment::All(correction)) => vec![(tested, correction)],
        None => vec![(primary, Correction::Holm), (others, Correction::BenjaminiHochberg)],
    };
    for place in &first {
        effects[*place].p_adjusted = effects[*place].p;
    }
    for (family, correction) in families {
        let tested: Vec<(usize, f64)> =
            family.into_iter().filter_map(|place| Some((place, effects[place].p?))).collect();
        let p: Vec<f64> = tested.iter().map(|(_, p)| *p).collect();
        for ((place, _), adjusted) in tested.iter().zip(correction.adjust(&p)) {
            effects[*place].p_adjusted = Some(adjusted);
        }
    }
    for place in first {
        let metric = &experiment.metrics[effects[place].metric];
        effects[place].verdict = Some(match guards(&effects[place]) {
            Some(guardrail) => match guardrail.standing(&effects[place]) {
                Standing::Safe => Verdict::Safe,
                Standing::Harmed => Verdict::Harmed,
                Standing::Open => Verdict::Undecided,
            },
            None => verdict(metric, &effects[place], settings),
        });
    }
}

fn verdict(metric: &Metric, effect: &Effect, settings: &Settings) -> Verdict {
    let (Some(p), Some(difference)) = (effect.p_adjusted, &effect.difference) else {
        return Verdict::Undecided;
    };
    if p >= 1.0 - settings.confidence || difference.value == 0.0 {
        return Verdict::Undecided;
    }
    if (difference.value > 0.0) == metric.is_cost { Verdict::Worse } else { Verdict::Better }
}

/// The mean of what was measured of a variant, as it is.
pub(super) fn plain_value(observed: &Observed, arm: usize) -> Option<f64> {
    match observed {
        Observed::Shares(arms) => (arms[arm].trials > 0).then(|| arms[arm].share()),
        Observed::Means(arms) => {
            Some(arms[arm].moments()).filter(|all: &Moments| all.count > 0).map(|all| all.mean)
        }
        Observed::Ratios(arms) => Estimate::ratio(&arms[arm]).map(|ratio| ratio.value),
    }
}
