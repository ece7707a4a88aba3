//! The beta distribution's probabilities (regularised incomplete beta function) and those of the beta prime
//! distribution, the ratio of two gamma variables.
//!
//! The continued fraction of Abramowitz & Stegun 26.5.8 on the side where it converges fast, or, for two
//! large shapes, Gauss-Legendre panels over the tail. Its factor x^a (1−x)^b / B(a, b) is taken relative to
//! its top, so that large shapes cost no digits.

use super::gamma::{ln_gamma_ratio, stirling_remainder};
use super::{LEGENDRE_16, integrate};
use std::f64::consts::PI;

/// P(X ≤ x) and P(X > x).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// P(X ≤ x).
    pub lower: f64,
    /// P(X > x).
    pub upper: f64,
}

/// X ~ Beta(a, b): Iₓ(a, b) and its complement, the smaller of which is accurate relatively.
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> Tails {
    tails(a, b, x, 1.0 - x)
}

/// P(X > x) for X ~ Beta(a, b) at x = 1/(1 + e^(−`logit`)), and by how much it falls with the logit.
#[must_use]
pub fn beta_above_logit(a: f64, b: f64, logit: f64) -> (f64, f64) {
    let (x, y) = (1.0 / (1.0 + (-logit).exp()), 1.0 / (1.0 + logit.exp()));
    let ln_kernel = ln_beta_kernel(a, b, x, y);
    (tails_by(ln_kernel, a, b, x, y).upper, ln_kernel.exp())
}

/// P(X > x) for X ~ Beta(a, b).
#[must_use]
pub fn incomplete_beta_above(x: f64, a: f64, b: f64) -> f64 {
    incomplete_beta(a, b, x).upper
}

/// X ~ BetaPrime(a, b), the ratio of a Gamma(a) and a Gamma(b) variable: the probabilities of Iₓ with
/// x = `ratio` / (1 + `ratio`).
#[must_use]
pub fn beta_prime(a: f64, b: f64, ratio: f64) -> Tails {
    if ratio == f64::INFINITY {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    tails(a, b, ratio / (1.0 + ratio), 1.0 / (1.0 + ratio))
}

/// ln of x^a y^b / B(a, b), where y = 1 − x has digits of its own.
#[must_use]
pub fn ln_beta_kernel(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // a ln(x / x₀) + b ln(y / y₀) with x₀ = a/(a+b); the first orders of the two cancel
    let all = a + b;
    let off = x * b - y * a;
    let height = deviance(a, off, x, a / all) + deviance(b, -off, y, b / all);
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let remainders = stirling_remainder(all) - stirling_remainder(large) - stirling_remainder(small);
    height + 0.5 * (small * (large / all) / (2.0 * PI)).ln() + remainders
}

/// a (ln(1 + z) − z) with a z = `off` and 1 + z = x / `centre`, without loss near z = 0 nor near −1.
fn deviance(a: f64, off: f64, x: f64, centre: f64) -> f64 {
    let z = off / a;
    if !(-0.4..0.7).contains(&z) {
        let ratio = x / centre;
        return a * if ratio < f64::INFINITY { ratio.ln() } else { x.ln() - centre.ln() } - off;
    }
    // ln(1+z) = 2 (r + r³/3 + r⁵/5 …), and 2r = z − rz
    let r = z / (2.0 + z);
    let square = r * r;
    let (mut sum, mut power, mut odd) = (0.0, 2.0 * r * square, 3.0);
    while power.abs() > 1e-17 * (r * z).abs() {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    a * (sum - r * z)
}

fn tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    if x.is_nan() || y.is_nan() {
        return Tails { lower: f64::NAN, upper: f64::NAN };
    }
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0 };
    }
    if y <= 0.0 {
        return Tails { lower: 1.0, upper: 0.0 };
    }
    tails_by(ln_beta_kernel(a, b, x, y), a, b, x, y)
}

