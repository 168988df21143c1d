"""Two groups, doses and many tests, against R 4.2.2."""

import numpy as np
import pytest

from monitor.stats.dose_trend import trend_of_shares
from monitor.stats.multiplicity import false_discovery_q
from monitor.stats.two_groups import count_ratio, share_difference


def test_the_lady_tasting_tea():
    """fisher.test(matrix(c(3, 1, 1, 3), nrow = 2))$p.value"""
    assert share_difference(3, 4, 1, 4).p_value == pytest.approx(0.4857143, rel=1e-6)


def test_deaths_by_marrow_status_as_published_in_2000():
    """fisher.test(matrix(c(49, 150, 22, 331), 2)): p = 1.66e-9 (Braun, 552 patients)"""
    found = share_difference(22, 353, 49, 199)
    assert found.p_value == pytest.approx(1.66e-9, rel=5e-3)
    assert found.difference == pytest.approx(49 / 199 - 22 / 353)


def test_newcombe_s_published_limits_of_a_difference():
    """Newcombe 1998, table II: 56/70 − 48/80, method 10: 0.0524 to 0.3339."""
    found = share_difference(48, 80, 56, 70)
    assert (found.lower, found.upper) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_swapped_groups_swap_the_difference_and_keep_p():
    one, other = share_difference(3, 20, 9, 22), share_difference(9, 22, 3, 20)
    assert one.difference == pytest.approx(-other.difference)
    assert (one.lower, one.upper) == pytest.approx((-other.upper, -other.lower))
    assert one.p_value == pytest.approx(other.p_value)


def test_an_empty_group_has_no_difference():
    assert np.isnan(share_difference(0, 0, 3, 5).difference)


def test_the_ratio_of_counts_is_that_of_a_poisson_model_with_sandwich_variance():
    import statsmodels.api as sm

    draw = np.random.default_rng(4)
    second = np.arange(80) % 2 == 1
    n = draw.choice([1.0, 2.0, 3.0], 80)
    k = draw.poisson(draw.gamma(0.5, 2.0, 80) * n * np.where(second, 0.5, 1.0))
    model = sm.GLM(
        k, sm.add_constant(second.astype(float)), family=sm.families.Poisson(), offset=np.log(n)
    ).fit(cov_type="HC0")
    found = count_ratio(k, n, second)
    assert found.ratio == pytest.approx(np.exp(model.params[1]), rel=1e-6)
    assert (found.lower, found.upper) == pytest.approx(np.exp(model.conf_int()[1]), rel=1e-6)
    assert found.p_value == pytest.approx(model.pvalues[1], rel=1e-6)


def test_too_few_patients_with_cells_give_no_ratio():
    assert (
        count_ratio([1, 1, 1, 1, 0, 0, 9, 9, 9, 9, 9], [2.0] * 11, [False] * 6 + [True] * 5) is None
    )
    assert count_ratio([], [], []) is None


def test_the_smokers_of_r_s_manual():
    """prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82)): X-squared = 8.2249, p = 0.004132"""
    found = trend_of_shares([83, 90, 129, 70], [86, 93, 136, 82], [1, 2, 3, 4])
    assert found.chi_square == pytest.approx(8.2249, abs=5e-5)
    assert found.p_value == pytest.approx(0.004132, abs=5e-7)
    assert found.slope < 0


def test_a_gradient_as_published_rises():
    """0 / 1 / 2 / ≥ 3 cells: 12.4, 21.3, 19.4, 42.5 % relapse (Naume 2004; sizes assumed here)."""
    n = np.array([700, 47, 31, 40])
    k = np.rint(n * [0.124, 0.213, 0.194, 0.425]).astype(int)
    found = trend_of_shares(k, n, [0, 1, 2, 3])
    assert found.slope > 0
    assert found.p_value < 1e-5


@pytest.mark.parametrize(
    ("k", "n"), [([0, 0], [5, 5]), ([5, 5], [5, 5]), ([0, 3], [0, 5]), ([], [])]
)
def test_shares_that_are_all_alike_have_no_trend(k, n):
    assert trend_of_shares(k, n, list(range(len(n)))) is None


def test_q_is_p_adjusted_as_in_r_and_a_missing_p_is_no_test():
    """p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "BH") is 0.05 throughout"""
    assert false_discovery_q([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx([0.05] * 5)
    found = false_discovery_q([0.001, np.nan, 0.5])
    assert found[[0, 2]] == pytest.approx([0.002, 0.5])
    assert np.isnan(found[1])
    assert false_discovery_q([]).size == 0
