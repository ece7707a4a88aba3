//! What a person sees of a table: which columns, under which headings, how many rows.

use super::{Table, Values};

/// A part of a table for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The table it shows.
    pub table: &'static str,
    /// The columns from left to right.
    pub columns: Vec<ViewColumn>,
    /// Rows shown at most; none shows all.
    pub top: Option<usize>,
    /// Rows left out before them.
    pub skip: usize,
}

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewColumn {
    /// Key of the heading in the catalogue; empty for none.
    pub heading: &'static str,
    /// What stands in it.
    pub cell: Cell,
}

/// What stands in a column of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// The values of a column.
    Value(&'static str),
    /// The same, where there is room for it.
    Spare(&'static str),
    /// A share without decimals, to stand beside a count.
    WholeShare(&'static str),
    /// A share as a bar, where the format can draw one and there is room.
    Bar(&'static str),
    /// A difference with its sign; of shares in percentage points.
    Signed(&'static str),
    /// Two shares with their signs as the ends of an interval: the lower, the upper.
    Interval(&'static str, &'static str),
    /// Two figures as the ends of an interval: the lower, the upper.
    Range(&'static str, &'static str),
    /// An interval on a line to the scale of all rows, with the nought: the value, the ends; where there is room.
    Strip(&'static str, [&'static str; 2]),
    /// One place of a series, shaded by how large it is among all that are shown; its heading is a message
    /// that may say the `place`.
    Item(&'static str, usize),
    /// The same, where there is room for it.
    SpareItem(&'static str, usize),
    /// The places of a series from one to another as blocks of different heights, where there is room: those of numbers
    /// row by row to a scale of their own, all others to one scale.
    Spark(&'static str, [usize; 2]),
}

impl Cell {
    /// The column it takes its values from.
    #[must_use]
    pub fn column(self) -> &'static str {
        match self {
            Cell::Value(column)
            | Cell::Spare(column)
            | Cell::WholeShare(column)
            | Cell::Bar(column)
            | Cell::Signed(column)
            | Cell::Interval(column, _)
            | Cell::Range(column, _)
            | Cell::Strip(column, _)
            | Cell::Item(column, _)
            | Cell::SpareItem(column, _)
            | Cell::Spark(column, _) => column,
        }
    }
}

impl View {
    /// A view of all rows: pairs of heading and cell.
    #[must_use]
    pub fn new(table: &'static str, columns: &[(&'static str, Cell)]) -> View {
        let columns = columns.iter().map(|&(heading, cell)| ViewColumn { heading, cell }).collect();
        View { table, columns, top: None, skip: 0 }
    }

    /// All columns and rows of a table, under their machine names.
    #[must_use]
    pub fn whole(table: &Table) -> View {
        let mut cells = Vec::new();
        for column in &table.columns {
            match &column.values {
                Values::Series(rows, _) => {
                    let places = rows.iter().map(Vec::len).max().unwrap_or(0);
                    cells.extend((0..places).map(|place| (column.name, Cell::Item(column.name, place))));
                }
                _ => cells.push((column.name, Cell::Value(column.name))),
            }
        }
        View::new(table.name, &cells)
    }

    /// The same view of at most `rows` rows.
    #[must_use]
    pub fn top(mut self, rows: usize) -> View {
        self.top = Some(rows);
        self
    }

    /// The same view without the rows before one of them.
    #[must_use]
    pub fn from(mut self, row: usize) -> View {
        self.skip = row;
        self
    }

    /// The same view of the last `rows` of so many rows.
    #[must_use]
    pub fn last(mut self, rows: usize, of: usize) -> View {
        self.skip = of.saturating_sub(rows);
        self
    }

    /// The places of the rows that are shown, of so many.
    #[must_use]
    pub fn rows(&self, of: usize) -> std::ops::Range<usize> {
        self.skip.min(of)..self.top.map_or(of, |top| self.skip.saturating_add(top).min(of))
    }

    /// The same view without the columns that only stand where there is room.
    #[must_use]
    pub fn without_spares(&self) -> View {
        let needed = |column: &&ViewColumn| !matches!(column.cell, Cell::Spare(_) | Cell::SpareItem(..));
        View { columns: self.columns.iter().filter(needed).cloned().collect(), ..self.clone() }
    }

    /// The same view without bars; a column without a heading takes that of the bar before it.
    #[must_use]
    pub fn without_bars(&self) -> View {
        let mut heading = "";
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let before = std::mem::take(&mut heading);
            if let Cell::Bar(_) = column.cell {
                heading = column.heading;
            } else if !matches!(column.cell, Cell::Strip(..) | Cell::Spark(..)) {
                let heading = if column.heading.is_empty() { before } else { column.heading };
                columns.push(ViewColumn { heading, cell: column.cell });
            }
        }
        View { columns, ..self.clone() }
    }
}
