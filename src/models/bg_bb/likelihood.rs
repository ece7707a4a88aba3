//! The likelihood of all histories with its derivatives: those of ln(1 + Σ rⱼ), where rⱼ is a term relative
//! to the one of a customer still there, are the mean of the terms' gradients, and the mean of their second
//! derivatives plus the covariance of their gradients. Histories that differ in the last purchase alone
//! share their terms.

use std::collections::BTreeMap;

use super::{BgBb, Left, Opportunities};
use crate::models::Histories;
use crate::models::fit::{Boundary, Coordinate, Likelihood, by_theta, sum_over};
use crate::stats::{Evaluation, Matrix, rising_digamma, rising_trigamma};

/// θ = (logit α/(α+β), ln(α+β), logit γ/(γ+δ), ln(γ+δ)): mean and certainty of buying and of leaving.
pub(in crate::models) struct BgBbLikelihood<'a> {
    histories: &'a Histories,
    groups: Vec<Group>,
}

/// Customers with x purchases in n opportunities: how many by the opportunity of the last one, the latest
/// first.
struct Group {
    x: u32,
    n: u32,
    by_last: Vec<(u32, f64)>,
}

impl<'a> BgBbLikelihood<'a> {
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(in crate::models) fn new(histories: &'a Histories) -> BgBbLikelihood<'a> {
        let mut by: BTreeMap<(u32, u32), BTreeMap<u32, f64>> = BTreeMap::new();
        for (history, &weight) in histories.distinct.iter().zip(&histories.weights) {
            let Opportunities { x, n, last } = Opportunities::of(history);
            *by.entry((x, n)).or_default().entry(last).or_default() += weight as f64;
        }
        let group = |((x, n), by_last): ((u32, u32), BTreeMap<u32, f64>)| Group {
            x,
            n,
            by_last: by_last.into_iter().rev().collect(),
        };
        BgBbLikelihood { histories, groups: by.into_iter().map(group).collect() }
    }
}

/// The two shapes of a beta distribution with this logit of the mean and this ln of their sum.
fn shapes(logit: f64, ln_sum: f64) -> (f64, f64) {
    let sum = ln_sum.exp();
    (sum / (1.0 + (-logit).exp()), sum / (1.0 + logit.exp()))
}

/// The model at θ.
pub(in crate::models) fn model(theta: &[f64; 4]) -> BgBb {
    let (alpha, beta) = shapes(theta[0], theta[1]);
    let (gamma, delta) = shapes(theta[2], theta[3]);
    BgBb { alpha, beta, gamma, delta }
}

/// The parameters (α, β, γ, δ) at θ, their first and their second derivatives by θ.
fn natural(theta: &[f64; 4]) -> ([f64; 4], Matrix<4>, [Matrix<4>; 4]) {
    let BgBb { alpha, beta, gamma, delta } = model(theta);
    let (mut jacobian, mut second) = ([[0.0; 4]; 4], [[[0.0; 4]; 4]; 4]);
    for (at, first, last) in [(0, alpha, beta), (2, gamma, delta)] {
        // d first / d logit, which is −d last / d logit
        let turn = first * (last / (first + last));
        let bend = turn * ((last - first) / (first + last));
        for (row, sign, shape) in [(at, 1.0, first), (at + 1, -1.0, last)] {
            (jacobian[row][at], jacobian[row][at + 1]) = (sign * turn, shape);
            (second[row][at][at], second[row][at + 1][at + 1]) = (sign * bend, shape);
            (second[row][at][at + 1], second[row][at + 1][at]) = (sign * turn, sign * turn);
        }
    }
    ([alpha, beta, gamma, delta], jacobian, second)
}

impl Likelihood<4> for BgBbLikelihood<'_> {
    type Model = BgBb;
    const NAMES: [&'static str; 4] = ["alpha", "beta", "gamma", "delta"];
    const COORDINATES: [Coordinate; 4] = [
        Coordinate { low: (-14.0, Boundary::NoRate), high: (14.0, Boundary::RateWithoutBound) },
        Coordinate { low: (-9.0, Boundary::UnequalRates), high: (14.0, Boundary::EqualRates) },
        Coordinate { low: (-14.0, Boundary::NobodyLeaves), high: (14.0, Boundary::EverybodyLeaves) },
        Coordinate { low: (-9.0, Boundary::LeaveAtOnceOrNever), high: (14.0, Boundary::EqualDropout) },
    ];

    fn model(&self, theta: &[f64; 4]) -> BgBb {
        model(theta)
    }

    fn natural(theta: &[f64; 4]) -> ([f64; 4], Matrix<4>) {
        let (parameters, jacobian, _) = natural(theta);
        (parameters, jacobian)
    }

    fn evaluate(&self, theta: &[f64; 4]) -> Evaluation<4> {
        let model = model(theta);
        let (_, jacobian, second) = natural(theta);
        let sum = sum_over(&self.groups, |group, sum| {
            model.add_there(group, sum);
            model.add_left(group, sum);
        });
        by_theta(&sum, &jacobian, &second)
    }

    fn starts(&self) -> Vec<[f64; 4]> {
        // purchases an opportunity; a customer who left is there up to the last purchase, and half-way is a
        // fair guess
        let p = self.histories.ln_mean_rate().exp().clamp(0.01, 0.99);
        let start = [(p / (1.0 - p)).ln(), 0.7, -1.1, 1.0];
        let offsets = [
            [0.0; 4],
            [1.0, 1.0, 0.0, 0.0],
            [-1.0, -1.0, 0.0, 1.0],
            [0.0, 0.0, -2.0, 1.0],
            [0.0, 0.0, 1.0, -1.0],
            [1.0, -1.0, -1.0, 2.0],
            [0.5, 3.0, 2.0, -2.0],
            [0.0, 2.0, -4.0, 4.0],
        ];
        offsets.map(|offset| std::array::from_fn(|k| start[k] + offset[k])).to_vec()
    }

    fn size(&self) -> (u64, usize) {
        (self.histories.customers(), self.histories.distinct.len())
    }
}

/// Σ rⱼ, Σ rⱼ ∇ and Σ rⱼ (∇∇ᵀ + ∇²) with the derivatives of ln rⱼ; the term of a customer still there has none.
struct Moments {
    sum: f64,
    ln_scale: f64,
    gradient: [f64; 4],
    hessian: Matrix<4>,
}

impl BgBb {
    /// Adds ln A, which depends on x and n alone.
    fn add_there(&self, group: &Group, sum: &mut Evaluation<4>) {
        let BgBb { alpha, beta, gamma, delta } = *self;
        let Group { x, n, .. } = *group;
        let weight: f64 = group.by_last.iter().map(|(_, weight)| weight).sum();
        sum.value += weight * self.ln_there(x, n);
        // each gamma function's argument is a shape, or the sum of two
        let terms = [(alpha, 0, x), (beta, 1, n - x), (delta, 3, n)];
        for (shape, k, steps) in terms {
            sum.gradient[k] += weight * rising_digamma(shape, steps);
            sum.hessian[k][k] += weight * rising_trigamma(shape, steps);
        }
        for (both, k) in [(alpha + beta, 0), (gamma + delta, 2)] {
            let (first, second) = (weight * rising_digamma(both, n), weight * rising_trigamma(both, n));
            for i in [k, k + 1] {
                sum.gradient[i] -= first;
                for j in [k, k + 1] {
                    sum.hessian[i][j] -= second;
                }
            }
        }
    }

