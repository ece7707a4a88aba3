//! Customers who came back, joined or returned after a long time above the
//! zero line, and those lost below it, period by period.

use super::axis::{Tick, ticks};
use super::both;
use super::canvas::{Anchor, Area, Canvas, sane};
use super::text::{BOLD, fit, spread, width_of, wrap};

/// The four counts of one period.
pub struct Period {
    pub label: String,
    pub returning: f64,
    pub new: f64,
    pub reactivated: f64,
    pub lost: f64,
}

/// One text for each of the four groups.
pub struct BridgeWords {
    pub returning: String,
    pub new: String,
    pub reactivated: String,
    pub lost: String,
}

/// Up to 13 periods, with the groups' names and the last period's counts.
pub struct Bridge {
    pub periods: Vec<Period>,
    pub words: BridgeWords,
    pub last: BridgeWords,
    pub alt: String,
}

/// Draws the diverging columns.
#[must_use]
pub fn bridge(chart: &Bridge) -> String {
    both(&chart.alt, |width| draw(chart, width))
}

/// Groups from the top of the picture down, as the labels stand.
const FILLS: [&str; 4] = ["mid", "full", "pale", "lost"];

/// Space for the thin line between a column and its label.
const LEAD: f64 = 14.0;

/// Counts from the top of the picture down.
fn parts(period: &Period) -> [f64; 4] {
    [period.reactivated, period.new, period.returning, period.lost].map(|value| sane(value).max(0.0))
}

fn draw(chart: &Bridge, width: f64) -> Canvas {
    let mut canvas = Canvas::new(width);
    let count = chart.periods.len();
    let gutter = gutter(&canvas, chart);
    let slot = ((width - gutter) / count.max(1) as f64).min(canvas.pick(56.0, 36.0));
    let bar = slot * 0.68;
    let top = 8.0;
    let stacks: Vec<[f64; 4]> = chart.periods.iter().map(parts).collect();
    let above = |s: &[f64; 4]| s[0] + s[1] + s[2];
    let high = stacks.iter().map(above).fold(0.0, f64::max);
    let low = stacks.iter().map(|s| s[3]).fold(0.0, f64::max);
    let (room, scale) = if high + low > 0.0 {
        let room = canvas.pick(250.0, 240.0);
        (room, room / (high + low))
    } else {
        (20.0, 0.0)
    };
    let zero = top + if scale > 0.0 { high * scale } else { room };
    let foot = top + room;

    let mut middles = [zero; 4];
    for (at, (period, stack)) in chart.periods.iter().zip(&stacks).enumerate() {
        let x = at as f64 * slot + (slot - bar) / 2.0;
        let mut y = zero - above(stack) * scale;
        canvas.open(&period.label);
        for (group, value) in stack.iter().enumerate() {
            let tall = value * scale;
            middles[group] = y + tall / 2.0;
            // Neighbours are kept apart by a sliver of paper.
            let sliver = if group < 3 { 1.0 } else { 0.0 };
            if tall > 0.0 {
                let area =
                    Area { x, y: if group == 3 { y + 1.5 } else { y }, w: bar, h: (tall - sliver).max(0.6) };
                canvas.rect(FILLS[group], area);
            }
            y += tall;
        }
        canvas.close();
    }
    let edge = count as f64 * slot;
    canvas.line("base", (0.0, zero), (edge, zero));

    if count > 0 {
        let shown = [0, 1, 2, 3].map(|group| stacks.iter().any(|s| s[group] > 0.0));
        let from = edge - (slot - bar) / 2.0 + 3.0;
        labels(&mut canvas, chart, &middles, shown, (from, foot));
    }
    let names: Vec<Tick<'_>> = chart
        .periods
        .iter()
        .enumerate()
        .map(|(at, period)| Tick {
            x: (at as f64 + 0.5) * slot,
            label: &period.label,
            class: if at + 1 == count { "s b" } else { "s q" },
        })
        .collect();
    let y = foot + canvas.small() + 8.0;
    let row = ticks(&mut canvas, &names, slot, y, count.saturating_sub(1));
    canvas.height = row + 6.0;
    canvas
}

/// Writes count and word beside each part of the last column.
fn labels(
    canvas: &mut Canvas,
    chart: &Bridge,
    middles: &[f64; 4],
    shown: [bool; 4],
    (from, foot): (f64, f64),
) {
    let (size, small) = (canvas.base(), canvas.small());
    let left = from + LEAD;
    let room = canvas.width - left;
    let (last, words) = (&chart.last, &chart.words);
    let texts = [
        (&last.reactivated, &words.reactivated),
        (&last.new, &words.new),
        (&last.returning, &words.returning),
        (&last.lost, &words.lost),
    ];
    let blocks: Vec<_> = (0..4)
        .filter(|group| shown[*group])
        .map(|group| {
            let (count, word) = texts[group];
            let lines = wrap(word, small, room, 2);
            let tall = size + lines.len() as f64 * (small + 2.0) + 8.0;
            (middles[group], tall, count, lines)
        })
        .collect();
    let wanted: Vec<_> = blocks.iter().map(|b| (b.0, b.1)).collect();
    let centres = spread(&wanted, 0.0, foot + 6.0);
    for ((middle, tall, count, lines), centre) in blocks.iter().zip(centres) {
        let mut y = centre - tall / 2.0 + size;
        canvas.line("lead", (from, *middle), (left - 5.0, y - size * 0.35));
        let count = fit(count, size * BOLD, room);
        canvas.text("b", (left, y), Anchor::Start, &count);
        for line in lines {
            y += small + 2.0;
            canvas.text("s q", (left, y), Anchor::Start, line);
        }
    }
}

/// The space the labels at the right need, within bounds.
fn gutter(canvas: &Canvas, chart: &Bridge) -> f64 {
    let (last, words) = (&chart.last, &chart.words);
    let counts = [&last.reactivated, &last.new, &last.returning, &last.lost];
    let words = [&words.reactivated, &words.new, &words.returning, &words.lost];
    let counts = counts.map(|text| width_of(text, canvas.base()) * BOLD);
    let words = words.map(|text| width_of(text, canvas.small()));
    let widest = counts.into_iter().chain(words).fold(0.0, f64::max);
    (widest + LEAD + 4.0).clamp(60.0, canvas.pick(190.0, 112.0))
}
