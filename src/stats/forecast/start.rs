//! The states before the first value. With given weights every error is linear in them, so the best ones are a least-squares
//! solution (HKOS 2008, section 5.1 names the likelihood that they maximise): the series is followed from a rough start, and
//! beside it a series of noughts from a start of one in each state.

use super::Method;
use super::paths::Paths;
use super::smoothing::{States, Weights};

/// A state is fixed by the others if they leave less than this part of its column.
const SINGULAR: f64 = 1e-12;

/// What the weights are judged on: the series and a rough start.
pub(super) struct Problem<'a> {
    method: Method,
    series: &'a [f64],
    rough: States,
}

impl<'a> Problem<'a> {
    /// Of a series that is long enough for the method. The rough start is the mean of the first season, no trend, and what
    /// its values are above that mean.
    #[expect(clippy::cast_precision_loss, reason = "values of a season")]
    pub(super) fn new(method: Method, series: &'a [f64], season: usize) -> Problem<'a> {
        let first = &series[..if method.seasonal() { season } else { 1 }];
        let above: f64 = first.iter().map(|value| value - first[0]).sum();
        let level = first[0] + above / first.len() as f64;
        let seasonal = first.iter().map(|value| value - level).collect();
        Problem { method, series, rough: States { level, trend: 0.0, seasonal } }
    }

    /// The lowest sum of squared errors that the weights allow.
    pub(super) fn squares(&self, weights: &Weights) -> f64 {
        self.factor(weights).1
    }

    /// The start that reaches it.
    pub(super) fn start(&self, weights: &Weights) -> States {
        let (factor, _) = self.factor(weights);
        let width = self.width();
        let (last, rows) = (width - 1, |i: usize| &factor[i * width..][..width]);
        let mut change = vec![0.0; last];
        for i in (0..last).rev() {
            let below: f64 = (i + 1..last).map(|j| rows(j)[i] * change[j]).sum();
            change[i] = (-rows(last)[i] - below) / rows(i)[i];
        }
        let mut start = self.rough.clone();
        let mut change = change.into_iter();
        start.level += change.next().unwrap_or(0.0);
        if self.method.trended() {
            start.trend += change.next().unwrap_or(0.0);
        }
        let (mut total, free) = (0.0, start.seasonal.len() - 1);
        for (part, change) in start.seasonal.iter_mut().zip(change) {
            *part += change;
            total += change;
        }
        start.seasonal[free] -= total;
        start
    }

    /// One path of noughts for each free state, and that of the series.
    fn width(&self) -> usize {
        1 + usize::from(self.method.trended()) + self.rough.seasonal.len()
    }

    /// Cholesky's factor of the products of the paths' errors, row by row, and the squares of the series' errors that those
    /// of the other paths do not explain.
    fn factor(&self, weights: &Weights) -> (Vec<f64>, f64) {
        let width = self.width();
        let mut products = vec![0.0; width * width];
        self.paths().follow(weights, self.series, |errors| {
            for (i, row) in products.chunks_exact_mut(width).enumerate() {
                for (cell, error) in row.iter_mut().zip(&errors[..=i]) {
                    *cell += errors[i] * error;
                }
            }
        });
        let mut left = 0.0;
        for i in 0..width {
            let (above, row) = products.split_at_mut(i * width);
            for (j, other) in above.chunks_exact(width).enumerate() {
                row[j] = (row[j] - dot(&row[..j], &other[..j])) / other[j];
            }
            left = row[i] - dot(&row[..i], &row[..i]);
            // an infinite pivot leaves its state as it is
            row[i] = if left > SINGULAR * row[i] { left.sqrt() } else { f64::INFINITY };
        }
        (products, if left.is_nan() { f64::INFINITY } else { left.max(0.0) })
    }

    /// All paths at their start, the series last.
    fn paths(&self) -> Paths {
        let (width, season) = (self.width(), self.rough.seasonal.len());
        let mut paths = Paths::noughts(width, season);
        paths.set(width - 1, &self.rough);
        paths.level[0] = 1.0;
        let mut column = 1;
        if self.method.trended() {
            paths.trend[column] = 1.0;
            column += 1;
        }
        for part in 0..season - 1 {
            paths.seasonal[part * width + column + part] = 1.0;
            paths.seasonal[(season - 1) * width + column + part] = -1.0;
        }
        paths
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::super::Smoothing;
    use super::*;

    const SERIES: [f64; 14] = [3.0, 5.0, 9.0, 4.0, 4.5, 6.1, 9.2, 5.5, 5.0, 7.7, 11.0, 6.2, 6.0, 8.0];
    const WEIGHTS: Weights = Weights { alpha: 0.3, beta: 0.1, gamma: 0.2, phi: 0.9 };

    fn squares_of(start: &States) -> f64 {
        let fit = Smoothing::given(Method::DampedSeasonal, WEIGHTS, start, &SERIES);
        fit.residuals.iter().map(|error| error * error).sum()
    }

    /// The squares are those of a series that is followed from the start, and any other start has more of them.
    #[test]
    fn the_best_start() {
        let problem = Problem::new(Method::DampedSeasonal, &SERIES, 4);
        let start = problem.start(&WEIGHTS);
        let least = squares_of(&start);
        assert!((problem.squares(&WEIGHTS) / least - 1.0).abs() < 1e-12);
        assert!(start.seasonal.iter().sum::<f64>().abs() < 1e-12);
        for change in [-0.01, 0.01] {
            let level = States { level: start.level + change, ..start.clone() };
            let trend = States { trend: start.trend + change, ..start.clone() };
            let mut seasonal = start.clone();
            seasonal.seasonal[1] += change;
            for other in [level, trend, seasonal] {
                assert!(squares_of(&other) > least, "{other:?}");
            }
        }
    }

    /// A million times the spread in the level costs no digits that matter.
    #[test]
    fn far_from_nought() {
        let far = SERIES.map(|value| value + 1e7);
        let problem = Problem::new(Method::DampedSeasonal, &SERIES, 4);
        let moved = Problem::new(Method::DampedSeasonal, &far, 4);
        assert!((moved.squares(&WEIGHTS) / problem.squares(&WEIGHTS) - 1.0).abs() < 1e-6);
    }
}
