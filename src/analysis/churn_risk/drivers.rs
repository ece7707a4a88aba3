//! What those who stayed away had been like, against those who came back: associations, not causes.
//!
//! The log is cut a span (or a third of it, if that is shorter) before its end. Everything is taken as it was known at the
//! cut, so that nothing of what followed explains itself.

use std::collections::BTreeMap;

use crate::analysis::choice::last_window;
use crate::analysis::rhythm::Rhythm;
use crate::customers::{AttributeValues, Attributes, Customers, Groups, Visits};
use crate::document::{Cell, Message, Table, Value, Values, View};
use crate::stats::{Difference, Moments, newcombe, welch, z_of};
use crate::units::Day;

/// What the customers were like.
#[derive(Debug, Clone)]
pub(super) struct Drivers {
    cut: Day,
    until: Day,
    leavers: u64,
    stayers: u64,
    rows: Vec<Driver>,
}

/// Something that leavers and stayers can differ in.
#[derive(Debug, Clone)]
struct Driver {
    name: String,
    /// Of a column of texts, the text.
    value: String,
    leavers: f64,
    stayers: f64,
    difference: Difference,
    /// The difference in standard deviations.
    effect: f64,
    known: u64,
}

/// What the log says beside the purchases.
pub(super) struct Sources<'a> {
    pub(super) customers: &'a Customers,
    /// By what the first purchase says: name of the column, groups.
    pub(super) labels: Vec<(String, Groups)>,
    pub(super) attributes: Option<&'a Attributes>,
}

/// Customers of whom something is said at least, on either side.
const FEWEST: u64 = 10;
/// A column of more texts says something of single customers, not of kinds of them.
const MOST_TEXTS: usize = 50;

impl Drivers {
    /// Of a log that kept its visits; none where it is too short to be cut, or all did the same.
    pub(super) fn of(sources: &Sources<'_>, as_of: Day, horizon: i32, confidence: f64) -> Option<Drivers> {
        let customers = sources.customers;
        let visits = customers.visits.as_ref()?;
        let cut = last_window(customers, as_of, horizon)?;
        let known: Vec<Known> = (0..customers.len())
            .filter_map(|place| {
                let days = visits.days(place);
                let before = days.partition_point(|&day| day <= cut);
                (before > 0).then_some(Known { place, days: before, left: before == days.len() })
            })
            .collect();
        let left = known.iter().filter(|known| known.left).count() as u64;
        let stayed = known.len() as u64 - left;
        if left < FEWEST || stayed < FEWEST {
            return None;
        }
        let mut rows = Vec::new();
        let past = Past { visits, customers, cut, known: &known, confidence };
        past.purchases(&mut rows);
        past.money(&mut rows);
        for (name, groups) in &sources.labels {
            past.texts(name, &groups.names, &groups.of_customer, &mut rows);
        }
        for column in sources.attributes.iter().flat_map(|attributes| &attributes.columns) {
            match &column.values {
                AttributeValues::Numbers(numbers) => {
                    past.numbers(&column.name, |known| numbers[known.place], &mut rows);
                }
                AttributeValues::Texts { names, of_customer } => {
                    past.texts(&column.name, names, of_customer, &mut rows);
                }
            }
        }
        rows.sort_by(|a, b| {
            b.effect
                .abs()
                .total_cmp(&a.effect.abs())
                .then_with(|| (&a.name, &a.value).cmp(&(&b.name, &b.value)))
        });
        Some(Drivers { cut, until: as_of, leavers: left, stayers: stayed, rows })
    }

    /// The strongest first.
    pub(super) fn table(&self) -> Table {
        let texts = |text: fn(&Driver) -> &String| {
            Values::Text(self.rows.iter().map(|row| text(row).clone()).collect())
        };
        let numbers = |number: fn(&Driver) -> f64| {
            Values::Estimate(self.rows.iter().map(|row| Some(number(row))).collect())
        };
        Table::new(
            "drivers",
            vec![
                ("driver", texts(|row| &row.name)),
                ("value", texts(|row| &row.value)),
                ("leavers", numbers(|row| row.leavers)),
                ("stayers", numbers(|row| row.stayers)),
                ("difference", numbers(|row| row.difference.value)),
                ("ci_lower", numbers(|row| row.difference.lower)),
                ("ci_upper", numbers(|row| row.difference.upper)),
                ("effect_size", numbers(|row| row.effect)),
                ("customers", Values::Count(self.rows.iter().map(|row| row.known).collect())),
            ],
        )
    }

    pub(super) fn note(&self) -> Message {
        Message::new("drivers-note")
            .count("leavers", self.leavers)
            .count("stayers", self.stayers)
            .with("cut", Value::Date(self.cut))
            .with("until", Value::Date(self.until))
    }
}

/// A customer known at the cut.
struct Known {
    place: usize,
    /// Purchase days up to the cut.
    days: usize,
    /// Whether none followed.
    left: bool,
}

struct Past<'a> {
    visits: &'a Visits,
    customers: &'a Customers,
    cut: Day,
    known: &'a [Known],
    confidence: f64,
}

