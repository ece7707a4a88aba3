//! `setia retention`: who comes back, by cohort, and the figures of every month.
//!
//! `cohorts` counts what customers did in the periods after their first purchase, `bridge` who came and went in each
//! period, `kpis` makes figures of it, `by` compares groups; `tables` and `present` make the document.

#[cfg(feature = "cli")]
mod args;
mod bridge;
mod by;
mod cohorts;
mod kpis;
mod present;
mod spec;
mod tables;

pub(super) use present::view_of_bridge;
pub(super) use spec::{BRIDGE_COLUMNS, ENTRY};

use super::groups::{self, Grouping};
use super::{Analysis, SEED, nobody_since, too_long};
use crate::customers::DaysKept;
use crate::document::{Document, Message, Values};
use crate::error::Result;
use crate::input::{Amounts, Label, Role};
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::units::{Day, Span};
use bridge::Step;
use by::By;
use cohorts::Cohort;
use kpis::Kpi;

/// Parameters of retention.
#[derive(Debug, Clone)]
pub struct Retention {
    /// What customers of a cohort have in common.
    pub cohort: CohortBy,
    /// The periods after the first purchase, and those of the figures.
    pub grain: Grain,
    /// What the cells of the cohorts hold.
    pub metric: Metric,
    /// What it is to be retained.
    pub definition: Definition,
    /// How long without a purchase a customer is one.
    pub lapsed_after: Span,
    /// A column of the log or of the table of customers, or `segment`, whose groups are compared.
    pub by: Option<String>,
    /// Probability that an interval holds what it is about.
    pub confidence: f64,
    /// Cohorts shown to people; machine formats hold all.
    pub top: usize,
}

impl Default for Retention {
    fn default() -> Retention {
        Retention {
            cohort: CohortBy::First(Grain::Month),
            grain: Grain::Month,
            metric: Metric::Retention,
            definition: Definition::Active,
            lapsed_after: Span::Days(90),
            by: None,
            confidence: 0.95,
            top: 24,
        }
    }
}

/// What customers of a cohort have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CohortBy {
    /// The period of their first purchase ever.
    First(Grain),
    /// What a column says of their first purchase.
    Column(String),
}

/// What the cells of the cohorts hold, for each of the customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Metric {
    /// The share who are retained.
    #[default]
    Retention,
    /// Money in the period.
    Revenue,
    /// Orders in the period.
    Orders,
    /// Money up to the end of the period.
    CumulativeValue,
    /// The share who have bought on a second day by the end of the period.
    Repurchase,
}

/// What it is to be retained in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Definition {
    /// Buying in it.
    #[default]
    Active,
    /// Buying in it or later.
    Rolling,
    /// Having bought on a second day by its end.
    Repurchase,
}

/// What was found.
struct Found {
    /// The cohorts in order, with their names: texts or keys of the catalogue.
    names: Values,
    cohorts: Vec<Cohort>,
    together: Cohort,
    /// Number of the first period of the bridge.
    first: i32,
    steps: Vec<Step>,
    kpis: Vec<Kpi>,
    by: Option<By>,
    /// Days between one purchase and the next that half, and nine in ten, of all such gaps do not exceed.
    gaps: Option<[i32; 2]>,
    /// What the cohorts are, if they are of a column.
    note: Option<Message>,
}

/// Days from the first purchase to the as-of day: a century.
const LONGEST: i32 = 36_600;

/// The names of the cohorts in order, which of them each customer is in, and what they are.
type Membership = (Values, Vec<Option<usize>>, Option<Message>);

impl Retention {
    fn find(&self, data: &Prepared) -> Result<Found> {
        too_long(data, LONGEST)?;
        let customers = &data.collected.customers;
        let (names, of_customer, note) = self.cohort_of(data)?;
        if let Some(from) = data.from.filter(|from| customers.last.iter().all(|last| last < from)) {
            return Err(nobody_since(from, data.as_of));
        }
        let cohorts = cohorts::cohorts(customers, &of_customer, names.len(), self.grain, data.as_of);
        let (first, steps) = bridge::bridge(customers, self.grain, self.lapsed_after, data.as_of);
        let settings = kpis::Settings {
            grain: self.grain,
            lapsed_after: self.lapsed_after,
            confidence: self.confidence,
            seed: SEED,
            has_money: data.has(Role::Amount),
            from: data.from.unwrap_or(Day(i32::MIN)),
        };
        let kpis = kpis::kpis(customers, first, &steps, data.as_of, &settings);
        let by =
            self.by.as_ref().map(|by| By::of(by, data, self.lapsed_after, self.confidence)).transpose()?;
        let together = Cohort::together(&cohorts);
        let gaps = gaps(data);
        // of what was before `--from` it is known who had bought, and that is all that is wanted
        let begins = |from: Day| {
            let period = self.grain.of(from);
            period + i32::from(self.grain.start(period) < from)
        };
        let hidden = data.from.map_or(0, |from| usize::try_from(begins(from) - first).unwrap_or(0));
        let hidden = hidden.min(steps.len());
        let shown = first + hidden as i32;
        let kpis = kpis.into_iter().filter(|kpi| kpi.period.is_none_or(|period| period >= shown)).collect();
        Ok(Found {
            names,
            cohorts,
            together,
            first: shown,
            steps: steps[hidden..].to_vec(),
            kpis,
            by,
            gaps,
            note,
        })
    }

