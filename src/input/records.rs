//! The records of a block, cell by cell, through the SIMD reader; blocks with stray quotation marks go through
//! the `csv` crate, whose reading of them is the one people know from spreadsheets.

use std::borrow::Cow;

use simd_csv::{ZeroCopyByteRecord, ZeroCopyReaderBuilder};

use super::blocks::{Block, Quoting};

/// One record.
pub(super) enum Record<'a> {
    Plain(&'a ZeroCopyByteRecord<'a>),
    Quoted(&'a ZeroCopyByteRecord<'a>),
    Copied(&'a csv::ByteRecord),
}

impl Record<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Record::Plain(record) | Record::Quoted(record) => record.len(),
            Record::Copied(record) => record.len(),
        }
    }

    /// The value at `place` without quotes and surrounding blanks; empty if there is none.
    pub(super) fn cell(&self, place: usize) -> Cow<'_, [u8]> {
        let cell = match self {
            Record::Plain(record) => record.get(place).map(Cow::Borrowed),
            Record::Quoted(record) => record.unescape(place),
            Record::Copied(record) => record.get(place).map(Cow::Borrowed),
        };
        match cell {
            Some(Cow::Borrowed(cell)) => Cow::Borrowed(cell.trim_ascii()),
            Some(Cow::Owned(cell)) => Cow::Owned(cell.trim_ascii().to_vec()),
            None => Cow::Borrowed(b""),
        }
    }
}

const READER_BYTES: usize = 64 << 10;

/// Calls `visit` with each record that is not blank and the offset in the block at which it begins, until
/// `visit` returns false.
pub(super) fn for_each(
    block: &Block,
    skip: usize,
    delimiter: u8,
    mut visit: impl FnMut(usize, &Record<'_>) -> bool,
) {
    let bytes = &block.bytes[skip..];
    if block.quoting == Quoting::Stray {
        for_each_copied(bytes, delimiter, |start, record| visit(skip + start, record));
        return;
    }
    let mut reader = ZeroCopyReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(READER_BYTES)
        .from_reader(bytes);
    loop {
        let start = skip_blank_lines(bytes, usize::try_from(reader.position()).unwrap_or(usize::MAX));
        let Ok(Some(record)) = reader.read_byte_record() else { return };
        if record.len() == 1 && record.as_slice().trim_ascii().is_empty() {
            continue;
        }
        let record = match block.quoting {
            Quoting::None => Record::Plain(&record),
            _ => Record::Quoted(&record),
        };
        if !visit(skip + start, &record) {
            return;
        }
    }
}

fn for_each_copied(bytes: &[u8], delimiter: u8, mut visit: impl FnMut(usize, &Record<'_>) -> bool) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    loop {
        let start = skip_blank_lines(bytes, usize::try_from(reader.position().byte()).unwrap_or(usize::MAX));
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return;
        }
        let blank = record.len() == 1 && record[0].trim_ascii().is_empty();
        if !blank && !visit(start, &Record::Copied(&record)) {
            return;
        }
    }
}

/// The place of the first byte at or behind `place` that ends no line.
fn skip_blank_lines(bytes: &[u8], place: usize) -> usize {
    let rest = bytes.get(place..).unwrap_or_default();
    place + rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
}
