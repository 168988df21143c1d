"""Two counts compared: against R (references.py), the design's own numbers, by property and by
simulation.
"""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.stats.change import (
    REALISTIC_DEPTH,
    attained_size,
    compare,
    depth_to_show_fall,
    false_clearance,
    smallest_cleared_count,
    smallest_demonstrable,
)
from tests.stats.references import rows

counts = st.integers(0, 400)
depths = st.floats(0.05, 50)
steady = settings(deadline=None)  # the machine may be busy
DEPTH_RATIOS = (0.1, 0.25, 0.5, 0.8, 1.0, 1.05, 1.5, 2.0, 4.0, 10.0)


def named(row):
    return "{k1:g}/{n1_million:g} → {k2:g}/{n2_million:g}".format(**row)


def compared(row, **options):
    return compare(row["k1"], row["n1_million"], row["k2"], row["n2_million"], **options)


@pytest.mark.parametrize("row", rows("poisson_ratio"), ids=named)
def test_ratio_limits_and_p_agree_with_the_design_s_reference(row):
    change = compared(row)
    found = (change.ratio, change.lower, change.upper, change.p_value)
    assert found == pytest.approx([row[x] for x in ("ratio", "lower", "upper", "p")], rel=1e-6)


@pytest.mark.parametrize("row", rows("poisson_change"), ids=named)
def test_every_number_agrees_with_r(row):
    change = compared(row)
    for name in ("ratio", "lower", "upper", "p_value", "p_central", "chance_of_false_clearance",
                 "probability_fell"):  # fmt: skip
        assert getattr(change, name) == pytest.approx(row[name], rel=1e-6), name
    assert change.demonstrable is (row["p_central"] < 0.05)


def test_a_column_gives_what_its_rows_give():
    table = rows("poisson_change")
    names = ("k1", "n1_million", "k2", "n2_million")
    column = compare(*([row[name] for row in table] for name in names))
    assert column.ratio.shape == (len(table),)
    for place, row in enumerate(table):
        assert column.p_value[place] == compared(row).p_value
        assert bool(column.demonstrable[place]) is compared(row).demonstrable
        assert column.upper[place] == compared(row).upper


@pytest.mark.parametrize(
    ("k1", "n1", "k2", "n2", "ratio", "lower", "upper"),
    [
        (14, 2, 5, 2, 0.36, 0.10, 1.05),
        (14, 2, 1, 2, 0.07, 0.002, 0.47),
        (14, 2, 0, 2.1, 0, 0, 0.29),
        (14, 2, 0, 0.3, 0, 0, 2.01),
        (1, 2, 0, 2, 0, 0, 39),
        (5, 2, 0, 2, 0, 0, 1.09),
        (6, 2, 0, 2, 0, 0, 0.85),
        (0, 2, 6, 2, math.inf, 1.18, math.inf),
        (20, 2, 40, 2, 2.00, 1.14, 3.61),
    ],
)
def test_the_change_ladder_s_checks(k1, n1, k2, n2, ratio, lower, upper):
    change = compare(k1, n1, k2, n2)
    assert change.ratio == pytest.approx(ratio, abs=0.005)
    assert change.lower == pytest.approx(lower, abs=0.005)
    assert change.upper == pytest.approx(upper, abs=0.005)


def test_p_value_and_interval_may_disagree_and_the_interval_decides():
    change = compare(5, 2.00, 0, 2.01)
    assert change.p_value == pytest.approx(0.031, abs=5e-4)
    assert change.upper == pytest.approx(1.09, abs=0.005)
    assert not change.demonstrable


@pytest.mark.parametrize(
    ("k1", "n1", "n2", "chance"), [(1, 2, 2, 0.5), (5, 2, 2, 0.03125), (1, 2, 2.1, 0.4878)]
)
def test_the_chance_of_a_false_clearance_after_few_cells(k1, n1, n2, chance):
    assert compare(k1, n1, 0, n2).chance_of_false_clearance == pytest.approx(chance, abs=5e-5)
    assert float(false_clearance(k1, n1, 0, n2)) == pytest.approx(chance, abs=5e-5)


def test_the_exact_p_where_a_popular_approximation_fails():
    assert compare(8, 2, 1, 6).p_value == pytest.approx(0.000107, abs=5e-7)


