"""What every visit found is kept once for everybody: a filter is a mask over it."""

import numpy as np
import pytest

from monitor.analysis.detection import detection_data
from monitor.analysis.detection_states import IS_EVALUABLE, Found, visit_states
from monitor.analysis.response_groups import Group, everybody
from monitor.analysis.transitions import found_matrix, transition_data
from monitor.analysis.transitions_clearance import visit_pairs
from monitor.analysis.transitions_groups import therapies_between, therapy_groups
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.visit_cohorts import PLAN, pair

COURSES = (
    pair("5/2.0M", "0/2.0M"),
    pair("2/2.0M", "1/2.0M") + "\n2020-02-01..2020-04-01 chemotherapy EC",
    pair("0/2.0M", "0/0.3M"),
    pair("pos", "n.e.") + "\n2020-03-01 local_recurrence",
    pair("0/2.0M", "") + "\n2020-02-01..2020-04-01 endocrine letrozole",
    "2020-01-01 0/2.0M lab=North\n2020-01-20 1/2.0M lab=North\n2021-12-01 4/2.0M lab=North",
)
SOME = np.array([1, 3, 4])


@pytest.mark.parametrize("by_order", [False, True])
@pytest.mark.parametrize("codes", [SOME, np.array([4]), np.array([5]), np.zeros(0, dtype=int)])
def test_a_mask_finds_what_the_narrowed_cohort_finds(by_order, codes):
    cohort = cohort_of(*COURSES, visits=PLAN)
    masked = visit_states(cohort, by_order).of(codes)
    narrowed = visit_states(cohort.of(codes), by_order)
    group = (Group("some", codes),)
    assert masked.visits == narrowed.visits
    assert np.array_equal(masked.found, narrowed.found)
    # As text, since a rate of nobody is no number and equals nothing.
    assert str(detection_data(masked, group)) == str(detection_data(narrowed, group))
    if len(masked.visits) > 1:
        first, second = masked.visits[0], masked.visits[1]
        found = (transition_data(one, first, second, group) for one in (masked, narrowed))
        assert len({str(each) for each in found}) == 1
        ours, theirs = (visit_pairs(one, first, second)[0] for one in (masked, narrowed))
        assert ours.frame.equals(theirs.frame)
        assert ours.without["patient"].tolist() == theirs.without["patient"].tolist()


def test_therapies_of_others_are_not_asked_for():
    states = visit_states(cohort_of(*COURSES, visits=PLAN))
    assert [t.label for t in therapies_between(states, "BM1", "BM2")] == ["EC", "letrozole"]
    masked = states.of(np.array([0, 4]))
    (only,) = therapies_between(masked, "BM1", "BM2")
    assert only.label == "letrozole"
    without, given = therapy_groups(masked, "BM1", "BM2", only)
    assert (without.codes.tolist(), given.codes.tolist()) == ([0], [4])


def test_one_matrix_of_findings_holds_everybody_once():
    states = visit_states(cohort_of(*COURSES, visits=PLAN))
    matrix = found_matrix(states, ("BM1", "BM2"))
    assert matrix.sum() == len(COURSES)
    assert matrix[Found.THREE, Found.NOT_DETECTED] == 1
    assert matrix[Found.TWO, Found.ONE] == 1
    assert matrix[Found.NO_COUNT].sum() == 1


def test_what_is_evaluable_has_a_count_and_a_depth():
    evaluable = {found for found in Found if IS_EVALUABLE[found]}
    assert evaluable == {Found.THREE, Found.TWO, Found.ONE, Found.NOT_DETECTED}


def test_all_patients_are_no_mask():
    states = visit_states(cohort_of(*COURSES, visits=PLAN))
    assert states.of(states.cohort.codes.copy()) is states
    (group,) = everybody(states.cohort)
    assert states.rows(group.codes) == slice(None)