fn tails_by(ln_kernel: f64, a: f64, b: f64, x: f64, y: f64) -> Tails {
    // the fraction converges fast below the mean or so
    if x * (b + 1.0) <= y * (a + 1.0) {
        let lower = below(ln_kernel, a, b, x, y);
        Tails { lower, upper: rest(lower, a, b, x) }
    } else {
        let upper = below(ln_kernel, b, a, y, x);
        Tails { lower: rest(upper, b, a, y), upper }
    }
}

/// 1 − Iₓ(a, b) for x below the mean or so. A small shape a can put nearly everything below x; then the rest
/// is taken from ln Iₓ(a, b), with the power series of Abramowitz & Stegun 26.5.4 and 6.6.8 in which every
/// term is of order a.
fn rest(lower: f64, a: f64, b: f64, x: f64) -> f64 {
    if lower < 0.9 || a > 1.0 {
        return 1.0 - lower;
    }
    let (mut sum, mut term, mut n) = (0.0, 1.0, 0.0);
    while n < 500.0 {
        n += 1.0;
        term *= (n - b) / n * x;
        let part = term / (a + n);
        sum += part;
        if part.abs() < 1e-17 * f64::abs(sum) {
            break;
        }
    }
    -(a * x.ln() - ln_gamma_ratio(1.0, a) + ln_gamma_ratio(b, a) + (a * sum).ln_1p()).exp_m1()
}

/// Shapes from here on have a log density so close to a parabola that two panels integrate it.
const LARGE: f64 = 1000.0;

/// Iₓ(a, b) for x below the mean or so.
fn below(ln_kernel: f64, a: f64, b: f64, x: f64, y: f64) -> f64 {
    if ln_kernel < -800.0 {
        return 0.0;
    }
    let part = if a.min(b) < LARGE { fraction(a, b, x, y) } else { panels(a, b, x, y) };
    (ln_kernel.exp() * part).min(1.0)
}

/// Iₓ(a, b) over its kernel, by quadrature in the logit of x: the density a distance `s` further down,
/// relative to the one at x, is e^(−as) (1 − x(1 − e^(−s)))^(−a−b).
fn panels(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let all = a + b;
    let slope = (y * a - x * b).max(0.0);
    let curvature = all * x * y;
    // until the density has fallen to e^−40 of that at x
    let depth = 80.0 / (slope + (slope * slope + 80.0 * curvature).sqrt());
    let mut sum = 0.0;
    for (from, to) in [(0.0, 0.35 * depth), (0.35 * depth, depth)] {
        integrate(LEGENDRE_16, from, to, |s, weight| {
            sum += weight * (-a * s - all * (x * (-s).exp_m1()).ln_1p()).exp();
        });
    }
    sum
}

