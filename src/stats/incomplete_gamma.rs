//! The regularised incomplete gamma function: the distribution of gamma and χ² variables.

use super::ln_gamma;

/// P(X > x) for X ~ Gamma(a, 1): by the power series below the mean, by Legendre's continued fraction above (Abramowitz &
/// Stegun 6.5.29 and 6.5.31).
#[must_use]
pub fn incomplete_gamma_above(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let ln_front = a * x.ln() - x - ln_gamma(a);
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > 1e-17 * sum {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - sum * ln_front.exp()).clamp(0.0, 1.0);
    }
    // Lentz's method
    let mut lower = x + 1.0 - a;
    let (mut up, mut down) = (1e300, 1.0 / lower);
    let mut value = down;
    for step in 1..10_000 {
        let step = f64::from(step);
        let upper = -step * (step - a);
        lower += 2.0;
        down = 1.0 / (upper * down + lower);
        up = lower + upper / up;
        value *= up * down;
        if (up * down - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value * ln_front.exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures of mpmath.
    #[test]
    fn tails() {
        for (a, x, above) in [
            (0.5, 3.0, 0.014_305_878_435_429_64),
            (1.0, 2.0, 0.135_335_283_236_612_7),
            (1.5, 0.2, 0.940_242_494_839_360_7),
            (20.0, 18.0, 0.650_916_127_980_701_7),
            (3.0, 60.0, 1.629_586_652_937_822_4e-23),
        ] {
            let found = incomplete_gamma_above(a, x);
            assert!((found / above - 1.0).abs() < 1e-11, "{a} {x} {found}");
        }
        assert!((incomplete_gamma_above(2.0, 0.0) - 1.0).abs() < 1e-15);
    }
}
