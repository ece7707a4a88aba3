//! The languages that results are told in.

/// A language, with the ways of writing numbers and dates that go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, with dates as ISO 8601 has them.
    #[default]
    English,
    /// Indonesian.
    Indonesian,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::English, Language::Indonesian];

    /// The code of ISO 639-1.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Indonesian => "id",
        }
    }

    /// The words, a file for each of the larger analyses.
    pub(super) fn catalogue(self) -> [&'static str; 4] {
        match self {
            Language::English => [
                include_str!("words/en.ftl"),
                include_str!("words/en/report.ftl"),
                include_str!("words/en/retention.ftl"),
                include_str!("words/en/trend.ftl"),
            ],
            Language::Indonesian => [
                include_str!("words/id.ftl"),
                include_str!("words/id/report.ftl"),
                include_str!("words/id/retention.ftl"),
                include_str!("words/id/trend.ftl"),
            ],
        }
    }
}
