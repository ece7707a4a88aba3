//! The next periods, and what each past one would have been expected to be: exponential smoothing, chosen by how its
//! forecasts of the past came out.
//!
//! Where all values are above nought, all is done on logarithms: changes are relative, and nothing falls below nought. The
//! weeks around Lebaran move through the months, so they can be taken out before and put back after; whether that helps the
//! backtest decides too, each time with the Lebarans that were over by then.

use super::seasonality::lebaran_factors;
use super::series::{Measure, Series};
use crate::calendar::holidays::Holidays;
use crate::periods::Grain;
use crate::stats::forecast::{Backtest, Honest, Method, Smoothing, Tried, best, chosen, honest};
use crate::stats::{quantile, z_of};

/// Periods that a forecast needs.
pub(super) const FEWEST: usize = 8;
/// Forecasts of the past are made at so many origins at most, at fewer where a season is long and so takes long to fit, and
/// of so long a series.
const ORIGINS: usize = 36;
const ORIGINS_OF_LONG_SEASONS: usize = 16;
const LONG_SEASON: usize = 26;
const LONGEST: usize = 160;
/// Past forecasts from which on intervals follow how far they missed.
const FEWEST_MISSES: usize = 20;
/// How many times as wide intervals become by that at most.
const WIDEST: f64 = 3.0;
/// Standard deviations beyond which a period is an anomaly, widened as intervals are.
const ANOMALY: f64 = 3.0;

/// What is expected.
#[derive(Debug)]
pub(super) struct Outlook {
    pub method: Method,
    /// Whether the weeks around Lebaran were taken out.
    pub lebaran: bool,
    /// The next periods: value and interval, whose ends are no numbers where nothing is known of them.
    pub ahead: Vec<[f64; 3]>,
    /// The whole periods that something was expected of before they came: place among them, value and interval, and whether
    /// what came is far off.
    pub past: Vec<(usize, [f64; 3], bool)>,
    /// How far off such forecasts are, choice included.
    pub judged: Option<Judged>,
    /// The mean error of each method over all past forecasts: whether Lebaran was taken out, and the error.
    pub tried: Vec<(Method, bool, f64)>,
    /// How many times as wide as the model's intervals are, since past forecasts missed by more.
    pub widened: f64,
    /// Whether values are logarithms, so that errors are parts of the value.
    pub relative: bool,
    /// Periods of one season.
    pub season: usize,
}

/// How forecasts came out that were made of the past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub honest: Honest,
    /// Values that came within the interval that they had at the time.
    pub within: usize,
    /// Points in time that forecasts were made from.
    pub origins: usize,
}

