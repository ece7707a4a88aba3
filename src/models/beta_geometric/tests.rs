//! Golden figures of `testdata/golden/purchase_models.json`, derivatives, and the function's edges.

use super::likelihood::{BetaGeometricLikelihood, model};
use super::*;
use crate::models::fit::Likelihood;
use crate::models::testing::{cdnow, check_derivatives, close, golden, number};
use crate::models::{BgCnbd, BgNbd, Boundary, Change, Family, Fit, Histories, MbgCnbd, MbgNbd, Purchases};
use crate::stats::Stop;
use crate::units::TimeUnit;

fn published() -> BgNbd {
    let golden = golden();
    let parameter = |name: &str| number(&golden["bg_nbd"]["params"][name]);
    BgNbd::new(parameter("r"), parameter("alpha"), parameter("a"), parameter("b")).unwrap()
}

fn modified() -> MbgNbd {
    let golden = golden();
    let parameter = |name: &str| number(&golden["mbg_nbd"]["params"][name]);
    MbgNbd::new(parameter("r"), parameter("alpha"), parameter("a"), parameter("b")).unwrap()
}

fn history(row: &serde_json::Value) -> History {
    History { x: row["x"].as_u64().unwrap() as u32, t_x: number(&row["tx"]), age: number(&row["T"]) }
}

#[test]
fn function_values() {
    let model = published();
    for row in golden()["bg_nbd"]["rows"].as_array().unwrap() {
        let history = history(row);
        close(model.ln_likelihood(&history), number(&row["ll"]), 1e-9, "ln L");
        close(model.p_alive(&history), number(&row["p_alive"]), 1e-9, "P(alive)");
        close(model.p_no_purchase(&history, 39.0), number(&row["p_no_purchase_39"]), 1e-9, "P(no purchase)");
        close(model.expected_purchases(&history, 39.0), number(&row["cet39"]), 1e-9, "E[Y(39)]");
    }
    let model = modified();
    for row in golden()["mbg_nbd"]["rows"].as_array().unwrap() {
        let history = history(row);
        close(model.ln_likelihood(&history), number(&row["ll"]), 1e-9, "ln L");
        close(model.p_alive(&history), number(&row["p_alive"]), 1e-9, "P(alive)");
        close(model.expected_purchases(&history, 39.0), number(&row["cet39"]), 1e-9, "E[Y(39)]");
    }
}

/// The distribution of a new customer's purchases, eq. 8 of the paper.
#[test]
fn number_of_purchases_of_a_new_customer() {
    let model = published();
    for (what, expected) in golden()["bg_nbd"]["pmf"].as_object().unwrap() {
        let (n, t) = what.split_once(",t=").unwrap();
        let n: usize = n.strip_prefix("n=").unwrap().parse().unwrap();
        let pmf = model.pmf(&History::NEW, t.parse().unwrap(), 1e-17);
        close(pmf[n], number(expected), 1e-9, what);
    }
}

/// However it is told, the same future: the distribution adds up to one, its mean is E[Y], its head P(no purchase).
#[test]
fn predictions_agree_with_each_other() {
    let models: [Box<dyn PurchaseModel>; 5] = [
        Box::new(published()),
        Box::new(modified()),
        Box::new(MbgCnbd::new(2, 0.58, 2.288, 1.13, 1.58).unwrap()),
        Box::new(BgCnbd::new(3, 1.4, 0.7, 0.4, 3.0).unwrap()),
        Box::new(MbgCnbd::new(8, 2.0, 0.3, 0.05, 2.0).unwrap()),
    ];
    let histories = [
        History::NEW,
        History { x: 0, t_x: 0.0, age: 30.0 },
        History { x: 2, t_x: 11.0, age: 38.86 },
        History { x: 7, t_x: 38.86, age: 38.86 },
        History { x: 29, t_x: 30.0, age: 38.86 },
    ];
    for model in &models {
        for history in &histories {
            let what = format!("{model:?} {history:?}");
            let pmf = model.pmf(history, 26.0, 1e-15);
            close(pmf.iter().sum(), 1.0, 1e-9, &what);
            close(pmf[0], model.p_no_purchase(history, 26.0), 1e-9, &what);
            let mean: f64 = pmf.iter().zip(0_u32..).map(|(p, n)| f64::from(n) * p).sum();
            close(mean, model.expected_purchases(history, 26.0), 1e-7, &what);
            // E[Y] is the mean over p of a closed form, or a sum: both ways of reckoning it agree
            let barely = Change { rate: 1.0, leaving: 1.0 - 1e-12 };
            let near = model.forecasts_if(barely, std::slice::from_ref(history), 26.0, 0.0)[0].purchases;
            close(near, mean, 1e-7, &what);
            // the longer the wait, the fewer are left
            let later = model.p_alive_after(history, 26.0);
            assert!(later <= model.p_alive(history) + 1e-12 && later >= 0.0, "{what}");
            close(model.p_alive_after(history, 1e-9), model.p_alive(history), 1e-6, &what);
            let median = model.next_purchase(history, 0.5);
            if let Some(median) = median {
                close(model.p_no_purchase(history, median), 0.5, 2e-4, &what);
            }
        }
    }
}

