//! What the values of a column say about its decimal mark and its currencies.
//!
//! Values that read only one way come first, then currency marks, then what the export format implies; a
//! column that none of them settles is ambiguous and the user is asked.

use super::super::workbook::TYPED_NUMBER;
use super::currency::Currency;
use super::written::Written;
use super::{DecimalMark, digits};

/// How the values of a column are written.
#[derive(Debug, Default)]
pub(in crate::input) struct NumberEvidence {
    /// Values that are not empty, numbers or not.
    pub(in crate::input) values: usize,
    /// The first value that reads two ways.
    pub(in crate::input) example: Option<String>,
    /// Values that read only one way.
    telling: Votes,
    /// Values that read two ways, by what their currency mark says.
    marked: Votes,
    /// Values that read two ways and have no currency mark, by the separator they hold.
    bare_open: Votes,
    bare: usize,
    currencies: Vec<(Currency, usize, String)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    point: usize,
    comma: usize,
}

impl Votes {
    fn add(&mut self, mark: DecimalMark) {
        match mark {
            DecimalMark::Point => self.point += 1,
            DecimalMark::Comma => self.comma += 1,
        }
    }
}

impl NumberEvidence {
    pub(in crate::input) fn add(&mut self, value: &[u8]) {
        if value.is_empty() {
            return;
        }
        self.values += 1;
        // a number that has a type says nothing of how text is written
        if value.first() == Some(&TYPED_NUMBER) {
            return;
        }
        let Some(written) = Written::of(value) else { return };
        self.count(written.currency, value);
        match Reading::of(written.digits) {
            Reading::Alike => {}
            Reading::Only(mark) => self.telling.add(mark),
            Reading::Open(separator) => {
                self.example.get_or_insert_with(|| String::from_utf8_lossy(value).into_owned());
                match written.currency {
                    None => self.bare_open.add(separator),
                    Some(currency) => {
                        if let Some(mark) = currency.settles(separator) {
                            self.marked.add(mark);
                        }
                    }
                }
            }
        }
    }

    fn count(&mut self, currency: Option<Currency>, value: &[u8]) {
        let Some(currency) = currency else {
            self.bare += 1;
            return;
        };
        match self.currencies.iter_mut().find(|(known, ..)| *known == currency) {
            Some((_, values, _)) => *values += 1,
            None => self.currencies.push((currency, 1, String::from_utf8_lossy(value).into_owned())),
        }
    }

    /// The currencies in order of appearance, each with its number of values and the first of them as written.
    pub(in crate::input) fn currencies(&self) -> &[(Currency, usize, String)] {
        &self.currencies
    }

    /// Whether the column holds more than one currency mark.
    pub(in crate::input) fn mixed(&self) -> bool {
        self.currencies.len() > 1
    }

    /// The column's decimal mark, or `None` while it can be read both ways; a column without any currency mark is
    /// taken to be in `assumed`.
    pub(in crate::input) fn decide_with(&self, assumed: Option<Currency>) -> Option<DecimalMark> {
        let Votes { point, comma } = self.telling;
        if point + comma > 0 {
            return Some(if comma > point { DecimalMark::Comma } else { DecimalMark::Point });
        }
        if self.example.is_none() {
            let groups_with_points = self.currency(assumed).is_some_and(Currency::groups_with_points);
            return Some(if groups_with_points { DecimalMark::Comma } else { DecimalMark::Point });
        }
        let Votes { point, comma } = self.marks(assumed);
        match (point > 0, comma > 0) {
            (true, false) => Some(DecimalMark::Point),
            (false, true) => Some(DecimalMark::Comma),
            _ => None,
        }
    }

    /// Whether some value or the currency says which mark it is; otherwise no value had any.
    pub(in crate::input) fn proven(&self, assumed: Option<Currency>) -> bool {
        let Votes { point, comma } = self.telling;
        point + comma > 0
            || self.example.is_some()
            || self.currency(assumed).is_some_and(Currency::groups_with_points)
    }

