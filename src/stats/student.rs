//! Student's distribution, and what follows for the difference of two means.

use super::{incomplete_beta, normal_quantile};

/// The t that a variable of so many degrees of freedom does not exceed with probability `p`, 0 < p < 1.
#[must_use]
pub fn student_quantile(p: f64, freedom: f64) -> f64 {
    if p < 0.5 {
        return -student_quantile(1.0 - p, freedom);
    }
    // P(T > t) is half of Iₓ(ν/2, ½) at x = ν/(ν + t²) (Abramowitz & Stegun 26.7.1); it falls in t
    let beyond = |t: f64| 0.5 * incomplete_beta(0.5 * freedom, 0.5, freedom / (freedom + t * t)).lower;
    let (mut low, mut high) = (0.0, normal_quantile(p).max(1.0));
    while beyond(high) > 1.0 - p && high < 1e300 {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if beyond(middle) > 1.0 - p {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= 1e-13 * high {
            break;
        }
    }
    high
}

/// Number, mean and sum of squares of some values, one after the other (Welford 1962).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// How many values.
    pub count: u64,
    /// Their mean.
    pub mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds a value.
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let off = value - self.mean;
        self.mean += off / self.count as f64;
        self.squares += off * (value - self.mean);
    }

    /// These values together with others.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    pub fn with(&self, other: &Moments) -> Moments {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { *other } else { *self };
        }
        let (n, m) = (self.count as f64, other.count as f64);
        let off = other.mean - self.mean;
        Moments {
            count: self.count + other.count,
            mean: self.mean + off * m / (n + m),
            squares: self.squares + other.squares + off * off * n * m / (n + m),
        }
    }

    /// The variance, of a sample.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    pub fn variance(&self) -> f64 {
        self.squares / (self.count as f64 - 1.0)
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Moments {
        let mut moments = Moments::default();
        values.into_iter().for_each(|value| moments.add(value));
        moments
    }
}

/// A difference with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The one less the other.
    pub value: f64,
    /// Lower end of its interval.
    pub lower: f64,
    /// Upper end of it.
    pub upper: f64,
}

/// The difference of two means of samples with variances of their own (Welch 1947); none of fewer than two values.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
pub fn welch(one: &Moments, other: &Moments, confidence: f64) -> Option<Difference> {
    if one.count < 2 || other.count < 2 {
        return None;
    }
    let part = |moments: &Moments| moments.variance() / moments.count as f64;
    let (a, b) = (part(one), part(other));
    let value = one.mean - other.mean;
    let error = a + b;
    if error <= 0.0 {
        return Some(Difference { value, lower: value, upper: value });
    }
    let freedom = error * error / (a * a / (one.count as f64 - 1.0) + b * b / (other.count as f64 - 1.0));
    let width = student_quantile(f64::midpoint(1.0, confidence), freedom) * error.sqrt();
    Some(Difference { value, lower: value - width, upper: value + width })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 26.10 of Abramowitz & Stegun, and mpmath.
    #[test]
    fn quantiles() {
        for (p, freedom, t) in [
            (0.975, 1.0, 12.706_204_736_432_1),
            (0.975, 10.0, 2.228_138_851_964_94),
            (0.95, 3.7, 2.182_493_803_9),
            (0.995, 120.0, 2.617_421_145_1),
            (0.9, 1e7, 1.281_551_57),
        ] {
            let found = student_quantile(p, freedom);
            assert!((found - t).abs() < 1e-5 * t, "{p} {freedom} {found}");
            assert!((student_quantile(1.0 - p, freedom) + found).abs() < 1e-9 * found);
        }
        assert!(student_quantile(0.5, 4.0).abs() < 1e-9);
    }

    /// R: t.test(extra ~ group, data = sleep).
    #[test]
    fn the_two_drugs_of_student() {
        let one: Moments = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0].into_iter().collect();
        let other: Moments = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4].into_iter().collect();
        let found = welch(&one, &other, 0.95).unwrap();
        assert!((found.value + 1.58).abs() < 1e-12);
        assert!((found.lower + 3.365_483_2).abs() < 1e-6 && (found.upper - 0.205_483_2).abs() < 1e-6);
        assert_eq!(welch(&one, &Moments::default(), 0.95), None);
    }
}
