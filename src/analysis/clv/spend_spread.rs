//! How much the expected spends hang on the parameters of the spend model: E[value of a purchase] is
//! p/(p x + q − 1) · (v + x z̄) of each of the models that the data allow, where the first factor depends on x alone.

use super::uncertainty::spread;
use crate::analysis::outlook::{Buyers, Valued};
use crate::models::{Fit, GammaGamma, Posterior, Spend};

/// How much the expected spends hang on the parameters of the spend model.
#[derive(Debug, Clone)]
pub(super) struct SpendSpread {
    pub(super) posterior: Posterior<GammaGamma>,
    /// The estimate.
    model: GammaGamma,
    /// The spread as a power series in 1/(v + x z̄), for each x that is not rare.
    series: Vec<[f64; TERMS]>,
    /// The largest 1/(v + x z̄) at which the series is exact enough.
    near: f64,
    /// Of customers of whom nothing is known.
    of_unknown: f64,
}

/// Terms of the series.
const TERMS: usize = 7;
/// A v that is more or less by at most this part leaves the series right to eight digits.
const SMALL: f64 = 0.01;
/// Customers who bought more often than that are rare.
pub(super) const RARE: u32 = 4096;

impl SpendSpread {
    pub(super) fn of(
        fit: &Fit<GammaGamma>,
        value: &Valued,
        spends: &[Spend],
        buyers: &Buyers,
    ) -> SpendSpread {
        let (model, posterior) = (fit.model, fit.posterior(spends));
        let most = spends.iter().map(|spend| spend.x).max().unwrap_or(0);
        let unknown = (0..buyers.len()).find(|&place| buyers.spend(place).is_none());
        let of_unknown = unknown.map_or(0.0, |place| {
            let figures = posterior
                .points
                .iter()
                .map(|(weight, model)| (*weight, model.expected_spend(None).unwrap_or(f64::NAN)));
            spread(value.expected_spend[place], figures)
        });
        let farthest =
            posterior.points.iter().map(|(_, other)| (other.v - model.v).abs()).fold(0.0, f64::max);
        let series = (0..=most.min(RARE)).map(|x| series(&model, &posterior, x)).collect();
        SpendSpread { near: SMALL / farthest, series, of_unknown, model, posterior }
    }

    /// Spread of the logarithm of the expected spend of a customer.
    pub(super) fn of_customer(&self, spend: Option<Spend>) -> f64 {
        let Some(spend) = spend else { return self.of_unknown };
        let inverse = 1.0 / (self.model.v + f64::from(spend.x) * spend.mean);
        if let Some(series) = self.series.get(spend.x as usize)
            && inverse <= self.near
        {
            return series.iter().rev().fold(0.0, |sum, term| sum * inverse + term);
        }
        self.posterior
            .points
            .iter()
            .map(|(weight, other)| {
                let more = other.v - self.model.v;
                let off =
                    ln_factor(other, spend.x) - ln_factor(&self.model, spend.x) + (more * inverse).ln_1p();
                if off.is_finite() { weight * off * off } else { 0.0 }
            })
            .sum()
    }
}

/// ln of the first factor.
fn ln_factor(model: &GammaGamma, x: u32) -> f64 {
    let freedom = model.p * f64::from(x) + model.q - 1.0;
    if freedom > 0.0 { (model.p / freedom).ln() } else { f64::NAN }
}

/// Σ weight · (ln factor + ln(1 + more · y))² as a power series in y, where the factor is over that of the model.
fn series(model: &GammaGamma, posterior: &Posterior<GammaGamma>, x: u32) -> [f64; TERMS] {
    let mut sum = [0.0; TERMS];
    for (weight, other) in &posterior.points {
        let (more, ln_factor) = (other.v - model.v, ln_factor(other, x) - ln_factor(model, x));
        if !ln_factor.is_finite() {
            continue;
        }
        // ln(1 + m y) = m y − (m y)²/2 + (m y)³/3 − …
        let mut off = [ln_factor; TERMS];
        for (k, term) in (1..).zip(&mut off[1..]) {
            *term = -(-more).powi(k) / f64::from(k);
        }
        for k in 0..TERMS {
            for l in 0..TERMS - k {
                sum[k + l] += weight * off[k] * off[l];
            }
        }
    }
    sum
}
