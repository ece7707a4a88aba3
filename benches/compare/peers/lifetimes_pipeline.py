"""A log to the value of each customer with pandas and lifetimes: BG/NBD, Gamma-Gamma, 52 weeks, 12 months."""

from __future__ import annotations

import argparse
import json

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data

WEEKS = 52
MONTHS = 12
MONTHLY_DISCOUNT = 1.1 ** (1 / 12) - 1


def summary(path: str) -> pd.DataFrame:
    """Frequency, recency, T and monetary value of each customer, in weeks."""
    rows = pd.read_parquet(path, columns=["customer_id", "ordered_at", "amount"])
    return summary_data_from_transaction_data(
        rows, "customer_id", "ordered_at", "amount", freq="D", freq_multiplier=7
    )


def values(customers: pd.DataFrame) -> pd.DataFrame:
    """The customers with the chance that they are still there, expected purchases and value."""
    history = customers["frequency"], customers["recency"], customers["T"]
    purchases = BetaGeoFitter().fit(*history)
    back = customers[(customers["frequency"] > 0) & (customers["monetary_value"] > 0)]
    spend = GammaGammaFitter().fit(back["frequency"], back["monetary_value"])
    return customers.assign(
        p_alive=purchases.conditional_probability_alive(*history),
        expected_purchases=purchases.conditional_expected_number_of_purchases_up_to_time(WEEKS, *history),
        clv=spend.customer_lifetime_value(
            purchases,
            *history,
            customers["monetary_value"],
            time=MONTHS,
            discount_rate=MONTHLY_DISCOUNT,
            freq="W",
        ),
    )


def main() -> None:
    """Values the customers of a log and prints what they come to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("output", nargs="?")
    given = parser.parse_args()

    customers = values(summary(given.data))
    if given.output:
        customers.to_parquet(given.output)
    purchases, clv = float(customers["expected_purchases"].sum()), float(customers["clv"].sum())
    print(json.dumps({"customers": len(customers), "expected_purchases": purchases, "clv": clv}))


if __name__ == "__main__":
    main()
