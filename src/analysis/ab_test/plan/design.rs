//! What follows from two of effect, customers and power.

use crate::error::{Error, Result};
use crate::stats::experiment::{TwoMeans, TwoProportions};

/// What is known of a metric without a treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// The share of customers who do it.
    Share(f64),
    /// The mean of customers and the standard deviation of one; of a ratio its value and the deviation by the delta method.
    Mean {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        deviation: f64,
    },
}

/// What is asked: two are given, the third follows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wanted {
    /// The change to be found.
    pub effect: Option<Change>,
    /// Customers of all variants together.
    pub customers: Option<u64>,
    /// The probability of finding the change.
    pub power: Option<f64>,
}

/// A change of a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// Over the baseline.
    Relative(f64),
    /// In points of a share, one being the whole.
    Points(f64),
    /// In the metric's unit.
    Absolute(f64),
}

/// Which of the three followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Solved {
    Customers,
    Effect,
    Power,
}

impl Solved {
    pub(super) fn key(self) -> &'static str {
        match self {
            Solved::Customers => "customers",
            Solved::Effect => "mde",
            Solved::Power => "power",
        }
    }
}

/// All three.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Answer {
    pub effect: f64,
    pub customers: u64,
    pub power: f64,
    pub solved: Solved,
}

/// More customers than people.
const MOST: f64 = 1e10;
/// The power that is wanted unless another is.
const POWER: f64 = 0.8;

impl Known {
    pub(super) fn value(self) -> f64 {
        match self {
            Known::Share(share) => share,
            Known::Mean { mean, .. } => mean,
        }
    }

    /// The standard deviation of one customer.
    pub(super) fn deviation(self) -> f64 {
        match self {
            Known::Share(share) => (share * (1.0 - share)).sqrt(),
            Known::Mean { deviation, .. } => deviation,
        }
    }
}

/// The variants of a test, the control first, and the level at which each treatment is compared with it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Design {
    shares: Vec<f64>,
    alpha: f64,
}

impl Design {
    /// Bonferroni's level for each treatment, which is what the first step of Holm's takes.
    #[expect(clippy::cast_precision_loss, reason = "a handful of variants")]
    pub(super) fn new(shares: Vec<f64>, alpha: f64) -> Design {
        let treatments = shares.len() as f64 - 1.0;
        Design { shares, alpha: alpha / treatments }
    }

    pub(super) fn alpha(&self) -> f64 {
        self.alpha
    }

    /// The third of effect, customers and power.
    ///
    /// # Errors
    /// An effect of nought, or one that takes a share beyond all customers.
    pub(super) fn solve(&self, known: Known, wanted: &Wanted) -> Result<Answer> {
        let effect = wanted.effect.map(|change| of_change(known, change)).transpose()?;
        if let Some(effect) = effect {
            check(known, effect)?;
        }
        let power = wanted.power.unwrap_or(POWER);
        if power <= self.alpha {
            return Err(Error::Usage {
                message: "a power no larger than the chance of a false alarm asks for nothing".to_owned(),
                hints: vec!["ask for a larger `--power` or `--confidence`".to_owned()],
            });
        }
        Ok(match (effect, wanted.customers) {
            (Some(effect), Some(customers)) => Answer {
                effect,
                customers,
                power: self.power(known, effect, customers),
                solved: Solved::Power,
            },
            (Some(effect), None) => {
                let customers = self.customers(known, effect, power).ok_or_else(|| Error::Usage {
                    message: "so small a change would take more customers than there are people".to_owned(),
                    hints: vec!["ask for a change that is worth knowing, e.g. `--mde 10%`".to_owned()],
                })?;
                Answer { effect, customers, power, solved: Solved::Customers }
            }
            (None, Some(customers)) => {
                let effect = self.detectable(known, customers, power).ok_or_else(|| Error::Usage {
                    message: format!("{customers} customers are too few to find any change"),
                    hints: vec!["ask for more customers, or a lower `--power`".to_owned()],
                })?;
                Answer { effect, customers, power, solved: Solved::Effect }
            }
            (None, None) => {
                return Err(Error::Usage {
                    message: "neither the change to be found nor the customers are given".to_owned(),
                    hints: vec!["add `--mde 10%` for the customers it takes, or `--size 20000` for the change they show".to_owned()],
                });
            }
        })
    }

