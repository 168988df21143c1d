"""Pearson's χ² and exact control limits."""

import numpy as np
import pytest

from monitor.stats.contingency import chi_square
from monitor.stats.control_limits import THREE_SIGMA, binomial_limits


@pytest.mark.parametrize(
    ("table", "statistic", "p"),
    [
        ([[100, 201], [99, 152]], 2.2965820650, 0.1296590376),
        ([[30, 70], [22, 60], [9, 41]], 2.4956148067, 0.2871336755),
    ],
)
def test_chi_square_is_that_of_r(table, statistic, p):
    """chisq.test(matrix(c(100, 99, 201, 152), 2), correct = FALSE) and
    chisq.test(matrix(c(30, 22, 9, 70, 60, 41), 3), correct = FALSE), R 4.2.2.
    """
    found = chi_square(table)
    assert found.degrees == len(table) - 1
    assert (found.statistic, found.p_value) == pytest.approx((statistic, p), rel=1e-8)


def test_a_small_expected_number_gives_no_p():
    assert chi_square([[1, 9], [5, 5]]).p_value is None
    assert chi_square([[1, 9], [5, 5]]).smallest_expected == 3


def test_rows_and_columns_without_anybody_do_not_count():
    with_blanks = chi_square([[100, 0, 201], [0, 0, 0], [99, 0, 152]])
    assert with_blanks == chi_square([[100, 201], [99, 152]])
    assert chi_square([[0, 0]]).p_value is None
    assert chi_square([[5, 9]]).degrees == 0


def test_limits_are_the_quantiles_of_the_binomial():
    """qbinom(0.001349898, c(55, 400), c(.31, .02)): 7, 1; qbinom(1 - 0.001349898, …): 28, 18."""
    assert [limit.tolist() for limit in binomial_limits([55], 0.31)] == [[7], [28]]
    assert [limit.tolist() for limit in binomial_limits([400], 0.02)] == [[1], [18]]


def test_what_is_outside_the_limits_is_rare():
    from scipy.stats import binom

    low, high = binomial_limits(np.arange(1, 60), 0.2)
    for n, least, most in zip(range(1, 60), low, high, strict=True):
        assert binom.cdf(least - 1, n, 0.2) < THREE_SIGMA
        assert binom.sf(most, n, 0.2) <= THREE_SIGMA + 1e-12


def test_a_chance_of_nothing_or_everything_has_no_spread():
    assert [limit.tolist() for limit in binomial_limits([5, 9], 0.0)] == [[0, 0], [0, 0]]
    assert [limit.tolist() for limit in binomial_limits([5, 9], 1.0)] == [[5, 9], [5, 9]]
    with pytest.raises(ValueError, match="chance"):
        binomial_limits([5], 1.5)
