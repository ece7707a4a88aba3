//! The tables of a trend.

use super::Found;
use super::outlook::Outlook;
use super::series::{Measure, Series, relative};
use crate::calendar::holidays::{Holiday, Holidays};
use crate::document::{Table, Unit, Values};
use crate::units::Day;

/// Periods of a sparkline.
pub(super) const SPARK: usize = 36;

fn unit(measure: Measure) -> Unit {
    if measure == Measure::Revenue { Unit::Money } else { Unit::Count }
}

/// A measure is reckoned of all rows.
fn same(measure: Measure, rows: usize) -> Values {
    Values::Term(vec![measure.key(); rows])
}

/// The ends of an interval of which nothing is known are missing.
fn known(value: f64) -> Option<f64> {
    Some(value).filter(|value| value.is_finite())
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// The names of holidays in some days, as many as can be read.
fn named(holidays: &Holidays, from: Day, to: Day) -> Vec<[String; 2]> {
    holidays.between(from.date(), to.date()).into_iter().map(|holiday| holiday.names).collect()
}

pub(super) fn periods(found: &Found, measure: Measure, has_money: bool) -> Table {
    let series = &found.series;
    let places = 0..series.periods.len();
    let number = |place: usize| series.first + place as i32;
    let start = |place: usize| series.grain.start(number(place)).max(series.first_day);
    let end = |place: usize| series.grain.end(number(place)).min(series.last_day());
    let value = |place: usize| series.periods[place].of(measure);
    let all: f64 = places.clone().map(value).sum();
    let whole = |place: &usize| series.whole.contains(place);
    let change = |place: usize| {
        let before = place.checked_sub(1).filter(whole)?;
        whole(&place).then(|| relative(value(place), value(before))).flatten()
    };
    let yearly = |place: usize| {
        let before = series.year_before(place)?;
        whole(&place).then(|| relative(value(place), value(before))).flatten()
    };
    let mut expected = vec![([None; 3], ""); series.periods.len()];
    for (place, range, far) in found.outlook.iter().flat_map(|outlook| &outlook.past) {
        let place = place + series.whole.start;
        let side = if value(place) > range[0] { "high" } else { "low" };
        expected[place] = (range.map(known), if *far { side } else { "" });
    }
    let average = |place: usize| series.periods[place].order_value().filter(|_| has_money);
    let figure =
        |end: usize| Values::Figure(expected.iter().map(|(range, _)| (range[end], unit(measure))).collect());
    let count = |of: fn(&super::series::Total) -> u64| Values::Count(series.periods.iter().map(of).collect());
    Table::new(
        "periods",
        vec![
            ("period", Values::Text(places.clone().map(|place| series.label(place)).collect())),
            (
                "start",
                Values::Date(places.clone().map(|place| Some(series.grain.start(number(place)))).collect()),
            ),
            ("complete", Values::Term(places.clone().map(|place| yes(whole(&place))).collect())),
            ("orders", count(|total| total.orders)),
            ("customers", count(|total| total.customers)),
            ("new_customers", count(|total| total.new)),
            (
                "revenue",
                Values::Money(
                    series.periods.iter().map(|total| has_money.then(|| total.revenue())).collect(),
                ),
            ),
            ("average_order_value", Values::Money(places.clone().map(average).collect())),
            (
                "share",
                Values::Share(places.clone().map(|place| (all > 0.0).then(|| value(place) / all)).collect()),
            ),
            ("change", Values::Share(places.clone().map(change).collect())),
            ("year_on_year", Values::Share(places.clone().map(yearly).collect())),
            ("expected", figure(0)),
            ("expected_lower", figure(1)),
            ("expected_upper", figure(2)),
            ("anomaly", Values::Term(expected.iter().map(|(_, side)| *side).collect())),
            (
                "holidays",
                Values::Names(places.map(|place| named(&found.holidays, start(place), end(place))).collect()),
            ),
        ],
    )
}

pub(super) fn measures(series: &Series, has_money: bool) -> Table {
    let measures: Vec<Measure> =
        Measure::ALL.into_iter().filter(|measure| has_money || *measure != Measure::Revenue).collect();
    let last = series.whole.clone().next_back();
    let at = |place: Option<usize>, measure: Measure| {
        place.filter(|place| series.whole.contains(place)).map(|place| series.periods[place].of(measure))
    };
    let before = last.and_then(|last| last.checked_sub(1));
    let year = last.and_then(|last| series.year_before(last));
    let figure = |place: Option<usize>| {
        Values::Figure(measures.iter().map(|&measure| (at(place, measure), unit(measure))).collect())
    };
    let more = |place: Option<usize>| {
        let of = |measure: &Measure| relative(at(last, *measure)?, at(place, *measure)?);
        Values::Share(measures.iter().map(of).collect())
    };
    let spark = |measure: &Measure| -> Vec<Option<f64>> {
        let values = series.values(*measure);
        values[values.len().saturating_sub(SPARK)..].iter().copied().map(Some).collect()
    };
    let label = last.map_or_else(String::new, |last| series.label(last));
    Table::new(
        "measures",
        vec![
            ("measure", Values::Term(measures.iter().map(|measure| measure.key()).collect())),
            ("period", Values::Text(vec![label; measures.len()].into())),
            ("value", figure(last)),
            ("previous", figure(before)),
            ("change", more(before)),
            ("year_before", figure(year)),
            ("year_on_year", more(year)),
            ("series", Values::Series(measures.iter().map(spark).collect(), Unit::Number)),
        ],
    )
}

pub(super) fn seasonality(found: &Found, measure: Measure) -> Table {
    let seasons = &found.seasons;
    let end = |end: fn(&(f64, f64)) -> f64| {
        Values::Share(seasons.iter().map(|season| season.interval.as_ref().map(end)).collect())
    };
    Table::new(
        "seasonality",
        vec![
            ("measure", same(measure, seasons.len())),
            ("cycle", Values::Term(seasons.iter().map(|season| season.cycle).collect())),
            ("season", Values::Term(seasons.iter().map(|season| season.name).collect())),
            ("index", Values::Number(seasons.iter().map(|season| Some(1.0 + season.over)).collect())),
            ("over_average", Values::Share(seasons.iter().map(|season| Some(season.over)).collect())),
            ("ci_lower", end(|ends| ends.0)),
            ("ci_upper", end(|ends| ends.1)),
            ("cycles", Values::Count(seasons.iter().map(|season| season.seen).collect())),
        ],
    )
}

pub(super) fn peaks(found: &Found, measure: Measure) -> Table {
    let peaks = &found.peaks;
    let figure = |of: fn(&super::Peak) -> f64| {
        Values::Figure(peaks.iter().map(|peak| (Some(of(peak)), unit(measure))).collect())
    };
    let number = |of: fn(&super::Peak) -> Option<f64>| Values::Number(peaks.iter().map(of).collect());
    let name = |peak: &super::Peak| peak.holiday.iter().map(|(holiday, _)| holiday.names.clone()).collect();
    let kind = |peak: &super::Peak| if peak.deviations > 0.0 { "peak" } else { "dip" };
    Table::new(
        "peaks",
        vec![
            ("kind", Values::Term(peaks.iter().map(kind).collect())),
            ("from", Values::Date(peaks.iter().map(|peak| Some(peak.from)).collect())),
            ("to", Values::Date(peaks.iter().map(|peak| Some(peak.to)).collect())),
            ("measure", same(measure, peaks.len())),
            ("value", figure(|peak| peak.value)),
            ("expected", figure(|peak| peak.expected)),
            ("times", number(|peak| Some(peak.value / peak.expected))),
            ("deviations", number(|peak| Some(peak.deviations))),
            ("holiday", Values::Names(peaks.iter().map(name).collect())),
            ("days_to_holiday", number(|peak| peak.holiday.as_ref().map(|(_, days)| f64::from(*days)))),
        ],
    )
}

pub(super) fn holidays(found: &Found) -> Table {
    let series = &found.series;
    let end = series.first + (series.whole.end + found.steps) as i32;
    let to = Day(series.grain.start(end).0 - 1).max(series.last_day());
    let holidays = found.holidays.between(series.first_day.date(), to.date());
    let day = |holiday: &Holiday| Day::from(holiday.date).days_since(series.first_day);
    let times = |from: i32, to: i32| {
        let of = |holiday: &Holiday| found.baseline.times(day(holiday) + from..day(holiday) + to);
        Values::Number(holidays.iter().map(of).collect())
    };
    Table::new(
        "holidays",
        vec![
            ("holiday", Values::Names(holidays.iter().map(|holiday| vec![holiday.names.clone()]).collect())),
            ("date", Values::Date(holidays.iter().map(|holiday| Some(holiday.date.into())).collect())),
            ("times_on_day", times(0, 1)),
            ("times_week_before", times(-7, 0)),
        ],
    )
}

/// The name of a method, and whether the weeks around Lebaran were taken out.
fn method(method: crate::stats::forecast::Method, lebaran: bool) -> String {
    format!("{}{}", method.name(), if lebaran { "+lebaran" } else { "" })
}

pub(super) fn method_of(outlook: &Outlook) -> String {
    method(outlook.method, outlook.lebaran)
}

pub(super) fn forecast(found: &Found, measure: Measure) -> Table {
    let series = &found.series;
    let ahead = found.outlook.as_ref().map_or(&[][..], |outlook| &outlook.ahead);
    let places = series.whole.end..series.whole.end + ahead.len();
    let number = |place: usize| series.first + place as i32;
    let figure =
        |end: usize| Values::Figure(ahead.iter().map(|range| (known(range[end]), unit(measure))).collect());
    let days = |place: usize| {
        named(&found.holidays, series.grain.start(number(place)), series.grain.end(number(place)))
    };
    let name = found.outlook.as_ref().map(method_of).unwrap_or_default();
    Table::new(
        "forecast",
        vec![
            ("measure", same(measure, ahead.len())),
            ("period", Values::Text(places.clone().map(|place| series.label(place)).collect())),
            (
                "start",
                Values::Date(places.clone().map(|place| Some(series.grain.start(number(place)))).collect()),
            ),
            ("forecast", figure(0)),
            ("ci_lower", figure(1)),
            ("ci_upper", figure(2)),
            ("method", Values::Text(vec![name; ahead.len()].into())),
            ("holidays", Values::Names(places.map(days).collect())),
        ],
    )
}

pub(super) fn backtest(found: &Found, measure: Measure) -> Table {
    let tried = found.outlook.as_ref().map_or(&[][..], |outlook| &outlook.tried);
    let is_chosen = |(one, lebaran): (crate::stats::forecast::Method, bool)| {
        found.outlook.as_ref().is_some_and(|outlook| outlook.method == one && outlook.lebaran == lebaran)
    };
    Table::new(
        "backtest",
        vec![
            ("measure", same(measure, tried.len())),
            ("method", Values::Text(tried.iter().map(|&(one, lebaran, _)| method(one, lebaran)).collect())),
            ("error", Values::Estimate(tried.iter().map(|(.., error)| Some(*error)).collect())),
            (
                "chosen",
                Values::Term(tried.iter().map(|&(one, lebaran, _)| yes(is_chosen((one, lebaran)))).collect()),
            ),
        ],
    )
}