    /// The only currency of the column.
    pub(in crate::input) fn currency(&self, assumed: Option<Currency>) -> Option<Currency> {
        match self.currencies.as_slice() {
            [] => assumed,
            [(only, ..)] => Some(*only),
            _ => None,
        }
    }

    /// What currency marks say of the values that read two ways. The only currency of a column holds for its bare
    /// values too.
    fn marks(&self, assumed: Option<Currency>) -> Votes {
        let mut votes = self.marked;
        let currency = self.currency(assumed);
        for (separator, values) in
            [(DecimalMark::Point, self.bare_open.point), (DecimalMark::Comma, self.bare_open.comma)]
        {
            if values > 0
                && let Some(mark) = currency.and_then(|currency| currency.settles(separator))
            {
                votes.add(mark);
            }
        }
        votes
    }
}

/// How the digits of one value can be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The same under both marks, or under neither.
    Alike,
    /// Only with this decimal mark.
    Only(DecimalMark),
    /// `1.234`: with this separator as the decimal mark, and with it between thousands.
    Open(DecimalMark),
}

impl Reading {
    pub(super) fn of(value: &[u8]) -> Reading {
        let Some(place) = value.iter().position(|byte| matches!(byte, b'.' | b',')) else {
            return Reading::Alike;
        };
        let reads = |mark| digits::read(value, mark).is_ok();
        match (reads(DecimalMark::Point), reads(DecimalMark::Comma)) {
            (true, true) if value[place] == b'.' => Reading::Open(DecimalMark::Point),
            (true, true) => Reading::Open(DecimalMark::Comma),
            (true, false) => Reading::Only(DecimalMark::Point),
            (false, true) => Reading::Only(DecimalMark::Comma),
            (false, false) => Reading::Alike,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DecimalMark::{Comma, Point};
    use super::*;

    fn evidence(values: &[&str]) -> NumberEvidence {
        let mut evidence = NumberEvidence::default();
        for value in values {
            evidence.add(value.as_bytes());
        }
        evidence
    }

    fn decide(values: &[&str]) -> Option<DecimalMark> {
        evidence(values).decide_with(None)
    }

    #[test]
    fn one_telling_value_decides_the_column() {
        assert_eq!(decide(&["1.234", "5.678"]), None);
        assert_eq!(decide(&["1.234", "12.5"]), Some(Point));
        assert_eq!(decide(&["1.234", "1.234.567"]), Some(Comma));
        assert_eq!(decide(&["1,234", "12,5"]), Some(Comma));
        assert_eq!(decide(&["1.234,50"]), Some(Comma));
        assert_eq!(decide(&["0.250"]), Some(Point));
        assert_eq!(decide(&["12", "15000"]), Some(Point));
    }

    #[test]
    fn how_values_read() {
        for (value, mark) in [
            ("1.5", Point),
            (".250", Point),
            ("1234.567", Point),
            ("1,234.567", Point),
            ("1,234,567", Point),
            ("1 234.567", Point),
            ("1'234.50", Point),
            ("1 234,567", Comma),
            ("5.000,", Comma),
        ] {
            assert_eq!(Reading::of(value.as_bytes()), Reading::Only(mark), "{value}");
        }
        for value in ["12", "1 234", "1'234'567", "1.2.3", "31.12.2026", "1,23,456"] {
            assert_eq!(Reading::of(value.as_bytes()), Reading::Alike, "{value}");
        }
        assert_eq!(Reading::of(b"999.999"), Reading::Open(Point));
        assert_eq!(Reading::of(b"9,000"), Reading::Open(Comma));
    }

    #[test]
    fn what_is_no_number_says_nothing() {
        assert_eq!(decide(&["1.234", "n.a.", "31.12.2026", "v1,5"]), None);
        let evidence = evidence(&["", "n/a", "Rp", "Rp -", "5"]);
        assert_eq!((evidence.values, evidence.bare, evidence.currencies()), (4, 1, &[][..]));
    }

    #[test]
    fn a_currency_mark_settles_three_digits() {
        assert_eq!(decide(&["Rp 37.200"]), Some(Comma));
        assert_eq!(decide(&["Rp 150,000"]), Some(Point));
        assert_eq!(decide(&["-Rp 3.000", "IDR 1.000"]), Some(Comma));
        assert_eq!(decide(&["Rp 5.000,-"]), Some(Comma));
        assert_eq!(decide(&["37.200 ₫"]), Some(Comma));
        assert_eq!(decide(&["¥1,234"]), Some(Point));
        for mark in ["$", "US$", "S$", "A$", "RM", "£", "฿", "₹", "₱", "৳"] {
            assert_eq!(decide(&[&format!("{mark}1,234")]), Some(Point), "{mark}");
            assert_eq!(decide(&[&format!("{mark}1.234")]), Some(Point), "{mark}");
        }
        for value in ["€1.234", "R$ 1.234", "CHF 1,234", "kr 1.234", "1.234"] {
            assert_eq!(decide(&[value]), None, "{value}");
        }
    }

    #[test]
    fn a_telling_value_outweighs_currency_marks() {
        assert_eq!(decide(&["Rp 37.200", "Rp 37.200", "Rp 12.5"]), Some(Point));
        assert_eq!(decide(&["$1,234", "$12,50"]), Some(Comma));
        assert_eq!(decide(&["Rp 37.200", "Rp 150,000", "Rp 1,250,000"]), Some(Point));
    }

    #[test]
    fn marks_that_contradict_each_other_settle_nothing() {
        assert_eq!(decide(&["Rp 37.200", "Rp 150,000"]), None);
        assert_eq!(decide(&["Rp 37.200", "$1,234"]), None);
        assert_eq!(decide(&["Rp 37.200", "€1.234"]), Some(Comma));
    }

    #[test]
    fn the_only_currency_holds_for_bare_values() {
        assert_eq!(decide(&["Rp 37.200", "5.000"]), Some(Comma));
        assert_eq!(decide(&["Rp 500", "5.000"]), Some(Comma));
        assert_eq!(decide(&["$5", "5.000"]), Some(Point));
        assert_eq!(decide(&["Rp 37.200", "5,000"]), None);
        assert_eq!(decide(&["Rp 500", "$5", "5.000"]), None);
    }

    #[test]
    fn an_assumed_currency_helps_only_a_bare_column() {
        let decide = |values: &[&str], code| evidence(values).decide_with(Currency::of_code(code));
        assert_eq!(decide(&["37.200", "500"], "IDR"), Some(Comma));
        assert_eq!(decide(&["37,200"], "IDR"), Some(Point));
        assert_eq!(decide(&["37.200", "37,200"], "IDR"), None);
        assert_eq!(decide(&["37.200", "12.5"], "IDR"), Some(Point));
        assert_eq!(decide(&["1.234"], "USD"), Some(Point));
        assert_eq!(decide(&["1.234"], "EUR"), None);
        assert_eq!(decide(&["€1.234"], "IDR"), None);
        assert_eq!(decide(&["$1,234"], "IDR"), Some(Point));
    }

    #[test]
    fn currencies_are_counted() {
        let evidence = evidence(&["Rp 5.000", "$3", "IDR 7", "1.500", "($4.00)"]);
        let seen: Vec<_> = evidence
            .currencies()
            .iter()
            .map(|(currency, values, example)| (currency.code(), *values, example.as_str()))
            .collect();
        assert_eq!(seen, [("IDR", 2, "Rp 5.000"), ("$", 2, "$3")]);
        assert!(evidence.mixed());
        assert_eq!((evidence.values, evidence.bare, evidence.example.as_deref()), (5, 1, Some("Rp 5.000")));
        assert!(!self::evidence(&["Rp 5.000", "IDR 7", "8"]).mixed());
    }
}
