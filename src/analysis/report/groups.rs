//! The sections about groups and about single customers: segments, whom to write to, a test.

use super::sections::{Found, absent, answer, chart, section};
use super::{CustomerRows, people};
use crate::analysis::ab_test::{AbTest, Form, Settings};
use crate::analysis::rfm::Map;
use crate::analysis::segment::{ByRfm, Compare, Method, RuleSet, Scoring, Segment, SegmentMap};
use crate::analysis::{Analysis, SEED};
use crate::document::{Cell, Document, Drawing, Message, Section, Value, Values, View};
use crate::periods::Grain;
use crate::stats::experiment::Belief;

impl Found<'_> {
    pub(super) fn segments(&mut self) -> Section {
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
        let view =
            |name: &str| document.views.iter().filter(|view| view.table == name).cloned().collect::<Vec<_>>();
        let (views, behind) = (view("segments"), view("migration"));
        let mut charts = vec![chart(Drawing::Segments, "segments")];
        self.tables.extend(document.table("segments").cloned());
        if let Some(migration) = document.table("migration").filter(|migration| migration.rows() > 0) {
            charts.push(chart(Drawing::Flows, "migration"));
            self.tables.push(migration.clone());
        }
        Section { charts, views, behind, notes, ..section("segments", text) }
    }

    pub(super) fn people(&mut self) -> Section {
        if self.report.customer_rows == CustomerRows::None {
            return section("people", vec![Message::new("report-nobody-named")]);
        }
        let start = Grain::Month.start(self.month);
        self.tables.push(people::to_thank(self.data, start, self.end(), self.has_money));
        let leaving = self.churn.as_ref().and_then(|churn| churn.as_ref().ok());
        let late = leaving.and_then(|document| document.table("customers")).map(people::to_win_back);
        let all = self.report.customer_rows == CustomerRows::All;
        let top = self.report.top;
        let mut text =
            vec![Message::new(if self.has_money { "report-to-thank" } else { "report-to-thank-orders" })];
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
        if let Some(late) = late {
            self.tables.push(late);
            text.push(Message::new(if self.has_money {
                "report-to-win-back"
            } else {
                "report-to-win-back-risk"
            }));
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
        text.push(
            Message::new(if all { "report-lists-all" } else { "report-top-only" }).count("top", top as u64),
        );
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

    pub(super) fn test(&mut self) -> Option<Section> {
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
