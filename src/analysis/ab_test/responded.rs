//! Who responded: the same effects in groups of customers, and whether they differ between the groups.

use super::effects::{Effect, Settings};
use super::estimates;
use super::experiment::{Each, Experiment, Observed};
use crate::analysis::groups::Grouping;
use crate::document::{Table, Values};
use crate::error::{Error, Result};
use crate::stats::Difference;
use crate::stats::experiment::{Correction, Estimate, common_ratio_test};

/// An effect in one group.
#[derive(Debug, Clone)]
pub(super) struct InGroup {
    pub group: usize,
    /// Customers of the group in the control and in the treatment.
    pub customers: [usize; 2],
    pub effect: Effect,
    /// P-value of one relative effect in all groups.
    pub interaction: Option<f64>,
}

/// More groups say nothing but noise.
const MOST_GROUPS: usize = 50;

/// Every metric and treatment, group by group: intervals hold for all groups and treatments of one metric together (Bonferroni),
/// p-values are adjusted for their number (Holm).
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
        if let Some(each) = &metric.each {
            let cut = estimates::cut(&metric.observed, settings);
            found.extend(of_metric(each, place, &members, settings, cut));
        }
    }
    Ok(found)
}

/// The groups of a metric, treatment by treatment.
#[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
fn of_metric(
    each: &Each,
    metric: usize,
    members: &[Vec<Vec<usize>>],
    settings: &Settings,
    cut: Option<f64>,
) -> Vec<InGroup> {
    let has_both = |(treatment, group): &(usize, usize)| {
        !members[0][*group].is_empty() && !members[*treatment][*group].is_empty()
    };
    let pairs =
        (1..members.len()).flat_map(|treatment| (0..members[0].len()).map(move |group| (treatment, group)));
    let pairs: Vec<(usize, usize)> = pairs.filter(has_both).collect();
    let confidence = 1.0 - (1.0 - settings.confidence) / pairs.len().max(1) as f64;
    let settings = Settings { confidence, ..settings.clone() };
    let mut found: Vec<InGroup> = Vec::new();
    let mut estimated: Vec<Vec<(Estimate, Estimate)>> = vec![Vec::new(); members.len()];
    for (treatment, group) in pairs {
        let arms = [members[0][group].clone(), members[treatment][group].clone()];
        let observed = each.of(&arms);
        estimated[treatment].extend(both(&observed, cut));
        let first = estimates::to_go_by(&observed, 1, &settings, cut).into_iter().next();
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
    let interaction: Vec<Option<f64>> =
        estimated.iter().map(|groups| common_ratio_test(groups).map(|test| test.p)).collect();
    let of = |group: InGroup| InGroup { interaction: interaction[group.effect.treatment], ..group };
    found.into_iter().map(of).collect()
}

/// Fewer customers who did it say nothing of the variance in a group.
const FEWEST: u64 = 10;

/// Treatment and control in a group; none where either has too few who did it.
fn both(observed: &Observed, cut: Option<f64>) -> Option<(Estimate, Estimate)> {
    let enough = (0..2).all(|arm| observed.active(arm) >= FEWEST);
    if enough { estimates::both(observed, 1, cut) } else { None }
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
            ("interaction_p", p(|row| row.interaction)),
        ],
    )
}
