//! What would be expected if the parameters of the purchase model were others that the data allow. Of few histories each
//! model of the posterior is asked. Of many the posterior is narrow and normal, so that the derivatives say the same, where
//! the model knows them.

use rayon::prelude::*;

use super::uncertainty::{Known, spread};
use crate::models::{MANY, Posterior, Purchases, Sway};

/// What would be expected, for each distinct history.
pub(super) enum Elsewhere {
    /// By each model of the posterior, with its weight.
    Models(Vec<(f64, Vec<f64>)>),
    /// By how much its logarithm moves with one standard error in each independent direction.
    Sways(Vec<Sway>),
}

impl Elsewhere {
    /// By the `posterior`, which is made only where it is needed.
    pub(super) fn of<'a>(known: &Known, posterior: impl FnOnce() -> &'a Posterior<Purchases>) -> Elsewhere {
        let distinct = &known.histories.distinct;
        let sways = || {
            let directions = known.fit.directions();
            known.fit.model.sways(&directions, distinct, known.horizon, known.p_alive)
        };
        if let Some(sways) = (distinct.len() > MANY).then(sways).flatten() {
            return Elsewhere::Sways(sways);
        }
        // when purchases fall within the horizon hardly depends on the parameters, so that they are not discounted here
        let purchases = |model: &Purchases| model.rough_purchases(distinct, known.horizon);
        Elsewhere::Models(
            posterior().points.iter().map(|(weight, model)| (*weight, purchases(model))).collect(),
        )
    }

    /// The spread of the logarithm of what is expected of each distinct history.
    pub(super) fn spreads(&self, known: &Known) -> Vec<f64> {
        match self {
            Elsewhere::Sways(sways) => sways.par_iter().map(square).collect(),
            Elsewhere::Models(models) => known
                .forecasts
                .par_iter()
                .enumerate()
                .map(|(place, forecast)| {
                    let figures = models.iter().map(|(weight, other)| (*weight, other[place]));
                    spread(forecast.purchases, figures)
                })
                .collect(),
        }
    }

    /// By how much a part of a sum, which is proportional to the purchases of a distinct history, moves in each direction;
    /// nought where there are no directions.
    pub(super) fn moved(&self, history: usize, part: f64) -> Sway {
        match self {
            Elsewhere::Sways(sways) => {
                sways[history].map(|sway| if sway.is_finite() { part * sway } else { 0.0 })
            }
            Elsewhere::Models(_) => Sway::default(),
        }
    }

    /// The spread of the logarithm of a sum, of which it is known by how much it moves in each direction, and what the
    /// purchases of which history are multiplied by in it.
    pub(super) fn spread_of_sum(
        &self,
        expected: f64,
        moved: &Sway,
        factors: impl FnOnce() -> Vec<(usize, f64)>,
    ) -> f64 {
        let models = match self {
            Elsewhere::Sways(_) => return square(&moved.map(|moved| moved / expected)),
            Elsewhere::Models(models) => models,
        };
        let factors = factors();
        let total = |purchases: &[f64]| -> f64 {
            factors.iter().map(|&(place, factor)| purchases[place] * factor).sum()
        };
        let totals: Vec<(f64, f64)> =
            models.par_iter().map(|(weight, other)| (*weight, total(other))).collect();
        spread(expected, totals.into_iter())
    }
}

/// Σ sway²; nothing where nothing is expected, and so nothing can move.
fn square(sway: &Sway) -> f64 {
    let square: f64 = sway.iter().map(|sway| sway * sway).sum();
    if square.is_finite() { square } else { 0.0 }
}
