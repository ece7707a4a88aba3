//! Golden figures of `testdata/golden/purchase_models.json`, and the function's edges.

use super::*;
use crate::models::testing::{cdnow, close, golden, number};

fn published() -> BgNbd {
    let golden = golden();
    let parameter = |name: &str| number(&golden["bg_nbd"]["params"][name]);
    BgNbd::new(parameter("r"), parameter("alpha"), parameter("a"), parameter("b")).unwrap()
}

#[test]
fn function_values() {
    let model = published();
    for row in golden()["bg_nbd"]["rows"].as_array().unwrap() {
        let history =
            History { x: row["x"].as_u64().unwrap() as u32, t_x: number(&row["tx"]), age: number(&row["T"]) };
        close(model.ln_likelihood(&history), number(&row["ll"]), 1e-9, "ln L");
        close(model.p_alive(&history), number(&row["p_alive"]), 1e-9, "P(alive)");
        close(model.p_no_purchase(&history, 39.0), number(&row["p_no_purchase_39"]), 1e-9, "P(no purchase)");
        close(model.expected_purchases(&history, 39.0), number(&row["cet39"]), 1e-9, "E[Y(39)]");
    }
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

/// Fader, Hardie & Lee 2005, table 2: .243, 4.414, .793, 2.426, −9582.4.
#[test]
fn the_fit_of_the_papers() {
    let (customers, as_of) = cdnow("1997-09-30");
    let histories = Histories::of(&customers, as_of, 7.0);
    let fit = BgNbd::fit(&histories).unwrap();
    let golden = golden();
    let expected = &golden["fits"]["cdnow_sample_cal_1997-09-30"];
    assert_eq!(fit.customers, expected["n"].as_u64().unwrap());
    assert_eq!(fit.distinct_histories as u64, expected["distinct_x_tx_T"].as_u64().unwrap());
    assert_eq!((fit.stop, fit.starts), (Stop::Converged, 1));
    let expected = &expected["BG/NBD"];
    close(fit.log_likelihood, number(&expected["LL"]), 1e-10, "ln L");
    for (k, name) in fit.names.iter().enumerate() {
        close(fit.estimates[k], number(&expected[*name]), 3e-7, name);
        close(fit.std_errors.unwrap()[k], number(&expected["se"][k]), 1e-4, name);
        for j in 0..4 {
            close(fit.covariance.unwrap()[k][j], number(&expected["vcov"][k][j]), 1e-3, name);
        }
    }
}

/// Derivatives in closed form against differences of the likelihood.
#[test]
fn derivatives() {
    let (customers, as_of) = cdnow("1997-09-30");
    let histories = Histories::of(&customers, as_of, 7.0);
    for theta in [[-1.4, -2.9, -1.1, 1.2], [0.3, -3.5, 0.4, -0.7], [-2.5, -1.0, -3.0, 4.0]] {
        let at = log_likelihood(&theta, &histories);
        for k in 0..4 {
            let step = 1e-4;
            let moved = |by: f64| {
                let mut theta = theta;
                theta[k] += by;
                log_likelihood(&theta, &histories)
            };
            let (up, down) = (moved(step), moved(-step));
            let slope = (up.value - down.value) / (2.0 * step);
            assert!(
                (at.gradient[k] - slope).abs() < 1e-5 * (1.0 + slope.abs()),
                "{k}: {slope} {:?}",
                at.gradient
            );
            for j in 0..4 {
                let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * step);
                let scale = 1.0 + bend.abs();
                assert!((at.hessian[k][j] - bend).abs() < 1e-4 * scale, "{k}{j}: {bend} {:?}", at.hessian);
            }
        }
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
    assert!(matches!(BgNbd::fit(&histories), Err(Error::Untrusted { .. })));
}
