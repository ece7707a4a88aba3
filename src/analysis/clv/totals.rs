//! What many customers do together: the variances of the customers, who are independent, and the spread of what is
//! expected of all of them add up.

use rayon::prelude::*;

use super::elsewhere::Elsewhere;
use super::prospects::Prospect;
use super::spend_spread::{RARE, SpendSpread};
use super::uncertainty::{Interval, Known, around, spread};
use crate::models::{Forecast, GammaGamma, Sway};
use crate::stats::sum_of;

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

/// What totals are reckoned from.
pub(super) struct Totals<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) elsewhere: &'a Elsewhere,
    pub(super) prospects: &'a [Prospect],
    pub(super) of_spend: Option<&'a SpendSpread>,
    /// Standard errors in an interval.
    pub(super) z: f64,
}

/// What some customers add up to.
#[derive(Default)]
struct Sums {
    /// Their value.
    expected: f64,
    /// Its variance, by what customers do.
    luck: f64,
    /// By how much it moves with the parameters of the purchase model.
    moved: Sway,
    /// For each x the discounted purchases, and these times x z̄; at nought those of whom nothing is known.
    by_x: Vec<[f64; 2]>,
    /// The same of customers with an x that is rare.
    rare: Vec<(u32, [f64; 2])>,
}

/// What all customers of a history share.
struct Shared {
    forecast: Forecast,
    variance: f64,
    /// By how much the logarithm of what is expected moves in each direction.
    sway: Sway,
}

/// Customers that are reached for together.
const BLOCK: usize = 64;
/// Customers that are added one after the other; pieces of one size whatever the number of threads, so that digits are
/// the same.
const PIECE: usize = 1 << 15;
/// Below that much freedom more than two the variance of the spend has no bound.
const LEAST_FREEDOM: f64 = 0.25;

