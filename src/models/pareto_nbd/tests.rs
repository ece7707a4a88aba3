//! Golden figures of `testdata/golden/purchase_models.json`, derivatives, and the function's edges.

use super::*;
use crate::models::testing::{cdnow, check_derivatives, close, golden, number};
use crate::models::{Family, Histories, PurchaseModel};
use crate::stats::Stop;
use crate::units::TimeUnit;

fn published() -> ParetoNbd {
    let golden = golden();
    let parameter = |name: &str| number(&golden["pareto_nbd"]["params"][name]);
    ParetoNbd::new(parameter("r"), parameter("alpha"), parameter("s"), parameter("beta")).unwrap()
}

#[test]
fn function_values() {
    let model = published();
    let golden = golden();
    for row in golden["pareto_nbd"]["rows"].as_array().unwrap() {
        let history =
            History { x: row["x"].as_u64().unwrap() as u32, t_x: number(&row["tx"]), age: number(&row["T"]) };
        close(model.ln_likelihood(&history), number(&row["ll"]), 1e-9, "ln L");
        close(model.p_alive(&history), number(&row["p_alive"]), 1e-9, "P(alive)");
        close(model.p_no_purchase(&history, 39.0), number(&row["p_no_purchase_39"]), 1e-9, "P(no purchase)");
        close(model.expected_purchases(&history, 39.0), number(&row["cet39"]), 1e-9, "E[Y(39)]");
        close(model.expected_purchases(&history, 52.0), number(&row["cet52"]), 1e-9, "E[Y(52)]");
    }
    for (t, expected) in golden["pareto_nbd"]["expected_new_customer"].as_object().unwrap() {
        close(model.expected_purchases_of_new(t.parse().unwrap()), number(expected), 1e-9, t);
    }
}

/// DERT of Fader, Hardie & Lee 2005, RFM and CLV.
#[test]
fn value_without_end() {
    let example = &golden()["pareto_nbd"]["btyd_dert_example"];
    let [r, alpha, s, beta] = std::array::from_fn(|k| number(&example["params"][k]));
    let model = ParetoNbd::new(r, alpha, s, beta).unwrap();
    let history = History { x: 7, t_x: number(&example["tx"]), age: number(&example["T"]) };
    // the papers discount by (1+d)^−t or e^−δt; the figure is of the latter
    let delta = number(&example["d"]);
    close(
        model.discounted_purchases(&history, f64::INFINITY, delta),
        number(&example["value"]),
        1e-6,
        "DERT",
    );
}

#[test]
fn predictions_agree_with_each_other() {
    for model in [published(), ParetoNbd::new(30.0, 5.0, 1.0, 4.0).unwrap()] {
        for history in
            [History::NEW, History { x: 3, t_x: 20.0, age: 38.0 }, History { x: 9, t_x: 38.0, age: 38.0 }]
        {
            let what = format!("{model:?} {history:?}");
            let pmf = model.pmf(&history, 26.0, 1e-14);
            close(pmf.iter().sum(), 1.0, 1e-9, &what);
            close(pmf[0], model.p_no_purchase(&history, 26.0), 1e-8, &what);
            let mean: f64 = pmf.iter().zip(0_u32..).map(|(p, n)| f64::from(n) * p).sum();
            close(mean, model.expected_purchases(&history, 26.0), 1e-8, &what);
            let slightly = model.discounted_purchases(&history, 26.0, 1e-12);
            close(slightly, mean, 1e-8, &what);
        }
    }
}

/// Fader & Hardie, notes on the Pareto/NBD: .553, 10.578, .606, 11.669, −9595.0.
#[test]
fn the_fit_of_the_papers() {
    let (customers, as_of) = cdnow("1997-09-30");
    let fit = Family::ParetoNbd.fit(&Histories::of(&customers, as_of, TimeUnit::Week), None).unwrap();
    let golden = golden();
    let expected = &golden["fits"]["cdnow_sample_cal_1997-09-30"]["Pareto/NBD"];
    assert_eq!((fit.stop, fit.starts, fit.boundaries.len()), (Stop::Converged, 6, 0));
    close(fit.log_likelihood, number(&expected["LL"]), 1e-10, "ln L");
    for (k, parameter) in fit.parameters.iter().enumerate() {
        close(parameter.estimate, number(&expected[parameter.name]), 3e-6, parameter.name);
        close(parameter.std_error.unwrap(), number(&expected["se"][k]), 1e-3, parameter.name);
    }
}

/// Derivatives by quadrature against differences of the likelihood.
#[test]
fn derivatives() {
    let (customers, as_of) = cdnow("1997-09-30");
    let histories = Histories::of(&customers, as_of, TimeUnit::Week);
    let thetas = [[-0.6, -2.9, -0.5, -2.9], [1.3, -3.5, 1.4, -4.0], [-2.0, -1.0, -2.0, -1.0]];
    check_derivatives(&ParetoNbdLikelihood::new(&histories), &thetas);
}

#[test]
fn finite_over_eight_decades() {
    for r in [1e-4, 1.0, 1e4] {
        for alpha in [1e-4, 1.0, 1e4] {
            for (s, beta) in [(1e-4, 1e-4), (1e-4, 1e4), (1.0, 1.0), (1e4, 1e-4), (1e4, 1e4), (0.5, 1e8)] {
                let model = ParetoNbd::new(r, alpha, s, beta).unwrap();
                for x in [0, 1, 300, 100_000] {
                    let t_x = if x == 0 { 0.0 } else { 30.0 };
                    for age in [t_x, 30.0, 500.0] {
                        let history = History { x, t_x, age };
                        let what = format!("{model:?} {history:?}");
                        assert!(model.ln_likelihood(&history).is_finite(), "{what}");
                        assert!((0.0..=1.0).contains(&model.p_alive(&history)), "{what}");
                        let none = model.p_no_purchase(&history, 13.0);
                        assert!((0.0..=1.0).contains(&none), "{none} {what}");
                        let purchases = model.expected_purchases(&history, 13.0);
                        assert!(purchases.is_finite() && purchases >= 0.0, "{purchases} {what}");
                    }
                }
            }
        }
    }
}
