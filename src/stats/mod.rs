//! Mathematics on plain numbers: special functions, optimisation, quadrature. Knows no customers and no files.

mod beta;
mod bundle;
pub mod chebyshev;
pub mod clustering;
mod concentration;
mod dot;
pub mod experiment;
pub mod forecast;
mod forecast_errors;
mod gamma;
mod hermite;
mod incomplete_beta;
mod incomplete_gamma;
mod ln_of_whole;
mod ln_product;
mod logistic;
mod matrix;
mod negative_binomial;
mod newton;
mod normal;
mod payback;
mod quadrature;
mod quantile;
mod radix;
mod ranking;
mod ratio;
mod stratified;
mod student;
mod sum_of;
mod survival;
mod wilson;

pub use beta::BetaNodes;
pub use bundle::Bundle;
pub use concentration::{gini, shares_of_tenths, top_share};
pub use dot::dot;
pub use forecast_errors::{
    Calibration, brier, calibration, log_loss, mean_absolute_error, root_mean_square_error, total_error,
};
pub use gamma::{
    digamma, digamma_difference, ln_factorial, ln_gamma, ln_gamma_ratio, ln_rising, rising_digamma,
    rising_trigamma, trigamma, trigamma_difference,
};
pub use hermite::Hermite;
pub use incomplete_beta::{Tails, beta_above_logit, incomplete_beta, incomplete_beta_above};
pub use incomplete_gamma::incomplete_gamma_above;
pub use ln_of_whole::ln_of_whole;
pub use ln_product::LnProduct;
pub use logistic::Logistic;
pub use matrix::{Matrix, cholesky_of, invert};
pub use negative_binomial::NegativeBinomial;
pub use newton::{Evaluation, Limits, Maximum, Stop, Wall, free_curvature, maximise};
pub use normal::{normal_cdf, normal_density, normal_quantile, normal_survival, z_of};
pub use payback::payback;
pub use quadrature::{LEGENDRE_4, LEGENDRE_8, LEGENDRE_16, Rule, integrate};
pub use quantile::{median_interval, quantile};
pub use radix::{in_order, sort_above};
pub use ranking::{auc, correlation, lift, place_in_order, ranks, ranks_in_order, ranks_of_counts};
pub use ratio::{Ratio, RatioInterval};
pub use stratified::{Stratum, stratified_difference};
pub use student::{Difference, Moments, student_quantile, welch};
pub use sum_of::sum_of;
pub use survival::{KaplanMeier, Step};
pub use wilson::{newcombe, wilson};

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
