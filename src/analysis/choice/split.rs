//! A log taken apart at a day: what was known of each customer then, and what followed.

use rayon::prelude::*;

use crate::analysis::rhythm::Rhythm;
use crate::customers::Customers;
use crate::models::{Clock, Histories, History, ln_gaps_of};
use crate::units::{Day, TimeUnit};

/// A log taken apart at a day.
#[derive(Debug, Clone)]
pub struct Split {
    /// The last day that was known.
    pub cut: Day,
    /// The last day of what followed.
    pub until: Day,
    /// For each customer who had bought by the cut: purchase days so far, the first, the last.
    pub known: Vec<Known>,
    /// Purchases that followed, for each of them: days, or periods with any.
    pub after: Vec<u32>,
    /// Their histories, in units of time.
    pub histories: Histories,
    /// Typical days between purchases of each of them, as of the cut.
    pub typical_gap: Vec<f64>,
    /// Customers who first bought after the cut, and so are left out.
    pub unseen: u64,
    /// One in so many customers was taken.
    pub one_in: u64,
    whom: Whom,
    /// The unit of time.
    pub unit: TimeUnit,
    /// How the histories count it.
    pub clock: Clock,
}

/// What was known of a customer at the cut.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Days with a purchase.
    pub days: u32,
    /// The first of them.
    pub first: Day,
    /// The last of them.
    pub last: Day,
}

impl Known {
    /// Of purchase days, of which there is one at least.
    fn of(days: &[Day]) -> Known {
        Known { days: days.len() as u32, first: days[0], last: days[days.len() - 1] }
    }
}

/// Who bought until the end.
enum Seen<'a> {
    /// First after the cut.
    Newcomer,
    /// Before it, on some days.
    Customer { days: &'a [Day], after: u32, history: History, ln_gaps: f64 },
}

/// Whom a log is taken apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// All customers, whose visits the log has to have kept.
    All,
    /// As many as are enough to judge by.
    Enough,
}

impl Split {
    /// Takes a log apart at the end of `cut`. The log has to have kept the days.
    #[must_use]
    pub fn at(
        customers: &Customers,
        cut: Day,
        until: Day,
        (unit, clock): (TimeUnit, Clock),
        whom: Whom,
    ) -> Split {
        let all = || {
            let visits = customers.visits.as_ref()?;
            Some((1, (0..visits.len()).map(|place| visits.days(place)).collect()))
        };
        let (one_in, days): (u64, Vec<&[Day]>) = match whom {
            Whom::All => all(),
            Whom::Enough => customers.sample(),
        }
        .unwrap_or((1, Vec::new()));
        let mut split = Split {
            cut,
            until,
            known: Vec::new(),
            after: Vec::new(),
            typical_gap: Vec::new(),
            histories: Histories::default(),
            unseen: 0,
            one_in,
            whom,
            unit,
            clock,
        };
        let seen: Vec<Seen> = days.into_par_iter().filter_map(|days| split.look_at(days)).collect();
        let (mut known, mut each, mut ln_gaps) = (Vec::new(), Vec::new(), 0.0);
        for seen in seen {
            let Seen::Customer { days, after, history, ln_gaps: own } = seen else {
                split.unseen += 1;
                continue;
            };
            known.push(days);
            split.after.push(after);
            each.push(history);
            ln_gaps += own;
        }
        // where nobody came back all are late by the same measure
        split.typical_gap =
            Rhythm::of_each(&known).map_or_else(|| vec![1.0; known.len()], |(_, typical_gaps)| typical_gaps);
        split.known = known.into_iter().map(Known::of).collect();
        split.histories = Histories { ln_gaps: Some(ln_gaps), ..Histories::compress(&each) };
        split
    }

    /// A customer who bought on these days; none who did not until the end.
    fn look_at<'a>(&self, days: &'a [Day]) -> Option<Seen<'a>> {
        let before = days.partition_point(|&day| day <= self.cut);
        let to_the_end = days.partition_point(|&day| day <= self.until);
        if before == 0 {
            return (to_the_end > 0).then_some(Seen::Newcomer);
        }
        let after = self.clock.purchases_between(days, self.cut, self.until, self.unit);
        let days = &days[..before];
        Some(Seen::Customer {
            days,
            after,
            history: self.clock.history(days, self.cut, self.unit),
            ln_gaps: ln_gaps_of(days, self.unit),
        })
    }

    /// The split a window earlier.
    #[must_use]
    pub fn before(&self, customers: &Customers) -> Split {
        let cut = Day(self.cut.0 - self.until.days_since(self.cut));
        Split::at(customers, cut, self.cut, (self.unit, self.clock), self.whom)
    }

    /// Units of time of what followed.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.clock.between(self.cut, self.until, self.unit)
    }
}
