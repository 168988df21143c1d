"""Up to four courses on the same axes: rates on one scale, time in months from one anchor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.analysis.rate_axis import rate_axis
from monitor.analysis.time_axis import AxisKind, TimeAxis, available_anchors
from monitor.analysis.timeline import Axes, TimelineData, TimelineOptions, timeline
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan

MOST = 4


@dataclass(frozen=True, slots=True)
class Comparison:
    """Timelines with the same axes, in the order chosen; `notes` say what a reader cannot see."""

    panels: tuple[TimelineData, ...]
    notes: tuple[str, ...]


def comparison(
    courses: Sequence[Course],
    options: TimelineOptions,
    rules: RuleSet,
    data_cut: date,
    plan: VisitPlan | None = None,
) -> Comparison:
    """Returns the courses side by side, the first four of them.

    A course without any anchor cannot be counted in months and is left out; one without the chosen
    anchor is counted from another, and both are said.
    """
    months = replace(options, axis=AxisKind.MONTHS)
    alone = [timeline(course, months, rules, data_cut, plan) for course in courses[:MOST]]
    pairs = list(zip(courses, alone, strict=False))
    placed = [(course, data) for course, data in pairs if data.time.origin is not None]
    if not placed:
        return Comparison((), tuple(_left_out(course) for course, _ in pairs))
    samplings = [p.sampling for _, data in placed for p in data.points]
    rates = rate_axis(samplings, options.scale, options.unit)
    first, last = _range([data.time for _, data in placed])
    panels = tuple(
        timeline(course, months, rules, data_cut, plan, Axes(_moved(data.time, first, last), rates))
        for course, data in placed
    )
    return Comparison(panels, _notes(pairs, options))


def _range(axes: Sequence[TimeAxis]) -> tuple[int, int]:
    """Returns the days from the anchor between which everything of all axes lies."""
    first = min(axis.days_from_anchor(axis.first) or 0 for axis in axes)
    last = max(axis.days_from_anchor(axis.last) or 0 for axis in axes)
    return first, last


def _moved(axis: TimeAxis, first: int, last: int) -> TimeAxis:
    origin = axis.origin or axis.first
    return replace(axis, first=origin + timedelta(days=first), last=origin + timedelta(days=last))


def _notes(
    pairs: Sequence[tuple[Course, TimelineData]], options: TimelineOptions
) -> tuple[str, ...]:
    notes = []
    for course, data in pairs:
        if data.time.origin is None:
            notes.append(_left_out(course))
        elif options.anchor not in available_anchors(course):
            name = course.patient.patient_id
            notes.append(
                f"{name}: no {options.anchor} recorded, months are counted from {data.time.anchor}."
            )
    return tuple(notes)


def _left_out(course: Course) -> str:
    return f"{course.patient.patient_id} has nothing that months could be counted from."
