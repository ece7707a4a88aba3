//! How sure the forecasts are. Two kinds of interval, and they are not to be taken for one another: of what is
//! *expected* of a customer, which narrows with every customer the models learn from, and of what a customer may *do*
//! (predictive), which holds the luck of a single one too.
//!
//! The expected ones are log-normal with the spread that the figure has over the posterior of the parameters; the
//! predictive ones are quantiles of the distribution of the purchases, and of the sum of their values. Totals add the
//! variances of the customers, who are independent, to the spread of what is expected.

use rayon::prelude::*;

use crate::analysis::outlook::Buyers;
use crate::analysis::outlook::Valued;
use crate::models::{Counts, Fit, Forecast, GammaGamma, Histories, History, Posterior, Purchases, Spend};
use crate::stats::z_of;

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
    /// Weights of the points of the posterior of the purchases.
    pub weights: Vec<f64>,
    /// Weights of those of the spend.
    pub spend_weights: Vec<f64>,
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
    pub(super) value: Option<&'a Valued>,
    /// In units of time.
    pub(super) horizon: f64,
    pub(super) margin: f64,
    pub(super) confidence: f64,
    /// The customers of each group that totals are wanted of.
    pub(super) groups: &'a [Vec<usize>],
}

/// What one history may lead to.
struct Prospect {
    purchases: (u32, u32),
    variance: f64,
    /// Of the sum of the values, in units of v + x z̄.
    worth: Interval,
}

/// With so many distinct histories the parameters are all but known, and add nothing to what one customer may do.
const PARAMETERS_KNOWN: usize = 20_000;
/// Neighbours that are reckoned one after the other.
const PIECE: usize = 256;
/// The least by which the freedom of the spend exceeds two: below that its variance has no bound.
const LEAST_FREEDOM: f64 = 0.25;

