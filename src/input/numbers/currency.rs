//! Currencies: the marks and codes that amounts carry, and what each says about the separators beside it.
//!
//! A mark that several currencies share (`$`, `¥`, `kr`) stays what is written; no country is guessed from it.

use super::DecimalMark;

/// A currency as a column writes it. `Rp` and `IDR` are one; `$` and `US$` are two, since `$` may be any dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input) struct Currency(&'static str);

/// The ISO 4217 codes that are known, sorted.
const CODES: [&str; 42] = [
    "AED", "ARS", "AUD", "BDT", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP",
    "HKD", "HUF", "IDR", "ILS", "INR", "JPY", "KES", "KRW", "LKR", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN",
    "PHP", "PKR", "PLN", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "VND", "ZAR",
];

/// Bytes in the longest mark.
const LONGEST_MARK: usize = 3;

impl Currency {
    pub(super) const RUPIAH: Currency = Currency("IDR");

    /// The currency of an ISO 4217 code in upper case.
    pub(in crate::input) fn of_code(code: &str) -> Option<Currency> {
        CODES.binary_search(&code).ok().map(|place| Currency(CODES[place]))
    }

    /// Whether two marks can stand for one currency: `$` is any dollar.
    pub(in crate::input) fn agree(one: &str, other: &str) -> bool {
        let dollar =
            |code: &str| matches!(code, "USD" | "SGD" | "AUD" | "CAD" | "NZD" | "HKD" | "MXN" | "TWD");
        one == other || (one == "$" && dollar(other)) || (other == "$" && dollar(one))
    }

    /// The ISO 4217 code, or the mark itself where it does not tell which: `$`, `¥`, `kr`.
    pub(in crate::input) fn code(self) -> &'static str {
        self.0
    }

    /// Decimals of the amounts people pay in.
    pub(in crate::input) fn decimals(self) -> u32 {
        if matches!(self.0, "IDR" | "VND" | "JPY" | "KRW" | "CLP") { 0 } else { 2 }
    }

    /// Whether points group its thousands.
    pub(super) fn groups_with_points(self) -> bool {
        matches!(self.0, "IDR" | "VND")
    }

    /// The column's decimal mark, given that a value in this currency has `separator` before its last three
    /// digits and no other: `Rp 37.200` groups with it, and dollars group with nothing but commas.
    pub(super) fn settles(self, separator: DecimalMark) -> Option<DecimalMark> {
        match self.0 {
            "¥" => Some(separator.other()),
            "$" | "USD" | "SGD" | "AUD" | "MYR" | "GBP" | "THB" | "INR" | "PHP" | "BDT" => {
                Some(DecimalMark::Point)
            }
            _ => (self.decimals() == 0).then(|| separator.other()),
        }
    }

    /// The currency that `value` begins with, and what follows it.
    pub(super) fn before(value: &[u8]) -> Option<(Currency, &[u8])> {
        longest_first(value.len()).find_map(|length| {
            let (mark, rest) = value.split_at(length);
            Currency::of_mark(mark).map(|currency| (currency, rest))
        })
    }

    /// The currency that `value` ends with, and what precedes it.
    pub(super) fn after(value: &[u8]) -> Option<(Currency, &[u8])> {
        longest_first(value.len()).find_map(|length| {
            let (rest, mark) = value.split_at(value.len() - length);
            Currency::of_mark(mark).map(|currency| (currency, rest))
        })
    }

    fn of_mark(mark: &[u8]) -> Option<Currency> {
        let code = match mark {
            b"$" => "$",
            b"Rp" | b"Rp." => "IDR",
            b"RM" => "MYR",
            b"kr" => "kr",
            b"US$" => "USD",
            b"S$" => "SGD",
            b"A$" => "AUD",
            b"R$" => "BRL",
            [0xC2, 0xA3] => "GBP",                    // £
            [0xC2, 0xA5] | [0xEF, 0xBF, 0xA5] => "¥", // ¥ and the full-width ￥
            [b'z', 0xC5, 0x82] => "PLN",              // zł
            [0xE0, 0xA7, 0xB3] => "BDT",              // ৳
            [0xE0, 0xB8, 0xBF] => "THB",              // ฿
            [0xE2, 0x82, 0xAB] => "VND",              // ₫
            [0xE2, 0x82, 0xAC] => "EUR",              // €
            [0xE2, 0x82, 0xB1] => "PHP",              // ₱
            [0xE2, 0x82, 0xB9] => "INR",              // ₹
            [b'A'..=b'Z', b'A'..=b'Z', b'A'..=b'Z'] => {
                CODES[CODES.binary_search_by(|code| code.as_bytes().cmp(mark)).ok()?]
            }
            _ => return None,
        };
        Some(Currency(code))
    }
}

