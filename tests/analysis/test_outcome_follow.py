"""A whole cohort at once is followed as one patient after the other is."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.outcome_clocks import Clock, last_record
from monitor.analysis.outcome_follow import ends
from monitor.analysis.outcome_groups import MarrowAt
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.outcomes import outcomes_of
from monitor.domain.endpoints import Ending, Endpoint, NotAtRisk, UnknownCause, time_to
from monitor.domain.records import Course, OutcomeEvent, Patient
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import DeathCause, EventType
from tests.analysis.outcome_courses import landmark_courses, sampled, with_columns

START = date(2020, 1, 1)
CAUSES = {Ending.CENSORED: 0, Ending.EVENT: 1, Ending.COMPETING: 2}


@st.composite
def outcomes(draw):
    """Returns what may be recorded of one patient, all on different days."""
    days = draw(st.lists(st.integers(-5, 60), max_size=6, unique=True))
    found = []
    for number, day in enumerate(sorted(days)):
        kind = draw(st.sampled_from(list(EventType)))
        invasive = draw(st.sampled_from([None, True, False]))
        cause = draw(st.sampled_from([None, *DeathCause]))
        found.append(OutcomeEvent(number, kind, START + timedelta(day), invasive, None, cause))
    return tuple(found)


@given(
    st.lists(outcomes(), min_size=1, max_size=4),
    st.sampled_from(list(Endpoint)),
    st.sampled_from(list(UnknownCause)),
    st.integers(-3, 70),
)
@settings(deadline=None, max_examples=400)
def test_whatever_is_recorded_a_cohort_is_followed_as_each_of_its_patients(
    recorded, endpoint, unknown_cause, begins
):
    courses = [
        Course(Patient("k", str(number), diagnosed_on=START), outcomes=events)
        for number, events in enumerate(recorded)
    ]
    found = ends(facts_of(courses, RuleSet()), endpoint, unknown_cause)
    starts_on = START + timedelta(begins)
    for who, course in enumerate(courses):
        one = time_to(endpoint, course.outcomes, starts_on, last_record(course), unknown_cause)
        if isinstance(one, NotAtRisk):
            assert found.on[who] <= starts_on.toordinal()
            assert found.reason(who, starts_on.toordinal())[1] == one.reason
            continue
        assert found.on[who] == one.ended_on.toordinal()
        assert found.cause[who] == CAUSES[one.ending]
        assert {flag for flag, whom in found.flags.items() if whom[who]} == set(one.flags)


def test_some_patients_of_a_cohort_are_a_cohort_of_their_own():
    courses = [with_columns(c, dose=str(n % 3)) for n, c in enumerate(landmark_courses())]
    kept = [11, 2, 5, 0, 13]
    narrowed = facts_of(courses, RuleSet()).of(np.array(kept))
    alone = facts_of([courses[n] for n in kept], RuleSet())
    assert narrowed.patient_ids == alone.patient_ids
    assert narrowed.marrow.patient.tolist() == alone.marrow.patient.tolist()
    assert narrowed.marrow.day.tolist() == alone.marrow.day.tolist()
    assert narrowed.marrow.rows_of("6M").tolist() == alone.marrow.rows_of("6M").tolist()
    assert narrowed.column("dose").distinct == alone.column("dose").distinct
    question = OutcomeQuestion(Endpoint.RFS)
    one, other = (outcomes_of(f, question, MarrowAt("6M")) for f in (narrowed, alone))
    assert one.members.days.tolist() == other.members.days.tolist()
    assert one.log_rank.chi_square == pytest.approx(other.log_rank.chi_square)


def test_the_first_sampling_and_the_one_at_the_landmark_make_groups_too():
    courses = [
        sampled([30, 200, 400], [True, False, True], None, 900),
        sampled([30, 200], [False, True], 700, None),
        sampled([500], [True], None, 900),
    ]
    facts = facts_of(courses, RuleSet())
    first = outcomes_of(facts, OutcomeQuestion(Endpoint.RFS), MarrowAt("first"))
    assert [g.name for g in first.groups] == ["detected", "not detected"]
    assert first.members.group.tolist() == [0, 1, 0]
    at_a_year = OutcomeQuestion(Endpoint.RFS, Clock.DIAGNOSIS, 12)
    landmark = outcomes_of(facts, at_a_year, MarrowAt("landmark"))
    assert [g.name for g in landmark.groups] == ["detected", "not detected"]
    assert landmark.members.group.tolist() == [1, 0]
    (out,) = landmark.excluded.listed(facts)
    assert out.reason == "no marrow sampling up to the landmark"
    assert np.all(landmark.members.known_on <= landmark.members.begins_on)
