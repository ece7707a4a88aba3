//! Churn risks as typed tables.

use super::Bands;
use super::scores::Risks;
use crate::analysis::outlook::Buyers;
use crate::customers::Customers;
use crate::document::{Reals, Sentences, Table, Values};
use crate::units::Day;

pub(super) const BANDS: [&str; 3] = ["low", "medium", "high"];

/// A kind of column.
type Kind = fn(Reals) -> Values;

/// Customers, those with most to lose first (without amounts, those of the highest risk); equal ones in order of their id.
pub(super) fn by_loss(buyers: &Buyers, risks: &Risks) -> Vec<usize> {
    let loss = |place: usize| risks.at_risk(place).unwrap_or_else(|| risks.risk(place));
    let mut order: Vec<usize> = (0..buyers.len()).collect();
    order.sort_by(|&a, &b| loss(b).total_cmp(&loss(a)));
    order
}

pub(super) fn customer_table(
    buyers: &Buyers,
    risks: &Risks,
    customers: Option<&Customers>,
    order: &[usize],
) -> Table {
    let outlook = &risks.outlook;
    let each = |kind: Kind, value: &dyn Fn(usize) -> Option<f64>| {
        kind(order.iter().map(|&place| value(place)).collect())
    };
    let history = |place: usize| outlook.histories.of_customer[place];
    let as_of = buyers.log.as_ref().map(|log| log.as_of);
    let last = |&place: &usize| Some(customers?.last[place]);
    let orders = |&place: &usize| {
        customers
            .map_or(u64::from(buyers.histories[place].x) + 1, |customers| u64::from(customers.orders[place]))
    };
    let next = |which: usize| {
        let day = |&place: &usize| {
            let days = risks.next[history(place)][which]?;
            Some(Day(as_of?.0 + days.ceil() as i32))
        };
        Values::Date(order.iter().map(day).collect())
    };
    let spent = buyers.spent();
    Table::new(
        "customers",
        vec![
            ("customer_id", Values::Text(order.iter().map(|&place| &buyers.id[place]).collect())),
            ("last_purchase", Values::Date(order.iter().map(last).collect())),
            ("days_since_last", each(Values::Number, &|place| Some(risks.days_since_last[place]))),
            ("orders", Values::Count(order.iter().map(orders).collect())),
            ("spent", each(Values::Money, &|place| Some(spent?[place]))),
            ("typical_gap_days", each(Values::Number, &|place| Some(risks.typical_gap[place]))),
            ("overdue_ratio", each(Values::Number, &|place| Some(risks.overdue(place)))),
            ("p_alive", each(Values::Probability, &|place| Some(outlook.p_alive[history(place)]))),
            ("churn_risk", each(Values::Probability, &|place| Some(risks.risk(place)))),
            ("band", Values::Term(order.iter().map(|&place| BANDS[risks.band[place]]).collect())),
            ("expected_next_purchase", next(1)),
            ("next_purchase_lower", next(0)),
            ("next_purchase_upper", next(2)),
            ("clv", each(Values::Money, &|place| Some(outlook.value.as_ref()?.clv[place]))),
            ("value_if_active", each(Values::Money, &|place| Some(risks.value_if_active.as_ref()?[place]))),
            ("value_at_risk", each(Values::Money, &|place| risks.at_risk(place))),
            ("reason", Values::Sentence(reasons(buyers, risks, order))),
        ],
    )
}

/// Why the risk is what it is, in words.
fn reasons(buyers: &Buyers, risks: &Risks, order: &[usize]) -> Sentences {
    #[expect(clippy::cast_sign_loss, reason = "days are not below zero")]
    let reason = |&place: &usize| {
        let (gap, silent) = (risks.typical_gap[place].round().max(1.0), risks.days_since_last[place]);
        let key = match buyers.histories[place].x {
            0 => "reason-once",
            _ if silent > gap => "reason-silent",
            _ => "reason-in-time",
        };
        (key, [gap as u32, silent.round() as u32])
    };
    Sentences { counts: ["every", "silent"], rows: order.iter().map(reason).collect() }
}

/// Customers and their value by band, the highest risk first.
pub(super) struct BandSums {
    pub(super) customers: [u64; 3],
    pub(super) at_risk: [f64; 3],
    risk: [f64; 3],
    clv: [f64; 3],
}

impl BandSums {
    pub(super) fn of(risks: &Risks) -> BandSums {
        let mut sums = BandSums { customers: [0; 3], at_risk: [0.0; 3], risk: [0.0; 3], clv: [0.0; 3] };
        for (place, &band) in risks.band.iter().enumerate() {
            sums.customers[band] += 1;
            sums.risk[band] += risks.risk(place);
            sums.at_risk[band] += risks.at_risk(place).unwrap_or(0.0);
            sums.clv[band] += risks.outlook.value.as_ref().map_or(0.0, |value| value.clv[place]);
        }
        sums
    }

    pub(super) fn all(&self) -> u64 {
        self.customers.iter().sum()
    }

    pub(super) fn table(&self, bands: &Bands, has_value: bool) -> Table {
        const ORDER: [usize; 3] = [2, 1, 0];
        let from = [0.0, bands.medium, bands.high];
        let each = |kind: Kind, value: &dyn Fn(usize) -> Option<f64>| {
            kind(ORDER.iter().map(|&b| value(b)).collect())
        };
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let count = |band: usize| self.customers[band] as f64;
        let all: f64 = ORDER.iter().map(|&band| count(band)).sum();
        let at_risk: f64 = self.at_risk.iter().sum();
        let some = |band: usize| (count(band) > 0.0).then(|| count(band));
        Table::new(
            "bands",
            vec![
                ("band", Values::Term(ORDER.iter().map(|&band| BANDS[band]).collect())),
                ("from_risk", each(Values::Share, &|band| Some(from[band]))),
                ("customers", Values::Count(ORDER.iter().map(|&band| self.customers[band]).collect())),
                ("share_of_customers", each(Values::Share, &|band| Some(count(band) / all))),
                ("churn_risk", each(Values::Probability, &|band| Some(self.risk[band] / some(band)?))),
                ("expected_leavers", each(Values::Number, &|band| Some(self.risk[band]))),
                ("clv", each(Values::Money, &|band| has_value.then(|| self.clv[band]))),
                ("value_at_risk", each(Values::Money, &|band| has_value.then(|| self.at_risk[band]))),
                (
                    "share_of_value_at_risk",
                    each(Values::Share, &|band| (at_risk > 0.0).then(|| self.at_risk[band] / at_risk)),
                ),
            ],
        )
    }
}
