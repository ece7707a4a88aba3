//! Rows that stand in the input more than once: equal lines of one file, and exports of overlapping months.
//!
//! Lines of one order in several files count as often as in the file where they occur most, so that overlapping
//! exports lose nothing and double nothing. Of the money that a column gives back on them, the most that one file
//! says counts. Lines without an order id cannot be told apart and are only counted.

use std::cmp::Ordering;

use crate::input::{Key, Row, Tag};
use crate::units::{Money, Tally};

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
    /// Refunds by a column that went with their rows.
    pub refunds: Tally,
    /// Orders that stand in several files with different money.
    pub differing_orders: u64,
}

impl Copies {
    /// Adds the copies of another part.
    pub fn merge(&mut self, other: &Copies) {
        self.in_file.merge(other.in_file);
        self.removed |= other.removed;
        self.across.merge(other.across);
        self.unclear.merge(other.unclear);
        self.refunds.merge(other.refunds);
        self.differing_orders += other.differing_orders;
    }
}

/// Which rows to keep, of rows of which those of one customer are all here: without equal ones of a file if `dedupe`,
/// and without those of overlapping files.
#[must_use]
pub fn copies(rows: &[Row], tags: &[Tag], dedupe: bool, copies: &mut Copies) -> Vec<bool> {
    let mut finder = Finder { rows, tags, keep: vec![true; rows.len()], copies };
    let (refunds, lines): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|&place| tags[place].stated_refund);
    let lines = finder.in_file(lines, dedupe);
    let refunds = finder.in_file(refunds, dedupe);
    finder.differing(&lines);
    finder.across(lines);
    finder.most_given_back(refunds);
    finder.copies.removed |= dedupe;
    finder.keep
}

struct Finder<'a> {
    rows: &'a [Row],
    tags: &'a [Tag],
    keep: Vec<bool>,
    copies: &'a mut Copies,
}

