//! Two means, and ratios of means: differences and relative differences with their intervals.

use super::super::{Difference, Moments, student_quantile};
use super::proportions::Test;
use crate::stats::{cholesky_of, incomplete_beta};

/// A mean of one arm, however it came about: adjusted by a covariate, or a ratio of two sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub value: f64,
    /// Its variance.
    pub variance: f64,
    /// Degrees of freedom of the variance.
    pub freedom: f64,
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
impl Estimate {
    /// The mean of some values; none of fewer than two.
    #[must_use]
    pub fn mean(moments: &Moments) -> Option<Estimate> {
        // values beyond the range of numbers have none
        (moments.count > 1 && moments.variance().is_finite()).then(|| Estimate {
            value: moments.mean,
            variance: moments.variance() / moments.count as f64,
            freedom: moments.count as f64 - 1.0,
        })
    }

    /// The ratio of two sums over the same customers, its variance by the delta method (Deng, Knoblich & Lu 2018, eq. 4), its
    /// degrees of freedom those of the customers who add to the lower sum; none of fewer than ten of those, whose variance
    /// would be far too small, or where nothing varies.
    #[must_use]
    pub fn ratio(pairs: &Pairs) -> Option<Estimate> {
        let n = pairs.count as f64;
        if pairs.filled < FEWEST_FILLED || pairs.second.mean == 0.0 {
            return None;
        }
        let value = pairs.first.mean / pairs.second.mean;
        let variance = pairs.first.variance() - 2.0 * value * pairs.covariance()
            + value * value * pairs.second.variance();
        let variance = variance / (n * pairs.second.mean * pairs.second.mean);
        // what rounding leaves of a variance of nought
        let varies = variance > 1e-12 * value * value;
        varies.then_some(Estimate { value, variance, freedom: pairs.filled as f64 - 1.0 })
    }
}

/// Fewer customers say nothing of the variance of a ratio.
const FEWEST_FILLED: u64 = 10;

/// Two values of each customer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pairs {
    /// Customers.
    pub count: u64,
    /// The one value.
    pub first: Moments,
    /// The other.
    pub second: Moments,
    /// Customers of whom the other is not nought.
    pub filled: u64,
    products: f64,
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
impl Pairs {
    /// Adds a customer.
    pub fn add(&mut self, first: f64, second: f64) {
        let off = first - self.first.mean;
        self.count += 1;
        self.filled += u64::from(second != 0.0);
        self.first.add(first);
        self.second.add(second);
        self.products += off * (second - self.second.mean);
    }

    /// The two together with those of others.
    #[must_use]
    pub fn with(&self, other: &Pairs) -> Pairs {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { *other } else { *self };
        }
        let (n, m) = (self.count as f64, other.count as f64);
        let shift = (other.first.mean - self.first.mean) * (other.second.mean - self.second.mean);
        Pairs {
            count: self.count + other.count,
            first: self.first.with(&other.first),
            second: self.second.with(&other.second),
            filled: self.filled + other.filled,
            products: self.products + other.products + shift * n * m / (n + m),
        }
    }

    /// The covariance, of a sample.
    #[must_use]
    pub fn covariance(&self) -> f64 {
        self.products / (self.count as f64 - 1.0)
    }
}

impl FromIterator<(f64, f64)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (f64, f64)>>(values: I) -> Pairs {
        let mut pairs = Pairs::default();
        values.into_iter().for_each(|(first, second)| pairs.add(first, second));
        pairs
    }
}

/// The difference of two estimates with Welch's degrees of freedom, and the test that it is nought.
#[must_use]
pub fn welch_test(one: &Estimate, other: &Estimate, confidence: f64) -> (Difference, Test) {
    let value = one.value - other.value;
    let error = (one.variance + other.variance).sqrt();
    let freedom = freedom(one, other);
    let width =
        if error > 0.0 { student_quantile(f64::midpoint(1.0, confidence), freedom) * error } else { 0.0 };
    (Difference { value, lower: value - width, upper: value + width }, equal_means(one, other))
}

/// The test that two estimates are equal.
fn equal_means(one: &Estimate, other: &Estimate) -> Test {
    let value = one.value - other.value;
    let error = (one.variance + other.variance).sqrt();
    match (error > 0.0, value == 0.0) {
        (true, _) => Test { statistic: value / error, p: student_p(value / error, freedom(one, other)) },
        (false, true) => Test { statistic: 0.0, p: 1.0 },
        (false, false) => Test { statistic: f64::INFINITY.copysign(value), p: 0.0 },
    }
}

/// The p-value of Welch's test alone.
#[must_use]
pub fn welch_p(one: &Estimate, other: &Estimate) -> f64 {
    equal_means(one, other).p
}

fn freedom(one: &Estimate, other: &Estimate) -> f64 {
    let sum = one.variance + other.variance;
    sum * sum / (one.variance * one.variance / one.freedom + other.variance * other.variance / other.freedom)
}

/// P(|T| ≥ |t|) of Student's distribution.
#[must_use]
pub fn student_p(t: f64, freedom: f64) -> f64 {
    incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t)).lower
}

