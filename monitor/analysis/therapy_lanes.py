"""Therapy as lanes: one lane a class, split where courses of one class overlap."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from monitor.analysis.formats import one_line
from monitor.analysis.therapy_spans import EndKind, Span
from monitor.analysis.time_axis import Position, TimeAxis
from monitor.domain.records import TherapyEvent
from monitor.domain.vocabularies import TherapyType

LANE_LABELS = {
    TherapyType.SURGERY: "Surgery",
    TherapyType.CHEMOTHERAPY: "Chemotherapy",
    TherapyType.HER2: "Anti-HER2",
    TherapyType.RADIOTHERAPY: "Radiotherapy",
    TherapyType.ENDOCRINE: "Endocrine",
    TherapyType.CDK46: "CDK4/6",
    TherapyType.PARP: "PARP",
    TherapyType.BONE_TARGETED: "Bone-targeted",
    TherapyType.IMMUNOTHERAPY: "Immunotherapy",
    TherapyType.DTC_DIRECTED: "DTC-directed",
    TherapyType.SUPPORTIVE: "Supportive",
    TherapyType.OTHER: "Other",
}
_LABEL_LENGTH = 40
_MOST_CYCLES = 40
# Room for the question mark behind a course whose end is not known.
_UNKNOWN_END_DAYS = 45


@dataclass(frozen=True, slots=True)
class Lane:
    """One horizontal lane; `number` counts the sub-lanes of its class from 1."""

    therapy_type: TherapyType
    number: int

    @property
    def class_name(self) -> str:
        return LANE_LABELS[self.therapy_type]

    @property
    def label(self) -> str:
        return self.class_name if self.number == 1 else f"{self.class_name} {self.number}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A course in lane `lane` (0 on top), drawn over its certain days `first` to `last`.

    `start` and `length` are in units of the time axis. `clear_before` and `clear_after` are the
    positions beyond its whiskers, with that many free days to the neighbors in the lane or the ends
    of the axis.
    """

    event: TherapyEvent
    lane: int
    end: EndKind
    first: date
    last: date
    start: Position
    length: float
    stop: Position
    label: str
    clear_before: Position
    clear_after: Position
    days_before: int
    days_after: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class Mark:
    """A single day in a lane, or a month or year in which all of a course took place."""

    events: tuple[TherapyEvent, ...]
    lane: int
    day: date
    x: Position

    @property
    def therapy_type(self) -> TherapyType:
        return self.events[0].therapy_type


@dataclass(frozen=True, slots=True)
class Whisker:
    """The days on which a course with a partial date may have begun or ended."""

    lane: int
    first: Position
    last: Position


@dataclass(frozen=True, slots=True)
class Cycle:
    """The day of one cycle, spread evenly over the course: cycles carry no dates of their own."""

    lane: int
    x: Position
    every_days: float


@dataclass(frozen=True, slots=True)
class Lanes:
    lanes: tuple[Lane, ...] = ()
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()
    whiskers: tuple[Whisker, ...] = ()
    cycles: tuple[Cycle, ...] = ()


def therapy_lanes(spans: tuple[Span, ...], time: TimeAxis) -> Lanes:
    """Returns the lanes of the classes present, top-down in the fixed order, with what is in them.

    `spans` are in time order.
    """
    placed: list[list[Span]] = []
    lanes: list[Lane] = []
    for therapy_type in LANE_LABELS:
        of_class = [s for s in spans if s.event.therapy_type is therapy_type]
        for number, row in enumerate(_without_overlap(of_class), start=1):
            lanes.append(Lane(therapy_type, number))
            placed.append(row)
    rows = list(enumerate(placed))
    return Lanes(
        tuple(lanes),
        tuple(bar for lane, row in rows for bar in _bars(lane, row, time)),
        tuple(mark for lane, row in rows for mark in _marks(lane, row, time)),
        tuple(w for lane, row in rows for s in row for w in _whiskers(lane, s, time)),
        tuple(c for lane, row in rows for s in row for c in _cycles(lane, s, time)),
    )


def _without_overlap(spans: list[Span]) -> list[list[Span]]:
    """Returns the courses in as few rows as let none overlap another."""
    rows: list[list[Span]] = []
    for span in spans:
        free = (row for row in rows if _has_room(row[-1], span))
        row = next(free, None)
        if row is None:
            rows.append([span])
        else:
            row.append(span)
    return rows


def _has_room(last: Span, span: Span) -> bool:
    if last.is_moment and span.is_moment and last.middle == span.middle:
        return True  # one mark for both
    label = _UNKNOWN_END_DAYS if last.end is EndKind.UNKNOWN else 0
    moment = 1 if last.is_moment else 0
    return last.latest_end + timedelta(days=label + moment) <= span.earliest_start


def _bars(lane: int, row: list[Span], time: TimeAxis) -> list[Bar]:
    ends_before = [time.first, *(span.latest_end for span in row[:-1])]
    starts_after = [*(span.earliest_start for span in row[1:]), time.last]
    return [
        Bar(
            span.event,
            lane,
            span.end,
            span.latest_start,
            span.earliest_end,
            time.place(span.latest_start),
            time.length((span.earliest_end - span.latest_start).days),
            time.place(span.earliest_end),
            one_line(span.event.agent, _LABEL_LENGTH),
            time.place(span.earliest_start),
            time.place(span.latest_end),
            (span.earliest_start - before).days,
            (after - span.latest_end).days,
        )
        for span, before, after in zip(row, ends_before, starts_after, strict=True)
        if not span.is_moment
    ]


def _marks(lane: int, row: list[Span], time: TimeAxis) -> list[Mark]:
    moments = (span for span in row if span.is_moment)
    return [
        Mark(tuple(span.event for span in of_day), lane, day, time.place(day))
        for day, of_day in groupby(moments, key=lambda span: span.middle)
    ]


def _whiskers(lane: int, span: Span, time: TimeAxis) -> list[Whisker]:
    if span.is_moment:
        ends = [(span.earliest_start, span.latest_end)]
    else:
        ends = [
            (span.earliest_start, span.latest_start),
            (span.earliest_end, span.latest_end),
        ]
    return [
        Whisker(lane, time.place(first), time.place(last)) for first, last in ends if first < last
    ]


def _cycles(lane: int, span: Span, time: TimeAxis) -> list[Cycle]:
    cycles = span.event.cycles or 0
    if span.is_moment or span.end is not EndKind.KNOWN or not 2 <= cycles <= _MOST_CYCLES:
        return []
    step = (span.earliest_end - span.latest_start).days / cycles
    days = (span.latest_start + timedelta(days=round(step * i)) for i in range(1, cycles))
    return [Cycle(lane, time.place(day), step) for day in days]
