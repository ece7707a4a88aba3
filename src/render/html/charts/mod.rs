//! Inline SVG charts of the HTML report. Each chart takes finished labels and
//! plain numbers, and returns a piece of HTML that needs no script. Colours come
//! from `charts.css`, through classes and the page's own variables.

#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "places on a drawing")]

mod axis;
mod bands;
mod bridge;
mod canvas;
mod concentration;
mod flows;
mod holidays;
mod months;
mod spark;
mod text;
mod treemap;
mod waterfall;

#[cfg(test)]
mod tests;

pub use bands::{Band, BandRow, Bands, bands};
pub use bridge::{Bridge, BridgeWords, Period, bridge};
pub use concentration::{Concentration, Mark, concentration};
pub use flows::{Flow, Flows, Node, flows};
pub use months::{Ahead, Month, Months, months};
pub use spark::spark;
pub use text::escape;
pub use treemap::{Tile, Treemap, treemap};
pub use waterfall::{Step, Waterfall, waterfall};

use canvas::Canvas;

/// The style rules that belong to the charts.
pub const CSS: &str = include_str!("charts.css");

/// Drawing width in CSS px on a desk screen and on paper.
const WIDE: f64 = 680.0;
/// Drawing width in CSS px on a phone.
const NARROW: f64 = 320.0;

/// Draws a chart for both widths; the style sheet shows one of the two.
fn both(alt: &str, draw: impl Fn(f64) -> Canvas) -> String {
    format!(
        "<figure class=\"chart\">{}{}</figure>",
        draw(WIDE).finish("wide", alt),
        draw(NARROW).finish("narrow", alt)
    )
}
