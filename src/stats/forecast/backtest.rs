//! Forecasts of a series' past from what was known at the time (a rolling origin: Tashman 2000), to choose a method by and to
//! tell how far off such a choice is. An origin is the number of values known, so that it is also the place of the first one
//! to come.

use rayon::prelude::*;

use super::{Forecast, Method, Smoothing};

/// A forecast of a value that came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried {
    /// What foretold it.
    pub method: Method,
    /// Values known then.
    pub origin: usize,
    /// How far ahead, from 1.
    pub step: usize,
    /// What was foretold.
    pub forecast: Forecast,
    /// The actual value less the forecast.
    pub error: f64,
}

impl Tried {
    /// The place of the value in the series.
    #[must_use]
    pub const fn target(&self) -> usize {
        self.origin + self.step - 1
    }
}

/// All forecasts of a series' past by some methods.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtest {
    /// The methods, in the order that decides between equally good ones.
    pub methods: Vec<Method>,
    /// Their forecasts by method, origin and step.
    pub tried: Vec<Tried>,
    first: usize,
    season: usize,
    series: Vec<f64>,
}

/// How far off the method is that looked best at the time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Honest {
    /// Forecasts that were judged.
    pub forecasts: usize,
    /// Mean of |actual − forecast|, in the unit of the series.
    pub mean_absolute_error: f64,
    /// What it is measured against: the seasonal naive method, or the naive one where no season was known yet at the first
    /// origin judged.
    pub benchmark: Method,
    /// The mean absolute error of that on the very same values.
    pub benchmark_error: f64,
}

impl Backtest {
    /// Fits each method anew at every origin from `first` on and foretells up to `horizon` values, as far as the series goes
    /// on; `season` is the values of one season. A method that cannot be fitted at an origin has no forecasts there.
    #[must_use]
    pub fn of(methods: &[Method], series: &[f64], season: usize, first: usize, horizon: usize) -> Backtest {
        Backtest::seen(methods, series, season, first, horizon, |_| series.to_vec())
    }

    /// The same of a series that looks otherwise from each origin, since what is taken out of it is only known by then: the
    /// whole series as it is to be taken there. Benchmarks are of `series`.
    #[must_use]
    pub fn seen(
        methods: &[Method],
        series: &[f64],
        season: usize,
        first: usize,
        horizon: usize,
        from: impl Fn(usize) -> Vec<f64> + Sync,
    ) -> Backtest {
        let origins = |method: Method| (first..series.len()).map(move |origin| (method, origin));
        let all: Vec<(Method, usize)> = methods.iter().copied().flat_map(origins).collect();
        // for each origin once, whatever the number of methods
        let seen: Vec<Vec<f64>> = (first..series.len()).into_par_iter().map(&from).collect();
        let tried = all
            .into_par_iter()
            .map(|(method, origin)| tries(method, &seen[origin - first], season, origin, horizon))
            .collect::<Vec<Vec<Tried>>>();
        let tried = tried.into_iter().flatten().collect();
        Backtest { methods: methods.to_vec(), tried, first, season, series: series.to_vec() }
    }

    /// The mean absolute error of a method over all values that are among the first `upto` ones; none if there are none, or if
    /// the method could not be fitted at every origin that foretold one.
    #[must_use]
    pub fn mean_absolute_error(&self, method: Method, upto: usize) -> Option<f64> {
        let known = |tried: &&Tried| tried.method == method && tried.target() < upto;
        let at_first_step = self.tried.iter().filter(known).filter(|tried| tried.step == 1).count();
        let origins = upto.min(self.series.len()).saturating_sub(self.first);
        if at_first_step < origins {
            return None;
        }
        mean(self.tried.iter().filter(known).map(|tried| tried.error.abs()))
    }

    /// The method with the lowest mean absolute error over all values that are among the first `upto` ones, the first of
    /// equally good ones; only of those that could be fitted at every origin.
    #[must_use]
    pub fn best(&self, upto: usize) -> Option<Method> {
        let judged = |&method: &Method| Some((self.mean_absolute_error(method, upto)?, method));
        let all = self.methods.iter().filter_map(judged);
        all.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, method)| method)
    }
}

