"""Scatter of sites and replicates beside what Poisson counts allow."""

from math import comb, factorial

import numpy as np
import pytest

from monitor.stats.dispersion import (
    DispersionTest,
    dispersion,
    lab_dispersion,
    lab_dispersion_of_sums,
)


def test_many_cells_are_held_against_chi_square():
    """chisq.test(c(30, 10)): X-squared = 10, df = 1, p-value = 0.001565402258."""
    found = dispersion([30, 10], [1.0, 1.0])
    assert (found.statistic, found.degrees, found.test) == (10.0, 1, DispersionTest.CHI_SQUARE)
    assert found.p_value == pytest.approx(0.001565402258, rel=1e-9)


def test_depth_decides_what_each_site_should_show():
    """chisq.test(c(12, 30), p = c(1, 3) / 4): X-squared = 0.28571, p-value = 0.5929801."""
    found = dispersion([12, 30], [0.7, 2.1])
    assert found.statistic == pytest.approx(0.2857142857)
    assert found.p_value == pytest.approx(0.5929801, rel=1e-6)


@pytest.mark.parametrize(("k", "n"), [((2, 0), (1, 1)), ((1, 7), (1, 3)), ((9, 1), (2, 1))])
def test_two_sites_of_few_cells_are_the_exact_binomial_test(k, n):
    t, p = sum(k), n[0] / sum(n)
    chances = [comb(t, i) * p**i * (1 - p) ** (t - i) for i in range(t + 1)]
    expected = sum(c for c in chances if c <= chances[k[0]] * (1 + 1e-7))
    found = dispersion(k, n)
    assert found.test is DispersionTest.EXACT
    assert found.p_value == pytest.approx(min(1.0, expected))


def test_three_sites_are_the_exact_multinomial_written_out():
    k, shares = (5, 1, 0), (0.25, 0.25, 0.5)

    def chance(*cells):
        product = factorial(sum(cells))
        for number, share in zip(cells, shares, strict=True):
            product *= share**number / factorial(number)
        return product

    every = [chance(a, b, 6 - a - b) for a in range(7) for b in range(7 - a)]
    expected = sum(c for c in every if c <= chance(*k) * (1 + 1e-7))
    assert sum(every) == pytest.approx(1.0)
    assert dispersion(k, shares).p_value == pytest.approx(expected)


def test_too_many_outcomes_are_drawn_the_same_way_each_time():
    k, n = [8, 0, 0, 0, 0, 0, 1, 1, 1, 1], [1.0] * 10
    found = dispersion(k, n)
    assert found.test is DispersionTest.SIMULATED
    assert found == dispersion(k, n)
    assert 0 < found.p_value < 0.001


def test_no_cell_at_all_scatters_not_at_all():
    assert dispersion([0, 0], [1.0, 2.0]).p_value == 1.0


def test_a_lab_s_dispersion_is_one_for_poisson_and_more_for_clumped_cells():
    draw = np.random.default_rng(4)
    rates = draw.gamma(0.5, 2.0, 600)
    poisson = [(draw.poisson(r, 2), [1.0, 1.0]) for r in rates]
    clumped = [(3 * draw.poisson(r / 3, 2), [1.0, 1.0]) for r in rates]
    plain, over = lab_dispersion(poisson), lab_dispersion(clumped)
    assert plain.phi == pytest.approx(1.0, abs=0.15)
    assert not plain.is_over
    assert over.phi == pytest.approx(3.0, abs=0.5)
    assert over.is_over


def test_few_degrees_of_freedom_never_make_a_lab_over_dispersed():
    assert lab_dispersion([([30, 1], [1.0, 1.0])] * 19).is_over is False
    assert lab_dispersion([([30, 1], [1.0, 1.0])] * 20).is_over is True
    nothing = lab_dispersion([([0, 0], [1.0, 1.0])])
    assert (nothing.degrees, nothing.p_value, np.isnan(nothing.phi)) == (0, 1.0, True)


def test_one_count_alone_cannot_scatter():
    with pytest.raises(ValueError, match="at least two counts"):
        dispersion([3], [1.0])


def test_sums_of_each_group_say_the_same_as_its_counts():
    groups = [([5, 1, 0], [1.0, 2.0, 0.5]), ([9, 30], [0.7, 2.1]), ([0, 1], [1.0, 1.0])] * 9
    sums = [
        (sum(k), sum(n), sum(a * a / b for a, b in zip(k, n, strict=True)), len(k))
        for k, n in groups
    ]
    counted, summed = lab_dispersion(groups), lab_dispersion_of_sums(*zip(*sums, strict=True))
    assert summed.phi == pytest.approx(counted.phi)
    assert (summed.degrees, summed.is_over) == (counted.degrees, counted.is_over)
    assert summed.p_value == pytest.approx(counted.p_value)
