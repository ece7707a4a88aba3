//! Station 5: a result before anyone has decided how it looks.
//!
//! Tables are typed columns under stable names; sentences are messages (a key and its values) whose words and
//! number formats belong to the renderer. Every format renders the same document.

mod message;
mod provenance;
mod reals;
mod section;
mod table;
mod view;

pub use message::{Message, Value};
pub use provenance::{InputFile, Provenance};
pub use reals::Reals;
pub use section::{Chart, Drawing, Section};
pub(crate) use table::in_english;
pub use table::{Column, Label, Sentences, Table, Unit, Values};
pub use view::{Cell, View, ViewColumn};

/// The result of an analysis.
#[derive(Debug, Clone)]
pub struct Document {
    /// The command that made it.
    pub command: &'static str,
    /// Version of the tables' columns; `rfm/1` in JSON is command and version.
    pub version: u32,
    /// What was analysed, in one line.
    pub title: Message,
    /// What was found, in a sentence or two.
    pub headline: Message,
    /// All tables; the first is what CSV and Parquet hold unless another is named.
    pub tables: Vec<Table>,
    /// What a person sees of the tables, in order.
    pub views: Vec<View>,
    /// Parts of a longer result, which come after the views.
    pub sections: Vec<Section>,
    /// What the figures are: the key of their name, and the definition.
    pub definitions: Vec<(&'static str, Message)>,
    /// What was done to the data or the method that changed a number.
    pub notes: Vec<Message>,
    /// What makes the answer less trustworthy.
    pub warnings: Vec<Message>,
    /// Where it came from.
    pub provenance: Provenance,
    /// Files to be written beside the result: where, and what.
    pub files: Vec<(std::path::PathBuf, String)>,
    /// Whether the answer as a whole should not be trusted, although it is given.
    pub untrusted: bool,
    /// Whether it leaves open what to do, and the caller wants to be told.
    pub undecided: bool,
}

impl Document {
    /// `rfm/1`: changes when columns change their meaning.
    #[must_use]
    pub fn schema(&self) -> String {
        format!("{}/{}", self.command.replace(' ', "-"), self.version)
    }

    /// The table of that name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// What a person sees: the views, or all of one table if that is asked for.
    #[must_use]
    pub fn shown(&self, table: Option<&str>) -> Vec<View> {
        match table.and_then(|name| self.table(name)) {
            Some(table) => vec![View::whole(table)],
            None => self.views.clone(),
        }
    }
}
