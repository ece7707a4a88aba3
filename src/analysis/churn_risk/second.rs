//! From buyer to customer: how long it takes until the second purchase, and how many ever make one.

use rayon::prelude::*;

use crate::analysis::groups::Grouping;
use crate::customers::Customers;
use crate::document::{Cell, Message, Table, Value, Values, View};
use crate::stats::{KaplanMeier, Step};
use crate::units::Day;

/// The curves of all customers and of each group.
#[derive(Debug, Clone)]
pub(super) struct Second {
    all: Curve,
    groups: Vec<Curve>,
}

#[derive(Debug, Clone)]
struct Curve {
    /// Place of the group's name.
    group: usize,
    customers: u64,
    bought_again: u64,
    again: KaplanMeier,
}

/// Days after the first purchase that the curve is shown at.
const SHOWN: [u32; 10] = [7, 14, 30, 60, 90, 180, 270, 365, 545, 730];
/// Days that groups are compared at.
const COMPARED: [(&str, u32); 3] = [("share_30d", 30), ("share_90d", 90), ("share_365d", 365)];

impl Second {
    /// Of a log that kept its visits.
    pub(super) fn of(
        customers: &Customers,
        as_of: Day,
        grouping: Option<&Grouping>,
        confidence: f64,
    ) -> Option<Second> {
        let visits = customers.visits.as_ref()?;
        let watched = |place: usize| match visits.days(place) {
            [first, second, ..] => (f64::from(second.days_since(*first)), true),
            days => (f64::from(as_of.days_since(days[0])), false),
        };
        let curve = |(group, places): (usize, &Vec<usize>)| {
            let watched: Vec<(f64, bool)> = places.iter().map(|&place| watched(place)).collect();
            Curve {
                group,
                customers: places.len() as u64,
                bought_again: watched.iter().filter(|(_, again)| *again).count() as u64,
                again: KaplanMeier::of(watched, confidence),
            }
        };
        let members = grouping.map(Grouping::members).unwrap_or_default();
        let mut groups: Vec<Curve> = members.par_iter().enumerate().map(curve).collect();
        groups.retain(|group| group.customers > 0);
        groups.sort_by(|a, b| b.customers.cmp(&a.customers).then(a.group.cmp(&b.group)));
        Some(Second { all: curve((0, &(0..customers.len()).collect())), groups })
    }

    /// The curve at some days: of all customers, drawn on screen.
    pub(super) fn drawn(&self) -> Table {
        let mut rows: Vec<(u32, &Step)> =
            SHOWN.iter().filter_map(|&days| Some((days, self.all.again.at(f64::from(days))?))).collect();
        // when all have come back nothing more can happen
        let all = rows.iter().take_while(|(_, step)| step.share < 1.0).count();
        rows.truncate(all + 1);
        let share =
            |value: fn(&Step) -> f64| Values::Share(rows.iter().map(|(_, step)| Some(value(step))).collect());
        Table::new(
            "second_purchase",
            vec![
                ("within_days", Values::Count(rows.iter().map(|(days, _)| u64::from(*days)).collect())),
                ("share", share(|step| step.share)),
                ("ci_lower", share(|step| step.lower)),
                ("ci_upper", share(|step| step.upper)),
            ],
        )
    }

    /// Every step of the curve.
    pub(super) fn curve(&self) -> Table {
        let steps = &self.all.again.steps;
        let share =
            |value: fn(&Step) -> f64| Values::Share(steps.iter().map(|step| Some(value(step))).collect());
        Table::new(
            "second_purchase_curve",
            vec![
                ("days", Values::Number(steps.iter().map(|step| Some(step.time)).collect())),
                ("at_risk", Values::Count(steps.iter().map(|step| step.at_risk).collect())),
                ("bought", Values::Count(steps.iter().map(|step| step.events).collect())),
                ("share", share(|step| step.share)),
                ("ci_lower", share(|step| step.lower)),
                ("ci_upper", share(|step| step.upper)),
            ],
        )
    }

    /// The groups side by side.
    pub(super) fn by(&self, grouping: &Grouping) -> Table {
        let places: Vec<usize> = self.groups.iter().map(|group| group.group).collect();
        let counts = |value: fn(&Curve) -> u64| Values::Count(self.groups.iter().map(value).collect());
        let mut columns = vec![
            ("group", grouping.column_of(&places)),
            ("customers", counts(|group| group.customers)),
            ("bought_again", counts(|group| group.bought_again)),
        ];
        for (name, days) in COMPARED {
            let share = |group: &Curve| Some(group.again.at(f64::from(days))?.share);
            columns.push((name, Values::Share(self.groups.iter().map(share).collect())));
        }
        for (place, name) in ["median_days", "median_lower", "median_upper"].into_iter().enumerate() {
            let median = |group: &Curve| group.again.time_of(0.5)[place];
            columns.push((name, Values::Number(self.groups.iter().map(median).collect())));
        }
        Table::new("second_purchase_by", columns)
    }

    /// How many come back at all, and when half of them have.
    pub(super) fn note(&self) -> Message {
        let last = self.all.again.steps.last();
        let message = |key| {
            Message::new(key)
                .share("share", last.map_or(0.0, |step| step.share))
                .with("days", Value::Number(last.map_or(0.0, |step| step.time)))
        };
        match self.all.again.time_of(0.5) {
            [Some(median), Some(lower), Some(upper)] => message("second-note-median")
                .with("median", Value::Number(median))
                .with("lower", Value::Number(lower))
                .with("upper", Value::Number(upper)),
            [Some(median), Some(lower), None] => message("second-note-median-open")
                .with("median", Value::Number(median))
                .with("lower", Value::Number(lower)),
            _ => message("second-note-never"),
        }
    }
}

/// The curve as bars.
pub(super) fn view() -> View {
    let cells = [
        ("heading-second-within", Cell::Value("within_days")),
        ("heading-bought-again", Cell::Bar("share")),
        ("", Cell::Value("share")),
        ("heading-at-least", Cell::Value("ci_lower")),
        ("heading-at-most", Cell::Value("ci_upper")),
    ];
    View::new("second_purchase", &cells)
}

/// The groups side by side.
pub(super) fn view_by() -> View {
    let cells = [
        ("heading-group", Cell::Value("group")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-bought-again", Cell::Value("bought_again")),
        ("heading-again-30", Cell::Value("share_30d")),
        ("heading-again-90", Cell::Value("share_90d")),
        ("heading-again-365", Cell::Value("share_365d")),
        ("heading-median-days-again", Cell::Value("median_days")),
    ];
    View::new("second_purchase_by", &cells).top(MOST_SHOWN)
}

/// Groups on screen; files hold all.
const MOST_SHOWN: usize = 20;
