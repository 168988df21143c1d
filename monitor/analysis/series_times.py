"""What a series says about time, always as the interval that the samplings leave open."""

from collections.abc import Sequence
from datetime import date

from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import Sampling
from monitor.domain.series import Between, Days, Series, SeriesTimes
from monitor.domain.vocabularies import EventType, EvidenceState

DISTANT = frozenset({EventType.DISTANT_METASTASIS})


def series_times(
    series: Series,
    course: Course,
    rules: RuleSet,
    relapses: frozenset[EventType] = DISTANT,
) -> SeriesTimes:
    """Returns first detection, clearance, re-appearance and lead time of one series.

    `relapses` are the outcomes that count as overt relapse.
    """
    status = [s for s in series.samplings if s.is_evaluable or _is_positive_without_depth(s)]
    detected = [s for s in status if s.is_positive]
    clearance = _change(status, to_positive=False) if detected else None
    cleared = [s for s in status if clearance and s.collected_on >= clearance.after][1:]
    is_cleared = clearance is not None and clearance.by is not None
    return SeriesTimes(
        key=series.key,
        first_detected_on=detected[0].collected_on if detected else None,
        cells_screened=sum(s.cells_screened or 0 for s in series.samplings),
        clearance=clearance,
        reappearance=_change(cleared, to_positive=True) if is_cleared else None,
        is_sustained=_is_sustained(cleared, rules) if is_cleared else None,
        marrow_free=_marrow_free(clearance, cleared) if is_cleared else None,
        lead_time=_lead_time(status, _first(course, relapses)),
    )


def _is_positive_without_depth(sampling: Sampling) -> bool:
    return sampling.state is EvidenceState.DEPTH_UNKNOWN and bool(sampling.is_positive)


def _change(status: Sequence[Sampling], to_positive: bool) -> Between:
    """Returns when the status first became so, from the first sampling of the other status on.

    Not seen: open after the last sampling.
    """
    last: Sampling | None = None
    for sampling in status:
        if bool(sampling.is_positive) is not to_positive:
            last = sampling
        elif last is not None:
            return Between(last.collected_on, sampling.collected_on)
    return Between(status[-1].collected_on, None)


def _is_sustained(cleared: Sequence[Sampling], rules: RuleSet) -> bool:
    days = (cleared[-1].collected_on - cleared[0].collected_on).days
    is_confirmed = len(cleared) > 1 and days >= rules.confirmation_days
    return is_confirmed and not any(s.is_positive for s in cleared)


def _marrow_free(clearance: Between | None, cleared: Sequence[Sampling]) -> Days:
    """Returns the time without detection: at least from first to last zero of the clearance."""
    again = next((i for i, s in enumerate(cleared) if s.is_positive), None)
    zeros = cleared[:again]
    at_least = (zeros[-1].collected_on - zeros[0].collected_on).days
    if again is None or clearance is None:
        return Days(at_least, None)
    return Days(at_least, (cleared[again].collected_on - clearance.after).days)


def _first(course: Course, relapses: frozenset[EventType]) -> date | None:
    days = (o.occurred_on for o in course.outcomes if o.event_type in relapses)
    return min(days, default=None)


def _lead_time(status: Sequence[Sampling], relapsed_on: date | None) -> Days | None:
    """Returns relapse less first detection of the run of D that no zero interrupted before it."""
    known = [s for s in status if relapsed_on is not None and s.collected_on <= relapsed_on]
    run: list[Sampling] = []
    while known and known[-1].is_positive:
        run.append(known.pop())
    if not run or relapsed_on is None:
        return None
    at_most = (relapsed_on - known[-1].collected_on).days if known else None
    return Days((relapsed_on - run[-1].collected_on).days, at_most)
