//! The integral over the moment at which a silent customer left, for many histories at once.
//!
//! With f(τ) = (α+τ)^−R (β+τ)^−(s+1), R = r + x, the integral of a history is `J(t_x) − J(T)`, J(τ) the integral of f from τ
//! on: as many integrals from one time to the next as there are times, instead of a whole one for each history. What
//! cancels is harmless: s J(T) is less than the term of a customer still there, to which the difference is added, so
//! that their sum keeps all digits. Each J is kept over f at its time, which neither overflows nor vanishes. Moments of
//! the logarithms and inverses of α+τ and β+τ give the derivatives.

use rayon::prelude::*;

use super::{History, ParetoNbd};
use crate::stats::{LEGENDRE_4, LEGENDRE_8, LEGENDRE_16, integrate};

/// Histories in order of x, with the times at which they bought last or are seen last.
#[derive(Debug)]
pub(super) struct Timetable<'a> {
    histories: &'a [History],
    frequencies: Vec<Frequency>,
}

/// The histories of one x.
#[derive(Debug)]
struct Frequency {
    /// Place of the first of them.
    from: usize,
    /// The times, in order.
    times: Vec<f64>,
    /// For each history the places of `t_x` and T among the times.
    places: Vec<(u32, u32)>,
}

/// A model at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// ln((α+τ)/α) and ln((β+τ)/β).
    pub(super) ln_alpha: f64,
    pub(super) ln_beta: f64,
    /// 1/(α+τ) and 1/(β+τ).
    pub(super) inverse_alpha: f64,
    pub(super) inverse_beta: f64,
}

/// A silence: the model at T, `ln f(t_x)/f(T)`, and the integrals of `f/f(t_x)` times each of the functions from `t_x` to T;
/// none without a silence.
pub(super) struct Integrals<const K: usize> {
    pub(super) end: Moment,
    pub(super) steepness: f64,
    pub(super) sums: Option<[f64; K]>,
}

impl<'a> Timetable<'a> {
    pub(super) fn of(histories: &'a [History]) -> Timetable<'a> {
        let mut from = 0;
        let runs: Vec<(usize, &[History])> = histories
            .chunk_by(|one, other| one.x == other.x)
            .map(|equal| {
                from += equal.len();
                (from - equal.len(), equal)
            })
            .collect();
        let frequency = |&(from, equal): &(usize, &[History])| {
            let mut times: Vec<f64> = equal.iter().flat_map(|history| [history.t_x, history.age]).collect();
            times.sort_unstable_by(f64::total_cmp);
            times.dedup();
            let place = |time: f64| times.partition_point(|&other| other < time) as u32;
            let places = equal.iter().map(|history| (place(history.t_x), place(history.age))).collect();
            Frequency { from, times, places }
        };
        Timetable { histories, frequencies: runs.par_iter().map(frequency).collect() }
    }

    /// Calls `visit` with each history and its integrals of `functions`, those of one x one after the other; what it makes
    /// of each x, in order.
    pub(super) fn visit<O: Send, const K: usize>(
        &self,
        model: &ParetoNbd,
        functions: impl Fn(&Moment) -> [f64; K] + Sync,
        start: impl Fn(&[History]) -> O + Sync,
        visit: impl Fn(&mut O, usize, &History, Integrals<K>) + Sync,
    ) -> Vec<O> {
        let of_frequency = |frequency: &Frequency| {
            let from = frequency.from;
            let equal = &self.histories[from..from + frequency.places.len()];
            let mut out = start(equal);
            let shape = model.shape(&equal[0]);
            let (moments, later) = model.integrals(shape, &frequency.times, &functions);
            for (offset, (history, &(last, end))) in equal.iter().zip(&frequency.places).enumerate() {
                let (seen, end) = (&moments[last as usize], end as usize);
                let steepness = model.ln_density(shape, seen) - model.ln_density(shape, &moments[end]);
                let sums = (end > last as usize).then(|| {
                    let rest = (-steepness).exp();
                    let before = &later[last as usize];
                    std::array::from_fn(|k| before[k] - rest * later[end][k])
                });
                let integrals = Integrals { end: moments[end], steepness, sums };
                visit(&mut out, from + offset, history, integrals);
            }
            out
        };
        self.frequencies.par_iter().map(of_frequency).collect()
    }
}

impl ParetoNbd {
    fn moment(&self, time: f64) -> Moment {
        Moment {
            ln_alpha: (time / self.alpha).ln_1p(),
            ln_beta: (time / self.beta).ln_1p(),
            inverse_alpha: 1.0 / (self.alpha + time),
            inverse_beta: 1.0 / (self.beta + time),
        }
    }

