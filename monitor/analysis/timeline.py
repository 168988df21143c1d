"""Chart 1, one patient's timeline: every number that is drawn is decided here (screens.md 2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.analysis.calls import DEFAULT_REFERENCE
from monitor.analysis.formats import counted
from monitor.analysis.rate_axis import RateAxis, Scale, Unit, rate_axis
from monitor.analysis.samplings import samplings
from monitor.analysis.series import first_metastasis
from monitor.analysis.therapy_context import CautionWindow, caution_windows
from monitor.analysis.therapy_lanes import Lanes, therapy_lanes
from monitor.analysis.therapy_spans import Span, deaths, therapy_spans
from monitor.analysis.time_axis import (
    Anchor,
    AxisKind,
    Position,
    TimeAxis,
    available_anchors,
    time_axis,
)
from monitor.analysis.timeline_events import Event, EventKind, timeline_events
from monitor.analysis.timeline_points import (
    Bracket,
    Connector,
    Point,
    Seam,
    brackets,
    connectors,
    seams,
    timeline_points,
)
from monitor.analysis.timeline_ribbon import Block, RibbonRules, ribbon
from monitor.analysis.timeline_visits import Visit, visits_of
from monitor.domain.calls import Call, ReferenceChoice
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition, Sampling
from monitor.domain.visits import VisitPlan
from monitor.domain.vocabularies import Material, TherapyType

# A course of one day still gets an axis: half a year either side.
_SHORTEST_SPAN_DAYS = 180


@dataclass(frozen=True, slots=True)
class TimelineOptions:
    """What a reader can choose. An anchor the course lacks gives way to the first that it has.

    `reference` is what sizes are held against; `without_cautioned` passes over the samplings in
    caution windows when calls are made.
    """

    axis: AxisKind = AxisKind.CALENDAR
    anchor: Anchor = Anchor.FIRST_SURGERY
    scale: Scale = Scale.LOG
    unit: Unit = Unit.PER_MILLION
    shaded: tuple[TherapyType, ...] = (TherapyType.CHEMOTHERAPY, TherapyType.HER2)
    cells: CellDefinition = CellDefinition.TUMOR_AND_PROBABLE
    reference: ReferenceChoice = DEFAULT_REFERENCE
    without_cautioned: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """One course of a shaded class, behind the counts."""

    therapy_type: TherapyType
    first: Position
    last: Position


@dataclass(frozen=True, slots=True)
class CautionBar:
    """Caution windows that touch, as one bar; `length` in the unit of the time axis."""

    start: Position
    length: float
    first: date
    last: date
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineData:
    """Everything the chart, its sentence and its table say.

    `points` are marrow samplings only; `blood` ones are listed apart. `calls` are theirs, `ribbon`
    how they are drawn; both are empty where no calls were asked for. `missing_counts`,
    `missing_therapy` say what is not there and where to add it; `notes` what a reader should know.
    """

    patient_id: str
    options: TimelineOptions
    rules: RuleSet
    data_cut: date
    time: TimeAxis
    rates: RateAxis
    points: tuple[Point, ...]
    connectors: tuple[Connector, ...]
    brackets: tuple[Bracket, ...]
    seams: tuple[Seam, ...]
    lanes: Lanes
    bands: tuple[Band, ...]
    cautions: tuple[CautionBar, ...]
    events: tuple[Event, ...]
    visits: tuple[Visit, ...]
    calls: tuple[Call, ...]
    ribbon: tuple[Block, ...]
    blood: tuple[Sampling, ...]
    missing_counts: str | None
    missing_therapy: str | None
    notes: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Returns whether there is nothing to draw, not even an event."""
        drawn = (e for e in self.events if e.kind is not EventKind.DATA_CUT)
        return not (self.points or self.lanes.lanes or any(drawn))


@dataclass(frozen=True, slots=True)
class Axes:
    """Axes that several timelines share."""

    time: TimeAxis
    rates: RateAxis


