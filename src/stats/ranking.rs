//! Ranks, and what follows from them: rank correlation, the area under the ROC curve, lift. Only the order of
//! the values matters, ties count alike, and the order of the rows does not show.

use rayon::prelude::*;

use super::radix::in_order;
use super::sum_of;

/// Ranks from 1, equal values at their mean rank. A value that is not a number ranks beyond all others.
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    // −0 + 0 is 0: the two noughts are one value
    let keys: Vec<u64> = values.par_iter().map(|value| place_in_order(value + 0.0)).collect();
    let order = in_order(&keys);
    let mut ranks = vec![0.0; values.len()];
    let ties = order.chunk_by(|&a, &b| keys[a as usize] == keys[b as usize]).map(<[u32]>::len);
    for (&place, rank) in order.iter().zip(ranks_in_order(ties)) {
        ranks[place as usize] = rank;
    }
    ranks
}

/// The same of values in order, of which so many are equal each time.
pub fn ranks_in_order(ties: impl Iterator<Item = usize>) -> Vec<f64> {
    let (mut ranks, mut before) = (Vec::new(), 0);
    for ties in ties {
        ranks.resize(before + ties, rank_after(before, ties));
        before += ties;
    }
    ranks
}

/// The mean rank of so many equal values after so many smaller ones.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn rank_after(before: usize, ties: usize) -> f64 {
    before as f64 + f64::midpoint(ties as f64, 1.0)
}

/// The same of counts: the largest is seldom larger than their number, so that they are counted instead of sorted.
#[must_use]
pub fn ranks_of_counts(counts: &[u32]) -> Vec<f64> {
    let most = counts.iter().max().map_or(0, |&most| most as usize);
    if most > counts.len() {
        return ranks(&counts.iter().map(|&count| f64::from(count)).collect::<Vec<f64>>());
    }
    let mut ties = vec![0_usize; most + 1];
    for &count in counts {
        ties[count as usize] += 1;
    }
    let mut before = 0;
    let rank = |ties: usize| {
        let rank = rank_after(before, ties);
        before += ties;
        rank
    };
    let rank_of: Vec<f64> = ties.into_iter().map(rank).collect();
    counts.par_iter().map(|&count| rank_of[count as usize]).collect()
}

/// A whole number for a value, in the order of `f64::total_cmp`: such numbers are sorted faster than values.
#[must_use]
pub fn place_in_order(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Pearson's correlation of two lists of one length, of ranks Spearman's (Spearman 1904); none where one side does not vary
/// or is not finite.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    // the mean of equal values may miss them by a digit, which would pass for variation
    let varies = |values: &[f64]| values.iter().any(|&value| value.total_cmp(&values[0]).is_ne());
    if !(varies(a) && varies(b)) {
        return None;
    }
    let [mean_a, mean_b] = sum_of(a.len(), |at| [a[at], b[at]]).map(|sum| sum / a.len() as f64);
    let [both, only_a, only_b] = sum_of(a.len(), |at| {
        let (a, b) = (a[at] - mean_a, b[at] - mean_b);
        [a * b, a * a, b * b]
    });
    let spread = (only_a * only_b).sqrt();
    (spread > 0.0 && spread.is_finite()).then(|| (both / spread).clamp(-1.0, 1.0))
}

/// Lift: how many times as often the outcome is among the `part` of the rows that score highest as among all. Equal scores
/// at the edge share what is left of the part. None where nobody has the outcome or a score is not a number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn lift(score: &[f64], outcome: &[bool], part: f64) -> Option<f64> {
    let with = outcome.iter().filter(|&&outcome| outcome).count() as f64;
    if with == 0.0 || score.iter().any(|score| score.is_nan()) {
        return None;
    }
    let mut order: Vec<usize> = (0..score.len()).collect();
    order.sort_unstable_by(|&a, &b| score[b].total_cmp(&score[a]));
    let wanted = part * score.len() as f64;
    let (mut left, mut found) = (wanted, 0.0);
    for equal in order.chunk_by(|&a, &b| score[a].total_cmp(&score[b]).is_eq()) {
        let of_these = equal.iter().filter(|&&place| outcome[place]).count() as f64;
        let taken = (left / equal.len() as f64).min(1.0);
        found += taken * of_these;
        left -= taken * equal.len() as f64;
        if left <= 0.0 {
            break;
        }
    }
    Some(found / wanted / (with / score.len() as f64))
}

/// Area under the ROC curve: the probability that a row with the outcome scores above a row without it, a tie
/// counting half. It is Mann and Whitney's U as a share of all pairs (Hanley & `McNeil` 1982). None where all
/// outcomes are alike or a score is not a number.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub fn auc(score: &[f64], outcome: &[bool]) -> Option<f64> {
    let with = outcome.iter().filter(|&&outcome| outcome).count() as f64;
    let without = outcome.len() as f64 - with;
    if with * without == 0.0 || score.iter().any(|score| score.is_nan()) {
        return None;
    }
    let ranks_of_with: f64 = ranks(score).iter().zip(outcome).filter(|row| *row.1).map(|row| row.0).sum();
    let pairs_won = ranks_of_with - with * (with + 1.0) / 2.0;
    Some(pairs_won / (with * without))
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "figures that are exact")]
mod tests {
    use super::*;

