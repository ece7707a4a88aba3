//! How much of the value the best customers bring: a curve that rises the more
//! steeply the fewer customers carry the business.

use std::fmt::Write as _;

use super::both;
use super::canvas::{Anchor, Canvas, num, sane};
use super::text::{spread, width_of, wrap};

/// A point on the curve that is worth naming.
pub struct Mark {
    pub x: f64,
    pub y: f64,
    pub label: String,
}

/// The curve, both coordinates from 0 to 1, best customers first.
pub struct Concentration {
    pub points: Vec<(f64, f64)>,
    pub marks: Vec<Mark>,
    pub x_label: String,
    pub y_label: String,
    /// What stands at the end of the axis, such as "100 %".
    pub full: String,
    pub alt: String,
}

/// Draws the curve.
#[must_use]
pub fn concentration(chart: &Concentration) -> String {
    both(&chart.alt, |width| draw(chart, width))
}

fn draw(chart: &Concentration, width: f64) -> Canvas {
    let mut canvas = Canvas::new(width);
    let (size, small) = (canvas.base(), canvas.small());
    let head = small + 14.0;
    let (wide, tall) = (width - 4.0, canvas.pick(270.0, 230.0));
    let foot = head + tall;
    let unit = |value: f64| sane(value).clamp(0.0, 1.0);
    let at = |x: f64, y: f64| (unit(x) * wide, foot - unit(y) * tall);

    let mut points: Vec<_> = chart.points.iter().map(|p| at(p.0, p.1)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut curve = format!("M0.0 {}", num(foot));
    for (x, y) in &points {
        let _ = write!(curve, "L{} {}", num(*x), num(*y));
    }
    if let Some((end, _)) = points.last() {
        canvas.path("wash", &format!("{curve}L{} {}Z", num(*end), num(foot)));
    }
    canvas.line("even", (0.0, foot), (wide, head));
    canvas.line("base", (0.0, foot), (wide, foot));
    if !points.is_empty() {
        canvas.path("curve", &curve);
    }

    let mut marks: Vec<&Mark> = chart.marks.iter().collect();
    marks.sort_by(|a, b| b.y.total_cmp(&a.y));
    let most = canvas.pick(260.0, 150.0);
    let blocks: Vec<_> = marks
        .iter()
        .map(|mark| {
            let (x, y) = at(mark.x, mark.y);
            let lines = wrap(&mark.label, size, most, 3);
            let long = lines.iter().map(|l| width_of(l, size)).fold(0.0, f64::max);
            let tall = lines.len() as f64 * (size + 3.0) + 6.0;
            // Labels hang below the curve: right of the point, or left where
            // the drawing ends.
            let right = x + 10.0 + long <= width;
            let top = if right { y } else { height_at(&points, x - 10.0 - long) };
            ((x, y), top.max(y) + 6.0 + tall / 2.0, tall, long, lines)
        })
        .collect();
    let wanted: Vec<_> = blocks.iter().map(|b| (b.1, b.2)).collect();
    let centres = spread(&wanted, head, foot - 4.0);
    for (((x, y), _, tall, long, lines), centre) in blocks.iter().zip(centres) {
        let top = centre - tall / 2.0;
        let clear = points.iter().find(|p| p.1 <= top - 4.0).map_or(0.0, |p| p.0);
        let left = if x + 10.0 + long <= width {
            (x + 10.0).max(clear).min(width - long)
        } else {
            (x - 10.0 - long).max(0.0)
        };
        let mut line_y = top + size;
        if left > x + 18.0 {
            canvas.line("lead", (*x, *y), (left - 4.0, line_y - size * 0.35));
        }
        canvas.dot("point", (*x, *y), 4.0);
        for line in lines {
            canvas.text("", (left, line_y), Anchor::Start, line);
            line_y += size + 3.0;
        }
    }

    canvas.text("s q", (0.0, small), Anchor::Start, &chart.y_label);
    let y = foot + small + 6.0;
    canvas.text("s q", (0.0, y), Anchor::Start, &chart.x_label);
    canvas.text("s q", (wide, y), Anchor::End, &chart.full);
    canvas.height = y + 6.0;
    canvas
}

/// Where the curve is at `x`, in the drawing's own px; points come in order.
fn height_at(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.iter().position(|p| p.0 >= x).unwrap_or(0);
    match (points.get(after.saturating_sub(1)), points.get(after)) {
        (Some(a), Some(b)) if b.0 > a.0 => a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0),
        (_, Some(only)) => only.1,
        _ => 0.0,
    }
}
