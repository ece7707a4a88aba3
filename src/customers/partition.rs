//! The rows of some customers, with what goes along with each row: its tag, its label.

use hashbrown::HashMap;

use foldhash::fast::FixedState;

use crate::input::{Key, Measured, Row, Tag};
use crate::transactions::{Copies, LeftOrders, copies};
use crate::units::{Money, Tally};

/// The rows of some customers.
#[derive(Debug, Clone, Default)]
pub(super) struct Partition {
    rows: Chunks,
    /// One for each row, if rows are tagged.
    tags: Vec<Tag>,
    /// One for each row, if rows are labelled.
    labels: Vec<Key>,
    /// One for each row of the numbers beside the amount that are read.
    measures: Measured<Vec<Money>>,
}

/// A row with what goes along with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) row: Row,
    pub(super) tag: Option<Tag>,
    pub(super) label: Option<Key>,
    pub(super) measures: Measured<Option<Money>>,
}

/// Rows in pieces, so that a growing partition is never copied.
#[derive(Debug, Clone, Default)]
struct Chunks(Vec<Vec<Row>>);

const FIRST_CHUNK: usize = 32;
const LARGEST_CHUNK: usize = 4096;

impl Chunks {
    fn push(&mut self, row: Row) {
        match self.0.last_mut() {
            Some(chunk) if chunk.len() < chunk.capacity() => chunk.push(row),
            last => {
                let rows = last.map_or(FIRST_CHUNK, |chunk| (chunk.len() * 2).min(LARGEST_CHUNK));
                let mut chunk = Vec::with_capacity(rows);
                chunk.push(row);
                self.0.push(chunk);
            }
        }
    }
}

impl Partition {
    pub(super) fn push(&mut self, item: &Item) {
        self.rows.push(item.row);
        self.tags.extend(item.tag);
        self.labels.extend(item.label);
        for (numbers, number) in self.measures.iter_mut().zip(item.measures) {
            numbers.extend(number);
        }
    }

    pub(super) fn extend(&mut self, other: Partition) {
        self.rows.0.extend(other.rows.0);
        self.tags.extend(other.tags);
        self.labels.extend(other.labels);
        for (numbers, others) in self.measures.iter_mut().zip(other.measures) {
            numbers.extend(others);
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.0.iter().flatten()
    }

    /// Removes the rows that go with an order left out by its status.
    pub(super) fn remove_left(&mut self, left: &LeftOrders, removed: &mut Tally, refunds: &mut Tally) {
        if !left.is_empty() {
            let rows = self.rows.0.concat();
            let keep = left.keep(&rows, &self.tags, removed, refunds);
            self.retain(rows, &keep);
        }
    }

    /// Removes rows that stand in the input more than once, if rows are tagged.
    pub(super) fn remove_copies(&mut self, dedupe: bool, found: &mut Copies) {
        if !self.tags.is_empty() {
            let rows = self.rows.0.concat();
            let keep = copies(&rows, &self.tags, dedupe, found);
            self.retain(rows, &keep);
        }
    }

    fn retain(&mut self, mut rows: Vec<Row>, keep: &[bool]) {
        retain(&mut rows, keep);
        retain(&mut self.tags, keep);
        retain(&mut self.labels, keep);
        self.measures.iter_mut().for_each(|numbers| retain(numbers, keep));
        self.rows.0 = vec![rows];
    }

    /// The rows with each customer's rows side by side, their labels, and where each customer begins.
    pub(super) fn by_customer(self) -> Grouped {
        let mut numbers: HashMap<Key, usize, FixedState> = HashMap::default();
        let mut starts: Vec<usize> = Vec::new();
        for row in self.rows() {
            let number = *numbers.entry(row.customer).or_insert_with(|| {
                starts.push(0);
                starts.len() - 1
            });
            starts[number] += 1;
        }
        let mut rows = 0;
        for start in &mut starts {
            rows += std::mem::replace(start, rows);
        }
        let Some(&any) = self.rows().next() else { return Grouped::default() };
        let mut grouped = vec![any; rows];
        let mut labels = if self.labels.is_empty() { Vec::new() } else { vec![Key::NONE; rows] };
        let blank = |numbers: &Vec<Money>| if numbers.is_empty() { Vec::new() } else { vec![Money(0); rows] };
        let mut measures = self.measures.each_ref().map(blank);
        let mut next = starts.clone();
        for (from, row) in self.rows.0.into_iter().flatten().enumerate() {
            let place = &mut next[numbers[&row.customer]];
            grouped[*place] = row;
            if let Some(&label) = self.labels.get(from) {
                labels[*place] = label;
            }
            for (target, numbers) in measures.iter_mut().zip(&self.measures) {
                if let Some(&number) = numbers.get(from) {
                    target[*place] = number;
                }
            }
            *place += 1;
        }
        Grouped { rows: grouped, labels, measures, starts }
    }
}

/// Rows with each customer's rows side by side.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    pub(super) rows: Vec<Row>,
    /// One for each row, if rows are labelled.
    pub(super) labels: Vec<Key>,
    /// One for each row of the numbers beside the amount that are read.
    pub(super) measures: Measured<Vec<Money>>,
    /// Where each customer begins.
    pub(super) starts: Vec<usize>,
}

fn retain<T>(values: &mut Vec<T>, keep: &[bool]) {
    let mut kept = keep.iter();
    values.retain(|_| kept.next() == Some(&true));
}
