//! The gamma function's logarithm, its derivatives ψ and ψ′, and their differences over a step, which is how
//! the models need them: ln Γ(z+d) − ln Γ(z) taken as such would lose every digit for large z or small d.
//!
//! Differences are exact to a few units of the last place: small arguments take single steps upwards, large
//! ones Stirling's series with the difference taken term by term (Abramowitz & Stegun 6.1.40, 6.3.18,
//! 6.4.12).

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

/// ln Γ(z) − [(z−½) ln z − z + ½ ln 2π], what Stirling's formula leaves out, for z > 0: near 1/(12 z) for
/// large z.
#[must_use]
pub(super) fn stirling_remainder(z: f64) -> f64 {
    if z < ASYMPTOTIC {
        return ln_gamma(z) - ((z - 0.5) * z.ln() - z + HALF_LN_TAU);
    }
    let inverse = 1.0 / z;
    horner(&SERIES, inverse * inverse) * inverse
}

/// ½ ln 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
    }

    /// ψ(1) = −γ, ψ(1/2) = −γ − 2 ln 2, ψ′(1) = π²/6, ψ′(1/2) = π²/2 (Abramowitz & Stegun 6.3.2, 6.3.3,
    /// 6.4.2, 6.4.4).
    #[test]
    fn known_values() {
        let euler = 0.577_215_664_901_532_9;
        close(digamma(1.0), -euler, 1e-14);
        close(digamma(0.5), -euler - 2.0 * 2.0_f64.ln(), 1e-14);
        close(trigamma(1.0), std::f64::consts::PI.powi(2) / 6.0, 1e-14);
        close(trigamma(0.5), std::f64::consts::PI.powi(2) / 2.0, 1e-14);
        close(ln_gamma(5.0), 24.0_f64.ln(), 1e-15);
        close(ln_factorial(4), 24.0_f64.ln(), 1e-15);
        // ln Γ(1 + 1e−8) and ln Γ(2 + 1e−8), with mpmath, at the argument as it is stored
        close(ln_gamma(1.000_000_01), -5.772_156_531_688_512e-09, 1e-13);
        close(ln_gamma(2.000_000_01), 4.227_843_357_536_779e-09, 1e-13);
        // the next term of the series about zero is ζ(2) z
        close(digamma(1e-6), -1e6 - euler + 1e-6 * std::f64::consts::PI.powi(2) / 6.0, 1e-15);
        close(stirling_remainder(1.0), 1.0 - HALF_LN_TAU, 1e-15);
        close(stirling_remainder(9.999_999), stirling_remainder(10.0), 2e-7);
    }

    /// z, d, and what mpmath with 60 digits says of ln Γ, ψ and ψ′ at z+d less those at z.
    #[rustfmt::skip]
    const DIFFERENCES: [(f64, f64, f64, f64, f64); 19] = [
        (1e-10, 1.0, -23.025_850_929_940_457,
            10_000_000_000.0, -1e+20),
        (1e-10, 1_000_000_000.0, 19_723_265_804.477_867,
            10_000_000_021.300_482, -1e+20),
        (3e-05, 7.0, -3.834_988_464_963_132,
            33_335.783_288_592_735, -1_111_111_112.602_428_4),
        (0.3, 0.5, -0.943_738_316_418_237_9,
            2.537_515_655_493_994_6, -9.945_890_408_606_031),
        (0.25, 1e-09, -4.227_453_524_777_601e-09,
            1.719_732_908_984_324_4e-08, -1.293_277_391_681_458_7e-07),
        (1.0, 0.001, -0.000_576_393_598_283_369_6,
            0.001_643_733_091_232_389_1, -0.002_400_870_979_248_403_5),
        (2.5, 33.0, 90.070_247_395_345_48,
            2.852_225_429_592_615_5, -0.461_788_270_608_436_9),
        (7.3, 100_000.0, 1_051_364.605_666_973,
            9.595_173_127_024_513, -0.146_785_768_811_380_95),
        (9.999, 1e-06, 2.251_647_469_794_426_6e-06,
            1.051_773_811_506_516_2e-07, -1.105_215_407_680_736_4e-08),
        (10.0, 20.0, 58.455_211_487_086_54,
            1.132_685_543_618_803_7, -0.071_271_275_323_945_8),
        (40.0, 5000.0, 37_816.837_873_896_11,
            4.848_734_777_400_732, -0.025_116_671_457_777_046),
        (1234.5, 0.75, 5.338_740_045_040_035,
            0.000_607_594_922_170_459_6, -4.922_287_741_518_278e-07),
        (1_000_000.0, 1.0, 13.815_510_557_964_274,
            1e-06, -1e-12),
        (100_000_000.0, 0.0001, 0.001_842_068_073_895_286_7,
            1.000_000_004_999_5e-12, -1.000_000_009_999_000_1e-20),
        (100_000_000.0, 30_000_000.0, 556_727_776.568_162_7,
            0.262_364_265_621_337_2, -2.307_692_328_106_509e-09),
        (1_000_000_000_000.0, 1.0, 27.631_021_115_928_547,
            1e-12, -1e-24),
        (1_000_000_000_000.0, 1_000_000_000.0, 27_631_520_949.344_666,
            0.000_999_500_333_084_032_7, -9.990_009_990_019_976e-16),
        (1_000_000_000_000.0, 0.125, 3.453_877_639_491_014,
            1.250_000_000_000_546_8e-13, -1.250_000_000_001_093_7e-25),
        (1_000_000_000_000.0, 1_000_000_000_000_000.0, 3.354_668_465_002_308e+16,
            6.908_754_779_315_720_5, -9.990_009_990_014_99e-13),
    ];

    #[test]
    #[expect(clippy::cast_sign_loss, reason = "steps are above zero")]
    fn differences_keep_their_digits_for_any_size_of_argument_and_step() {
        for (z, d, ln, first, second) in DIFFERENCES {
            let found = step(z, d);
            assert!((found.ln - ln).abs() <= 1e-14 * ln.abs().max(1.0), "{z} {d} {found:?}");
            close(found.first, first, 4e-15);
            close(found.second, second, 4e-15);
            close(ln_gamma_ratio(z, d), found.ln, 0.0);
            close(digamma_difference(z, d), found.first, 0.0);
            close(trigamma_difference(z, d), found.second, 0.0);
            if d.fract() == 0.0 && d < 4e9 {
                let whole = whole_steps(z, d as u32);
                assert!((whole.ln - ln).abs() <= 1e-14 * ln.abs().max(1.0), "{z} {d} {whole:?}");
                close(whole.first, first, 4e-15);
                close(whole.second, second, 4e-15);
            }
        }
    }

    /// However many steps, the difference is the sum of its steps.
    #[test]
    fn differences_are_sums_of_steps() {
        for z in [1e-3, 0.3, 2.5, 40.0, 1e4, 1e8] {
            for n in [1, 5, 8, 9, 33, 100, 5_000] {
                let steps = || (0..n).map(|step| z + f64::from(step));
                close(ln_rising(z, n), steps().map(f64::ln).sum(), 1e-12);
                close(rising_digamma(z, n), steps().map(|z| 1.0 / z).sum(), 1e-13);
                close(rising_trigamma(z, n), -steps().map(|z| 1.0 / (z * z)).sum::<f64>(), 1e-13);
            }
        }
        assert_eq!(whole_steps(3.0, 0), GammaStep::default());
        assert_eq!(step(0.3, 0.0), GammaStep::default());
    }
}
