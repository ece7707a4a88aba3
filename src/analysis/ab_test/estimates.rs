//! How a metric differs between two variants, by one method after the other: the row to go by first.

use super::effects::{Effect, Method, Settings};
use super::experiment::{Each, Observed, Sample};
use crate::stats::experiment::{
    AlwaysValid, Belief, Cuped, Estimate, Pairs, Proportion, bootstrap, chance_to_beat, confidence_sequence,
    cuped, delta_relative, expected_loss, fieller_relative, fisher_exact, log_ratio, mann_whitney, msprt,
    score_difference, score_ratio, score_test, wald_difference, welch_p, welch_test,
};
use crate::stats::z_of;
use crate::stats::{Difference, newcombe, quantile};

/// Below so many expected in a cell an exact test stands beside.
const FEW: f64 = 10.0;

/// The method of the row to go by.
pub(super) fn method(each: &Each, settings: &Settings) -> &'static str {
    match each {
        _ if settings.peeking.is_some() => "confidence-sequence",
        Each::Flags(_) => "score",
        Each::Ratios(_) => "delta",
        Each::Numbers { before, .. } => {
            match (
                before.iter().all(|value| value.total_cmp(&before[0]).is_eq()),
                settings.winsorise.is_some(),
            ) {
                (true, true) => "welch-winsorised",
                (true, false) => "welch",
                (false, true) => "cuped-winsorised",
                (false, false) => "cuped",
            }
        }
    }
}

/// The p-value of the row to go by without its intervals, for who asks a million times.
pub(super) fn p_to_go_by(observed: &Observed, treatment: usize, settings: &Settings) -> Option<f64> {
    let of_two = |one: &Estimate, other: &Estimate, customers: u64| match settings.peeking {
        Some(tuning) => sequence(one, other, customers, tuning, settings).p,
        None => welch_p(one, other),
    };
    match observed {
        Observed::Shares(arms) => {
            let (treatment, control) = (arms[treatment], arms[0]);
            (treatment.trials > 0 && control.trials > 0).then(|| match settings.peeking {
                Some(tuning) => sequences_of_shares(treatment, control, tuning, settings)[0].1.p,
                None => score_test(treatment, control).p,
            })
        }
        Observed::Means(arms) => {
            let (treatment, control) = (&arms[treatment], &arms[0]);
            let customers = (treatment.values.len() + control.values.len()) as u64;
            let (one, other) = match cut(observed, settings) {
                Some(cut) => both_means(&treatment.cut(cut), &control.cut(cut)),
                None => both_means(treatment, control),
            }?;
            Some(of_two(&one, &other, customers))
        }
        Observed::Ratios(arms) => {
            let (treatment, control) = (&arms[treatment], &arms[0]);
            let (one, other) = (Estimate::ratio(treatment)?, Estimate::ratio(control)?);
            Some(of_two(&one, &other, treatment.count + control.count))
        }
    }
}

/// Treatment and control of a metric as the row to go by takes them; shares as they are.
pub(super) fn both(observed: &Observed, treatment: usize, cut: Option<f64>) -> Option<(Estimate, Estimate)> {
    match observed {
        Observed::Shares(arms) => {
            let of = |arm: Proportion| Estimate {
                value: arm.share(),
                variance: arm.variance(),
                freedom: f64::INFINITY,
            };
            (arms[treatment].trials > 0 && arms[0].trials > 0).then(|| (of(arms[treatment]), of(arms[0])))
        }
        Observed::Means(arms) => match cut {
            Some(cut) => both_means(&arms[treatment].cut(cut), &arms[0].cut(cut)),
            None => both_means(&arms[treatment], &arms[0]),
        },
        Observed::Ratios(arms) => Some((Estimate::ratio(&arms[treatment])?, Estimate::ratio(&arms[0])?)),
    }
}

/// With the time before taken off, if anything is known of it.
fn both_means(treatment: &Sample, control: &Sample) -> Option<(Estimate, Estimate)> {
    match adjusted(treatment, control) {
        Some(found) => Some((found.one, found.other)),
        None => Some((Estimate::mean(&treatment.moments())?, Estimate::mean(&control.moments())?)),
    }
}

/// By every method that is asked for.
pub(super) fn all(observed: &Observed, treatment: usize, settings: &Settings) -> Vec<Effect> {
    let mut effects = to_go_by(observed, treatment, settings, cut(observed, settings));
    match observed {
        Observed::Shares(arms) => {
            with_beliefs(&mut effects, arms[treatment], arms[0], settings.prior);
            effects.extend(more_of_shares(arms[treatment], arms[0], settings));
        }
        Observed::Means(arms) => effects.extend(more_of_means(&arms[treatment], &arms[0], settings)),
        Observed::Ratios(_) => {}
    }
    effects
}

