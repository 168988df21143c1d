"""Row 1 of chart 1: counts with their intervals, and what happened beside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from monitor.analysis.formats import millions, sentence_case
from monitor.analysis.rate_axis import Scale
from monitor.analysis.time_axis import Position
from monitor.analysis.timeline import TimelineData
from monitor.analysis.timeline_events import EventKind
from monitor.analysis.timeline_points import LineStyle, Point
from monitor.charts.point_labels import Spot, label_sides
from monitor.charts.texts import hover_text, literal, short, text_width
from monitor.charts.theme import (
    LABEL,
    STATE_NAMES,
    SYMBOL_SIZES,
    SYMBOLS,
    Theme,
    state_color,
)
from monitor.charts.timeline_hover import event_lines, point_lines, seam_lines
from monitor.domain.vocabularies import EvidenceState

Trace = dict[str, Any]
LabelSides = dict[int, str]

_EVENT_SYMBOLS = {
    EventKind.RELAPSE: ("star", 13),
    EventKind.DEATH: ("diamond", 11),
    EventKind.LAST_CONTACT: ("line-ns-open", 7),
    EventKind.DATA_CUT: ("line-ns-open", 7),
}


def counts_traces(data: TimelineData, colors: Theme, sides: LabelSides) -> list[Trace]:
    """Returns the traces of the row, lowest first; `sides` as from `point_label_sides`."""
    states = [state for state in EvidenceState if any(_of(data.points, state))]
    return [
        *(_connectors(data, style, colors) for style in LineStyle),
        _rings(data, colors),
        *(_samplings(data, state, colors, sides) for state in states),
        _whisker_key(data, colors),
        _marks(data, colors),
    ]


def point_label_sides(
    data: TimelineData, most: int, widths: tuple[float, ...], height: float
) -> LabelSides:
    """Returns where each sampling's label goes, by assay id; none with more than `most` samplings.

    `widths` are the plot widths to lay out for, narrowest first, `height` the row's, in pixels.
    """
    if len(data.points) > most:
        return {}
    lines = _line_sides(data)
    spots = [
        Spot(
            share=p.share,
            y=height * data.rates.share(p.y),
            low=height * data.rates.share(p.y if p.low is None else p.low),
            high=height * data.rates.share(p.y if p.high is None else p.high),
            label=text_width(p.label, LABEL),
            lines=frozenset(lines.get(p.x, ())),
        )
        for p in data.points
    ]
    sides = label_sides(spots, widths)
    return {p.assay_id: side for p, side in zip(data.points, sides, strict=True) if side}


def _line_sides(data: TimelineData) -> dict[Position, list[str]]:
    """Returns the sides of each sampling on which a connector leaves it, by its place in time."""
    sides: dict[Position, list[str]] = {}
    for line in data.connectors:
        if line.y[0] != line.y[1]:
            rises = line.y[1] > line.y[0]
            sides.setdefault(line.x[0], []).append("top right" if rises else "bottom right")
            sides.setdefault(line.x[1], []).append("bottom left" if rises else "top left")
    return sides


def _of(points: Iterable[Point], state: EvidenceState) -> list[Point]:
    return [p for p in points if p.sampling.state is state]


def _connectors(data: TimelineData, style: LineStyle, colors: Theme) -> Trace:
    lines = [c for c in data.connectors if c.style is style]
    return {
        "type": "scatter",
        "name": f"connectors, {style}",
        "mode": "lines",
        "x": [x for c in lines for x in (*c.x, None)],
        "y": [y for c in lines for y in (*map(short, c.y), None)],
        "line": {
            "color": colors.connector,
            "width": 1.2,
            "dash": "solid" if style is LineStyle.SOLID else "dot",
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _rings(data: TimelineData, colors: Theme) -> Trace:
    """Returns a ring around every result that nobody has looked at yet."""
    points = [p for p in data.points if p.is_unreviewed]
    return {
        "type": "scatter",
        "name": "New since last review",
        "mode": "markers",
        "x": [p.x for p in points],
        "y": [short(p.y) for p in points],
        "marker": {
            "symbol": "circle-open",
            "size": 18,
            "color": colors.ring,
            "line": {"width": 1.5, "color": colors.ring},
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _samplings(data: TimelineData, state: EvidenceState, colors: Theme, sides: LabelSides) -> Trace:
    points = _of(data.points, state)
    color = state_color(state, colors)
    labels = [literal(p.label) if p.assay_id in sides else "" for p in points]
    return {
        "type": "scatter",
        "name": state_name(state, data),
        "mode": "markers+text" if any(labels) else "markers",
        "x": [p.x for p in points],
        "y": [short(p.y) for p in points],
        **(_labels(points, labels, sides, colors) if any(labels) else {}),
        "marker": {
            "symbol": SYMBOLS[state],
            "size": SYMBOL_SIZES[state],
            "color": color,
            "line": {"width": 2, "color": color},
        },
        **_whiskers(points, color),
        "customdata": [[p.assay_id] for p in points],
        "hovertext": [hover_text(point_lines(p, data)) for p in points],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _labels(points: list[Point], labels: list[str], sides: LabelSides, colors: Theme) -> Trace:
    return {
        "text": labels,
        "textposition": [sides.get(p.assay_id, "top right") for p in points],
        "textfont": {"size": LABEL, "color": colors.soft},
    }


def _whiskers(points: list[Point], color: str) -> Trace:
    """Returns the error bars, nothing where no point has an interval."""
    if all(p.high is None for p in points):
        return {}
    whiskers = {
        "type": "data",
        "symmetric": False,
        "array": [None if p.high is None else short(p.high - p.y) for p in points],
        "arrayminus": [None if p.low in (None, p.y) else short(p.y - p.low) for p in points],
        "color": color,
        "thickness": 1.3,
        "width": 4,
    }
    return {"error_y": whiskers}


def state_name(state: EvidenceState, data: TimelineData) -> str:
    """Returns the legend's name of a state; the minimum depth with it where there is only one."""
    name = STATE_NAMES[state]
    depths = {data.rules.depth_for_lab(p.sampling.key.lab) for p in data.points}
    if state is EvidenceState.UNDER_SCREENED and len(depths) == 1:
        return f"{name} (< {millions(depths.pop())} M)"
    return name


