//! What help, the schema and the manual say of `setia retention`.

use crate::analysis::{Entry, Spec, TableSpec};

/// The columns of the bridge.
pub(in crate::analysis) const BRIDGE_COLUMNS: &[(&str, &str)] = &[
    ("period", "the period, which is over"),
    ("start", "customers at its start: bought within `--lapsed-after`"),
    ("new", "bought for the first time"),
    ("reactivated", "had bought before, were no customers at its start, and bought"),
    ("lost", "were customers at the start or bought, and are none at the end"),
    ("end", "customers at its end: start + new + reactivated - lost"),
    ("returning", "were customers at the start, and bought"),
    ("buyers", "bought: new + returning + reactivated"),
];

pub(in crate::analysis) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "retention",
        about: "Who comes back, by cohort, and the figures of every month with their intervals",
        examples: &[
            ("setia retention orders.csv", "by month of the first purchase, and the figures of last month"),
            ("setia retention orders.csv --cohort week --as-of 2026-10-31", "by week"),
            (
                "setia retention orders.csv --metric cumulative-value",
                "what a customer has brought by month n",
            ),
            (
                "setia retention orders.csv --cohort first-category",
                "who comes back, by what they bought first",
            ),
            ("setia retention orders.csv --by channel", "customers of one channel beside those of several"),
            ("setia retention orders.csv -o kpis.csv --table kpis", "the figures of all months, for a sheet"),
        ],
        tables: &[
            TableSpec {
                name: "cohorts",
                needs: None,
                columns: &[
                    ("cohort", "the period of the first purchase ever, or what `--cohort` names"),
                    ("cohort_size", "customers in it"),
                    ("period", "periods after that of the first purchase, which is 0"),
                    ("active", "customers who bought in that period"),
                    (
                        "retention_rate",
                        "share who are retained by `--definition`; empty while no such period is over",
                    ),
                    ("ci_lower", "lower end of its interval (Wilson)"),
                    ("ci_upper", "upper end of it"),
                    (
                        "eligible",
                        "customers of the cohort whose period of that number is over: what shares are of",
                    ),
                    ("rolling", "of them those who bought in that period or later"),
                    ("repurchased", "of them those who had bought on a second day by its end"),
                    ("orders", "their orders in that period"),
                    (
                        "revenue",
                        "their money in it, refunds taken off on their own day if they belong to no order",
                    ),
                    ("orders_per_customer", "orders over eligible customers"),
                    ("revenue_per_customer", "money over eligible customers"),
                    ("cumulative_value", "money up to the end of the period, over eligible customers"),
                ],
            },
            TableSpec {
                name: "average",
                needs: None,
                columns: &[
                    ("period", "periods after that of the first purchase"),
                    ("cohorts", "cohorts that have got there"),
                    ("eligible", "their customers whose period of that number is over"),
                    ("active", "of them those who bought in it"),
                    ("retention_rate", "share who are retained: the average weighted by customers"),
                    ("ci_lower", "lower end of its interval (Wilson)"),
                    ("ci_upper", "upper end of it"),
                    ("orders_per_customer", "orders over eligible customers"),
                    ("revenue_per_customer", "money over eligible customers"),
                    ("cumulative_value", "money up to the end of the period, over eligible customers"),
                ],
            },
            TableSpec {
                name: "matrix",
                needs: None,
                columns: &[
                    ("cohort", "as in `cohorts`; `all` is the average weighted by customers"),
                    ("cohort_size", "customers in it"),
                    (
                        "period",
                        "what `--metric` names, period by period; in CSV and Parquet a column each: period_0, period_1, …",
                    ),
                ],
            },
            TableSpec {
                name: "kpis",
                needs: None,
                columns: &[
                    ("kpi", "what is measured"),
                    ("period", "the period, which is over; `all` for the log as a whole"),
                    ("value", "the figure; shares from 0 to 1"),
                    ("ci_lower", "lower end of its interval; numbers of customers have none"),
                    ("ci_upper", "upper end of it"),
                    ("previous", "the figure of the period before"),
                    ("change", "value less previous"),
                    ("customers", "how many customers it is about"),
                    (
                        "interval",
                        "how the interval came about: wilson, bootstrap, delta, binomial; count has none",
                    ),
                    ("definition", "what it is, in words"),
                ],
            },
            TableSpec { name: "bridge", needs: None, columns: BRIDGE_COLUMNS },
            TableSpec {
                name: "by",
                needs: Some(("by", "--by")),
                columns: &[
                    (
                        "group",
                        "what the log says of the customers; `(several)` are those of whom it says several things, `(one)` all others of whom it says any",
                    ),
                    ("customers", "customers in it"),
                    ("share_of_customers", "their share of all"),
                    ("purchase_days_per_customer", "days with a purchase, over customers"),
                    ("orders_per_customer", "orders over customers"),
                    ("average_order_value", "money over orders"),
                    ("spent_per_customer", "money over customers"),
                    ("repeat_purchase_rate", "share who bought on two days or more"),
                    ("repeat_ci_lower", "lower end of its interval (Wilson)"),
                    ("repeat_ci_upper", "upper end of it"),
                    ("active_share", "share who are still customers: bought within `--lapsed-after`"),
                    ("active_ci_lower", "lower end of its interval (Wilson)"),
                    ("active_ci_upper", "upper end of it"),
                ],
            },
        ],
        method: "cohorts by first purchase ever; Wilson's score interval (1927), BCa bootstrap (Efron 1987); docs/retention.md",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: super::args::ARGUMENTS,
};
