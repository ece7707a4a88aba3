"""A model of lifetimes fitted to a customer summary, and what it foretells of each customer; timed inside."""

from __future__ import annotations

import argparse
import json
import time

import pandas as pd
from lifetimes import BetaGeoFitter, ModifiedBetaGeoFitter, ParetoNBDFitter

MODELS = {"bg-nbd": BetaGeoFitter, "mbg-nbd": ModifiedBetaGeoFitter, "pareto-nbd": ParetoNBDFitter}
WEEKS = 52


def main() -> None:
    """Fits, foretells, and prints how long both took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="frequency, recency and T in weeks, CSV")
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("output", nargs="?")
    given = parser.parse_args()

    customers = pd.read_csv(given.data)
    history = [customers[name].to_numpy() for name in ("frequency", "recency", "T")]

    started = time.monotonic()
    model = MODELS[given.model]().fit(*history)
    fitted = time.monotonic()
    purchases = model.conditional_expected_number_of_purchases_up_to_time(WEEKS, *history)
    alive = model.conditional_probability_alive(*history)
    ended = time.monotonic()

    if given.output:
        customers.assign(expected_purchases=purchases, p_alive=alive).to_parquet(given.output)
    figures = {
        "model": given.model,
        "fit_ms": 1000 * (fitted - started),
        "predict_ms": 1000 * (ended - fitted),
        "parameters": {name: float(value) for name, value in model.params_.items()},
        "expected_purchases": float(purchases.sum()),
        "p_alive": float(alive.mean()),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
