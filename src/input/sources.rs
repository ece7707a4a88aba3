//! From the words on the command line to files: names, directories, patterns and standard input.
//!
//! What a file is follows from its first bytes, not from its name. Streams are spooled into an unnamed
//! temporary file, because a column's format is decided before its rows are read.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::workbook;
use crate::error::{Error, Result, plain_reason};

/// One input file.
#[derive(Debug)]
pub struct Source {
    /// The name that messages and the provenance show.
    pub name: String,
    /// Bytes on disk.
    pub bytes: u64,
    pub(super) format: Format,
    place: Place,
    /// The rows of a workbook as text.
    text: Option<workbook::Text>,
    digest: OnceLock<String>,
}

#[derive(Debug)]
enum Place {
    Path(PathBuf),
    Spool(File),
}

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    GzipText,
    ZstdText,
    Parquet,
}

const EXTENSIONS: [&str; 12] = [
    ".csv", ".tsv", ".txt", ".parquet", ".csv.gz", ".tsv.gz", ".csv.zst", ".tsv.zst", ".xlsx", ".xls",
    ".xlsb", ".ods",
];

impl Source {
    /// Files for the given words, in order: a file, a directory, a pattern with `*`, or `-`.
    ///
    /// # Errors
    /// A file that does not exist or cannot be read, and a directory or pattern without files.
    pub fn expand(words: &[String]) -> Result<Vec<Source>> {
        let mut sources = Vec::new();
        for word in words {
            if word == "-" {
                sources.push(Source::spool("-", io::stdin().lock())?);
                continue;
            }
            let path = Path::new(word);
            if path.is_dir() {
                sources.extend(in_directory(word, path)?);
            } else if !path.exists() && word.contains(['*', '?', '[']) {
                sources.extend(matching(word)?);
            } else {
                sources.push(Source::open(word.clone(), path)?);
            }
        }
        Ok(sources)
    }

    fn open(name: String, path: &Path) -> Result<Source> {
        let metadata = match path.metadata() {
            Ok(metadata) => metadata,
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => {
                return Err(Error::NoSuchFile { nearest: nearest_file(path), path: name });
            }
            Err(problem) => return Err(cannot_read(&name, &problem)),
        };
        let mut file = File::open(path).map_err(|problem| cannot_read(&name, &problem))?;
        if !metadata.is_file() {
            return Source::spool(&name, file);
        }
        let (format, text) = look_into(&name, &mut file)?;
        Ok(Source {
            name,
            bytes: metadata.len(),
            format,
            place: Place::Path(path.to_owned()),
            text,
            digest: OnceLock::new(),
        })
    }

    fn spool(name: &str, mut stream: impl Read) -> Result<Source> {
        let cannot = |problem: io::Error| cannot_read(name, &problem);
        let mut file = tempfile::tempfile().map_err(cannot)?;
        let bytes = io::copy(&mut stream, &mut file).map_err(cannot)?;
        io::Seek::rewind(&mut file).map_err(cannot)?;
        let (format, text) = look_into(name, &mut file)?;
        let name = if name == "-" { "standard input" } else { name };
        Ok(Source {
            name: name.to_owned(),
            bytes,
            format,
            place: Place::Spool(file),
            text,
            digest: OnceLock::new(),
        })
    }

    /// Whether writing to `path` would write over this file.
    #[must_use]
    pub fn is_at(&self, path: &Path) -> bool {
        match &self.place {
            Place::Path(own) => {
                matches!((own.canonicalize(), path.canonicalize()), (Ok(own), Ok(other)) if own == other)
            }
            Place::Spool(_) => false,
        }
    }

    /// The file from its beginning; of a workbook, its rows as text.
    pub(super) fn reopen(&self) -> Result<File> {
        let file = match &self.text {
            Some(text) => from_start(&text.file),
            None => self.own_bytes(),
        };
        file.map_err(|problem| cannot_read(&self.name, &problem))
    }