def timeline(
    course: Course,
    options: TimelineOptions,
    rules: RuleSet,
    data_cut: date,
    plan: VisitPlan | None = None,
    axes: Axes | None = None,
    calls: Sequence[Call] = (),
    unreviewed: frozenset[int] = frozenset(),
) -> TimelineData:
    """Returns the chart's data for one course, as known at the data cut.

    The axes are the course's own, or the given ones. `calls` are those of its marrow samplings,
    `unreviewed` the assays whose results nobody has looked at.
    """
    found = samplings(course.assays, rules, options.cells)
    marrow = tuple(s for s in found if s.key.material is Material.BONE_MARROW)
    blood = tuple(s for s in found if s.key.material is Material.BLOOD)
    spans = therapy_spans(course, data_cut)
    time = axes.time if axes else _time(course, options, marrow, spans, data_cut)
    rates = axes.rates if axes else rate_axis(marrow, options.scale, options.unit)
    cautions = caution_windows(spans, rules)
    visits = visits_of(plan, available_anchors(course))
    points = timeline_points(marrow, time, rates, spans, cautions, visits, unreviewed)
    changes = seams(marrow, time)
    lanes = therapy_lanes(spans, time)
    known_until = RibbonRules(
        rules, visits, min([data_cut, *deaths(course)]), first_metastasis(course)
    )
    return TimelineData(
        patient_id=course.patient.patient_id,
        options=options,
        rules=rules,
        data_cut=data_cut,
        time=time,
        rates=rates,
        points=points,
        connectors=connectors(points, rules, changes),
        brackets=brackets(points),
        seams=changes,
        lanes=lanes,
        bands=_bands(lanes, options.shaded),
        cautions=_caution_bars(cautions, time),
        events=timeline_events(course, spans, time, data_cut),
        visits=visits.on(time),
        calls=tuple(calls),
        ribbon=ribbon(calls, time, known_until),
        blood=blood,
        missing_counts=_missing_counts(marrow, blood),
        missing_therapy=_missing_therapy(course),
        notes=_notes(blood, time, options),
    )


def _time(
    course: Course,
    options: TimelineOptions,
    marrow: tuple[Sampling, ...],
    spans: tuple[Span, ...],
    data_cut: date,
) -> TimeAxis:
    """Returns an axis over all that is drawn, up to the data cut or death."""
    days = [s.collected_on for s in marrow]
    days += [day for s in spans for day in (s.earliest_start, s.latest_end)]
    days += [o.occurred_on for o in course.outcomes]
    if not deaths(course):
        days.append(data_cut)
    if not days:
        days = [data_cut]
    short = timedelta(days=_SHORTEST_SPAN_DAYS)
    if max(days) - min(days) < short:
        days += [min(days) - short / 2, max(days) + short / 2]
    return time_axis(options.axis, options.anchor, available_anchors(course), days)


def _bands(lanes: Lanes, shaded: tuple[TherapyType, ...]) -> tuple[Band, ...]:
    bars = (bar for bar in lanes.bars if bar.event.therapy_type in shaded)
    return tuple(Band(bar.event.therapy_type, bar.start, bar.stop) for bar in bars)


def _caution_bars(windows: tuple[CautionWindow, ...], time: TimeAxis) -> tuple[CautionBar, ...]:
    """Returns the windows as bars that do not overlap. They come in order of their first day."""
    joined: list[tuple[date, date, tuple[str, ...]]] = []
    for window in windows:
        if joined and window.first <= joined[-1][1]:
            first, last, reasons = joined[-1]
            joined[-1] = (first, max(last, window.last), (*reasons, window.reason))
        else:
            joined.append((window.first, window.last, (window.reason,)))
    return tuple(
        CautionBar(
            time.place(first), time.length((last - first).days), first, last,
            tuple(dict.fromkeys(reasons)),
        )
        for first, last, reasons in joined
    )  # fmt: skip


def _missing_counts(marrow: tuple[Sampling, ...], blood: tuple[Sampling, ...]) -> str | None:
    if not marrow:
        besides = f" besides {counted(len(blood), 'blood sampling')}" if blood else ""
        return f"No marrow sampling{besides} yet: upload an assays file on the Import page"
    if len(marrow) == 1:
        return "One sampling so far: a second one, uploaded on the Import page, shows change"
    return None


def _missing_therapy(course: Course) -> str | None:
    if course.therapies:
        return None
    return "No therapy recorded: upload a therapy file on the Import page"


def _notes(
    blood: tuple[Sampling, ...], time: TimeAxis, options: TimelineOptions
) -> tuple[str, ...]:
    """Returns what a reader should know and cannot see."""
    notes = []
    if blood:
        noun = counted(len(blood), "blood sampling")
        notes.append(f"{noun} listed in the table only: blood is never mixed with marrow.")
    if options.axis is AxisKind.MONTHS and time.anchor is None:
        notes.append("Nothing to count months from: shown on the calendar.")
    elif options.axis is AxisKind.MONTHS and time.anchor is not options.anchor:
        notes.append(f"No {options.anchor} recorded: months are counted from {time.anchor}.")
    return tuple(notes)
