//! The likelihood of all histories with its derivatives in closed form: those of ln Σ eᶻ are the mean of the terms'
//! gradients, and the mean of their second derivatives plus the covariance of their gradients.

use std::collections::BTreeMap;

use super::by_day::{ByDay, Days};
use super::{BetaGeometric, Ends, Kind, MOST_REGULAR};
use crate::models::fit::{Boundary, Coordinate, Likelihood, by_theta, sum_over_histories};
use crate::models::{Histories, History, RATE, RATE_SHAPE};
use crate::stats::{Evaluation, Matrix, ln_factorial, ln_rising, rising_digamma, rising_trigamma};

/// θ = (ln r, ln(r/α), logit a/(a+b), ln(a+b)): rate, spread, mean and certainty of leaving hardly depend on each
/// other.
pub(in crate::models) struct BetaGeometricLikelihood<'a> {
    histories: &'a Histories,
    /// Customers by frequency: the gamma functions depend on a history through x alone.
    by_x: BTreeMap<u32, f64>,
    kind: Kind,
    /// For k = 1.
    days: Option<Days>,
}

impl<'a> BetaGeometricLikelihood<'a> {
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(in crate::models) fn new(histories: &'a Histories, kind: Kind) -> BetaGeometricLikelihood<'a> {
        let mut by_x: BTreeMap<u32, f64> = BTreeMap::new();
        let mut from = 0;
        for equal in histories.distinct.chunk_by(|one, other| one.x == other.x) {
            let weights = &histories.weights[from..from + equal.len()];
            from += equal.len();
            *by_x.entry(equal[0].x).or_default() += weights.iter().sum::<u64>() as f64;
        }
        let days = if kind.k == 1 { Days::of(&histories.distinct) } else { None };
        BetaGeometricLikelihood { histories, by_x, kind, days }
    }
}

/// The model at θ.
pub(in crate::models) fn model(theta: &[f64; 4], kind: Kind) -> BetaGeometric {
    let leaving = 1.0 / (1.0 + (-theta[2]).exp());
    let staying = 1.0 / (1.0 + theta[2].exp());
    let certainty = theta[3].exp();
    BetaGeometric {
        r: theta[0].exp(),
        alpha: (theta[0] - theta[1]).exp(),
        a: certainty * leaving,
        b: certainty * staying,
        kind,
    }
}

/// The parameters (r, α, a, b) at θ, their first and their second derivatives by θ.
pub(super) fn natural(theta: &[f64; 4]) -> ([f64; 4], Matrix<4>, [Matrix<4>; 4]) {
    let BetaGeometric { r, alpha, a, b, .. } = model(theta, Kind { k: 1, modified: false });
    let mean = a / (a + b);
    // d a / d θ₂, which is −d b / d θ₂
    let turn = a * (b / (a + b));
    let bend = turn * (1.0 - 2.0 * mean);
    let jacobian = [[r, 0.0, 0.0, 0.0], [alpha, -alpha, 0.0, 0.0], [0.0, 0.0, turn, a], [0.0, 0.0, -turn, b]];
    let mut second = [[[0.0; 4]; 4]; 4];
    second[0][0][0] = r;
    (second[1][0][0], second[1][1][1]) = (alpha, alpha);
    (second[1][0][1], second[1][1][0]) = (-alpha, -alpha);
    (second[2][2][2], second[2][3][3]) = (bend, a);
    (second[2][2][3], second[2][3][2]) = (turn, turn);
    (second[3][2][2], second[3][3][3]) = (-bend, b);
    (second[3][2][3], second[3][3][2]) = (-turn, -turn);
    ([r, alpha, a, b], jacobian, second)
}

impl Likelihood<4> for BetaGeometricLikelihood<'_> {
    type Model = BetaGeometric;
    const NAMES: [&'static str; 4] = ["r", "alpha", "a", "b"];
    const COORDINATES: [Coordinate; 4] = [
        RATE_SHAPE,
        RATE,
        Coordinate { low: (-14.0, Boundary::NobodyLeaves), high: (14.0, Boundary::EverybodyLeaves) },
        Coordinate { low: (-9.0, Boundary::LeaveAtOnceOrNever), high: (14.0, Boundary::EqualDropout) },
    ];

    fn model(&self, theta: &[f64; 4]) -> BetaGeometric {
        model(theta, self.kind)
    }

    fn natural(theta: &[f64; 4]) -> ([f64; 4], Matrix<4>) {
        let (parameters, jacobian, _) = natural(theta);
        (parameters, jacobian)
    }

    fn evaluate(&self, theta: &[f64; 4]) -> Evaluation<4> {
        let model = model(theta, self.kind);
        let (_, jacobian, second) = natural(theta);
        let by_day = self.days.as_ref().map(|days| ByDay::new(&model, days));
        let mut sum = sum_over_histories(self.histories, |histories, weights, sum| {
            if self.kind.k == 1 {
                model.add_simple_times(histories, weights, by_day.as_ref(), sum);
                return;
            }
            for (history, &weight) in histories.iter().zip(weights) {
                #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
                model.add_times(history, weight as f64, sum);
            }
        });
        for (&x, &weight) in &self.by_x {
            model.add_counts(x, weight, &mut sum);
        }
        by_theta(&sum, &jacobian, &second)
    }

    fn starts(&self) -> Vec<[f64; 4]> {
        let rate = self.histories.ln_mean_rate() + f64::from(self.kind.k).ln();
        let start = [-0.5, rate, -1.1, 1.0];
        let offsets = [
            [0.0; 4],
            [1.0, 1.0, 0.0, 0.0],
            [-1.0, -1.0, 0.0, 1.0],
            [0.0, 0.0, -2.0, 1.0],
            [0.0, 0.0, 1.0, -1.0],
            [1.0, -1.0, -1.0, 2.0],
            [2.0, 2.0, 2.0, -2.0],
            [3.0, 0.0, -4.0, 4.0],
        ];
        offsets.map(|offset| std::array::from_fn(|k| start[k] + offset[k])).to_vec()
    }

    fn size(&self) -> (u64, usize) {
        (self.histories.customers(), self.histories.distinct.len())
    }
}

/// ln of a term with its derivatives by r, α, a and b; the mixed ones are nought but for r and α.
#[derive(Clone, Copy, Default)]
struct Term {
    ln: f64,
    gradient: [f64; 4],
    bend: [f64; 4],
    r_alpha: f64,
}

impl BetaGeometric {
    #[expect(clippy::needless_range_loop, reason = "rows and columns of a small matrix")]
    /// Adds what depends on the times: −r ln((α+T)/α) − kx ln(α+T) + ln of the terms in braces.
    fn add_times(&self, history: &History, weight: f64, sum: &mut Evaluation<4>) {
        let BetaGeometric { r, alpha, .. } = *self;
        let end = alpha + history.age;
        let steps = f64::from(self.kind.k) * f64::from(history.x);
        let ln_end = (history.age / alpha).ln_1p();
        sum.value -= weight * (r * ln_end + steps * end.ln());
        sum.gradient[0] -= weight * ln_end;
        sum.gradient[1] += weight * (r * history.age / (alpha * end) - steps / end);
        let mixed = weight * history.age / (alpha * end);
        sum.hessian[0][1] += mixed;
        sum.hessian[1][0] += mixed;
        sum.hessian[1][1] += weight * ((r + steps) / (end * end) - r / (alpha * alpha));

        let ends = self.ends(history);
        let (terms, count) = self.terms(history, &ends);
        let all = ends.ln_all();
        sum.value += weight * all;
        let mut mean = [0.0; 4];
        for term in &terms[..count] {
            let part = (term.ln - all).exp();
            for i in 0..4 {
                mean[i] += part * term.gradient[i];
                sum.hessian[i][i] += weight * part * term.bend[i];
            }
            sum.hessian[0][1] += weight * part * term.r_alpha;
            sum.hessian[1][0] += weight * part * term.r_alpha;
        }
        for (target, mean) in sum.gradient.iter_mut().zip(mean) {
            *target += weight * mean;
        }
        for term in &terms[..count] {
            let part = weight * (term.ln - all).exp();
            let off: [f64; 4] = std::array::from_fn(|i| term.gradient[i] - mean[i]);
            for i in 0..4 {
                for j in 0..4 {
                    sum.hessian[i][j] += part * off[i] * off[j];
                }
            }
        }
    }

