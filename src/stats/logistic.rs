//! Logistic regression (Cox 1958) with an intercept and up to four covariates on weighted rows: it turns a
//! plain figure, such as the days since the last purchase, into the probability of an outcome.
//!
//! Covariates are standardised within, so that the units they come in change nothing. Where the rows leave a
//! coefficient open (all outcomes alike, a covariate that tells them apart without error, two covariates that
//! say the same) a slight penalty on the squared coefficients closes it: the coefficients are finite for any
//! rows.

use super::ln_product::LnProduct;
use super::matrix::invert;
use super::newton::{Evaluation, Stop, maximise};

/// The intercept and at most four covariates.
const TERMS: usize = 5;
/// Penalties in the order in which they are tried. The second is as much curvature as a thousandth of a
/// customer brings.
const RIDGES: [f64; 3] = [0.0, 1e-3, 1.0];
/// A coefficient with a larger variance is open: the rows say less about it than the second penalty.
const OPEN: f64 = 1e3;
/// Coefficients are kept within this.
const LIMIT: f64 = 1e3;

/// A fitted logistic regression on `K` covariates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logistic<const K: usize> {
    /// Log-odds of the outcome at the mean of all covariates.
    pub intercept: f64,
    /// What a standard deviation of each covariate adds to the log-odds; 0 for a covariate that does not
    /// vary.
    pub slopes: [f64; K],
    /// Mean of each covariate.
    pub means: [f64; K],
    /// Standard deviation of each covariate; 0 for one that does not vary or is not finite.
    pub deviations: [f64; K],
    /// The penalty in use: half of it times the squared coefficients was taken off the log-likelihood. 0 as a
    /// rule.
    pub ridge: f64,
    /// Why the search stopped.
    pub stop: Stop,
}

impl<const K: usize> Logistic<K> {
    /// Fits the covariates (one list for each, as long as the outcomes) by maximum likelihood. `weight` says
    /// how many customers a row stands for; one of nought, or not finite, leaves the row out. Without rows
    /// the probability is one half.
    #[must_use]
    pub fn fit(covariates: [&[f64]; K], outcome: &[bool], weight: &[f64]) -> Logistic<K> {
        const { assert!(K < TERMS, "at most four covariates") };
        let scales = covariates.map(|covariate| mean_and_deviation(covariate, weight));
        let mut fit = Logistic {
            intercept: 0.0,
            slopes: [0.0; K],
            means: scales.map(|scale| scale.0),
            deviations: scales.map(|scale| scale.1),
            ridge: 0.0,
            stop: Stop::Stalled,
        };
        let rows: Vec<Row> = (0..outcome.len())
            .filter(|&row| counts(weight[row]))
            .map(|row| {
                let mut terms = [0.0; TERMS];
                terms[0] = 1.0;
                terms[1..=K].copy_from_slice(&fit.standardised(covariates.map(|covariate| covariate[row])));
                Row { terms, outcome: outcome[row], weight: weight[row] }
            })
            .collect();
        let count = |outcome: bool| {
            let of = rows.iter().filter(|row| row.outcome == outcome);
            of.map(|row| row.weight).sum::<f64>().min(f64::MAX)
        };
        let mut start = [0.0; TERMS];
        start[0] = ((count(true) + 0.5) / (count(false) + 0.5)).ln();
        for ridge in RIDGES {
            let top = maximise(start, &[(-LIMIT, LIMIT); TERMS], |coefficients| {
                log_likelihood(coefficients, &rows, K + 1, ridge)
            });
            fit.intercept = top.point[0];
            fit.slopes.copy_from_slice(&top.point[1..=K]);
            (fit.ridge, fit.stop) = (ridge, top.stop);
            let closed = || {
                invert(&top.at.hessian.map(|row| row.map(|entry| -entry)))
                    .is_some_and(|covariance| (0..=K).all(|term| covariance[term][term] < OPEN))
            };
            if top.stop == Stop::Converged && (ridge > 0.0 || closed()) {
                break;
            }
        }
        fit
    }

