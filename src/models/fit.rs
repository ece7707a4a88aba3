//! From a likelihood to a fitted model: where the search begins, when it is done, and what is said where the data
//! push a parameter to its limit.
//!
//! A model is searched for in coordinates θ (logarithms and log-odds) inside a box whose walls stand for the models
//! nested in it: equal rates, nobody leaving, and so on. A search therefore ends at a top or at a wall with a name.

use rayon::prelude::*;

use super::{Histories, History};
use crate::stats::{Evaluation, Limits, Matrix, Maximum, Stop, Wall, free_curvature, invert, maximise};

/// A fitted model: another type than parameters that somebody made up.
#[derive(Debug, Clone)]
pub struct Fit<M> {
    /// The model at the maximum of the likelihood.
    pub model: M,
    /// Its parameters, in the papers' letters.
    pub parameters: Vec<Parameter>,
    /// Covariance of the parameters; none where the likelihood has no curvature.
    pub covariance: Option<Vec<Vec<f64>>>,
    /// The parameters as the search sees them: logarithms and log-odds.
    pub theta: Vec<f64>,
    /// Covariance of θ; nothing of a coordinate at its limit.
    pub theta_covariance: Option<Vec<Vec<f64>>>,
    /// Weights of the points of the posterior, where they are known already.
    pub weights: Option<Vec<f64>>,
    /// Limits that the data push the model to.
    pub boundaries: Vec<Boundary>,
    /// ln of the likelihood, in full.
    pub log_likelihood: f64,
    /// Why the search stopped.
    pub stop: Stop,
    /// Steps it took.
    pub iterations: u32,
    /// Starting points it took.
    pub starts: u32,
    /// What the gradient says could still be gained in ln of the likelihood.
    pub decrement: f64,
    /// Customers.
    pub customers: u64,
    /// Distinct histories among them.
    pub distinct_histories: usize,
}

/// A parameter of a fitted model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Its letter.
    pub name: &'static str,
    /// Its estimate.
    pub estimate: f64,
    /// Its standard error; none at a limit.
    pub std_error: Option<f64>,
}

/// A limit of a model, at which it becomes a simpler one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// All customers buy at the same rate.
    EqualRates,
    /// Purchase rates differ without bound: most customers hardly ever buy.
    UnequalRates,
    /// Nobody bought after any time that could be measured.
    NoRate,
    /// Purchases follow each other at once.
    RateWithoutBound,
    /// Nobody leaves.
    NobodyLeaves,
    /// Everybody leaves as soon as they can.
    EverybodyLeaves,
    /// All customers leave with the same probability.
    EqualDropout,
    /// Customers leave at once or never.
    LeaveAtOnceOrNever,
    /// All customers spend alike.
    EqualSpenders,
    /// A customer spends the same each time.
    SteadySpenders,
    /// Spend differs so much among customers that its mean has no bound.
    SpendWithoutBound,
    /// The values of a customer's purchases differ without bound.
    ErraticSpenders,
}

impl Boundary {
    /// Every limit, with its name.
    const NAMES: [(Boundary, &'static str); 12] = [
        (Boundary::EqualRates, "boundary-equal-rates"),
        (Boundary::UnequalRates, "boundary-unequal-rates"),
        (Boundary::NoRate, "boundary-no-rate"),
        (Boundary::RateWithoutBound, "boundary-rate-without-bound"),
        (Boundary::NobodyLeaves, "boundary-nobody-leaves"),
        (Boundary::EverybodyLeaves, "boundary-everybody-leaves"),
        (Boundary::EqualDropout, "boundary-equal-dropout"),
        (Boundary::LeaveAtOnceOrNever, "boundary-leave-at-once-or-never"),
        (Boundary::EqualSpenders, "boundary-equal-spenders"),
        (Boundary::SteadySpenders, "boundary-steady-spenders"),
        (Boundary::SpendWithoutBound, "boundary-spend-without-bound"),
        (Boundary::ErraticSpenders, "boundary-erratic-spenders"),
    ];

    /// Its name, which is that of the sentence about it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Boundary::NAMES.iter().find(|(boundary, _)| *boundary == self).map_or("", |(_, name)| name)
    }

    /// The limit of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Boundary> {
        Boundary::NAMES.iter().find(|(_, other)| *other == name).map(|(boundary, _)| *boundary)
    }
}

