//! The synthetic export as CSV, written as it is made.

use std::io::Write;

use rayon::prelude::*;

use super::basket::product;
use super::calendar::DAY;
use super::{CATEGORIES, CHANNELS, Row, Shop};
use crate::error::{Error, Result};
use crate::units::Day;

const ORDER_COLUMNS: &str = "order_id,customer_id,ordered_at,channel,category,discount,amount";
const LINE_COLUMNS: &str =
    "order_id,customer_id,ordered_at,channel,category,product,quantity,unit_price,discount,amount";

/// Writes the log as CSV.
pub struct CsvLog<'a> {
    shop: &'a Shop,
    out: &'a mut dyn Write,
}

/// Rows that are one piece of work.
const ROWS_AT_ONCE: usize = 16_384;

impl<'a> CsvLog<'a> {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// What `out` runs into.
    pub fn new(shop: &'a Shop, out: &'a mut dyn Write) -> Result<CsvLog<'a>> {
        writeln!(out, "{}", if shop.lines { LINE_COLUMNS } else { ORDER_COLUMNS }).map_err(failed)?;
        Ok(CsvLog { shop, out })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// What `out` runs into.
    pub fn write(&mut self, rows: &[Row]) -> Result<()> {
        let parts: Vec<Vec<u8>> = rows
            .par_chunks(ROWS_AT_ONCE)
            .map(|rows| {
                let mut text = Vec::with_capacity(rows.len() * 64);
                let mut days = DayText::default();
                for row in rows {
                    csv_row(self.shop, row, &mut days, &mut text);
                }
                text
            })
            .collect();
        parts.iter().try_for_each(|part| self.out.write_all(part)).map_err(failed)
    }
}

fn failed(source: std::io::Error) -> Error {
    Error::Write { path: None, source }
}

/// The text of the day that was asked for last.
#[derive(Default)]
struct DayText {
    day: i64,
    text: String,
}

impl DayText {
    fn of(&mut self, day: i64) -> &[u8] {
        if self.day != day || self.text.is_empty() {
            self.day = day;
            self.text = Day(day as i32).to_string();
        }
        self.text.as_bytes()
    }
}

fn csv_row(shop: &Shop, row: &Row, days: &mut DayText, text: &mut Vec<u8>) {
    whole(row.order as i64, text);
    text.push(b',');
    if let Some(customer) = row.customer {
        text.extend_from_slice(shop.id_prefix.as_bytes());
        whole(shop.customer_number(customer) as i64, text);
    }
    text.push(b',');
    text.extend_from_slice(days.of(row.at.div_euclid(DAY)));
    let second = row.at.rem_euclid(DAY);
    for (mark, part) in [(b' ', second / 3600), (b':', second / 60 % 60), (b':', second % 60)] {
        text.push(mark);
        two_digits(part, text);
    }
    for word in [CHANNELS[usize::from(row.channel)], CATEGORIES[usize::from(row.category)]] {
        text.push(b',');
        text.extend_from_slice(word.as_bytes());
    }
    if let Some(number) = row.product {
        text.push(b',');
        text.extend_from_slice(product(number).as_bytes());
        text.push(b',');
        whole(row.quantity, text);
        text.push(b',');
        money(row.unit_price, shop.decimals, text);
    }
    text.push(b',');
    money(row.discount, shop.decimals, text);
    text.push(b',');
    money(row.amount, shop.decimals, text);
    text.push(b'\n');
}

fn whole(number: i64, text: &mut Vec<u8>) {
    let mut digits = [0_u8; 20];
    let mut place = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        place -= 1;
        digits[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        text.push(b'-');
    }
    text.extend_from_slice(&digits[place..]);
}

fn two_digits(number: i64, text: &mut Vec<u8>) {
    whole(number / 10, text);
    whole(number % 10, text);
}

/// Hundredths with so many decimals.
fn money(hundredths: i64, decimals: u32, text: &mut Vec<u8>) {
    if hundredths < 0 {
        text.push(b'-');
    }
    let (units, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    whole(units, text);
    match decimals {
        0 => {}
        1 => {
            text.push(b'.');
            whole(rest / 10, text);
        }
        _ => {
            text.push(b'.');
            two_digits(rest, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_decimals_of_the_shop() {
        for (hundredths, decimals, expected) in [
            (1_205, 2, "12.05"),
            (-1_205, 2, "-12.05"),
            (5, 2, "0.05"),
            (-50, 1, "-0.5"),
            (12_500_000, 0, "125000"),
        ] {
            let mut text = Vec::new();
            money(hundredths, decimals, &mut text);
            assert_eq!(String::from_utf8(text).unwrap(), expected);
        }
    }
}
