"""The lower rows of chart 1: caution windows and therapy lanes."""

from collections.abc import Sequence
from typing import Any

from monitor.analysis.therapy_lanes import Bar, Lanes
from monitor.analysis.therapy_spans import EndKind
from monitor.analysis.timeline import TimelineData
from monitor.charts.lane_labels import label_side, outside_labels
from monitor.charts.texts import hover_text, literal
from monitor.charts.theme import LANE_COLORS, SMALL, Theme, mixed, translucent
from monitor.charts.timeline_hover import caution_lines, therapy_lines
from monitor.domain.vocabularies import TherapyType

Trace = dict[str, Any]

# Plotly hides bar labels that do not fit only for the last row that holds bars: the lanes.
CAUTION_AXIS, LANES_AXIS = "y2", "y4"
_BAR = 0.78
_CYCLE_SPACE = 4


def caution_trace(data: TimelineData, colors: Theme) -> Trace:
    """Returns the caution windows as hatched bars in their own thin row."""
    return {
        "type": "bar",
        "name": "caution",
        "orientation": "h",
        "yaxis": CAUTION_AXIS,
        "base": [c.start for c in data.cautions],
        "x": [c.length for c in data.cautions],
        "y": [0] * len(data.cautions),
        "width": 1,
        "marker": {
            "color": "rgba(0,0,0,0)",
            "line": {"width": 0},
            "pattern": {
                "shape": "/", "size": 5, "solidity": 0.22, "fgcolor": colors.gray,
                "bgcolor": "rgba(0,0,0,0)",
            },
        },
        "hovertext": [hover_text(caution_lines(c)) for c in data.cautions],
        "hoverinfo": "text",
        "showlegend": False,
    }  # fmt: skip


def lane_traces(
    data: TimelineData, colors: Theme, least_width: float, usual_width: float
) -> list[Trace]:
    """Returns the traces of the therapy lanes, labels laid out for these plot widths in pixels."""
    lanes = data.lanes
    days = data.time.span_days
    sides = [label_side(bar, least_width / days, usual_width / days) for bar in lanes.bars]
    return [
        _bars(data, colors, sides),
        _hatches(data, colors),
        _cycles(lanes, colors, usual_width / days),
        _whiskers(lanes, colors),
        _marks(data, colors),
        _ongoing(data, colors),
        outside_labels(lanes, colors, sides, LANES_AXIS),
    ]


