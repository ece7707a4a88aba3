//! The bridge from the customers at the start of a period to those at its end: who came, who came back, who was lost.
//!
//! A customer is one until a span without a purchase has gone by. Whoever buys in a period is new, returning or
//! reactivated, and only one of them; so start + new + reactivated - lost = end.

use rayon::prelude::*;

use crate::customers::Customers;
use crate::periods::Grain;
use crate::units::{Day, Span};

/// One period of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// Customers at the end of the period before.
    pub start: u64,
    /// Those who bought for the first time.
    pub new: u64,
    /// Those who were customers at the start, and bought.
    pub returning: u64,
    /// Those who had bought before, were no customers any more, and bought.
    pub reactivated: u64,
    /// Those who were customers at the start or bought, and are none at the end.
    pub lost: u64,
    /// Of those at the start those who are none at the end.
    pub lost_of_start: u64,
    /// Customers at its end.
    pub end: u64,
    /// Those who had bought before its start, customers then or not.
    pub known: u64,
    /// Those who bought in the period before and in this one.
    pub bought_again: u64,
}

impl Step {
    /// Customers who bought in the period.
    pub(super) fn buyers(&self) -> u64 {
        self.new + self.returning + self.reactivated
    }

    fn add(&mut self, other: &Step) {
        self.start += other.start;
        self.new += other.new;
        self.returning += other.returning;
        self.reactivated += other.reactivated;
        self.lost += other.lost;
        self.lost_of_start += other.lost_of_start;
        self.end += other.end;
        self.known += other.known;
        self.bought_again += other.bought_again;
    }
}

/// The steps of all periods from the first purchase of all to the last that is over, and the number of the first.
pub(super) fn bridge(
    customers: &Customers,
    grain: Grain,
    lapsed_after: Span,
    as_of: Day,
) -> (i32, Vec<Step>) {
    let first = customers.first.iter().min().map_or(0, |&day| grain.of(day));
    let count = usize::try_from(grain.last_over(as_of) - first + 1).unwrap_or(0);
    let ends: Vec<Day> = (first..).take(count).map(|period| grain.end(period)).collect();
    let Some(visits) = &customers.visits else { return (first, Vec::new()) };
    let steps = (0..customers.len())
        .into_par_iter()
        .fold(
            || vec![Step::default(); count],
            |mut steps, place| {
                story(visits.days(place), first, &ends, grain, lapsed_after, &mut steps);
                steps
            },
        )
        .reduce(
            || vec![Step::default(); count],
            |mut steps, others| {
                steps.iter_mut().zip(&others).for_each(|(step, other)| step.add(other));
                steps
            },
        );
    (first, steps)
}

/// One customer's periods.
fn story(days: &[Day], first: i32, ends: &[Day], grain: Grain, lapsed_after: Span, steps: &mut [Step]) {
    let begin = usize::try_from(grain.of(days[0]) - first).unwrap_or(0);
    let (mut next, mut was, mut bought_before) = (0, false, false);
    // the day from which on they are no customer any more
    let mut lapses = days[0];
    for (period, end) in ends.iter().enumerate().skip(begin) {
        let earlier = next;
        next += days[next..].partition_point(|day| day <= end);
        let bought = next > earlier;
        if bought {
            let last = days[next - 1];
            lapses = Day(last.0.saturating_add(lapsed_after.days_from(last)));
        }
        let is = *end < lapses;
        let step = &mut steps[period];
        step.start += u64::from(was);
        step.new += u64::from(earlier == 0);
        step.returning += u64::from(bought && was);
        step.reactivated += u64::from(bought && !was && earlier > 0);
        step.lost += u64::from((was || bought) && !is);
        step.lost_of_start += u64::from(was && !is);
        step.end += u64::from(is);
        step.known += u64::from(earlier > 0);
        step.bought_again += u64::from(bought && bought_before);
        (was, bought_before) = (is, bought);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().unwrap().into()
    }

    fn steps(stories: &[Vec<Day>], span: Span, grain: Grain, as_of: Day) -> Vec<Step> {
        let first = stories.iter().filter_map(|days| days.first()).min().map_or(0, |day| grain.of(*day));
        let ends: Vec<Day> = (first..=grain.last_over(as_of)).map(|period| grain.end(period)).collect();
        let mut steps = vec![Step::default(); ends.len()];
        for days in stories {
            story(days, first, &ends, grain, span, &mut steps);
        }
        steps
    }

    #[test]
    fn one_customer_who_leaves_and_comes_back() {
        let days = vec![day("2026-01-10"), day("2026-02-10"), day("2026-06-01"), day("2026-06-02")];
        let steps = steps(&[days], Span::Days(60), Grain::Month, day("2026-09-15"));
        let shown =
            |step: &Step| [step.start, step.new, step.returning, step.reactivated, step.lost, step.end];
        let expected = [
            [0, 1, 0, 0, 0, 1],
            [1, 0, 1, 0, 0, 1],
            // 60 days after 10 February is 11 April
            [1, 0, 0, 0, 0, 1],
            [1, 0, 0, 0, 1, 0],
            [0, 0, 0, 0, 0, 0],
            [0, 0, 0, 1, 0, 1],
            // 60 days after 2 June is 1 August
            [1, 0, 0, 0, 0, 1],
            [1, 0, 0, 0, 1, 0],
        ];
        assert_eq!(steps.iter().map(shown).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_span_shorter_than_the_period() {
        let days = vec![day("2026-01-02"), day("2026-02-28")];
        let steps = steps(&[days], Span::Days(7), Grain::Month, day("2026-02-28"));
        assert_eq!((steps[0].new, steps[0].lost, steps[0].end), (1, 1, 0));
        assert_eq!((steps[1].start, steps[1].reactivated, steps[1].lost, steps[1].end), (0, 1, 0, 1));
    }

    proptest! {
        #[test]
        fn the_bridge_adds_up(
            stories in prop::collection::vec(prop::collection::btree_set(0..900_i32, 1..12), 1..20),
            span in prop_oneof![(1..200_u32).prop_map(Span::Days), (1..6_u32).prop_map(Span::Months)],
            which in 0..4_usize,
            as_of in 850..1000_i32,
        ) {
            let grain = [Grain::Week(chrono::Weekday::Sun), Grain::Month, Grain::Quarter, Grain::Day][which];
            let stories: Vec<Vec<Day>> =
                stories.into_iter().map(|days| days.into_iter().filter(|day| *day <= as_of).map(Day).collect::<Vec<Day>>()).filter(|days| !days.is_empty()).collect();
            prop_assume!(!stories.is_empty());
            let steps = steps(&stories, span, grain, Day(as_of));
            let mut before = 0;
            for (number, step) in steps.iter().enumerate() {
                prop_assert_eq!(step.start, before);
                prop_assert_eq!(step.start + step.new + step.reactivated - step.lost, step.end);
                prop_assert!(step.end <= stories.len() as u64 && step.lost_of_start <= step.start);
                let first = stories.iter().map(|days| days[0]).min().unwrap();
                let period = grain.of(first) + number as i32;
                let buyers = stories.iter().filter(|days| days.iter().any(|day| grain.of(*day) == period)).count();
                prop_assert_eq!(step.buyers(), buyers as u64);
                before = step.end;
            }
        }
    }
}
