"""How deep a cohort was screened: the numbers behind chart 2, and the planner's."""

import math
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from monitor.analysis.depth import MOST_POINTS, cohort_depth, depth_data
from monitor.analysis.depth_plan import (
    detection_plan,
    detection_table,
    fall_plan,
    fall_table,
)
from monitor.analysis.depth_tables import depth_table, impossible_table, lab_table
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EvidenceState
from tests.analysis.cohorts import cohort_of
from tests.builders import course

RULES = RuleSet()
TEXTS = (
    "2021-03-02 14/2.0M lab=North\n2021-07-05 0/0.3M lab=North\n2022-03-02 0/2.1M lab=North",
    "2021-03-02 1/0.5M lab=South\n2021-09-02 0/0.4M lab=South\n2022-03-02 pos lab=South",
    "2021-03-02 0/3.0M blood lab=South",
)


def patient(n, text):
    """Returns a course with a link and a pseudonym of its own."""
    found = course(text, patient_id=f"P{n}")
    return replace(found, patient=replace(found.patient, link=f"link-{n}"))


def data_of(*texts, rules=RULES, lab=None):
    courses = [patient(n, text) for n, text in enumerate(texts)]
    return depth_data(cohort_depth(cohort_of(*courses, rules=rules)), lab)


def test_every_marrow_sampling_with_count_and_depth_is_a_point_at_its_rate():
    data = data_of(*TEXTS)
    assert [(p.patient_id, p.k, p.n, p.state.value) for p in data.points] == [
        ("P0", 14, 2_000_000, "detected"),
        ("P0", 0, 300_000, "under-screened"),
        ("P0", 0, 2_100_000, "not detected"),
        ("P1", 1, 500_000, "detected"),
        ("P1", 0, 400_000, "under-screened"),
    ]
    assert [p.rate for p in data.points] == [7.0, 0.0, 0.0, 2.0, 0.0]
    assert [data.points[0].y, data.points[3].y] == [7.0, 2.0]
    assert (data.without_depth, data.samplings) == (1, 5)


def test_the_limits_are_those_of_the_reference():
    one = data_of("2021-03-02 1/2.0M\n2022-03-02 0/2.0M").points
    assert (one[0].lower, one[0].upper) == pytest.approx((0.012659, 2.785822), rel=1e-4)
    assert one[0].excluded is None
    assert one[1].excluded == pytest.approx(1.49786613677699, rel=1e-9)


def test_zeros_lie_in_the_lane_at_the_same_height_each_time():
    first, again = data_of(*TEXTS), data_of(*TEXTS)
    zeros = [p.y for p in first.points if p.k == 0]
    assert len(set(zeros)) == len(zeros)
    assert all(first.rates.bottom < y < first.rates.lane_top for y in zeros)
    assert zeros == [p.y for p in again.points if p.k == 0]


def test_a_reported_rate_below_one_cell_is_impossible_and_listed():
    data = data_of("2021-03-02 pos rate=0.002 2/2.0M\n2022-03-02 rate=0.47 1/2.1M lab=X")
    assert [(p.patient_id, p.n) for p in data.impossible] == [("P0", 2_000_000)]
    assert data.impossible[0].cells == pytest.approx(0.004)
    table = impossible_table(data)
    assert table.columns.tolist() == ["patient", "date", "lab", "rate", "N", "cells that would be"]
    assert len(table) == 1


def test_a_withdrawn_result_is_not_listed_as_impossible():
    assert data_of("2021-03-02 withdrawn rate=0.002 2/2.0M").impossible == ()


def test_labs_come_with_their_own_minimum_the_shallowest_first():
    rules = RuleSet(lab_depths=(("South", 350_000),))
    data = data_of(*TEXTS, rules=rules)
    found = [(one.lab, one.samplings, one.median, one.minimum, one.under_screened)
             for one in data.labs]  # fmt: skip
    assert found == [
        ("South", 2, 450_000, 350_000, 0),
        ("North", 3, 2_000_000, 1_000_000, 1),
    ]
    assert data.depths == (350_000, 1_000_000)
    assert lab_table(data)["Median, M"].tolist() == [0.45, 2.0]


