"""What a cohort keeps of a course for questions on outcomes: one row for each patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.analysis.frame_builder import Kind
from monitor.analysis.outcome_clocks import Clock, ClockStart, clock_start, last_record
from monitor.analysis.outcome_facts import CONTRALATERAL, HAPPENINGS, LOCAL, UNKNOWN_DEATH
from monitor.domain.endpoints import NotAtRisk, happening
from monitor.domain.records import Course, OutcomeEvent
from monitor.domain.vocabularies import RELAPSES, DeathCause, EventType

CLOCKS = (Clock.SURGERY, Clock.DIAGNOSIS, Clock.END_OF_CHEMOTHERAPY)
# The first day of each kind of event, and of a death of unknown cause.
FIRSTS = tuple(f"first_{place}_on" for place in range(UNKNOWN_DEATH + 1))

FOLLOW: Mapping[str, Kind] = {
    "patient": Kind.CODE,
    **dict.fromkeys(FIRSTS, Kind.DAY),
    "is_local_uncertain": Kind.YES_NO,
    "is_contralateral_uncertain": Kind.YES_NO,
    "last_contact_on": Kind.DAY,
    "last_relapse_on": Kind.DAY,
    "last_record_on": Kind.DAY,
    **{
        f"{clock} {what}": kind
        for clock in CLOCKS
        for what, kind in (("on", Kind.DAY), ("exact", Kind.YES_NO), ("why not", Kind.WORD))
    },
}
_PLACES = {kind: place for place, kind in enumerate(HAPPENINGS)}
_KNOWN_CAUSES = (DeathCause.BREAST_CANCER, DeathCause.OTHER)


@dataclass(frozen=True, slots=True)
class Known:
    """The last day that anything is known of a patient, and where each clock of hers starts."""

    last_record: date
    starts: Mapping[Clock, ClockStart | NotAtRisk]


def known_of(course: Course) -> Known:
    """Returns what is told of a patient in more than one row."""
    starts = {clock: clock_start(course, clock, None) for clock in CLOCKS}
    return Known(last_record(course), starts)


def follow_row(code: int, course: Course, known: Known) -> tuple[Any, ...]:
    """Returns what became of a patient, and where each clock of hers starts or why it does not."""
    starts: list[Any] = []
    for start in known.starts.values():
        if isinstance(start, ClockStart):
            starts += (start.on, start.is_exact, "")
        else:
            starts += (None, True, start.reason)
    return (code, *_outcomes(course.outcomes), known.last_record, *starts)


def _outcomes(outcomes: Sequence[OutcomeEvent]) -> list[Any]:
    first: list[date | None] = [None] * (UNKNOWN_DEATH + 1)
    is_uncertain = {LOCAL: False, CONTRALATERAL: False}
    contact: date | None = None
    relapse: date | None = None
    for event in outcomes:
        day = event.occurred_on
        if event.event_type is EventType.LAST_CONTACT:
            contact = max(contact or day, day)
            continue
        if event.event_type in RELAPSES:
            relapse = max(relapse or day, day)
        place = _place(event)
        if place is not None and ((known := first[place]) is None or day < known):
            first[place] = day
            if place in is_uncertain:
                is_uncertain[place] = event.invasive is None
    return [*first, is_uncertain[LOCAL], is_uncertain[CONTRALATERAL], contact, relapse]


def _place(event: OutcomeEvent) -> int | None:
    if event.event_type is EventType.DEATH and event.cause not in _KNOWN_CAUSES:
        return UNKNOWN_DEATH
    kind = happening(event)
    return None if kind is None else _PLACES[kind]
