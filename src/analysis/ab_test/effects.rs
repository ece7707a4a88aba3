//! What each treatment changed: an estimate for each metric and method, the first of a metric being the one to go by.

use super::experiment::{Experiment, Metric, Observed, Sample};
use crate::stats::experiment::{
    Belief, Correction, Estimate, Pairs, Proportion, chance_to_beat, confidence_sequence, cuped,
    delta_relative, expected_loss, fieller_relative, fisher_exact, log_ratio, mann_whitney, msprt,
    score_difference, score_ratio, score_test, wald_difference, welch_test, z_of,
};
use crate::stats::{Difference, Moments, newcombe};

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
    /// Fieller's interval of a relative difference.
    Fieller,
    /// The rank-sum test.
    MannWhitney,
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
}

impl Verdict {
    pub(super) fn key(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Undecided => "undecided",
        }
    }
}

/// Below so many expected in a cell an exact test stands beside.
const FEW: f64 = 10.0;

/// All effects: metric by metric, treatment by treatment.
pub(super) fn of(experiment: &Experiment, settings: &Settings) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (place, metric) in experiment.metrics.iter().enumerate() {
        for treatment in 1..experiment.arms.len() {
            let found = match &metric.observed {
                Observed::Shares(arms) => shares(arms[treatment], arms[0], settings),
                Observed::Means(arms) => means(&arms[treatment], &arms[0], settings),
                Observed::Ratios(arms) => ratios(&arms[treatment], &arms[0], settings),
            };
            effects.extend(found.into_iter().map(|effect| Effect { metric: place, treatment, ..effect }));
        }
    }
    value_losses(experiment, &mut effects);
    judge(experiment, &mut effects, settings);
    effects
}

