//! Mathematics on plain numbers: special functions, optimisation, quadrature. Knows no customers and no files.

mod beta;
mod gamma;
mod matrix;
mod newton;
mod quadrature;

pub use beta::BetaNodes;
pub use gamma::{digamma, ln_gamma, ln_rising, rising_digamma, rising_trigamma, trigamma};
pub use matrix::{Matrix, invert};
pub use newton::{Evaluation, Maximum, Stop, maximise};
pub use quadrature::{LEGENDRE_8, LEGENDRE_16, Rule, integrate};

/// ln(eᵃ + eᵇ) without overflow.
#[must_use]
pub fn ln_add_exp(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// ln(1 + eᶻ) without overflow.
#[must_use]
pub fn softplus(z: f64) -> f64 {
    ln_add_exp(0.0, z)
}