impl<M> Fit<M> {
    /// The estimate of the parameter of that letter.
    #[must_use]
    pub fn estimate(&self, name: &str) -> Option<f64> {
        self.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.estimate)
    }

    /// Bayes' information criterion (Schwarz 1978): −2 ln L + parameters · ln customers; less is better.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub fn bic(&self) -> f64 {
        -2.0 * self.log_likelihood + self.parameters.len() as f64 * (self.customers as f64).ln()
    }

    /// The same fit of a model in another type.
    pub(super) fn map<O>(self, other: impl FnOnce(M) -> O) -> Fit<O> {
        Fit {
            model: other(self.model),
            parameters: self.parameters,
            covariance: self.covariance,
            theta: self.theta,
            theta_covariance: self.theta_covariance,
            weights: self.weights,
            boundaries: self.boundaries,
            log_likelihood: self.log_likelihood,
            stop: self.stop,
            iterations: self.iterations,
            starts: self.starts,
            decrement: self.decrement,
            customers: self.customers,
            distinct_histories: self.distinct_histories,
        }
    }
}

/// A coordinate of θ: its lowest and highest value, and which limit of the model each stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coordinate {
    pub(super) low: (f64, Boundary),
    pub(super) high: (f64, Boundary),
}

/// A likelihood over θ.
pub(super) trait Likelihood<const N: usize>: Sync {
    type Model;
    /// Letters of the parameters.
    const NAMES: [&'static str; N];
    /// The walls.
    const COORDINATES: [Coordinate; N];

    fn model(&self, theta: &[f64; N]) -> Self::Model;

    /// The parameters at θ, and their derivatives by θ.
    fn natural(theta: &[f64; N]) -> ([f64; N], Matrix<N>);

    /// ln of the likelihood with its derivatives by θ.
    fn evaluate(&self, theta: &[f64; N]) -> Evaluation<N>;

    /// Where the search begins.
    fn starts(&self) -> Vec<[f64; N]>;

    /// Customers, and how many differ.
    fn size(&self) -> (u64, usize);
}

/// Standard error of a coordinate, a logarithm, from which the data leave it open.
const OPEN: f64 = 3.0;
/// Less in ln of the likelihood tells nothing apart.
const SAME: f64 = 1e-5;

/// Maximises a likelihood. Small data sets can have several tops, so that all starts are tried. Of large ones there are
/// `parts`, each larger than the one before: a glance at the first tells where the top is if all starts lead to one, else
/// the second is explored; the others bring the search so close that few steps are left for the whole. That is enough
/// where it leads to a clear top inside the box.
pub(super) fn fit<L: Likelihood<N>, const N: usize>(likelihood: &L, parts: &[L]) -> Fit<L::Model> {
    let limits: Limits<N> = L::COORDINATES.map(|coordinate| (coordinate.low.0, coordinate.high.0));
    let (near, larger) = match parts {
        [] => {
            let (best, tried) = explore(likelihood, &limits);
            return fitted(likelihood, &settle(likelihood, best, &limits), tried);
        }
        [pilot] => (explore(pilot, &limits).0, &[][..]),
        [glance, pilot, larger @ ..] => match only_top(glance, &limits) {
            Some(top) => (top, &parts[1..]),
            None => (explore(pilot, &limits).0, larger),
        },
    };
    let climbed = |near: Maximum<N>, part: &L| maximise(near.point, &limits, |theta| part.evaluate(theta));
    let near = larger.iter().fold(near, climbed);
    let mut best = climbed(near, likelihood);
    let mut tried = 1;
    if !is_clear(&best) {
        let (other, more) = climb(likelihood, &limits, likelihood.starts());
        (best, tried) = (better(best, other), tried + more);
    }
    fitted(likelihood, &settle(likelihood, best, &limits), tried)
}

/// The top that all starts lead to; none where some end elsewhere, or where it is not clear.
fn only_top<L: Likelihood<N>, const N: usize>(likelihood: &L, limits: &Limits<N>) -> Option<Maximum<N>> {
    let tops = climbs(likelihood, limits, likelihood.starts());
    let best = tops.iter().copied().reduce(better)?;
    let as_high = tops.iter().all(|top| best.at.value - top.at.value < SAME);
    (as_high && is_clear(&best)).then_some(best)
}

/// Whether a likelihood of many stays below `least` for certain. A `pilot`, a part of it, is climbed from `start` to a
/// clear top; there the whole has to miss `least` by many times what its derivatives promise to gain.
pub(super) fn stays_below<L: Likelihood<N>, const N: usize>(
    likelihood: &L,
    pilot: &L,
    start: [f64; N],
    least: f64,
) -> bool {
    let limits: Limits<N> = L::COORDINATES.map(|coordinate| (coordinate.low.0, coordinate.high.0));
    let near = maximise(start, &limits, |theta| pilot.evaluate(theta));
    if !is_clear(&near) {
        return false;
    }
    let at = likelihood.evaluate(&near.point);
    let Some(covariance) = invert(&free_curvature(&at, &near.walls)) else { return false };
    let gain: f64 = (0..N)
        .flat_map(|i| (0..N).map(move |j| (i, j)))
        .map(|(i, j)| 0.5 * at.gradient[i] * covariance[i][j] * at.gradient[j])
        .sum();
    gain >= 0.0 && at.value + CERTAIN * (1.0 + gain) < least
}

/// So many times what might be gained is missed for certain.
const CERTAIN: f64 = 50.0;

/// The highest top from all starts; where the data pin it down badly, from others around them too.
fn explore<L: Likelihood<N>, const N: usize>(likelihood: &L, limits: &Limits<N>) -> (Maximum<N>, u32) {
    let starts = likelihood.starts();
    let around: Vec<[f64; N]> = (1..=AROUND)
        .map(|place| std::array::from_fn(|k| starts[0][k] + REACH * (2.0 * halton(place, PRIMES[k]) - 1.0)))
        .collect();
    let (best, tried) = climb(likelihood, limits, starts);
    if is_clear(&best) {
        return (best, tried);
    }
    let (other, more) = climb(likelihood, limits, around);
    (better(best, other), tried + more)
}

/// The highest top that these starts lead to.
fn climb<L: Likelihood<N>, const N: usize>(
    likelihood: &L,
    limits: &Limits<N>,
    starts: Vec<[f64; N]>,
) -> (Maximum<N>, u32) {
    let tried = starts.len() as u32;
    let mut tops = climbs(likelihood, limits, starts);
    let first = tops.remove(0);
    (tops.into_iter().fold(first, better), tried)
}

/// The top that each of these starts leads to.
fn climbs<L: Likelihood<N>, const N: usize>(
    likelihood: &L,
    limits: &Limits<N>,
    starts: Vec<[f64; N]>,
) -> Vec<Maximum<N>> {
    let search = |start: [f64; N]| maximise(start, limits, |theta| likelihood.evaluate(theta));
    starts.into_par_iter().map(search).collect()
}

/// Starts around the usual ones, and how far from them.
const AROUND: u32 = 32;
const REACH: f64 = 4.0;
const PRIMES: [u32; 4] = [2, 3, 5, 7];

/// Points that fill a unit interval evenly, however many of them (Halton 1960).
fn halton(mut place: u32, base: u32) -> f64 {
    let (mut sum, mut part) = (0.0, 1.0);
    while place > 0 {
        part /= f64::from(base);
        sum += part * f64::from(place % base);
        place /= base;
    }
    sum
}

/// A top inside the box that the data pin down.
fn is_clear<const N: usize>(top: &Maximum<N>) -> bool {
    let inside = top.walls.iter().all(Option::is_none);
    let pinned = errors(top).is_some_and(|errors| errors.iter().all(|error| *error < OPEN));
    top.stop == Stop::Converged && inside && pinned
}

/// Standard errors of θ, nothing of coordinates at a wall; none without curvature.
fn errors<const N: usize>(top: &Maximum<N>) -> Option<[f64; N]> {
    let covariance = theta_covariance(top)?;
    Some(std::array::from_fn(|k| covariance[k][k].sqrt()))
}

fn theta_covariance<const N: usize>(top: &Maximum<N>) -> Option<Matrix<N>> {
    let mut covariance = invert(&free_curvature(&top.at, &top.walls))?;
    for k in (0..N).filter(|&k| top.walls[k].is_some()) {
        covariance[k][k] = 0.0;
    }
    Some(covariance)
}

pub(super) fn better<const N: usize>(best: Maximum<N>, other: Maximum<N>) -> Maximum<N> {
    let gain = other.at.value - best.at.value;
    let sounder = other.stop == Stop::Converged && best.stop != Stop::Converged;
    if gain > 1e-7 || (gain > -1e-7 && sounder) { other } else { best }
}

/// Where the data leave a coordinate open, a wall that is as likely is the simpler answer.
fn settle<L: Likelihood<N>, const N: usize>(
    likelihood: &L,
    mut best: Maximum<N>,
    limits: &Limits<N>,
) -> Maximum<N> {
    for k in 0..N {
        let open = errors(&best).is_none_or(|errors| errors[k] > OPEN) || best.stop != Stop::Converged;
        if !open || best.walls[k].is_some() {
            continue;
        }
        let at_wall = |(place, wall): (f64, Wall)| {
            let mut fixed = *limits;
            fixed[k] = (place, place);
            for (limits, wall) in fixed.iter_mut().zip(best.walls) {
                match wall {
                    Some(Wall::Low) => limits.1 = limits.0,
                    Some(Wall::High) => limits.0 = limits.1,
                    None => {}
                }
            }
            let mut top = maximise(best.point, &fixed, |theta| likelihood.evaluate(theta));
            top.walls = best.walls;
            top.walls[k] = Some(wall);
            top
        };
        let tops = [(limits[k].0, Wall::Low), (limits[k].1, Wall::High)].map(at_wall);
        let [low, high] = tops;
        let higher = if high.at.value >= low.at.value { high } else { low };
        let sound = higher.stop == Stop::Converged && higher.at.value.is_finite();
        if sound && higher.at.value >= best.at.value - SAME {
            best = higher;
        }
    }
    best
}

fn fitted<L: Likelihood<N>, const N: usize>(likelihood: &L, top: &Maximum<N>, starts: u32) -> Fit<L::Model> {
    let (estimates, jacobian) = L::natural(&top.point);
    let theta_covariance = theta_covariance(top);
    let covariance = theta_covariance.map(|covariance| sandwich(&jacobian, &covariance));
    let std_error =
        |k: usize| covariance.map(|covariance| covariance[k][k].sqrt()).filter(|error| *error > 0.0);
    let boundary = |k: usize| {
        top.walls[k].map(|wall| match wall {
            Wall::Low => L::COORDINATES[k].low.1,
            Wall::High => L::COORDINATES[k].high.1,
        })
    };
    let rows = |matrix: Matrix<N>| matrix.iter().map(|row| row.to_vec()).collect::<Vec<_>>();
    let (customers, distinct_histories) = likelihood.size();
    Fit {
        model: likelihood.model(&top.point),
        parameters: (0..N)
            .map(|k| Parameter { name: L::NAMES[k], estimate: estimates[k], std_error: std_error(k) })
            .collect(),
        covariance: covariance.map(rows),
        theta: top.point.to_vec(),
        theta_covariance: theta_covariance.map(rows),
        weights: None,
        boundaries: (0..N).filter_map(boundary).collect(),
        log_likelihood: top.at.value,
        stop: top.stop,
        iterations: top.iterations,
        starts,
        decrement: top.decrement,
        customers,
        distinct_histories,
    }
}

/// J · matrix · Jᵀ.
fn sandwich<const N: usize>(jacobian: &Matrix<N>, matrix: &Matrix<N>) -> Matrix<N> {
    let entry = |row: usize, column: usize| -> f64 {
        (0..N)
            .flat_map(|i| (0..N).map(move |j| (i, j)))
            .map(|(i, j)| jacobian[row][i] * matrix[i][j] * jacobian[column][j])
            .sum()
    };
    std::array::from_fn(|row| std::array::from_fn(|column| entry(row, column)))
}

/// Derivatives by θ from those by the parameters: `second` has one matrix of second derivatives for each parameter.
pub(super) fn by_theta<const N: usize>(
    sum: &Evaluation<N>,
    jacobian: &Matrix<N>,
    second: &[Matrix<N>; N],
) -> Evaluation<N> {
    let entry = |i: usize, j: usize| -> f64 {
        (0..N)
            .map(|k| {
                let bent: f64 = (0..N).map(|l| jacobian[k][i] * sum.hessian[k][l] * jacobian[l][j]).sum();
                sum.gradient[k] * second[k][i][j] + bent
            })
            .sum()
    };
    Evaluation {
        value: if sum.value.is_finite() { sum.value } else { f64::NEG_INFINITY },
        gradient: std::array::from_fn(|i| (0..N).map(|k| jacobian[k][i] * sum.gradient[k]).sum()),
        hessian: std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j))),
    }
}

