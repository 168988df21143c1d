"""Cohorts with visits, built to the margins of a table."""

from dataclasses import replace
from functools import cache

from monitor.analysis.cohort_build import build_cohort
from monitor.domain.rules import DEFAULT_RULES
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.analysis.response_cohorts import CUT
from tests.builders import course

PLAN = VisitPlan("first sampling", (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 6, 2)))
THREE = VisitPlan(
    "first sampling",
    (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 12, 4), VisitWindow("BM3", 24, 4)),
)
FIRST, SECOND, THIRD = "2020-01-01", "2020-07-01", "2021-12-20"


def pair(first, second):
    """Returns a course with these results at two visits, each "1/2.0M", "0/0.3M" or "" for none."""
    days = ((FIRST, first), (SECOND, second))
    return "\n".join(f"{day} {result} lab=North" for day, result in days if result)


def paired_cohort(both, first_only, second_only, neither, *others, arms=(), visits=PLAN):
    """Returns a cohort with this 2×2 of pairs at BM1 and BM2; `others` are further courses."""
    texts = [
        *[pair("1/2.0M", "1/2.0M")] * both,
        *[pair("1/2.0M", "0/2.0M")] * first_only,
        *[pair("0/2.0M", "1/2.0M")] * second_only,
        *[pair("0/2.0M", "0/2.0M")] * neither,
        *others,
    ]
    courses = [_course(text, number, arms) for number, text in enumerate(texts, start=1)]
    return build_cohort([courses], DEFAULT_RULES, CUT, visits)


def _course(text, number, arms):
    """Returns a course under a pseudonym of its own; equal texts are read once."""
    found = _read(text)
    arm = arms[number - 1] if arms else None
    who = replace(found.patient, patient_id=f"P{number:03}", link=f"link{number:03}", arm=arm)
    return replace(found, patient=who)


@cache
def _read(text):
    return course(text)
