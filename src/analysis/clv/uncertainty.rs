//! How sure the forecasts are. Two kinds of interval, and they are not to be taken for one another: of what is
//! *expected* of a customer, which narrows with every customer the models learn from, and of what a customer may *do*
//! (predictive), which holds the luck of a single one too.
//!
//! The expected ones are log-normal with the spread that the figure has over the posterior of the parameters; the
//! predictive ones are quantiles of the distribution of the purchases, and of the sum of their values. Totals add the
//! variances of the customers, who are independent, to the spread of what is expected.

use std::cell::OnceCell;

use rayon::prelude::*;

use super::elsewhere::Elsewhere;
use super::prospects::Prospect;
use crate::analysis::outlook::{Buyers, Valued};
use crate::models::{Counts, Fit, Forecast, GammaGamma, Histories, Posterior, Purchases, Spend};
use crate::stats::{sum_of, z_of};

/// Lower and upper end.
pub type Interval = (f64, f64);

/// How sure the forecasts are.
#[derive(Debug, Clone)]
pub struct Uncertainty {
    /// Of the expected purchases, for each distinct history.
    pub expected_purchases: Vec<Interval>,
    /// Of the purchases a customer may make, for each distinct history.
    pub purchases: Vec<(u32, u32)>,
    /// Of the expected value, for each customer; none without amounts.
    pub expected_clv: Option<Vec<Interval>>,
    /// Of the value a customer may bring, for each customer; none without amounts.
    pub clv: Option<Vec<Interval>>,
    /// All purchases.
    pub total_purchases: Total,
    /// The value of all customers; none without amounts.
    pub total_clv: Option<Total>,
    /// The value of each group of customers; its purchases without amounts.
    pub by_group: Vec<Total>,
}

/// A figure of all customers together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// What is expected.
    pub expected: f64,
    /// How sure that is.
    pub of_expected: Interval,
    /// What may happen.
    pub predicted: Interval,
}

/// What is known before.
pub(super) struct Known<'a> {
    pub(super) fit: &'a Fit<Purchases>,
    pub(super) spend: Option<&'a Fit<GammaGamma>>,
    pub(super) spends: &'a [Spend],
    pub(super) buyers: &'a Buyers,
    pub(super) histories: &'a Histories,
    pub(super) forecasts: &'a [Forecast],
    /// P(still a customer) of each distinct history.
    pub(super) p_alive: &'a [f64],
    pub(super) value: Option<&'a Valued>,
    /// In units of time.
    pub(super) horizon: f64,
    pub(super) margin: f64,
    pub(super) confidence: f64,
    /// The customers of each group that totals are wanted of.
    pub(super) groups: &'a [Vec<usize>],
}

/// The least by which the freedom of the spend exceeds two: below that its variance has no bound.
const LEAST_FREEDOM: f64 = 0.25;

