//! Who responded: the same effects in groups of customers, and whether they differ between the groups.

use super::effects::{Effect, Settings};
use super::estimates;
use super::experiment::{Each, Experiment, Observed, Sample};
use crate::analysis::groups::Grouping;
use crate::document::{Table, Values};
use crate::error::{Error, Result};
use crate::stats::Difference;
use crate::stats::experiment::{Correction, Estimate, Pairs, Proportion, cuped, interaction_test};

/// An effect in one group.
#[derive(Debug, Clone)]
pub(super) struct InGroup {
    pub group: usize,
    /// Customers of the group in the control and in the treatment.
    pub customers: [usize; 2],
    pub effect: Effect,
    /// Whether the effect is the same in all groups.
    pub interaction: Option<Interaction>,
}

/// The test that an effect is the same in all groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Interaction {
    pub p: f64,
    /// Whether it is the relative effect.
    pub is_relative: bool,
}

/// More groups say nothing but noise.
const MOST_GROUPS: usize = 50;

/// Every metric and treatment, group by group: intervals hold for all groups of one metric together (Bonferroni), p-values are adjusted for
/// their number (Holm).
///
/// # Errors
/// Too many groups.
pub(super) fn of(experiment: &Experiment, by: &Grouping, settings: &Settings) -> Result<Vec<InGroup>> {
    if by.len() > MOST_GROUPS {
        return Err(Error::Usage {
            message: format!("`--by` makes {} groups, more than {MOST_GROUPS}", by.len()),
            hints: vec!["make classes of the values, e.g. 18-24, 25-34".to_owned()],
        });
    }
    // members[arm][group]
    let members: Vec<Vec<Vec<usize>>> = experiment
        .members
        .iter()
        .map(|members| {
            let mut groups = vec![Vec::new(); by.len()];
            for &place in members {
                groups[by.of_customer[place]].push(place);
            }
            groups
        })
        .collect();
    let mut found = Vec::new();
    for (place, metric) in experiment.metrics.iter().enumerate() {
        let Some(each) = &metric.each else { continue };
        for treatment in 1..experiment.arms.len() {
            found.extend(groups_of(each, (place, treatment), &members, settings));
        }
    }
    Ok(found)
}

#[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
fn groups_of(
    each: &Each,
    (metric, treatment): (usize, usize),
    members: &[Vec<Vec<usize>>],
    settings: &Settings,
) -> Vec<InGroup> {
    let groups: Vec<usize> = (0..members[0].len())
        .filter(|&group| !members[0][group].is_empty() && !members[treatment][group].is_empty())
        .collect();
    let confidence = 1.0 - (1.0 - settings.confidence) / groups.len().max(1) as f64;
    let settings = Settings { confidence, ..settings.clone() };
    let (mut found, mut estimated) = (Vec::new(), Vec::new());
    for group in groups {
        let arms = [members[0][group].clone(), members[treatment][group].clone()];
        let observed = each.of(&arms);
        estimated.extend(both(&observed));
        let first = estimates::to_go_by(&observed, 1, &settings).into_iter().next();
        found.extend(first.map(|effect| InGroup {
            group,
            customers: [arms[0].len(), arms[1].len()],
            effect: Effect { metric, treatment, ..effect },
            interaction: None,
        }));
    }
    let tested: Vec<usize> = (0..found.len()).filter(|&place| found[place].effect.p.is_some()).collect();
    let p: Vec<f64> = tested.iter().filter_map(|&place| found[place].effect.p).collect();
    for (&place, adjusted) in tested.iter().zip(Correction::Holm.adjust(&p)) {
        found[place].effect.p_adjusted = Some(adjusted);
    }
    let interaction = interaction(&estimated);
    found.into_iter().map(|group| InGroup { interaction, ..group }).collect()
}

