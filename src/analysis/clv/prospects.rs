//! What one history may lead to: the number of purchases and their value, with the luck of a single customer.
//!
//! Few histories are taken one by one, with what the parameters may be. Of many the parameters are all but known; what
//! they lead to depends on x and T, and on the time of the last purchase by P(still a customer) alone, so that it
//! is reckoned once for each x and T; where an x has many T, for a few of them that tell of the others.

use rayon::prelude::*;

use super::uncertainty::{Interval, Known};
use crate::models::{
    Alive, AliveAt, AliveByAge, Counts, History, MANY, Posterior, Purchases, ValueTable, ValueTables,
    band_of, fill_groups,
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
        let equal: Vec<(&[Alike], Option<&ValueTables>)> = bands
            .iter()
            .zip(&tables)
            .flat_map(|(band, tables)| {
                let equal = band.chunk_by(|one, other| one.x() == other.x());
                equal.map(move |equal| (equal, tables.as_ref()))
            })
            .collect();
        let by_age: Vec<Option<AliveByAge>> =
            equal.par_iter().with_max_len(1).map(|(equal, tables)| self.by_age(equal, *tables)).collect();
        let pieces: Vec<Piece> = equal
            .iter()
            .zip(&by_age)
            .flat_map(|(&(equal, tables), by_age)| {
                let piece = move |alike| Piece { alike, tables, by_age: by_age.as_ref() };
                equal.chunks(SITUATIONS).map(piece)
            })
            .collect();
        fill_groups(&pieces, Piece::histories, |piece, prospects| self.fill(piece, prospects))
    }

    /// What some T of one x tell of all of them; none where there are too few to need it.
    fn by_age(&self, equal: &[Alike], tables: Option<&ValueTables>) -> Option<AliveByAge> {
        let x = equal[0].x();
        let ages: Vec<f64> = equal.iter().map(|alike| alike.histories[0].age).collect();
        let values = tables.map(|tables| tables.at(x));
        AliveByAge::of(&self.fit.model, (x, &ages), self.horizon, values, 1.0 - self.tails().1)
    }

    fn fill(&self, piece: &Piece, prospects: &mut [Prospect]) {
        let x = piece.alike[0].x();
        let mut rest = prospects.iter_mut();
        let mut at = piece.by_age.map(AliveByAge::at);
        let mut values = piece.tables.filter(|_| at.is_none()).map(|tables| tables.at(x));
        let mut near = [0; 2];
        for Alike { from, histories } in piece.alike {
            let age = histories[0].age;
            let each = histories.iter().zip(&self.p_alive[*from..]).zip(rest.by_ref());
            if let Some(at) = &mut at {
                at.turn_to(age);
                for ((history, &p_alive), prospect) in each {
                    *prospect = self.prospect_at(history, p_alive, at, &mut near);
                }
            } else if let Some(future) = Alive::of(&self.fit.model, x, age, self.horizon) {
                if let Some(values) = &mut values {
                    values.turn_to(future.pmf());
                }
                for ((history, &p_alive), prospect) in each {
                    let values = values.as_mut().map(|values| (values, &mut near));
                    *prospect = self.prospect_of(history, p_alive, &future, values);
                }
            } else {
                each.for_each(drop);
            }
        }
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
                AliveByAge::most(&self.fit.model, equal[0].x(), age, self.horizon)
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
        let mut values = values;
        let ln_value = |above: f64, which: usize| {
            let (values, near) = values.as_mut()?;
            Some(values.ln_value(above, &mut near[which])?.0)
        };
        Prospect {
            purchases: (future.quantile(p_alive, low), future.quantile(p_alive, high)),
            variance: future.variance(p_alive),
            worth: self.worth(history, p_alive, future.some(), ln_value),
        }
    }

    fn prospect_at(
        &self,
        history: &History,
        p_alive: f64,
        future: &mut AliveAt,
        near: &mut [usize; 2],
    ) -> Prospect {
        let (low, high) = self.tails();
        Prospect {
            purchases: (
                future.quantile(p_alive, low, &mut near[0]),
                future.quantile(p_alive, high, &mut near[1]),
            ),
            variance: future.variance(p_alive),
            worth: self.worth(history, p_alive, future.some(), |above, _| future.ln_value(above)),
        }
    }

    /// The ends of the value of a customer who, if there, buys with probability `some`, and then spends more than the
    /// value whose logarithm is known with probability `above`. Which end it is is told too.
    fn worth(
        &self,
        history: &History,
        p_alive: f64,
        some: f64,
        mut ln_value: impl FnMut(f64, usize) -> Option<f64>,
    ) -> Interval {
        let Some(spend) = self.spend else { return (0.0, 0.0) };
        let mut end = |p: f64, which: usize| -> f64 {
            let above = (1.0 - p) / p_alive;
            if above.is_nan() || above >= some {
                return 0.0;
            }
            let found = ln_value(above, which).or_else(|| {
                let counts = Counts::at(&self.fit.model, history, self.horizon);
                counts.ln_value_quantile(&spend.model, history.x, p, None)
            });
            found.map_or(0.0, f64::exp)
        };
        let (low, high) = self.tails();
        (end(low, 0), end(high, 1))
    }
}

/// Pairs of one x and several T, and what is known of that x.
struct Piece<'a> {
    alike: &'a [Alike<'a>],
    tables: Option<&'a ValueTables>,
    by_age: Option<&'a AliveByAge>,
}

impl Piece<'_> {
    fn histories(&self) -> usize {
        self.alike.iter().map(|alike| alike.histories.len()).sum()
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
