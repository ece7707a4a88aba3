//! Numbers of a column, some of which may be missing, in eight bytes each.

use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

/// Numbers, some of which may be missing.
#[derive(Clone, Default)]
pub struct Reals {
    /// One, or several of the length of [`PIECE`], but for the last: what is made side by side stays where it was made.
    pieces: Vec<Vec<f64>>,
}

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
        self.pieces.iter().map(Vec::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number in a row, if there is one.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<f64> {
        let (piece, row) = self.place(row);
        self.pieces.get(piece)?.get(row).copied().and_then(unpacked)
    }

    /// The numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<f64>> + '_ {
        self.pieces.iter().flatten().copied().map(unpacked)
    }

    /// Takes the number of a row away.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn remove(&mut self, row: usize) {
        let (piece, row) = self.place(row);
        self.pieces[piece][row] = packed(None);
    }

    /// Those of some rows, if none of them is missing.
    ///
    /// # Panics
    /// If there are no such rows.
    #[must_use]
    pub fn whole(&self, rows: Range<usize>) -> Option<Vec<f64>> {
        let mut whole = Vec::with_capacity(rows.len());
        let mut from = rows.start;
        while from < rows.end {
            let (piece, first) = self.place(from);
            let piece = &self.pieces[piece];
            let values = &piece[first..piece.len().min(first + rows.end - from)];
            if values.iter().any(|value| value.to_bits() == MISSING) {
                return None;
            }
            whole.extend_from_slice(values);
            from += values.len();
        }
        Some(whole)
    }

    fn of_one(piece: Vec<f64>) -> Reals {
        Reals { pieces: vec![piece] }
    }

    /// The piece that a row is in, and its place there.
    fn place(&self, row: usize) -> (usize, usize) {
        if self.pieces.len() > 1 { (row / PIECE, row % PIECE) } else { (0, row) }
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
        let made = (0..rows.div_ceil(PIECE)).into_par_iter().map(|which| {
            let places = which * PIECE..rows.min((which + 1) * PIECE);
            let mut piece = [(); N].map(|()| Vec::with_capacity(places.len()));
            let mut block = [[None; N]; BLOCK];
            for from in places.clone().step_by(BLOCK) {
                let places = from..places.end.min(from + BLOCK);
                let block = &mut block[..places.len()];
                fill(places, block);
                for (k, column) in piece.iter_mut().enumerate() {
                    column.extend(block.iter().map(|values| packed(values[k])));
                }
            }
            piece
        });
        let mut columns = [(); N].map(|()| Reals::default());
        for made in made.collect::<Vec<[Vec<f64>; N]>>() {
            columns.iter_mut().zip(made).for_each(|(column, piece)| column.pieces.push(piece));
        }
        columns
    }
}

impl FromIterator<Option<f64>> for Reals {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(values: I) -> Reals {
        Reals::of_one(values.into_iter().map(packed).collect())
    }
}

impl FromParallelIterator<Option<f64>> for Reals {
    fn from_par_iter<I: IntoParallelIterator<Item = Option<f64>>>(values: I) -> Reals {
        Reals::of_one(values.into_par_iter().map(packed).collect())
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
            assert!((0..rows + 2).all(|place| second.get(place) == row(place)[1].filter(|_| place < rows)));
            let some = rows / 3..rows;
            let whole = some.clone().map(|place| f64::from(place as u32)).collect();
            assert_eq!((first.len(), first.whole(some)), (rows, Some(whole)));
        }
    }

    #[test]
    fn what_went_in_comes_out() {
        let values = [Some(1.5), None, Some(-0.0), Some(f64::INFINITY), Some(f64::NAN), None];
        let reals: Reals = values.into_iter().collect();
        let kinds: Vec<Option<u64>> = reals.iter().map(|value| value.map(f64::to_bits)).collect();
        assert_eq!(kinds, values.map(|value| value.map(f64::to_bits)));
        assert_eq!((reals.len(), reals.get(1), reals.get(2), reals.get(9)), (6, None, Some(0.0), None));
        assert_eq!((reals.whole(0..6), reals.whole(2..3)), (None, Some(vec![-0.0])));
        let whole: Reals = vec![Some(2.0), Some(f64::INFINITY)].into();
        assert_eq!(whole.whole(0..2), Some(vec![2.0, f64::INFINITY]));
        assert_eq!(
            whole,
            values[3..4].iter().fold(vec![Some(2.0)], |all, value| [all, vec![*value]].concat()).into()
        );
    }
}
