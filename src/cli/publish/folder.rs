//! The folder of all months. `2026-10` is a symbolic link to a folder in `.versions` that is complete before the link
//! points to it, and `latest` one to the newest month; so whoever looks sees an old state or a new one, never a mixture.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::manifest::Manifest;
use super::{Part, write_through};
use crate::cli::interrupt::Unfinished;
use crate::error::{Error, Result};

const VERSIONS: &str = ".versions";
const MANIFEST: &str = "manifest.json";
const LATEST: &str = "latest";
/// What a folder is called while it is written.
const UNFINISHED: &str = ".new-";

/// The folder, with other runs kept out.
#[derive(Debug)]
pub(in crate::cli) struct Folder {
    path: PathBuf,
    _lock: Lock,
}

impl Folder {
    /// Opens the folder, or makes it.
    ///
    /// # Errors
    /// A folder that cannot be written to, and one that another run is writing to.
    pub(in crate::cli) fn open(path: &Path) -> Result<Folder> {
        let versions = path.join(VERSIONS);
        fs::create_dir_all(&versions)
            .map_err(|source| Error::Write { path: Some(path.to_owned()), source })?;
        Ok(Folder { path: path.to_owned(), _lock: Lock::of(path)? })
    }

    /// What a run of that fingerprint wrote, if it is there and whole.
    pub(in crate::cli) fn made_by(&self, fingerprint: &str) -> Option<Manifest> {
        self.months().into_iter().rev().find_map(|month| {
            let path = self.path.join(month);
            let manifest = Manifest::at(&path.join(MANIFEST)).ok()?;
            (manifest.fingerprint == fingerprint && manifest.damage(&path).is_empty()).then_some(manifest)
        })
    }

    /// Writes the files of a month, and shows them when all are there.
    ///
    /// # Errors
    /// What cannot be written; the month is then as it was.
    pub(in crate::cli) fn publish(
        &self,
        month: &str,
        parts: &[Part],
        manifest: &Manifest,
    ) -> Result<PathBuf> {
        self.sweep();
        let published = self.write(month, parts, manifest);
        if published.is_err() {
            // it may hold customers
            self.sweep();
        }
        published
    }

    fn write(&self, month: &str, parts: &[Part], manifest: &Manifest) -> Result<PathBuf> {
        let versions = self.path.join(VERSIONS);
        let new = versions.join(format!("{UNFINISHED}{month}"));
        self.io(&new, fs::create_dir(&new))?;
        let unfinished = Unfinished::new(&new);
        for part in parts {
            write_through(&new.join(&part.name), &part.bytes, part.private)?;
        }
        let manifest_text = manifest.text()?;
        write_through(&new.join(MANIFEST), manifest_text.as_bytes(), false)?;
        self.io(&new, sync(&new))?;
        let digest = blake3::hash(manifest_text.as_bytes()).to_hex();
        let mut name = format!("{month}-{}", &digest[..12]);
        let is_whole = |name: &str| {
            let version = versions.join(name);
            Manifest::at(&version.join(MANIFEST)).is_ok_and(|manifest| manifest.damage(&version).is_empty())
        };
        if is_whole(&name) {
            // the same as it was written before
            self.io(&new, fs::remove_dir_all(&new))?;
        } else {
            // what is damaged may be shown, and stays until the link points elsewhere
            while versions.join(&name).exists() {
                name.push('x');
            }
            let version = versions.join(&name);
            self.io(&version, fs::rename(&new, &version))?;
        }
        drop(unfinished);
        self.io(&versions, sync(&versions))?;
        let before = fs::read_link(self.path.join(month)).ok();
        self.point(month, &Path::new(VERSIONS).join(&name))?;
        self.point_latest()?;
        self.forget(month, &name, before.as_deref());
        Ok(self.path.join(month))
    }

    /// Makes the latest month the latest, which a run that was killed may have left undone.
    ///
    /// # Errors
    /// A link that cannot be written.
    pub(in crate::cli) fn point_latest(&self) -> Result<()> {
        match self.months().into_iter().max() {
            Some(newest) => self.point(LATEST, Path::new(&newest)),
            None => Ok(()),
        }
    }

    /// Makes a link point elsewhere, in one step.
    fn point(&self, link: &str, to: &Path) -> Result<()> {
        let path = self.path.join(link);
        if fs::read_link(&path).is_ok_and(|old| old == to) {
            return Ok(());
        }
        if path.symlink_metadata().is_ok_and(|old| !old.is_symlink()) {
            return Err(Error::Usage {
                message: format!("`{}` is there and was not written by setia", path.display()),
                hints: vec!["move it away, or name another `--output-dir`".to_owned()],
            });
        }
        let new = self.path.join(format!("{UNFINISHED}{link}"));
        let _ = fs::remove_file(&new);
        self.io(&path, symlink(to, &new))?;
        self.io(&path, fs::rename(&new, &path))?;
        self.io(&path, sync(&self.path))
    }

    /// The months that there are, in order.
    fn months(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let is_link = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let names = entries.filter(is_link).filter_map(|entry| entry.file_name().into_string().ok());
        let mut months: Vec<String> =
            names.filter(|name| name.len() == 7 && name.as_bytes()[4] == b'-').collect();
        months.sort();
        months
    }

    /// Takes away what killed runs left.
    fn sweep(&self) {
        for folder in [self.path.clone(), self.path.join(VERSIONS)] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                    let path = entry.path();
                    let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
                }
            }
        }
    }

    /// Takes away versions of a month that are neither shown nor were shown before, in case somebody still reads that.
    fn forget(&self, month: &str, shown: &str, before: Option<&Path>) {
        let before = before.and_then(Path::file_name);
        for entry in fs::read_dir(self.path.join(VERSIONS)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_of_month = name.to_string_lossy().starts_with(&format!("{month}-"));
            if is_of_month && name != shown && Some(name.as_os_str()) != before {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    #[expect(clippy::unused_self, reason = "reads as what it is about")]
    fn io<T>(&self, path: &Path, result: io::Result<T>) -> Result<T> {
        result.map_err(|source| Error::Write { path: Some(path.to_owned()), source })
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(unix)]
fn symlink(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(windows)]
fn symlink(to: &Path, at: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(to, at)
}
