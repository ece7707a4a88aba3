//! Gamma-Gamma (Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value): the mean of a customer's purchases
//! varies around an expectation that varies among customers; both by gamma distributions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::fit::{Boundary, Coordinate, Likelihood, by_theta, fit, nothing, together};
use super::spend_bins::{Bin, Shares, bins};
use super::{Fit, MANY, Posterior};
use crate::customers::Customers;
use crate::error::{Error, Result};
use crate::stats::{
    Evaluation, Matrix, digamma_difference, in_order, ln_gamma, ln_gamma_ratio, trigamma, trigamma_difference,
};

/// Parameters: all above zero; `v` in units of money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    /// Shape of a customer's purchases.
    pub p: f64,
    /// Shape of the scales among customers.
    pub q: f64,
    /// Scale of the scales, in units of money.
    pub v: f64,
}

/// What the spend of customers says: mean value of their purchases and how many it is the mean of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spend {
    /// Purchases that the mean is of, 1 or more.
    pub x: u32,
    /// Their mean value (`monetary_value`), above zero.
    pub mean: f64,
}

impl Spend {
    /// Of a customer with such a mean; none where nothing was paid.
    #[must_use]
    pub fn new(x: u32, mean: f64) -> Option<Spend> {
        (mean > 0.0).then_some(Spend { x, mean })
    }

    /// In order of the means, then of x.
    #[must_use]
    pub fn by_mean(spends: &[Spend]) -> Vec<Spend> {
        // all above nought, so that their bits are in the same order
        let means: Vec<u64> = spends.par_iter().map(|spend| spend.mean.to_bits()).collect();
        let mut spends: Vec<Spend> =
            in_order(&means).into_par_iter().map(|place| spends[place as usize]).collect();
        let alike = spends.chunk_by_mut(|one, other| one.mean.to_bits() == other.mean.to_bits());
        alike.filter(|alike| alike.len() > 1).for_each(|alike| alike.sort_unstable_by_key(|spend| spend.x));
        spends
    }

    /// The spend of the customers who bought again and paid for it.
    #[must_use]
    pub fn of(customers: &Customers) -> Vec<Spend> {
        (0..customers.len()).filter_map(|place| Spend::of_customer(customers, place)).collect()
    }

    /// The spend of one customer; none without a repeat purchase or without money for it.
    #[must_use]
    pub fn of_customer(customers: &Customers, place: usize) -> Option<Spend> {
        let x = customers.purchase_days[place] - 1;
        let repeat = customers.repeat_spent[place].to_f64();
        (x > 0 && repeat > 0.0).then(|| Spend { x, mean: repeat / f64::from(x) })
    }
}

impl GammaGamma {
    /// ln of the density of a mean spend (eq. 1a).
    #[must_use]
    pub fn ln_likelihood(&self, spend: Spend) -> f64 {
        let GammaGamma { p, q, v } = *self;
        let x = f64::from(spend.x);
        let total = x * spend.mean;
        ln_gamma(p * x + q) - ln_gamma(p * x) - ln_gamma(q)
            + p * x * (total / (v + total)).ln()
            + q * (v / (v + total)).ln()
            - spend.mean.ln()
    }

    /// E[value of a purchase | mean spend] (eq. 5); without a purchase, of any customer. None if q is at most 1 and
    /// nothing is known, since the expectation has no bound then.
    #[must_use]
    pub fn expected_spend(&self, spend: Option<Spend>) -> Option<f64> {
        let (x, total) =
            spend.map_or((0.0, 0.0), |spend| (f64::from(spend.x), f64::from(spend.x) * spend.mean));
        let freedom = self.p * x + self.q - 1.0;
        (freedom > 0.0).then(|| self.p * (self.v + total) / freedom)
    }

