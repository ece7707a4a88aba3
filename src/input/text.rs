//! A text file as a stream of UTF-8 bytes: decompressed, decoded, with ordinary line ends, counted for progress.

use std::fs::File;
use std::io::{self, BufReader, Read};

use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use memchr::{memchr, memchr_iter};

use super::blocks::CutProblem;
use super::rejects::shorten;
use super::sources::{Format, Source, cannot_read};
use super::{NoProgress, Progress};
use crate::error::{Error, Result};

/// How a text file writes its characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252, of which ISO-8859-1 is a part.
    Windows1252,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Encoding; 4] =
        [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1252 => "windows-1252",
        }
    }

    fn decoder(self) -> Option<&'static encoding_rs::Encoding> {
        match self {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(encoding_rs::UTF_16LE),
            Encoding::Utf16Be => Some(encoding_rs::UTF_16BE),
            Encoding::Windows1252 => Some(encoding_rs::WINDOWS_1252),
        }
    }
}

/// What stands between a file's bytes and its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextForm {
    pub(super) encoding: Encoding,
    /// Lines end in a carriage return alone, as old Macs wrote them.
    pub(super) returns_only: bool,
}

const BUFFER_BYTES: usize = 256 << 10;
/// As much of a file as decides its encoding.
const HEAD_BYTES: u64 = 1 << 20;

/// The form that the head of a source shows.
pub(super) fn form(source: &Source, named: Option<Encoding>) -> Result<TextForm> {
    let no_progress = NoProgress;
    let mut head = Vec::new();
    let mut stream = decompressed(source, &no_progress)?;
    (&mut stream).take(HEAD_BYTES).read_to_end(&mut head).map_err(|problem| broken(source, &problem))?;
    let whole = (head.len() as u64) < HEAD_BYTES;
    let encoding = named.unwrap_or_else(|| detect(&head, whole));
    let text = match encoding.decoder() {
        Some(decoder) => decoder.decode(&head).0.into_owned().into_bytes(),
        None => head,
    };
    let returns_only = memchr(b'\r', &text).is_some() && memchr(b'\n', &text).is_none();
    Ok(TextForm { encoding, returns_only })
}

fn detect(head: &[u8], whole: bool) -> Encoding {
    match head {
        [0xFF, 0xFE, ..] => return Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    // text in Latin letters has a nought in every other byte of UTF-16
    let noughts = |odd: usize| {
        let bytes = head.iter().skip(odd).step_by(2);
        bytes.clone().filter(|&&byte| byte == 0).count() * 2 > bytes.count()
    };
    if head.len() >= 4 && noughts(1) {
        return Encoding::Utf16Le;
    }
    if head.len() >= 4 && noughts(0) {
        return Encoding::Utf16Be;
    }
    match std::str::from_utf8(head) {
        Ok(_) => Encoding::Utf8,
        // a letter that the end of the head cuts through
        Err(problem) if problem.error_len().is_none() && !whole => Encoding::Utf8,
        Err(_) => Encoding::Windows1252,
    }
}

/// The text of a source, from its beginning.
pub(super) fn open<'a>(
    source: &Source,
    form: TextForm,
    progress: &'a dyn Progress,
) -> Result<TextStream<'a>> {
    let mut stream = decompressed(source, progress)?;
    if form.encoding == Encoding::Utf8 {
        let mut head = Vec::with_capacity(3);
        (&mut stream).take(3).read_to_end(&mut head).map_err(|problem| broken(source, &problem))?;
        if head == [0xEF, 0xBB, 0xBF] {
            head.clear();
        }
        stream = Box::new(io::Cursor::new(head).chain(stream));
    } else {
        let decoder: DecodeReaderBytes<_, Vec<u8>> = DecodeReaderBytesBuilder::new()
            .encoding(form.encoding.decoder())
            .bom_sniffing(true)
            .build(stream);
        stream = Box::new(decoder);
    }
    Ok(TextStream { stream, returns_only: form.returns_only })
}

/// The text of a source.
pub(super) struct TextStream<'a> {
    stream: Box<dyn Read + Send + 'a>,
    returns_only: bool,
}

impl Read for TextStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(buffer)?;
        if self.returns_only {
            let ends: Vec<usize> = memchr_iter(b'\r', &buffer[..read]).collect();
            for end in ends {
                buffer[end] = b'\n';
            }
        }
        Ok(read)
    }
}

fn decompressed<'a>(source: &Source, progress: &'a dyn Progress) -> Result<Box<dyn Read + Send + 'a>> {
    let counted = Counted { file: source.reopen()?, progress };
    Ok(match source.format {
        Format::GzipText => {
            Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(BUFFER_BYTES, counted)))
        }
        Format::ZstdText => {
            Box::new(zstd::Decoder::new(counted).map_err(|problem| broken(source, &problem))?)
        }
        Format::Text | Format::Parquet => Box::new(counted),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_tells_the_encoding() {
        for (head, encoding) in [
            (&b"id,date\n"[..], Encoding::Utf8),
            (b"\xEF\xBB\xBFid", Encoding::Utf8),
            (b"\xFF\xFEi\0d\0", Encoding::Utf16Le),
            (b"\xFE\xFF\0i\0d", Encoding::Utf16Be),
            (b"i\0d\0,\0", Encoding::Utf16Le),
            (b"\0i\0d\0,", Encoding::Utf16Be),
            (b"caf\xE9,1\n", Encoding::Windows1252),
            ("kafé".as_bytes(), Encoding::Utf8),
        ] {
            assert_eq!(detect(head, true), encoding, "{head:?}");
        }
        assert_eq!(detect(b"caf\xC3", false), Encoding::Utf8);
        assert_eq!(detect(b"caf\xC3", true), Encoding::Windows1252);
    }
}
