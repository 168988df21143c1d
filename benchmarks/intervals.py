"""Exact intervals for a million rows."""

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from benchmarks.figures import Effort, Figure, alternate, figure
from monitor.stats.poisson import interval

ROWS_PER_ROW_OF_THE_FILE = 10  # 10⁶ for the usual 100,000
TAIL = 0.025


def interval_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the time of exact Poisson limits for every row of a large cohort."""
    from scipy.stats import chi2

    rows = effort.rows * ROWS_PER_ROW_OF_THE_FILE
    draw = np.random.default_rng(20)
    cells = draw.negative_binomial(0.3, 0.05, rows)
    screened = draw.choice((0.4, 1.0, 2.0, 3.0), rows)

    def peer() -> float:
        started = perf_counter()
        with np.errstate(invalid="ignore"):
            lower = np.nan_to_num(chi2.ppf(TAIL, 2 * cells)) / (2 * screened)
        upper = chi2.ppf(1 - TAIL, 2 * cells + 2) / (2 * screened)
        spent = perf_counter() - started
        np.testing.assert_allclose((lower, upper), interval(cells, screened), rtol=1e-6)
        return spent * 1000

    def ours() -> float:
        started = perf_counter()
        interval(cells, screened)
        return (perf_counter() - started) * 1000

    interval(cells[:1], screened[:1])  # the first call has more to do
    found = alternate(effort.rounds, ours, peer)
    yield figure(
        "intervals",
        "stats.poisson.interval, exact limits of the rate",
        "ms",
        found[0],
        "scipy.stats.chi2.ppf on every row",
        found[1],
        rows,
    )
