//! A text file as a stream of UTF-8 bytes: decompressed, without a byte-order mark, counted for progress.

use std::fs::File;
use std::io::{self, BufReader, Chain, Cursor, Read};

use super::Progress;
use super::blocks::CutProblem;
use super::rejects::shorten;
use super::sources::{Format, Source, cannot_read};
use crate::error::{Error, Result};

const BUFFER_BYTES: usize = 256 << 10;

/// The text of a source.
pub(super) struct TextStream<'a> {
    stream: Chain<Cursor<Vec<u8>>, Box<dyn Read + Send + 'a>>,
}

impl Read for TextStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }
}

pub(super) fn open<'a>(source: &Source, progress: &'a dyn Progress) -> Result<TextStream<'a>> {
    let counted = Counted { file: source.reopen()?, progress };
    let mut stream: Box<dyn Read + Send + 'a> = match source.format {
        Format::GzipText => {
            Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(BUFFER_BYTES, counted)))
        }
        Format::ZstdText => {
            Box::new(zstd::Decoder::new(counted).map_err(|problem| broken(source, &problem))?)
        }
        Format::Text | Format::Parquet => Box::new(counted),
    };
    let mut head = Vec::with_capacity(3);
    (&mut stream).take(3).read_to_end(&mut head).map_err(|problem| broken(source, &problem))?;
    match head.as_slice() {
        [0xEF, 0xBB, 0xBF] => head.clear(),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            return Err(Error::NotUtf8 {
                path: source.name.clone(),
                seen: "its byte-order mark says UTF-16".to_owned(),
            });
        }
        _ => {}
    }
    Ok(TextStream { stream: Cursor::new(head).chain(stream) })
}

/// What a failed read means for this kind of file.
pub(super) fn broken(source: &Source, problem: &io::Error) -> Error {
    let corrupt = |format| Error::CorruptCompression {
        path: source.name.clone(),
        format,
        reason: match problem.kind() {
            io::ErrorKind::UnexpectedEof => "the file ends before its content does".to_owned(),
            _ => problem.to_string().to_lowercase(),
        },
    };
    match source.format {
        Format::GzipText => corrupt("gzip"),
        Format::ZstdText => corrupt("zstd"),
        Format::Text | Format::Parquet => cannot_read(&source.name, problem),
    }
}

pub(super) fn cut_error(source: &Source, problem: CutProblem) -> Error {
    match problem {
        CutProblem::Read(problem) => broken(source, &problem),
        CutProblem::Unclosed { rows_before, record } => Error::UnclosedQuote {
            path: source.name.clone(),
            row: rows_before + 1,
            record: shorten(&String::from_utf8_lossy(&record[..record.len().min(400)])),
        },
        CutProblem::TooLong => Error::CannotRead {
            path: source.name.clone(),
            reason: "no line ends within 64 MiB, so it is no text file with rows".to_owned(),
        },
    }
}

struct Counted<'a> {
    file: File,
    progress: &'a dyn Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}
