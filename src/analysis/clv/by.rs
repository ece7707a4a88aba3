//! Who brings the value, by a column of the log or by segment.

use super::estimate::ClvResult;
use super::totals::Total;
use crate::analysis::groups::Grouping;
use crate::analysis::outlook::Buyers;
use crate::document::{Cell, Reals, Table, Values, View};

/// Groups on screen; files hold all.
const MOST_SHOWN: usize = 20;

/// A group of customers.
struct Group {
    place: usize,
    customers: u64,
    repeat: u64,
    spent: Option<f64>,
    p_alive: f64,
    churn_risk: f64,
    /// Expected of all of them.
    purchases: f64,
    clv: Option<f64>,
    /// Of the value, or of the purchases where there are no amounts.
    total: Total,
}

/// The groups, the most valuable first.
pub(super) fn table(grouping: &Grouping, buyers: &Buyers, result: &ClvResult) -> Table {
    let members = grouping.members();
    let all = members.iter().zip(&result.uncertainty.by_group).enumerate();
    // what nobody's first purchase says is no group
    let mut groups: Vec<Group> = all
        .filter(|(_, (members, _))| !members.is_empty())
        .map(|(place, (members, total))| group(place, members, *total, buyers, result))
        .collect();
    groups.sort_by(|a, b| b.total.expected.total_cmp(&a.total.expected).then(a.place.cmp(&b.place)));
    let places: Vec<usize> = groups.iter().map(|group| group.place).collect();
    let all: f64 = groups.iter().map(|group| group.total.expected).sum();
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    let count = |group: &Group| group.customers as f64;
    let customers: f64 = groups.iter().map(count).sum();
    let each = |kind: fn(Reals) -> Values, value: &dyn Fn(&Group) -> Option<f64>| {
        kind(groups.iter().map(value).collect())
    };
    Table::new(
        "by",
        vec![
            ("group", grouping.column_of(&places)),
            ("customers", Values::Count(groups.iter().map(|group| group.customers).collect())),
            ("share_of_customers", each(Values::Share, &|group| Some(count(group) / customers))),
            ("repeat_customers", Values::Count(groups.iter().map(|group| group.repeat).collect())),
            ("spent", each(Values::Money, &|group| group.spent)),
            ("p_alive", each(Values::Probability, &|group| Some(group.p_alive))),
            ("churn_risk", each(Values::Probability, &|group| Some(group.churn_risk))),
            ("expected_purchases", each(Values::Number, &|group| Some(group.purchases / count(group)))),
            ("clv", each(Values::Money, &|group| Some(group.clv? / count(group)))),
            ("total_clv", each(Values::Money, &|group| group.clv)),
            ("total_clv_lower", each(Values::Money, &|group| group.clv.map(|_| group.total.predicted.0))),
            ("total_clv_upper", each(Values::Money, &|group| group.clv.map(|_| group.total.predicted.1))),
            ("share_of_clv", each(Values::Share, &|group| (all > 0.0).then(|| group.total.expected / all))),
        ],
    )
}

fn group(place: usize, members: &[usize], total: Total, buyers: &Buyers, result: &ClvResult) -> Group {
    let sum = |value: &dyn Fn(usize) -> f64| members.iter().map(|&customer| value(customer)).sum::<f64>();
    let history = |customer: usize| result.histories.of_customer[customer];
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    let mean = |value: &dyn Fn(usize) -> f64| sum(value) / members.len() as f64;
    let spent = buyers.spent();
    Group {
        place,
        customers: members.len() as u64,
        repeat: members.iter().filter(|&&customer| buyers.histories[customer].x > 0).count() as u64,
        spent: spent.map(|spent| sum(&|customer| spent[customer])),
        p_alive: mean(&|customer| result.p_alive[history(customer)]),
        churn_risk: mean(&|customer| result.churn_risk[history(customer)]),
        purchases: sum(&|customer| result.forecasts[history(customer)].purchases),
        clv: result.value.as_ref().map(|value| sum(&|customer| value.clv[customer])),
        total,
    }
}

/// The groups as people see them.
pub(super) fn view(has_value: bool) -> View {
    let mut cells = vec![
        ("heading-group", Cell::Value("group")),
        ("heading-customers", Cell::Value("customers")),
        ("heading-churn-risk", Cell::Value("churn_risk")),
        ("heading-purchases", Cell::Value("expected_purchases")),
    ];
    if has_value {
        cells.extend([
            ("heading-clv", Cell::Value("clv")),
            ("heading-total-clv", Cell::Value("total_clv")),
            ("heading-at-least", Cell::Spare("total_clv_lower")),
            ("heading-at-most", Cell::Spare("total_clv_upper")),
        ]);
    }
    cells.extend([
        (if has_value { "heading-share-of-value" } else { "heading-share" }, Cell::Bar("share_of_clv")),
        ("", Cell::Value("share_of_clv")),
    ]);
    View::new("by", &cells).top(MOST_SHOWN)
}
