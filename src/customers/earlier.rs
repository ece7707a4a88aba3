//! Customers as they stood on an earlier day of the same log.

use super::Customers;
use crate::units::{Day, Money};

impl Customers {
    /// Those who had bought by the end of a day, with their figures as of then, and the place of each among all. The log
    /// has to have kept its visits, or nobody is known.
    #[must_use]
    pub fn known_by(&self, day: Day) -> (Customers, Vec<usize>) {
        let (mut known, mut places) = (Customers::default(), Vec::new());
        let Some(visits) = &self.visits else { return (known, places) };
        let year_before = Day(day.0 - 729)..Day(day.0 - 364);
        for place in 0..self.len() {
            let days = visits.days(place);
            let days = &days[..days.partition_point(|visit| *visit <= day)];
            let (Some(&first), Some(&last)) = (days.first(), days.last()) else { continue };
            let spent = &visits.spent(place)[..days.len()];
            places.push(place);
            known.id.push(&self.id[place]);
            known.first.push(first);
            known.last.push(last);
            known.orders.push(visits.between(place, first, last).map(|visit| visit.orders).sum());
            known.purchase_days.push(u32::try_from(days.len()).unwrap_or(u32::MAX));
            let refunds = self.outside.iter().flat_map(|outside| outside.between(place, Day(i32::MIN), day));
            known.spent.push(spent.iter().copied().chain(refunds.map(|visit| visit.spent)).sum::<Money>());
            known.repeat_spent.push(spent[1..].iter().copied().sum::<Money>());
            known.bought_year_before.push(days.iter().any(|visit| year_before.contains(visit)));
        }
        (known, places)
    }
}
