//! Last month's risks against this month's: who moved between bands, and how well the risks came true.

use std::collections::{BTreeMap, HashMap};

use super::scores::Risks;
use super::tables::BANDS;
use crate::analysis::outlook::Buyers;
use crate::customers::Customers;
use crate::document::{Cell, Message, Table, Value, Values, View};
use crate::input::Sheet;
use crate::stats::{wilson, z_of};
use crate::units::{Day, Span};

/// The result of an earlier run.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// Its as-of day.
    pub as_of: Day,
    /// Risk and band of each customer.
    customers: HashMap<String, (f64, usize)>,
}

impl Earlier {
    /// Out of the table `customers` that an earlier run wrote as CSV or Parquet.
    ///
    /// # Errors
    /// A file that is no such table, in words for the command line.
    pub fn of(sheet: &Sheet) -> Result<Earlier, String> {
        let column = |name: &str| {
            sheet.find(&[name]).ok_or(format!(
                "it has no column `{name}`; compare with a file that `setia churn-risk -o` wrote"
            ))
        };
        let (id, risk, band) = (column("customer_id")?, column("churn_risk")?, column("band")?);
        let (last, since) = (column("last_purchase")?, column("days_since_last")?);
        let mut days: Option<Day> = None;
        let mut customers = HashMap::new();
        for row in 0..sheet.len() {
            let unreadable = || format!("row {} cannot be read", row + 2);
            let band = BANDS.iter().position(|name| *name == sheet.cell(row, band)).ok_or_else(unreadable)?;
            let date: chrono::NaiveDate = sheet.cell(row, last).parse().map_err(|_| unreadable())?;
            let as_of = Day(Day::from(date).0 + sheet.number(row, since).ok_or_else(unreadable)? as i32);
            if *days.get_or_insert(as_of) != as_of {
                return Err("its rows are of several as-of days".to_owned());
            }
            let risk = sheet.number(row, risk).ok_or_else(unreadable)?;
            customers.insert(sheet.cell(row, id).to_owned(), (risk, band));
        }
        let as_of = days.ok_or("it has no customers")?;
        Ok(Earlier { as_of, customers })
    }
}

/// What became of the customers of an earlier run.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    as_of: Day,
    /// The day up to which risks can be seen to have come true.
    until: Day,
    /// Whether the span of the risk is over.
    over: bool,
    /// Customers by earlier and present band; 3 for those who were not there, or are no longer.
    moves: BTreeMap<(usize, usize), u64>,
    bands: [Outcome; 3],
    z: f64,
}

/// What became of the customers of an earlier band.
#[derive(Debug, Clone, Copy, Default)]
struct Outcome {
    customers: u64,
    /// Sum of their risks.
    risk: f64,
    /// Those who stayed away.
    away: u64,
}

/// Beside the bands: not among the customers then, or no longer.
const ELSEWHERE: usize = 3;
const NAMES: [&str; 4] = [BANDS[0], BANDS[1], BANDS[2], "none"];

impl Comparison {
    /// Of a log that kept its visits.
    pub(super) fn of(
        earlier: &Earlier,
        buyers: &Buyers,
        risks: &Risks,
        customers: &Customers,
        (as_of, within, confidence): (Day, Span, f64),
    ) -> Option<Comparison> {
        let visits = customers.visits.as_ref()?;
        let end = Day(earlier.as_of.0 + within.days_from(earlier.as_of));
        let until = end.min(as_of);
        let mut moves: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        let mut bands = [Outcome::default(); 3];
        let mut seen = 0;
        for place in 0..buyers.len() {
            let before = earlier.customers.get(&buyers.id[place]);
            let from = before.map_or(ELSEWHERE, |(_, band)| *band);
            *moves.entry((from, risks.band[place])).or_default() += 1;
            let Some(&(risk, band)) = before else { continue };
            seen += 1;
            let bought = visits.days(place).iter().any(|day| *day > earlier.as_of && *day <= until);
            bands[band].customers += 1;
            bands[band].risk += risk;
            bands[band].away += u64::from(!bought);
        }
        if seen < earlier.customers.len() {
            let known: std::collections::HashSet<&str> = buyers.id.iter().collect();
            for (_, (_, band)) in earlier.customers.iter().filter(|(id, _)| !known.contains(id.as_str())) {
                *moves.entry((*band, ELSEWHERE)).or_default() += 1;
            }
        }
        let z = z_of(confidence);
        Some(Comparison { as_of: earlier.as_of, until, over: end <= as_of, moves, bands, z })
    }

    /// Who moved from which band to which.
    pub(super) fn moves(&self) -> Table {
        let from: Vec<usize> = self.moves.keys().map(|(from, _)| *from).collect();
        let all: BTreeMap<usize, u64> =
            self.moves.iter().fold(BTreeMap::new(), |mut all, ((from, _), count)| {
                *all.entry(*from).or_default() += count;
                all
            });
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let share = |((from, _), count): (&(usize, usize), &u64)| Some(*count as f64 / all[from] as f64);
        Table::new(
            "moves",
            vec![
                ("from", Values::Term(from.iter().map(|&band| NAMES[band]).collect())),
                ("to", Values::Term(self.moves.keys().map(|(_, to)| NAMES[*to]).collect())),
                ("customers", Values::Count(self.moves.values().copied().collect())),
                ("share", Values::Share(self.moves.iter().map(share).collect())),
            ],
        )
    }

    /// How well the earlier risks came true.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn outcomes(&self) -> Table {
        let rows: Vec<usize> = [2, 1, 0].into_iter().filter(|&band| self.bands[band].customers > 0).collect();
        let share = |value: &dyn Fn(&Outcome) -> f64| {
            Values::Share(rows.iter().map(|&band| Some(value(&self.bands[band]))).collect())
        };
        let interval = |outcome: &Outcome| wilson(outcome.away, outcome.customers, self.z);
        Table::new(
            "outcomes",
            vec![
                ("band", Values::Term(rows.iter().map(|&band| BANDS[band]).collect())),
                ("customers", Values::Count(rows.iter().map(|&band| self.bands[band].customers).collect())),
                ("predicted", share(&|outcome| outcome.risk / outcome.customers as f64)),
                ("stayed_away", share(&|outcome| outcome.away as f64 / outcome.customers as f64)),
                ("ci_lower", share(&|outcome| interval(outcome).0)),
                ("ci_upper", share(&|outcome| interval(outcome).1)),
            ],
        )
    }

    pub(super) fn note(&self) -> Message {
        let key = if self.over { "compare-note" } else { "compare-note-early" };
        Message::new(key)
            .with("as_of", Value::Date(self.as_of))
            .with("until", Value::Date(self.until))
            .count("days", u64::from(self.until.days_since(self.as_of).unsigned_abs()))
    }
}

/// Both tables as people see them.
pub(super) fn views() -> [View; 2] {
    let outcomes = [
        ("heading-band-before", Cell::Value("band")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-foretold-away", Cell::Value("predicted")),
        ("heading-stayed-away", Cell::Value("stayed_away")),
        ("heading-at-least", Cell::Value("ci_lower")),
        ("heading-at-most", Cell::Value("ci_upper")),
    ];
    let moves = [
        ("heading-from-band", Cell::Value("from")),
        ("heading-to-band", Cell::Value("to")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-share-of-band", Cell::Value("share")),
    ];
    [View::new("outcomes", &outcomes), View::new("moves", &moves)]
}
