//! Purchases of customers who are there, of one x and T: what follows depends on the time of the last purchase by
//! P(still a customer) alone, so that all histories of that x and T can be asked about at once.

use super::Purchases;
use super::predictive::TAIL;

/// Purchases within a horizon of customers who are there, of one x and T.
#[derive(Debug, Clone)]
pub struct Alive {
    /// P(Y = n).
    pmf: Vec<f64>,
    /// P(Y ≤ n).
    upto: Vec<f64>,
    /// E[Yⁿ] for n = 0, 1, 2.
    moments: [f64; 3],
}

impl Alive {
    /// By a model whose future depends on x and T alone; none by others.
    #[must_use]
    pub fn of(model: &Purchases, x: u32, age: f64, t: f64) -> Option<Alive> {
        Alive::with_tail(model, x, age, t, TAIL)
    }

    /// The same until all but `tail` of the probability is there.
    pub(super) fn with_tail(model: &Purchases, x: u32, age: f64, t: f64, tail: f64) -> Option<Alive> {
        let pmf = model.pmf_of_alive(x, age, t, tail)?;
        let mut upto = Vec::with_capacity(pmf.len());
        let (mut sum, mut n, mut moments) = (0.0, 0.0, [0.0; 3]);
        for &p in &pmf {
            moments = [moments[0] + p, moments[1] + n * p, moments[2] + n * n * p];
            sum += p;
            upto.push(sum);
            n += 1.0;
        }
        Some(Alive { pmf, upto, moments })
    }

    /// P(Y = n) for n = 0, 1, 2 …
    #[must_use]
    pub fn pmf(&self) -> &[f64] {
        &self.pmf
    }

    /// P(Y ≤ n) for n = 0, 1, 2 …
    pub(super) fn upto(&self) -> &[f64] {
        &self.upto
    }

    /// E[Yⁿ] for n = 0, 1, 2.
    pub(super) fn moments(&self) -> [f64; 3] {
        self.moments
    }

    /// P(Y ≥ 1).
    #[must_use]
    pub fn some(&self) -> f64 {
        self.moments[0] - self.upto[0]
    }

    /// The smallest number that a customer who is there with probability `p_alive` does not exceed with probability `p`.
    #[must_use]
    pub fn quantile(&self, p_alive: f64, p: f64) -> u32 {
        let wanted = wanted(p_alive, p);
        let n = self.upto.partition_point(|&below| p_alive * below < wanted);
        n.min(self.upto.len() - 1) as u32
    }

    /// The variance for a customer who is there with probability `p_alive`.
    #[must_use]
    pub fn variance(&self, p_alive: f64) -> f64 {
        variance(self.moments, p_alive)
    }
}

/// What P(there, and Y ≤ n) has to come to, so that a customer who is there with probability `p_alive` does not exceed n
/// with probability `p`.
pub(super) fn wanted(p_alive: f64, p: f64) -> f64 {
    p - 1e-12 - (1.0 - p_alive)
}

/// The variance of the purchases of a customer who is there with probability `p_alive`, given the moments for certain.
pub(super) fn variance(moments: [f64; 3], p_alive: f64) -> f64 {
    let [all, first, second] = moments.map(|moment| moment * p_alive);
    let all = all + (1.0 - p_alive);
    (second - first * first * (2.0 - all)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::value_table::{ValueTables, band_of};
    use crate::models::{Counts, Family, GammaGamma, History};
    use crate::stats::beta_above_logit;

    /// Purchases, and values looked up in tables, against each history by itself.
    #[test]
    fn what_is_known_of_customers_alike_is_right_for_each() {
        let theta = [1.0, -0.3, -2.7, 1.6];
        let spend = GammaGamma { p: 5.2, q: 3.98, v: 18.0 };
        let (t, mut compared) = (52.0, 0);
        for family in [Family::BgNbd, Family::MbgNbd, Family::Nbd] {
            let model = family.at(1, if family == Family::Nbd { &theta[..2] } else { &theta }).unwrap();
            for (low, high) in [(0, 0), (1, 1), (16, 31)] {
                assert!(band_of(low) == band_of(high));
                let least = 0.5 + f64::from(low) / 8.0;
                let most = Alive::of(&model, high, least, t).unwrap().pmf().len() - 1;
                let tables = ValueTables::new(&spend, (low, high), most).unwrap();
                for x in [low, u32::midpoint(low, high), high] {
                    let mut table = tables.at(x);
                    for age in [least, 3.0 * least, 60.0] {
                        let alive = Alive::of(&model, x, age, t).unwrap();
                        table.turn_to(alive.pmf());
                        let mut near = 0;
                        let above_at = |z: f64| {
                            let freedom = spend.q + spend.p * f64::from(x);
                            let each = (1..).zip(&alive.pmf()[1..]);
                            let each =
                                each.map(|(n, p)| p * beta_above_logit(spend.p * f64::from(n), freedom, z).0);
                            each.sum::<f64>()
                        };
                        for t_x in [0.3, 0.9, 1.0].map(|part| if x == 0 { 0.0 } else { part * age }) {
                            let history = History { x, t_x, age };
                            let counts = Counts::at(&model, &history, t);
                            let p_alive = model.p_alive(&history);
                            let found = alive.variance(p_alive);
                            assert!((found / counts.variance() - 1.0).abs() < 1e-8, "{history:?}");
                            for p in [0.025, 0.5, 0.9, 0.975] {
                                assert_eq!(alive.quantile(p_alive, p), counts.quantile(p));
                                let Some((z, _)) = table.ln_value((1.0 - p) / p_alive, &mut near) else {
                                    continue;
                                };
                                // by how much z misses what it was to leave above
                                let slope = (above_at(z - 1e-4) - above_at(z + 1e-4)) / 2e-4;
                                let off = (above_at(z) - (1.0 - p) / p_alive) / slope;
                                assert!(off.abs() < 1e-4, "{family:?} {history:?} {p}: {off}");
                                compared += 1;
                            }
                        }
                    }
                }
            }
        }
        assert!(compared > 150, "{compared}");
    }
}
