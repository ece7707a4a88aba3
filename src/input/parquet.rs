//! Parquet: which columns are read and how, and row groups as frames of just those columns. `batch` turns the
//! frames into rows.

use std::sync::Arc;

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::parquet::read::{FileMetadata, ParallelStrategy, ParquetReader};

use super::columns::{Mapping, Role};
use super::dates::DateEvidence;
use super::head::preset_for;
use super::measures::Measure;
use super::numbers::NumberEvidence;
use super::plan::{Formats, Settle};
use super::presets::Preset;
use super::sources::Source;
use super::{ReadOptions, internal};
use crate::error::{Error, Result};
use crate::units::MONEY_DECIMALS;

/// How one Parquet file is read.
#[derive(Debug)]
pub(super) struct ParquetPlan {
    pub(super) header: Vec<String>,
    pub(super) mapping: Mapping,
    pub(super) rows: usize,
    pub(super) preset: Option<&'static Preset>,
    pub(super) formats: Formats,
    types: Vec<DataType>,
    /// Of a file of each row group by itself: of a file of several the reader would look into each for every part.
    groups: Vec<Arc<FileMetadata>>,
}

/// Row group, first row in it and number of rows of a part of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    group: usize,
    first: usize,
    pub(super) rows: usize,
}

/// Larger row groups are read in several parts.
const LARGEST_SLICE: usize = 1 << 21;

impl ParquetPlan {
    pub(super) fn make(source: &Source, options: &ReadOptions) -> Result<ParquetPlan> {
        let bad = |problem: PolarsError| bad_parquet(source, &problem);
        let mut reader = ParquetReader::new(source.reopen()?).with_slice(Some((0, 0)));
        let metadata = Arc::clone(reader.get_metadata().map_err(bad)?);
        let frame = reader.finish().map_err(bad)?;
        let (header, types): (Vec<String>, Vec<DataType>) =
            frame.schema().iter().map(|(name, dtype)| (name.to_string(), dtype.clone())).unzip();
        if metadata.num_rows == 0 {
            return Err(Error::HeaderOnly { path: source.name.clone() });
        }
        let preset = preset_for(&header, options)?;
        let mut mapping = Mapping::find(&source.name, &header, &options.columns, preset, options.amounts)?;
        // typed files have moments
        mapping.time = None;
        mapping.keep_measures(options.measures);
        let mut plan = ParquetPlan {
            header,
            rows: metadata.num_rows,
            preset,
            formats: Formats::typed(&mapping, preset, options),
            mapping,
            types,
            groups: groups(&metadata),
        };
        plan.check_types(source)?;
        plan.decide_formats(source, options)?;
        Ok(plan)
    }

