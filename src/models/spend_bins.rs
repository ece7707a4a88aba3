//! Sums over what many customers spent, those who spent alike taken together.
//!
//! The likelihood of spends asks for Σ ln(1 + eᶻ) over the z = ln(t/v) of many totals t, and for its derivatives. Where z
//! differs by little, Taylor's series about the middle tells it of all from a few moments of their distances.

use hashbrown::HashMap;
use rayon::prelude::*;

use super::Spend;

/// Bins for each e-fold of spend: what the series leaves out is below 1e-12 of a customer.
const FINENESS: f64 = 64.0;
/// Spends that are put into bins one after the other, whatever the number of threads.
const PIECE: usize = 1 << 14;

/// Customers of one x whose spends are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bin {
    /// The purchases of each.
    pub(super) x: u32,
    /// How many there are.
    pub(super) customers: f64,
    /// The mean of ln(x z̄).
    pub(super) ln_total: f64,
    /// Sums of the second, third and fourth powers of distances from it.
    moments: [f64; 3],
}

/// Σ over customers, of the share t/(v+t) and of v/(v+t), its rest.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Shares {
    pub(super) customers: f64,
    pub(super) ln_share: f64,
    pub(super) ln_rest: f64,
    pub(super) share: f64,
    pub(super) rest: f64,
    /// Of the squares of the rests.
    pub(super) rest_squared: f64,
}

/// The bins of spends that are in order of their means, in order of x and mean.
pub(super) fn bins(spends: &[Spend]) -> Vec<Bin> {
    let of_piece = |piece: &[Spend]| {
        let lns: Vec<(u32, f64)> = piece.iter().map(|spend| (spend.x, spend.mean.ln())).collect();
        let place = |ln: f64| (ln * FINENESS).floor();
        let alike = lns.chunk_by(|one, other| place(one.1).total_cmp(&place(other.1)).is_eq());
        let mut bins = Vec::new();
        for alike in alike {
            let middle = (place(alike[0].1) + 0.5) / FINENESS;
            let mut by_x: HashMap<u32, Sums> = HashMap::new();
            for &(x, ln) in alike {
                by_x.entry(x).or_default().add(ln - middle);
            }
            bins.extend(by_x.into_iter().map(|(x, sums)| sums.bin(x, middle)));
        }
        bins
    };
    let mut bins: Vec<Bin> = spends.par_chunks(PIECE).flat_map_iter(of_piece).collect();
    // equal means of several pieces stay in the order of these, so that sums are the same to the last digit
    bins.sort_by(|a, b| a.x.cmp(&b.x).then(a.ln_total.total_cmp(&b.ln_total)));
    bins
}

/// How many spends there are, and sums of the powers of their distances from the middle of where a bin may be.
#[derive(Default)]
struct Sums([f64; 5]);

impl Sums {
    fn add(&mut self, distance: f64) {
        let mut power = 1.0;
        for sum in &mut self.0 {
            *sum += power;
            power *= distance;
        }
    }

    /// Of customers of one x: the same around their mean.
    fn bin(self, x: u32, middle: f64) -> Bin {
        let [customers, first, second, third, fourth] = self.0;
        let off = first / customers;
        let moments = [
            second - off * first,
            third - off * (3.0 * second - 2.0 * off * first),
            fourth - off * (4.0 * third - off * (6.0 * second - 3.0 * off * first)),
        ];
        Bin { x, customers, ln_total: middle + off + f64::from(x).ln(), moments }
    }
}

impl Shares {
    /// The sums over a bin.
    pub(super) fn add(&mut self, bin: &Bin, ln_v: f64) {
        let Bin { customers, ln_total, moments: [second, third, fourth], .. } = *bin;
        let z = ln_total - ln_v;
        // of the smaller share of the two, so that it keeps its digits
        let odds = (-z.abs()).exp();
        let [share, rest] = [odds / (1.0 + odds), 1.0 / (1.0 + odds)];
        let one = share * rest;
        let two = one * (1.0 - 2.0 * share);
        let three = one * (1.0 - 6.0 * one);
        let four = two * (1.0 - 12.0 * one);
        let third = if z > 0.0 { -third } else { third };
        let series = |value: f64, [two, three, four]: [f64; 3]| {
            customers * value + second * two / 2.0 + third * three / 6.0 + fourth * four / 24.0
        };
        let ln = series(odds.ln_1p(), [one, two, three]);
        let shares = series(share, [two, three, four]);
        let bends = [
            one * one + share * two,
            3.0 * one * two + share * three,
            3.0 * two * two + 4.0 * one * three + share * four,
        ];
        let squares = series(share * share, bends.map(|bend| 2.0 * bend));
        self.customers += customers;
        if z > 0.0 {
            self.ln_share -= ln;
            self.ln_rest -= customers * z + ln;
            self.share += customers - shares;
            self.rest += shares;
            self.rest_squared += squares;
        } else {
            self.ln_share += customers * z - ln;
            self.ln_rest -= ln;
            self.share += shares;
            self.rest += customers - shares;
            self.rest_squared += customers - 2.0 * shares + squares;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sums of one after the other.
    fn one_by_one(spends: &[Spend], v: f64) -> Shares {
        let mut sums = Shares::default();
        for spend in spends {
            let total = f64::from(spend.x) * spend.mean;
            sums.customers += 1.0;
            sums.ln_share -= (v / total).ln_1p();
            sums.ln_rest -= (total / v).ln_1p();
            sums.share += total / (v + total);
            sums.rest += v / (v + total);
            sums.rest_squared += (v / (v + total)).powi(2);
        }
        sums
    }

    #[test]
    fn as_one_by_one() {
        let spend = |k: u32| Spend { x: 1 + k / 20_000, mean: 20.0 * f64::from(k % 20_000 + 1).powf(0.4) };
        let spends = Spend::by_mean(&(0..60_000).map(spend).collect::<Vec<Spend>>());
        let bins = bins(&spends);
        assert!(bins.len() < 1500, "{} bins", bins.len());
        for v in [1e-9_f64, 3.0, 400.0, 1500.0, 1e6, 1e15] {
            let mut sums = Shares::default();
            for bin in &bins {
                sums.add(bin, v.ln());
            }
            let wanted = one_by_one(&spends, v);
            let close =
                |one: f64, other: f64| assert!((one / other - 1.0).abs() < 1e-11, "{one} {other} at {v}");
            close(sums.customers, wanted.customers);
            close(sums.ln_share, wanted.ln_share);
            close(sums.ln_rest, wanted.ln_rest);
            close(sums.share, wanted.share);
            close(sums.rest, wanted.rest);
            close(sums.rest_squared, wanted.rest_squared);
        }
    }
}
