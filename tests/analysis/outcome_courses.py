"""Cohorts for outcome tests: published ones as courses, and courses from a few words."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from monitor.analysis.outcome_clocks import months_after
from monitor.domain.records import Assay, Course, OutcomeEvent, Patient
from monitor.domain.vocabularies import EventType
from tests.builders import course
from tests.stats.cohorts import GBSG, HEART

DIAGNOSED = date(2000, 1, 1)
RESULTS = {"positive": "1/2.0M", "negative": "0/2.0M"}

# methods.md 6: months from surgery, by the marrow at 6 months; e = event, c = censored.
LANDMARK_FIXTURE = {
    "positive": "14e 9e 30c 22e 4e 41c",
    "negative": "36c 48c 27e 60c 3c 52e 44c 60c",
}


def gbsg_courses():
    """Returns the German study's patients: diagnosed, relapsed or last seen, four covariates."""
    names = ("patient_id", "age", "nodes", "grade", "hormon", "rfs_days", "rfs_event")
    for patient_id, *numbers in zip(*(GBSG[name] for name in names), strict=True):
        age, nodes, grade, hormon, days, event = (int(number) for number in numbers)
        covariates = (("age", str(age)), ("hormon", str(hormon)), ("nodes", str(nodes)))
        kind = EventType.DISTANT_METASTASIS if event else EventType.LAST_CONTACT
        yield Course(
            Patient("k", patient_id, diagnosed_on=DIAGNOSED, grade=grade, covariates=covariates),
            outcomes=(OutcomeEvent(1, kind, DIAGNOSED + timedelta(days)),),
        )


def heart_courses():
    """Returns the Stanford patients with “transplanted” in the place of “cells detected”, from the
    day of acceptance on; one waited 4.5 days, so that a day is two here.
    """
    for number in np.unique(HEART["id"]):
        rows = HEART["id"] == number
        starts, stops = 2 * HEART["start"][rows], 2 * HEART["stop"][rows]
        covariates = tuple((n, str(HEART[n][rows][0])) for n in ("age", "surgery"))
        assays = tuple(
            Assay(at, DIAGNOSED + timedelta(int(day)), 2_000_000, int(has))
            for at, (day, has) in enumerate(zip(starts, HEART["transplant"][rows], strict=True))
        )
        kind = EventType.DEATH if HEART["event"][rows][-1] else EventType.LAST_CONTACT
        outcome = OutcomeEvent(1, kind, DIAGNOSED + timedelta(int(stops[-1])))
        patient = Patient("k", f"H{number:.0f}", diagnosed_on=DIAGNOSED, covariates=covariates)
        yield Course(patient, assays, outcomes=(outcome,))


def landmark_courses():
    """Returns the fixture's patients: surgery, marrow "6M" at half a year, relapse or contact."""
    for status, times in LANDMARK_FIXTURE.items():
        for number, time in enumerate(times.split()):
            surgery = date(2010, 1, 15)
            kind = "distant_metastasis" if time[-1] == "e" else "last_contact"
            yield course(
                f"""
                {surgery} surgery mastectomy
                {months_after(surgery, 6)} {RESULTS[status]} 6M
                {months_after(surgery, int(time[:-1]))} {kind}
                """,
                patient_id=f"{status}-{number}",
            )


def with_columns(known, **columns):
    """Returns the course with covariates added to its patient."""
    pairs = tuple(sorted(columns.items()))
    return replace(known, patient=replace(known.patient, covariates=pairs))


def sampled(days, positive, event_on, last_on, origin=DIAGNOSED):
    """Returns a patient diagnosed on day 0 with a marrow on each of `days`, positive or not, and a
    relapse or a last contact; whole days.
    """
    assays = tuple(
        Assay(number, origin + timedelta(day), 2_000_000, int(hit), visit=f"V{number}")
        for number, (day, hit) in enumerate(zip(days, positive, strict=True))
    )
    kind = EventType.LAST_CONTACT if event_on is None else EventType.DISTANT_METASTASIS
    ended = last_on if event_on is None else event_on
    outcome = OutcomeEvent(1, kind, origin + timedelta(ended))
    return Course(Patient("k", "P", diagnosed_on=origin), assays, outcomes=(outcome,))