impl Effect {
    fn of(method: &'static str) -> Effect {
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

    fn between(method: &'static str, treatment: f64, control: f64) -> Effect {
        Effect { control_value: Some(control), treatment_value: Some(treatment), ..Effect::of(method) }
    }
}

/// A relative difference out of a ratio.
fn less_one(ratio: Difference) -> Difference {
    Difference { value: ratio.value - 1.0, lower: ratio.lower - 1.0, upper: ratio.upper - 1.0 }
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn shares(treatment: Proportion, control: Proportion, settings: &Settings) -> Vec<Effect> {
    if treatment.trials == 0 || control.trials == 0 {
        return vec![Effect::of("score")];
    }
    let z = z_of(settings.confidence);
    let between = |method| Effect::between(method, treatment.share(), control.share());
    let test = score_test(treatment, control);
    let beliefs = [treatment, control].map(|seen| Belief::after(settings.prior, seen));
    let relative = (control.successes > 0).then(|| less_one(score_ratio(treatment, control, z)));
    let mut effects = vec![Effect {
        difference: Some(score_difference(treatment, control, z)),
        relative,
        statistic: Some(test.statistic),
        p: Some(test.p),
        beats: Some(chance_to_beat(beliefs[0], beliefs[1])),
        loss: Some(expected_loss(beliefs[0], beliefs[1])),
        ..between("score")
    }];
    let (plain, plain_test) = wald_difference(treatment, control, z);
    if let Some(tuning) = settings.peeking {
        let variance = ((plain.upper - plain.lower) / (2.0 * z)).powi(2);
        let alpha = 1.0 - settings.confidence;
        // effects of a tenth of the share are looked for
        let expected = (0.1 * control.share().max(plain.value.abs())).powi(2);
        let n = (treatment.trials + control.trials) as f64;
        let always = [
            ("confidence-sequence", confidence_sequence(plain.value, variance, n, tuning, alpha)),
            ("msprt", msprt(plain.value, variance, expected, alpha)),
        ];
        for (place, (method, always)) in always.into_iter().enumerate() {
            let relative = scaled(&always.effect, control.share());
            let found =
                Effect { difference: Some(always.effect), relative, p: Some(always.p), ..between(method) };
            effects.insert(place, found);
        }
    }
    let pooled =
        (treatment.successes + control.successes) as f64 / (treatment.trials + control.trials) as f64;
    let fewest = treatment.trials.min(control.trials) as f64 * pooled.min(1.0 - pooled);
    if fewest < FEW || settings.methods.contains(&Method::Fisher) {
        effects.push(Effect { p: Some(fisher_exact(treatment, control)), ..between("fisher") });
    }
    for method in &settings.methods {
        effects.extend(match method {
            Method::Newcombe => {
                let counts = |arm: Proportion| (arm.successes, arm.trials);
                let difference = newcombe(counts(treatment), counts(control), z);
                Some(Effect { difference, ..between("newcombe") })
            }
            Method::Wald => Some(Effect {
                difference: Some(plain),
                statistic: Some(plain_test.statistic),
                p: Some(plain_test.p),
                ..between("wald")
            }),
            Method::Log => {
                let relative = log_ratio(treatment, control, z).map(less_one);
                Some(Effect { relative, ..between("log") })
            }
            _ => None,
        });
    }
    effects
}

/// A difference in units of the control's value, taken as known.
fn scaled(difference: &Difference, base: f64) -> Option<Difference> {
    (base > 0.0).then(|| Difference {
        value: difference.value / base,
        lower: difference.lower / base,
        upper: difference.upper / base,
    })
}

fn by_estimates(method: &'static str, one: &Estimate, other: &Estimate, settings: &Settings) -> Effect {
    let (difference, test) = welch_test(one, other, settings.confidence);
    Effect {
        difference: Some(difference),
        relative: delta_relative(one, other, settings.confidence),
        statistic: Some(test.statistic),
        p: Some(test.p),
        ..Effect::between(method, one.value, other.value)
    }
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn always(one: &Estimate, other: &Estimate, n: usize, tuning: f64, settings: &Settings) -> Effect {
    let variance = one.variance + other.variance;
    let alpha = 1.0 - settings.confidence;
    let found = confidence_sequence(one.value - other.value, variance, n as f64, tuning, alpha);
    Effect {
        difference: Some(found.effect),
        relative: scaled(&found.effect, other.value),
        p: Some(found.p),
        ..Effect::between("confidence-sequence", one.value, other.value)
    }
}

fn means(treatment: &Sample, control: &Sample, settings: &Settings) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(part) = settings.winsorise {
        let [treatment, control] = winsorised([treatment, control], part);
        effects.extend(adjusted_and_plain(
            &treatment,
            &control,
            ["cuped-winsorised", "welch-winsorised"],
            settings,
        ));
    }
    effects.extend(adjusted_and_plain(treatment, control, ["cuped", "welch"], settings));
    if effects.is_empty() {
        return vec![Effect::of("welch")];
    }
    let both = (Estimate::mean(&treatment.moments()), Estimate::mean(&control.moments()));
    for method in &settings.methods {
        effects.extend(match (method, both) {
            (Method::Fieller, (Some(one), Some(other))) => {
                let relative = fieller_relative(&one, &other, settings.confidence);
                Some(Effect { relative, ..Effect::between("fieller", one.value, other.value) })
            }
            (Method::MannWhitney, (Some(one), Some(other))) => {
                mann_whitney(&treatment.values, &control.values).map(|(beats, test)| Effect {
                    statistic: Some(test.statistic),
                    p: Some(test.p),
                    beats: Some(beats),
                    ..Effect::between("mann-whitney", one.value, other.value)
                })
            }
            _ => None,
        });
    }
    effects
}

/// With what is known from before taken off, if anything is, and without.
fn adjusted_and_plain(
    treatment: &Sample,
    control: &Sample,
    methods: [&'static str; 2],
    settings: &Settings,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    let n = treatment.values.len() + control.values.len();
    let pairs = |sample: &Sample| -> Option<Pairs> {
        (!sample.before.is_empty())
            .then(|| sample.values.iter().copied().zip(sample.before.iter().copied()).collect())
    };
    let mut best = None;
    if let (Some(one), Some(other)) = (pairs(treatment), pairs(control))
        && let Some(adjusted) = cuped(&one, &other)
    {
        let correlation = Some(adjusted.correlation);
        let found = by_estimates(methods[0], &adjusted.one, &adjusted.other, settings);
        effects.push(Effect { correlation, ..found });
        best = Some((adjusted.one, adjusted.other));
    }
    let both = (Estimate::mean(&treatment.moments()), Estimate::mean(&control.moments()));
    if let (Some(one), Some(other)) = both {
        effects.push(by_estimates(methods[1], &one, &other, settings));
        let (one, other) = best.unwrap_or((one, other));
        if let Some(tuning) = settings.peeking {
            effects.insert(0, always(&one, &other, n, tuning, settings));
        }
    }
    effects
}

/// Both arms with what is above a quantile of all values cut down to it.
fn winsorised(samples: [&Sample; 2], part: f64) -> [Sample; 2] {
    let mut all: Vec<f64> = samples.iter().flat_map(|sample| sample.values.iter().copied()).collect();
    all.sort_unstable_by(f64::total_cmp);
    let cap = quantile(&all, part);
    samples.map(|sample| Sample {
        values: sample.values.iter().map(|value| value.min(cap)).collect(),
        before: sample.before.clone(),
    })
}

/// A quantile of sorted values, between two of them by a straight line (Hyndman & Fan 1996, number 7).
#[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a place in a list")]
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = part * last as f64;
    let (low, high) = (place.floor() as usize, place.ceil() as usize);
    sorted[low] + (sorted[high] - sorted[low]) * place.fract()
}

fn ratios(treatment: &Pairs, control: &Pairs, settings: &Settings) -> Vec<Effect> {
    let (Some(one), Some(other)) = (Estimate::ratio(treatment), Estimate::ratio(control)) else {
        return vec![Effect::of("delta")];
    };
    let mut effects = vec![by_estimates("delta", &one, &other, settings)];
    if let Some(tuning) = settings.peeking {
        let n = (treatment.count + control.count) as usize;
        effects.insert(0, always(&one, &other, n, tuning, settings));
    }
    effects
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
/// Benjamini & Hochberg over the other metrics.
fn judge(experiment: &Experiment, effects: &mut [Effect], settings: &Settings) {
    let mut first: Vec<usize> = Vec::new();
    for place in 0..effects.len() {
        let key = |effect: &Effect| (effect.metric, effect.treatment);
        if first.last().is_none_or(|&last| key(&effects[last]) != key(&effects[place])) {
            first.push(place);
        }
    }
    let (primary, others): (Vec<usize>, Vec<usize>) =
        first.iter().partition(|&&place| effects[place].metric == 0);
    let families = match settings.correction {
        Some(Adjustment::None) => Vec::new(),
        Some(Adjustment::All(correction)) => vec![(first.clone(), correction)],
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
        effects[place].verdict = Some(verdict(metric, &effects[place], settings));
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

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings {
        confidence: 0.95,
        prior: Belief { a: 1.0, b: 1.0 },
        winsorise: None,
        peeking: None,
        methods: Vec::new(),
        correction: None,
    };

    /// The golden cases of cut values.
    #[test]
    fn winsorising_is_pooled() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/golden/ab_test.json");
        let golden: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut found = 0;
        for case in golden["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            let Some(rest) = id.strip_prefix("winsor_q") else { continue };
            let part: f64 = rest.split('_').next().unwrap().parse().unwrap();
            let sample = |arm: &str| Sample {
                values: case["input"][arm].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect(),
                before: Vec::new(),
            };
            let settings = Settings { winsorise: Some(part), ..SETTINGS };
            let effects = means(&sample("b"), &sample("a"), &settings);
            let close = |value: f64, name: &str| {
                let expected = case["expected"][name].as_f64().unwrap();
                assert!((value / expected - 1.0).abs() < 1e-10, "{id} {name} {value}");
            };
            assert_eq!(
                effects.iter().map(|effect| effect.method).collect::<Vec<_>>(),
                ["welch-winsorised", "welch"]
            );
            close(effects[0].control_value.unwrap(), "mean_a");
            close(effects[0].treatment_value.unwrap(), "mean_b");
            close(effects[0].statistic.unwrap(), "t");
            close(effects[0].p.unwrap(), "p");
            found += 1;
        }
        assert_eq!(found, 3);
    }
}
