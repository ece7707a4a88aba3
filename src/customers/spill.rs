//! Rows that memory is not to hold: files without a name in the folder for temporary files, which are gone when the program
//! ends, however it ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, Result};

/// The file of one reading thread.
#[derive(Debug)]
pub(super) struct Spill {
    file: Arc<Mutex<File>>,
    end: u64,
}

/// A part of such a file.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    file: Arc<Mutex<File>>,
    from: u64,
    bytes: usize,
}

impl Spill {
    /// A new file.
    ///
    /// # Errors
    /// A folder for temporary files that cannot be written to.
    pub(super) fn new() -> Result<Spill> {
        let file = tempfile::tempfile().map_err(failed)?;
        Ok(Spill { file: Arc::new(Mutex::new(file)), end: 0 })
    }

    /// Writes pieces one after the other.
    ///
    /// # Errors
    /// A full disk.
    pub(super) fn write(&mut self, pieces: &[Box<[u8]>]) -> Result<Segment> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let all = pieces.concat();
        file.write_all(&all).map_err(failed)?;
        let segment = Segment { file: Arc::clone(&self.file), from: self.end, bytes: all.len() };
        self.end += all.len() as u64;
        Ok(segment)
    }
}

impl Segment {
    /// What was written.
    ///
    /// # Errors
    /// A disk that fails.
    pub(super) fn read(&self) -> Result<Vec<u8>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = vec![0; self.bytes];
        file.seek(SeekFrom::Start(self.from)).map_err(failed)?;
        file.read_exact(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }
}

fn failed(source: io::Error) -> Error {
    Error::Spill { folder: std::env::temp_dir().display().to_string(), source }
}
