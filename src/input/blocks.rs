//! A text file as blocks of whole records, so that several threads can parse it.
//!
//! Blocks without a quotation mark are cut at their last line end. Others are walked by the quoting rules of
//! RFC 4180 as the `csv` crate reads them, so a line break inside quotes never becomes a cut.

use std::io::{self, Read};

use crossbeam_channel::Receiver;
use memchr::{memchr, memchr_iter, memchr2, memrchr};

/// Whole records of one file.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) quoting: Quoting,
    /// Records, blank ones included.
    pub(super) rows: u64,
}

/// What kind of quotation marks a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    None,
    /// Marks only around whole values and doubled inside them.
    Regular,
    /// A mark in the middle of an unquoted value, or text behind a closing one.
    Stray,
}

impl Block {
    /// Bytes that begin at a record as one block.
    pub(super) fn of(bytes: Vec<u8>, delimiter: u8) -> Block {
        let quoted = memchr(QUOTE, &bytes).is_some();
        let walk = if quoted { walk(&bytes, delimiter) } else { plain_walk(&bytes) };
        Block { rows: walk.rows_of(&bytes), quoting: walk.quoting, bytes }
    }
}

const QUOTE: u8 = b'"';
const BLOCK_BYTES: usize = 1 << 20;
/// A record longer than this is an unclosed quotation mark or no text file.
const LONGEST_RECORD: usize = 64 << 20;

/// Why a file cannot be cut into records.
#[derive(Debug)]
pub(super) enum CutProblem {
    Read(io::Error),
    /// A quotation mark that is never closed, in the record that begins at this byte of the file's rest,
    /// with the rows before it and the beginning of the record.
    Unclosed {
        rows_before: u64,
        record: Vec<u8>,
    },
    TooLong,
}

/// Cuts a stream into blocks.
pub(super) struct Blocks<R> {
    stream: R,
    delimiter: u8,
    block_bytes: usize,
    carry: Vec<u8>,
    rows_before: u64,
    ended: bool,
    /// Blocks that were parsed, whose memory serves again.
    used: Option<Receiver<Vec<u8>>>,
}

impl<R: Read> Blocks<R> {
    pub(super) fn new(stream: R, delimiter: u8) -> Blocks<R> {
        Blocks {
            stream,
            delimiter,
            block_bytes: BLOCK_BYTES,
            carry: Vec::new(),
            used: None,
            rows_before: 0,
            ended: false,
        }
    }

    /// The same in memory that comes back from where blocks are parsed.
    pub(super) fn reusing(self, used: Receiver<Vec<u8>>) -> Blocks<R> {
        Blocks { used: Some(used), ..self }
    }

    /// Room for a block.
    fn spare(&self) -> Vec<u8> {
        let used = self.used.as_ref().and_then(|used| used.try_recv().ok());
        let mut room = used.unwrap_or_else(|| Vec::with_capacity(self.block_bytes));
        room.clear();
        room
    }

    /// The next block, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Block>, CutProblem> {
        let mut bytes = std::mem::take(&mut self.carry);
        loop {
            self.ended |= fill(&mut self.stream, &mut bytes, self.block_bytes).map_err(CutProblem::Read)?;
            if self.ended && bytes.is_empty() {
                return Ok(None);
            }
            let quoted = memchr(QUOTE, &bytes).is_some();
            let walk = if quoted { walk(&bytes, self.delimiter) } else { plain_walk(&bytes) };
            if self.ended && !walk.open {
                return Ok(Some(Block { rows: walk.rows_of(&bytes), quoting: walk.quoting, bytes }));
            }
            if self.ended || (walk.open && bytes.len() - walk.last_end > LONGEST_RECORD) {
                return Err(CutProblem::Unclosed {
                    rows_before: self.rows_before + walk.rows,
                    record: bytes.split_off(walk.last_end),
                });
            }
            if walk.last_end > 0 {
                self.carry = self.spare();
                self.carry.extend_from_slice(&bytes[walk.last_end..]);
                bytes.truncate(walk.last_end);
                self.rows_before += walk.rows;
                return Ok(Some(Block { bytes, quoting: walk.quoting, rows: walk.rows }));
            }
            if bytes.len() > LONGEST_RECORD {
                return Err(CutProblem::TooLong);
            }
        }
    }
}

/// Reads until the buffer has grown by a block; true at the end of the stream.
fn fill(stream: &mut impl Read, bytes: &mut Vec<u8>, block_bytes: usize) -> io::Result<bool> {
    let target = (bytes.len() / block_bytes + 1) * block_bytes;
    let wanted = target - bytes.len();
    bytes.reserve(wanted);
    let read = stream.take(wanted as u64).read_to_end(bytes)?;
    Ok(read < wanted)
}

/// What a walk over the beginning of a file found.
struct Walk {
    /// End of the last complete record.
    last_end: usize,
    /// Complete records, blank ones included.
    rows: u64,
    quoting: Quoting,
    /// Whether the walk ended inside quotation marks.
    open: bool,
}