def test_no_cells_in_either_is_undefined_but_no_fault():
    change = compare(0, 2.0, 0, 1.0)
    undefined = (change.ratio, change.lower, change.upper, change.probability_fell)
    assert all(map(math.isnan, undefined))
    assert (change.p_value, change.p_central, change.demonstrable) == (1.0, 1.0, False)


def test_the_smallest_demonstrable_falls_at_equal_depth():
    fewest = {}
    for k1 in range(1, 14):
        fall_to = smallest_demonstrable(k1, 2.0, 2.0).fall_to
        if fall_to is not None:
            fewest.setdefault(fall_to, k1)
    assert fewest == {0: 6, 1: 8, 2: 10, 3: 12, 4: 13}
    assert smallest_cleared_count(2.0, 2.0) == 6


def test_one_cell_needs_a_depth_that_no_marrow_has():
    depth = float(depth_to_show_fall(1, 2.0))
    assert depth == pytest.approx(78.0)
    assert depth > REALISTIC_DEPTH
    assert np.isinf(depth_to_show_fall(0, 2.0))


@steady
@given(st.integers(1, 60), depths, st.integers(0, 5))
def test_the_depth_to_show_a_fall_shows_it_and_a_little_less_does_not(k1, n1, k2):
    assume(k1 > k2)
    depth = float(depth_to_show_fall(k1, n1, k2))
    assert compare(k1, n1, k2, depth).demonstrable
    assert not compare(k1, n1, k2, depth * 0.999).demonstrable


@steady
@given(st.integers(0, 60), st.floats(0.3, 6), st.floats(0.3, 6), st.sampled_from([0.01, 0.05, 0.2]))
def test_smallest_changes_are_the_edge_of_what_is_demonstrable(k1, n1, n2, alpha):
    smallest = smallest_demonstrable(k1, n1, n2, alpha)
    assert compare(k1, n1, smallest.rise_to, n2, alpha).demonstrable
    assert not compare(k1, n1, smallest.rise_to - 1, n2, alpha).demonstrable
    fall_to = -1 if smallest.fall_to is None else smallest.fall_to
    assert fall_to == -1 or compare(k1, n1, fall_to, n2, alpha).demonstrable
    assert not compare(k1, n1, fall_to + 1, n2, alpha).demonstrable


@steady
@given(counts, depths, counts, depths)
def test_swapping_before_and_after_inverts_the_ratio_and_nothing_else(k1, n1, k2, n2):
    assume(k1 + k2)
    there, back = compare(k1, n1, k2, n2), compare(k2, n2, k1, n1)
    for one, other in ((there.ratio, back.ratio), (there.lower, back.upper)):
        assert one == pytest.approx(1 / other if other else math.inf, rel=1e-9)
    assert there.p_value == pytest.approx(back.p_value, rel=1e-6)
    assert there.p_central == pytest.approx(back.p_central, rel=1e-9)
    assert there.probability_fell == pytest.approx(1 - back.probability_fell, abs=1e-9)


@steady
@given(counts, depths, counts, depths)
def test_demonstrable_is_an_interval_that_excludes_one(k1, n1, k2, n2):
    assume(k1 + k2)
    change = compare(k1, n1, k2, n2)
    assume(abs(change.p_central - 0.05) > 1e-9)
    assert change.demonstrable is not (change.lower <= 1 <= change.upper)
    assert change.lower <= change.ratio <= change.upper


@steady
@given(counts, depths, counts, depths)
def test_everything_rises_with_every_later_cell(k1, n1, k2, n2):
    less, more = compare(k1, n1, k2, n2), compare(k1, n1, k2 + 1, n2)
    assert more.chance_of_false_clearance >= less.chance_of_false_clearance * (1 - 1e-12)
    if k1 and k2:
        assert more.ratio > less.ratio
        assert more.lower > less.lower
        assert more.upper > less.upper
        assert more.probability_fell <= less.probability_fell


@steady
@given(counts, depths, counts, depths, st.floats(0.01, 100))
def test_the_unit_of_depth_does_not_matter(k1, n1, k2, n2, unit):
    one, other = compare(k1, n1, k2, n2), compare(k1, n1 * unit, k2, n2 * unit)
    assert one.p_central == pytest.approx(other.p_central, rel=1e-7)
    assert one.upper == pytest.approx(other.upper, rel=1e-9, nan_ok=True)


