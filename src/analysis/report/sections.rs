//! The sections of a report: what other analyses say, cut down to what an owner looks at every month. An analysis that
//! cannot answer says why in its place.

use super::figures::{self, Figure, MONTHS};
use super::{CustomerRows, Report, month, value};
use crate::analysis::check;
use crate::analysis::choice::ModelChoice;
use crate::analysis::churn_risk::{Bands, ChurnRisk};
use crate::analysis::outlook::Ahead;
use crate::analysis::retention::{Retention, view_of_bridge};
use crate::analysis::trend::{Measure, Trend};
use crate::analysis::{Analysis, preparation};
use crate::document::{Cell, Chart, Document, Drawing, Message, Section, Table, Unit, Value, Values, View};
use crate::error::Error;
use crate::input::Role;
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::units::{Day, Money};

/// What was found, and what of it is told.
pub(super) struct Found<'a> {
    pub(super) report: &'a Report,
    pub(super) data: &'a Prepared,
    pub(super) month: i32,
    pub(super) has_money: bool,
    figures: Vec<Figure>,
    retention: Answer,
    trend: Answer,
    /// None where no section needs it.
    pub(super) churn: Option<Answer>,
    pub(super) tables: Vec<Table>,
    notes: Vec<Message>,
}

/// What an analysis says, or why it says nothing.
pub(super) type Answer = std::result::Result<Document, String>;

/// Who is about to leave.
fn churn(report: &Report, data: &Prepared) -> Answer {
    let risk = ChurnRisk {
        model: ModelChoice::Auto,
        k: None,
        holdout: None,
        confidence: report.confidence,
        ahead: Ahead { within: report.within, ..Ahead::default() },
        rolling: false,
        bands: Bands { medium: 0.33, high: 0.66 },
        by: None,
        offer: None,
        earlier: None,
        top: report.top,
        summary: None,
    };
    answer(risk.analyse(data))
}

/// Of an error, the sentence that people read.
pub(super) fn answer(found: crate::error::Result<Document>) -> Answer {
    found.map_err(|problem: Error| problem.to_string())
}