    /// 200 made-up rows with ties: a score, an outcome and another quantity.
    fn rows() -> (Vec<f64>, Vec<bool>, Vec<f64>) {
        let score = (0..200_u32).map(|i| f64::from((i * 37) % 101 / 4)).collect();
        let outcome = (0..200_u32).map(|i| (i * i + 3 * i) % 11 < 4).collect();
        let other = (0..200_u32).map(|i| f64::from(((i * 53 + 17) % 97).pow(2)) / 10.0).collect();
        (score, outcome, other)
    }

    #[test]
    fn equal_values_share_their_mean_rank() {
        assert_eq!(ranks(&[10.0, 30.0, 20.0, 20.0]), [1.0, 4.0, 2.5, 2.5]);
        assert_eq!(ranks(&[0.0, -0.0, -1.0]), [2.5, 2.5, 1.0]);
        assert_eq!(ranks(&[f64::NAN, f64::INFINITY]), [2.0, 1.0]);
        assert_eq!(ranks(&[7.0]), [1.0]);
        assert_eq!(ranks_of_counts(&[1, 3, 2, 2, 0]), ranks(&[1.0, 3.0, 2.0, 2.0, 0.0]));
        assert_eq!(ranks_of_counts(&[1, u32::MAX, 2]), [1.0, 3.0, 2.0]);
        assert!(ranks_of_counts(&[]).is_empty());
        assert!(ranks(&[]).is_empty());
    }

    #[test]
    fn whole_numbers_in_the_order_of_values() {
        let mut values =
            [f64::NAN, -f64::NAN, 0.0, -0.0, 1.5, -1.5, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE];
        values.sort_by(f64::total_cmp);
        assert!(values.map(place_in_order).is_sorted_by(|a, b| a < b));
    }

    fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
        correlation(&ranks(a), &ranks(b))
    }

    /// The figures are those of scipy 1.17 (`pearsonr`, `spearmanr`).
    #[test]
    fn correlations() {
        let (score, _, other) = rows();
        assert!((correlation(&score, &other).unwrap() - 0.051_900_842_132_045_31).abs() < 1e-14);
        assert!((spearman(&score, &other).unwrap() - 0.059_171_173_440_122).abs() < 1e-14);
        assert!((spearman(&[1.0, 2.0, 9.0], &[5.0, 6.0, 7.0]).unwrap() - 1.0).abs() < 1e-15);
        assert!((spearman(&[1.0, 2.0, f64::INFINITY], &[7.0, 6.0, 5.0]).unwrap() + 1.0).abs() < 1e-15);
    }

    #[test]
    fn without_variation_there_is_no_correlation() {
        assert_eq!(correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
        // 0.1 + 0.1 + 0.1 is a little over 0.3
        assert_eq!(correlation(&[0.1; 3], &[1.0, 2.0, 3.0]), None);
        assert_eq!(spearman(&[], &[]), None);
        assert_eq!(spearman(&[1.0], &[2.0]), None);
        assert_eq!(correlation(&[1.0, f64::INFINITY], &[2.0, 3.0]), None);
    }

    /// The figures are those of scikit-learn 1.9 (`roc_auc_score`).
    #[test]
    fn area_under_the_curve() {
        let (score, outcome, other) = rows();
        assert!((auc(&score, &outcome).unwrap() - 0.270_270_270_270_270_3).abs() < 1e-15);
        let lower_is_likelier: Vec<f64> = other.iter().map(|other| -other).collect();
        assert!((auc(&lower_is_likelier, &outcome).unwrap() - 0.562_676_173_105_620_9).abs() < 1e-15);
        let all: f64 = auc(&score, &outcome).unwrap()
            + auc(&score, &outcome.iter().map(|outcome| !outcome).collect::<Vec<_>>()).unwrap();
        assert!((all - 1.0).abs() < 1e-15);
    }

    #[test]
    fn area_of_few_rows() {
        let half = |area: Option<f64>| (area.unwrap() - 0.5).abs() < 1e-15;
        assert!(half(auc(&[3.0; 5], &[true, false, true, false, false])));
        assert!(half(auc(&[0.0, -0.0], &[true, false])));
        assert!((auc(&[1.0, 2.0], &[false, true]).unwrap() - 1.0).abs() < 1e-15);
        assert_eq!(auc(&[], &[]), None);
        assert_eq!(auc(&[1.0], &[true]), None);
        assert_eq!(auc(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(auc(&[1.0, 2.0], &[false, false]), None);
        assert_eq!(auc(&[1.0, f64::NAN], &[true, false]), None);
    }

    #[test]
    fn lift_of_the_top() {
        let outcome = [true, true, false, false, true, false, false, false, false, false];
        let score = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0];
        assert!((lift(&score, &outcome, 0.2).unwrap() - 1.0 / 0.3).abs() < 1e-12);
        assert!((lift(&score, &outcome, 1.0).unwrap() - 1.0).abs() < 1e-12);
        // nothing is known of equal scores
        assert!((lift(&[1.0; 10], &outcome, 0.1).unwrap() - 1.0).abs() < 1e-12);
        assert!((lift(&[0.0; 10], &outcome, 0.1).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(lift(&score, &[false; 10], 0.1), None);
    }
}
