//! A map of the customer segments: area is the share of customers, shade the
//! worth of one customer.

use super::both;
use super::canvas::{Anchor, Area, Canvas, sane};
use super::text::{BOLD, fit, readable, width_of, wrap};

/// One segment.
pub struct Tile {
    pub name: String,
    /// Number of customers as the reader sees it.
    pub count: String,
    /// Share of all customers as the reader sees it.
    pub share: String,
    pub area: f64,
    /// 0 for the lightest shade to 1 for the darkest.
    pub shade: f64,
}

/// All segments, in any order.
pub struct Treemap {
    pub tiles: Vec<Tile>,
    /// What the lightest and the darkest shade stand for.
    pub key: Option<(String, String)>,
    pub alt: String,
}

/// Shades there are. The steps keep clear of middle tones, on which neither
/// dark nor light text could be read.
const SHADES: f64 = 6.0;
const GAP: f64 = 2.0;

/// Draws the segment map.
#[must_use]
pub fn treemap(chart: &Treemap) -> String {
    both(&chart.alt, |width| draw(chart, width))
}

fn draw(chart: &Treemap, width: f64) -> Canvas {
    let mut canvas = Canvas::new(width);
    let mut height = canvas.pick(360.0, 420.0);
    if chart.tiles.len() < 2 {
        height /= 2.0;
    }
    // Tiles carry the gap on their right and lower side, so the frame has one more.
    let frame = Area { x: 0.0, y: 0.0, w: width + GAP, h: height + GAP };
    let areas: Vec<f64> = chart.tiles.iter().map(|tile| tile.area).collect();
    let placed = squarify(&areas, frame);
    if placed.is_empty() {
        canvas.rect("none", Area { x: 0.5, y: 0.5, w: width - 1.0, h: 60.0 });
        height = 61.0;
    }
    for (at, whole) in placed {
        let tile = &chart.tiles[at];
        let area = Area { w: (whole.w - GAP).max(0.5), h: (whole.h - GAP).max(0.5), ..whole };
        let shade = (sane(tile.shade).clamp(0.0, 1.0) * SHADES).floor().min(SHADES - 1.0);
        canvas.open(&format!("{}: {} · {}", tile.name, tile.count, tile.share));
        canvas.rect(&format!("t{shade}"), area);
        let class = if shade > 3.0 { " on" } else { "" };
        label(&mut canvas, tile, area, class);
        canvas.close();
    }
    canvas.height = height;
    if let Some((low, high)) = &chart.key {
        key(&mut canvas, low, high);
    }
    canvas
}

/// Writes as many lines into a tile as it can hold.
fn label(canvas: &mut Canvas, tile: &Tile, area: Area, on: &str) {
    let pad = if area.w > 70.0 && area.h > 44.0 { 9.0 } else { 5.0 };
    let (w, h) = (area.w - 2.0 * pad, area.h - 2.0 * pad);
    let (size, small) = (canvas.base(), canvas.small());
    let large = canvas.pick(24.0, 20.0);
    let roomy = h >= size * 2.4 + large + small && w >= width_of(&tile.count, large);
    let both_texts = format!("{} · {}", tile.count, tile.share);

    let whole = wrap(&tile.name, size * BOLD, w, if h > 62.0 { 3 } else { 1 });
    let broken = |lines: &[String]| lines.iter().rev().skip(1).any(|l| l.ends_with('…'));
    let (names, name_size, class) = if h >= size && whole.iter().all(|l| !l.ends_with('…')) {
        (whole, size, "b")
    } else if h >= small * 2.2 {
        let most = if h > 48.0 { 3 } else { 2 };
        let lines = wrap(&tile.name, small * BOLD, w, most);
        let short = broken(&lines) || lines.last().is_some_and(|l| l.chars().count() < 3);
        let whole = vec![fit(&tile.name, small * BOLD, w)];
        (if short { whole } else { lines }, small, "b s")
    } else {
        (vec![fit(&tile.name, small * BOLD, w)], small, "b s")
    };
    let words = tile.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept: usize = names.iter().map(|line| line.chars().count()).sum();
    if h < name_size * 0.9 || !(kept >= words.chars().count() || readable(&tile.name, &names.concat())) {
        return;
    }
    let x = area.x + pad;
    let mut y = area.y + pad + name_size * 0.85;
    for line in &names {
        canvas.text(&format!("{class}{on}"), (x, y), Anchor::Start, line);
        y += name_size + 2.0;
    }
    let foot = area.y + area.h - pad;
    if roomy && names.len() < 3 {
        y += large * 0.75;
        canvas.text(&format!("l{on}"), (x, y), Anchor::Start, &tile.count);
        y += small + 6.0;
        if y <= foot {
            canvas.text(&format!("s{on}"), (x, y), Anchor::Start, &fit(&tile.share, small, w));
        }
        return;
    }
    let lines = if width_of(&both_texts, small) <= w {
        vec![both_texts.as_str()]
    } else {
        vec![tile.count.as_str(), tile.share.as_str()]
    };
    for line in lines {
        if y <= foot && width_of(line, small) <= w {
            canvas.text(&format!("s{on}"), (x, y), Anchor::Start, line);
            y += small + 2.0;
        }
    }
}