/// The best of all methods of several tests of one series: the place of the test, and the method.
#[must_use]
pub fn best(tests: &[&Backtest], upto: usize) -> Option<(usize, Method)> {
    let of_test = |(place, test): (usize, &&Backtest)| {
        let method = test.best(upto)?;
        Some((test.mean_absolute_error(method, upto)?, (place, method)))
    };
    let all = tests.iter().enumerate().filter_map(of_test);
    all.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, choice)| choice)
}

/// The forecasts that are made from `from` on, each by what was best at the time.
#[must_use]
pub fn chosen<'a>(tests: &[&'a Backtest], from: usize) -> Vec<&'a Tried> {
    let Some(test) = tests.first() else { return Vec::new() };
    let origins = test.first.max(from)..test.series.len();
    origins
        .filter_map(|origin| best(tests, origin).map(|(place, method)| (place, (origin, method))))
        .flat_map(|(place, choice)| {
            tests[place].tried.iter().filter(move |tried| (tried.origin, tried.method) == choice)
        })
        .collect()
}

/// The error of choosing among the methods of several tests of one series: at every origin from `from` on takes what is best
/// by the values known until then, and judges its forecasts of later ones, so that no forecast is used for both. None if
/// there is nothing to judge.
#[must_use]
pub fn honest(tests: &[&Backtest], from: usize) -> Option<Honest> {
    let test = tests.first()?;
    let chosen = chosen(tests, from);
    let start = chosen.first()?.origin;
    let seasonal = start >= Method::SeasonalNaive.needs(test.season);
    let benchmark = if seasonal { Method::SeasonalNaive } else { Method::Naive };
    let by_origin = chosen.chunk_by(|a, b| a.origin == b.origin);
    let on_the_same =
        by_origin.flat_map(|same| tries(benchmark, &test.series, test.season, same[0].origin, same.len()));
    Some(Honest {
        forecasts: chosen.len(),
        mean_absolute_error: mean(chosen.iter().map(|tried| tried.error.abs()))?,
        benchmark,
        benchmark_error: mean(on_the_same.map(|tried| tried.error.abs()))?,
    })
}

/// The forecasts of a method at an origin.
fn tries(method: Method, series: &[f64], season: usize, origin: usize, horizon: usize) -> Vec<Tried> {
    let (known, to_come) = series.split_at(origin);
    let Some(fitted) = Smoothing::fit(method, known, season) else { return Vec::new() };
    let ahead = fitted.ahead(horizon.min(to_come.len()));
    let tried = |((step, forecast), actual): ((usize, Forecast), &f64)| Tried {
        method,
        origin,
        step,
        forecast,
        error: actual - forecast.value,
    };
    (1..).zip(ahead).zip(to_come).map(tried).collect()
}

