//! Blocks of text to typed rows, strictly: a value that does not follow its column's format sets its row aside.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};

use super::RefundPolicy;
use super::blocks::{self, Block};
use super::dates;
use super::filter::Filter;
use super::ids::{check_id, is_missing, is_total};
use super::intern::Interner;
use super::labels;
use super::measures::{Measure, Measured};
use super::numbers::{self, Amount, NumberProblem};
use super::plain_text::PlainText;
use super::plan::TextPlan;
use super::records::{self, Record};
use super::rejects::{Reject, RejectKind, Rejects};
use super::rows::{Batch, Key, Row, Tag};
use super::standing::Standing;
use super::trouble::{Trouble, Troubles};
use super::workbook::untyped;
use crate::error::{Result, counted};
use crate::units::{Money, Tally, Timestamp};

/// What became of one part of a file.
#[derive(Debug, Default)]
pub(super) struct PartReport {
    /// Rows from the first to the last line, blank ones and the header included; for row numbers.
    pub(super) lines: u64,
    /// Rows read, rejected ones included.
    pub(super) rows: u64,
    pub(super) rejects: Rejects,
    /// Amounts whose decimals beyond the fourth were rounded away.
    pub(super) rounded: u64,
    /// Numbers beside the amount that could not be read, and count as none.
    pub(super) unread: Measured<u64>,
    pub(super) filtered: Tally,
    /// What was seen in the rows, left out or not.
    pub(super) seen: Troubles,
    pub(super) left_out: Troubles,
    /// Lines of an order that carry nothing but details of it.
    pub(super) continued: u64,
    /// Rows in each currency.
    pub(super) currencies: BTreeMap<String, u64>,
    /// Rows with status words that nobody knows.
    pub(super) unknown_statuses: BTreeMap<String, u64>,
}

/// What is wanted of the rows of one file.
pub(super) struct Job<'a> {
    pub(super) ids: &'a Interner<'a>,
    pub(super) filter: Option<(&'a Filter, Vec<usize>)>,
    pub(super) keep_all_rejects: bool,
    /// Number of the file, if rows are to be told apart.
    pub(super) tagged: Option<u32>,
    /// Whether every row is to be looked at for copies.
    pub(super) census: bool,
    /// Number of the file.
    pub(super) file: u32,
    /// Whether lines are told apart by their product.
    pub(super) products: bool,
    /// The numbers beside the amount that some file has.
    pub(super) measures: Measured<bool>,
    /// Places of the columns that customers are grouped by.
    pub(super) labels: Vec<usize>,
}

impl Job<'_> {
    /// The numbers beside the amount that some file has.
    pub(super) fn measured(&self) -> impl Iterator<Item = Measure> + use<> {
        let wanted = self.measures;
        Measure::ALL.into_iter().filter(move |measure| wanted[measure.place()])
    }
}

/// Parses the blocks of one file.
pub(super) struct TextParser<'a> {
    pub(super) plan: &'a TextPlan,
    pub(super) job: Job<'a>,
}

/// Why a refund is refused.
pub(super) const REFUSED: &str = "a refund, which `--refunds error` does not allow";

/// A row that cannot be used: the kind of fault, the column, the value, the reason.
type Fault = (RejectKind, Option<usize>, String, String);

/// What a record turned out to be.
enum Outcome {
    Sale {
        row: Row,
        rounded: bool,
        refund: Option<Money>,
        /// It says nothing of the status of its order.
        statusless: bool,
    },
    /// A line that carries nothing but details of its order.
    Continued,
    LeftOut(Trouble, Option<Row>),
    /// No value at all.
    Blank,
}

