"""Before and after each line of therapy: this, not the calendar, is response to a therapy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.analysis.comparisons import Pair, comparisons
from monitor.analysis.lab_scatter import scatter_of
from monitor.analysis.references import TherapyStart, therapy_start
from monitor.analysis.series import BOTH, series, tally
from monitor.analysis.therapy_spans import possible_days
from monitor.domain.calls import TherapyLineChange
from monitor.domain.evidence import UNCHECKED, Scatters
from monitor.domain.records import Course, TherapyEvent
from monitor.domain.rules import SYSTEMIC_THERAPIES, RuleSet
from monitor.domain.samplings import CellDefinition, Sampling
from monitor.domain.series import Series

NO_BEFORE = "no evaluable sampling before its start"
NO_AFTER = "no evaluable sampling at or after its end"
NO_DURING = "no evaluable sampling since its start"
END_UNKNOWN = "the end of the line is not known"
MONTH_ONLY = "its dates are known to the month or year only: the last day counts"


def therapy_line_changes(
    course: Course,
    rules: RuleSet,
    cells: CellDefinition = BOTH,
    scatter: Scatters = UNCHECKED,
) -> tuple[TherapyLineChange, ...]:
    """Returns each systemic line with the last evaluable sampling before it and the first after.

    One entry for every series that has both, else one that says what is missing. Before: taken on
    or before the day of the start; after: at or after the end, or, ongoing, the last one since.
    Samplings after a distant metastasis are in no series.
    """
    prepared = [(course, series(course, rules, cells))]
    return next(line_changes_of_series(prepared, rules, cells, scatter))


def line_changes_of_series(
    prepared: Sequence[tuple[Course, tuple[Series, ...]]],
    rules: RuleSet,
    cells: CellDefinition = BOTH,
    scatter: Scatters = UNCHECKED,
) -> Iterator[tuple[TherapyLineChange, ...]]:
    """Yields the same of each course, its series at hand, compared for all of them at once."""
    plans = [_changes(course, every) for course, every in prepared]
    pairs = [
        Pair(
            tally(c.before, cells), tally(c.after, cells), scatter=scatter_of(scatter, c.before.key)
        )
        for plan in plans
        for c in plan
        if c.before and c.after
    ]
    compared = iter(comparisons(pairs, rules.alpha))
    for plan in plans:
        yield tuple(
            replace(c, comparison=next(compared)) if c.before and c.after else c for c in plan
        )


def _changes(course: Course, every: tuple[Series, ...]) -> list[TherapyLineChange]:
    systemic = [t for t in course.therapies if t.therapy_type in SYSTEMIC_THERAPIES]
    evaluable = [(one, one.evaluable) for one in every]
    return [change for line in systemic for change in _line(line, evaluable)]


# A series, and its evaluable samplings.
Evaluable = tuple[Series, tuple[Sampling, ...]]


@dataclass(frozen=True, slots=True)
class _Ends:
    """A line's samplings in one series."""

    series: Series
    before: Sampling | None
    after: Sampling | None


def _line(event: TherapyEvent, every: Sequence[Evaluable]) -> list[TherapyLineChange]:
    start = therapy_start(event)
    ends = [_ends(event, start, one) for one in every]
    flag = "" if start.is_exact else MONTH_ONLY
    both = [e for e in ends if e.before and e.after]
    if both:
        return [TherapyLineChange(event, e.series.key, e.before, e.after, None, flag) for e in both]
    some = max(ends, key=lambda e: bool(e.before) + bool(e.after), default=None)
    reasons = [_missing(event, some), flag]
    return [
        TherapyLineChange(
            event,
            some.series.key if some and (some.before or some.after) else None,
            some.before if some else None,
            some.after if some else None,
            None,
            "; ".join(reason for reason in reasons if reason),
        )
    ]


def _ends(event: TherapyEvent, start: TherapyStart, of: Evaluable) -> _Ends:
    one, evaluable = of
    before = [s for s in evaluable if s.collected_on <= start.last_day]
    return _Ends(one, before[-1] if before else None, _after(event, evaluable[len(before) :]))


def _after(event: TherapyEvent, since: Sequence[Sampling]) -> Sampling | None:
    if event.ended_on is None:
        return since[-1] if event.ongoing and since else None
    end: date = possible_days(event.ended_on, event.date_precision)[1]
    return next((s for s in since if s.collected_on >= end), None)


def _missing(event: TherapyEvent, ends: _Ends | None) -> str:
    reasons = [] if ends and ends.before else [NO_BEFORE]
    if not (ends and ends.after):
        if event.ended_on is not None:
            reasons.append(NO_AFTER)
        else:
            reasons.append(NO_DURING if event.ongoing else END_UNKNOWN)
    return "; ".join(reasons)
