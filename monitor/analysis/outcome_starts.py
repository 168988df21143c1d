"""The day of the landmark for every patient of a cohort at once."""

from datetime import date

import numpy as np

from monitor.analysis.outcome_clocks import Clock, months_after
from monitor.analysis.outcome_facts import UNKNOWN, CohortFacts, Days, Starts


def landmarks(
    facts: CohortFacts, clock: Clock, months: float, sampled_on: Days | None = None
) -> Starts:
    """Returns where the clock starts, so many months after its day. `sampled_on` are the days of
    the grouping samplings, for a clock that starts with them.
    """
    found = _of_sampling(sampled_on) if sampled_on is not None else facts.starts[clock]
    if not months:
        return found
    day = _later(found.day, months)
    return Starts(day, found.is_exact, found.why, found.reasons)


def _of_sampling(sampled_on: Days) -> Starts:
    has_none = sampled_on == UNKNOWN
    why = np.where(has_none, 0, -1).astype(np.int32)
    return Starts(
        sampled_on, np.ones(sampled_on.shape, bool), why, ("no sampling starts the clock",)
    )


def _later(days: Days, months: float) -> Days:
    """Returns the days so many months on; a cohort has some thousand distinct ones."""
    distinct, place = np.unique(days, return_inverse=True)
    later = [UNKNOWN if day == UNKNOWN else _after(int(day), months) for day in distinct]
    return np.asarray(np.array(later, np.int32)[place])


def _after(day: int, months: float) -> int:
    return months_after(date.fromordinal(day), months).toordinal()
