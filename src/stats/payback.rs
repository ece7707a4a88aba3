//! When a running total has paid back what was spent.

/// How much later than the true moment the answer may be, relative to it.
const TOLERANCE: f64 = 1e-3;

/// The time from 0 to `horizon` at which `cumulative`, a function that never falls, first reaches `cost`: by
/// bisection, at most a thousandth late (or a billionth of the horizon) and never early. None where the
/// horizon is too short.
pub fn payback(cumulative: impl Fn(f64) -> f64, cost: f64, horizon: f64) -> Option<f64> {
    let reached = |t: f64| cumulative(t) >= cost;
    if reached(0.0) {
        return Some(0.0);
    }
    if !(horizon > 0.0 && horizon.is_finite() && reached(horizon)) {
        return None;
    }
    let (mut before, mut after) = (0.0, horizon);
    while after - before > TOLERANCE * after && after > 1e-9 * horizon {
        let middle = f64::midpoint(before, after);
        if reached(middle) {
            after = middle;
        } else {
            before = middle;
        }
    }
    Some(after)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "figures that are exact")]
mod tests {
    use super::*;

    #[test]
    fn payback_is_where_the_total_reaches_the_cost() {
        for (cost, expected) in [(1.0, 1.0_f64), (0.01, 0.1), (50.0, 50.0_f64.sqrt()), (1e-8, 1e-4)] {
            let found = payback(|t| t * t, cost, 10.0).unwrap();
            assert!(found >= expected && found <= expected * 1.001, "{found} is not {expected}");
        }
    }

    #[test]
    fn a_step_pays_back_at_once() {
        let found = payback(|t| if t < 3.0 { 0.0 } else { 9.0 }, 5.0, 12.0).unwrap();
        assert!((3.0..=3.003).contains(&found));
        let first = payback(|t| if t > 0.0 { 9.0 } else { 0.0 }, 5.0, 12.0).unwrap();
        assert!(first > 0.0 && first < 1e-7);
    }

    #[test]
    fn nothing_to_pay_and_never_paid() {
        assert_eq!(payback(|t| t, 0.0, 5.0), Some(0.0));
        assert_eq!(payback(|t| t, -1.0, 0.0), Some(0.0));
        assert_eq!(payback(|t| t, 6.0, 5.0), None);
        assert_eq!(payback(|t| t, 5.0, 5.0), Some(5.0));
        assert_eq!(payback(|t| t, 5.0, f64::INFINITY), None);
        assert_eq!(payback(|_| f64::NAN, 5.0, 5.0), None);
        assert_eq!(payback(|t| t, f64::NAN, 5.0), None);
    }
}
