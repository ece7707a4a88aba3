"""A model of pymc-marketing fitted to a customer summary at its most probable parameters; timed inside."""

from __future__ import annotations

import argparse
import json
import time

import pandas as pd
from pymc_marketing import clv

MODELS = {"bg-nbd": clv.BetaGeoModel, "mbg-nbd": clv.ModifiedBetaGeoModel, "pareto-nbd": clv.ParetoNBDModel}
WEEKS = 52


def main() -> None:
    """Fits, foretells, and prints how long both took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", help="customer_id, and frequency, recency and T in weeks, CSV")
    parser.add_argument("model", choices=MODELS)
    parser.add_argument("output", nargs="?")
    given = parser.parse_args()

    customers = pd.read_csv(given.data)

    started = time.monotonic()
    model = MODELS[given.model](data=customers)
    model.fit(method="map", progressbar=False)
    fitted = time.monotonic()
    purchases = model.expected_purchases(future_t=WEEKS).to_numpy().ravel()
    alive = model.expected_probability_alive().to_numpy().ravel()
    ended = time.monotonic()

    if given.output:
        customers.assign(expected_purchases=purchases, p_alive=alive).to_parquet(given.output)
    figures = {
        "model": given.model,
        "fit_ms": 1000 * (fitted - started),
        "predict_ms": 1000 * (ended - fitted),
        "parameters": {name: float(value) for name, value in model.fit_summary().items()},
        "expected_purchases": float(purchases.sum()),
        "p_alive": float(alive.mean()),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
