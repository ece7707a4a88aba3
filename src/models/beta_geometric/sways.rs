//! How much what is expected hangs on the parameters, for k = 1: the derivative of ln E[Y(t)] along a direction of θ.
//!
//! ln E = ln P(alive) + ln F(x, T), and P(alive) = 1/(1 + e^z), so that the first part is −P(left) ∇z in closed form. F
//! is known to many digits, and smooth: differences of a few points of each x do for the second.

use rayon::prelude::*;

use super::likelihood::{model, natural};
use super::predictions::{ERROR, Future, MOST_POINTS};
use super::{BetaGeometric, Kind};
use crate::models::{Change, History, Sway};
use crate::stats::chebyshev::Chebyshev;

/// To both sides, in lengths of the direction.
const STEP: f64 = 0.5;
/// Error of the second part where it is interpolated; a sway is of the order of 1e-3 where customers are a million.
const SMOOTH: f64 = 1e-7;

impl BetaGeometric {
    pub(in crate::models) fn sways(
        &self,
        directions: &[Vec<f64>],
        histories: &[History],
        t: f64,
        p_alive: &[f64],
    ) -> Option<Vec<Sway>> {
        if self.kind.k != 1 || directions.len() > Sway::default().len() || !t.is_finite() {
            return None;
        }
        let theta = [self.r.ln(), (self.r / self.alpha).ln(), (self.a / self.b).ln(), (self.a + self.b).ln()];
        let (_, jacobian, _) = natural(&theta);
        let directions: Vec<Direction> = directions
            .iter()
            .map(|along| Direction {
                natural: std::array::from_fn(|k| (0..4).map(|i| jacobian[k][i] * along[i]).sum()),
                sides: [-STEP, STEP].map(|step| {
                    let beside: [f64; 4] = std::array::from_fn(|k| theta[k] + step * along[k]);
                    model(&beside, Kind { k: 1, ..self.kind })
                }),
            })
            .collect();
        let mut from = 0;
        let equal: Vec<(&[History], &[f64])> = histories
            .chunk_by(|one, other| one.x == other.x)
            .map(|equal| {
                from += equal.len();
                (equal, &p_alive[from - equal.len()..from])
            })
            .collect();
        let of_equal =
            |(equal, p_alive): &(&[History], &[f64])| self.sways_of(&directions, equal, p_alive, t);
        Some(equal.par_iter().flat_map_iter(of_equal).collect())
    }

    /// Of histories of one x.
    fn sways_of(&self, directions: &[Direction], equal: &[History], p_alive: &[f64], t: f64) -> Vec<Sway> {
        let x = equal[0].x;
        let of = self.of_frequency(x);
        let ages = || equal.chunk_by(|one, other| one.age.to_bits() == other.age.to_bits());
        let least = equal.iter().map(|history| history.age).fold(f64::INFINITY, f64::min);
        let most = equal.iter().map(|history| history.age).fold(0.0, f64::max);
        let beside: Vec<[(&BetaGeometric, Future); 2]> = directions
            .iter()
            .map(|direction| {
                direction.sides.each_ref().map(|model| {
                    let reach = (model.r + f64::from(x)).max(1.0) * t / (model.alpha + least);
                    (model, Future { change: Change::NONE, leaving: model.leaving(x, reach, ERROR) })
                })
            })
            .collect();
        let of_age = |age: f64| -> Sway {
            let history = History { x, t_x: 0.0, age };
            let mut sway = Sway::default();
            for (sway, sides) in sway.iter_mut().zip(&beside) {
                let [low, high] =
                    sides.each_ref().map(|(model, future)| model.expected(&history, future, t).ln());
                *sway = (high - low) / (2.0 * STEP);
            }
            sway
        };
        let smooth = (ages().count() > MOST_POINTS)
            .then(|| {
                let ends = ((self.alpha + least).ln(), (self.alpha + most).ln());
                Chebyshev::fit(ends, SMOOTH, MOST_POINTS, |ln_end| {
                    of_age((ln_end.exp() - self.alpha).clamp(least, most))
                })
            })
            .flatten();
        let mut sways = Vec::with_capacity(equal.len());
        let mut p_alive = p_alive.iter();
        for alike in ages() {
            let age = alike[0].age;
            let end = self.alpha + age;
            let there = match &smooth {
                Some(smooth) => smooth.each_ref().map(|smooth| smooth.at(end.ln())),
                None => of_age(age),
            };
            for (history, p_alive) in alike.iter().zip(p_alive.by_ref()) {
                let seen = self.alpha + history.t_x;
                let waited = age - history.t_x;
                let (long, less) = ((waited / seen).ln_1p(), -waited / (end * seen));
                let gradient = [long, of.shape * less, 1.0 / self.a, -1.0 / of.last];
                let left = if of.ln_odds.is_some() { 1.0 - p_alive } else { 0.0 };
                let mut sway = there;
                for (sway, direction) in sway.iter_mut().zip(directions) {
                    let of_z: f64 =
                        direction.natural.iter().zip(gradient).map(|(one, other)| one * other).sum();
                    *sway -= if left > 0.0 { left * of_z } else { 0.0 };
                }
                sways.push(sway);
            }
        }
        sways
    }
}

/// A direction of θ.
struct Direction {
    /// The same of r, α, a and b.
    natural: [f64; 4],
    /// The models to both sides.
    sides: [BetaGeometric; 2],
}
