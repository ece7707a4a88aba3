//! Counts on the command line: `A=500/10000`.

use super::AbTest;
use super::experiment::{Arm, Experiment, Metric, Observed, check_arms, control_first, control_of, planned};
use crate::document::Unit;
use crate::error::{Error, Result};
use crate::stats::experiment::Proportion;

/// Customers who did something among all of a variant.
pub type Counted = (String, Proportion);

pub(super) fn read(test: &AbTest, counts: &[Counted]) -> Result<Experiment> {
    let names: Vec<String> = counts.iter().map(|(name, _)| name.clone()).collect();
    if let Some(twice) = (1..names.len()).find(|&place| names[..place].contains(&names[place])) {
        let message = format!("`--counts` names the variant `{}` twice", names[twice]);
        return Err(Error::Usage { message, hints: vec!["give each variant once".to_owned()] });
    }
    check_arms(&names, "`--counts`")?;
    let control = control_of(&names, test.control.as_deref())?;
    let shares = planned(&names, &test.shares)?;
    let order = control_first(names.len(), control);
    let arms = order.iter().map(|&arm| Arm {
        name: names[arm].clone(),
        customers: counts[arm].1.trials,
        planned: shares[arm],
    });
    let metric = Metric {
        name: test.metrics.first().cloned().unwrap_or("conversion".to_owned()),
        unit: Unit::Share,
        is_cost: false,
        observed: Observed::Shares(order.iter().map(|&arm| counts[arm].1).collect()),
        each: None,
    };
    Ok(Experiment {
        arms: arms.collect(),
        metrics: vec![metric],
        twice: 0,
        blanks: 0,
        period: None,
        members: Vec::new(),
        by: None,
        late: 0,
    })
}