/// k = 1 is BG/NBD and MBG/NBD.
#[test]
fn irregular_customers_are_those_of_bg_nbd() {
    let BgNbd { r, alpha, a, b } = published();
    let regular = BgCnbd::new(1, r, alpha, a, b).unwrap();
    let history = History { x: 2, t_x: 11.0, age: 38.86 };
    close(regular.ln_likelihood(&history), published().ln_likelihood(&history), 1e-15, "ln L");
    close(regular.pmf(&history, 9.0, 1e-9)[1], published().pmf(&history, 9.0, 1e-9)[1], 1e-15, "P(1)");
}

#[test]
fn a_new_customer() {
    let model = published();
    for (t, expected) in golden()["bg_nbd"]["expected_new_customer"].as_object().unwrap() {
        let found = model.expected_purchases_of_new(t.parse().unwrap());
        close(found, number(expected), 1e-9, t);
    }
}

/// Double integrals by 25-digit arithmetic (mpmath 1.4, tanh-sinh). The endless figure of the golden file differs
/// from the same integral in the sixth digit and is not used.
#[test]
fn discounting() {
    let model = published();
    let history = History { x: 1, t_x: 1.71, age: 38.86 };
    let without = model.discounted_purchases(&history, 39.0, 0.0);
    close(without, model.expected_purchases(&history, 39.0), 1e-12, "no discount");
    close(
        model.discounted_purchases(&history, 5_000.0, 0.0027),
        0.915_002_440_840_182_1,
        1e-9,
        "5,000 weeks",
    );
    close(
        model.discounted_purchases(&history, 20_000.0, 0.0027),
        0.915_002_575_130_584_9,
        1e-9,
        "20,000 weeks",
    );
}

/// Without end, DERT: the limit of long horizons, and 1/p purchases where there is no discount.
#[test]
fn value_without_end() {
    let model = published();
    let history = History { x: 1, t_x: 1.71, age: 38.86 };
    close(
        model.discounted_purchases(&history, f64::INFINITY, 0.0027),
        0.915_002_575_1,
        1e-9,
        "mpmath, 20,000 weeks",
    );
    assert!(model.expected_purchases(&history, f64::INFINITY).is_infinite());
    let faithful = BgNbd { a: 2.0, ..model };
    let long = faithful.expected_purchases(&history, 1e9);
    close(faithful.expected_purchases(&history, f64::INFINITY), long, 1e-3, "E[1/p]");
}

fn fitted(family: Family, k: Option<u32>) -> Fit<Purchases> {
    let (customers, as_of) = cdnow("1997-09-30");
    family.fit(&Histories::of(&customers, as_of, TimeUnit::Week), k).unwrap()
}

/// Fader, Hardie & Lee 2005, table 2: .243, 4.414, .793, 2.426, −9582.4; MBG/NBD as in the golden file.
#[test]
fn the_fits_of_the_papers() {
    let golden = golden();
    let expected = &golden["fits"]["cdnow_sample_cal_1997-09-30"];
    for (family, name) in [(Family::BgNbd, "BG/NBD"), (Family::MbgNbd, "MBG/NBD")] {
        let fit = fitted(family, None);
        assert_eq!(fit.customers, expected["n"].as_u64().unwrap());
        assert_eq!(fit.distinct_histories as u64, expected["distinct_x_tx_T"].as_u64().unwrap());
        assert_eq!((fit.stop, fit.starts, fit.boundaries.len()), (Stop::Converged, 8, 0));
        let expected = &expected[name];
        close(fit.log_likelihood, number(&expected["LL"]), 1e-10, "ln L");
        for (k, parameter) in fit.parameters.iter().enumerate() {
            close(parameter.estimate, number(&expected[parameter.name]), 3e-7, parameter.name);
            close(parameter.std_error.unwrap(), number(&expected["se"][k]), 1e-4, parameter.name);
            for j in 0..4 {
                let covariance = fit.covariance.as_ref().unwrap()[k][j];
                close(covariance, number(&expected["vcov"][k][j]), 1e-3, parameter.name);
            }
        }
    }
    let fit = fitted(Family::MbgCnbd, Some(2));
    let expected = &expected["MBG/CNBD-2"];
    close(fit.log_likelihood, number(&expected["LL"]), 1e-7, "ln L");
    for parameter in &fit.parameters {
        close(parameter.estimate, number(&expected[parameter.name]), 1e-3, parameter.name);
    }
}