impl Finder<'_> {
    /// Finds rows that equal another of their file, and returns the places that are kept.
    fn in_file(&mut self, mut places: Vec<usize>, dedupe: bool) -> Vec<usize> {
        let (rows, tags) = (self.rows, self.tags);
        places.sort_unstable_by(|&a, &b| (tags[a], rows[a]).cmp(&(tags[b], rows[b])));
        for equal in places.chunk_by(|&a, &b| tags[a] == tags[b] && rows[a] == rows[b]) {
            for &place in &equal[1..] {
                if !tags[place].stated_refund {
                    self.copies.in_file.add(rows[place].amount);
                } else if dedupe {
                    self.copies.refunds.add(rows[place].amount);
                }
                self.keep[place] = !dedupe;
            }
        }
        places.retain(|&place| self.keep[place]);
        places
    }

    /// Counts orders whose money differs from file to file.
    fn differing(&mut self, places: &[usize]) {
        let (rows, tags) = (self.rows, self.tags);
        let order = |place: usize| (rows[place].customer, rows[place].order);
        let mut places: Vec<usize> =
            places.iter().copied().filter(|&place| rows[place].order != Key::NONE).collect();
        places.sort_unstable_by_key(|&place| (order(place), tags[place].file));
        for same in places.chunk_by(|&a, &b| order(a) == order(b)) {
            let sum =
                |part: &[usize]| part.iter().map(|&place| i128::from(rows[place].amount.0)).sum::<i128>();
            let mut sums = same.chunk_by(|&a, &b| tags[a].file == tags[b].file).map(sum);
            let first = sums.next();
            self.copies.differing_orders += u64::from(sums.any(|other| Some(other) != first));
        }
    }

    /// Lines count as often as in the file where they occur most.
    fn across(&mut self, mut places: Vec<usize>) {
        let (rows, tags) = (self.rows, self.tags);
        let line = |place: usize| (rows[place], tags[place].product);
        places.sort_unstable_by(|&a, &b| line(a).cmp(&line(b)).then(tags[a].file.cmp(&tags[b].file)));
        for equal in places.chunk_by(|&a, &b| line(a).cmp(&line(b)) == Ordering::Equal) {
            let files = equal.chunk_by(|&a, &b| tags[a].file == tags[b].file);
            let most = files.map(<[usize]>::len).max().unwrap_or(0);
            for &place in &equal[most..] {
                if rows[place].order == Key::NONE {
                    self.copies.unclear.add(rows[place].amount);
                } else {
                    self.copies.across.add(rows[place].amount);
                    self.keep[place] = false;
                }
            }
        }
    }

    /// Of what files say was given back on the same line, the most counts: later exports add up what earlier ones
    /// say.
    fn most_given_back(&mut self, mut places: Vec<usize>) {
        let (rows, tags) = (self.rows, self.tags);
        let line = |place: usize| {
            let Row { customer, order, time, .. } = rows[place];
            (customer, order, time, tags[place].product)
        };
        places.sort_unstable_by_key(|&place| (line(place), tags[place].file, rows[place].amount));
        for same in places.chunk_by(|&a, &b| line(a) == line(b)) {
            let sum = |part: &&[usize]| part.iter().map(|&place| rows[place].amount).sum::<Money>();
            let most = same.chunk_by(|&a, &b| tags[a].file == tags[b].file).min_by_key(sum);
            let file = most.map_or(0, |part| tags[part[0]].file);
            for &place in same.iter().filter(|&&place| tags[place].file != file) {
                self.copies.refunds.add(rows[place].amount);
                self.keep[place] = false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Timestamp;

    fn row(order: &str, amount: i64) -> Row {
        Row {
            customer: Key::NONE,
            order: Key::order(order.as_bytes()),
            time: Timestamp(0),
            amount: Money(amount),
        }
    }

    fn tag(file: u32, product: u64, values: u64) -> Tag {
        Tag { stated_refund: false, file, product, values }
    }

    fn left(lines: &[(Row, Tag)], dedupe: bool) -> (Vec<i64>, Copies) {
        let (rows, tags): (Vec<Row>, Vec<Tag>) = lines.iter().copied().unzip();
        let mut found = Copies::default();
        let keep = copies(&rows, &tags, dedupe, &mut found);
        let kept = rows.iter().zip(keep).filter(|(_, keep)| *keep);
        (kept.map(|(row, _)| row.amount.0).collect(), found)
    }

    #[test]
    fn a_line_counts_as_often_as_where_it_occurs_most() {
        let line = row("A", 5);
        let (rows, copies) = left(
            &[(line, tag(0, 1, 1)), (line, tag(0, 1, 2)), (line, tag(1, 1, 3)), (row("B", 5), tag(1, 1, 4))],
            false,
        );
        assert_eq!((rows.len(), copies.across.count, copies.across.amount()), (3, 1, Money(5)));
        assert_eq!(copies.differing_orders, 1);
    }

    #[test]
    fn another_product_is_another_line() {
        let (rows, _) = left(&[(row("A", 5), tag(0, 1, 1)), (row("A", 5), tag(1, 2, 2))], false);
        assert_eq!(rows, [5, 5]);
    }

    #[test]
    fn without_an_order_id_nothing_is_removed() {
        let (rows, copies) = left(&[(row("", 5), tag(0, 1, 1)), (row("", 5), tag(1, 1, 1))], false);
        assert_eq!((rows.len(), copies.unclear.count, copies.across.count), (2, 1, 0));
    }

    #[test]
    fn equal_rows_of_a_file_go_if_asked_for() {
        let twice = [(row("A", 5), tag(0, 1, 1)), (row("A", 5), tag(0, 1, 1)), (row("A", 5), tag(0, 1, 2))];
        assert_eq!(left(&twice, false).0.len(), 3);
        let (rows, copies) = left(&twice, true);
        assert_eq!((rows.len(), copies.in_file.count), (2, 1));
    }

    #[test]
    fn a_refund_goes_with_its_line_and_the_latest_word_counts() {
        let refund = |file: u32, values: u64| Tag { stated_refund: true, ..tag(file, 1, values) };
        let files = [
            (row("A", 100), tag(0, 1, 1)),
            (row("A", -30), refund(0, 1)),
            (row("A", 100), tag(1, 1, 2)),
            (row("A", -70), refund(1, 2)),
        ];
        let (rows, copies) = left(&files, false);
        assert_eq!(rows, [100, -70]);
        assert_eq!((copies.across.count, copies.refunds.count), (1, 1));
    }
}
