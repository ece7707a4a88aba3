//! The sections of a report: what other analyses say, cut down to what an owner looks at every month. An analysis that
//! cannot answer says why in its place.

use super::figures::{self, Figure, MONTHS};
use super::{CustomerRows, Report, people, value};
use crate::analysis::ab_test::{AbTest, Form, Settings};
use crate::analysis::check;
use crate::analysis::choice::ModelChoice;
use crate::analysis::churn_risk::{Bands, ChurnRisk};
use crate::analysis::outlook::Ahead;
use crate::analysis::retention::Retention;
use crate::analysis::rfm::Map;
use crate::analysis::segment::{ByRfm, Compare, Method, RuleSet, Scoring, Segment, SegmentMap};
use crate::analysis::trend::{Measure, Trend};
use crate::analysis::{Analysis, SEED, preparation};
use crate::document::{Cell, Chart, Document, Drawing, Message, Section, Table, Unit, Value, Values, View};
use crate::error::Error;
use crate::input::Role;
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::stats::experiment::Belief;
use crate::units::{Day, Money};

/// What was found, and what of it is told.
pub(super) struct Found<'a> {
    report: &'a Report,
    data: &'a Prepared,
    month: i32,
    has_money: bool,
    figures: Vec<Figure>,
    retention: Answer,
    trend: Answer,
    pub tables: Vec<Table>,
    notes: Vec<Message>,
}

/// What an analysis says, or why it says nothing.
type Answer = std::result::Result<Document, String>;

/// Of an error, the sentence that people read.
fn answer(found: crate::error::Result<Document>) -> Answer {
    found.map_err(|problem: Error| problem.to_string())
}

