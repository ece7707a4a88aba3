//! The value that a customer's purchases do not exceed with some probability, for logs of many histories.
//!
//! Given n purchases, their sum over the scale v + x z̄ of what is known of a customer's spend is beta-prime with shapes
//! p n and q + p x (Fader & Hardie 2013). P(sum > e^z) is therefore the mean of something over the distribution of n that
//! depends on n, z and x, but neither on T nor on the time of the last purchase: a table of it for each x serves all histories
//! of that x. The table holds few n (sums over others are those of Lagrange's cubics through them) and few z, between which
//! the log-odds are Hermite's cubics; both are as dense as the spread of the beta-prime distributions asks for. Of
//! neighbouring x the table is a polynomial in the logarithm of q + p x through a few of them. A logarithm of a value
//! is right to 1e-4 or better, and mostly to 1e-6.

use rayon::prelude::*;

use super::GammaGamma;
use crate::stats::chebyshev::{Chebyshev, lagrange};
use crate::stats::{
    Hermite, LEGENDRE_4, beta_above_logit, dot, integrate, ln_gamma, ln_gamma_ratio, softplus,
};

/// Distance of neighbouring z, and of neighbouring n relative to n, in spreads of the beta-prime distribution.
const STEP_Z: f64 = 0.4;
const STEP_N: f64 = 0.3;
/// The farthest neighbours of n, relative to it.
const FARTHEST: f64 = 0.125;
/// Probabilities closer to certainty than this are not looked up.
const NEARLY_CERTAIN: f64 = 1e-6;
/// No table is larger.
const LARGEST: usize = 400_000;
/// Frequencies at which the table of a band is made.
const POINTS: usize = 6;

/// P(sum > e^z), and by how much it falls with z, for each z and n, at z less ln of q + p x.
#[derive(Debug, Clone)]
struct Table {
    above: Vec<f64>,
    fall: Vec<f64>,
}

/// Tables of neighbouring frequencies.
#[derive(Debug)]
pub struct ValueTables {
    spend: GammaGamma,
    /// z + ln(q + p x).
    z: Vec<f64>,
    /// Numbers of purchases.
    nodes: Vec<f64>,
    /// For each number of purchases from 1 on the first of four nodes, and its share of each.
    shares: Vec<(usize, [f64; 4])>,
    /// ln(q + p x) at which there are tables, and these.
    places: Vec<f64>,
    tables: Vec<Table>,
}

/// The tables at one frequency.
#[derive(Debug)]
pub struct ValueTable<'a> {
    of: &'a ValueTables,
    ln_freedom: f64,
    /// What the tables of the neighbouring frequencies contribute.
    parts: Vec<f64>,
    /// The rows that were asked for.
    table: Table,
    made: Vec<bool>,
    /// How much of the probability falls to each node.
    weights: Vec<f64>,
    /// Nodes to which some of it may fall.
    used: usize,
    some: f64,
    /// Log-odds and their fall at each z, once they were asked for.
    known: Vec<Option<(f64, f64)>>,
}

/// Where there are neighbouring frequencies with one table: each of the few, then all up to the double.
#[must_use]
pub fn band_of(x: u32) -> u32 {
    if x < 8 { x } else { 5 + x.ilog2() }
}

