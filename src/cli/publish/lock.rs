//! One run at a time in a folder.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::{Error, Result};

/// Keeps other runs out as long as it lives; the system lets go of it even of a run that was killed.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn of(folder: &Path) -> Result<Lock> {
        let path = folder.join(".lock");
        let failed = |source| Error::Write { path: Some(path.clone()), source };
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy { folder: folder.display().to_string() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}
