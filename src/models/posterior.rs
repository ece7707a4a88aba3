//! What the parameters may be: a few weighted points of θ that have the mean and the covariance of its normal
//! approximation (Laplace), each weighted by its likelihood over the one that the approximation gives it; where there are
//! many observations the two agree, and all weigh the same.
//!
//! The points are those of the spherical cubature rule of degree 3 (Stroud 1971, Uₙ 3-1; Arasaratnam & Haykin 2009),
//! θ̂ ± √n · column of the Cholesky factor: for a function of θ that is nearly linear they give the variance that a
//! thousand random draws would give, and the same one each time.

use rayon::prelude::*;

use super::{Fit, Histories, MANY, Purchases};
use crate::stats::cholesky_of;

/// Models that the data allow beside the most likely one.
#[derive(Debug, Clone)]
pub struct Posterior<M> {
    /// Models with their weights, which add up to one; none where the data pin nothing down.
    pub points: Vec<(f64, M)>,
}

impl<M> Posterior<M> {
    /// The weights of the points.
    #[must_use]
    pub fn weights(&self) -> Vec<f64> {
        self.points.iter().map(|(weight, _)| *weight).collect()
    }
}

impl<M: Sync> Fit<M> {
    /// Independent directions of θ, each as long as one standard error in it; none where the data pin nothing down.
    #[must_use]
    pub fn directions(&self) -> Vec<Vec<f64>> {
        let Some(covariance) = &self.theta_covariance else { return Vec::new() };
        let free: Vec<usize> = (0..self.theta.len()).filter(|&k| covariance[k][k] > 0.0).collect();
        let block: Vec<Vec<f64>> =
            free.iter().map(|&i| free.iter().map(|&j| covariance[i][j]).collect()).collect();
        let Some(lower) = cholesky_of(&block) else { return Vec::new() };
        let along = |column: usize| {
            let mut direction = vec![0.0; self.theta.len()];
            for (row, &k) in lower.iter().zip(&free) {
                direction[k] = row[column];
            }
            direction
        };
        (0..free.len()).map(along).collect()
    }

    /// Places around θ̂, with the square of their distance from it in the metric of the covariance.
    fn places(&self) -> (Vec<Vec<f64>>, f64) {
        let directions = self.directions();
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let distance = directions.len() as f64;
        let place = |side: f64, direction: &Vec<f64>| {
            self.theta
                .iter()
                .zip(direction)
                .map(|(theta, step)| theta + side * distance.sqrt() * step)
                .collect()
        };
        let places = directions.iter().flat_map(|direction| [-1.0, 1.0].map(|side| place(side, direction)));
        (places.collect(), distance)
    }

    /// The posterior of models made and judged by functions of θ; of `many` observations it is normal.
    pub(super) fn posterior_by<O: Send>(
        &self,
        many: bool,
        model: impl Fn(&[f64]) -> O + Sync,
        ln_likelihood: impl Fn(&O) -> f64 + Sync,
    ) -> Posterior<O> {
        let (places, distance) = self.places();
        if let Some(weights) = self.weights.as_ref().filter(|weights| weights.len() == places.len()) {
            let points = weights.iter().zip(&places).map(|(&weight, theta)| (weight, model(theta))).collect();
            return Posterior { points };
        }
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let even = 1.0 / places.len().max(1) as f64;
        if many {
            return Posterior { points: places.iter().map(|theta| (even, model(theta))).collect() };
        }
        let points: Vec<(f64, O)> = places
            .par_iter()
            .map(|theta| {
                let model = model(theta);
                let gain = ln_likelihood(&model) - self.log_likelihood + 0.5 * distance;
                (if gain.is_finite() { gain.min(FARTHEST).exp() } else { 0.0 }, model)
            })
            .collect();
        let all: f64 = points.iter().map(|(weight, _)| weight).sum();
        let share = |weight: f64| if all > 0.0 { weight / all } else { even };
        Posterior { points: points.into_iter().map(|(weight, model)| (share(weight), model)).collect() }
    }
}

/// A point is not weighted by more than e to this, however far the likelihood is from the normal approximation.
const FARTHEST: f64 = 2.0;

impl Fit<Purchases> {
    /// What the parameters of a purchase model may be, given the histories it was fitted to.
    #[must_use]
    pub fn posterior(&self, histories: &Histories) -> Posterior<Purchases> {
        let (family, k) = (self.model.family, self.model.k);
        let many = histories.distinct.len() > MANY;
        let gaps = if many { 0.0 } else { self.log_likelihood - total(&self.model, histories) };
        self.posterior_by(many, |theta| family.of_theta(k, theta), |model| total(model, histories) + gaps)
    }
}

/// ln of the likelihood of all histories, without what the gaps add.
fn total(model: &Purchases, histories: &Histories) -> f64 {
    const PIECE: usize = 2048;
    let pieces: Vec<f64> = histories
        .distinct
        .par_chunks(PIECE)
        .zip(histories.weights.par_chunks(PIECE))
        .map(|(distinct, weights)| model.ln_likelihood_of_all(distinct, weights))
        .collect();
    pieces.into_iter().sum()
}