impl ValueTables {
    /// For frequencies of one band, from the least to the most, of customers who may make up to `most` purchases; none where
    /// the tables would be too large.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay below a million")]
    pub fn new(spend: &GammaGamma, (low, high): (u32, u32), most: usize) -> Option<ValueTables> {
        let GammaGamma { p, q, .. } = *spend;
        let freedom = |x: u32| q + p * f64::from(x);
        // the narrowest of the band
        let spread = |n: f64| (1.0 / (p * n) + 1.0 / freedom(high)).sqrt();
        let widest = |n: f64| (1.0 / (p * n) + 1.0 / freedom(low)).sqrt();
        let most = most.max(4);
        let last = most as f64;
        let mut nodes: Vec<f64> = Vec::new();
        let mut n = 1.0;
        while n < last {
            nodes.push(n);
            n += (n * (STEP_N * spread(n)).min(FARTHEST)).floor().max(1.0);
        }
        nodes.push(last);
        let end = (p * last).ln() + (6.0 * widest(last)).max(14.0 / freedom(low));
        let mut z = vec![p.ln() - (6.0 * widest(1.0)).max(14.0 / p)];
        while let Some(&at) = z.last()
            && at < end
        {
            z.push(at + STEP_Z * spread((at.exp() / p).clamp(1.0, last)));
            if z.len() * nodes.len() > LARGEST {
                return None;
            }
        }
        let ends = [low, high].map(|x| freedom(x).ln());
        let places =
            if low == high { vec![ends[0]] } else { Chebyshev::points(ends[0], ends[1], POINTS - 1) };
        let tables = places.par_iter().map(|&place| Table::new(p, place.exp(), &z, &nodes)).collect();
        Some(ValueTables { spend: *spend, shares: shares(&nodes, most), z, nodes, places, tables })
    }

    /// At one frequency.
    #[must_use]
    pub fn at(&self, x: u32) -> ValueTable<'_> {
        let GammaGamma { p, q, .. } = self.spend;
        let ln_freedom = (q + p * f64::from(x)).ln();
        let size = self.z.len() * self.nodes.len();
        ValueTable {
            of: self,
            ln_freedom,
            parts: lagrange(&self.places, ln_freedom),
            table: Table { above: vec![0.0; size], fall: vec![0.0; size] },
            made: vec![false; self.z.len()],
            weights: vec![0.0; self.nodes.len()],
            used: 0,
            some: 0.0,
            known: vec![None; self.z.len()],
        }
    }
}

/// Lagrange's cubics through the nodes around each number from 1 to `most`.
#[expect(clippy::cast_precision_loss, reason = "counts stay below a million")]
fn shares(nodes: &[f64], most: usize) -> Vec<(usize, [f64; 4])> {
    let share = |n: f64| {
        let from = nodes.partition_point(|&node| node <= n).saturating_sub(2).min(nodes.len() - 4);
        let parts = lagrange(&nodes[from..from + 4], n);
        (from, std::array::from_fn(|k| parts[k]))
    };
    (1..=most).map(|n| share(n as f64)).collect()
}

impl Table {
    /// Number of purchases after number of purchases, from the least z to the largest: the first probability is reckoned,
    /// and falls by the integral of the density from one z to the next.
    fn new(p: f64, freedom: f64, z: &[f64], nodes: &[f64]) -> Table {
        let size = z.len() * nodes.len();
        let mut table = Table { above: vec![1.0; size], fall: vec![0.0; size] };
        for (column, &n) in nodes.iter().enumerate() {
            let shape = p * n;
            let spread = (1.0 / shape + 1.0 / freedom).sqrt();
            // 1 over the beta function
            let scale = ln_gamma_ratio(freedom, shape) - ln_gamma(shape);
            let density = |logit: f64| (scale + shape * logit - (shape + freedom) * softplus(logit)).exp();
            // where nothing is left of one side, to ten digits
            let least = -(9.0 * spread).max(25.0 / shape);
            let most = (9.0 * spread).max(25.0 / freedom);
            let mut known: Option<(f64, f64)> = None;
            for (row, &z) in z.iter().enumerate() {
                let off = z - shape.ln();
                if off < least {
                    continue;
                }
                let at = row * nodes.len() + column;
                if off > most {
                    table.above[at] = 0.0;
                    continue;
                }
                let logit = z - freedom.ln();
                let above = match known {
                    None => beta_above_logit(shape, freedom, logit).0,
                    Some((above, from)) => (above - integral(density, from, logit, spread)).max(0.0),
                };
                (table.above[at], table.fall[at]) = (above, density(logit));
                known = Some((above, logit));
            }
        }
        table
    }
}

