//! Effects and variants as tables.

use super::AbTest;
use super::effects::{Effect, Verdict, plain_value};
use super::experiment::{Experiment, Observed};
use crate::document::{Table, Values};
use crate::stats::Difference;
use crate::stats::experiment::{Belief, chances_to_be_best};

pub(super) fn effects(experiment: &Experiment, effects: &[Effect]) -> Table {
    let arm = |place: usize| experiment.arms[place].name.clone();
    let unit = |effect: &Effect| experiment.metrics[effect.metric].unit;
    let figure = |value: &dyn Fn(&Effect) -> Option<f64>| {
        Values::Figure(effects.iter().map(|effect| (value(effect), unit(effect))).collect())
    };
    let relative = |value: fn(&Difference) -> f64| {
        let finite =
            |effect: &Effect| Some(value(effect.relative.as_ref()?)).filter(|value| value.is_finite());
        Values::Share(effects.iter().map(finite).collect())
    };
    let end = |value: fn(&Difference) -> f64| move |effect: &Effect| effect.difference.as_ref().map(value);
    let p = |value: fn(&Effect) -> Option<f64>| Values::PValue(effects.iter().map(value).collect());
    let customers = |place: fn(&Effect) -> usize| {
        Values::Count(effects.iter().map(|effect| experiment.arms[place(effect)].customers).collect())
    };
    Table::new(
        "effects",
        vec![
            (
                "metric",
                Values::Text(
                    effects.iter().map(|effect| experiment.metrics[effect.metric].name.clone()).collect(),
                ),
            ),
            ("control", Values::Text(effects.iter().map(|_| arm(0)).collect())),
            ("treatment", Values::Text(effects.iter().map(|effect| arm(effect.treatment)).collect())),
            ("method", Values::Term(effects.iter().map(|effect| effect.method).collect())),
            ("n_control", customers(|_| 0)),
            ("n_treatment", customers(|effect| effect.treatment)),
            ("value_control", figure(&|effect| effect.control_value)),
            ("value_treatment", figure(&|effect| effect.treatment_value)),
            ("effect", figure(&end(|difference| difference.value))),
            ("ci_lower", figure(&end(|difference| difference.lower))),
            ("ci_upper", figure(&end(|difference| difference.upper))),
            ("relative_effect", relative(|difference| difference.value)),
            ("relative_ci_lower", relative(|difference| difference.lower)),
            ("relative_ci_upper", relative(|difference| difference.upper)),
            (
                "statistic",
                Values::Number(
                    effects.iter().map(|effect| effect.statistic.filter(|value| value.is_finite())).collect(),
                ),
            ),
            ("p_value", p(|effect| effect.p)),
            ("p_value_adjusted", p(|effect| effect.p_adjusted)),
            (
                "chance_to_beat_control",
                Values::Probability(effects.iter().map(|effect| effect.beats).collect()),
            ),
            ("expected_loss", figure(&|effect| effect.loss)),
            ("expected_loss_value", Values::Money(effects.iter().map(|effect| effect.loss_value).collect())),
            (
                "verdict",
                Values::Term(effects.iter().map(|effect| effect.verdict.map_or("", Verdict::key)).collect()),
            ),
        ],
    )
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub(super) fn variants(test: &AbTest, experiment: &Experiment) -> Table {
    let arms = &experiment.arms;
    let all = arms.iter().map(|arm| arm.customers).sum::<u64>() as f64;
    let share = |values: Vec<Option<f64>>| Values::Share(values.into());
    let total = |name: &str| -> Vec<Option<f64>> {
        let metric = experiment.metrics.iter().find(|metric| metric.name == name);
        let sum = |arm: usize| {
            let mean = plain_value(&metric?.observed, arm)?;
            matches!(metric?.observed, Observed::Means(_)).then_some(mean * arms[arm].customers as f64)
        };
        (0..arms.len()).map(sum).collect()
    };
    let conversions: Vec<Option<f64>> = match &experiment.metrics[0].observed {
        Observed::Shares(counted) => counted.iter().map(|arm| Some(arm.successes as f64)).collect(),
        _ => vec![None; arms.len()],
    };
    let best: Vec<Option<f64>> = match &experiment.metrics[0].observed {
        Observed::Shares(counted) => {
            let beliefs: Vec<Belief> =
                counted.iter().map(|arm| Belief::after(test.settings.prior, *arm)).collect();
            chances_to_be_best(&beliefs).into_iter().map(Some).collect()
        }
        _ => vec![None; arms.len()],
    };
    Table::new(
        "variants",
        vec![
            ("variant", Values::Text(arms.iter().map(|arm| arm.name.clone()).collect())),
            ("customers", Values::Count(arms.iter().map(|arm| arm.customers).collect())),
            ("expected_share", share(arms.iter().map(|arm| Some(arm.planned)).collect())),
            ("share", share(arms.iter().map(|arm| Some(arm.customers as f64 / all)).collect())),
            ("conversions", Values::Number(conversions.into())),
            ("orders", Values::Number(total("orders").into_iter().map(|sum| sum.map(f64::round)).collect())),
            ("revenue", Values::Money(total("revenue").into())),
            ("chance_to_be_best", Values::Probability(best.into())),
        ],
    )
}
