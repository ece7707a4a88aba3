//! Forecasts of a series by exponential smoothing, and a test of them on the series' own past. The models are the additive
//! ones of Hyndman, Koehler, Ord & Snyder (2008), "Forecasting with Exponential Smoothing" (HKOS below), on the series as it
//! is given: who wants relative changes passes logarithms.

mod backtest;
#[cfg(test)]
mod golden;
mod paths;
mod simplex;
mod smoothing;
mod start;

pub use backtest::{Backtest, Honest, Tried, best, chosen, honest};
pub use smoothing::{Forecast, Smoothing, States, Weights};

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// The last value.
    Naive,
    /// The value of one season before.
    SeasonalNaive,
    /// A level: ETS(A,N,N).
    Simple,
    /// A level and a trend that wears off: ETS(A,Ad,N).
    DampedTrend,
    /// A level and a season: ETS(A,N,A).
    Seasonal,
    /// A level, a trend that wears off and a season: ETS(A,Ad,A).
    DampedSeasonal,
}

impl Method {
    /// All of them, the plainest first.
    pub const ALL: [Method; 6] = [
        Method::Naive,
        Method::SeasonalNaive,
        Method::Simple,
        Method::DampedTrend,
        Method::Seasonal,
        Method::DampedSeasonal,
    ];

    /// Its name in kebab case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Method::Naive => "naive",
            Method::SeasonalNaive => "seasonal-naive",
            Method::Simple => "simple",
            Method::DampedTrend => "damped-trend",
            Method::Seasonal => "seasonal",
            Method::DampedSeasonal => "damped-seasonal",
        }
    }

    /// Values in the shortest series that it can be fitted to, `season` being the values of one season: enough to leave an
    /// error beyond what is estimated, and two full seasons where one is smoothed. No series is long enough for the season
    /// of a method that has one, if that is shorter than two values.
    #[must_use]
    pub fn needs(self, season: usize) -> usize {
        if self.seasonal() && season < 2 {
            return usize::MAX;
        }
        let errors = self.estimated(season).saturating_add(1);
        match self {
            Method::Naive => 2,
            Method::SeasonalNaive => season.saturating_add(1),
            Method::Simple => 4,
            Method::DampedTrend => errors,
            Method::Seasonal | Method::DampedSeasonal => errors.max(season.saturating_mul(2)),
        }
    }

    /// Whether it looks at the season.
    #[must_use]
    pub const fn seasonal(self) -> bool {
        matches!(self, Method::SeasonalNaive | Method::Seasonal | Method::DampedSeasonal)
    }

    /// Whether it has a trend.
    #[must_use]
    pub const fn trended(self) -> bool {
        matches!(self, Method::DampedTrend | Method::DampedSeasonal)
    }

    /// Numbers taken from the series to fit it: the weights and the states before the first value; the parts of a season
    /// sum to nought, which saves one of them.
    const fn estimated(self, season: usize) -> usize {
        match self {
            Method::Naive | Method::SeasonalNaive => 0,
            Method::Simple => 1 + 1,
            Method::DampedTrend => 3 + 2,
            Method::Seasonal => season.saturating_add(2),
            Method::DampedSeasonal => season.saturating_add(4 + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_needs() {
        let names = Method::ALL.map(Method::name).join(" ");
        assert_eq!(names, "naive seasonal-naive simple damped-trend seasonal damped-seasonal");
        assert_eq!(Method::ALL.map(|method| method.needs(12)), [2, 13, 4, 6, 24, 24]);
        assert_eq!(Method::ALL.map(|method| method.needs(2)), [2, 3, 4, 6, 5, 8]);
        let never = usize::MAX;
        assert_eq!(Method::ALL.map(|method| method.needs(1)), [2, never, 4, 6, never, never]);
        assert_eq!(Method::DampedSeasonal.needs(usize::MAX), usize::MAX);
    }
}
