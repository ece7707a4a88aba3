//! The typed row that leaves this station, and the keys that stand for ids in it.
//!
//! Ids are text: leading zeros and 18-digit marketplace ids come back letter for letter. Ids of up to 18
//! digits are packed into the key itself, and so are numbers behind a beginning that many ids have; others are hashed, and the texts of customer ids kept in `intern` (an order
//! is only ever compared with the orders of the same customer, so 60 bits are plenty).

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use super::{Measured, Trouble};
use crate::units::{Day, Money, Tally, Timestamp};

/// One row of an export after strict parsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Who bought; [`Key::NONE`] for a guest.
    pub customer: Key,
    /// The order this row belongs to; [`Key::NONE`] where the file has no order id.
    pub order: Key,
    /// When, on the wall clock of the export.
    pub time: Timestamp,
    /// What the row adds to its order; zero where the file has no amount.
    pub amount: Money,
}

/// Eight bytes that stand for an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

const TAG_SHIFT: u32 = 60;
const PAYLOAD: u64 = (1 << TAG_SHIFT) - 1;
/// Tags 0 to 12 are the number of leading zeros of a packed run of digits.
const MAX_LEADING_ZEROS: u64 = 12;
/// A number behind one of the beginnings that ids have, such as `CUST-00123`.
const TAG_NUMBERED: u64 = 13;
const BEGINNING_SHIFT: u32 = 52;
const LENGTH_SHIFT: u32 = 48;
/// Digits behind such a beginning.
pub(super) const MAX_NUMBER: usize = 14;
const TAG_TEXT: u64 = 15;
const MAX_DIGITS: usize = 18;

impl Key {
    /// No id.
    pub const NONE: Key = Key(14 << TAG_SHIFT);

    /// The key of an id of digits only, or `None` if it has to be kept as text.
    pub(super) fn packed(id: &[u8]) -> Option<Key> {
        if id.is_empty() || id.len() > MAX_DIGITS {
            return None;
        }
        let mut value = 0;
        let mut zeros = 0;
        for (position, &byte) in id.iter().enumerate() {
            let digit = u64::from(byte.wrapping_sub(b'0'));
            if digit > 9 {
                return None;
            }
            if value == 0 && digit == 0 && position + 1 < id.len() {
                zeros += 1;
            }
            value = value * 10 + digit;
        }
        (zeros <= MAX_LEADING_ZEROS).then_some(Key(zeros << TAG_SHIFT | value))
    }

    /// The key of an id that a typed file holds as a whole number, if it has the form that text would have.
    pub(super) fn integer(id: i64) -> Option<Key> {
        u64::try_from(id).ok().filter(|&id| id < 10_u64.pow(MAX_DIGITS as u32)).map(Key)
    }

    /// The key of an order id.
    pub(crate) fn order(id: &[u8]) -> Key {
        if id.is_empty() {
            return Key::NONE;
        }
        Key::packed(id).unwrap_or_else(|| Key::hashed(hash(id)))
    }

    /// The key of a text with that hash.
    pub(super) fn hashed(hash: u64) -> Key {
        Key(TAG_TEXT << TAG_SHIFT | hash & PAYLOAD)
    }

    /// The key of up to [`MAX_NUMBER`] digits behind the beginning of that number.
    pub(super) fn numbered(beginning: u8, digits: &[u8]) -> Key {
        let value = digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        let length = (digits.len() as u64) << LENGTH_SHIFT;
        Key(TAG_NUMBERED << TAG_SHIFT | u64::from(beginning) << BEGINNING_SHIFT | length | value)
    }

    /// The number of its beginning, if it has one.
    pub(super) fn beginning(self) -> Option<u8> {
        (self.0 >> TAG_SHIFT == TAG_NUMBERED).then_some((self.0 >> BEGINNING_SHIFT) as u8)
    }

    /// Whether it stands for a text that is kept elsewhere.
    pub(super) fn is_text(self) -> bool {
        self.0 >> TAG_SHIFT == TAG_TEXT
    }

