//! Numbers as shades and as blocks of different heights: heat maps and sparklines.

use crate::document::{Cell, Table, Unit, Values, View};

/// Steps of a shade.
pub(super) const SHADES: usize = 7;

/// Colours of the terminal for each shade: background and letters, from light to dark.
const COLORS: [(u8, u8); SHADES] =
    [(255, 16), (195, 16), (153, 16), (117, 16), (75, 16), (32, 231), (25, 231)];

/// The sequence that begins a shade on a terminal.
pub(super) fn color(shade: usize) -> String {
    let (background, letters) = COLORS[shade.min(SHADES - 1)];
    format!("\x1b[48;5;{background};38;5;{letters}m")
}

/// The shades of the items of a view: how large each is beside the largest.
#[derive(Debug)]
pub(super) struct Heat<'a> {
    table: &'a Table,
    most: f64,
}

impl Heat<'_> {
    /// Of the items that a view shows.
    pub(super) fn of<'a>(table: &'a Table, view: &View) -> Heat<'a> {
        let items = view.columns.iter().filter_map(|column| item(column.cell));
        let of_column = |(name, place): (&str, usize)| {
            let rows = view.rows(table.rows());
            rows.filter_map(move |row| at(table, name, place, row)).fold(0.0, f64::max)
        };
        Heat { table, most: items.map(of_column).fold(0.0, f64::max) }
    }

    /// The shade of a cell; none where there is nothing, or no more than nothing.
    #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a handful of steps")]
    pub(super) fn shade(&self, cell: Cell, row: usize) -> Option<usize> {
        let (name, place) = item(cell)?;
        let value = at(self.table, name, place, row).filter(|value| *value > 0.0 && self.most > 0.0)?;
        Some(((value / self.most * SHADES as f64).ceil() as usize).clamp(1, SHADES) - 1)
    }
}

/// The series and the place that a cell shows.
pub(super) fn item(cell: Cell) -> Option<(&'static str, usize)> {
    match cell {
        Cell::Item(name, place) | Cell::SpareItem(name, place) => Some((name, place)),
        _ => None,
    }
}

/// A value of a series.
pub(super) fn at(table: &Table, name: &str, place: usize, row: usize) -> Option<f64> {
    match table.column(name) {
        Some(Values::Series(rows, _)) => rows[row].get(place).copied().flatten(),
        _ => None,
    }
}

/// The places of a series from one to another as parts of the largest: of numbers the largest of the row, of all others
/// that of all rows.
pub(super) fn heights(table: &Table, name: &str, [from, to]: [usize; 2], row: usize) -> Vec<Option<f64>> {
    let Some(Values::Series(rows, unit)) = table.column(name) else { return Vec::new() };
    let places = |row: &Vec<Option<f64>>| -> Vec<Option<f64>> {
        row.iter().skip(from).take((to + 1).saturating_sub(from)).copied().collect()
    };
    let largest = |row: &Vec<Option<f64>>| places(row).into_iter().flatten().fold(0.0, f64::max);
    let most = if *unit == Unit::Number {
        largest(&rows[row])
    } else {
        rows.iter().map(largest).fold(0.0, f64::max)
    };
    let part = |value: f64| if most > 0.0 { (value / most).max(0.0) } else { 0.0 };
    places(&rows[row]).into_iter().map(|value| value.map(part)).collect()
}

/// The same as blocks of different heights, with nothing where nothing is known.
pub(super) fn spark(table: &Table, name: &str, places: [usize; 2], row: usize, ascii: bool) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const SIGNS: [char; 8] = ['_', '.', ':', '-', '=', '+', '*', '#'];
    let signs = if ascii { SIGNS } else { BLOCKS };
    #[expect(clippy::cast_sign_loss, reason = "parts are not below nought")]
    let sign = |part: f64| signs[((part * 8.0).ceil() as usize).clamp(1, 8) - 1];
    let parts = heights(table, name, places, row);
    parts.into_iter().map(|part| part.map_or(' ', sign)).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(unit: Unit) -> Table {
        let rows =
            vec![vec![Some(1.0), Some(0.16), Some(0.08), None], vec![Some(1.0), Some(0.0), Some(0.04)]];
        Table::new("t", vec![("p", Values::Series(rows, unit))])
    }

    #[test]
    fn blocks_to_one_scale_or_each_to_its_own() {
        let lines = |unit, ascii| [0, 1].map(|row| spark(&table(unit), "p", [1, 3], row, ascii));
        assert_eq!(lines(Unit::Share, false), ["█▄", "▁▂"]);
        assert_eq!(lines(Unit::Number, false), ["█▄", "▁█"]);
        assert_eq!(lines(Unit::Share, true), ["#-", "_."]);
    }

    #[test]
    fn shades_are_of_what_is_shown() {
        let table = table(Unit::Share);
        let view = View::new("t", &[("m", Cell::Item("p", 1)), ("m", Cell::Item("p", 2))]);
        let heat = Heat::of(&table, &view);
        assert_eq!(heat.shade(Cell::Item("p", 1), 0), Some(SHADES - 1));
        assert_eq!(heat.shade(Cell::Item("p", 2), 0), Some(3));
        assert_eq!(heat.shade(Cell::Item("p", 1), 1), None);
        assert_eq!(heat.shade(Cell::Item("p", 3), 0), None);
    }
}