/// The value that those above it are cut down to: a quantile of all variants together.
pub(super) fn cut(observed: &Observed, settings: &Settings) -> Option<f64> {
    let (Observed::Means(arms), Some(part)) = (observed, settings.winsorise) else { return None };
    let mut all: Vec<f64> = arms.iter().flat_map(|sample| sample.values.iter().copied()).collect();
    all.sort_unstable_by(f64::total_cmp);
    let cut = quantile(&all, part);
    // a cut that leaves nothing to see is none
    (all.first().is_some_and(|least| cut > *least)).then_some(cut)
}

/// The row to go by, and those that show what it is made of; values above `cut` are cut down to it.
pub(super) fn to_go_by(
    observed: &Observed,
    treatment: usize,
    settings: &Settings,
    cut: Option<f64>,
) -> Vec<Effect> {
    match observed {
        Observed::Shares(arms) => shares(arms[treatment], arms[0], settings),
        Observed::Means(arms) => means(&arms[treatment], &arms[0], settings, cut),
        Observed::Ratios(arms) => ratios(&arms[treatment], &arms[0], settings),
    }
}

/// A relative difference out of a ratio.
fn less_one(ratio: Difference) -> Difference {
    Difference { value: ratio.value - 1.0, lower: ratio.lower - 1.0, upper: ratio.upper - 1.0 }
}

fn shares(treatment: Proportion, control: Proportion, settings: &Settings) -> Vec<Effect> {
    if treatment.trials == 0 || control.trials == 0 {
        return vec![Effect::of("score")];
    }
    let z = z_of(settings.confidence);
    let between = |method| Effect::between(method, treatment.share(), control.share());
    let test = score_test(treatment, control);
    let relative = (control.successes > 0).then(|| less_one(score_ratio(treatment, control, z)));
    let mut effects = vec![Effect {
        difference: Some(score_difference(treatment, control, z)),
        relative,
        statistic: Some(test.statistic),
        p: Some(test.p),
        ..between("score")
    }];
    if let Some(tuning) = settings.peeking {
        let always = sequences_of_shares(treatment, control, tuning, settings);
        for (place, (method, always)) in always.into_iter().enumerate() {
            let relative = scaled(&always.effect, control.share());
            let found =
                Effect { difference: Some(always.effect), relative, p: Some(always.p), ..between(method) };
            effects.insert(place, found);
        }
    }
    effects
}

/// What holds at every look: the row to go by, and the mixture test beside it.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn sequences_of_shares(
    treatment: Proportion,
    control: Proportion,
    tuning: f64,
    settings: &Settings,
) -> [(&'static str, AlwaysValid); 2] {
    let value = treatment.share() - control.share();
    let variance = smoothed_variance(treatment) + smoothed_variance(control);
    let alpha = 1.0 - settings.confidence;
    let n = (treatment.trials + control.trials) as f64;
    // effects of a tenth of the share are looked for
    let expected = (0.1 * control.share().max(value.abs()).max(0.5 / n)).powi(2);
    [
        ("confidence-sequence", confidence_sequence(value, variance, n, tuning, alpha)),
        ("msprt", msprt(value, variance, expected, alpha)),
    ]
}

/// Not nought where nobody or everybody did it (Agresti & Caffo 2000).
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn smoothed_variance(seen: Proportion) -> f64 {
    if seen.successes > 0 && seen.successes < seen.trials {
        return seen.variance();
    }
    let n = seen.trials as f64 + 2.0;
    let share = (seen.successes as f64 + 1.0) / n;
    share * (1.0 - share) / n
}

/// What is believed of two shares after the data, on the row of the score test.
fn with_beliefs(effects: &mut [Effect], treatment: Proportion, control: Proportion, prior: Belief) {
    let beliefs = [treatment, control].map(|seen| Belief::after(prior, seen));
    if let Some(row) = effects.iter_mut().find(|effect| effect.method == "score" && effect.p.is_some()) {
        row.beats = Some(chance_to_beat(beliefs[0], beliefs[1]));
        row.loss = Some(expected_loss(beliefs[0], beliefs[1]));
    }
}

/// Rows by other methods: exact where counts are small, the rest on request.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn more_of_shares(treatment: Proportion, control: Proportion, settings: &Settings) -> Vec<Effect> {
    let mut effects = Vec::new();
    if treatment.trials == 0 || control.trials == 0 {
        return effects;
    }
    let z = z_of(settings.confidence);
    let between = |method| Effect::between(method, treatment.share(), control.share());
    let (plain, plain_test) = wald_difference(treatment, control, z);
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
        // leaves nought out just where the test does
        relative: fieller_relative(one, other, settings.confidence),
        statistic: Some(test.statistic),
        p: Some(test.p),
        ..Effect::between(method, one.value, other.value)
    }
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn sequence(
    one: &Estimate,
    other: &Estimate,
    customers: u64,
    tuning: f64,
    settings: &Settings,
) -> AlwaysValid {
    let variance = one.variance + other.variance;
    let alpha = 1.0 - settings.confidence;
    confidence_sequence(one.value - other.value, variance, customers as f64, tuning, alpha)
}

