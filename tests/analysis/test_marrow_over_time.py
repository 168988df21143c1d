"""Marrow status that changes, and null cohorts in which the naive comparison lies."""

import numpy as np
import pytest

from monitor.analysis.marrow_over_time import marrow_over_time
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_groups import MarrowAt
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.outcomes import hazard_ratios, outcomes_of
from monitor.domain.endpoints import Endpoint
from monitor.domain.rules import RuleSet
from monitor.stats.cox import cox, cox_rows
from monitor.stats.survival import log_rank
from tests.analysis.outcome_courses import heart_courses, sampled
from tests.builders import course

RULES = RuleSet()
FROM_SURGERY = OutcomeQuestion(Endpoint.RFS, Clock.SURGERY)


def rows(text, question=FROM_SURGERY):
    facts = facts_of([course(f"2020-01-01 surgery mastectomy\n{text}")], RULES)
    found = marrow_over_time(facts, question)
    if len(found.excluded):
        return found.excluded.listed(facts)[0].reason
    spans = zip(found.rows.start, found.rows.stop, strict=True)
    marks = zip(found.rows.detected, found.rows.has_event, strict=True)
    return [
        f"{start}-{stop} {'detected' if hit else 'not detected'} {'event' if ended else 'end'}"
        for (start, stop), (hit, ended) in zip(spans, marks, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2020-01-11 1/2.0M\n2020-04-10 0/2.0M\n2020-07-19 local_recurrence",
            ["10-100 detected end", "100-200 not detected event"],
        ),
        (
            "2020-01-11 1/2.0M\n2020-04-10 2/2.0M\n2020-07-19 last_contact",
            ["10-200 detected end"],
        ),
        (
            "2019-12-01 0/2.0M\n2020-04-10 1/2.0M\n2020-07-19 last_contact",
            ["0-100 not detected end", "100-200 detected end"],
        ),
        (
            "2019-12-01 1/2.0M\n2020-01-01 0/2.0M\n2020-07-19 last_contact",
            ["0-200 not detected end"],
        ),
        (
            "2020-01-11 1/2.0M\n2020-04-10 0/0.2M\n2020-07-19 last_contact",
            ["10-200 detected end"],
        ),
        (
            "2020-01-11 1/2.0M\n2020-07-19 0/2.0M\n2020-07-19 local_recurrence",
            ["10-200 detected event"],
        ),
        (
            "2020-01-11 0/2.0M\n2020-01-11 1/2.0M antibody=CK2\n2020-07-19 last_contact",
            ["10-200 detected end"],
        ),
        (
            "2020-01-11 0/2.0M\n2020-04-10 local_recurrence\n2020-07-19 last_contact",
            ["10-100 not detected event"],
        ),
        ("2020-07-19 last_contact", "no marrow sampling with a status"),
        (
            "2020-04-10 local_recurrence\n2020-05-01 1/2.0M\n2020-07-19 last_contact",
            "invasive local recurrence on 2020-04-10, before the clock starts (2020-05-01)",
        ),
    ],
    ids=[
        *("cleared", "persistent", "appeared", "known before", "under-screened", "same day"),
        *("two methods", "event", "never sampled", "event before"),
    ],
)
def test_each_change_of_the_status_begins_a_row_on_its_day(text, expected):
    assert rows(text) == expected


def test_a_sampling_after_distant_metastasis_changes_no_status():
    text = "2020-01-11 0/2.0M\n2020-04-10 distant_metastasis\n2020-05-01 1/2.0M\n2020-07-19 death"
    assert rows(text, OutcomeQuestion(Endpoint.OS, Clock.SURGERY)) == ["10-200 not detected event"]


def test_few_events_in_a_status_give_no_hazard_ratio():
    facts = facts_of([sampled([10], [True], 90, None)], RULES)
    found = marrow_over_time(facts, OutcomeQuestion(Endpoint.RFS))
    assert found.adjusted.refusal.startswith("a hazard ratio needs at least 5 events")
    assert len(found.rows) == 1


def test_the_stanford_hearts_as_patients_of_ours_come_out_as_in_r():
    """coxph(Surv(start, stop, event) ~ transplant, heart): HR 1.1356, 0.127141, SE 0.301141."""
    facts = facts_of(heart_courses(), RULES)
    found = marrow_over_time(facts, OutcomeQuestion(Endpoint.OS, Clock.DIAGNOSIS))
    (term,) = found.adjusted.model.terms
    assert (len(found.rows), len(found.excluded)) == (172, 0)
    assert term.hazard_ratio == pytest.approx(1.135577267, rel=1e-6)
    assert term.coefficient == pytest.approx(0.1271411266, rel=1e-6)
    assert term.standard_error == pytest.approx(0.3011411043, rel=1e-6)


