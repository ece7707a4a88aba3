//! Models and plain rules judged by what followed.

use rayon::prelude::*;

use super::split::{Known, Split};
use super::{Setting, spread_out};
use crate::customers::Customers;
use crate::models::{Change, Family, Fit, Purchases};
use crate::stats::{
    Calibration, Logistic, Stop, auc, brier, calibration, lift, log_loss, mean_absolute_error,
    root_mean_square_error, total_error,
};
use crate::units::Day;

/// How well several methods foretold a window.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// The last day that the methods knew.
    pub cut: Day,
    /// The last day of the window.
    pub until: Day,
    /// Customers known at the cut.
    pub customers: u64,
    /// Customers who first bought within the window, and so are left out.
    pub unseen: u64,
    /// One in so many customers was taken.
    pub one_in: u64,
    /// Purchase days within the window.
    pub actual: u64,
    /// Customers who bought within it.
    pub active: u64,
    /// One for each method.
    pub scores: Vec<Score>,
    /// The model that was taken.
    pub chosen: Option<Family>,
}

/// A way to foretell purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A purchase model.
    Model(Family),
    /// Days since the last purchase, turned into a probability by a logistic regression on the window before.
    Recency,
    /// Days since the last purchase over the typical days between purchases, turned into a probability like recency.
    Overdue,
    /// Each customer goes on at the rate so far.
    ConstantRate,
    /// Purchases per year, a year at least, go on.
    SimpleClv,
}

impl Method {
    /// As in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Method::Model(family) => family.name(),
            Method::Recency => "recency",
            Method::Overdue => "overdue",
            Method::ConstantRate => "constant-rate",
            Method::SimpleClv => "simple-clv",
        }
    }

    /// As in sentences.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Method::Model(family) => family.title(),
            _ => self.name(),
        }
    }
}

/// How well a method foretold a window.
#[derive(Debug, Clone)]
pub struct Score {
    /// The method.
    pub method: Method,
    /// Purchases foretold.
    pub predicted: Option<f64>,
    /// Mean absolute error of a customer's purchases.
    pub mae: Option<f64>,
    /// Root mean square error of a customer's purchases.
    pub rmse: Option<f64>,
    /// Purchases foretold over those made, less one.
    pub total_error: Option<f64>,
    /// Chance that a customer who stayed away was given a higher risk than one who came.
    pub auc: Option<f64>,
    /// How many times as often customers of the tenth with the highest risk stayed away as all.
    pub lift: Option<f64>,
    /// Mean squared error of the probability of coming back.
    pub brier: Option<f64>,
    /// Mean log loss of it.
    pub log_loss: Option<f64>,
    /// ln of the likelihood of the known past.
    pub log_likelihood: Option<f64>,
    /// Bayes' information criterion of it.
    pub bic: Option<f64>,
    /// Foretold and found share of customers who came back, in tenths.
    pub calibration: Vec<Calibration>,
}

const TENTHS: u32 = 10;

/// What a method says of each customer.
struct Foretold {
    purchases: Option<Vec<f64>>,
    /// P(buys again within the window).
    back: Option<Vec<f64>>,
    /// What customers are put in order by: the higher the likelier to buy.
    rank: Vec<f64>,
}

impl Backtest {
    /// Fits the models to what was known and judges them, and plain rules whose probabilities are learnt on the window
    /// before; a model that falls back to another one, or does not converge, is left out.
    pub(super) fn of(
        customers: &Customers,
        split: &Split,
        families: &[Family],
        setting: &Setting,
    ) -> Backtest {
        let (mut scores, rules) = rayon::join(
            || {
                let fits = distinct(families, fits(split, families, setting));
                fits.par_iter().map(|fit| judge_model(fit, split, setting)).collect::<Vec<Score>>()
            },
            || judge_rules(customers, split, setting),
        );
        scores.extend(rules);
        Backtest {
            cut: split.cut,
            until: split.until,
            customers: split.known.len() as u64,
            unseen: split.unseen,
            one_in: split.one_in,
            actual: split.after.iter().map(|&after| u64::from(after)).sum(),
            active: split.after.iter().filter(|&&after| after > 0).count() as u64,
            scores,
            chosen: None,
        }
    }

