//! Guardrails: metrics that a treatment must not harm by more than is allowed, whatever it brings elsewhere.

use super::effects::Effect;
use crate::document::Unit;
use crate::error::{Error, Result};
use crate::stats::Difference;

/// A metric and how far it may move.
#[derive(Debug, Clone, PartialEq)]
pub struct Guardrail {
    /// The metric.
    pub metric: String,
    /// Which way would be harm.
    pub harm: Harm,
    /// How far it may move that way.
    pub margin: Margin,
}

/// Which way a metric must not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// It must not rise.
    Up,
    /// It must not fall.
    Down,
}

/// How far a metric may move, nought or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Margin {
    /// By this part of the control's value.
    Relative(f64),
    /// By so many points of a share, one being the whole.
    Points(f64),
    /// By so much in the metric's unit.
    Absolute(f64),
}

/// Where a guardrail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The whole interval lies on the side that is allowed (non-inferiority).
    Safe,
    /// The whole interval lies beyond it.
    Harmed,
    /// It can be either.
    Open,
}

impl Guardrail {
    /// Points are of shares.
    ///
    /// # Errors
    /// Points of another metric.
    pub(super) fn check(&self, unit: Unit) -> Result<()> {
        match (self.margin, unit) {
            (Margin::Points(_), Unit::Money | Unit::Number | Unit::Count) => Err(Error::Usage {
                message: format!("`{}` is no share, and only shares move by points", self.metric),
                hints: vec!["write the limit in percent of the control, or in the metric's unit".to_owned()],
            }),
            _ => Ok(()),
        }
    }

    pub(super) fn standing(&self, effect: &Effect) -> Standing {
        // best and worst that is compatible with the data
        let ends = |found: &Difference| match self.harm {
            Harm::Up => (found.lower, found.upper),
            Harm::Down => (-found.upper, -found.lower),
        };
        let (found, limit) = match self.margin {
            Margin::Relative(limit) => (effect.relative.as_ref(), limit),
            Margin::Points(limit) | Margin::Absolute(limit) => (effect.difference.as_ref(), limit),
        };
        // what does not move the wrong way at all is safe in any unit
        let unharmed = effect.difference.as_ref().is_some_and(|found| ends(found).1 <= 0.0);
        match found.map(ends) {
            _ if unharmed => Standing::Safe,
            Some((_, worst)) if worst <= limit => Standing::Safe,
            Some((best, _)) if best > limit => Standing::Harmed,
            _ => Standing::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_interval_decides() {
        let standing = |harm, limit, lower, upper| {
            let relative = Some(Difference { value: 0.5 * (lower + upper), lower, upper });
            let effect = Effect { relative, difference: relative, ..Effect::of("welch") };
            Guardrail { metric: "x".to_owned(), harm, margin: Margin::Relative(limit) }.standing(&effect)
        };
        assert_eq!(standing(Harm::Up, 0.02, -0.1, 0.01), Standing::Safe);
        assert_eq!(standing(Harm::Up, 0.02, -0.1, 0.03), Standing::Open);
        assert_eq!(standing(Harm::Up, 0.02, 0.03, 0.09), Standing::Harmed);
        assert_eq!(standing(Harm::Down, 0.05, -0.04, 0.2), Standing::Safe);
        assert_eq!(standing(Harm::Down, 0.05, -0.2, -0.06), Standing::Harmed);
        assert_eq!(standing(Harm::Down, 0.05, -0.2, 0.1), Standing::Open);
        // not at all is not at all, either way
        assert_eq!(standing(Harm::Down, 0.0, -0.3, -0.1), Standing::Harmed);
        assert_eq!(standing(Harm::Up, 0.0, -0.3, -0.1), Standing::Safe);
    }

    #[test]
    fn what_is_not_known_is_open_and_what_does_not_move_is_safe() {
        let guardrail = |margin| Guardrail { metric: "x".to_owned(), harm: Harm::Up, margin };
        assert_eq!(guardrail(Margin::Absolute(1.0)).standing(&Effect::of("welch")), Standing::Open);
        let still = Some(Difference { value: 0.0, lower: 0.0, upper: 0.0 });
        let still = Effect { difference: still, ..Effect::of("delta") };
        assert_eq!(guardrail(Margin::Relative(0.02)).standing(&still), Standing::Safe);
        assert!(guardrail(Margin::Points(0.02)).check(Unit::Money).is_err());
        assert!(guardrail(Margin::Points(0.02)).check(Unit::Share).is_ok());
    }
}
