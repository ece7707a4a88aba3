//! Numbers of a column, some of which may be missing, in eight bytes each.

use std::fmt;
use std::ops::Range;

use rayon::iter::repeat_n;
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

/// Rows that are made one after the other.
const PIECE: usize = 1 << 12;
/// Rows that are made before they are written, column after column: columns are so far apart that a value written to each
/// would drive the others out of the nearest cache.
const BLOCK: usize = 64;

impl Reals {
    /// Columns side by side, made some rows at a time on all cores: `fill` fills in those of a range.
    #[must_use]
    pub fn columns<const N: usize>(
        rows: usize,
        fill: impl Fn(Range<usize>, &mut [[Option<f64>; N]]) + Sync,
    ) -> [Reals; N] {
        // filled on all cores, since memory is slow to come
        let mut columns = [(); N].map(|()| repeat_n(0.0, rows).collect::<Vec<f64>>());
        let mut rest = columns.each_mut().map(|column| column.chunks_mut(PIECE));
        let piece = |_| rest.each_mut().map(|pieces| pieces.next().unwrap_or_default());
        let pieces: Vec<[&mut [f64]; N]> = (0..rows.div_ceil(PIECE)).map(piece).collect();
        pieces.into_par_iter().enumerate().for_each(|(which, mut piece)| {
            let first = which * PIECE;
            let mut block = [[None; N]; BLOCK];
            for from in (0..PIECE.min(rows - first)).step_by(BLOCK) {
                let places = from..PIECE.min(rows - first).min(from + BLOCK);
                let block = &mut block[..places.len()];
                fill(first + places.start..first + places.end, block);
                for (k, column) in piece.iter_mut().enumerate() {
                    let column = column[places.clone()].iter_mut();
                    column.zip(&*block).for_each(|(to, values)| *to = packed(values[k]));
                }
            }
        });
        columns.map(Reals)
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
    fn columns_row_by_row() {
        for rows in [0, 1, BLOCK, PIECE, 2 * PIECE + BLOCK + 3] {
            let row = |row: usize| {
                let number = f64::from(row as u32);
                [Some(number), (row % 3 == 1).then_some(-number)]
            };
            let fill = |range: Range<usize>, rows: &mut [[Option<f64>; 2]]| {
                rows.iter_mut().zip(range).for_each(|(to, place)| *to = row(place));
            };
            let [first, second] = Reals::columns(rows, fill);
            assert!(first.iter().eq((0..rows).map(|place| row(place)[0])));
            assert!(second.iter().eq((0..rows).map(|place| row(place)[1])));
        }
    }

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
