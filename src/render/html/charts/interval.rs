//! An estimate with its uncertainty on a scale shared by several marks, with a
//! line at zero. Quiet when the interval holds zero.

use super::canvas::{Area, Canvas, sane};

/// The interval and the scale it is drawn on.
pub struct Interval {
    pub lower: f64,
    pub value: f64,
    pub upper: f64,
    pub min: f64,
    pub max: f64,
}

const HEIGHT: f64 = 18.0;
/// Space kept free at both ends for the dot.
const EDGE: f64 = 5.0;

/// Draws the interval `width` px wide; screen readers skip it.
#[must_use]
pub fn interval(mark: &Interval, width: f64) -> String {
    let mut canvas = Canvas::new(sane(width).max(4.0 * EDGE));
    canvas.height = HEIGHT;
    let middle = HEIGHT / 2.0;
    let (min, max) = (sane(mark.min), sane(mark.max));
    let run = canvas.width - 2.0 * EDGE;
    let at = |value: f64| {
        let part = if max > min {
            (sane(value) - min) / (max - min)
        } else {
            0.5
        };
        EDGE + part.clamp(0.0, 1.0) * run
    };
    let (lower, upper) = (mark.lower.min(mark.upper), mark.lower.max(mark.upper));
    canvas.line("hair", (0.0, middle), (canvas.width, middle));
    if min <= 0.0 && max >= 0.0 {
        canvas.line("zero", (at(0.0), 1.0), (at(0.0), HEIGHT - 1.0));
    }
    let sure = lower > 0.0 || upper < 0.0;
    let (span, dot) = if sure {
        ("span", "tip")
    } else {
        ("span unsure", "tip unsure")
    };
    let area = Area {
        x: at(lower),
        y: middle - 3.0,
        w: (at(upper) - at(lower)).max(1.0),
        h: 6.0,
    };
    canvas.rect(span, area);
    canvas.dot(dot, (at(mark.value), middle), 4.0);
    canvas.finish_hidden("interval")
}