    /// The model at θ, the coordinates in which it is fitted; none if θ is not of their number.
    #[must_use]
    pub fn at(theta: &[f64]) -> Option<GammaGamma> {
        match *theta {
            [one, two, three] if one.is_finite() && two.is_finite() && three.is_finite() => {
                Some(at(&[one, two, three]))
            }
            _ => None,
        }
    }

    /// Fits the model by maximum likelihood. The likelihood has several stationary regions, so the best of fixed starts
    /// is taken.
    ///
    /// # Errors
    /// Nobody who came back and paid.
    pub fn fit(spends: &[Spend]) -> Result<Fit<GammaGamma>> {
        if spends.is_empty() {
            return Err(Error::Untrusted {
                message: "nobody came back and paid, so no spend can be learnt".to_owned(),
                evidence: vec!["no customer has a repeat purchase with an amount".to_owned()],
            });
        }
        let sorted = sorted(spends);
        let all = SpendLikelihood::new(&sorted);
        // every so-manieth of them tells the regions apart; the whole decides the digits
        let part = |spends: usize| {
            let part = sorted.iter().step_by(sorted.len().div_ceil(spends)).copied();
            SpendLikelihood::new(&part.collect::<Vec<Spend>>())
        };
        let parts = if sorted.len() > PILOT { PARTS.map(part).into() } else { Vec::new() };
        let mut fitted = fit(&all, &parts);
        // the likelihood is of spends in units of their mean, so that the currency makes no difference
        let unit = all.unit;
        fitted.parameters[2].std_error = fitted.parameters[2].std_error.map(|error| error * unit);
        if let Some(covariance) = &mut fitted.covariance {
            covariance[2].iter_mut().for_each(|entry| *entry *= unit);
            for row in covariance.iter_mut() {
                row[2] *= unit;
            }
        }
        fitted.theta[2] += unit.ln();
        // by way of θ, so that a model read from a file is the same to the last digit
        fitted.model = at(&[fitted.theta[0], fitted.theta[1], fitted.theta[2]]);
        fitted.parameters[2].estimate = fitted.model.v;
        fitted.log_likelihood -= all.shift();
        Ok(fitted)
    }
}

impl Fit<GammaGamma> {
    /// What the parameters may be, given the spends they were fitted to.
    #[must_use]
    pub fn posterior(&self, spends: &[Spend]) -> Posterior<GammaGamma> {
        let model = |theta: &[f64]| at(&[theta[0], theta[1], theta[2]]);
        if spends.len() > MANY {
            return self.posterior_by(true, model, |_| 0.0);
        }
        let all = SpendLikelihood::new(&sorted(spends));
        self.posterior_by(false, model, |model| all.ln_likelihood(model))
    }
}

/// So many spends are enough to find the region of the best maximum.
const PILOT: usize = 1_500;
/// Spends of parts of more.
const PARTS: [usize; 2] = [300, PILOT];

/// Where to begin, in p and q.
const STARTS: [(f64, f64); 6] = [(6.0, 4.0), (2.0, 3.0), (0.5, 2.0), (20.0, 1.5), (1.0, 10.0), (60.0, 30.0)];

/// θ of a start, for spends in units of their mean.
fn from_start((p, q): (f64, f64)) -> [f64; 3] {
    [p.ln(), q.ln(), ((q - 1.0) / q).ln()]
}

/// By their means and x, so that names and places of customers do not change a digit.
fn sorted(spends: &[Spend]) -> Cow<'_, [Spend]> {
    let in_order = |one: &Spend, other: &Spend| (one.mean, one.x) <= (other.mean, other.x);
    let sorted = spends.par_windows(2).all(|pair| in_order(&pair[0], &pair[1]));
    if sorted { Cow::Borrowed(spends) } else { Cow::Owned(Spend::by_mean(spends)) }
}

/// θ = (ln p, ln q, ln(p v/q)): the last is the middle of the spends, whatever their spread.
fn at(theta: &[f64; 3]) -> GammaGamma {
    let [p, q] = [theta[0].exp(), theta[1].exp()];
    GammaGamma { p, q, v: (theta[2] + theta[1] - theta[0]).exp() }
}