/// Of the whole periods of a series, `steps` of them ahead; none of too few of them. Methods are compared by forecasts of
/// `usual` periods, so that the choice does not depend on how far one looks.
pub(super) fn outlook(
    series: &Series,
    measure: Measure,
    holidays: &Holidays,
    steps: usize,
    usual: usize,
    confidence: f64,
) -> Option<Outlook> {
    let values = series.values(measure);
    if values.len() < FEWEST {
        return None;
    }
    let skipped = values.len().saturating_sub(LONGEST);
    let values = &values[skipped..];
    let relative = values.iter().all(|value| *value > 0.0);
    let scaled: Vec<f64> = values.iter().map(|value| if relative { value.ln() } else { *value }).collect();
    let season = series.grain.cycle();
    let n = values.len();
    let first = first_origin(n, season);
    let methods: Vec<Method> =
        Method::ALL.into_iter().filter(|method| method.needs(season) <= first).collect();
    let from = series.first + (series.whole.start + skipped) as i32;
    let grain = series.grain;
    let factors = |known: usize| {
        let upto = grain.end(from + known as i32 - 1);
        lebaran_factors(series, measure, holidays, grain, from..from + (n + steps) as i32, upto)
    };
    let without = |known: usize| -> Vec<f64> {
        scaled.iter().zip(factors(known)).map(|(value, factor)| value - factor.ln()).collect()
    };
    let plain = Backtest::of(&methods, &scaled, season, first, usual);
    let moves =
        relative && series.grain != Grain::Year && factors(n).iter().any(|factor| (factor - 1.0).abs() > 0.0);
    let adjusted = moves.then(|| Backtest::seen(&methods, &scaled, season, first, usual, without));
    let tests: Vec<&Backtest> = [&plain].into_iter().chain(&adjusted).collect();
    let (place, method) = best(&tests, n)?;
    let lebaran = place == 1;
    let z = z_of(confidence);
    let made = chosen(&tests, first + 2);
    let widening = |upto: usize| widening(&made, upto, confidence, z);
    // money of a period can be less than nothing, if more was given back
    let floor = if measure == Measure::Revenue && values.iter().any(|value| *value < 0.0) {
        f64::NEG_INFINITY
    } else {
        0.0
    };
    let back = |value: f64| if relative { value.exp() } else { value.max(floor) };
    let interval = |value: f64, deviation: f64, widened: f64| {
        // the mean of what has such a logarithm
        let mean = back(if relative { value + 0.5 * deviation * deviation } else { value });
        let wide = z * widened * deviation;
        if deviation > 0.0 {
            [mean, back(value - wide), back(value + wide)]
        } else {
            // a series that never changed says nothing of how it may
            [mean, f64::NAN, f64::NAN]
        }
    };
    let widened = widening(n);
    let known = factors(n);
    let shift = |factor: f64| if lebaran { factor.ln() } else { 0.0 };
    let fitted = Smoothing::fit(method, &if lebaran { without(n) } else { scaled.clone() }, season)?;
    let ahead = fitted
        .ahead(steps)
        .into_iter()
        .zip(&known[n..])
        .map(|(forecast, factor)| interval(forecast.value + shift(*factor), forecast.deviation, widened))
        .collect();
    let past = made
        .iter()
        .filter(|tried| tried.step == 1)
        .map(|tried| {
            let place = tried.target();
            let (deviation, widened) = (tried.forecast.deviation, widening(tried.origin));
            let far = tried.error.abs() > ANOMALY * widened * deviation;
            // the error is the same with Lebaran taken out and without
            (place + skipped, interval(scaled[place] - tried.error, deviation, widened), far)
        })
        .collect();
    let judged = first + ((n - first) / 3).max(2);
    let within = made
        .iter()
        .filter(|tried| tried.origin >= judged)
        .filter(|tried| tried.error.abs() <= z * widening(tried.origin) * tried.forecast.deviation);
    let within = within.count();
    let mut origins: Vec<usize> =
        made.iter().map(|tried| tried.origin).filter(|origin| *origin >= judged).collect();
    origins.dedup();
    let errors = |test: &Backtest, lebaran: bool| -> Vec<(Method, bool, f64)> {
        let error = |method: &Method| Some((*method, lebaran, test.mean_absolute_error(*method, n)?));
        methods.iter().filter_map(error).collect()
    };
    let mut tried = errors(&plain, false);
    tried.extend(adjusted.iter().flat_map(|test| errors(test, true)));
    let judged = honest(&tests, judged).map(|honest| Judged { honest, within, origins: origins.len() });
    Some(Outlook { method, lebaran, ahead, past, judged, tried, widened, relative, season })
}

/// How many times as wide as the model's own intervals have to be for so many of the values that are among the first
/// `upto` ones to have come within them; once where there are few.
fn widening(made: &[&Tried], upto: usize, confidence: f64, z: f64) -> f64 {
    let known = made.iter().filter(|tried| tried.target() < upto && tried.forecast.deviation > 0.0);
    let mut misses: Vec<f64> = known.map(|tried| tried.error.abs() / tried.forecast.deviation).collect();
    misses.sort_unstable_by(f64::total_cmp);
    if misses.len() < FEWEST_MISSES { 1.0 } else { (quantile(&misses, confidence) / z).clamp(1.0, WIDEST) }
}

/// Values known at the first forecast of the past: enough for a season to be seen twice, if the series is long enough.
fn first_origin(n: usize, season: usize) -> usize {
    let least = if season > 1 && n >= 2 * season + 6 { 2 * season + 2 } else { (n / 2).max(FEWEST - 2) };
    least.max(n.saturating_sub(if season > LONG_SEASON { ORIGINS_OF_LONG_SEASONS } else { ORIGINS }))
}