/// `US$` is tried before `S$`, and that before `$`.
fn longest_first(available: usize) -> impl Iterator<Item = usize> {
    (1..=LONGEST_MARK.min(available)).rev()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Every way to write a mark, with its code.
    pub(in super::super) const MARKS: [(&str, &str); 19] = [
        ("Rp", "IDR"),
        ("Rp.", "IDR"),
        ("RM", "MYR"),
        ("$", "$"),
        ("US$", "USD"),
        ("S$", "SGD"),
        ("A$", "AUD"),
        ("R$", "BRL"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("¥", "¥"),
        ("￥", "¥"),
        ("฿", "THB"),
        ("₫", "VND"),
        ("₹", "INR"),
        ("₱", "PHP"),
        ("৳", "BDT"),
        ("kr", "kr"),
        ("zł", "PLN"),
    ];

    #[test]
    fn every_mark_and_code_on_either_side() {
        assert!(CODES.is_sorted());
        for (mark, code) in MARKS.into_iter().chain(CODES.map(|code| (code, code))) {
            assert!(mark.len() <= LONGEST_MARK, "{mark}");
            let (before, after) = (format!("{mark}5"), format!("5{mark}"));
            assert_eq!(Currency::before(before.as_bytes()), Some((Currency(code), &b"5"[..])), "{before}");
            assert_eq!(Currency::after(after.as_bytes()), Some((Currency(code), &b"5"[..])), "{after}");
        }
    }

    #[test]
    fn what_is_no_currency() {
        for value in ["", "5", "XYZ", "idr", "rp", "K", "pcs", "₪"] {
            assert_eq!(Currency::before(value.as_bytes()), None, "{value}");
            assert_eq!(Currency::after(value.as_bytes()), None, "{value}");
        }
        for code in ["", "$", "Rp", "usd", "USDT", "XXX"] {
            assert_eq!(Currency::of_code(code), None, "{code}");
        }
    }

    #[test]
    fn decimals_of_currencies() {
        let decimals = |code| Currency::of_code(code).unwrap().decimals();
        for code in ["IDR", "VND", "JPY", "KRW", "CLP"] {
            assert_eq!(decimals(code), 0, "{code}");
        }
        for code in ["USD", "EUR", "COP", "MYR", "ZAR"] {
            assert_eq!(decimals(code), 2, "{code}");
        }
    }

    #[test]
    fn what_a_mark_says_of_three_digits() {
        use DecimalMark::{Comma, Point};
        let settles = |code| [Currency(code).settles(Point), Currency(code).settles(Comma)];
        for code in ["IDR", "VND", "¥", "JPY", "KRW", "CLP"] {
            assert_eq!(settles(code), [Some(Comma), Some(Point)], "{code}");
        }
        for code in ["$", "USD", "SGD", "AUD", "MYR", "GBP", "THB", "INR", "PHP", "BDT"] {
            assert_eq!(settles(code), [Some(Point), Some(Point)], "{code}");
        }
        for code in ["EUR", "BRL", "CHF", "kr", "PLN", "COP"] {
            assert_eq!(settles(code), [None, None], "{code}");
        }
    }
}
