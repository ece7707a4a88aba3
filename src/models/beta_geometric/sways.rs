//! How much what is expected hangs on the parameters, for k = 1: the derivative of ln E[Y(t)] along a direction of θ.
//!
//! ln E = ln P(alive) + ln F(x, T), and P(alive) = 1/(1 + e^z), so that the first part is −P(left) ∇z in closed form. F
//! is known to many digits, and smooth in T and in x: differences at a few of each do for the second.

use rayon::prelude::*;

use super::by_day::ByDay;
use super::likelihood::{model, natural};
use super::predictions::{ERROR, Future, MOST_POINTS};
use super::{BetaGeometric, Kind};
use crate::models::{Change, History, Sway, band_of, fill_groups};
use crate::stats::chebyshev::{Chebyshev, lagrange};

/// To both sides, in lengths of the direction.
const STEP: f64 = 0.5;
/// Error of the second part where it is interpolated; a sway is of the order of 1e-3 where customers are a million.
const SMOOTH: f64 = 1e-6;
/// Frequencies of a band that are asked, and histories for each of them that make it worth it.
const POINTS: usize = 6;
const POINTS_OF_AGE: usize = 24;

/// Histories of one x, and P(alive) of each.
type Equal<'a> = (&'a [History], &'a [f64]);

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
        let equal: Vec<Equal> = histories
            .chunk_by(|one, other| one.x == other.x)
            .map(|equal| {
                from += equal.len();
                (equal, &p_alive[from - equal.len()..from])
            })
            .collect();
        let by_day = self.by_day(histories);
        let bands: Vec<&[Equal]> =
            equal.chunk_by(|one, other| band_of(one.0[0].x) == band_of(other.0[0].x)).collect();
        let smooth: Vec<Option<Smooth>> =
            bands.par_iter().map(|band| self.smooth_sways(&directions, band, t)).collect();
        let each: Vec<_> = bands
            .iter()
            .zip(&smooth)
            .flat_map(|(band, smooth)| band.iter().map(move |equal| (equal, smooth.as_ref())))
            .collect();
        let of_equal = |(equal, smooth): &(&Equal, Option<&Smooth>), sways: &mut [Sway]| {
            let histories = equal.0;
            let x = histories[0].x;
            if let Some(smooth) = smooth {
                let smooth = smooth.at((self.r + f64::from(x)).ln());
                let there = |age: f64| Chebyshev::each_at(&smooth, (self.alpha + age).ln());
                self.sways_of(&directions, **equal, by_day.as_ref(), there, sways);
                return;
            }
            let least = histories.iter().map(|history| history.age).fold(f64::INFINITY, f64::min);
            let beside = Beside::new(&directions, x, least, t);
            self.sways_of(&directions, **equal, by_day.as_ref(), |age| beside.sway(age), sways);
        };
        Some(fill_groups(&each, |(equal, _)| equal.0.len(), of_equal))
    }

    /// The sways of customers who are there, of a band of frequencies: smooth in ln(α+T) and ln R. None where they are not, or
    /// too few ask for them.
    fn smooth_sways(&self, directions: &[Direction], band: &[Equal], t: f64) -> Option<Smooth> {
        let ages = || band.iter().flat_map(|(equal, _)| equal.iter()).map(|history| history.age);
        let (least, most) = (ages().fold(f64::INFINITY, f64::min), ages().fold(0.0, f64::max));
        let ends = ((self.alpha + least).ln(), (self.alpha + most).ln());
        let some: Vec<u32> = if band.len() <= POINTS {
            band.iter().map(|(equal, _)| equal[0].x).collect()
        } else {
            let [low, high] = [band[0], band[band.len() - 1]].map(|(equal, _)| f64::from(equal[0].x));
            let points = Chebyshev::points((self.r + low).ln(), (self.r + high).ln(), POINTS - 1);
            #[expect(clippy::cast_sign_loss, reason = "between two frequencies")]
            let mut some: Vec<u32> = points
                .iter()
                .map(|ln_shape| (ln_shape.exp() - self.r).round().clamp(low, high) as u32)
                .collect();
            some.sort_unstable();
            some.dedup();
            some
        };
        if ages().take(POINTS_OF_AGE * some.len()).count() < POINTS_OF_AGE * some.len() {
            return None;
        }
        let of_x = |&x: &u32| {
            let beside = Beside::new(directions, x, least, t);
            Chebyshev::fit(ends, SMOOTH, MOST_POINTS, |ln_end| {
                beside.sway((ln_end.exp() - self.alpha).clamp(least, most))
            })
        };
        let of_some: Option<Vec<[Chebyshev; 4]>> = some.par_iter().map(of_x).collect();
        Some(Smooth {
            ln_shapes: some.iter().map(|x| (self.r + f64::from(*x)).ln()).collect(),
            of_some: of_some?,
        })
    }

    /// Of histories of one x, given that of customers who are there at each T.
    fn sways_of(
        &self,
        directions: &[Direction],
        (equal, p_alive): Equal,
        by_day: Option<&ByDay>,
        there: impl Fn(f64) -> Sway,
        sways: &mut [Sway],
    ) {
        let x = equal[0].x;
        let of = self.of_frequency(x);
        // ∇z = (ln(g/h), R (1/g − 1/h), 1/a, −1/(b+x+m−1)), of which only the first two depend on the times
        let left_of = |direction: &Direction| {
            let [by_r, by_alpha, by_a, by_b] = direction.natural;
            [by_r, by_alpha * of.shape, by_a / self.a - by_b / of.last]
        };
        let parts: Vec<[f64; 3]> = directions.iter().map(left_of).collect();
        let days = by_day.and_then(|by_day| by_day.of_frequency(x));
        let mut rest = p_alive.iter().zip(sways);
        for alike in equal.chunk_by(|one, other| one.age.to_bits() == other.age.to_bits()) {
            let age = alike[0].age;
            let end = self.alpha + age;
            let ln_end = end.ln();
            let there = there(age);
            for (history, (p_alive, sway)) in alike.iter().zip(rest.by_ref()) {
                let left = 1.0 - p_alive;
                *sway = there;
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
            }
        }
    }
}

