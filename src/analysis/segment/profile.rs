//! What the customers of each segment are like, and loyal ones beside new ones.

use std::collections::BTreeMap;

use super::Found;
use super::expected::Expected;
use super::standing::Standing;
use crate::customers::Fact;
use crate::document::{Table, Unit, Values};
use crate::pipeline::Prepared;
use crate::stats::experiment::{Estimate, Pairs, welch_test};
use crate::stats::z_of;
use crate::stats::{Difference, Moments, newcombe, welch};
use crate::units::Day;

/// A figure of a segment.
struct Row {
    segment: usize,
    measure: String,
    /// Of shares, of what.
    level: String,
    value: Option<f64>,
    all: Option<f64>,
    unit: Unit,
}

/// Values of a text that are shown, the most frequent first.
const LEVELS: usize = 5;
/// Facts that say how long someone has been a customer, or that the ratios say better.
const TOLD: [&str; 5] =
    ["orders", "days_since_last", "days_since_first", "purchase_days", "average_order_value"];
/// Purchase days from which on a customer is loyal, and days within which one is new.
const LOYAL: f64 = 4.0;
const NEW: f64 = 90.0;
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The unit of a fact.
fn unit(name: &str) -> Unit {
    match name {
        "spent" | "average_order_value" | "clv" => Unit::Money,
        name if name.ends_with("_share") || name == "churn_risk" => Unit::Share,
        _ => Unit::Number,
    }
}

/// Facts whose mean over customers says something.
fn is_mean(name: &str) -> bool {
    !name.ends_with("_rank") && name != "average_order_value"
}

pub(super) fn table(found: &Found, data: &Prepared) -> Table {
    let (now, split) = (&found.now, &found.split);
    let members: Vec<Vec<usize>> = split.members();
    let everyone: Vec<usize> = (0..now.len()).collect();
    let segments = split.inhabited();
    let mut rows = Vec::new();
    let mut add = |measure: &str, level: &str, value: &dyn Fn(&[usize]) -> Option<f64>, unit: Unit| {
        let all = value(&everyone);
        for &segment in &segments {
            rows.push(Row {
                segment,
                measure: measure.to_owned(),
                level: level.to_owned(),
                value: value(&members[segment]),
                all,
                unit,
            });
        }
    };
    for (name, values) in numbers(now, found.expected.as_ref()) {
        if is_mean(&name) {
            add(&name, "", &|places| mean(places.iter().filter_map(|&place| values[place])), unit(&name));
        }
    }
    if now.facts.numbers("spent").is_some() {
        let (spent, orders) = (now.numbers("spent"), now.numbers("orders"));
        let sum = |values: &[f64], places: &[usize]| places.iter().map(|&place| values[place]).sum::<f64>();
        let each = |places: &[usize]| {
            let orders = sum(&orders, places);
            (orders > 0.0).then(|| sum(&spent, places) / orders)
        };
        add("average_order_value", "", &each, Unit::Money);
    }
    for name in now.facts.names() {
        if let Some(Fact::Texts(values)) = now.facts.column(name) {
            for level in levels(values) {
                let share = |places: &[usize]| {
                    let known = places.iter().filter_map(|&place| values[place].as_ref());
                    mean(known.map(|text| f64::from(u8::from(*text == level))))
                };
                add(name, &level, &share, Unit::Share);
            }
        }
    }
    let days = weekdays(now, data);
    for (weekday, name) in DAYS.iter().enumerate() {
        add("weekday", name, &|places| part_at(&days, places, weekday), Unit::Share);
    }
    if let Some(hours) = hours(now, data) {
        for hour in 0..24 {
            add("hour", &hour_name(hour), &|places| part_at(&hours, places, hour), Unit::Share);
        }
    }
    rows.sort_by_key(|row| row.segment);
    let of = |row: &Row| row.segment;
    let figures = |value: fn(&Row) -> Option<f64>| {
        Values::Figure(rows.iter().map(|row| (value(row), row.unit)).collect())
    };
    let index =
        |row: &Row| row.value.zip(row.all).filter(|(_, all)| *all != 0.0).map(|(value, all)| value / all);
    Table::new(
        "profile",
        vec![
            ("segment", split.names.column(&rows.iter().map(of).collect::<Vec<_>>())),
            ("measure", Values::Text(rows.iter().map(|row| row.measure.clone()).collect())),
            ("level", Values::Text(rows.iter().map(|row| row.level.clone()).collect())),
            ("value", figures(|row| row.value)),
            ("all", figures(|row| row.all)),
            ("index", Values::Number(rows.iter().map(index).collect())),
        ],
    )
}

