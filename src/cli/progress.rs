//! The progress bar: on a terminal, after half a second, gone when done.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::Progress;

/// Shows how much has been read.
pub(super) struct Bar {
    shown: ProgressBar,
    started: Instant,
    read: AtomicU64,
}

const PATIENCE: Duration = Duration::from_millis(500);

impl Bar {
    /// A bar over `bytes`, or none if `quiet`.
    pub(super) fn new(bytes: u64, quiet: bool) -> Bar {
        let target =
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        if let Ok(style) = ProgressStyle::with_template(
            "reading {bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        ) {
            bar.set_style(style);
        }
        Bar { shown: bar, started: Instant::now(), read: AtomicU64::new(0) }
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
}
