//! The standard normal distribution: density, probabilities to the last digits in both tails, and quantiles.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// φ(x).
#[must_use]
pub fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// P(X ≤ x), accurate relatively in the lower tail.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    normal_survival(-x)
}

/// P(X > x), accurate relatively in the upper tail.
#[must_use]
pub fn normal_survival(x: f64) -> f64 {
    if !(1.0..40.0).contains(&x) {
        return 0.5 * libm::erfc(x * FRAC_1_SQRT_2);
    }
    // erfc multiplies an error of its argument by the argument squared: what x/√2 loses in rounding is put back
    let rounded = x * FRAC_1_SQRT_2;
    let lost = x.mul_add(FRAC_1_SQRT_2, -rounded) + x * FRAC_1_SQRT_2_REST;
    let slope = 2.0 / PI.sqrt() * (-rounded * rounded).exp();
    0.5 * (libm::erfc(rounded) - slope * lost)
}

/// 1/√2 less the nearest f64.
const FRAC_1_SQRT_2_REST: f64 = -4.833_646_656_726_457e-17;

/// The x with P(X ≤ x) = `p`; −∞ at 0, ∞ at 1, NaN outside.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 { -lower_quantile(1.0 - p, p - 0.5) } else { lower_quantile(p, 0.5 - p) }
}

/// The quantile of a `tail` up to ½; `centre` is ½ − `tail`, given apart because it has the digits near ½.
fn lower_quantile(tail: f64, centre: f64) -> f64 {
    if tail <= 0.0 || tail.is_nan() {
        return if tail == 0.0 { f64::NEG_INFINITY } else { f64::NAN };
    }
    if centre == 0.0 {
        return 0.0;
    }
    // Abramowitz & Stegun 26.2.23 is good to 4.5e−4; each of Halley's steps cubes the error
    let root = (-2.0 * tail.ln()).sqrt();
    let numerator = 2.515_517 + root * (0.802_853 + root * 0.010_328);
    let denominator = 1.0 + root * (1.432_788 + root * (0.189_269 + root * 0.001_308));
    let mut x = root - numerator / denominator;
    for _ in 0..2 {
        let excess = if centre < 0.25 {
            centre - 0.5 * libm::erf(x * FRAC_1_SQRT_2)
        } else {
            normal_survival(x) - tail
        };
        let newton = excess / normal_density(x);
        x += newton / (1.0 - 0.5 * x * newton);
    }
    -x
}

/// Standard errors on either side of an interval of a confidence: 1.96 for 0.95.
#[must_use]
pub fn z_of(confidence: f64) -> f64 {
    normal_quantile(f64::midpoint(1.0, confidence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
    }

    /// Quantiles of mpmath with 50 digits, at the probability as it is stored.
    #[test]
    #[expect(clippy::float_cmp, reason = "infinities and certainties are exact")]
    fn quantiles() {
        for (p, x) in [
            (1e-300, -37.047_096_299_361_2),
            (1e-20, -9.262_340_089_798_407),
            (1e-05, -4.264_890_793_922_825),
            (0.025, -1.959_963_984_540_054_3),
            (0.3, -0.524_400_512_708_040_8),
            (0.499_999_9, -2.506_628_274_703_106_3e-07),
            (0.500_000_001, 2.506_628_203_738_711_5e-09),
            (0.8, 0.841_621_233_572_914_4),
            (0.975, 1.959_963_984_540_053_8),
            (0.999_99, 4.264_890_793_923_841),
        ] {
            close(normal_quantile(p), x, 1e-14);
            close(normal_cdf(normal_quantile(p)), p, 1e-13);
        }
        assert_eq!(normal_quantile(0.5).to_bits(), 0);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(
            normal_quantile(-0.1).is_nan()
                && normal_quantile(1.1).is_nan()
                && normal_quantile(f64::NAN).is_nan()
        );
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "infinities and certainties are exact")]
    fn probabilities() {
        for (x, lower) in [
            (-37.0, 5.725_571_222_524_577e-300),
            (-20.3, 6.429_244_467_698_346e-92),
            (-8.7, 1.659_420_869_964_784_3e-18),
            (-2.5, 0.006_209_665_325_776_135),
            (-1.1, 0.135_666_060_946_382_64),
            (-0.3, 0.382_088_577_811_047_4),
            (0.0, 0.5),
            (1.96, 0.975_002_104_851_779_5),
            (6.0, 0.999_999_999_013_412_3),
        ] {
            close(normal_cdf(x), lower, 1e-14);
            close(normal_survival(-x), lower, 1e-14);
        }
        assert_eq!(normal_cdf(f64::INFINITY), 1.0);
        assert_eq!(normal_cdf(f64::NEG_INFINITY), 0.0);
        close(normal_density(0.0), 0.398_942_280_401_432_7, 1e-15);
    }
}
