//! Parquet through polars' streaming engine: only the needed columns, batch by batch, into the same typed rows.

use std::num::NonZeroUsize;

use polars::prelude::*;

use super::columns::{Mapping, Role};
use super::dates::{self, DateEvidence, DateFormat};
use super::filter::Filter;
use super::numbers::{self, DecimalMark, NumberEvidence, NumberProblem};
use super::parse::{PartReport, check_id, keep};
use super::plan::{settle_dates, settle_numbers};
use super::rejects::{Reject, RejectKind};
use super::rows::{Ids, Key, Row};
use super::sources::Source;
use super::{ReadOptions, internal};
use crate::error::{Error, Result};
use crate::units::{MICROS_PER_DAY, MONEY_DECIMALS, MONEY_SCALE, Money};

/// How one Parquet file is read.
#[derive(Debug)]
pub(super) struct ParquetPlan {
    pub(super) header: Vec<String>,
    pub(super) mapping: Mapping,
    pub(super) rows: u64,
    scan: Scan,
    date_format: DateFormat,
    decimal_marks: Vec<DecimalMark>,
}

/// A lazy frame over the file; the spool of a stream is read through its bytes.
#[derive(Clone)]
struct Scan(LazyFrame);

impl std::fmt::Debug for Scan {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Scan")
    }
}

const BATCH_ROWS: usize = 64 << 10;

impl ParquetPlan {
    pub(super) fn make(source: &Source, options: &ReadOptions) -> Result<ParquetPlan> {
        let bad = |problem: PolarsError| bad_parquet(source, &problem);
        let file = source.reopen()?;
        let rows = ParquetReader::new(file).num_rows().map_err(bad)? as u64;
        let sources = ScanSources::Files(Arc::from([source.reopen()?]));
        let mut scan = LazyFrame::scan_parquet_sources(sources, ScanArgsParquet::default()).map_err(bad)?;
        let schema = scan.collect_schema().map_err(bad)?;
        let header: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
        if rows == 0 {
            return Err(Error::HeaderOnly { path: source.name.clone() });
        }
        let mapping = Mapping::find(&source.name, &header, &options.columns, options.amounts)?;
        let mut plan = ParquetPlan {
            header,
            rows,
            scan: Scan(scan),
            date_format: DateFormat::YearMonthDay,
            decimal_marks: vec![DecimalMark::Point; mapping.amount.len()],
            mapping,
        };
        let types: Vec<DataType> = schema.iter_values().cloned().collect();
        plan.check_types(source, &types)?;
        plan.decide_formats(source, options, &types)?;
        Ok(plan)
    }

    fn check_types(&self, source: &Source, types: &[DataType]) -> Result<()> {
        let mapping = &self.mapping;
        let mut used = vec![(Role::Customer, mapping.customer), (Role::Date, mapping.date)];
        used.extend(mapping.order.map(|place| (Role::Order, place)));
        used.extend(mapping.amount.iter().map(|&place| (Role::Amount, place)));
        for (role, place) in used {
            let found = &types[place];
            let text = matches!(found, DataType::String | DataType::Categorical(..) | DataType::Enum(..));
            let fits = match role {
                Role::Customer | Role::Order => text || found.is_primitive_numeric(),
                Role::Date => text || matches!(found, DataType::Date | DataType::Datetime(..)),
                Role::Amount => text || found.is_primitive_numeric() || found.is_decimal(),
            };
            if !fits {
                return Err(Error::WrongType {
                    path: source.name.clone(),
                    column: self.header[place].clone(),
                    role,
                    found: format!("values of type {found}"),
                });
            }
        }
        Ok(())
    }

