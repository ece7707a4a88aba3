//! The figures of the month as cards: the figure, how much it changed, and how sure that is.

use super::super::words::Words;
use super::charts::{escape, spark};
use crate::document::{Table, Unit, Values};

/// Verdicts that say more than chance or the season.
const CLEAR: [&str; 4] = ["above_expected", "below_expected", "clearly_higher", "clearly_lower"];

pub(super) fn cards(table: &Table, words: &Words) -> String {
    let cards: String = (0..table.rows()).map(|row| Card { table, words, row }.drawn()).collect();
    format!("<ul class=\"cards\">{cards}</ul>")
}

struct Card<'a> {
    table: &'a Table,
    words: &'a Words,
    row: usize,
}

impl Card<'_> {
    fn number(&self, column: &str) -> Option<f64> {
        self.table.column(column)?.number(self.row)
    }

    fn term(&self, column: &str) -> &'static str {
        match self.table.column(column) {
            Some(Values::Term(keys)) => keys[self.row],
            _ => "",
        }
    }

    fn unit(&self) -> Unit {
        match self.table.column("value") {
            Some(Values::Figure(values)) => values[self.row].1,
            _ => Unit::Number,
        }
    }

    /// A value with few digits.
    fn short(&self, value: f64) -> String {
        match self.unit() {
            unit @ (Unit::Money | Unit::Count) => self.words.numbers.compact(value, unit),
            unit => self.words.numbers.figure(value, unit),
        }
    }

    fn range(&self, label: &str, lower: &str, upper: &str) -> Option<String> {
        let (lower, upper) = (self.number(lower)?, self.number(upper)?);
        let to = self.words.term("range-to");
        Some(format!("{} {} {to} {}", self.words.term(label), self.short(lower), self.short(upper)))
    }

    fn change(&self) -> Option<String> {
        let before =
            format!("{} {}", self.words.term("label-month-before"), self.short(self.number("previous")?));
        let change = match self.number("relative_change") {
            Some(relative) => self.words.numbers.signed_percent(relative, 1),
            None => self.words.numbers.difference(self.number("change")?, self.unit()),
        };
        Some(format!("<b>{}</b> · {}", escape(&change), escape(&before)))
    }

    fn drawn(&self) -> String {
        let verdict = self.term("verdict");
        let value = self.number("value").map_or_else(|| "–".to_owned(), |value| self.short(value));
        let class = if CLEAR.contains(&verdict) { " class=\"clear\"" } else { "" };
        let mut lines = String::new();
        if let Some(change) = self.change() {
            lines.push_str(&format!("<p>{change}</p>"));
        }
        let on_year = self.number("year_on_year").map(|change| {
            format!(
                "{} · {}",
                self.words.numbers.signed_percent(change, 1),
                self.words.term("label-year-before")
            )
        });
        let range = self
            .range("label-expected", "expected_lower", "expected_upper")
            .or_else(|| self.range("label-interval", "ci_lower", "ci_upper"));
        for line in [on_year, range].into_iter().flatten() {
            lines.push_str(&format!("<p>{}</p>", escape(&line)));
        }
        if !["counted", "unknown"].contains(&verdict) {
            lines.push_str(&format!("<p class=\"verdict\">{}</p>", escape(&self.words.term(verdict))));
        }
        let series: Vec<f64> = match self.table.column("series") {
            Some(Values::Series(rows, _)) => rows[self.row].iter().flatten().copied().collect(),
            _ => Vec::new(),
        };
        let drawn = if series.len() > 2 { spark(&series) } else { String::new() };
        format!(
            "<li{class}><h3>{}</h3><p class=\"value\">{}</p>{lines}{drawn}</li>",
            escape(&self.words.term(self.term("figure"))),
            escape(&value)
        )
    }
}
