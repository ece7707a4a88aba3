//! What may follow of customers who are there, of one x and any T: probabilities of the number of purchases, moments, and
//! the values that are exceeded with a probability are smooth in ln(α + T), so that a few T tell of all others.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::alive::{variance, wanted};
use super::{Alive, Purchases, ValueTable};
use crate::stats::{Bundle, Hermite};

/// What follows of customers of one x, for each of a few T.
#[derive(Debug)]
pub struct AliveByAge {
    /// α.
    scale: f64,
    /// ln E\[Y\], ln E\[Y²\], P(Y ≤ 0), P(Y ≤ 1) …
    numbers: Bundle,
    /// The logarithm of the value that is exceeded with the log-odds of each step, and by how much it rises with these.
    values: Option<(Bundle, Steps)>,
}

/// A customer who is there, of one x, at one T after the other.
#[derive(Debug)]
pub struct AliveAt<'a> {
    by_age: &'a AliveByAge,
    /// What each point contributes.
    shares: Vec<f64>,
    shares_of_values: Vec<f64>,
    moments: [f64; 3],
    /// P(Y ≤ n), and logarithm and rise of the value of each step.
    upto: Known,
    values: Known,
}

/// What was asked for of one T; not a number before.
#[derive(Debug)]
struct Known {
    list: Vec<f64>,
    asked: Vec<usize>,
}

/// Log-odds of more than a value among those who buy, from the least on.
#[derive(Debug)]
struct Steps(Vec<f64>);

/// Customers of one x at some ln(α + T), each reckoned once.
struct Points<'a> {
    model: &'a Purchases,
    x: u32,
    t: f64,
    scale: f64,
    known: BTreeMap<u64, Alive>,
}

/// So many T of one x are worth the making.
const WORTH: usize = 64;
/// Probability that is left out at the far end, so little that where it is cut off does not bend what is smooth.
const TAIL: f64 = 1e-12;
/// How wrong probabilities, relative moments and logarithms of values may be by half of the points; by all of them they
/// are right to about the square of that.
const ERROR: f64 = 1e-3;
const ERROR_OF_VALUES: f64 = 3e-3;
/// The same of values that only those come to who have all but left, from these log-odds on.
const ROUGH_ERROR: f64 = 1.5e-2;
const ROUGH: f64 = 2.0;
/// Degrees to begin with, and to end with.
const DEGREE: usize = 8;
const DEGREE_OF_VALUES: usize = 4;
const MOST: usize = 64;
/// Distance of the log-odds of neighbouring values as far as those who soon leave bend them, from there on, and the most
/// that are looked up.
const STEP: f64 = 0.125;
const BEND: f64 = 6.0;
const LONG_STEP: f64 = 0.5;
const MOST_ODDS: f64 = 13.5;

impl AliveByAge {
    /// The most purchases that customers of one x may make who are known for T or longer.
    #[must_use]
    pub fn most(model: &Purchases, x: u32, age: f64, t: f64) -> Option<usize> {
        Some(Alive::with_tail(model, x, age, t, TAIL)?.pmf().len() - 1)
    }

    /// Of customers of one x, given each T; values are those of the table, exceeded with a probability of `least` or
    /// more. None where each T had better be looked at by itself.
    #[must_use]
    pub fn of(
        model: &Purchases,
        (x, ages): (u32, &[f64]),
        t: f64,
        table: Option<ValueTable>,
        least: f64,
    ) -> Option<AliveByAge> {
        if ages.len() < WORTH {
            return None;
        }
        let scale = model.inverse_scale()?;
        let ends = ages.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &age| {
            (low.min((scale + age).ln()), high.max((scale + age).ln()))
        });
        let mut points = Points { model, x, t, scale, known: BTreeMap::new() };
        let numbers = |place: f64| {
            let alive = points.at(place)?;
            let [_, first, second] = alive.moments();
            Some([first.ln(), second.ln()].into_iter().chain(alive.upto().iter().copied()).collect())
        };
        let most = MOST.min(ages.len() / 2);
        let numbers = Bundle::fit(ends, |_| ERROR, (DEGREE, most), numbers)?;
        let values = match table {
            Some(mut table) => {
                let (steps, mut near) = (Steps::from(least), 0);
                let values = |place: f64| {
                    let alive = points.at(place)?;
                    table.turn_to(alive.pmf());
                    let value = |&odds: &f64| {
                        let found = table.ln_value(alive.some() / (1.0 + (-odds).exp()), &mut near);
                        found.map_or([f64::NAN; 2], <[f64; 2]>::from)
                    };
                    Some(steps.0.iter().flat_map(value).collect())
                };
                let rough = 2 * steps.0.partition_point(|&odds| odds < ROUGH);
                let error = |of: usize| if of < rough { ERROR_OF_VALUES } else { ROUGH_ERROR };
                Some((Bundle::fit(ends, error, (DEGREE_OF_VALUES, most), values)?, steps))
            }
            None => None,
        };
        Some(AliveByAge { scale, numbers, values })
    }

    /// To be turned to one T after the other.
    #[must_use]
    pub fn at(&self) -> AliveAt<'_> {
        let values = self.values.as_ref();
        AliveAt {
            by_age: self,
            shares: self.numbers.shares(),
            shares_of_values: values.map_or_else(Vec::new, |(values, _)| values.shares()),
            moments: [0.0; 3],
            upto: Known::new(self.numbers.len() - 2),
            values: Known::new(values.map_or(0, |(values, _)| values.len())),
        }
    }
}

