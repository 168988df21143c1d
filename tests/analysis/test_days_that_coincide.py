"""Two things of one day, limits that are met exactly, and thresholds above 1: what counts where."""

from datetime import date

import pandas as pd
import pytest

from monitor.analysis.clearance_times import clearance_intervals
from monitor.analysis.cohort_filter import Above, evidence
from monitor.analysis.denominators import denominators
from monitor.analysis.detection_states import STATUSES, visit_states
from monitor.analysis.line_response import summary
from monitor.analysis.marrow_over_time import marrow_over_time
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_cohort_groups import CallAt
from monitor.analysis.outcome_follow import EVENT, ends
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import Span
from monitor.analysis.sampling_calendar import Cell, sampling_calendar
from monitor.analysis.staging import staging
from monitor.analysis.staging_groups import subtype
from monitor.analysis.waterfall import waterfall_data
from monitor.domain.endpoints import Endpoint, UnknownCause
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.analysis.cohorts import PLAN, cohort_of, patient
from tests.builders import course

RULES = RuleSet()
SURGERY = "2021-03-02 surgery mastectomy\n"
BM2_CLOSES = "2021-11-01"  # 244 days, 8 months of 30.4375, after the surgery


def first_pair(text, rules=RULES):
    return pairs_of(cohort_of(text, rules=rules), Span())


def test_a_sampling_on_the_day_the_therapy_starts_is_the_baseline():
    text = "2021-01-01 1/2.0M\n2021-04-01 3/2.0M\n2021-04-01.. endocrine x\n2022-01-01 0/2.0M"
    assert first_pair(text).frame["k1"].tolist() == [3]


@pytest.mark.parametrize(("last", "is_confirmed"), [("2022-01-29", True), ("2022-01-28", False)])
def test_zeros_the_days_of_a_confirmation_apart_are_a_sustained_clearance(last, is_confirmed):
    cohort = cohort_of(f"2021-01-01 3/2.0M\n2022-01-01 0/2.0M\n{last} 0/2.0M")
    until = clearance_intervals(cohort, is_sustained=True)["until"]
    assert (until < 13).tolist() == [is_confirmed]


def test_below_the_threshold_is_no_positive_in_the_summary_of_pairs():
    text = "2021-01-01 1/2.0M\n2022-01-01 0/2.0M"
    assert summary(first_pair(text)).positive == 1
    assert summary(first_pair(text, RuleSet(threshold=2))).positive == 0


def test_the_number_expected_by_chance_counts_a_cluster_once():
    """Six events: only 6 → 0 and 0 → 6 are demonstrable, 2/2⁶ of such pairs."""
    pairs = first_pair("2021-01-01 12/2.0M clusters=6\n2022-01-01 0/2.0M")
    assert pairs.frame["events1"].tolist() == [6]
    assert summary(pairs).expected_demonstrable == pytest.approx(2 / 64)


def test_one_cell_left_is_not_cleared_in_the_waterfall():
    cohort = cohort_of("2021-01-01 9/2.0M\n2022-01-01 1/2.0M")
    assert waterfall_data(pairs_of(cohort, Span()), cohort).cleared == 0


@pytest.mark.parametrize(
    ("receptors", "group"),
    [
        ({"er": "positive", "her2": "unknown"}, ""),
        ({"er": "positive"}, ""),
        ({"er": "negative", "pr": "negative", "her2": "unknown"}, ""),
        ({"er": "negative", "her2": "negative"}, ""),
        ({"er": "positive", "her2": "negative"}, "HR+ HER2−"),
        ({"er": "unknown", "her2": "positive"}, "HER2+"),
    ],
)
def test_an_unknown_receptor_is_never_taken_for_a_negative_one(receptors, group):
    cohort = cohort_of(patient(0, "2021-01-01 0/2.0M", **receptors))
    assert subtype(cohort.patients).astype(str).tolist() == [group]