def test_the_stanford_hearts_adjusted_for_age_and_surgery_come_out_as_in_r():
    """coxph(Surv(start, stop, event) ~ age + surgery + transplant, heart)."""
    facts = facts_of(heart_courses(), RULES)
    asked = OutcomeQuestion(Endpoint.OS, Clock.DIAGNOSIS, covariates=("age", "surgery"))
    found = marrow_over_time(facts, asked).adjusted.model
    assert [term.name for term in found.terms] == ["marrow detected", "age", "surgery"]
    expected = [0.0160956053, 0.0305363149, -0.7733276453]
    assert found.coefficients == pytest.approx(expected, rel=1e-6)


# Marrows every half year for three years; a quarter of them turn negative for good at each visit,
# whatever becomes of the patient.
VISITS = (30, 210, 390, 570, 750, 930)


def null_cohort(patients, seed):
    """Returns patients whose relapse has nothing to do with their marrow; those who relapse or are
    lost are not sampled any more.
    """
    draw = np.random.default_rng(seed)
    relapse = np.ceil(draw.exponential(900, patients)).astype(int)
    last = draw.integers(300, 2000, patients)
    cleared_at = draw.geometric(0.25, patients)  # from this visit on negative
    for event_on, last_on, visit in zip(relapse.tolist(), last.tolist(), cleared_at, strict=True):
        end = min(event_on, last_on)
        days = [day for day in VISITS if day < end]
        results = [number < visit for number in range(len(days))]
        yield sampled(days, results, event_on if event_on <= last_on else None, last_on)


def naive(courses):
    """Returns times from diagnosis, events and “ever cleared”, as many a paper compares them."""
    sampled_ones = [known for known in courses if known.assays]
    start = sampled_ones[0].patient.diagnosed_on
    outcomes = [known.outcomes[0] for known in sampled_ones]
    time = np.array([(outcome.occurred_on - start).days for outcome in outcomes])
    event = np.array([outcome.event_type == "distant_metastasis" for outcome in outcomes])
    cleared = [any(a.tumor_cells == 0 for a in known.assays) for known in sampled_ones]
    return time, event, np.array(cleared, int)


def test_in_a_null_cohort_the_naive_comparison_lies_and_ours_does_not(capsys):
    courses = list(null_cohort(1500, seed=11))
    time, event, cleared = naive(courses)
    (lie,) = cox(cox_rows(time, event, {"cleared": cleared})).terms
    facts = facts_of(courses, RULES)
    landmark = outcomes_of(facts, OutcomeQuestion(Endpoint.RFS), MarrowAt("V2"))
    safe = hazard_ratios(facts, landmark, MarrowAt("V2")).model.terms[0]
    over_time = marrow_over_time(facts, OutcomeQuestion(Endpoint.RFS, Clock.DIAGNOSIS))
    honest = over_time.adjusted.model.terms[0]
    with capsys.disabled():
        print(f"\nNull cohort of {len(courses)}: marrow and relapse have nothing in common.")
        print(f"  ever cleared, from diagnosis on    HR {_text(lie)}")
        print(f"  detected at visit V2, from it on   HR {_text(safe)}")
        print(f"  detected at the time               HR {_text(honest)}")
    assert lie.hazard_ratio < 0.4
    assert lie.p_value < 1e-20
    assert safe.lower < 1 < safe.upper
    assert honest.lower < 1 < honest.upper


def test_over_many_null_cohorts_ours_errs_as_often_as_it_says(capsys):
    cohorts, wrong, ours = 60, 0, 0
    for seed in range(cohorts):
        courses = list(null_cohort(80, seed))
        wrong += log_rank(*naive(courses)).p_value < 0.05
        facts = facts_of(courses, RULES)
        found = outcomes_of(facts, OutcomeQuestion(Endpoint.RFS), MarrowAt("V1"))
        ours += found.log_rank.p_value < 0.05
    with capsys.disabled():
        print(f"\n“Significant” in {cohorts} null cohorts of 80: naive {wrong}, ours {ours}.")
    assert wrong > 0.9 * cohorts
    assert ours <= 9  # more would have a chance of 0.1 % at an error of 5 %


def test_the_group_of_a_landmark_is_the_status_over_time_on_that_day():
    courses = list(null_cohort(60, seed=5))
    question = OutcomeQuestion(Endpoint.RFS)
    facts = facts_of(courses, RULES)
    landmark = outcomes_of(facts, question, MarrowAt("V0"))
    rows = marrow_over_time(facts, question).rows
    first = np.unique(rows.patient, return_index=True)[1]
    names = np.array([group.name for group in landmark.groups])
    assert rows.patient[first].tolist() == landmark.members.patient.tolist()
    assert np.array_equal(names[landmark.members.group] == "detected", rows.detected[first])
    assert rows.detected[first].any()


def _text(term):
    return f"{term.hazard_ratio:.2f} ({term.lower:.2f}–{term.upper:.2f}), p = {term.p_value:.2g}"
