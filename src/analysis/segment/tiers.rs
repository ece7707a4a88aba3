//! Loyalty tiers: by what a customer spent or ordered in the last months, with grace before anyone falls and a soft landing when someone does.

use chrono::Months;
use rayon::prelude::*;

use super::split::{Basis, Extra, Names, Split};
use super::standing::Standing;
use crate::customers::Visits;
use crate::document::Message;
use crate::error::{Error, Result};
use crate::input::Role;
use crate::pipeline::Prepared;
use crate::units::{Day, Money, Span};

/// The rules of a tier program.
#[derive(Debug, Clone, PartialEq)]
pub struct Tiers {
    /// What counts.
    pub by: Counts,
    /// The tiers and what they take, the lowest first; none for some made out of the customers.
    pub tiers: Vec<(String, f64)>,
    /// Over how long it counts.
    pub window: Span,
    /// Months that a tier is kept after it is no longer earned.
    pub grace: u32,
    /// Whether a customer falls by one tier at a time.
    pub soft: bool,
}

/// What counts for a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Money.
    Spend,
    /// Orders.
    Orders,
}

/// Tiers made out of the customers: a name, and the part of those who bought within the window that is below it.
const MADE: [(&str, f64); 3] = [("Silver", 0.5), ("Gold", 0.8), ("Platinum", 0.95)];
const LOWEST: &str = "Member";
/// Those who have too little for any tier.
const NO_TIER: &str = "No tier";
/// Nearer than this part of the next tier is near.
pub(super) const NEAR: f64 = 0.1;