    /// Writes the digits that it holds; nothing for [`Key::NONE`].
    pub(super) fn write(self, text: &mut String) {
        let (zeros, value, length) = match self.0 >> TAG_SHIFT {
            TAG_NUMBERED => {
                let length = self.0 >> LENGTH_SHIFT & 15;
                (0, self.0 & ((1 << LENGTH_SHIFT) - 1), length as usize)
            }
            zeros if zeros <= MAX_LEADING_ZEROS => (zeros, self.0 & PAYLOAD, 1),
            _ => return,
        };
        (0..zeros).for_each(|_| text.push('0'));
        let mut digits = [b'0'; MAX_DIGITS];
        let mut first = MAX_DIGITS;
        let mut rest = value;
        while rest > 0 || MAX_DIGITS - first < length {
            first -= 1;
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        digits[first..].iter().for_each(|&digit| text.push(char::from(digit)));
    }

    /// The eight bytes.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// The key that has these bytes.
    pub(crate) fn of_bits(bits: u64) -> Key {
        Key(bits)
    }

    /// A well-mixed number for spreading keys over partitions.
    #[must_use]
    pub fn spread(self) -> u64 {
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

fn hash(id: &[u8]) -> u64 {
    FixedState::with_seed(0).hash_one(id)
}

/// What tells rows of several files, or equal rows of one, apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// Whether the row stands for money given back by a column of another row.
    pub stated_refund: bool,
    /// Number of the file.
    pub file: u32,
    /// Hash of the product.
    pub product: u64,
    /// Hash of all values of the row.
    pub values: u64,
}

impl Tag {
    pub(super) fn new(file: u32, product: &[u8], values: u64) -> Tag {
        Tag { stated_refund: false, file, product: hash(product), values }
    }

    /// The tag of a row of a typed file, which is told from others by what is read of it.
    pub(super) fn of_row(file: u32, product: &[u8], row: &Row) -> Tag {
        let product = hash(product);
        let values =
            FixedState::with_seed(0).hash_one((product, row.customer, row.order, row.time, row.amount));
        Tag { stated_refund: false, file, product, values }
    }
}

/// An order of which a row was left out by its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOrder {
    /// The order.
    pub order: Key,
    /// Number of the file.
    pub file: u32,
    /// Whether it will never be a sale: cancelled or refunded, not only unpaid so far.
    pub for_good: bool,
    /// Whose it is; [`Key::NONE`] where the row does not say.
    pub customer: Key,
    /// The day of the row, if it says one.
    pub day: Option<Day>,
    /// The money of the row.
    pub amount: Money,
    /// Hash of the product of the row, as in [`Tag`].
    pub product: u64,
}

/// Rows on their way to a sink, and what belongs to them.
#[derive(Debug, Default)]
pub struct Batch {
    /// The rows.
    pub rows: Vec<Row>,
    /// Money given back on a row by a column of its own: place of the row, and how much.
    pub refunds: Vec<(usize, Money)>,
    /// One for each row, if they are asked for.
    pub tags: Vec<Tag>,
    /// What each row says in the columns that an analysis groups by, if there are any: the key of their text.
    pub labels: Vec<Key>,
    /// Numbers beside the amount of each row, those that are read.
    pub measures: Measured<Vec<Money>>,
    /// Places of rows that say nothing of the status of their order.
    pub statusless: Vec<usize>,
    /// Orders of which a row was left out by its status, with the number of the file.
    pub left_orders: Vec<LeftOrder>,
    /// Order, amount and total of the order, where a column has it and a census is taken.
    pub totals: Vec<(Key, Money, Option<Money>)>,
    /// Hash of all values, and the money, of every row that was looked at, if they are asked for.
    pub looked_at: Vec<(u64, Money)>,
    /// One for each row, if there is a column of them.
    pub(super) currencies: Vec<Vec<u8>>,
}

impl Batch {
    /// Whether there is nothing but rows.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let nothing = [
            self.refunds.is_empty(),
            self.tags.is_empty(),
            self.labels.is_empty(),
            self.measures.iter().all(Vec::is_empty),
            self.statusless.is_empty(),
        ];
        nothing.into_iter().all(|nothing| nothing)
    }

    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.refunds.clear();
        self.tags.clear();
        self.labels.clear();
        self.measures.iter_mut().for_each(Vec::clear);
        self.statusless.clear();
        self.left_orders.clear();
        self.looked_at.clear();
        self.totals.clear();
        self.currencies.clear();
    }

    pub(super) fn push(&mut self, row: Row, refund: Option<Money>) {
        let mut row = row;
        if let Some(money) = refund {
            if row.order == Key::NONE {
                // the refund has to find its sale again
                let own = hash(&[row.time.0.to_le_bytes(), row.amount.0.to_le_bytes()].concat());
                row.order = Key::hashed(own);
            }
            self.refunds.push((self.rows.len(), money));
        }
        self.rows.push(row);
    }

    /// Remembers a row that was left out by its status.
    pub(super) fn leave_out(&mut self, row: &Row, trouble: Trouble, file: u32, product: &[u8]) {
        let by_status = matches!(trouble, Trouble::Cancelled | Trouble::Unpaid | Trouble::Refunded);
        if by_status && row.order != Key::NONE {
            self.left_orders.push(LeftOrder {
                order: row.order,
                file,
                for_good: trouble != Trouble::Unpaid,
                customer: row.customer,
                day: Some(row.time).filter(|&time| time != Timestamp::NONE).map(Timestamp::day),
                amount: row.amount,
                product: hash(product),
            });
        }
    }

    /// Keeps the rows whose `mask` is true.
    pub(super) fn keep(&mut self, mask: &[bool], left_out: &mut Tally) {
        let mut place = vec![0; mask.len()];
        let mut next = 0;
        for (row, &kept) in mask.iter().enumerate() {
            place[row] = next;
            next += usize::from(kept);
        }
        for (row, _) in self.rows.iter().zip(mask).filter(|(_, kept)| !**kept) {
            left_out.add(row.amount);
        }
        retain(&mut self.rows, mask);
        retain(&mut self.tags, mask);
        retain(&mut self.labels, mask);
        self.measures.iter_mut().for_each(|numbers| retain(numbers, mask));
        retain(&mut self.currencies, mask);
        self.statusless.retain(|&row| mask[row]);
        for row in &mut self.statusless {
            *row = place[*row];
        }
        self.refunds.retain(|&(row, _)| mask[row]);
        for (row, _) in &mut self.refunds {
            *row = place[*row];
        }
    }

    /// Rows in each currency.
    pub(super) fn count_currencies(&self) -> BTreeMap<String, u64> {
        let mut counts: BTreeMap<&[u8], u64> = BTreeMap::new();
        for currency in self.currencies.iter().filter(|currency| !currency.is_empty()) {
            *counts.entry(currency).or_default() += 1;
        }
        counts.into_iter().map(|(name, rows)| (String::from_utf8_lossy(name).into_owned(), rows)).collect()
    }
}

fn retain<T>(values: &mut Vec<T>, mask: &[bool]) {
    let mut kept = mask.iter();
    values.retain(|_| kept.next().copied().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_its_digits() {
        for id in [0, 7, 580_123, 999_999_999_999_999_999] {
            assert_eq!(Key::integer(id), Key::packed(id.to_string().as_bytes()));
        }
        assert_eq!(Key::integer(-1), None);
        assert_eq!(Key::integer(1_000_000_000_000_000_000), None);
    }

    #[test]
    fn blank_is_no_id() {
        assert_eq!(Key::order(b""), Key::NONE);
        assert_ne!(Key::order(b"INV/2026/1"), Key::order(b"INV/2026/2"));
    }
}
