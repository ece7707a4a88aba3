//! Rows that stand in the input more than once: equal lines of one file, and exports of overlapping months.
//!
//! Lines of one order in several files count as often as in the file where they occur most, so that overlapping
//! exports lose nothing and double nothing. Lines without an order id cannot be told apart and are only counted.

use std::cmp::Ordering;

use crate::input::{Key, Row, Tag};
use crate::units::Tally;

/// What was found, in rows and money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copies {
    /// Rows that equal another row of their file in every value.
    pub in_file: Tally,
    /// Whether those were removed.
    pub removed: bool,
    /// Rows of an order that another file has too, removed.
    pub across: Tally,
    /// Rows without an order id that another file has too, kept.
    pub unclear: Tally,
}

impl Copies {
    /// Adds the copies of another part.
    pub fn merge(&mut self, other: &Copies) {
        self.in_file.merge(other.in_file);
        self.removed |= other.removed;
        self.across.merge(other.across);
        self.unclear.merge(other.unclear);
    }
}

/// Removes copies from rows of which those of one customer are all here: equal ones of a file if `dedupe`, those of
/// overlapping files always.
pub fn remove_copies(rows: Vec<Row>, tags: &[Tag], dedupe: bool, copies: &mut Copies) -> Vec<Row> {
    let mut keep = vec![true; rows.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_unstable_by(|&a, &b| {
        (tags[a].file, tags[a].values, rows[a]).cmp(&(tags[b].file, tags[b].values, rows[b]))
    });
    for equal in order.chunk_by(|&a, &b| tags[a] == tags[b] && rows[a] == rows[b]) {
        for &place in &equal[1..] {
            copies.in_file.add(rows[place].amount);
            keep[place] = !dedupe;
        }
    }
    copies.removed |= dedupe;
    order.retain(|&place| keep[place]);
    let line = |place: usize| (rows[place], tags[place].product);
    order.sort_unstable_by(|&a, &b| line(a).cmp(&line(b)).then(tags[a].file.cmp(&tags[b].file)));
    for equal in order.chunk_by(|&a, &b| line(a).cmp(&line(b)) == Ordering::Equal) {
        let most =
            equal.chunk_by(|&a, &b| tags[a].file == tags[b].file).map(<[usize]>::len).max().unwrap_or(0);
        for &place in &equal[most..] {
            if rows[place].order == Key::NONE {
                copies.unclear.add(rows[place].amount);
            } else {
                copies.across.add(rows[place].amount);
                keep[place] = false;
            }
        }
    }
    let mut kept = keep.into_iter();
    rows.into_iter().filter(|_| kept.next() == Some(true)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Money, Timestamp};

    fn row(order: &str, amount: i64) -> Row {
        Row {
            customer: Key::NONE,
            order: Key::order(order.as_bytes()),
            time: Timestamp(0),
            amount: Money(amount),
        }
    }

    fn tag(file: u32, product: u64, values: u64) -> Tag {
        Tag { file, product, values }
    }

    fn left(lines: &[(Row, Tag)], dedupe: bool) -> (usize, Copies) {
        let (rows, tags): (Vec<Row>, Vec<Tag>) = lines.iter().copied().unzip();
        let mut copies = Copies::default();
        (remove_copies(rows, &tags, dedupe, &mut copies).len(), copies)
    }

    #[test]
    fn a_line_counts_as_often_as_where_it_occurs_most() {
        let line = row("A", 5);
        let (rows, copies) = left(
            &[(line, tag(0, 1, 1)), (line, tag(0, 1, 2)), (line, tag(1, 1, 3)), (row("B", 5), tag(1, 1, 4))],
            false,
        );
        assert_eq!((rows, copies.across.count, copies.across.amount()), (3, 1, Money(5)));
    }

    #[test]
    fn another_product_is_another_line() {
        let (rows, _) = left(&[(row("A", 5), tag(0, 1, 1)), (row("A", 5), tag(1, 2, 2))], false);
        assert_eq!(rows, 2);
    }

    #[test]
    fn without_an_order_id_nothing_is_removed() {
        let (rows, copies) = left(&[(row("", 5), tag(0, 1, 1)), (row("", 5), tag(1, 1, 1))], false);
        assert_eq!((rows, copies.unclear.count, copies.across.count), (2, 1, 0));
    }

    #[test]
    fn equal_rows_of_a_file_go_if_asked_for() {
        let twice = [(row("A", 5), tag(0, 1, 1)), (row("A", 5), tag(0, 1, 1)), (row("A", 5), tag(0, 1, 2))];
        assert_eq!(left(&twice, false).0, 3);
        let (rows, copies) = left(&twice, true);
        assert_eq!((rows, copies.in_file.count), (2, 1));
    }
}