impl Uncertainty {
    pub(super) fn of(known: &Known) -> Uncertainty {
        let z = z_of(known.confidence);
        let posterior = OnceCell::new();
        let posterior = || posterior.get_or_init(|| known.fit.posterior(known.histories));
        let elsewhere = Elsewhere::of(known, posterior);
        let of_purchases = elsewhere.spreads(known);
        let prospects = known.prospects(posterior);
        let expected_purchases = known
            .forecasts
            .iter()
            .zip(&of_purchases)
            .map(|(forecast, spread)| around(forecast.purchases, z * spread.sqrt()))
            .collect();
        let valued = known.spend.zip(known.value).map(|(spend, value)| {
            let of_spend = SpendSpread::of(spend, value, known);
            let worth: Vec<f64> =
                known.forecasts.iter().map(|forecast| known.worth_today(forecast)).collect();
            let expected: Vec<Interval> = (0..value.clv.len())
                .into_par_iter()
                .map(|place| {
                    let spread = of_purchases[known.histories.of_customer[place]]
                        + of_spend.of_customer(known.buyers.spend(place));
                    around(value.clv[place], z * spread.sqrt())
                })
                .collect();
            let total = |places: &[usize]| {
                let of_spend = known.spread_of_total_spend(places, value, &of_spend.posterior);
                known.total_value(places, (value, &worth), spend, &elsewhere, of_spend, &prospects, z)
            };
            let everybody: Vec<usize> = (0..known.buyers.len()).collect();
            let by_group = known.groups.iter().map(|places| total(places)).collect();
            (expected, known.predicted_value(spend, &prospects, &worth), total(&everybody), by_group)
        });
        let total_purchases = known.total_purchases(&known.histories.weights, &elsewhere, &prospects, z);
        let purchases_of = |places: &Vec<usize>| {
            let mut weights = vec![0; known.histories.distinct.len()];
            for &place in places {
                weights[known.histories.of_customer[place]] += 1;
            }
            known.total_purchases(&weights, &elsewhere, &prospects, z)
        };
        let purchases = prospects.iter().map(|prospect| prospect.purchases).collect();
        let (expected_clv, clv, total_clv, by_group) = match valued {
            Some((expected, predicted, total, by_group)) => {
                (Some(expected), Some(predicted), Some(total), by_group)
            }
            None => (None, None, None, known.groups.iter().map(purchases_of).collect()),
        };
        Uncertainty { expected_purchases, purchases, expected_clv, clv, total_purchases, total_clv, by_group }
    }
}

/// Σ weight · (ln of a figure over the estimate)².
pub(super) fn spread(estimate: f64, figures: impl Iterator<Item = (f64, f64)>) -> f64 {
    figures
        .map(|(weight, figure)| {
            let off = (figure / estimate).ln();
            if off.is_finite() { weight * off * off } else { 0.0 }
        })
        .sum()
}

/// A log-normal interval.
fn around(estimate: f64, width: f64) -> Interval {
    let factor = width.exp();
    (estimate / factor, estimate * factor)
}

/// How much the expected spends hang on the parameters of the spend model: E[value of a purchase] is
/// p/(p x + q − 1) · (v + x z̄) of each of the models that the data allow, where the first factor depends on x alone.
struct SpendSpread {
    posterior: Posterior<GammaGamma>,
    /// v of the estimate.
    v: f64,
    /// Of each point, its weight, by how much its v is more, and ln of the first factor over that of the estimate, for
    /// each x.
    points: Vec<(f64, f64, Vec<f64>)>,
    /// Of customers of whom nothing is known.
    of_unknown: f64,
}

impl SpendSpread {
    fn of(fit: &Fit<GammaGamma>, value: &Valued, known: &Known) -> SpendSpread {
        let posterior = fit.posterior(known.spends);
        let most = known.spends.iter().map(|spend| spend.x).max().unwrap_or(0);
        let ln_factor = |model: &GammaGamma, x: u32| {
            let freedom = model.p * f64::from(x) + model.q - 1.0;
            if freedom > 0.0 { (model.p / freedom).ln() } else { f64::NAN }
        };
        let points = posterior
            .points
            .iter()
            .map(|(weight, model)| {
                let of = |x| ln_factor(model, x) - ln_factor(&fit.model, x);
                (*weight, model.v - fit.model.v, (0..=most).map(of).collect())
            })
            .collect();
        let unknown = (0..known.buyers.len()).find(|&place| known.buyers.spend(place).is_none());
        let of_unknown = unknown.map_or(0.0, |place| {
            let figures = posterior
                .points
                .iter()
                .map(|(weight, model)| (*weight, model.expected_spend(None).unwrap_or(f64::NAN)));
            spread(value.expected_spend[place], figures)
        });
        SpendSpread { v: fit.model.v, points, of_unknown, posterior }
    }

    fn of_customer(&self, spend: Option<Spend>) -> f64 {
        let Some(spend) = spend else { return self.of_unknown };
        let inverse = 1.0 / (self.v + f64::from(spend.x) * spend.mean);
        self.points
            .iter()
            .map(|(weight, more, ln_factors)| {
                let off = ln_factors[spend.x as usize] + ln_1p(more * inverse);
                if off.is_finite() { weight * off * off } else { 0.0 }
            })
            .sum()
    }
}

