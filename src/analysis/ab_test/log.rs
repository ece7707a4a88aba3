//! Customers assigned to variants, and what they did in the log: everyone who was assigned counts, buyers or not.

use std::collections::HashSet;

use rayon::prelude::*;

use super::AbTest;
use super::deeds::{self, Deeds, DuringAndBefore};
use super::experiment::{Arm, Experiment, Metric, Period, control_first, control_of, planned};
use super::table::Split;
use crate::analysis::groups::Grouping;
use crate::customers::Customers;
use crate::error::{Error, Result};
use crate::input::{DateFormat, Role, Sheet};
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
    /// Customers of whom it does not say, and who count from the first day.
    pub undated: u64,
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
    /// Out of a table of customers and variants, and perhaps the column to group customers by; with the way it writes days, if that is given.
    ///
    /// # Errors
    /// A table without the columns, and customers on several rows of one variant.
    pub fn of(
        sheet: &Sheet,
        (variant, by, dates): (Option<&str>, Option<&str>, Option<&DateFormat>),
        (start, end, before): (Day, Option<Day>, Span),
    ) -> Result<Assigned> {
        let id = sheet.customer_column().unwrap_or(0);
        let split = Split::of(sheet, variant, Some(id))?;
        let rows: Vec<(usize, usize)> =
            split.of_row.iter().enumerate().filter_map(|(row, arm)| Some((row, (*arm)?))).collect();
        let days = sheet.find(SINCE_NAMES).map(|column| sheet.days(column, dates)).transpose()?;
        let undated = days.iter().flatten().filter(|day| day.is_none()).count() as u64;
        let since = days.map(|days| rows.iter().map(|(row, _)| days[*row].unwrap_or(start)).collect());
        let said = by
            .and_then(|by| sheet.find(&[by]))
            .map(|column| rows.iter().map(|(row, _)| sheet.cell(*row, column).to_owned()).collect());
        Ok(Assigned {
            customers: rows.iter().map(|(row, arm)| (sheet.cell(*row, id).to_owned(), *arm)).collect(),
            since,
            undated,
            said,
            variants: split.names,
            twice: split.twice,
            start,
            end,
            before,
        })
    }

    /// The part of the orders since the start that came before their customer was assigned; none where it is not known when that was, and
    /// where customers enter one after the other, so that there have to be some.
    #[expect(clippy::cast_precision_loss, reason = "orders stay below 2^53")]
    fn early(&self, taking_part: &[usize], found: &[Found]) -> Option<f64> {
        self.since.as_ref()?;
        let mut days: Vec<Day> = taking_part.iter().map(|&customer| self.from(customer)).collect();
        days.sort_unstable();
        let most = days.chunk_by(|a, b| a == b).map(<[Day]>::len).max().unwrap_or(0);
        if 2 * most < taking_part.len() {
            return None;
        }
        let orders = |of: fn(&Found) -> u32| {
            taking_part.iter().map(|&customer| u64::from(of(&found[customer]))).sum::<u64>()
        };
        let (early, during) = (orders(|(_, early)| *early), orders(|((during, _), _)| during.orders));
        (early + during > 0).then(|| early as f64 / (early + during) as f64)
    }

    /// The first day that counts for a customer.
    fn from(&self, customer: usize) -> Day {
        self.since.as_ref().map_or(self.start, |since| since[customer].max(self.start))
    }
}

/// What a customer did during the test and before it, and the orders between its start and the day of assignment.
type Found = (DuringAndBefore, u32);

/// Where an assigned customer stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Among the customers of the log.
    Known(usize),
    /// Among those who sent everything back.
    Returned(usize),
}

pub(super) fn read(test: &AbTest, assigned: &Assigned, data: &Prepared) -> Result<Experiment> {
    let names = metrics_of(test, data)?;
    let period = period_of(assigned, data)?;
    let known = &data.collected.customers;
    let places = places(assigned, data)?;
    let control = control_of(&assigned.variants, test.control.as_deref())?;
    let shares = planned(&assigned.variants, &test.shares)?;
    let order = control_first(assigned.variants.len(), control);
    let members = members(assigned, &order, period.end)?;
    let taking_part: Vec<usize> = members.iter().flatten().copied().collect();
    let found = found(assigned, &places, &period, data);
    let early = assigned.early(&taking_part, &found);
    let deeds: Vec<DuringAndBefore> = found.into_iter().map(|(deeds, _)| deeds).collect();
    let metric = |name: &String| {
        let each = deeds::measured(name, &deeds, period.before > 0);
        Metric::of_each(name, deeds::unit(name), deeds::is_cost(name), each, &members)
    };
    let in_log: Vec<Option<usize>> = places.iter().map(|place| place.and_then(Place::known)).collect();
    let by = match (&test.by, &assigned.said) {
        (Some(by), Some(said)) => {
            let texts: Vec<&str> = said.iter().map(String::as_str).collect();
            Some(Grouping::of_texts(by, &texts))
        }
        (Some(by), None) => Some(Grouping::before(by, data, period.start)?.of_list(&in_log)),
        (None, _) => None,
    };
    let watched = |&customer: &usize| i64::from(period.end.days_since(assigned.from(customer))) + 1;
    let days: i64 = taking_part.iter().map(watched).sum();
    let arms = order.iter().zip(&members).map(|(&arm, members)| Arm {
        name: assigned.variants[arm].clone(),
        customers: members.len() as u64,
        planned: shares[arm],
    });
    Ok(Experiment {
        metrics: names.iter().map(metric).collect(),
        twice: assigned.twice,
        blanks: 0,
        period: Some(Period {
            seen: taking_part.iter().filter(|&&customer| places[customer].is_some()).count() as u64,
            early,
            #[expect(clippy::cast_precision_loss, reason = "days of customers")]
            watched: days as f64 / taking_part.len() as f64,
            strangers: (known.len() - in_log.iter().flatten().count()) as u64,
            zeros: lost_zeros(assigned, &places, known),
            undated: assigned.undated,
            ..period
        }),
        late: (assigned.customers.len() - taking_part.len()) as u64,
        arms: arms.collect(),
        members,
        by,
    })
}

