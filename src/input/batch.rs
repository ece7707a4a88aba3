//! Batches of a Parquet file to typed rows, as strictly as text.

use polars::prelude::*;

use super::dates::{self, DateFormat};
use super::filter::Filter;
use super::internal;
use super::numbers::{self, Amount, Decimal, DecimalMark, NumberProblem};
use super::parquet::ParquetPlan;
use super::parse::{PartReport, check_id, is_missing, keep};
use super::rejects::{Reject, RejectKind};
use super::rows::{Ids, Key, Row};
use crate::error::Result;
use crate::units::{MONEY_DECIMALS, MONEY_SCALE, Money, Timestamp};

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
                Ok((row, rounded)) => {
                    rows.push(row);
                    report.rounded += u64::from(rounded);
                }
                Err((kind, column, value, reason)) => {
                    let reject = Reject {
                        row: place as u64 + 1,
                        kind,
                        column: Some(column),
                        value,
                        reason,
                        record: String::new(),
                    };
                    report.rejects.add(reject, amount.ok().map(|amount| amount.money), self.keep_all_rejects);
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
        amount: &std::result::Result<Amount, (usize, String, String)>,
        place: usize,
    ) -> std::result::Result<(Row, bool), (RejectKind, usize, String, String)> {
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
        Ok((Row { customer, order, time, amount: amount.money }, amount.rounded))
    }

    fn amount(
        &self,
        amounts: &[Amounts<'_>],
        place: usize,
    ) -> std::result::Result<Amount, (usize, String, String)> {
        let fault = |factor: usize| {
            move |(value, problem): (String, NumberProblem)| {
                (self.plan.mapping.amount[factor], value, problem.reason(self.plan.decimal_marks[factor]))
            }
        };
        match amounts {
            [] => Ok(Amount::ZERO),
            [values] => values.get(place, self.plan.decimal_marks[0]).map_err(fault(0)),
            factors => {
                let mut decimals = Vec::with_capacity(factors.len());
                for (factor, values) in factors.iter().enumerate() {
                    decimals
                        .push(values.decimal(place, self.plan.decimal_marks[factor]).map_err(fault(factor))?);
                }
                numbers::product(decimals.into_iter()).map_err(|problem| fault(0)((String::new(), problem)))
            }
        }
    }
}

/// Whole numbers from here on are no longer exact as `f64` (2^53).
const EXACT_FLOATS: f64 = 9_007_199_254_740_992.0;

/// Ids as the file holds them; missing is blank.
enum IdValues<'a> {
    Whole(&'a Int64Chunked),
    Float(&'a Float64Chunked),
    Text(&'a StringChunked),
}

impl<'a> IdValues<'a> {
    fn of(column: &'a Column) -> Result<IdValues<'a>> {
        match column.dtype() {
            DataType::String => column.str().map(IdValues::Text).map_err(internal),
            DataType::Float64 => column.f64().map(IdValues::Float).map_err(internal),
            _ => column.i64().map(IdValues::Whole).map_err(internal),
        }
    }

    fn key(
        &self,
        place: usize,
        key: impl Fn(&[u8]) -> Key,
    ) -> std::result::Result<Key, (RejectKind, String, &'static str)> {
        let whole = |id: i64| Key::integer(id).unwrap_or_else(|| key(id.to_string().as_bytes()));
        match self {
            IdValues::Whole(ids) => Ok(ids.get(place).map_or(Key::NONE, whole)),
            IdValues::Float(ids) => match ids.get(place).filter(|id| !id.is_nan()) {
                None => Ok(Key::NONE),
                Some(id) if id.fract() == 0.0 && id.abs() < EXACT_FLOATS => Ok(whole(id as i64)),
                Some(id) => Err((RejectKind::ScientificId, id.to_string(), "a decimal number is no id")),
            },
            IdValues::Text(ids) => {
                let id = ids.get(place).unwrap_or_default().trim_ascii();
                check_id(id.as_bytes()).map_err(|(kind, reason)| (kind, id.to_owned(), reason))?;
                Ok(if is_missing(id.as_bytes()) { Key::NONE } else { key(id.as_bytes()) })
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

    fn get(&self, place: usize, mark: DecimalMark) -> std::result::Result<Amount, (String, NumberProblem)> {
        let exact = |money: i64| Amount { money: Money(money), rounded: false };
        match self {
            Amounts::Whole(values) => {
                let value = values.get(place).ok_or_else(missing)?;
                value.checked_mul(MONEY_SCALE).map(exact).ok_or((value.to_string(), NumberProblem::TooLarge))
            }
            Amounts::Float(values) => {
                let value = values.get(place).ok_or_else(missing)?;
                float_amount(value).map_err(|problem| (value.to_string(), problem))
            }
            Amounts::Decimal(values) => {
                let value = values.get(place).ok_or_else(missing)?;
                i64::try_from(value).map(exact).map_err(|_| (value.to_string(), NumberProblem::TooLarge))
            }
            Amounts::Text(values) => {
                let value = values.get(place).unwrap_or_default().trim_ascii();
                numbers::parse(value.as_bytes(), mark).map_err(|problem| (value.to_owned(), problem))
            }
        }
    }

    /// A factor of a product, with all the decimals it has.
    fn decimal(
        &self,
        place: usize,
        mark: DecimalMark,
    ) -> std::result::Result<Decimal, (String, NumberProblem)> {
        let written = match self {
            Amounts::Whole(values) => values.get(place).ok_or_else(missing)?.to_string(),
            Amounts::Float(values) => values.get(place).ok_or_else(missing)?.to_string(),
            Amounts::Decimal(values) => {
                let units = values.get(place).ok_or_else(missing)?;
                return Ok(Decimal { units, decimals: MONEY_DECIMALS });
            }
            Amounts::Text(values) => {
                let value = values.get(place).unwrap_or_default().trim_ascii();
                let decimal = numbers::parse_decimal(value.as_bytes(), mark);
                return decimal.map_err(|problem| (value.to_owned(), problem));
            }
        };
        numbers::parse_decimal(written.as_bytes(), DecimalMark::Point).map_err(|problem| (written, problem))
    }
}

fn missing() -> (String, NumberProblem) {
    (String::new(), NumberProblem::Empty)
}

#[expect(clippy::cast_precision_loss, reason = "the range is checked")]
fn float_amount(value: f64) -> std::result::Result<Amount, NumberProblem> {
    if !value.is_finite() {
        return Err(NumberProblem::NotANumber);
    }
    let exact = value * MONEY_SCALE as f64;
    let scaled = exact.round_ties_even();
    if scaled.abs() >= i64::MAX as f64 {
        return Err(NumberProblem::TooLarge);
    }
    // a hundredth of the last place is noise of the binary fraction, as in text
    Ok(Amount { money: Money(scaled as i64), rounded: (exact - scaled).abs() > 0.01 })
}