/// Numbers known of the customers, and what they are expected to do.
fn numbers(now: &Standing, expected: Option<&Expected>) -> Vec<(String, Vec<Option<f64>>)> {
    let names = now.facts.names().map(str::to_owned);
    let mut numbers: Vec<(String, Vec<Option<f64>>)> = names
        .filter_map(|name| Some((now.facts.numbers(&name)?.to_vec(), name)))
        .map(|(values, name)| (name, values))
        .collect();
    if let Some(expected) = expected {
        let of = |values: &[f64]| now.places.iter().map(|&place| Some(values[place])).collect::<Vec<_>>();
        numbers.push(("churn_risk".to_owned(), of(&expected.churn_risk)));
        numbers.extend(expected.clv.iter().map(|clv| ("clv".to_owned(), of(clv))));
    }
    numbers
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let moments: Moments = values.collect();
    (moments.count > 0).then_some(moments.mean)
}

/// Distinct texts, the most frequent first, equal ones by name.
fn by_frequency<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<(&String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
    counts.into_iter().map(|(text, _)| text).collect()
}

/// The most frequent texts of all customers, of which shares are said.
fn levels(values: &[Option<String>]) -> Vec<String> {
    by_frequency(values.iter().flatten()).into_iter().take(LEVELS).cloned().collect()
}

/// Purchase days of each customer by weekday.
fn weekdays(now: &Standing, data: &Prepared) -> Vec<[u32; 7]> {
    let visits = data.collected.customers.visits.as_ref();
    let of = |&place: &usize| {
        let mut counts = [0; 7];
        let days = visits.map_or(&[][..], |visits| visits.days(place));
        // the first day of the Unix count was a Thursday
        let weekday = |Day(day): &Day| (day + 3).rem_euclid(7).unsigned_abs() as usize;
        days.iter().filter(|day| **day <= now.day).for_each(|day| counts[weekday(day)] += 1);
        counts
    };
    now.places.iter().map(of).collect()
}

/// Orders of each customer by the hour of the day; none if the log has dates alone.
fn hours(now: &Standing, data: &Prepared) -> Option<Vec<[u32; 24]>> {
    let hours = data.collected.customers.hours.as_ref().filter(|hours| hours.are_known())?;
    let of = |&place: &usize| {
        let mut counts = [0; 24];
        hours.of(place).iter().for_each(|&(hour, orders)| counts[usize::from(hour)] += orders);
        counts
    };
    Some(now.places.iter().map(of).collect())
}

/// The part of what some customers did that was at one time.
#[expect(clippy::cast_precision_loss, reason = "orders stay below 2^53")]
fn part_at<const TIMES: usize>(counts: &[[u32; TIMES]], places: &[usize], time: usize) -> Option<f64> {
    let all: u64 = places.iter().flat_map(|&place| counts[place]).map(u64::from).sum();
    let own: u64 = places.iter().map(|&place| u64::from(counts[place][time])).sum();
    (all > 0).then(|| own as f64 / all as f64)
}

/// What is most frequent in each segment, of all values that there are.
pub(super) fn favourites(found: &Found, data: &Prepared) -> Table {
    let (now, members, segments) = (&found.now, found.split.members(), found.split.inhabited());
    let of = |favourite: &dyn Fn(&[usize]) -> Option<String>| {
        Values::Text(
            segments.iter().map(|&segment| favourite(&members[segment]).unwrap_or_default()).collect(),
        )
    };
    let text = |name: &str| {
        of(&|places| match now.facts.column(name) {
            Some(Fact::Texts(values)) => {
                by_frequency(places.iter().filter_map(|&place| values[place].as_ref()))
                    .first()
                    .copied()
                    .cloned()
            }
            _ => None,
        })
    };
    let (days, hours) = (weekdays(now, data), hours(now, data));
    Table::new(
        "favourites",
        vec![
            ("segment", found.split.names.column(&segments)),
            ("favourite_category", text("favourite_category")),
            ("channel", text("channel")),
            ("weekday", of(&|places| Some(DAYS[busiest(&days, places)?].to_owned()))),
            ("hour", of(&|places| Some(hour_name(busiest(hours.as_ref()?, places)?)))),
        ],
    )
}

/// The time at which some customers did most; of equal ones the first.
fn busiest<const TIMES: usize>(counts: &[[u32; TIMES]], places: &[usize]) -> Option<usize> {
    let all = |time: usize| places.iter().map(|&place| u64::from(counts[place][time])).sum::<u64>();
    let most = (0..TIMES).max_by_key(|&time| (all(time), std::cmp::Reverse(time)))?;
    (all(most) > 0).then_some(most)
}

fn hour_name(hour: usize) -> String {
    format!("{hour:02}:00")
}

/// A figure of loyal and of new customers, and how they differ.
struct Beside {
    measure: String,
    level: String,
    values: [Option<f64>; 2],
    difference: Option<Difference>,
    unit: Unit,
}

