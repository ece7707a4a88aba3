//! How many customers a test needs, what it can find, and how surely.

use super::super::{normal_cdf, normal_quantile};

/// Two proportions to be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoProportions {
    /// Of the control.
    pub control: f64,
    /// Of the treatment.
    pub treatment: f64,
    /// Customers of the treatment over those of the control.
    pub ratio: f64,
    /// Probability of finding a difference where there is none.
    pub alpha: f64,
}

impl TwoProportions {
    /// P(the difference is found) with so many customers in the control: the pooled normal approximation (Fleiss, Levin &
    /// Paik 2003, eq. 4.14 without correction; `power.prop.test` of R for equal arms).
    #[must_use]
    pub fn power(&self, n: f64) -> f64 {
        let TwoProportions { control, treatment, ratio, alpha } = *self;
        let pooled = (control + ratio * treatment) / (1.0 + ratio);
        let null = pooled * (1.0 - pooled) * (1.0 + 1.0 / ratio);
        let other = control * (1.0 - control) + treatment * (1.0 - treatment) / ratio;
        let z = normal_quantile(1.0 - 0.5 * alpha);
        normal_cdf((n.sqrt() * (treatment - control).abs() - z * null.sqrt()) / other.sqrt())
    }

    /// Customers in the control for a power.
    #[must_use]
    pub fn customers(&self, power: f64) -> f64 {
        let TwoProportions { control, treatment, ratio, alpha } = *self;
        let pooled = (control + ratio * treatment) / (1.0 + ratio);
        let null = pooled * (1.0 - pooled) * (1.0 + 1.0 / ratio);
        let other = control * (1.0 - control) + treatment * (1.0 - treatment) / ratio;
        let (z, y) = (normal_quantile(1.0 - 0.5 * alpha), normal_quantile(power));
        ((z * null.sqrt() + y * other.sqrt()) / (treatment - control)).powi(2)
    }

    /// The smallest treatment above the control that so many customers in the control find with a power; none up to one.
    #[must_use]
    pub fn detectable(&self, n: f64, power: f64) -> Option<f64> {
        let found = |treatment: f64| TwoProportions { treatment, ..*self }.power(n) >= power;
        let (mut low, mut high) = (self.control, 1.0);
        if !found(high) {
            return None;
        }
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if found(middle) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Some(high)
    }
}

/// Two means to be told apart, their difference in units of the common standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoMeans {
    /// The standardised difference.
    pub effect: f64,
    /// Customers of the treatment over those of the control.
    pub ratio: f64,
    /// Probability of finding a difference where there is none.
    pub alpha: f64,
}

impl TwoMeans {
    /// Customers in the control for a power, by the normal approximation.
    #[must_use]
    pub fn customers(&self, power: f64) -> f64 {
        let sum = normal_quantile(1.0 - 0.5 * self.alpha) + normal_quantile(power);
        (sum / self.effect).powi(2) * (1.0 + 1.0 / self.ratio)
    }

    /// P(the difference is found) with so many customers in the control, by the normal approximation.
    #[must_use]
    pub fn power(&self, n: f64) -> f64 {
        let z = normal_quantile(1.0 - 0.5 * self.alpha);
        normal_cdf(self.effect.abs() * (n / (1.0 + 1.0 / self.ratio)).sqrt() - z)
    }

    /// The standardised difference that so many customers in the control find with a power.
    #[must_use]
    pub fn detectable(&self, n: f64, power: f64) -> f64 {
        (normal_quantile(1.0 - 0.5 * self.alpha) + normal_quantile(power))
            * ((1.0 + 1.0 / self.ratio) / n).sqrt()
    }
}
