//! The synthetic export as Parquet, a row group for each span of days.

use std::io::Write;

use polars::prelude::*;
use polars_io::parquet::write::{BatchedWriter, ParquetWriter};

use super::basket::product;
use super::{CATEGORIES, CHANNELS, Row, Shop};
use crate::error::{Error, Result};

/// Writes the log as Parquet: ids of digits only as integers, others as text, times as microseconds.
pub struct ParquetLog<'a, W: Write> {
    shop: &'a Shop,
    out: BatchedWriter<W>,
}

impl<'a, W: Write> ParquetLog<'a, W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What `out` runs into.
    pub fn new(shop: &'a Shop, out: W) -> Result<ParquetLog<'a, W>> {
        let schema = frame(shop, &[])?.schema().as_ref().clone();
        Ok(ParquetLog { shop, out: ParquetWriter::new(out).batched(&schema).map_err(failed)? })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// What the file runs into.
    pub fn write(&mut self, rows: &[Row]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        self.out.write_batch(&frame(self.shop, rows)?).map_err(failed)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// What the file runs into.
    pub fn finish(self) -> Result<()> {
        self.out.finish().map(drop).map_err(failed)
    }
}

fn failed(problem: PolarsError) -> Error {
    match problem {
        PolarsError::IO { error, .. } => {
            Error::Write { path: None, source: std::io::Error::new(error.kind(), error.to_string()) }
        }
        other => Error::Internal(other.to_string()),
    }
}

fn frame(shop: &Shop, rows: &[Row]) -> Result<DataFrame> {
    let whole = |name: &str, value: &dyn Fn(&Row) -> i64| {
        Column::new(name.into(), rows.iter().map(value).collect::<Vec<i64>>())
    };
    #[expect(clippy::cast_precision_loss, reason = "the nearest double is what is wanted")]
    let money = |name: &str, value: &dyn Fn(&Row) -> i64| {
        Column::new(name.into(), rows.iter().map(|row| value(row) as f64 / 100.0).collect::<Vec<f64>>())
    };
    let word = |name: &str, value: &dyn Fn(&Row) -> &'static str| {
        Column::new(name.into(), rows.iter().map(value).collect::<Vec<&str>>())
    };
    let customer = if shop.id_prefix.is_empty() {
        let number = |row: &Row| row.customer.map(|customer| shop.customer_number(customer) as i64);
        Column::new("customer_id".into(), rows.iter().map(number).collect::<Vec<Option<i64>>>())
    } else {
        let id = |row: &Row| row.customer.map(|customer| shop.customer_id(customer));
        Column::new("customer_id".into(), rows.iter().map(id).collect::<Vec<Option<String>>>())
    };
    let time = whole("ordered_at", &|row| row.at * 1_000_000)
        .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
        .map_err(failed)?;
    let mut columns = vec![
        whole("order_id", &|row| row.order as i64),
        customer,
        time,
        word("channel", &|row| CHANNELS[usize::from(row.channel)]),
        word("category", &|row| CATEGORIES[usize::from(row.category)]),
    ];
    if shop.lines {
        let names = rows.iter().map(|row| row.product.map(product)).collect::<Vec<Option<String>>>();
        columns.push(Column::new("product".into(), names));
        columns.push(whole("quantity", &|row| row.quantity));
        columns.push(money("unit_price", &|row| row.unit_price));
    }
    columns.push(money("discount", &|row| row.discount));
    columns.push(money("amount", &|row| row.amount));
    DataFrame::new(rows.len(), columns).map_err(failed)
}
