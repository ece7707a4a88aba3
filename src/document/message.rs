//! A sentence as a key and typed values; the catalogue in `render/words` has the words.

use super::Unit;
use crate::units::{Day, Span};

/// A sentence without words.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The key in the catalogue, stable, and the `code` of a warning.
    pub key: &'static str,
    /// The values, by the names that the catalogue uses.
    pub values: Vec<(&'static str, Value)>,
}

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number of things.
    Count(u64),
    /// An amount in currency units.
    Money(f64),
    /// Another number.
    Number(f64),
    /// A number with so many decimals.
    Decimal(f64, usize),
    /// A part of a whole, 0 to 1.
    Share(f64),
    /// A value of some unit.
    Figure(f64, Unit),
    /// A difference of two such values, with its sign.
    Difference(f64, Unit),
    /// A relative difference, with its sign.
    Relative(f64),
    /// A p-value, said with its name.
    PValue(f64),
    /// A calendar day.
    Date(Day),
    /// A span of time.
    Span(Span),
    /// The month that a day is in.
    Month(Day),
    /// The same by its name.
    LongMonth(Day),
    /// A name from the data or the command line.
    Text(String),
    /// A key of the catalogue, such as a segment.
    Term(&'static str),
    /// Several of them.
    Terms(Vec<&'static str>),
    /// Several of them, separated by commas.
    List(Vec<Message>),
    /// Another sentence.
    Said(Box<Message>),
}

impl Message {
    /// A message without values.
    #[must_use]
    pub fn new(key: &'static str) -> Message {
        Message { key, values: Vec::new() }
    }

    /// Adds a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Message {
        self.values.push((name, value));
        self
    }

    /// Adds a whole number.
    #[must_use]
    pub fn count(self, name: &'static str, count: u64) -> Message {
        self.with(name, Value::Count(count))
    }

    /// Adds a part of a whole.
    #[must_use]
    pub fn share(self, name: &'static str, share: f64) -> Message {
        self.with(name, Value::Share(share))
    }

    /// Adds an amount.
    #[must_use]
    pub fn money(self, name: &'static str, money: crate::units::Money) -> Message {
        self.with(name, Value::Money(money.to_f64()))
    }

    /// Adds a span of time.
    #[must_use]
    pub fn span(self, name: &'static str, span: Span) -> Message {
        self.with(name, Value::Span(span))
    }

    /// Adds another sentence; nothing where there is none.
    #[must_use]
    pub fn said(self, name: &'static str, message: Option<Message>) -> Message {
        let value =
            message.map_or_else(|| Value::Text(String::new()), |message| Value::Said(Box::new(message)));
        self.with(name, value)
    }

    /// Adds a name.
    #[must_use]
    pub fn text(self, name: &'static str, text: impl Into<String>) -> Message {
        self.with(name, Value::Text(text.into()))
    }
}
