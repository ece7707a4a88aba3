//! Holidays under the monthly columns: a mark on the axis, with the names below
//! it on a wide page and in a short list on a phone.

use super::axis::centred;
use super::canvas::{Anchor, Canvas};
use super::text::{fit, width_of};

/// The holidays of one month.
pub(super) struct Note<'a> {
    pub x: f64,
    pub month: &'a str,
    pub days: &'a [String],
}

/// Marks the holidays on the axis at `base`, names them below the text row at
/// `row`, and returns the baseline of the lowest text.
pub(super) fn holidays(canvas: &mut Canvas, notes: &[Note<'_>], base: f64, row: f64) -> f64 {
    for note in notes {
        canvas.dot("mark", (note.x, base), 3.0);
    }
    let first = row + canvas.small() + 8.0;
    if notes.is_empty() {
        row
    } else if canvas.narrow() {
        list(canvas, notes, first)
    } else {
        below(canvas, notes, first)
    }
}

/// Month and names one after the other, as in running text.
fn list(canvas: &mut Canvas, notes: &[Note<'_>], first: f64) -> f64 {
    let size = canvas.small();
    let (mut x, mut y) = (0.0, first);
    for note in notes {
        let month = note.month.split(' ').next().unwrap_or_default();
        let room = canvas.width - 12.0;
        let text = fit(&format!("{month} {}", note.days.join(", ")), size, room);
        let long = width_of(&text, size) + 10.0;
        if x > 0.0 && x + long > canvas.width {
            (x, y) = (0.0, y + size + 3.0);
        }
        canvas.dot("mark", (x + 3.0, y - size * 0.33), 3.0);
        canvas.text("s q", (x + 10.0, y), Anchor::Start, &text);
        x += long + 12.0;
    }
    y
}

/// Each name under its month, in the first row where it has room.
fn below(canvas: &mut Canvas, notes: &[Note<'_>], first: f64) -> f64 {
    let size = canvas.small();
    let mut ends = Vec::<f64>::new();
    for note in notes {
        for day in note.days {
            let day = fit(day, size, 130.0);
            let half = width_of(&day, size) / 2.0;
            let centre = note.x.min(canvas.width - half).max(half);
            let free = ends.iter().position(|end| *end + 6.0 <= centre - half);
            let level = free.unwrap_or(ends.len());
            if level == ends.len() {
                ends.push(0.0);
            }
            ends[level] = centre + half;
            let y = first + level as f64 * (size + 3.0);
            centred(canvas, "s q", (note.x, y), &day);
        }
    }
    first + ends.len().saturating_sub(1) as f64 * (size + 3.0)
}
