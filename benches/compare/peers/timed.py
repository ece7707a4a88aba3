"""What all programs that fit a model share: a customer summary in, and how long fit and forecast took out."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable

import pandas as pd

WEEKS = 52


def run(about: str | None, models: dict, fit: Callable, predict: Callable, parameters: Callable) -> None:
    """Fits, foretells, and prints how long both took."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("data", help="customer_id, and frequency, recency and T in weeks, CSV")
    parser.add_argument("model", choices=models)
    parser.add_argument("output", nargs="?")
    given = parser.parse_args()

    customers = pd.read_csv(given.data)

    started = time.monotonic()
    model = fit(models[given.model], customers)
    fitted = time.monotonic()
    purchases, alive = predict(model, customers)
    ended = time.monotonic()

    if given.output:
        customers.assign(expected_purchases=purchases, p_alive=alive).to_parquet(given.output)
    figures = {
        "model": given.model,
        "fit_ms": 1000 * (fitted - started),
        "predict_ms": 1000 * (ended - fitted),
        "parameters": {name: float(value) for name, value in parameters(model).items()},
        "expected_purchases": float(purchases.sum()),
        "p_alive": float(alive.mean()),
    }
    print(json.dumps(figures))
