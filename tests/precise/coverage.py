#!/usr/bin/env python3
"""How often the intervals of `setia clv` hold the truth: simulated shops of 2,000 customers, BG/NBD and Gamma-Gamma.

In the busy shop customers buy twice a day now and then, and a log that counts days does not see it; in the slow one they
hardly ever do.
"""

import argparse
import csv
import json
import math
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import NormalDist

LEAVING = {"a": 0.6, "b": 3.5}
SPEND = {"p": 6.0, "q": 4.0, "v": 15.0}
SHOPS = {
    "busy": ({"r": 0.6, "alpha": 5.0}, []),
    "slow": ({"r": 1.2, "alpha": 60.0}, ["--from", "2018-01-01"]),
}


def theta(truth):
    """The coordinates that the models are fitted in."""
    r, alpha, a, b = truth["r"], truth["alpha"], truth["a"], truth["b"]
    p, q, v = truth["p"], truth["q"], truth["v"]
    purchases = {
        "ln r": math.log(r),
        "ln r/alpha": math.log(r / alpha),
        "logit a/(a+b)": math.log(a / b),
        "ln a+b": math.log(a + b),
    }
    spend = {"ln p": math.log(p), "ln q": math.log(q), "ln pv/q": math.log(p * v / q)}
    return purchases, spend


def held(setia, kind, seed, confidence):
    """Which figures of one shop lie inside their intervals."""
    rates, span = SHOPS[kind]
    truth = {**rates, **LEAVING, **SPEND}
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    inside = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        options = [word for name, value in truth.items() for word in (f"--{name}", str(value))]
        simulate = [setia, "simulate", "--customers", "2000", "--seed", str(seed), "--season", "0", "-q", *span, *options]
        subprocess.run([*simulate, "-o", folder / "tx.csv", "--truth", folder / "truth.csv"], check=True)
        clv = [setia, "clv", folder / "tx.csv", "--model", "bg-nbd", "--confidence", str(confidence)]
        clv += ["--discount-rate", "0", "--format", "json", "-q", "--threads", "1", "--save-model", folder / "model.json"]
        result = json.loads(subprocess.run(clv, check=True, capture_output=True, text=True).stdout)
        with open(folder / "truth.csv", newline="") as lines:
            future = list(csv.DictReader(lines))
        model = json.loads((folder / "model.json").read_text())
    for total in result["tables"]["totals"]:
        column = {"purchases": "future_orders", "clv": "future_spent"}[total["figure"]]
        came = sum(float(row[column]) for row in future)
        inside["all " + total["figure"]] = total["lower"] <= came <= total["upper"]
    for row in result["tables"]["fit"]:
        if row["parameter"] in truth and row["ci_lower"] is not None:
            inside[row["parameter"]] = row["ci_lower"] <= truth[row["parameter"]] <= row["ci_upper"]
    for fit, coordinates in zip((model["purchases"], model["spend"]), theta(truth)):
        for place, (name, value) in enumerate(coordinates.items()):
            error = math.sqrt(fit["theta_covariance"][place][place])
            inside[name] = abs(fit["theta"][place] - value) <= z * error
    return inside


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setia", default="target/release/setia")
    parser.add_argument("--shops", type=int, default=2000)
    parser.add_argument("--confidence", type=float, default=0.9)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    for kind in SHOPS:
        with ThreadPoolExecutor(options.threads) as pool:
            one = lambda seed: held(options.setia, kind, seed, options.confidence)
            shops = list(pool.map(one, range(1, options.shops + 1)))
        print(f"{kind}: {len(shops)} shops at {options.confidence:.0%}")
        for name in shops[0]:
            found = [shop[name] for shop in shops if name in shop]
            print(f"  {name:<14} {sum(found) / len(found):.1%} of {len(found)}")


if __name__ == "__main__":
    main()
