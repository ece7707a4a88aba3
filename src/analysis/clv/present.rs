//! Lifetime values as a document: tables, the views people see, and the sentences.

use super::{Buyers, Clv, ClvResult};
use crate::analysis::preparation;
use crate::document::{Cell, Document, Message, Provenance, Table, Value, Values, View};
use crate::models::Fit;
use crate::pipeline::Prepared;

/// Below this many repeat buyers the parameters are rough.
const FEW_REPEAT_BUYERS: u64 = 50;
/// Rank correlation from which frequency and spend cannot be taken for independent.
const DEPENDENT: f64 = 0.3;
/// Standard errors in a 95 % interval.
const NORMAL_95: f64 = 1.959_963_984_540_054;
/// Standard error of a parameter's logarithm from which the data leave it open.
const OPEN: f64 = 3.0;
/// A horizon so many times the log is an extrapolation.
const FAR_AHEAD: f64 = 2.0;
const FIFTHS: usize = 5;

/// The result as a document; `data` is the log behind it, if there is one.
pub(super) fn document(clv: &Clv, buyers: &Buyers, result: &ClvResult, data: Option<&Prepared>) -> Document {
    let order = by_value(buyers, result);
    let fifths = Fifths::of(result, &order);
    let has_value = result.clv.is_some();
    let title = match &buyers.log {
        Some(log) => Message::new("clv-title").with("as_of", Value::Date(log.as_of)),
        None => Message::new("clv-title-summary"),
    };
    Document {
        command: "clv",
        version: 1,
        title: title
            .text("horizon", clv.horizon.to_string())
            .share("rate", clv.discount_rate)
            .count("customers", order.len() as u64)
            .count("repeat", buyers.repeat()),
        headline: headline(clv, result, &fifths),
        tables: vec![customer_table(buyers, result, &order), fifths.table(has_value), fit_table(result)],
        views: vec![summary_view(has_value), customer_view(has_value, clv.top)],
        notes: notes(clv, buyers, result, data),
        warnings: warnings(buyers, result, data),
        provenance: Provenance { time_unit: clv.time_unit.name(), ..Provenance::default() },
        untrusted: false,
    }
}

/// Customers, the most valuable first (without amounts, those expected to buy most); equal ones in order of their id.
fn by_value(buyers: &Buyers, result: &ClvResult) -> Vec<usize> {
    let value = |place: usize| match &result.clv {
        Some(clv) => clv[place],
        None => result.expected_purchases[result.histories.of_customer[place]],
    };
    let mut order: Vec<usize> = (0..buyers.len()).collect();
    order.sort_by(|&a, &b| value(b).total_cmp(&value(a)));
    order
}

/// Means and sums of the fifths of the customers, the most valuable first.
struct Fifths {
    customers: Vec<u64>,
    p_alive: Vec<f64>,
    churn_risk: Vec<f64>,
    expected_purchases: Vec<f64>,
    total: Vec<f64>,
}

impl Fifths {
    fn of(result: &ClvResult, order: &[usize]) -> Fifths {
        let parts: Vec<&[usize]> =
            (0..FIFTHS).map(|k| &order[k * order.len() / FIFTHS..(k + 1) * order.len() / FIFTHS]).collect();
        let mean = |values: &[f64]| -> Vec<f64> {
            let sum = |part: &&[usize]| {
                part.iter().map(|&place| values[result.histories.of_customer[place]]).sum::<f64>()
            };
            parts.iter().map(|part| sum(part) / count(part)).collect()
        };
        let total = |part: &&[usize]| match &result.clv {
            Some(clv) => part.iter().map(|&place| clv[place]).sum(),
            None => part
                .iter()
                .map(|&place| result.expected_purchases[result.histories.of_customer[place]])
                .sum::<f64>(),
        };
        Fifths {
            customers: parts.iter().map(|part| part.len() as u64).collect(),
            p_alive: mean(&result.p_alive),
            churn_risk: mean(&result.churn_risk),
            expected_purchases: mean(&result.expected_purchases),
            total: parts.iter().map(total).collect(),
        }
    }

    fn all(&self) -> f64 {
        self.total.iter().sum()
    }

    fn share(&self, fifth: usize) -> f64 {
        self.total[fifth] / self.all()
    }