/// Iₓ(a, b) over its kernel by the continued fraction's even part.
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    // numerators and denominators of the last two convergents
    let (mut above_last, mut above) = (0.0, 1.0);
    let (mut under_last, mut under) = (1.0, a * (a * y - b * x + 1.0) / (a + 1.0));
    let mut value = above / under;
    let mut n = 0.0;
    loop {
        n += 1.0;
        let odd = a + (2.0 * n - 1.0);
        let alpha = (a + (n - 1.0)) / odd * ((a + b + (n - 1.0)) / odd) * n * (b - n) * x * x;
        let beta = n + n * (b - n) * x / odd + (a + n) / (odd + 2.0) * (a * y - b * x + 1.0 + n * (1.0 + y));
        (above_last, above) = (above, beta * above + alpha * above_last);
        (under_last, under) = (under, beta * under + alpha * under_last);
        let next = above / under;
        if (next - value).abs() <= 1e-15 * next.abs() || n > 1e5 {
            return next;
        }
        value = next;
        let scale = 1.0 / under;
        above_last *= scale;
        above *= scale;
        under_last *= scale;
        under = 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
    }

    /// a, b, x, Iₓ(a, b) and its complement, by a power series with 50 digits.
    #[rustfmt::skip]
    const FIGURES: [(f64, f64, f64, f64, f64); 13] = [
        (0.001, 0.001, 0.3, 0.499_576_962_139_676_45, 0.500_423_037_860_323_5),
        (0.001, 10_000_000.0, 1e-8, 0.998_178_009_697_347_9, 0.001_821_990_302_652_019_2),
        (0.5, 0.5, 0.25, 0.333_333_333_333_333_3, 0.666_666_666_666_666_6),
        (2.0, 3.0, 0.9, 0.9963, 0.003_699_999_999_999_997_6),
        (1.0, 1e-8, 0.999, 6.907_755_040_396_727e-8, 0.999_999_930_922_449_5),
        (6.25, 3.74, 0.2, 0.001_793_901_118_731_047_4, 0.998_206_098_881_269),
        (40.0, 700.0, 0.1, 0.999_997_572_644_981_1, 2.427_355_018_867_694e-6),
        (5000.0, 0.02, 0.9999, 0.011_310_866_014_819_893, 0.988_689_133_985_180_1),
        (900.0, 950.0, 0.5, 0.877_546_521_585_475_4, 0.122_453_478_414_524_56),
        (1100.0, 5000.0, 0.15, 5.332_373_231_112_128_4e-11, 0.999_999_999_946_676_3),
        (20_000.0, 1_000_000.0, 0.02, 0.997_747_201_314_292, 0.002_252_798_685_708_036),
        (1_000_000.0, 2_000_000.0, 0.3335, 0.729_882_432_503_683_3, 0.270_117_567_496_316_7),
        (1_000_000.0, 1_000_000.0, 0.495, 1.039_035_639_976_450_2e-45, 1.0),
    ];

    #[test]
    fn tails_of_any_shape() {
        for (a, b, x, lower, upper) in FIGURES {
            let found = incomplete_beta(a, b, x);
            close(found.lower, lower, 1e-11);
            close(found.upper, upper, 1e-11);
            close(incomplete_beta_above(x, a, b), upper, 1e-11);
            let mirrored = beta_prime(b, a, (1.0 - x) / x);
            close(mirrored.upper, lower, 1e-11);
        }
    }

    /// Iₓ(1, b) = 1 − (1−x)^b, Iₓ(a, 1) = x^a.
    #[test]
    fn closed_forms_of_a_shape_of_one() {
        for shape in [1e-8, 1e-3, 0.7, 12.0, 1e4, 1e9] {
            for x in [1e-12, 1e-3, 0.4, 0.999] {
                close(incomplete_beta(1.0, shape, x).lower, -(shape * (-x).ln_1p()).exp_m1(), 1e-11);
                close(incomplete_beta(shape, 1.0, x).lower, (shape * x.ln()).exp(), 1e-11);
            }
        }
    }

    #[test]
    fn the_fall_is_the_derivative() {
        for (a, b, logit) in [(6.25, 3.7, 0.4), (0.3, 40.0, -3.0), (2_000.0, 1_500.0, 0.28), (1.0, 1.0, 0.0)]
        {
            let (above, fall) = beta_above_logit(a, b, logit);
            close(above, incomplete_beta_above(1.0 / (1.0 + f64::exp(-logit)), a, b), 1e-13);
            let step = 1e-4 / (a + b).sqrt();
            let slope = (beta_above_logit(a, b, logit - step).0 - beta_above_logit(a, b, logit + step).0)
                / (2.0 * step);
            close(fall, slope, 1e-6);
        }
    }

    #[test]
    fn extremes_stay_probabilities() {
        let shapes = [1e-300, 1e-8, 1e-3, 1.0, 1e3, 1e7, 1e12];
        for a in shapes {
            for b in shapes {
                for x in [0.0, 1e-300, 1e-9, 0.5, 1.0 - 1e-9, 1.0] {
                    let Tails { lower, upper } = incomplete_beta(a, b, x);
                    assert!((0.0..=1.0).contains(&lower) && (0.0..=1.0).contains(&upper), "{a} {b} {x}");
                    assert!((lower + upper - 1.0).abs() < 1e-11, "{a} {b} {x} {lower} {upper}");
                }
            }
        }
        close(beta_prime(2.0, 3.0, f64::INFINITY).lower, 1.0, 0.0);
        assert!(incomplete_beta(2.0, 3.0, f64::NAN).lower.is_nan());
    }
}
