//! How unevenly a total is spread: Lorenz's curve (Lorenz 1905) and Gini's coefficient (Gini 1914). The functions on
//! shares take the values in descending order.

/// Gini's coefficient of values of nought or more: 0 when all are equal, 1 − 1/n when one of n has
/// everything. None where a value is negative or not finite, or the total is nought.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn gini(values: &[f64]) -> Option<f64> {
    if !values.iter().all(|&value| value >= 0.0 && value.is_finite()) {
        return None;
    }
    // those in descending order are all but sorted
    let mut ascending: Vec<f64> = values.iter().rev().copied().collect();
    if !ascending.is_sorted() {
        ascending.sort_unstable_by(f64::total_cmp);
    }
    let n = ascending.len() as f64;
    let total: f64 = ascending.iter().sum();
    if !(total > 0.0 && total.is_finite()) {
        return None;
    }
    // Σ (2i − n − 1) x₍ᵢ₎ / (n Σ x), half of the mean difference of two values relative to their mean
    let differences: f64 =
        ascending.iter().enumerate().map(|(place, value)| (2.0 * place as f64 + 1.0 - n) * value).sum();
    let gini = differences / (n * total);
    gini.is_finite().then(|| gini.max(0.0))
}

/// What each tenth of the customers brings of the total, the best first: Lorenz's curve between whole customers is a
/// straight line. All are nought where the total is not above nought.
#[must_use]
pub fn shares_of_tenths(descending: &[f64]) -> [f64; 10] {
    let total: f64 = descending.iter().sum();
    let curve =
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(|tenth| share_of(descending, f64::from(tenth) / 10.0, total));
    std::array::from_fn(|tenth| curve[tenth + 1].unwrap_or(0.0) - curve[tenth].unwrap_or(0.0))
}

/// What the best `part` of the customers (0 to 1) brings of the total. None where the total is not above nought.
#[must_use]
pub fn top_share(descending: &[f64], part: f64) -> Option<f64> {
    share_of(descending, part, descending.iter().sum())
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
#[expect(clippy::cast_sign_loss, reason = "a negative part is cut off")]
fn share_of(descending: &[f64], part: f64, total: f64) -> Option<f64> {
    if !(total > 0.0 && total.is_finite()) {
        return None;
    }
    let customers = part.clamp(0.0, 1.0) * descending.len() as f64;
    let whole = customers as usize;
    let next = descending.get(whole).map_or(0.0, |value| value * (customers - whole as f64));
    Some((descending[..whole].iter().sum::<f64>() + next) / total)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "figures that are exact")]
mod tests {
    use super::*;

    fn descending() -> Vec<f64> {
        let mut values: Vec<f64> =
            (0..200_u32).map(|i| f64::from(((i * 53 + 17) % 97).pow(2)) / 10.0).collect();
        values.sort_unstable_by(|a, b| b.total_cmp(a));
        values
    }

    /// The figure is the mean absolute difference of all pairs over twice the mean, by numpy.
    #[test]
    fn gini_is_half_the_relative_mean_difference() {
        assert!((gini(&descending()).unwrap() - 0.501_746_610_077_933).abs() < 1e-14);
        assert!((gini(&[3.0, 1.0, 4.0, 2.0]).unwrap() - 0.25).abs() < 1e-15);
    }

    #[test]
    fn gini_of_nothing_one_and_equals() {
        assert_eq!(gini(&[]), None);
        assert_eq!(gini(&[0.0, 0.0]), None);
        assert_eq!(gini(&[1.0, -1.0]), None);
        assert_eq!(gini(&[1.0, f64::NAN]), None);
        assert_eq!(gini(&[1.0, f64::INFINITY]), None);
        assert_eq!(gini(&[f64::MAX, f64::MAX]), None);
        assert_eq!(gini(&[5.0]), Some(0.0));
        assert!(gini(&[0.1; 7]).unwrap() < 1e-15);
        assert!((gini(&[0.0, 0.0, 0.0, 9.0]).unwrap() - 0.75).abs() < 1e-15);
    }

    /// The figures are by numpy.
    #[test]
    fn tenths_of_two_hundred() {
        let expected = [
            0.270_556_819_592_773_94,
            0.217_629_046_016_508_95,
            0.170_227_381_572_433_64,
            0.128_276_037_778_139_7,
            0.090_865_552_844_728_75,
            0.059_905_151_520_526_584,
            0.036_105_955_523_448_46,
            0.018_584_303_399_032_81,
            0.006_930_614_838_094_839,
            0.000_919_136_914_312_252,
        ];
        for (found, expected) in shares_of_tenths(&descending()).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{found} is not {expected}");
        }
    }

    #[test]
    fn tenths_of_few_customers_share_one() {
        for share in shares_of_tenths(&[1.0; 12]).into_iter().chain(shares_of_tenths(&[8.0])) {
            assert!((share - 0.1).abs() < 1e-15, "{share}");
        }
        let shares = shares_of_tenths(&[9.0, 1.0]);
        assert!((shares[0] - 0.18).abs() < 1e-15 && (shares[9] - 0.02).abs() < 1e-15, "{shares:?}");
        assert_eq!(shares_of_tenths(&[]), [0.0; 10]);
        assert_eq!(shares_of_tenths(&[0.0; 20]), [0.0; 10]);
    }

    #[test]
    fn the_best_bring_more_than_their_part() {
        let values = descending();
        assert!((top_share(&values, 0.1).unwrap() - shares_of_tenths(&values)[0]).abs() < 1e-15);
        assert!((top_share(&values, 0.25).unwrap() - 0.578_922_416_781_827_5).abs() < 1e-15);
        assert!((top_share(&values, 1.0).unwrap() - 1.0).abs() < 1e-15);
        assert!((top_share(&[1.0; 100], 0.29).unwrap() - 0.29).abs() < 1e-15);
        assert!((top_share(&[1.0; 100], 7.0).unwrap() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn no_customer_brings_no_share() {
        assert_eq!(top_share(&[], 0.5), None);
        assert_eq!(top_share(&[0.0, 0.0], 0.5), None);
    }
}
