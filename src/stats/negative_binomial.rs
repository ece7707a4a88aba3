//! The negative binomial distribution as customers make it: N | λ ~ Poisson(λ t) with λ ~ Gamma(R, α).

use super::gamma::{ln_factorial, ln_gamma_ratio};

/// The number of events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomial {
    shape: f64,
    odds: f64,
}

/// More numbers are not told apart.
const MOST: usize = 1_000_000;
/// Below this a term adds nothing, and the terms around it are searched by their logarithm.
const TINY: f64 = 1e-290;

impl NegativeBinomial {
    /// With shape R and odds t/α.
    #[must_use]
    pub fn new(shape: f64, odds: f64) -> NegativeBinomial {
        NegativeBinomial { shape, odds }
    }

    /// ln P(N = n).
    #[must_use]
    pub fn ln_pmf(&self, n: u32) -> f64 {
        let none = -self.shape * self.odds.ln_1p();
        if n == 0 {
            return none;
        }
        let number = f64::from(n);
        ln_gamma_ratio(self.shape, number) - ln_factorial(n) + none - number * (1.0 / self.odds).ln_1p()
    }

    /// P(N = n) for n = 0, 1, 2, … until all but `tail` of it is there.
    #[must_use]
    pub fn pmf(&self, tail: f64) -> Vec<f64> {
        let ratio = self.odds / (1.0 + self.odds);
        let mut pmf = Vec::new();
        let mut probability = self.ln_pmf(0).exp();
        let mean = self.shape * self.odds;
        let mut number = 0.0;
        loop {
            pmf.push(probability);
            number += 1.0;
            // beyond the mean each term is less than `next` times the one before, and so is the rest in all
            let next = (self.shape + number) / (number + 1.0) * ratio;
            let rest = if next < 1.0 { probability * next / (1.0 - next) } else { f64::INFINITY };
            if (number > mean && rest <= tail) || pmf.len() >= MOST {
                return pmf;
            }
            probability = if probability > TINY {
                probability * (self.shape + number - 1.0) / number * ratio
            } else {
                self.ln_pmf(pmf.len() as u32).exp()
            };
        }
    }

    /// P(N ≥ n).
    #[must_use]
    pub fn survival(&self, n: u32) -> f64 {
        if n == 0 {
            return 1.0;
        }
        if n == 1 {
            return -(-self.shape * self.odds.ln_1p()).exp_m1();
        }
        if f64::from(n) < self.shape * self.odds {
            let below: f64 = (0..n).map(|number| self.ln_pmf(number).exp()).sum();
            return 1.0 - below;
        }
        // summed upwards from n, where every term keeps its digits
        let ratio = self.odds / (1.0 + self.odds);
        let mut term = self.ln_pmf(n).exp();
        let mut sum = 0.0;
        let mut number = f64::from(n);
        for _ in 0..MOST {
            sum += term;
            let next = (self.shape + number) / (number + 1.0) * ratio;
            if next < 1.0 && term * next / (1.0 - next) <= 1e-17 * sum {
                break;
            }
            term *= next;
            number += 1.0;
        }
        sum.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_add_up_and_have_their_mean() {
        for (shape, odds) in
            [(0.25, 8.0), (3.0, 0.01), (100.0, 2.0), (1e5, 1e-3), (5_000.0, 1.0), (1e-3, 100.0)]
        {
            let numbers = NegativeBinomial::new(shape, odds);
            let pmf = numbers.pmf(1e-15);
            let sum: f64 = pmf.iter().sum();
            let mean: f64 = pmf.iter().zip(0_u32..).map(|(p, n)| f64::from(n) * p).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{shape} {odds} {sum}");
            assert!((mean / (shape * odds) - 1.0).abs() < 1e-8, "{shape} {odds} {mean}");
            for n in [1, 2, 5] {
                let above: f64 = pmf[(n as usize).min(pmf.len())..].iter().sum();
                assert!((numbers.survival(n) - above).abs() < 1e-10, "{shape} {odds} {n}");
            }
        }
    }

    /// Geometric for shape 1.
    #[test]
    fn geometric() {
        let numbers = NegativeBinomial::new(1.0, 0.5);
        assert!((numbers.ln_pmf(3).exp() - (2.0 / 3.0) / 27.0).abs() < 1e-15);
        assert!((numbers.survival(40) / 3.0_f64.powi(-40) - 1.0).abs() < 1e-12);
    }
}
