"""Groups by visit window and by call: none is known before its day."""

from datetime import date

import numpy as np
import pytest

from monitor.analysis.cohort_build import build_cohort
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_cohort_groups import CallAt, MarrowInWindow
from monitor.analysis.outcome_question import OutcomeQuestion, OutcomeQuestionError
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.outcomes import outcomes_of
from monitor.domain.endpoints import Endpoint
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.builders import course

PLAN = VisitPlan("first surgery", (VisitWindow("start", 0, 1), VisitWindow("year", 12, 2)))
BASE = "diagnosed 2020-01-01\n2020-01-10 surgery mastectomy"
COURSES = [
    course(
        f"{BASE}\n2020-01-10 6/2.0M\n2020-02-01..2020-06-01 chemotherapy EC\n2021-01-10 0/2.0M\n"
        "2023-01-01 last_contact",
        "P1",
    ),
    course(
        f"{BASE}\n2020-01-10 5/2.0M\n2020-03-01..2020-06-01 chemotherapy EC\n2021-01-10 6/2.0M\n"
        "2022-01-01 distant_metastasis",
        "P2",
    ),
    course(f"{BASE}\n2020-01-10 0/2.0M\n2021-01-10 0/0.2M\n2023-01-01 last_contact", "P3"),
    course(f"{BASE}\n2020-01-10 0/2.0M\n2021-02-10 0/2.0M\n2023-01-01 last_contact", "P4"),
]
ASKED = OutcomeQuestion(Endpoint.RFS)
FROM_SURGERY = OutcomeQuestion(Endpoint.RFS, Clock.SURGERY)


@pytest.fixture(scope="module")
def cohort():
    return build_cohort([tuple(COURSES)], RuleSet(), date(2024, 1, 1), PLAN)


@pytest.fixture(scope="module")
def facts():
    return facts_of(COURSES, RuleSet())


def groups(found, facts):
    names = [found.groups[code].name for code in found.members.group]
    return dict(zip((facts.patient_ids[who] for who in found.members.patient), names, strict=True))


def days(found):
    return [date.fromordinal(day).isoformat() for day in found.members.begins_on]


def test_the_sampling_that_counts_in_a_window_makes_the_status(cohort, facts):
    found = outcomes_of(facts, ASKED, MarrowInWindow(cohort, cohort.codes, "year"))
    assert groups(found, facts) == {"P1": "not detected", "P2": "detected", "P4": "not detected"}
    assert days(found) == ["2021-01-10", "2021-01-10", "2021-02-10"]
    assert [o.patient_id for o in found.excluded.listed(facts)] == ["P3"]


def test_calls_are_groups_known_on_the_day_of_their_sampling(cohort, facts):
    found = outcomes_of(facts, ASKED, CallAt(cohort, cohort.codes, "year"))
    assert groups(found, facts) == {"P1": "cleared", "P2": "persistent", "P4": "never detected"}
    assert np.array_equal(found.members.begins_on, found.members.known_on)


def test_the_call_at_a_landmark_looks_no_further(cohort, facts):
    asked = OutcomeQuestion(Endpoint.RFS, Clock.SURGERY, 6)
    found = outcomes_of(facts, asked, CallAt(cohort, cohort.codes))
    assert set(groups(found, facts).values()) <= {"baseline", "never detected"}
    assert set(days(found)) == {"2020-07-10"}
    with pytest.raises(OutcomeQuestionError, match="needs another clock"):
        outcomes_of(facts, ASKED, CallAt(cohort, cohort.codes))
