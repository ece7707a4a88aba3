//! Amounts: which mark is the decimal one, decided once for the column, and the strict parser.
//!
//! `1.234` is twelve hundred in Jakarta and a little over one in London. A column is read by the values that
//! can be read only one way; if there are none, it is ambiguous and the user is asked.

use crate::units::{MONEY_DECIMALS, Money};

/// The mark before the decimals; the other one groups thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// `1,234.56`
    Point,
    /// `1.234,56`
    Comma,
}

impl DecimalMark {
    /// The mark as a person calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DecimalMark::Point => "point",
            DecimalMark::Comma => "comma",
        }
    }

    fn byte(self) -> u8 {
        match self {
            DecimalMark::Point => b'.',
            DecimalMark::Comma => b',',
        }
    }

    fn group(self) -> u8 {
        match self {
            DecimalMark::Point => b',',
            DecimalMark::Comma => b'.',
        }
    }
}

/// Why a value is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberProblem {
    Empty,
    NotANumber,
    Grouping,
    TooLarge,
}

impl NumberProblem {
    pub(super) fn reason(self, mark: DecimalMark) -> String {
        match self {
            NumberProblem::Empty => "empty".to_owned(),
            NumberProblem::NotANumber => "not a number".to_owned(),
            NumberProblem::Grouping => format!(
                "separators out of place, other rows have `{}` before the decimals",
                mark.byte() as char
            ),
            NumberProblem::TooLarge => "larger than 900 trillion".to_owned(),
        }
    }
}

/// Collects what the values of a column say about its decimal mark.
#[derive(Debug, Default)]
pub(super) struct NumberEvidence {
    pub(super) values: usize,
    point: usize,
    comma: usize,
    open: usize,
    pub(super) example: Option<String>,
}

impl NumberEvidence {
    pub(super) fn add(&mut self, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        self.values += 1;
        let marks: Vec<(usize, u8)> = value
            .iter()
            .enumerate()
            .filter(|(_, byte)| matches!(byte, b'.' | b','))
            .map(|(place, &byte)| (place, byte))
            .collect();
        let Some(&(last_place, last)) = marks.last() else { return };
        let after = value[last_place + 1..].iter().filter(|byte| byte.is_ascii_digit()).count();
        let before = value[..last_place].iter().filter(|byte| byte.is_ascii_digit()).count();
        let leading_zero = value[..last_place].iter().find(|byte| byte.is_ascii_digit()) == Some(&b'0');
        let mixed = marks.iter().any(|&(_, byte)| byte != last);
        let grouping = if mixed {
            false
        } else if marks.len() > 1 {
            true
        } else if after == 3 && (1..=3).contains(&before) && !leading_zero {
            self.open += 1;
            if self.example.is_none() {
                self.example = Some(String::from_utf8_lossy(value).into_owned());
            }
            return;
        } else {
            false
        };
        if (last == b'.') == grouping {
            self.comma += 1;
        } else {
            self.point += 1;
        }
    }

    /// The mark that most of the telling values follow, or `None` while some can be read both ways.
    pub(super) fn decide(&self) -> Option<DecimalMark> {
        if self.point + self.comma == 0 {
            (self.open == 0).then_some(DecimalMark::Point)
        } else if self.comma > self.point {
            Some(DecimalMark::Comma)
        } else {
            Some(DecimalMark::Point)
        }
    }
}

/// An amount, and whether decimals beyond the fourth were rounded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) money: Money,
    pub(super) rounded: bool,
}

impl Amount {
    pub(super) const ZERO: Amount = Amount { money: Money(0), rounded: false };
}

/// Parses one amount strictly. Decimals beyond the fourth are rounded, half to even.
pub(super) fn parse(value: &[u8], mark: DecimalMark) -> Result<Amount, NumberProblem> {
    if let Some(money) = parse_plain(value, mark.byte()) {
        return Ok(Amount { money, rounded: false });
    }
    let Decimal { units, decimals } = parse_decimal(value, mark)?;
    round(units, decimals)
}

/// A short run of digits with at most one decimal mark and four decimals, which nearly every amount is; `None`
/// leaves a value to the full parser.
fn parse_plain(value: &[u8], mark: u8) -> Option<Money> {
    const LONGEST: usize = 14;
    if value.len() > LONGEST {
        return None;
    }
    let mut units = 0;
    let mut digits = 0;
    let mut whole_digits = None;
    for &byte in value {
        match byte {
            b'0'..=b'9' => {
                units = units * 10 + i64::from(byte - b'0');
                digits += 1;
            }
            _ if byte == mark && whole_digits.is_none() => whole_digits = Some(digits),
            _ => return None,
        }
    }
    let decimals = digits - whole_digits.unwrap_or(digits);
    (digits > 0 && decimals <= MONEY_DECIMALS).then(|| Money(units * 10_i64.pow(MONEY_DECIMALS - decimals)))
}

