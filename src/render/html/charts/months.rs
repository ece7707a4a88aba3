//! Monthly columns with the expected range, the holidays, and the months ahead
//! as dashed outlines.

use super::axis::{Tick, ticks};
use super::both;
use super::canvas::{Anchor, Area, Canvas, column, sane};
use super::holidays::{Note, holidays};
use super::text::{BOLD, fit, width_of};

/// A month that has been.
pub struct Month {
    /// Its name, such as "Okt 2026"; the year is set apart.
    pub label: String,
    pub value: f64,
    /// The value as the reader sees it.
    pub text: String,
    /// Up to three holidays in this month.
    pub holidays: Vec<String>,
    /// Lower and upper end of what was expected.
    pub expected: Option<(f64, f64)>,
}

/// A month to come.
pub struct Ahead {
    pub label: String,
    pub value: f64,
    pub lower: f64,
    pub upper: f64,
    pub text: String,
}

/// Months in order of time, the last one being the month of the report.
pub struct Months {
    pub known: Vec<Month>,
    pub ahead: Vec<Ahead>,
    pub alt: String,
}

/// Draws the monthly columns.
#[must_use]
pub fn months(chart: &Months) -> String {
    both(&chart.alt, |width| draw(chart, width))
}

/// What is known of one column once it has a place.
struct Column {
    x: f64,
    /// The highest thing drawn over this month.
    top: f64,
    value: f64,
    range: Option<(f64, f64)>,
}

fn draw(chart: &Months, width: f64) -> Canvas {
    let mut canvas = Canvas::new(width);
    let known = chart.known.len();
    let apart = if chart.ahead.is_empty() || known == 0 { 0.0 } else { 0.35 };
    let slots = (known + chart.ahead.len()) as f64 + apart;
    let slot = (width / slots.max(1.0)).min(canvas.pick(56.0, 40.0));
    let bar = slot * 0.68;
    let head = canvas.base() * 2.0 + 16.0;
    let plot = canvas.pick(190.0, 140.0);

    let pasts = chart.known.iter().map(|m| (m.value, m.expected));
    let aheads = chart.ahead.iter();
    let aheads = aheads.map(|a| (a.value, Some((a.lower, a.upper))));
    let values: Vec<_> =
        pasts.chain(aheads).map(|(value, range)| (sane(value).max(0.0), range.map(ordered))).collect();
    let highest = |value: f64, range: Option<(f64, f64)>| value.max(range.map_or(0.0, |r| r.1));
    let peak = values.iter().map(|v| highest(v.0, v.1)).fold(0.0, f64::max);
    let base = head + if peak > 0.0 { plot } else { 0.0 };
    let scale = if peak > 0.0 { plot / peak } else { 0.0 };
    let columns: Vec<Column> = values
        .iter()
        .enumerate()
        .map(|(at, (value, range))| Column {
            x: (at as f64 + 0.5 + if at < known { 0.0 } else { apart }) * slot,
            top: base - highest(*value, *range) * scale,
            value: *value,
            range: *range,
        })
        .collect();

    let titles = chart.known.iter().map(|m| (&m.label, &m.text));
    let titles = titles.chain(chart.ahead.iter().map(|a| (&a.label, &a.text)));
    for (at, (column_at, (label, text))) in columns.iter().zip(titles).enumerate() {
        let class = match known.checked_sub(at) {
            None | Some(0) => "ahead",
            Some(1) => "full",
            Some(13) => "ago",
            Some(_) => "pale",
        };
        canvas.open(&format!("{label}: {text}"));
        draw_column(&mut canvas, class, column_at, bar, (base, scale));
        canvas.close();
    }
    let edge = columns.last().map_or(width, |last| last.x + slot / 2.0);
    canvas.line("base", (0.0, base), (edge, base));

    label_values(&mut canvas, chart, &columns, slot, bar);
    let y = base + canvas.small() + 6.0;
    let names: Vec<Tick<'_>> = columns
        .iter()
        .zip(chart.known.iter().map(|m| &m.label).chain(chart.ahead.iter().map(|a| &a.label)))
        .enumerate()
        .map(|(at, (column, label))| Tick {
            x: column.x,
            label,
            class: match known.checked_sub(at) {
                Some(1 | 13) => "s b",
                _ => "s q",
            },
        })
        .collect();
    let row = ticks(&mut canvas, &names, slot, y, known.saturating_sub(1));
    let notes: Vec<Note<'_>> = chart
        .known
        .iter()
        .zip(&columns)
        .filter(|(month, _)| !month.holidays.is_empty())
        .map(|(month, column)| Note { x: column.x, month: &month.label, days: &month.holidays })
        .collect();
    let foot = holidays(&mut canvas, &notes, base, row);
    canvas.height = foot + 6.0;
    canvas
}

