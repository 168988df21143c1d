"""Two saved groups: nobody is sorted by what only later became known."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from monitor.analysis.cohort_build import build_cohort
from monitor.analysis.cohort_filter import Above, CohortFilter, patients_of
from monitor.analysis.group_membership import known_on, member_since
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_groups import FirstMarrow
from monitor.analysis.outcome_question import OutcomeQuestion, OutcomeQuestionError
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.outcome_saved_groups import SavedGroups
from monitor.analysis.outcomes import hazard_ratios, outcomes_of
from monitor.domain.endpoints import Endpoint
from monitor.domain.records import Course, OutcomeEvent, Patient, TherapyEvent
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EventType, TherapyType
from monitor.stats.survival import log_rank
from tests.analysis.test_outcome_cohort_groups import COURSES, PLAN, days, groups

FROM_SURGERY = OutcomeQuestion(Endpoint.RFS, Clock.SURGERY)
TREATED = CohortFilter(therapies=("chemotherapy",))
AT_A_YEAR = CohortFilter(visit="year", above=(Above.SURELY, Above.POSSIBLY), level=0.5)
SURGERY = date(2020, 1, 10)


@pytest.fixture(scope="module")
def cohort():
    return build_cohort([tuple(COURSES)], RuleSet(), date(2024, 1, 1), PLAN)


@pytest.fixture(scope="module")
def facts():
    return facts_of(COURSES, RuleSet())


def from_surgery(months):
    return OutcomeQuestion(Endpoint.RFS, Clock.SURGERY, months)


def reasons(found, facts):
    return {out.patient_id: out.reason for out in found.excluded.listed(facts)}


def test_who_was_treated_is_known_on_the_day_of_the_therapy_and_not_before(cohort, facts):
    """Immortal time by therapy: who lives to be treated is not followed from the surgery on."""
    saved = SavedGroups(cohort, cohort.codes, {"treated": TREATED})
    found = outcomes_of(facts, FROM_SURGERY, saved)
    assert groups(found, facts) == {"P1": "treated", "P2": "treated"}
    assert days(found) == ["2020-02-01", "2020-03-01"]
    assert not saved.needs_sampling


def test_who_joins_a_second_group_later_stays_in_the_one_known_first(cohort, facts):
    saved = SavedGroups(cohort, cohort.codes, {"treated": TREATED, "above": AT_A_YEAR})
    found = outcomes_of(facts, FROM_SURGERY, saved)
    assert groups(found, facts) == {"P1": "treated", "P2": "treated", "P3": "above", "P4": "above"}
    assert days(found) == ["2020-02-01", "2020-03-01", "2021-01-10", "2021-02-10"]
    note = "joined another group later, and stays in the one known first"
    assert f"2 patients: {note}." in found.notes


def test_who_is_in_both_groups_by_the_landmark_is_in_none(cohort, facts):
    saved = SavedGroups(cohort, cohort.codes, {"treated": TREATED, "above": AT_A_YEAR})
    found = outcomes_of(facts, from_surgery(18), saved)
    assert reasons(found, facts)["P2"] == "in both groups at once"
    assert groups(found, facts) == {"P3": "above", "P4": "above"}
    assert set(days(found)) == {"2021-07-10"}


def test_groups_that_rest_on_the_patient_alone_are_known_from_the_start(cohort, facts):
    saved = SavedGroups(
        cohort, cohort.codes, {"all": CohortFilter(), "elsewhere": CohortFilter(arms=("B",))}
    )
    found = outcomes_of(facts, FROM_SURGERY, saved)
    assert set(groups(found, facts).values()) == {"all"}
    assert set(days(found)) == {"2020-01-10"}
    assert not saved.rests_on_later_facts


def test_the_last_sampling_is_the_last_one_by_the_landmark(cohort, facts):
    """P1 is positive at first and negative a year later: at six months she still is positive."""
    two = {
        "above": CohortFilter(above=(Above.SURELY,), level=0.5),
        "not": CohortFilter(above=(Above.POSSIBLY, Above.SURELY_NOT), level=0.5),
    }
    saved = SavedGroups(cohort, cohort.codes, two)
    at_half_a_year = groups(outcomes_of(facts, from_surgery(6), saved), facts)
    at_two_years = groups(outcomes_of(facts, from_surgery(23), saved), facts)
    assert (at_half_a_year["P1"], at_two_years["P1"]) == ("above", "not")


def test_the_last_sampling_starts_no_clock(cohort, facts):
    """Which one is the last is known in hindsight only: the page says what to ask instead."""
    two = {"above": CohortFilter(above=(Above.SURELY,)), "treated": TREATED}
    with pytest.raises(OutcomeQuestionError, match="look at the marrow over time"):
        outcomes_of(facts, OutcomeQuestion(Endpoint.RFS), SavedGroups(cohort, cohort.codes, two))


@pytest.mark.parametrize(
    "wanted",
    [
        TREATED,
        AT_A_YEAR,
        CohortFilter(above=(Above.POSSIBLY,), level=0.5),
        CohortFilter(therapies=("chemotherapy",), above=(Above.SURELY,), level=0.1),
        CohortFilter(agents=("EC",)),
        CohortFilter(visit="start"),
        CohortFilter(),
    ],
)
def test_in_the_end_everybody_who_fits_a_filter_belongs_to_it(cohort, wanted):
    at_the_end = np.full(cohort.codes.size, date(2030, 1, 1).toordinal(), np.int32)
    since = member_since(cohort, cohort.codes, wanted, at_the_end)
    in_the_end = cohort.codes[since <= at_the_end]
    assert in_the_end.tolist() == patients_of(cohort, wanted).tolist()


def test_of_nobody_nobody_belongs_to_a_group(cohort):
    nobody = np.zeros(0, np.int64)
    wanted = CohortFilter(above=(Above.SURELY,))
    assert member_since(cohort, nobody, wanted, np.zeros(0, np.int32)).size == 0


def test_who_is_asked_about_for_what_came_later_is_not_followed_before_it(cohort):
    """The page's filter: patients treated with chemotherapy, by their first marrow."""
    codes = patients_of(cohort, TREATED)
    narrowed = cohort.of(codes)
    asked_since = known_on(narrowed, narrowed.codes, TREATED)
    facts = facts_of([COURSES[code] for code in codes], RuleSet())
    found = outcomes_of(
        replace(facts, asked_since=asked_since), OutcomeQuestion(Endpoint.RFS), FirstMarrow()
    )
    assert days(found) == ["2020-02-01", "2020-03-01"]
    assert any("fits the filter by what came after" in note for note in found.notes)


