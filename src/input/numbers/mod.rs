//! Amounts: which mark is the decimal one, decided once for the column, and the strict parser.
//!
//! `1.234` is twelve hundred in Jakarta and a little over one in London. A column is read by the values that
//! can be read only one way, then by its currency; if neither tells, it is ambiguous and the user is asked.

mod currency;
mod digits;
mod evidence;
mod written;

use super::workbook::TYPED_NUMBER;
use crate::units::{MONEY_DECIMALS, Money};
use digits::MAX_DIGITS;
use written::Written;

pub(in crate::input) use currency::Currency;
pub(in crate::input) use evidence::NumberEvidence;

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

    fn other(self) -> DecimalMark {
        match self {
            DecimalMark::Point => DecimalMark::Comma,
            DecimalMark::Comma => DecimalMark::Point,
        }
    }

    fn group(self) -> u8 {
        self.other().byte()
    }
}

/// Why a value is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input) enum NumberProblem {
    Empty,
    NotANumber,
    Grouping,
    TooLarge,
    /// `1.234` where no other value says what its mark is.
    Ambiguous,
    OtherCurrency,
}

impl NumberProblem {
    pub(in crate::input) fn reason(self, mark: DecimalMark) -> String {
        match self {
            NumberProblem::Empty => "empty".to_owned(),
            NumberProblem::NotANumber => "not a number".to_owned(),
            NumberProblem::Grouping => format!(
                "separators out of place, other rows have `{}` before the decimals",
                mark.byte() as char
            ),
            NumberProblem::TooLarge => "larger than 900 trillion".to_owned(),
            NumberProblem::Ambiguous => "thousands or decimals? no other row tells".to_owned(),
            NumberProblem::OtherCurrency => "in another currency than other rows".to_owned(),
        }
    }
}

/// An amount, and whether decimals beyond the fourth were rounded away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input) struct Amount {
    pub(in crate::input) money: Money,
    pub(in crate::input) rounded: bool,
}

impl Amount {
    pub(in crate::input) const ZERO: Amount = Amount { money: Money(0), rounded: false };
}

/// Parses one amount strictly. Decimals beyond the fourth are rounded, half to even.
pub(in crate::input) fn parse(value: &[u8], mark: DecimalMark) -> Result<Amount, NumberProblem> {
    if let Some(money) = parse_plain(value, mark) {
        return Ok(Amount { money, rounded: false });
    }
    let Decimal { units, decimals } = parse_decimal(value, mark)?;
    round(units, decimals)
}

/// How the amounts of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input) struct Style {
    pub(in crate::input) mark: DecimalMark,
    /// Whether the values say that it is this mark.
    pub(in crate::input) proven: bool,
    pub(in crate::input) currency: Option<Currency>,
}

impl Style {
    /// Of values that have a type of their own.
    pub(in crate::input) const TYPED: Style =
        Style { mark: DecimalMark::Point, proven: true, currency: None };

    /// Whether a value is written otherwise than the column, although it could be read.
    pub(in crate::input) fn check(self, value: &[u8]) -> Result<(), NumberProblem> {
        if value.first() == Some(&TYPED_NUMBER) {
            return Ok(());
        }
        let plain = value.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.' && self.proven);
        if plain {
            return Ok(());
        }
        let Some(written) = Written::of(value) else { return Ok(()) };
        if !self.proven && matches!(evidence::Reading::of(written.digits), evidence::Reading::Open(_)) {
            return Err(NumberProblem::Ambiguous);
        }
        match (self.currency, written.currency) {
            (Some(own), Some(other)) if own != other => Err(NumberProblem::OtherCurrency),
            _ => Ok(()),
        }
    }
}

/// A short run of digits with at most one decimal mark and four decimals, which nearly every amount is; `None`
/// leaves a value to the full parser.
pub(in crate::input) fn parse_plain(value: &[u8], mark: DecimalMark) -> Option<Money> {
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
            _ if byte == mark.byte() && whole_digits.is_none() => whole_digits = Some(digits),
            _ => return None,
        }
    }
    let decimals = digits - whole_digits.unwrap_or(digits);
    (digits > 0 && decimals <= MONEY_DECIMALS).then(|| Money(units * 10_i64.pow(MONEY_DECIMALS - decimals)))
}

