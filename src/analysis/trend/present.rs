//! A trend as a document.

use super::outlook::{FEWEST, Judged, Outlook};
use super::seasonality::{TWO_YEARS, whole_months};
use super::series::{Measure, relative};
use super::{Found, Trend, tables};
use crate::analysis::{latest, preparation};
use crate::document::{Cell, Document, Message, Provenance, Table, Unit, Value, Values, View};
use crate::periods::Grain;
use crate::pipeline::Prepared;
use crate::stats::forecast::Method;

/// Of the tables.
const VERSION: u32 = 1;
/// By how much a forecast's error has to be smaller than the benchmark's to be called so.
const WORTH_IT: f64 = 0.97;
/// Days that stand out shown.
const PEAKS: usize = 8;

pub(super) fn document(trend: &Trend, found: &Found, data: &Prepared, has_money: bool) -> Document {
    let series = &found.series;
    let measures = tables::measures(series, has_money);
    let mut views = Vec::new();
    if !series.whole.is_empty() {
        views.push(view_of_measures(trend.grain, &measures));
    }
    if trend.top > 0 {
        views.push(view_of_periods(trend, found, has_money).last(trend.top, series.periods.len()));
    }
    if !found.seasons.is_empty() {
        views.push(view_of_seasons());
    }
    if !found.peaks.is_empty() {
        views.push(view_of_peaks().top(trend.top.min(PEAKS)));
    }
    let forecast = tables::forecast(found, trend.measure);
    if forecast.rows() > 0 {
        views.push(view_of_forecast());
    }
    let title = Message::new("trend-title")
        .with("measure", Value::Term(trend.measure.key()))
        .with("grain", Value::Term(trend.grain.key()))
        .with("from", Value::Date(series.first_day))
        .with("as_of", Value::Date(data.as_of))
        .count("orders", series.days.iter().map(|day| day.orders).sum());
    Document {
        command: "trend",
        version: VERSION,
        title,
        headline: headline(trend, found),
        tables: vec![
            tables::periods(found, trend.measure, has_money),
            measures,
            tables::seasonality(found, trend.measure),
            tables::peaks(found, trend.measure),
            tables::holidays(found),
            forecast,
            tables::backtest(found, trend.measure),
        ],
        views,
        sections: Vec::new(),
        definitions: Vec::new(),
        notes: notes(trend, found, data, has_money),
        warnings: preparation::warnings(data),
        provenance: Provenance::default(),
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

fn view_of_measures(grain: Grain, measures: &Table) -> View {
    let [now, _] = latest::headings(grain);
    let longest = match measures.column("series") {
        Some(Values::Series(rows, _)) => rows.iter().map(Vec::len).max().unwrap_or(0),
        _ => 0,
    };
    let mut cells = vec![
        ("heading-measure", Cell::Value("measure")),
        (now, Cell::Value("value")),
        ("heading-change", Cell::Signed("change")),
        ("heading-year-on-year", Cell::Signed("year_on_year")),
    ];
    if longest > 1 {
        cells.push(("heading-series", Cell::Spark("series", [0, longest - 1])));
    }
    View::new("measures", &cells)
}

fn view_of_periods(trend: &Trend, found: &Found, has_money: bool) -> View {
    let bar = ("", Cell::Bar("share"));
    let mut cells = vec![("heading-period", Cell::Value("period"))];
    let counted = [
        (Measure::Orders, "heading-orders", "orders"),
        (Measure::Customers, "heading-customers", "customers"),
        (Measure::Revenue, "heading-revenue", "revenue"),
    ];
    for (measure, heading, column) in counted {
        if measure == Measure::Revenue && !has_money {
            continue;
        }
        if measure == Measure::Revenue {
            cells.push(("heading-new", Cell::Spare("new_customers")));
        }
        if measure == trend.measure {
            cells.push((heading, Cell::Bar("share")));
        }
        cells.push((if measure == trend.measure { bar.0 } else { heading }, Cell::Value(column)));
    }
    cells.extend([
        ("heading-change", Cell::Signed("change")),
        ("heading-year-on-year", Cell::Signed("year_on_year")),
    ]);
    if found.outlook.iter().any(|outlook| outlook.past.iter().any(|(.., far)| *far)) {
        cells.push(("heading-unusual", Cell::Value("anomaly")));
    }
    View::new("periods", &cells)
}

fn view_of_seasons() -> View {
    View::new(
        "seasonality",
        &[
            ("heading-season", Cell::Value("season")),
            ("heading-over-average", Cell::Signed("over_average")),
            ("heading-ci", Cell::Interval("ci_lower", "ci_upper")),
            ("heading-seen", Cell::Spare("cycles")),
            ("", Cell::Strip("over_average", ["ci_lower", "ci_upper"])),
        ],
    )
}

fn view_of_peaks() -> View {
    View::new(
        "peaks",
        &[
            ("heading-stands-out", Cell::Value("from")),
            ("heading-to", Cell::Value("to")),
            ("", Cell::Value("kind")),
            ("heading-counted", Cell::Value("value")),
            ("heading-expected", Cell::Spare("expected")),
            ("heading-times", Cell::Value("times")),
            ("heading-holiday", Cell::Value("holiday")),
            ("heading-days-to", Cell::Spare("days_to_holiday")),
        ],
    )
}

fn view_of_forecast() -> View {
    View::new(
        "forecast",
        &[
            ("heading-forecast", Cell::Value("period")),
            ("heading-expected", Cell::Value("forecast")),
            ("heading-interval-of", Cell::Range("ci_lower", "ci_upper")),
            ("heading-holidays", Cell::Spare("holidays")),
        ],
    )
}

fn figure(measure: Measure, value: f64) -> Value {
    Value::Figure(value, if measure == Measure::Revenue { Unit::Money } else { Unit::Count })
}

/// The last whole period beside the one before and that of a year ago, and the next one.
fn headline(trend: &Trend, found: &Found) -> Message {
    let series = &found.series;
    let measure = Value::Term(match trend.measure {
        Measure::Orders => "title-orders",
        Measure::Customers => "title-customers",
        Measure::Revenue => "title-revenue",
    });
    let grain = Value::Term(trend.grain.key());
    let Some(last) = series.whole.clone().next_back() else {
        return Message::new("trend-nothing-over").with("grain", grain);
    };
    let at = |place: usize| series.periods[place].of(trend.measure);
    let before = last.checked_sub(1).filter(|place| series.whole.contains(place));
    let change = before.and_then(|before| relative(at(last), at(before)));
    let yearly = series.year_before(last).and_then(|year| relative(at(last), at(year)));
    // of years it is the same
    let yearly = yearly.filter(|_| trend.grain != Grain::Year);
    let key = match (change, yearly) {
        (Some(_), Some(_)) => "trend-headline-year",
        (Some(_), None) => "trend-headline",
        (None, _) => "trend-headline-first",
    };
    let next = found.outlook.as_ref().and_then(|outlook| Some((outlook, outlook.ahead.first()?)));
    let next = next.map(|(_, range)| {
        Message::new(if range[1].is_nan() { "trend-next-certain" } else { "trend-next" })
            .with("period", series.said(series.whole.end))
            .with("forecast", figure(trend.measure, range[0]))
            .with("lower", figure(trend.measure, range[1]))
            .with("upper", figure(trend.measure, range[2]))
            .with("confidence", Value::Share(trend.confidence))
    });
    Message::new(key)
        .with("measure", measure)
        .with("grain", grain)
        .with("period", series.said(last))
        .with("value", figure(trend.measure, at(last)))
        .with("change", Value::Relative(change.unwrap_or(0.0)))
        .with("yearly", Value::Relative(yearly.unwrap_or(0.0)))
        .said("next", next)
}

/// How far off forecasts are, and whether choosing one was worth it.
fn quality(outlook: &Outlook, measure: Measure) -> Message {
    let Some(Judged { honest, within, origins }) = outlook.judged else {
        return Message::new("trend-note-untested");
    };
    let key = if honest.mean_absolute_error < WORTH_IT * honest.benchmark_error {
        "trend-note-better"
    } else {
        "trend-note-no-better"
    };
    let error = |error: f64| {
        if outlook.relative { Value::Share(error.exp_m1()) } else { figure(measure, error) }
    };
    let benchmark = if honest.benchmark == Method::SeasonalNaive && outlook.season > 1 {
        "benchmark-seasonal-naive"
    } else {
        "benchmark-naive"
    };
    #[expect(clippy::cast_precision_loss, reason = "forecasts")]
    let part = within as f64 / honest.forecasts as f64;
    Message::new(key)
        .text("method", tables::method_of(outlook))
        .count("forecasts", honest.forecasts as u64)
        .count("origins", origins as u64)
        .with("error", error(honest.mean_absolute_error))
        .with("benchmark", Value::Term(benchmark))
        .with("benchmark_error", error(honest.benchmark_error))
        .share("within", part)
}

fn notes(trend: &Trend, found: &Found, data: &Prepared, has_money: bool) -> Vec<Message> {
    let series = &found.series;
    let grain = trend.grain;
    let mut notes = Vec::new();
    let current = series.first + series.periods.len() as i32 - 1;
    if series.whole.end < series.periods.len() {
        notes.push(
            Message::new("trend-note-not-over")
                .with("period", latest::said(grain, current))
                .with("as_of", Value::Date(data.as_of))
                .with("end", Value::Date(grain.end(current))),
        );
    }
    if series.whole.start > 0 && series.periods.len() > 1 {
        notes.push(Message::new("trend-note-begins").with("period", series.said(0)));
    }
    match &found.outlook {
        Some(outlook) => {
            notes.push(quality(outlook, trend.measure));
            if outlook.widened > 1.0 {
                notes.push(Message::new("trend-note-widened").with("times", Value::Number(outlook.widened)));
            }
            let first = outlook.past.iter().map(|(place, ..)| place + series.whole.start).min();
            if let Some(first) = first.filter(|first| *first > series.whole.start) {
                notes.push(Message::new("trend-note-expected").with("period", series.said(first)));
            }
            if found.cut {
                notes.push(
                    Message::new("trend-note-cut")
                        .with("grain", Value::Term(grain.key()))
                        .count("periods", found.steps as u64),
                );
            }
            if outlook.lebaran {
                notes.push(Message::new("trend-note-lebaran"));
            }
        }
        None => notes.push(
            Message::new("trend-note-short")
                .with("grain", Value::Term(grain.key()))
                .count("periods", series.whole.len() as u64)
                .count("needed", FEWEST as u64),
        ),
    }
    if found.seasons.iter().all(|season| season.cycle != "month_of_year") {
        let months = whole_months(series);
        notes.push(if months < TWO_YEARS {
            Message::new("trend-note-two-years").count("months", months)
        } else {
            Message::new("trend-note-no-months")
        });
    } else if found.seasons.iter().any(|season| season.cycle == "month_of_year" && season.interval.is_none())
    {
        notes.push(Message::new("trend-note-seen-once"));
    }
    if let [first, second, ..] = &series.periods[series.whole.clone()]
        && data.from.is_none()
        && first.new > 2 * second.new
    {
        notes.push(
            Message::new("trend-note-new")
                .with("period", series.said(series.whole.start))
                .count("customers", first.new),
        );
    }
    notes.extend(preparation::silence(data));
    if let Some(from) = data.from.filter(|from| series.first_day == *from) {
        notes.push(Message::new("trend-note-from").with("from", Value::Date(from)));
    }
    if !has_money {
        notes.push(Message::new("note-no-amounts"));
    }
    notes.extend(preparation::notes(data));
    notes
}
