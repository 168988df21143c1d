"""When a course of therapy began and ended, as far as its dates say."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.domain.records import Course, TherapyEvent
from monitor.domain.vocabularies import DatePrecision, EventType, TherapyType

# A course whose end nobody wrote down is drawn this long, and marked as unknown.
STUB_DAYS = 30


class EndKind(StrEnum):
    KNOWN = "known"
    ONGOING = "ongoing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and last days on which a course may have begun and ended.

    A day-precise date has one such day, a month or a year has many. The end of an ongoing course is
    the data cut or death; of an unknown end only the drawn stub's last day is given.
    """

    event: TherapyEvent
    end: EndKind
    earliest_start: date
    latest_start: date
    earliest_end: date
    latest_end: date

    @property
    def is_moment(self) -> bool:
        """Returns whether no two days are certain: a surgery, an infusion, "in May 2021"."""
        return self.end is EndKind.KNOWN and self.earliest_end <= self.latest_start

    @property
    def middle(self) -> date:
        """Returns the day in the middle of all possible ones, where a moment is drawn."""
        return self.earliest_start + (self.latest_end - self.earliest_start) // 2

    @property
    def is_exact(self) -> bool:
        return self.earliest_start == self.latest_start and self.earliest_end == self.latest_end

    def may_include(self, day: date) -> bool:
        """Returns whether the course may have been running on that day."""
        if self.end is EndKind.UNKNOWN:
            return self.earliest_start <= day
        return self.earliest_start <= day <= self.latest_end

    def includes(self, day: date) -> bool:
        """Returns whether the course was running on that day beyond doubt."""
        last = self.latest_start if self.end is EndKind.UNKNOWN else self.earliest_end
        return self.latest_start <= day <= last


def therapy_spans(course: Course, data_cut: date) -> tuple[Span, ...]:
    """Returns the spans of all therapy events, in time order; none runs on after death."""
    limit = min([data_cut, *deaths(course)])
    spans = (_span(event, limit) for event in course.therapies)
    return tuple(sorted(spans, key=lambda s: (s.earliest_start, s.latest_end, s.event.id)))


def deaths(course: Course) -> list[date]:
    """Returns the day of death, if the patient died."""
    return [o.occurred_on for o in course.outcomes if o.event_type is EventType.DEATH]


def possible_days(day: date, precision: DatePrecision) -> tuple[date, date]:
    """Returns the first and last day that a date of this precision can mean."""
    if precision is DatePrecision.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if precision is DatePrecision.MONTH:
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


def _span(event: TherapyEvent, limit: date) -> Span:
    start = possible_days(event.started_on, event.date_precision)
    if event.ended_on is not None:
        end = possible_days(event.ended_on, event.date_precision)
        return Span(event, EndKind.KNOWN, *start, *end)
    if event.therapy_type is TherapyType.SURGERY:
        return Span(event, EndKind.KNOWN, *start, *start)
    if event.ongoing:
        last = max(limit, start[1])
        return Span(event, EndKind.ONGOING, *start, last, last)
    stub = start[1] + timedelta(days=STUB_DAYS)
    return Span(event, EndKind.UNKNOWN, *start, stub, stub)