def test_the_sampling_of_the_day_of_a_metastasis_is_the_last_known_status():
    one = course(
        SURGERY + "2021-03-03 0/2.0M\n2022-01-01 3/2.0M\n2022-01-01 distant_metastasis OSS\n"
        "2022-01-02 0/2.0M\n2023-01-01 death breast_cancer"
    )
    question = OutcomeQuestion(Endpoint.OS, Clock.SURGERY)
    rows = marrow_over_time(facts_of([one], RULES), question).rows
    assert rows.detected.tolist() == [False, True]
    assert rows.has_event.tolist() == [False, True]


def test_the_call_of_the_landmark_s_own_day_is_known_then():
    text = SURGERY + "2021-03-02 3/2.0M\n2021-09-02 0/2.0M\n2023-01-01 last_contact"
    cohort = cohort_of(text)
    question = OutcomeQuestion(Endpoint.RFS, Clock.SURGERY, 6)
    placed = CallAt(cohort, cohort.codes).place(facts_of([course(text)], RULES), question)
    assert [placed.names[group] for group in placed.group] == ["cleared"]


def test_of_the_event_and_a_competing_death_on_one_day_the_event_counts():
    one = course("diagnosed 2021-01-01\n2022-01-01 distant_metastasis OSS\n2022-01-01 death other")
    found = ends(facts_of([one], RULES), Endpoint.DRFI, UnknownCause.BY_METASTASIS)
    assert found.cause.tolist() == [EVENT]


@pytest.mark.parametrize(
    ("end", "cut", "why"),
    [
        ("", date(2021, 11, 1), "alive and relapse-free"),
        ("", date(2021, 10, 31), "not yet due"),
        (f"{BM2_CLOSES} death other", date(2022, 1, 1), "after death"),
        ("2021-11-02 death other", date(2022, 1, 1), "alive and relapse-free"),
        (f"{BM2_CLOSES} local_recurrence", date(2022, 1, 1), "after relapse"),
    ],
)
def test_a_visit_missed_is_explained_by_the_day_its_window_closes(end, cut, why):
    cohort = cohort_of(SURGERY + end, plan=PLAN, cut=cut)
    found = denominators(cohort, "BM2")
    numbers = {
        "not yet due": found.not_yet_due, "alive and relapse-free": found.alive,
        "after relapse": found.after_relapse, "after death": found.after_death,
    }  # fmt: skip
    assert [name for name, number in numbers.items() if number] == [why]
    states = visit_states(cohort)
    assert STATUSES[states.status[0, states.column("BM2")]].value == why


@pytest.mark.parametrize(
    ("ended_on", "cell"), [(BM2_CLOSES, "OFF_STUDY"), ("2021-11-02", "MISSING")]
)
def test_who_dies_on_the_day_a_window_closes_did_not_miss_it(ended_on, cell):
    cohort = cohort_of(SURGERY + f"{ended_on} death", plan=PLAN)
    assert Cell(sampling_calendar(cohort, date(2022, 6, 1)).cells[0][1]).name == cell


@pytest.mark.parametrize(("days", "visit"), [(974, "far"), (975, "")])
def test_both_ends_of_a_window_belong_to_it(days, visit):
    plan = VisitPlan("first surgery", (VisitWindow("far", 28, 4),))  # to month 32: 974 days
    on = date.fromordinal(date(2021, 3, 2).toordinal() + days)
    cohort = cohort_of(SURGERY + f"{on} 0/2.0M", plan=plan)
    assert cohort.samplings["visit"].astype(str).tolist() == [visit]


@pytest.mark.parametrize(("on", "stage"), [("2021-07-03", "cM1"), ("2021-07-04", "cM0")])
def test_a_metastasis_122_days_after_the_diagnosis_is_of_the_first_stage(on, stage):
    text = f"2021-03-10 0/2.0M\n{on} distant_metastasis OSS"
    found = staging(cohort_of(patient(0, text, diagnosed_on=date(2021, 3, 3))))
    assert found.frame["stage"].tolist() == [stage]


@pytest.mark.parametrize(("lower", "upper"), [(1.0, 2.0), (0.2, 1.0)])
def test_an_interval_that_ends_on_the_level_is_possibly_above(lower, upper):
    frame = pd.DataFrame({"lower": [lower], "upper": [upper]})
    assert evidence(frame, 1.0).tolist() == [Above.POSSIBLY.value]
