"""The lower rows of chart 1: caution windows and therapy lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.analysis.therapy_lanes import Bar, Cycle, Lanes
from monitor.analysis.therapy_spans import EndKind
from monitor.analysis.time_axis import Position
from monitor.analysis.timeline import CautionBar, TimelineData
from monitor.charts.lane_labels import OutsideLabel, label_side, outside_labels
from monitor.charts.texts import hover_text, literal, one_or_all
from monitor.charts.theme import LANE_COLORS, SMALL, Theme, mixed
from monitor.charts.timeline_axes import LANES_AXIS, CautionRow
from monitor.charts.timeline_hover import caution_lines, therapy_lines
from monitor.domain.vocabularies import TherapyType

Trace = dict[str, Any]

_BAR = 0.78
_CYCLE_SPACE = 4
_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True, slots=True)
class Widths:
    """The plot widths in pixels that labels are laid out for: the narrowest, and the usual one."""

    least: float
    usual: float


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark in a lane that says more on hover."""

    x: Position
    lane: int
    symbol: str
    size: int
    color: str
    hover: str


def lane_traces(
    data: TimelineData, colors: Theme, widths: Widths, caution: CautionRow
) -> list[Trace]:
    """Returns the traces of the therapy lanes and of the caution row above them."""
    days = data.time.span_days
    bars = data.lanes.bars
    sides = [label_side(bar, widths.least / days, widths.usual / days) for bar in bars]
    texts = outside_labels(data.lanes, sides)
    return [
        _cautions(data.cautions, colors, caution),
        _bars(data, colors, sides),
        _whiskers(data.lanes, colors),
        _ticks_and_texts(_seen_cycles(data.lanes, widths.usual / days), texts, colors),
        _marks([*_single_days(data, colors), *_running_on(data, colors)]),
    ]


def _cautions(cautions: Sequence[CautionBar], colors: Theme, row: CautionRow) -> Trace:
    """Returns the caution windows as hatched bars in their own thin row."""
    return {
        "type": "bar",
        "name": "caution",
        "orientation": "h",
        "yaxis": LANES_AXIS,
        "base": [c.start for c in cautions],
        "x": [c.length for c in cautions],
        "y": [row.middle] * len(cautions),
        "width": row.width,
        "marker": {
            "color": _CLEAR,
            "line": {"width": 0},
            "pattern": {
                "shape": "/", "size": 5, "solidity": 0.22, "fgcolor": colors.gray,
                "bgcolor": _CLEAR,
            },
        },
        "hovertext": [hover_text(caution_lines(c)) for c in cautions],
        "hoverinfo": "text",
        "showlegend": False,
    }  # fmt: skip


def _bars(data: TimelineData, colors: Theme, sides: Sequence[str | None]) -> Trace:
    """Returns the courses as bars; those that are ongoing are hatched."""
    bars = data.lanes.bars
    return {
        "type": "bar",
        "name": "therapy",
        "orientation": "h",
        "yaxis": LANES_AXIS,
        "base": [b.start for b in bars],
        "x": [b.length for b in bars],
        "y": [b.lane for b in bars],
        "width": _BAR,
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
            "pattern": {
                "shape": ["/" if b.end is EndKind.ONGOING else "" for b in bars],
                "fillmode": "overlay", "fgopacity": 0.28, "size": 7, "solidity": 0.14,
            },
        },
        "hovertext": [
            hover_text(therapy_lines(b.event, b.end, b.last, data.data_cut)) for b in bars
        ],
        "hoverinfo": "text",
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


def _ticks_and_texts(
    cycles: Sequence[Cycle], texts: Sequence[OutsideLabel], colors: Theme
) -> Trace:
    """Returns a tick for every cycle, and the texts beside bars as marks without a size."""
    return {
        "type": "scatter",
        "name": "cycles and labels",
        "mode": "markers+text" if texts else "markers",
        "yaxis": LANES_AXIS,
        "x": [*(c.x for c in cycles), *(t.x for t in texts)],
        "y": [*(c.lane + 0.27 for c in cycles), *(t.lane for t in texts)],
        "text": [*("" for _ in cycles if texts), *(t.text for t in texts)],
        "textposition": one_or_all(
            [*("middle right" for _ in cycles), *(f"middle {t.side}" for t in texts)]
        ),
        "textfont": {"size": SMALL, "color": colors.ink},
        "marker": {
            "symbol": "line-ns",
            "size": one_or_all([*(3 for _ in cycles), *(0 for _ in texts)]),
            "opacity": 1,
            "line": {
                "width": one_or_all([*(1 for _ in cycles), *(0 for _ in texts)]),
                "color": colors.soft,
            },
        },
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def _seen_cycles(lanes: Lanes, per_day: float) -> list[Cycle]:
    """Returns the cycles whose ticks do not run into each other."""
    return [c for c in lanes.cycles if c.every_days * per_day >= _CYCLE_SPACE]


def single_days(data: TimelineData, colors: Theme) -> Trace:
    """Returns surgeries and other single days as marks in their lanes."""
    return _marks(_single_days(data, colors))


def _marks(marks: Sequence[_Mark]) -> Trace:
    return {
        "type": "scatter",
        "name": "marks in lanes",
        "mode": "markers",
        "yaxis": LANES_AXIS,
        "x": [m.x for m in marks],
        "y": [m.lane for m in marks],
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


def _single_days(data: TimelineData, colors: Theme) -> list[_Mark]:
    return [
        _Mark(
            mark.x,
            mark.lane,
            *(("star", 12) if mark.therapy_type is TherapyType.SURGERY else ("diamond", 9)),
            _ink(mark.therapy_type, colors),
            "<br>".join(
                hover_text(therapy_lines(event, EndKind.KNOWN, mark.day, data.data_cut))
                for event in mark.events
            ),
        )
        for mark in data.lanes.marks
    ]


def _running_on(data: TimelineData, colors: Theme) -> list[_Mark]:
    """Returns the arrowheads of courses that run on after the data cut."""
    return [
        _Mark(
            bar.stop,
            bar.lane,
            "triangle-right",
            11,
            _ink(bar.event.therapy_type, colors),
            hover_text([bar.label, "Runs on after the data cut"]),
        )
        for bar in data.lanes.bars
        if bar.end is EndKind.ONGOING and bar.last >= data.data_cut
    ]


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


def stub_shapes(lanes: Lanes, colors: Theme) -> list[Trace]:
    """Returns a dashed outline for every bar whose end nobody knows."""
    return [
        {
            "type": "rect",
            "line": {
                "width": 1.2, "dash": "3px,2px", "color": _ink(b.event.therapy_type, colors)
            },
            "x0": b.start, "x1": b.stop,
            "yref": LANES_AXIS, "y0": b.lane - _BAR / 2, "y1": b.lane + _BAR / 2,
        }
        for b in lanes.bars
        if b.end is EndKind.UNKNOWN
    ]  # fmt: skip
