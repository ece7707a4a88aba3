//! How much what is expected hangs on the parameters, for k = 1: the derivative of ln E[Y(t)] along a direction of θ.
//!
//! ln E = ln P(alive) + ln F(x, T), and P(alive) = 1/(1 + e^z), so that the first part is −P(left) ∇z in closed form. F
//! is known to many digits, and smooth: differences of a few points of each x do for the second.

use rayon::prelude::*;

use super::by_day::ByDay;
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
        let by_day = self.by_day(histories);
        let of_equal = |equal: &(&[History], &[f64])| self.sways_of(&directions, *equal, by_day.as_ref(), t);
        Some(equal.par_iter().flat_map_iter(of_equal).collect())
    }

    /// Of histories of one x.
    fn sways_of(
        &self,
        directions: &[Direction],
        (equal, p_alive): (&[History], &[f64]),
        by_day: Option<&ByDay>,
        t: f64,
    ) -> Vec<Sway> {
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
        // ∇z = (ln(g/h), R (1/g − 1/h), 1/a, −1/(b+x+m−1)), of which only the first two depend on the times
        let left_of = |direction: &Direction| {
            let [by_r, by_alpha, by_a, by_b] = direction.natural;
            [by_r, by_alpha * of.shape, by_a / self.a - by_b / of.last]
        };
        let parts: Vec<[f64; 3]> = directions.iter().map(left_of).collect();
        let days = by_day.and_then(|by_day| by_day.of_frequency(x));
        let mut sways = Vec::with_capacity(equal.len());
        let mut p_alive = p_alive.iter();
        for alike in ages() {
            let age = alike[0].age;
            let end = self.alpha + age;
            let ln_end = end.ln();
            let there = match &smooth {
                Some(smooth) => smooth.each_ref().map(|smooth| smooth.at(ln_end)),
                None => of_age(age),
            };
            for (history, p_alive) in alike.iter().zip(p_alive.by_ref()) {
                let left = 1.0 - p_alive;
                let mut sway = there;
                if left > 0.0 && of.ln_odds.is_some() {
                    let (long, less) = if let Some(days) = &days {
                        let (ln_seen, inverse_seen, _) = days.at(history.t_x);
                        (ln_end - ln_seen, 1.0 / end - inverse_seen)
                    } else {
                        let (seen, waited) = (self.alpha + history.t_x, age - history.t_x);
                        ((waited / seen).ln_1p(), -waited / (end * seen))
                    };
                    for (sway, [of_long, of_less, rest]) in sway.iter_mut().zip(&parts) {
                        *sway -= left * (of_long * long + of_less * less + rest);
                    }
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
