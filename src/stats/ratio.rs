//! The ratio of two sums over customers, such as money over orders, with its interval. Customers are what varies: one who
//! orders ten times counts once.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::experiment::bootstrap_interval;
use super::{Difference, z_of};

/// Up to so many customers are drawn anew; the interval of more is that of the delta method, which agrees by then.
const MOST: usize = 1_000;
const TIMES: u64 = 1_000;
/// Above this confidence so few draws lie beyond an end that the delta method takes over.
const SUREST: f64 = 0.995;

/// The sums of a ratio, customer after customer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ratio {
    count: u64,
    sums: [f64; 2],
    squares: [f64; 3],
    /// The first ones, one more than are drawn anew.
    first: Vec<(f64, f64)>,
}

/// How the interval of a ratio came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatioInterval {
    /// Customers were drawn anew.
    Bootstrap,
    /// By the variance of a ratio's linear part.
    Delta,
}

impl Ratio {
    /// Adds a customer: the part above the line and the one below.
    pub fn add(&mut self, above: f64, below: f64) {
        self.count += 1;
        self.sums[0] += above;
        self.sums[1] += below;
        self.squares[0] += above * above;
        self.squares[1] += above * below;
        self.squares[2] += below * below;
        if self.first.len() <= MOST {
            self.first.push((above, below));
        }
    }

    /// How many customers there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The ratio; none where there is nothing below the line.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        (self.sums[1] > 0.0).then(|| self.sums[0] / self.sums[1])
    }

    /// The ratio with its interval: bias-corrected and accelerated by drawing customers anew (Efron 1987), of more than a
    /// thousand customers, and of more confidence than 99.5 %, by the delta method (Cochran 1977, ch. 6). None of fewer than two customers.
    #[must_use]
    pub fn interval(&self, confidence: f64, seed: u64) -> Option<(Difference, RatioInterval)> {
        let value = self.value().filter(|_| self.count > 1)?;
        if self.first.len() <= MOST && confidence <= SUREST {
            return Some((self.drawn(value, confidence, seed), RatioInterval::Bootstrap));
        }
        let width = z_of(confidence) * self.standard_error(value);
        let interval = Difference { value, lower: value - width, upper: value + width };
        Some((interval, RatioInterval::Delta))
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn standard_error(&self, value: f64) -> f64 {
        let n = self.count as f64;
        let off = self.squares[0] - 2.0 * value * self.squares[1] + value * value * self.squares[2];
        (off.max(0.0) * n / (n - 1.0)).sqrt() / self.sums[1]
    }

    fn drawn(&self, value: f64, confidence: f64, seed: u64) -> Difference {
        // drawn by rank, so that the order of the customers does not matter
        let mut pairs = self.first.clone();
        pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let draw = |time: u64| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_add(time << 32));
            let (above, below) = (0..pairs.len()).fold((0.0, 0.0), |(above, below), _| {
                let pair = pairs[rng.random_range(0..pairs.len())];
                (above + pair.0, below + pair.1)
            });
            if below > 0.0 { above / below } else { value }
        };
        let draws: Vec<f64> = (0..TIMES).into_par_iter().map(draw).collect();
        let (mut squares, mut cubes) = (0.0, 0.0);
        for (above, below) in &pairs {
            let influence = above - value * below;
            squares += influence * influence;
            cubes += influence * influence * influence;
        }
        let acceleration = if squares > 0.0 { cubes / (6.0 * squares.powf(1.5)) } else { 0.0 };
        bootstrap_interval(value, draws, acceleration, confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(customers: u32) -> Ratio {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut ratio = Ratio::default();
        for _ in 0..customers {
            let orders = 1.0 + (rng.random::<f64>() * 4.0).floor();
            ratio.add(orders * (20.0 - 10.0 * rng.random::<f64>().ln()), orders);
        }
        ratio
    }

    /// Cochran's formula by hand: pairs (2, 1), (5, 2), (6, 3) have the ratio 13/6 and, of the residuals -1/6, 2/3, -1/2,
    /// the squares 13/18.
    #[test]
    fn the_standard_error_by_hand() {
        let mut ratio = Ratio::default();
        for (above, below) in [(2.0, 1.0), (5.0, 2.0), (6.0, 3.0)] {
            ratio.add(above, below);
        }
        let value = ratio.value().unwrap();
        assert!((value - 13.0 / 6.0).abs() < 1e-15);
        assert!((ratio.standard_error(value) - (13.0_f64 / 18.0 * 1.5).sqrt() / 6.0).abs() < 1e-14);
    }

    #[test]
    fn drawing_and_the_delta_method_agree_where_they_meet() {
        let ratio = shop(1_000);
        let (drawn, how) = ratio.interval(0.95, 42).unwrap();
        assert_eq!(how, RatioInterval::Bootstrap);
        let width = z_of(0.95) * ratio.standard_error(drawn.value);
        assert!((drawn.lower - drawn.value + width).abs() < 0.15 * width, "{drawn:?} {width}");
        assert!((drawn.upper - drawn.value - width).abs() < 0.15 * width, "{drawn:?} {width}");
        assert_eq!(shop(1_001).interval(0.95, 42).unwrap().1, RatioInterval::Delta);
        assert_eq!(ratio.interval(0.95, 42), shop(1_000).interval(0.95, 42));
    }

    #[test]
    fn too_few() {
        let mut ratio = Ratio::default();
        assert_eq!((ratio.value(), ratio.interval(0.95, 1)), (None, None));
        ratio.add(3.0, 2.0);
        assert_eq!((ratio.value(), ratio.interval(0.95, 1)), (Some(1.5), None));
        ratio.add(3.0, 2.0);
        let (flat, _) = ratio.interval(0.95, 1).unwrap();
        assert_eq!((flat.lower, flat.upper), (1.5, 1.5));
    }
}
