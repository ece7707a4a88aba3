//! One month's customers from start to end: plus new, plus reactivated, minus
//! lost. A high start is cut, visibly, so that the changes can be seen.

use super::both;
use super::canvas::{Anchor, Area, Canvas, column, num, sane};
use super::text::{BOLD, fit, width_of, wrap};

/// One of the five columns.
pub struct Step {
    pub label: String,
    /// The count as the reader sees it, with its sign.
    pub text: String,
    /// The count itself, never negative.
    pub value: f64,
}

/// The five columns in the order in which they stand.
pub struct Waterfall {
    pub start: Step,
    pub new: Step,
    pub reactivated: Step,
    pub lost: Step,
    pub end: Step,
    pub alt: String,
}

/// Draws the five columns.
#[must_use]
pub fn waterfall(chart: &Waterfall) -> String {
    both(&chart.alt, |width| draw(chart, width))
}

/// How much of the changes' range the cut columns keep below them.
const STUMP: f64 = 0.45;

fn draw(chart: &Waterfall, width: f64) -> Canvas {
    let mut canvas = Canvas::new(width);
    let value = |step: &Step| sane(step.value).max(0.0);
    let start = value(&chart.start);
    let with_new = start + value(&chart.new);
    let with_all = with_new + value(&chart.reactivated);
    let without_lost = (with_all - value(&chart.lost)).max(0.0);
    let end = value(&chart.end);

    let low = start.min(without_lost).min(end);
    let high = with_all.max(end);
    let cut = high > low && low > (high - low) * 1.5;
    let floor = if cut { low - (high - low) * STUMP } else { 0.0 };

    let top = canvas.base() + 10.0;
    let base = top + if high > 0.0 { canvas.pick(200.0, 180.0) } else { 8.0 };
    let scale = if high > floor { (base - top) / (high - floor) } else { 0.0 };
    let level = |count: f64| base - (count - floor) * scale;

    let slot = width / 5.0;
    let bar = slot * canvas.pick(0.56, 0.66);
    let columns = [
        (&chart.start, "pale", floor, start),
        (&chart.new, "full", start, with_new),
        (&chart.reactivated, "mid", with_new, with_all),
        (&chart.lost, "lost", without_lost, with_all),
        (&chart.end, "pale", floor, end),
    ];
    let widest = columns.iter().map(|c| width_of(&c.0.text, canvas.base()) * BOLD).fold(0.0, f64::max);
    let on_top = widest <= slot - 2.0;
    let carried = [start, with_new, with_all, without_lost];
    let mut foot = base;
    for (at, (step, class, from, to)) in columns.into_iter().enumerate() {
        let x = at as f64 * slot + (slot - bar) / 2.0;
        let area = Area { x, y: level(to), w: bar, h: level(from) - level(to) };
        let total = at == 0 || at == 4;
        canvas.open(&format!("{}: {}", step.label, step.text));
        if total && area.h > 0.0 {
            canvas.path(class, &column(area));
        } else if area.h > 0.0 {
            canvas.rect(class, Area { h: area.h.max(1.5), ..area });
        } else {
            canvas.line("base", (x, area.y), (x + bar, area.y));
        }
        if total && cut {
            break_mark(&mut canvas, x, bar, base - (base - level(low)) * 0.42);
        }
        canvas.close();
        if let Some(count) = carried.get(at) {
            let y = level(*count);
            canvas.line("lead", (x + bar + 2.0, y), (x + slot - 2.0, y));
        }
        let centre = x + bar / 2.0;
        if on_top {
            canvas.text("b", (centre, area.y - 7.0), Anchor::Middle, &step.text);
        }
        let small = canvas.small();
        let mut y = base + 4.0;
        for line in wrap(&step.label, small, slot - 4.0, 3) {
            y += small + 2.0;
            canvas.text("s q", (centre, y), Anchor::Middle, &line);
        }
        foot = foot.max(y);
    }
    canvas.line("base", (0.0, base), (slot * 5.0, base));
    if !on_top {
        foot = table(&mut canvas, columns.map(|c| c.0), foot + 8.0);
    }
    canvas.height = foot + 6.0;
    canvas
}

/// The counts as a list, for when they are too long to stand on the columns.
fn table(canvas: &mut Canvas, steps: [&Step; 5], top: f64) -> f64 {
    let small = canvas.small();
    let mut y = top;
    for step in steps {
        y += small + 5.0;
        let text = fit(&step.text, small * BOLD, canvas.width * 0.7);
        let room = canvas.width - width_of(&text, small) * BOLD - 10.0;
        let label = fit(&step.label, small, room);
        canvas.text("s q", (0.0, y), Anchor::Start, &label);
        canvas.text("s b", (canvas.width, y), Anchor::End, &text);
    }
    y
}

/// Two slanted edges with paper between them: here the column is cut.
fn break_mark(canvas: &mut Canvas, x: f64, bar: f64, y: f64) {
    let (left, right) = (num(x - 4.0), num(x + bar + 4.0));
    let (rise, gap) = (4.0, 5.0);
    let upper = (num(y + rise), num(y - rise));
    let lower = (num(y + rise + gap), num(y - rise + gap));
    canvas.path(
        "paper",
        &format!("M{left} {}L{right} {}L{right} {}L{left} {}Z", upper.0, upper.1, lower.1, lower.0),
    );
    canvas.path(
        "lead",
        &format!("M{left} {}L{right} {}M{left} {}L{right} {}", upper.0, upper.1, lower.0, lower.1),
    );
}