/// ∫ of a density of that spread, whose parts no longer than the spread are smooth enough for four points each.
fn integral(density: impl Fn(f64) -> f64, from: f64, to: f64, spread: f64) -> f64 {
    let parts = ((to - from) / spread).ceil().max(1.0);
    let width = (to - from) / parts;
    let (mut sum, mut start) = (0.0, from);
    while start < to - 0.5 * width {
        integrate(LEGENDRE_4, start, start + width, |at, weight| sum += weight * density(at));
        start += width;
    }
    sum
}

impl ValueTable<'_> {
    /// Turns to customers who, if they are there, buy n times with the n-th of these probabilities.
    pub fn turn_to(&mut self, pmf: &[f64]) {
        self.weights.fill(0.0);
        self.known.fill(None);
        self.some = pmf[1..].iter().sum();
        let last = self.of.shares[..self.of.shares.len().min(pmf.len() - 1)].last();
        self.used = last.map_or(0, |(from, shares)| from + shares.len());
        for (probability, (from, shares)) in pmf[1..].iter().zip(&self.of.shares) {
            for (weight, share) in self.weights[*from..].iter_mut().zip(shares) {
                *weight += probability * share;
            }
        }
    }

    /// The logarithm of what is spent, in units of v + x z̄, and exceeded with probability `above`, given that the customer
    /// is there, and by how much it rises with the log-odds of `above` among those who buy; none where it is nothing, or
    /// cannot be looked up. It is looked for `near` the place of that of a neighbour first.
    #[must_use]
    pub fn ln_value(&mut self, above: f64, near: &mut usize) -> Option<(f64, f64)> {
        if above >= self.some * (1.0 - NEARLY_CERTAIN) {
            return None;
        }
        let wanted = (above / (self.some - above)).ln();
        let (mut low, mut high) = (0, self.of.z.len() - 1);
        if self.odds(low).0 <= wanted || self.odds(high).0 > wanted {
            return None;
        }
        let mut middle = *near;
        while high - low > 1 {
            if middle <= low || middle >= high {
                middle = usize::midpoint(low, high);
            }
            *(if self.odds(middle).0 > wanted { &mut low } else { &mut high }) = middle;
            // next to where the neighbour's was, then half of what is left
            middle = match *near {
                near if near == low => low + 1,
                near if near == high => high - 1,
                _ => low,
            };
        }
        *near = low;
        let (left, right) = (self.odds(low), self.odds(high));
        let width = self.of.z[high] - self.of.z[low];
        let cubic = Hermite::between((left.0, -left.1), (right.0, -right.1), width);
        let mut t = ((left.0 - wanted) / (left.0 - right.0)).clamp(0.0, 1.0);
        for _ in 0..4 {
            let (off, rise) = (cubic.at(t) - wanted, cubic.rise(t));
            if rise < 0.0 {
                let next = (t - off / rise).clamp(0.0, 1.0);
                let step = (next - t).abs();
                t = next;
                if step < 1e-9 {
                    break;
                }
            }
        }
        Some((self.of.z[low] + t * width - self.ln_freedom, width / cubic.rise(t)))
    }

    /// Log-odds of more than e^z among those who buy, and by how much they fall with z.
    fn odds(&mut self, at: usize) -> (f64, f64) {
        if let Some(known) = self.known[at] {
            return known;
        }
        let start = at * self.weights.len();
        if !self.made[at] {
            let row = start..start + self.weights.len();
            for (part, table) in self.parts.iter().zip(&self.of.tables) {
                add(*part, &table.above[row.clone()], &mut self.table.above[row.clone()]);
                add(*part, &table.fall[row.clone()], &mut self.table.fall[row.clone()]);
            }
            self.made[at] = true;
        }
        let (weights, row) = (&self.weights[..self.used], start..start + self.used);
        let above = dot(weights, &self.table.above[row.clone()]).max(f64::MIN_POSITIVE);
        let below = (self.some - above).max(1e-300);
        let fall = dot(weights, &self.table.fall[row]);
        let found = ((above / below).ln(), self.some * fall / (above * below).max(f64::MIN_POSITIVE));
        self.known[at] = Some(found);
        found
    }
}

fn add(part: f64, values: &[f64], sums: &mut [f64]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += part * value);
}
