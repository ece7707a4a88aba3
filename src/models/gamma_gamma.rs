//! Gamma-Gamma (Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value): the mean of a customer's purchases
//! varies around an expectation that varies among customers; both by gamma distributions.

use rayon::prelude::*;

use super::Fit;
use crate::customers::Customers;
use crate::error::{Error, Result};
use crate::stats::{Evaluation, Maximum, Stop, digamma, invert, ln_gamma, maximise, trigamma};

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

    /// Fits the model by maximum likelihood.
    ///
    /// # Errors
    /// Fewer than three customers, or spends that are all alike, from which no spread can be learnt.
    pub fn fit(spends: &[Spend]) -> Result<Fit<GammaGamma, 3>> {
        let alike = spends.iter().all(|spend| spend.mean.to_bits() == spends[0].mean.to_bits());
        if spends.len() < 3 || alike {
            return Err(Error::Untrusted {
                message: "the spend of repeat buyers shows no spread to learn from".to_owned(),
                evidence: vec![format!("{} customers with a repeat purchase and an amount", spends.len())],
            });
        }
        // in units of the mean spend, so that the currency makes no difference
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let customers = spends.len() as f64;
        // and in the order of their values, so that names and places of customers do not change a digit
        let mut sorted = spends.to_vec();
        sorted.sort_unstable_by_key(|spend| (spend.x, spend.mean.to_bits()));
        let unit = (sorted.iter().map(|spend| spend.mean.ln()).sum::<f64>() / customers).exp();
        let scaled: Vec<Spend> =
            sorted.iter().map(|spend| Spend { mean: spend.mean / unit, ..*spend }).collect();
        let sums = Sums::of(&scaled);
        // the likelihood has several stationary regions; the best of fixed starts is taken
        let tops: Vec<Maximum<3>> = STARTS
            .par_iter()
            .map(|&(p, q)| {
                maximise([p.ln(), q.ln(), ((q - 1.0) / p).ln()], |theta| sums.log_likelihood(theta))
            })
            .collect();
        let better = |best: Maximum<3>, top: Maximum<3>| {
            let gain = top.at.value - best.at.value;
            let sounder = top.stop == Stop::Converged && best.stop != Stop::Converged;
            if gain > 1e-7 || (gain > -1e-7 && sounder) { top } else { best }
        };
        let best = tops.into_iter().reduce(better);
        let Some(top) = best else { return Err(Error::Internal("no start was tried".to_owned())) };
        let mut estimates = top.point.map(f64::exp);
        estimates[2] *= unit;
        let information = top.at.hessian.map(|row| row.map(|entry| -entry));
        let covariance = invert(&information).map(|covariance| {
            std::array::from_fn(|i| std::array::from_fn(|j| estimates[i] * covariance[i][j] * estimates[j]))
        });
        let [p, q, v] = estimates;
        Ok(Fit {
            model: GammaGamma { p, q, v },
            names: ["p", "q", "v"],
            estimates,
            std_errors: covariance
                .map(|covariance: [[f64; 3]; 3]| std::array::from_fn(|k| covariance[k][k].sqrt())),
            covariance,
            log_likelihood: top.at.value - customers * unit.ln(),
            stop: top.stop,
            iterations: top.iterations,
            starts: STARTS.len() as u32,
            decrement: top.decrement,
            customers: spends.len() as u64,
            distinct_histories: spends.len(),
        })
    }
}

/// Where to begin, in p and q.
const STARTS: [(f64, f64); 6] = [(2.0, 3.0), (0.5, 2.0), (6.0, 4.0), (20.0, 1.5), (1.0, 10.0), (60.0, 30.0)];

/// What the likelihood needs to know of all spends but the sums over x·z̄ + v: the gamma functions depend on a spend
/// through x alone.
struct Sums {
    customers_by_x: Vec<(f64, f64)>,
    customers: f64,
    /// Σ ln z̄
    ln_mean: f64,
    /// x and x z̄.
    totals: Vec<(f64, f64)>,
}

