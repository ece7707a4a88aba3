//! The figures of the month beside those of the months before: how much they changed, and how sure that is.
//!
//! What is counted has no sampling error; it is held against what was to be expected before the month came. Shares and
//! ratios have intervals, and so has their change: the square-and-add limits of Zou and Donner (2008), which take the two
//! months for independent. With many figures one is always far off, so all are judged together.

use super::earlier::Earlier;
use crate::document::{Document, Message, Table, Unit, Value, Values};
use crate::stats::z_of;

/// A figure of the month.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub key: &'static str,
    pub unit: Unit,
    /// The figures of the last months, this one at the end.
    pub series: Vec<Option<f64>>,
    /// The intervals of this month and the one before.
    pub intervals: [Option<(f64, f64)>; 2],
    /// What was to be expected, and the range of that.
    pub expected: Option<[f64; 3]>,
    /// How many times as wide as their own intervals have to be so that all figures together err as seldom as one would.
    pub widening: f64,
    /// How many customers it is about.
    pub customers: u64,
    /// Whether the log covers the month to its end.
    pub is_whole: bool,
}

/// Shares and ratios of fewer customers are not judged.
const FEWEST: u64 = 20;

/// Months of a series, a year before included.
pub(super) const MONTHS: usize = 13;

impl Figure {
    pub(super) fn value(&self) -> Option<f64> {
        self.series.last().copied().flatten()
    }

    fn back(&self, months: usize) -> Option<f64> {
        self.series.len().checked_sub(months + 1).and_then(|place| self.series[place])
    }

    pub(super) fn previous(&self) -> Option<f64> {
        self.back(1)
    }

    /// The same month a year before; only of what is counted.
    fn year_before(&self) -> Option<f64> {
        self.back(12)
    }

    fn is_counted(&self) -> bool {
        self.intervals[0].is_none()
    }

    pub(super) fn change(&self) -> Option<f64> {
        Some(self.value()? - self.previous()?)
    }

    /// The change as a part of the figure of the month before; none of shares.
    pub(super) fn relative(&self) -> Option<f64> {
        let (change, previous) = (self.change()?, self.previous()?);
        (self.unit != Unit::Share && previous > 0.0).then(|| change / previous)
    }

    fn on_year(&self) -> Option<f64> {
        let (value, before) = (self.value()?, self.year_before()?);
        (self.unit != Unit::Share && before > 0.0).then(|| value / before - 1.0)
    }

    /// The range of what was to be expected, with all figures in mind.
    fn range(&self) -> Option<(f64, f64)> {
        self.expected.map(|expected| widened(expected, self.widening))
    }

    /// The interval of the change.
    fn change_interval(&self) -> Option<(f64, f64)> {
        let (value, previous, change) = (self.value()?, self.previous()?, self.change()?);
        let (now, before) = (self.intervals[0]?, self.intervals[1]?);
        let lower = change - (value - now.0).hypot(before.1 - previous);
        let upper = change + (now.1 - value).hypot(previous - before.0);
        Some((lower, upper)).filter(|(lower, upper)| lower.is_finite() && upper.is_finite())
    }

    /// How sure the change is, with all figures in mind.
    pub(super) fn verdict(&self) -> &'static str {
        let Some(value) = self.value() else { return "unknown" };
        if !self.is_whole || (!self.is_counted() && self.customers < FEWEST) {
            return "unknown";
        }
        if let Some((lower, upper)) = self.range() {
            return match value {
                value if value > upper => "above_expected",
                value if value < lower => "below_expected",
                _ => "as_expected",
            };
        }
        match (self.change_interval(), self.change()) {
            (Some((lower, upper)), Some(change)) => {
                if change - self.widening * (change - lower) > 0.0 {
                    "clearly_higher"
                } else if change + self.widening * (upper - change) < 0.0 {
                    "clearly_lower"
                } else {
                    "no_clear_change"
                }
            }
            (None, Some(_)) if self.is_counted() => "counted",
            _ => "unknown",
        }
    }

    /// Whether it says something that chance or the season do not.
    fn is_clear(&self) -> bool {
        matches!(self.verdict(), "above_expected" | "below_expected" | "clearly_higher" | "clearly_lower")
    }

    /// `revenue (-12%)`, `churned share (+2.1 pp)`.
    fn said(&self) -> Message {
        let message = Message::new("report-changed").with("figure", Value::Term(self.key));
        match (self.relative(), self.change()) {
            (Some(relative), _) => message.with("change", Value::Relative(relative)),
            (None, Some(change)) => message.with("change", Value::Difference(change, self.unit)),
            (None, None) => message.text("change", "–"),
        }
    }
}

