//! The values of the columns of a typed file, one by one: ids, moments and amounts, as strictly as text.

use polars::prelude::*;

use super::dates;
use super::ids::{check_id, is_missing};
use super::internal;
use super::numbers::{self, Amount, Decimal, DecimalMark, NumberProblem, Style};
use super::plan::Formats;
use super::rejects::RejectKind;
use super::rows::Key;
use crate::error::Result;
use crate::units::{MONEY_DECIMALS, MONEY_SCALE, Money, Timestamp};

/// Whole numbers from here on are no longer exact as `f64` (2^53).
const EXACT_FLOATS: f64 = 9_007_199_254_740_992.0;

/// Ids as the file holds them; missing is blank.
pub(super) enum IdValues<'a> {
    Whole(&'a Int64Chunked),
    Float(&'a Float64Chunked),
    Text(&'a StringChunked),
}

impl<'a> IdValues<'a> {
    pub(super) fn of(column: &'a Column) -> Result<IdValues<'a>> {
        match column.dtype() {
            DataType::String => column.str().map(IdValues::Text).map_err(internal),
            DataType::Float64 => column.f64().map(IdValues::Float).map_err(internal),
            _ => column.i64().map(IdValues::Whole).map_err(internal),
        }
    }

    pub(super) fn text(&self, place: usize) -> Option<String> {
        match self {
            IdValues::Whole(ids) => ids.get(place).map(|id| id.to_string()),
            IdValues::Float(ids) => ids.get(place).map(|id| id.to_string()),
            IdValues::Text(ids) => ids.get(place).map(|id| id.trim_ascii().to_owned()),
        }
    }

    pub(super) fn key(
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

pub(super) enum Times<'a> {
    Micros(&'a Int64Chunked),
    Text(&'a StringChunked),
}

impl<'a> Times<'a> {
    pub(super) fn of(column: &'a Column) -> Result<Times<'a>> {
        match column.dtype() {
            DataType::String => column.str().map(Times::Text).map_err(internal),
            _ => column.i64().map(Times::Micros).map_err(internal),
        }
    }

    pub(super) fn get(
        &self,
        place: usize,
        formats: &Formats,
    ) -> std::result::Result<Timestamp, (String, dates::DateProblem)> {
        match self {
            Times::Micros(values) => {
                values.get(place).map(Timestamp).ok_or((String::new(), dates::DateProblem::Empty))
            }
            Times::Text(values) => {
                let value = values.get(place).unwrap_or_default().trim_ascii();
                dates::parse(value.as_bytes(), &formats.dates, &formats.zones)
                    .map_err(|problem| (value.to_owned(), problem))
            }
        }
    }
}

pub(super) enum Amounts<'a> {
    Whole(&'a Int64Chunked),
    Float(&'a Float64Chunked),
    Decimal(&'a Int128Chunked),
    Text(&'a StringChunked),
}

impl<'a> Amounts<'a> {
    pub(super) fn of(column: &'a Column) -> Result<Amounts<'a>> {
        match column.dtype() {
            DataType::String => column.str().map(Amounts::Text),
            DataType::Float64 => column.f64().map(Amounts::Float),
            DataType::Decimal(..) => column.decimal().map(|decimal| Amounts::Decimal(decimal.physical())),
            _ => column.i64().map(Amounts::Whole),
        }
        .map_err(internal)
    }

    pub(super) fn is_blank(&self, place: usize) -> bool {
        match self {
            Amounts::Whole(values) => values.get(place).is_none(),
            Amounts::Float(values) => values.get(place).is_none(),
            Amounts::Decimal(values) => values.get(place).is_none(),
            Amounts::Text(values) => values.get(place).unwrap_or_default().trim_ascii().is_empty(),
        }
    }

    pub(super) fn get(
        &self,
        place: usize,
        style: Style,
    ) -> std::result::Result<Amount, (String, NumberProblem)> {
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
                let amount =
                    style.check(value.as_bytes()).and_then(|()| numbers::parse(value.as_bytes(), style.mark));
                amount.map_err(|problem| (value.to_owned(), problem))
            }
        }
    }

    /// A factor of a product, with all the decimals it has.
    pub(super) fn decimal(
        &self,
        place: usize,
        style: Style,
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
                let decimal = style
                    .check(value.as_bytes())
                    .and_then(|()| numbers::parse_decimal(value.as_bytes(), style.mark));
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
pub(super) fn float_amount(value: f64) -> std::result::Result<Amount, NumberProblem> {
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
