"""Since which day a patient belongs to those whom a filter asks for.

What a filter says of the patient alone holds from the start. A lab, a therapy or a sampling is
known on the day of its record and not before: who lives to have it must not be counted as if it had
been known all along (immortal time).
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_filter import CohortFilter, evaluable, evidence, looked_at, patients_of
from monitor.analysis.outcome_facts import NEVER, UNKNOWN, CohortFacts, Days, ordinals

PatientCodes = NDArray[np.int64]


def rests_on_later_facts(wanted: CohortFilter) -> bool:
    """Returns whether the filter asks for anything that happens to a patient: a lab, a therapy or a
    sampling.
    """
    return bool(wanted.labs or wanted.therapies or wanted.agents or wanted.visit or wanted.above)


def names_sampling(wanted: CohortFilter) -> bool:
    """Returns whether the filter names one sampling, which may start a clock."""
    return bool(wanted.visit)


def member_since(cohort: Cohort, codes: PatientCodes, wanted: CohortFilter, landmark: Days) -> Days:
    """Returns the day since when each patient is known to belong, as seen from her landmark on;
    NEVER for who does not.

    UNKNOWN where it rests on the patient alone. Evidence without a visit is that of the last
    evaluable sampling up to the landmark; where that does not fit, or there is none, of the first
    later one that does. Which sampling is the last one of all is known in hindsight only.
    """
    alone = replace(wanted, labs=(), therapies=(), agents=(), visit="", above=())
    since = np.where(np.isin(codes, patients_of(cohort, alone)), UNKNOWN, NEVER).astype(np.int32)
    for values, frame, name, day in (
        (wanted.labs, cohort.samplings, "lab", "collected_on"),
        (wanted.therapies, cohort.therapy, "lane", "started_on"),
        (wanted.agents, cohort.therapy, "agent", "started_on"),
    ):
        if values:
            own = frame[frame[name].isin(values).to_numpy()]
            since = np.maximum(since, _first_days(codes, own["patient"], own[day], NEVER))
    if wanted.visit:
        own = _fitting(looked_at(cohort, wanted.visit), wanted)
        return np.maximum(since, _first_days(codes, own["patient"], own["collected_on"], NEVER))
    if not wanted.above:
        return since
    return _by_evidence(cohort, codes, wanted, (since, np.maximum(since, landmark)))


def ever_members(cohort: Cohort, filters: Iterable[CohortFilter]) -> PatientCodes:
    """Returns the codes of the patients who ever belonged to a group, if only for a time."""
    codes, start = cohort.codes, np.full(cohort.codes.size, UNKNOWN, np.int32)
    is_member = np.zeros(codes.size, bool)
    for wanted in filters:
        is_member |= member_since(cohort, codes, wanted, start) < NEVER
    return codes[is_member]


def sampling_days(cohort: Cohort, codes: PatientCodes, wanted: CohortFilter) -> Days:
    """Returns the day of the sampling that the filter's visit names; UNKNOWN where none is."""
    if not wanted.visit:
        return np.full(codes.size, UNKNOWN, np.int32)
    own = looked_at(cohort, wanted.visit)
    return _first_days(codes, own["patient"], own["collected_on"], UNKNOWN)


def known_on(cohort: Cohort, codes: PatientCodes, wanted: CohortFilter) -> Days:
    """Returns the day on which it was known that each of these patients, who all fit the filter,
    does; UNKNOWN where that rests on the patient alone.
    """
    if not wanted.above or wanted.visit:
        return member_since(cohort, codes, wanted, np.full(codes.size, UNKNOWN, np.int32))
    last = looked_at(cohort, "")
    seen = _first_days(codes, last["patient"], last["collected_on"], UNKNOWN)
    return member_since(cohort, codes, wanted, seen)


def facts_of_some(facts: CohortFacts, narrowed: Cohort, wanted: CohortFilter) -> CohortFacts:
    """Returns the facts of those who fit a filter, out of those of everybody; `narrowed` is the
    cohort of them. Nobody is followed before it was known that she fits.
    """
    if wanted.is_empty:
        return facts
    found = facts.of(narrowed.codes)
    if not rests_on_later_facts(wanted):
        return found
    return replace(found, asked_since=known_on(narrowed, narrowed.codes, wanted))


def _by_evidence(
    cohort: Cohort, codes: PatientCodes, wanted: CohortFilter, begins: tuple[Days, Days]
) -> Days:
    """Returns since when the evidence fits. `begins`: since when all else does, and the same or
    the landmark, whichever is later.
    """
    since, seen_from = begins
    every = evaluable(cohort)
    every = every[np.isin(every["patient"].to_numpy(), codes)]
    place = np.searchsorted(codes, every["patient"].to_numpy())
    day = ordinals(every["collected_on"])
    fits = evidence(every, wanted.level).isin(wanted.above).to_numpy()
    is_early = day <= seen_from[place]
    last = np.full(codes.size, -1, np.int64)
    last[place[is_early]] = np.flatnonzero(is_early)  # in time order: the last one stays
    held = last >= 0
    held[held] = fits[last[held]]
    first_later = np.full(codes.size, NEVER, np.int32)
    later = np.flatnonzero(~is_early & fits)
    np.minimum.at(first_later, place[later], day[later])
    now = np.full(codes.size, NEVER, np.int32)
    now[held] = day[last[held]]
    return np.maximum(since, np.where(held, now, first_later)).astype(np.int32)


def _fitting(samplings: pd.DataFrame, wanted: CohortFilter) -> pd.DataFrame:
    if not wanted.above:
        return samplings
    found: pd.DataFrame = samplings[evidence(samplings, wanted.level).isin(wanted.above).to_numpy()]
    return found


def _first_days(codes: PatientCodes, patients: pd.Series, days: pd.Series, nothing: int) -> Days:
    first = pd.Series(ordinals(days), patients.to_numpy()).groupby(level=0).min()
    return np.asarray(first.reindex(codes).fillna(nothing).to_numpy(), np.int32)