    /// The names of the cohorts in order, and which of them each customer is in: of those who came before `--from` in
    /// none.
    fn cohort_of(&self, data: &Prepared) -> Result<Membership> {
        let first = &data.collected.customers.first;
        let counts = |day: Day| data.from.is_none_or(|from| day >= from);
        match &self.cohort {
            CohortBy::First(grain) => {
                let of_customer: Vec<Option<i32>> =
                    first.iter().map(|&day| counts(day).then(|| grain.of(day))).collect();
                let mut periods: Vec<i32> = of_customer.iter().flatten().copied().collect();
                periods.sort_unstable();
                periods.dedup();
                let place = |period: i32| periods.partition_point(|other| *other < period);
                let of_customer = of_customer.into_iter().map(|period| period.map(place)).collect();
                let names = periods.iter().map(|&period| grain.label(period)).collect();
                Ok((Values::Text(names), of_customer, None))
            }
            CohortBy::Column(column) => {
                let grouping = Grouping::of(column, data)?;
                let of_customer = grouping.of_customer.iter().zip(first);
                let of_customer =
                    of_customer.map(|(&group, &day)| counts(day).then_some(group)).collect::<Vec<_>>();
                let mut sizes = vec![0_u64; grouping.len()];
                of_customer.iter().flatten().for_each(|&group| sizes[group] += 1);
                // the largest first
                let mut inhabited: Vec<usize> = (0..sizes.len()).filter(|&group| sizes[group] > 0).collect();
                inhabited.sort_by_key(|&group| std::cmp::Reverse(sizes[group]));
                let mut places = vec![0; sizes.len()];
                inhabited.iter().enumerate().for_each(|(place, &group)| places[group] = place);
                let of_customer =
                    of_customer.into_iter().map(|group| group.map(|group| places[group])).collect();
                Ok((grouping.column_of(&inhabited), of_customer, Some(grouping.note())))
            }
        }
    }
}

/// Days between one purchase and the next that half, and nine in ten, do not exceed.
fn gaps(data: &Prepared) -> Option<[i32; 2]> {
    let visits = data.collected.customers.visits.as_ref()?;
    let mut counts: Vec<u64> = Vec::new();
    for place in 0..visits.len() {
        for pair in visits.days(place).windows(2) {
            let gap = usize::try_from(pair[1].days_since(pair[0])).unwrap_or(0);
            if counts.len() <= gap {
                counts.resize(gap + 1, 0);
            }
            counts[gap] += 1;
        }
    }
    let all: u64 = counts.iter().sum();
    let upto = |tenths: u64| {
        let mut so_far = 0;
        counts.iter().position(|count| {
            so_far += count;
            so_far * 10 >= all * tenths
        })
    };
    (all > 0).then(|| [5, 9].map(|tenths| upto(tenths).map_or(0, |days| days as i32)))
}

impl Analysis for Retention {
    fn amounts(&self) -> Amounts {
        match self.metric {
            Metric::Revenue | Metric::CumulativeValue => Amounts::Needed,
            Metric::Retention | Metric::Orders | Metric::Repurchase => Amounts::Optional,
        }
    }

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn looks_before_from(&self) -> bool {
        true
    }

    fn labels(&self) -> Vec<Label> {
        let cohort = match &self.cohort {
            CohortBy::Column(column) => Some(groups::label(column, "--cohort")),
            CohortBy::First(_) => None,
        };
        let by = self.by.as_ref().map(|by| groups::label(by, "--by"));
        let by = by.filter(|by| cohort.as_ref().is_none_or(|cohort| cohort.name != by.name));
        cohort.into_iter().chain(by).collect()
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let found = self.find(data)?;
        Ok(present::document(self, &found, data))
    }
}
