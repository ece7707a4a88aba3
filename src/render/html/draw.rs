//! From the tables of a document to its charts: picks the columns, writes the labels.

use super::super::words::Words;
use super::charts::{
    self, Ahead, Band, BandRow, Bands, Bridge, BridgeWords, Concentration, Flow, Flows, Mark, Month, Months,
    Node, Period, Step, Tile, Treemap, Waterfall,
};
use crate::document::{Chart, Document, Drawing, Table, Unit, Values};
use crate::units::Day;

/// Months drawn.
const MONTHS: usize = 13;
/// Months ahead.
const AHEAD: usize = 3;
/// Segments on each side of their moves; smaller ones are taken together.
const NODES: usize = 8;
/// Moves of a smaller part of all customers are not drawn.
const LEAST_MOVE: f64 = 0.003;
/// Holidays named below a month.
const HOLIDAYS: usize = 2;

/// The chart as HTML; none where the table has nothing to draw.
pub(super) fn draw(chart: &Chart, document: &Document, words: &Words) -> Option<String> {
    let table = document.table(chart.table).filter(|table| table.rows() > 0)?;
    let alt = words.message(&chart.alt);
    let draw = Draw { table, words };
    match chart.drawing {
        Drawing::Cards => Some(super::cards::cards(table, words)),
        Drawing::Months(ahead) => Some(draw.months(document.table(ahead), alt)),
        Drawing::Bridge => Some(draw.bridge(alt)),
        Drawing::Waterfall => Some(draw.waterfall(alt)),
        Drawing::Segments => Some(draw.segments(alt)),
        Drawing::Flows => draw.flows(alt),
        Drawing::Concentration => Some(draw.concentration(alt)),
        Drawing::Bands => Some(draw.bands(alt)),
    }
}

struct Draw<'a> {
    table: &'a Table,
    words: &'a Words,
}

