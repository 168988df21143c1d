"""Where a day lies on a chart: on the calendar, or in months from an anchor."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.domain.records import Course
from monitor.domain.rules import SYSTEMIC_THERAPIES
from monitor.domain.vocabularies import Intent, Material, TherapyType

DAYS_PER_MONTH = 30.4375
_MILLISECONDS_PER_DAY = 86_400_000

# An ISO day or minute on the calendar, else months from the anchor.
Position = str | float


class AxisKind(StrEnum):
    CALENDAR = "calendar"
    MONTHS = "months"


class Anchor(StrEnum):
    FIRST_SURGERY = "first surgery"
    FIRST_SAMPLING = "first sampling"
    DIAGNOSIS = "diagnosis"
    FIRST_SYSTEMIC_THERAPY = "first systemic therapy"


def available_anchors(course: Course) -> dict[Anchor, date]:
    """Returns the anchors that this course can be counted from, each with its day."""
    days = {
        Anchor.FIRST_SURGERY: _first_surgery(course),
        Anchor.FIRST_SAMPLING: _first_sampling(course),
        Anchor.DIAGNOSIS: course.patient.diagnosed_on,
        Anchor.FIRST_SYSTEMIC_THERAPY: _first_systemic_therapy(course),
    }
    return {anchor: day for anchor, day in days.items() if day is not None}


def _first_surgery(course: Course) -> date | None:
    surgeries = (t for t in course.therapies if t.therapy_type is TherapyType.SURGERY)
    return min((t.started_on for t in surgeries), default=None)


def _first_sampling(course: Course) -> date | None:
    marrow = (a for a in course.assays if a.material is Material.BONE_MARROW)
    return min((a.collected_on for a in marrow), default=None)


def _first_systemic_therapy(course: Course) -> date | None:
    systemic = (
        t.started_on
        for t in course.therapies
        if t.therapy_type in SYSTEMIC_THERAPIES and t.intent is not Intent.PALLIATIVE
    )
    return min(systemic, default=None)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The horizontal axis, from `first` to `last` day, margins included.

    `anchor` and `origin` (its day) are None only when the course has no anchor at all; the months
    axis falls back to the calendar then.
    """

    kind: AxisKind
    anchor: Anchor | None
    origin: date | None
    first: date
    last: date

    @property
    def title(self) -> str:
        """Returns the axis title: empty on the calendar, whose ticks say what they are."""
        return f"Months from {self.anchor}" if self.kind is AxisKind.MONTHS else ""

    @property
    def span_days(self) -> int:
        return (self.last - self.first).days

    def place(self, day: date, shift_days: float = 0.0) -> Position:
        """Returns the position of a day, moved by `shift_days`."""
        if self.kind is AxisKind.MONTHS and self.origin is not None:
            return self.length((day - self.origin).days + shift_days)
        if not shift_days:
            return day.isoformat()
        moved = datetime(day.year, day.month, day.day) + timedelta(days=shift_days)  # noqa: DTZ001
        return moved.isoformat(sep=" ", timespec="minutes")

    def share(self, day: date, shift_days: float = 0.0) -> float:
        """Returns how far along the axis a day lies, 0 at its first and 1 at its last day."""
        return ((day - self.first).days + shift_days) / self.span_days

    def length(self, days: float) -> float:
        """Returns a length in the unit of the axis: months, or milliseconds on the calendar."""
        if self.kind is AxisKind.MONTHS:
            return round(days / DAYS_PER_MONTH, 5)
        return days * _MILLISECONDS_PER_DAY

    def days_from_anchor(self, day: date) -> int | None:
        """Returns whole days from the anchor, negative before it; None without an anchor."""
        return None if self.origin is None else (day - self.origin).days


def time_axis(
    kind: AxisKind, anchor: Anchor, anchors: dict[Anchor, date], days: list[date]
) -> TimeAxis:
    """Returns the axis that shows all `days` (at least one) with a margin at both ends.

    An anchor that the course does not have gives way to the first that it has.
    """
    chosen = anchor if anchor in anchors else next(iter(anchors), None)
    first, last = min(days), max(days)
    margin = timedelta(days=max(30, round(0.03 * (last - first).days)))
    return TimeAxis(
        kind if chosen else AxisKind.CALENDAR,
        chosen,
        anchors[chosen] if chosen else None,
        first - margin,
        last + margin,
    )
