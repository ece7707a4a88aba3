//! The RFM result as a document: tables, the views people see, and the sentences.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::scores::Scores;
use super::{Map, Rfm, RfmResult};
use crate::analysis::preparation;
use crate::customers::Customers;
use crate::document::{Cell, Document, Message, Provenance, Table, Value, Values, View};
use crate::pipeline::Prepared;
use crate::texts::Texts;
use crate::units::{MONEY_SCALE, Money, TimeUnit};

/// Below this many customers a score stands for a handful.
const FEW_CUSTOMERS: usize = 50;

pub(super) fn document(rfm: &Rfm, data: &Prepared, result: &RfmResult) -> Document {
    let customers = &data.collected.customers;
    let segments = Segments::of(rfm.map, customers, result);
    Document {
        command: "rfm",
        version: 1,
        title: Message::new("rfm-title")
            .with("as_of", Value::Date(data.as_of))
            .count("customers", customers.len() as u64)
            .count("orders", customers.total_orders())
            .money("spent", customers.total_spent()),
        headline: headline(rfm.map, customers, result, &segments),
        tables: vec![customer_table(customers, result), segments.table(), threshold_table(result)],
        views: vec![segment_view(), customer_view(rfm.top)],
        notes: notes(rfm, data, result),
        warnings: warnings(data, customers),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance { time_unit: TimeUnit::default().name(), ..Provenance::default() },
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

/// One entry for each segment that has customers, in the order of the map.
struct Segments {
    names: Vec<&'static str>,
    members: Vec<Vec<usize>>,
    spent: Vec<Money>,
    share_of_customers: Vec<f64>,
    share_of_spent: Vec<f64>,
    medians: Vec<[f64; 3]>,
}

impl Segments {
    #[expect(clippy::cast_precision_loss, reason = "a scale")]
    fn of(map: Map, customers: &Customers, result: &RfmResult) -> Segments {
        let total = customers.total_spent().to_f64();
        let segment_of = |name: &'static str| {
            let members: Vec<usize> =
                (0..customers.len()).filter(|&place| result.segment[place] == name).collect();
            let twice_median = |value: &dyn Fn(usize) -> i64| {
                let mut values: Vec<i64> = members.iter().map(|&place| value(place)).collect();
                twice_median(&mut values)
            };
            let medians = [
                twice_median(&|place| i64::from(result.days_since_last[place])) / 2.0,
                twice_median(&|place| i64::from(customers.orders[place])) / 2.0,
                twice_median(&|place| customers.spent[place].0) / (2 * MONEY_SCALE) as f64,
            ];
            (name, members, medians)
        };
        let found: Vec<_> = map.segments().into_par_iter().map(segment_of).collect();
        let mut segments = Segments {
            names: Vec::new(),
            members: Vec::new(),
            spent: Vec::new(),
            share_of_customers: Vec::new(),
            share_of_spent: Vec::new(),
            medians: Vec::new(),
        };
        for (name, members, medians) in found.into_iter().filter(|(_, members, _)| !members.is_empty()) {
            let spent: Money = members.iter().map(|&place| customers.spent[place]).sum();
            segments.names.push(name);
            segments.spent.push(spent);
            segments.share_of_customers.push(part(members.len(), customers.len()));
            segments.share_of_spent.push(if total > 0.0 { spent.to_f64() / total } else { 0.0 });
            segments.members.push(members);
            segments.medians.push(medians);
        }
        segments
    }

    fn table(&self) -> Table {
        let median = |which: usize| self.medians.iter().map(|medians| Some(medians[which])).collect();
        let shares = |shares: &[f64]| Values::Share(shares.iter().copied().map(Some).collect());
        Table::new(
            "segments",
            vec![
                ("segment", Values::Term(self.names.clone())),
                (
                    "customers",
                    Values::Count(self.members.iter().map(|members| members.len() as u64).collect()),
                ),
                ("share_of_customers", shares(&self.share_of_customers)),
                ("spent", money(&self.spent)),
                ("share_of_spent", shares(&self.share_of_spent)),
                ("median_days_since_last", Values::Number(median(0))),
                ("median_orders", Values::Number(median(1))),
                ("median_spent", Values::Money(median(2))),
            ],
        )
    }
}

/// The sum of the two values in the middle: whole numbers, so that halves come out as the decimals they are.
#[expect(clippy::cast_precision_loss, reason = "the nearest f64 is what is wanted")]
fn twice_median(values: &mut [i64]) -> f64 {
    let length = values.len();
    if length == 0 {
        return f64::NAN;
    }
    let (below, &mut upper, _) = values.select_nth_unstable(length / 2);
    let lower = if length % 2 == 1 { upper } else { below.iter().copied().max().unwrap_or(upper) };
    (lower + upper) as f64
}

/// Customers, the biggest spenders first; equal spenders by last purchase, then by id.
fn customer_table(customers: &Customers, result: &RfmResult) -> Table {
    let key = |place: usize| (Reverse(customers.spent[place]), Reverse(customers.last[place]), place);
    let mut order: Vec<_> = (0..customers.len()).into_par_iter().map(key).collect();
    order.par_sort_unstable();
    let places = || order.par_iter().map(|&(.., place)| place);
    let count = |value: &(dyn Fn(usize) -> u32 + Sync)| {
        Values::Count(places().map(|place| u64::from(value(place))).collect())
    };
    let scores =
        |scores: &Scores| Values::Code(places().map(|place| u64::from(scores.scores[place])).collect());
    let text = |write: &(dyn Fn(usize, &mut String) + Sync)| {
        Values::Text(Texts::each(order.len(), |row, all| write(order[row].2, all)))
    };
    let rfm = |place: usize, all: &mut String| {
        let scores = [&result.r, &result.f, &result.m];
        all.extend(scores.map(|scores| char::from(b'0' + scores.scores[place])));
    };
    let columns = vec![
        ("customer_id", text(&|place, all| all.push_str(&customers.id[place]))),
        ("last_purchase", Values::Date(places().map(|place| Some(customers.last[place])).collect())),
        ("days_since_last", count(&|place| result.days_since_last[place])),
        ("orders", count(&|place| customers.orders[place])),
        ("spent", Values::Money(places().map(|place| Some(customers.spent[place].to_f64())).collect())),
        ("r_score", scores(&result.r)),
        ("f_score", scores(&result.f)),
        ("m_score", scores(&result.m)),
        ("rfm", text(&rfm)),
        ("segment", Values::Term(places().map(|place| result.segment[place]).collect())),
    ];
    Table::new("customers", columns)
}

fn threshold_table(result: &RfmResult) -> Table {
    let metrics = [("days_since_last", &result.r), ("orders", &result.f), ("spent", &result.m)];
    let rows = || {
        metrics.iter().flat_map(|(metric, scores)| scores.thresholds.iter().map(move |row| (*metric, row)))
    };
    Table::new(
        "thresholds",
        vec![
            ("metric", Values::Term(rows().map(|(metric, _)| metric).collect())),
            ("score", Values::Code(rows().map(|(_, row)| u64::from(row.score)).collect())),
            ("lower", Values::Number(rows().map(|(_, row)| row.lower).collect())),
            ("upper", Values::Number(rows().map(|(_, row)| row.upper).collect())),
            ("customers", Values::Count(rows().map(|(_, row)| row.customers).collect())),
        ],
    )
}

fn segment_view() -> View {
    View::new(
        "segments",
        &[
            ("heading-segment", Cell::Value("segment")),
            ("heading-customers", Cell::Value("customers")),
            ("", Cell::WholeShare("share_of_customers")),
            ("heading-revenue", Cell::Bar("share_of_spent")),
            ("", Cell::Value("share_of_spent")),
            ("heading-median-days", Cell::Value("median_days_since_last")),
            ("heading-median-orders", Cell::Value("median_orders")),
            ("heading-median-spent", Cell::Value("median_spent")),
        ],
    )
}

fn customer_view(top: usize) -> View {
    View::new(
        "customers",
        &[
            ("heading-top-customers", Cell::Value("customer_id")),
            ("heading-spent", Cell::Value("spent")),
            ("heading-orders", Cell::Value("orders")),
            ("heading-last-purchase", Cell::Value("last_purchase")),
            ("heading-rfm", Cell::Value("rfm")),
            ("heading-segment", Cell::Value("segment")),
        ],
    )
    .top(top)
}

/// Where the money comes from, and how much of it lies with customers not seen for long.
fn headline(map: Map, customers: &Customers, result: &RfmResult, segments: &Segments) -> Message {
    let richest = (0..segments.names.len())
        .max_by(|&a, &b| segments.spent[a].cmp(&segments.spent[b]).then(b.cmp(&a)))
        .unwrap_or(0);
    // the lower two scores of five, the lowest of three
    let low = map.bins() / 2;
    let silent: Vec<usize> = (0..customers.len()).filter(|&place| result.r.scores[place] <= low).collect();
    let message = |key: &'static str| {
        Message::new(key)
            .with("segment", Value::Term(segments.names[richest]))
            .share("customers", segments.share_of_customers[richest])
            .share("spent", segments.share_of_spent[richest])
    };
    if customers.total_spent() <= Money(0) {
        return Message::new("rfm-headline-no-revenue");
    }
    if segments.names.len() == 1 {
        return message("rfm-headline-one-segment");
    }
    let Some(days) = silent.iter().map(|&place| result.days_since_last[place]).min() else {
        return message("rfm-headline-all-recent");
    };
    let spent: Money = silent.iter().map(|&place| customers.spent[place]).sum();
    let total = customers.total_spent().to_f64();
    message("rfm-headline")
        .count("silent", silent.len() as u64)
        .share("silent_share", part(silent.len(), customers.len()))
        .count("days", u64::from(days))
        .share("silent_spent", if total > 0.0 { spent.to_f64() / total } else { 0.0 })
}

