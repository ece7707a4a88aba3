//! A thumbnail line for the cards with key figures: the shape of a year, with
//! the last value as a dot.

use std::fmt::Write as _;

use super::canvas::{Canvas, num, sane};

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;
/// Space kept free for the dot.
const EDGE: f64 = 4.0;

/// Draws the line; screen readers skip it, for the card says the figure.
#[must_use]
pub fn spark(values: &[f64]) -> String {
    let mut canvas = Canvas::new(WIDTH);
    canvas.height = HEIGHT;
    let values: Vec<f64> = values.iter().map(|value| sane(*value)).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let step = (WIDTH - 2.0 * EDGE) / values.len().saturating_sub(1).max(1) as f64;
    let point = |at: usize, value: f64| {
        let part = if high > low { (value - low) / (high - low) } else { 0.5 };
        let x = if values.len() < 2 { WIDTH - EDGE } else { EDGE + at as f64 * step };
        (x, HEIGHT - EDGE - part * (HEIGHT - 2.0 * EDGE))
    };
    let mut line = String::new();
    for (at, value) in values.iter().enumerate() {
        let (x, y) = point(at, *value);
        let pen = if at == 0 { 'M' } else { 'L' };
        let _ = write!(line, "{pen}{} {}", num(x), num(y));
    }
    if values.len() > 1 {
        canvas.path("curve", &line);
    }
    if let Some(last) = values.last() {
        canvas.dot("tip", point(values.len() - 1, *last), 3.0);
    }
    canvas.finish_hidden("spark")
}