fn always(one: &Estimate, other: &Estimate, customers: u64, tuning: f64, settings: &Settings) -> Effect {
    let found = sequence(one, other, customers, tuning, settings);
    Effect {
        difference: Some(found.effect),
        relative: scaled(&found.effect, other.value),
        p: Some(found.p),
        ..Effect::between("confidence-sequence", one.value, other.value)
    }
}

pub(super) fn means(
    treatment: &Sample,
    control: &Sample,
    settings: &Settings,
    cut: Option<f64>,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(cut) = cut {
        let [treatment, control] = [treatment, control].map(|sample| sample.cut(cut));
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
    effects
}

/// Rows by other methods, on request.
fn more_of_means(treatment: &Sample, control: &Sample, settings: &Settings) -> Vec<Effect> {
    let mut effects = Vec::new();
    let both = (Estimate::mean(&treatment.moments()), Estimate::mean(&control.moments()));
    for method in &settings.methods {
        effects.extend(match (method, both) {
            (Method::Delta, (Some(one), Some(other))) => {
                let relative = delta_relative(&one, &other, settings.confidence);
                Some(Effect { relative, ..Effect::between("delta-relative", one.value, other.value) })
            }
            (Method::MannWhitney, (Some(one), Some(other))) => {
                mann_whitney(&treatment.values, &control.values).map(|(beats, test)| Effect {
                    statistic: Some(test.statistic),
                    p: Some(test.p),
                    beats: Some(beats),
                    ..Effect::between("mann-whitney", one.value, other.value)
                })
            }
            (Method::Bootstrap, (Some(one), Some(other))) => {
                bootstrap(&treatment.values, &control.values, settings.confidence, settings.seed).map(
                    |(difference, relative)| Effect {
                        difference: Some(difference),
                        relative,
                        ..Effect::between("bootstrap", one.value, other.value)
                    },
                )
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
    let n = (treatment.values.len() + control.values.len()) as u64;
    let mut best = None;
    if let Some(adjusted) = adjusted(treatment, control) {
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

/// With what is known from before taken off, if anything is.
fn adjusted(treatment: &Sample, control: &Sample) -> Option<Cuped> {
    let pairs = |sample: &Sample| -> Option<Pairs> {
        (!sample.before.is_empty())
            .then(|| sample.values.iter().copied().zip(sample.before.iter().copied()).collect())
    };
    cuped(&pairs(treatment)?, &pairs(control)?)
}

fn ratios(treatment: &Pairs, control: &Pairs, settings: &Settings) -> Vec<Effect> {
    let (Some(one), Some(other)) = (Estimate::ratio(treatment), Estimate::ratio(control)) else {
        return vec![Effect::of("delta")];
    };
    let mut effects = vec![by_estimates("delta", &one, &other, settings)];
    if let Some(tuning) = settings.peeking {
        let n = treatment.count + control.count;
        effects.insert(0, always(&one, &other, n, tuning, settings));
    }
    effects
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
        seed: 42,
    };

    /// The short way to a p-value ends where the long way does.
    #[test]
    fn the_p_value_of_the_row_to_go_by() {
        let sample = |scale: f64| Sample {
            values: (0..40).map(|place| scale * f64::from(place * 7919 % 101)).collect(),
            before: (0..40).map(|place| f64::from(place * 31 % 17)).collect(),
        };
        let plain = |sample: &Sample| Sample { before: Vec::new(), ..sample.clone() };
        let share = |successes| Proportion { successes, trials: 200 };
        let pairs = |scale: f64| -> Pairs {
            (1..30).map(|x| (scale * f64::from(x * x % 13), f64::from(x % 3))).collect()
        };
        for observed in [
            Observed::Shares(vec![share(20), share(37)]),
            Observed::Means(vec![sample(1.0), sample(1.3)]),
            Observed::Means(vec![plain(&sample(1.0)), plain(&sample(1.3))]),
            Observed::Ratios(vec![pairs(1.0), pairs(1.4)]),
        ] {
            for peeking in [None, Some(100.0)] {
                for winsorise in [None, Some(0.9)] {
                    let settings = Settings { winsorise, peeking, ..SETTINGS };
                    let long = to_go_by(&observed, 1, &settings, cut(&observed, &settings))[0].p;
                    assert_eq!(p_to_go_by(&observed, 1, &settings), long, "{observed:?} {settings:?}");
                }
            }
        }
    }

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
            let effects = {
                let observed = Observed::Means(vec![sample("a"), sample("b")]);
                to_go_by(&observed, 1, &settings, cut(&observed, &settings))
            };
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
