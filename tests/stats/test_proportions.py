"""Shares and pairs of patients: the design's references (R 4.2.2) and statsmodels beside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.proportions import paired, wilson
from tests.stats.references import rows

steady = settings(deadline=None)  # the machine may be busy
CELLS = ("pos_pos", "pos_neg", "neg_pos", "neg_neg")


@pytest.mark.parametrize("row", rows("wilson"), ids=lambda r: f"{r['k']:g} of {r['n']:g}")
def test_wilson_agrees_with_r(row):
    lower, upper = wilson(row["k"], row["n"])
    assert float(lower) == pytest.approx(row["lower"], rel=1e-6, abs=1e-15)
    assert float(upper) == pytest.approx(row["upper"], rel=1e-6)


def test_wilson_of_nobody_is_not_a_number_and_of_all_ends_at_one():
    lower, upper = wilson([0, 7], [0, 7])
    assert np.isnan([lower[0], upper[0]]).all()
    assert upper[1] == 1.0


@steady
@given(st.integers(0, 200), st.integers(1, 200))
def test_wilson_contains_the_share_and_mirrors(k, more):
    n = k + more
    lower, upper = wilson(k, n)
    mirrored = wilson(n - k, n)
    assert 0 <= lower <= k / n <= upper <= 1
    assert float(lower) == pytest.approx(1 - float(mirrored[1]), abs=1e-12)


def test_more_patients_than_there_are_is_refused():
    with pytest.raises(ValueError, match="must not be greater than n"):
        wilson(3, 2)


@pytest.mark.parametrize("row", rows("mcnemar"), ids=lambda r: "/".join(f"{r[c]:g}" for c in CELLS))
def test_exact_mcnemar_agrees_with_r(row):
    assert paired(*(row[c] for c in CELLS)).p_value == pytest.approx(row["p_exact"], rel=1e-6)


@pytest.mark.parametrize("row", rows("mcnemar"), ids=lambda r: "/".join(f"{r[c]:g}" for c in CELLS))
def test_kappa_agrees_with_statsmodels(row):
    from statsmodels.stats.inter_rater import cohens_kappa

    table = np.array([row[c] for c in CELLS]).reshape(2, 2)
    theirs, ours = cohens_kappa(table), paired(*table.ravel())
    assert ours.kappa == pytest.approx(theirs.kappa)
    assert ours.kappa_lower == pytest.approx(theirs.kappa_low)
    assert ours.kappa_upper == pytest.approx(theirs.kappa_upp)


def test_the_published_concordance_of_two_marrows():
    """SATT: 86.5 % of 1,085; binom.test(938, 1085)$conf.int = 0.8427016, 0.8843310."""
    found = paired(15, 79, 68, 923)
    assert found.agreement == pytest.approx(0.8645, abs=5e-5)
    assert found.agreement_lower == pytest.approx(0.8427016, abs=5e-7)
    assert found.agreement_upper == pytest.approx(0.8843310, abs=5e-7)
    assert found.difference == pytest.approx((68 - 79) / 1085)


def test_no_pairs_and_no_variety_have_no_kappa():
    nothing = paired(0, 0, 0, 0)
    assert (nothing.pairs, nothing.p_value) == (0, 1.0)
    assert np.isnan(nothing.agreement)
    assert np.isnan(paired(0, 0, 0, 9).kappa)
    assert paired(0, 0, 0, 9).agreement == 1.0


@steady
@given(*[st.integers(0, 60)] * 4)
def test_swapping_the_visits_turns_the_difference_around(a, b, c, d):
    there, back = paired(a, b, c, d), paired(a, c, b, d)
    assert there.p_value == back.p_value
    if there.pairs:
        assert there.difference == -back.difference
        assert there.difference_lower == pytest.approx(-back.difference_upper, abs=1e-12)
        assert -1 - 1e-12 <= there.difference_lower <= there.difference
        assert there.difference <= there.difference_upper <= 1 + 1e-12


def test_the_interval_of_a_difference_covers_the_truth(capsys):
    """10,000 cohorts of 60 pairs: 20 % stay positive, 15 % clear, 5 % appear."""
    draw = np.random.default_rng(11)
    drawn = draw.multinomial(60, [0.2, 0.15, 0.05, 0.6], 10_000)
    distinct, times = np.unique(drawn, axis=0, return_counts=True)
    found = [paired(*row) for row in distinct]
    covered = [f.difference_lower <= -0.10 <= f.difference_upper for f in found]
    share = float(np.average(covered, weights=times))
    with capsys.disabled():
        print(f"\ncoverage of the paired difference: {share:.4f}", end="")
    assert 0.94 <= share <= 0.975