impl TextParser<'_> {
    /// Adds the rows of `block` to `batch`; the first block begins at `skip`.
    pub(super) fn parse(&self, block: &Block, skip: usize, batch: &mut Batch) -> Result<PartReport> {
        let mut report = PartReport { lines: block.rows, ..PartReport::default() };
        if skip > 0 && self.plan.described {
            report.rows += 1;
            report.seen.add(Trouble::Description, Money(0));
            report.left_out.add(Trouble::Description, Money(0));
        }
        let mut columns = self.job.filter.as_ref().map(|(_, places)| vec![Vec::new(); places.len()]);
        let mut counted = Counted { start: 0, row: 0 };
        let order_total = self.plan.mapping.order_total(&self.plan.header).filter(|_| self.job.census);
        let mut standing = Standing::of(&self.plan.mapping, self.plan.preset);
        let plain = PlainText::of(self);
        records::for_each(block, skip, self.plan.delimiter, |start, record| {
            report.rows += 1;
            if let (Some(plain), Record::Plain(cells)) = (&plain, record)
                && let Some(row) = plain.row(cells)
            {
                batch.rows.push(row);
                return true;
            }
            let outcome = self.outcome(record, &mut standing, &mut report.seen);
            if self.job.census && !matches!(outcome, Ok(Outcome::Blank)) {
                let file = u64::from(self.job.tagged.unwrap_or(0));
                batch.looked_at.push((hash_of(record) ^ file, self.money(record)));
            }
            match outcome {
                Ok(Outcome::Sale { row, rounded, refund, statusless }) => {
                    report.rounded += u64::from(rounded);
                    if statusless {
                        batch.statusless.push(batch.rows.len());
                    }
                    batch.push(row, refund);
                    if let Some(total) = order_total {
                        let mark = self.plan.formats.amounts[0].mark;
                        let total = numbers::parse(&record.cell(total), mark).ok();
                        batch.totals.push((row.order, row.amount, total.map(|total| total.money)));
                    }
                    if let Some(file) = self.job.tagged {
                        batch.tags.push(self.tag(file, record));
                    }
                    for measure in self.job.measured() {
                        let number = self.measure(measure, record, row.amount);
                        report.unread[measure.place()] += u64::from(number.is_none());
                        batch.measures[measure.place()].push(number.unwrap_or_default());
                    }
                    if !self.job.labels.is_empty() {
                        let cells = self.job.labels.iter().map(|&place| record.cell(place));
                        batch.labels.push(labels::key(self.job.ids, cells));
                    }
                    if let Some(place) = self.plan.mapping.currency {
                        batch.currencies.push(record.cell(place).to_ascii_uppercase());
                    }
                    if let (Some(columns), Some((_, places))) = (&mut columns, &self.job.filter) {
                        for (column, &place) in columns.iter_mut().zip(places) {
                            column.push(text(&record.cell(place)));
                        }
                    }
                }
                Ok(Outcome::Continued) => report.continued += 1,
                Ok(Outcome::LeftOut(trouble, row)) => {
                    report.left_out.add(trouble, self.money(record));
                    if let Some(row) = row {
                        batch.leave_out(&row, trouble, self.job.file, &self.product(record));
                    }
                }
                Ok(Outcome::Blank) => report.rows -= 1,
                Err((kind, column, value, reason)) => {
                    counted.move_to(block, start, self.plan.delimiter);
                    let record_text = self
                        .job
                        .keep_all_rejects
                        .then(|| raw_record(block, start, self.plan.delimiter, record));
                    let reject = Reject {
                        row: counted.row + 1,
                        kind,
                        column,
                        value,
                        reason,
                        record: record_text.unwrap_or_default(),
                    };
                    let money = self.amount(record).ok().map(|amount| amount.money);
                    report.rejects.add(reject, money, self.job.keep_all_rejects);
                }
            }
            true
        });
        if let (Some((filter, places)), Some(columns)) = (&self.job.filter, columns) {
            let frame = self.frame(filter, places, columns, &batch.rows)?;
            batch.keep(&filter.mask(&frame)?, &mut report.filtered);
        }
        report.currencies = batch.count_currencies();
        report.unknown_statuses = standing.unknown;
        Ok(report)
    }

    fn outcome(
        &self,
        record: &Record<'_>,
        standing: &mut Standing<'_>,
        seen: &mut Troubles,
    ) -> std::result::Result<Outcome, Fault> {
        let plan = self.plan;
        let mapping = &plan.mapping;
        if record.len() != plan.header.len()
            && let Err(fault) = self.check_shape(record)
        {
            return self.not_a_row(record, seen).ok_or(fault);
        }
        let date = record.cell(mapping.date);
        if date.is_empty()
            && let Some(other) = self.not_a_row(record, seen)
        {
            return Ok(other);
        }
        let (customer, place) = self.customer(record);
        check_id(&customer).map_err(|fault| at(fault, place, &customer))?;
        let order_cell = mapping.order.map(|place| record.cell(place));
        if is_total(&customer) && order_cell.is_some_and(|order| is_missing(&order)) {
            seen.add(Trouble::Footer, self.money(record));
            return Ok(Outcome::LeftOut(Trouble::Footer, None));
        }
        let customer = if is_missing(&customer) || self.is_guest(&customer) {
            seen.add(Trouble::Guest, self.money(record));
            Key::NONE
        } else if plan.formats.float_ids {
            self.job.ids.customer(customer.strip_suffix(b".0").unwrap_or(&customer))
        } else {
            self.job.ids.customer(&customer)
        };
        let order = match mapping.order {
            None => Key::NONE,
            Some(place) => {
                let order = record.cell(place);
                check_id(&order).map_err(|fault| at(fault, place, &order))?;
                if is_missing(&order) { Key::NONE } else { Key::order(&order) }
            }
        };
        if !mapping.status.is_empty() || !mapping.cancelled.is_empty() {
            let judged =
                standing.judge(|place| record.cell(place), |trouble| seen.add(trouble, self.money(record)));
            let judged = judged.filter(|trouble| !self.is_reversal(*trouble, record));
            if let Some(trouble) = judged {
                let time = dates::parse(&date, &plan.formats.dates, &plan.formats.zones);
                let time = time.unwrap_or(Timestamp::NONE);
                let row = Row { customer, order, time, amount: self.money(record) };
                return Ok(Outcome::LeftOut(trouble, Some(row)));
            }
        }
        let first_line_only = plan.preset.is_some_and(|preset| preset.reading.first_line_only());
        if order != Key::NONE && first_line_only && self.amount_is_blank(record) {
            return Ok(Outcome::Continued);
        }
        let time = match dates::parse(&date, &plan.formats.dates, &plan.formats.zones) {
            Ok(time) => self.with_clock(time, &date, record)?,
            Err(_) if date.is_empty() && order != Key::NONE => {
                if !mapping.amount.is_empty() && self.amount_is_blank(record) {
                    return Ok(Outcome::Continued);
                }
                Timestamp::NONE
            }
            Err(problem) => {
                let reason = problem.reason(&plan.formats.dates);
                let fault = (RejectKind::Date, Some(mapping.date), text(&date), reason);
                return self.not_a_row(record, seen).ok_or(fault);
            }
        };
        let amount = self.amount(record).map_err(|(place, factor, problem)| {
            let reason = problem.reason(plan.formats.amounts[factor].mark);
            (RejectKind::Amount, Some(place), text(&record.cell(place)), reason)
        })?;
        if amount.money.0 <= 0 && !mapping.amount.is_empty() {
            let trouble = if amount.money.0 < 0 { Trouble::Negative } else { Trouble::Zero };
            seen.add(trouble, amount.money);
            match plan.formats.refunds {
                RefundPolicy::Drop if trouble == Trouble::Negative => {
                    return Ok(Outcome::LeftOut(trouble, None));
                }
                RefundPolicy::Refuse if trouble == Trouble::Negative => {
                    let place = mapping.amount[0];
                    let value = text(&record.cell(place));
                    return Err((RejectKind::Amount, Some(place), value, REFUSED.to_owned()));
                }
                _ => {}
            }
        }
        let refund = self.refund(record)?;
        let statusless = order != Key::NONE
            && !mapping.status.is_empty()
            && mapping.status.iter().all(|&place| is_missing(&record.cell(place)));
        Ok(Outcome::Sale {
            row: Row { customer, order, time, amount: amount.money },
            rounded: amount.rounded,
            refund,
            statusless,
        })
    }

    /// A record has as many fields as the header; blank ones at its end are the comma of a spreadsheet.
    fn check_shape(&self, record: &Record<'_>) -> std::result::Result<(), Fault> {
        let (fields, columns) = (record.len(), self.plan.header.len());
        if fields > columns && (columns..fields).all(|place| record.cell(place).is_empty()) {
            return Ok(());
        }
        let reason = format!("{}, the header has {columns}", counted(fields as u64, "field"));
        Err((RejectKind::Shape, None, text(&record.cell(0)), reason))
    }

    /// The record as something that only looks like a row, if it is that: nothing, or a total at the foot.
    fn not_a_row(&self, record: &Record<'_>, seen: &mut Troubles) -> Option<Outcome> {
        let mut cells = (0..record.len()).map(|place| record.cell(place)).filter(|cell| !cell.is_empty());
        let Some(first) = cells.next() else { return Some(Outcome::Blank) };
        let date = record.cell(self.plan.mapping.date);
        if !(is_total(&first) && (date.is_empty() || date == first)) {
            return None;
        }
        seen.add(Trouble::Footer, self.money(record));
        Some(Outcome::LeftOut(Trouble::Footer, None))
    }

    /// The first customer column that is filled, and its place.
    fn customer<'r>(&self, record: &'r Record<'_>) -> (Cow<'r, [u8]>, usize) {
        let places = &self.plan.mapping.customer;
        let filled = places.iter().map(|&place| (record.cell(place), place));
        let filled = filled.into_iter().find(|(cell, _)| !is_missing(cell));
        filled.unwrap_or_else(|| (record.cell(places[0]), places[0]))
    }

    fn is_guest(&self, customer: &[u8]) -> bool {
        self.plan
            .preset
            .is_some_and(|preset| preset.reading.guests.iter().any(|guest| guest.as_bytes() == customer))
    }

    /// The moment, if the time of day has a column of its own.
    fn with_clock(
        &self,
        time: Timestamp,
        date: &[u8],
        record: &Record<'_>,
    ) -> std::result::Result<Timestamp, Fault> {
        let Some(place) = self.plan.mapping.time else { return Ok(time) };
        let clock = record.cell(place);
        if clock.is_empty() {
            return Ok(time);
        }
        let formats = &self.plan.formats;
        dates::parse_with_clock(date, &clock, &formats.dates, &formats.zones)
            .map_err(|problem| (RejectKind::Date, Some(place), text(&clock), problem.reason(&formats.dates)))
    }

    fn refund(&self, record: &Record<'_>) -> std::result::Result<Option<Money>, Fault> {
        let Some(place) = self.plan.mapping.refund else { return Ok(None) };
        let cell = record.cell(place);
        if cell.is_empty() || self.plan.formats.refunds == RefundPolicy::Drop {
            return Ok(None);
        }
        let mark = self.plan.formats.refund.mark;
        let refund = self.plan.formats.refund.check(&cell).and_then(|()| numbers::parse(&cell, mark));
        let refund =
            refund.map_err(|problem| (RejectKind::Amount, Some(place), text(&cell), problem.reason(mark)))?;
        if refund.money.0 != 0 && self.plan.formats.refunds == RefundPolicy::Refuse {
            return Err((RejectKind::Amount, Some(place), text(&cell), REFUSED.to_owned()));
        }
        // some exports write what was given back below zero
        Ok(Some(Money(refund.money.0.saturating_abs())).filter(|money| money.0 > 0))
    }

    /// A number beside the amount; none if it cannot be read.
    fn measure(&self, measure: Measure, record: &Record<'_>, amount: Money) -> Option<Money> {
        let Some(place) = self.plan.mapping.measures[measure.place()] else { return Some(Money(0)) };
        let cell = record.cell(place);
        if is_missing(&cell) {
            return Some(Money(0));
        }
        let number = numbers::parse(&cell, self.plan.formats.measures[measure.place()].mark).ok()?;
        Some(measure.meant(number.money, amount))
    }

    /// A row below zero that says it is a refund is the refund itself.
    fn is_reversal(&self, trouble: Trouble, record: &Record<'_>) -> bool {
        trouble == Trouble::Refunded && self.money(record).0 < 0
    }

    fn amount_is_blank(&self, record: &Record<'_>) -> bool {
        self.plan.mapping.amount.iter().all(|&place| record.cell(place).is_empty())
    }

    /// The money of a row, nought if it cannot be read.
    fn money(&self, record: &Record<'_>) -> Money {
        self.amount(record).map_or(Money(0), |amount| amount.money)
    }

    fn tag(&self, file: u32, record: &Record<'_>) -> Tag {
        Tag::new(file, &self.product(record), hash_of(record))
    }

    /// What tells lines of an order apart; nothing where not every file has it.
    fn product<'r>(&self, record: &'r Record<'_>) -> Cow<'r, [u8]> {
        let place = self.plan.mapping.product.filter(|_| self.job.products);
        place.map_or(Cow::Borrowed(&[]), |place| record.cell(place))
    }

    /// The amount of a row: one value, or the product of several.
    fn amount(&self, record: &Record<'_>) -> std::result::Result<Amount, (usize, usize, NumberProblem)> {
        let places = &self.plan.mapping.amount;
        let styles = &self.plan.formats.amounts;
        match places.as_slice() {
            [] => Ok(Amount::ZERO),
            &[place] => {
                let cell = record.cell(place);
                let amount = styles[0].check(&cell).and_then(|()| numbers::parse(&cell, styles[0].mark));
                amount.map_err(|problem| (place, 0, problem))
            }
            places => {
                let mut factors = Vec::with_capacity(places.len());
                for (factor, &place) in places.iter().enumerate() {
                    let cell = record.cell(place);
                    let style = styles[factor];
                    let value = style.check(&cell).and_then(|()| numbers::parse_decimal(&cell, style.mark));
                    factors.push(value.map_err(|problem| (place, factor, problem))?);
                }
                numbers::product(factors.into_iter()).map_err(|problem| (places[0], 0, problem))
            }
        }
    }
}

