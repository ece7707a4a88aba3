//! Batches of a Parquet file to typed rows, as strictly as text.

use std::borrow::Cow;

use polars::prelude::*;

use super::RefundPolicy;
use super::columns::Mapping;
use super::dates;
use super::ids::is_missing;
use super::internal;
use super::labels;
use super::measures::{Measure, Measured};
use super::numbers::{self, Amount, NumberProblem};
use super::parquet::ParquetPlan;
use super::parse::{Job, PartReport, REFUSED};
use super::plain::Plain;
use super::rejects::{Reject, RejectKind};
use super::rows::{Batch, Key, Row, Tag};
use super::standing::Standing;
use super::trouble::{Trouble, Troubles};
use super::typed::{Amounts, IdValues, Times};
use crate::error::Result;
use crate::units::{Money, Timestamp};

/// Turns batches of one file into rows.
pub(super) struct BatchParser<'a> {
    pub(super) plan: &'a ParquetPlan,
    pub(super) job: Job<'a>,
}

/// The values of a batch, by their role.
pub(super) struct Values<'a> {
    pub(super) customers: Vec<IdValues<'a>>,
    pub(super) orders: Option<IdValues<'a>>,
    pub(super) times: Times<'a>,
    pub(super) amounts: Vec<Amounts<'a>>,
    refunds: Option<Amounts<'a>>,
    measures: Measured<Option<Amounts<'a>>>,
    /// Place in the header, and the texts.
    texts: Vec<(usize, &'a StringChunked)>,
}

impl<'a> Values<'a> {
    fn of(frame: &'a DataFrame, mapping: &Mapping) -> Result<Values<'a>> {
        let column = |name: &str| frame.column(name).map_err(internal);
        let customers = (0..mapping.customer.len()).map(|which| column(&format!("customer{which}")));
        let amounts = (0..mapping.amount.len()).map(|factor| column(&format!("amount{factor}")));
        let texts = frame.columns().iter().filter_map(|column| {
            let place = column.name().strip_prefix("text ")?.parse().ok()?;
            Some((place, column.str().ok()?))
        });
        let mut measures = Measured::default();
        for measure in Measure::ALL.into_iter().filter(|measure| mapping.measures[measure.place()].is_some())
        {
            measures[measure.place()] = Some(Amounts::of(column(measure.role().name())?)?);
        }
        Ok(Values {
            customers: customers.map(|column| IdValues::of(column?)).collect::<Result<_>>()?,
            orders: mapping.order.map(|_| IdValues::of(column("order")?)).transpose()?,
            times: Times::of(column("date")?)?,
            amounts: amounts.map(|column| Amounts::of(column?)).collect::<Result<_>>()?,
            refunds: mapping.refund.map(|_| Amounts::of(column("refund")?)).transpose()?,
            measures,
            texts: texts.collect(),
        })
    }

    /// The text of a column in a row; blank if there is none.
    fn text(&self, column: usize, row: usize) -> &'a [u8] {
        let found = self.texts.iter().find(|(place, _)| *place == column);
        found.and_then(|(_, texts)| texts.get(row)).unwrap_or_default().trim_ascii().as_bytes()
    }
}

/// A row that cannot be used: the kind of fault, the column, the value, the reason.
type Fault = (RejectKind, usize, String, String);

/// What a row turned out to be.
enum Outcome {
    Sale { row: Row, rounded: bool, refund: Option<Money>, statusless: bool },
    LeftOut(Trouble, Option<Row>),
    Continued,
}

