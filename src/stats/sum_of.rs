//! Sums that do not depend on how many cores add them up.

use rayon::prelude::*;

/// Σ of the terms of each item, on all cores; over pieces of one size whatever the number of threads, so that digits are
/// the same.
#[must_use]
pub fn sum_of<T: Sync, const N: usize>(items: &[T], terms: impl Fn(&T) -> [f64; N] + Sync) -> [f64; N] {
    const PIECE: usize = 8192;
    let of_piece = |piece: &[T]| {
        piece.iter().fold([0.0; N], |sum, item| {
            let terms = terms(item);
            std::array::from_fn(|k| sum[k] + terms[k])
        })
    };
    let pieces: Vec<[f64; N]> = items.par_chunks(PIECE).map(of_piece).collect();
    pieces.into_iter().fold([0.0; N], |sum, piece| std::array::from_fn(|k| sum[k] + piece[k]))
}