/// Treatment and control in a group; none where they cannot be estimated.
fn both(observed: &Observed) -> Option<(Estimate, Estimate)> {
    match observed {
        Observed::Shares(arms) => Some((smoothed(arms[1]), smoothed(arms[0]))),
        Observed::Ratios(arms) => Some((Estimate::ratio(&arms[1])?, Estimate::ratio(&arms[0])?)),
        Observed::Means(arms) => {
            let pairs = |sample: &Sample| -> Pairs {
                sample.values.iter().copied().zip(sample.before.iter().copied()).collect()
            };
            match cuped(&pairs(&arms[1]), &pairs(&arms[0])) {
                Some(adjusted) => Some((adjusted.one, adjusted.other)),
                None => Some((Estimate::mean(&arms[1].moments())?, Estimate::mean(&arms[0].moments())?)),
            }
        }
    }
}

/// Whether groups differ in their relative effect, on the scale of logarithms; in their effect where some value is not above nought.
fn interaction(groups: &[(Estimate, Estimate)]) -> Option<Interaction> {
    let is_relative = groups.iter().all(|(one, other)| one.value > 0.0 && other.value > 0.0);
    let relative_variance = |estimate: &Estimate| estimate.variance / (estimate.value * estimate.value);
    let effect = |(one, other): &(Estimate, Estimate)| {
        if is_relative {
            ((one.value / other.value).ln(), relative_variance(one) + relative_variance(other))
        } else {
            (one.value - other.value, one.variance + other.variance)
        }
    };
    let effects: Vec<(f64, f64)> = groups.iter().map(effect).collect();
    interaction_test(&effects).map(|test| Interaction { p: test.p, is_relative })
}

/// A share whose variance is not nought where nobody or everybody did it (Agresti & Caffo 2000).
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn smoothed(seen: Proportion) -> Estimate {
    let n = seen.trials as f64 + 2.0;
    let share = (seen.successes as f64 + 1.0) / n;
    Estimate { value: share, variance: share * (1.0 - share) / n, freedom: n - 1.0 }
}

/// As a table.
pub(super) fn table(experiment: &Experiment, by: &Grouping, found: &[InGroup]) -> Table {
    let metric = |row: &InGroup| &experiment.metrics[row.effect.metric];
    let figure = |value: &dyn Fn(&Effect) -> Option<f64>| {
        Values::Figure(found.iter().map(|row| (value(&row.effect), metric(row).unit)).collect())
    };
    let end = |value: fn(&Difference) -> f64| move |effect: &Effect| effect.difference.as_ref().map(value);
    let relative = |value: fn(&Difference) -> f64| {
        let of = |row: &InGroup| {
            Some(value(row.effect.relative.as_ref()?)).filter(|value: &f64| value.is_finite())
        };
        Values::Share(found.iter().map(of).collect())
    };
    let p = |value: fn(&InGroup) -> Option<f64>| Values::PValue(found.iter().map(value).collect());
    let customers = |arm: usize| Values::Count(found.iter().map(|row| row.customers[arm] as u64).collect());
    let groups: Vec<usize> = found.iter().map(|row| row.group).collect();
    let treatment = |row: &InGroup| experiment.arms[row.effect.treatment].name.clone();
    Table::new(
        "segments",
        vec![
            ("metric", Values::Text(found.iter().map(|row| metric(row).name.clone()).collect())),
            ("treatment", Values::Text(found.iter().map(treatment).collect())),
            ("segment", by.column_of(&groups)),
            ("method", Values::Term(found.iter().map(|row| row.effect.method).collect())),
            ("n_control", customers(0)),
            ("n_treatment", customers(1)),
            ("value_control", figure(&|effect| effect.control_value)),
            ("value_treatment", figure(&|effect| effect.treatment_value)),
            ("effect", figure(&end(|difference| difference.value))),
            ("ci_lower", figure(&end(|difference| difference.lower))),
            ("ci_upper", figure(&end(|difference| difference.upper))),
            ("relative_effect", relative(|difference| difference.value)),
            ("relative_ci_lower", relative(|difference| difference.lower)),
            ("relative_ci_upper", relative(|difference| difference.upper)),
            ("p_value", p(|row| row.effect.p)),
            ("p_value_adjusted", p(|row| row.effect.p_adjusted)),
            ("interaction_p", p(|row| row.interaction.map(|test| test.p))),
        ],
    )
}