    fn table(&self, has_value: bool) -> Table {
        let fifths = 0..self.customers.len();
        let valued = |value: f64| has_value.then_some(value);
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let mean = |fifth: usize| valued(self.total[fifth] / self.customers[fifth] as f64);
        Table::new(
            "summary",
            vec![
                ("fifth", Values::Code(fifths.clone().map(|fifth| fifth as u64 + 1).collect())),
                ("customers", Values::Count(self.customers.clone())),
                ("p_alive", some(Values::Probability, &self.p_alive)),
                ("churn_risk", some(Values::Probability, &self.churn_risk)),
                ("expected_purchases", some(Values::Number, &self.expected_purchases)),
                ("clv", Values::Money(fifths.clone().map(mean).collect())),
                ("total_clv", Values::Money(self.total.iter().map(|&total| valued(total)).collect())),
                ("share_of_clv", Values::Share(fifths.map(|fifth| valued(self.share(fifth))).collect())),
            ],
        )
    }
}

#[expect(clippy::cast_sign_loss, reason = "an expectation is not negative")]
fn whole(number: f64) -> u64 {
    number.round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn count(part: &[usize]) -> f64 {
    part.len() as f64
}

fn some(kind: fn(Vec<Option<f64>>) -> Values, values: &[f64]) -> Values {
    kind(values.iter().copied().map(Some).collect())
}

fn customer_table(buyers: &Buyers, result: &ClvResult, order: &[usize]) -> Table {
    let each = |kind: fn(Vec<Option<f64>>) -> Values, value: &dyn Fn(usize) -> Option<f64>| {
        kind(order.iter().map(|&place| value(place)).collect())
    };
    let of_history = |kind: fn(Vec<Option<f64>>) -> Values, values: &[f64]| {
        each(kind, &|place| Some(values[result.histories.of_customer[place]]))
    };
    let money = |values: Option<&Vec<f64>>| each(Values::Money, &|place| Some(values?[place]));
    let monetary = |place: usize| buyers.monetary_value.as_ref()?[place];
    let frequency = |place: &usize| u64::from(buyers.histories[*place].x);
    let spent = buyers.log.as_ref().and_then(|log| log.spent.as_ref());
    Table::new(
        "customers",
        vec![
            ("customer_id", Values::Text(order.iter().map(|&place| buyers.id[place].clone()).collect())),
            ("frequency", Values::Count(order.iter().map(frequency).collect())),
            ("recency", each(Values::Number, &|place| Some(buyers.histories[place].t_x))),
            ("age", each(Values::Number, &|place| Some(buyers.histories[place].age))),
            ("monetary_value", each(Values::Money, &monetary)),
            ("spent", money(spent)),
            ("p_alive", of_history(Values::Probability, &result.p_alive)),
            ("churn_risk", of_history(Values::Probability, &result.churn_risk)),
            ("expected_purchases", of_history(Values::Number, &result.expected_purchases)),
            ("expected_spend", money(result.expected_spend.as_ref())),
            ("clv", money(result.clv.as_ref())),
            ("simple_clv", money(result.simple_clv.as_ref())),
        ],
    )
}

/// The parameters of both models with intervals on the scale of their logarithms, which never reach below zero.
fn fit_table(result: &ClvResult) -> Table {
    let mut rows: Vec<FitRow> = Vec::new();
    add_fit(&mut rows, "bg-nbd", &result.purchases);
    if let Some(spend) = &result.spend {
        add_fit(&mut rows, "gamma-gamma", spend);
    }
    let numbers = |value: fn(&FitRow) -> Option<f64>| Values::Estimate(rows.iter().map(value).collect());
    Table::new(
        "fit",
        vec![
            ("model", Values::Term(rows.iter().map(|row| row.model).collect())),
            ("parameter", Values::Term(rows.iter().map(|row| row.parameter).collect())),
            ("estimate", numbers(|row| Some(row.estimate))),
            ("std_error", numbers(|row| row.std_error)),
            ("ci_lower", numbers(|row| row.bound(-1.0))),
            ("ci_upper", numbers(|row| row.bound(1.0))),
        ],
    )
}

struct FitRow {
    model: &'static str,
    parameter: &'static str,
    estimate: f64,
    std_error: Option<f64>,
}

impl FitRow {
    /// An end of the interval; none where the data leave the parameter open.
    fn bound(&self, side: f64) -> Option<f64> {
        let error = self.std_error? / self.estimate;
        (error <= OPEN).then(|| self.estimate * (side * NORMAL_95 * error).exp())
    }
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn add_fit<M, const N: usize>(rows: &mut Vec<FitRow>, model: &'static str, fit: &Fit<M, N>) {
    for (k, parameter) in fit.names.into_iter().enumerate() {
        let std_error = fit.std_errors.map(|errors| errors[k]);
        rows.push(FitRow { model, parameter, estimate: fit.estimates[k], std_error });
    }
    for (parameter, estimate) in [
        ("log_likelihood", fit.log_likelihood),
        ("customers", fit.customers as f64),
        ("distinct_histories", fit.distinct_histories as f64),
    ] {
        rows.push(FitRow { model, parameter, estimate, std_error: None });
    }
}

fn summary_view(has_value: bool) -> View {
    let mut cells = vec![
        ("heading-fifth", Cell::Value("fifth")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-p-alive", Cell::Value("p_alive")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-purchases", Cell::Value("expected_purchases")),
    ];
    if has_value {
        cells.extend([
            ("heading-clv", Cell::Value("clv")),
            ("heading-share-of-value", Cell::Bar("share_of_clv")),
            ("", Cell::Value("share_of_clv")),
        ]);
    }
    View::new("summary", &cells)
}

fn customer_view(has_value: bool, top: usize) -> View {
    let mut cells = vec![
        ("heading-top-customers", Cell::Value("customer_id")),
        ("heading-frequency", Cell::Value("frequency")),
        ("heading-age", Cell::Value("age")),
        ("heading-p-alive", Cell::Value("p_alive")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-purchases", Cell::Value("expected_purchases")),
    ];
    if has_value {
        cells.extend([
            ("heading-spend-each", Cell::Value("expected_spend")),
            ("heading-clv", Cell::Value("clv")),
            ("heading-simple-clv", Cell::Value("simple_clv")),
        ]);
    }
    View::new("customers", &cells).top(top)
}

fn headline(clv: &Clv, result: &ClvResult, fifths: &Fifths) -> Message {
    if result.clv.is_some() {
        return Message::new("clv-headline")
            .share("share", fifths.share(0))
            .with("total", Value::Money(fifths.all()))
            .text("horizon", clv.horizon.to_string());
    }
    let all: f64 = fifths.all();
    Message::new("clv-headline-purchases")
        .share("share", fifths.share(0))
        .count("total", whole(all))
        .text("horizon", clv.horizon.to_string())
}

fn notes(clv: &Clv, buyers: &Buyers, result: &ClvResult, data: Option<&Prepared>) -> Vec<Message> {
    let one_time = buyers.len() as u64 - buyers.repeat();
    let mut notes =
        vec![Message::new("clv-note-fit").with("likelihood", Value::Number(result.purchases.log_likelihood))];
    if one_time > 0 {
        let within = clv.within.to_string();
        notes.push(Message::new("clv-note-alive").count("one_time", one_time).text("within", within));
    }
    if result.unpaid > 0 {
        notes.push(Message::new("clv-note-unpaid").count("customers", result.unpaid));
    }
    match &buyers.log {
        _ if result.clv.is_none() => notes.push(Message::new("clv-note-no-amount")),
        Some(log) => {
            let key = if log.years.1 { "clv-note-simple" } else { "clv-note-simple-short" };
            notes.push(Message::new(key).with("years", Value::Number(log.years.0)));
        }
        None => notes.push(Message::new("clv-note-summary").text("unit", clv.time_unit.name())),
    }
    notes.extend(data.map(preparation::notes).into_iter().flatten());
    notes
}

fn warnings(buyers: &Buyers, result: &ClvResult, data: Option<&Prepared>) -> Vec<Message> {
    let mut warnings = data.map(preparation::warnings).unwrap_or_default();
    let repeat = buyers.repeat();
    if repeat < FEW_REPEAT_BUYERS {
        warnings.push(Message::new("few-repeat-buyers").count("repeat", repeat));
    }
    let mut open = open_parameters(&result.purchases);
    open.extend(result.spend.iter().flat_map(open_parameters));
    if !open.is_empty() {
        warnings.push(Message::new("open-parameters").text("parameters", open.join(", ")));
    }
    if result.horizon_of_history > FAR_AHEAD {
        warnings.push(Message::new("far-ahead").with("times", Value::Number(result.horizon_of_history)));
    }
    if let Some(rho) = result.frequency_spend.filter(|rho| rho.abs() >= DEPENDENT) {
        warnings.push(Message::new("spend-depends-on-frequency").with("rho", Value::Number(rho)));
    }
    warnings
}

/// Names of the parameters that the data leave open.
fn open_parameters<M, const N: usize>(fit: &Fit<M, N>) -> Vec<&'static str> {
    let errors = fit.std_errors.unwrap_or([0.0; N]);
    (0..N).filter(|&k| errors[k] > OPEN * fit.estimates[k]).map(|k| fit.names[k]).collect()
}