impl<'a> Found<'a> {
    pub(super) fn of(report: &'a Report, data: &'a Prepared, number: i32) -> Found<'a> {
        let retention = Retention {
            lapsed_after: report.lapsed_after,
            confidence: report.confidence,
            top: MONTHS,
            ..Retention::default()
        };
        let has_money = data.has(Role::Amount);
        let trend = |measure: Measure| {
            let trend = Trend {
                measure,
                holidays: report.holidays.clone(),
                confidence: report.confidence,
                ..Trend::default()
            };
            answer(trend.analyse(data))
        };
        let main = if has_money { Measure::Revenue } else { Measure::Orders };
        let mut found = Found {
            report,
            data,
            month: number,
            has_money,
            figures: Vec::new(),
            retention: answer(retention.analyse(data)),
            trend: trend(main),
            churn: (report.has("churn")
                || report.has("people") && report.customer_rows != CustomerRows::None)
                .then(|| churn(report, data)),
            tables: Vec::new(),
            notes: preparation::notes(data),
        };
        let orders = has_money.then(|| trend(Measure::Orders));
        let buyers = trend(Measure::Customers);
        found.figures = found.all_figures(orders.as_ref(), &buyers);
        let is_whole = month::cut_short(data, found.end()).is_none();
        for figure in &mut found.figures {
            figure.is_whole = is_whole;
        }
        figures::judge_together(&mut found.figures, report.confidence);
        found
    }

    pub(super) fn label(&self) -> String {
        Grain::Month.label(self.month)
    }

    pub(super) fn end(&self) -> Day {
        Grain::Month.end(self.month)
    }

    /// The figures of the month, the most important first.
    fn all_figures(&self, orders: Option<&Answer>, buyers: &Answer) -> Vec<Figure> {
        let counted = |key: &'static str, unit: Unit, answer: &Answer, has_expectation: bool| {
            let months = answer.as_ref().ok()?.table("periods")?;
            let row = row_of(months, "period", &self.label())?;
            figures::of_months(key, unit, months, row, has_expectation)
        };
        let labels: Vec<String> =
            (self.month - MONTHS as i32 + 1..=self.month).map(|month| Grain::Month.label(month)).collect();
        let kpi =
            |key: &'static str| figures::of_kpis(key, self.retention.as_ref().ok()?.table("kpis")?, &labels);
        let mut figures = Vec::new();
        if let Some(orders) = orders {
            figures.extend(counted("revenue", Unit::Money, &self.trend, true));
            figures.extend(counted("orders", Unit::Count, orders, true));
        } else {
            figures.extend(counted("orders", Unit::Count, &self.trend, true));
        }
        figures.extend(
            counted("customers", Unit::Count, buyers, true).map(|figure| Figure { key: "buyers", ..figure }),
        );
        if self.has_money {
            figures.extend(kpi("average_order_value"));
        }
        figures.extend(
            ["new_customers", "active_customers", "retention_rate", "churned_share"]
                .into_iter()
                .filter_map(kpi),
        );
        figures
    }

    pub(super) fn headline(&self) -> Message {
        figures::headline(&self.figures, Value::LongMonth(self.end()))
    }

    pub(super) fn definitions(&self) -> Vec<(&'static str, Message)> {
        self.retention
            .as_ref()
            .map(|retention| figures::definitions(&self.figures, retention))
            .unwrap_or_default()
    }

    pub(super) fn notes(&self) -> Vec<Message> {
        self.notes.clone()
    }

    pub(super) fn sections(&mut self) -> Vec<Section> {
        let mut sections = Vec::new();
        for name in &self.report.sections {
            let section = match *name {
                "overview" => Some(self.overview()),
                "customers" => Some(self.customers()),
                "trend" => Some(self.trend()),
                "cohorts" => Some(self.cohorts()),
                "segments" => Some(self.segments()),
                "value" => Some(self.value()),
                "churn" => Some(self.churn()),
                "people" => Some(self.people()),
                "test" => self.test(),
                _ => Some(self.quality()),
            };
            sections.extend(section);
        }
        sections
    }

    /// What is noted of an analysis beside what is noted of the data anyway.
    pub(super) fn own_notes(&self, document: &Document) -> Vec<Message> {
        document.notes.iter().filter(|note| !self.notes.contains(note)).cloned().collect()
    }

    fn overview(&mut self) -> Section {
        let named = self.report.earlier.as_ref();
        // a report that is made again is not compared with itself
        let earlier = named.filter(|earlier| earlier.as_of.is_some_and(|as_of| as_of < self.data.as_of));
        self.tables.push(figures::table(&self.figures, earlier));
        let mut text = figures::changes(&self.figures);
        if let Some(named) = named {
            text.push(match (named.as_of, earlier) {
                (Some(as_of), Some(_)) => Message::new("report-compared").with("as_of", Value::Date(as_of)),
                (Some(as_of), None) => Message::new("report-not-earlier")
                    .text("path", named.path.clone())
                    .with("as_of", Value::Date(as_of)),
                (None, _) => Message::new("report-nothing-to-compare").text("path", named.path.clone()),
            });
        }
        let mut cells = vec![
            ("heading-figure", Cell::Value("figure")),
            ("heading-last-month", Cell::Value("value")),
            ("heading-interval-of", Cell::Range("ci_lower", "ci_upper")),
            ("heading-expected-range", Cell::Range("expected_lower", "expected_upper")),
            ("heading-month-before", Cell::Value("previous")),
            ("heading-change", Cell::Signed("change")),
            ("", Cell::Signed("relative_change")),
            ("heading-year-on-year", Cell::Signed("year_on_year")),
            ("heading-verdict", Cell::Spare("verdict")),
        ];
        if earlier.is_some() {
            cells.push(("heading-since-last-report", Cell::Signed("since_last_report")));
        }
        Section {
            charts: vec![chart(Drawing::Cards, "figures")],
            behind: vec![View::new("figures", &cells)],
            ..section("overview", text)
        }
    }

    fn customers(&mut self) -> Section {
        let (bridge, notes) = match &self.retention {
            Ok(document) => (document.table("bridge").cloned(), self.own_notes(document)),
            Err(why) => return absent("customers", why),
        };
        let found = bridge.and_then(|bridge| Some((row_of(&bridge, "period", &self.label())?, bridge)));
        let Some((row, bridge)) = found else { return absent("customers", "") };
        let rows: Vec<usize> = ((row + 1).saturating_sub(MONTHS)..=row).collect();
        let count = |name: &str| bridge.column(name).and_then(|values| values.number(row)).unwrap_or(0.0);
        let value = |name: &str| Value::Figure(count(name), Unit::Count);
        let text = Message::new("report-bridge")
            .with("start", value("start"))
            .with("new", value("new"))
            .with("reactivated", value("reactivated"))
            .with("lost", value("lost"))
            .with("end", value("end"))
            .with("returning", value("returning"))
            .with("buyers", value("buyers"))
            .span("span", self.report.lapsed_after);
        self.tables.push(bridge.select(&rows));
        let gaps = notes.into_iter().filter(|note| note.key == "retention-note-gaps").collect();
        Section {
            charts: vec![chart(Drawing::Waterfall, "bridge"), chart(Drawing::Bridge, "bridge")],
            behind: vec![view_of_bridge()],
            notes: gaps,
            ..section("customers", vec![text])
        }
    }

    fn trend(&mut self) -> Section {
        let (months, forecast, notes, headline) = match &self.trend {
            Ok(document) => (
                document.table("periods").cloned(),
                document.table("forecast").cloned(),
                self.own_notes(document),
                document.headline.clone(),
            ),
            Err(why) => return absent("trend", why),
        };
        let Some((months, forecast)) = months.zip(forecast) else { return absent("trend", "") };
        let last = row_of(&months, "period", &self.label()).unwrap_or(0);
        let rows: Vec<usize> = ((last + 1).saturating_sub(2 * MONTHS)..=last).collect();
        let mut months = months.select(&rows).named("months");
        if let Ok(document) = &self.trend {
            keep_holidays(&mut months, document.table("peaks"));
        }
        let mut cells = vec![("heading-period", Cell::Value("period"))];
        if self.has_money {
            cells.push(("heading-revenue", Cell::Value("revenue")));
        }
        cells.extend([
            ("heading-orders", Cell::Value("orders")),
            ("heading-customers", Cell::Value("customers")),
            ("heading-new", Cell::Spare("new_customers")),
            ("heading-change", Cell::Signed("change")),
            ("heading-year-on-year", Cell::Signed("year_on_year")),
            ("heading-holidays", Cell::Spare("holidays")),
        ]);
        let view = View::new("months", &cells).last(MONTHS, months.rows());
        let ahead = View::new(
            "forecast",
            &[
                ("heading-forecast", Cell::Value("period")),
                ("heading-expected", Cell::Value("forecast")),
                ("heading-interval-of", Cell::Range("ci_lower", "ci_upper")),
                ("heading-holidays", Cell::Spare("holidays")),
            ],
        );
        let has_forecast = forecast.rows() > 0;
        self.tables.extend([months, forecast]);
        Section {
            charts: vec![chart(Drawing::Months("forecast"), "months")],
            behind: if has_forecast { vec![view, ahead] } else { vec![view] },
            notes,
            ..section("trend", vec![headline])
        }
    }

    fn cohorts(&mut self) -> Section {
        let document = match &self.retention {
            Ok(document) => document,
            Err(why) => return absent("cohorts", why),
        };
        let Some(matrix) = document.table("matrix") else { return absent("cohorts", "") };
        let view = document.views.iter().find(|view| view.table == "matrix").cloned();
        let notes =
            self.own_notes(document).into_iter().filter(|note| note.key != "retention-note-gaps").collect();
        // whether more were lost is judged with all other figures
        let mut headline = document.headline.clone();
        headline
            .values
            .iter_mut()
            .filter(|(name, _)| *name == "lost")
            .for_each(|(_, lost)| *lost = Value::Text(String::new()));
        let text = vec![headline];
        let table = matrix.clone().named("cohorts");
        let views = view.map(|view| View { table: "cohorts", ..view }).into_iter().collect();
        self.tables.push(table);
        Section { views, notes, ..section("cohorts", text) }
    }

    fn value(&mut self) -> Section {
        if !self.has_money {
            return section("value", vec![Message::new("report-no-amounts")]);
        }
        let Some((table, text)) = value::concentration(self.data, self.end()) else {
            return section("value", vec![Message::new("report-no-money-spent")]);
        };
        self.tables.push(table);
        let view = View::new(
            "concentration",
            &[
                ("heading-best-customers", Cell::WholeShare("customers_up_to")),
                ("heading-customers", Cell::Value("customers")),
                ("heading-share-of-spent", Cell::Value("share")),
                ("heading-share-up-to", Cell::Value("share_up_to")),
            ],
        );
        Section {
            charts: vec![chart(Drawing::Concentration, "concentration")],
            behind: vec![view],
            ..section("value", vec![text])
        }
    }

    pub(super) fn churn(&mut self) -> Section {
        let document = match &self.churn {
            Some(Ok(document)) => document,
            Some(Err(why)) => return absent("churn", why),
            None => return absent("churn", ""),
        };
        let notes = self.own_notes(document);
        let views = document.views.iter().filter(|view| view.table == "bands").cloned().collect();
        let headline = document.headline.clone();
        self.tables.extend(document.table("bands").cloned());
        Section {
            charts: vec![chart(Drawing::Bands, "bands")],
            views,
            notes,
            ..section("churn", vec![headline])
        }
    }

    fn quality(&mut self) -> Section {
        let table = check::quality_table(self.data);
        let left_out: Money = check::left_out(self.data);
        let key = if self.has_money { "report-quality" } else { "report-quality-rows" };
        let text = Message::new(key)
            .count("rows", self.data.report.rows())
            .count("used", self.data.collected.account.used.count + self.data.report.continued)
            .with("money", Value::Money(left_out.to_f64()));
        self.tables.push(table);
        let view = View::new(
            "quality",
            &[
                ("heading-reason", Cell::Value("reason")),
                ("heading-rows", Cell::Value("rows_matching")),
                ("heading-left-out", Cell::Value("rows_left_out")),
                ("heading-amount", Cell::Value("amount")),
            ],
        );
        Section { views: vec![view], ..section("quality", vec![text]) }
    }
}

