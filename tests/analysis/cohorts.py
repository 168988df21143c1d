"""Cohorts from texts, one course each, as the pages get them from the store."""

from dataclasses import replace
from datetime import date

from monitor.analysis.cohort_build import build_cohort
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.builders import course

RULES = RuleSet()
CUT = date(2024, 8, 31)
PLAN = VisitPlan(
    "first surgery",
    (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 6, 2), VisitWindow("BM3", 12, 3)),
)


def patient(number, text, **fields):
    """Returns a course with a link, a pseudonym and further fields of its patient."""
    found = course(text, patient_id=f"P{number:03d}")
    return replace(found, patient=replace(found.patient, link=f"link-{number}", **fields))


def cohort_of(*courses, plan=None, rules=RULES, cut=CUT, size=2):
    """Returns the cohort of courses, or of texts, that come in chunks of that size."""
    found = [patient(n, one) if isinstance(one, str) else one for n, one in enumerate(courses)]
    chunks = (found[at : at + size] for at in range(0, len(found), size))
    return build_cohort(chunks, rules, cut, plan)
