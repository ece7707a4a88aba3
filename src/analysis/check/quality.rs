//! Every row accounted for: what is the matter with it, whether it is left out, its money.

use crate::customers::Census;
use crate::input::Trouble;
use crate::pipeline::Prepared;
use crate::units::{Money, Tally};

/// One reason.
pub(super) struct Line {
    pub(super) reason: &'static str,
    /// Rows it applies to.
    pub(super) matching: Tally,
    /// Rows left out for it.
    pub(super) left_out: Tally,
}

impl Line {
    /// The money that stands beside it.
    pub(super) fn amount(&self) -> f64 {
        let tally = if self.left_out.count > 0 { self.left_out } else { self.matching };
        tally.amount().to_f64()
    }
}

/// The reasons that occur, in the order in which they leave rows out, and the rows that are used.
pub(super) fn lines(data: &Prepared) -> Vec<Line> {
    let (report, collected) = (&data.report, &data.collected);
    let (account, copies) = (&collected.account, &collected.copies);
    let nothing = Tally::default();
    let rejected = Tally::of(report.rejected(), report.rejected_amount());
    let of = |trouble: Trouble| (trouble.name(), report.seen.of(trouble), report.left_out.of(trouble));
    let out = |reason: &'static str, tally: Tally| (reason, tally, tally);
    let duplicates = collected.census.as_ref().map_or(copies.in_file, Census::copies);
    let removed = if copies.removed { copies.in_file } else { nothing };
    let mut used = account.used;
    used.merge(Tally::of(report.continued, Money(0)));
    let lines = [
        out("unreadable", rejected),
        of(Trouble::Description),
        of(Trouble::Footer),
        of(Trouble::NotASale),
        of(Trouble::Cancelled),
        of(Trouble::Unpaid),
        of(Trouble::Refunded),
        out("with-order", account.with_order),
        out("left-out-by-where", report.filtered),
        out("before-from", account.before),
        out("after-as-of", account.after),
        (Trouble::Guest.name(), report.seen.of(Trouble::Guest), account.guests),
        out("without-date", account.undated),
        ("duplicate", duplicates, removed),
        out("in-several-files", copies.across),
        of(Trouble::Negative),
        (Trouble::Zero.name(), report.seen.of(Trouble::Zero), nothing),
        ("used", used, nothing),
    ];
    lines
        .into_iter()
        .map(|(reason, matching, left_out)| Line { reason, matching, left_out })
        .filter(|line| line.matching.count > 0 || line.left_out.count > 0 || line.reason == "used")
        .collect()
}