    /// ln f(τ)/f(0).
    fn ln_density(&self, shape: f64, at: &Moment) -> f64 {
        -shape * at.ln_alpha - (self.s + 1.0) * at.ln_beta
    }

    /// At each time the model, and the integrals of f times each function from there to the last of the times, over f there.
    fn integrals<const K: usize>(
        &self,
        shape: f64,
        times: &[f64],
        functions: &impl Fn(&Moment) -> [f64; K],
    ) -> (Vec<Moment>, Vec<[f64; K]>) {
        let moments: Vec<Moment> = times.iter().map(|&time| self.moment(time)).collect();
        let mut later = vec![[0.0; K]; times.len()];
        for place in (0..times.len().saturating_sub(1)).rev() {
            let (here, next) = (&moments[place], &moments[place + 1]);
            let mut sums = [0.0; K];
            self.between(shape, times[place], times[place + 1], here, |moment, weight| {
                let values = functions(moment);
                (0..K).for_each(|k| sums[k] += weight * values[k]);
            });
            let rest = (self.ln_density(shape, next) - self.ln_density(shape, here)).exp();
            (0..K).for_each(|k| sums[k] += rest * later[place + 1][k]);
            later[place] = sums;
        }
        (moments, later)
    }

    /// Nodes between two times, in u = ln((c+τ)/(c+from)), c the smaller of α and β, with weights of f over f at the first:
    /// as many as the steepness of ln f asks for.
    fn between(&self, shape: f64, from: f64, to: f64, here: &Moment, mut visit: impl FnMut(&Moment, f64)) {
        let c = self.alpha.min(self.beta);
        let start = c + from;
        let width = ((to - from) / start).ln_1p();
        // |d ln(f dτ) / du| is at most that
        let steep = shape + self.s + 2.0;
        let mut done = 0.0;
        let mut lowest: f64 = 0.0;
        while done < width && lowest > -NOTHING {
            let left = width - done;
            let (rule, panel) = if left * steep <= 0.35 && left <= 0.3 {
                (LEGENDRE_4, left)
            } else if left * steep <= 4.0 && left <= 1.5 {
                (LEGENDRE_8, left)
            } else {
                (LEGENDRE_16, left.min(12.0 / steep).min(3.0))
            };
            integrate(rule, done, done + panel, |u, weight| {
                let growth = u.exp_m1();
                let passed = start * growth;
                let c_tau = start + passed;
                let (alpha_tau, beta_tau) = (c_tau + (self.alpha - c), c_tau + (self.beta - c));
                let (inverse_alpha, inverse_beta) = (1.0 / alpha_tau, 1.0 / beta_tau);
                // the smaller of the two has grown by u
                let (ln_alpha, ln_beta) = if self.alpha <= self.beta {
                    (u, (passed * here.inverse_beta).ln_1p())
                } else {
                    ((passed * here.inverse_alpha).ln_1p(), u)
                };
                let ln = -shape * ln_alpha - (self.s + 1.0) * ln_beta;
                lowest = lowest.min(ln + u);
                let moment = Moment {
                    ln_alpha: here.ln_alpha + ln_alpha,
                    ln_beta: here.ln_beta + ln_beta,
                    inverse_alpha,
                    inverse_beta,
                };
                visit(&moment, weight * c_tau * ln.exp());
            });
            done += panel;
        }
    }
}

/// What is e^−`NOTHING` of the top adds nothing.
const NOTHING: f64 = 45.0;
