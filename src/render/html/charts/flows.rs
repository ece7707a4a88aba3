//! How customers moved between segments: segments then on the left, segments
//! now on the right, ribbons as thick as the number of customers.

use super::both;
use super::canvas::{Anchor, Area, Canvas, num, sane};
use super::text::{BOLD, fit, spread, width_of, wrap};

/// A segment on one side.
pub struct Node {
    pub name: String,
    /// Number of customers as the reader sees it.
    pub text: String,
}

/// Customers who went from one segment to another, or stayed.
pub struct Flow {
    /// Position in `then`.
    pub from: usize,
    /// Position in `now`.
    pub to: usize,
    pub count: f64,
    pub text: String,
}

/// Segments on both sides in the order in which they stand, up to 8 each.
pub struct Flows {
    pub then_label: String,
    pub now_label: String,
    pub then: Vec<Node>,
    pub now: Vec<Node>,
    pub ways: Vec<Flow>,
    pub alt: String,
}

/// Draws the flows.
#[must_use]
pub fn flows(chart: &Flows) -> String {
    both(&chart.alt, |width| draw(chart, width))
}

/// One ribbon's thickness and where its middle meets either side.
#[derive(Debug, PartialEq)]
pub(super) struct Ribbon {
    pub flow: usize,
    pub thick: f64,
    pub left: f64,
    pub right: f64,
}

/// Where the segments and ribbons stand, down from 0.
pub(super) struct Layout {
    pub left: Vec<(f64, f64)>,
    pub right: Vec<(f64, f64)>,
    pub ribbons: Vec<Ribbon>,
}

/// Places segments as (top, height) and stacks the ribbons on both sides.
pub(super) fn layout(chart: &Flows, height: f64, gap: f64) -> Layout {
    let (lefts, rights) = (chart.then.len(), chart.now.len());
    let usable = |flow: &Flow| flow.from < lefts && flow.to < rights && sane(flow.count) > 0.0;
    let mut order: Vec<usize> = (0..chart.ways.len()).filter(|at| usable(&chart.ways[*at])).collect();
    order.sort_by_key(|at| (chart.ways[*at].from, chart.ways[*at].to));
    let mut sums = (vec![0.0; lefts], vec![0.0; rights]);
    let mut total = 0.0;
    for flow in order.iter().map(|at| &chart.ways[*at]) {
        sums.0[flow.from] += flow.count;
        sums.1[flow.to] += flow.count;
        total += flow.count;
    }
    let gaps = gap * lefts.max(rights).saturating_sub(1) as f64;
    let scale = if total > 0.0 { (height - gaps) / total } else { 0.0 };
    let place = |sums: &[f64]| {
        let free = height - total * scale;
        let between = (free / sums.len().saturating_sub(1).max(1) as f64).min(gap * 2.5);
        let mut y = 0.0;
        sums.iter()
            .map(|sum| {
                let top = y;
                y += sum * scale + between;
                (top, sum * scale)
            })
            .collect::<Vec<_>>()
    };
    let (left, right) = (place(&sums.0), place(&sums.1));
    let mut used: (Vec<f64>, Vec<f64>) =
        (left.iter().map(|node| node.0).collect(), right.iter().map(|node| node.0).collect());
    let ribbons = order
        .into_iter()
        .map(|at| {
            let flow = &chart.ways[at];
            let thick = flow.count * scale;
            let ribbon = Ribbon {
                flow: at,
                thick,
                left: used.0[flow.from] + thick / 2.0,
                right: used.1[flow.to] + thick / 2.0,
            };
            used.0[flow.from] += thick;
            used.1[flow.to] += thick;
            ribbon
        })
        .collect();
    Layout { left, right, ribbons }
}

