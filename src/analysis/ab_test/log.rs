//! Customers assigned to variants, and what they did in the log: everyone who was assigned counts, buyers or not.

use rayon::prelude::*;

use super::AbTest;
use super::deeds::{self, Deeds, DuringAndBefore};
use super::experiment::{Arm, Experiment, Metric, Period, control_first, control_of, planned};
use super::table::Split;
use crate::analysis::groups::Grouping;
use crate::error::{Error, Result};
use crate::input::{Role, Sheet};
use crate::pipeline::Prepared;
use crate::units::{Day, Span};

/// Who was assigned to which variant, and the days to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The variants, in the order of their names.
    pub variants: Vec<String>,
    /// Customers and the place of their variant.
    pub customers: Vec<(String, usize)>,
    /// The day on which each was assigned, if the table says.
    pub since: Option<Vec<Day>>,
    /// What the table says of each in the column to group them by, if it has it.
    pub said: Option<Vec<String>>,
    /// Customers in several variants, who are left out.
    pub twice: u64,
    /// The first day.
    pub start: Day,
    /// The last day; none for the last of the log.
    pub end: Option<Day>,
    /// How long before the first day customers are compared.
    pub before: Span,
}

/// Columns of the day on which a customer was assigned.
const SINCE_NAMES: &[&str] = &[
    "assigned_at",
    "assigned",
    "assigned_on",
    "assignment_date",
    "exposed_at",
    "first_exposure",
    "sent_at",
    "tanggal_kirim",
];

impl Assigned {
    /// Out of a table of customers and variants, and perhaps the column to group customers by.
    ///
    /// # Errors
    /// A table without the columns, and customers on several rows of one variant.
    pub fn of(
        sheet: &Sheet,
        variant: Option<&str>,
        by: Option<&str>,
        (start, end, before): (Day, Option<Day>, Span),
    ) -> Result<Assigned> {
        let id = sheet.customer_column().unwrap_or(0);
        let split = Split::of(sheet, variant, Some(id))?;
        let rows: Vec<(usize, usize)> =
            split.of_row.iter().enumerate().filter_map(|(row, arm)| Some((row, (*arm)?))).collect();
        let since = match sheet.find(SINCE_NAMES) {
            Some(column) => {
                let days = sheet.days(column)?;
                Some(rows.iter().map(|(row, _)| days[*row].unwrap_or(start)).collect())
            }
            None => None,
        };
        let said = by
            .and_then(|by| sheet.find(&[by]))
            .map(|column| rows.iter().map(|(row, _)| sheet.cell(*row, column).to_owned()).collect());
        Ok(Assigned {
            customers: rows.iter().map(|(row, arm)| (sheet.cell(*row, id).to_owned(), *arm)).collect(),
            since,
            said,
            variants: split.names,
            twice: split.twice,
            start,
            end,
            before,
        })
    }

    /// The first day that counts for a customer.
    fn from(&self, customer: usize) -> Day {
        self.since.as_ref().map_or(self.start, |since| since[customer].max(self.start))
    }
}

/// What a customer did during the test and before it, and the orders between its start and the day of assignment.
type Found = (DuringAndBefore, u32);

