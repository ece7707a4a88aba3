//! When the next purchase comes.

/// Beyond so many times the observation a model says nothing of the next purchase.
const LONGEST_WAIT: f64 = 1e4;
/// Relative error of a time: within a year it is an hour.
const TO_THE_HOUR: f64 = 1e-4;

/// The time by which a purchase has come with probability `p`, given P(none by then), to a relative 1e-4; none if it does
/// not get that likely within ten thousand times the `age`.
pub(super) fn time_until(p_no_purchase: impl Fn(f64) -> f64, age: f64, p: f64) -> Option<f64> {
    let missing = |t: f64| p - 1.0 + p_no_purchase(t);
    let mut high = age.max(1.0);
    let (longest, shortest) = (high * LONGEST_WAIT, high / LONGEST_WAIT);
    while missing(high) > 0.0 {
        high *= 4.0;
        if high > longest {
            return None;
        }
    }
    let mut low = 0.25 * high;
    while missing(low) < 0.0 && low > shortest {
        (low, high) = (0.25 * low, low);
    }
    // both ends move in ln t, the one that stays twice in a row counting half (Illinois)
    let (mut low, mut high) = (low.ln(), high.ln());
    let (mut at_low, mut at_high) = (missing(low.exp()), missing(high.exp()));
    let mut side = 0;
    while high - low > TO_THE_HOUR && at_low > 0.0 && at_high < 0.0 {
        let next = ((low * at_high - high * at_low) / (at_high - at_low))
            .clamp(low + 0.1 * TO_THE_HOUR, high - 0.1 * TO_THE_HOUR);
        let found = missing(next.exp());
        if found > 0.0 {
            (low, at_low) = (next, found);
            at_high *= if side == 1 { 0.5 } else { 1.0 };
            side = 1;
        } else {
            (high, at_high) = (next, found);
            at_low *= if side == -1 { 0.5 } else { 1.0 };
            side = -1;
        }
    }
    Some(f64::midpoint(low, high).exp())
}

/// The same of a customer who is there with probability `p_alive` and whose rate is Gamma(shape, scale), in closed form.
pub(super) fn lomax_time_until(p_alive: f64, shape: f64, scale: f64, p: f64) -> Option<f64> {
    let t = scale * (-(-p / p_alive).ln_1p() / shape).exp_m1();
    (p < p_alive && t.is_finite()).then_some(t)
}
