//! The catalogue: the words for every message, heading and term, in Fluent files, one for each language.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::numbers;
use crate::document::{Message, Sentences, Value};

/// English, a file for each of the larger analyses.
const ENGLISH: [&str; 3] = [
    include_str!("words/en.ftl"),
    include_str!("words/en/retention.ftl"),
    include_str!("words/en/trend.ftl"),
];

/// The words of one language.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    /// Sentences of columns, most of which come again and again.
    said: RefCell<HashMap<(&'static str, [u32; 2]), String>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Words").field("locales", &self.bundle.locales).finish_non_exhaustive()
    }
}

impl Words {
    /// English.
    ///
    /// # Panics
    /// Never: the catalogue is part of the program and its syntax is tested.
    #[must_use]
    pub fn english() -> Words {
        let mut bundle = FluentBundle::new(vec![unic_langid::LanguageIdentifier::default()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(numbers::number(number.value)),
            _ => None,
        }));
        for text in ENGLISH {
            let resource = FluentResource::try_new(text.to_owned());
            bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, problems)| {
                debug_assert!(problems.is_empty(), "{problems:?}");
                resource
            }));
        }
        Words { bundle, said: RefCell::default() }
    }

    /// The sentence of a message.
    #[must_use]
    pub fn message(&self, message: &Message) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &message.values {
            args.set(*name, self.value(value));
        }
        let text = self.text(message.key, Some(&args)).unwrap_or_else(|| message.key.to_owned());
        // a sentence at the end may not be there
        text.trim_end().to_owned()
    }

    /// The sentence in a row of a column of them.
    #[must_use]
    pub fn sentence(&self, sentences: &Sentences, row: usize) -> String {
        let (key, counts) = sentences.rows[row];
        if let Some(said) = self.said.borrow().get(&(key, counts)) {
            return said.clone();
        }
        let [first, second] = sentences.counts;
        let message =
            Message::new(key).count(first, u64::from(counts[0])).count(second, u64::from(counts[1]));
        let said = self.message(&message);
        self.said.borrow_mut().insert((key, counts), said.clone());
        said
    }

    /// The word for a key, such as a heading or a segment; the key itself if there is none.
    #[must_use]
    pub fn term(&self, key: &str) -> String {
        self.text(key, None).unwrap_or_else(|| key.to_owned())
    }

    fn value(&self, value: &Value) -> FluentValue<'static> {
        match value {
            #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
            Value::Count(count) => FluentValue::from(*count as f64),
            Value::Number(number) => numbers::number(*number).into(),
            Value::Money(amount) => numbers::money(*amount).into(),
            Value::Share(share) => numbers::percent(*share, 0).into(),
            Value::Figure(value, unit) => numbers::figure(*value, *unit).into(),
            Value::Difference(value, unit) => numbers::difference(*value, *unit).into(),
            Value::Relative(value) => numbers::signed_percent(*value, 1).into(),
            Value::PValue(p) => match numbers::p_value(*p) {
                below if below.starts_with('<') => format!("p {below}").into(),
                p => format!("p = {p}").into(),
            },
            Value::Date(day) => day.to_string().into(),
            Value::Text(text) => text.clone().into(),
            Value::Term(key) => self.term(key).into(),
            Value::Said(message) => self.message(message).into(),
            Value::Terms(keys) => {
                keys.iter().map(|key| self.term(key)).collect::<Vec<String>>().join(", ").into()
            }
        }
    }

    fn text(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut problems = Vec::new();
        let text: Cow<'_, str> = self.bundle.format_pattern(pattern, args, &mut problems);
        debug_assert!(problems.is_empty(), "{key}: {problems:?}");
        Some(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_has_no_faults() {
        let mut bundle = FluentBundle::new(vec![unic_langid::LanguageIdentifier::default()]);
        for text in ENGLISH {
            let resource = FluentResource::try_new(text.to_owned()).unwrap();
            assert!(bundle.add_resource(resource).is_ok(), "a key is there twice");
        }
    }

    #[test]
    fn one_and_many() {
        let words = Words::english();
        let few = |count| words.message(&Message::new("few-customers").count("customers", count));
        assert!(few(1).contains("1 customer "), "{}", few(1));
        assert!(few(2).contains("2 customers "), "{}", few(2));
    }
}
