//! Sums over many histories for k = 1, where a history has but two terms in braces, 1 and e^z with
//! z = ln(a/(b+x+m−1)) + R ln(g/h): one exponential and one logarithm a history, all else once for each x, or for each
//! x and T. Histories in order of x, then T, are the fastest; any order is right.

use rayon::prelude::*;

use super::BetaGeometric;
use super::by_day::{ByDay, Days, OfFrequencyByDay};
use crate::models::{History, fill_groups};
use crate::stats::{Evaluation, LnProduct, ln_rising};

/// Neighbours that are reckoned one after the other.
const PIECE: usize = 4096;
/// What is the same for all histories of a frequency.
pub(super) struct OfFrequency {
    /// R = r + x.
    pub(super) shape: f64,
    /// b + x + m − 1.
    pub(super) last: f64,
    /// ln(a / (b+x+m−1)); none where nobody can have left.
    pub(super) ln_odds: Option<f64>,
}

/// Σ w p and Σ w p (1−p), p the probability of having left, times what they are multiplied by.
#[derive(Default)]
struct Sums {
    left: f64,
    left_long: f64,
    left_less: f64,
    left_bend: f64,
    both: f64,
    both_long: f64,
    both_less: f64,
    long_long: f64,
    long_less: f64,
    less_less: f64,
}

impl BetaGeometric {
    pub(super) fn of_frequency(&self, x: u32) -> OfFrequency {
        let stays = x + u32::from(self.kind.modified);
        let last = self.b + f64::from(stays) - 1.0;
        OfFrequency {
            shape: self.r + f64::from(x),
            last,
            ln_odds: (stays > 0).then(|| self.a.ln() - last.ln()),
        }
    }

    /// z of a history, and ln(g/h).
    #[inline]
    fn ln_odds_of_leaving(&self, of: &OfFrequency, ln_odds: f64, history: &History) -> (f64, f64) {
        let long = ((history.age - history.t_x) / (self.alpha + history.t_x)).ln_1p();
        (ln_odds + of.shape * long, long)
    }

    /// P(alive) of each history, those of one x: 1/(1 + e^z).
    pub(super) fn fill_p_alive(&self, equal: &[History], by_day: Option<&ByDay>, p_alive: &mut [f64]) {
        let Some(first) = equal.first() else { return };
        let of = self.of_frequency(first.x);
        let Some(ln_odds) = of.ln_odds else {
            p_alive.fill(1.0);
            return;
        };
        let Some(days) = by_day.and_then(|by_day| by_day.of_frequency(first.x)) else {
            for (history, p_alive) in equal.iter().zip(p_alive) {
                let (z, _) = self.ln_odds_of_leaving(&of, ln_odds, history);
                *p_alive = 1.0 / (1.0 + z.exp());
            }
            return;
        };
        let odds = ln_odds.exp();
        let mut rest = p_alive.iter_mut();
        for alike in equal.chunk_by(|one, other| one.age.to_bits() == other.age.to_bits()) {
            let growth = odds * days.growth(alike[0].age);
            for (history, p_alive) in alike.iter().zip(rest.by_ref()) {
                *p_alive = 1.0 / (1.0 + growth * days.decline(history.t_x));
            }
        }
    }

    /// What is known of each day, where that is worth it.
    pub(super) fn by_day(&self, histories: &[History]) -> Option<ByDay> {
        Days::of(histories).map(|days| ByDay::new(self, &days))
    }

    /// P(alive) of each history, of any k.
    pub(super) fn p_alive_of_each(&self, histories: &[History]) -> Vec<f64> {
        if self.kind.k > 1 {
            return histories.par_iter().with_min_len(64).map(|history| self.p_alive(history)).collect();
        }
        let by_day = self.by_day(histories);
        of_each(histories, |equal, p_alive| self.fill_p_alive(equal, by_day.as_ref(), p_alive))
    }

