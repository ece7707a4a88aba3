//! What stands around the digits of an amount: its sign and its currency mark.
//!
//! One sign and one mark at most, either outside the other: `-Rp 3.000`, `Rp -3.000`, `(Rp 3.000)`, `$ (3.00)`,
//! `3.00- EUR`. Blanks may stand beside a mark, nowhere else.

use super::currency::Currency;

/// An amount taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written<'a> {
    pub(super) negative: bool,
    pub(super) currency: Option<Currency>,
    /// Digits, decimal mark and grouping marks: nothing else, though perhaps not in order.
    pub(super) digits: &'a [u8],
}

impl Written<'_> {
    /// `None` if anything is left that no number holds, such as a second sign or a letter.
    pub(super) fn of(value: &[u8]) -> Option<Written<'_>> {
        let (mut negative, mut currency, mut rest) = (None, None, value);
        loop {
            if negative.is_none()
                && let Some((minus, inner)) = sign(rest)
            {
                (negative, rest) = (Some(minus), inner);
            } else if currency.is_none()
                && let Some((mark, inner)) = mark(rest)
            {
                (currency, rest) = (Some(mark), inner);
            } else {
                break;
            }
        }
        // `Rp 5.000,-` has a dash for its decimals
        if matches!(currency, None | Some(Currency::RUPIAH))
            && let [whole @ .., b'-'] = rest
            && whole.ends_with(b",")
        {
            rest = whole;
        }
        is_digits(rest).then_some(Written { negative: negative == Some(true), currency, digits: rest })
    }
}

fn sign(value: &[u8]) -> Option<(bool, &[u8])> {
    match value {
        [b'+', rest @ ..] => Some((false, rest)),
        // the third is U+2212, the minus sign that word processors and some marketplaces write
        [b'-', rest @ ..] | [b'(', rest @ .., b')'] | [0xE2, 0x88, 0x92, rest @ ..] => Some((true, rest)),
        [rest @ .., b'-'] if ends_amount(rest) => Some((true, rest)),
        _ => None,
    }
}

/// Only a digit or a currency goes before a trailing minus: the dash of `5.000,-` is no sign.
fn ends_amount(value: &[u8]) -> bool {
    value.last().is_some_and(u8::is_ascii_digit) || Currency::after(value).is_some()
}

fn mark(value: &[u8]) -> Option<(Currency, &[u8])> {
    if let [b'0'..=b'9', .., b'0'..=b'9'] = value {
        return None;
    }
    Currency::before(trim_start(value))
        .map(|(currency, rest)| (currency, trim_start(rest)))
        .or_else(|| Currency::after(trim_end(value)).map(|(currency, rest)| (currency, trim_end(rest))))
}

/// Bytes of the blank that `value` begins with: a space, U+00A0 or U+202F.
fn blank(value: &[u8]) -> usize {
    match value {
        [b' ', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xE2, 0x80, 0xAF, ..] => 3,
        _ => 0,
    }
}

/// Bytes of the blank or apostrophe (`'`, U+2019) that `value` begins with and that may group thousands.
pub(super) fn soft_group(value: &[u8]) -> usize {
    match value {
        [b'\'', ..] => 1,
        [0xE2, 0x80, 0x99, ..] => 3,
        _ => blank(value),
    }
}

fn trim_start(mut value: &[u8]) -> &[u8] {
    while let length @ 1.. = blank(value) {
        value = &value[length..];
    }
    value
}

fn trim_end(mut value: &[u8]) -> &[u8] {
    while let [rest @ .., b' '] | [rest @ .., 0xC2, 0xA0] | [rest @ .., 0xE2, 0x80, 0xAF] = value {
        value = rest;
    }
    value
}

