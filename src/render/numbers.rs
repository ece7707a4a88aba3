//! How people read numbers: the rounding rules, in one place.

use std::str::FromStr;

use fixed_decimal::Decimal;
use icu_decimal::DecimalFormatter;
use icu_locale_core::locale;

use super::Language;
use crate::document::Unit;

/// Missing values.
pub(super) const MISSING: &str = "–";

/// Amounts from here on are shown without decimals.
const WHOLE_MONEY: f64 = 10_000.0;

/// Numbers as one language writes them.
pub(super) struct Numbers {
    decimals: Option<DecimalFormatter>,
    /// The code of the currency, if it is known.
    currency: Option<String>,
    /// What differences of percentages are in.
    points: &'static str,
    /// From where on large numbers are shortened, by how much, and the mark of that.
    scales: [(f64, f64, &'static str); 4],
}

impl Numbers {
    pub(super) fn of(language: Language, currency: Option<&str>) -> Numbers {
        let (locale, points, marks) = match language {
            Language::English => (locale!("en"), "pp", ["T", "B", "M", "K"]),
            // triliun, miliar, juta, ribu
            Language::Indonesian => (locale!("id"), "poin", ["\u{a0}T", "\u{a0}M", "\u{a0}jt", "\u{a0}rb"]),
        };
        let [t, b, m, k] = marks;
        Numbers {
            decimals: DecimalFormatter::try_new(
                locale.into(),
                icu_decimal::options::DecimalFormatterOptions::default(),
            )
            .ok(),
            currency: currency.map(str::to_ascii_uppercase),
            points,
            scales: [(1e12, 1e12, t), (1e9, 1e9, b), (1e6, 1e6, m), (1e4, 1e3, k)],
        }
    }

    pub(super) fn count(&self, number: u64) -> String {
        self.written(&number.to_string())
    }

    /// Two decimals below 10,000, none from there on.
    pub(super) fn money(&self, amount: f64) -> String {
        let whole = !self.has_cents();
        self.decimal(amount, if whole || amount.abs() >= WHOLE_MONEY - 0.005 { 0 } else { 2 })
    }

    /// Whether the currency has coins of less than one, as far as is known.
    pub(super) fn has_cents(&self) -> bool {
        !self.currency.as_deref().is_some_and(|currency| WHOLE.contains(&currency))
    }

    /// A share as a percentage; what would round to 0 without being it says so.
    pub(super) fn percent(&self, share: f64, decimals: usize) -> String {
        let last = 0.1_f64.powi(decimals as i32);
        if share > 0.0 && share * 100.0 < 0.5 * last {
            return format!("<{}%", self.decimal(last, decimals));
        }
        format!("{}%", self.decimal(share * 100.0, decimals))
    }

    /// Two decimals; what would round to 0 or 1 without being it says so.
    pub(super) fn probability(&self, value: f64) -> String {
        if value > 0.0 && value < 0.005 {
            format!("<{}", self.decimal(0.01, 2))
        } else if (0.995..1.0).contains(&value) {
            format!(">{}", self.decimal(0.99, 2))
        } else {
            self.decimal(value, 2)
        }
    }

    /// A parameter with four digits that count, at least two of them decimals; whole numbers as they are.
    pub(super) fn estimate(&self, value: f64) -> String {
        if value.fract() == 0.0 {
            return self.decimal(value, 0);
        }
        #[expect(clippy::cast_sign_loss, reason = "at least two")]
        let decimals = (3.0 - value.abs().log10().floor()).clamp(2.0, 12.0) as usize;
        self.decimal(value, decimals)
    }

    /// A number with at most two decimals and no needless zeros.
    pub(super) fn number(&self, value: f64) -> String {
        let text = rounded(value, 2);
        self.written(text.trim_end_matches('0').trim_end_matches('.'))
    }

    /// Three decimals; what would round to 0 says so.
    pub(super) fn p_value(&self, value: f64) -> String {
        if value < 0.0005 { format!("<{}", self.decimal(0.001, 3)) } else { self.decimal(value, 3) }
    }

    /// A value of some unit.
    pub(super) fn figure(&self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Share => self.percent(value, 1),
            Unit::Money => self.money(value),
            Unit::Number => self.measure(value),
            Unit::Count => self.decimal(value, 0),
        }
    }

    /// A mean of something counted: three decimals where they matter.
    fn measure(&self, value: f64) -> String {
        self.decimal(value, if value.abs() < 10.0 { 3 } else { 2 })
    }

    /// A difference of two such values, with its sign.
    pub(super) fn difference(&self, value: f64, unit: Unit) -> String {
        match unit {
            Unit::Share => format!(
                "{} {}",
                signed(self.decimal(value * 100.0, 1 + usize::from(value.abs() < 0.01))),
                self.points
            ),
            Unit::Money => signed(self.money(value)),
            Unit::Number => signed(self.measure(value)),
            Unit::Count => signed(self.decimal(value, 0)),
        }
    }

    /// A relative difference as a percentage with its sign.
    pub(super) fn signed_percent(&self, value: f64, decimals: usize) -> String {
        if value.is_infinite() {
            return if value > 0.0 { "∞" } else { "-∞" }.to_owned();
        }
        format!("{}%", signed(self.decimal(value * 100.0, decimals)))
    }

    /// A value with three digits that count, for where there is little room: `Rp 384 jt`, `$1.25M`.
    pub(super) fn compact(&self, value: f64, unit: Unit) -> String {
        let scale = self.scales.iter().find(|(from, ..)| value.abs() >= *from * 0.9995);
        let text = match scale {
            Some((_, scale, mark)) => {
                let value = value / scale;
                let decimals = if value.abs() < 9.995 { 2 } else { usize::from(value.abs() < 99.95) };
                let text = rounded(value, decimals);
                let text =
                    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
                format!("{}{mark}", self.written(text))
            }
            None => return if unit == Unit::Money { self.priced(value) } else { self.decimal(value, 0) },
        };
        if unit == Unit::Money { self.marked(text) } else { text }
    }

    /// An amount with the mark of its currency, if that is known.
    pub(super) fn priced(&self, amount: f64) -> String {
        self.marked(self.money(amount))
    }

    fn marked(&self, text: String) -> String {
        let Some(mark) = self.currency.as_deref().map(mark) else { return text };
        match text.strip_prefix('-') {
            Some(rest) => format!("-{mark}{rest}"),
            None => format!("{mark}{text}"),
        }
    }

    pub(super) fn decimal(&self, value: f64, decimals: usize) -> String {
        self.written(&rounded(value, decimals))
    }

    /// Digits with the marks of the language.
    fn written(&self, text: &str) -> String {
        match (&self.decimals, Decimal::from_str(text)) {
            (Some(format), Ok(decimal)) => format.format(&decimal).to_string(),
            _ => text.to_owned(),
        }
    }
}

fn rounded(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    // -0.00 is zero
    match text.strip_prefix('-') {
        Some(rest) if !rest.contains(|digit: char| ('1'..='9').contains(&digit)) => rest.to_owned(),
        _ => text,
    }
}

/// What stands before an amount of a currency.
fn mark(currency: &str) -> String {
    match currency {
        "IDR" => "Rp\u{a0}".to_owned(),
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        "JPY" | "CNY" => "¥".to_owned(),
        "SGD" => "S$".to_owned(),
        "MYR" => "RM\u{a0}".to_owned(),
        code => format!("{code}\u{a0}"),
    }
}

/// Currencies whose smallest coin is one.
const WHOLE: [&str; 4] = ["IDR", "JPY", "KRW", "VND"];

/// A plus before what is above nought.
fn signed(text: String) -> String {
    if text.starts_with('-') || !text.contains(|digit: char| ('1'..='9').contains(&digit)) {
        text
    } else {
        format!("+{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_rules() {
        let numbers = Numbers::of(Language::English, None);
        assert_eq!(numbers.count(1_234_567), "1,234,567");
        assert_eq!(numbers.count(999), "999");
        assert_eq!(numbers.money(9_999.99), "9,999.99");
        assert_eq!(numbers.money(10_000.0), "10,000");
        assert_eq!(numbers.money(9_999.996), "10,000");
        assert_eq!(numbers.money(-244_091.94), "-244,092");
        assert_eq!(numbers.money(-0.001), "0.00");
        assert_eq!(numbers.percent(0.6889, 1), "68.9%");
        assert_eq!(numbers.percent(0.2949, 0), "29%");
        assert_eq!(
            [0.0, 0.001, 0.5, 0.9999, 1.0].map(|value| numbers.probability(value)),
            ["0.00", "<0.01", "0.50", ">0.99", "1.00"]
        );
        let estimates = [0.242_594_5, 4.413_602, 15.443_52, -9_582.429_207, 0.000_123_456, 2357.0]
            .map(|value| numbers.estimate(value));
        assert_eq!(estimates, ["0.2426", "4.414", "15.44", "-9,582.43", "0.0001235", "2,357"]);
        assert_eq!([0.0123, 0.0004, 1.0].map(|value| numbers.p_value(value)), ["0.012", "<0.001", "1.000"]);
        let differences = [0.013, -0.0025, 0.0].map(|value| numbers.difference(value, Unit::Share));
        assert_eq!(differences, ["+1.3 pp", "-0.25 pp", "0.00 pp"]);
        assert_eq!(numbers.difference(1.449, Unit::Money), "+1.45");
        assert_eq!([0.11, -0.004].map(|value| numbers.signed_percent(value, 1)), ["+11.0%", "-0.4%"]);
        assert_eq!(numbers.number(115.0), "115");
        assert_eq!(numbers.number(115.5), "115.5");
        assert_eq!(numbers.number(100.0), "100");
    }

    #[test]
    fn in_indonesian() {
        let numbers = Numbers::of(Language::Indonesian, Some("idr"));
        assert_eq!(numbers.priced(1_250_000.0), "Rp\u{a0}1.250.000");
        assert_eq!(numbers.priced(-9_500.4), "-Rp\u{a0}9.500");
        assert_eq!(numbers.percent(0.6889, 1), "68,9%");
        assert_eq!([numbers.number(115.5), numbers.number(115.0)], ["115,5", "115"]);
        assert_eq!([numbers.p_value(0.0001), numbers.probability(0.999)], ["<0,001", ">0,99"]);
        assert_eq!(numbers.difference(0.013, Unit::Share), "+1,3 poin");
        let english = Numbers::of(Language::English, Some("USD"));
        assert_eq!(english.priced(-3.5), "-$3.50");
        let compact = |numbers: &Numbers, value| numbers.compact(value, Unit::Money);
        assert_eq!(
            [9_990.0, 1_250_000.0, 999_960_000.0].map(|value| compact(&english, value)),
            ["$9,990.00", "$1.25M", "$1B"]
        );
        assert_eq!(
            [384_123_456.0, 21_400.0, -1.5e9].map(|value| compact(&numbers, value)),
            ["Rp\u{a0}384\u{a0}jt", "Rp\u{a0}21,4\u{a0}rb", "-Rp\u{a0}1,5\u{a0}M"]
        );
    }
}