impl Past<'_> {
    #[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
    fn purchases(&self, rows: &mut Vec<Driver>) {
        let days = |known: &Known| &self.visits.days(known.place)[..known.days];
        let spent = |known: &Known| -> Vec<f64> {
            self.visits.spent(known.place)[..known.days].iter().map(|spent| spent.to_f64()).collect()
        };
        let since = |known: &Known| f64::from(self.cut.days_since(days(known)[known.days - 1]));
        self.numbers("purchases", |known| Some(known.days as f64), rows);
        self.numbers("days_since_last", |known| Some(since(known)), rows);
        if let Some(rhythm) = Rhythm::of(self.known.iter().map(days)) {
            self.numbers("overdue_ratio", |known| Some(since(known) / rhythm.typical_gap(days(known))), rows);
        }
        let gaps = |known: &Known| -> Vec<f64> {
            days(known).windows(2).map(|pair| f64::from(pair[1].days_since(pair[0]))).collect()
        };
        self.numbers("gap_trend", |known| trend(&gaps(known)), rows);
        if spent_anything(self.customers) {
            let mean = |known: &Known| spent(known).iter().sum::<f64>() / known.days as f64;
            self.numbers("spend_per_purchase", |known| Some(mean(known)), rows);
            self.numbers("spend_trend", |known| trend(&spent(known)), rows);
        }
    }

    /// Discounts and refunds, as shares of what was spent.
    fn money(&self, rows: &mut Vec<Driver>) {
        let until = |ledger: &Visits, place: usize| -> f64 {
            let before = ledger.days(place).partition_point(|&day| day <= self.cut);
            ledger.spent(place)[..before].iter().map(|money| money.to_f64()).sum()
        };
        let spent = |known: &Known| -> f64 {
            self.visits.spent(known.place)[..known.days].iter().map(|spent| spent.to_f64()).sum()
        };
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
        if let Some(discounts) = &self.customers.discounts {
            let of = |known: &Known| {
                let discount = until(discounts, known.place);
                share(discount, discount + spent(known))
            };
            self.numbers("discount_share", of, rows);
        }
        if let Some(refunds) = &self.customers.refunds
            && self.known.iter().any(|known| until(refunds, known.place) > 0.0)
        {
            let of = |known: &Known| {
                let refund = until(refunds, known.place);
                share(refund, refund + spent(known).max(0.0))
            };
            self.numbers("refund_share", of, rows);
        }
    }

    fn numbers(&self, name: &str, value: impl Fn(&Known) -> Option<f64>, rows: &mut Vec<Driver>) {
        let mut sides = [Moments::default(); 2];
        for known in self.known {
            if let Some(value) = value(known).filter(|value| value.is_finite()) {
                sides[usize::from(known.left)].add(value);
            }
        }
        let [stayers, leavers] = sides;
        if stayers.count < FEWEST || leavers.count < FEWEST {
            return;
        }
        let Some(difference) = welch(&leavers, &stayers, self.confidence) else { return };
        let spread = (0.5 * (leavers.variance() + stayers.variance())).sqrt();
        if spread > 0.0 {
            rows.push(Driver {
                name: name.to_owned(),
                value: String::new(),
                leavers: leavers.mean,
                stayers: stayers.mean,
                effect: difference.value / spread,
                difference,
                known: leavers.count + stayers.count,
            });
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    fn texts(&self, name: &str, names: &[String], of_customer: &[Option<usize>], rows: &mut Vec<Driver>) {
        if names.len() > MOST_TEXTS || names.len() < 2 {
            return;
        }
        let mut sides: [BTreeMap<usize, u64>; 2] = [BTreeMap::new(), BTreeMap::new()];
        let mut all = [0; 2];
        for known in self.known {
            if let Some(text) = of_customer[known.place] {
                *sides[usize::from(known.left)].entry(text).or_default() += 1;
                all[usize::from(known.left)] += 1;
            }
        }
        let z = z_of(self.confidence);
        for (text, value) in names.iter().enumerate() {
            let [stayed, left] = [0, 1].map(|side| sides[side].get(&text).copied().unwrap_or(0));
            if stayed + left < FEWEST {
                continue;
            }
            let Some(difference) = newcombe((left, all[1]), (stayed, all[0]), z) else { continue };
            let share = (stayed + left) as f64 / (all[0] + all[1]) as f64;
            let spread = (share * (1.0 - share)).sqrt();
            if spread > 0.0 {
                rows.push(Driver {
                    name: name.to_owned(),
                    value: value.clone(),
                    leavers: left as f64 / all[1] as f64,
                    stayers: stayed as f64 / all[0] as f64,
                    effect: difference.value / spread,
                    difference,
                    known: all[0] + all[1],
                });
            }
        }
    }
}

/// ln of the mean of the later half over that of the earlier half; none of fewer than two values, or without a mean above
/// nought.
#[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
fn trend(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let half = values.len() / 2;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (earlier, later) = (mean(&values[..half]), mean(&values[values.len() - half..]));
    (earlier > 0.0 && later > 0.0).then(|| (later / earlier).ln())
}

fn spent_anything(customers: &Customers) -> bool {
    customers.spent.iter().any(|spent| spent.0 > 0)
}

/// The strongest as people see them.
pub(super) fn view() -> View {
    let cells = [
        ("heading-driver", Cell::Value("driver")),
        ("", Cell::Value("value")),
        ("heading-leavers-had", Cell::Value("leavers")),
        ("heading-stayers-had", Cell::Value("stayers")),
        ("heading-difference", Cell::Spare("difference")),
        ("heading-at-least", Cell::Value("ci_lower")),
        ("heading-at-most", Cell::Value("ci_upper")),
        ("heading-effect", Cell::Value("effect_size")),
    ];
    View::new("drivers", &cells).top(MOST_SHOWN)
}

/// Rows on screen; files hold all.
const MOST_SHOWN: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trends() {
        assert_eq!(trend(&[5.0]), None);
        assert!((trend(&[10.0, 20.0]).unwrap() - 2.0_f64.ln()).abs() < 1e-12);
        // the middle one of an odd number is on neither side
        assert!((trend(&[10.0, 99.0, 5.0]).unwrap() + 2.0_f64.ln()).abs() < 1e-12);
        assert_eq!(trend(&[0.0, 5.0]), None);
    }
}