    /// The terms in braces, and how many there are.
    fn terms(&self, history: &History, ends: &Ends) -> ([Term; MOST_REGULAR as usize + 1], usize) {
        let shape = self.shape(history);
        let (end, seen) = (self.alpha + history.age, self.alpha + history.t_x);
        let mut terms = [Term::default(); MOST_REGULAR as usize + 1];
        let mut count = self.kind.k as usize;
        for j in 1..self.kind.k {
            let steps = f64::from(j);
            terms[j as usize] = Term {
                ln: ends.there[j as usize],
                gradient: [rising_digamma(shape, j), -steps / end, 0.0, 0.0],
                bend: [rising_trigamma(shape, j), steps / (end * end), 0.0, 0.0],
                r_alpha: 0.0,
            };
        }
        if ends.left > f64::NEG_INFINITY {
            let waited = history.age - history.t_x;
            let last = self.b + f64::from(self.stays(history)) - 1.0;
            // 1/g − 1/h, and 1/h² − 1/g²
            let less = -waited / (end * seen);
            terms[count] = Term {
                ln: ends.left,
                gradient: [(waited / seen).ln_1p(), shape * less, 1.0 / self.a, -1.0 / last],
                bend: [
                    0.0,
                    -shape * less * (1.0 / seen + 1.0 / end),
                    -1.0 / (self.a * self.a),
                    1.0 / (last * last),
                ],
                r_alpha: less,
            };
            count += 1;
        }
        (terms, count)
    }

    /// Adds what depends on x alone: ln Γ(R)/Γ(r) + ln B(a, b+x+m)/B(a, b).
    fn add_counts(&self, x: u32, weight: f64, sum: &mut Evaluation<4>) {
        let BetaGeometric { r, a, b, kind, .. } = *self;
        let (steps, stays) = (kind.k * x, x + u32::from(kind.modified));
        sum.value += weight * (ln_rising(r, steps) + ln_rising(b, stays) - ln_rising(a + b, stays));
        let both = -rising_digamma(a + b, stays);
        let bend = -rising_trigamma(a + b, stays);
        sum.gradient[0] += weight * rising_digamma(r, steps);
        sum.gradient[2] += weight * both;
        sum.gradient[3] += weight * (rising_digamma(b, stays) + both);
        sum.hessian[0][0] += weight * rising_trigamma(r, steps);
        sum.hessian[2][2] += weight * bend;
        sum.hessian[2][3] += weight * bend;
        sum.hessian[3][2] += weight * bend;
        sum.hessian[3][3] += weight * (rising_trigamma(b, stays) + bend);
    }

    /// What the gaps add to ln of the likelihood of all histories: (k−1) Σ ln gap − x ln Γ(k).
    pub(in crate::models) fn of_gaps(&self, ln_gaps: f64, purchases: f64) -> f64 {
        let k = self.kind.k;
        f64::from(k - 1) * ln_gaps - purchases * ln_factorial(k - 1)
    }
}
