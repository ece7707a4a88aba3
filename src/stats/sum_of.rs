//! Sums that do not depend on how many cores add them up.

use rayon::prelude::*;

/// Σ of the terms of so many items, on all cores; over pieces of one size whatever the number of threads, so that digits
/// are the same.
#[must_use]
pub fn sum_of<const N: usize>(items: usize, terms: impl Fn(usize) -> [f64; N] + Sync) -> [f64; N] {
    const PIECE: usize = 8192;
    let of_piece = |from: usize| {
        (from..items.min(from + PIECE)).fold([0.0; N], |sum, item| {
            let terms = terms(item);
            std::array::from_fn(|k| sum[k] + terms[k])
        })
    };
    let pieces: Vec<[f64; N]> =
        (0..items.div_ceil(PIECE)).into_par_iter().map(|which| of_piece(which * PIECE)).collect();
    pieces.into_iter().fold([0.0; N], |sum, piece| std::array::from_fn(|k| sum[k] + piece[k]))
}
