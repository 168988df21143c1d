"""Chart 5: courses over each other and by twelve, and the share detected below them."""

from dataclasses import replace

import pytest

from monitor.analysis import cohort_courses
from monitor.analysis.cohort_courses import call_text, courses_data
from monitor.analysis.cohort_courses_tables import courses_table, shares_table
from monitor.analysis.cohort_courses_time import offered_anchors
from monitor.analysis.cohort_courses_trellis import PANELS, TrellisOrder, trellis_page
from monitor.analysis.time_axis import Anchor
from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.domain.vocabularies import EvidenceState, TherapyType
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.visit_cohorts import PLAN, pair

COURSE = """2020-01-01 14/2.0M lab=North
2020-02-01..2020-05-01 chemotherapy EC-T
2020-05-01.. endocrine letrozole
2020-07-01 0/0.3M lab=North
2021-01-01 0/2.1M lab=North
2021-06-01 n.e. lab=North"""
OTHER = "2020-01-01 0/2.0M lab=North\n2020-07-01 2/2.0M lab=North"


def data_of(*texts, anchor=Anchor.FIRST_SAMPLING, visits=PLAN, always=""):
    return courses_data(cohort_of(*texts, visits=visits), anchor, always)


def test_points_lie_in_months_from_the_anchor():
    line = data_of(COURSE).lines[0]
    assert [point.month for point in line.points] == pytest.approx(
        [0, 5.98, 12.02, 16.99], abs=0.01
    )
    assert [point.state for point in line.points] == [
        EvidenceState.DETECTED,
        EvidenceState.UNDER_SCREENED,
        EvidenceState.NOT_DETECTED,
        EvidenceState.NOT_EVALUABLE,
    ]


def test_a_zero_lies_in_its_lane_and_never_at_a_small_rate():
    data = data_of(COURSE, OTHER)
    rates = data.rates
    zeros = [p for line in data.lines for p in line.points if p.rate == 0]
    assert len(zeros) == 3
    assert all(rates.no_rate_top < p.y < rates.lane_top for p in zeros)
    nothing = next(p for p in data.lines[0].points if p.rate is None)
    assert rates.bottom <= nothing.y < rates.no_rate_top


def test_the_whisker_of_a_zero_ends_at_the_level_that_it_excludes():
    point = data_of(COURSE).lines[0].points[2]
    assert point.upper == pytest.approx(2.9957 / 2.1, rel=1e-4)


def test_the_share_counts_one_evaluable_sampling_a_patient_and_window():
    steps = data_of(COURSE, OTHER, pair("1/2.0M", "0/0.3M")).steps
    assert [(s.visit, s.detected, s.evaluable) for s in steps] == [("BM1", 2, 3), ("BM2", 1, 1)]
    assert (steps[0].first, steps[0].last) == (-2, 2)


def test_without_windows_from_the_anchor_the_share_is_by_year():
    data = data_of(COURSE, OTHER, visits=None)
    assert data.is_by_year
    assert [(s.visit, s.detected, s.evaluable) for s in data.steps] == [
        ("year 0", 1, 2),
        ("year 1", 0, 1),
    ]


def test_by_year_a_narrowed_cohort_keeps_its_own_patients():
    cohort = cohort_of(COURSE, OTHER, pair("3/2.0M", "0/2.0M")).of([1, 2])
    steps = courses_data(cohort, Anchor.FIRST_SAMPLING).steps
    assert [(s.visit, s.detected, s.evaluable) for s in steps] == [("year 0", 1, 2)]


def test_who_has_no_anchor_is_counted_and_not_drawn():
    data = data_of(COURSE, f"diagnosed 2019-12-01\n{OTHER}", anchor=Anchor.DIAGNOSIS)
    assert (data.patients, data.without_anchor) == (1, 1)
    assert [line.patient_id for line in data.lines] == ["P002"]


def test_the_anchor_of_the_windows_is_offered_first():
    cohort = cohort_of(f"diagnosed 2019-12-01\n{COURSE}", visits=replace(PLAN, anchor="diagnosis"))
    assert offered_anchors(cohort)[0] is Anchor.DIAGNOSIS
    assert Anchor.FIRST_SURGERY not in offered_anchors(cohort)