/// The relative difference by the delta method: variance of the one over the square of the other's mean, and the other's
/// share in it; none where the other mean is not above nought.
#[must_use]
pub fn delta_relative(one: &Estimate, other: &Estimate, confidence: f64) -> Option<Difference> {
    if other.value <= 0.0 {
        return None;
    }
    let base = other.value;
    let value = one.value / base - 1.0;
    let variance = one.variance / (base * base) + other.variance * (one.value / (base * base)).powi(2);
    let width = student_quantile(f64::midpoint(1.0, confidence), freedom(one, other)) * variance.sqrt();
    Some(Difference { value, lower: value - width, upper: value + width })
}

/// The relative difference by Fieller's theorem (1954), exact for normal means; none where the other mean is not above
/// nought by more than its interval.
#[must_use]
pub fn fieller_relative(one: &Estimate, other: &Estimate, confidence: f64) -> Option<Difference> {
    let t = student_quantile(f64::midpoint(1.0, confidence), freedom(one, other));
    let g = t * t * other.variance / (other.value * other.value);
    if other.value <= 0.0 || g >= 1.0 {
        return None;
    }
    let ratio = one.value / other.value;
    let width =
        t / other.value * (one.variance + ratio * ratio * other.variance - g * one.variance).max(0.0).sqrt();
    let end = |sign: f64| (ratio + sign * width) / (1.0 - g) - 1.0;
    Some(Difference { value: ratio - 1.0, lower: end(-1.0), upper: end(1.0) })
}

/// Means adjusted by what the customers were like before (CUPED; Deng, Xu, Kohavi & Walker 2013): both arms, how well the
/// past foretells the present, and what part of the variance is saved. None where nothing varies.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn cuped(one: &Pairs, other: &Pairs) -> Option<Cuped> {
    let all = one.with(other);
    let (variance, past) = (all.first.variance(), all.second.variance());
    let varies = variance > 0.0 && past > 0.0 && variance.is_finite() && past.is_finite();
    if one.count < 2 || other.count < 2 || !varies {
        return None;
    }
    let theta = all.covariance() / past;
    let adjusted = |arm: &Pairs| Estimate {
        value: arm.first.mean - theta * (arm.second.mean - all.second.mean),
        variance: (arm.first.variance() + theta * theta * arm.second.variance()
            - 2.0 * theta * arm.covariance())
        .max(0.0)
            / arm.count as f64,
        freedom: arm.count as f64 - 1.0,
    };
    let correlation = all.covariance() / (variance * past).sqrt();
    Some(Cuped { one: adjusted(one), other: adjusted(other), theta, correlation })
}

/// What several covariates together foretell of a value (least squares within the arms, so that an effect is not taken for
/// theirs), as one covariate to adjust by; nought in rows of no arm. None where a covariate does not vary or follows from the others.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn foretold(values: &[f64], covariates: &[Vec<f64>], arms: &[Vec<usize>]) -> Option<Vec<f64>> {
    let rows: Vec<usize> = arms.iter().flatten().copied().collect();
    // without the mean of its arm
    let within = |column: &[f64]| -> Vec<f64> {
        let mut centred = Vec::with_capacity(rows.len());
        for arm in arms {
            let mean = arm.iter().map(|&row| column[row]).collect::<Moments>().mean;
            centred.extend(arm.iter().map(|&row| column[row] - mean));
        }
        centred
    };
    let deviations: Vec<f64> = covariates
        .iter()
        .map(|column| within(column).into_iter().collect::<Moments>().variance().sqrt())
        .collect();
    let standardised: Vec<Vec<f64>> = covariates
        .iter()
        .zip(&deviations)
        .map(|(column, deviation)| within(column).into_iter().map(|value| value / deviation).collect())
        .collect();
    let n = rows.len() as f64;
    let mean_product =
        |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f64>() / n;
    let known = within(values);
    let products: Vec<Vec<f64>> = standardised
        .iter()
        .map(|one| standardised.iter().map(|other| mean_product(one, other)).collect())
        .collect();
    let mut theta: Vec<f64> = standardised.iter().map(|column| mean_product(column, &known)).collect();
    let size = covariates.len();
    let lower = cholesky_of(&products)?;
    if (0..size).any(|row| lower[row][row] < 1e-6) {
        return None;
    }
    for row in 0..size {
        let known: f64 = (0..row).map(|k| lower[row][k] * theta[k]).sum();
        theta[row] = (theta[row] - known) / lower[row][row];
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|k| lower[k][row] * theta[k]).sum();
        theta[row] = (theta[row] - known) / lower[row][row];
    }
    let mut found = vec![0.0; values.len()];
    for &row in &rows {
        let each = theta.iter().zip(covariates).zip(&deviations);
        found[row] = each.map(|((theta, column), deviation)| theta * column[row] / deviation).sum();
    }
    Some(found)
}

/// Means adjusted by a covariate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cuped {
    /// The one arm.
    pub one: Estimate,
    /// The other.
    pub other: Estimate,
    /// By how much a unit of the covariate moves the mean.
    pub theta: f64,
    /// Correlation of the covariate with the metric; its square is the part of the variance that is saved.
    pub correlation: f64,
}
