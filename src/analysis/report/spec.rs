//! What help, the schema and the manual say of `setia report`.

use crate::analysis::ab_test::EFFECT_COLUMNS;
use crate::analysis::retention::BRIDGE_COLUMNS;
use crate::analysis::{Entry, Spec, TableSpec};

pub(in crate::analysis) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "report",
        about: "The month on one page, for an owner to read and for cron to write",
        examples: &[
            ("setia report orders.csv -o report.html", "the last month, as a page"),
            ("setia report orders.csv --lang id -o laporan.html", "the same in Indonesian"),
            ("setia report exports/ --output-dir reports", "page, workbook, data and lists, month by month"),
            ("setia report orders.csv --compare reports/last.json", "and what moved since the last one"),
            ("setia report orders.csv --sections overview,trend --format json", "a part of it, for a script"),
            ("setia report --verify reports/2026-10/manifest.json", "are these files what was written?"),
        ],
        tables: &[
            TableSpec {
                name: "figures",
                needs: None,
                columns: &[
                    ("figure", "what is measured"),
                    ("value", "the figure of the month; shares from 0 to 1"),
                    ("ci_lower", "lower end of its interval; what is counted has none"),
                    ("ci_upper", "upper end of it"),
                    (
                        "expected_lower",
                        "of what is counted: the least that was to be expected before the month came, all figures judged together",
                    ),
                    ("expected_upper", "the most that was"),
                    ("previous", "the figure of the month before"),
                    ("change", "value less previous"),
                    ("change_lower", "lower end of the interval of the change (Zou & Donner)"),
                    ("change_upper", "upper end of it"),
                    ("relative_change", "change over previous; shares have none"),
                    ("year_before", "the figure of the same month a year before"),
                    ("year_on_year", "how much more than that, as a part of it; shares have none"),
                    (
                        "verdict",
                        "above_expected, as_expected, below_expected; clearly_higher, no_clear_change, clearly_lower, all figures judged together (Bonferroni); counted if nothing was to be expected; unknown",
                    ),
                    ("customers", "how many customers it is about"),
                    ("last_report", "what the earlier report said, with `--compare`"),
                    ("since_last_report", "value less that"),
                    ("series", "the figures of the last thirteen months, this one at the end"),
                ],
            },
            TableSpec { name: "bridge", needs: None, columns: BRIDGE_COLUMNS },
            TableSpec {
                name: "months",
                needs: None,
                columns: &[
                    ("period", "the month"),
                    ("start", "its first day"),
                    ("complete", "yes if the log covers it from its first day to its last"),
                    ("orders", "orders in it"),
                    ("customers", "customers who bought in it"),
                    ("new_customers", "of them those who bought for the first time"),
                    ("revenue", "money, refunds that belong to no order taken off on their own day"),
                    ("average_order_value", "money of the orders over their number"),
                    ("share", "its part of all months; of money, or of orders without amounts"),
                    ("change", "how much more than in the month before"),
                    ("year_on_year", "how much more than a year before"),
                    ("expected", "what was to be expected of it before it came"),
                    ("expected_lower", "lower end of the interval of that"),
                    ("expected_upper", "upper end of it"),
                    ("anomaly", "high or low if it is far off that, else empty"),
                    ("holidays", "holidays in it near which purchases stood out, Lebaran and Christmas"),
                ],
            },
            TableSpec {
                name: "forecast",
                needs: None,
                columns: &[
                    ("measure", "revenue, or orders without amounts"),
                    ("period", "the month"),
                    ("start", "its first day"),
                    ("forecast", "what is expected of it"),
                    ("ci_lower", "lower end of the interval that its value will lie in"),
                    ("ci_upper", "upper end of it"),
                    ("method", "how it was reckoned"),
                    ("holidays", "holidays in it"),
                ],
            },
            TableSpec {
                name: "cohorts",
                needs: None,
                columns: &[
                    (
                        "cohort",
                        "the month of the first purchase ever; `all` is the average weighted by customers",
                    ),
                    ("cohort_size", "customers in it"),
                    (
                        "period",
                        "share of them who bought in the months after, month by month; in CSV and Parquet a column each",
                    ),
                ],
            },
            TableSpec {
                name: "segments",
                needs: None,
                columns: &[
                    ("segment", "the RFM segment, or that of the ready rules without amounts"),
                    ("customers", "customers in it"),
                    ("share_of_customers", "their share of all customers"),
                    ("spent", "money they spent"),
                    ("share_of_spent", "their share of all money"),
                    ("median_days_since_last", "median days since the last order"),
                    ("median_orders", "median number of orders"),
                    ("median_spent", "median money spent"),
                    ("previous_customers", "customers who were in it a month before"),
                    ("change", "customers now less customers then"),
                    ("action", "empty"),
                ],
            },
            TableSpec {
                name: "migration",
                needs: None,
                columns: &[
                    ("from", "the segment of a month before"),
                    ("to", "the segment of now"),
                    ("customers", "customers who went that way"),
                    ("share", "their share of the segment of then"),
                ],
            },
            TableSpec {
                name: "concentration",
                needs: None,
                columns: &[
                    (
                        "customers_up_to",
                        "the best tenth, two tenths, … of those who bought within twelve months",
                    ),
                    ("customers", "how many they are"),
                    ("spent", "money of this tenth within twelve months"),
                    ("share", "its share of all of it"),
                    ("share_up_to", "share of this tenth and those before it"),
                ],
            },
            TableSpec {
                name: "bands",
                needs: None,
                columns: &[
                    ("band", "high, medium, low"),
                    ("from_risk", "the risk from which it begins"),
                    ("customers", "customers in it"),
                    ("share_of_customers", "their share of all customers"),
                    ("churn_risk", "their mean risk of no purchase within `--within`"),
                    ("expected_leavers", "customers of it who are expected not to buy within that"),
                    ("clv", "what all of them are expected to bring within twelve months"),
                    ("value_at_risk", "sum of what is at risk"),
                    ("share_of_value_at_risk", "its share of what is at risk in all"),
                ],
            },
            TableSpec {
                name: "to_thank",
                needs: None,
                columns: &[
                    ("customer_id", "who bought in the month, those who spent most first"),
                    ("spent_12_months", "money spent within the twelve months up to its end"),
                    ("orders_12_months", "orders within them"),
                    ("spent_month", "money spent in the month"),
                    ("orders_month", "orders in it"),
                    ("first_purchase", "day of the first purchase ever"),
                ],
            },
            TableSpec {
                name: "to_win_back",
                needs: None,
                columns: &[
                    (
                        "customer_id",
                        "who has ordered twice or more, is later than usual and bought within a year; the most value at risk first",
                    ),
                    ("last_purchase", "day of the last order"),
                    ("days_since_last", "days from it to the as-of day"),
                    ("orders", "orders"),
                    ("spent", "money spent, refunds taken off"),
                    ("churn_risk", "probability of no purchase within `--within`"),
                    ("value_if_active", "what the customer brings within twelve months if still there"),
                    ("value_at_risk", "that times the churn risk"),
                    (
                        "expected_next_purchase",
                        "day by which half of such customers bought again, if still there",
                    ),
                    ("reason", "why the risk is what it is, in words"),
                ],
            },
            TableSpec {
                name: "effects",
                needs: Some(("assignments", "--assignments FILE --start DATE")),
                columns: EFFECT_COLUMNS,
            },
            TableSpec {
                name: "quality",
                needs: None,
                columns: &[
                    ("reason", "what is the matter with rows; `used` for those that count"),
                    ("rows_matching", "rows it applies to"),
                    ("rows_left_out", "rows left out for it, the first reason that applies"),
                    ("amount", "money of the rows left out, or of those used or kept"),
                ],
            },
        ],
        method: "what `retention`, `trend`, `segment`, `churn-risk`, `ab-test` and `check` do, read once; docs/report.md",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: super::args::ARGUMENTS,
};
