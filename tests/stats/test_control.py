"""poisson.test(c(k, control_k), c(n, control_n), alternative = "greater")$p.value of R 4.2.2 is the
exact binomial tail Pr(K >= k | k + control_k), written out below."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.control import p_above_control

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
