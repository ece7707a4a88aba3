"""A model of lifetimes fitted to a customer summary, and what it foretells of each customer; timed inside."""

from __future__ import annotations

import timed
from lifetimes import BetaGeoFitter, ModifiedBetaGeoFitter, ParetoNBDFitter

MODELS = {"bg-nbd": BetaGeoFitter, "mbg-nbd": ModifiedBetaGeoFitter, "pareto-nbd": ParetoNBDFitter}


def history(customers):
    """Frequency, recency and T of each customer."""
    return [customers[name].to_numpy() for name in ("frequency", "recency", "T")]


def fit(model, customers):
    """The most likely parameters."""
    return model().fit(*history(customers))


def predict(model, customers):
    """Expected purchases of each customer, and the chance that they are still there."""
    purchases = model.conditional_expected_number_of_purchases_up_to_time(timed.WEEKS, *history(customers))
    return purchases, model.conditional_probability_alive(*history(customers))


if __name__ == "__main__":
    timed.run(__doc__, MODELS, fit, predict, lambda model: model.params_)
