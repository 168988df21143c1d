"""Where the clock of an outcome starts, and the last day that anything is known of a patient."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.analysis.therapy_spans import possible_days
from monitor.domain.endpoints import NotAtRisk
from monitor.domain.records import Course, TherapyEvent
from monitor.domain.vocabularies import RELAPSES, Intent, TherapyType

DAYS_PER_MONTH = 30.4375


class Clock(StrEnum):
    SAMPLING = "sampling"
    SURGERY = "surgery"
    DIAGNOSIS = "diagnosis"
    END_OF_CHEMOTHERAPY = "end of chemotherapy"


@dataclass(frozen=True, slots=True)
class ClockStart:
    """The day; not `is_exact` where only its month or year is known: the last day of it counts."""

    on: date
    is_exact: bool = True


def clock_start(course: Course, clock: Clock, sampled_on: date | None) -> ClockStart | NotAtRisk:
    """Returns the day on which a patient's clock starts. `sampled_on` is the grouping sampling.

    Of several operations the first counts, of several courses of chemotherapy the last that is not
    palliative and began before any relapse.
    """
    if clock is Clock.SAMPLING:
        return ClockStart(sampled_on) if sampled_on else NotAtRisk("no sampling starts the clock")
    if clock is Clock.DIAGNOSIS:
        day = course.patient.diagnosed_on
        return ClockStart(day) if day else NotAtRisk("the day of diagnosis is not given")
    return _surgery(course) if clock is Clock.SURGERY else _end_of_chemotherapy(course)


def months_after(day: date, months: float) -> date:
    """Returns the same day of the month so many months on (its last day where there is none); parts
    of a month in days of 1/30.4375.
    """
    whole = int(months)
    year, month = divmod(day.month - 1 + whole, 12)
    last = monthrange(day.year + year, month + 1)[1]
    then = day.replace(year=day.year + year, month=month + 1, day=min(day.day, last))
    return then + timedelta(days=round((months - whole) * DAYS_PER_MONTH))


def last_record(course: Course) -> date:
    """Returns the last day that any record of the patient speaks of, as known to its precision."""
    return max(
        (
            *(assay.collected_on for assay in course.assays),
            *(therapy.ended_on or therapy.started_on for therapy in course.therapies),
            *(outcome.occurred_on for outcome in course.outcomes),
            course.patient.diagnosed_on or date.min,
        )
    )


def _surgery(course: Course) -> ClockStart | NotAtRisk:
    operations = [t for t in course.therapies if t.therapy_type is TherapyType.SURGERY]
    if not operations:
        return NotAtRisk("no surgery is recorded")
    return min((_last_day(t.started_on, t) for t in operations), key=lambda start: start.on)


def _end_of_chemotherapy(course: Course) -> ClockStart | NotAtRisk:
    relapses = [o.occurred_on for o in course.outcomes if o.event_type in RELAPSES]
    relapsed_on = min(relapses, default=date.max)
    given = [
        therapy
        for therapy in course.therapies
        if therapy.therapy_type is TherapyType.CHEMOTHERAPY
        and therapy.intent is not Intent.PALLIATIVE
        and therapy.started_on < relapsed_on
    ]
    if not given:
        return NotAtRisk("no chemotherapy is recorded")
    ends = [_last_day(t.ended_on, t) for t in given if t.ended_on is not None]
    if len(ends) < len(given):
        return NotAtRisk("the end of chemotherapy is not known")
    return max(ends, key=lambda end: end.on)


def _last_day(day: date, therapy: TherapyEvent) -> ClockStart:
    first, last = possible_days(day, therapy.date_precision)
    return ClockStart(last, first == last)
