//! Tests of the charts: safe text, equal bytes, sound geometry.

use super::canvas::{Area, num};
use super::flows::layout;
use super::text::{fit, spread, width_of, wrap};
use super::treemap::squarify;
use super::*;

fn s(text: &str) -> String {
    text.to_owned()
}

const NASTY: &str = "<script>alert('1')</script> & \"x\"\u{7}";

fn month(label: &str, value: f64) -> Month {
    Month {
        label: s(label),
        value,
        text: s("Rp 1"),
        holidays: vec![s(NASTY)],
        expected: Some((value * 0.9, value * 1.1)),
    }
}

fn words() -> BridgeWords {
    BridgeWords { returning: s(NASTY), new: s("baru"), reactivated: s("aktif lagi"), lost: s("hilang") }
}

fn node(name: &str) -> Node {
    Node { name: s(name), text: s("10") }
}

fn some_flows(scale: f64) -> Flows {
    let flow = |from, to, count: f64| Flow { from, to, count: count * scale, text: s("n") };
    Flows {
        then_label: s("Sep"),
        now_label: s("Okt"),
        then: vec![node(NASTY), node("B"), node("C")],
        now: vec![node(NASTY), node("B")],
        ways: vec![flow(1, 0, 5.0), flow(0, 0, 40.0), flow(0, 1, 15.0), flow(2, 1, 40.0), flow(9, 1, 7.0)],
        alt: s(NASTY),
    }
}

/// Every chart, its numbers multiplied by `scale`, with `count` items each.
fn all(count: usize, scale: f64) -> Vec<String> {
    let step = |value: f64| Step { label: s(NASTY), text: s("+1"), value: value * scale };
    let curve = (0..count).map(|at| (at as f64 / 10.0 * scale, at as f64 / 12.0 * scale));
    vec![
        months(&Months {
            known: (0..count).map(|at| month("Okt 2026", at as f64 * scale)).collect(),
            ahead: (0..count.min(3))
                .map(|_| Ahead {
                    label: s("Nov 2026"),
                    value: scale,
                    lower: 0.0,
                    upper: 2.0 * scale,
                    text: s(NASTY),
                })
                .collect(),
            alt: s(NASTY),
        }),
        bridge(&Bridge {
            periods: (0..count)
                .map(|_| Period {
                    label: s(NASTY),
                    returning: 5.0 * scale,
                    new: 2.0 * scale,
                    reactivated: scale,
                    lost: scale,
                })
                .collect(),
            words: words(),
            last: words(),
            alt: s(NASTY),
        }),
        waterfall(&Waterfall {
            start: step(1000.0),
            new: step(10.0),
            reactivated: step(5.0),
            lost: step(7.0),
            end: step(1008.0),
            alt: s(NASTY),
        }),
        treemap(&Treemap {
            tiles: (0..count)
                .map(|at| Tile {
                    name: s(NASTY),
                    count: s("1"),
                    share: s("2 %"),
                    area: at as f64 * scale,
                    shade: at as f64 / 10.0 * scale,
                })
                .collect(),
            key: Some((s(NASTY), s("b"))),
            alt: s(NASTY),
        }),
        flows(&some_flows(scale)),
        concentration(&Concentration {
            points: curve.clone().collect(),
            marks: curve.take(2).map(|(x, y)| Mark { x, y, label: s(NASTY) }).collect(),
            x_label: s(NASTY),
            y_label: s("y"),
            full: s("100 %"),
            alt: s(NASTY),
        }),
        bands(&Bands {
            rows: vec![BandRow {
                title: s(NASTY),
                bands: (0..count.min(3))
                    .map(|at| Band {
                        name: s(NASTY),
                        text: s("1"),
                        share: s("1 %"),
                        value: at as f64 * scale,
                    })
                    .collect(),
            }],
            alt: s(NASTY),
        }),
        spark(&vec![scale; count]),
    ]
}