/// A range that many times as wide: of what is above nought by its logarithms, since it is skewed.
fn widened([middle, lower, upper]: [f64; 3], times: f64) -> (f64, f64) {
    if lower > 0.0 && middle > 0.0 {
        (middle * (lower / middle).powf(times), middle * (upper / middle).powf(times))
    } else {
        (middle - times * (middle - lower), middle + times * (upper - middle))
    }
}

/// Widens what the figures are judged by, so that with this confidence none of them is called clear by chance (Bonferroni).
#[expect(clippy::cast_precision_loss, reason = "a handful of figures")]
pub(super) fn judge_together(figures: &mut [Figure], confidence: f64) {
    let judged =
        figures.iter().filter(|figure| figure.expected.is_some() || figure.change_interval().is_some());
    let count = judged.count().max(1) as f64;
    let widening = z_of(1.0 - (1.0 - confidence) / count) / z_of(confidence);
    for figure in figures {
        figure.widening = widening;
    }
}

/// A figure out of a table of months: those of a column up to a row.
pub(super) fn of_months(
    key: &'static str,
    unit: Unit,
    months: &Table,
    row: usize,
    has_expectation: bool,
) -> Option<Figure> {
    let column = months.column(key)?;
    let is_whole = |row: usize| match months.column("complete") {
        Some(Values::Term(complete)) => complete[row] == "yes",
        _ => true,
    };
    let at = |row: usize| column.number(row).filter(|_| is_whole(row));
    let end = |name: &str| months.column(name).and_then(|values| values.number(row));
    Some(Figure {
        key,
        unit,
        series: ((row + 1).saturating_sub(MONTHS)..=row).map(at).collect(),
        intervals: [None, None],
        expected: end("expected")
            .zip(end("expected_lower").zip(end("expected_upper")))
            .map(|(middle, (lower, upper))| [middle, lower, upper])
            .filter(|_| has_expectation),
        widening: 1.0,
        is_whole: true,
        customers: months.column("customers").and_then(|values| values.number(row)).map_or(0, whole),
    })
}

#[expect(clippy::cast_sign_loss, reason = "counts are not below nought")]
fn whole(value: f64) -> u64 {
    value.max(0.0) as u64
}

/// A figure out of the figures of retention, by the labels of the last months.
pub(super) fn of_kpis(key: &'static str, kpis: &Table, labels: &[String]) -> Option<Figure> {
    let (Some(Values::Term(names)), Some(Values::Text(periods))) =
        (kpis.column("kpi"), kpis.column("period"))
    else {
        return None;
    };
    let row = |label: &String| (0..names.len()).find(|&row| names[row] == key && periods[row] == *label);
    let rows: Vec<Option<usize>> = labels.iter().map(row).collect();
    let at = |name: &str, row: Option<usize>| kpis.column(name)?.number(row?);
    let now = rows.last().copied().flatten()?;
    let unit = match kpis.column("value") {
        Some(Values::Figure(values)) => values[now].1,
        _ => Unit::Number,
    };
    let interval = |row: Option<usize>| at("ci_lower", row).zip(at("ci_upper", row));
    let before = rows.len().checked_sub(2).and_then(|place| rows[place]);
    Some(Figure {
        key,
        unit,
        series: rows.iter().map(|row| at("value", *row)).collect(),
        intervals: [interval(Some(now)), interval(before)],
        expected: None,
        widening: 1.0,
        is_whole: true,
        customers: at("customers", Some(now)).map_or(0, whole),
    })
}

/// The figures as a table.
pub(super) fn table(figures: &[Figure], earlier: Option<&Earlier>) -> Table {
    let each = |value: &dyn Fn(&Figure) -> Option<f64>| {
        Values::Figure(figures.iter().map(|figure| (value(figure), figure.unit)).collect())
    };
    let share = |value: fn(&Figure) -> Option<f64>| Values::Share(figures.iter().map(value).collect());
    let said = |figure: &Figure| earlier.and_then(|earlier| earlier.figure(figure.key));
    let columns = vec![
        ("figure", Values::Term(figures.iter().map(|figure| figure.key).collect())),
        ("value", each(&Figure::value)),
        ("ci_lower", each(&|figure| figure.intervals[0].map(|ends| ends.0))),
        ("ci_upper", each(&|figure| figure.intervals[0].map(|ends| ends.1))),
        ("expected_lower", each(&|figure| figure.range().map(|ends| ends.0))),
        ("expected_upper", each(&|figure| figure.range().map(|ends| ends.1))),
        ("previous", each(&Figure::previous)),
        ("change", each(&Figure::change)),
        ("change_lower", each(&|figure| figure.change_interval().map(|ends| ends.0))),
        ("change_upper", each(&|figure| figure.change_interval().map(|ends| ends.1))),
        ("relative_change", share(Figure::relative)),
        ("year_before", each(&Figure::year_before)),
        ("year_on_year", share(Figure::on_year)),
        ("verdict", Values::Term(figures.iter().map(Figure::verdict).collect())),
        ("customers", Values::Count(figures.iter().map(|figure| figure.customers).collect())),
        ("last_report", each(&said)),
        ("since_last_report", each(&|figure| Some(figure.value()? - said(figure)?))),
        (
            "series",
            Values::Series(figures.iter().map(|figure| figure.series.clone()).collect(), Unit::Number),
        ),
    ];
    Table::new("figures", columns)
}

