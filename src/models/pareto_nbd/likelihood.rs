//! The likelihood of all histories with its derivatives: those of the integral are means over its nodes.

use super::{History, ParetoNbd, Silence};
use crate::models::fit::{Boundary, Coordinate, Likelihood, by_theta, sum_over};
use crate::models::{Histories, RATE, RATE_SHAPE};
use crate::stats::{Evaluation, Matrix, ln_add_exp, ln_rising, rising_digamma, rising_trigamma};

/// θ = (ln r, ln(r/α), ln s, ln(s/β)): spread and mean of the rates of buying, then of leaving.
pub(in crate::models) struct ParetoNbdLikelihood<'a> {
    histories: &'a Histories,
    weighted: Vec<(History, f64)>,
}

/// The model at θ.
pub(in crate::models) fn model(theta: &[f64; 4]) -> ParetoNbd {
    ParetoNbd {
        r: theta[0].exp(),
        alpha: (theta[0] - theta[1]).exp(),
        s: theta[2].exp(),
        beta: (theta[2] - theta[3]).exp(),
    }
}

impl<'a> ParetoNbdLikelihood<'a> {
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(in crate::models) fn new(histories: &'a Histories) -> ParetoNbdLikelihood<'a> {
        let weighted = histories
            .distinct
            .iter()
            .zip(&histories.weights)
            .map(|(&history, &weight)| (history, weight as f64))
            .collect();
        ParetoNbdLikelihood { histories, weighted }
    }
}

/// (r, α, s, β) at θ, their first and their second derivatives.
fn natural(theta: &[f64; 4]) -> ([f64; 4], Matrix<4>, [Matrix<4>; 4]) {
    let ParetoNbd { r, alpha, s, beta } = model(theta);
    let jacobian =
        [[r, 0.0, 0.0, 0.0], [alpha, -alpha, 0.0, 0.0], [0.0, 0.0, s, 0.0], [0.0, 0.0, beta, -beta]];
    let mut second = [[[0.0; 4]; 4]; 4];
    for (at, shape, scale) in [(0, r, alpha), (2, s, beta)] {
        second[at][at][at] = shape;
        let matrix = &mut second[at + 1];
        (matrix[at][at], matrix[at + 1][at + 1]) = (scale, scale);
        (matrix[at][at + 1], matrix[at + 1][at]) = (-scale, -scale);
    }
    ([r, alpha, s, beta], jacobian, second)
}

impl Likelihood<4> for ParetoNbdLikelihood<'_> {
    type Model = ParetoNbd;
    const NAMES: [&'static str; 4] = ["r", "alpha", "s", "beta"];
    const COORDINATES: [Coordinate; 4] = [
        RATE_SHAPE,
        RATE,
        Coordinate { low: (-9.0, Boundary::LeaveAtOnceOrNever), high: (9.0, Boundary::EqualDropout) },
        Coordinate { low: (-25.0, Boundary::NobodyLeaves), high: (25.0, Boundary::EverybodyLeaves) },
    ];

    fn model(&self, theta: &[f64; 4]) -> ParetoNbd {
        model(theta)
    }

    fn natural(theta: &[f64; 4]) -> ([f64; 4], Matrix<4>) {
        let (parameters, jacobian, _) = natural(theta);
        (parameters, jacobian)
    }

    fn evaluate(&self, theta: &[f64; 4]) -> Evaluation<4> {
        let model = model(theta);
        let (_, jacobian, second) = natural(theta);
        let sum = sum_over(&self.weighted, |(history, weight), sum| model.add(history, *weight, sum));
        by_theta(&sum, &jacobian, &second)
    }

    fn starts(&self) -> Vec<[f64; 4]> {
        let rate = self.histories.ln_mean_rate();
        // half of the customers leave within the longest time seen, or so
        let longest = self.histories.distinct.iter().map(|history| history.age).fold(0.0, f64::max);
        let start = [-0.5, rate, -0.5, -longest.max(1e-6).ln()];
        let offsets = [
            [0.0; 4],
            [1.0, 1.0, 0.0, 0.0],
            [-1.0, -1.0, 0.0, -1.0],
            [0.0, 0.0, -1.5, -2.0],
            [0.0, 0.0, 2.0, 1.0],
            [2.0, 0.0, 1.0, -3.0],
        ];
        offsets.map(|offset| std::array::from_fn(|k| start[k] + offset[k])).to_vec()
    }

    fn size(&self) -> (u64, usize) {
        (self.histories.customers(), self.histories.distinct.len())
    }
}

impl ParetoNbd {
    /// Adds ln of the likelihood with its derivatives by r, α, s and β.
    ///
    /// ln(1 + I), I = s ∫ e^h over the integrand of a customer alive, has the mean of ∇h as its gradient where h is nought
    /// for those alive; ∇h = (ln((α+T)/(α+τ)), R(1/(α+T) − 1/(α+τ)), 1/s + ln((β+T)/(β+τ)), s/(β+T) − (s+1)/(β+τ)).
    fn add(&self, history: &History, weight: f64, sum: &mut Evaluation<4>) {
        let ParetoNbd { r, alpha, s, beta } = *self;
        let (x, age) = (f64::from(history.x), history.age);
        let shape = r + x;
        let (end_alpha, end_beta) = (alpha + age, beta + age);
        sum.value += weight * (ln_rising(r, history.x) - r * (age / alpha).ln_1p() - x * end_alpha.ln());
        sum.value -= weight * s * (age / beta).ln_1p();
        sum.gradient[0] += weight * (rising_digamma(r, history.x) - (age / alpha).ln_1p());
        sum.gradient[1] += weight * (r * age / (alpha * end_alpha) - x / end_alpha);
        sum.gradient[2] -= weight * (age / beta).ln_1p();
        sum.gradient[3] += weight * s * age / (beta * end_beta);
        sum.hessian[0][0] += weight * rising_trigamma(r, history.x);
        let cross = [(0, age / (alpha * end_alpha)), (2, age / (beta * end_beta))];
        for (at, cross) in cross {
            sum.hessian[at][at + 1] += weight * cross;
            sum.hessian[at + 1][at] += weight * cross;
        }
        sum.hessian[1][1] += weight * (shape / (end_alpha * end_alpha) - r / (alpha * alpha));
        sum.hessian[3][3] += weight * s * (1.0 / (end_beta * end_beta) - 1.0 / (beta * beta));

        let silence = Silence::of(self, history);
        if silence.is_empty() {
            return;
        }
        // moments of ∇h over the nodes, and the mean of its derivatives
        let (mut mass, mut first, mut bend) = (0.0, [0.0; 4], [0.0; 4]);
        let mut squares = [[0.0; 4]; 4];
        let (mut r_alpha, mut s_beta) = (0.0, 0.0);
        for node in silence.nodes() {
            let (inverse_alpha, inverse_beta) = (1.0 / node.alpha_tau, 1.0 / node.beta_tau);
            let less = 1.0 / end_alpha - inverse_alpha;
            let way = [
                (end_alpha * inverse_alpha).ln(),
                shape * less,
                1.0 / s + (end_beta * inverse_beta).ln(),
                s / end_beta - (s + 1.0) * inverse_beta,
            ];
            let weight = node.weight;
            mass += weight;
            for i in 0..4 {
                first[i] += weight * way[i];
                for j in 0..=i {
                    squares[i][j] += weight * way[i] * way[j];
                }
            }
            bend[1] += weight * shape * (inverse_alpha * inverse_alpha - 1.0 / (end_alpha * end_alpha));
            bend[3] += weight * ((s + 1.0) * inverse_beta * inverse_beta - s / (end_beta * end_beta));
            r_alpha += weight * less;
            s_beta += weight * (1.0 / end_beta - inverse_beta);
        }
        bend[2] = -mass / (s * s);
        let ln_left = s.ln() + silence.ln_top + mass.ln();
        let both = ln_add_exp(0.0, ln_left);
        sum.value += weight * both;
        // share of those who left, for one unit of the nodes' mass
        let part = (ln_left - both).exp() / mass;
        let mean = first.map(|sum| sum * part);
        for i in 0..4 {
            sum.gradient[i] += weight * mean[i];
            sum.hessian[i][i] += weight * part * bend[i];
            for j in 0..4 {
                let square = squares[i.max(j)][i.min(j)] * part;
                sum.hessian[i][j] += weight * (square - mean[i] * mean[j]);
            }
        }
        for (at, mixed) in [(0, r_alpha), (2, s_beta)] {
            sum.hessian[at][at + 1] += weight * part * mixed;
            sum.hessian[at + 1][at] += weight * part * mixed;
        }
    }
}