    /// Of each variant, whole ones that add up to all.
    #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "customers stay below 2^53")]
    pub(super) fn each(&self, customers: u64) -> Vec<u64> {
        let mut sum = 0.0;
        let ends = self.shares.iter().map(|share| {
            sum += share;
            (customers as f64 * sum).round() as u64
        });
        let mut before = 0;
        ends.map(|end| end - std::mem::replace(&mut before, end)).collect()
    }

    /// Customers of all variants: every treatment has to have its power. None beyond all measure, and for changes that cannot be.
    #[expect(clippy::cast_sign_loss, reason = "customers stay below 2^53")]
    pub(super) fn customers(&self, known: Known, effect: f64, power: f64) -> Option<u64> {
        check(known, effect).ok()?;
        let of = |share: &f64| {
            let ratio = share / self.shares[0];
            let control = match known {
                Known::Share(_) => self.proportions(known, effect, ratio).customers(power),
                Known::Mean { deviation, .. } => self.means(effect / deviation, ratio).customers(power),
            };
            control / self.shares[0]
        };
        let all = self.shares[1..].iter().map(of).fold(0.0, f64::max);
        // whole customers in every variant
        let at_least = self.shares.iter().map(|share| (all * share).ceil()).sum::<f64>();
        (at_least > 0.0 && at_least < MOST).then_some(at_least as u64)
    }

    /// The power of the treatment that has least.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn power(&self, known: Known, effect: f64, customers: u64) -> f64 {
        let control = customers as f64 * self.shares[0];
        let of = |share: &f64| {
            let ratio = share / self.shares[0];
            match known {
                Known::Share(_) => self.proportions(known, effect, ratio).power(control),
                Known::Mean { deviation, .. } => self.means(effect / deviation, ratio).power(control),
            }
        };
        self.shares[1..].iter().map(of).fold(1.0, f64::min)
    }

    /// The change that every treatment shows: a rise, or a fall where a share has no room to rise so far; none if there is neither.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn detectable(&self, known: Known, customers: u64, power: f64) -> Option<f64> {
        let control = customers as f64 * self.shares[0];
        let of = |share: &f64| {
            let ratio = share / self.shares[0];
            match known {
                Known::Share(baseline) => {
                    let rise = self.proportions(known, 0.0, ratio).detectable(control, power);
                    let mirrored = self.proportions(Known::Share(1.0 - baseline), 0.0, ratio);
                    // a fall of a share is a rise of the rest
                    let fall = || mirrored.detectable(control, power).map(|rest| 1.0 - rest);
                    rise.or_else(fall).map(|treatment| treatment - baseline)
                }
                Known::Mean { deviation, .. } => {
                    Some(deviation * self.means(1.0, ratio).detectable(control, power))
                }
            }
        };
        let larger = |most: f64, effect: f64| if effect.abs() > most.abs() { effect } else { most };
        self.shares[1..].iter().map(of).try_fold(0.0, |most: f64, effect| Some(larger(most, effect?)))
    }

    fn proportions(&self, known: Known, effect: f64, ratio: f64) -> TwoProportions {
        let control = known.value();
        TwoProportions { control, treatment: control + effect, ratio, alpha: self.alpha }
    }

    fn means(&self, effect: f64, ratio: f64) -> TwoMeans {
        TwoMeans { effect, ratio, alpha: self.alpha }
    }
}

/// A change in the metric's unit.
fn of_change(known: Known, change: Change) -> Result<f64> {
    let usage = |message: &str, hint: &str| {
        Err(Error::Usage { message: message.to_owned(), hints: vec![hint.to_owned()] })
    };
    match (change, known) {
        (Change::Relative(_), _) if known.value() == 0.0 => usage(
            "there is no relative change of nought",
            "write the change in the metric's unit, e.g. `--mde 5000`",
        ),
        (Change::Relative(part), _) => Ok(part * known.value()),
        (Change::Points(_), Known::Mean { .. }) => {
            usage("only shares change by points", "write `10%` (relative) or the change in the metric's unit")
        }
        (Change::Absolute(change), Known::Share(_)) if change.abs() >= 1.0 => {
            usage("a share cannot change by so much", "write `10%` (relative) or `1pp` (points)")
        }
        (Change::Points(change) | Change::Absolute(change), _) => Ok(change),
    }
}

