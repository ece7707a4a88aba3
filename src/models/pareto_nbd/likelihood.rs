//! The likelihood of all histories with its derivatives: those of the integral are means over its nodes.

use super::silences::{Integrals, Moment, Timetable};
use super::{History, ParetoNbd};
use crate::models::fit::{Boundary, Coordinate, Likelihood, by_theta, nothing, together};
use crate::models::{Histories, RATE, RATE_SHAPE};
use crate::stats::{Evaluation, Matrix, ln_add_exp, ln_rising, rising_digamma, rising_trigamma};

/// θ = (ln r, ln(r/α), ln s, ln(s/β)): spread and mean of the rates of buying, then of leaving.
pub(in crate::models) struct ParetoNbdLikelihood<'a> {
    histories: &'a Histories,
    timetable: Timetable<'a>,
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
    pub(in crate::models) fn new(histories: &'a Histories) -> ParetoNbdLikelihood<'a> {
        ParetoNbdLikelihood { histories, timetable: Timetable::of(&histories.distinct) }
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
        let start = |equal: &[History]| (OfFrequency::of(&model, equal[0].x), nothing());
        let sums = self.timetable.visit(&model, moments, start, |(of, sum), place, history, integrals| {
            #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
            let weight = self.histories.weights[place] as f64;
            model.add(history, weight, of, &integrals, sum);
        });
        by_theta(&together(sums.into_iter().map(|(_, sum)| sum).collect()), &jacobian, &second)
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

/// What depends on x alone: ln Γ(r+x)/Γ(r) and its derivatives by r.
struct OfFrequency([f64; 3]);

impl OfFrequency {
    fn of(model: &ParetoNbd, x: u32) -> OfFrequency {
        OfFrequency([ln_rising(model.r, x), rising_digamma(model.r, x), rising_trigamma(model.r, x)])
    }
}

/// Where the integral of a product of two of (1, ln(α+τ), 1/(α+τ), ln(β+τ), 1/(β+τ)) stands.
const PRODUCTS: [[usize; 5]; 5] =
    [[0, 1, 2, 3, 4], [1, 5, 6, 7, 8], [2, 6, 9, 10, 11], [3, 7, 10, 12, 13], [4, 8, 11, 13, 14]];

/// The products, each once.
fn moments(at: &Moment) -> [f64; 15] {
    let [a, b] = [at.ln_alpha, at.ln_beta];
    let [c, d] = [at.inverse_alpha, at.inverse_beta];
    [1.0, a, c, b, d, a * a, a * c, a * b, a * d, c * c, c * b, c * d, b * b, b * d, d * d]
}

impl ParetoNbd {
    /// Adds ln of the likelihood with its derivatives by r, α, s and β.
    ///
    /// ln(1 + I), I = s ∫ e^h over the integrand of a customer alive, has the mean of ∇h as its gradient where h is nought
    /// for those alive; ∇h = (ln((α+T)/(α+τ)), R(1/(α+T) − 1/(α+τ)), 1/s + ln((β+T)/(β+τ)), s/(β+T) − (s+1)/(β+τ)): each a
    /// constant less a multiple of a function of τ, of which `integrals` has the moments.
    fn add(
        &self,
        history: &History,
        weight: f64,
        of: &OfFrequency,
        integrals: &Integrals<15>,
        sum: &mut Evaluation<4>,
    ) {
        let ParetoNbd { r, alpha, s, beta } = *self;
        let (x, age) = (f64::from(history.x), history.age);
        let shape = r + x;
        let Moment { ln_alpha, ln_beta, inverse_alpha, inverse_beta } = integrals.end;
        let OfFrequency([ln_rising, first, second]) = of;
        sum.value += weight * (ln_rising - shape * ln_alpha - x * alpha.ln() - s * ln_beta);
        sum.gradient[0] += weight * (first - ln_alpha);
        sum.gradient[1] += weight * (r * age / alpha - x) * inverse_alpha;
        sum.gradient[2] -= weight * ln_beta;
        sum.gradient[3] += weight * s * age / beta * inverse_beta;
        sum.hessian[0][0] += weight * second;
        for (at, cross) in [(0, age / alpha * inverse_alpha), (2, age / beta * inverse_beta)] {
            sum.hessian[at][at + 1] += weight * cross;
            sum.hessian[at + 1][at] += weight * cross;
        }
        sum.hessian[1][1] += weight * (shape * inverse_alpha * inverse_alpha - r / (alpha * alpha));
        sum.hessian[3][3] += weight * s * (inverse_beta * inverse_beta - 1.0 / (beta * beta));

        let Some(sums) = integrals.sums.filter(|sums| sums[0] > 0.0) else { return };
        let ln_left = s.ln() + sums[0].ln() + integrals.steepness + inverse_beta.ln();
        let both = ln_add_exp(0.0, ln_left);
        sum.value += weight * both;
        // share of those who left, for one unit of mass
        let part = (ln_left - both).exp() / sums[0];
        // ∇h = constant − factor · function
        let constants = [ln_alpha, shape * inverse_alpha, 1.0 / s + ln_beta, s * inverse_beta];
        let factors = [1.0, shape, 1.0, s + 1.0];
        let mean: [f64; 4] =
            std::array::from_fn(|i| part * (constants[i] * sums[0] - factors[i] * sums[i + 1]));
        let bend = [
            0.0,
            shape * (sums[9] - sums[0] * inverse_alpha * inverse_alpha),
            -sums[0] / (s * s),
            (s + 1.0) * sums[14] - s * sums[0] * inverse_beta * inverse_beta,
        ];
        for i in 0..4 {
            sum.gradient[i] += weight * mean[i];
            sum.hessian[i][i] += weight * part * bend[i];
            for j in 0..4 {
                let square = constants[i] * (constants[j] * sums[0] - factors[j] * sums[j + 1])
                    - factors[i] * (constants[j] * sums[i + 1] - factors[j] * sums[PRODUCTS[i + 1][j + 1]]);
                sum.hessian[i][j] += weight * (part * square - mean[i] * mean[j]);
            }
        }
        let mixed = [(0, sums[0] * inverse_alpha - sums[2]), (2, sums[0] * inverse_beta - sums[4])];
        for (at, mixed) in mixed {
            sum.hessian[at][at + 1] += weight * part * mixed;
            sum.hessian[at + 1][at] += weight * part * mixed;
        }
    }
}
