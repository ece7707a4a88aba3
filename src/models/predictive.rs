//! What may happen to one customer, not what is expected of many: the distribution of the purchases within a horizon,
//! and of the money they bring.

use super::{GammaGamma, History, Posterior, Purchases};
use crate::stats::beta_above_logit;

/// Distribution of the number of purchases within a horizon: P(Y = n) for n = 0, 1, 2, …
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    pmf: Vec<f64>,
}

/// Probability that is left out at the far end.
pub(super) const TAIL: f64 = 1e-7;

impl Counts {
    /// Of a customer within `t`, with what the parameters may be; of the most likely ones if nothing is known of that.
    #[must_use]
    pub fn of(model: &Purchases, posterior: &Posterior<Purchases>, history: &History, t: f64) -> Counts {
        if posterior.points.is_empty() {
            return Counts::at(model, history, t);
        }
        let mut pmf = Vec::new();
        for (weight, model) in &posterior.points {
            let part = model.pmf(history, t, TAIL);
            if pmf.len() < part.len() {
                pmf.resize(part.len(), 0.0);
            }
            pmf.iter_mut().zip(&part).for_each(|(sum, part)| *sum += weight * part);
        }
        Counts { pmf }
    }

    /// Of a customer within `t`, with the most likely parameters.
    #[must_use]
    pub fn at(model: &Purchases, history: &History, t: f64) -> Counts {
        Counts { pmf: model.pmf(history, t, TAIL) }
    }

    /// The smallest number that is not exceeded with probability `p`.
    #[must_use]
    pub fn quantile(&self, p: f64) -> u32 {
        let mut below = 0.0;
        for (n, probability) in self.pmf.iter().enumerate() {
            below += probability;
            if below >= p - 1e-12 {
                return n as u32;
            }
        }
        self.pmf.len().saturating_sub(1) as u32
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.numbered().map(|(n, p)| n * p).sum()
    }

    /// The variance.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        self.numbered().map(|(n, p)| (n - mean) * (n - mean) * p).sum()
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay below a million")]
    fn numbered(&self) -> impl Iterator<Item = (f64, f64)> {
        self.pmf.iter().enumerate().map(|(n, &p)| (n as f64, p))
    }

    /// The logarithm of the sum that the purchases do not exceed with probability `p`, in units of the scale v + x z̄ of
    /// what is known of a customer's spend: given n purchases it is beta-prime with shapes p n and q + p x (Fader & Hardie
    /// 2013). None where there is no purchase with that probability. A `guess` near it spares time.
    #[must_use]
    pub fn ln_value_quantile(&self, spend: &GammaGamma, x: u32, p: f64, guess: Option<f64>) -> Option<f64> {
        let freedom = spend.q + spend.p * f64::from(x);
        let bought = grouped(&self.pmf, MOST_GROUPS);
        let above = 1.0 - p;
        let some: f64 = bought.iter().map(|(_, probability)| probability).sum();
        if some <= above {
            return None;
        }
        // P(sum > e^z), and by how much it falls with z
        let beyond = |z: f64| -> (f64, f64) {
            bought.iter().fold((0.0, 0.0), |(all, fall), &(n, probability)| {
                let (above, slope) = beta_above_logit(spend.p * n, freedom, z);
                (all + probability * above, fall + probability * slope)
            })
        };
        let middle = bought.iter().map(|(n, probability)| n * probability).sum::<f64>() / some;
        let guess = guess.unwrap_or_else(|| (spend.p * middle / freedom).ln());
        Some(newton(guess, above, beyond).unwrap_or_else(|| falling_root(guess, |z| beyond(z).0 - above)))
    }
}

/// Numbers of purchases from 1 on with their probabilities, neighbours taken together where there are many.
fn grouped(pmf: &[f64], groups: usize) -> Vec<(f64, f64)> {
    let width = (pmf.len() / groups).max(1);
    let group = |(place, group): (usize, &[f64])| {
        let probability: f64 = group.iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "counts stay below a million")]
        let numbered = group.iter().enumerate().map(|(n, p)| (1 + place * width + n) as f64 * p);
        (numbered.sum::<f64>() / probability, probability)
    };
    let groups = pmf[1..].chunks(width).enumerate().map(group);
    groups.filter(|(_, probability)| *probability > NEGLIGIBLE).collect()
}

/// Groups that a distribution is cut into.
const MOST_GROUPS: usize = 40;
const NEGLIGIBLE: f64 = 1e-6;

/// Where a probability has fallen to `to`, by Newton's method on its logarithm, to about 1e-6; none where it does not lead
/// there.
fn newton(start: f64, to: f64, probability: impl Fn(f64) -> (f64, f64)) -> Option<f64> {
    let mut z = start;
    for _ in 0..MOST_STEPS {
        let (value, fall) = probability(z);
        let step = (value / to).ln() * value / fall;
        if step.is_nan() || step.abs() > LONGEST_STEP {
            return None;
        }
        z += step;
        if step.abs() < 1e-3 {
            return Some(z);
        }
    }
    None
}

const MOST_STEPS: u32 = 12;
const LONGEST_STEP: f64 = 5.0;

/// Where a falling function is nought, by bracketing and regula falsi (Illinois), to 1e-4 of e^z.
fn falling_root(start: f64, function: impl Fn(f64) -> f64) -> f64 {
    let at_start = function(start);
    let way = if at_start > 0.0 { 1.0 } else { -1.0 };
    let (mut near, mut at_near) = (start, at_start);
    let (mut far, mut at_far) = (start, at_start);
    let mut step = 1.0;
    while at_far * way > 0.0 {
        (near, at_near) = (far, at_far);
        far += way * step;
        at_far = function(far);
        step *= 2.0;
        if step > 1e3 {
            return far;
        }
    }
    let mut kept = 0;
    while (far - near).abs() > 1e-4 {
        let next = (near * at_far - far * at_near) / (at_far - at_near);
        let at_next = function(next);
        if at_next.abs() < 1e-9 {
            return next;
        }
        if at_next * at_far < 0.0 {
            (near, at_near) = (far, at_far);
            kept = 0;
        } else {
            kept += 1;
            if kept > 1 {
                at_near *= 0.5;
            }
        }
        (far, at_far) = (next, at_next);
        if kept > 60 {
            break;
        }
    }
    far
}