impl Uncertainty {
    pub(super) fn of(known: &Known) -> Uncertainty {
        let z = z_of(known.confidence);
        let posterior = known.fit.posterior(known.histories);
        // when purchases fall within the horizon hardly depends on the parameters, so that they are not discounted here
        let elsewhere: Vec<(f64, Vec<f64>)> =
            posterior.points.iter().map(|(weight, model)| (*weight, known.purchases_by(model))).collect();
        let of_purchases: Vec<f64> = known
            .forecasts
            .par_iter()
            .enumerate()
            .map(|(place, forecast)| {
                let figures = elsewhere.iter().map(|(weight, other)| (*weight, other[place]));
                spread(forecast.purchases, figures)
            })
            .collect();
        let prospects = known.prospects(&posterior);
        let expected_purchases = known
            .forecasts
            .iter()
            .zip(&of_purchases)
            .map(|(forecast, spread)| around(forecast.purchases, z * spread.sqrt()))
            .collect();
        let mut spend_weights = Vec::new();
        let valued = known.spend.zip(known.value).map(|(spend, value)| {
            let of_spend = known.spread_of_spend(spend, value);
            spend_weights = of_spend.posterior.weights();
            let expected: Vec<Interval> = (0..value.clv.len())
                .map(|place| {
                    let spread = of_purchases[known.histories.of_customer[place]] + of_spend.each[place];
                    around(value.clv[place], z * spread.sqrt())
                })
                .collect();
            let total = |places: &[usize]| {
                let of_spend = known.spread_of_total_spend(places, value, &of_spend.posterior);
                known.total_value(places, value, spend, &elsewhere, of_spend, &prospects, z)
            };
            let everybody: Vec<usize> = (0..known.buyers.len()).collect();
            let by_group = known.groups.iter().map(|places| total(places)).collect();
            (expected, known.predicted_value(spend, &prospects), total(&everybody), by_group)
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
        Uncertainty {
            expected_purchases,
            purchases,
            expected_clv,
            clv,
            total_purchases,
            total_clv,
            by_group,
            weights: posterior.weights(),
            spend_weights,
        }
    }
}

/// Σ weight · (ln of a figure over the estimate)².
fn spread(estimate: f64, figures: impl Iterator<Item = (f64, f64)>) -> f64 {
    figures
        .map(|(weight, figure)| {
            let off = (figure / estimate).ln();
            if off.is_finite() { weight * off * off } else { 0.0 }
        })
        .sum()
}

/// A log-normal interval.
fn around(estimate: f64, width: f64) -> Interval {
    (estimate * (-width).exp(), estimate * width.exp())
}

/// How much the expected spends hang on the parameters of the spend model.
struct SpendSpread {
    /// For each customer.
    each: Vec<f64>,
    posterior: Posterior<GammaGamma>,
}

impl Known<'_> {
    fn tails(&self) -> (f64, f64) {
        (f64::midpoint(1.0, -self.confidence), f64::midpoint(1.0, self.confidence))
    }

    /// Purchases expected of each distinct history by another model.
    fn purchases_by(&self, model: &Purchases) -> Vec<f64> {
        model.rough_purchases(&self.histories.distinct, self.horizon)
    }

    fn prospects(&self, posterior: &Posterior<Purchases>) -> Vec<Prospect> {
        let (low, high) = self.tails();
        let of = |history: &History, near: &mut (Option<f64>, Option<f64>)| {
            let counts = if self.histories.distinct.len() > PARAMETERS_KNOWN {
                Counts::at(&self.fit.model, history, self.horizon)
            } else {
                Counts::of(&self.fit.model, posterior, history, self.horizon)
            };
            let worth = self.spend.map_or((0.0, 0.0), |spend| {
                let end = |p: f64, near: &mut Option<f64>| {
                    let found = counts.ln_value_quantile(&spend.model, history.x, p, *near);
                    *near = found.or(*near);
                    found.map_or(0.0, f64::exp)
                };
                (end(low, &mut near.0), end(high, &mut near.1))
            });
            Prospect {
                purchases: (counts.quantile(low), counts.quantile(high)),
                variance: counts.variance(),
                worth,
            }
        };
        // neighbours are alike, so that each begins where the one before ended; pieces of one size whatever the number of
        // threads, so that digits are the same
        let of_piece = |piece: &[History]| -> Vec<Prospect> {
            let mut near = (None, None);
            piece.iter().map(|history| of(history, &mut near)).collect()
        };
        self.histories.distinct.par_chunks(PIECE).flat_map_iter(of_piece).collect()
    }

    /// Purchases discounted, over purchases, with the margin: what a purchase within the horizon is worth today.
    fn worth_today(&self, forecast: &Forecast) -> f64 {
        if forecast.purchases > 0.0 { self.margin * forecast.discounted / forecast.purchases } else { 0.0 }
    }

    /// The values that single customers may bring.
    fn predicted_value(&self, spend: &Fit<GammaGamma>, prospects: &[Prospect]) -> Vec<Interval> {
        let (low, high) = self.tails();
        (0..self.buyers.len())
            .into_par_iter()
            .map(|place| {
                let history = self.histories.of_customer[place];
                let paid = self.buyers.spend(place);
                let total = paid.map_or(0.0, |paid| f64::from(paid.x) * paid.mean);
                let scale = (spend.model.v + total) * self.worth_today(&self.forecasts[history]);
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

    fn spread_of_spend(&self, fit: &Fit<GammaGamma>, value: &Valued) -> SpendSpread {
        let posterior = fit.posterior(self.spends);
        let each = (0..self.buyers.len())
            .into_par_iter()
            .map(|place| {
                let paid = self.buyers.spend(place);
                let figures = posterior
                    .points
                    .iter()
                    .map(|(weight, model)| (*weight, model.expected_spend(paid).unwrap_or(f64::NAN)));
                spread(value.expected_spend[place], figures)
            })
            .collect();
        SpendSpread { each, posterior }
    }

    /// How much the value of some customers together hangs on the parameters of the spend model.
    fn spread_of_total_spend(
        &self,
        places: &[usize],
        value: &Valued,
        posterior: &Posterior<GammaGamma>,
    ) -> f64 {
        let totals = posterior.points.iter().map(|(weight, model)| {
            let total: f64 = places
                .iter()
                .map(|&place| {
                    let discounted = self.forecasts[self.histories.of_customer[place]].discounted;
                    let spend = model.expected_spend(self.buyers.spend(place));
                    discounted * spend.unwrap_or(value.expected_spend[place])
                })
                .sum();
            (*weight, total * self.margin)
        });
        spread(places.iter().map(|&place| value.clv[place]).sum(), totals)
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn total_purchases(
        &self,
        weights: &[u64],
        elsewhere: &[(f64, Vec<f64>)],
        prospects: &[Prospect],
        z: f64,
    ) -> Total {
        let weights = || weights.iter().map(|&weight| weight as f64);
        let total = |purchases: &[f64]| -> f64 {
            purchases.iter().zip(weights()).map(|(purchases, weight)| purchases * weight).sum()
        };
        let here: Vec<f64> = self.forecasts.iter().map(|forecast| forecast.purchases).collect();
        let expected = total(&here);
        let spread = spread(expected, elsewhere.iter().map(|(weight, other)| (*weight, total(other))));
        let luck = prospects.iter().zip(weights()).map(|(prospect, weight)| prospect.variance * weight).sum();
        Total::of(expected, spread, luck, z)
    }

    /// Of some customers together; `of_spend` is the spread that their spend adds.
    #[expect(clippy::too_many_arguments, reason = "all of it enters the sum")]
    fn total_value(
        &self,
        places: &[usize],
        value: &Valued,
        fit: &Fit<GammaGamma>,
        elsewhere: &[(f64, Vec<f64>)],
        of_spend: f64,
        prospects: &[Prospect],
        z: f64,
    ) -> Total {
        let customers =
            || places.iter().map(|&place| (value.expected_spend[place], self.histories.of_customer[place]));
        let worth: Vec<f64> = self.forecasts.iter().map(|forecast| self.worth_today(forecast)).collect();
        let total = |purchases: &[f64]| -> f64 {
            customers().map(|(spend, history)| purchases[history] * worth[history] * spend).sum()
        };
        let expected = places.iter().map(|&place| value.clv[place]).sum();
        let of_purchases = spread(expected, elsewhere.iter().map(|(weight, other)| (*weight, total(other))));
        let luck = places
            .iter()
            .map(|&place| {
                let history = self.histories.of_customer[place];
                let forecast = &self.forecasts[history];
                let factor = self.worth_today(forecast);
                factor
                    * factor
                    * self.variance_of_sum(place, forecast.purchases, prospects[history].variance, &fit.model)
            })
            .sum();
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