/// What the month brought, and whether that was to be expected.
pub(super) fn headline(figures: &[Figure], month: Value) -> Message {
    let Some(first) = figures.first().filter(|first| first.value().is_some()) else {
        return Message::new("report-headline-nothing").with("month", month);
    };
    let expected = first.range().filter(|_| first.is_whole).map(|(lower, upper)| {
        let key = match first.verdict() {
            "above_expected" => "report-above",
            "below_expected" => "report-below",
            _ => "report-within",
        };
        Message::new(key)
            .with("lower", Value::Figure(lower, first.unit))
            .with("upper", Value::Figure(upper, first.unit))
    });
    let change = first.relative().map(|change| {
        let message =
            Message::new(if first.on_year().is_some() { "report-change-year" } else { "report-change" })
                .with("change", Value::Relative(change));
        message.with("yearly", Value::Relative(first.on_year().unwrap_or(0.0)))
    });
    Message::new("report-headline")
        .with("figure", Value::Term(first.key))
        .with("month", month)
        .with("value", Value::Figure(first.value().unwrap_or(0.0), first.unit))
        .said("change", change)
        .said("expected", expected)
}

/// Which figures changed by more than chance or the season explain.
pub(super) fn changes(figures: &[Figure]) -> Vec<Message> {
    let pick = |wanted: &dyn Fn(&Figure) -> bool| -> Vec<Message> {
        figures.iter().filter(|figure| wanted(figure)).map(Figure::said).collect()
    };
    let clear = pick(&Figure::is_clear);
    let unclear = pick(&|figure| matches!(figure.verdict(), "as_expected" | "no_clear_change"));
    let mut said = Vec::new();
    if clear.is_empty() && !unclear.is_empty() {
        said.push(Message::new("report-no-clear-change"));
    } else if !clear.is_empty() {
        said.push(Message::new("report-clear-changes").with("changes", Value::List(clear)));
        if !unclear.is_empty() {
            said.push(Message::new("report-unclear-changes").with("changes", Value::List(unclear)));
        }
    }
    said
}

/// The definitions of the figures that another document has.
pub(super) fn definitions(figures: &[Figure], retention: &Document) -> Vec<(&'static str, Message)> {
    let known = |figure: &Figure| retention.definitions.iter().find(|(key, _)| *key == figure.key).cloned();
    figures.iter().filter_map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(values: [f64; 2], intervals: [(f64, f64); 2]) -> Figure {
        Figure {
            key: "churned_share",
            unit: Unit::Share,
            series: values.map(Some).into(),
            intervals: intervals.map(Some),
            expected: None,
            widening: 1.0,
            customers: 100,
            is_whole: true,
        }
    }

    #[test]
    fn of_two_shares_the_change_has_newcombes_interval() {
        let z = crate::stats::z_of(0.95);
        let wilson = |part, of| crate::stats::wilson(part, of, z);
        let newcombe = crate::stats::newcombe((48, 80), (56, 70), z).unwrap();
        let figure = figure([0.6, 0.8], [wilson(48, 80), wilson(56, 70)]);
        // the series ends with the month itself
        let figure = Figure { series: vec![Some(0.8), Some(0.6)], ..figure };
        let (lower, upper) = figure.change_interval().unwrap();
        assert!((lower - newcombe.lower).abs() < 1e-12 && (upper - newcombe.upper).abs() < 1e-12);
        assert_eq!(figure.verdict(), "clearly_lower");
    }

    #[test]
    fn what_was_to_be_expected_comes_first() {
        let counted = |value: f64| Figure {
            series: vec![Some(100.0), Some(value)],
            intervals: [None, None],
            expected: Some([98.0, 80.0, 120.0]),
            unit: Unit::Count,
            ..figure([0.0; 2], [(0.0, 0.0); 2])
        };
        let verdicts = [70.0, 80.0, 121.0].map(|value| counted(value).verdict());
        assert_eq!(verdicts, ["below_expected", "as_expected", "above_expected"]);
        let alone = Figure { expected: None, ..counted(90.0) };
        assert_eq!(alone.verdict(), "counted");
        // one of many has to be farther off
        let mut many = vec![counted(122.0), counted(100.0), counted(100.0), counted(100.0)];
        judge_together(&mut many, 0.95);
        assert_eq!(many[0].verdict(), "as_expected");
        // z of 1 - .05 / 4 over that of .95
        assert!((many[0].widening - 2.497_705 / 1.959_964).abs() < 1e-6);
    }
}