impl Place {
    fn known(self) -> Option<usize> {
        match self {
            Place::Known(place) => Some(place),
            Place::Returned(_) => None,
        }
    }
}

/// Where each assigned customer stands in the log; none who is not in it.
fn places(assigned: &Assigned, data: &Prepared) -> Result<Vec<Option<Place>>> {
    let (known, returned) = (&data.collected.customers, &data.collected.returned);
    let find = |(id, _): &(String, usize)| {
        let known = known.id.binary_search(id).map(Place::Known);
        known.or_else(|_| returned.id.binary_search(id).map(Place::Returned)).ok()
    };
    let places: Vec<Option<Place>> = assigned.customers.par_iter().map(find).collect();
    if places.iter().any(Option::is_some) {
        return Ok(places);
    }
    Err(Error::NoComparison {
        message: format!(
            "none of the {} assigned customers is in the log; are the ids written alike?",
            assigned.customers.len()
        ),
    })
}

/// The customers of each variant who were assigned by the end, the variants in that order.
fn members(assigned: &Assigned, order: &[usize], end: Day) -> Result<Vec<Vec<usize>>> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); order.len()];
    for (customer, (_, arm)) in assigned.customers.iter().enumerate() {
        if assigned.from(customer) <= end {
            members[*arm].push(customer);
        }
    }
    if let Some(arm) = members.iter().position(Vec::is_empty) {
        let message = format!("nobody of variant `{}` was assigned by {end}", assigned.variants[arm]);
        return Err(Error::NoComparison { message });
    }
    Ok(order.iter().map(|&arm| std::mem::take(&mut members[arm])).collect())
}

/// What each assigned customer did.
fn found(assigned: &Assigned, places: &[Option<Place>], period: &Period, data: &Prepared) -> Vec<Found> {
    let begin = Day(period.start.0 - period.before as i32);
    let deeds = |customers: &Customers, place: usize, customer: usize| {
        let from = assigned.from(customer);
        let during = Deeds::of(customers, place, from, period.end);
        let before = Deeds::of(customers, place, begin, Day(period.start.0 - 1));
        let between = Deeds::of(customers, place, period.start, Day(from.0 - 1));
        ((during, before), if from > period.start { between.orders } else { 0 })
    };
    let collected = &data.collected;
    places
        .par_iter()
        .enumerate()
        .map(|(customer, place)| match *place {
            Some(Place::Known(place)) => deeds(&collected.customers, place, customer),
            Some(Place::Returned(place)) => deeds(&collected.returned, place, customer),
            None => Found::default(),
        })
        .collect()
}

/// Assigned customers who are not in the log but would be if leading zeros did not count: a spreadsheet may have taken them.
fn lost_zeros(assigned: &Assigned, places: &[Option<Place>], known: &Customers) -> u64 {
    let bare = |id: &str| id.trim_start_matches('0').to_owned();
    let missing: Vec<&str> = assigned
        .customers
        .iter()
        .zip(places)
        .filter(|(_, place)| place.is_none())
        .map(|((id, _), _)| id.as_str())
        .collect();
    if missing.is_empty() {
        return 0;
    }
    let known: HashSet<String> = known.id.iter().map(bare).collect();
    missing.into_iter().filter(|id| known.contains(&bare(id))).count() as u64
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
        watched: 0.0,
        strangers: 0,
        zeros: 0,
        undated: 0,
    })
}

/// Days of a span before a day; those before the log begins say nothing.
pub(super) fn days_before(start: Day, span: Span, data: &Prepared) -> u32 {
    let first = data.collected.customers.first.iter().copied().min().unwrap_or(start);
    let wanted = start.days_since(span.before(start));
    start.days_since(first).clamp(0, wanted).unsigned_abs()
}
