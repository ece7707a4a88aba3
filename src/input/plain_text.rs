//! Records of a text file of which nothing is to be known but who, when and how much, and whose values are written in the
//! plainest way: most rows of most files. All others go the long way, which would read these alike.

use simd_csv::ZeroCopyByteRecord;

use super::dates;
use super::intern::Interner;
use super::numbers;
use super::parse::TextParser;
use super::plan::TextPlan;
use super::rows::{Key, Row};
use crate::units::{Money, Timestamp};

/// Where the values of such records stand.
pub(super) struct PlainText<'a> {
    plan: &'a TextPlan,
    ids: &'a Interner<'a>,
    customer: usize,
    order: Option<usize>,
    amount: Option<usize>,
}

impl<'a> PlainText<'a> {
    /// The places, if all that is asked of the rows is plain.
    pub(super) fn of(parser: &'a TextParser<'a>) -> Option<PlainText<'a>> {
        let (plan, job) = (parser.plan, &parser.job);
        let mapping = &plan.mapping;
        let more = job.filter.is_some()
            || job.tagged.is_some()
            || job.census
            || !job.labels.is_empty()
            || job.measured().next().is_some()
            || mapping.time.is_some()
            || mapping.refund.is_some()
            || !mapping.status.is_empty()
            || !mapping.cancelled.is_empty()
            || mapping.currency.is_some()
            || plan.preset.is_some_and(|preset| !preset.reading.guests.is_empty());
        let (&[customer], amount) = (mapping.customer.as_slice(), mapping.amount.as_slice()) else {
            return None;
        };
        (!more && amount.len() <= 1).then_some(PlainText {
            plan,
            ids: job.ids,
            customer,
            order: mapping.order,
            amount: amount.first().copied(),
        })
    }

    /// The row of a record without quotation marks, unless there is anything to be asked about it.
    pub(super) fn row(&self, record: &ZeroCopyByteRecord<'_>) -> Option<Row> {
        if record.len() != self.plan.header.len() {
            return None;
        }
        let id = record.get(self.customer)?;
        let customer = match Key::packed(id) {
            Some(key) => key,
            None if is_name(id) => self.ids.customer(id),
            None => return None,
        };
        let order = match self.order.map(|place| record.get(place)) {
            None => Key::NONE,
            Some(order) => {
                let order = order?;
                Key::packed(order).or_else(|| is_name(order).then(|| Key::order(order)))?
            }
        };
        let formats = &self.plan.formats;
        let date = record.get(self.plan.mapping.date)?;
        let time = dates::parse(date, &formats.dates, &formats.zones).ok()?;
        let amount = match self.amount {
            None => Money(0),
            Some(place) => {
                let value = record.get(place)?;
                let style = formats.amounts[0];
                style.check(value).ok()?;
                numbers::parse_plain(value, style.mark).filter(|amount| amount.0 > 0)?
            }
        };
        (time != Timestamp::NONE).then_some(Row { customer, order, time, amount })
    }
}

/// Whether an id is plainly one: it begins with a letter and ends with a digit, so that it is no word for nothing or for a
/// total, no number that a spreadsheet has rounded, and has no blanks around it.
fn is_name(id: &[u8]) -> bool {
    let ends = (id.first(), id.last());
    let (Some(first), Some(last)) = ends else { return false };
    first.is_ascii_alphabetic() && last.is_ascii_digit() && id.is_ascii()
}
