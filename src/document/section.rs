//! Parts of a longer result, each with what it says, what is drawn and what stands in tables.

use super::{Message, View};

/// A part of a longer result.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name, the key of its heading in the catalogue.
    pub name: &'static str,
    /// What it says, a sentence each.
    pub text: Vec<Message>,
    /// What is drawn where a format can draw.
    pub charts: Vec<Chart>,
    /// What a person sees of the tables.
    pub views: Vec<View>,
    /// Tables behind a chart, shown in its place where nothing can be drawn.
    pub behind: Vec<View>,
    /// How its figures came about.
    pub notes: Vec<Message>,
}

/// A drawing of a table.
#[derive(Debug, Clone)]
pub struct Chart {
    /// How it is drawn.
    pub drawing: Drawing,
    /// The table it draws.
    pub table: &'static str,
    /// What it shows, for those who cannot see it.
    pub alt: Message,
}

/// How a table is drawn; what the columns are is said in the schema of `report`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Figures with their change.
    Cards,
    /// Columns of months, and the forecast that another table holds.
    Months(&'static str),
    /// Who came and who went, month by month.
    Bridge,
    /// Customers at the start and at the end of the last month.
    Waterfall,
    /// Segments as areas.
    Segments,
    /// Ways from segment to segment.
    Flows,
    /// How much the best customers bring.
    Concentration,
    /// Customers and value by band of risk.
    Bands,
}