    /// Probability of the outcome at these covariates.
    #[must_use]
    pub fn probability(&self, covariates: [f64; K]) -> f64 {
        let standardised = self.standardised(covariates);
        let slopes: f64 = self.slopes.iter().zip(standardised).map(|(slope, value)| slope * value).sum();
        chances(self.intercept + slopes).0
    }

    fn standardised(&self, covariates: [f64; K]) -> [f64; K] {
        std::array::from_fn(|k| {
            let deviation = self.deviations[k];
            if deviation > 0.0 { (covariates[k] - self.means[k]) / deviation } else { 0.0 }
        })
    }
}

struct Row {
    terms: [f64; TERMS],
    outcome: bool,
    weight: f64,
}

/// Σ weight · ln P(outcome) − ridge/2 · Σ coefficient², with its derivatives; the first terms are in use. A term that is
/// nought in all rows has a curvature of its own, so that it stays where it is.
#[expect(clippy::float_cmp, reason = "weights of one are exact")]
fn log_likelihood(coefficients: &[f64; TERMS], rows: &[Row], used: usize, ridge: f64) -> Evaluation<TERMS> {
    let mut at = Evaluation { value: 0.0, gradient: [0.0; TERMS], hessian: [[0.0; TERMS]; TERMS] };
    let mut surprise = LnProduct::NONE;
    for row in rows {
        let log_odds: f64 =
            coefficients[..used].iter().zip(row.terms).map(|(slope, term)| slope * term).sum();
        let (p, q, odds) = chances(log_odds);
        // −ln P(outcome) is ln(1 + e^z) of the log-odds z of the other outcome: z where that is above nought, and
        // ln(1 + e^−|z|)
        let (against, error) = if row.outcome { (-log_odds, q) } else { (log_odds, -p) };
        at.value -= row.weight * against.max(0.0);
        if row.weight == 1.0 {
            surprise.add(1, odds);
        } else {
            at.value -= row.weight * odds.ln_1p();
        }
        let curvature = row.weight * p * q;
        for k in 0..used {
            at.gradient[k] += row.weight * error * row.terms[k];
            for l in 0..=k {
                at.hessian[k][l] -= curvature * row.terms[k] * row.terms[l];
            }
        }
    }
    at.value -= surprise.ln();
    #[expect(clippy::needless_range_loop, reason = "rows and columns of a small matrix")]
    for k in 0..TERMS {
        at.value -= 0.5 * ridge * coefficients[k].powi(2);
        at.gradient[k] -= ridge * coefficients[k];
        at.hessian[k][k] -= ridge;
        for l in 0..k {
            at.hessian[l][k] = at.hessian[k][l];
        }
        if k >= used || rows.iter().all(|row| row.terms[k] == 0.0) {
            at.hessian[k][k] = -1.0;
        }
    }
    at
}

/// Weighted; the deviation is 0 where the values do not vary or are not finite.
fn mean_and_deviation(values: &[f64], weight: &[f64]) -> (f64, f64) {
    let rows = || values.iter().zip(weight).filter(|row| counts(*row.1));
    let (least, most) = rows().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), (value, _)| {
        (value.min(least), value.max(most))
    });
    let all: f64 = rows().map(|(_, weight)| weight).sum();
    let mean = rows().map(|(value, weight)| value * weight).sum::<f64>() / all;
    let variance = rows().map(|(value, weight)| (value - mean).powi(2) * weight).sum::<f64>() / all;
    let deviation = variance.sqrt();
    // the mean of equal values may miss them by a digit, which would pass for variation
    if least < most && deviation.is_finite() { (mean, deviation) } else { (0.0, 0.0) }
}

fn counts(weight: f64) -> bool {
    weight > 0.0 && weight.is_finite()
}

/// P(outcome), P(no outcome), and the odds of the less likely of the two.
fn chances(log_odds: f64) -> (f64, f64, f64) {
    let odds = (-log_odds.abs()).exp();
    let likely = 1.0 / (1.0 + odds);
    let (p, q) = if log_odds > 0.0 { (likely, odds * likely) } else { (odds * likely, likely) };
    (p, q, odds)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "figures that are exact")]
mod tests {
    use super::*;

