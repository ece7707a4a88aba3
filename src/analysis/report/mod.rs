//! `setia report`: the month on one page, out of one reading of the log.
//!
//! `month` finds which month it is about, `figures` puts its numbers beside those of the months before, `sections` and `groups`
//! ask the other analyses and take what an owner looks at, `people` lists customers, `privacy` takes out what is not to be
//! told.

#[cfg(feature = "cli")]
mod args;
mod earlier;
mod figures;
mod groups;
mod month;
mod people;
mod privacy;
mod sections;
mod spec;
mod value;

pub use earlier::Earlier;
pub use month::Month;
pub use privacy::{CustomerRows, Key};
pub(super) use spec::ENTRY;

use super::ab_test::Assigned;
use super::trend::HolidayList;
use super::{Analysis, preparation};
use crate::customers::DaysKept;
use crate::document::{Document, Message, Provenance, Value};
use crate::error::{Error, Result};
use crate::input::{Amounts, Label};
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::transactions::Window;
use crate::units::{Day, Span};

/// Of the tables.
const VERSION: u32 = 1;

/// Who was assigned to which variant, and the column of variants if it was named.
pub type GivenTest = (Box<Assigned>, Option<String>);

/// Parameters of a report.
#[derive(Debug, Clone)]
pub struct Report {
    /// The month; none takes the last that is over.
    pub month: Option<Month>,
    /// What it is about, in order.
    pub sections: Vec<&'static str>,
    /// How long without a purchase a customer is one.
    pub lapsed_after: Span,
    /// Span of the churn risk.
    pub within: Span,
    /// Probability that an interval holds what it is about.
    pub confidence: f64,
    /// Which holidays are known.
    pub holidays: HolidayList,
    /// A test of promotions.
    pub test: Option<GivenTest>,
    /// The result of an earlier run to compare with.
    pub earlier: Option<Earlier>,
    /// Which customers are named.
    pub customer_rows: CustomerRows,
    /// Customers in a list, unless all are wanted.
    pub top: usize,
    /// Customers that a group has to have for its figures to be told.
    pub min_group: u64,
    /// What ids are hidden by.
    pub key: Option<Key>,
}

/// Every section, in the order in which they come.
pub const SECTIONS: [&str; 10] =
    ["overview", "customers", "trend", "cohorts", "segments", "value", "churn", "people", "test", "quality"];

impl Default for Report {
    fn default() -> Report {
        Report {
            month: None,
            sections: SECTIONS.to_vec(),
            lapsed_after: Span::Days(90),
            within: Span::Days(90),
            confidence: 0.95,
            holidays: HolidayList::default(),
            test: None,
            earlier: None,
            customer_rows: CustomerRows::Top,
            top: 10,
            min_group: 1,
            key: None,
        }
    }
}

impl Report {
    fn has(&self, section: &str) -> bool {
        self.sections.contains(&section)
    }

    /// The number of the month among all months.
    fn month(&self, data: &Prepared) -> i32 {
        self.month.map_or_else(|| Grain::Month.last_over(data.as_of), Month::number)
    }
}

impl Analysis for Report {
    fn amounts(&self) -> Amounts {
        Amounts::Optional
    }

    fn days_kept(&self) -> DaysKept {
        DaysKept::Full
    }

    fn looks_before_from(&self) -> bool {
        true
    }

    fn wants_hours(&self) -> bool {
        true
    }

    fn wants_ledger(&self) -> bool {
        true
    }

    fn labels(&self) -> Vec<Label> {
        super::churn_risk::often_told()
    }

    fn window(&self, asked: Window) -> Window {
        Window { as_of: self.month.map(Month::end).or(asked.as_of), ..asked }
    }

    fn as_of(&self, data: &Prepared) -> Option<Day> {
        if self.month.is_some() { None } else { month::end_of_last(data) }
    }

    fn analyse(&self, data: &Prepared) -> Result<Document> {
        let number = self.month(data);
        let (start, end) = (Grain::Month.start(number), Grain::Month.end(number));
        let customers = &data.collected.customers;
        let bought = |from: Day, to: Day| {
            let visits = customers.visits.as_ref();
            visits.is_some_and(|visits| {
                (0..customers.len()).any(|place| visits.between(place, from, to).next().is_some())
            })
        };
        if !bought(start, end) {
            let first = customers.first.iter().min().copied().unwrap_or(data.as_of);
            let last = customers.last.iter().max().copied().unwrap_or(data.as_of);
            return Err(Error::NoPurchases {
                evidence: vec![
                    format!("nobody bought in {}", Grain::Month.label(number)),
                    format!("the purchases are from {first} to {last}"),
                ],
            });
        }
        let mut found = sections::Found::of(self, data, number);
        let headline = found.headline();
        let sections = found.sections();
        found.cut_lists();
        let mut warnings = preparation::warnings(data);
        if self.customer_rows == CustomerRows::None {
            privacy::leave_unnamed(&mut warnings);
        }
        warnings.extend(month::cut_short(data, end));
        let mut document = Document {
            command: "report",
            version: VERSION,
            title: Message::new("report-title")
                .with("month", Value::LongMonth(end))
                .with("as_of", Value::Date(data.as_of))
                .count("customers", customers.len() as u64),
            headline,
            tables: std::mem::take(&mut found.tables),
            views: Vec::new(),
            sections,
            definitions: found.definitions(),
            notes: found.notes(),
            warnings,
            provenance: Provenance { month: Some(Grain::Month.label(number)), ..Provenance::default() },
            files: Vec::new(),
            untrusted: false,
            undecided: false,
        };
        privacy::suppress(&mut document, self.min_group);
        if let Some(key) = &self.key {
            key.hide(&mut document);
        }
        Ok(document)
    }
}
