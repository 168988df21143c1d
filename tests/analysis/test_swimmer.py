"""Chart 4: lanes, their order and pages, and how each one ends."""

import pytest

from monitor.analysis import swimmer
from monitor.analysis.swimmer import End, Outcome, SwimmerOrder, swimmer_page
from monitor.analysis.swimmer_tables import swimmer_table
from monitor.analysis.time_axis import Anchor
from monitor.domain.vocabularies import TherapyType
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.visit_cohorts import PLAN

CLEARED = "2022-01-01 14/2.0M\n2022-06-01 0/2.0M\n2022-12-01 0/2.0M\n2024-09-01 last_contact"
DEAD = (
    "2022-01-01 1/2.0M\n2022-02-01..2022-08-01 chemotherapy EC\n2022-03-01 local_recurrence\n"
    "2023-01-01 distant_metastasis OSS\n2023-06-01 death breast_cancer"
)
LOST = "2022-01-01 0/2.0M\n2022-03-01.. endocrine letrozole\n2022-10-01 0/2.0M"


def page_of(*texts, anchor=Anchor.FIRST_SAMPLING, order=SwimmerOrder.FOLLOW_UP, arms=(), **asked):
    return swimmer_page(cohort_of(*texts, arms=arms, visits=PLAN), anchor, order, **asked)


def ids(page):
    return [one.line.patient_id for one in page.swimmers]


def test_a_lane_ends_with_death_with_the_data_cut_or_with_what_was_last_heard():
    page = page_of(CLEARED, DEAD, LOST)
    assert {one.line.patient_id: one.end for one in page.swimmers} == {
        "P001": End.ALIVE,
        "P002": End.DEATH,
        "P003": End.LOST,
    }


def test_outcomes_lie_on_their_lane():
    lane = page_of(DEAD).swimmers[0]
    assert [(e.kind, e.month) for e in lane.events] == [
        (Outcome.LOCAL, pytest.approx(1.94, abs=0.01)),
        (Outcome.DISTANT, pytest.approx(11.99, abs=0.01)),
    ]
    assert lane.last == pytest.approx(16.95, abs=0.01)


def test_the_longest_follow_up_comes_first():
    assert ids(page_of(LOST, DEAD, CLEARED)) == ["P003", "P002", "P001"]


def test_time_to_clearance_puts_who_never_cleared_last():
    page = page_of(DEAD, CLEARED, LOST, order=SwimmerOrder.CLEARANCE)
    assert ids(page) == ["P002", "P001", "P003"]
    assert page.swimmers[0].cleared_at == pytest.approx(4.96, abs=0.01)


def test_arms_stand_together_those_without_last():
    arms = ("", "b", "a", "b")
    page = page_of(LOST, LOST, DEAD, CLEARED, order=SwimmerOrder.ARM, arms=arms)
    assert [one.arm for one in page.swimmers] == ["a", "b", "b", ""]
    assert ids(page)[1:3] == ["P004", "P002"]


def test_the_last_call_is_one_way_to_sort():
    page = page_of(LOST, CLEARED, DEAD, order=SwimmerOrder.LAST_CALL)
    assert [one.line.call for one in page.swimmers] == [
        "baseline",
        "cleared, confirmed",
        "never detected",
    ]


def test_sixty_lanes_make_a_page(monkeypatch):
    monkeypatch.setattr(swimmer, "LANES", 2)
    first, last = (page_of(*[LOST] * 5, page=at) for at in (0, 9))
    assert (ids(first), ids(last), first.pages, last.page) == (["P001", "P002"], ["P005"], 3, 2)


def test_up_to_three_classes_of_therapy_are_drawn_systemic_ones_first():
    text = (
        f"{LOST}\n2022-02-01..2022-03-01 radiotherapy breast\n2022-02-01..2022-05-01 her2 T\n"
        "2022-02-01..2022-04-01 chemotherapy EC"
    )
    page = page_of(text)
    assert page.therapies == (
        TherapyType.CHEMOTHERAPY,
        TherapyType.HER2,
        TherapyType.ENDOCRINE,
    )
    assert page.left_out == 1
    chosen = page_of(text, therapies=(TherapyType.RADIOTHERAPY,))
    assert [s.agent for s in chosen.swimmers[0].strips] == ["breast"]


def test_who_has_no_anchor_has_no_lane_and_is_counted():
    page = page_of(LOST, f"diagnosed 2021-12-01\n{DEAD}", anchor=Anchor.DIAGNOSIS)
    assert (ids(page), page.unplaced) == (["P002"], 1)


def test_visit_windows_are_drawn_for_their_own_anchor_only():
    assert [w.name for w in page_of(LOST).windows] == ["BM1", "BM2"]
    text = f"diagnosed 2021-12-01\n{LOST}"
    assert page_of(text, anchor=Anchor.DIAGNOSIS).windows == ()


def test_the_table_has_a_row_for_each_lane():
    table = swimmer_table(page_of(CLEARED, DEAD))
    assert list(table["end"]) == [End.ALIVE.value, End.DEATH.value]
    assert list(table["samplings"]) == [3, 1]


def test_nobody_makes_no_lane():
    page = page_of()
    assert (page.swimmers, page.pages, page.patients) == ((), 1, 0)
