//! Files written whole or not at all: a temporary file beside the target, fsync, rename.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::interrupt::Unfinished;
use super::write_behind::WriteBehind;
use crate::error::{Error, Result};

/// Replaces the file at `path` by what `write` writes. A file that was there keeps its permissions; a new one is
/// readable by its owner only, since it may hold customers. Devices and pipes are written to as they are.
pub(super) fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let failed = |source: io::Error| Error::Write { path: Some(path.to_owned()), source };
    let named = |error: Error| match error {
        Error::Write { path: None, source } => failed(source),
        other => other,
    };
    let target = real_target(path);
    let existing = fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
        let mut stream = File::options().write(true).open(&target).map_err(failed)?;
        return match write(&mut stream).map_err(named) {
            Err(Error::Write { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        };
    }
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".setia-").tempfile_in(directory).map_err(|problem| {
        // the name of a temporary file helps nobody
        let problem = if directory.is_dir() { problem } else { io::Error::from(io::ErrorKind::NotFound) };
        failed(problem)
    })?;
    let unfinished = Unfinished::new(file.path());
    {
        let mut out = io::BufWriter::with_capacity(256 << 10, WriteBehind::new(file.as_file_mut()));
        write(&mut out).map_err(named)?;
        out.flush().map_err(failed)?;
    }
    if let Some(existing) = existing {
        file.as_file().set_permissions(existing.permissions()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|problem| failed(problem.error))?;
    drop(unfinished);
    if let Ok(directory) = File::open(directory) {
        // the rename itself survives a power cut where the file system can promise it
        let _ = directory.sync_all();
    }
    Ok(())
}

/// The file behind a symbolic link, so that the link stays one.
fn real_target(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
