//! Parquet through polars' streaming engine: which columns are read and how, and the scan that sends them batch by
//! batch. `batch` turns the batches into rows.

use std::num::NonZeroUsize;

use polars::prelude::*;

use super::columns::{Mapping, Role};
use super::dates::{DateEvidence, DateFormat};
use super::numbers::{DecimalMark, NumberEvidence};
use super::plan::{settle_dates, settle_numbers};
use super::sources::Source;
use super::{ReadOptions, internal};
use crate::error::{Error, Result};
use crate::units::{MICROS_PER_DAY, MONEY_DECIMALS};

/// How one Parquet file is read.
#[derive(Debug)]
pub(super) struct ParquetPlan {
    pub(super) header: Vec<String>,
    pub(super) mapping: Mapping,
    pub(super) rows: u64,
    scan: Scan,
    pub(super) date_format: DateFormat,
    pub(super) decimal_marks: Vec<DecimalMark>,
}

/// A lazy frame over the file; the spool of a stream is read through its bytes.
#[derive(Clone)]
struct Scan(LazyFrame);

impl std::fmt::Debug for Scan {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Scan")
    }
}

/// The file as it is, without columns from the names of its folders.
fn scan_args() -> ScanArgsParquet {
    let hive_options = HiveOptions { enabled: Some(false), ..HiveOptions::default() };
    ScanArgsParquet { hive_options, ..ScanArgsParquet::default() }
}

const BATCH_ROWS: usize = 64 << 10;

impl ParquetPlan {
    pub(super) fn make(source: &Source, options: &ReadOptions) -> Result<ParquetPlan> {
        let bad = |problem: PolarsError| bad_parquet(source, &problem);
        let file = source.reopen()?;
        let rows = ParquetReader::new(file).num_rows().map_err(bad)? as u64;
        let sources = ScanSources::Files(Arc::from([source.reopen()?]));
        let mut scan = LazyFrame::scan_parquet_sources(sources, scan_args()).map_err(bad)?;
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

    /// An id as text or as a whole number, which a data frame may have turned into a float.
    fn id(&self, place: usize) -> Expr {
        let column = col(self.header[place].as_str());
        match self.dtype(place) {
            Some(dtype) if dtype.is_primitive_numeric() => column.strict_cast(DataType::Int64),
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
    let mut letters = reason.chars();
    let reason = letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect());
    Error::BadParquet { path: source.name.clone(), reason }
}
