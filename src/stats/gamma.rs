//! The gamma function's logarithm, its derivatives ψ and ψ′, and their differences over a step, which is how the
//! models need them: ln Γ(z+d) − ln Γ(z) taken as such would lose every digit for large z or small d.
//!
//! Differences are exact to a few units of the last place: small arguments take single steps upwards, large ones
//! Stirling's series with the difference taken term by term (Abramowitz & Stegun 6.1.40, 6.3.18, 6.4.12).

/// ln Γ(z) for z > 0.
#[must_use]
pub fn ln_gamma(z: f64) -> f64 {
    libm::lgamma(z)
}

/// Arguments from here on are left to the asymptotic series.
const ASYMPTOTIC: f64 = 10.0;

/// B₂ₖ/(2k(2k−1)): the series of ln Γ in powers of z⁻², times z.
const SERIES: [f64; 7] =
    [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0, -691.0 / 360_360.0, 1.0 / 156.0];

/// B₂ₖ/2k: the series of ψ.
const FIRST_SERIES: [f64; 7] =
    [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0, 1.0 / 12.0];

/// B₂ₖ: the series of ψ′.
const SECOND_SERIES: [f64; 8] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
];

/// ln n!
#[must_use]
pub fn ln_factorial(n: u32) -> f64 {
    ln_gamma(f64::from(n) + 1.0)
}

/// ψ(z) = d ln Γ(z) / dz for z > 0, to about 1e-15 of the larger of itself and 1.
#[must_use]
pub fn digamma(z: f64) -> f64 {
    let mut shift = 0.0;
    let mut z = z;
    while z < ASYMPTOTIC {
        shift -= 1.0 / z;
        z += 1.0;
    }
    let square = 1.0 / (z * z);
    shift + z.ln() - 0.5 / z - horner(&FIRST_SERIES, square) * square
}

/// ψ′(z) for z > 0, to about 1e-15 relative.
#[must_use]
pub fn trigamma(z: f64) -> f64 {
    let mut shift = 0.0;
    let mut z = z;
    while z < ASYMPTOTIC {
        shift += 1.0 / (z * z);
        z += 1.0;
    }
    let square = 1.0 / (z * z);
    shift + 1.0 / z + 0.5 * square + horner(&SECOND_SERIES, square) * square / z
}

fn horner(coefficients: &[f64], z: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * z + coefficient)
}

/// A polynomial at `to`, and its divided difference (p(from) − p(to)) / (from − to).
fn divided_difference(coefficients: &[f64], from: f64, to: f64) -> (f64, f64) {
    let step =
        |(value, slope): (f64, f64), coefficient: &f64| (value * to + coefficient, slope * from + value);
    coefficients.iter().rev().fold((0.0, 0.0), step)
}

/// What a step from Γ(z) to Γ(z+d) adds to the logarithm and its first two derivatives.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct GammaStep {
    /// ln Γ(z+d) − ln Γ(z).
    ln: f64,
    /// ψ(z+d) − ψ(z), the derivative by z.
    first: f64,
    /// ψ′(z+d) − ψ′(z), the second derivative by z.
    second: f64,
}

/// The step by Stirling's series for z from [`ASYMPTOTIC`] on, the large terms taken together.
#[inline(always)]
#[expect(clippy::inline_always, reason = "what a caller does not need is then never computed")]
fn asymptotic(z: f64, d: f64) -> GammaStep {
    let (near, far) = (1.0 / z, 1.0 / (z + d));
    let step = d * near * far; // 1/z − 1/(z+d)
    let growth = (d * near).ln_1p();
    let (square, far_square) = (near * near, far * far);
    let squares = step * (near + far);
    let odd = |series: &[f64]| {
        // p(s) √s between the two squares
        let (value, slope) = divided_difference(series, square, far_square);
        step * value + near * squares * slope
    };
    let (value, slope) = divided_difference(&FIRST_SERIES, square, far_square);
    let (second_value, second_slope) = divided_difference(&SECOND_SERIES, square, far_square);
    let cubes = step * (square + near * far + far_square);
    GammaStep {
        ln: (z - 0.5) * growth + d * ((z + d).ln() - 1.0) - odd(&SERIES),
        first: growth + 0.5 * step + squares * (value + square * slope),
        second: -(step + 0.5 * squares + cubes * second_value + square * near * squares * second_slope),
    }
}

/// Single steps up to [`ASYMPTOTIC`], then the series.
#[inline(always)]
#[expect(clippy::inline_always, reason = "what a caller does not need is then never computed")]
fn step(z: f64, d: f64) -> GammaStep {
    let mut z = z;
    let (mut ln, mut product, mut first, mut second) = (0.0, 0.0, 0.0, 0.0);
    while z < ASYMPTOTIC {
        let (near, far) = (1.0 / z, 1.0 / (z + d));
        let ratio = d * near;
        // Π (1 + d/z) − 1
        product += ratio + product * ratio;
        if product > 1e100 {
            ln += f64::ln_1p(product);
            product = 0.0;
        }
        let part = ratio * far;
        first += part;
        second += part * (near + far);
        z += 1.0;
    }
    let rest = asymptotic(z, d);
    GammaStep { ln: rest.ln - product.ln_1p() - ln, first: rest.first + first, second: rest.second - second }
}

/// ln Γ(z+d) − ln Γ(z) for z > 0 and d ≥ 0.
#[must_use]
pub fn ln_gamma_ratio(z: f64, d: f64) -> f64 {
    step(z, d).ln
}

/// ψ(z+d) − ψ(z) for z > 0 and d ≥ 0.
#[must_use]
pub fn digamma_difference(z: f64, d: f64) -> f64 {
    step(z, d).first
}

/// ψ′(z+d) − ψ′(z), which is not above zero, for z > 0 and d ≥ 0.
#[must_use]
pub fn trigamma_difference(z: f64, d: f64) -> f64 {
    step(z, d).second
}

/// Up to so many whole steps from a small z are taken one by one.
const FEW_STEPS: u32 = 8;

/// Whole steps: one by one while they are few or z is small, the rest by the series.
#[inline(always)]
#[expect(clippy::inline_always, reason = "what a caller does not need is then never computed")]
fn whole_steps(z: f64, n: u32) -> GammaStep {
    let (mut z, mut left) = (z, n);
    let (mut product, mut first, mut second) = (1.0, 0.0, 0.0);
    while left > 0 && (z < ASYMPTOTIC || (n <= FEW_STEPS && z < 1e30)) {
        let inverse = 1.0 / z;
        product *= z;
        first += inverse;
        second -= inverse * inverse;
        z += 1.0;
        left -= 1;
    }
    let mut sum = GammaStep { ln: f64::ln(product), first, second };
    if left > 0 {
        let rest = asymptotic(z, f64::from(left));
        sum = GammaStep { ln: sum.ln + rest.ln, first: first + rest.first, second: second + rest.second };
    }
    sum
}

/// ln Γ(z+n) − ln Γ(z) for z > 0.
#[must_use]
pub fn ln_rising(z: f64, n: u32) -> f64 {
    whole_steps(z, n).ln
}

/// ψ(z+n) − ψ(z) for z > 0.
#[must_use]
pub fn rising_digamma(z: f64, n: u32) -> f64 {
    whole_steps(z, n).first
}

/// ψ′(z+n) − ψ′(z) for z > 0.
#[must_use]
pub fn rising_trigamma(z: f64, n: u32) -> f64 {
    whole_steps(z, n).second
}
