//! Several tests at once: p-values adjusted so that each can be held against the level of all.

/// How p-values are adjusted for their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Not at all.
    None,
    /// Bonferroni's: times their number.
    Bonferroni,
    /// Holm's (1979): the chance of any false finding stays below the level.
    Holm,
    /// Hochberg's (1988): the same for tests that do not work against each other.
    Hochberg,
    /// Benjamini & Hochberg's (1995): the share of false findings among all stays below it.
    BenjaminiHochberg,
}

impl Correction {
    /// The adjusted p-values, in the order of the given ones.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a handful of tests")]
    pub fn adjust(self, p: &[f64]) -> Vec<f64> {
        let n = p.len() as f64;
        let mut order: Vec<usize> = (0..p.len()).collect();
        order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
        let mut adjusted = p.to_vec();
        let scaled = |rank: usize, place: usize| match self {
            Correction::None => p[place],
            Correction::Bonferroni => n * p[place],
            Correction::Holm | Correction::Hochberg => (n - rank as f64) * p[place],
            Correction::BenjaminiHochberg => n / (rank as f64 + 1.0) * p[place],
        };
        let mut bound: f64 = match self {
            Correction::Hochberg | Correction::BenjaminiHochberg => 1.0,
            _ => 0.0,
        };
        let ranked: Vec<(usize, usize)> = order.into_iter().enumerate().collect();
        let mut set = |&(rank, place): &(usize, usize)| {
            let value = scaled(rank, place);
            // smaller p-values never end up larger than others
            bound = match self {
                Correction::Holm => bound.max(value),
                Correction::Hochberg | Correction::BenjaminiHochberg => bound.min(value),
                _ => value,
            };
            adjusted[place] = bound.min(1.0);
        };
        match self {
            Correction::Hochberg | Correction::BenjaminiHochberg => ranked.iter().rev().for_each(&mut set),
            _ => ranked.iter().for_each(&mut set),
        }
        adjusted
    }
}