impl Draw<'_> {
    fn number(&self, column: &str, row: usize) -> Option<f64> {
        self.table.column(column)?.number(row)
    }

    fn count(&self, column: &str, row: usize) -> (f64, String) {
        let count = self.number(column, row).unwrap_or(0.0);
        (count, self.words.numbers.decimal(count, 0))
    }

    fn text(&self, column: &str, row: usize) -> String {
        let values = self.table.column(column);
        values.map_or_else(String::new, |values| super::super::terminal::shown(values, row, self.words))
    }

    fn term(&self, key: &str) -> String {
        self.words.term(key)
    }

    /// The rows of the last months.
    fn last_months(&self) -> std::ops::Range<usize> {
        let rows = self.table.rows();
        rows.saturating_sub(MONTHS)..rows
    }

    /// `Okt 2026` for the label `2026-10`.
    fn month(&self, table: &Table, row: usize) -> String {
        let label = match table.column("period") {
            Some(Values::Text(labels)) => &labels[row],
            _ => return String::new(),
        };
        match format!("{label}-01").parse::<chrono::NaiveDate>() {
            Ok(day) => self.words.dates.short_month(Day::from(day)),
            Err(_) => label.to_owned(),
        }
    }

    fn months(&self, ahead: Option<&Table>, alt: String) -> String {
        let has_money = self.number("revenue", self.table.rows() - 1).is_some();
        let measure = if has_money { "revenue" } else { "orders" };
        let unit = if has_money { Unit::Money } else { Unit::Count };
        let compact = |value: f64| self.words.numbers.compact(value, unit);
        let holidays = |row: usize| match self.table.column("holidays") {
            Some(Values::Names(names)) => {
                let name = |names: &[String; 2]| short(&names[self.words.language as usize]);
                names[row].iter().take(HOLIDAYS).map(name).collect()
            }
            _ => Vec::new(),
        };
        let month = |row: usize| {
            let value = self.number(measure, row).unwrap_or(0.0);
            Month {
                label: self.month(self.table, row),
                value,
                text: compact(value),
                holidays: holidays(row),
                expected: self.number("expected_lower", row).zip(self.number("expected_upper", row)),
            }
        };
        let next = |table: &Table, row: usize| {
            let at = |column: &str| table.column(column).and_then(|values| values.number(row));
            let value = at("forecast")?;
            Some(Ahead {
                label: self.month(table, row),
                value,
                lower: at("ci_lower").unwrap_or(value),
                upper: at("ci_upper").unwrap_or(value),
                text: compact(value),
            })
        };
        let ahead = ahead.into_iter();
        let ahead =
            ahead.flat_map(|table| (0..table.rows().min(AHEAD)).filter_map(move |row| next(table, row)));
        let key = super::charts::escape(&self.term("chart-key-months"));
        let drawn = charts::months(&Months {
            known: self.last_months().map(month).collect(),
            ahead: ahead.collect(),
            alt,
        });
        format!("{drawn}<p class=\"key\">{key}</p>")
    }

    fn bridge(&self, alt: String) -> String {
        let period = |row: usize| Period {
            label: self.month(self.table, row),
            returning: self.count("returning", row).0,
            new: self.count("new", row).0,
            reactivated: self.count("reactivated", row).0,
            lost: self.count("lost", row).0,
        };
        let last = self.table.rows() - 1;
        charts::bridge(&Bridge {
            periods: self.last_months().map(period).collect(),
            words: BridgeWords {
                returning: self.term("chart-returning"),
                new: self.term("chart-new"),
                reactivated: self.term("chart-reactivated"),
                lost: self.term("chart-lost"),
            },
            last: BridgeWords {
                returning: self.count("returning", last).1,
                new: self.count("new", last).1,
                reactivated: self.count("reactivated", last).1,
                lost: self.count("lost", last).1,
            },
            alt,
        })
    }

    fn waterfall(&self, alt: String) -> String {
        let last = self.table.rows() - 1;
        let step = |column: &str, key: &str, sign: &str| {
            let (value, text) = self.count(column, last);
            Step { label: self.term(key), text: format!("{sign}{text}"), value }
        };
        charts::waterfall(&Waterfall {
            start: step("start", "chart-start", ""),
            new: step("new", "chart-new", "+"),
            reactivated: step("reactivated", "chart-reactivated", "+"),
            lost: step("lost", "chart-lost", "−"),
            end: step("end", "chart-end", ""),
            alt,
        })
    }

    fn segments(&self, alt: String) -> String {
        let rows = 0..self.table.rows();
        let each = |row: usize| {
            let customers = self.number("customers", row).unwrap_or(0.0);
            if customers > 0.0 {
                self.number("spent", row).map_or(0.0, |spent| spent / customers)
            } else {
                0.0
            }
        };
        let most = rows.clone().map(each).fold(0.0, f64::max);
        let tile = |row: usize| Tile {
            name: self.text("segment", row),
            count: self.count("customers", row).1,
            share: self.words.numbers.percent(self.number("share_of_customers", row).unwrap_or(0.0), 0),
            area: self.number("customers", row).unwrap_or(0.0),
            shade: if most > 0.0 { (each(row) / most).max(0.0).sqrt() } else { 0.0 },
        };
        let key = (most > 0.0).then(|| (self.term("chart-little-spent"), self.term("chart-much-spent")));
        charts::treemap(&Treemap { tiles: rows.map(tile).collect(), key, alt })
    }

    fn flows(&self, alt: String) -> Option<String> {
        let moves: Vec<(String, String, f64)> = (0..self.table.rows())
            .map(|row| (self.text("from", row), self.text("to", row), self.count("customers", row).0))
            .collect();
        let all: f64 = moves.iter().map(|(_, _, count)| count).sum();
        let (from, from_nodes) = self.nodes(moves.iter().map(|(from, _, count)| (from.as_str(), *count)));
        let (to, to_nodes) = self.nodes(moves.iter().map(|(_, to, count)| (to.as_str(), *count)));
        let place =
            |names: &[&str], name: &str| names.iter().position(|known| *known == name).unwrap_or(names.len());
        let mut ways = std::collections::BTreeMap::<(usize, usize), f64>::new();
        for (one, other, count) in &moves {
            *ways.entry((place(&from, one), place(&to, other))).or_default() += count;
        }
        let is_drawn = |((from, to), count): &((usize, usize), f64)| {
            from_nodes[*from].name == to_nodes[*to].name || *count >= LEAST_MOVE * all
        };
        let flow = |((from, to), count): ((usize, usize), f64)| Flow {
            from,
            to,
            count,
            text: self.words.numbers.decimal(count, 0),
        };
        let flows: Vec<Flow> = ways.into_iter().filter(is_drawn).map(flow).collect();
        (!flows.is_empty()).then(|| {
            charts::flows(&Flows {
                then_label: self.term("chart-then"),
                now_label: self.term("chart-now"),
                then: from_nodes,
                now: to_nodes,
                ways: flows,
                alt,
            })
        })
    }

    /// The segments of one side by name, the largest first, and as they are drawn: the smallest taken together at the end.
    fn nodes<'b>(&self, sides: impl Iterator<Item = (&'b str, f64)>) -> (Vec<&'b str>, Vec<Node>) {
        let mut totals: Vec<(&'b str, f64)> = Vec::new();
        for (name, count) in sides {
            match totals.iter_mut().find(|(known, _)| *known == name) {
                Some((_, size)) => *size += count,
                None => totals.push((name, count)),
            }
        }
        totals.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        let kept = if totals.len() > NODES { NODES - 1 } else { totals.len() };
        let node = |name: String, count: f64| Node { name, text: self.words.numbers.decimal(count, 0) };
        let mut nodes: Vec<Node> =
            totals[..kept].iter().map(|(name, count)| node((*name).to_owned(), *count)).collect();
        if kept < totals.len() {
            nodes.push(node(self.term("chart-others"), totals[kept..].iter().map(|(_, count)| count).sum()));
        }
        (totals[..kept].iter().map(|(name, _)| *name).collect(), nodes)
    }

    fn concentration(&self, alt: String) -> String {
        let rows = 0..self.table.rows();
        let point =
            |row: usize| Some((self.number("customers_up_to", row)?, self.number("share_up_to", row)?));
        let points: Vec<(f64, f64)> = std::iter::once((0.0, 0.0)).chain(rows.filter_map(point)).collect();
        let mark = |(x, y): (f64, f64)| {
            let label = crate::document::Message::new("chart-top").share("part", x).share("share", y);
            Mark { x, y, label: self.words.message(&label) }
        };
        let marks = [1, 5].into_iter().filter_map(|row| points.get(row)).map(|point| mark(*point)).collect();
        charts::concentration(&Concentration {
            points,
            marks,
            x_label: self.term("chart-customers-axis"),
            y_label: self.term("chart-money-axis"),
            full: self.words.numbers.percent(1.0, 0),
            alt,
        })
    }

    fn bands(&self, alt: String) -> String {
        let rows = 0..self.table.rows();
        let percent =
            |column: &str, row: usize| self.words.numbers.percent(self.number(column, row).unwrap_or(0.0), 0);
        let customers = |row: usize| Band {
            name: self.text("band", row),
            text: self.count("customers", row).1,
            share: percent("share_of_customers", row),
            value: self.number("customers", row).unwrap_or(0.0),
        };
        let at_risk = |row: usize| Band {
            name: self.text("band", row),
            text: self.words.numbers.compact(self.number("value_at_risk", row).unwrap_or(0.0), Unit::Money),
            share: percent("share_of_value_at_risk", row),
            value: self.number("value_at_risk", row).unwrap_or(0.0).max(0.0),
        };
        let mut bars = vec![BandRow {
            title: self.term("heading-customers"),
            bands: rows.clone().map(customers).collect(),
        }];
        if self.number("value_at_risk", 0).is_some() {
            bars.push(BandRow {
                title: self.term("chart-value-at-risk"),
                bands: rows.map(at_risk).collect(),
            });
        }
        charts::bands(&Bands { rows: bars, alt })
    }
}

/// A name without what stands in parentheses after it.
fn short(name: &str) -> String {
    name.split(" (").next().unwrap_or(name).to_owned()
}