impl Tiers {
    /// The tiers with what they take, the lowest taking nothing.
    pub(super) fn settled(&self, standing: &Standing, data: &Prepared) -> Result<Tiers> {
        if self.by == Counts::Spend && !data.has(Role::Amount) {
            return Err(Error::Usage {
                message: "tiers by spend need amounts, and there is no column of them".to_owned(),
                hints: vec!["name the column with `--amount`, or take `--tier-by orders`".to_owned()],
            });
        }
        let mut tiers = self.tiers.clone();
        if tiers.is_empty() {
            tiers = self.made(standing, data);
        }
        if tiers[0].1 > 0.0 {
            tiers.insert(0, (NO_TIER.to_owned(), 0.0));
        }
        Ok(Tiers { tiers, ..self.clone() })
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a place in a list")]
    fn made(&self, standing: &Standing, data: &Prepared) -> Vec<(String, f64)> {
        let visits = data.collected.customers.visits.as_ref();
        let count = |&place: &usize| visits.map_or(0.0, |visits| self.count(visits, place, standing.day));
        let mut counts: Vec<f64> = standing.places.iter().map(count).filter(|count| *count > 0.0).collect();
        counts.sort_unstable_by(f64::total_cmp);
        let mut tiers = vec![(LOWEST.to_owned(), 0.0)];
        for (name, part) in MADE {
            let Some(most) = counts.len().checked_sub(1) else { continue };
            let takes = round(counts[(part * most as f64) as usize]);
            if tiers.last().is_some_and(|(_, before)| takes > *before) {
                tiers.push((name.to_owned(), takes));
            }
        }
        tiers
    }

    /// What counts for a customer of the log on a day.
    fn count(&self, visits: &Visits, place: usize, day: Day) -> f64 {
        let within = visits.between(place, Day(self.window.before(day).0 + 1), day);
        match self.by {
            Counts::Spend => within.map(|visit| visit.spent).sum::<Money>().to_f64(),
            Counts::Orders => within.map(|visit| f64::from(visit.orders)).sum(),
        }
    }

    fn earned(&self, count: f64) -> usize {
        self.tiers.iter().rposition(|(_, takes)| count >= *takes).unwrap_or(0)
    }

    /// The tier on a day: earned at once, kept for the grace, then lost, one at a time if the landing is soft. Looked at every month.
    fn tier(&self, visits: &Visits, place: usize, day: Day) -> (usize, f64) {
        let first = visits.days(place).first().copied().unwrap_or(day);
        let months = day.date().years_since(first.date()).map_or(0, |years| 12 * (years + 1));
        let mut tier = 0;
        let mut missed = 0;
        for back in (0..=months).rev() {
            let looked = day.date().checked_sub_months(Months::new(back)).map_or(day, Day::from);
            if looked < first {
                continue;
            }
            let earned = self.earned(self.count(visits, place, looked));
            if earned >= tier {
                (tier, missed) = (earned, 0);
                continue;
            }
            missed += 1;
            if missed > self.grace {
                tier = if self.soft { tier - 1 } else { earned };
                missed = 0;
            }
        }
        (tier, self.count(visits, place, day))
    }

    /// The customers in their tiers, the highest first.
    pub(super) fn split(&self, standing: &Standing, data: &Prepared) -> Split {
        let highest = self.tiers.len() - 1;
        let visits = data.collected.customers.visits.as_ref();
        let found: Vec<(usize, f64)> = standing
            .places
            .par_iter()
            .map(|&place| visits.map_or((0, 0.0), |visits| self.tier(visits, place, standing.day)))
            .collect();
        let lacking = |(tier, count): &(usize, f64)| {
            let (_, takes) = self.tiers.get(tier + 1)?;
            Some((takes - count).max(0.0))
        };
        let to_next: Vec<Option<f64>> = found.iter().map(lacking).collect();
        let is_near = |((tier, _), lacking): &(&(usize, f64), &Option<f64>)| {
            let takes = self.tiers.get(tier + 1).map_or(0.0, |(_, takes)| *takes);
            lacking.is_some_and(|lacking| lacking <= NEAR * takes)
        };
        let near = found.iter().zip(&to_next).filter(is_near).count() as u64;
        let kept = found.iter().filter(|(tier, count)| *tier > self.earned(*count)).count() as u64;
        let of_customer: Vec<usize> = found.iter().map(|(tier, _)| highest - tier).collect();
        let mut basis = Basis::default();
        for (place, (name, takes)) in self.tiers.iter().enumerate().rev() {
            let customers = found.iter().filter(|(tier, _)| *tier == place).count() as u64;
            let upper = self.tiers.get(place + 1).map(|(_, takes)| *takes);
            basis.push(name, self.what(), [None, Some(*takes), upper], customers);
        }
        let notes = vec![
            Message::new("segment-note-tiers")
                .text("what", self.what())
                .span("window", self.window)
                .count("grace", u64::from(self.grace))
                .text("landing", if self.soft { "soft" } else { "hard" }),
            Message::new("segment-note-near").count("customers", near),
            Message::new("segment-note-kept").count("customers", kept),
        ];
        Split {
            names: Names::Texts(self.tiers.iter().rev().map(|(name, _)| name.clone()).collect()),
            of_customer,
            extra: Extra {
                tier: Some((found.into_iter().map(|(_, count)| count).collect(), to_next)),
                ..Extra::default()
            },
            basis,
            notes,
            warnings: Vec::new(),
        }
    }

    fn what(&self) -> &'static str {
        match self.by {
            Counts::Spend => "spend",
            Counts::Orders => "orders",
        }
    }
}

/// To two digits, as people set thresholds.
fn round(value: f64) -> f64 {
    if value <= 10.0 {
        return value.round().max(1.0);
    }
    let unit = 10_f64.powf(value.log10().floor() - 1.0);
    (value / unit).round() * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_have_two_digits() {
        for (value, rounded) in
            [(0.4, 1.0), (7.2, 7.0), (123.0, 120.0), (4_567_890.0, 4_600_000.0), (99.6, 100.0)]
        {
            assert!((round(value) - rounded).abs() < 1e-6, "{value} {}", round(value));
        }
    }
}
