"""poisson.test(c(k, control_k), c(n, control_n), alternative = "greater")$p.value of R 4.2.2 is the
exact binomial tail Pr(K >= k | k + control_k), written out below."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.control import net_of_control, p_above_control

steady = settings(deadline=None)  # the machine may be busy


def binomial_tail(k, t, p):
    return sum(comb(t, i) * p**i * (1 - p) ** (t - i) for i in range(k, t + 1))


@steady
@given(st.integers(0, 30), st.floats(0.1, 10), st.integers(0, 30), st.floats(0.1, 10))
def test_p_is_the_binomial_tail_given_the_total(k, n, control_k, control_n):
    expected = binomial_tail(k, k + control_k, n / (n + control_n))
    assert p_above_control(k, n, control_k, control_n) == pytest.approx(expected, rel=1e-9)


def test_two_cells_beside_one_on_half_the_control_prove_nothing():
    assert p_above_control(2, 1.0, 1, 0.5) == pytest.approx(20 / 27)


def test_many_cells_beside_one_of_the_control_are_above_it():
    assert p_above_control(14, 1.0, 1, 1.0) == pytest.approx(16 / 2**15)


def test_a_zero_is_never_above():
    assert p_above_control(0, 2.0, 3, 0.5) == 1.0


@steady
@given(st.integers(1, 200), st.integers(1, 50))
def test_p_never_rises_with_every_cell_nor_falls_with_the_control(k, control_k):
    p = p_above_control(k, 2.0, control_k, 0.5)
    assert p_above_control(k + 1, 2.0, control_k, 0.5) <= p
    assert p_above_control(k, 2.0, control_k + 1, 0.5) >= p


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((-1, 1.0, 1, 1.0), "A count of cells must be whole and not negative, not -1"),
        ((1, 1.0, 1.5, 1.0), "A count of cells must be whole and not negative, not 1.5"),
        ((1, 0.0, 1, 1.0), "The number of cells screened must be greater than 0"),
        ((1, 1.0, 1, float("nan")), "The number of cells screened must be greater than 0"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(numbers, sentence):
    with pytest.raises(ValueError, match=sentence):
        p_above_control(*numbers)


def test_net_of_control_is_the_difference_with_limits_from_both():
    """r1 = 7, limits 3.826965 to 11.744810; r2 = 2, limits 0.050636 to 11.143287 (poisson.test)."""
    net = net_of_control(14, 2.0, 1, 0.5)
    assert net.rate == 5.0
    assert net.lower == pytest.approx(5 - ((7 - 3.826965) ** 2 + (11.143287 - 2) ** 2) ** 0.5)
    assert net.upper == pytest.approx(5 + ((11.744810 - 7) ** 2 + (2 - 0.050636) ** 2) ** 0.5)
    assert net.p_value == p_above_control(14, 2.0, 1, 0.5)


@steady
@given(st.integers(0, 200), st.floats(0.1, 10), st.integers(0, 50), st.floats(0.1, 10))
def test_net_of_control_turns_around_with_its_arguments(k, n, control_k, control_n):
    there, back = (
        net_of_control(k, n, control_k, control_n),
        net_of_control(control_k, control_n, k, n),
    )
    assert there.rate == pytest.approx(-back.rate)
    assert there.lower == pytest.approx(-back.upper)
    assert there.lower <= there.rate <= there.upper


def test_the_interval_of_the_net_rate_covers_the_truth(capsys):
    draw = np.random.default_rng(9)
    cells, stained = draw.poisson(3.0 * 2, 5_000), draw.poisson(1.0, 5_000)
    pairs = list(zip(cells.tolist(), stained.tolist(), strict=True))
    found = {(k, control_k): net_of_control(k, 2.0, control_k, 1.0) for k, control_k in set(pairs)}
    covered = [found[pair].lower <= 2.0 <= found[pair].upper for pair in pairs]
    with capsys.disabled():
        print(f"\ncoverage of the net rate: {np.mean(covered):.4f}", end="")
    assert np.mean(covered) >= 0.945
