"""The samplings of a timeline: where each is drawn, and what connects or separates them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from monitor.analysis.formats import k_in_n
from monitor.analysis.rate_axis import RateAxis, needs_no_rate_lane, whisker_end
from monitor.analysis.therapy_context import CautionWindow, TherapyContext, therapy_context
from monitor.analysis.therapy_spans import Span
from monitor.analysis.time_axis import Position, TimeAxis
from monitor.analysis.timeline_visits import Visits
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import ComparabilityKey, Sampling
from monitor.domain.vocabularies import EvidenceState

# Samplings of one day stand apart by 36 hours either way, more where that would not be seen.
_APART_DAYS = 1.5
_APART_SHARE_OF_SPAN = 0.007


@dataclass(frozen=True, slots=True)
class Point:
    """One sampling on the chart. `x` and `y`, `low` and `high` are positions on the axes.

    `share` is its place between the first (0) and last (1) day of the time axis. `window` names the
    visit window it meets, or "off-window"; None where no windows are set.

    The whisker runs from `low` to `high`, both None where there is no interval; `is_cut_below` and
    `is_cut_above` say that it really goes on. `rate`, `lower`, `upper` and `excluded` are in the
    unit of the rate axis and not cut. `days_from_anchor` are whole days. `is_unreviewed`: nobody
    has looked at one of its results yet.
    """

    sampling: Sampling
    x: Position
    share: float
    y: float
    low: float | None
    high: float | None
    is_cut_below: bool
    is_cut_above: bool
    label: str
    rate: float | None
    lower: float | None
    upper: float | None
    excluded: float | None
    days_from_anchor: int | None
    context: TherapyContext
    window: str | None = None
    is_unreviewed: bool = False

    @property
    def assay_id(self) -> int:
        return self.sampling.assays[0].id


class LineStyle(StrEnum):
    SOLID = "solid"
    DOTTED = "dotted"


@dataclass(frozen=True, slots=True)
class Connector:
    """A line between two comparable samplings; dotted says that the way between is not known."""

    style: LineStyle
    x: tuple[Position, Position]
    y: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bracket:
    """Joins the samplings of one day, which are drawn apart."""

    day: date
    first: Position
    last: Position


@dataclass(frozen=True, slots=True)
class Seam:
    """The day, halfway, at which the method of the samplings changes."""

    day: date
    x: Position
    before: str
    after: str


def timeline_points(
    samplings: tuple[Sampling, ...],
    time: TimeAxis,
    rates: RateAxis,
    spans: tuple[Span, ...],
    cautions: tuple[CautionWindow, ...],
    visits: Visits,
    unreviewed: frozenset[int] = frozenset(),
) -> tuple[Point, ...]:
    """Returns one point for every sampling, in time order as they came."""
    points = []
    for day, group in groupby(samplings, key=lambda s: s.collected_on):
        of_day = tuple(group)
        context, window = therapy_context(day, spans, cautions), visits.name_of(day)
        for sampling, shift in zip(of_day, _shifts(len(of_day), time), strict=True):
            point = _point(sampling, shift, time, rates, context)
            is_new = bool(unreviewed) and any(a.id in unreviewed for a in sampling.assays)
            if window or is_new:
                point = replace(point, window=window, is_unreviewed=is_new)
            points.append(point)
    return tuple(points)


def _shifts(count: int, time: TimeAxis) -> list[float]:
    """Returns by how many days each of `count` samplings of one day is moved."""
    apart = max(_APART_DAYS, _APART_SHARE_OF_SPAN * time.span_days)
    return [apart * (2 * i - (count - 1)) for i in range(count)]


def _point(
    sampling: Sampling, shift: float, time: TimeAxis, rates: RateAxis, context: TherapyContext
) -> Point:
    factor = rates.unit.factor
    low, high = _whisker(sampling, rates)
    return Point(
        sampling=sampling,
        x=time.place(sampling.collected_on, shift),
        share=time.share(sampling.collected_on, shift),
        y=_height(sampling, rates),
        low=low,
        high=None if high is None else min(high, rates.top),
        is_cut_below=bool(low and sampling.lower and sampling.lower * factor < low),
        is_cut_above=bool(high and high > rates.top * (1 + 1e-9)),
        label=_label(sampling),
        rate=_times(sampling.rate, factor),
        lower=_times(sampling.lower, factor),
        upper=_times(sampling.upper, factor),
        excluded=_times(sampling.excluded, factor),
        days_from_anchor=time.days_from_anchor(sampling.collected_on),
        context=context,
    )


def _times(rate: float | None, factor: float) -> float | None:
    return None if rate is None else rate * factor


def _height(sampling: Sampling, rates: RateAxis) -> float:
    if needs_no_rate_lane(sampling) and rates.no_rate is not None:
        return rates.no_rate
    return rates.place(sampling.rate or 0.0)


def _whisker(sampling: Sampling, rates: RateAxis) -> tuple[float | None, float | None]:
    """Returns both ends of the whisker, the upper one not yet cut."""
    end = whisker_end(sampling)
    if end is None or sampling.lower is None:
        return None, None
    high = end * rates.unit.factor
    if not sampling.rate:
        return rates.zero, high
    return max(sampling.lower * rates.unit.factor, rates.lane_top or 0.0), high


def _label(sampling: Sampling) -> str:
    """Returns the text beside the mark: "0/2.1M", "pos", or nothing where nothing is known."""
    if sampling.state is EvidenceState.NOT_EVALUABLE:
        return ""
    if sampling.state is EvidenceState.DEPTH_UNKNOWN and sampling.tumor_cells is None:
        return "pos" if sampling.is_positive else "neg"
    return k_in_n(sampling.tumor_cells, sampling.cells_screened)


def seams(samplings: tuple[Sampling, ...], time: TimeAxis) -> tuple[Seam, ...]:
    """Returns a seam wherever two sampling days in a row share no comparability key."""
    days = [(day, tuple(g)) for day, g in groupby(samplings, key=lambda s: s.collected_on)]
    found = []
    for (day, before), (next_day, after) in pairwise(days):
        keys_before, keys_after = _keys(before), _keys(after)
        if not keys_before & keys_after:
            halfway = day + (next_day - day) // 2
            found.append(Seam(halfway, time.place(halfway), _names(before), _names(after)))
    return tuple(found)


def _keys(samplings: tuple[Sampling, ...]) -> frozenset[ComparabilityKey]:
    return frozenset(s.key for s in samplings)


def _names(samplings: tuple[Sampling, ...]) -> str:
    return ", ".join(str(s.key) for s in samplings)


def connectors(
    points: tuple[Point, ...], rules: RuleSet, seams: tuple[Seam, ...]
) -> tuple[Connector, ...]:
    """Returns the lines between neighbors of one series, where both are evaluable.

    None leads across a seam, nor into or past an under-screened or not evaluable sampling.
    """
    lines = []
    for series in _series(points):
        for before, after in pairwise(series):
            if not (before.sampling.is_evaluable and after.sampling.is_evaluable):
                continue
            first, last = before.sampling.collected_on, after.sampling.collected_on
            if any(first <= seam.day < last for seam in seams):
                continue
            is_long = last - first > timedelta(days=rules.connector_gap_days)
            both = all(p.sampling.state is EvidenceState.DETECTED for p in (before, after))
            style = LineStyle.SOLID if both and not is_long else LineStyle.DOTTED
            lines.append(Connector(style, (before.x, after.x), (before.y, after.y)))
    return tuple(lines)


def _series(points: tuple[Point, ...]) -> list[list[Point]]:
    series: dict[ComparabilityKey, list[Point]] = {}
    for point in points:
        series.setdefault(point.sampling.key, []).append(point)
    return list(series.values())


def brackets(points: tuple[Point, ...]) -> tuple[Bracket, ...]:
    """Returns a bracket for every day with more than one sampling."""
    found = []
    for day, group in groupby(points, key=lambda p: p.sampling.collected_on):
        of_day = tuple(group)
        if len(of_day) > 1:
            found.append(Bracket(day, of_day[0].x, of_day[-1].x))
    return tuple(found)