def null_cohort(patients, seed):
    """Returns patients whose relapse has nothing to do with their therapy: half of them had
    chemotherapy a week after surgery; everybody who lives that long is offered letrozole some day.
    """
    draw = np.random.default_rng(seed)
    relapse = np.ceil(draw.exponential(900, patients)).astype(int) + 7
    last = draw.integers(300, 2000, patients)
    offered = np.ceil(draw.exponential(700, patients)).astype(int) + 14
    had_chemotherapy = draw.random(patients) < 0.5
    rows = zip(*(v.tolist() for v in (relapse, last, offered, had_chemotherapy)), strict=True)
    for number, (event_on, last_on, start, had_it) in enumerate(rows):
        end = min(event_on, last_on)
        given = [(TherapyType.SURGERY, "mastectomy", 0)]
        given += [(TherapyType.CHEMOTHERAPY, "EC", 7)] if had_it else []
        given += [(TherapyType.ENDOCRINE, "letrozole", start)] if start < end else []
        kind = EventType.DISTANT_METASTASIS if event_on <= last_on else EventType.LAST_CONTACT
        yield Course(
            Patient(f"k{number}", f"P{number:04}"),
            therapies=tuple(
                TherapyEvent(at, lane, agent, SURGERY + timedelta(day))
                for at, (lane, agent, day) in enumerate(given)
            ),
            outcomes=(OutcomeEvent(1, kind, SURGERY + timedelta(end)),),
        )


CHEMOTHERAPY = CohortFilter(therapies=("chemotherapy",))
ENDOCRINE = CohortFilter(therapies=("endocrine",))


def naive(courses, cohort):
    """Returns the times from surgery, events and group of who is in one group only, in the end."""
    chemotherapy, endocrine = (
        set(patients_of(cohort, wanted).tolist()) for wanted in (CHEMOTHERAPY, ENDOCRINE)
    )
    kept = sorted(chemotherapy ^ endocrine)
    outcomes = [courses[code].outcomes[0] for code in kept]
    time = np.array([(outcome.occurred_on - SURGERY).days for outcome in outcomes])
    event = np.array([outcome.event_type == "distant_metastasis" for outcome in outcomes])
    return time, event, np.array([code in endocrine for code in kept], int)


def asked_of(courses):
    cohort = build_cohort([tuple(courses)], RuleSet(), date(2030, 1, 1), None)
    facts = facts_of(courses, RuleSet())
    two = {"chemotherapy": CHEMOTHERAPY, "endocrine": ENDOCRINE}
    return cohort, facts, SavedGroups(cohort, cohort.codes, two)