/// The product of several values, such as quantity and unit price: exact, then rounded once.
pub(super) fn product(factors: impl Iterator<Item = Decimal>) -> Result<Amount, NumberProblem> {
    let mut product = Decimal { units: 1, decimals: 0 };
    for factor in factors {
        product.units = product.units.checked_mul(factor.units).ok_or(NumberProblem::TooLarge)?;
        product.decimals += factor.decimals;
    }
    round(product.units, product.decimals)
}

/// A decimal number as it is written: `units` of 10 to the power of minus `decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) units: i128,
    pub(super) decimals: u32,
}

const MAX_DIGITS: u32 = 38;

fn round(units: i128, decimals: u32) -> Result<Amount, NumberProblem> {
    let fits = |units: i128| i64::try_from(units).map(Money).map_err(|_| NumberProblem::TooLarge);
    if decimals <= MONEY_DECIMALS {
        let scaled =
            units.checked_mul(10_i128.pow(MONEY_DECIMALS - decimals)).ok_or(NumberProblem::TooLarge)?;
        return Ok(Amount { money: fits(scaled)?, rounded: false });
    }
    if decimals - MONEY_DECIMALS > MAX_DIGITS {
        return Ok(Amount { money: Money(0), rounded: units != 0 });
    }
    let scale = 10_i128.pow(decimals - MONEY_DECIMALS);
    let (quotient, rest) = (units.div_euclid(scale), units.rem_euclid(scale));
    let up = rest > scale / 2 || (rest * 2 == scale && quotient % 2 != 0);
    // 48.500000000000004 is 48.5 as a binary fraction: within a hundredth of the last place nothing is lost
    let noise = scale / 100;
    let rounded = rest != 0 && (noise == 0 || (rest > noise && scale - rest > noise));
    Ok(Amount { money: fits(quotient + i128::from(up))?, rounded })
}

/// Parses one number strictly, with all its decimals.
pub(super) fn parse_decimal(value: &[u8], mark: DecimalMark) -> Result<Decimal, NumberProblem> {
    if value.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let (negative, digits) = sign(value);
    let Decimal { units, decimals } = magnitude(digits, mark)?;
    Ok(Decimal { units: if negative { -units } else { units }, decimals })
}

fn sign(value: &[u8]) -> (bool, &[u8]) {
    match value {
        [b'+', rest @ ..] => (false, rest),
        // the third is U+2212, the minus sign that word processors and some marketplaces write
        [b'-', rest @ ..] | [b'(', rest @ .., b')'] | [0xE2, 0x88, 0x92, rest @ ..] => (true, rest),
        _ => (false, value),
    }
}

fn magnitude(digits: &[u8], mark: DecimalMark) -> Result<Decimal, NumberProblem> {
    let mut units: i128 = 0;
    let mut since_group = false;
    let mut run = 0;
    let mut seen = 0;
    for (place, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                units = units * 10 + i128::from(byte - b'0');
                run += 1;
                seen += 1;
                if seen >= MAX_DIGITS {
                    return Err(NumberProblem::TooLarge);
                }
            }
            _ if byte == mark.group() => {
                let fits = if since_group { run == 3 } else { (1..=3).contains(&run) };
                if !fits {
                    return Err(NumberProblem::Grouping);
                }
                since_group = true;
                run = 0;
            }
            _ if byte == mark.byte() => {
                if since_group && run != 3 {
                    return Err(NumberProblem::Grouping);
                }
                return decimals(units, seen, &digits[place + 1..], mark);
            }
            _ => return Err(NumberProblem::NotANumber),
        }
    }
    if since_group && run != 3 {
        return Err(NumberProblem::Grouping);
    }
    if seen == 0 { Err(NumberProblem::NotANumber) } else { Ok(Decimal { units, decimals: 0 }) }
}