fn draw(chart: &Flows, width: f64) -> Canvas {
    let mut canvas = Canvas::new(width);
    let rows = chart.then.len().max(chart.now.len());
    let height = (rows as f64 * canvas.pick(50.0, 58.0)).max(canvas.pick(120.0, 120.0));
    let head = canvas.small() + 18.0;
    let gap = canvas.pick(12.0, 10.0);
    let gutter = gutter(&canvas, chart);
    let bar = 5.0;
    let placed = layout(chart, height, gap);

    let (from, to) = (gutter + bar + 1.0, width - gutter - bar - 1.0);
    let stays = |flow: &Flow| chart.then[flow.from].name == chart.now[flow.to].name;
    for staying in [true, false] {
        for ribbon in &placed.ribbons {
            let flow = &chart.ways[ribbon.flow];
            if stays(flow) != staying {
                continue;
            }
            let (a, b) = (&chart.then[flow.from].name, &chart.now[flow.to].name);
            canvas.open(&format!("{a} → {b}: {}", flow.text));
            let class = if staying { "stay" } else { "move" };
            let shape = ribbon_path(ribbon, head, (from, to));
            canvas.path(class, &shape);
            canvas.close();
        }
    }
    let small = canvas.small();
    let outward = gutter + bar;
    for (label, x, outer, anchor, inward) in [
        (&chart.then_label, outward, 0.0, Anchor::End, Anchor::Start),
        (&chart.now_label, width - outward, width, Anchor::Start, Anchor::End),
    ] {
        let label = fit(label, small, width / 2.0 - 6.0);
        let fits = width_of(&label, small) <= outward;
        let (x, anchor) = if fits { (x, anchor) } else { (outer, inward) };
        canvas.text("s q", (x, small), anchor, &label);
    }
    let sides = [
        (&chart.then, &placed.left, gutter, -8.0, Anchor::End),
        (&chart.now, &placed.right, width - gutter - bar, bar + 8.0, Anchor::Start),
    ];
    for (nodes, places, x, aside, anchor) in sides {
        for (_, place) in nodes.iter().zip(places) {
            let area = Area { x, y: head + place.0, w: bar, h: place.1.max(1.0) };
            canvas.rect("full", area);
        }
        let spots = Side { x: x + aside, anchor, room: gutter - 10.0, head, height };
        label(&mut canvas, nodes, places, &spots);
    }
    canvas.height = head + height + 8.0;
    canvas
}

/// Where one side's labels go.
struct Side {
    x: f64,
    anchor: Anchor,
    room: f64,
    head: f64,
    height: f64,
}

fn label(canvas: &mut Canvas, nodes: &[Node], places: &[(f64, f64)], spots: &Side) {
    let (size, small) = (canvas.base(), canvas.small());
    let blocks: Vec<_> = nodes
        .iter()
        .zip(places)
        .map(|(node, place)| {
            let names = wrap(&node.name, small, spots.room, 2);
            let tall = size + names.len() as f64 * (small + 1.0) + 5.0;
            (place.0 + place.1 / 2.0, tall, names)
        })
        .collect();
    let wanted: Vec<_> = blocks.iter().map(|b| (b.0, b.1)).collect();
    let centres = spread(&wanted, -6.0, spots.height + 6.0);
    for ((node, (middle, tall, names)), centre) in nodes.iter().zip(&blocks).zip(centres) {
        let mut y = spots.head + centre - tall / 2.0 + small;
        if (centre - middle).abs() > 6.0 {
            let inner = if spots.anchor == Anchor::End { 7.0 } else { -7.0 };
            let outer = if spots.anchor == Anchor::End { 1.0 } else { -1.0 };
            canvas.line(
                "lead",
                (spots.x + inner, spots.head + middle),
                (spots.x + outer, spots.head + centre),
            );
        }
        for name in names {
            canvas.text("s q", (spots.x, y), spots.anchor, name);
            y += small + 1.0;
        }
        let text = fit(&node.text, size * BOLD, spots.room);
        canvas.text("b", (spots.x, y + 1.0), spots.anchor, &text);
    }
}

/// The space the labels at either side need, within bounds.
fn gutter(canvas: &Canvas, chart: &Flows) -> f64 {
    let widest = chart
        .then
        .iter()
        .chain(&chart.now)
        .map(|node| {
            let text = width_of(&node.text, canvas.base()) * BOLD;
            width_of(&node.name, canvas.small()).max(text)
        })
        .fold(0.0, f64::max);
    (widest + 12.0).clamp(60.0, canvas.pick(170.0, 98.0))
}

fn ribbon_path(ribbon: &Ribbon, head: f64, (from, to): (f64, f64)) -> String {
    let half = ribbon.thick / 2.0;
    let middle = num(f64::midpoint(from, to));
    let (left, right) = (head + ribbon.left, head + ribbon.right);
    let (a, b) = (num(left - half), num(left + half));
    let (c, d) = (num(right - half), num(right + half));
    let (from, to) = (num(from), num(to));
    format!("M{from} {a}C{middle} {a} {middle} {c} {to} {c}L{to} {d}C{middle} {d} {middle} {b} {from} {b}Z")
}