def test_in_a_null_cohort_who_lived_to_join_both_groups_makes_no_benefit(capsys):
    courses = list(null_cohort(1500, seed=4))
    cohort, facts, saved = asked_of(courses)
    lie = log_rank(*naive(courses, cohort))
    found = outcomes_of(facts, FROM_SURGERY, saved)
    (term,) = hazard_ratios(facts, found, saved).model.terms
    with capsys.disabled():
        print(f"\nNull cohort of {len(courses)}: therapy and relapse have nothing in common.")
        print(f"  one of both therapies only, ever   log-rank p = {lie.p_value:.2g}")
        print(f"  the group known first              log-rank p = {found.log_rank.p_value:.2g}")
    assert lie.p_value < 1e-20
    assert term.lower < 1 < term.upper


def test_over_many_null_cohorts_saved_groups_err_as_often_as_they_say(capsys):
    cohorts, wrong, first, landmark = 30, 0, 0, 0
    for seed in range(cohorts):
        courses = list(null_cohort(100, seed))
        cohort, facts, saved = asked_of(courses)
        wrong += log_rank(*naive(courses, cohort)).p_value < 0.05
        first += outcomes_of(facts, FROM_SURGERY, saved).log_rank.p_value < 0.05
        landmark += outcomes_of(facts, from_surgery(12), saved).log_rank.p_value < 0.05
    with capsys.disabled():
        print(f"\n“Significant” in {cohorts} null cohorts of 100: naive {wrong}, ours {first}, ")
        print(f"ours at a landmark of a year {landmark}.")
    assert wrong > 0.8 * cohorts
    assert max(first, landmark) <= 6  # more would have a chance of 0.2 % at an error of 5 %


def test_groups_of_one_visit_start_the_clock_with_its_sampling(cohort, facts):
    """Evidence at the visit sorts the patients as the visit window itself does."""
    possibly = (Above.SURELY, Above.POSSIBLY)
    two = {
        "above": CohortFilter(visit="year", above=possibly, level=2.0),
        "not above": CohortFilter(visit="year", above=(Above.SURELY_NOT,), level=2.0),
    }
    saved = SavedGroups(cohort, cohort.codes, two)
    found = outcomes_of(facts, OutcomeQuestion(Endpoint.RFS), saved)
    assert saved.needs_sampling
    assert groups(found, facts) == {
        "P1": "not above",
        "P2": "above",
        "P3": "above",
        "P4": "not above",
    }
    assert days(found) == ["2021-01-10", "2021-01-10", "2021-01-10", "2021-02-10"]
    assert np.array_equal(found.members.begins_on, found.members.known_on)


def falling_risk(patients, seed):
    """Returns patients of two arms with the same risk, which falls from the surgery on; anybody is
    given letrozole at any time, and it does nothing.
    """
    draw = np.random.default_rng(seed)
    relapse = np.ceil(900 * draw.weibull(0.5, patients)).astype(int) + 1
    last = draw.integers(400, 2200, patients)
    offered = np.ceil(draw.exponential(700, patients)).astype(int) + 5
    rows = zip(*(v.tolist() for v in (relapse, last, offered)), strict=True)
    for number, (event_on, last_on, start) in enumerate(rows):
        end = min(event_on, last_on)
        given = [(TherapyType.SURGERY, "mastectomy", 0)]
        given += [(TherapyType.ENDOCRINE, "letrozole", start)] if start < end else []
        kind = EventType.DISTANT_METASTASIS if event_on <= last_on else EventType.LAST_CONTACT
        yield Course(
            Patient(f"k{number}", f"P{number:04}", arm="AB"[number % 2]),
            therapies=tuple(
                TherapyEvent(at, lane, agent, SURGERY + timedelta(day))
                for at, (lane, agent, day) in enumerate(given)
            ),
            outcomes=(OutcomeEvent(1, kind, SURGERY + timedelta(end)),),
        )


def test_clocks_that_start_apart_are_said_as_a_falling_risk_alone_makes_the_groups_differ(capsys):
    """83 of 100 such cohorts are “significant” without a landmark, 7 at one of a year."""
    courses = list(falling_risk(400, seed=1))
    cohort = build_cohort([tuple(courses)], RuleSet(), date(2030, 1, 1), None)
    facts = facts_of(courses, RuleSet())
    two = {"letrozole": ENDOCRINE, "arm A": CohortFilter(arms=("A",))}
    saved = SavedGroups(cohort, cohort.codes, two)
    without, at_a_year = (outcomes_of(facts, from_surgery(m), saved) for m in (0, 12))
    (told,) = (note for note in without.notes if "clocks start apart" in note)
    with capsys.disabled():
        print(
            f"\nA falling risk, the same in both groups: p = {without.log_rank.p_value:.2g}, at a"
        )
        print(f"landmark of a year p = {at_a_year.log_rank.p_value:.2g}. {told}")
    assert "arm A 0 days" in told
    assert without.log_rank.p_value < 0.05 < at_a_year.log_rank.p_value
    assert not any("clocks start apart" in note for note in at_a_year.notes)
