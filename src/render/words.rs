//! The catalogue: the words for every message, heading and term, in Fluent files, one for each language.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use super::Language;
use super::dates::Dates;
use super::numbers::Numbers;
use crate::document::{Message, Sentences, Unit, Value};
use crate::units::Span;

/// The words of one language.
pub struct Words {
    pub(super) language: Language,
    pub(super) numbers: Numbers,
    pub(super) dates: Dates,
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
    /// Of a language; amounts in sentences have the mark of the currency, if that is known.
    ///
    /// # Panics
    /// Never: the catalogues are part of the program and their syntax is tested.
    #[must_use]
    pub fn of(language: Language, currency: Option<&str>) -> Words {
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![locale]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => |value, _| plain(value, Language::English),
            Language::Indonesian => |value, _| plain(value, Language::Indonesian),
        }));
        for text in language.catalogue() {
            let resource = FluentResource::try_new(text.to_owned());
            bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, problems)| {
                debug_assert!(problems.is_empty(), "{problems:?}");
                resource
            }));
        }
        Words {
            bundle,
            language,
            numbers: Numbers::of(language, currency),
            dates: Dates::of(language),
            said: RefCell::default(),
        }
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
            Value::Number(number) => self.numbers.number(*number).into(),
            Value::Decimal(value, decimals) => self.numbers.decimal(*value, *decimals).into(),
            Value::Money(amount) => self.numbers.priced(*amount).into(),
            Value::Share(share) => self.numbers.percent(*share, 0).into(),
            Value::Figure(value, Unit::Money) => self.numbers.priced(*value).into(),
            Value::Figure(value, unit) => self.numbers.figure(*value, *unit).into(),
            Value::Difference(value, unit) => self.numbers.difference(*value, *unit).into(),
            Value::Relative(value) => self.numbers.signed_percent(*value, 1).into(),
            Value::PValue(p) => match self.numbers.p_value(*p) {
                below if below.starts_with('<') => format!("{} {below}", self.term("p-value")).into(),
                p => format!("{} = {p}", self.term("p-value")).into(),
            },
            Value::Date(day) => self.dates.day(*day).into(),
            Value::Month(day) => self.dates.month(*day).into(),
            Value::LongMonth(day) => self.dates.long_month(*day).into(),
            Value::Span(span) => {
                let (key, number) = match *span {
                    Span::Days(days) => ("span-days", days),
                    Span::Weeks(weeks) => ("span-weeks", weeks),
                    Span::Months(months) => ("span-months", months),
                };
                self.message(&Message::new(key).count("number", u64::from(number))).into()
            }
            Value::Text(text) => text.clone().into(),
            Value::Term(key) => self.term(key).into(),
            Value::Said(message) => self.message(message).into(),
            Value::List(messages) => messages
                .iter()
                .map(|message| self.message(message))
                .collect::<Vec<String>>()
                .join(", ")
                .into(),
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

/// Numbers of the catalogue as the language writes them.
fn plain(value: &FluentValue<'_>, language: Language) -> Option<String> {
    thread_local! {
        static NUMBERS: [Numbers; 2] = Language::ALL.map(|language| Numbers::of(language, None));
    }
    match value {
        FluentValue::Number(number) => {
            Some(NUMBERS.with(|numbers| numbers[language as usize].number(number.value)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// The variables of every key of a language.
    fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys = BTreeMap::new();
        let mut key = String::new();
        for line in language.catalogue().iter().flat_map(|text| text.lines()) {
            if let Some((name, _)) =
                line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            {
                key = name.to_owned();
                keys.insert(key.clone(), BTreeSet::new());
            }
            for variable in line.split('$').skip(1) {
                let name = variable.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                keys.entry(key.clone()).or_default().insert(name);
            }
        }
        keys
    }

    #[test]
    fn the_catalogues_have_no_faults() {
        for language in Language::ALL {
            let mut bundle = FluentBundle::new(vec![unic_langid::LanguageIdentifier::default()]);
            for text in language.catalogue() {
                let resource: FluentResource = FluentResource::try_new(text.to_owned()).unwrap();
                assert!(bundle.add_resource(resource).is_ok(), "{language:?}: a key is there twice");
            }
        }
    }

    #[test]
    fn every_language_says_the_same_things() {
        let (english, indonesian) = (keys(Language::English), keys(Language::Indonesian));
        assert!(english.len() > 500);
        for (key, variables) in &english {
            assert_eq!(indonesian.get(key), Some(variables), "{key}");
        }
        assert_eq!(english.len(), indonesian.len());
    }

    #[test]
    fn one_and_many() {
        let words = Words::of(Language::English, None);
        let few = |count| words.message(&Message::new("few-customers").count("customers", count));
        assert!(few(1).contains("1 customer "), "{}", few(1));
        assert!(few(2).contains("2 customers "), "{}", few(2));
    }
}
