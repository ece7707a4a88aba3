"""A model of pymc-marketing fitted to a customer summary at its most probable parameters; timed inside."""

from __future__ import annotations

import timed
from pymc_marketing import clv

MODELS = {"bg-nbd": clv.BetaGeoModel, "mbg-nbd": clv.ModifiedBetaGeoModel, "pareto-nbd": clv.ParetoNBDModel}


def fit(model, customers):
    """The most probable parameters."""
    fitted = model(data=customers)
    fitted.fit(method="map", progressbar=False)
    return fitted


def predict(model, customers):
    """Expected purchases of each customer, and the chance that they are still there."""
    purchases = model.expected_purchases(future_t=timed.WEEKS).to_numpy().ravel()
    return purchases, model.expected_probability_alive().to_numpy().ravel()


if __name__ == "__main__":
    timed.run(__doc__, MODELS, fit, predict, lambda model: model.fit_summary())