    /// ln of the likelihood of histories, in full.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn ln_likelihood_of_all(&self, histories: &[History], weights: &[u64]) -> f64 {
        let BetaGeometric { r, alpha, a, b, .. } = *self;
        let mut sum = 0.0;
        let mut ln = LnProduct::NONE;
        let mut from = 0;
        for equal in histories.chunk_by(|one, other| one.x == other.x) {
            let x = equal[0].x;
            let of = self.of_frequency(x);
            let stays = x + u32::from(self.kind.modified);
            let front = ln_rising(b, stays) - ln_rising(a + b, stays) + ln_rising(r, x);
            for alike in equal.chunk_by(|one, other| one.age.to_bits() == other.age.to_bits()) {
                let age = alike[0].age;
                let weights = &weights[from..from + alike.len()];
                from += alike.len();
                let all = weights.iter().sum::<u64>() as f64;
                sum += all * (front - r * (age / alpha).ln_1p() - f64::from(x) * (alpha + age).ln());
                let Some(ln_odds) = of.ln_odds else { continue };
                for (history, &weight) in alike.iter().zip(weights) {
                    let (z, _) = self.ln_odds_of_leaving(&of, ln_odds, history);
                    sum += weight as f64 * z.max(0.0);
                    ln.add(weight, (-z.abs()).exp());
                }
            }
        }
        sum + ln.ln()
    }

    /// Adds what depends on the times: −r ln((α+T)/α) − x ln(α+T) + ln(1 + e^z), with its derivatives by r, α, a and b.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn add_simple_times(
        &self,
        histories: &[History],
        weights: &[u64],
        by_day: Option<&ByDay>,
        sum: &mut Evaluation<4>,
    ) {
        let BetaGeometric { r, alpha, .. } = *self;
        let ln_alpha = alpha.ln();
        let mut ln = LnProduct::NONE;
        let mut from = 0;
        for equal in histories.chunk_by(|one, other| one.x == other.x) {
            let x = f64::from(equal[0].x);
            let of = self.of_frequency(equal[0].x);
            let days = by_day.and_then(|by_day| by_day.of_frequency(equal[0].x));
            let odds = of.ln_odds.map_or(0.0, f64::exp);
            let mut sums = Sums::default();
            for alike in equal.chunk_by(|one, other| one.age.to_bits() == other.age.to_bits()) {
                let age = alike[0].age;
                let weights = &weights[from..from + alike.len()];
                from += alike.len();
                let all = weights.iter().sum::<u64>() as f64;
                let end = alpha + age;
                let (ln_end, of_ln) = match &days {
                    Some(days) => (days.ln(age), days.ln(age) - ln_alpha),
                    None => (end.ln(), (age / alpha).ln_1p()),
                };
                sum.value -= all * (r * of_ln + x * ln_end);
                sum.gradient[0] -= all * of_ln;
                sum.gradient[1] += all * (r * age / (alpha * end) - x / end);
                let mixed = all * age / (alpha * end);
                sum.hessian[0][1] += mixed;
                sum.hessian[1][0] += mixed;
                sum.hessian[1][1] += all * ((r + x) / (end * end) - r / (alpha * alpha));
                match (of.ln_odds, &days) {
                    (Some(_), Some(days)) => {
                        sums.add_left_by_day(alike, weights, (days, odds), &mut ln);
                    }
                    (Some(ln_odds), None) => {
                        self.add_left(alike, weights, (&of, ln_odds), &mut sums, &mut ln, &mut sum.value);
                    }
                    (None, _) => {}
                }
            }
            if of.ln_odds.is_some() {
                sums.add_to(&of, self.a, sum);
            }
        }
        sum.value += ln.ln();
    }

    /// The histories of one x and T.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn add_left(
        &self,
        alike: &[History],
        weights: &[u64],
        (of, ln_odds): (&OfFrequency, f64),
        sums: &mut Sums,
        ln: &mut LnProduct,
        value: &mut f64,
    ) {
        let inverse_end = 1.0 / (self.alpha + alike[0].age);
        for (history, &count) in alike.iter().zip(weights) {
            let weight = count as f64;
            let (z, long) = self.ln_odds_of_leaving(of, ln_odds, history);
            let e = (-z.abs()).exp();
            let share = 1.0 / (1.0 + e);
            *value += weight * z.max(0.0);
            ln.add(count, e);
            let left = weight * if z > 0.0 { share } else { e * share };
            let both = weight * e * share * share;
            let inverse_seen = 1.0 / (self.alpha + history.t_x);
            // 1/g − 1/h
            let less = (history.t_x - history.age) * inverse_end * inverse_seen;
            sums.add(left, both, long, less, inverse_seen + inverse_end);
        }
    }
}

