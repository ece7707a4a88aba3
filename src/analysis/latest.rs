//! What heads the columns of the latest period and of the one before it.

use crate::periods::Grain;

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