fn is_digits(value: &[u8]) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'.' | b','));
    let mut rest = value;
    while let [byte, after @ ..] = rest {
        rest = match byte {
            b'0'..=b'9' | b'.' | b',' => after,
            _ => match soft_group(rest) {
                0 => return false,
                length => &rest[length..],
            },
        };
    }
    edge(value.first()) && edge(value.last()) && value.iter().any(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, DecimalMark, currency, parse};
    use super::*;
    use crate::units::Money;
    use proptest::prelude::*;

    /// Whether it is negative, the code, the digits.
    fn taken_apart(value: &str) -> Option<(bool, &'static str, &str)> {
        Written::of(value.as_bytes()).map(|written| {
            let code = written.currency.map_or("", Currency::code);
            (written.negative, code, str::from_utf8(written.digits).unwrap())
        })
    }

    #[test]
    fn marks_stand_on_either_side() {
        for (value, code, digits) in [
            ("Rp 1.250.000", "IDR", "1.250.000"),
            ("Rp1.250.000,50", "IDR", "1.250.000,50"),
            ("Rp. 5.000", "IDR", "5.000"),
            ("Rp\u{A0}5.000", "IDR", "5.000"),
            ("Rp \u{202F} 5.000", "IDR", "5.000"),
            ("IDR 150000", "IDR", "150000"),
            ("Rp 5.000,-", "IDR", "5.000,"),
            ("5.000,- IDR", "IDR", "5.000,"),
            ("3.00 EUR", "EUR", "3.00"),
            ("1.234,56\u{A0}€", "EUR", "1.234,56"),
            ("US$ 5", "USD", "5"),
            ("5 US$", "USD", "5"),
            ("S$5.00", "SGD", "5.00"),
            ("RM 10.00", "MYR", "10.00"),
            ("R$ 1.234,56", "BRL", "1.234,56"),
            ("৳2,999", "BDT", "2,999"),
            ("kr 5", "kr", "5"),
            ("5 zł", "PLN", "5"),
            ("CHF 1'234.50", "CHF", "1'234.50"),
            ("$.50", "$", ".50"),
            ("1 234", "", "1 234"),
        ] {
            assert_eq!(taken_apart(value), Some((false, code, digits)), "{value}");
        }
    }

    #[test]
    fn signs_stand_inside_or_outside_of_marks() {
        for value in [
            "-$3.00", "$-3.00", "($3.00)", "$ (3.00)", "$3.00-", "- $3.00", "−$3.00", "$−3.00", "3.00-$",
            "3.00$-", "(3.00) $", "-3.00 $", "(3.00 $)",
        ] {
            assert_eq!(taken_apart(value), Some((true, "$", "3.00")), "{value}");
        }
        assert_eq!(taken_apart("-Rp 3.000"), taken_apart("Rp -3.000"));
        assert_eq!(taken_apart("(Rp 3.000)"), Some((true, "IDR", "3.000")));
        assert_eq!(taken_apart("-Rp 3.000,-"), Some((true, "IDR", "3.000,")));
        assert_eq!(taken_apart("+$3.00"), Some((false, "$", "3.00")));
        assert_eq!(taken_apart("3.00-"), Some((true, "", "3.00")));
    }

    #[test]
    fn what_is_no_amount() {
        for value in [
            "",
            "-",
            "(",
            "()",
            "Rp",
            "Rp.",
            "$",
            "Rp -",
            "- Rp",
            "Rp ,-",
            "($)",
            ".",
            ",",
            " 5",
            "5 ",
            "- 5",
            "5 -",
            "( 5)",
            "--5",
            "-5-",
            "(-5)",
            "-(5)",
            "+-5",
            "(5",
            "5)",
            "((5))",
            "$$5",
            "Rp 5 IDR",
            "$5,-",
            "Rp 5,--",
            "5.-",
            "12a",
            "1e3",
            "NaN",
            "inf",
            "5 pcs",
            "XYZ 5",
            "Rpx5",
            "rp 5",
            "'5",
            "5%",
            "\u{FEFF}5",
        ] {
            assert_eq!(taken_apart(value), None, "{value}");
        }
        assert_eq!(Written::of(b"\xFF5"), None);
        assert_eq!(Written::of(b"5\xC2"), None);
    }

    /// The thousands of `whole`, set apart by `group`.
    fn grouped(whole: u64, group: &str) -> String {
        let mut digits = whole.to_string();
        let mut place = digits.len();
        while place > 3 {
            place -= 3;
            digits.insert_str(place, group);
        }
        digits
    }

    /// One amount in every style: grouping marks, signs, currencies and blanks on either side.
    fn styles(units: i64, mark: DecimalMark) -> impl Iterator<Item = String> {
        let (whole, rest) = (units.unsigned_abs() / 10_000, units.unsigned_abs() % 10_000);
        let groups = ["", [",", "."][mark as usize], " ", "\u{A0}", "\u{202F}", "'", "\u{2019}"];
        let codes = ["IDR", "USD", "CHF"].map(|code| (code, code));
        groups.into_iter().flat_map(move |group| {
            let number = format!("{}{}{rest:04}", grouped(whole, group), mark.byte() as char);
            let currencies = currency::tests::MARKS.into_iter().chain(codes);
            currencies.flat_map(move |(currency, _)| around(units < 0, &number, currency))
        })
    }

    fn around(negative: bool, number: &str, currency: &str) -> Vec<String> {
        let signs: &[(&str, &str)] =
            if negative { &[("-", ""), ("−", ""), ("", "-"), ("(", ")")] } else { &[("", ""), ("+", "")] };
        let mut all = Vec::new();
        for (before, after) in signs {
            all.push(format!("{before}{number}{after}"));
            for blank in ["", " ", "\u{A0}", "\u{202F}"] {
                all.push(format!("{before}{currency}{blank}{number}{after}"));
                all.push(format!("{currency}{blank}{before}{number}{after}"));
                all.push(format!("{before}{number}{blank}{currency}{after}"));
                all.push(format!("{before}{number}{after}{blank}{currency}"));
            }
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_style_is_read(units in -900_000_000_000_000_000i64..900_000_000_000_000_000, cut in 0u32..18) {
            let units = units / 10_i64.pow(cut);
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                for value in styles(units, mark) {
                    let read = parse(value.as_bytes(), mark);
                    prop_assert_eq!(read, Ok(Amount { money: Money(units), rounded: false }), "{}", value);
                }
            }
        }
    }
}