fn ordered((lower, upper): (f64, f64)) -> (f64, f64) {
    let (lower, upper) = (sane(lower).max(0.0), sane(upper).max(0.0));
    (lower.min(upper), lower.max(upper))
}

fn draw_column(canvas: &mut Canvas, class: &str, at: &Column, bar: f64, scale: (f64, f64)) {
    let (base, scale) = scale;
    let height = at.value * scale;
    if height > 0.0 {
        let shape = Area { x: at.x - bar / 2.0, y: base - height, w: bar, h: height };
        canvas.path(class, &column(shape));
    }
    if let Some((lower, upper)) = at.range {
        let (low, high) = (base - lower * scale, base - upper * scale);
        let cap = (bar / 5.0).clamp(2.0, 4.0);
        for class in ["whisker-back", "whisker"] {
            canvas.line(class, (at.x, low), (at.x, high));
            canvas.line(class, (at.x - cap, low), (at.x + cap, low));
            canvas.line(class, (at.x - cap, high), (at.x + cap, high));
        }
    }
}

/// Labels the last month, the highest one and the first month ahead, each
/// above everything drawn in its span.
fn label_values(canvas: &mut Canvas, chart: &Months, columns: &[Column], slot: f64, bar: f64) {
    let known = chart.known.len();
    let Some((last, past)) = chart.known.last().zip(columns.get(..known)) else {
        return;
    };
    let mut high = (known - 1, past[known - 1].value);
    for (at, column) in past.iter().enumerate() {
        if column.value > high.1 {
            high = (at, column.value);
        }
    }
    let mut sky = Skyline {
        blocks: columns.iter().map(|c| (c.x - bar / 2.0, c.x + bar / 2.0, c.top)).collect(),
        labels: Vec::new(),
    };
    let size = canvas.base();
    let width = canvas.width;
    let long = |text: &str, bold: f64| width_of(text, size) * bold;
    let inside = |left: f64, long: f64| left.min(width - long).max(0.0);

    let text = fit(&last.text, size * BOLD, width);
    let own = long(&text, BOLD);
    let (x, peak) = (columns[known - 1].x, columns[high.0].x);
    let mut lefts = [x + bar / 2.0 - own, x - own / 2.0, x - bar / 2.0].map(|l| inside(l, own));
    if chart.ahead.is_empty() || own <= slot {
        lefts.swap(0, 1);
    }
    // A label that hides the highest column leaves no room for that one's label.
    let clear = |left: &&f64| high.0 == known - 1 || **left > peak + 4.0 || **left + own < peak;
    let left = *lefts.iter().find(clear).unwrap_or(&lefts[0]);
    sky.place(canvas, "b", &columns[known - 1], (left, own), &text);

    if high.0 != known - 1 {
        let text = fit(&chart.known[high.0].text, size, width);
        let own = long(&text, 1.0);
        let lefts = [peak - own / 2.0, peak + bar / 2.0 - own, left - 8.0 - own];
        let fits = |left: &&f64| sky.height(**left, own) >= columns[high.0].top;
        let lefts = lefts.map(|l| inside(l, own));
        let left = *lefts.iter().find(fits).unwrap_or(&lefts[0]);
        sky.place(canvas, "q", &columns[high.0], (left, own), &text);
    }
    if let Some(first) = chart.ahead.first() {
        let own = long(&first.text, 1.0);
        let x = columns[known].x;
        let left = if own > slot { x - bar / 2.0 } else { x - own / 2.0 };
        if left + own <= width {
            sky.place(canvas, "q", &columns[known], (left, own), &first.text);
        }
    }
}

/// What labels must keep clear of: (left, right, top) of all that is drawn.
struct Skyline {
    blocks: Vec<(f64, f64, f64)>,
    labels: Vec<(f64, f64)>,
}

impl Skyline {
    /// The highest thing under a span.
    fn height(&self, left: f64, long: f64) -> f64 {
        self.blocks
            .iter()
            .filter(|(from, to, _)| *from < left + long + 3.0 && *to > left - 3.0)
            .map(|(_, _, top)| *top)
            .fold(f64::INFINITY, f64::min)
    }

    /// Writes a label over its column, unless another label is in between.
    fn place(
        &mut self,
        canvas: &mut Canvas,
        class: &str,
        column: &Column,
        (left, long): (f64, f64),
        text: &str,
    ) {
        let x = column.x;
        if self.labels.iter().any(|l| l.0 < x + 2.0 && l.1 > x - 2.0) {
            return;
        }
        let y = self.height(left, long).min(column.top) - 6.0;
        if column.top - y > 10.0 {
            canvas.line("lead", (x, y + 4.0), (x, column.top - 3.0));
        }
        canvas.text(class, (left, y), Anchor::Start, text);
        self.blocks.push((left, left + long, y - canvas.base()));
        self.labels.push((left, left + long));
    }
}
