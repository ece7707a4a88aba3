//! Guardrails: metrics that a treatment must not harm by more than is allowed, whatever it brings elsewhere.

use super::effects::Effect;

/// A metric and how far it may move.
#[derive(Debug, Clone, PartialEq)]
pub struct Guardrail {
    /// The metric.
    pub metric: String,
    /// How far it may move: above nought it may rise so far, below it may fall so far.
    pub margin: Margin,
}

/// How far a metric may move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Margin {
    /// By this part of the control's value.
    Relative(f64),
    /// By so much.
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
    pub(super) fn standing(&self, effect: &Effect) -> Standing {
        let (found, margin) = match self.margin {
            Margin::Relative(margin) => (effect.relative, margin),
            Margin::Absolute(margin) => (effect.difference, margin),
        };
        let Some(found) = found else { return Standing::Open };
        let (best, worst, limit) = if margin >= 0.0 {
            (found.lower, found.upper, margin)
        } else {
            (-found.upper, -found.lower, -margin)
        };
        if worst <= limit {
            Standing::Safe
        } else if best > limit {
            Standing::Harmed
        } else {
            Standing::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Difference;

    #[test]
    fn the_whole_interval_decides() {
        let standing = |margin, lower, upper| {
            let relative = Some(Difference { value: 0.5 * (lower + upper), lower, upper });
            let effect = Effect { relative, ..Effect::of("welch") };
            Guardrail { metric: "x".to_owned(), margin: Margin::Relative(margin) }.standing(&effect)
        };
        assert_eq!(standing(0.02, -0.1, 0.01), Standing::Safe);
        assert_eq!(standing(0.02, -0.1, 0.03), Standing::Open);
        assert_eq!(standing(0.02, 0.03, 0.09), Standing::Harmed);
        assert_eq!(standing(-0.05, -0.04, 0.2), Standing::Safe);
        assert_eq!(standing(-0.05, -0.2, -0.06), Standing::Harmed);
        assert_eq!(standing(-0.05, -0.2, 0.1), Standing::Open);
        let unknown = Guardrail { metric: "x".to_owned(), margin: Margin::Absolute(1.0) };
        assert_eq!(unknown.standing(&Effect::of("welch")), Standing::Open);
    }
}
