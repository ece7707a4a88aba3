//! Two proportions: differences and ratios with their intervals, and tests that they are equal.

use super::super::{Difference, ln_factorial, normal_survival};

/// Successes among trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proportion {
    /// How often.
    pub successes: u64,
    /// Of how many.
    pub trials: u64,
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
impl Proportion {
    /// The share.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.successes as f64 / self.trials as f64
    }

    fn n(&self) -> f64 {
        self.trials as f64
    }

    fn x(&self) -> f64 {
        self.successes as f64
    }

    /// Variance of the share.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.share() * (1.0 - self.share()) / self.n()
    }
}

/// A statistic and the probability of one as far from nought, on either side, if there is no effect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The statistic.
    pub statistic: f64,
    /// Its two-sided p-value.
    pub p: f64,
}

impl Test {
    /// Of a statistic that is standard normal without an effect.
    #[must_use]
    pub fn normal(z: f64) -> Test {
        Test { statistic: z, p: (2.0 * normal_survival(z.abs())).min(1.0) }
    }
}

/// The score test of equal proportions: Pearson's, with the factor N/(N−1) of Miettinen & Nurminen (1985).
#[must_use]
pub fn score_test(one: Proportion, other: Proportion) -> Test {
    Test::normal(difference_score(one, other, 0.0))
}

/// The interval of the difference by inverting the score test (Miettinen & Nurminen 1985).
#[must_use]
pub fn score_difference(one: Proportion, other: Proportion, z: f64) -> Difference {
    let value = one.share() - other.share();
    let score = |difference: f64| difference_score(one, other, difference);
    Difference { value, lower: falls_to(score, z, -1.0, value), upper: falls_to(score, -z, value, 1.0) }
}

/// The score of a supposed difference: by how many standard errors the one found lies above it, the standard error being
/// that of the likeliest proportions with that difference.
fn difference_score(one: Proportion, other: Proportion, difference: f64) -> f64 {
    let (n1, n2, x2) = (one.n(), other.n(), other.x());
    let (n, x) = (n1 + n2, one.x() + x2);
    // the middle root of the cubic equation that the likeliest proportion of the other one solves
    let l2 = (n1 + 2.0 * n2) * difference - n - x;
    let l1 = (n2 * difference - n - 2.0 * x2) * difference + x;
    let l0 = x2 * difference * (1.0 - difference);
    let q = (l2 / (3.0 * n)).powi(3) - l1 * l2 / (6.0 * n * n) + l0 / (2.0 * n);
    let p = ((l2 / (3.0 * n)).powi(2) - l1 / (3.0 * n)).max(0.0).sqrt().copysign(q);
    let turn = if p == 0.0 { 1.0 } else { (q / p.powi(3)).clamp(-1.0, 1.0) };
    let angle = (std::f64::consts::PI + turn.acos()) / 3.0;
    let (low, high) = ((-difference).max(0.0), (1.0 - difference).min(1.0));
    let mut second = (2.0 * p * angle.cos() - l2 / (3.0 * n)).clamp(low, high);
    for _ in 0..3 {
        // Newton's method gives back the digits that the angle lost
        let value = ((n * second + l2) * second + l1) * second + l0;
        let slope = (3.0 * n * second + 2.0 * l2) * second + l1;
        if slope != 0.0 {
            second = (second - value / slope).clamp(low, high);
        }
    }
    let first = (second + difference).clamp(0.0, 1.0);
    let variance = (first * (1.0 - first) / n1 + second * (1.0 - second) / n2) * n / (n - 1.0);
    standardised(one.share() - other.share() - difference, variance)
}

/// The interval of the ratio by inverting the score test (Koopman 1984; Miettinen & Nurminen 1985); its upper end is
/// infinite where the other proportion may be nought.
#[must_use]
pub fn score_ratio(one: Proportion, other: Proportion, z: f64) -> Difference {
    let value = one.share() / other.share();
    // sought in the logarithm
    let score = |ln: f64| ratio_score(one, other, ln.exp());
    let middle = if value.is_finite() && value > 0.0 { value.ln() } else { 0.0 };
    let lower = if one.successes == 0 {
        0.0
    } else {
        falls_to(score, z, middle - REACH, if other.successes == 0 { REACH } else { middle }).exp()
    };
    let upper = if other.successes == 0 {
        f64::INFINITY
    } else {
        falls_to(score, -z, if one.successes == 0 { -REACH } else { middle }, middle + REACH).exp()
    };
    Difference { value, lower, upper }
}

/// Ratios beyond e to this are not told apart.
const REACH: f64 = 40.0;

fn ratio_score(one: Proportion, other: Proportion, ratio: f64) -> f64 {
    let (n1, n2, x1, x2) = (one.n(), other.n(), one.x(), other.x());
    let n = n1 + n2;
    let (a, b, c) = (n * ratio, -(n1 * ratio + x1 + n2 + x2 * ratio), x1 + x2);
    // the smaller root, without cancellation
    let second = 2.0 * c / (-b + (b * b - 4.0 * a * c).max(0.0).sqrt());
    let first = ratio * second;
    let variance =
        (first * (1.0 - first) / n1 + ratio * ratio * second * (1.0 - second) / n2) * n / (n - 1.0);
    standardised(one.share() - ratio * other.share(), variance)
}

fn standardised(off: f64, variance: f64) -> f64 {
    if off == 0.0 { 0.0 } else { off / variance.max(0.0).sqrt() }
}

/// Where a falling score is `level`, between two places.
fn falls_to(score: impl Fn(f64) -> f64, level: f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if score(middle) > level {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= 1e-16 * high.abs() {
            break;
        }
    }
    f64::midpoint(low, high)
}

/// The plain interval of the difference (Wald), with its test.
#[must_use]
pub fn wald_difference(one: Proportion, other: Proportion, z: f64) -> (Difference, Test) {
    let (value, error) = (one.share() - other.share(), (one.variance() + other.variance()).sqrt());
    let difference = Difference { value, lower: value - z * error, upper: value + z * error };
    (difference, Test::normal(standardised(value, error * error)))
}

/// The interval of the ratio on the scale of logarithms (Katz et al. 1978); none where a proportion is nought.
#[must_use]
pub fn log_ratio(one: Proportion, other: Proportion, z: f64) -> Option<Difference> {
    if one.successes == 0 || other.successes == 0 {
        return None;
    }
    let part = |arm: Proportion| (1.0 - arm.share()) / arm.x();
    let (value, error) = (one.share() / other.share(), (part(one) + part(other)).sqrt());
    Some(Difference { value, lower: value * (-z * error).exp(), upper: value * (z * error).exp() })
}

/// Fisher's exact test (1935), two-sided: all tables of these margins that are no likelier than the one found.
#[must_use]
pub fn fisher_exact(one: Proportion, other: Proportion) -> f64 {
    let successes = one.successes + other.successes;
    let all = one.trials + other.trials;
    let ln_choose =
        |n: u64, k: u64| ln_factorial(n as u32) - ln_factorial(k as u32) - ln_factorial((n - k) as u32);
    let whole = ln_choose(all, successes);
    let ln = |x: u64| ln_choose(one.trials, x) + ln_choose(other.trials, successes - x) - whole;
    let (least, most) = (successes.saturating_sub(other.trials), successes.min(one.trials));
    let found = ln(one.successes);
    // equal tables differ in their last digits
    let p: f64 = (least..=most).map(ln).filter(|ln| *ln <= found + 1e-7).map(f64::exp).sum();
    p.min(1.0)
}
