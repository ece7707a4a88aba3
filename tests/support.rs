//! Runs the program as a user would.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run left behind.
pub struct Run {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Everything a user sees, for a snapshot; the version is left out.
    pub fn shown(&self) -> String {
        let status = self.status.map_or("killed".to_owned(), |status| status.to_string());
        let text = format!("exit status: {status}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr);
        text.replace(env!("CARGO_PKG_VERSION"), "<VERSION>")
    }

    /// Standard output of a run that has to succeed.
    pub fn success(self) -> String {
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        self.stdout
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn testdata() -> PathBuf {
    root().join("testdata")
}

/// The program, to be run in `folder`, free of the caller's settings.
pub fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_setia"));
    command.args(words).current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SETIA_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the program in `folder`.
pub fn setia(folder: &Path, words: &[&str]) -> Run {
    command(folder, words).output().expect("the program starts").into()
}

/// A fresh folder.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Says visibly that a test could not be run here. The text goes past the test runner's capture.
pub fn skipped(test: &str, why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// Runs the program in a folder and compares all that is shown with a snapshot of the calling module.
macro_rules! check {
    ($folder:expr, $name:expr, $words:expr) => {{
        let words: &[&str] = $words;
        let run = $crate::support::setia(&$folder, words);
        insta::with_settings!({ description => format!("setia {}", words.join(" ")), omit_expression => true }, {
            insta::assert_snapshot!($name, run.shown());
        });
    }};
}
pub(crate) use check;
