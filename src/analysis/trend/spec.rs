//! What help, the schema and the manual say of `setia trend`.

use crate::analysis::{Entry, Spec, TableSpec};

pub(in crate::analysis) const ENTRY: Entry = Entry {
    spec: Spec {
        command: "trend",
        about: "Purchases through the year: change, seasons, peaks and their holidays, a short forecast",
        examples: &[
            ("setia trend orders.csv", "by month, and the next three months"),
            ("setia trend orders.csv --measure revenue --period week", "money by week"),
            ("setia trend orders.csv --period day --horizon 30d", "how many orders to expect each day"),
            ("setia trend orders.csv --holidays ours.csv", "with days of your own: date,name"),
            ("setia trend orders.csv --table peaks -o peaks.csv", "every day that stood out"),
        ],
        tables: &[
            TableSpec {
                name: "periods",
                needs: None,
                columns: &[
                    ("period", "the period: 2026-10, 2026-W44, 2026-10-31"),
                    ("start", "its first day"),
                    ("complete", "yes if the log covers it from its first day to its last"),
                    ("orders", "orders in it"),
                    ("customers", "customers who bought in it"),
                    ("new_customers", "of them those who bought for the first time"),
                    ("revenue", "money, refunds that belong to no order taken off on their own day"),
                    ("average_order_value", "money of the orders over their number"),
                    ("share", "its part of what `--measure` counts in all periods"),
                    ("change", "how much more than in the period before, of complete ones"),
                    ("year_on_year", "how much more than a year before, of complete ones"),
                    (
                        "expected",
                        "what was to be expected of it before it came; of the latest periods, as many as the backtest goes back",
                    ),
                    ("expected_lower", "lower end of the interval of that"),
                    ("expected_upper", "upper end of it"),
                    (
                        "anomaly",
                        "high or low if it is more than three standard deviations off, widened as intervals are, else empty",
                    ),
                    ("holidays", "holidays in it"),
                ],
            },
            TableSpec {
                name: "measures",
                needs: None,
                columns: &[
                    ("measure", "orders, customers or revenue"),
                    ("period", "the last complete period"),
                    ("value", "what was counted in it"),
                    ("previous", "that of the period before"),
                    ("change", "how much more"),
                    ("year_before", "that of a year before"),
                    ("year_on_year", "how much more"),
                    (
                        "series",
                        "the last complete periods, the latest at the end; in CSV and Parquet a column each: series_0, …",
                    ),
                ],
            },
            TableSpec {
                name: "seasonality",
                needs: None,
                columns: &[
                    ("measure", "what is counted"),
                    (
                        "cycle",
                        "weekday, month_of_year (of two years or more, without the weeks around Lebaran where two of them were seen), or week_of_lebaran, whose week 0 begins on its first day",
                    ),
                    ("season", "monday, …; january, …; lebaran_minus_4 to lebaran_plus_2"),
                    ("index", "how many times the average it is"),
                    ("over_average", "how far over the average it is, as a part of it"),
                    (
                        "ci_lower",
                        "lower end of the interval of that (Student); empty of fewer than three cycles",
                    ),
                    ("ci_upper", "upper end of it"),
                    ("cycles", "weeks or years in which it was seen"),
                ],
            },
            TableSpec {
                name: "peaks",
                needs: None,
                columns: &[
                    ("kind", "peak or dip"),
                    ("from", "first day that stands out"),
                    ("to", "last day of it"),
                    ("measure", "what is counted"),
                    ("value", "what was counted on those days"),
                    (
                        "expected",
                        "what the days of the same name in the four weeks before and after let expect",
                    ),
                    ("times", "the one over the other"),
                    (
                        "deviations",
                        "standard deviations that the most unusual of the days is off, by square roots; of revenue only days whose orders stand out too",
                    ),
                    ("holiday", "the holiday near it"),
                    ("days_to_holiday", "days from its last day to the holiday; below 0 after it"),
                ],
            },
            TableSpec {
                name: "holidays",
                needs: None,
                columns: &[
                    ("holiday", "which one"),
                    ("date", "when; also those of the forecast"),
                    (
                        "times_on_day",
                        "what was counted on the day, over what was to be expected; empty while not known",
                    ),
                    ("times_week_before", "the same of the seven days before it"),
                ],
            },
            TableSpec {
                name: "forecast",
                needs: None,
                columns: &[
                    ("measure", "what is counted"),
                    ("period", "the period"),
                    ("start", "its first day"),
                    ("forecast", "what is expected of it: the mean, so that periods may be added up"),
                    ("ci_lower", "lower end of the interval that its value will lie in"),
                    ("ci_upper", "upper end of it"),
                    (
                        "method",
                        "how it was reckoned; `+lebaran` if the weeks around Lebaran were taken out before",
                    ),
                    ("holidays", "holidays in it"),
                ],
            },
            TableSpec {
                name: "backtest",
                needs: None,
                columns: &[
                    ("measure", "what is counted"),
                    ("method", "a way to forecast"),
                    (
                        "error",
                        "mean absolute error of its forecasts of the past; a part of the value where all values are above 0",
                    ),
                    ("chosen", "yes or no"),
                ],
            },
        ],
        method: "exponential smoothing (Hyndman et al. 2008) chosen by a rolling-origin backtest; classical seasonal indices; docs/trend.md",
    },
    parts: &[],
    #[cfg(feature = "cli")]
    arguments: super::args::ARGUMENTS,
};
