//! Batches of a Parquet file to typed rows, as strictly as text.

use polars::prelude::*;

use super::dates::{self, DateFormat};
use super::filter::Filter;
use super::internal;
use super::numbers::{self, DecimalMark, NumberProblem};
use super::parquet::ParquetPlan;
use super::parse::{PartReport, check_id, keep};
use super::rejects::{Reject, RejectKind};
use super::rows::{Ids, Key, Row};
use crate::error::Result;
use crate::units::{MONEY_SCALE, Money, Timestamp};

/// Turns batches of one file into rows.
pub(super) struct BatchParser<'a> {
    pub(super) plan: &'a ParquetPlan,
    pub(super) ids: &'a Ids,
    pub(super) filter: Option<(&'a Filter, Vec<usize>)>,
    pub(super) keep_all_rejects: bool,
}

impl BatchParser<'_> {
    pub(super) fn parse(&self, mut frame: DataFrame, rows: &mut Vec<Row>) -> Result<PartReport> {
        let height = frame.height();
        let mut report = PartReport { lines: height as u64, rows: height as u64, ..PartReport::default() };
        let first = rows.len();
        frame.rechunk_mut();
        let column = |name: &str| frame.column(name).map_err(internal);
        let customers = IdValues::of(column("customer")?)?;
        let orders = self.plan.mapping.order.map(|_| IdValues::of(column("order")?)).transpose()?;
        let times = Times::of(column("date")?)?;
        let amounts: Vec<Amounts> = (0..self.plan.mapping.amount.len())
            .map(|factor| Amounts::of(column(&format!("amount{factor}"))?))
            .collect::<Result<_>>()?;
        let mut kept = Vec::with_capacity(if self.filter.is_some() { height } else { 0 });
        for place in 0..height {
            let amount = self.amount(&amounts, place);
            let row = self.row(&customers, orders.as_ref(), &times, &amount, place);
            if self.filter.is_some() {
                kept.push(row.is_ok());
            }
            match row {
                Ok(row) => rows.push(row),
                Err((kind, column, value, reason)) => {
                    let reject = Reject {
                        row: place as u64 + 1,
                        kind,
                        column: Some(column),
                        value,
                        reason,
                        record: String::new(),
                    };
                    report.rejects.add(reject, amount.ok(), self.keep_all_rejects);
                }
            }
        }
        if let Some((filter, places)) = &self.filter {
            let readable = BooleanChunked::from_slice("kept".into(), &kept);
            let mut columns: Vec<Column> = Vec::new();
            for &place in places {
                let values = column(&format!("where {place}"))?;
                columns.push(values.clone().with_name(self.plan.header[place].as_str().into()));
            }
            let columns = DataFrame::new(height, columns).and_then(|frame| frame.filter(&readable));
            keep(filter, &columns.map_err(internal)?, rows, first, &mut report)?;
        }
        Ok(report)
    }

    fn row(
        &self,
        customers: &IdValues<'_>,
        orders: Option<&IdValues<'_>>,
        times: &Times<'_>,
        amount: &std::result::Result<Money, (usize, String, String)>,
        place: usize,
    ) -> std::result::Result<Row, (RejectKind, usize, String, String)> {
        let mapping = &self.plan.mapping;
        let bad_id = |column: usize| {
            move |(kind, id, reason): (RejectKind, String, &str)| (kind, column, id, reason.to_owned())
        };
        let customer = customers.key(place, |id| self.ids.customer(id)).map_err(bad_id(mapping.customer))?;
        let order = match (orders, mapping.order) {
            (Some(orders), Some(column)) => orders.key(place, Key::order).map_err(bad_id(column))?,
            _ => Key::NONE,
        };
        let time = times.get(place, &self.plan.date_format).map_err(|(value, problem)| {
            (RejectKind::Date, mapping.date, value, problem.reason(&self.plan.date_format))
        })?;
        let amount = match amount {
            Ok(amount) => *amount,
            Err((column, value, reason)) => {
                return Err((RejectKind::Amount, *column, value.clone(), reason.clone()));
            }
        };
        Ok(Row { customer, order, time, amount })
    }

    fn amount(
        &self,
        amounts: &[Amounts<'_>],
        place: usize,
    ) -> std::result::Result<Money, (usize, String, String)> {
        let mut product: Option<Money> = None;
        for (factor, values) in amounts.iter().enumerate() {
            let mark = self.plan.decimal_marks[factor];
            let column = self.plan.mapping.amount[factor];
            let fault = |(value, problem): (String, NumberProblem)| (column, value, problem.reason(mark));
            let value = values.get(place, mark).map_err(fault)?;
            product = Some(match product {
                None => value,
                Some(product) => numbers::multiply(product, value)
                    .map_err(|problem| fault((value.to_f64().to_string(), problem)))?,
            });
        }
        Ok(product.unwrap_or_default())
    }
}