/// Bins that are added up one after the other, whatever the number of threads.
const PIECE: usize = 1024;

/// Adds spends of one x: p x ln(t/(v+t)) + q ln(v/(v+t)) of each total t, with its derivatives by p, q and v.
fn add_equal(equal: &[Bin], (p, q, v): (f64, f64, f64), sum: &mut Evaluation<3>) {
    let Some(x) = equal.first().map(|bin| f64::from(bin.x)) else { return };
    let Shares { customers, ln_share, ln_rest, share, rest, rest_squared } = shares(equal, v.ln());
    sum.value += p * x * ln_share + q * ln_rest;
    sum.gradient[0] += x * ln_share;
    sum.gradient[1] += ln_rest;
    // of q ln v − (px+q) ln(v+t)
    sum.gradient[2] += (q * share - p * x * rest) / v;
    sum.hessian[0][2] -= x * rest / v;
    sum.hessian[1][2] += share / v;
    sum.hessian[2][2] += ((p * x + q) * rest_squared - customers * q) / (v * v);
}

fn shares(equal: &[Bin], ln_v: f64) -> Shares {
    let mut shares = Shares::default();
    for bin in equal {
        shares.add(bin, ln_v);
    }
    shares
}

fn of_one_x(one: &Bin, other: &Bin) -> bool {
    one.x == other.x
}

/// What the likelihood needs to know of all spends: the gamma functions depend on a spend through x alone.
pub(super) struct SpendLikelihood {
    customers_by_x: Vec<(f64, f64)>,
    spends: usize,
    bins: Vec<Bin>,
    /// What the spends are counted in.
    unit: f64,
}

impl SpendLikelihood {
    /// Of spends in order of their means.
    pub(super) fn new(spends: &[Spend]) -> SpendLikelihood {
        let mut bins = bins(spends);
        let mut by_x: BTreeMap<u32, f64> = BTreeMap::new();
        for bin in &bins {
            *by_x.entry(bin.x).or_default() += bin.customers;
        }
        let customers: f64 = by_x.values().sum();
        let ln_mean: f64 =
            bins.iter().map(|bin| bin.customers * (bin.ln_total - f64::from(bin.x).ln())).sum();
        let ln_unit = ln_mean / customers;
        for bin in &mut bins {
            bin.ln_total -= ln_unit;
        }
        SpendLikelihood {
            customers_by_x: by_x.into_iter().map(|(x, customers)| (f64::from(x), customers)).collect(),
            spends: spends.len(),
            bins,
            unit: ln_unit.exp(),
        }
    }

    /// ln of the likelihood of a model of spends in units of money.
    fn ln_likelihood(&self, model: &GammaGamma) -> f64 {
        let GammaGamma { p, q, v } = *model;
        let ln_v = (v / self.unit).ln();
        // Σ p x ln(t/(v+t)) + q ln(v/(v+t)) of totals t
        let of_x = |equal: &[Bin]| {
            let Shares { ln_share, ln_rest, .. } = shares(equal, ln_v);
            p * f64::from(equal[0].x) * ln_share + q * ln_rest
        };
        let of_shares: f64 = self.bins.chunk_by(of_one_x).map(of_x).sum();
        let of_x = |&(x, customers): &(f64, f64)| customers * (ln_gamma_ratio(q, p * x) - ln_gamma(p * x));
        let by_x: f64 = self.customers_by_x.iter().map(of_x).sum();
        of_shares + by_x - self.shift()
    }

    /// By how much the likelihood is higher than that of the spends in units of money.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn shift(&self) -> f64 {
        self.spends as f64 * self.unit.ln()
    }
}