    /// The same with the model that was taken.
    pub(super) fn choose(self, family: Family) -> Backtest {
        Backtest { chosen: Some(family), ..self }
    }

    /// The score of a method.
    #[must_use]
    pub fn score(&self, method: Method) -> Option<&Score> {
        self.scores.iter().find(|score| score.method == method)
    }

    /// The score of the model that was taken.
    #[must_use]
    pub fn chosen_score(&self) -> Option<&Score> {
        self.chosen.and_then(|family| self.score(Method::Model(family)))
    }
}

/// Fits of the families, in their order; none of one that cannot be fitted.
fn fits(split: &Split, families: &[Family], setting: &Setting) -> Vec<Option<Fit<Purchases>>> {
    // a model of regular customers begins with the fit of k = 1
    let plain = |family: Family| match family {
        Family::BgCnbd if setting.k.is_none() => Some(Family::BgNbd),
        Family::MbgCnbd if setting.k.is_none() => Some(Family::MbgNbd),
        _ => None,
    };
    let histories = &split.histories;
    let first: Vec<Option<Fit<Purchases>>> = families
        .par_iter()
        .map(|&family| match plain(family) {
            Some(plain) if families.contains(&plain) => None,
            _ => family.fit(histories, setting.k).ok(),
        })
        .collect();
    families
        .par_iter()
        .zip(&first)
        .map(|(&family, fit)| {
            let least = plain(family).and_then(|plain| families.iter().position(|other| *other == plain));
            match least {
                // one that could not be fitted leaves nothing to compare with
                Some(least) => match &first[least] {
                    Some(least) => family.fit_beyond(histories, least).ok().flatten(),
                    None => family.fit(histories, setting.k).ok(),
                },
                None => fit.clone(),
            }
        })
        .collect()
}

/// Those that converged, each model once, and none of regular customers that are not.
fn distinct(families: &[Family], fits: Vec<Option<Fit<Purchases>>>) -> Vec<Fit<Purchases>> {
    let mut distinct: Vec<Fit<Purchases>> = Vec::new();
    for (family, fit) in families.iter().zip(fits) {
        let Some(fit) = fit else { continue };
        let seen = distinct.iter().any(|other| other.model.family == fit.model.family);
        let like_k_1 = family.is_regular() && fit.model.k == 1;
        if fit.stop == Stop::Converged && !seen && !like_k_1 {
            distinct.push(fit);
        }
    }
    distinct
}

fn judge_model(fit: &Fit<Purchases>, split: &Split, setting: &Setting) -> Score {
    let t = split.length();
    let distinct = &split.histories.distinct;
    let p_alive = fit.model.p_alive_of_each(distinct);
    let forecasts = fit.model.forecasts_given(&p_alive, Change::NONE, distinct, t, 0.0);
    let expected: Vec<f64> = forecasts.iter().map(|forecast| forecast.purchases).collect();
    let risks = fit.model.p_no_purchase_given(&p_alive, distinct, t);
    let back: Vec<f64> = risks.iter().map(|risk| 1.0 - risk).collect();
    let of = &split.histories.of_customer;
    let back = spread_out(of, &back);
    let foretold =
        Foretold { purchases: Some(spread_out(of, &expected)), rank: back.clone(), back: Some(back) };
    let score = judge(Method::Model(fit.model.family), &foretold, split, setting.z);
    Score { log_likelihood: Some(fit.log_likelihood), bic: Some(fit.bic()), ..score }
}

