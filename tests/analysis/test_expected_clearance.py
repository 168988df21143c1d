"""Observed beside expected clearance: what an unchanged cohort shows by chance alone."""

from dataclasses import replace

import numpy as np
import pytest

from monitor.analysis.clearance_tables import clearance_table
from monitor.analysis.clearance_times import times_data
from monitor.analysis.expected_clearance import Verdict, clearance_data
from monitor.analysis.line_response import summary
from monitor.analysis.response_dose import dose_data
from monitor.analysis.response_groups import (
    EVERYBODY,
    everybody,
    groups_by,
    in_two,
    is_control,
)
from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import Span
from monitor.charts.expected_clearance import group_sentence
from monitor.charts.line_response import cleared_words
from monitor.domain.rules import DEFAULT_RULES
from tests.analysis.response_cohorts import cohort_of, simulated

# methods.md 5: κ 0.35 and mean 0.6 per 2.0 M.
SHAPE, RATE = 0.35, 0.35 / 0.3
FORETOLD = 0.376411


def unchanged(size, seed, n1=2.0, n2=2.0):
    draw = np.random.default_rng(seed)
    rates = draw.gamma(SHAPE, 1 / RATE, size)
    return draw.poisson(rates * n1), n1, draw.poisson(rates * n2), n2


def clearance(cohort, groups=None):
    return clearance_data(pairs_of(cohort, Span()), groups or everybody(cohort))


def test_a_hundred_thousand_unchanged_patients_clear_as_often_as_expected(capsys):
    """The proof of issue 5: nothing changed, a third of the positives turns negative, and the page
    says that this is what chance alone explains.
    """
    group = clearance(simulated(*unchanged(100_000, 20))).groups[0]
    found = group.expectation
    with capsys.disabled():
        print(
            f"\n10⁵ unchanged patients: {group.observed:,} of {group.positive:,} positives cleared "
            f"({group.share:.4f}, foretold {FORETOLD}), expected {found.expected:,.0f} "
            f"({found.lower:,.0f}–{found.upper:,.0f}), fitted shape {found.rates.shape:.3f} and "
            f"mean {found.rates.mean:.3f}; brackets {found.own_count:,.0f} to "
            f"{found.common_mean:,.0f}",
            end="",
        )
    assert found.lower <= group.observed <= found.upper
    assert group.verdict is Verdict.WITHIN
    assert found.expected / group.positive == pytest.approx(FORETOLD, abs=0.005)
    assert found.own_count < group.observed < found.common_mean


@pytest.mark.parametrize("threshold", [2, 3])
def test_with_a_threshold_cleared_is_below_it_in_every_table(threshold):
    """A count below the threshold is not detected: observed and expected both take it for that."""
    rules = replace(DEFAULT_RULES, threshold=threshold)
    cohort = simulated(*unchanged(40_000, 8), rules=rules)
    pairs = pairs_of(cohort, Span())
    group = clearance_data(pairs, everybody(cohort)).groups[0]
    frame = pairs.frame
    is_positive = frame["k1"] >= threshold
    assert group.positive == int(is_positive.sum())
    assert group.observed == int((is_positive & (frame["k2"] < threshold)).sum())
    assert summary(pairs).cleared == group.observed
    assert group.expectation.lower <= group.observed <= group.expectation.upper
    assert group.expectation.own_count < group.observed < group.expectation.common_mean
    times = times_data(cohort, everybody(cohort), is_sustained=False)
    assert times.groups[0].changed == group.observed
    data = dose_data(pairs)
    assert data.patients - sum(d.detected for d in data.groups) == int(
        (frame["k2"] < threshold).sum()
    )
    assert f"had fewer than {threshold} cells after" in group_sentence(group)
    assert f"had fewer than {threshold} cells after" in cleared_words(summary(pairs))


