//! Tables of typed columns under stable names.

use std::borrow::Cow;

use super::Reals;
use crate::texts::Texts;
use crate::units::Day;

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name, unique in the document.
    pub name: &'static str,
    /// Its columns, all of one length.
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in machine formats.
    pub name: &'static str,
    /// Its values.
    pub values: Values,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Ids and other text from the data.
    Text(Texts),
    /// Text from the data in some rows, keys of the catalogue in others, such as the row of all.
    Label(Vec<Label>),
    /// Names of several things in each row, in English and in Indonesian; machine formats hold the English ones.
    Names(Vec<Vec<[String; 2]>>),
    /// Keys of the catalogue: machine formats hold the key, people read its word.
    Term(Vec<&'static str>),
    /// Several keys of the catalogue side by side: machine formats join them by `+`, people read their words, separated by commas.
    Phrase(Vec<Vec<&'static str>>),
    /// Sentences of the catalogue with two counts in each.
    Sentence(Sentences),
    /// Whole numbers.
    Count(Vec<u64>),
    /// Whole numbers that name something and are never grouped, such as scores.
    Code(Vec<u64>),
    /// Calendar days.
    Date(Vec<Option<Day>>),
    /// Amounts in currency units.
    Money(Reals),
    /// Parts of a whole, 0 to 1.
    Share(Reals),
    /// Probabilities.
    Probability(Reals),
    /// Parameters, whose digits count whatever their size.
    Estimate(Reals),
    /// Other numbers.
    Number(Reals),
    /// P-values.
    PValue(Reals),
    /// Numbers of which each row has its own unit.
    Figure(Vec<(Option<f64>, Unit)>),
    /// Several numbers in each row, such as those of the periods after the first purchase. CSV and Parquet have a column
    /// for each place: `period_0`, `period_1`, …
    Series(Vec<Vec<Option<f64>>>, Unit),
}

/// What stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// Text from the data.
    Text(String),
    /// A key of the catalogue.
    Term(&'static str),
}

impl Label {
    /// As machine formats have it.
    #[must_use]
    pub fn machine(&self) -> &str {
        match self {
            Label::Text(text) => text,
            Label::Term(key) => key,
        }
    }
}

/// What a number is a number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A part of a whole, 0 to 1; differences of such are in percentage points.
    Share,
    /// Currency units.
    Money,
    /// Anything else.
    Number,
    /// Whole numbers.
    Count,
}

/// A column of sentences that differ in their key and their counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sentences {
    /// The names of the counts in the catalogue.
    pub counts: [&'static str; 2],
    /// Key and counts of each row.
    pub rows: Vec<(&'static str, [u32; 2])>,
}

/// English names, as machine formats have them.
#[must_use]
pub(crate) fn in_english(names: &[[String; 2]]) -> String {
    names.iter().map(|[english, _]| english.as_str()).collect::<Vec<&str>>().join(", ")
}

impl Values {
    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.len(),
            Values::Label(values) => values.len(),
            Values::Names(values) => values.len(),
            Values::Term(values) => values.len(),
            Values::Phrase(values) => values.len(),
            Values::Sentence(sentences) => sentences.rows.len(),
            Values::Count(values) | Values::Code(values) => values.len(),
            Values::Date(values) => values.len(),
            Values::Money(values)
            | Values::Share(values)
            | Values::Probability(values)
            | Values::Estimate(values)
            | Values::Number(values)
            | Values::PValue(values) => values.len(),
            Values::Figure(values) => values.len(),
            Values::Series(values, _) => values.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number in a row; none where there is none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Values::Count(values) | Values::Code(values) => values.get(row).map(|value| *value as f64),
            Values::Money(values)
            | Values::Share(values)
            | Values::Probability(values)
            | Values::Estimate(values)
            | Values::Number(values)
            | Values::PValue(values) => values.get(row),
            Values::Figure(values) => values.get(row)?.0,
            _ => None,
        }
    }

    /// Those of some rows, in this order.
    fn select(&self, rows: &[usize]) -> Values {
        fn of<T: Clone>(values: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|&row| values[row].clone()).collect()
        }
        fn reals(values: &Reals, rows: &[usize]) -> Reals {
            rows.iter().map(|&row| values.get(row)).collect()
        }
        match self {
            Values::Text(values) => Values::Text(values.select(rows)),
            Values::Label(values) => Values::Label(of(values, rows)),
            Values::Names(values) => Values::Names(of(values, rows)),
            Values::Term(values) => Values::Term(of(values, rows)),
            Values::Phrase(values) => Values::Phrase(of(values, rows)),
            Values::Sentence(sentences) => {
                Values::Sentence(Sentences { counts: sentences.counts, rows: of(&sentences.rows, rows) })
            }
            Values::Count(values) => Values::Count(of(values, rows)),
            Values::Code(values) => Values::Code(of(values, rows)),
            Values::Date(values) => Values::Date(of(values, rows)),
            Values::Money(values) => Values::Money(reals(values, rows)),
            Values::Share(values) => Values::Share(reals(values, rows)),
            Values::Probability(values) => Values::Probability(reals(values, rows)),
            Values::Estimate(values) => Values::Estimate(reals(values, rows)),
            Values::Number(values) => Values::Number(reals(values, rows)),
            Values::PValue(values) => Values::PValue(reals(values, rows)),
            Values::Figure(values) => Values::Figure(of(values, rows)),
            Values::Series(values, unit) => Values::Series(of(values, rows), *unit),
        }
    }
}

impl Column {
    /// The column as formats without lists write it: a series as a column for each place, all others as they are.
    #[must_use]
    pub fn wide(&self) -> Vec<(Cow<'static, str>, Cow<'_, Values>)> {
        let Values::Series(rows, unit) = &self.values else {
            return vec![(self.name.into(), Cow::Borrowed(&self.values))];
        };
        let places = rows.iter().map(Vec::len).max().unwrap_or(0);
        let column = |place: usize| {
            let values = rows.iter().map(|row| (row.get(place).copied().flatten(), *unit)).collect();
            (format!("{}_{place}", self.name).into(), Cow::Owned(Values::Figure(values)))
        };
        (0..places).map(column).collect()
    }
}

impl Table {
    /// A table of the given columns.
    ///
    /// # Panics
    /// If the columns differ in length.
    #[must_use]
    pub fn new(name: &'static str, columns: Vec<(&'static str, Values)>) -> Table {
        let columns: Vec<Column> =
            columns.into_iter().map(|(name, values)| Column { name, values }).collect();
        assert!(
            columns.windows(2).all(|pair| pair[0].values.len() == pair[1].values.len()),
            "the columns of table `{name}` differ in length"
        );
        Table { name, columns }
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The same table with these of its rows, in this order.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Table {
        let columns = self.columns.iter();
        let columns = columns.map(|column| Column { name: column.name, values: column.values.select(rows) });
        Table { name: self.name, columns: columns.collect() }
    }

    /// The same table under another name.
    #[must_use]
    pub fn named(self, name: &'static str) -> Table {
        Table { name, ..self }
    }

    /// The same table with these of its columns, in this order; those that it lacks are passed over.
    #[must_use]
    pub fn with_columns(&self, names: &[&str]) -> Table {
        let columns = names.iter().filter_map(|name| self.columns.iter().find(|column| column.name == *name));
        Table { name: self.name, columns: columns.cloned().collect() }
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Values> {
        self.columns.iter().find(|column| column.name == name).map(|column| &column.values)
    }
}