/// The ramp of shades below the map, with a word at each end.
fn key(canvas: &mut Canvas, low: &str, high: &str) {
    let small = canvas.small();
    let (swatch, gap) = (canvas.pick(18.0, 14.0), 8.0);
    let room = canvas.width - SHADES * swatch - 2.0 * gap;
    let low = fit(low, small, room * 0.7);
    let high = fit(high, small, room - width_of(&low, small));
    let y = canvas.height + small + 12.0;
    let mut x = width_of(&low, small) + gap;
    canvas.text("s q", (x - gap, y), Anchor::End, &low);
    for shade in 0..6 {
        let area = Area { x, y: y - small * 0.85, w: swatch - 1.0, h: small * 0.9 };
        canvas.rect(&format!("t{shade}"), area);
        x += swatch;
    }
    canvas.text("s q", (x + gap - 1.0, y), Anchor::Start, &high);
    canvas.height = y + 6.0;
}

/// Lays areas out in a frame as tiles near to squares, largest first. Returns
/// each area's index and place; areas of nothing get none.
pub(super) fn squarify(areas: &[f64], frame: Area) -> Vec<(usize, Area)> {
    let mut order: Vec<(usize, f64)> =
        areas.iter().map(|area| sane(*area)).enumerate().filter(|(_, area)| *area > 0.0).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let total: f64 = order.iter().map(|(_, area)| area).sum();
    for (_, area) in &mut order {
        *area *= frame.w * frame.h / total;
    }
    let mut placed = Vec::with_capacity(order.len());
    let mut rest = frame;
    let mut todo = order.as_slice();
    while !todo.is_empty() {
        let side = rest.w.min(rest.h);
        let mut taken = 1;
        while taken < todo.len() && worst(&todo[..=taken], side) <= worst(&todo[..taken], side) {
            taken += 1;
        }
        let (row, others) = todo.split_at(taken);
        let sum: f64 = row.iter().map(|(_, area)| area).sum();
        let deep = if side > 0.0 { sum / side } else { 0.0 };
        let mut along = 0.0;
        for (at, area) in row {
            let long = if deep > 0.0 { area / deep } else { 0.0 };
            placed.push(if rest.w >= rest.h {
                (*at, Area { x: rest.x, y: rest.y + along, w: deep, h: long })
            } else {
                (*at, Area { x: rest.x + along, y: rest.y, w: long, h: deep })
            });
            along += long;
        }
        if rest.w >= rest.h {
            rest.x += deep;
            rest.w = (rest.w - deep).max(0.0);
        } else {
            rest.y += deep;
            rest.h = (rest.h - deep).max(0.0);
        }
        todo = others;
    }
    placed
}

/// The most drawn-out proportion among tiles laid in one row along `side`.
fn worst(row: &[(usize, f64)], side: f64) -> f64 {
    let sum: f64 = row.iter().map(|(_, area)| area).sum();
    row.iter()
        .map(|(_, area)| (side * side * area / (sum * sum)).max(sum * sum / (side * side * area)))
        .fold(0.0, f64::max)
}
