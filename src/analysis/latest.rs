//! The latest period: what heads its column and that of the one before it, and what it is called in sentences.

use crate::document::Value;
use crate::periods::Grain;

/// A period in a sentence.
pub(super) fn said(grain: Grain, period: i32) -> Value {
    match grain {
        Grain::Month => Value::Month(grain.start(period)),
        _ => Value::Text(grain.label(period)),
    }
}

/// The keys of the two headings.
pub(super) fn headings(grain: Grain) -> [&'static str; 2] {
    match grain {
        Grain::Day => ["heading-last-day", "heading-day-before"],
        Grain::Week(_) => ["heading-last-week", "heading-week-before"],
        Grain::Month => ["heading-last-month", "heading-month-before"],
        Grain::Quarter => ["heading-last-quarter", "heading-quarter-before"],
        Grain::Year => ["heading-last-year", "heading-year-before"],
    }
}
