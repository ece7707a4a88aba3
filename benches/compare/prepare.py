"""Steps that make one file of another with DuckDB; runs in the environment `engines`."""

from __future__ import annotations

import argparse

import duckdb

PARQUET = "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 1000000)"

COLUMNS = "SELECT customer_id, ordered_at, amount FROM '{source}'"
TEXT_IDS = "SELECT 'C-' || customer_id AS customer_id, ordered_at, amount FROM '{source}'"
# What the models know of a customer: days with purchases after the first, and weeks from the first to the
# last of them and to the end of the log.
CUSTOMERS = """
WITH days AS (
  SELECT customer_id, CAST({date} AS DATE) AS day, sum(amount) AS spent FROM '{source}' GROUP BY ALL
), shop AS (
  SELECT max(day) AS until FROM days
)
SELECT customer_id,
       count(*) - 1 AS frequency,
       (max(day) - min(day)) / 7 AS recency,
       (any_value(until) - min(day)) / 7 AS T,
       coalesce((sum(spent) - arg_min(spent, day)) / nullif(count(*) - 1, 0), 0) AS monetary
FROM days, shop
GROUP BY customer_id
ORDER BY customer_id
"""
TOTALS = "SELECT count(*), sum(spent) FROM '{source}'"


def copy(query: str, target: str, form: str) -> None:
    """Writes the rows of a query to a file."""
    duckdb.execute("SET enable_progress_bar = false")
    duckdb.execute(f"COPY ({query}) TO '{target}' {form}")


def totals(source: str) -> None:
    """Prints the number of customers and their money."""
    print(*duckdb.execute(TOTALS.format(source=source)).fetchone())


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["columns", "text-ids", "customers", "totals"])
    parser.add_argument("source")
    parser.add_argument("target", nargs="?")
    parser.add_argument("--date", default="ordered_at", help="name of the column of times")
    return parser.parse_args()


def main() -> None:
    """Does one step."""
    given = arguments()
    match given.step:
        case "columns":
            copy(COLUMNS.format(source=given.source), given.target, PARQUET)
        case "text-ids":
            copy(TEXT_IDS.format(source=given.source), given.target, PARQUET)
        case "customers":
            copy(CUSTOMERS.format(source=given.source, date=given.date), given.target, "(FORMAT csv, HEADER)")
        case "totals":
            totals(given.source)


if __name__ == "__main__":
    main()
