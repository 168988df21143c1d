"""What a sampling's size is held against (methods.md 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.analysis.therapy_spans import possible_days
from monitor.domain.calls import Reference, ReferenceChoice, ReferenceKind
from monitor.domain.records import Course, TherapyEvent
from monitor.domain.rules import SYSTEMIC_THERAPIES
from monitor.domain.samplings import Sampling
from monitor.domain.vocabularies import DatePrecision, Intent


@dataclass(frozen=True, slots=True)
class TherapyStart:
    """The last day on which a therapy may have begun: what was taken by then was before it."""

    therapy: TherapyEvent
    last_day: date

    @property
    def is_exact(self) -> bool:
        return self.therapy.date_precision is DatePrecision.DAY


def first_systemic_therapy(course: Course) -> TherapyStart | None:
    """Returns the start of the first therapy that reaches the marrow and is not palliative."""
    starts = [
        therapy_start(event)
        for event in course.therapies
        if event.therapy_type in SYSTEMIC_THERAPIES and event.intent is not Intent.PALLIATIVE
    ]
    return min(starts, key=lambda s: (s.last_day, s.therapy.id), default=None)


def therapy_start(event: TherapyEvent) -> TherapyStart:
    """Returns when a therapy began; a start known to the month counts as its last day."""
    return TherapyStart(event, possible_days(event.started_on, event.date_precision)[1])


@dataclass(frozen=True, slots=True)
class References:
    """The reader's choice, with the therapies it depends on; `line` for "before a line" alone."""

    kind: ReferenceKind
    first_therapy: TherapyStart | None
    line: TherapyStart | None = None

    def of(self, evaluable: Sequence[Sampling], day: date) -> Reference | None:
        """Returns the reference of a sampling of that day among all evaluable ones of its series.

        None before there is an evaluable one. Nothing later than the day is looked at.
        """
        known = [s for s in evaluable if s.collected_on <= day]
        if not known:
            return None
        if self.kind is ReferenceKind.PREVIOUS:
            return Reference(_earlier(known, day)[-1], self.kind)
        if self.kind is ReferenceKind.NADIR:
            earlier = _earlier(known, day)
            lowest = min(earlier, key=lambda s: s.upper or 0.0)
            return Reference(lowest, self.kind, looks=len(earlier))
        if self.line is not None and self._has_reached_line(evaluable, day):
            return _before(known, self.line, ReferenceKind.BEFORE_LINE)
        return _before(known, self.first_therapy, ReferenceKind.BEFORE_THERAPY)

    def _has_reached_line(self, evaluable: Sequence[Sampling], day: date) -> bool:
        """Returns whether that day is not before the last sampling ahead of the chosen line.

        Up to then the usual reference holds.
        """
        assert self.line is not None
        before = [s.collected_on for s in evaluable if s.collected_on <= self.line.last_day]
        return not before or day >= before[-1]


def references(course: Course, choice: ReferenceChoice) -> References:
    """Returns how references are found in this course.

    Raises ValueError where the choice names a therapy line that the course does not have.
    """
    first = first_systemic_therapy(course)
    if choice.kind is not ReferenceKind.BEFORE_LINE:
        return References(choice.kind, first)
    named = next((t for t in course.therapies if t.id == choice.therapy_id), None)
    if named is None:
        raise ValueError(f"This course has no therapy with the number {choice.therapy_id}.")
    return References(choice.kind, first, therapy_start(named))


def _earlier(known: list[Sampling], day: date) -> list[Sampling]:
    return [s for s in known if s.collected_on < day] or known


def _before(known: list[Sampling], start: TherapyStart | None, kind: ReferenceKind) -> Reference:
    """Returns the last one taken by the start, else the first of all, with its days after it."""
    if start is None:
        return Reference(known[0], kind)
    last_before = next((s for s in reversed(known) if s.collected_on <= start.last_day), None)
    if last_before is not None:
        return Reference(last_before, kind, start.therapy, None, start.is_exact)
    days = (known[0].collected_on - start.last_day).days
    return Reference(known[0], kind, start.therapy, days, start.is_exact)
