//! The digits of an amount, read strictly: thousands in threes, one grouping mark throughout, one decimal mark.

use super::written::soft_group;
use super::{Decimal, DecimalMark, NumberProblem};

/// Digits that an `i128` holds without a check at each.
pub(super) const MAX_DIGITS: u32 = 38;

/// What has been read of the whole part.
#[derive(Default)]
struct Whole<'a> {
    units: i128,
    seen: u32,
    /// Digits since the last grouping mark.
    run: u32,
    leading_zero: bool,
    group: Option<&'a [u8]>,
}

impl<'a> Whole<'a> {
    fn digit(&mut self, digit: u8) -> Result<(), NumberProblem> {
        self.leading_zero |= self.seen == 0 && digit == 0;
        self.units = self.units * 10 + i128::from(digit);
        self.run += 1;
        self.seen += 1;
        if self.seen >= MAX_DIGITS { Err(NumberProblem::TooLarge) } else { Ok(()) }
    }

    /// `0.250` is no two hundred and fifty, and `1.234 567` no million.
    fn group(&mut self, mark: &'a [u8]) -> Result<(), NumberProblem> {
        let fits = match self.group {
            Some(group) => group == mark && self.run == 3,
            None => (1..=3).contains(&self.run) && !self.leading_zero,
        };
        self.group = Some(mark);
        self.run = 0;
        if fits { Ok(()) } else { Err(NumberProblem::Grouping) }
    }

    fn end(&self) -> Result<(), NumberProblem> {
        if self.group.is_some() && self.run != 3 { Err(NumberProblem::Grouping) } else { Ok(()) }
    }
}

/// Reads digits and marks, without a sign.
pub(super) fn read(digits: &[u8], mark: DecimalMark) -> Result<Decimal, NumberProblem> {
    let mut whole = Whole::default();
    let mut rest = digits;
    while let [byte, after @ ..] = rest {
        match byte {
            b'0'..=b'9' => whole.digit(byte - b'0')?,
            _ if *byte == mark.byte() => {
                whole.end()?;
                return decimals(&whole, after, mark);
            }
            _ if *byte == mark.group() => whole.group(&rest[..1])?,
            _ => {
                let (group, after) = rest.split_at(soft_group(rest));
                if group.is_empty() {
                    return Err(NumberProblem::NotANumber);
                }
                whole.group(group)?;
                rest = after;
                continue;
            }
        }
        rest = after;
    }
    whole.end()?;
    if whole.seen == 0 {
        return Err(NumberProblem::NotANumber);
    }
    Ok(Decimal { units: whole.units, decimals: 0 })
}

fn decimals(whole: &Whole, digits: &[u8], mark: DecimalMark) -> Result<Decimal, NumberProblem> {
    if let Some(place) = digits.iter().position(|byte| !byte.is_ascii_digit()) {
        let odd = &digits[place..];
        let separator = odd[0] == mark.byte() || odd[0] == mark.group() || soft_group(odd) > 0;
        return Err(if separator { NumberProblem::Grouping } else { NumberProblem::NotANumber });
    }
    if digits.is_empty() && whole.seen == 0 {
        return Err(NumberProblem::NotANumber);
    }
    let mut units = whole.units;
    let mut decimals = 0;
    // decimals past the thirty-seventh digit are below any rounding
    for &digit in digits.iter().take((MAX_DIGITS - 1 - whole.seen.min(MAX_DIGITS - 1)) as usize) {
        units = units * 10 + i128::from(digit - b'0');
        decimals += 1;
    }
    Ok(Decimal { units, decimals })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(digits: &str) -> Result<(i128, u32), NumberProblem> {
        read(digits.as_bytes(), DecimalMark::Point).map(|number| (number.units, number.decimals))
    }

    fn comma(digits: &str) -> Result<(i128, u32), NumberProblem> {
        read(digits.as_bytes(), DecimalMark::Comma).map(|number| (number.units, number.decimals))
    }

    #[test]
    fn blanks_and_apostrophes_group_beside_either_mark() {
        for group in [" ", "\u{A0}", "\u{202F}", "'", "\u{2019}"] {
            let number = format!("1{group}234{group}567");
            assert_eq!(point(&number), Ok((1_234_567, 0)), "{number}");
            assert_eq!(comma(&number), Ok((1_234_567, 0)), "{number}");
            assert_eq!(point(&format!("{number}.89")), Ok((123_456_789, 2)), "{number}");
            assert_eq!(comma(&format!("{number},89")), Ok((123_456_789, 2)), "{number}");
        }
    }

    #[test]
    fn one_grouping_mark_in_threes() {
        for digits in [
            "1 23",
            "12 34.5",
            "1  234",
            "1234 567",
            "1 234,567",
            "1,234 567",
            "1 234'567",
            "1 234\u{A0}567",
            "1.234 567",
            "1.2 ",
            "0 250",
            "000,123",
            "1,23",
            "1,234.5,6",
            "1.2.3",
            ",123",
        ] {
            assert_eq!(point(digits), Err(NumberProblem::Grouping), "{digits}");
        }
        assert_eq!(comma("0.250"), Err(NumberProblem::Grouping));
        assert_eq!(point("0.250"), Ok((250, 3)));
        assert_eq!(comma("1 234.567"), Err(NumberProblem::Grouping));
        assert_eq!(point("1 234.567"), Ok((1_234_567, 3)));
    }

    #[test]
    fn the_edges_of_what_fits() {
        let long = "9".repeat(37);
        assert_eq!(point(&long), Ok((long.parse().unwrap(), 0)));
        assert_eq!(point(&"9".repeat(38)), Err(NumberProblem::TooLarge));
        assert_eq!(point(&format!("0.{}", "3".repeat(50))), Ok(("3".repeat(36).parse().unwrap(), 36)));
        for digits in ["", ".", "5x", "5.x"] {
            assert_eq!(point(digits), Err(NumberProblem::NotANumber), "{digits}");
        }
    }
}