fn check(known: Known, effect: f64) -> Result<()> {
    if effect == 0.0 || !effect.is_finite() {
        return Err(Error::Usage {
            message: "a change of nought cannot be found".to_owned(),
            hints: vec!["say which change is worth knowing, e.g. `--mde 10%`".to_owned()],
        });
    }
    let Known::Share(share) = known else { return Ok(()) };
    let changed = share + effect;
    if changed > 0.0 && changed < 1.0 {
        return Ok(());
    }
    Err(Error::Usage {
        message: format!(
            "a change of {:+.1} points takes {:.1}% to {:.1}%, which is no share",
            effect * 100.0,
            share * 100.0,
            changed * 100.0
        ),
        hints: vec!["`10%` is relative, `1pp` is in points".to_owned()],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(shares: &[f64]) -> Design {
        Design::new(shares.to_vec(), 0.05)
    }

    const FIVE: Known = Known::Share(0.05);

    /// R: power.prop.test(p1 = .05, p2 = .06, power = .8) takes 8,158 of each.
    #[test]
    fn the_customers_of_r() {
        let wanted = Wanted { effect: Some(Change::Absolute(0.01)), ..Wanted::default() };
        let found = design(&[0.5, 0.5]).solve(FIVE, &wanted).unwrap();
        assert_eq!((found.customers, found.solved), (2 * 8158, Solved::Customers));
        let relative = Wanted { effect: Some(Change::Relative(0.2)), ..Wanted::default() };
        assert_eq!(design(&[0.5, 0.5]).solve(FIVE, &relative).unwrap().customers, found.customers);
    }

    /// Each of the three follows from the other two.
    #[test]
    fn there_and_back() {
        for known in [FIVE, Known::Mean { mean: 100.0, deviation: 250.0 }] {
            for shares in [vec![0.5, 0.5], vec![0.1, 0.45, 0.45], vec![0.8, 0.2]] {
                let design = design(&shares);
                let asked = Wanted { customers: Some(30_000), power: Some(0.9), effect: None };
                let effect = design.solve(known, &asked).unwrap().effect;
                let asked =
                    Wanted { customers: None, power: Some(0.9), effect: Some(Change::Absolute(effect)) };
                let customers = design.solve(known, &asked).unwrap().customers;
                assert!(
                    customers.abs_diff(30_000) <= shares.len() as u64,
                    "{known:?} {shares:?} {customers}"
                );
                let asked =
                    Wanted { customers: Some(30_000), power: None, effect: Some(Change::Absolute(effect)) };
                assert!((design.solve(known, &asked).unwrap().power - 0.9).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn more_treatments_take_more() {
        let wanted = Wanted { effect: Some(Change::Relative(0.2)), ..Wanted::default() };
        let customers = |shares: &[f64]| design(shares).solve(FIVE, &wanted).unwrap().customers;
        let two = customers(&[0.5, 0.5]);
        assert!(customers(&[1.0 / 3.0; 3]) > 3 * two / 2);
        assert!(customers(&[0.9, 0.1]) > two);
        assert_eq!(design(&[0.45, 0.45, 0.1]).each(1000), [450, 450, 100]);
        assert_eq!(design(&[0.5, 0.5]).each(9).iter().sum::<u64>(), 9);
        // a share near all customers can only fall
        let fall = design(&[0.5, 0.5]).detectable(Known::Share(0.97), 300, 0.8).unwrap();
        assert!(fall < 0.0, "{fall}");
    }

    #[test]
    fn what_cannot_be_asked() {
        let design = design(&[0.5, 0.5]);
        let effect = |change| design.solve(FIVE, &Wanted { effect: Some(change), ..Wanted::default() });
        assert!(effect(Change::Relative(0.0)).is_err());
        assert!(effect(Change::Absolute(0.96)).is_err());
        assert!(effect(Change::Absolute(-0.06)).is_err());
        assert!(effect(Change::Relative(1e-9)).is_err());
        let money = Known::Mean { mean: 100.0, deviation: 200.0 };
        let points = Wanted { effect: Some(Change::Points(0.05)), ..Wanted::default() };
        assert!(design.solve(money, &points).is_err());
        assert!(design.solve(FIVE, &Wanted::default()).is_err());
        assert!(design.solve(FIVE, &Wanted { customers: Some(2), ..Wanted::default() }).is_err());
    }
}