impl Totals<'_> {
    /// The purchases of so many customers of each distinct history.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn purchases(&self, weights: &[u64]) -> Total {
        let part = |history: usize| self.known.forecasts[history].purchases * weights[history] as f64;
        let [expected, luck] = sum_of(weights.len(), |history| {
            [part(history), self.prospects[history].variance * weights[history] as f64]
        });
        let moved = sum_of(weights.len(), |history| self.elsewhere.moved(history, part(history)));
        let factors = || weights.iter().map(|&weight| weight as f64).enumerate().collect();
        self.total(expected, self.elsewhere.spread_of_sum(expected, &moved, factors), luck)
    }

    /// The value of a group, or its purchases where there are no amounts.
    pub(super) fn of_group(&self, places: &[usize]) -> Total {
        self.value(Some(places)).unwrap_or_else(|| {
            let mut weights = vec![0; self.known.histories.distinct.len()];
            for &place in places {
                weights[self.known.histories.of_customer[place]] += 1;
            }
            self.purchases(&weights)
        })
    }

    /// The value of some customers, or of all; none without amounts.
    pub(super) fn value(&self, places: Option<&[usize]>) -> Option<Total> {
        let of_spend = self.of_spend?;
        let customers = places.map_or(self.known.buyers.len(), <[usize]>::len);
        let place = |at: usize| places.map_or(at, |places| places[at]);
        let starts: Vec<usize> = (0..customers).step_by(PIECE).collect();
        let pieces: Vec<Option<Sums>> = starts
            .into_par_iter()
            .map(|from| self.sums((from..customers.min(from + PIECE)).map(place)))
            .collect();
        let sums = pieces.into_iter().flatten().fold(Sums::default(), Sums::and);
        let factors = || self.factors((0..customers).map(place));
        let of_purchases = self.elsewhere.spread_of_sum(sums.expected, &sums.moved, factors);
        let of_spend = self.spread_of_total_spend(&sums, of_spend);
        Some(self.total(sums.expected, of_purchases + of_spend, sums.luck))
    }

    /// What purchases of each history are worth today, of all these customers together.
    fn factors(&self, places: impl Iterator<Item = usize>) -> Vec<(usize, f64)> {
        let mut factors = vec![0.0; self.known.histories.distinct.len()];
        for place in places {
            let history = self.known.histories.of_customer[place];
            let spend = self.known.value.map_or(0.0, |value| value.expected_spend[place]);
            factors[history] += spend * self.known.worth_today(&self.known.forecasts[history]);
        }
        factors.into_iter().enumerate().filter(|(_, factor)| *factor > 0.0).collect()
    }

    fn sums(&self, places: impl Iterator<Item = usize>) -> Option<Sums> {
        let known = self.known;
        let (model, value) = (&known.spend?.model, known.value?);
        let mut sums = Sums { by_x: vec![[0.0; 2]], ..Sums::default() };
        let places: Vec<usize> = places.collect();
        for places in places.chunks(BLOCK) {
            // all of them are reached for before any is reckoned with, so that one does not wait for the other
            let shared: Vec<Shared> = places.iter().map(|&place| self.shared(place)).collect();
            for (&place, Shared { forecast, variance, sway }) in places.iter().zip(shared) {
                let clv = value.clv[place];
                let paid = known.buyers.spend(place).map(|spend| (spend.x, f64::from(spend.x) * spend.mean));
                let worth = known.worth_today(&forecast);
                sums.expected += clv;
                sums.luck += worth * worth * variance_of_sum(paid, forecast.purchases, variance, model);
                (0..sway.len()).for_each(|k| sums.moved[k] += clv * sway[k]);
                let (x, spent) = paid.unwrap_or((0, value.expected_spend[place]));
                let part = [forecast.discounted, forecast.discounted * spent];
                if x > RARE {
                    sums.rare.push((x, part));
                    continue;
                }
                let x = x as usize;
                sums.by_x.resize(sums.by_x.len().max(x + 1), [0.0; 2]);
                sums.by_x[x] = [sums.by_x[x][0] + part[0], sums.by_x[x][1] + part[1]];
            }
        }
        Some(sums)
    }

    fn shared(&self, place: usize) -> Shared {
        let history = self.known.histories.of_customer[place];
        Shared {
            forecast: self.known.forecasts[history],
            variance: self.prospects[history].variance,
            sway: self.elsewhere.moved(history, 1.0),
        }
    }

    /// How much the value of some customers together hangs on the parameters of the spend model: customers of one x add up
    /// before the models are asked.
    fn spread_of_total_spend(&self, sums: &Sums, of_spend: &SpendSpread) -> f64 {
        let Some(([unknown, of_unknown], known)) = sums.by_x.split_first() else { return 0.0 };
        let totals = of_spend.posterior.points.iter().map(|(weight, model)| {
            let of_unknown = model.expected_spend(None).map_or(*of_unknown, |spend| spend * unknown);
            let of_x = |(x, [discounted, spent]): (u32, [f64; 2])| {
                let freedom = model.p * f64::from(x) + model.q - 1.0;
                model.p / freedom * (model.v * discounted + spent)
            };
            let by_x = (1..).zip(known.iter().copied()).chain(sums.rare.iter().copied());
            let known: f64 = by_x.filter(|(_, [some, _])| *some > 0.0).map(of_x).sum();
            (*weight, (known + of_unknown) * self.known.margin)
        });
        spread(sums.expected, totals)
    }

    /// `spread` is that of the logarithm of what is expected, `luck` the variance of what customers do about it.
    fn total(&self, expected: f64, spread: f64, luck: f64) -> Total {
        let relative = if expected > 0.0 { luck / (expected * expected) } else { 0.0 };
        Total {
            expected,
            of_expected: around(expected, self.z * spread.sqrt()),
            predicted: around(expected, self.z * (spread + relative).sqrt()),
        }
    }
}

impl Sums {
    fn and(mut self, other: Sums) -> Sums {
        self.expected += other.expected;
        self.luck += other.luck;
        (0..other.moved.len()).for_each(|k| self.moved[k] += other.moved[k]);
        self.by_x.resize(self.by_x.len().max(other.by_x.len()), [0.0; 2]);
        for (sum, part) in self.by_x.iter_mut().zip(other.by_x) {
            *sum = [sum[0] + part[0], sum[1] + part[1]];
        }
        self.rare.extend(other.rare);
        self
    }
}

/// Var of the sum of a customer's spends: given the scale ν of the customer's spends, n of them have the mean n p/ν and
/// the variance n p/ν², and ν ~ Gamma(q + p x, v + x z̄). `paid` is x and x z̄.
fn variance_of_sum(paid: Option<(u32, f64)>, purchases: f64, variance: f64, spend: &GammaGamma) -> f64 {
    let (x, total) = paid.map_or((0.0, 0.0), |(x, total)| (f64::from(x), total));
    let (freedom, scale) = (spend.q + spend.p * x, spend.v + total);
    let second = scale * scale / ((freedom - 1.0).max(LEAST_FREEDOM) * (freedom - 2.0).max(LEAST_FREEDOM));
    let mean = spend.p * scale / (freedom - 1.0).max(LEAST_FREEDOM);
    let squares = variance + purchases * purchases;
    (purchases * spend.p * second + squares * spend.p * spend.p * second
        - purchases * purchases * mean * mean)
        .max(0.0)
}
