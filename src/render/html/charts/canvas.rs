//! A small SVG writer: shapes with a class, coordinates with one decimal,
//! every string escaped.

use std::fmt::Write as _;

use super::text::escape;

/// Below this width a drawing is laid out for a phone.
const NARROW_BELOW: f64 = 480.0;

/// Which point of a text its x coordinate names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

/// A drawing under way. `height` may be set last, once the layout is known.
pub(super) struct Canvas {
    pub width: f64,
    pub height: f64,
    body: String,
}

impl Canvas {
    pub(super) fn new(width: f64) -> Self {
        Self { width, height: 0.0, body: String::new() }
    }

    pub(super) fn narrow(&self) -> bool {
        self.width < NARROW_BELOW
    }

    /// `wide` or `narrow`, whichever suits this drawing.
    pub(super) fn pick<T>(&self, wide: T, narrow: T) -> T {
        if self.narrow() { narrow } else { wide }
    }

    /// Size of ordinary text; the style sheet says the same.
    pub(super) fn base(&self) -> f64 {
        self.pick(13.0, 12.0)
    }

    /// Size of text of class `s`.
    pub(super) fn small(&self) -> f64 {
        self.pick(12.0, 11.0)
    }

    pub(super) fn rect(&mut self, class: &str, area: Area) {
        let Area { x, y, w, h } = area;
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            num(x),
            num(y),
            num(w.max(0.0)),
            num(h.max(0.0))
        ));
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.push(format_args!(
            "<path class=\"{class}\" d=\"M{} {}L{} {}\"/>",
            num(from.0),
            num(from.1),
            num(to.0),
            num(to.1)
        ));
    }

    pub(super) fn path(&mut self, class: &str, data: &str) {
        self.push(format_args!("<path class=\"{class}\" d=\"{data}\"/>"));
    }

    pub(super) fn dot(&mut self, class: &str, at: (f64, f64), radius: f64) {
        self.push(format_args!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            num(at.0),
            num(at.1),
            num(radius)
        ));
    }

    /// Writes one line of text; y is its baseline.
    pub(super) fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, content: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.push(format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\"{anchor}>{}</text>",
            num(at.0),
            num(at.1),
            escape(content)
        ));
    }

    /// Opens a group whose tooltip is `title`; `close` ends it.
    pub(super) fn open(&mut self, title: &str) {
        self.push(format_args!("<g><title>{}</title>", escape(title)));
    }

    pub(super) fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// The finished picture, described by `alt`.
    pub(super) fn finish(self, class: &str, alt: &str) -> String {
        let label = format!("role=\"img\" aria-label=\"{}\"", escape(alt));
        self.wrap(class, &label)
    }

    /// The finished picture as an ornament that screen readers skip.
    pub(super) fn finish_hidden(self, class: &str) -> String {
        self.wrap(class, "aria-hidden=\"true\"")
    }

    fn wrap(self, class: &str, label: &str) -> String {
        let (width, height) = (num(self.width), num(self.height));
        format!(
            "<svg class=\"{class}\" {label} width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">{}</svg>",
            self.body
        )
    }

    fn push(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing into a String cannot fail.
        let _ = self.body.write_fmt(piece);
    }
}

/// A column standing on `area`'s lower edge with its upper corners rounded.
pub(super) fn column(area: Area) -> String {
    let radius = 2.0_f64.min(area.h).min(area.w / 2.0).max(0.0);
    let (left, right) = (area.x, area.x + area.w);
    let (top, foot) = (area.y, area.y + area.h);
    format!(
        "M{} {}V{}Q{} {} {} {}H{}Q{} {} {} {}V{}Z",
        num(left),
        num(foot),
        num(top + radius),
        num(left),
        num(top),
        num(left + radius),
        num(top),
        num(right - radius),
        num(right),
        num(top),
        num(right),
        num(top + radius),
        num(foot)
    )
}

/// A coordinate with one decimal; what is not a number becomes 0.
pub(super) fn num(value: f64) -> String {
    let text = format!("{:.1}", sane(value));
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

/// The value itself, or 0 if it is infinite or not a number.
pub(super) fn sane(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}
