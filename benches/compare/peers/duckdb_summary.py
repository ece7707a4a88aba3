"""Rows to one row for each customer with DuckDB: first days of customers, then customers."""

from __future__ import annotations

import argparse
import json
import os

import duckdb

SUMMARY = """
CREATE TEMP TABLE summary AS
WITH days AS (
  SELECT customer_id, CAST(ordered_at AS DATE) AS day, count(*) AS orders, sum(amount) AS spent
  FROM {source}
  GROUP BY customer_id, day
)
SELECT customer_id, min(day) AS first, max(day) AS last, count(*) AS days,
       sum(orders) AS orders, sum(spent) AS spent
FROM days
GROUP BY customer_id
"""
TYPES = """{'order_id': 'BIGINT', 'customer_id': 'BIGINT', 'ordered_at': 'TIMESTAMP', 'channel': 'VARCHAR',
'category': 'VARCHAR', 'discount': 'DOUBLE', 'amount': 'DOUBLE'}"""


def source(path: str, typed: bool) -> str:
    """The log as a table; a CSV file with the types of its columns given, or found by DuckDB."""
    if not path.endswith(".csv"):
        return f"read_parquet('{path}')"
    if typed:
        return f"read_csv('{path}', header = true, delim = ',', auto_detect = false, columns = {TYPES})"
    return f"read_csv('{path}')"


def main() -> None:
    """Sums the log up and prints how many customers, orders and how much money there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("output", nargs="?")
    parser.add_argument("--typed", action="store_true", help="give the types of the columns of a CSV file")
    given = parser.parse_args()

    connection = duckdb.connect(config={"threads": len(os.sched_getaffinity(0))})
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(SUMMARY.format(source=source(given.data, given.typed)))
    if given.output:
        connection.execute(f"COPY summary TO '{given.output}' (FORMAT parquet)")
    totals = connection.execute("SELECT count(*), sum(orders), sum(spent) FROM summary")
    customers, orders, spent = totals.fetchone()
    print(json.dumps({"customers": customers, "orders": int(orders), "spent": spent}))


if __name__ == "__main__":
    main()
