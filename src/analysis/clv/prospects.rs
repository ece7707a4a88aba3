//! What one history may lead to: the number of purchases and their value, with the luck of a single customer.
//!
//! Few histories are taken one by one, with what the parameters may be. Of many the parameters are all but known; what
//! they lead to depends on x and T, and on the time of the last purchase by P(still a customer) alone, so that it
//! is reckoned once for each x and T.

use rayon::prelude::*;

use super::uncertainty::{Interval, Known};
use crate::models::{
    Alive, Counts, History, MANY, Posterior, Purchases, ValueTable, ValueTables, band_of, fill_groups,
};

/// What one history may lead to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prospect {
    pub(super) purchases: (u32, u32),
    pub(super) variance: f64,
    /// Of the sum of the values, in units of v + x z̄.
    pub(super) worth: Interval,
}

/// Neighbours that are reckoned one after the other.
const PIECE: usize = 256;
/// Pairs of x and T that are reckoned one after the other.
const SITUATIONS: usize = 512;
/// So few histories of neighbouring frequencies are done without tables.
const FEW: usize = 300;

/// Ends of the values from which the neighbours' are searched for.
type Near = (Option<f64>, Option<f64>);

impl Known<'_> {
    pub(super) fn prospects<'a>(
        &self,
        posterior: impl FnOnce() -> &'a Posterior<Purchases>,
    ) -> Vec<Prospect> {
        let distinct = &self.histories.distinct;
        let many = distinct.len() > MANY;
        if many && let Some(first) = distinct.first() {
            // whether x and T are all that it takes
            if Alive::of(&self.fit.model, first.x, first.age, self.horizon).is_some() {
                return self.prospects_of_many();
            }
        }
        // of many what the parameters may be adds nothing to what one customer may do
        let posterior = (!many).then(posterior);
        let of = |history: &History, near: &mut Near| {
            let counts = match posterior {
                Some(posterior) => Counts::of(&self.fit.model, posterior, history, self.horizon),
                None => Counts::at(&self.fit.model, history, self.horizon),
            };
            self.prospect(&counts, history.x, near)
        };
        // neighbours are alike, so that each begins where the one before ended; pieces of one size whatever the number of
        // threads, so that digits are the same
        let of_piece = |piece: &[History]| -> Vec<Prospect> {
            let mut near = (None, None);
            piece.iter().map(|history| of(history, &mut near)).collect()
        };
        distinct.par_chunks(PIECE).flat_map_iter(of_piece).collect()
    }

    fn prospect(&self, counts: &Counts, x: u32, near: &mut Near) -> Prospect {
        let (low, high) = self.tails();
        let worth = self.spend.map_or((0.0, 0.0), |spend| {
            let end = |p: f64, near: &mut Option<f64>| {
                let found = counts.ln_value_quantile(&spend.model, x, p, *near);
                *near = found.or(*near);
                found.map_or(0.0, f64::exp)
            };
            (end(low, &mut near.0), end(high, &mut near.1))
        });
        Prospect {
            purchases: (counts.quantile(low), counts.quantile(high)),
            variance: counts.variance(),
            worth,
        }
    }

    /// Of many histories, those of one x and T together.
    fn prospects_of_many(&self) -> Vec<Prospect> {
        let mut from = 0;
        let alike: Vec<Alike> = self
            .histories
            .distinct
            .chunk_by(|one, other| one.x == other.x && one.age.to_bits() == other.age.to_bits())
            .map(|histories| {
                from += histories.len();
                Alike { from: from - histories.len(), histories }
            })
            .collect();
        let bands: Vec<&[Alike]> =
            alike.chunk_by(|one, other| band_of(one.x()) == band_of(other.x())).collect();
        let tables: Vec<Option<ValueTables>> = bands.par_iter().map(|band| self.tables(band)).collect();
        let pieces: Vec<(&[Alike], Option<&ValueTables>)> = bands
            .iter()
            .zip(&tables)
            .flat_map(|(band, tables)| {
                let equal = band.chunk_by(|one, other| one.x() == other.x());
                equal.flat_map(move |equal| {
                    equal.chunks(SITUATIONS).map(move |piece| (piece, tables.as_ref()))
                })
            })
            .collect();
        let of_piece = |(piece, tables): &(&[Alike], Option<&ValueTables>), prospects: &mut [Prospect]| {
            let x = piece[0].x();
            let mut rest = prospects.iter_mut();
            let mut values = tables.map(|tables| tables.at(x));
            let mut near = [0; 2];
            for Alike { from, histories } in *piece {
                let future = Alive::of(&self.fit.model, x, histories[0].age, self.horizon);
                let Some(future) = future else {
                    rest.by_ref().take(histories.len()).for_each(drop);
                    continue;
                };
                if let Some(values) = &mut values {
                    values.turn_to(future.pmf());
                }
                let each = histories.iter().zip(&self.p_alive[*from..]).zip(rest.by_ref());
                for ((history, &p_alive), prospect) in each {
                    let values = values.as_mut().map(|values| (values, &mut near));
                    *prospect = self.prospect_of(history, p_alive, &future, values);
                }
            }
        };
        let size = |piece: &[Alike]| piece.iter().map(|alike| alike.histories.len()).sum();
        fill_groups(&pieces, |(piece, _)| size(piece), of_piece)
    }

    /// Tables of the values of neighbouring frequencies; none where there are too few histories to need them.
    fn tables(&self, band: &[Alike]) -> Option<ValueTables> {
        let spend = self.spend?;
        let histories: usize = band.iter().map(|alike| alike.histories.len()).sum();
        if histories < FEW {
            return None;
        }
        // the shorter they are known the more they may buy
        let most = band
            .chunk_by(|one, other| one.x() == other.x())
            .filter_map(|equal| {
                let age = equal.iter().map(|alike| alike.histories[0].age).fold(f64::INFINITY, f64::min);
                Some(Alive::of(&self.fit.model, equal[0].x(), age, self.horizon)?.pmf().len() - 1)
            })
            .max()?;
        ValueTables::new(&spend.model, (band[0].x(), band[band.len() - 1].x()), most)
    }

    fn prospect_of(
        &self,
        history: &History,
        p_alive: f64,
        future: &Alive,
        values: Option<(&mut ValueTable, &mut [usize; 2])>,
    ) -> Prospect {
        let (low, high) = self.tails();
        let worth = self.spend.map_or((0.0, 0.0), |spend| {
            let mut values = values;
            let mut end = |p: f64, which: usize| -> f64 {
                let above = (1.0 - p) / p_alive;
                if above.is_nan() || above >= future.some() {
                    return 0.0;
                }
                let found =
                    values.as_mut().and_then(|(values, near)| values.ln_value(above, &mut near[which]));
                let found = found.or_else(|| {
                    let counts = Counts::at(&self.fit.model, history, self.horizon);
                    counts.ln_value_quantile(&spend.model, history.x, p, None)
                });
                found.map_or(0.0, f64::exp)
            };
            (end(low, 0), end(high, 1))
        });
        Prospect {
            purchases: (future.quantile(p_alive, low), future.quantile(p_alive, high)),
            variance: future.variance(p_alive),
            worth,
        }
    }
}

/// Histories of one x and T, from some place on.
struct Alike<'a> {
    from: usize,
    histories: &'a [History],
}

impl Alike<'_> {
    fn x(&self) -> u32 {
        self.histories[0].x
    }
}
