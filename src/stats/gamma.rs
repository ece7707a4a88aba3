//! The gamma function's logarithm and its derivatives, and their differences over whole steps, which is how the
//! models need them: ln Γ(z+n) − ln Γ(z) taken as such would lose every digit for large z.

/// ln Γ(z) for z > 0.
#[must_use]
pub fn ln_gamma(z: f64) -> f64 {
    libm::lgamma(z)
}

/// Arguments from here on are left to the asymptotic series.
const ASYMPTOTIC: f64 = 10.0;

/// ψ(z) = d ln Γ(z) / dz for z > 0, to about 1e-15 relative (Abramowitz & Stegun 6.3.5, 6.3.18).
#[must_use]
pub fn digamma(z: f64) -> f64 {
    let mut shift = 0.0;
    let mut z = z;
    while z < ASYMPTOTIC {
        shift -= 1.0 / z;
        z += 1.0;
    }
    let inverse = 1.0 / (z * z);
    let series =
        [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0, 1.0 / 12.0];
    shift + z.ln() - 0.5 / z - horner(&series, inverse) * inverse
}

/// ψ′(z) for z > 0, to about 1e-15 relative (Abramowitz & Stegun 6.4.6, 6.4.12).
#[must_use]
pub fn trigamma(z: f64) -> f64 {
    let mut shift = 0.0;
    let mut z = z;
    while z < ASYMPTOTIC {
        shift += 1.0 / (z * z);
        z += 1.0;
    }
    let inverse = 1.0 / (z * z);
    let series = [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0];
    shift + 1.0 / z + 0.5 * inverse + horner(&series, inverse) * inverse / z
}

fn horner(coefficients: &[f64], z: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * z + coefficient)
}

/// Up to so many steps are added up one by one, which is exact to the last digit or two.
const FEW_STEPS: u32 = 32;

/// ln Γ(z+n) − ln Γ(z) for z > 0.
#[must_use]
pub fn ln_rising(z: f64, n: u32) -> f64 {
    if n <= FEW_STEPS {
        return steps(z, n).map(f64::ln).sum();
    }
    let n = f64::from(n);
    if z < ASYMPTOTIC {
        return ln_gamma(z + n) - ln_gamma(z);
    }
    // Stirling's series for both, with the large terms taken together
    let correction = |z: f64| {
        let inverse = 1.0 / (z * z);
        horner(&[1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0], inverse) / z
    };
    (z - 0.5) * (n / z).ln_1p() + n * ((z + n).ln() - 1.0) + correction(z + n) - correction(z)
}

/// ψ(z+n) − ψ(z) for z > 0.
#[must_use]
pub fn rising_digamma(z: f64, n: u32) -> f64 {
    if n <= FEW_STEPS { steps(z, n).map(|z| 1.0 / z).sum() } else { digamma(z + f64::from(n)) - digamma(z) }
}

/// ψ′(z+n) − ψ′(z) for z > 0.
#[must_use]
pub fn rising_trigamma(z: f64, n: u32) -> f64 {
    if n <= FEW_STEPS {
        -steps(z, n).map(|z| 1.0 / (z * z)).sum::<f64>()
    } else {
        trigamma(z + f64::from(n)) - trigamma(z)
    }
}

fn steps(z: f64, n: u32) -> impl Iterator<Item = f64> {
    (0..n).map(move |step| z + f64::from(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
    }

    /// ψ(1) = −γ, ψ(1/2) = −γ − 2 ln 2, ψ′(1) = π²/6, ψ′(1/2) = π²/2 (Abramowitz & Stegun 6.3.2, 6.3.3, 6.4.2, 6.4.4).
    #[test]
    fn known_values() {
        let euler = 0.577_215_664_901_532_9;
        close(digamma(1.0), -euler, 1e-14);
        close(digamma(0.5), -euler - 2.0 * 2.0_f64.ln(), 1e-14);
        close(trigamma(1.0), std::f64::consts::PI.powi(2) / 6.0, 1e-14);
        close(trigamma(0.5), std::f64::consts::PI.powi(2) / 2.0, 1e-14);
        close(ln_gamma(5.0), 24.0_f64.ln(), 1e-15);
        // the next term of the series about zero is ζ(2) z
        close(digamma(1e-6), -1e6 - euler + 1e-6 * std::f64::consts::PI.powi(2) / 6.0, 1e-15);
    }

    /// However many steps, the difference is the sum of its steps.
    #[test]
    fn differences_are_sums_of_steps() {
        for z in [1e-3, 0.3, 2.5, 40.0, 1e4, 1e8] {
            for n in [33, 100, 5_000] {
                let exact: f64 = steps(z, n).map(f64::ln).sum();
                close(ln_rising(z, n), exact, 1e-12);
                close(rising_digamma(z, n), steps(z, n).map(|z| 1.0 / z).sum(), 1e-6);
            }
        }
        assert!(ln_rising(3.0, 0).abs() < f64::MIN_POSITIVE);
    }
}
