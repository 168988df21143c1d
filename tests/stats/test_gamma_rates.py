"""Rates behind counts: hundreds of fits at once are the same as one after the other."""

import numpy as np
import pytest

from monitor.stats.gamma_rates import Kinds, distinct, fit_rates, fits


def _counts(seed, size=300):
    draw = np.random.default_rng(seed)
    n = draw.choice([0.4, 1.0, 2.0, 3.0], size)
    return draw.poisson(draw.gamma(0.4, 1.5, size) * n), n


def test_many_fits_at_once_are_those_of_each_alone():
    k, n = _counts(7)
    kinds = Kinds.of(k, n)
    draw = np.random.default_rng(8)
    again = draw.multinomial(k.size, kinds.times / k.size, 25)
    first = fit_rates(k, n)
    depths = kinds.depth[kinds.at_depth]
    for times, found in zip(again, fits(kinds, again, first), strict=True):
        alone = fit_rates(np.repeat(kinds.each_cells, times), np.repeat(depths, times))
        assert found.mean == pytest.approx(alone.mean, rel=1e-6)
        assert found.shape == pytest.approx(alone.shape, rel=1e-5)


def test_a_fit_at_the_edge_does_not_hold_up_the_others():
    """All of one count: no more scatter than Poisson, beside one that does scatter."""
    k, n = np.array([0, 1, 9]), np.full(3, 2.0)
    flat, wide = fits(Kinds.of(k, n), np.array([[0, 50, 0], [40, 5, 5]]))
    assert flat.shape > 1e4
    assert flat.mean == pytest.approx(0.5, rel=1e-3)
    alone = fit_rates(np.repeat(k, [40, 5, 5]), 2.0)
    assert wide.shape == pytest.approx(alone.shape, rel=1e-5)


def test_distinct_rows_are_found_with_how_often_they_occur():
    k, n = np.array([1, 0, 1, 1, 0]), np.array([2.0, 2.0, 1.0, 2.0, 2.0])
    first, times = distinct(k, n)
    rows = {(int(k[at]), float(n[at])): int(often) for at, often in zip(first, times, strict=True)}
    assert rows == {(1, 2.0): 2, (0, 2.0): 2, (1, 1.0): 1}