@steady
@given(st.integers(1, 50), depths, st.integers(0, 50), depths, st.floats(1.0, 4.0))
def test_scatter_beyond_poisson_takes_evidence_away(k1, n1, k2, n2, phi):
    plain, spread = compare(k1, n1, k2, n2), compare(k1, n1, k2, n2, dispersion=phi)
    assert spread.ratio == plain.ratio
    assert spread.upper >= plain.upper * (1 - 1e-9)
    assert spread.lower <= plain.lower * (1 + 1e-9)
    assert plain.demonstrable or not spread.demonstrable


@pytest.mark.parametrize("ratio", DEPTH_RATIOS)
def test_unchanged_pairs_are_called_demonstrable_no_more_often_than_alpha(ratio, capsys):
    """200,000 pairs of unchanged patients, rates from a skewed gamma, at each ratio of depths."""
    draw = np.random.default_rng(int(ratio * 1000))
    rates = draw.gamma(0.5, 6.0, 200_000)
    k1, k2 = draw.poisson(rates * 2.0), draw.poisson(rates * 2.0 * ratio)
    share = float(np.mean(compare(k1, 2.0, k2, 2.0 * ratio).demonstrable))
    expected = float(np.mean(attained_size(k1 + k2, 2.0, 2.0 * ratio)))
    with capsys.disabled():
        print(f"\ndepth ratio {ratio:g}: {share:.4f} demonstrable, {expected:.4f} expected", end="")
    assert share <= 0.05
    assert share == pytest.approx(expected, abs=0.002)


def test_divided_cells_have_the_size_of_the_divided_ones():
    t = np.arange(60)
    assert np.array_equal(attained_size(2 * t, 2.0, 3.0, 0.05, 2.0), attained_size(t, 2.0, 3.0))
    assert attained_size(13, 2.0, 2.0, 0.05, 2.0) == pytest.approx(
        (attained_size(6, 2.0, 2.0) + attained_size(7, 2.0, 2.0)) / 2
    )
    assert attained_size([], [], [], 0.05, []).size == 0


def test_in_a_lab_that_scatters_twice_as_much_chance_is_foretold_as_the_test_takes_it(capsys):
    """Unchanged patients whose cells come in pairs: φ = 2 divides them in test and expectation."""
    draw = np.random.default_rng(6)
    rates = draw.gamma(0.8, 5.0, 100_000)
    k1, k2 = 2 * draw.poisson(rates), 2 * draw.poisson(rates)
    called = float(np.mean(compare(k1, 2.0, k2, 2.0, dispersion=2.0).demonstrable))
    expected = float(np.mean(attained_size(k1 + k2, 2.0, 2.0, 0.05, 2.0)))
    undivided = float(np.mean(attained_size(k1 + k2, 2.0, 2.0)))
    with capsys.disabled():
        print(f"\nφ = 2: {called:.4f} demonstrable, {expected:.4f} expected", end="")
    assert called == pytest.approx(expected, abs=0.002)
    assert undivided > 1.2 * expected


@pytest.mark.parametrize("ratio", DEPTH_RATIOS)
def test_no_total_and_no_depth_ratio_exceeds_alpha(ratio):
    sizes = attained_size(np.arange(500), 1.0, ratio)
    assert float(sizes.max()) < 0.05
    assert float(sizes[400:].min()) > 0.02


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: compare(-1, 2, 0, 2), "k1, the cells before, must be whole and not negative"),
        (lambda: compare(1, 2, 1.5, 2), "k2, the cells after, must be whole and not negative"),
        (lambda: compare(1, 0, 1, 2), "n1, the cells screened before, must be greater than 0"),
        (lambda: compare(1, 2, 1, -2), "n2, the cells screened after, must be greater than 0"),
        (lambda: compare(1, 2, 1, math.nan), "n2, the cells screened after, must be a number"),
        (lambda: compare(1, 2, 1, 2, alpha=0), "α must be greater than 0"),
        (lambda: compare(1, 2, 1, 2, alpha=1), "α must lie between 0 and 1"),
        (lambda: compare(1, 2, 1, 2, dispersion=0.5), "The dispersion must not be below 1"),
        (lambda: smallest_demonstrable(1, -2, 2), "n1, the cells screened before"),
        (lambda: depth_to_show_fall(-1, 2), "k1, the cells before"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
