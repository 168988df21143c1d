"""Cohorts for tests of response: from courses in text, or simulated as plain columns."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_build import build_cohort
from monitor.domain.rules import DEFAULT_RULES
from monitor.domain.visits import VisitPlan
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.poisson import interval
from tests.builders import course

CUT = date(2025, 1, 1)


def cohort_of(*texts, arms=(), rules=DEFAULT_RULES, visits: VisitPlan | None = None) -> Cohort:
    """Returns the cohort of these courses, P001 first, each in its arm."""
    courses = []
    for number, text in enumerate(texts, start=1):
        one = course(text, f"P{number:03}")
        arm = arms[number - 1] if arms else None
        courses.append(replace(one, patient=replace(one.patient, link=f"link{number:03}", arm=arm)))
    return build_cohort([courses] if courses else [], rules, CUT, visits)


def simulated(k1, n1, k2, n2, arm=None, rules=DEFAULT_RULES) -> Cohort:
    """Returns patients with one sampling before therapy and one after, without any course.

    Depths in 10⁶ MNC.
    """
    size = len(k1)
    codes = np.arange(size)
    days = np.repeat(np.array(["2020-01-01", "2020-07-01"], dtype="datetime64[s]"), size)
    k = np.concatenate([k1, k2]).astype(np.int64)
    n = (np.concatenate([np.broadcast_to(n1, size), np.broadcast_to(n2, size)]) * 1e6).astype(int)
    detected = np.where(k > 0, EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)
    shallow = (k == 0) & (n < rules.minimum_depth)
    samplings = pd.DataFrame(
        {
            "patient": np.tile(codes, 2), "collected_on": days, "series": "ICC · Lab", "lab": "Lab",
            "state": np.where(shallow, EvidenceState.UNDER_SCREENED.value, detected),
            "k": k, "n": n, "events": k, "upper": interval(k, n / 1e6)[1],
            "after_relapse": False, "visit": "", "is_counted_visit": False,
        }
    ).sort_values(["patient", "collected_on"], kind="stable", ignore_index=True)  # fmt: skip
    patients = pd.DataFrame(
        {
            "link": [f"l{code}" for code in codes],
            "patient_id": [f"S{code:06}" for code in codes],
            "arm": arm if arm is not None else "",
            "first_systemic_on": np.datetime64("2020-02-01", "s"),
            "metastasis_on": np.datetime64("NaT", "s"),
        },
        index=codes,
    )
    nothing = pd.DataFrame({"patient": []})
    return Cohort(patients, samplings, nothing, nothing, nothing, rules, CUT, None)
