"""Against R 4.2.2 (tests/data/reference/poisson_interval.csv) and by property."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.poisson import depth_for, detection_probability, excluded_level, interval

REFERENCE = Path(__file__).parent.parent / "data" / "reference" / "poisson_interval.csv"
counts = st.integers(min_value=0, max_value=100_000)
depths = st.floats(min_value=1e-3, max_value=1e3)
steady = settings(deadline=None)  # the machine may be busy
shares = st.floats(min_value=0.01, max_value=1.0)


def reference_rows():
    with REFERENCE.open(newline="", encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", reference_rows(), ids=lambda r: f"{r['k']:g} in {r['n_million']} M")
def test_limits_agree_with_r(row):
    """poisson.test(k, n)$conf.int and poisson.test(k, n, alternative = "less")$conf.int[2]."""
    lower, upper = interval(row["k"], row["n_million"])
    assert float(lower) == pytest.approx(row["lower"], rel=1e-6)
    assert float(upper) == pytest.approx(row["upper"], rel=1e-6)
    one_sided = excluded_level(row["k"], row["n_million"])
    assert float(one_sided) == pytest.approx(row["upper_one_sided"], rel=1e-6)


def test_a_column_gives_the_same_limits_as_its_single_rows():
    rows = reference_rows()
    lower, upper = interval([r["k"] for r in rows], [r["n_million"] for r in rows])
    assert lower == pytest.approx([r["lower"] for r in rows], rel=1e-6)
    assert upper == pytest.approx([r["upper"] for r in rows], rel=1e-6)


@pytest.mark.parametrize(
    ("k", "n", "lower", "upper", "excluded"),
    [
        (0, 2.0, 0.0, 1.84, 1.50),
        (1, 2.0, 0.0127, 2.79, None),
        (2, 2.0, 0.121, 3.61, None),
        (3, 2.0, 0.309, 4.38, None),
        (5, 2.0, 0.812, 5.83, None),
        (20, 2.0, 6.11, 15.4, None),
        (0, 0.2, 0.0, 18.4, 15.0),
    ],
)
def test_values_that_the_design_prints(k, n, lower, upper, excluded):
    low, high = interval(k, n)
    assert float(low) == pytest.approx(lower, rel=5e-3)
    assert float(high) == pytest.approx(upper, rel=5e-3)
    if excluded is not None:
        assert float(excluded_level(k, n)) == pytest.approx(excluded, rel=5e-3)


def test_a_negative_of_two_million_excludes_three_over_n():
    assert float(excluded_level(0, 1.0)) == pytest.approx(2.995732273553991, rel=1e-12)
    assert float(excluded_level(0, 2.0, recovery=0.5)) == pytest.approx(2.995732273553991)


def test_planning_half_a_cell_per_million_needs_six_million():
    assert float(depth_for(0.5)) == pytest.approx(5.991464547, rel=1e-9)
    assert float(depth_for(0.5, recovery=0.5)) == pytest.approx(11.98292909, rel=1e-9)
    assert float(depth_for(0.5, probability=0.8)) == pytest.approx(3.218875825, rel=1e-9)
    assert float(detection_probability(0.5, 2.0)) == pytest.approx(0.6321205588, rel=1e-9)


def test_an_empty_column_has_empty_limits():
    lower, upper = interval([], [])
    assert lower.shape == upper.shape == excluded_level([], []).shape == (0,)


def test_large_and_small_counts_share_a_column():
    mixed = [0, 3, 250_000]
    lower, upper = interval(mixed, 1.0)
    alone = [interval(k, 1.0) for k in mixed]
    assert lower.tolist() == [float(low) for low, _ in alone]
    assert upper.tolist() == [float(high) for _, high in alone]


@steady
@given(counts, depths)
def test_the_interval_contains_the_rate(k, n):
    lower, upper = interval(k, n)
    assert lower <= k / n < upper
    assert (lower == 0) == (k == 0)


@steady
@given(counts, depths)
def test_limits_rise_with_every_cell(k, n):
    lower, upper = interval([k, k + 1], n)
    assert lower[0] < lower[1]
    assert upper[0] < upper[1]
    assert excluded_level(k, n) < excluded_level(k + 1, n)


@steady
@given(counts, depths, st.floats(min_value=1.01, max_value=10))
def test_a_deeper_sample_with_the_same_cells_has_lower_limits(k, n, factor):
    lower, upper = interval(k, [n, n * factor])
    assert upper[1] < upper[0]
    assert lower[1] < lower[0] or k == 0
    assert excluded_level(k, n * factor) < excluded_level(k, n)


@steady
@given(counts, depths, st.floats(min_value=1e-3, max_value=1e3))
def test_limits_scale_with_the_unit_of_exposure(k, n, unit):
    assert np.allclose(np.array(interval(k, n * unit)) * unit, interval(k, n), rtol=1e-12)


@steady
@given(counts, depths)
def test_a_higher_level_of_confidence_gives_a_wider_interval(k, n):
    (low95, high95), (low99, high99) = interval(k, n), interval(k, n, level=0.99)
    assert low99 <= low95
    assert high95 < high99


@steady
@given(counts, depths)
def test_the_one_sided_level_lies_between_the_rate_and_the_two_sided_limit(k, n):
    assert k / n < excluded_level(k, n) < interval(k, n)[1]


@steady
@given(st.floats(min_value=1e-3, max_value=1e3), st.floats(0.01, 0.99), shares)
def test_the_depth_for_a_rate_detects_it_with_that_probability(rate, probability, recovery):
    depth = depth_for(rate, probability, recovery)
    assert detection_probability(rate, depth, recovery) == pytest.approx(probability)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: interval(-1, 2.0), "k, the number of cells, must be whole and not negative"),
        (lambda: interval(3.5, 2.0), "k, the number of cells, must be whole and not negative"),
        (lambda: interval(float("nan"), 2.0), "k, the number of cells, must be a number"),
        (lambda: interval(1, 0), "n, the cells screened, must be greater than 0"),
        (lambda: interval([1, 2], [2.0, -1.0]), "n, the cells screened, must be greater than 0"),
        (lambda: interval(1, float("inf")), "n, the cells screened, must be a number"),
        (lambda: interval(1, 2.0, level=1.0), "The level must lie between 0 and 1"),
        (lambda: excluded_level(0, 2.0, recovery=0), "The recovery must lie above 0"),
        (lambda: excluded_level(0, 2.0, recovery=1.1), "The recovery must lie above 0"),
        (lambda: detection_probability(-1, 2.0), "The rate must not be negative"),
        (lambda: depth_for(0), "The rate must be greater than 0"),
        (lambda: depth_for(1, probability=1.0), "The probability must lie between 0 and 1"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.parametrize("mean", [0.05, 0.5, 1.0, 2.0, 5.0, 20.0, 100.0])
def test_the_interval_covers_the_truth_in_95_of_100_samplings(mean, capsys):
    """100,000 samplings of one level: at least 95 % of the intervals contain it."""
    draw = np.random.default_rng(int(mean * 100))
    cells = draw.poisson(mean, 100_000)
    lower, upper = interval(cells, 2.0)
    coverage = float(np.mean((lower <= mean / 2) & (mean / 2 <= upper)))
    excluded = float(np.mean(excluded_level(cells, 2.0) >= mean / 2))
    with capsys.disabled():
        print(f"\nmean {mean:g}: {coverage:.4f} covered, one-sided {excluded:.4f}", end="")
    assert coverage >= 0.95 - 0.002
    assert excluded >= 0.95 - 0.002