pub(super) fn section(name: &'static str, text: Vec<Message>) -> Section {
    Section { name, text, charts: Vec::new(), views: Vec::new(), behind: Vec::new(), notes: Vec::new() }
}

/// A section that has no numbers, and why.
pub(super) fn absent(name: &'static str, why: &str) -> Section {
    section(name, vec![Message::new("report-absent").text("why", why)])
}

pub(super) fn chart(drawing: Drawing, table: &'static str) -> Chart {
    let alt = match drawing {
        Drawing::Cards => "alt-cards",
        Drawing::Months(_) => "alt-months",
        Drawing::Bridge => "alt-bridge",
        Drawing::Waterfall => "alt-waterfall",
        Drawing::Segments => "alt-segments",
        Drawing::Flows => "alt-flows",
        Drawing::Concentration => "alt-concentration",
        Drawing::Bands => "alt-bands",
    };
    Chart { drawing, table, alt: Message::new(alt) }
}

/// Of the holidays only those near which purchases stood out, and the two that everybody asks for.
fn keep_holidays(months: &mut Table, peaks: Option<&Table>) {
    let seen: Vec<&str> = match peaks.and_then(|peaks| peaks.column("holiday")) {
        Some(Values::Names(names)) => names.iter().flatten().map(|[name, _]| name.as_str()).collect(),
        _ => Vec::new(),
    };
    let is_kept = |[name, _]: &[String; 2]| {
        name.starts_with("Lebaran") || name == "Christmas Day" || seen.contains(&name.as_str())
    };
    for column in &mut months.columns {
        if let Values::Names(rows) = &mut column.values {
            for names in rows {
                names.retain(is_kept);
            }
        }
    }
}

/// The row in which a column says this.
fn row_of(table: &Table, column: &str, text: &str) -> Option<usize> {
    match table.column(column) {
        Some(Values::Text(values)) => values.iter().position(|value| value == text),
        _ => None,
    }
}