/// A value for each history, those of one x at once.
pub(super) fn of_each(histories: &[History], fill: impl Fn(&[History], &mut [f64]) + Sync) -> Vec<f64> {
    let pieces: Vec<&[History]> = histories.chunks(PIECE).collect();
    let of_piece = |piece: &&[History], mut rest: &mut [f64]| {
        for equal in piece.chunk_by(|one, other| one.x == other.x) {
            let these;
            (these, rest) = rest.split_at_mut(equal.len());
            fill(equal, these);
        }
    };
    fill_groups(&pieces, |piece| piece.len(), of_piece)
}

impl Sums {
    /// The histories of one x and T, where there is a table of the days.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn add_left_by_day(
        &mut self,
        alike: &[History],
        weights: &[u64],
        (days, odds): (&OfFrequencyByDay, f64),
        ln: &mut LnProduct,
    ) {
        let (ln_end, inverse_end, power) = days.at(alike[0].age);
        let growth = odds / power;
        for (history, &count) in alike.iter().zip(weights) {
            let (ln_seen, inverse_seen, decline) = days.at(history.t_x);
            let e = growth * decline;
            ln.add(count, e);
            let share = 1.0 / (1.0 + e);
            // a signed number is the faster one to turn into a double
            let left = count.cast_signed() as f64 * e * share;
            // 1/g − 1/h
            self.add(
                left,
                left * share,
                ln_end - ln_seen,
                inverse_end - inverse_seen,
                inverse_seen + inverse_end,
            );
        }
    }

    /// A history by its weight times the probability p of having left, that times 1 − p, ln(g/h), 1/g − 1/h and 1/g + 1/h.
    #[inline]
    fn add(&mut self, left: f64, both: f64, long: f64, less: f64, sides: f64) {
        self.left += left;
        self.left_long += left * long;
        self.left_less += left * less;
        self.left_bend += left * less * sides;
        self.both += both;
        self.both_long += both * long;
        self.both_less += both * less;
        self.long_long += both * long * long;
        self.long_less += both * long * less;
        self.less_less += both * less * less;
    }

    /// ∇z = (ln(g/h), R (1/g − 1/h), 1/a, −1/(b+x+m−1)); of ln(1 + e^z) it is p ∇z, and p ∇²z + p (1−p) ∇z ∇zᵀ.
    fn add_to(&self, of: &OfFrequency, a: f64, sum: &mut Evaluation<4>) {
        let (of_a, of_b) = (1.0 / a, -1.0 / of.last);
        let shape = of.shape;
        for (target, part) in sum.gradient.iter_mut().zip([
            self.left_long,
            shape * self.left_less,
            of_a * self.left,
            of_b * self.left,
        ]) {
            *target += part;
        }
        let upper = [
            (0, 0, self.long_long),
            (0, 1, self.left_less + shape * self.long_less),
            (0, 2, of_a * self.both_long),
            (0, 3, of_b * self.both_long),
            (1, 1, shape * (shape * self.less_less - self.left_bend)),
            (1, 2, of_a * shape * self.both_less),
            (1, 3, of_b * shape * self.both_less),
            (2, 2, of_a * of_a * (self.both - self.left)),
            (2, 3, of_a * of_b * self.both),
            (3, 3, of_b * of_b * (self.both + self.left)),
        ];
        for (i, j, part) in upper {
            sum.hessian[i][j] += part;
            if i != j {
                sum.hessian[j][i] += part;
            }
        }
    }
}