/// Loyal customers (four purchase days or more) beside new ones (first purchase within 90 days): per customer, per month and per order.
pub(super) fn loyal_and_new(found: &Found) -> Table {
    let now = &found.now;
    let (days, since) = (now.numbers("purchase_days"), now.numbers("days_since_first"));
    let places =
        |is: &dyn Fn(usize) -> bool| (0..now.len()).filter(|&place| is(place)).collect::<Vec<usize>>();
    let is_new = |place: usize| since[place] < NEW;
    let groups = [places(&|place| days[place] >= LOYAL && !is_new(place)), places(&is_new)];
    let mut rows = Vec::new();
    for (name, unit, pairs) in ratios(now) {
        let of = |group: usize| -> Pairs { groups[group].iter().map(|&place| pairs[place]).collect() };
        let both = [Estimate::ratio(&of(0)), Estimate::ratio(&of(1))];
        rows.push(Beside {
            measure: name.to_owned(),
            level: String::new(),
            values: both.map(|estimate| estimate.map(|estimate| estimate.value)),
            difference: match both {
                [Some(one), Some(other)] => Some(welch_test(&one, &other, 0.95).0),
                _ => None,
            },
            unit,
        });
    }
    for (name, values) in numbers(now, found.expected.as_ref()) {
        let told = TOLD.contains(&name.as_str());
        if told || name.ends_with("_rank") || name == "peak_share" {
            continue;
        }
        let moments = [0, 1]
            .map(|group: usize| groups[group].iter().filter_map(|&place| values[place]).collect::<Moments>());
        rows.push(Beside {
            unit: unit(&name),
            measure: name,
            level: String::new(),
            values: moments.map(|moments| (moments.count > 0).then_some(moments.mean)),
            difference: welch(&moments[0], &moments[1], 0.95),
        });
    }
    for name in now.facts.names() {
        let Some(Fact::Texts(values)) = now.facts.column(name) else { continue };
        for level in levels(values) {
            let count = |group: usize| {
                let known = groups[group].iter().filter_map(|&place| values[place].as_ref());
                known.fold((0, 0), |(own, all), text| (own + u64::from(*text == level), all + 1))
            };
            let counts = [count(0), count(1)];
            #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
            let share = |(own, all): (u64, u64)| (all > 0).then(|| own as f64 / all as f64);
            rows.push(Beside {
                measure: name.to_owned(),
                values: counts.map(share),
                difference: newcombe(counts[0], counts[1], z_of(0.95)),
                level,
                unit: Unit::Share,
            });
        }
    }
    // what cannot be compared last
    rows.sort_by_key(|row| row.difference.is_none());
    let figures = |value: &dyn Fn(&Beside) -> Option<f64>| {
        Values::Figure(rows.iter().map(|row| (value(row), row.unit)).collect())
    };
    let counts = |group: usize| Values::Count(vec![groups[group].len() as u64; rows.len()]);
    Table::new(
        "loyal_and_new",
        vec![
            ("measure", Values::Text(rows.iter().map(|row| row.measure.clone()).collect())),
            ("level", Values::Text(rows.iter().map(|row| row.level.clone()).collect())),
            ("customers_loyal", counts(0)),
            ("customers_new", counts(1)),
            ("loyal", figures(&|row| row.values[0])),
            ("new", figures(&|row| row.values[1])),
            ("difference", figures(&|row| row.difference.map(|found| found.value))),
            ("ci_lower", figures(&|row| row.difference.map(|found| found.lower))),
            ("ci_upper", figures(&|row| row.difference.map(|found| found.upper))),
        ],
    )
}

/// Two numbers of each customer, the sums of which are divided.
type Both = Vec<(f64, f64)>;

/// Figures of a group as a whole: orders after the first in a month of being a customer, and money in an order.
fn ratios(now: &Standing) -> Vec<(&'static str, Unit, Both)> {
    let (orders, since) = (now.numbers("orders"), now.numbers("days_since_first"));
    let again = orders.iter().zip(&since).map(|(orders, days)| (orders - 1.0, days / DAYS_A_MONTH));
    let mut ratios = vec![("repeat_orders_per_month", Unit::Number, again.collect())];
    if now.facts.numbers("spent").is_some() {
        let each = now.numbers("spent").into_iter().zip(orders.iter().copied());
        ratios.push(("average_order_value", Unit::Money, each.collect()));
    }
    ratios
}

const DAYS_A_MONTH: f64 = 365.25 / 12.0;

/// What sets a segment apart from all customers: the means that are the most times larger or smaller.
pub(super) fn apart(profile: &Table, name: &str) -> Vec<(String, f64)> {
    let (Some(Values::Text(measures)), Some(Values::Text(levels)), Some(Values::Number(index))) =
        (profile.column("measure"), profile.column("level"), profile.column("index"))
    else {
        return Vec::new();
    };
    let segment = |row: usize| match profile.column("segment") {
        Some(Values::Text(names)) => names[row].to_owned(),
        Some(Values::Term(names)) => names[row].to_owned(),
        Some(Values::Phrase(names)) => names[row].join("+"),
        _ => String::new(),
    };
    let mut found: Vec<(String, f64)> = (0..profile.rows())
        .filter(|&row| levels[row].is_empty() && segment(row) == name)
        .filter_map(|row| Some((measures[row].to_owned(), index.get(row).filter(|index| *index > 0.0)?)))
        .collect();
    found.sort_by(|a, b| b.1.ln().abs().total_cmp(&a.1.ln().abs()).then(a.0.cmp(&b.0)));
    found.truncate(APART);
    found
}

/// Figures named in a sentence.
const APART: usize = 3;
