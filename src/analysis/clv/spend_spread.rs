//! How much the expected spends hang on the parameters of the spend model: E[value of a purchase] is
//! p/(p x + q − 1) · (v + x z̄) of each of the models that the data allow, where the first factor depends on x alone.

use super::uncertainty::spread;
use crate::analysis::outlook::{Buyers, Valued};
use crate::models::{Fit, GammaGamma, Posterior, Spend};

/// How much the expected spends hang on the parameters of the spend model.
#[derive(Debug, Clone)]
pub(super) struct SpendSpread {
    pub(super) posterior: Posterior<GammaGamma>,
    /// v of the estimate.
    v: f64,
    /// Of each point, its weight, by how much its v is more, and ln of the first factor over that of the estimate, for
    /// each x.
    points: Vec<(f64, f64, Vec<f64>)>,
    /// The spread as a power series in 1/(v + x z̄), for each x.
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

impl SpendSpread {
    pub(super) fn of(
        fit: &Fit<GammaGamma>,
        value: &Valued,
        spends: &[Spend],
        buyers: &Buyers,
    ) -> SpendSpread {
        let posterior = fit.posterior(spends);
        let most = spends.iter().map(|spend| spend.x).max().unwrap_or(0);
        let ln_factor = |model: &GammaGamma, x: u32| {
            let freedom = model.p * f64::from(x) + model.q - 1.0;
            if freedom > 0.0 { (model.p / freedom).ln() } else { f64::NAN }
        };
        let points: Vec<(f64, f64, Vec<f64>)> = posterior
            .points
            .iter()
            .map(|(weight, model)| {
                let of = |x| ln_factor(model, x) - ln_factor(&fit.model, x);
                (*weight, model.v - fit.model.v, (0..=most).map(of).collect())
            })
            .collect();
        let unknown = (0..buyers.len()).find(|&place| buyers.spend(place).is_none());
        let of_unknown = unknown.map_or(0.0, |place| {
            let figures = posterior
                .points
                .iter()
                .map(|(weight, model)| (*weight, model.expected_spend(None).unwrap_or(f64::NAN)));
            spread(value.expected_spend[place], figures)
        });
        let farthest = points.iter().map(|(_, more, _)| more.abs()).fold(0.0, f64::max);
        let series = (0..=most as usize).map(|x| series(&points, x)).collect();
        SpendSpread { v: fit.model.v, near: SMALL / farthest, series, points, of_unknown, posterior }
    }

    /// Spread of the logarithm of the expected spend of a customer.
    pub(super) fn of_customer(&self, spend: Option<Spend>) -> f64 {
        let Some(spend) = spend else { return self.of_unknown };
        let inverse = 1.0 / (self.v + f64::from(spend.x) * spend.mean);
        if inverse <= self.near {
            return self.series[spend.x as usize].iter().rev().fold(0.0, |sum, term| sum * inverse + term);
        }
        self.points
            .iter()
            .map(|(weight, more, ln_factors)| {
                square(*weight, ln_factors[spend.x as usize] + (more * inverse).ln_1p())
            })
            .sum()
    }
}

fn square(weight: f64, off: f64) -> f64 {
    if off.is_finite() { weight * off * off } else { 0.0 }
}

/// Σ weight · (ln factor + ln(1 + more · y))² as a power series in y.
fn series(points: &[(f64, f64, Vec<f64>)], x: usize) -> [f64; TERMS] {
    let mut sum = [0.0; TERMS];
    for (weight, more, ln_factors) in points {
        if !ln_factors[x].is_finite() {
            continue;
        }
        // ln(1 + m y) = m y − (m y)²/2 + (m y)³/3 − …
        let mut off = [ln_factors[x]; TERMS];
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