/// The most likely regularity of customers who are not regular is none.
#[test]
fn regularity_by_likelihood() {
    assert_eq!(fitted(Family::MbgCnbd, None).model.k, 1);
}

/// Derivatives in closed form against differences of the likelihood.
#[test]
fn derivatives() {
    let (customers, as_of) = cdnow("1997-09-30");
    let histories = Histories::of(&customers, as_of, TimeUnit::Week);
    for (k, modified) in [(1, false), (1, true), (3, false), (2, true)] {
        let likelihood = BetaGeometricLikelihood::new(&histories, Kind { k, modified });
        let thetas = [[-1.4, -2.9, -1.1, 1.2], [0.3, -3.5, 0.4, -0.7], [-2.5, -1.0, -3.0, 4.0]];
        check_derivatives(&likelihood, &thetas);
    }
}

#[test]
fn finite_over_eight_decades() {
    for r in [1e-4, 1e-2, 1.0, 1e4] {
        for alpha in [1e-4, 1.0, 1e4] {
            for (a, b) in [(1e-4, 1e-4), (1e-4, 1e4), (1.0, 1.0), (1e4, 1e-4), (1e4, 1e4), (0.5, 1e8)] {
                let model = BgNbd::new(r, alpha, a, b).unwrap();
                for x in [0, 1, 7, 300, 100_000] {
                    let t_x = if x == 0 { 0.0 } else { 30.0 };
                    for age in [t_x, 30.0, 500.0] {
                        let history = History { x, t_x, age };
                        let what = format!("{model:?} {history:?}");
                        assert!(model.ln_likelihood(&history).is_finite(), "{what}");
                        let alive = model.p_alive(&history);
                        assert!((0.0..=1.0).contains(&alive), "{what}");
                        let none = model.p_no_purchase(&history, 13.0);
                        assert!((0.0..=1.0).contains(&none), "{none} {what}");
                        let purchases = model.expected_purchases(&history, 13.0);
                        assert!(purchases.is_finite() && purchases >= 0.0, "{purchases} {what}");
                        // at least one purchase has at most its expectation as probability
                        assert!(1.0 - none <= purchases * (1.0 + 1e-7) + 1e-12, "{none} {purchases} {what}");
                    }
                }
            }
        }
    }
}

/// Another unit of time is the same model.
#[test]
fn scaling_time_changes_no_prediction() {
    let weeks = published();
    let days = BgNbd { alpha: weeks.alpha * 7.0, ..weeks };
    let history = History { x: 3, t_x: 20.0, age: 38.86 };
    let in_days = History { x: 3, t_x: 140.0, age: 272.02 };
    close(days.p_alive(&in_days), weeks.p_alive(&history), 1e-12, "P(alive)");
    let found = days.expected_purchases(&in_days, 273.0);
    close(found, weeks.expected_purchases(&history, 39.0), 1e-12, "E[Y]");
}

#[test]
fn nobody_bought_twice() {
    let histories = Histories::compress(&[History { x: 0, t_x: 0.0, age: 10.0 }]);
    assert!(matches!(Family::BgNbd.fit(&histories, None), Err(Error::Untrusted { .. })));
}

/// Customers who buy like clockwork to the end: nobody leaves, and NBD is the answer.
#[test]
fn a_model_of_leaving_becomes_one_without() {
    let each: Vec<History> = (1..200_u32)
        .map(|n| {
            let x = n % 23 + 1;
            let age = f64::from(x) * (1.0 + f64::from(n % 7) * 0.3);
            History { x, t_x: age * f64::from(x) / (f64::from(x) + 0.2), age }
        })
        .collect();
    let histories = Histories::compress(&each);
    let fit = Family::BgNbd.fit(&histories, None).unwrap();
    assert_eq!((fit.model.family, fit.boundaries[0]), (Family::Nbd, Boundary::NobodyLeaves));
    assert_eq!(fit.stop, Stop::Converged);
}