/// The product of several values, such as quantity and unit price: exact, then rounded once.
pub(in crate::input) fn product(factors: impl Iterator<Item = Decimal>) -> Result<Amount, NumberProblem> {
    let mut product = Decimal { units: 1, decimals: 0 };
    for factor in factors {
        product.units = product.units.checked_mul(factor.units).ok_or(NumberProblem::TooLarge)?;
        product.decimals += factor.decimals;
    }
    round(product.units, product.decimals)
}

/// A decimal number as it is written: `units` of 10 to the power of minus `decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input) struct Decimal {
    pub(in crate::input) units: i128,
    pub(in crate::input) decimals: u32,
}

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
pub(in crate::input) fn parse_decimal(value: &[u8], mark: DecimalMark) -> Result<Decimal, NumberProblem> {
    if value.is_empty() {
        return Err(NumberProblem::Empty);
    }
    if let [TYPED_NUMBER, typed @ ..] = value {
        return digits::read(typed.strip_prefix(b"-").unwrap_or(typed), DecimalMark::Point).map(
            |Decimal { units, decimals }| Decimal {
                units: if typed.starts_with(b"-") { -units } else { units },
                decimals,
            },
        );
    }
    let written = Written::of(value).ok_or(NumberProblem::NotANumber)?;
    let Decimal { units, decimals } = digits::read(written.digits, mark)?;
    Ok(Decimal { units: if written.negative { -units } else { units }, decimals })
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

    /// The figures of `testdata/golden/rfm.json`, case `parse_amounts`.
    #[test]
    fn golden_amounts() {
        for (value, expected) in [
            ("Rp 1.250.000", 1_250_000.0),
            ("Rp1.250.000,50", 1_250_000.5),
            ("37.200", 37200.0),
            ("1.250.000", 1_250_000.0),
            ("-3.000", -3000.0),
            ("1.234,56", 1234.56),
            ("1 234,56", 1234.56),
            ("IDR 99.000,00", 99000.0),
            ("−25000", -25000.0),
        ] {
            assert_eq!(comma(value), Ok(expected), "{value}");
        }
        for (value, expected) in [
            ("150,000", 150_000.0),
            ("1,234,567", 1_234_567.0),
            ("1'234.50", 1234.5),
            ("8.00", 8.0),
            ("$8.00", 8.0),
            ("(45.00)", -45.0),
            ("($45.00)", -45.0),
            ("-$12.96", -12.96),
            ("৳2,999", 2999.0),
        ] {
            assert_eq!(point(value), Ok(expected), "{value}");
        }
    }

    #[test]
    fn strict() {
        assert_eq!(point("12.0"), Ok(12.0));
        assert_eq!(point(".5"), Ok(0.5));
        assert_eq!(point("5."), Ok(5.0));
        assert_eq!(point("48.500000000000004"), Ok(48.5));
        assert_eq!(point("0.00005"), Ok(0.0));
        assert_eq!(point("0.00015"), Ok(0.0002));
        for value in ["", "-", ".", "12a", "NaN", "inf", "1e3", "Rp", "$", "Rp -", "5 pcs", " 5", "--5"] {
            assert!(point(value).is_err(), "{value}");
        }
        for value in
            ["1,23", "1,2345", ",123", "1234,567", "1,234.5,6", "1.2.3", "12,34.5", "Rp 5.000,-", "1 00"]
        {
            assert_eq!(point(value), Err(NumberProblem::Grouping), "{value}");
        }
        assert_eq!(comma("Rp 5.000,-"), Ok(5000.0));
        assert_eq!(comma("0.250"), Err(NumberProblem::Grouping));
        assert_eq!(point("9223372036854775807"), Err(NumberProblem::TooLarge));
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
                if let Some(money) = parse_plain(value.as_bytes(), mark) {
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

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), likely in "[-+()0-9.,' Rp$€\u{A0}]{0,60}") {
            let mut evidence = NumberEvidence::default();
            for value in [bytes.as_slice(), likely.as_bytes()] {
                evidence.add(value);
                for mark in [DecimalMark::Point, DecimalMark::Comma] {
                    let _ = parse(value, mark);
                    let _ = product([value; 3].iter().filter_map(|value| parse_decimal(value, mark).ok()));
                }
            }
            evidence.decide_with(None);
        }
    }
}
