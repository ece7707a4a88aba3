//! How people read numbers: the rounding rules, in one place.

use crate::document::Unit;

/// Missing values.
pub(super) const MISSING: &str = "–";

/// Amounts from here on are shown without decimals.
const WHOLE_MONEY: f64 = 10_000.0;

pub(super) fn count(number: u64) -> String {
    group(&number.to_string())
}

/// Two decimals below 10,000, none from there on.
pub(super) fn money(amount: f64) -> String {
    if amount.abs() < WHOLE_MONEY - 0.005 { decimal(amount, 2) } else { decimal(amount, 0) }
}

/// A share as a percentage; what would round to 0 without being it says so.
pub(super) fn percent(share: f64, decimals: usize) -> String {
    let last = 0.1_f64.powi(decimals as i32);
    if share > 0.0 && share * 100.0 < 0.5 * last {
        return format!("<{}%", decimal(last, decimals));
    }
    format!("{}%", decimal(share * 100.0, decimals))
}

/// Two decimals; what would round to 0 or 1 without being it says so.
pub(super) fn probability(value: f64) -> String {
    if value > 0.0 && value < 0.005 {
        "<0.01".to_owned()
    } else if (0.995..1.0).contains(&value) {
        ">0.99".to_owned()
    } else {
        decimal(value, 2)
    }
}

/// A parameter with four digits that count, at least two of them decimals; whole numbers as they are.
pub(super) fn estimate(value: f64) -> String {
    if value.fract() == 0.0 {
        return decimal(value, 0);
    }
    #[expect(clippy::cast_sign_loss, reason = "at least two")]
    let decimals = (3.0 - value.abs().log10().floor()).clamp(2.0, 12.0) as usize;
    decimal(value, decimals)
}

/// A number with at most two decimals and no needless zeros.
pub(super) fn number(value: f64) -> String {
    let text = decimal(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Three decimals; what would round to 0 says so.
pub(super) fn p_value(value: f64) -> String {
    if value < 0.0005 { "<0.001".to_owned() } else { decimal(value, 3) }
}

/// A value of some unit.
pub(super) fn figure(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => percent(value, 1),
        Unit::Money => money(value),
        Unit::Number => measure(value),
        Unit::Count => decimal(value, 0),
    }
}

/// A mean of something counted: three decimals where they matter.
fn measure(value: f64) -> String {
    decimal(value, if value.abs() < 10.0 { 3 } else { 2 })
}

/// A difference of two such values, with its sign.
pub(super) fn difference(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format!("{} pp", signed(decimal(value * 100.0, 1 + usize::from(value.abs() < 0.01)))),
        Unit::Money => signed(money(value)),
        Unit::Number => signed(measure(value)),
        Unit::Count => signed(decimal(value, 0)),
    }
}

/// A relative difference as a percentage with its sign.
pub(super) fn signed_percent(value: f64, decimals: usize) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "-∞" }.to_owned();
    }
    format!("{}%", signed(decimal(value * 100.0, decimals)))
}

/// A plus before what is above nought.
fn signed(text: String) -> String {
    if text.starts_with('-') || !text.contains(|digit: char| ('1'..='9').contains(&digit)) {
        text
    } else {
        format!("+{text}")
    }
}

fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let text = group(whole) + rest;
    // -0.00 is zero
    if text.starts_with('-') && !text.contains(|digit: char| ('1'..='9').contains(&digit)) {
        text[1..].to_owned()
    } else {
        text
    }
}

/// Commas between thousands.
fn group(whole: &str) -> String {
    let (sign, digits) = whole.split_at(whole.len() - whole.trim_start_matches('-').len());
    let mut text = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_rules() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(money(9_999.99), "9,999.99");
        assert_eq!(money(10_000.0), "10,000");
        assert_eq!(money(9_999.996), "10,000");
        assert_eq!(money(-244_091.94), "-244,092");
        assert_eq!(money(-0.001), "0.00");
        assert_eq!(percent(0.6889, 1), "68.9%");
        assert_eq!(percent(0.2949, 0), "29%");
        assert_eq!(
            [0.0, 0.001, 0.5, 0.9999, 1.0].map(probability),
            ["0.00", "<0.01", "0.50", ">0.99", "1.00"]
        );
        let estimates =
            [0.242_594_5, 4.413_602, 15.443_52, -9_582.429_207, 0.000_123_456, 2357.0].map(estimate);
        assert_eq!(estimates, ["0.2426", "4.414", "15.44", "-9,582.43", "0.0001235", "2,357"]);
        assert_eq!([0.0123, 0.0004, 1.0].map(p_value), ["0.012", "<0.001", "1.000"]);
        let differences = [0.013, -0.0025, 0.0].map(|value| difference(value, Unit::Share));
        assert_eq!(differences, ["+1.3 pp", "-0.25 pp", "0.00 pp"]);
        assert_eq!(difference(1.449, Unit::Money), "+1.45");
        assert_eq!([0.11, -0.004].map(|value| signed_percent(value, 1)), ["+11.0%", "-0.4%"]);
        assert_eq!(number(115.0), "115");
        assert_eq!(number(115.5), "115.5");
        assert_eq!(number(100.0), "100");
    }
}