/// Everybody at one rate: the spread of the rates has no estimate, and that has a name.
#[test]
fn equal_rates_are_a_boundary() {
    let each: Vec<History> =
        (0..400_u32).map(|n| History { x: 5, t_x: 4.0 + f64::from(n % 10) * 0.1, age: 5.0 }).collect();
    let fit = Family::Nbd.fit(&Histories::compress(&each), None).unwrap();
    assert_eq!((fit.boundaries.as_slice(), fit.stop), (&[Boundary::EqualRates][..], Stop::Converged));
    close(fit.model.expected_purchases(&History { x: 5, t_x: 5.0, age: 5.0 }, 1.0), 1.0, 1e-3, "E[Y]");
}

/// Histories in whole days: more of x = 2 than there are days, a band of x with many, and a few.
fn in_days() -> Vec<History> {
    let ages = |x: u32| match x {
        2 => 400,
        16..32 => 30,
        _ => 9,
    };
    (0..5u32)
        .chain(16..32)
        .flat_map(|x| (1..=ages(x)).map(move |age| (x, f64::from(age))))
        .flat_map(|(x, age)| {
            [0.2, 0.6, 0.9, 1.0].map(|part| (x, age, if x == 0 { 0.0 } else { (part * age).floor() }))
        })
        .map(|(x, age, t_x)| History { x, t_x: t_x / 7.0, age: age / 7.0 })
        .collect()
}

/// Against differences of ln E[Y(t)].
#[test]
fn sways_are_derivatives() {
    let theta = [-0.4, -1.5, -1.2, 0.9];
    let directions =
        [[0.02, 0.0, 0.0, 0.0], [0.01, -0.03, 0.0, 0.0], [0.0, 0.01, 0.04, 0.0], [0.0, 0.02, -0.01, 0.05]];
    let histories = in_days();
    for modified in [false, true] {
        let of = |theta: &[f64; 4]| model(theta, Kind { k: 1, modified });
        let purchases = |model: &BetaGeometric| {
            let p_alive = model.p_alive_of_each(&histories);
            model.forecasts_to(ERROR, Change::NONE, (&histories, &p_alive), 52.0, 0.0)
        };
        let here = of(&theta);
        let p_alive = here.p_alive_of_each(&histories);
        let along = directions.map(|direction| direction.to_vec());
        let sways = here.sways(&along, &histories, 52.0, &p_alive).unwrap();
        assert_eq!(sways.len(), histories.len());
        for (which, direction) in directions.iter().enumerate() {
            let step = 0.01;
            let [low, high] = [-step, step]
                .map(|step| purchases(&of(&std::array::from_fn(|k| theta[k] + step * direction[k]))));
            for (place, history) in histories.iter().enumerate() {
                let slope = (high[place].purchases / low[place].purchases).ln() / (2.0 * step);
                let off = sways[place][which] - slope;
                assert!(off.abs() < 1e-5, "{modified} {history:?} {which}: {slope} {off:.1e}");
            }
        }
    }
    let regular = BetaGeometric {
        kind: Kind { k: 2, modified: false },
        ..model(&theta, Kind { k: 1, modified: false })
    };
    assert!(regular.sways(&[], &histories, 52.0, &vec![1.0; histories.len()]).is_none());
}

/// What is looked up for each day against what is reckoned for each history.
#[test]
fn days_make_no_difference() {
    // some twice, some often
    let mut all = in_days();
    all.extend_from_within(..700);
    all.extend(std::iter::repeat_n(all[60], 40));
    let histories = Histories::compress(&all);
    for theta in [[-0.4, -1.5, -1.2, 0.9], [2.0, 1.0, 3.0, -1.0]] {
        for modified in [false, true] {
            let kind = Kind { k: 1, modified };
            let here = model(&theta, kind);
            let each = histories.distinct.iter().zip(&histories.weights);
            let sum: f64 =
                each.map(|(history, &weight)| f64::from(weight as u32) * here.ln_likelihood(history)).sum();
            let likelihood = BetaGeometricLikelihood::new(&histories, kind);
            close(likelihood.evaluate(&theta).value, sum, 1e-12, "ln L");
            check_derivatives(&likelihood, &[theta]);
            for (history, found) in histories.distinct.iter().zip(here.p_alive_of_each(&histories.distinct)) {
                close(found, here.p_alive(history), 1e-11, "P(alive)");
            }
        }
    }
}
