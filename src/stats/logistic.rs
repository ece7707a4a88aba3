//! Logistic regression (Cox 1958) with an intercept and up to four covariates on weighted rows: it turns a plain figure,
//! such as the days since the last purchase, into the probability of an outcome.
//!
//! Covariates are standardised within, so that the units they come in change nothing. Where the rows leave a coefficient open
//! (all outcomes alike, a covariate that tells them apart without error, two covariates that say the same) a slight
//! penalty on the squared coefficients closes it: the coefficients are finite for any rows.

use super::matrix::invert;
use super::newton::{Evaluation, Stop, maximise};
use super::softplus;

/// The intercept and at most four covariates.
const TERMS: usize = 5;
/// Penalties by which to try, in rows of weight 1: none first.
const RIDGES: [f64; 4] = [0.0, 1e-6, 1e-3, 1.0];
/// A coefficient with a larger variance is open.
const OPEN: f64 = 1e5;

/// A fitted logistic regression on `K` covariates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logistic<const K: usize> {
    /// Log-odds of the outcome at the mean of all covariates.
    pub intercept: f64,
    /// What a standard deviation of each covariate adds to the log-odds; 0 for a covariate that does not vary.
    pub slopes: [f64; K],
    /// Mean of each covariate.
    pub means: [f64; K],
    /// Standard deviation of each covariate; 0 for one that does not vary or is not finite.
    pub deviations: [f64; K],
    /// The penalty in use: half of it times the squared coefficients was taken off the log-likelihood. 0 as a rule.
    pub ridge: f64,
    /// Why the search stopped.
    pub stop: Stop,
}

impl<const K: usize> Logistic<K> {
    /// Fits the covariates (one list for each, as long as the outcomes) by maximum likelihood. `weight` says how many
    /// customers a row stands for. Without rows the probability is one half.
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
            .filter(|&row| weight[row] > 0.0)
            .map(|row| {
                let mut terms = [0.0; TERMS];
                terms[0] = 1.0;
                terms[1..=K].copy_from_slice(&fit.standardised(covariates.map(|covariate| covariate[row])));
                Row { terms, outcome: outcome[row], weight: weight[row] }
            })
            .collect();
        let count = |outcome: bool| {
            rows.iter().filter(|row| row.outcome == outcome).map(|row| row.weight).sum::<f64>()
        };
        let mut start = [0.0; TERMS];
        start[0] = ((count(true) + 0.5) / (count(false) + 0.5)).ln();
        for ridge in RIDGES {
            let top = maximise(start, &[(-1e3, 1e3); TERMS], |coefficients| {
                log_likelihood(coefficients, &rows, ridge)
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
        logistic(self.intercept + slopes)
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

/// Σ weight · ln P(outcome) − ridge/2 · Σ coefficient², with its derivatives. A term that is nought in all rows has a
/// curvature of its own, so that it stays where it is.
fn log_likelihood(coefficients: &[f64; TERMS], rows: &[Row], ridge: f64) -> Evaluation<TERMS> {
    let mut at = Evaluation { value: 0.0, gradient: [0.0; TERMS], hessian: [[0.0; TERMS]; TERMS] };
    for row in rows {
        let log_odds: f64 = coefficients.iter().zip(row.terms).map(|(slope, term)| slope * term).sum();
        let (p, q) = (logistic(log_odds), logistic(-log_odds));
        let (surprise, error) = if row.outcome { (softplus(-log_odds), q) } else { (softplus(log_odds), -p) };
        at.value -= row.weight * surprise;
        for k in 0..TERMS {
            at.gradient[k] += row.weight * error * row.terms[k];
            for l in 0..=k {
                at.hessian[k][l] -= row.weight * p * q * row.terms[k] * row.terms[l];
            }
        }
    }
    #[expect(clippy::needless_range_loop, reason = "rows and columns of a small matrix")]
    for k in 0..TERMS {
        at.value -= 0.5 * ridge * coefficients[k].powi(2);
        at.gradient[k] -= ridge * coefficients[k];
        at.hessian[k][k] -= ridge;
        for l in 0..k {
            at.hessian[l][k] = at.hessian[k][l];
        }
        if rows.iter().all(|row| row.terms[k] == 0.0) {
            at.hessian[k][k] = -1.0;
        }
    }
    at
}

/// Weighted; the deviation is 0 where the values do not vary or are not finite.
fn mean_and_deviation(values: &[f64], weight: &[f64]) -> (f64, f64) {
    let rows = || values.iter().zip(weight).filter(|(_, weight)| **weight > 0.0);
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

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