/// ln(1 + y), by its series where y is small.
fn ln_1p(y: f64) -> f64 {
    if y.abs() < 0.01 {
        y * (1.0 - y * (0.5 - y * (1.0 / 3.0 - y * (0.25 - y * (0.2 - y / 6.0)))))
    } else {
        y.ln_1p()
    }
}

impl Known<'_> {
    pub(super) fn tails(&self) -> (f64, f64) {
        (f64::midpoint(1.0, -self.confidence), f64::midpoint(1.0, self.confidence))
    }

    /// Purchases discounted, over purchases, with the margin: what a purchase within the horizon is worth today.
    fn worth_today(&self, forecast: &Forecast) -> f64 {
        if forecast.purchases > 0.0 { self.margin * forecast.discounted / forecast.purchases } else { 0.0 }
    }

    /// The values that single customers may bring.
    fn predicted_value(
        &self,
        spend: &Fit<GammaGamma>,
        prospects: &[Prospect],
        worth: &[f64],
    ) -> Vec<Interval> {
        let (low, high) = self.tails();
        (0..self.buyers.len())
            .into_par_iter()
            .map(|place| {
                let history = self.histories.of_customer[place];
                let paid = self.buyers.spend(place);
                let total = paid.map_or(0.0, |paid| f64::from(paid.x) * paid.mean);
                let scale = (spend.model.v + total) * worth[history];
                let unpaid = paid.is_none() && self.buyers.histories[place].x > 0;
                let (lower, upper) = if unpaid {
                    let history = &self.histories.distinct[history];
                    let counts = Counts::at(&self.fit.model, history, self.horizon);
                    let end =
                        |p: f64| counts.ln_value_quantile(&spend.model, 0, p, None).map_or(0.0, f64::exp);
                    (end(low), end(high))
                } else {
                    prospects[history].worth
                };
                (lower * scale, upper * scale)
            })
            .collect()
    }

    /// How much the value of some customers together hangs on the parameters of the spend model: customers of one x add up
    /// before the models are asked.
    fn spread_of_total_spend(
        &self,
        places: &[usize],
        value: &Valued,
        posterior: &Posterior<GammaGamma>,
    ) -> f64 {
        // for each x the discounted purchases, and these times x z̄; at nought those of whom nothing is known
        let of_piece = |piece: &[usize]| {
            let mut by_x: Vec<[f64; 2]> = vec![[0.0; 2]];
            for &place in piece {
                let discounted = self.forecasts[self.histories.of_customer[place]].discounted;
                let (x, spent) = match self.buyers.spend(place) {
                    Some(spend) => (spend.x as usize, f64::from(spend.x) * spend.mean),
                    None => (0, value.expected_spend[place]),
                };
                if by_x.len() <= x {
                    by_x.resize(x + 1, [0.0; 2]);
                }
                by_x[x][0] += discounted;
                by_x[x][1] += discounted * spent;
            }
            by_x
        };
        let pieces: Vec<Vec<[f64; 2]>> = places.par_chunks(1 << 16).map(of_piece).collect();
        let mut by_x: Vec<[f64; 2]> = vec![[0.0; 2]];
        for piece in pieces {
            by_x.resize(by_x.len().max(piece.len()), [0.0; 2]);
            by_x.iter_mut().zip(piece).for_each(|(sum, part)| *sum = [sum[0] + part[0], sum[1] + part[1]]);
        }
        let [unknown, of_unknown] = by_x[0];
        let totals = posterior.points.iter().map(|(weight, model)| {
            let of_unknown = model.expected_spend(None).map_or(of_unknown, |spend| spend * unknown);
            let of_x = |(x, [discounted, spent]): (u32, &[f64; 2])| {
                let freedom = model.p * f64::from(x) + model.q - 1.0;
                model.p / freedom * (model.v * discounted + spent)
            };
            let known: f64 = (1..).zip(&by_x[1..]).filter(|(_, [some, _])| *some > 0.0).map(of_x).sum();
            (*weight, (known + of_unknown) * self.margin)
        });
        let [expected] = sum_of(places, |&place| [value.clv[place]]);
        spread(expected, totals)
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn total_purchases(
        &self,
        weights: &[u64],
        elsewhere: &Elsewhere,
        prospects: &[Prospect],
        z: f64,
    ) -> Total {
        let weights: Vec<(usize, f64)> = weights.iter().map(|&weight| weight as f64).enumerate().collect();
        let [expected, luck] = sum_of(&weights, |&(place, weight)| {
            [self.forecasts[place].purchases * weight, prospects[place].variance * weight]
        });
        Total::of(expected, elsewhere.spread_of_sum(expected, &weights, self), luck, z)
    }

    /// What is spent on a purchase by customers of some histories, times what it is worth today: all of a history
    /// together where there are many customers.
    fn spent_by_history(&self, places: &[usize], (value, worth): (&Valued, &[f64])) -> Vec<(usize, f64)> {
        let of = |place: usize| {
            let history = self.histories.of_customer[place];
            (history, worth[history] * value.expected_spend[place])
        };
        if places.len() < self.histories.distinct.len() {
            return places.iter().map(|&place| of(place)).collect();
        }
        let mut spent: Vec<(usize, f64)> = (0..self.histories.distinct.len()).map(|at| (at, 0.0)).collect();
        for &place in places {
            let (history, worth) = of(place);
            spent[history].1 += worth;
        }
        spent
    }

    /// Of some customers together; `of_spend` is the spread that their spend adds.
    #[expect(clippy::too_many_arguments, reason = "all of it enters the sum")]
    fn total_value(
        &self,
        places: &[usize],
        (value, worth): (&Valued, &[f64]),
        fit: &Fit<GammaGamma>,
        elsewhere: &Elsewhere,
        of_spend: f64,
        prospects: &[Prospect],
        z: f64,
    ) -> Total {
        let spent = self.spent_by_history(places, (value, worth));
        let [expected, luck] = sum_of(places, |&place| {
            let history = self.histories.of_customer[place];
            let (purchases, factor) = (self.forecasts[history].purchases, worth[history]);
            let variance = self.variance_of_sum(place, purchases, prospects[history].variance, &fit.model);
            [value.clv[place], factor * factor * variance]
        });
        let of_purchases = elsewhere.spread_of_sum(expected, &spent, self);
        Total::of(expected, of_purchases + of_spend, luck, z)
    }

    /// Var of the sum of a customer's spends: given the scale ν of the customer's spends, n of them have the mean n p/ν and
    /// the variance n p/ν², and ν ~ Gamma(q + p x, v + x z̄).
    fn variance_of_sum(&self, place: usize, purchases: f64, variance: f64, spend: &GammaGamma) -> f64 {
        let paid = self.buyers.spend(place);
        let (x, total) = paid.map_or((0.0, 0.0), |paid| (f64::from(paid.x), f64::from(paid.x) * paid.mean));
        let (freedom, scale) = (spend.q + spend.p * x, spend.v + total);
        let second =
            scale * scale / ((freedom - 1.0).max(LEAST_FREEDOM) * (freedom - 2.0).max(LEAST_FREEDOM));
        let mean = spend.p * scale / (freedom - 1.0).max(LEAST_FREEDOM);
        let squares = variance + purchases * purchases;
        (purchases * spend.p * second + squares * spend.p * spend.p * second
            - purchases * purchases * mean * mean)
            .max(0.0)
    }
}

impl Total {
    /// `spread` is that of the logarithm of what is expected, `luck` the variance of what customers do about it.
    fn of(expected: f64, spread: f64, luck: f64, z: f64) -> Total {
        let relative = if expected > 0.0 { luck / (expected * expected) } else { 0.0 };
        Total {
            expected,
            of_expected: around(expected, z * spread.sqrt()),
            predicted: around(expected, z * (spread + relative).sqrt()),
        }
    }
}