pub(super) fn read(test: &AbTest, assigned: &Assigned, data: &Prepared) -> Result<Experiment> {
    let names = metrics_of(test, data)?;
    let period = period_of(assigned, data)?;
    let customers = &data.collected.customers;
    let begin = Day(period.start.0 - period.before as i32);
    let places: Vec<Option<usize>> =
        assigned.customers.par_iter().map(|(id, _)| customers.id.binary_search(id).ok()).collect();
    let seen = places.iter().flatten().count() as u64;
    if seen == 0 {
        return Err(Error::NoComparison {
            message: format!(
                "none of the {} assigned customers is in the log; are the ids written alike?",
                assigned.customers.len()
            ),
        });
    }
    let found: Vec<Found> = places
        .par_iter()
        .enumerate()
        .map(|(customer, place)| {
            let Some(place) = *place else { return Found::default() };
            let from = assigned.from(customer);
            let during = Deeds::of(customers, place, from, period.end);
            let before = Deeds::of(customers, place, begin, Day(period.start.0 - 1));
            let early = if from > period.start {
                Deeds::of(customers, place, period.start, Day(from.0 - 1)).orders
            } else {
                0
            };
            ((during, before), early)
        })
        .collect();
    let early = found.iter().map(|(_, early)| u64::from(*early)).sum::<u64>();
    let orders = found.iter().map(|((during, _), _)| u64::from(during.orders)).sum::<u64>() + early;
    let deeds: Vec<DuringAndBefore> = found.into_iter().map(|(deeds, _)| deeds).collect();
    let control = control_of(&assigned.variants, test.control.as_deref())?;
    let shares = planned(&assigned.variants, &test.shares)?;
    let order = control_first(assigned.variants.len(), control);
    let mut by_name: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
    let mut late = 0;
    for (customer, (_, arm)) in assigned.customers.iter().enumerate() {
        if assigned.from(customer) > period.end {
            late += 1;
        } else {
            by_name[*arm].push(customer);
        }
    }
    let members: Vec<Vec<usize>> = order.iter().map(|&arm| std::mem::take(&mut by_name[arm])).collect();
    let arms = order.iter().zip(&members).map(|(&arm, members)| Arm {
        name: assigned.variants[arm].clone(),
        customers: members.len() as u64,
        planned: shares[arm],
    });
    let has_before = period.before > 0;
    let metric = |name: &String| {
        let each = deeds::measured(name, &deeds, has_before);
        Metric::of_each(name, deeds::unit(name), deeds::is_cost(name), each, &members)
    };
    let by = match (&test.by, &assigned.said) {
        (Some(by), Some(said)) => {
            let texts: Vec<&str> = said.iter().map(String::as_str).collect();
            Some(Grouping::of_texts(by, &texts))
        }
        (Some(by), None) => Some(Grouping::before(by, data, period.start)?.of_list(&places)),
        (None, _) => None,
    };
    #[expect(clippy::cast_precision_loss, reason = "orders stay below 2^53")]
    let early = (assigned.since.is_some() && orders > 0).then(|| early as f64 / orders as f64);
    Ok(Experiment {
        arms: arms.collect(),
        metrics: names.iter().map(metric).collect(),
        twice: assigned.twice,
        blanks: 0,
        period: Some(Period { seen, early, ..period }),
        members,
        by,
        late,
    })
}

/// The metrics that were asked for, or those the log has, and the guardrails.
fn metrics_of(test: &AbTest, data: &Prepared) -> Result<Vec<String>> {
    deeds::check(&test.metrics, "--metric", data)?;
    deeds::check(test.guardrails.iter().map(|guardrail| &guardrail.metric), "--guardrail", data)?;
    let mut names = test.metrics.clone();
    if names.is_empty() {
        let known = if data.has(Role::Amount) { 4 } else { 2 };
        names.extend(deeds::METRICS[..known].iter().map(|&name| name.to_owned()));
    }
    test.with_guardrails(names)
}

/// The days of the log that are looked at.
fn period_of(assigned: &Assigned, data: &Prepared) -> Result<Period> {
    let last = data.as_of;
    let end = assigned.end.map_or(last, |end| end.min(last));
    if end < assigned.start {
        let message = match assigned.end {
            Some(end) if end < assigned.start => {
                format!("`--end {end}` is before `--start {}`", assigned.start)
            }
            _ => format!("the log ends on {last}, before `--start {}`", assigned.start),
        };
        return Err(Error::Usage { message, hints: vec!["look at days that are in the log".to_owned()] });
    }
    Ok(Period {
        start: assigned.start,
        end,
        before: days_before(assigned.start, assigned.before, data),
        cut_short: assigned.end.filter(|end| *end > last),
        seen: 0,
        early: None,
    })
}

/// Days of a span before a day; those before the log begins say nothing.
pub(super) fn days_before(start: Day, span: Span, data: &Prepared) -> u32 {
    let first = data.collected.customers.first.iter().copied().min().unwrap_or(start);
    let wanted = start.days_since(span.before(start));
    start.days_since(first).clamp(0, wanted).unsigned_abs()
}