fn decimals(whole: i128, seen: u32, digits: &[u8], mark: DecimalMark) -> Result<Decimal, NumberProblem> {
    if let Some(&odd) = digits.iter().find(|byte| !byte.is_ascii_digit()) {
        let separator = odd == mark.byte() || odd == mark.group();
        return Err(if separator { NumberProblem::Grouping } else { NumberProblem::NotANumber });
    }
    if digits.is_empty() && seen == 0 {
        return Err(NumberProblem::NotANumber);
    }
    let mut units = whole;
    let mut decimals = 0;
    // decimals past the thirty-seventh digit are below any rounding
    for &digit in digits.iter().take((MAX_DIGITS - 1 - seen.min(MAX_DIGITS - 1)) as usize) {
        units = units * 10 + i128::from(digit - b'0');
        decimals += 1;
    }
    Ok(Decimal { units, decimals })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(value: &str) -> Result<f64, NumberProblem> {
        parse(value.as_bytes(), DecimalMark::Point).map(|amount| amount.money.to_f64())
    }

    fn comma(value: &str) -> Result<f64, NumberProblem> {
        parse(value.as_bytes(), DecimalMark::Comma).map(|amount| amount.money.to_f64())
    }

    /// The figures of `testdata/golden/rfm.json`, case `parse_amounts`, that carry no currency mark.
    #[test]
    fn golden_amounts() {
        for (value, expected) in
            [("37.200", 37200.0), ("1.250.000", 1_250_000.0), ("-3.000", -3000.0), ("1.234,56", 1234.56)]
        {
            assert_eq!(comma(value), Ok(expected), "{value}");
        }
        for (value, expected) in
            [("150,000", 150_000.0), ("1,234,567", 1_234_567.0), ("8.00", 8.0), ("(45.00)", -45.0)]
        {
            assert_eq!(point(value), Ok(expected), "{value}");
        }
        assert_eq!(comma("−25000"), Ok(-25000.0));
    }

    #[test]
    fn strict() {
        assert_eq!(point("12.0"), Ok(12.0));
        assert_eq!(point(".5"), Ok(0.5));
        assert_eq!(point("5."), Ok(5.0));
        assert_eq!(point("48.500000000000004"), Ok(48.5));
        assert_eq!(point("0.00005"), Ok(0.0));
        assert_eq!(point("0.00015"), Ok(0.0002));
        for value in ["", "-", ".", "12a", "NaN", "inf", "1e3", "Rp 5", " 5", "--5", "1 000"] {
            assert!(point(value).is_err(), "{value}");
        }
        for value in ["1,23", "1,2345", ",123", "1234,567", "1,234.5,6", "1.2.3", "12,34.5"] {
            assert_eq!(point(value), Err(NumberProblem::Grouping), "{value}");
        }
        assert_eq!(point("9223372036854775807"), Err(NumberProblem::TooLarge));
    }

    #[test]
    fn one_telling_value_decides_the_column() {
        let decide = |values: &[&str]| {
            let mut evidence = NumberEvidence::default();
            for value in values {
                evidence.add(value.as_bytes());
            }
            evidence.decide()
        };
        assert_eq!(decide(&["1.234", "5.678"]), None);
        assert_eq!(decide(&["1.234", "12.5"]), Some(DecimalMark::Point));
        assert_eq!(decide(&["1.234", "1.234.567"]), Some(DecimalMark::Comma));
        assert_eq!(decide(&["1,234", "12,5"]), Some(DecimalMark::Comma));
        assert_eq!(decide(&["1.234,50"]), Some(DecimalMark::Comma));
        assert_eq!(decide(&["0.250"]), Some(DecimalMark::Point));
        assert_eq!(decide(&["12", "15000"]), Some(DecimalMark::Point));
    }

    #[test]
    fn products_are_exact_and_rounded_once() {
        let times = |factors: &[&str]| {
            product(factors.iter().map(|value| parse_decimal(value.as_bytes(), DecimalMark::Point).unwrap()))
        };
        let exact = |money| Ok(Amount { money: Money(money), rounded: false });
        assert_eq!(times(&["3", "1250.25"]), exact(37_507_500));
        assert_eq!(times(&["250000", "0.00012"]), exact(300_000));
        assert_eq!(times(&["1000", "0.00004"]), exact(400));
        assert_eq!(times(&["-2", "0.3333"]), exact(-6_666));
        assert_eq!(times(&["3", "0.33335"]), Ok(Amount { money: Money(10_000), rounded: true }));
        assert_eq!(times(&["99999999999", "99999999999"]), Err(NumberProblem::TooLarge));
    }

    #[test]
    fn lost_decimals_are_told_from_binary_noise() {
        let rounded = |value: &str| parse(value.as_bytes(), DecimalMark::Point).unwrap().rounded;
        for value in ["1.23456", "0.00004", "7.12345678"] {
            assert!(rounded(value), "{value}");
        }
        for value in ["48.500000000000004", "48.49999999999999", "1.2345", "1.23450", "0.30000000000000004"] {
            assert!(!rounded(value), "{value}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_is_the_full_one(value in "[0-9.,-]{0,16}") {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                if let Some(money) = parse_plain(value.as_bytes(), mark.byte()) {
                    let full = parse_decimal(value.as_bytes(), mark).and_then(|full| round(full.units, full.decimals));
                    prop_assert_eq!(full, Ok(Amount { money, rounded: false }));
                }
            }
        }

        #[test]
        fn what_is_written_is_read(units in -900_000_000_000_000_000i64..900_000_000_000_000_000) {
            let (whole, rest) = (units.unsigned_abs() / 10_000, units.unsigned_abs() % 10_000);
            let sign = if units < 0 { "-" } else { "" };
            prop_assert_eq!(
                parse(format!("{sign}{whole}.{rest:04}").as_bytes(), DecimalMark::Point),
                Ok(Amount { money: Money(units), rounded: false })
            );
            prop_assert_eq!(
                parse(format!("{sign}{whole},{rest:04}").as_bytes(), DecimalMark::Comma),
                Ok(Amount { money: Money(units), rounded: false })
            );
        }
    }
}
