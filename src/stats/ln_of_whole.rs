//! Logarithms of whole numbers, of small ones from a table.

use std::sync::LazyLock;

/// Numbers in the table.
const SMALL: u32 = 4096;

static TABLE: LazyLock<Vec<f64>> =
    LazyLock::new(|| (0..SMALL).map(|number| f64::from(number).ln()).collect());

/// ln of a whole number.
#[must_use]
pub fn ln_of_whole(number: u32) -> f64 {
    TABLE.get(number as usize).copied().unwrap_or_else(|| f64::from(number).ln())
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "the same to the last digit")]
mod tests {
    use super::*;

    #[test]
    fn small_and_large() {
        for number in [0, 1, 2, SMALL - 1, SMALL, u32::MAX] {
            assert_eq!(ln_of_whole(number), f64::from(number).ln());
        }
    }
}