impl Sums {
    fn of(spends: &[Spend]) -> Sums {
        let mut by_x: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
        let mut sums = Sums { customers_by_x: Vec::new(), customers: 0.0, ln_mean: 0.0, totals: Vec::new() };
        for spend in spends {
            let x = f64::from(spend.x);
            *by_x.entry(spend.x).or_default() += 1.0;
            sums.customers += 1.0;
            sums.ln_mean += spend.mean.ln();
            sums.totals.push((x, x * spend.mean));
        }
        sums.customers_by_x = by_x.into_iter().map(|(x, customers)| (f64::from(x), customers)).collect();
        sums
    }

    /// ln of the likelihood of all spends at θ = (ln p, ln q, ln v) with its derivatives.
    fn log_likelihood(&self, theta: &[f64; 3]) -> Evaluation<3> {
        let [p, q, v] = theta.map(f64::exp);
        let n = self.customers;
        let mut value = -n * ln_gamma(q) - self.ln_mean;
        let mut gradient = [0.0, -n * digamma(q), n * q / v];
        let mut hessian = [[0.0; 3]; 3];
        (hessian[1][1], hessian[1][2], hessian[2][2]) = (-n * trigamma(q), n / v, -n * q / (v * v));
        for &(x, customers) in &self.customers_by_x {
            let shape = p * x;
            let (digamma_all, trigamma_all) = (digamma(shape + q), trigamma(shape + q));
            value += customers * (ln_gamma(shape + q) - ln_gamma(shape));
            gradient[0] += customers * x * (digamma_all - digamma(shape));
            gradient[1] += customers * digamma_all;
            hessian[0][0] += customers * x * x * (trigamma_all - trigamma(shape));
            hessian[0][1] += customers * x * trigamma_all;
            hessian[1][1] += customers * trigamma_all;
        }
        for &(x, total) in &self.totals {
            let (all, power) = (v + total, p * x + q);
            let inverse = 1.0 / all;
            let (ln_spent, ln_prior) = ((total * inverse).ln(), (v * inverse).ln());
            value += p * x * ln_spent + q * ln_prior;
            gradient[0] += x * ln_spent;
            gradient[1] += ln_prior;
            gradient[2] -= power * inverse;
            hessian[0][2] -= x * inverse;
            hessian[1][2] -= inverse;
            hessian[2][2] += power * inverse * inverse;
        }
        let scale = [p, q, v];
        let value = if value.is_finite() { value } else { f64::NEG_INFINITY };
        let gradient: [f64; 3] = std::array::from_fn(|i| scale[i] * gradient[i]);
        let hessian = std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                let bend = if i == j { gradient[i] } else { 0.0 };
                scale[i] * hessian[i.min(j)][i.max(j)] * scale[j] + bend
            })
        });
        Evaluation { value, gradient, hessian }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::testing::{cdnow, close, golden, number};

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
        assert_eq!((fit.customers, fit.stop), (946, Stop::Converged));
        close(fit.log_likelihood, number(&expected["LL"]), 1e-9, "ln L");
        for (k, name) in fit.names.iter().enumerate() {
            close(fit.estimates[k], number(&expected[*name]), 1e-6, name);
            close(fit.std_errors.unwrap()[k], number(&expected["se"][k]), 1e-4, name);
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
        for theta in [[1.8, 1.3, 2.7], [0.2, 0.5, 3.3]] {
            let at = Sums::of(&spends).log_likelihood(&theta);
            for k in 0..3 {
                let step = 1e-5;
                let moved = |by: f64| {
                    let mut theta: [f64; 3] = theta;
                    theta[k] += by;
                    Sums::of(&spends).log_likelihood(&theta)
                };
                let (up, down) = (moved(step), moved(-step));
                let slope = (up.value - down.value) / (2.0 * step);
                assert!((at.gradient[k] - slope).abs() < 1e-5 * (1.0 + slope.abs()));
                for j in 0..3 {
                    let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * step);
                    assert!((at.hessian[k][j] - bend).abs() < 1e-5 * (1.0 + bend.abs()));
                }
            }
        }
    }

    #[test]
    fn nothing_to_learn_from() {
        let alike = [Spend { x: 1, mean: 5.0 }; 10];
        assert!(GammaGamma::fit(&alike).is_err());
        assert!(GammaGamma::fit(&[]).is_err());
    }
}
