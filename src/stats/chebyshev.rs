//! Polynomials through the values of a smooth function at Chebyshev's points, the ends among them (Trefethen 2013,
//! Approximation Theory and Approximation Practice, chapters 2 to 4). Points are doubled until what the polynomial foretold
//! at the new ones is right, so that a function is known as well as was asked for, or known not to be.

use std::f64::consts::PI;

/// A polynomial on an interval, as a sum of Chebyshev's polynomials.
#[derive(Debug, Clone, PartialEq)]
pub struct Chebyshev {
    low: f64,
    high: f64,
    coefficients: Vec<f64>,
}

impl Chebyshev {
    /// The `degree` + 1 points between `low` and `high`, from high to low; every other one of twice the degree.
    #[must_use]
    pub fn points(low: f64, high: f64, degree: usize) -> Vec<f64> {
        #[expect(clippy::cast_precision_loss, reason = "some dozens")]
        let cosine = |place: usize| (PI * place as f64 / degree.max(1) as f64).cos();
        (0..=degree).map(|place| 0.5 * (high + low) + 0.5 * (high - low) * cosine(place)).collect()
    }

    /// The polynomial that has these values at the points of its degree.
    ///
    /// # Panics
    /// Without a value.
    #[must_use]
    pub fn through(low: f64, high: f64, values: &[f64]) -> Chebyshev {
        let mut coefficients = values.to_vec();
        coefficients_of(&mut coefficients);
        Chebyshev { low, high, coefficients }
    }

    /// A sum of multiples of polynomials on one interval.
    ///
    /// # Panics
    /// Without a polynomial.
    #[must_use]
    pub fn sum_of<'a>(parts: impl Iterator<Item = (f64, &'a Chebyshev)>) -> Chebyshev {
        let add = |mut sum: Chebyshev, other: Chebyshev| {
            debug_assert!(sum.low.total_cmp(&other.low).is_eq() && sum.high.total_cmp(&other.high).is_eq());
            sum.coefficients.resize(sum.coefficients.len().max(other.coefficients.len()), 0.0);
            sum.coefficients.iter_mut().zip(&other.coefficients).for_each(|(sum, part)| *sum += part);
            sum
        };
        let times = |(factor, part): (f64, &Chebyshev)| {
            let coefficients = part.coefficients.iter().map(|coefficient| factor * coefficient).collect();
            Chebyshev { coefficients, ..*part }
        };
        parts.map(times).reduce(add).expect("there is one")
    }

    /// Its value; between the ends only.
    #[must_use]
    pub fn at(&self, x: f64) -> f64 {
        clenshaw(&self.coefficients, place(self.low, self.high, x))
    }

    /// The values of several on one interval.
    ///
    /// # Panics
    /// Without a polynomial.
    #[must_use]
    pub fn each_at<const N: usize>(several: &[Chebyshev; N], x: f64) -> [f64; N] {
        let t = place(several[0].low, several[0].high, x);
        let most = several.iter().map(|polynomial| polynomial.coefficients.len()).max().unwrap_or(0);
        let (mut next, mut after) = ([0.0; N], [0.0; N]);
        for degree in (1..most).rev() {
            for k in 0..N {
                let coefficient = several[k].coefficients.get(degree).copied().unwrap_or(0.0);
                (next[k], after[k]) = (2.0 * t * next[k] - after[k] + coefficient, next[k]);
            }
        }
        std::array::from_fn(|k| t * next[k] - after[k] + several[k].coefficients[0])
    }

    /// Polynomials for functions of one variable that are right to `error` at points in between; none where that takes
    /// a degree over `most`, or where a value is not finite.
    pub fn fit<const N: usize>(
        (low, high): (f64, f64),
        error: f64,
        most: usize,
        functions: impl Fn(f64) -> [f64; N],
    ) -> Option<[Chebyshev; N]> {
        let mut degree = 4;
        let mut values: Vec<[f64; N]> =
            Chebyshev::points(low, high, degree).into_iter().map(&functions).collect();
        loop {
            let known: [Chebyshev; N] = std::array::from_fn(|k| {
                let values: Vec<f64> = values.iter().map(|values| values[k]).collect();
                Chebyshev::through(low, high, &values)
            });
            if 2 * degree > most {
                return None;
            }
            let mut worst: f64 = 0.0;
            let mut finer = Vec::with_capacity(2 * degree + 1);
            for (place, x) in Chebyshev::points(low, high, 2 * degree).into_iter().enumerate() {
                if place % 2 == 0 {
                    finer.push(values[place / 2]);
                    continue;
                }
                let found = functions(x);
                for k in 0..N {
                    let off = (found[k] - known[k].at(x)).abs();
                    // not a number is wrong too
                    worst = if off <= worst { worst } else { off };
                }
                finer.push(found);
            }
            if !worst.is_finite() {
                return None;
            }
            (values, degree) = (finer, 2 * degree);
            if worst <= error {
                return Some(std::array::from_fn(|k| {
                    let values: Vec<f64> = values.iter().map(|values| values[k]).collect();
                    Chebyshev::through(low, high, &values)
                }));
            }
        }
    }
}

