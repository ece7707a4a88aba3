//! The regularised incomplete beta function, the distribution of a beta variable and of sums of gamma ones.

use super::gamma::{ln_gamma, ln_gamma_ratio};

/// P(B > x) for B ~ Beta(a, b): 1 − Iₓ(a, b), to about 1e-11; by Lentz's continued fraction (Abramowitz & Stegun 26.5.8),
/// on the side where it converges fast.
#[must_use]
pub fn incomplete_beta_above(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x >= 1.0 {
        return 0.0;
    }
    // ln of xᵃ (1−x)ᵇ / B(a, b), with the larger shape in the ratio
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    let ln_front = a * x.ln() + b * (-x).ln_1p() + ln_gamma_ratio(large, small) - ln_gamma(small);
    if x < (a + 1.0) / (a + b + 2.0) {
        1.0 - ln_front.exp() * fraction(x, a, b) / a
    } else {
        ln_front.exp() * fraction(1.0 - x, b, a) / b
    }
}

const MOST_TERMS: u32 = 2_000;

#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let away_from_nought = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_nought(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..MOST_TERMS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_nought(1.0 + term * d);
            c = away_from_nought(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0).abs() < 1e-14 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rustfmt::skip]
    #[expect(clippy::unreadable_literal, reason = "as they were reckoned")]
    const FIGURES: [(f64, f64, f64, f64); 6] = [
        (0.3, 2.0, 5.0, 0.420175),
        (0.001, 0.05, 3.0, 0.23814589541589412),
        (0.9, 60.0, 7.5, 0.4219734735530042),
        (0.5, 40.0, 41.0, 0.4555360606130464),
        (1e-06, 6.25, 3.7, 1.0),
        (0.99, 0.3, 0.2, 0.2571947816220871),
    ];

    /// Figures of 30-digit arithmetic.
    #[test]
    fn distribution_of_beta_variables() {
        for (x, a, b, expected) in FIGURES {
            let found = incomplete_beta_above(x, a, b);
            assert!((found - expected).abs() < 1e-11, "{x} {a} {b}: {found}");
        }
    }
}
