//! Intervals on lines to one scale, with the nought in one place.

use super::numbers::Numbers;
use crate::document::{Table, Values};

/// Characters of a line.
const WIDTH: usize = 30;

/// The intervals of a table: values with their ends.
#[derive(Debug)]
pub(super) struct Strips {
    rows: Vec<Option<[f64; 3]>>,
    from: f64,
    to: f64,
}

impl Strips {
    /// Of the columns of a table; none where no row has an interval.
    pub(super) fn of(table: &Table, value: &str, [lower, upper]: [&str; 2]) -> Option<Strips> {
        let column = |name| match table.column(name) {
            Some(Values::Share(shares)) => Some(shares),
            _ => None,
        };
        let (value, lower, upper) = (column(value)?, column(lower)?, column(upper)?);
        let rows: Vec<Option<[f64; 3]>> = (0..value.len())
            .map(|row| {
                value
                    .get(row)
                    .map(|value| [lower.get(row).unwrap_or(value), value, upper.get(row).unwrap_or(value)])
            })
            .collect();
        let all = || rows.iter().flatten().flatten().copied().filter(|place| place.is_finite());
        let (from, to) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
        (to > from).then_some(Strips { rows, from, to })
    }

    /// Where on the line a value lies, from 0 to 1.
    pub(super) fn part(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// The lower end, the value and the upper end of a row.
    pub(super) fn row(&self, row: usize) -> Option<[f64; 3]> {
        self.rows[row]
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a place in a line")]
    fn place(&self, value: f64) -> usize {
        (self.part(value) * (WIDTH - 1) as f64).round() as usize
    }

    /// The ends of the scale and the nought.
    pub(super) fn heading(&self, numbers: &Numbers) -> String {
        let (low, high) = (numbers.signed_percent(self.from, 0), numbers.signed_percent(self.to, 0));
        let zero = self.place(0.0);
        let mut line = vec![' '; WIDTH];
        let mut write = |at: usize, text: &str| {
            let cells = at.saturating_sub(1)..(at + text.chars().count() + 1).min(WIDTH);
            if line[cells].iter().all(|cell| *cell == ' ') {
                text.chars().enumerate().for_each(|(place, letter)| line[at + place] = letter);
            }
        };
        write(zero, "0");
        write(WIDTH.saturating_sub(high.chars().count()), &high);
        write(0, &low);
        line.into_iter().collect::<String>().trim_end().to_owned()
    }

    /// The line of a row.
    pub(super) fn line(&self, row: usize, ascii: bool) -> String {
        let (rule, dot, dash) = if ascii { ('|', 'o', '-') } else { ('│', '●', '─') };
        let mut line = vec![' '; WIDTH];
        line[self.place(0.0)] = rule;
        if let Some([lower, value, upper]) = self.rows[row] {
            let crossed = if ascii { '+' } else { '┼' };
            for cell in &mut line[self.place(lower)..=self.place(upper)] {
                *cell = if *cell == rule { crossed } else { dash };
            }
            line[self.place(value)] = dot;
        }
        line.into_iter().collect::<String>().trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_to_one_scale() {
        let column = |values: &[Option<f64>]| Values::Share(values.to_vec().into());
        let table = Table::new(
            "t",
            vec![
                ("value", column(&[Some(0.1), None, Some(-0.02)])),
                ("lower", column(&[Some(0.0), None, Some(-0.1)])),
                ("upper", column(&[Some(0.2), None, Some(0.05)])),
            ],
        );
        let strips = Strips::of(&table, "value", ["lower", "upper"]).unwrap();
        let numbers = Numbers::of(crate::render::Language::English, None);
        assert_eq!(strips.heading(&numbers), "-10%      0               +20%");
        assert_eq!(strips.line(0, true), "          +--------o----------");
        assert_eq!(strips.line(1, true), "          |");
        assert_eq!(strips.line(2, true), "--------o-+-----");
        let nothing = Table::new(
            "t",
            vec![("value", column(&[None])), ("lower", column(&[None])), ("upper", column(&[None]))],
        );
        assert!(Strips::of(&nothing, "value", ["lower", "upper"]).is_none());
    }
}