def test_unequal_depths_and_shallow_samplings_do_not_fool_it(capsys):
    """Second samplings of 0.3 to 4 M: shallow zeros are not evaluable, shallow positives are."""
    draw = np.random.default_rng(3)
    depths = [draw.choice([0.3, 0.6, 1.0, 2.0, 4.0], 100_000) for _ in range(2)]
    rates = draw.gamma(SHAPE, 1 / RATE, 100_000)
    k1, k2 = (draw.poisson(rates * depth) for depth in depths)
    group = clearance(simulated(k1, depths[0], k2, depths[1])).groups[0]
    found = group.expectation
    with capsys.disabled():
        print(
            f"\n10⁵ unchanged patients at mixed depth: {group.observed:,} of {group.positive:,}, "
            f"expected {found.expected:,.0f} ({found.lower:,.0f}–{found.upper:,.0f}); "
            f"{group.shallow:,} left out as too shallow",
            end="",
        )
    assert found.lower <= group.observed <= found.upper
    assert group.shallow > 0


def test_a_therapy_that_clears_half_is_told_from_chance():
    k1, n1, k2, n2 = unchanged(2_000, 5)
    cured = np.random.default_rng(6).random(2_000) < 0.5
    group = clearance(simulated(k1, n1, np.where(cured, 0, k2), n2)).groups[0]
    assert group.verdict is Verdict.MORE


def test_few_positives_have_brackets_only():
    group = clearance(simulated(*unchanged(60, 8))).groups[0]
    assert group.baseline_positives < 20
    assert group.expectation.expected is None
    assert group.verdict is Verdict.BRACKETS
    assert group.expectation.own_count > 0


def test_arms_are_compared_the_control_first():
    k1, n1, k2, n2 = unchanged(1_000, 9)
    treated = np.arange(1_000) % 2 == 0
    k2 = np.where(treated & (np.arange(1_000) % 4 == 0), 0, k2)
    arms = np.where(treated, "docetaxel", "standard")
    cohort = simulated(k1, n1, k2, n2, arms)
    data = clearance(cohort, groups_by(cohort, "arm"))
    assert [(g.name, g.is_control) for g in data.groups] == [
        ("standard", True),
        ("docetaxel", False),
    ]
    assert data.groups[0].verdict is Verdict.WITHIN
    both = data.comparison
    assert (both.first, both.second) == ("standard", "docetaxel")
    assert both.cleared.difference > 0
    assert both.cleared.p_value < 0.05
    assert both.counts.ratio < 1


def test_positive_means_the_threshold_and_a_negative_is_no_positive():
    data = clearance(cohort_of("2021-01-01 0/2.0M\n2022-01-01 0/2.0M\n"))
    group = data.groups[0]
    assert (group.positive, group.observed) == (0, 0)
    assert np.isnan(group.share)
    assert not data.has_positives


def test_an_empty_cohort_gives_a_row_of_nothing():
    table = clearance_table(clearance(cohort_of()))
    assert table["group"].tolist() == [EVERYBODY]
    assert table["positive before"].tolist() == [0]


def test_the_same_question_has_the_same_answer():
    cohort = simulated(*unchanged(500, 4))
    assert clearance(cohort) == clearance(cohort)


@pytest.mark.parametrize("name", ["Control", "standard", "Placebo", "no treatment", "SOC"])
def test_control_arms_are_known_by_their_name(name):
    assert is_control(name)


def test_groups_by_a_column_without_two_values_are_none():
    cohort = cohort_of("2021-01-01 1/2.0M\n", "2021-01-01 1/2.0M\n", arms=("a", "a"))
    assert groups_by(cohort, "arm") == ()
    assert groups_by(cohort, "no such column") == ()


def test_patients_in_two_groups_are_counted():
    cohort = cohort_of(*["2021-01-01 1/2.0M\n"] * 3, arms=("a", "b", "b"))
    one, two = groups_by(cohort, "arm")
    assert in_two((one, two)) == 0
    assert in_two((one, two, everybody(cohort)[0])) == 3


def test_a_second_sampling_too_shallow_for_a_zero_is_in_no_ratio_of_counts():
    """Of shallow samplings only the positive ones are evaluable: they would raise the rate."""
    first = "2020-01-01 1/2.0M\n"
    deep = [first + f"2021-01-01 {k}/2.0M\n" for k in (1, 3)] * 3
    shallow = [first + "2021-01-01 4/0.2M\n"] * 3
    cohort = cohort_of(*deep, *deep, *shallow, arms=["standard"] * 6 + ["docetaxel"] * 9)
    assert clearance(cohort, groups_by(cohort, "arm")).comparison.counts.ratio == pytest.approx(1)