def _whisker_key(data: TimelineData, colors: Theme) -> Trace:
    """Returns the legend's entry for what the whiskers mean, and the arrows where they go on.

    The entry looks like the first mark, which has no place.
    """
    above = [(p, data.rates.clip_mark, "triangle-up") for p in data.points if p.is_cut_above]
    below = [(p, p.low or 0.0, "triangle-down") for p in data.points if p.is_cut_below]
    cut = above + below
    meaning = _whisker_meaning(data)
    inks = [colors.soft, *(state_color(p.sampling.state, colors) for p, _, _ in cut)]
    return {
        "type": "scatter",
        "name": meaning,
        "mode": "markers",
        "x": [None, *(p.x for p, _, _ in cut)] if meaning else [],
        "y": [None, *(short(y) for _, y, _ in cut)],
        "marker": {
            "symbol": ["line-ns", *(symbol for _, _, symbol in cut)],
            "size": [10, *(6 for _ in cut)],
            "color": inks,
            "opacity": 1,
            "line": {"width": 1.3, "color": inks},
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _whisker_meaning(data: TimelineData) -> str:
    meanings = []
    if any(p.high is not None and p.rate for p in data.points):
        meanings.append("exact 95 % interval")
    if any(p.high is not None and p.rate == 0 for p in data.points):
        zero = "0" if data.rates.scale is Scale.LINEAR else "ND"
        recovery = "" if data.rules.recovery == 1 else f"·{data.rules.recovery:g}"
        share = f"3.0/(N{recovery})" if recovery else "3.0/N"
        meanings.append(f"from {zero}: level excluded ({share})")
    return sentence_case("; ".join(meanings))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark on the floor of the row that is no sampling."""

    x: Position
    symbol: str
    size: int
    color: str
    hover: str


def _marks(data: TimelineData, colors: Theme) -> Trace:
    """Returns the marks of events and method changes."""
    marks = [*_event_marks(data, colors), *_seam_marks(data, colors)]
    return {
        "type": "scatter",
        "name": "marks",
        "mode": "markers",
        "x": [m.x for m in marks],
        "y": [short(data.rates.bottom)] * len(marks),
        "marker": {
            "symbol": [m.symbol for m in marks],
            "size": [m.size for m in marks],
            "color": [m.color for m in marks],
            "opacity": 1,
            "line": {"width": 0},
        },
        "hovertext": [m.hover for m in marks],
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
    }


def _event_marks(data: TimelineData, colors: Theme) -> list[_Mark]:
    """Returns a mark on the axis for all events but surgery, whose star has its own lane."""
    return [
        _Mark(
            e.x,
            *_EVENT_SYMBOLS[e.kind],
            colors.strong if e.kind.is_disease else colors.soft,
            hover_text(event_lines(e, data.time)),
        )
        for e in data.events
        if e.kind in _EVENT_SYMBOLS
    ]


def _seam_marks(data: TimelineData, colors: Theme) -> list[_Mark]:
    """Returns a place to hover over on every seam, on its lower end."""
    return [
        _Mark(s.x, "line-ns-open", 9, colors.soft, hover_text(seam_lines(s))) for s in data.seams
    ]


def counts_shapes(data: TimelineData, colors: Theme, height: float) -> list[Trace]:
    """Returns the ND lane, its line, and the brackets of samplings of one day."""
    rates = data.rates
    shapes = []
    for low, high in _lanes_below(data):
        shapes.append(_shaded(low, high, colors))
        shapes.append(_rule(high, colors))
    if rates.scale is Scale.LINEAR:
        shapes.append(_rule(0.0, colors))
    for bracket in data.brackets:
        shapes += _bracket(bracket.first, bracket.last, colors, 5 / height)
    return shapes


def _lanes_below(data: TimelineData) -> list[tuple[float, float]]:
    """Returns the bounds of the lanes below the rates: ND, and samplings without a rate."""
    rates = data.rates
    bounds = [rates.bottom, rates.no_rate_top, rates.lane_top]
    edges = [bound for bound in bounds if bound is not None]
    return list(pairwise(edges))


def _shaded(low: float, high: float, colors: Theme) -> Trace:
    return {
        "type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": colors.shade,
        "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": short(low), "y1": short(high),
    }  # fmt: skip


def _rule(y: float, colors: Theme) -> Trace:
    return {
        "type": "line", "layer": "below", "line": {"width": 1, "color": colors.rule},
        "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": short(y), "y1": short(y),
    }  # fmt: skip


def _bracket(first: Position, last: Position, colors: Theme, tick: float) -> list[Trace]:
    """Returns a flat bracket on the floor of the row."""
    line = {"type": "line", "line": {"width": 1, "color": colors.soft}, "yref": "y domain"}
    base = 0.4 * tick
    return [
        {**line, "x0": first, "x1": last, "y0": base, "y1": base},
        {**line, "x0": first, "x1": first, "y0": base, "y1": base + tick},
        {**line, "x0": last, "x1": last, "y0": base, "y1": base + tick},
    ]
