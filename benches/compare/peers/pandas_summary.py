"""Rows to one row for each customer with pandas: first days of customers, then customers."""

from __future__ import annotations

import argparse
import json

import pandas as pd

COLUMNS = ["customer_id", "ordered_at", "amount"]


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each customer."""
    rows["day"] = rows.pop("ordered_at").dt.normalize()
    days = (
        rows.groupby(["customer_id", "day"], sort=False)["amount"]
        .agg(orders="count", spent="sum")
        .reset_index()
    )
    return days.groupby("customer_id", sort=False).agg(
        first=("day", "min"),
        last=("day", "max"),
        days=("day", "count"),
        orders=("orders", "sum"),
        spent=("spent", "sum"),
    )


def main() -> None:
    """Sums the log up and prints how many customers, orders and how much money there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("output", nargs="?")
    given = parser.parse_args()

    customers = summary(pd.read_parquet(given.data, columns=COLUMNS))
    if given.output:
        customers.to_parquet(given.output)
    orders, spent = int(customers["orders"].sum()), float(customers["spent"].sum())
    print(json.dumps({"customers": len(customers), "orders": orders, "spent": spent}))


if __name__ == "__main__":
    main()
