//! Many smooth functions of one variable, known at Chebyshev's points and interpolated together: what each point
//! contributes at some place is reckoned once for all of them (Berrut & Trefethen 2004, Barycentric Lagrange Interpolation,
//! eq. 5.4).

use super::chebyshev::Chebyshev;
use super::dot;

/// Functions known at a few points.
#[derive(Debug, Clone)]
pub struct Bundle {
    points: Vec<f64>,
    /// The points of the first function, then those of the second …
    values: Vec<f64>,
}

impl Bundle {
    /// The functions between two ends. Their number of points is doubled until half of them foretell the others to the
    /// `error` of each function, so that all of them foretell what is in between to about the square of that. Lists of
    /// values may end early: the last one stands for those that follow. What is not a number somewhere is none
    /// anywhere. None where it takes a degree over `most`, or where a value is not known.
    pub fn fit(
        (low, high): (f64, f64),
        error: impl Fn(usize) -> f64,
        (fewest, most): (usize, usize),
        mut functions: impl FnMut(f64) -> Option<Vec<f64>>,
    ) -> Option<Bundle> {
        let mut degree = fewest;
        let mut points = Chebyshev::points(low, high, degree);
        let mut lists: Vec<Vec<f64>> = points.iter().map(|&x| functions(x)).collect::<Option<_>>()?;
        while 2 * degree <= most {
            let known = Bundle::through(points, &lists);
            degree *= 2;
            points = Chebyshev::points(low, high, degree);
            let new = points.iter().skip(1).step_by(2);
            let new: Vec<(f64, Vec<f64>)> = new.map(|&x| Some((x, functions(x)?))).collect::<Option<_>>()?;
            let right = new.iter().all(|(x, list)| known.foretells(*x, list, &error));
            let mut new = new.into_iter().map(|(_, list)| list);
            lists = lists.into_iter().flat_map(|old| std::iter::once(old).chain(new.next())).collect();
            if right {
                return Some(Bundle::through(points, &lists));
            }
        }
        None
    }

    fn through(points: Vec<f64>, lists: &[Vec<f64>]) -> Bundle {
        let most = lists.iter().map(Vec::len).max().unwrap_or(0);
        let values = (0..most).flat_map(|function| lists.iter().map(move |list| value(list, function)));
        Bundle { values: values.collect(), points }
    }

    fn foretells(&self, x: f64, list: &[f64], error: &impl Fn(usize) -> f64) -> bool {
        let mut shares = self.shares();
        self.share(x, &mut shares);
        (0..self.len()).all(|function| {
            let (found, known) = (self.at(function, &shares), value(list, function));
            found.is_nan() || known.is_nan() || (found - known).abs() <= error(function)
        })
    }

    /// How many functions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.points.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Room for what each point contributes.
    #[must_use]
    pub fn shares(&self) -> Vec<f64> {
        vec![0.0; self.points.len()]
    }

    /// What each point contributes at x, between the ends.
    #[expect(clippy::float_cmp, reason = "at a point nothing is to be interpolated")]
    pub fn share(&self, x: f64, shares: &mut [f64]) {
        if let Some(at) = self.points.iter().position(|&point| point == x) {
            shares.fill(0.0);
            shares[at] = 1.0;
            return;
        }
        let last = self.points.len() - 1;
        let mut all = 0.0;
        for (at, (share, point)) in shares.iter_mut().zip(&self.points).enumerate() {
            let half = if at == 0 || at == last { 0.5 } else { 1.0 };
            *share = (if at.is_multiple_of(2) { half } else { -half }) / (x - point);
            all += *share;
        }
        for share in shares {
            *share /= all;
        }
    }

    /// The value of a function where the points contribute so much.
    #[must_use]
    pub fn at(&self, function: usize, shares: &[f64]) -> f64 {
        let start = function * shares.len();
        dot(&self.values[start..start + shares.len()], shares)
    }
}

/// The value of a function in a list that may end before.
fn value(list: &[f64], function: usize) -> f64 {
    list.get(function).or(list.last()).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_known_between_the_points() {
        let functions =
            |x: f64| Some(vec![x.ln(), 1.0 / x, if x > 3.0 { f64::NAN } else { x }, x.exp(), 7.0]);
        let bundle = Bundle::fit(
            (2.0, 9.0),
            |_| 1e-3,
            (4, 32),
            |x| {
                functions(x).map(|mut list| {
                    list.truncate(if x > 4.0 { 5 } else { 6 });
                    list
                })
            },
        );
        let bundle = bundle.unwrap();
        let mut shares = bundle.shares();
        for step in 0..=70 {
            let x = 2.0 + f64::from(step) / 10.0;
            bundle.share(x, &mut shares);
            for (function, known) in functions(x).unwrap().into_iter().enumerate() {
                let found = bundle.at(function, &shares);
                if function == 2 {
                    assert!(found.is_nan());
                } else {
                    assert!((found - known).abs() < 1e-6, "{function} at {x}: {found}, not {known}");
                }
            }
        }
        assert_eq!((bundle.len(), bundle.is_empty()), (5, false));
    }

    #[test]
    fn what_is_not_smooth_or_not_known_is_not_foretold() {
        assert!(Bundle::fit((-1.0, 1.0), |_| 1e-4, (4, 32), |x| Some(vec![x, x.abs()])).is_none());
        assert!(Bundle::fit((-1.0, 1.0), |_| 1e-4, (4, 32), |x| (x < 0.9).then(|| vec![x])).is_none());
    }
}
