//! Rows in few bytes: blocks of rows, column by column, each value as its distance from the smallest of its column, in as
//! many bytes as the largest distance needs. The same bytes stand in memory and on disk.

use crate::input::{Key, Measured, Row, Tag};
use crate::units::{MICROS_PER_DAY, MONEY_SCALE, Money, Timestamp};

/// Rows with what goes along with each: its tag, its label, its other numbers. Of those that are not read there are none.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    pub(super) rows: Vec<Row>,
    pub(super) tags: Vec<Tag>,
    pub(super) labels: Vec<Key>,
    pub(super) measures: Measured<Vec<Money>>,
}

/// A row with what goes along with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) row: Row,
    pub(super) tag: Option<Tag>,
    pub(super) label: Option<Key>,
    pub(super) measures: Measured<Option<Money>>,
}

impl Item {
    /// A row with nothing that goes along.
    pub(super) fn of(row: Row) -> Item {
        Item { row, tag: None, label: None, measures: Measured::default() }
    }
}

impl Items {
    pub(super) fn push(&mut self, item: &Item) {
        self.rows.push(item.row);
        self.tags.extend(item.tag);
        self.labels.extend(item.label);
        for (numbers, number) in self.measures.iter_mut().zip(item.measures) {
            numbers.extend(number);
        }
    }

    pub(super) fn append(&mut self, mut other: Items) {
        self.rows.append(&mut other.rows);
        self.tags.append(&mut other.tags);
        self.labels.append(&mut other.labels);
        for (numbers, others) in self.measures.iter_mut().zip(&mut other.measures) {
            numbers.append(others);
        }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.tags.clear();
        self.labels.clear();
        self.measures.iter_mut().for_each(Vec::clear);
    }

    /// Keeps the rows for which `keep` is true.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        retain(&mut self.rows, keep);
        retain(&mut self.tags, keep);
        retain(&mut self.labels, keep);
        self.measures.iter_mut().for_each(|numbers| retain(numbers, keep));
    }

    /// Moves the rows to the end of `bytes`.
    pub(super) fn pack(&mut self, bytes: &mut Vec<u8>) {
        let Items { rows, tags, labels, measures } = &*self;
        bytes.extend((rows.len() as u32).to_le_bytes());
        let has = [!tags.is_empty(), !labels.is_empty(), !measures[0].is_empty(), !measures[1].is_empty()];
        bytes.push(has.iter().rev().fold(0, |flags, &has| flags << 1 | u8::from(has)));
        pack(bytes, Steps::Ones, rows.iter().map(|row| row.customer.bits()));
        pack(bytes, Steps::Ones, rows.iter().map(|row| row.order.bits()));
        pack(bytes, Steps::Time, rows.iter().map(|row| unsigned(row.time.0)));
        pack(bytes, Steps::Money, rows.iter().map(|row| unsigned(row.amount.0)));
        if has[0] {
            let marks = |tag: &Tag| u64::from(tag.file) << 1 | u64::from(tag.stated_refund);
            pack(bytes, Steps::Ones, tags.iter().map(marks));
            pack(bytes, Steps::Ones, tags.iter().map(|tag| tag.product));
            pack(bytes, Steps::Ones, tags.iter().map(|tag| tag.values));
        }
        if has[1] {
            pack(bytes, Steps::Ones, labels.iter().map(|label| label.bits()));
        }
        for (numbers, _) in measures.iter().zip(&has[2..]).filter(|(_, has)| **has) {
            pack(bytes, Steps::Money, numbers.iter().map(|number| unsigned(number.0)));
        }
        self.clear();
    }

    /// Adds the rows of all blocks in `bytes`.
    pub(super) fn unpack(&mut self, mut bytes: &[u8]) {
        let mut columns: [Vec<u64>; 4] = Default::default();
        while let Some((head, rest)) = bytes.split_at_checked(5) {
            let rows = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
            let flags = head[4];
            bytes = rest;
            let [customers, orders, times, amounts] = &mut columns;
            for column in [&mut *customers, &mut *orders, &mut *times, &mut *amounts] {
                unpack(&mut bytes, rows, column);
            }
            let ids = customers.iter().zip(&*orders);
            let figures = times.iter().zip(&*amounts);
            self.rows.extend(ids.zip(figures).map(|((&customer, &order), (&time, &amount))| Row {
                customer: Key::of_bits(customer),
                order: Key::of_bits(order),
                time: Timestamp(signed(time)),
                amount: Money(signed(amount)),
            }));
            let [marks, products, values, _] = &mut columns;
            if flags & 1 > 0 {
                for column in [&mut *marks, &mut *products, &mut *values] {
                    unpack(&mut bytes, rows, column);
                }
                let hashes = products.iter().zip(&*values);
                self.tags.extend(marks.iter().zip(hashes).map(|(&marks, (&product, &values))| Tag {
                    stated_refund: marks & 1 > 0,
                    file: (marks >> 1) as u32,
                    product,
                    values,
                }));
            }
            if flags & 2 > 0 {
                unpack(&mut bytes, rows, values);
                self.labels.extend(values.iter().map(|&label| Key::of_bits(label)));
            }
            for (which, numbers) in self.measures.iter_mut().enumerate() {
                if flags & (4 << which) > 0 {
                    unpack(&mut bytes, rows, values);
                    numbers.extend(values.iter().map(|&number| Money(signed(number))));
                }
            }
        }
    }
}

fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut kept = keep.iter();
    values.retain(|_| kept.next() == Some(&true));
}

/// In the same order, from nought.
fn unsigned(value: i64) -> u64 {
    value.cast_unsigned() ^ 1 << 63
}

fn signed(value: u64) -> i64 {
    (value ^ 1 << 63).cast_signed()
}

/// What distances are often multiples of.
#[derive(Debug, Clone, Copy)]
enum Steps {
    Ones,
    /// Days, or seconds.
    Time,
    /// Whole units of the currency, or hundredths.
    Money,
}

const DAY: u64 = MICROS_PER_DAY.cast_unsigned();
const SECOND: u64 = 1_000_000;
const UNIT: u64 = MONEY_SCALE.cast_unsigned();
const HUNDREDTH: u64 = UNIT / 100;

/// Smallest value, step, bytes of a value.
const HEAD: usize = 8 + 8 + 1;

fn pack(bytes: &mut Vec<u8>, steps: Steps, values: impl Iterator<Item = u64> + Clone) {
    let (smallest, largest) =
        values.clone().fold((u64::MAX, 0), |(low, high), value| (low.min(value), high.max(value)));
    let distances = values.map(|value| value - smallest);
    let every = |step: u64| distances.clone().all(|distance| distance.is_multiple_of(step));
    let largest = largest.saturating_sub(smallest);
    // the steps are constants here, since division by anything else is slow
    match steps {
        Steps::Time if every(DAY) => write(bytes, smallest, largest, DAY, distances.map(|d| d / DAY)),
        Steps::Time if every(SECOND) => {
            write(bytes, smallest, largest, SECOND, distances.map(|d| d / SECOND));
        }
        Steps::Money if every(UNIT) => write(bytes, smallest, largest, UNIT, distances.map(|d| d / UNIT)),
        Steps::Money if every(HUNDREDTH) => {
            write(bytes, smallest, largest, HUNDREDTH, distances.map(|d| d / HUNDREDTH));
        }
        _ => write(bytes, smallest, largest, 1, distances),
    }
}

fn write(bytes: &mut Vec<u8>, smallest: u64, largest: u64, step: u64, distances: impl Iterator<Item = u64>) {
    let width = (u64::BITS - (largest / step).leading_zeros()).div_ceil(8) as usize;
    bytes.extend(smallest.to_le_bytes());
    bytes.extend(step.to_le_bytes());
    bytes.push(width as u8);
    match width {
        0 => {}
        1 => write_each::<1>(bytes, distances),
        2 => write_each::<2>(bytes, distances),
        3 => write_each::<3>(bytes, distances),
        4 => write_each::<4>(bytes, distances),
        5 => write_each::<5>(bytes, distances),
        6 => write_each::<6>(bytes, distances),
        7 => write_each::<7>(bytes, distances),
        _ => write_each::<8>(bytes, distances),
    }
}

fn write_each<const WIDTH: usize>(bytes: &mut Vec<u8>, distances: impl Iterator<Item = u64>) {
    for distance in distances {
        bytes.extend_from_slice(&distance.to_le_bytes()[..WIDTH]);
    }
}

