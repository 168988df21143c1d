"""Kaplan–Meier of two groups and the log-rank test by lifelines, in an environment of its own.

Reads the arrays of a .npz file, prints one JSON line: milliseconds, and what came out.
"""

import json
import sys
from time import perf_counter

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

held = np.load(sys.argv[1])
days, event, group = held["days"], held["event"], held["group"] == 1
started = perf_counter()
curves = [KaplanMeierFitter().fit(days[own], event[own]) for own in (~group, group)]
limits = [curve.confidence_interval_ for curve in curves]
test = logrank_test(days[~group], days[group], event[~group], event[group])
spent = 1000 * (perf_counter() - started)
survival = [float(curve.predict(1000.0)) for curve in curves]
print(json.dumps({"ms": spent, "chi_square": test.test_statistic, "survival": survival}))
