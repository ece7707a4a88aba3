//! The one module that writes to standard output and standard error.

use std::io::{self, IsTerminal, Write};

use crate::error::{Error, Result};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorChoice {
    fn applies(self, terminal: bool) -> bool {
        match self {
            ColorChoice::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        }
    }
}

const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const CYAN: &str = "\x1b[36m";

/// Talks to the user on standard error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer {
    color: bool,
    quiet: bool,
}

impl Printer {
    pub(super) fn new(color: ColorChoice, quiet: bool) -> Printer {
        Printer { color: color.applies(io::stderr().is_terminal()), quiet }
    }

    /// An error with its evidence and hints. Shown even when quiet.
    pub(super) fn error(self, statement: &str, evidence: &[String], hints: &[String]) {
        let mut text = format!("{} {statement}\n", self.paint(RED, "error:"));
        for line in evidence {
            text.push_str(&format!("  {line}\n"));
        }
        if !hints.is_empty() {
            text.push('\n');
        }
        for hint in hints {
            text.push_str(&format!("{} {hint}\n", self.paint(CYAN, "hint:")));
        }
        say(&text);
    }

    pub(super) fn warning(self, sentence: &str) {
        if !self.quiet {
            say(&format!("{} {sentence}\n", self.paint(YELLOW, "warning:")));
        }
    }

    pub(super) fn note(self, sentence: &str) {
        if !self.quiet {
            say(&format!("note: {sentence}\n"));
        }
    }

    /// What was done, in a line: for a log.
    pub(super) fn line(self, sentence: &str) {
        if !self.quiet {
            say(&format!("{sentence}\n"));
        }
    }

    fn paint(self, style: &str, text: &str) -> String {
        if self.color { format!("{style}{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// A line of talk; if standard error is gone there is nobody left to tell.
fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Takes an unfinished line of a progress bar away.
pub(super) fn clear_line() {
    if io::stderr().is_terminal() {
        say("\r\x1b[2K");
    }
}

/// Whether results on standard output may be coloured.
pub(super) fn color_on_stdout(choice: ColorChoice) -> bool {
    choice.applies(io::stdout().is_terminal())
}

/// Columns of the terminal on standard output; none if it is no terminal.
pub(super) fn stdout_width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// Runs `write` on standard output. A reader that has gone away is no error.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let mut out = io::BufWriter::with_capacity(256 << 10, io::stdout().lock());
    let written =
        write(&mut out).and_then(|()| out.flush().map_err(|source| Error::Write { path: None, source }));
    match written {
        Err(Error::Write { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => {
            // what is still buffered has no reader either
            let _ = out.into_parts();
            Ok(())
        }
        other => other,
    }
}