    /// Columns of text are looked at as a whole; typed columns leave nothing to decide.
    fn decide_formats(&mut self, source: &Source, options: &ReadOptions, types: &[DataType]) -> Result<()> {
        let distinct = |place: usize| -> Result<StringChunked> {
            let name = self.header[place].as_str();
            let frame = self.scan.0.clone().select([col(name).cast(DataType::String).unique()]);
            let frame = frame.collect().map_err(|problem| bad_parquet(source, &problem))?;
            frame.column(name).and_then(|column| column.str().cloned()).map_err(internal)
        };
        let is_text = |place: usize| {
            !types[place].is_primitive_numeric() && !types[place].is_temporal() && !types[place].is_decimal()
        };
        if is_text(self.mapping.date) {
            let mut evidence = DateEvidence::default();
            distinct(self.mapping.date)?
                .iter()
                .flatten()
                .for_each(|text| evidence.add(text.trim().as_bytes()));
            let name = || self.header[self.mapping.date].clone();
            self.date_format = settle_dates(source, options, &evidence, name)?;
        }
        for (factor, &place) in self.mapping.amount.iter().enumerate() {
            if is_text(place) {
                let mut evidence = NumberEvidence::default();
                distinct(place)?.iter().flatten().for_each(|text| evidence.add(text.trim().as_bytes()));
                self.decimal_marks[factor] =
                    settle_numbers(source, options, &evidence, || self.header[place].clone())?;
            }
        }
        Ok(())
    }

    /// Sends the needed columns batch by batch until `send` returns false.
    pub(super) fn scan(
        &self,
        source: &Source,
        filter: &[usize],
        send: impl Fn(DataFrame) -> bool + Send + Sync + 'static,
    ) -> Result<()> {
        let mapping = &self.mapping;
        let mut columns = vec![
            self.id(mapping.customer).alias("customer"),
            mapping.order.map_or(lit(NULL).cast(DataType::String), |place| self.id(place)).alias("order"),
            self.time().alias("date"),
        ];
        columns.extend(
            mapping
                .amount
                .iter()
                .enumerate()
                .map(|(factor, &place)| self.amount(place).alias(format!("amount{factor}"))),
        );
        columns.extend(filter.iter().map(|&place| {
            let wall_clock = place == mapping.date && self.is_zoned(place);
            let column = col(self.header[place].as_str());
            let column = if wall_clock {
                column.dt().replace_time_zone(None, lit("raise"), NonExistent::Raise)
            } else {
                column
            };
            column.alias(format!("where {place}"))
        }));
        let callback = PlanCallback::new(move |frame: DataFrame| Ok(!send(frame)));
        self.scan
            .0
            .clone()
            .select(columns)
            .sink_batches(callback, true, NonZeroUsize::new(BATCH_ROWS))
            .and_then(|plan| plan.collect_with_engine(Engine::Streaming))
            .map(drop)
            .map_err(|problem| bad_parquet(source, &problem))
    }

    fn dtype(&self, place: usize) -> Option<DataType> {
        self.scan.0.clone().collect_schema().ok()?.get(&self.header[place]).cloned()
    }

    fn is_zoned(&self, place: usize) -> bool {
        matches!(self.dtype(place), Some(DataType::Datetime(_, Some(_))))
    }

    /// An id as text; whole numbers that a data frame turned into floats lose their `.0`.
    fn id(&self, place: usize) -> Expr {
        let column = col(self.header[place].as_str());
        match self.dtype(place) {
            Some(dtype) if dtype.is_float() => {
                column.clone().strict_cast(DataType::Int64).cast(DataType::String)
            }
            _ => column.cast(DataType::String),
        }
    }

    fn time(&self) -> Expr {
        let column = col(self.header[self.mapping.date].as_str());
        match self.dtype(self.mapping.date) {
            Some(DataType::Date) => column.cast(DataType::Int64) * lit(MICROS_PER_DAY),
            Some(DataType::Datetime(_, zone)) => {
                let wall = match zone {
                    Some(_) => column.dt().replace_time_zone(None, lit("raise"), NonExistent::Raise),
                    None => column,
                };
                wall.cast(DataType::Datetime(TimeUnit::Microseconds, None)).cast(DataType::Int64)
            }
            _ => column.cast(DataType::String),
        }
    }