    fn own_bytes(&self) -> io::Result<File> {
        match &self.place {
            Place::Path(path) => File::open(path),
            Place::Spool(file) => from_start(file),
        }
    }

    /// The sheets that are read of a workbook.
    pub(super) fn sheets(&self) -> Option<String> {
        self.text.as_ref().map(|text| text.read.join(", "))
    }

    /// The sheets of a workbook that are not read, since their columns are others.
    #[must_use]
    pub fn skipped_sheets(&self) -> &[String] {
        self.text.as_ref().map_or(&[], |text| &text.skipped)
    }

    /// BLAKE3 of the bytes on disk, as provenance writes it.
    ///
    /// # Errors
    /// The file can no longer be read.
    pub fn digest(&self) -> Result<String> {
        if let Some(digest) = self.digest.get() {
            return Ok(digest.clone());
        }
        let mut hasher = blake3::Hasher::new();
        let read = self.own_bytes().and_then(|file| hasher.update_reader(file).map(drop));
        read.map_err(|problem| cannot_read(&self.name, &problem))?;
        let digest = format!("blake3:{}", hasher.finalize().to_hex());
        Ok(self.digest.get_or_init(|| digest).clone())
    }
}

fn from_start(file: &File) -> io::Result<File> {
    let mut file = file.try_clone()?;
    io::Seek::rewind(&mut file)?;
    Ok(file)
}

/// What the first bytes of a file say it is; a workbook becomes text.
fn look_into(name: &str, file: &mut File) -> Result<(Format, Option<workbook::Text>)> {
    let cannot = |problem: io::Error| cannot_read(name, &problem);
    let mut head = Vec::with_capacity(4);
    file.take(4).read_to_end(&mut head).map_err(cannot)?;
    io::Seek::rewind(file).map_err(cannot)?;
    if workbook::is_workbook(&head) {
        return Ok((Format::Text, Some(workbook::as_text(name, from_start(file).map_err(cannot)?)?)));
    }
    let format = match head.as_slice() {
        b"PAR1" => Format::Parquet,
        [0x1F, 0x8B, ..] => Format::GzipText,
        [0x28, 0xB5, 0x2F, 0xFD] => Format::ZstdText,
        _ => Format::Text,
    };
    Ok((format, None))
}

pub(super) fn cannot_read(name: &str, problem: &io::Error) -> Error {
    let reason = plain_reason(problem);
    Error::CannotRead { path: name.to_owned(), reason }
}

fn in_directory(word: &str, directory: &Path) -> Result<Vec<Source>> {
    let entries = directory.read_dir().map_err(|problem| cannot_read(word, &problem))?;
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|problem| cannot_read(word, &problem))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    let (wanted, other): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| readable_name(name) && !directory.join(name).is_dir());
    if wanted.is_empty() {
        return Err(Error::NoReadableFile { path: word.to_owned(), found: other });
    }
    wanted
        .iter()
        .map(|name| {
            let path = directory.join(name);
            Source::open(path.display().to_string(), &path)
        })
        .collect()
}

fn readable_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    EXTENSIONS.iter().any(|extension| lower.ends_with(extension))
}

fn matching(pattern: &str) -> Result<Vec<Source>> {
    let paths = glob::glob(pattern).map_err(|problem| Error::Usage {
        message: format!("`{pattern}` is no pattern for file names: {}", problem.msg),
        hints: Vec::new(),
    })?;
    let mut found: Vec<PathBuf> =
        paths.filter_map(std::result::Result::ok).filter(|path| path.is_file()).collect();
    found.sort();
    if found.is_empty() {
        return Err(Error::NoReadableFile { path: pattern.to_owned(), found: Vec::new() });
    }
    found.iter().map(|path| Source::open(path.display().to_string(), path)).collect()
}

fn nearest_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = directory
        .read_dir()
        .ok()?
        .filter_map(std::result::Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| readable_name(name));
    let nearest = crate::nearest::nearest(&name, names)?;
    Some(path.with_file_name(nearest).display().to_string())
}
