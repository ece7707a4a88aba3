//! What a person sees of a table: which columns, under which headings, how many rows.

use super::Table;

/// A part of a table for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The table it shows.
    pub table: &'static str,
    /// The columns from left to right.
    pub columns: Vec<ViewColumn>,
    /// Rows shown at most; none shows all.
    pub top: Option<usize>,
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
    /// An interval on a line to the scale of all rows, with the nought: the value, the ends; where there is room.
    Strip(&'static str, [&'static str; 2]),
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
            | Cell::Strip(column, _) => column,
        }
    }
}

impl View {
    /// A view of all rows: pairs of heading and cell.
    #[must_use]
    pub fn new(table: &'static str, columns: &[(&'static str, Cell)]) -> View {
        let columns = columns.iter().map(|&(heading, cell)| ViewColumn { heading, cell }).collect();
        View { table, columns, top: None }
    }

    /// All columns and rows of a table, under their machine names.
    #[must_use]
    pub fn whole(table: &Table) -> View {
        let cells: Vec<_> =
            table.columns.iter().map(|column| (column.name, Cell::Value(column.name))).collect();
        View::new(table.name, &cells)
    }

    /// The same view of at most `rows` rows.
    #[must_use]
    pub fn top(mut self, rows: usize) -> View {
        self.top = Some(rows);
        self
    }

    /// The same view without the columns that only stand where there is room.
    #[must_use]
    pub fn without_spares(&self) -> View {
        let needed = |column: &&ViewColumn| !matches!(column.cell, Cell::Spare(_));
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
            } else if !matches!(column.cell, Cell::Strip(..)) {
                let heading = if column.heading.is_empty() { before } else { column.heading };
                columns.push(ViewColumn { heading, cell: column.cell });
            }
        }
        View { table: self.table, columns, top: self.top }
    }
}
