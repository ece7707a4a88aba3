//! Which purchase model a log deserves: the one that best foretold who would buy again, on the log's own past.
//!
//! `split` takes the log apart at an earlier day, `backtest` judges models and plain rules by what followed, and here
//! the winner is taken and fitted to the whole log. The days a model is chosen by and the days a holdout judges it by
//! never overlap.

mod backtest;
pub(super) mod sentences;
mod split;
pub(super) mod tables;

pub use backtest::{Backtest, Method, Score};
pub use split::{Split, Whom};

use rayon::prelude::*;

use crate::customers::Customers;
use crate::error::{Error, Result};
use crate::models::{Clock, Family, Fit, Histories, Purchases, ln_gaps, ln_gaps_counted};
use crate::stats::Stop;
use crate::units::{Day, Span, TimeUnit};

/// The model that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelChoice {
    /// Whichever foretells best.
    Auto,
    /// This one.
    Given(Family),
}

/// What a choice depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// The model that was asked for.
    pub model: ModelChoice,
    /// The regularity, where it is given.
    pub k: Option<u32>,
    /// The unit of time.
    pub unit: TimeUnit,
    /// How far the forecast is to look ahead, in days.
    pub horizon: i32,
    /// Days kept back to judge the model by.
    pub holdout: Option<Span>,
    /// Whether to judge by several windows, one before the other.
    pub rolling: bool,
    /// Standard errors in an interval.
    pub z: f64,
}

impl Setting {
    /// The unit of time and how it is counted.
    fn timing(&self) -> (TimeUnit, Clock) {
        let clock = match self.model {
            ModelChoice::Given(family) => family.clock(),
            ModelChoice::Auto => Clock::Days,
        };
        (self.unit, clock)
    }
}

/// The model that was taken, and why.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The model, fitted to the whole log.
    pub fit: Fit<Purchases>,
    /// Why it is this one.
    pub why: Why,
    /// The window that the model was chosen by.
    pub choice: Option<Backtest>,
    /// The window that was kept back.
    pub holdout: Option<Backtest>,
    /// Windows of one length, each before the other, the latest first.
    pub rolling: Vec<Backtest>,
}

impl Chosen {
    /// A model that was fitted before.
    #[must_use]
    pub fn loaded(fit: Fit<Purchases>) -> Chosen {
        Chosen { fit, why: Why::Loaded, choice: None, holdout: None, rolling: Vec::new() }
    }
}

/// Why a model was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was asked for.
    Given,
    /// It foretold best who would buy again.
    Backtest,
    /// It was fitted before, and kept in a file.
    Loaded,
    /// Bayes' information criterion; the history is too short for a backtest.
    Bic,
}

/// The models that compete; BG/BB does not, its data are other data.
const CANDIDATES: [Family; 6] =
    [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd, Family::BgCnbd, Family::MbgCnbd, Family::Nbd];

/// Brier scores that differ by less are a draw.
pub(super) const DRAW: f64 = 5e-4;
/// Below this many repeat buyers at the cut a backtest says nothing.
const FEWEST_REPEAT_BUYERS: u64 = 20;
/// Windows of a rolling backtest.
const MOST_WINDOWS: usize = 6;
/// The shortest window to choose by, in days.
const SHORTEST: i32 = 7;

/// Chooses and fits a model for customers observed to `as_of`; `customers` is the log, if there is one.
///
/// # Errors
/// Nobody bought twice; a fit that does not converge; a holdout as long as the log.
pub fn choose(
    setting: &Setting,
    customers: Option<&Customers>,
    histories: &Histories,
    as_of: Day,
) -> Result<Chosen> {
    let end = match (setting.holdout, customers) {
        (Some(span), Some(customers)) => holdout_start(span, customers, as_of)?,
        _ => as_of,
    };
    // only models that know regular customers ask for the times between all purchases
    let with_gaps = |histories: &Histories| {
        let gaps = || {
            let customers = customers?;
            let counted = customers.gaps.as_ref().map(|gaps| ln_gaps_counted(gaps, setting.unit));
            counted.or_else(|| Some(ln_gaps(customers.visits.as_ref()?, as_of, setting.unit)))
        };
        Histories { ln_gaps: histories.ln_gaps.or_else(gaps), ..histories.clone() }
    };
    let inner = match (setting.model, customers) {
        (ModelChoice::Auto, Some(customers)) => {
            inner(customers, end, setting).map(|split| Backtest::of(customers, &split, &CANDIDATES, setting))
        }
        _ => None,
    };
    let (family, why) = match (setting.model, inner.as_ref().and_then(winner)) {
        (ModelChoice::Given(family), _) => (family, Why::Given),
        (ModelChoice::Auto, Some(family)) => (family, Why::Backtest),
        (ModelChoice::Auto, None) => match customers.filter(|_| setting.holdout.is_some()) {
            // what is held back has no say in the choice either
            Some(customers) => {
                let known = Split::at(customers, end, as_of, setting.timing(), Whom::All).histories;
                (most_likely(&known, setting)?, Why::Bic)
            }
            None => (most_likely(&with_gaps(histories), setting)?, Why::Bic),
        },
    };
    let choice = inner.filter(|_| why == Why::Backtest).map(|backtest| backtest.choose(family));
    let fit = if family.is_regular() {
        family.fit(&with_gaps(histories), setting.k)?
    } else {
        family.fit(histories, setting.k)?
    };
    let holdout = match customers {
        Some(customers) if setting.holdout.is_some() => {
            let split = Split::at(customers, end, as_of, setting.timing(), Whom::All);
            let families: &[Family] =
                if setting.model == ModelChoice::Auto { &CANDIDATES } else { std::slice::from_ref(&family) };
            Some(Backtest::of(customers, &split, families, setting).choose(family))
        }
        _ => None,
    };
    let rolling = match customers.filter(|_| setting.rolling) {
        Some(customers) => rolling(customers, as_of, family, setting),
        None => Vec::new(),
    };
    Ok(Chosen { fit, why, choice, holdout, rolling })
}

