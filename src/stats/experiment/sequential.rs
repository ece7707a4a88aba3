//! Effects that may be looked at as often as one likes: the mixture sequential probability ratio test (Robbins 1970; Johari,
//! Pekelis & Walsh 2022), and asymptotic confidence sequences (Waudby-Smith et al. 2024).

use super::super::Difference;

/// An effect whose interval holds at all times together, and the p-value that does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AlwaysValid {
    /// The effect with its interval.
    pub effect: Difference,
    /// The p-value.
    pub p: f64,
}

/// The mixture test of an estimate of variance V with effects of variance τ² expected.
#[must_use]
pub fn msprt(estimate: f64, variance: f64, tau2: f64, alpha: f64) -> AlwaysValid {
    let (v, all) = (variance, variance + tau2);
    let ln_ratio = 0.5 * (v / all).ln() + tau2 * estimate * estimate / (2.0 * v * all);
    let width = (v * all / tau2 * ((all / v).ln() - 2.0 * alpha.ln())).sqrt();
    AlwaysValid {
        effect: Difference { value: estimate, lower: estimate - width, upper: estimate + width },
        p: (-ln_ratio).exp().min(1.0),
    }
}

/// The asymptotic confidence sequence of an estimate over n customers, narrowest for its size at `tuning` customers (eq. 9 and
/// 155 of the preprint, version 7).
#[must_use]
pub fn confidence_sequence(estimate: f64, variance: f64, n: f64, tuning: f64, alpha: f64) -> AlwaysValid {
    let log = -2.0 * alpha.ln();
    let rho2 = (log + (log + 1.0).ln()) / tuning;
    let growth = n * rho2 + 1.0;
    let width = (variance * n).sqrt() * (2.0 * growth * (growth.sqrt() / alpha).ln() / (n * n * rho2)).sqrt();
    let squares = estimate * estimate * n / variance;
    let ln_evidence = rho2 * squares / (2.0 * growth) - 0.5 * growth.ln();
    AlwaysValid {
        effect: Difference { value: estimate, lower: estimate - width, upper: estimate + width },
        p: (-ln_evidence).exp().min(1.0),
    }
}