/// Where `x` is between two ends, from −1 to 1.
fn place(low: f64, high: f64, x: f64) -> f64 {
    if high > low { ((x - low) - (high - x)) / (high - low) } else { 0.0 }
}

/// Turns values at the points into coefficients.
#[expect(clippy::cast_precision_loss, reason = "some dozens")]
fn coefficients_of(values: &mut [f64]) {
    let degree = values.len() - 1;
    if degree == 0 {
        return;
    }
    let n = degree as f64;
    let found: Vec<f64> = (0..=degree)
        .map(|k| {
            let term = |(place, value): (usize, &f64)| {
                let half = if place == 0 || place == degree { 0.5 } else { 1.0 };
                half * value * (PI * ((place * k) % (2 * degree)) as f64 / n).cos()
            };
            let sum: f64 = values.iter().enumerate().map(term).sum();
            let half = if k == 0 || k == degree { 0.5 } else { 1.0 };
            half * 2.0 / n * sum
        })
        .collect();
    values.copy_from_slice(&found);
}

/// Σ coefficient · T(t) for t from −1 to 1 (Clenshaw 1955).
fn clenshaw(coefficients: &[f64], t: f64) -> f64 {
    let (mut next, mut after) = (0.0, 0.0);
    for coefficient in coefficients[1..].iter().rev() {
        (next, after) = (2.0 * t * next - after + coefficient, next);
    }
    t * next - after + coefficients[0]
}

/// What each of the values at some points contributes to that of the polynomial through them at `x` (Lagrange).
#[must_use]
pub fn lagrange(points: &[f64], x: f64) -> Vec<f64> {
    let part = |k: usize| {
        let others = points.iter().enumerate().filter(|(place, _)| *place != k);
        others.map(|(_, other)| (x - other) / (points[k] - other)).product()
    };
    (0..points.len()).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_polynomial_is_itself() {
        let cubic = |x: f64| 2.0 - x + 0.5 * x * x * x;
        let values: Vec<f64> = Chebyshev::points(1.0, 4.0, 5).into_iter().map(cubic).collect();
        let found = Chebyshev::through(1.0, 4.0, &values);
        for x in [1.0, 1.3, 2.5, 3.999, 4.0] {
            assert!((found.at(x) - cubic(x)).abs() < 1e-13 * cubic(x).abs(), "{x}");
        }
        assert!((Chebyshev::through(3.0, 3.0, &[7.0]).at(3.0) - 7.0).abs() < 1e-15);
    }

    #[test]
    fn points_are_doubled_until_a_function_is_known() {
        let functions = |x: f64| [x.ln(), 1.0 / x];
        let [ln, inverse] = Chebyshev::fit((2.0, 9.0), 1e-10, 64, functions).unwrap();
        for step in 0..=70 {
            let x = 2.0 + f64::from(step) / 10.0;
            assert!((ln.at(x) - x.ln()).abs() < 1e-10 && (inverse.at(x) - 1.0 / x).abs() < 1e-10, "{x}");
        }
        assert_eq!(Chebyshev::fit((-1.0, 1.0), 1e-10, 64, |x: f64| [x.abs()]), None);
        assert_eq!(Chebyshev::fit((0.0, 1.0), 1e-10, 64, |x: f64| [1.0 / x]), None);
    }

    #[test]
    fn several_at_once() {
        let through = |values: &[f64]| Chebyshev::through(1.0, 4.0, values);
        let several = [through(&[1.0, 2.0, 0.5, 3.0]), through(&[7.0]), through(&[0.1, -4.0])];
        for x in [1.0, 1.7, 3.2, 4.0] {
            let found = Chebyshev::each_at(&several, x);
            for (found, polynomial) in found.iter().zip(&several) {
                assert!((found - polynomial.at(x)).abs() < 1e-14, "{x}");
            }
        }
    }

    #[test]
    fn shares_of_values() {
        let points = [1.0, 2.0, 5.0];
        for x in [1.0, 1.5, 4.0, 6.0] {
            let shares = lagrange(&points, x);
            let sum: f64 =
                shares.iter().zip(points).map(|(share, point)| share * (point * point - 3.0)).sum();
            assert!((sum - (x * x - 3.0)).abs() < 1e-12, "{x}");
        }
    }
}