#[test]
fn escapes_and_drops_control_characters() {
    assert_eq!(escape("<a & 'b' \"c\">"), "&lt;a &amp; &#39;b&#39; &quot;c&quot;&gt;");
    assert_eq!(escape("a\u{0}\u{1b}\u{85}\u{202e}b\nc"), "ab c");
    for html in all(9, 1.0) {
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains('\u{7}'));
    }
}

#[test]
fn same_input_gives_same_bytes() {
    assert_eq!(all(13, 3.7), all(13, 3.7));
}

#[test]
fn odd_numbers_leave_no_trace() {
    for scale in [0.0, 1.0, -2.0, 1e12, f64::NAN, f64::INFINITY] {
        for count in [0, 1, 2, 13] {
            for html in all(count, scale) {
                assert!(!html.contains("NaN") && !html.contains("inf"), "{scale} {count} {html}");
                assert!(!html.contains("=\"-"), "{scale} {count} {html}");
            }
        }
    }
}

#[test]
fn every_chart_comes_in_both_widths() {
    for html in all(5, 1.0).iter().take(7) {
        assert_eq!(html.matches("role=\"img\" aria-label=\"&lt;script").count(), 2);
        assert!(html.contains("class=\"wide\"") && html.contains("class=\"narrow\""));
    }
}

#[test]
fn groups_are_closed() {
    for html in all(13, 1.0) {
        assert_eq!(html.matches("<g>").count(), html.matches("</g>").count());
    }
}

#[test]
fn coordinates_have_one_decimal() {
    assert_eq!(num(1.25), "1.2");
    assert_eq!(num(-0.01), "0.0");
    assert_eq!(num(f64::NAN), "0.0");
}

#[test]
fn tile_areas_are_proportional() {
    let frame = Area { x: 0.0, y: 0.0, w: 300.0, h: 200.0 };
    let areas = [5.0, 0.0, 1.0, 20.0, 3.0, f64::NAN, 0.01, 8.0];
    let placed = squarify(&areas, frame);
    assert_eq!(placed.len(), 6);
    for (at, area) in placed {
        let share = areas[at] / 37.01 * 60_000.0;
        assert!((area.w * area.h - share).abs() < 0.01);
        assert!(area.x >= 0.0 && area.x + area.w <= 300.001);
        assert!(area.y >= 0.0 && area.y + area.h <= 200.001);
    }
}

#[test]
fn ribbons_fill_their_segments() {
    let chart = some_flows(1.0);
    let layout = layout(&chart, 300.0, 10.0);
    assert_eq!(layout.ribbons.len(), 4);
    for (at, node) in layout.left.iter().enumerate() {
        let mine = layout.ribbons.iter().filter(|r| chart.ways[r.flow].from == at);
        assert!((mine.map(|r| r.thick).sum::<f64>() - node.1).abs() < 1e-6);
    }
    for (at, node) in layout.right.iter().enumerate() {
        let mine = layout.ribbons.iter().filter(|r| chart.ways[r.flow].to == at);
        assert!((mine.map(|r| r.thick).sum::<f64>() - node.1).abs() < 1e-6);
    }
    let last = layout.left[2];
    assert!((last.0 + last.1 - 300.0).abs() < 1e-6);
}

#[test]
fn labels_do_not_overlap() {
    let wanted = [(5.0, 20.0), (6.0, 20.0), (50.0, 20.0), (95.0, 20.0), (99.0, 20.0)];
    let centres = spread(&wanted, 0.0, 110.0);
    assert!(centres[0] >= 10.0 - 1e-6 && centres[4] <= 100.0 + 1e-6);
    for pair in centres.windows(2) {
        assert!(pair[1] - pair[0] >= 20.0 - 1e-6, "{centres:?}");
    }
}

#[test]
fn texts_are_shortened_to_fit() {
    for room in [0.0, 10.0, 40.0, 90.0] {
        let short = fit("Pelanggan yang setia", 12.0, room);
        assert!(width_of(&short, 12.0) <= room);
    }
    assert_eq!(wrap("Perlu perhatian", 12.0, 60.0, 2).len(), 2);
    assert!(wrap("", 12.0, 60.0, 2).is_empty());
}