    fn check_types(&self, source: &Source) -> Result<()> {
        let mapping = &self.mapping;
        let mut used = vec![(Role::Date, mapping.date)];
        used.extend(mapping.customer.iter().map(|&place| (Role::Customer, place)));
        used.extend(mapping.order.map(|place| (Role::Order, place)));
        used.extend(mapping.amount.iter().chain(&mapping.refund).map(|&place| (Role::Amount, place)));
        for (role, place) in used {
            let found = &self.types[place];
            let fits = match role {
                Role::Customer | Role::Order => self.is_text(place) || found.is_primitive_numeric(),
                Role::Date => self.is_text(place) || matches!(found, DataType::Date | DataType::Datetime(..)),
                Role::Amount => self.is_text(place) || found.is_primitive_numeric() || found.is_decimal(),
                // these are read as text, whatever they are
                Role::Time
                | Role::Refund
                | Role::Status
                | Role::Currency
                | Role::Product
                | Role::Discount
                | Role::Quantity => true,
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

    fn is_text(&self, place: usize) -> bool {
        matches!(self.types[place], DataType::String | DataType::Categorical(..) | DataType::Enum(..))
    }

    /// Columns of text are looked at as a whole; typed columns leave nothing to decide.
    fn decide_formats(&mut self, source: &Source, options: &ReadOptions) -> Result<()> {
        let each_text = |place: usize, add: &mut dyn FnMut(&[u8])| -> Result<()> {
            let distinct = |column: &Column| column.cast(&DataType::String).and_then(|texts| texts.unique());
            let mut all: Option<Column> = None;
            for slice in self.slices() {
                let texts = distinct(&self.read(source, slice, &[place])?.columns()[0]).map_err(internal)?;
                match &mut all {
                    Some(all) => all.append(&texts).map(drop).map_err(internal)?,
                    none => *none = Some(texts),
                }
            }
            let Some(all) = all else { return Ok(()) };
            distinct(&all)
                .map_err(internal)?
                .str()
                .map_err(internal)?
                .iter()
                .flatten()
                .for_each(|text| add(text.trim_ascii().as_bytes()));
            Ok(())
        };
        let mut formats = self.formats.clone();
        let settle = Settle { source, options, preset: self.preset };
        if self.is_text(self.mapping.date) {
            let mut evidence = DateEvidence::default();
            each_text(self.mapping.date, &mut |text| evidence.add(text))?;
            let name = || self.header[self.mapping.date].clone();
            formats.dates = settle.dates(&evidence, name)?;
        }
        if self.is_text(self.mapping.customer[0]) {
            formats.float_ids = self.has_float_ids(source)?;
        }
        let Formats { amounts, refund, measures, .. } = &mut formats;
        let amounts = amounts.iter_mut().zip(&self.mapping.amount);
        let refund = std::iter::once(refund).zip(&self.mapping.refund);
        let measures = measures.iter_mut().zip(&self.mapping.measures);
        let measures = measures.filter_map(|(mark, place)| Some((mark, place.as_ref()?)));
        for (mark, &place) in amounts.chain(refund).chain(measures) {
            if self.is_text(place) {
                let mut evidence = NumberEvidence::default();
                each_text(place, &mut |text| evidence.add(text))?;
                *mark = settle.numbers(&evidence, || self.header[place].clone())?;
            }
        }
        self.formats = formats;
        Ok(())
    }

    /// Whether every customer id is a whole number that became a float, such as `17.0`; mostly the first says that it is not.
    fn has_float_ids(&self, source: &Source) -> Result<bool> {
        let customer = self.mapping.customer[0];
        let mut any = false;
        for slice in self.slices() {
            let frame = self.read(source, slice, &[customer])?;
            let ids = frame.columns()[0].cast(&DataType::String).map_err(internal)?;
            for id in ids.str().map_err(internal)?.iter().flatten() {
                let id = id.trim_ascii().as_bytes();
                if super::plan::is_float_id(id) {
                    any = true;
                } else if !super::ids::is_missing(id) {
                    return Ok(false);
                }
            }
        }
        Ok(any)
    }

    /// The parts of the file, in order.
    pub(super) fn slices(&self) -> Vec<Slice> {
        let of_group = |(group, file): (usize, &Arc<FileMetadata>)| {
            let all = file.num_rows;
            (0..all).step_by(LARGEST_SLICE).map(move |first| Slice {
                group,
                first,
                rows: LARGEST_SLICE.min(all - first),
            })
        };
        self.groups.iter().enumerate().flat_map(of_group).collect()
    }

    fn read(&self, source: &Source, slice: Slice, columns: &[usize]) -> Result<DataFrame> {
        // several threads read several row groups; a file of one is read by columns
        let parallel = if self.groups.len() > 1 { ParallelStrategy::None } else { ParallelStrategy::Columns };
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        columns.dedup();
        let mut reader = ParquetReader::new(source.reopen()?)
            .with_slice(Some((slice.first, slice.rows)))
            .with_projection(Some(columns))
            .read_parallel(parallel);
        reader.set_metadata(Arc::clone(&self.groups[slice.group]));
        reader.finish().map_err(|problem| bad_parquet(source, &problem))
    }

    /// A part of the file as columns `customer0`…, `order`, `date`, `amount0`…, `refund`, `discount`, `quantity`, `text 0`… and
    /// `where 0`…, as far as there are.
    pub(super) fn frame(
        &self,
        source: &Source,
        slice: Slice,
        filter: &[usize],
        labels: &[usize],
    ) -> Result<DataFrame> {
        let mapping = &self.mapping;
        let mut used = mapping.used();
        used.extend(mapping.product.iter().chain(filter).chain(labels));
        let mut columns = vec![self.time().alias("date")];
        let customers = mapping.customer.iter().enumerate();
        columns.extend(customers.map(|(which, &place)| self.id(place).alias(format!("customer{which}"))));
        let refunds = mapping.refund.iter();
        columns.extend(refunds.map(|&place| self.amount(place).alias("refund")));
        for measure in Measure::ALL {
            let place = mapping.measures[measure.place()];
            columns.extend(place.map(|place| self.amount(place).alias(measure.role().name())));
        }
        let words = mapping.status.iter().chain(&mapping.cancelled);
        let words = words.chain(&mapping.currency).chain(&mapping.product).chain(&mapping.refund);
        let mut words: Vec<usize> = words.chain(labels).copied().collect();
        words.sort_unstable();
        words.dedup();
        for place in words {
            let text = col(self.header[place].as_str()).cast(DataType::String);
            columns.push(text.alias(format!("text {place}")));
        }
        columns.extend(mapping.order.map(|place| self.id(place).alias("order")));
        let amounts = mapping.amount.iter().enumerate();
        columns.extend(amounts.map(|(factor, &place)| self.amount(place).alias(format!("amount{factor}"))));
        columns.extend(filter.iter().map(|&place| self.as_written(place).alias(format!("where {place}"))));
        let frame = self.read(source, slice, &used)?.lazy().select(columns).collect();
        frame.map_err(|problem| bad_parquet(source, &problem))
    }

    /// An id as text or as a whole number, which a data frame may have turned into a float.
    fn id(&self, place: usize) -> Expr {
        let column = col(self.header[place].as_str());
        match &self.types[place] {
            dtype if dtype.is_float() => column.cast(DataType::Float64),
            dtype if dtype.is_integer() && *dtype != DataType::UInt64 => column.strict_cast(DataType::Int64),
            _ => column.cast(DataType::String),
        }
    }

    /// The column, days as their midnight and moments with a time zone as their wall clock shows them.
    fn as_written(&self, place: usize) -> Expr {
        let column = col(self.header[place].as_str());
        match &self.types[place] {
            DataType::Datetime(_, Some(_)) => {
                column.dt().replace_time_zone(None, lit("raise"), NonExistent::Raise)
            }
            DataType::Date => column.cast(DataType::Datetime(TimeUnit::Microseconds, None)),
            _ => column,
        }
    }

    /// Whether the moments are in UTC and are to be moved to another zone.
    pub(super) fn moves_moments(&self) -> bool {
        let zoned = matches!(self.types[self.mapping.date], DataType::Datetime(_, Some(_)));
        let naive = matches!(self.types[self.mapping.date], DataType::Datetime(_, None));
        self.formats.zones.target.is_some() && (zoned || (naive && self.formats.zones.utc))
    }

    fn time(&self) -> Expr {
        if self.moves_moments() {
            let column = col(self.header[self.mapping.date].as_str());
            let utc = column.dt().convert_time_zone(TimeZone::UTC);
            let zoned = matches!(self.types[self.mapping.date], DataType::Datetime(_, Some(_)));
            let utc = if zoned {
                utc.dt().replace_time_zone(None, lit("raise"), NonExistent::Raise)
            } else {
                self.as_written(self.mapping.date)
            };
            return utc.cast(DataType::Datetime(TimeUnit::Microseconds, None)).cast(DataType::Int64);
        }
        let column = self.as_written(self.mapping.date);
        match &self.types[self.mapping.date] {
            DataType::Date | DataType::Datetime(..) => {
                column.cast(DataType::Datetime(TimeUnit::Microseconds, None)).cast(DataType::Int64)
            }
            _ => column.cast(DataType::String),
        }
    }

    fn amount(&self, place: usize) -> Expr {
        let column = col(self.header[place].as_str());
        match &self.types[place] {
            dtype if dtype.is_float() => column.cast(DataType::Float64),
            dtype if dtype.is_integer() => column.strict_cast(DataType::Int64),
            DataType::Decimal(..) => column.strict_cast(DataType::Decimal(38, MONEY_DECIMALS as usize)),
            _ => column.cast(DataType::String),
        }
    }
}

/// Each row group as a file of its own.
fn groups(metadata: &FileMetadata) -> Vec<Arc<FileMetadata>> {
    let mut none = metadata.clone();
    let groups = std::mem::take(&mut none.row_groups);
    let files = groups.into_iter().map(|group| FileMetadata {
        num_rows: group.num_rows(),
        max_row_group_height: group.num_rows(),
        row_groups: vec![group],
        ..none.clone()
    });
    files.map(Arc::new).collect()
}

fn bad_parquet(source: &Source, problem: &PolarsError) -> Error {
    let reason = problem.to_string();
    let reason = reason.lines().next().unwrap_or_default().trim_start_matches("parquet: ");
    let mut letters = reason.chars();
    let reason = letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect());
    Error::BadParquet { path: source.name.clone(), reason }
}
