//! How much two groupings of the same points agree.

use std::collections::BTreeMap;

/// The adjusted Rand index (Hubert & Arabie 1985): one for the same groups under whatever numbers, nought on average for groups by chance.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a number of points")]
pub fn adjusted_rand(one: &[usize], other: &[usize]) -> f64 {
    let pairs = |n: usize| n as f64 * (n as f64 - 1.0) / 2.0;
    let mut cells: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let (mut rows, mut columns): (BTreeMap<usize, usize>, BTreeMap<usize, usize>) = Default::default();
    for (&a, &b) in one.iter().zip(other) {
        *cells.entry((a, b)).or_default() += 1;
        *rows.entry(a).or_default() += 1;
        *columns.entry(b).or_default() += 1;
    }
    let together: f64 = cells.values().map(|&n| pairs(n)).sum();
    let (in_rows, in_columns): (f64, f64) =
        (rows.values().map(|&n| pairs(n)).sum(), columns.values().map(|&n| pairs(n)).sum());
    let all = pairs(one.len());
    if all == 0.0 {
        return 1.0;
    }
    let expected = in_rows * in_columns / all;
    let most = f64::midpoint(in_rows, in_columns);
    if (most - expected).abs() < 1e-12 { 1.0 } else { (together - expected) / (most - expected) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sklearn.metrics.adjusted_rand_score`, 1.9.1: .57142857142857140 for the second.
    #[test]
    fn agreement() {
        assert!((adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]) - 1.0).abs() < 1e-12);
        assert!((adjusted_rand(&[0, 0, 1, 2], &[0, 0, 1, 1]) - 0.571_428_571_428_571_4).abs() < 1e-12);
        assert!((adjusted_rand(&[0, 0, 1, 1], &[0, 1, 0, 1]) + 0.5).abs() < 1e-12);
        assert!((adjusted_rand(&[], &[]) - 1.0).abs() < 1e-12);
    }
}
