"""One patient's trend, against R (references.py), and where none may be fitted."""

import math

import pytest

from monitor.stats.trend import Refusal, fit, refusal
from tests.stats.references import text_rows


def numbers(text):
    return [float(word) for word in text.split()]


@pytest.mark.parametrize("row", text_rows("trend"), ids=lambda row: row["k"])
def test_the_regression_agrees_with_r(row):
    trend = fit(*(numbers(row[name]) for name in ("months", "k", "n_million")))
    for name in ("slope", "standard_error", "lower", "upper", "intercept", "likelihood_ratio",
                 "p_value"):  # fmt: skip
        assert getattr(trend, name) == pytest.approx(float(row[name]), rel=1e-6), name


def test_the_design_s_fixture():
    trend = fit([0, 3, 6, 12], [12, 5, 2, 0], [2.0] * 4)
    assert trend.slope == pytest.approx(-0.329941, abs=5e-7)
    assert trend.standard_error == pytest.approx(0.100436, abs=5e-7)
    assert trend.likelihood_ratio == pytest.approx(18.731, abs=5e-4)


def test_a_clear_fall_has_a_halving_time_between_two_bounds():
    trend = fit([0, 3, 6, 12], [12, 5, 2, 0], [2.0] * 4)
    assert trend.is_clear
    assert trend.months == pytest.approx(math.log(2) / 0.329941, rel=1e-5)
    assert trend.fastest_halving < trend.months < trend.slowest_halving
    assert (trend.fastest_doubling, trend.slowest_doubling) == (None, None)
    assert trend.rate(0) == pytest.approx(2 * trend.rate(trend.months))


def test_an_unclear_trend_halves_or_doubles_no_faster_than_so():
    trend = fit([0, 6, 12], [3, 2, 3], [2.0] * 3)
    assert not trend.is_clear
    assert (trend.slowest_halving, trend.slowest_doubling) == (None, None)
    assert trend.fastest_halving == pytest.approx(math.log(2) / -trend.lower)
    assert trend.fastest_doubling == pytest.approx(math.log(2) / trend.upper)


def test_no_change_at_all_never_doubles():
    trend = fit([0, 6, 12], [3, 3, 3], [2.0] * 3)
    assert trend.p_value == pytest.approx(1.0)
    assert trend.months > 1e6


def test_the_day_that_months_are_counted_from_does_not_change_the_slope():
    near, far = (fit([m, m + 3, m + 9], [9, 4, 3], [2.0] * 3) for m in (0, 600))
    assert near.slope == pytest.approx(far.slope, rel=1e-8)
    assert near.rate(3) == pytest.approx(far.rate(603), rel=1e-8)


@pytest.mark.parametrize(
    ("months", "k", "reason"),
    [
        ([0, 6], [9, 4], Refusal.FEW_SAMPLINGS),
        ([], [], Refusal.FEW_SAMPLINGS),
        ([0, 6, 12], [2, 1, 1], Refusal.FEW_CELLS),
        ([0, 6, 12], [14, 0, 0], Refusal.ALL_FIRST),
        ([0, 6, 12], [0, 0, 5], Refusal.ALL_LAST),
        ([0, 6, 12], [0, 5, 0], None),
        ([0, 6, 12], [4, 0, 1], None),
    ],
)
def test_where_no_trend_may_be_fitted(months, k, reason):
    assert refusal(months, k) is reason


def test_fitting_what_is_refused_says_why():
    with pytest.raises(ValueError, match="all cells in the first sampling: no halving time"):
        fit([0, 6, 12], [14, 0, 0], [2.0] * 3)