fn notes(rfm: &Rfm, data: &Prepared, result: &RfmResult) -> Vec<Message> {
    let customers = &data.collected.customers;
    let one_timers = |key: &'static str| {
        Message::new(key)
            .count("one_timers", result.one_timers)
            .share("share", part(result.one_timers as usize, customers.len()))
    };
    let mut notes = Vec::new();
    if rfm.map == Map::RfmR {
        notes.push(Message::new("rfm-note-r-package"));
    } else if result.f_by_orders {
        notes.push(one_timers(if rfm.map.bins() == 3 { "rfm-note-f-cuts-3" } else { "rfm-note-f-cuts" }));
    } else if let Some(score) = score_of_one_timers(customers, result).filter(|&score| score > 1) {
        notes.push(one_timers("rfm-note-empty-score").count("score", u64::from(score)));
    }
    notes.extend(preparation::notes(data));
    notes
}

/// The frequency score that all customers with one order share.
fn score_of_one_timers(customers: &Customers, result: &RfmResult) -> Option<u8> {
    customers.orders.iter().position(|&orders| orders == 1).map(|place| result.f.scores[place])
}

fn warnings(data: &Prepared, customers: &Customers) -> Vec<Message> {
    let mut warnings = preparation::warnings(data);
    if customers.len() < FEW_CUSTOMERS {
        warnings.push(Message::new("few-customers").count("customers", customers.len() as u64));
    }
    warnings
}

fn money(amounts: &[Money]) -> Values {
    Values::Money(amounts.iter().map(|amount| Some(amount.to_f64())).collect())
}

#[expect(clippy::cast_precision_loss, reason = "a share of customers")]
fn part(some: usize, all: usize) -> f64 {
    some as f64 / all as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(twice_median(&mut [4, 1, 2]).to_bits(), 4.0_f64.to_bits());
        assert_eq!(twice_median(&mut [2, 1]).to_bits(), 3.0_f64.to_bits());
        assert_eq!(twice_median(&mut [7]).to_bits(), 14.0_f64.to_bits());
        assert!(twice_median(&mut []).is_nan());
    }
}