impl Likelihood<3> for SpendLikelihood {
    type Model = GammaGamma;
    const NAMES: [&'static str; 3] = ["p", "q", "v"];
    const COORDINATES: [Coordinate; 3] = [
        Coordinate { low: (-7.0, Boundary::ErraticSpenders), high: (12.0, Boundary::SteadySpenders) },
        Coordinate { low: (-7.0, Boundary::SpendWithoutBound), high: (12.0, Boundary::EqualSpenders) },
        Coordinate { low: (-30.0, Boundary::ErraticSpenders), high: (30.0, Boundary::SpendWithoutBound) },
    ];

    fn model(&self, theta: &[f64; 3]) -> GammaGamma {
        at(theta)
    }

    fn natural(theta: &[f64; 3]) -> ([f64; 3], Matrix<3>) {
        let GammaGamma { p, q, v } = at(theta);
        ([p, q, v], [[p, 0.0, 0.0], [0.0, q, 0.0], [-v, v, v]])
    }

    fn evaluate(&self, theta: &[f64; 3]) -> Evaluation<3> {
        let GammaGamma { p, q, v } = at(theta);
        let (_, jacobian) = Self::natural(theta);
        let of_piece = |piece: &[Bin]| {
            let mut sum = nothing();
            piece.chunk_by(of_one_x).for_each(|equal| add_equal(equal, (p, q, v), &mut sum));
            sum
        };
        let mut sum = together(self.bins.par_chunks(PIECE).map(of_piece).collect());
        for &(x, customers) in &self.customers_by_x {
            let shape = p * x;
            // ln B(px, q) and its derivatives by px and q
            let from_q = digamma_difference(q, shape);
            let from_shape = digamma_difference(shape, q);
            let (bend_q, bend_shape) = (trigamma_difference(q, shape), trigamma_difference(shape, q));
            let both = trigamma(shape + q);
            sum.value += customers * (ln_gamma_ratio(shape, q) - ln_gamma(q));
            sum.gradient[0] += customers * x * from_shape;
            sum.gradient[1] += customers * from_q;
            sum.hessian[0][0] += customers * x * x * bend_shape;
            sum.hessian[0][1] += customers * x * both;
            sum.hessian[1][1] += customers * bend_q;
        }
        sum.hessian[1][0] = sum.hessian[0][1];
        (sum.hessian[2][0], sum.hessian[2][1]) = (sum.hessian[0][2], sum.hessian[1][2]);
        let mut second = [[[0.0; 3]; 3]; 3];
        (second[0][0][0], second[1][1][1]) = (p, q);
        let side = [-1.0, 1.0, 1.0];
        second[2] = std::array::from_fn(|i| std::array::from_fn(|j| side[i] * side[j] * v));
        by_theta(&sum, &jacobian, &second)
    }

    fn starts(&self) -> Vec<[f64; 3]> {
        STARTS.map(from_start).to_vec()
    }

    fn size(&self) -> (u64, usize) {
        (self.spends as u64, self.spends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::testing::{cdnow, close, golden, number};
    use crate::stats::Stop;

    #[test]
    fn function_values() {
        let golden = golden();
        let golden = &golden["gamma_gamma"];
        let [p, q, v] = ["p", "q", "v"].map(|name| number(&golden["params"][name]));
        let model = GammaGamma { p, q, v };
        close(model.expected_spend(None).unwrap(), number(&golden["population_mean"]), 1e-12, "E[M]");
        for row in golden["rows"].as_array().unwrap() {
            let spend =
                Spend { x: u32::try_from(row["x"].as_u64().unwrap()).unwrap(), mean: number(&row["m"]) };
            close(model.ln_likelihood(spend), number(&row["ll"]), 1e-9, "ln L");
            close(model.expected_spend(Some(spend)).unwrap(), number(&row["e_mean"]), 1e-12, "E[M]");
        }
    }

    /// Fader & Hardie, note 025: 6.25, 3.74, 15.44 on the 946 repeat buyers who spent.
    #[test]
    fn the_fit_of_the_papers() {
        let (customers, _) = cdnow("1997-09-30");
        let fit = GammaGamma::fit(&Spend::of(&customers)).unwrap();
        let golden = golden();
        let fits = &golden["fits"]["cdnow_sample_cal_1997-09-30"];
        let expected = &fits["Gamma-Gamma(946 repeat, zero-spend repeaters dropped)"];
        assert_eq!((fit.customers, fit.stop, fit.boundaries.len()), (946, Stop::Converged, 0));
        close(fit.log_likelihood, number(&expected["LL"]), 1e-9, "ln L");
        for (k, parameter) in fit.parameters.iter().enumerate() {
            close(parameter.estimate, number(&expected[parameter.name]), 1e-6, parameter.name);
            close(parameter.std_error.unwrap(), number(&expected["se"][k]), 1e-4, parameter.name);
        }
    }

    #[test]
    fn no_expectation_where_it_has_no_bound() {
        assert_eq!(GammaGamma { p: 1.0, q: 0.8, v: 2.0 }.expected_spend(None), None);
    }

    /// Derivatives in closed form against differences of the likelihood.
    #[test]
    fn derivatives() {
        let spends: Vec<Spend> =
            (1..40).map(|k| Spend { x: k % 5 + 1, mean: 10.0 + f64::from(k * 7 % 31) }).collect();
        let likelihood = SpendLikelihood::new(&spends);
        for theta in [[1.8, 1.3, 0.2], [0.2, 0.5, -0.7], [9.0, 8.0, 0.1]] {
            let at = likelihood.evaluate(&theta);
            for k in 0..3 {
                let step = 1e-5;
                let moved = |by: f64| {
                    let mut theta: [f64; 3] = theta;
                    theta[k] += by;
                    likelihood.evaluate(&theta)
                };
                let (up, down) = (moved(step), moved(-step));
                let slope = (up.value - down.value) / (2.0 * step);
                assert!((at.gradient[k] - slope).abs() < 1e-5 * (1.0 + slope.abs()), "{slope} {at:?}");
                for j in 0..3 {
                    let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * step);
                    assert!((at.hessian[k][j] - bend).abs() < 1e-5 * (1.0 + bend.abs()), "{bend} {at:?}");
                }
            }
        }
    }

    /// The same spend of all, each time: the model's two limits at once, and the mean is what is expected.
    #[test]
    fn spends_that_are_all_alike() {
        let alike = [Spend { x: 3, mean: 5.0 }; 10];
        let fit = GammaGamma::fit(&alike).unwrap();
        assert_eq!(fit.stop, Stop::Converged);
        assert!(fit.boundaries.contains(&Boundary::SteadySpenders), "{fit:?}");
        close(fit.model.expected_spend(Some(alike[0])).unwrap(), 5.0, 1e-3, "E[M]");
        close(fit.model.expected_spend(None).unwrap(), 5.0, 1e-2, "E[M]");
    }

    /// Means that vary as those of equal customers do: no difference between customers.
    #[test]
    fn customers_who_are_all_alike() {
        // quantiles of the mean of 50 purchases at shape 2, nearly normal with a tenth of spread
        let spread = [-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645];
        let spends: Vec<Spend> = spread
            .iter()
            .flat_map(|z| {
                [Spend { x: 50, mean: 20.0 * (1.0 + 0.1 * z) }, Spend { x: 2, mean: 20.0 * (1.0 + 0.45 * z) }]
            })
            .collect();
        let fit = GammaGamma::fit(&spends).unwrap();
        assert_eq!((fit.stop, fit.boundaries.as_slice()), (Stop::Converged, &[Boundary::EqualSpenders][..]));
        let one = fit.model.expected_spend(Some(spends[0])).unwrap();
        let other = fit.model.expected_spend(Some(spends[19])).unwrap();
        close(one, other, 1e-3, "E[M]");
    }

    #[test]
    fn nothing_to_learn_from() {
        assert!(GammaGamma::fit(&[]).is_err());
    }
}
