//! Month names under a row of columns: as many as fit, and the year below the
//! first one and wherever it changes.

use super::canvas::{Anchor, Canvas};
use super::text::{BOLD, fit, width_of};

/// The name under one column.
pub(super) struct Tick<'a> {
    pub x: f64,
    pub label: &'a str,
    pub class: &'static str,
}

/// Draws the names on the baseline `y` and returns the baseline of the last
/// row used. When there is no room for all, those a whole number of steps away
/// from `anchor` are kept.
pub(super) fn ticks(canvas: &mut Canvas, ticks: &[Tick<'_>], slot: f64, y: f64, anchor: usize) -> f64 {
    let size = canvas.small();
    let widest = ticks.iter().map(|tick| width_of(split(tick.label).0, size) * BOLD).fold(0.0, f64::max);
    let step =
        [1_usize, 2, 3, 4, 6, 12].into_iter().find(|step| widest + 6.0 <= slot * *step as f64).unwrap_or(12);
    let mut year_before = None;
    let mut last_row = y;
    for (at, tick) in ticks.iter().enumerate() {
        if at.abs_diff(anchor) % step != 0 {
            continue;
        }
        let (name, year) = split(tick.label);
        let room = (slot * step as f64).max(widest.min(canvas.width));
        let name = fit(name, size * BOLD, room);
        centred(canvas, tick.class, (tick.x, y), &name);
        if year.is_some() && year != year_before {
            last_row = y + size + 3.0;
            centred(canvas, "s q", (tick.x, last_row), year.unwrap_or_default());
            year_before = year;
        }
    }
    last_row
}

/// A small text centred on a point, but never over the edge of the drawing.
pub(super) fn centred(canvas: &mut Canvas, class: &str, at: (f64, f64), text: &str) {
    let bold = if class == "s b" { BOLD } else { 1.0 };
    let half = width_of(text, canvas.small()) * bold / 2.0;
    let x = at.0.min(canvas.width - half).max(half);
    canvas.text(class, (x, at.1), Anchor::Middle, text);
}

/// Takes a four-digit year off the end of a month's name.
fn split(label: &str) -> (&str, Option<&str>) {
    match label.trim().rsplit_once(' ') {
        Some((name, year)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
            (name, Some(year))
        }
        _ => (label.trim(), None),
    }
}
