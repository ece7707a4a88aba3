//! The negative binomial distribution of N | λ ~ Poisson(λ t) with λ ~ Gamma(shape, α): purchases of a
//! customer whose rate is known up to a gamma distribution.

use super::incomplete_beta::{beta_prime, ln_beta_kernel};

/// N with P(N = n) = Γ(s+n) / (Γ(s) n!) · (1+o)^−s · (o/(1+o))^n, where s is the shape and o = t/α the odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomial {
    shape: f64,
    odds: f64,
}

/// No list of probabilities is longer.
const LONGEST: usize = 1_000_000;

/// Steps of the recurrence before it takes a fresh start, so that its rounding errors stay few.
const STRETCH: usize = 64;

impl NegativeBinomial {
    /// The distribution for a shape above zero and odds of zero or more.
    #[must_use]
    pub fn new(shape: f64, odds: f64) -> NegativeBinomial {
        NegativeBinomial { shape, odds }
    }

    /// E\[N\].
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.shape * self.odds
    }

    /// ln P(N = n).
    #[must_use]
    pub fn ln_pmf(&self, n: u32) -> f64 {
        if n == 0 {
            return -self.shape * self.odds.ln_1p();
        }
        if self.odds <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let n = f64::from(n);
        ln_beta_kernel(self.shape, n, 1.0 / (1.0 + self.odds), self.something()) - n.ln()
    }

    /// o/(1+o).
    fn something(&self) -> f64 {
        if self.odds < f64::INFINITY { self.odds / (1.0 + self.odds) } else { 1.0 }
    }

    /// P(N ≥ n), accurate relatively.
    #[must_use]
    pub fn survival(&self, n: u32) -> f64 {
        if n == 0 { 1.0 } else { beta_prime(f64::from(n), self.shape, self.odds).lower }
    }

    /// P(N = 0), P(N = 1) … until all but `tail` of the probability is there, but at most a million of them.
    #[must_use]
    pub fn pmf(&self, tail: f64) -> Vec<f64> {
        let mut list = Vec::new();
        while list.len() < LONGEST {
            let from = list.len();
            self.extend(&mut list);
            let enough = |n: usize| self.beyond(n, list[n]) <= tail;
            if enough(list.len() - 1) {
                let (mut few, mut many) = (from, list.len() - 1);
                while few < many {
                    let middle = few.midpoint(many);
                    if enough(middle) { many = middle } else { few = middle + 1 }
                }
                list.truncate(many + 1);
                break;
            }
        }
        list
    }

    /// P(N > n), given P(N = n); a bound where the ratio of neighbours falls, by a geometric series.
    fn beyond(&self, n: usize, probability: f64) -> f64 {
        let over = self.shape - 1.0;
        if over < 0.0 {
            return self.survival(n as u32 + 1);
        }
        let n = f64::from(n as u32);
        let fall = n + 1.0 - over * self.odds;
        if fall > 0.0 { probability * (self.shape + n) * self.odds / fall } else { f64::INFINITY }
    }

    /// The next stretch of probabilities, from the one nearest to the mode outwards, so that nothing is lost
    /// where a probability is too small for a number; P(n+1) = P(n) (s+n)/(n+1) · o/(1+o).
    #[expect(clippy::cast_sign_loss, reason = "not below zero")]
    fn extend(&self, list: &mut Vec<f64>) {
        let (from, to) = (list.len(), list.len() + STRETCH);
        list.resize(to, 0.0);
        // a float beyond the range of integers becomes the largest one
        let peak = ((self.shape - 1.0) * self.odds).max(0.0) as usize;
        let start = peak.clamp(from, to - 1);
        list[start] = self.ln_pmf(start as u32).exp();
        let something = self.something();
        let ratio = |n: usize| {
            let n = f64::from(n as u32);
            (self.shape + n) / (n + 1.0) * something
        };
        for n in start + 1..to {
            list[n] = list[n - 1] * ratio(n - 1);
        }
        for n in (from..start).rev() {
            list[n] = list[n + 1] / ratio(n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
    }

    /// Shape, odds, n and ln P(N = n), by gamma functions of 60 digits.
    #[rustfmt::skip]
    const LN_PMF: [(f64, f64, u32, f64); 10] = [
        (0.25, 3.0, 0, -0.346_573_590_279_972_64),
        (0.25, 3.0, 1, -2.020_550_023_851_644_3),
        (0.25, 3.0, 40, -15.910_887_190_202_05),
        (1e-8, 100_000.0, 7, -20.366_660_983_287_037),
        (100_000.0, 0.001, 100, -3.222_856_707_753_396),
        (100_000.0, 0.001, 260, -92.006_069_831_661_11),
        (100_000.0, 30_000.0, 2_999_123_456, -16.988_348_392_790_265),
        (30_000.0, 0.2, 5_000, -79.627_537_396_916_65),
        (1.0, 2.5, 17, -6.972_790_991_055_988),
        (1_000_000_000_000.0, 1e-10, 120, -5.191_965_662_567_216),
    ];

    #[test]
    fn probabilities_of_a_count() {
        for (shape, odds, n, ln_pmf) in LN_PMF {
            let found = NegativeBinomial::new(shape, odds).ln_pmf(n);
            assert!((found - ln_pmf).abs() <= 1e-13 * ln_pmf.abs().max(1.0), "{shape} {odds} {n} {found}");
        }
        // a shape of 1 is a geometric distribution
        close(NegativeBinomial::new(1.0, 0.5).ln_pmf(3).exp(), 2.0 / 81.0, 1e-14);
    }

    #[test]
    fn survival_keeps_its_digits_in_the_tail() {
        for (shape, odds, n, survival) in [
            (0.25, 3.0, 40, 4.679_454_043_174_567e-7),
            (1e-8, 100_000.0, 7, 9.062_995_060_337_179e-8),
            (100_000.0, 0.001, 260, 1.786_013_263_199_885_7e-40),
            (0.001, 20.0, 3, 0.001_637_818_523_214_620_2),
            (50.0, 2.0, 200, 1.302_685_440_054_604_6e-6),
        ] {
            close(NegativeBinomial::new(shape, odds).survival(n), survival, 1e-12);
        }
        close(NegativeBinomial::new(2.0, 3.0).survival(0), 1.0, 0.0);
        close(NegativeBinomial::new(2.0, 3.0).survival(1), 1.0 - 1.0 / 16.0, 1e-14);
    }

    #[test]
    fn a_list_holds_all_but_the_tail() {
        for (shape, odds) in [(0.25, 3.0), (1e5, 1e-3), (1e4, 5.0), (1e-3, 1e4), (1e12, 1e-10), (3.0, 0.0)] {
            for tail in [1e-2, 1e-6, 1e-11] {
                let distribution = NegativeBinomial::new(shape, odds);
                let list = distribution.pmf(tail);
                let beyond = 1.0 - list.iter().sum::<f64>();
                assert!(beyond <= tail + 1e-11, "{shape} {odds} {tail} {beyond}");
                let length = list.len() as u32;
                assert!(distribution.survival(length) <= tail, "{shape} {odds} {length}");
                assert!(
                    distribution.survival(length * 3 / 4) > tail || length == 1,
                    "{shape} {odds} {length}"
                );
                for n in (0..list.len()).step_by(97) {
                    let exact = distribution.ln_pmf(n as u32).exp();
                    close(list[n].max(1e-300), exact.max(1e-300), 1e-12);
                }
            }
        }
    }

    #[test]
    fn extremes_stay_finite() {
        for shape in [1e-300, 1e-8, 1.0, 1e5, 1e12] {
            for odds in [0.0, 1e-300, 1e-8, 1.0, 1e8, f64::INFINITY] {
                let distribution = NegativeBinomial::new(shape, odds);
                for n in [0, 1, 1_000, 1_000_000_000] {
                    let (ln_pmf, survival) = (distribution.ln_pmf(n), distribution.survival(n));
                    assert!(ln_pmf <= 0.0 && (0.0..=1.0).contains(&survival), "{shape} {odds} {n}");
                }
            }
        }
        assert!(NegativeBinomial::new(1e5, 1e5).pmf(1e-6).len() == LONGEST);
    }
}
