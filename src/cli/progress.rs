//! Progress on a terminal: a bar while files are read, a sign of life in the steps behind. Both come after half a second and
//! are gone when done.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::Progress;

/// Shows how much has been read.
pub(super) struct Bar {
    shown: ProgressBar,
    started: Instant,
    read: AtomicU64,
    rows: AtomicU64,
}

const PATIENCE: Duration = Duration::from_millis(500);
const BLINK: Duration = Duration::from_millis(100);

impl Bar {
    /// A bar over `bytes`, or none if `quiet`.
    pub(super) fn new(bytes: u64, quiet: bool) -> Bar {
        let bar = ProgressBar::with_draw_target(Some(bytes), target(quiet));
        if let Ok(style) =
            ProgressStyle::with_template("reading {wide_bar} {bytes} of {total_bytes}{msg}, {eta} left")
        {
            bar.set_style(style);
        }
        Bar { shown: bar, started: Instant::now(), read: AtomicU64::new(0), rows: AtomicU64::new(0) }
    }

    pub(super) fn finish(&self) {
        self.shown.finish_and_clear();
    }
}

impl Progress for Bar {
    fn advance(&self, bytes: u64) {
        let read = self.read.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.started.elapsed() >= PATIENCE {
            self.shown.set_position(read);
        }
    }

    fn rows(&self, rows: u64) {
        let rows = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        let elapsed = self.started.elapsed();
        if elapsed >= PATIENCE && !self.shown.is_hidden() {
            self.shown.set_message(format!(", {}", pace(rows, elapsed)));
        }
    }
}

/// `12.3M rows (5.1M/s)`
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn pace(rows: u64, elapsed: Duration) -> String {
    let short = |number: f64| {
        let (scale, unit) = match number {
            number if number >= 1e6 => (1e6, "M"),
            number if number >= 1e3 => (1e3, "k"),
            _ => (1.0, ""),
        };
        let decimals = usize::from(!unit.is_empty());
        format!("{:.decimals$}{unit}", number / scale)
    };
    format!("{} rows ({}/s)", short(rows as f64), short(rows as f64 / elapsed.as_secs_f64()))
}

/// Shows that the program is at work on something, and for how long, until it is dropped.
pub(super) struct Step {
    ticking: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Step {
    /// Begins a step, silently if `quiet`.
    pub(super) fn begin(what: &'static str, quiet: bool) -> Step {
        if quiet || !io::stderr().is_terminal() {
            return Step { ticking: None };
        }
        let (done, wait) = mpsc::channel();
        let ticker = std::thread::spawn(move || {
            if wait.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let spinner = ProgressBar::with_draw_target(None, target(false));
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
                spinner.set_style(style);
            }
            spinner.set_message(what);
            while wait.recv_timeout(BLINK) == Err(RecvTimeoutError::Timeout) {
                spinner.tick();
            }
            spinner.finish_and_clear();
        });
        Step { ticking: Some((done, ticker)) }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some((done, ticker)) = self.ticking.take() {
            drop(done);
            // a ticker that has failed has nothing to clear
            let _ = ticker.join();
        }
    }
}

fn target(quiet: bool) -> ProgressDrawTarget {
    if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_has_three_digits_or_so() {
        assert_eq!(pace(12_345_678, Duration::from_secs(2)), "12.3M rows (6.2M/s)");
        assert_eq!(pace(999, Duration::from_secs(1)), "999 rows (999/s)");
    }
}
