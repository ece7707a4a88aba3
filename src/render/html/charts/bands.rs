//! Bars cut into bands (high, medium, low), each band named above and counted
//! below. Bands too narrow for their labels get a small table instead.

use super::both;
use super::canvas::{Anchor, Area, Canvas, sane};
use super::text::{BOLD, fit, spread, width_of};

/// One part of a bar.
pub struct Band {
    pub name: String,
    pub text: String,
    pub share: String,
    pub value: f64,
}

/// One bar with its title.
pub struct BandRow {
    pub title: String,
    pub bands: Vec<Band>,
}

/// The bars from top to bottom.
pub struct Bands {
    pub rows: Vec<BandRow>,
    pub alt: String,
}

/// Space between one label and the next.
const SPACE: f64 = 14.0;

const FILLS: [&str; 3] = ["full", "mid", "pale"];

/// Draws the bars.
#[must_use]
pub fn bands(chart: &Bands) -> String {
    both(&chart.alt, |width| draw(chart, width))
}

fn draw(chart: &Bands, width: f64) -> Canvas {
    let mut canvas = Canvas::new(width);
    let mut y = 0.0;
    for row in &chart.rows {
        if y > 0.0 {
            y += canvas.pick(26.0, 24.0);
        }
        y = draw_row(&mut canvas, row, y);
    }
    canvas.height = y + 6.0;
    canvas
}

/// Draws one bar from `y` down and returns where it ends.
fn draw_row(canvas: &mut Canvas, row: &BandRow, y: f64) -> f64 {
    let size = canvas.base();
    let bar = canvas.pick(26.0, 22.0);
    let mut y = y + size;
    let title = fit(&row.title, size * BOLD, canvas.width);
    canvas.text("b", (0.0, y), Anchor::Start, &title);

    let value = |band: &Band| sane(band.value).max(0.0);
    let total: f64 = row.bands.iter().map(value).sum();
    let scale = if total > 0.0 { canvas.width / total } else { 0.0 };
    let mut edge = 0.0;
    let spans: Vec<(f64, f64)> = row
        .bands
        .iter()
        .map(|band| {
            let from = edge;
            edge += value(band) * scale;
            (from, edge)
        })
        .collect();
    let labels: Vec<[String; 3]> = row.bands.iter().map(|b| lines(canvas, b)).collect();
    let needs: Vec<f64> = labels.iter().map(|l| need(canvas, l)).collect();
    let wanted: Vec<_> =
        spans.iter().zip(&needs).map(|((from, _), need)| (from + need / 2.0, *need)).collect();
    let lefts: Vec<f64> = spread(&wanted, 0.0, canvas.width + SPACE)
        .iter()
        .zip(&needs)
        .map(|(centre, need)| centre - need / 2.0)
        .collect();
    // Labels stand beside the bar only where each touches its own band.
    let last = spans.len().saturating_sub(1);
    let at_home = |at: usize, (from, to): (f64, f64)| {
        let slack = if at == last { 44.0 } else { 3.0 };
        lefts[at] >= from - slack && lefts[at] <= to - 4.0
    };
    let beside = total > 0.0
        && needs.iter().sum::<f64>() <= canvas.width + SPACE
        && spans.iter().enumerate().all(|(at, span)| at_home(at, *span));

    let small = canvas.small();
    let top = y + if beside { small + 18.0 } else { 10.0 };
    for (at, (band, (from, to))) in row.bands.iter().zip(&spans).enumerate() {
        let area =
            Area { x: *from, y: top, w: (to - from - if at == last { 0.0 } else { 1.5 }).max(1.0), h: bar };
        canvas.open(&format!("{}: {} · {}", band.name, band.text, band.share));
        if to > from {
            canvas.rect(FILLS[at.min(2)], area);
        }
        canvas.close();
    }
    if total <= 0.0 {
        canvas.line("base", (0.0, top + bar), (canvas.width, top + bar));
    }
    y = top + bar;
    if !beside {
        return table(canvas, row, y);
    }
    for (at, (label, left)) in labels.iter().zip(&lefts).enumerate() {
        let moved = at == last && *left < spans[at].0 - 3.0;
        let (x, anchor) =
            if moved { (left + needs[at] - SPACE, Anchor::End) } else { (*left, Anchor::Start) };
        canvas.text("s q", (x, top - 7.0), anchor, &label[0]);
        canvas.text("s b", (x, y + small + 5.0), anchor, &label[1]);
        canvas.text("s q", (x, y + 2.0 * small + 8.0), anchor, &label[2]);
    }
    y + 2.0 * small + 8.0
}

/// Name, count and share of a band, one line each.
fn lines(canvas: &Canvas, band: &Band) -> [String; 3] {
    let room = canvas.width / 3.0 + SPACE;
    let small = canvas.small();
    [fit(&band.name, small, room), fit(&band.text, small * BOLD, room), band.share.clone()]
}

/// The width a label takes, with the space to the next one.
fn need(canvas: &Canvas, label: &[String; 3]) -> f64 {
    let small = canvas.small();
    let text = width_of(&label[1], small) * BOLD;
    width_of(&label[0], small).max(text).max(width_of(&label[2], small)) + SPACE
}

/// One line per band: swatch, name, count and share.
fn table(canvas: &mut Canvas, row: &BandRow, y: f64) -> f64 {
    let small = canvas.small();
    let mut y = y + 6.0;
    for (at, band) in row.bands.iter().enumerate() {
        y += small + 5.0;
        let swatch = Area { x: 0.0, y: y - small * 0.75, w: small * 0.75, h: small * 0.75 };
        canvas.rect(FILLS[at.min(2)], swatch);
        let figures = format!("{} · {}", band.text, band.share);
        let room = canvas.width - 26.0;
        let figures = fit(&figures, small, room * 0.7);
        let name = fit(&band.name, small, room - width_of(&figures, small));
        canvas.text("s q", (16.0, y), Anchor::Start, &name);
        canvas.text("s", (canvas.width, y), Anchor::End, &figures);
    }
    y
}