/// The plain rules, whose probabilities are learnt on the window before.
fn judge_rules(customers: &Customers, split: &Split, setting: &Setting) -> Vec<Score> {
    let earlier = split.before(customers);
    let days = f64::from(split.until.days_since(split.cut));
    let rules = [
        (Method::Recency, recency as fn(&Split) -> Vec<f64>),
        (Method::Overdue, overdue),
        (Method::ConstantRate, constant_rate),
        (Method::SimpleClv, yearly_rate),
    ];
    let judged = rules.par_iter().map(|&(method, figure)| {
        let rank = figure(split);
        let purchases: Option<Vec<f64>> = (!matches!(method, Method::Recency | Method::Overdue))
            .then(|| rank.iter().map(|rate| rate * days).collect());
        let back = learnt(&figure(&earlier), &earlier, &rank);
        judge(method, &Foretold { purchases, back, rank }, split, setting.z)
    });
    judged.collect()
}

/// Days since the last purchase, so that more is better: their negative.
fn recency(split: &Split) -> Vec<f64> {
    split.known.iter().map(|known| -f64::from(split.cut.days_since(known.last))).collect()
}

/// How late the next purchase is, so that more is better: the negative of days since the last purchase over the typical
/// days between purchases.
fn overdue(split: &Split) -> Vec<f64> {
    let days = |known: &Known| f64::from(split.cut.days_since(known.last));
    split.known.iter().zip(&split.typical_gap).map(|(known, gap)| -days(known) / gap).collect()
}

/// Repeat purchases per day.
fn constant_rate(split: &Split) -> Vec<f64> {
    let age = |first: Day| f64::from(split.cut.days_since(first)).max(1.0);
    split.known.iter().map(|known| f64::from(known.days - 1) / age(known.first)).collect()
}

/// Purchases per day of a year at least.
fn yearly_rate(split: &Split) -> Vec<f64> {
    const YEAR: f64 = 365.25;
    let age = |first: Day| f64::from(split.cut.days_since(first)).max(YEAR);
    split.known.iter().map(|known| f64::from(known.days) / age(known.first)).collect()
}

/// P(buys again) for each figure of `wanted`, by what became of customers with such figures in the window before; none
/// if there is no such window.
fn learnt(figures: &[f64], earlier: &Split, wanted: &[f64]) -> Option<Vec<f64>> {
    let outcome: Vec<bool> = earlier.after.iter().map(|&after| after > 0).collect();
    let both = outcome.contains(&true) && outcome.contains(&false);
    if !both {
        return None;
    }
    // days and rates are felt by their proportions
    let felt = |figure: f64| figure.signum() * figure.abs().ln_1p();
    let covariate: Vec<f64> = figures.iter().map(|&figure| felt(figure)).collect();
    let weights = vec![1.0; outcome.len()];
    let fit = Logistic::fit([&covariate], &outcome, &weights);
    Some(wanted.iter().map(|&figure| fit.probability([felt(figure)])).collect())
}

fn judge(method: Method, foretold: &Foretold, split: &Split, z: f64) -> Score {
    let came: Vec<bool> = split.after.iter().map(|&after| after > 0).collect();
    let stayed_away: Vec<bool> = came.iter().map(|came| !came).collect();
    let risk: Vec<f64> = foretold.rank.iter().map(|rank| -rank).collect();
    let actual: Vec<f64> = split.after.iter().map(|&after| f64::from(after)).collect();
    let purchases = foretold.purchases.as_ref();
    let back = foretold.back.as_ref();
    Score {
        method,
        predicted: purchases.map(|purchases| purchases.iter().sum()),
        mae: purchases.and_then(|purchases| mean_absolute_error(purchases, &actual)),
        rmse: purchases.and_then(|purchases| root_mean_square_error(purchases, &actual)),
        total_error: purchases.and_then(|purchases| total_error(purchases, &actual)),
        auc: auc(&foretold.rank, &came),
        lift: lift(&risk, &stayed_away, 0.1),
        brier: back.and_then(|back| brier(back, &came)),
        log_loss: back.and_then(|back| log_loss(back, &came)),
        log_likelihood: None,
        bic: None,
        calibration: back.map(|back| calibration(back, &came, TENTHS, z)).unwrap_or_default(),
    }
}