/// Items that are added up one after the other: pieces of one size whatever the number of threads, so that sums are the
/// same to the last digit.
const PIECE: usize = 2048;

/// Adds up over customers on all cores.
pub(super) fn sum_over<T: Sync, const N: usize>(
    items: &[T],
    add: impl Fn(&T, &mut Evaluation<N>) + Sync,
) -> Evaluation<N> {
    let of_piece = |piece: &[T]| {
        let mut sum = nothing();
        for item in piece {
            add(item, &mut sum);
        }
        sum
    };
    together(items.par_chunks(PIECE).map(of_piece).collect())
}

/// Adds up over distinct histories and how many have each, neighbours at once.
pub(super) fn sum_over_histories<const N: usize>(
    histories: &Histories,
    add: impl Fn(&[History], &[u64], &mut Evaluation<N>) + Sync,
) -> Evaluation<N> {
    let of_piece = |(distinct, weights): (&[History], &[u64])| {
        let mut sum = nothing();
        add(distinct, weights, &mut sum);
        sum
    };
    let pieces = histories.distinct.par_chunks(PIECE).zip(histories.weights.par_chunks(PIECE));
    together(pieces.map(of_piece).collect())
}

/// A sum of nothing.
pub(super) fn nothing<const N: usize>() -> Evaluation<N> {
    Evaluation { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] }
}

/// Sums of pieces, in order.
pub(super) fn together<const N: usize>(pieces: Vec<Evaluation<N>>) -> Evaluation<N> {
    pieces.into_iter().fold(nothing(), |mut all, piece| {
        all.value += piece.value;
        for i in 0..N {
            all.gradient[i] += piece.gradient[i];
            for j in 0..N {
                all.hessian[i][j] += piece.hessian[i][j];
            }
        }
        all
    })
}