impl Walk {
    /// Records of the bytes that were walked; a last one without a line end counts.
    fn rows_of(&self, bytes: &[u8]) -> u64 {
        self.rows + u64::from(self.last_end < bytes.len())
    }
}

fn plain_walk(bytes: &[u8]) -> Walk {
    let last_end = memrchr(b'\n', bytes).map_or(0, |place| place + 1);
    Walk { last_end, rows: line_ends(bytes), quoting: Quoting::None, open: false }
}

fn walk(bytes: &[u8], delimiter: u8) -> Walk {
    let mut walk = Walk { last_end: 0, rows: 0, quoting: Quoting::Regular, open: false };
    let mut place = 0;
    while let Some(offset) = memchr2(QUOTE, b'\n', &bytes[place..]) {
        let mark = place + offset;
        place = mark + 1;
        if bytes[mark] == b'\n' {
            walk.last_end = place;
            walk.rows += 1;
        } else if mark == walk.last_end || bytes[mark - 1] == delimiter {
            if let Some(end) = closing(bytes, place) {
                let regular = match bytes.get(end) {
                    None | Some(b'\n') => true,
                    Some(b'\r') => matches!(bytes.get(end + 1), None | Some(b'\n')),
                    Some(&next) => next == delimiter,
                };
                if !regular {
                    walk.quoting = Quoting::Stray;
                }
                place = end;
            } else {
                walk.open = true;
                return walk;
            }
        } else {
            walk.quoting = Quoting::Stray;
        }
    }
    walk
}

/// The place behind the quotation mark that closes a value whose inside begins at `place`.
fn closing(bytes: &[u8], mut place: usize) -> Option<usize> {
    loop {
        place += memchr(QUOTE, &bytes[place..])? + 1;
        if bytes.get(place) == Some(&QUOTE) {
            place += 1;
        } else {
            return Some(place);
        }
    }
}

/// The record that `bytes` begin with, its line end included.
pub(super) fn first_record(bytes: &[u8], delimiter: u8) -> &[u8] {
    let mut end = 0;
    while let Some(offset) = memchr(b'\n', &bytes[end..]) {
        end += offset + 1;
        if walk(&bytes[..end], delimiter).last_end == end {
            return &bytes[..end];
        }
    }
    bytes
}

fn line_ends(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}

/// Rows that end in `bytes`, which begin at a record; a last row without a line end counts.
pub(super) fn rows_in(bytes: &[u8], quoting: Quoting, delimiter: u8) -> u64 {
    let walk = if quoting == Quoting::None { plain_walk(bytes) } else { walk(bytes, delimiter) };
    walk.rows_of(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn blocks(text: &[u8], block_bytes: usize) -> Vec<Block> {
        let mut blocks = Blocks { block_bytes, ..Blocks::new(text, b',') };
        let mut all = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            all.push(block);
        }
        all
    }

    #[test]
    fn a_line_break_in_quotes_is_no_cut() {
        let walk = walk(b"a,\"x\ny\"\nb,\"z", b',');
        assert_eq!((walk.last_end, walk.rows, walk.open), (8, 1, true));
    }

    #[test]
    fn stray_marks_are_told_apart() {
        let quoting = |text: &[u8]| walk(text, b',').quoting;
        assert_eq!(quoting(b"a,\"b\"\"c\"\r\n"), Quoting::Regular);
        assert_eq!(quoting(b"5\" pipe,3\n"), Quoting::Stray);
        assert_eq!(quoting(b"\"a\"b,3\n"), Quoting::Stray);
    }

    #[test]
    fn an_unclosed_mark_is_a_problem() {
        let problem = Blocks::new(&b"a,b\n1,2\n3,\"4\n5,6\n"[..], b',').next().unwrap_err();
        let CutProblem::Unclosed { rows_before, record } = problem else { panic!("{problem:?}") };
        assert_eq!((rows_before, record.as_slice()), (2, &b"3,\"4\n5,6\n"[..]));
    }

    proptest! {
        /// Cutting changes nothing: the records of the blocks are the records of the file, by the `csv` crate.
        #[test]
        fn cutting_changes_no_record(
            cells in proptest::collection::vec(
                proptest::collection::vec("[a-z\"\n,;]{0,6}", 3), 1..40),
            block_bytes in 1usize..64,
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &cells {
                writer.write_record(row).unwrap();
            }
            let text = writer.into_inner().unwrap();
            let read = |bytes: &[u8]| -> Vec<csv::ByteRecord> {
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes)
                    .into_byte_records().map(Result::unwrap).collect()
            };
            let pieces: Vec<_> = blocks(&text, block_bytes).iter().flat_map(|block| read(&block.bytes)).collect();
            prop_assert_eq!(pieces, read(&text));
            let rows: u64 = blocks(&text, block_bytes).iter().map(|block| rows_in(&block.bytes, block.quoting, b',')).sum();
            prop_assert_eq!(rows, cells.len() as u64);
        }
    }
}
