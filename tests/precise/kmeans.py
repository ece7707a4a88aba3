"""Records the smallest inertia that scikit-learn finds in 100 starts for k = 2 to 10 on the RFM features of the CDNOW
sample: log(1 + value) of days since the last order, orders and money spent, less the median, over the interquartile
range divided by 1.349.

Run: python tests/precise/kmeans.py > testdata/golden/kmeans.json
Needs numpy and scikit-learn.
"""
import csv
import datetime
import json
from collections import defaultdict
from pathlib import Path

import numpy
import sklearn
from sklearn.cluster import KMeans

root = Path(__file__).resolve().parents[2]
orders, spent = defaultdict(set), defaultdict(float)
with open(root / "testdata/cdnow_sample.csv") as file:
    for row in csv.DictReader(file):
        # rows of one customer and day are one order there
        orders[row["customer_id"]].add(row["date"])
        spent[row["customer_id"]] += float(row["amount"])
end = datetime.date(1998, 6, 30)
customers = sorted(orders)
days = [(end - max(datetime.date.fromisoformat(day) for day in orders[customer])).days for customer in customers]
raw = numpy.array([days, [len(orders[c]) for c in customers], [spent[c] for c in customers]], dtype=float).T
logs = numpy.log1p(raw)
low, middle, high = numpy.quantile(logs, [0.25, 0.5, 0.75], axis=0)
points = (logs - middle) / ((high - low) / 1.349)
cases = []
for k in range(2, 11):
    best = min(KMeans(k, n_init=1, init="k-means++", random_state=seed, tol=1e-9, max_iter=1000).fit(points).inertia_
               for seed in range(100))
    cases.append({"k": k, "inertia": best})
print(json.dumps({"origin": f"scikit-learn {sklearn.__version__}, 100 starts, tests/precise/kmeans.py",
                  "customers": len(customers), "cases": cases}, indent=1))
