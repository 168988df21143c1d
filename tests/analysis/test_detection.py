"""Chart 7: who is counted at each visit, the rate, and its honest range."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.denominators import denominators
from monitor.analysis.detection import Part, detection_data
from monitor.analysis.detection_places import ordinal
from monitor.analysis.detection_states import MISSING, STATUSES, Status, visit_states
from monitor.analysis.detection_tables import OFF, SECOND, detection_table, uncounted_table
from monitor.analysis.response_groups import everybody, groups_by
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.visit_cohorts import PLAN, THREE, pair, paired_cohort
from tests.stats.references import rows


def data_of(cohort, by_order=False, column=""):
    groups = groups_by(cohort, column) if column else everybody(cohort)
    return detection_data(visit_states(cohort, by_order), groups)


def first_visit(*results, rules=DEFAULT_RULES):
    """Returns what is counted at BM1 of patients with these results there."""
    texts = [f"2020-01-01 {result} lab=North" for result in results]
    return data_of(cohort_of(*texts, visits=PLAN, rules=rules)).counts[0]


def test_a_bar_is_split_by_cells_and_by_what_a_zero_means():
    count = first_visit(
        *(
            "5/2.0M",
            "3/2.0M",
            "2/2.0M",
            "1/2.0M",
            "1/0.2M",
            "0/2.0M",
            "0/0.3M",
            "pos",
            "neg",
            "n.e.",
        )
    )
    assert {part.value: count.count(part) for part in Part} == {
        "≥ 3 cells": 2,
        "2 cells": 1,
        "1 cell": 2,
        "positive, no count or depth": 1,
        "not detected": 1,
        "under-screened": 2,
        "not evaluable": 1,
        "no sample": 0,
    }


def test_the_rate_is_among_the_evaluable_and_its_range_among_everybody_sampled():
    count = first_visit("2/2.0M", "1/2.0M", "0/2.0M", "0/2.0M", "0/2.0M", "0/0.3M", "0/0.4M", "pos")
    assert (count.detected, count.evaluable) == (2, 5)
    assert count.lowest == pytest.approx(3 / 8)
    assert count.highest == pytest.approx(5 / 8)
    assert count.open_ended == 3


def test_with_every_sampling_deep_enough_there_is_no_range():
    count = first_visit("1/2.0M", "0/2.0M")
    assert count.open_ended == 0
    assert count.lowest == count.rate == count.highest


def test_below_the_threshold_of_the_rules_is_not_detected():
    count = first_visit("1/2.0M", "2/2.0M", rules=RuleSet(threshold=2))
    assert (count.detected, count.evaluable, count.count(Part.ONE)) == (1, 2, 0)


def test_nobody_evaluable_has_no_rate():
    count = first_visit("0/0.3M", "n.e.")
    assert isnan(count.rate)
    assert isnan(count.lower)
    assert (count.lowest, count.highest) == (0.0, 1.0)


@pytest.mark.parametrize("row", rows("wilson"), ids=lambda r: f"{r['k']:g} of {r['n']:g}")
def test_the_limits_are_those_of_the_reference(row):
    k, n = int(row["k"]), int(row["n"])
    count = data_of(paired_cohort(k, 0, 0, n - k)).counts[0]
    assert (count.detected, count.evaluable) == (k, n)
    assert count.lower == pytest.approx(row["lower"], rel=1e-6, abs=1e-12)
    assert count.upper == pytest.approx(row["upper"], rel=1e-6)


def test_hartkopf_2014_persistence_of_190_baseline_positives():
    """BMA2 35 of 190, BMA3 11 of 71: Wilson 13.55–24.54 % and 8.88–25.65 %."""
    second = [*["1/2.0M"] * 35, *["0/2.0M"] * 155]
    third = [*["1/2.0M"] * 11, *["0/2.0M"] * 60, *[""] * 119]
    texts = [
        "\n".join(
            f"{day} {result} lab=North"
            for day, result in (
                ("2020-01-01", "2/2.0M"),
                ("2020-12-30", two),
                ("2021-12-30", three),
            )
            if result
        )
        for two, three in zip(second, third, strict=True)
    ]
    found = data_of(cohort_of(*texts, visits=THREE)).counts
    assert [(c.visit, c.detected, c.evaluable) for c in found] == [
        ("BM1", 190, 190),
        ("BM2", 35, 190),
        ("BM3", 11, 71),
    ]
    assert (found[1].lower, found[1].upper) == pytest.approx((0.1355, 0.2454), abs=5e-5)
    assert (found[2].lower, found[2].upper) == pytest.approx((0.0888, 0.2565), abs=5e-5)
    assert found[2].count(Part.NO_SAMPLE) == 119


WHY = {
    "2024-12-01 0/2.0M lab=North": Status.NOT_YET_DUE,
    "2020-01-01 0/2.0M lab=North": Status.ALIVE,
    "2020-01-01 0/2.0M lab=North\n2020-04-01 local_recurrence": Status.AFTER_RELAPSE,
    "2020-01-01 0/2.0M lab=North\n2020-05-01 death breast_cancer": Status.AFTER_DEATH,
}


def test_no_sample_is_split_by_the_reason():
    count = data_of(cohort_of(*WHY, visits=PLAN)).counts[1]
    assert dict(zip(MISSING, count.missing, strict=True)) == dict.fromkeys(WHY.values(), 1)


def test_a_relapse_after_the_window_does_not_explain_a_missing_sampling():
    late = "2020-01-01 0/2.0M lab=North\n2023-01-01 local_recurrence\n2023-06-01 death other"
    count = data_of(cohort_of(late, visits=PLAN)).counts[1]
    assert count.missing[MISSING.index(Status.ALIVE)] == 1


def test_each_visit_has_the_denominators_that_stand_below_the_figure():
    texts = [*WHY, pair("1/2.0M", "0/0.3M"), pair("0/2.0M", "n.e."), pair("0/0.2M", "3/2.0M")]
    cohort = cohort_of(*texts, visits=PLAN)
    for count in data_of(cohort).counts:
        below = denominators(cohort, count.visit)
        assert count.patients == below.enrolled
        assert count.sampled == below.sampled
        assert count.evaluable == below.evaluable
        assert count.missing == (
            below.not_yet_due,
            below.alive,
            below.after_relapse,
            below.after_death,
        )


def test_off_window_and_second_samplings_are_listed_and_not_counted():
    text = "2020-01-01 0/2.0M lab=North\n2020-01-20 1/2.0M lab=North\n2021-12-01 4/2.0M lab=North"
    cohort = cohort_of(text, visits=PLAN)
    data = data_of(cohort)
    assert (data.counts[0].detected, data.off_window, data.second) == (0, 1, 1)
    listed = uncounted_table(cohort)
    assert list(zip(listed["k"], listed["why"], strict=True)) == [(1, SECOND), (4, OFF)]


def test_without_windows_the_order_of_the_samplings_stands_for_the_visit():
    cohort = cohort_of(pair("1/2.0M", "0/2.0M"), "2020-01-01 0/2.0M", visits=None)
    assert data_of(cohort).is_empty
    data = data_of(cohort, by_order=True)
    assert data.visits == ("1st sampling", "2nd sampling")
    assert [(c.detected, c.evaluable) for c in data.counts] == [(1, 2), (0, 1)]


def test_two_series_of_one_day_are_one_sampling_in_the_order():
    text = "2020-01-01 0/2.0M if\n2020-01-01 2/2.0M icc\n2020-06-01 0/2.0M icc"
    data = data_of(cohort_of(text), by_order=True)
    assert [(c.visit, c.detected, c.evaluable) for c in data.counts] == [
        ("1st sampling", 1, 1),
        ("2nd sampling", 0, 1),
    ]


def test_a_withdrawn_result_takes_no_place_in_the_order():
    text = "2020-01-01 2/2.0M withdrawn\n2020-06-01 0/2.0M"
    assert [c.detected for c in data_of(cohort_of(text), by_order=True).counts] == [0]


def test_arms_are_counted_each_for_itself_the_control_first():
    texts = [pair("1/2.0M", "1/2.0M"), pair("0/2.0M", "0/2.0M"), pair("1/2.0M", "0/2.0M")]
    cohort = cohort_of(*texts, arms=("drug", "standard", "drug"), visits=PLAN)
    data = data_of(cohort, column="arm")
    assert data.groups == ("standard", "drug")
    assert [(c.group, c.visit, c.detected, c.evaluable) for c in data.counts] == [
        ("standard", "BM1", 0, 1),
        ("standard", "BM2", 0, 1),
        ("drug", "BM1", 2, 2),
        ("drug", "BM2", 1, 2),
    ]


def test_narrowed_cohorts_keep_their_patients_apart():
    texts = [pair("1/2.0M", "1/2.0M"), pair("0/2.0M", "0/2.0M"), pair("1/2.0M", "")]
    cohort = cohort_of(*texts, visits=PLAN).of([1, 2])
    found = data_of(cohort).counts
    assert [(c.patients, c.detected, c.evaluable) for c in found] == [(2, 1, 2), (2, 0, 1)]


def test_the_table_has_a_row_for_each_visit_with_rates_in_percent():
    table = detection_table(data_of(paired_cohort(1, 1, 0, 2)))
    assert list(table["visit"]) == ["BM1", "BM2"]
    assert list(table["rate, %"]) == [50.0, 25.0]
    assert list(table["detected"]) == [2, 1]


def test_an_empty_cohort_has_visits_without_anybody():
    data = data_of(cohort_of(visits=PLAN))
    assert data.is_empty
    assert [count.patients for count in data.counts] == [0, 0]
    assert data_of(cohort_of(), by_order=True).visits == ()


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_ordinals(number, word):
    assert ordinal(number) == word


results = st.sampled_from(["1/2.0M", "0/2.0M", "0/0.3M", "pos", "neg", "n.e.", ""])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(results, results), min_size=1, max_size=8))
def test_everybody_has_one_status_at_every_visit(pairs):
    texts = [pair(one, two) or "2020-01-01..2020-03-01 chemotherapy EC" for one, two in pairs]
    for by_order in (False, True):
        states = visit_states(cohort_of(*texts, visits=PLAN), by_order)
        assert np.all((states.status >= 0) & (states.status < len(STATUSES)))
        assert np.all((states.place >= 0) | (states.status >= 4))
        for count in detection_data(states, everybody(states.cohort)).counts:
            assert count.patients == len(pairs)
            assert sum(count.missing) == count.count(Part.NO_SAMPLE)
            if count.sampled - count.count(Part.NOT_EVALUABLE):
                assert 0 <= count.lowest <= count.highest <= 1


@pytest.mark.parametrize("by_order", [False, True])
@pytest.mark.parametrize("positive", ["pcr pos", "antibody=B 3/?"])
def test_a_positive_without_depth_stands_before_an_under_screened_zero_of_its_day(
    positive, by_order
):
    text = f"2020-01-01 0/0.3M antibody=A\n2020-01-01 {positive}\n"
    count = data_of(cohort_of(text, visits=PLAN), by_order).counts[0]
    assert (count.count(Part.NO_COUNT), count.count(Part.UNDER_SCREENED)) == (1, 0)