    fn amount(&self, place: usize) -> Expr {
        let column = col(self.header[place].as_str());
        match self.dtype(place) {
            Some(dtype) if dtype.is_float() => column.cast(DataType::Float64),
            Some(dtype) if dtype.is_integer() => column.cast(DataType::Int64),
            Some(DataType::Decimal(..)) => column.cast(DataType::Decimal(38, MONEY_DECIMALS as usize)),
            _ => column.cast(DataType::String),
        }
    }
}

fn bad_parquet(source: &Source, problem: &PolarsError) -> Error {
    let reason = problem.to_string();
    let reason = reason.lines().next().unwrap_or_default().trim_start_matches("parquet: ").to_owned();
    Error::BadParquet { path: source.name.clone(), reason }
}

/// Turns batches of one file into rows.
pub(super) struct BatchParser<'a> {
    pub(super) plan: &'a ParquetPlan,
    pub(super) ids: &'a Ids,
    pub(super) filter: Option<(&'a Filter, Vec<usize>)>,
    pub(super) keep_all_rejects: bool,
}

impl BatchParser<'_> {
    pub(super) fn parse(&self, frame: &DataFrame, rows: &mut Vec<Row>) -> Result<PartReport> {
        let height = frame.height();
        let mut report = PartReport { lines: height as u64, rows: height as u64, ..PartReport::default() };
        let first = rows.len();
        let customers = text(frame, "customer")?;
        let orders = text(frame, "order")?;
        let date = frame.column("date").map_err(internal)?;
        let amounts: Vec<&Column> = (0..self.plan.mapping.amount.len())
            .map(|factor| frame.column(&format!("amount{factor}")))
            .collect::<PolarsResult<_>>()
            .map_err(internal)?;
        let times = Times::of(date)?;
        let amounts: Vec<Amounts> = amounts.into_iter().map(Amounts::of).collect::<Result<_>>()?;
        let mut kept = Vec::with_capacity(if self.filter.is_some() { height } else { 0 });
        for place in 0..height {
            let amount = self.amount(&amounts, place);
            let row = self.row(customers.get(place), orders.get(place), &times, &amount, place);
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
                let column = frame.column(&format!("where {place}")).map_err(internal)?;
                columns.push(column.clone().with_name(self.plan.header[place].as_str().into()));
            }
            let columns = DataFrame::new(height, columns).and_then(|frame| frame.filter(&readable));
            keep(filter, &columns.map_err(internal)?, rows, first, &mut report)?;
        }
        Ok(report)
    }

    fn row(
        &self,
        customer: Option<&str>,
        order: Option<&str>,
        times: &Times<'_>,
        amount: &std::result::Result<Money, (usize, String, String)>,
        place: usize,
    ) -> std::result::Result<Row, (RejectKind, usize, String, String)> {
        let mapping = &self.plan.mapping;
        let customer = customer.unwrap_or_default().trim_ascii();
        check_id(customer.as_bytes())
            .map_err(|(kind, reason)| (kind, mapping.customer, customer.to_owned(), reason.to_owned()))?;
        let order = order.unwrap_or_default().trim_ascii();
        let time = times.get(place, &self.plan.date_format).map_err(|(value, problem)| {
            (RejectKind::Date, mapping.date, value, problem.reason(&self.plan.date_format))
        })?;
        let amount = match amount {
            Ok(amount) => *amount,
            Err((column, value, reason)) => {
                return Err((RejectKind::Amount, *column, value.clone(), reason.clone()));
            }
        };
        Ok(Row {
            customer: self.ids.customer(customer.as_bytes()),
            order: Key::order(order.as_bytes()),
            time,
            amount,
        })
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

fn text<'a>(frame: &'a DataFrame, name: &str) -> Result<&'a StringChunked> {
    frame.column(name).and_then(|column| column.str()).map_err(internal)
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
    ) -> std::result::Result<crate::units::Timestamp, (String, dates::DateProblem)> {
        match self {
            Times::Micros(values) => values
                .get(place)
                .map(crate::units::Timestamp)
                .ok_or((String::new(), dates::DateProblem::Empty)),
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