impl<'a> Found<'a> {
    pub(super) fn of(report: &'a Report, data: &'a Prepared, month: i32) -> Found<'a> {
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
            month,
            has_money,
            figures: Vec::new(),
            retention: answer(retention.analyse(data)),
            trend: trend(main),
            tables: Vec::new(),
            notes: preparation::notes(data),
        };
        let orders = has_money.then(|| trend(Measure::Orders));
        let buyers = trend(Measure::Customers);
        found.figures = found.all_figures(orders.as_ref(), &buyers);
        found
    }

    fn label(&self) -> String {
        Grain::Month.label(self.month)
    }

    fn end(&self) -> Day {
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
        let kpi = |key: &'static str| {
            figures::of_kpis(key, self.retention.as_ref().ok()?.table("kpis")?, &labels)
        };
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
            ["new_customers", "active_customers", "retention_rate", "churned_share"].into_iter().filter_map(kpi),
        );
        figures
    }

    pub(super) fn headline(&self) -> Message {
        figures::headline(&self.figures, Value::LongMonth(self.end()))
    }

    pub(super) fn definitions(&self) -> Vec<(&'static str, Message)> {
        self.retention.as_ref().map(|retention| figures::definitions(&self.figures, retention)).unwrap_or_default()
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
    fn own_notes(&self, document: &Document) -> Vec<Message> {
        document.notes.iter().filter(|note| !self.notes.contains(note)).cloned().collect()
    }

    fn overview(&mut self) -> Section {
        let earlier = self.report.earlier.as_ref();
        self.tables.push(figures::table(&self.figures, earlier.filter(|earlier| earlier.as_of.is_some())));
        let mut text = figures::changes(&self.figures);
        if let Some(earlier) = earlier {
            text.push(match &earlier.as_of {
                Some(as_of) => Message::new("report-compared").text("as_of", as_of.clone()),
                None => Message::new("report-nothing-to-compare").text("path", earlier.path.clone()),
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
            ("", Cell::Spare("verdict")),
        ];
        if earlier.is_some_and(|earlier| earlier.as_of.is_some()) {
            cells.push(("heading-since-last-report", Cell::Signed("since_last_report")));
        }
        Section {
            charts: vec![chart(Drawing::Cards, "figures")],
            behind: vec![View::new("figures", &cells)],
            ..section("overview", text)
        }
    }

    fn customers(&mut self) -> Section {
        let (bridge, notes, lost) = match &self.retention {
            Ok(document) => {
                let lost = document.headline.values.iter().find_map(|(name, value)| match value {
                    Value::Said(lost) if *name == "lost" => Some((**lost).clone()),
                    _ => None,
                });
                (document.table("bridge").cloned(), self.own_notes(document), lost)
            }
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
        let view = View::new(
            "bridge",
            &[
                ("heading-period", Cell::Value("period")),
                ("heading-start", Cell::Value("start")),
                ("heading-plus-new", Cell::Value("new")),
                ("heading-plus-reactivated", Cell::Value("reactivated")),
                ("heading-minus-lost", Cell::Value("lost")),
                ("heading-end", Cell::Value("end")),
                ("heading-buyers", Cell::Value("buyers")),
                ("heading-of-them-returning", Cell::Value("returning")),
            ],
        );
        let gaps = notes.into_iter().filter(|note| note.key == "retention-note-gaps").collect();
        Section {
            charts: vec![chart(Drawing::Waterfall, "bridge"), chart(Drawing::Bridge, "bridge")],
            behind: vec![view],
            notes: gaps,
            ..section("customers", std::iter::once(text).chain(lost).collect())
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
        let months = months.select(&rows).named("months");
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
        let notes = self.own_notes(document).into_iter().filter(|note| note.key != "retention-note-gaps").collect();
        // what was lost is said of who came and went
        let mut headline = document.headline.clone();
        headline.values.iter_mut().filter(|(name, _)| *name == "lost").for_each(|(_, lost)| *lost = Value::Text(String::new()));
        let text = vec![headline];
        let table = matrix.clone().named("cohorts");
        let views = view.map(|view| View { table: "cohorts", ..view }).into_iter().collect();
        self.tables.push(table);
        Section { views, notes, ..section("cohorts", text) }
    }

    fn segments(&mut self) -> Section {
        let method = || {
            Ok(if self.has_money {
                Method::Rfm(ByRfm { map: SegmentMap::BuiltIn(Map::default()), scores: Scoring::Rank })
            } else {
                Method::Rules(RuleSet::ready()?)
            })
        };
        let before = Grain::Month.end(self.month - 1);
        let segments = |compare: Option<Compare>| {
            Segment { method: method()?, compare, profile: None, top: self.report.top }.analyse(self.data)
        };
        let is_first = self.data.collected.customers.first.iter().all(|first| *first > before);
        let compare = (!is_first).then_some(Compare::Day(before));
        let document = match answer(segments(compare)) {
            Ok(document) => document,
            Err(why) => return absent("segments", &why),
        };
        let mut text = vec![document.headline.clone()];
        if !is_first && let Some(richest) = richest(&document) {
            text.push(richest);
        }
        let notes = self.own_notes(&document);
        let view = |name: &str| document.views.iter().filter(|view| view.table == name).cloned().collect::<Vec<_>>();
        let (views, behind) = (view("segments"), view("migration"));
        let mut charts = vec![chart(Drawing::Segments, "segments")];
        self.tables.extend(document.table("segments").cloned());
        if let Some(migration) = document.table("migration").filter(|migration| migration.rows() > 0) {
            charts.push(chart(Drawing::Flows, "migration"));
            self.tables.push(migration.clone());
        }
        Section { charts, views, behind, notes, ..section("segments", text) }
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

    fn churn(&mut self) -> Section {
        let risk = ChurnRisk {
            model: ModelChoice::Auto,
            k: None,
            holdout: None,
            confidence: self.report.confidence,
            ahead: Ahead { within: self.report.within, ..Ahead::default() },
            rolling: false,
            bands: Bands { medium: 0.33, high: 0.66 },
            by: None,
            offer: None,
            earlier: None,
            top: self.report.top,
            summary: None,
        };
        let document = match answer(risk.analyse(self.data)) {
            Ok(document) => document,
            Err(why) => return absent("churn", &why),
        };
        let notes = self.own_notes(&document);
        let views = document.views.iter().filter(|view| view.table == "bands").cloned().collect();
        self.tables.extend(document.table("bands").cloned());
        if self.report.has("people") && self.report.customer_rows != CustomerRows::None {
            self.tables.extend(document.table("customers").map(people::to_win_back));
        }
        Section {
            charts: vec![chart(Drawing::Bands, "bands")],
            views,
            notes,
            ..section("churn", vec![document.headline])
        }
    }

    fn people(&mut self) -> Section {
        if self.report.customer_rows == CustomerRows::None {
            return section("people", vec![Message::new("report-nobody-named")]);
        }
        let start = Grain::Month.start(self.month);
        self.tables.push(people::to_thank(self.data, start, self.end(), self.has_money));
        // named after the churn section has run, whatever the order
        if !self.report.has("churn") {
            let _ = self.churn();
            self.tables.retain(|table| table.name != "bands");
        }
        let all = self.report.customer_rows == CustomerRows::All;
        let top = self.report.top;
        let mut text = vec![Message::new("report-to-thank")];
        let mut thank = vec![("heading-to-thank", Cell::Value("customer_id"))];
        if self.has_money {
            thank.push(("heading-spent-12", Cell::Value("spent_12_months")));
        }
        thank.push(("heading-orders-12", Cell::Value("orders_12_months")));
        if self.has_money {
            thank.push(("heading-spent-month", Cell::Value("spent_month")));
        }
        thank.push(("heading-first-purchase", Cell::Value("first_purchase")));
        let mut views = vec![View::new("to_thank", &thank).top(top)];
        if self.report.has("churn") || self.tables.iter().any(|table| table.name == "to_win_back") {
            text.push(Message::new("report-to-win-back"));
            let mut back = vec![
                ("heading-to-win-back", Cell::Value("customer_id")),
                ("heading-last-purchase", Cell::Value("last_purchase")),
                ("heading-orders", Cell::Value("orders")),
                ("heading-churn-risk", Cell::Value("churn_risk")),
            ];
            if self.has_money {
                back.push(("heading-at-risk", Cell::Value("value_at_risk")));
            }
            back.push(("heading-reason", Cell::Value("reason")));
            views.push(View::new("to_win_back", &back).top(top));
        }
        if !all {
            text.push(Message::new("report-top-only").count("top", top as u64));
        }
        Section { views, ..section("people", text) }
    }

    /// The lists hold the first of them, unless all are wanted.
    pub(super) fn cut_lists(&mut self) {
        if self.report.customer_rows == CustomerRows::All {
            return;
        }
        for table in self.tables.iter_mut().filter(|table| matches!(table.name, "to_thank" | "to_win_back")) {
            let rows: Vec<usize> = (0..table.rows().min(self.report.top)).collect();
            *table = table.select(&rows);
        }
    }

    fn test(&mut self) -> Option<Section> {
        let (assigned, variant) = self.report.test.as_ref()?;
        let test = AbTest {
            form: Form::Log(assigned.clone()),
            variant: variant.clone(),
            customer: None,
            control: None,
            shares: Vec::new(),
            metrics: Vec::new(),
            less_is_better: Vec::new(),
            guardrails: Vec::new(),
            covariates: Vec::new(),
            by: None,
            planned: None,
            settings: Settings {
                confidence: self.report.confidence,
                prior: Belief { a: 1.0, b: 1.0 },
                winsorise: None,
                peeking: None,
                methods: Vec::new(),
                correction: None,
                seed: SEED,
            },
            tells_decision: false,
        };
        let document = match answer(test.analyse(self.data)) {
            Ok(document) => document,
            Err(why) => return Some(absent("test", &why)),
        };
        let notes = self.own_notes(&document).into_iter().chain(document.warnings.clone()).collect();
        self.tables.extend(document.table("effects").cloned());
        let views = document.views.into_iter().filter(|view| view.table == "effects").collect();
        Some(Section { views, notes, ..section("test", vec![document.headline]) })
    }

    fn quality(&mut self) -> Section {
        let table = check::quality_table(self.data);
        let left_out: Money = check::left_out(self.data);
        let text = Message::new("report-quality")
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

fn section(name: &'static str, text: Vec<Message>) -> Section {
    Section { name, text, charts: Vec::new(), views: Vec::new(), behind: Vec::new(), notes: Vec::new() }
}

/// A section that has no numbers, and why.
fn absent(name: &'static str, why: &str) -> Section {
    section(name, vec![Message::new("report-absent").text("why", why)])
}

fn chart(drawing: Drawing, table: &'static str) -> Chart {
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

/// The row in which a column says this.
fn row_of(table: &Table, column: &str, text: &str) -> Option<usize> {
    match table.column(column) {
        Some(Values::Text(values)) => values.iter().position(|value| value == text),
        _ => None,
    }
}

/// Which segment brings most, since the headline says how many moved.
fn richest(document: &Document) -> Option<Message> {
    let table = document.table("segments")?;
    let share = |name: &str, row: usize| table.column(name).and_then(|values| values.number(row));
    let most = (0..table.rows()).max_by(|a, b| {
        let spent = |row: usize| share("share_of_spent", row).unwrap_or(0.0);
        spent(*a).total_cmp(&spent(*b)).then(b.cmp(a))
    })?;
    let Some(Values::Term(names)) = table.column("segment") else { return None };
    Some(
        Message::new("segment-richest")
            .with("segment", Value::Term(names[most]))
            .share("spent", share("share_of_spent", most).filter(|share| *share > 0.0)?)
            .share("customers", share("share_of_customers", most)?),
    )
}
