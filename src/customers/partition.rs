//! The rows of some customers: packed as they come, on disk where memory is to be spared, and put side by side by customer
//! in the end.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::packed::{Item, Items};
use super::spill::Segment;
use crate::error::Result;
use crate::input::{Key, Measured, Row};
use crate::transactions::{Copies, LeftOrders, copies};
use crate::units::{Money, Tally};

/// Rows that are packed together.
const BLOCK_ROWS: usize = 512;

/// The rows of some customers.
#[derive(Debug, Default)]
pub(super) struct Partition {
    waiting: Items,
    packed: Vec<Box<[u8]>>,
    on_disk: Vec<Segment>,
}

impl Partition {
    /// Adds a row and returns by how many bytes the packed ones have grown; `scratch` is room to pack in.
    pub(super) fn push(&mut self, item: &Item, scratch: &mut Vec<u8>) -> usize {
        self.waiting.push(item);
        self.pack_if_full(scratch)
    }

    /// The same of a row with nothing that goes along.
    pub(super) fn push_row(&mut self, row: Row, scratch: &mut Vec<u8>) -> usize {
        self.waiting.rows.push(row);
        self.pack_if_full(scratch)
    }

    fn pack_if_full(&mut self, scratch: &mut Vec<u8>) -> usize {
        if self.waiting.rows.len() < BLOCK_ROWS {
            return 0;
        }
        scratch.clear();
        self.waiting.pack(scratch);
        self.packed.push(scratch.as_slice().into());
        scratch.len()
    }

    /// Adds the rows of another thread.
    pub(super) fn append(&mut self, other: Partition) {
        self.waiting.append(other.waiting);
        self.packed.extend(other.packed);
        self.on_disk.extend(other.on_disk);
    }

    /// The packed rows, which leave the memory for the disk.
    pub(super) fn take_packed(&mut self) -> Vec<Box<[u8]>> {
        std::mem::take(&mut self.packed)
    }

    pub(super) fn is_on_disk(&mut self, segment: Segment) {
        self.on_disk.push(segment);
    }

    /// All its rows.
    ///
    /// # Errors
    /// Rows on disk that cannot be read back.
    pub(super) fn rows(&self) -> Result<Items> {
        let mut rows = self.waiting.clone();
        self.unpack_into(&mut rows)?;
        Ok(rows)
    }

    /// All its rows, which are not kept.
    ///
    /// # Errors
    /// Rows on disk that cannot be read back.
    pub(super) fn into_rows(mut self) -> Result<Items> {
        let mut rows = std::mem::take(&mut self.waiting);
        self.unpack_into(&mut rows)?;
        Ok(rows)
    }

    fn unpack_into(&self, rows: &mut Items) -> Result<()> {
        rows.rows.reserve_exact(self.packed.len() * BLOCK_ROWS);
        self.packed.iter().for_each(|block| rows.unpack(block));
        for segment in &self.on_disk {
            rows.unpack(&segment.read()?);
        }
        Ok(())
    }
}

impl Items {
    /// Removes the rows that go with an order left out by its status.
    pub(super) fn remove_left(&mut self, left: &LeftOrders, removed: &mut Tally, refunds: &mut Tally) {
        if !left.is_empty() {
            let keep = left.keep(&self.rows, &self.tags, removed, refunds);
            self.retain(&keep);
        }
    }

    /// Removes rows that stand in the input more than once, if rows are tagged.
    pub(super) fn remove_copies(&mut self, dedupe: bool, found: &mut Copies) {
        if !self.tags.is_empty() {
            let keep = copies(&self.rows, &self.tags, dedupe, found);
            self.retain(&keep);
        }
    }

    /// The rows with each customer's rows side by side, their labels, and where each customer begins.
    pub(super) fn by_customer(self) -> Grouped {
        let Some(&any) = self.rows.first() else { return Grouped::default() };
        let mut numbers: HashMap<Key, u32, FixedState> = HashMap::default();
        let mut starts: Vec<usize> = Vec::new();
        let number_of: Vec<u32> = self
            .rows
            .iter()
            .map(|row| {
                let number = *numbers.entry(row.customer).or_insert_with(|| {
                    starts.push(0);
                    starts.len() as u32 - 1
                });
                starts[number as usize] += 1;
                number
            })
            .collect();
        let mut rows = 0;
        for start in &mut starts {
            rows += std::mem::replace(start, rows);
        }
        let mut grouped = vec![any; rows];
        let mut labels = if self.labels.is_empty() { Vec::new() } else { vec![Key::NONE; rows] };
        let blank = |numbers: &Vec<Money>| if numbers.is_empty() { Vec::new() } else { vec![Money(0); rows] };
        let mut measures = self.measures.each_ref().map(blank);
        let mut next = starts.clone();
        for (from, (row, number)) in self.rows.into_iter().zip(number_of).enumerate() {
            let place = &mut next[number as usize];
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