/// The day from which a holdout is kept back.
fn holdout_start(span: Span, customers: &Customers, as_of: Day) -> Result<Day> {
    let first = customers.first.iter().min().copied().unwrap_or(as_of);
    let start = span.before(as_of);
    if start <= first {
        return Err(Error::Usage {
            message: format!("`--holdout` of {span} keeps back the whole log, {first} to {as_of}"),
            hints: vec!["take a shorter one, e.g. a third of the log".to_owned()],
        });
    }
    Ok(start)
}

/// The log cut again and again, a horizon (or a third of the history if that is shorter) before the last cut, as long as
/// enough is known.
fn rolling(customers: &Customers, as_of: Day, family: Family, setting: &Setting) -> Vec<Backtest> {
    let mut backtests = Vec::new();
    let Some(first) = customers.first.iter().min() else { return backtests };
    let length = setting.horizon.min(as_of.days_since(*first) / 3).max(SHORTEST);
    let mut until = as_of;
    while backtests.len() < MOST_WINDOWS {
        let cut = Day(until.0 - length);
        let split = Split::at(customers, cut, until, setting.timing(), Whom::Enough);
        if cut <= *first || split.histories.repeat() < FEWEST_REPEAT_BUYERS {
            break;
        }
        backtests.push(Backtest::of(customers, &split, &[family], setting).choose(family));
        until = cut;
    }
    backtests
}

/// Where to cut a log a horizon, or a third of its history if that is shorter, before `end`; nowhere if that is too short.
pub(super) fn last_window(customers: &Customers, end: Day, horizon: i32) -> Option<Day> {
    let first = customers.first.iter().min()?;
    let length = horizon.min(end.days_since(*first) / 3);
    (length >= SHORTEST).then(|| Day(end.0 - length))
}

/// The log to choose by: cut a horizon, or a third of the history if that is shorter, before `end`.
fn inner(customers: &Customers, end: Day, setting: &Setting) -> Option<Split> {
    let cut = last_window(customers, end, setting.horizon)?;
    let split = Split::at(customers, cut, end, setting.timing(), Whom::Enough);
    (split.histories.repeat() >= FEWEST_REPEAT_BUYERS).then_some(split)
}

/// The model of the lowest Brier score; among those that draw with it, of the lowest BIC.
fn winner(backtest: &Backtest) -> Option<Family> {
    let models = || {
        backtest.scores.iter().filter_map(|score| match score.method {
            Method::Model(family) => Some((family, score.brier?, score.bic?)),
            _ => None,
        })
    };
    let best = models().map(|(_, brier, _)| brier).min_by(f64::total_cmp)?;
    models()
        .filter(|(_, brier, _)| *brier <= best + DRAW)
        .min_by(|a, b| a.2.total_cmp(&b.2))
        .map(|(family, ..)| family)
}

/// The model of the lowest BIC.
fn most_likely(histories: &Histories, setting: &Setting) -> Result<Family> {
    // without the times between purchases likelihoods of different k are not to be compared
    let able = |family: &&Family| !family.is_regular() || histories.ln_gaps.is_some();
    let fits: Vec<Fit<Purchases>> = CANDIDATES
        .iter()
        .filter(able)
        .map(|family| family.fit(histories, setting.k))
        .collect::<Result<_>>()?;
    let best = fits
        .iter()
        .filter(|fit| fit.stop == Stop::Converged)
        .min_by(|a, b| a.bic().total_cmp(&b.bic()))
        .unwrap_or(&fits[0]);
    Ok(best.model.family)
}

/// What every customer's history says within a window, one value for each customer.
fn spread_out<T: Copy + Send + Sync>(of_customer: &[usize], values: &[T]) -> Vec<T> {
    of_customer.par_iter().map(|&place| values[place]).collect()
}