    /// 200 made-up rows: four covariates, outcomes and weights.
    fn rows() -> ([Vec<f64>; 4], Vec<bool>, Vec<f64>) {
        let each = |value: &dyn Fn(u32) -> f64| (0..200).map(value).collect::<Vec<f64>>();
        let other = |i: u32| f64::from(((i * 53 + 17) % 97).pow(2)) / 10.0;
        let covariates = [
            each(&|i| f64::from((i * 37) % 101 / 4)),
            each(&other),
            each(&|i| other(i).ln_1p()),
            each(&|i| f64::from((i * 19) % 23)),
        ];
        let outcome = (0..200_u32).map(|i| (i * i + 3 * i) % 11 < 4).collect();
        (covariates, outcome, each(&|i| f64::from(1 + i % 4)))
    }

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{found:?} is not {expected:?}");
        }
    }

    /// The figures are those of statsmodels 0.15 (`GLM`, binomial, frequency weights); scikit-learn 1.9
    /// without a penalty gives the same to its 8 digits.
    #[test]
    fn coefficients_and_probabilities() {
        let (covariates, outcome, weight) = rows();
        let [a, b, c, d] = covariates.each_ref().map(Vec::as_slice);
        let one = Logistic::fit([a], &outcome, &weight);
        close(&[one.intercept, one.slopes[0]], &[-1.692_110_677_557_800_5, -0.849_062_840_898_961_1]);
        close(
            &[one.probability([a[0]]), one.probability([a[7]])],
            &[0.429_437_514_307_479_4, 0.129_255_111_651_670_47],
        );
        let two = Logistic::fit([a, b], &outcome, &weight);
        close(&[two.intercept], &[-1.762_461_170_836_666_6]);
        close(&two.slopes, &[-0.869_784_119_328_570_9, -0.470_180_886_339_433_3]);
        let four = Logistic::fit([a, b, c, d], &outcome, &weight);
        close(&[four.intercept], &[-2.265_271_675_450_142_7]);
        close(
            &four.slopes,
            &[
                -1.010_263_258_080_325_5,
                -2.541_321_661_360_793_6,
                2.498_628_448_050_042_5,
                -0.055_017_429_439_653_834,
            ],
        );
        close(&[four.probability([a[7], b[7], c[7], d[7]])], &[0.001_006_345_290_824_042_2]);
        assert!(four.ridge == 0.0 && four.stop == Stop::Converged);
    }

    /// A weight of three is three rows, and the predicted total is the total (the intercept's equation).
    #[test]
    fn weights_are_repeated_rows() {
        let (covariates, outcome, weight) = rows();
        let a = covariates[0].as_slice();
        let weighted = Logistic::fit([a], &outcome, &weight);
        let places: Vec<usize> = (0..200).flat_map(|i| std::iter::repeat_n(i, 1 + i % 4)).collect();
        let repeated: Vec<f64> = places.iter().map(|&i| a[i]).collect();
        let outcomes: Vec<bool> = places.iter().map(|&i| outcome[i]).collect();
        let plain = Logistic::fit([&repeated], &outcomes, &vec![1.0; places.len()]);
        close(&[plain.intercept, plain.slopes[0]], &[weighted.intercept, weighted.slopes[0]]);
        let predicted: f64 = repeated.iter().map(|&a| plain.probability([a])).sum();
        let happened: f64 = outcomes.iter().map(|&outcome| f64::from(outcome)).sum();
        assert!((predicted / happened - 1.0).abs() < 1e-9);
    }

    #[test]
    fn units_of_the_covariates_change_nothing() {
        let (covariates, outcome, weight) = rows();
        let a = covariates[0].as_slice();
        let in_days = Logistic::fit([a], &outcome, &weight);
        let in_other_units: Vec<f64> = a.iter().map(|a| 1e6 - a * 1e-5).collect();
        let other = Logistic::fit([&in_other_units], &outcome, &weight);
        assert!((in_days.slopes[0] + other.slopes[0]).abs() < 1e-6);
        assert!((in_days.probability([a[9]]) - other.probability([in_other_units[9]])).abs() < 1e-6);
    }

    /// The figures are the maximum with a penalty of a thousandth, by Newton's steps in numpy.
    #[test]
    fn a_covariate_without_error_gets_a_finite_slope() {
        let outcome = [false, false, false, true, true, true];
        let fit = Logistic::fit([&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]], &outcome, &[1.0; 6]);
        assert!((fit.ridge - 1e-3).abs() < 1e-15 && fit.stop == Stop::Converged);
        close(&[fit.intercept, fit.slopes[0]], &[0.0, 12.948_121_135_018_217]);
        let low = Logistic::fit(
            [&[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0]],
            &[false, true, false, false, true, true, true],
            &[1.0; 7],
        );
        assert!((low.ridge - 1e-3).abs() < 1e-15);
        // flat at the top: only a thousandth holds the coefficients
        assert!((low.intercept - 2.337_762_367_562).abs() < 1e-6);
        assert!((low.slopes[0] - 3.967_018_075_006).abs() < 1e-6);
        assert!((low.probability([0.0]) - 0.25).abs() < 1e-3);
    }

    #[test]
    fn two_covariates_that_say_the_same_share_the_slope() {
        let x: Vec<f64> = (0..12).map(f64::from).collect();
        let outcome = [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1].map(|outcome| outcome == 1);
        let one = Logistic::fit([&x], &outcome, &[1.0; 12]);
        let both = Logistic::fit([&x, &x], &outcome, &[1.0; 12]);
        assert!(one.ridge == 0.0 && both.ridge > 0.0);
        close(
            &[both.intercept, both.slopes[0], both.slopes[1]],
            &[0.0, 0.569_272_460_660_266_9, 0.569_272_460_660_266_9],
        );
        for &x in &x {
            assert!((one.probability([x]) - both.probability([x, x])).abs() < 1e-4);
        }
    }

    #[test]
    fn outcomes_all_alike_or_no_rows() {
        let none = Logistic::fit([&[]], &[], &[]);
        assert!((none.probability([3.0]) - 0.5).abs() < 1e-12);
        let one = Logistic::fit([&[3.0]], &[true], &[1.0]);
        close(&[one.intercept, one.slopes[0]], &[5.245_185_651_860_726, 0.0]);
        let x: Vec<f64> = (0..100).map(f64::from).collect();
        let never = Logistic::fit([&x], &[false; 100], &[1.0; 100]);
        assert!(never.probability([50.0]) < 1e-3 && never.probability([50.0]) > 0.0);
        assert!(never.slopes[0].abs() < 1e-6);
        assert!((Logistic::fit([&x], &[false; 100], &[0.0; 100]).probability([1.0]) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_covariate_that_does_not_vary_or_is_not_finite_is_left_out() {
        let (covariates, outcome, weight) = rows();
        let a = covariates[0].as_slice();
        let mut broken = a.to_vec();
        broken[3] = f64::NAN;
        let fit = Logistic::fit([&[0.1; 200], a, &broken, &[f64::INFINITY; 200]], &outcome, &weight);
        close(&fit.slopes, &[0.0, -0.849_062_840_898_961_1, 0.0, 0.0]);
        assert!(fit.ridge == 0.0);
        assert!(fit.probability([0.1, 5.0, f64::NAN, f64::INFINITY]).is_finite());
    }

    #[test]
    fn coefficients_are_finite_for_any_rows() {
        let tall: Vec<f64> = (0..40).map(|i| 10.0_f64.powi(i * 7 - 140)).collect();
        let wide: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 1e300 } else { -1e300 }).collect();
        let tiny: Vec<f64> = (0..40).map(|i| f64::from(i) * 1e-320).collect();
        for pattern in 0..32_u32 {
            let outcome: Vec<bool> = (0..40_u32).map(|i| (i * pattern + i / 3) % 5 < pattern % 6).collect();
            for weight in [1e-300, 1e-3, 1.0, 1e9, 1e300, f64::MAX] {
                let fit = Logistic::fit([&tall, &wide, &tiny, &tall], &outcome, &[weight; 40]);
                assert!(
                    fit.intercept.is_finite() && fit.slopes.iter().all(|slope| slope.is_finite()),
                    "{fit:?}"
                );
                let p = fit.probability([tall[7], wide[7], tiny[7], tall[7]]);
                assert!((0.0..=1.0).contains(&p), "{fit:?}");
            }
        }
    }
}
