//! Numbers of a column, some of which may be missing, in eight bytes each.

use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

/// Numbers, some of which may be missing.
#[derive(Clone, Default)]
pub struct Reals(Vec<f64>);

/// What stands for a missing number: something that is no number, and that no arithmetic comes to.
const MISSING: u64 = 0x7ff9_5e71_a000_0001;

fn packed(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::from_bits(MISSING))
}

fn unpacked(value: f64) -> Option<f64> {
    (value.to_bits() != MISSING).then_some(value)
}

impl Reals {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number in a row, if there is one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<f64> {
        self.0.get(row).copied().and_then(unpacked)
    }

    /// The numbers in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> + '_ {
        self.0.iter().copied().map(unpacked)
    }

    /// Takes the number of a row away.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn remove(&mut self, row: usize) {
        self.0[row] = packed(None);
    }

    /// Those of some rows, if none of them is missing.
    ///
    /// # Panics
    /// If there are no such rows.
    #[must_use]
    pub fn whole(&self, rows: Range<usize>) -> Option<&[f64]> {
        let values = &self.0[rows];
        let missing = values.iter().any(|value| value.to_bits() == MISSING);
        (!missing).then_some(values)
    }
}

impl FromIterator<Option<f64>> for Reals {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(values: I) -> Reals {
        Reals(values.into_iter().map(packed).collect())
    }
}

impl FromParallelIterator<Option<f64>> for Reals {
    fn from_par_iter<I: IntoParallelIterator<Item = Option<f64>>>(values: I) -> Reals {
        Reals(values.into_par_iter().map(packed).collect())
    }
}

impl From<Vec<Option<f64>>> for Reals {
    fn from(values: Vec<Option<f64>>) -> Reals {
        values.into_iter().collect()
    }
}

impl PartialEq for Reals {
    fn eq(&self, other: &Reals) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Reals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_comes_out() {
        let values = [Some(1.5), None, Some(-0.0), Some(f64::INFINITY), Some(f64::NAN), None];
        let reals: Reals = values.into_iter().collect();
        let kinds: Vec<Option<u64>> = reals.iter().map(|value| value.map(f64::to_bits)).collect();
        assert_eq!(kinds, values.map(|value| value.map(f64::to_bits)));
        assert_eq!((reals.len(), reals.get(1), reals.get(2), reals.get(9)), (6, None, Some(0.0), None));
        assert_eq!((reals.whole(0..6), reals.whole(2..3)), (None, Some(&[-0.0][..])));
        let whole: Reals = vec![Some(2.0), Some(f64::INFINITY)].into();
        assert_eq!(whole.whole(0..2), Some(&[2.0, f64::INFINITY][..]));
        assert_eq!(
            whole,
            values[3..4].iter().fold(vec![Some(2.0)], |all, value| [all, vec![*value]].concat()).into()
        );
    }
}