/// The values of the next column of a block, instead of those in `values`.
fn unpack(block: &mut &[u8], rows: usize, values: &mut Vec<u64>) {
    let (head, rest) = block.split_at(HEAD);
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|place| head[at + place]));
    let (smallest, step) = (number(0), number(8));
    let width = usize::from(head[HEAD - 1]);
    let (bytes, rest) = rest.split_at(rows * width);
    *block = rest;
    values.clear();
    match width {
        0 => values.resize(rows, smallest),
        1 => read_each::<1>(bytes, smallest, step, values),
        2 => read_each::<2>(bytes, smallest, step, values),
        3 => read_each::<3>(bytes, smallest, step, values),
        4 => read_each::<4>(bytes, smallest, step, values),
        5 => read_each::<5>(bytes, smallest, step, values),
        6 => read_each::<6>(bytes, smallest, step, values),
        7 => read_each::<7>(bytes, smallest, step, values),
        _ => read_each::<8>(bytes, smallest, step, values),
    }
}

fn read_each<const WIDTH: usize>(bytes: &[u8], smallest: u64, step: u64, values: &mut Vec<u64>) {
    values.extend(bytes.as_chunks::<WIDTH>().0.iter().map(|bytes| {
        let mut distance = [0; 8];
        distance[..WIDTH].copy_from_slice(bytes);
        smallest + u64::from_le_bytes(distance) * step
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_row() -> impl Strategy<Value = Row> {
        let times = prop_oneof![
            any::<i64>(),
            (-30_000i64..30_000).prop_map(|day| day * MICROS_PER_DAY),
            (-1_000_000i64..2_000_000_000).prop_map(|second| second * 1_000_000),
            Just(Timestamp::NONE.0),
        ];
        let money =
            prop_oneof![any::<i64>(), -5000i64..5000, (-50i64..90).prop_map(|units| units * MONEY_SCALE)];
        let keys = prop_oneof![any::<u64>(), 0u64..70_000, Just(Key::NONE.bits())];
        (keys.clone(), keys, times, money).prop_map(|(customer, order, time, amount)| Row {
            customer: Key::of_bits(customer),
            order: Key::of_bits(order),
            time: Timestamp(time),
            amount: Money(amount),
        })
    }

    proptest! {
        #[test]
        fn rows_come_back(
            rows in proptest::collection::vec(any_row(), 0..40),
            cut in 0usize..40,
            tagged in any::<bool>(), labelled in any::<bool>(), counted in any::<bool>(),
        ) {
            let mut all = Items::default();
            let mut bytes = Vec::new();
            let mut waiting = Items::default();
            for (place, row) in rows.iter().enumerate() {
                let number = place as u64;
                let tag = Tag { stated_refund: place % 3 == 0, file: number as u32, product: number << 40, values: !number };
                let item = Item {
                    row: *row,
                    tag: tagged.then_some(tag),
                    label: labelled.then_some(row.order),
                    measures: [None, counted.then_some(row.amount)],
                };
                all.push(&item);
                waiting.push(&item);
                if place == cut {
                    waiting.pack(&mut bytes);
                }
            }
            waiting.pack(&mut bytes);
            let mut back = Items::default();
            back.unpack(&bytes);
            prop_assert_eq!(back.rows, all.rows);
            prop_assert_eq!(back.tags, all.tags);
            prop_assert_eq!(back.labels, all.labels);
            prop_assert_eq!(back.measures, all.measures);
        }
    }

    #[test]
    fn a_row_of_a_log_by_days_takes_few_bytes() {
        let mut rows = Items::default();
        for number in 0..512_i64 {
            let row = Row {
                customer: Key::of_bits(1_000_000 + number.cast_unsigned() * 700),
                order: Key::NONE,
                time: Timestamp(number % 500 * MICROS_PER_DAY),
                amount: Money(number * MONEY_SCALE / 4),
            };
            rows.push(&Item { row, tag: None, label: None, measures: [None, None] });
        }
        let mut bytes = Vec::new();
        rows.pack(&mut bytes);
        assert!(bytes.len() < 512 * 8, "{}", bytes.len());
    }
}