/// Counts line ends up to a record once, however many records of a block are rejected.
struct Counted {
    start: usize,
    row: u64,
}

impl Counted {
    fn move_to(&mut self, block: &Block, start: usize, delimiter: u8) {
        self.row += blocks::rows_in(&block.bytes[self.start..start], block.quoting, delimiter);
        self.start = start;
    }
}

/// The record as it stands in the file.
fn raw_record(block: &Block, start: usize, delimiter: u8, record: &Record<'_>) -> String {
    match record {
        Record::Plain(record) | Record::Quoted(record) => {
            String::from_utf8_lossy(record.as_slice()).into_owned()
        }
        Record::Copied(_) => {
            let record = blocks::first_record(&block.bytes[start..], delimiter);
            String::from_utf8_lossy(record.trim_ascii_end()).into_owned()
        }
    }
}

/// A number that rows of the same values share.
fn hash_of(record: &Record<'_>) -> u64 {
    let mut hasher = foldhash::quality::FixedState::with_seed(0).build_hasher();
    for place in 0..record.len() {
        hasher.write(&record.cell(place));
        hasher.write_u8(b',');
    }
    hasher.finish()
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(untyped(value)).into_owned()
}

fn at(fault: (RejectKind, &str), place: usize, value: &[u8]) -> Fault {
    (fault.0, Some(place), text(value), fault.1.to_owned())
}