impl Points<'_> {
    fn at(&mut self, place: f64) -> Option<&Alive> {
        match self.known.entry(place.to_bits()) {
            Entry::Occupied(known) => Some(known.into_mut()),
            Entry::Vacant(new) => {
                let age = (place.exp() - self.scale).max(0.0);
                Some(new.insert(Alive::with_tail(self.model, self.x, age, self.t, TAIL)?))
            }
        }
    }
}

impl AliveAt<'_> {
    /// Turns to a T between those that it was made of.
    pub fn turn_to(&mut self, age: f64) {
        let AliveByAge { scale, numbers, values } = self.by_age;
        let place = (scale + age).ln();
        numbers.share(place, &mut self.shares);
        if let Some((values, _)) = values {
            values.share(place, &mut self.shares_of_values);
        }
        let moment = |which: usize| numbers.at(which, &self.shares).exp();
        self.moments = [1.0, moment(0), moment(1)];
        self.upto.forget();
        self.values.forget();
    }

    /// P(Y ≥ 1).
    #[must_use]
    pub fn some(&mut self) -> f64 {
        1.0 - self.upto(0)
    }

    /// P(Y ≤ n).
    fn upto(&mut self, n: usize) -> f64 {
        self.upto.get(n, || self.by_age.numbers.at(2 + n, &self.shares))
    }

    /// The smallest number that a customer who is there with probability `p_alive` does not exceed with probability `p`,
    /// looked for from that of a neighbour on.
    #[must_use]
    pub fn quantile(&mut self, p_alive: f64, p: f64, near: &mut usize) -> u32 {
        let wanted = wanted(p_alive, p);
        let last = self.upto.list.len() - 1;
        let mut below = |n: usize| p_alive * self.upto(n) < wanted;
        // the answer is from `low` to `high`; it is looked for farther and farther from the neighbour's
        let (mut low, mut high) = (0, last);
        let (mut n, mut step) = ((*near).min(last), 1);
        let upwards = below(n);
        while low < high {
            if below(n) {
                low = (n + 1).min(last);
            } else {
                high = n;
            }
            if upwards != below(n) {
                break;
            }
            n = if upwards { (n + step).min(last) } else { n.saturating_sub(step) };
            step *= 2;
        }
        while low < high {
            let middle = low.midpoint(high);
            if below(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        *near = low;
        low as u32
    }

    /// The variance for a customer who is there with probability `p_alive`.
    #[must_use]
    pub fn variance(&self, p_alive: f64) -> f64 {
        variance(self.moments, p_alive)
    }

    /// The logarithm of what is spent, in units of v + x z̄, and exceeded with probability `above`, given that the customer
    /// is there; none where it is nothing, or not known.
    #[must_use]
    pub fn ln_value(&mut self, above: f64) -> Option<f64> {
        let (bundle, steps) = self.by_age.values.as_ref()?;
        let (from, width, t) = steps.around((above / (self.some() - above)).ln())?;
        let mut value_and_slope = |step: usize| {
            let mut of = |which: usize| self.values.get(which, || bundle.at(which, &self.shares_of_values));
            (of(2 * step), of(2 * step + 1))
        };
        let found = Hermite::between(value_and_slope(from), value_and_slope(from + 1), width).at(t);
        found.is_finite().then_some(found)
    }
}

impl Known {
    fn new(number: usize) -> Known {
        Known { list: vec![f64::NAN; number], asked: Vec::new() }
    }

    fn get(&mut self, which: usize, make: impl FnOnce() -> f64) -> f64 {
        if self.list[which].is_nan() {
            self.list[which] = make();
            self.asked.push(which);
        }
        self.list[which]
    }

    fn forget(&mut self) {
        for which in self.asked.drain(..) {
            self.list[which] = f64::NAN;
        }
    }
}

impl Steps {
    /// From those of a probability on, as far as the tail that is left out.
    fn from(least: f64) -> Steps {
        let least = least.max(TAIL);
        let mut all = vec![(least / (1.0 - least)).ln()];
        while let Some(&last) = all.last()
            && last < MOST_ODDS
        {
            all.push(last + if last < BEND { STEP } else { LONG_STEP });
        }
        Steps(all)
    }

    /// The step below some log-odds, how far it is to the next, and what part of that way they are; none beyond the ends.
    fn around(&self, odds: f64) -> Option<(usize, f64, f64)> {
        let above = self.0.partition_point(|&step| step <= odds);
        let (from, to) = (above.checked_sub(1)?, self.0.get(above)?);
        let width = to - self.0[from];
        Some((from, width, (odds - self.0[from]) / width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::value_table::{ValueTables, band_of};
    use crate::models::{Family, GammaGamma};
    use crate::stats::beta_above_logit;

    #[test]
    fn steps_end() {
        for least in [0.0, 0.025, 0.5, 1.0, f64::NAN] {
            assert!(Steps::from(least).0.len() < 400, "{least}");
        }
    }

    /// A few T tell of all others: against each T by itself.
    #[test]
    fn a_few_ages_tell_of_all() {
        let spend = GammaGamma { p: 5.2, q: 3.98, v: 18.0 };
        let (t, mut compared) = (52.0, 0);
        for (family, theta) in [
            (Family::BgNbd, vec![0.9, -0.4, -2.8, 1.6]),
            (Family::MbgNbd, vec![-0.5, -2.0, -1.0, 0.4]),
            (Family::Nbd, vec![0.9, -0.4]),
            (Family::ParetoNbd, vec![0.9, -0.4, -0.5, -3.0]),
        ] {
            let model = family.at(1, &theta).unwrap();
            for x in [0, 1, 5, 20, 80] {
                let ages: Vec<f64> = (x..=546).map(|day| f64::from(day) / 7.0).collect();
                let band = (0..=x).find(|&other| band_of(other) == band_of(x)).unwrap();
                let most = AliveByAge::most(&model, x, ages[0], t).unwrap();
                let tables = ValueTables::new(&spend, (band, x), most).unwrap();
                let by_age = AliveByAge::of(&model, (x, &ages), t, Some(tables.at(x)), 0.025);
                let by_age = by_age.unwrap_or_else(|| panic!("{family:?} {x}"));
                let (mut at, mut near) = (by_age.at(), 7);
                for &age in ages.iter().step_by(19) {
                    at.turn_to(age);
                    let alive = Alive::of(&model, x, age, t).unwrap();
                    assert!((at.some() - alive.some()).abs() < 3e-7, "{family:?} {x} {age}");
                    for p_alive in [1.0, 0.999, 0.6, 0.03] {
                        let variance = at.variance(p_alive) / alive.variance(p_alive);
                        assert!((variance - 1.0).abs() < 1e-4, "{family:?} {x} {age}: {variance}");
                        for p in [0.025, 0.5, 0.975] {
                            let (found, known) =
                                (at.quantile(p_alive, p, &mut near), alive.quantile(p_alive, p));
                            // but for a tie
                            let tie = || {
                                let beyond = |n: u32| (1.0 - p) - p_alive * (1.0 - alive.upto()[n as usize]);
                                found.abs_diff(known) == 1 && beyond(found.min(known)).abs() < 3e-7
                            };
                            assert!(
                                found == known || tie(),
                                "{family:?} {x} {age} {p_alive} {p}: {found}, not {known}"
                            );
                            let above = (1.0 - p) / p_alive;
                            let Some(found) = at.ln_value(above) else { continue };
                            // by how much the logarithm misses what it was to leave above
                            let off = |z: f64| {
                                let freedom = spend.q + spend.p * f64::from(x);
                                let (mut all, mut fall) = (0.0, 0.0);
                                for (n, p) in (1..).zip(&alive.pmf()[1..]) {
                                    let (beyond, slope) =
                                        beta_above_logit(spend.p * f64::from(n), freedom, z);
                                    (all, fall) = (all + p * beyond, fall + p * slope);
                                }
                                (all - above) / fall
                            };
                            assert!(off(found).abs() < 3e-4, "{family:?} {x} {age} {p_alive} {p}: {found}");
                            compared += 1;
                        }
                    }
                }
            }
        }
        assert!(compared > 4_000, "{compared}");
    }
}