impl BatchParser<'_> {
    pub(super) fn parse(&self, mut frame: DataFrame, batch: &mut Batch) -> Result<PartReport> {
        let height = frame.height();
        let mut report = PartReport { lines: height as u64, rows: height as u64, ..PartReport::default() };
        frame.rechunk_mut();
        let mapping = &self.plan.mapping;
        let values = Values::of(&frame, mapping)?;
        let mut standing = Standing::of(mapping, self.plan.preset);
        let mut kept = Vec::with_capacity(if self.job.filter.is_some() { height } else { 0 });
        let plain = Plain::of(self, &values);
        batch.rows.reserve(height);
        for place in 0..height {
            if let Some((row, rounded)) = plain.as_ref().and_then(|plain| plain.row(place)) {
                report.rounded += u64::from(rounded);
                batch.rows.push(row);
                continue;
            }
            let fits = self.add(&values, place, &mut standing, &mut report, batch);
            if self.job.filter.is_some() {
                kept.push(fits);
            }
        }
        if let Some((filter, places)) = &self.job.filter {
            let readable = BooleanChunked::from_slice("kept".into(), &kept);
            let mut columns: Vec<Column> = Vec::new();
            for &place in places {
                let values = frame.column(&format!("where {place}")).map_err(internal)?;
                columns.push(values.clone().with_name(self.plan.header[place].as_str().into()));
            }
            let columns = DataFrame::new(height, columns).and_then(|frame| frame.filter(&readable));
            batch.keep(&filter.mask(&columns.map_err(internal)?)?, &mut report.filtered);
        }
        report.currencies = batch.count_currencies();
        report.unknown_statuses = standing.unknown;
        Ok(report)
    }

    /// Adds a row, or says why not; whether it is one that may be kept.
    fn add(
        &self,
        values: &Values<'_>,
        place: usize,
        standing: &mut Standing<'_>,
        report: &mut PartReport,
        batch: &mut Batch,
    ) -> bool {
        let mapping = &self.plan.mapping;
        let amount = self.amount(&values.amounts, place);
        let money = amount.as_ref().map_or(Money(0), |amount| amount.money);
        let outcome = self.outcome(values, &amount, place, standing, &mut report.seen);
        let fits = matches!(outcome, Ok(Outcome::Sale { .. }));
        match outcome {
            Ok(Outcome::Sale { row, rounded, refund, statusless }) => {
                report.rounded += u64::from(rounded);
                if statusless {
                    batch.statusless.push(batch.rows.len());
                }
                batch.push(row, refund);
                if let Some(file) = self.job.tagged {
                    let product = self.product(values, place);
                    let tag = Tag::of_row(file, product, &row);
                    batch.tags.push(tag);
                    if self.job.census {
                        batch.looked_at.push((tag.values ^ u64::from(file), row.amount));
                    }
                }
                for measure in self.job.measured() {
                    let number = self.measure(measure, values, place, row.amount);
                    report.unread[measure.place()] += u64::from(number.is_none());
                    batch.measures[measure.place()].push(number.unwrap_or_default());
                }
                if !self.job.labels.is_empty() {
                    let cells = self.job.labels.iter().map(|&column| values.text(column, place));
                    batch.labels.push(labels::key(self.job.ids, cells));
                }
                if let Some(column) = mapping.currency {
                    batch.currencies.push(values.text(column, place).to_ascii_uppercase());
                }
            }
            Ok(Outcome::LeftOut(trouble, row)) => {
                report.left_out.add(trouble, money);
                if let Some(row) = row {
                    batch.leave_out(&row, trouble, self.job.file, self.product(values, place));
                }
            }
            Ok(Outcome::Continued) => report.continued += 1,
            Err((kind, column, value, reason)) => {
                let reject = Reject {
                    row: place as u64 + 1,
                    kind,
                    column: Some(column),
                    value,
                    reason,
                    record: String::new(),
                };
                report.rejects.add(reject, amount.ok().map(|amount| amount.money), self.job.keep_all_rejects);
            }
        }
        fits
    }

    /// What tells lines of an order apart; nothing where not every file has it.
    fn product<'v>(&self, values: &Values<'v>, place: usize) -> &'v [u8] {
        let column = self.plan.mapping.product.filter(|_| self.job.products);
        column.map_or(&[], |column| values.text(column, place))
    }

    /// A number beside the amount; none if it cannot be read.
    fn measure(&self, measure: Measure, values: &Values<'_>, place: usize, amount: Money) -> Option<Money> {
        let numbers = values.measures[measure.place()].as_ref();
        let Some(numbers) = numbers.filter(|numbers| !numbers.is_blank(place)) else {
            return Some(Money(0));
        };
        let number = numbers.get(place, self.plan.formats.measures[measure.place()]).ok()?;
        Some(measure.meant(number.money, amount))
    }

    fn is_guest(&self, ids: &IdValues<'_>, place: usize) -> bool {
        let guests = self.plan.preset.map_or(&[][..], |preset| &preset.reading.guests);
        !guests.is_empty() && ids.text(place).is_some_and(|id| guests.contains(&id))
    }

    pub(super) fn customer(&self, id: &[u8]) -> Key {
        let id = if self.plan.formats.float_ids { id.strip_suffix(b".0").unwrap_or(id) } else { id };
        self.job.ids.customer(id)
    }

    fn outcome(
        &self,
        values: &Values<'_>,
        amount: &std::result::Result<Amount, (usize, String, String)>,
        place: usize,
        standing: &mut Standing<'_>,
        seen: &mut Troubles,
    ) -> std::result::Result<Outcome, Fault> {
        let mapping = &self.plan.mapping;
        let money = amount.as_ref().map_or(Money(0), |amount| amount.money);
        let bad_id = |column: usize| {
            move |(kind, id, reason): (RejectKind, String, &str)| (kind, column, id, reason.to_owned())
        };
        let mut customer = Key::NONE;
        for (ids, &column) in values.customers.iter().zip(&mapping.customer) {
            if customer == Key::NONE {
                if self.is_guest(ids, place) {
                    break;
                }
                customer = ids.key(place, |id| self.customer(id)).map_err(bad_id(column))?;
            }
        }
        if customer == Key::NONE {
            seen.add(Trouble::Guest, money);
        }
        let order = match (&values.orders, mapping.order) {
            (Some(orders), Some(column)) => orders.key(place, Key::order).map_err(bad_id(column))?,
            _ => Key::NONE,
        };
        let judged = standing
            .judge(|column| Cow::Borrowed(values.text(column, place)), |trouble| seen.add(trouble, money));
        // a row below zero that says it is a refund is the refund itself
        let reversal = money.0 < 0 && judged == Some(Trouble::Refunded);
        if let Some(trouble) = judged.filter(|_| !reversal) {
            let time = values.times.get(place, &self.plan.formats).unwrap_or(Timestamp::NONE);
            return Ok(Outcome::LeftOut(trouble, Some(Row { customer, order, time, amount: money })));
        }
        let formats = &self.plan.formats;
        let time = match values.times.get(place, formats) {
            Ok(time) if self.plan.moves_moments() => formats.zones.place_utc(time.0),
            Ok(time) => time,
            Err((_, dates::DateProblem::Empty)) if order != Key::NONE => {
                if !values.amounts.is_empty() && values.amounts.iter().all(|amounts| amounts.is_blank(place))
                {
                    return Ok(Outcome::Continued);
                }
                Timestamp::NONE
            }
            Err((value, problem)) => {
                return Err((RejectKind::Date, mapping.date, value, problem.reason(&formats.dates)));
            }
        };
        let amount = match amount {
            Ok(amount) => *amount,
            Err((column, value, reason)) => {
                return Err((RejectKind::Amount, *column, value.clone(), reason.clone()));
            }
        };
        if amount.money.0 <= 0 && !mapping.amount.is_empty() {
            let trouble = if amount.money.0 < 0 { Trouble::Negative } else { Trouble::Zero };
            seen.add(trouble, amount.money);
            match formats.refunds {
                RefundPolicy::Drop if trouble == Trouble::Negative => {
                    return Ok(Outcome::LeftOut(trouble, None));
                }
                RefundPolicy::Refuse if trouble == Trouble::Negative => {
                    let value = amount.money.to_f64().to_string();
                    return Err((RejectKind::Amount, mapping.amount[0], value, REFUSED.to_owned()));
                }
                _ => {}
            }
        }
        let refund = match (&values.refunds, mapping.refund) {
            (Some(refunds), Some(column))
                if !refunds.is_blank(place) && formats.refunds != RefundPolicy::Drop =>
            {
                let refund = refunds.get(place, formats.refund).map_err(|(value, problem)| {
                    (RejectKind::Amount, column, value, problem.reason(formats.refund.mark))
                })?;
                if refund.money.0 != 0 && formats.refunds == RefundPolicy::Refuse {
                    let value = refund.money.to_f64().to_string();
                    return Err((RejectKind::Amount, column, value, REFUSED.to_owned()));
                }
                Some(Money(refund.money.0.saturating_abs())).filter(|money| money.0 > 0)
            }
            _ => None,
        };
        let row = Row { customer, order, time, amount: amount.money };
        let statusless = order != Key::NONE
            && !mapping.status.is_empty()
            && mapping.status.iter().all(|&column| is_missing(values.text(column, place)));
        Ok(Outcome::Sale { row, rounded: amount.rounded, refund, statusless })
    }

    fn amount(
        &self,
        amounts: &[Amounts<'_>],
        place: usize,
    ) -> std::result::Result<Amount, (usize, String, String)> {
        let fault = |factor: usize| {
            move |(value, problem): (String, NumberProblem)| {
                (
                    self.plan.mapping.amount[factor],
                    value,
                    problem.reason(self.plan.formats.amounts[factor].mark),
                )
            }
        };
        match amounts {
            [] => Ok(Amount::ZERO),
            [values] => values.get(place, self.plan.formats.amounts[0]).map_err(fault(0)),
            factors => {
                let mut decimals = Vec::with_capacity(factors.len());
                for (factor, values) in factors.iter().enumerate() {
                    decimals.push(
                        values.decimal(place, self.plan.formats.amounts[factor]).map_err(fault(factor))?,
                    );
                }
                numbers::product(decimals.into_iter()).map_err(|problem| fault(0)((String::new(), problem)))
            }
        }
    }
}
