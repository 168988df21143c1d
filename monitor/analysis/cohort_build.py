"""A cohort from its courses in one pass: what is derived stays as columns, no course is kept."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

import numpy as np
import pandas as pd

from monitor.analysis.calls import calls_of_series
from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_rows import (
    DOUBTS,
    EVENTS,
    LINES,
    ORDERED,
    PATIENTS,
    SAMPLINGS,
    THERAPY,
    doubt_rows,
    event_rows,
    line_rows,
    patient_row,
    sampling_rows,
    therapy_rows,
)
from monitor.analysis.cohort_visits import with_visits
from monitor.analysis.frame_builder import FrameBuilder
from monitor.analysis.outcome_rows import FOLLOW, follow_row, known_of
from monitor.analysis.samplings import judged_samplings
from monitor.analysis.series import first_metastasis, sorted_into_series
from monitor.analysis.therapy_line_changes import line_changes_of_series
from monitor.analysis.time_axis import Anchor
from monitor.domain.evidence import UNCHECKED, Scatters
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.poisson import excluded_level, interval


def build_cohort(
    chunks: Iterable[Sequence[Course]],
    rules: RuleSet,
    data_cut: date,
    visits: VisitPlan | None,
    scatter: Scatters = UNCHECKED,
) -> Cohort:
    """Returns the cohort of these courses, which come in order of their pseudonyms, some at once.

    Each chunk is let go before the next one is taken. Counts are judged by the `scatter` of labs.
    """
    builders = _Builders(rules, visits, scatter)
    for chunk in chunks:
        builders.add(chunk)
    samplings = _with_limits(builders.samplings.frame(), rules)
    patients = builders.patients.frame()
    return Cohort(
        patients=patients,
        samplings=with_visits(samplings, patients["anchored_on"], visits),
        lines=builders.lines.frame(),
        therapy=builders.therapy.frame(),
        events=builders.events.frame(),
        rules=rules,
        data_cut=data_cut,
        visits=visits,
        scatter=scatter,
        follow=builders.follow.frame(),
        doubts=builders.doubts.frame(),
    )


class _Builders:
    """The seven frames in the making."""

    def __init__(self, rules: RuleSet, visits: VisitPlan | None, scatter: Scatters) -> None:
        self.rules, self.scatter = rules, scatter
        self.anchor = next((a for a in Anchor if visits and a.value == visits.anchor), None)
        self.patients = FrameBuilder(PATIENTS)
        self.samplings = FrameBuilder(SAMPLINGS, ORDERED)
        self.lines = FrameBuilder(LINES)
        self.therapy = FrameBuilder(THERAPY)
        self.events = FrameBuilder(EVENTS)
        self.follow = FrameBuilder(FOLLOW)
        self.doubts = FrameBuilder(DOUBTS)
        self._size = 0

    def add(self, chunk: Sequence[Course]) -> None:
        """Takes the courses that come next."""
        coded = list(enumerate(chunk, self._size))
        self._size += len(chunk)
        prepared = [
            (
                course,
                sorted_into_series(
                    judged_samplings(course.assays, self.rules), first_metastasis(course)
                ),
            )
            for course in chunk
        ]
        known = self.scatter
        found = calls_of_series(prepared, self.rules, scatter=known)
        calls = zip(coded, found, strict=True)
        lines = line_changes_of_series(prepared, self.rules, scatter=known)
        changes = zip(coded, lines, strict=True)
        every = chain.from_iterable
        people = [(one, known_of(course)) for one, course in zip(coded, chunk, strict=True)]
        self.patients.add([patient_row(one, self.anchor, told) for (_, one), told in people])
        self.follow.add([follow_row(code, one, told) for (code, one), told in people])
        self.samplings.add(list(every(sampling_rows(code, found) for (code, _), found in calls)))
        self.lines.add(list(every(line_rows(code, found) for (code, _), found in changes)))
        self.therapy.add(list(every(therapy_rows(code, course) for code, course in coded)))
        self.events.add(list(every(event_rows(code, course) for code, course in coded)))
        self.doubts.add(list(every(doubt_rows(code, course) for code, course in coded)))


def _with_limits(samplings: pd.DataFrame, rules: RuleSet) -> pd.DataFrame:
    """Returns samplings with rate, exact limits and excluded level, computed for all at once."""
    depth = samplings["n"].to_numpy(dtype=float, na_value=np.nan) / 1e6
    is_counted = ~np.isnan(depth)
    cells = samplings["k"].to_numpy(dtype=float, na_value=0)[is_counted].astype(np.int64)
    known = depth[is_counted]
    lower, upper = interval(cells, known)
    zeros = excluded_level(cells, known, rules.recovery)
    detected = (samplings["state"] == EvidenceState.DETECTED.value).to_numpy()[is_counted]
    found = {
        "lower": lower, "upper": upper, "excluded": np.where(detected, np.nan, zeros),
    }  # fmt: skip
    rate = samplings["rate"].to_numpy(copy=True)
    rate[is_counted] = cells / known
    limits = {"rate": rate}
    for name, values in found.items():
        limits[name] = np.full(len(samplings), np.nan)
        limits[name][is_counted] = values
    return samplings.assign(**limits)