#[expect(clippy::cast_precision_loss, reason = "values of a series")]
fn mean(errors: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, number) = errors.fold((0.0, 0), |(sum, number): (f64, usize), error| (sum + error, number + 1));
    (number > 0).then(|| sum / number as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two seasons and a half of a wave on a slope, with a few bumps.
    fn wave(values: u32) -> Vec<f64> {
        (0..values)
            .map(|t| {
                0.3 * f64::from(t) + 5.0 * f64::from([0, 2, 3, 1][t as usize % 4]) + f64::from(t * t * 7 % 11)
            })
            .collect()
    }

    /// Naive on 1 2 4 7 from two values known: 2 for 4 and 7, then 4 for 7; seasonal naive with a season of two: none at
    /// two values, 2 for 7 at three.
    #[test]
    fn by_hand() {
        let test = Backtest::of(&[Method::Naive, Method::SeasonalNaive], &[1.0, 2.0, 4.0, 7.0], 2, 2, 2);
        let found: Vec<_> =
            test.tried.iter().map(|t| (t.method, t.origin, t.step, t.forecast.value, t.error)).collect();
        let expected = [
            (Method::Naive, 2, 1, 2.0, 2.0),
            (Method::Naive, 2, 2, 2.0, 5.0),
            (Method::Naive, 3, 1, 4.0, 3.0),
            (Method::SeasonalNaive, 3, 1, 2.0, 5.0),
        ];
        assert_eq!(found, expected);
        assert_eq!(test.mean_absolute_error(Method::Naive, 2), None);
        assert_eq!(test.mean_absolute_error(Method::Naive, 3), Some(2.0));
        assert_eq!(test.mean_absolute_error(Method::Naive, 9), Some(10.0 / 3.0));
        assert_eq!(test.mean_absolute_error(Method::SeasonalNaive, 4), None);
        assert_eq!((test.best(2), test.best(3)), (None, Some(Method::Naive)));
        // only the origin at three values has a choice made before it
        let found = honest(&[&test], 0).unwrap();
        let expected = Honest {
            forecasts: 1,
            mean_absolute_error: 3.0,
            benchmark: Method::SeasonalNaive,
            benchmark_error: 5.0,
        };
        assert_eq!(found, expected);
        assert_eq!(honest(&[&test], 4), None);
    }

    #[test]
    fn the_first_of_equals() {
        for methods in [[Method::Naive, Method::Simple], [Method::Simple, Method::Naive]] {
            let test = Backtest::of(&methods, &[5.0; 9], 1, 4, 2);
            assert_eq!(test.best(9), Some(methods[0]));
            assert_eq!(honest(&[&test], 4).unwrap().benchmark, Method::Naive);
        }
    }

    #[test]
    fn nothing_to_try() {
        for (series, first, horizon) in [(&[][..], 0, 3), (&[1.0, 2.0], 5, 3), (&[1.0, 2.0, 3.0, 4.0], 2, 0)]
        {
            let test = Backtest::of(&Method::ALL, series, 4, first, horizon);
            assert!(test.tried.is_empty() && test.best(9).is_none() && honest(&[&test], 0).is_none());
        }
    }

    /// Values that are not known yet change neither a forecast nor a choice, and no forecast is made twice.
    #[test]
    fn no_look_ahead() {
        let series = wave(22);
        let whole = Backtest::of(&Method::ALL, &series, 4, 10, 5);
        for known in 11..series.len() {
            let mut other = series.clone();
            for value in &mut other[known..] {
                *value = 1000.0 - *value;
            }
            let other = Backtest::of(&Method::ALL, &other, 4, 10, 5);
            let early = |test: &Backtest| -> Vec<_> {
                let early = test.tried.iter().filter(|tried| tried.origin <= known);
                early.map(|tried| (tried.method, tried.origin, tried.step, tried.forecast)).collect()
            };
            assert_eq!(early(&whole), early(&other));
            assert!((10..=known).all(|upto| whole.best(upto) == other.best(upto)));
        }
        assert!(whole.tried.is_sorted_by_key(|tried| (tried.method, tried.origin, tried.step)));
    }

    /// What is judged at an origin is that choice's own forecasts.
    #[test]
    fn choice_and_judgement_share_no_forecast() {
        let test = Backtest::of(&Method::ALL, &wave(26), 4, 10, 3);
        let (mut errors, mut seasonal) = (Vec::new(), Vec::new());
        for origin in 12..26 {
            let best = test.best(origin).unwrap();
            let of = |method| {
                let at = move |tried: &&Tried| tried.method == method && tried.origin == origin;
                test.tried.iter().filter(at).map(|tried| tried.error.abs())
            };
            errors.extend(of(best));
            seasonal.extend(of(Method::SeasonalNaive));
        }
        let found = honest(&[&test], 12).unwrap();
        assert_eq!((found.forecasts, found.benchmark), (12 * 3 + 2 + 1, Method::SeasonalNaive));
        assert!((found.mean_absolute_error - mean(errors.into_iter()).unwrap()).abs() < 1e-12);
        assert!((found.benchmark_error - mean(seasonal.into_iter()).unwrap()).abs() < 1e-12);
    }
}