def test_one_lab_alone_keeps_its_own_samplings_only():
    data = data_of(*TEXTS, lab="South")
    assert {p.lab for p in data.points} == {"South"}
    assert (data.samplings, data.without_depth) == (2, 1)


def test_the_histogram_counts_every_sampling_once_at_bounds_too():
    depths = (100_000, 1_000_000, 1_258_925, 1_258_926, 2_000_000, 10_000_000)
    text = "\n".join(f"20{n + 10}-01-01 0/{depth / 1e6}M" for n, depth in enumerate(depths))
    bins = data_of(text).bins
    assert sum(b.samplings for b in bins) == len(depths)
    for depth in depths:
        assert any(b.samplings and b.low * 0.999999 <= depth <= b.high for b in bins)
    assert all(b.high == pytest.approx(a.low) for b, a in pairwise(bins))


def test_of_a_large_cohort_every_nth_sampling_is_drawn_and_all_are_counted():
    one = cohort_depth(cohort_of("2021-03-02 0/2.0M"))
    many = replace(one, found=pd.concat([one.found] * (2 * MOST_POINTS + 1)))
    data = depth_data(many)
    assert len(data.points) <= MOST_POINTS
    assert data.is_thinned
    assert data.count(EvidenceState.NOT_DETECTED) == 2 * MOST_POINTS + 1
    assert sum(b.samplings for b in data.bins) == 2 * MOST_POINTS + 1


def test_nothing_at_all_gives_axes_and_no_points():
    data = data_of()
    assert (data.points, data.bins, data.labs, data.samplings) == ((), (), (), 0)
    assert data.low < RULES.minimum_depth < data.high


def test_the_table_lists_the_shallowest_first():
    assert depth_table(data_of(*TEXTS))["N"].tolist() == sorted(
        [2_000_000, 300_000, 2_100_000, 500_000, 400_000]
    )


def test_a_level_of_a_half_needs_six_million_cells_for_95_percent():
    plan = detection_plan(0.5, 0.95, RULES)
    assert plan.depth == pytest.approx(5.991464547, rel=1e-9)
    at = min(range(len(plan.curve.x)), key=lambda i: abs(plan.curve.x[i] - plan.depth))
    assert plan.curve.y[at] == pytest.approx(0.95, abs=0.02)
    assert all(a <= b for a, b in pairwise(plan.curve.y))


def test_a_recovery_of_one_half_doubles_every_depth():
    half = RuleSet(recovery=0.5)
    assert detection_plan(0.5, 0.95, half).depth == pytest.approx(2 * 5.991464547, rel=1e-9)
    ratio = detection_table(half)["95 % chance"] / detection_table(RULES)["95 % chance"]
    assert ratio.tolist() == pytest.approx([2.0] * len(ratio))


def test_a_rate_that_is_asked_for_stands_in_the_table_once():
    assert detection_table(RULES, 0.3)["Rate per 10⁶"].tolist().count(0.3) == 1
    assert len(detection_table(RULES, 0.5)) == len(detection_table(RULES))


def test_from_equal_depth_six_cells_can_show_a_fall_and_five_cannot():
    assert fall_plan(6, 2.0, RULES).depths[0] < 2.0 < fall_plan(5, 2.0, RULES).depths[0]
    assert fall_plan(5, 2.0, RULES).fewest == 6


def test_one_cell_in_two_million_needs_78_million_which_no_marrow_gives():
    plan = fall_plan(1, 2.0, RULES)
    assert plan.depths[0] == pytest.approx(78, abs=0.01)
    assert not plan.is_realistic


def test_more_cells_after_need_more_depth_and_more_cells_before_need_less():
    table = fall_table(fall_plan(8, 2.0, RULES))
    for _, row in table.iterrows():
        assert row["0 after"] < row["1 after"] < row["2 after"]
    assert table["0 after"].is_monotonic_decreasing
    assert all(math.isfinite(depth) for depth in table["2 after"])


def test_a_fall_from_no_cell_is_refused():
    with pytest.raises(ValueError, match="at least one cell"):
        fall_plan(0, 2.0, RULES)
