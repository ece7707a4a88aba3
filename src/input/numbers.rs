//! Amounts: which mark is the decimal one, decided once for the column, and the strict parser.
//!
//! `1.234` is twelve hundred in Jakarta and a little over one in London. A column is read by the values that
//! can be read only one way; if there are none, it is ambiguous and the user is asked.

use crate::units::{MONEY_DECIMALS, MONEY_SCALE, Money};

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

/// Parses one amount strictly. Decimals beyond the fourth are rounded, half to even.
pub(super) fn parse(value: &[u8], mark: DecimalMark) -> Result<Money, NumberProblem> {
    if value.is_empty() {
        return Err(NumberProblem::Empty);
    }
    let (negative, digits) = sign(value);
    let magnitude = magnitude(digits, mark)?;
    Ok(Money(if negative { -magnitude } else { magnitude }))
}

/// The product of two amounts, such as quantity and unit price.
pub(super) fn multiply(left: Money, right: Money) -> Result<Money, NumberProblem> {
    let exact = i128::from(left.0) * i128::from(right.0);
    let scale = i128::from(MONEY_SCALE);
    let (quotient, rest) = (exact.div_euclid(scale), exact.rem_euclid(scale));
    let up = rest * 2 > scale || (rest * 2 == scale && quotient % 2 != 0);
    i64::try_from(quotient + i128::from(up)).map(Money).map_err(|_| NumberProblem::TooLarge)
}

fn sign(value: &[u8]) -> (bool, &[u8]) {
    match value {
        [b'+', rest @ ..] => (false, rest),
        // the third is U+2212, the minus sign that word processors and some marketplaces write
        [b'-', rest @ ..] | [b'(', rest @ .., b')'] | [0xE2, 0x88, 0x92, rest @ ..] => (true, rest),
        _ => (false, value),
    }
}

fn magnitude(digits: &[u8], mark: DecimalMark) -> Result<i64, NumberProblem> {
    let mut units: i64 = 0;
    let mut since_group: Option<usize> = None;
    let mut run = 0;
    let mut seen = false;
    for (place, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                units = units
                    .checked_mul(10)
                    .and_then(|units| units.checked_add(i64::from(byte - b'0')))
                    .ok_or(NumberProblem::TooLarge)?;
                run += 1;
                seen = true;
            }
            _ if byte == mark.group() => {
                if !grouped(since_group, run) || run == 0 {
                    return Err(NumberProblem::Grouping);
                }
                since_group = Some(place);
                run = 0;
            }
            _ if byte == mark.byte() => {
                if since_group.is_some() && run != 3 {
                    return Err(NumberProblem::Grouping);
                }
                return decimals(units, seen, &digits[place + 1..], mark);
            }
            _ => return Err(NumberProblem::NotANumber),
        }
    }
    if since_group.is_some() && run != 3 {
        return Err(NumberProblem::Grouping);
    }
    if !seen {
        return Err(NumberProblem::NotANumber);
    }
    units.checked_mul(MONEY_SCALE).ok_or(NumberProblem::TooLarge)
}

/// Whether the run of digits before a group mark has a length that grouping allows.
fn grouped(since_group: Option<usize>, run: usize) -> bool {
    if since_group.is_some() { run == 3 } else { run <= 3 }
}

fn decimals(units: i64, seen: bool, digits: &[u8], mark: DecimalMark) -> Result<i64, NumberProblem> {
    if let Some(&odd) = digits.iter().find(|byte| !byte.is_ascii_digit()) {
        let separator = odd == mark.byte() || odd == mark.group();
        return Err(if separator { NumberProblem::Grouping } else { NumberProblem::NotANumber });
    }
    if digits.is_empty() && !seen {
        return Err(NumberProblem::NotANumber);
    }
    let kept = digits.len().min(MONEY_DECIMALS as usize);
    let mut scaled = units;
    for place in 0..MONEY_DECIMALS as usize {
        let digit = digits.get(place).map_or(0, |digit| i64::from(digit - b'0'));
        scaled = scaled
            .checked_mul(10)
            .and_then(|scaled| scaled.checked_add(digit))
            .ok_or(NumberProblem::TooLarge)?;
    }
    Ok(scaled + i64::from(rounds_up(scaled, &digits[kept..])))
}

fn rounds_up(kept: i64, dropped: &[u8]) -> bool {
    match dropped {
        [] => false,
        [b'5', rest @ ..] if rest.iter().all(|&digit| digit == b'0') => kept % 2 != 0,
        [first, ..] => *first >= b'5',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(value: &str) -> Result<f64, NumberProblem> {
        parse(value.as_bytes(), DecimalMark::Point).map(Money::to_f64)
    }

    fn comma(value: &str) -> Result<f64, NumberProblem> {
        parse(value.as_bytes(), DecimalMark::Comma).map(Money::to_f64)
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
    fn products_are_exact() {
        let money = |value: &str| parse(value.as_bytes(), DecimalMark::Point).unwrap();
        assert_eq!(multiply(money("3"), money("1250.25")), Ok(money("3750.75")));
        assert_eq!(multiply(money("-2"), money("0.3333")), Ok(money("-0.6666")));
        assert_eq!(multiply(money("0.01"), money("0.005")), Ok(money("0")));
        assert_eq!(multiply(money("0.03"), money("0.005")), Ok(money("0.0002")));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(units in -900_000_000_000_000_000i64..900_000_000_000_000_000) {
            let (whole, rest) = (units.unsigned_abs() / 10_000, units.unsigned_abs() % 10_000);
            let sign = if units < 0 { "-" } else { "" };
            prop_assert_eq!(
                parse(format!("{sign}{whole}.{rest:04}").as_bytes(), DecimalMark::Point),
                Ok(Money(units))
            );
            prop_assert_eq!(
                parse(format!("{sign}{whole},{rest:04}").as_bytes(), DecimalMark::Comma),
                Ok(Money(units))
            );
        }
    }
}
