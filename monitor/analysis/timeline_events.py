"""What happened beside the samplings: surgery, relapse, death, last contact, the data cut."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.analysis.formats import one_line, words
from monitor.analysis.therapy_spans import Span, deaths
from monitor.analysis.time_axis import Position, TimeAxis
from monitor.domain.records import Course, OutcomeEvent
from monitor.domain.vocabularies import RELAPSES, EventType, TherapyType

_AGENT_LENGTH = 60


class EventKind(StrEnum):
    SURGERY = "surgery"
    RELAPSE = "relapse"
    DEATH = "death"
    LAST_CONTACT = "last contact"
    DATA_CUT = "data cut"

    @property
    def is_disease(self) -> bool:
        """Returns whether this is a relapse or death, which nobody may overlook."""
        return self in (EventKind.RELAPSE, EventKind.DEATH)


@dataclass(frozen=True, slots=True)
class Event:
    """One vertical line: `label` stands above it, `details` are the further lines of its hover."""

    kind: EventKind
    on: date
    x: Position
    label: str
    details: tuple[str, ...] = ()


def timeline_events(
    course: Course, spans: tuple[Span, ...], time: TimeAxis, data_cut: date
) -> tuple[Event, ...]:
    """Returns the events in time order, those of one day and label as one.

    The data cut is left out where it lies after death: nothing was awaited by then.
    """
    found = [*_surgeries(spans), *(e for o in course.outcomes if (e := _outcome(o)))]
    if not deaths(course):
        found.append((EventKind.DATA_CUT, data_cut, "data cut", ()))
    merged: dict[tuple[date, EventKind, str], tuple[str, ...]] = {}
    for kind, day, label, details in found:
        merged[day, kind, label] = merged.get((day, kind, label), ()) + details
    ordered = sorted(merged.items(), key=lambda item: item[0])
    return tuple(
        Event(kind, day, time.place(day), label, tuple(dict.fromkeys(details)))
        for (day, kind, label), details in ordered
    )


_Found = tuple[EventKind, date, str, tuple[str, ...]]


def _surgeries(spans: tuple[Span, ...]) -> list[_Found]:
    surgeries = [s for s in spans if s.event.therapy_type is TherapyType.SURGERY]
    return [
        (
            EventKind.SURGERY,
            s.middle if s.is_moment else s.latest_start,
            "surgery",
            (one_line(s.event.agent, _AGENT_LENGTH), *_precision(s)),
        )
        for s in surgeries
    ]


def _precision(span: Span) -> tuple[str, ...]:
    return () if span.is_exact else (f"date known to the {span.event.date_precision} only",)


def _outcome(outcome: OutcomeEvent) -> _Found | None:
    day, details = outcome.occurred_on, _outcome_details(outcome)
    if outcome.event_type in RELAPSES:
        name = "DCIS" if outcome.event_type is EventType.DCIS else words(outcome.event_type)
        label = f"{name} ({outcome.site})" if outcome.site else name
        return EventKind.RELAPSE, day, label, details
    if outcome.event_type is EventType.DEATH:
        return EventKind.DEATH, day, "death", details
    if outcome.event_type is EventType.LAST_CONTACT:
        return EventKind.LAST_CONTACT, day, "last contact", details
    return None


def _outcome_details(outcome: OutcomeEvent) -> tuple[str, ...]:
    details = []
    if outcome.invasive is not None:
        details.append("invasive" if outcome.invasive else "not invasive")
    if outcome.cause is not None:
        details.append(f"cause: {words(outcome.cause)}")
    if outcome.comment:
        details.append(one_line(outcome.comment, 120))
    if outcome.origin is not None:
        details.append(str(outcome.origin))
    return tuple(details)