def test_of_too_many_samplings_every_nth_patient_is_drawn_and_everybody_counted(monkeypatch):
    monkeypatch.setattr(cohort_courses, "MOST_POINTS", 6)
    data = data_of(*[OTHER] * 9, always="P002")
    assert data.nth == 3
    assert [line.patient_id for line in data.lines] == ["P001", "P002", "P004", "P007"]
    assert data.steps[0].evaluable == 9
    assert data.samplings == 18
    assert data_of(OTHER, OTHER).nth == 1


@pytest.mark.parametrize(
    ("call", "grade", "confirmed", "words"),
    [
        ("cleared", "compatible with chance", False, "cleared, not confirmed"),
        ("cleared", "demonstrable", True, "cleared, confirmed"),
        ("lower", "demonstrable", False, "lower, demonstrable"),
        ("persistent", "", False, "persistent"),
    ],
)
def test_a_call_says_whether_it_is_confirmed(call, grade, confirmed, words):
    assert call_text(call, grade, confirmed) == words


def test_a_page_holds_twelve_panels_on_axes_that_all_pages_share():
    cohort = cohort_of(*[OTHER] * 13, COURSE, visits=PLAN)
    first, second = (
        trellis_page(cohort, Anchor.FIRST_SAMPLING, TrellisOrder.PSEUDONYM, at) for at in (0, 1)
    )
    assert (len(first.panels), len(second.panels), first.pages) == (PANELS, 2, 2)
    assert (first.rates, first.first, first.last) == (second.rates, second.first, second.last)
    assert second.panels[1].line.patient_id == "P014"


@pytest.mark.parametrize(
    ("order", "first"),
    [
        (TrellisOrder.PSEUDONYM, "P001"),
        (TrellisOrder.HIGHEST, "P002"),
        (TrellisOrder.FOLLOW_UP, "P002"),
        (TrellisOrder.LAST_CALL, "P001"),
    ],
)
def test_panels_are_sorted(order, first):
    page = trellis_page(cohort_of(OTHER, COURSE), Anchor.FIRST_SAMPLING, order)
    assert page.panels[0].line.patient_id == first


def test_the_strip_below_a_panel_shows_therapy_and_goes_on_where_it_does():
    page = trellis_page(cohort_of(COURSE), Anchor.FIRST_SAMPLING, TrellisOrder.PSEUDONYM)
    strips = page.panels[0].strips
    assert page.lanes == (TherapyType.CHEMOTHERAPY, TherapyType.ENDOCRINE)
    assert [(s.agent, s.first) for s in strips] == [("EC-T", 1.02), ("letrozole", 3.98)]
    assert strips[0].last == pytest.approx(3.98)
    assert strips[1].last == pytest.approx(16.99)  # the last record


def test_tables_hold_every_sampling_and_every_share():
    cohort = cohort_of(COURSE, OTHER, visits=PLAN)
    data = courses_data(cohort, Anchor.FIRST_SAMPLING)
    assert len(courses_table(data, cohort)) == 6
    assert list(shares_table(data)["Wilson 95 %"]) == ["9.5–90.5", "20.7–100.0"]


def test_nobody_and_nothing_make_an_empty_chart():
    data = data_of()
    assert (data.samplings, data.lines, data.steps) == (0, (), ())
    page = trellis_page(cohort_of(), Anchor.FIRST_SAMPLING, TrellisOrder.LAST_CALL)
    assert (page.panels, page.pages) == ((), 1)


def test_windows_are_those_of_the_plan_only_for_its_anchor():
    plan = VisitPlan("diagnosis", (VisitWindow("BM1", 0, 3),))
    cohort = cohort_of(f"diagnosed 2019-12-15\n{OTHER}", visits=plan)
    assert courses_data(cohort, Anchor.DIAGNOSIS).steps[0].visit == "BM1"
    assert courses_data(cohort, Anchor.FIRST_SAMPLING).is_by_year