def _bars(data: TimelineData, colors: Theme, sides: list[str | None]) -> Trace:
    bars = data.lanes.bars
    return {
        "name": "therapy",
        **_where(bars),
        "text": [
            literal(b.label) if side == "inside" else ""
            for b, side in zip(bars, sides, strict=True)
        ],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "textfont": {"size": SMALL, "color": colors.ink},
        "marker": {
            "color": [_fill(b, colors) for b in bars],
            "line": {"width": 1, "color": colors.page},
        },
        "hovertext": [
            hover_text(therapy_lines(b.event, b.end, b.last, data.data_cut)) for b in bars
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _where(bars: Sequence[Bar]) -> Trace:
    """Returns where bars lie: from when, how long, in which lane."""
    return {
        "type": "bar",
        "orientation": "h",
        "yaxis": LANES_AXIS,
        "base": [b.start for b in bars],
        "x": [b.length for b in bars],
        "y": [b.lane for b in bars],
        "width": _BAR,
    }


def _hatches(data: TimelineData, colors: Theme) -> Trace:
    """Returns the hatching over the bars of ongoing courses."""
    bars = [b for b in data.lanes.bars if b.end is EndKind.ONGOING]
    return {
        "name": "ongoing",
        **_where(bars),
        "marker": {
            "color": "rgba(0,0,0,0)",
            "line": {"width": 0},
            "pattern": {
                "shape": "/", "size": 7, "solidity": 0.14,
                "fgcolor": translucent(colors.ink, 0.28), "bgcolor": "rgba(0,0,0,0)",
            },
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }  # fmt: skip


def _color(bar: Bar) -> str:
    return LANE_COLORS[bar.event.therapy_type]


def _ink(therapy_type: TherapyType, colors: Theme) -> str:
    """Returns the class's color, strong enough for thin marks on this page."""
    return mixed(LANE_COLORS[therapy_type], 0.78, colors.ink)


def _fill(bar: Bar, colors: Theme) -> str:
    share = colors.fill_share * (0.5 if bar.end is EndKind.UNKNOWN else 1)
    return mixed(_color(bar), share, colors.page)


def _cycles(lanes: Lanes, colors: Theme, per_day: float) -> Trace:
    """Returns a tick for every cycle, where ticks do not run into each other."""
    cycles = [c for c in lanes.cycles if c.every_days * per_day >= _CYCLE_SPACE]
    return {
        "type": "scatter",
        "name": "cycles",
        "mode": "markers",
        "yaxis": LANES_AXIS,
        "x": [c.x for c in cycles],
        "y": [c.lane + 0.27 for c in cycles],
        "marker": {"symbol": "line-ns", "size": 3, "line": {"width": 1, "color": colors.soft}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _whiskers(lanes: Lanes, colors: Theme) -> Trace:
    """Returns the ranges of partial dates as lines with a tick at both ends."""
    return {
        "type": "scatter",
        "name": "partial dates",
        "mode": "lines+markers",
        "yaxis": LANES_AXIS,
        "x": [x for w in lanes.whiskers for x in (w.first, w.last, None)],
        "y": [y for w in lanes.whiskers for y in (w.lane, w.lane, None)],
        "line": {"width": 1.3, "color": colors.ink},
        "marker": {"symbol": "line-ns", "size": 7, "line": {"width": 1.3, "color": colors.ink}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _marks(data: TimelineData, colors: Theme) -> Trace:
    marks = data.lanes.marks
    surgical = [m.events[0].therapy_type is TherapyType.SURGERY for m in marks]
    return {
        "type": "scatter",
        "name": "single days",
        "mode": "markers",
        "yaxis": LANES_AXIS,
        "x": [m.x for m in marks],
        "y": [m.lane for m in marks],
        "marker": {
            "symbol": ["star" if s else "diamond" for s in surgical],
            "size": [12 if s else 9 for s in surgical],
            "color": [_ink(m.events[0].therapy_type, colors) for m in marks],
            "opacity": 1,
            "line": {"width": 0},
        },
        "hovertext": [
            "<br>".join(
                hover_text(therapy_lines(event, EndKind.KNOWN, m.day, data.data_cut))
                for event in m.events
            )
            for m in marks
        ],
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
    }


def _ongoing(data: TimelineData, colors: Theme) -> Trace:
    """Returns the arrowheads of courses that run on after the data cut."""
    bars = [b for b in data.lanes.bars if b.end is EndKind.ONGOING and b.last >= data.data_cut]
    return {
        "type": "scatter",
        "name": "runs on",
        "mode": "markers",
        "yaxis": LANES_AXIS,
        "x": [b.stop for b in bars],
        "y": [b.lane for b in bars],
        "marker": {
            "symbol": "triangle-right",
            "size": 11,
            "color": [_ink(b.event.therapy_type, colors) for b in bars],
            "line": {"width": 0},
        },
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def stub_shapes(lanes: Lanes, colors: Theme) -> list[Trace]:
    """Returns a dashed outline for every bar whose end nobody knows."""
    return [
        {
            "type": "rect",
            "line": {
                "width": 1.2, "dash": "3px,2px", "color": _ink(b.event.therapy_type, colors)
            },
            "xref": "x", "x0": b.start, "x1": b.stop,
            "yref": LANES_AXIS, "y0": b.lane - _BAR / 2, "y1": b.lane + _BAR / 2,
        }
        for b in lanes.bars
        if b.end is EndKind.UNKNOWN
    ]  # fmt: skip