    /// Adds ln(1 + Σ rⱼ) of each customer, with the terms from j = n−1 downwards.
    fn add_left(&self, group: &Group, sum: &mut Evaluation<4>) {
        let BgBb { alpha, beta, gamma, delta } = *self;
        let mut left = Left::new(self, group.x, group.n);
        let end = 1.0 / (gamma + delta + f64::from(group.n));
        // derivatives of ln of the term: by α, β, γ, δ; and αα, ββ, γγ, γδ, δδ, where αβ is αα
        let mut slope = [0.0, 0.0, 1.0 / gamma - end, -end];
        let mut bend = [0.0, 0.0, end * end - 1.0 / (gamma * gamma), end * end, end * end];
        let mut moments = Moments { sum: 1.0, ln_scale: 0.0, gradient: [0.0; 4], hessian: [[0.0; 4]; 4] };
        for &(last, weight) in &group.by_last {
            while left.opportunity > last {
                let term = left.step();
                let j = f64::from(left.opportunity);
                let bought = 1.0 / (alpha + beta + j);
                let passed = 1.0 / (beta + (j - left.x));
                let stayed = 1.0 / (gamma + delta + (j + 1.0));
                let was = 1.0 / (delta + j);
                for (slope, change) in slope.iter_mut().zip([bought, bought - passed, stayed, stayed - was]) {
                    *slope += change;
                }
                let changes = [
                    -bought * bought,
                    passed * passed - bought * bought,
                    -stayed * stayed,
                    -stayed * stayed,
                    was * was - stayed * stayed,
                ];
                for (bend, change) in bend.iter_mut().zip(changes) {
                    *bend += change;
                }
                moments.add(term, &slope, &bend);
                if moments.sum > Left::LARGE {
                    moments.divide(Left::LARGE);
                    left.term /= Left::LARGE;
                }
            }
            moments.give(weight, sum);
        }
    }
}

impl Moments {
    fn add(&mut self, term: f64, slope: &[f64; 4], bend: &[f64; 5]) {
        self.sum += term;
        let [aa, bb, cc, cd, dd] = *bend;
        let second = [[aa, aa, 0.0, 0.0], [aa, bb, 0.0, 0.0], [0.0, 0.0, cc, cd], [0.0, 0.0, cd, dd]];
        for i in 0..4 {
            self.gradient[i] += term * slope[i];
            for j in 0..4 {
                self.hessian[i][j] += term * (slope[i] * slope[j] + second[i][j]);
            }
        }
    }

    fn divide(&mut self, by: f64) {
        self.sum /= by;
        self.ln_scale += by.ln();
        self.gradient = self.gradient.map(|entry| entry / by);
        self.hessian = self.hessian.map(|row| row.map(|entry| entry / by));
    }

    fn give(&self, weight: f64, sum: &mut Evaluation<4>) {
        sum.value += weight * (self.sum.ln() + self.ln_scale);
        let mean = self.gradient.map(|entry| entry / self.sum);
        for i in 0..4 {
            sum.gradient[i] += weight * mean[i];
            for j in 0..4 {
                sum.hessian[i][j] += weight * (self.hessian[i][j] / self.sum - mean[i] * mean[j]);
            }
        }
    }
}