/// The models to both sides of the estimate, for customers of one frequency.
struct Beside<'a> {
    directions: &'a [Direction],
    futures: Vec<[Future; 2]>,
    x: u32,
    t: f64,
}

impl Beside<'_> {
    /// For ages from the least on.
    fn new(directions: &[Direction], x: u32, least: f64, t: f64) -> Beside<'_> {
        let future = |model: &BetaGeometric| {
            let reach = (model.r + f64::from(x)).max(1.0) * t / (model.alpha + least);
            Future { change: Change::NONE, leaving: model.leaving(x, reach, ERROR) }
        };
        let futures = directions.iter().map(|direction| direction.sides.each_ref().map(future)).collect();
        Beside { directions, futures, x, t }
    }

    /// Of ln F(x, T), what is expected of a customer who is there.
    fn sway(&self, age: f64) -> Sway {
        let history = History { x: self.x, t_x: 0.0, age };
        let mut sway = Sway::default();
        for (sway, (direction, futures)) in sway.iter_mut().zip(self.directions.iter().zip(&self.futures)) {
            let [low, high] =
                [0, 1].map(|side| direction.sides[side].expected(&history, &futures[side], self.t).ln());
            *sway = (high - low) / (2.0 * STEP);
        }
        sway
    }
}

/// The sways of customers who are there, of a band of frequencies.
struct Smooth {
    /// ln R of some of them.
    ln_shapes: Vec<f64>,
    /// At each of these, as functions of ln(α+T).
    of_some: Vec<[Chebyshev; 4]>,
}

impl Smooth {
    /// At one of the frequencies.
    fn at(&self, ln_shape: f64) -> [Chebyshev; 4] {
        let parts = lagrange(&self.ln_shapes, ln_shape);
        std::array::from_fn(|k| {
            Chebyshev::sum_of(
                parts.iter().copied().zip(self.of_some.iter().map(|polynomials| &polynomials[k])),
            )
        })
    }
}

/// A direction of θ.
struct Direction {
    /// The same of r, α, a and b.
    natural: [f64; 4],
    /// The models to both sides.
    sides: [BetaGeometric; 2],
}