/// Ids as the file holds them; missing is blank.
enum IdValues<'a> {
    Whole(&'a Int64Chunked),
    Text(&'a StringChunked),
}

impl<'a> IdValues<'a> {
    fn of(column: &'a Column) -> Result<IdValues<'a>> {
        match column.dtype() {
            DataType::String => column.str().map(IdValues::Text).map_err(internal),
            _ => column.i64().map(IdValues::Whole).map_err(internal),
        }
    }

    fn key(
        &self,
        place: usize,
        key: impl Fn(&[u8]) -> Key,
    ) -> std::result::Result<Key, (RejectKind, String, &'static str)> {
        match self {
            IdValues::Whole(ids) => Ok(ids
                .get(place)
                .map_or(Key::NONE, |id| Key::integer(id).unwrap_or_else(|| key(id.to_string().as_bytes())))),
            IdValues::Text(ids) => {
                let id = ids.get(place).unwrap_or_default().trim_ascii();
                check_id(id.as_bytes()).map_err(|(kind, reason)| (kind, id.to_owned(), reason))?;
                Ok(key(id.as_bytes()))
            }
        }
    }
}

enum Times<'a> {
    Micros(&'a Int64Chunked),
    Text(&'a StringChunked),
}

impl<'a> Times<'a> {
    fn of(column: &'a Column) -> Result<Times<'a>> {
        match column.dtype() {
            DataType::String => column.str().map(Times::Text).map_err(internal),
            _ => column.i64().map(Times::Micros).map_err(internal),
        }
    }

    fn get(
        &self,
        place: usize,
        format: &DateFormat,
    ) -> std::result::Result<Timestamp, (String, dates::DateProblem)> {
        match self {
            Times::Micros(values) => {
                values.get(place).map(Timestamp).ok_or((String::new(), dates::DateProblem::Empty))
            }
            Times::Text(values) => {
                let value = values.get(place).unwrap_or_default().trim_ascii();
                dates::parse(value.as_bytes(), format).map_err(|problem| (value.to_owned(), problem))
            }
        }
    }
}

enum Amounts<'a> {
    Whole(&'a Int64Chunked),
    Float(&'a Float64Chunked),
    Decimal(&'a Int128Chunked),
    Text(&'a StringChunked),
}

impl<'a> Amounts<'a> {
    fn of(column: &'a Column) -> Result<Amounts<'a>> {
        match column.dtype() {
            DataType::String => column.str().map(Amounts::Text),
            DataType::Float64 => column.f64().map(Amounts::Float),
            DataType::Decimal(..) => column.decimal().map(|decimal| Amounts::Decimal(decimal.physical())),
            _ => column.i64().map(Amounts::Whole),
        }
        .map_err(internal)
    }

    fn get(&self, place: usize, mark: DecimalMark) -> std::result::Result<Money, (String, NumberProblem)> {
        let empty = || (String::new(), NumberProblem::Empty);
        match self {
            Amounts::Whole(values) => {
                let value = values.get(place).ok_or_else(empty)?;
                let money = value.checked_mul(MONEY_SCALE).map(Money);
                money.ok_or((value.to_string(), NumberProblem::TooLarge))
            }
            Amounts::Float(values) => {
                let value = values.get(place).ok_or_else(empty)?;
                float_money(value).map_err(|problem| (value.to_string(), problem))
            }
            Amounts::Decimal(values) => {
                let value = values.get(place).ok_or_else(empty)?;
                i64::try_from(value).map(Money).map_err(|_| (value.to_string(), NumberProblem::TooLarge))
            }
            Amounts::Text(values) => {
                let value = values.get(place).unwrap_or_default().trim_ascii();
                numbers::parse(value.as_bytes(), mark).map_err(|problem| (value.to_owned(), problem))
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "the range is checked")]
fn float_money(value: f64) -> std::result::Result<Money, NumberProblem> {
    if !value.is_finite() {
        return Err(NumberProblem::NotANumber);
    }
    let scaled = (value * MONEY_SCALE as f64).round_ties_even();
    if scaled.abs() >= i64::MAX as f64 { Err(NumberProblem::TooLarge) } else { Ok(Money(scaled as i64)) }
}
