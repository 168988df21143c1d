"""Chart 1, one patient's timeline: counts above therapy, on one time axis (screens.md 2.1)."""

from typing import Any

from monitor.analysis.call_changes import current_call
from monitor.analysis.call_text import verdict_short
from monitor.analysis.formats import counted, millions, month, rate_text
from monitor.analysis.time_axis import Position
from monitor.analysis.timeline import TimelineData
from monitor.charts.drawn import Drawn
from monitor.charts.layout import Stack, stacked, vertical_lines
from monitor.charts.notices import aside, notice
from monitor.charts.theme import LANE_COLORS, Theme, quiet_layout, theme, translucent
from monitor.charts.timeline_axes import (
    COUNTS_HEIGHT,
    LANES_AXIS,
    CautionRow,
    lanes_height,
    left_margin,
    ribbon_row,
    timeline_axes,
    timeline_rows,
)
from monitor.charts.timeline_counts import counts_shapes, counts_traces, point_label_sides
from monitor.charts.timeline_events import flag_labels, flag_shapes, flags_height, timeline_flags
from monitor.charts.timeline_lanes import Widths, lane_traces, stub_shapes
from monitor.charts.timeline_ribbon import ribbon_shapes, ribbon_trace
from monitor.charts.timeline_visits import visit_labels, visit_shapes, visits_height
from monitor.domain.vocabularies import EvidenceState

Part = dict[str, Any]

_LEGEND_HEIGHT, _NO_LEGEND_HEIGHT, _AXIS_HEIGHT, _AXIS_TITLE_HEIGHT = 34, 8, 30, 22
# The plot of a chart 350 px wide; what must not collide is laid out for it.
_WIDTHS = Widths(least=246, usual=560)
_MOST_LABELS = 14
_EMPTY_HEIGHT = 140
_BAND_ALPHA = 0.09


def timeline_figure(data: TimelineData, dark: bool, narrow: bool = False) -> Drawn:
    """Returns the figure, which fits 350 to 1250 px; `narrow` has shorter and fewer labels."""
    if data.is_empty:
        return _empty_figure(data, dark)
    traces = [trace for trace in _traces(data, theme(dark), narrow) if trace["x"]]
    return Drawn(traces, _layout(data, theme(dark), narrow))


def _empty_figure(data: TimelineData, dark: bool) -> Drawn:
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        **quiet_layout(theme(dark)),
        "height": _EMPTY_HEIGHT,
        "margin": {"l": 14, "r": 14, "t": 8, "b": 8},
        "xaxis": hidden,
        "yaxis": hidden,
        "annotations": [notice(data.missing_counts or "", theme(dark), 0.5)],
    }
    return Drawn([], layout)


def _traces(data: TimelineData, colors: Theme, narrow: bool) -> list[Part]:
    widths = (_WIDTHS.least,) if narrow else (_WIDTHS.least, _WIDTHS.usual)
    sides = point_label_sides(data, _MOST_LABELS, widths, COUNTS_HEIGHT)
    traces = counts_traces(data, colors, sides)
    if row := ribbon_row(data):
        traces.append(ribbon_trace(data.ribbon, colors, row))
    traces += lane_traces(data, colors, _WIDTHS, CautionRow())
    # An axis without a trace would vanish, and take its labels with it.
    drawn = {trace.get("yaxis", "y") for trace in traces if trace["x"]}
    return traces + [_frame(data, axis) for axis in ("y", LANES_AXIS) if axis not in drawn]


def _frame(data: TimelineData, axis: str) -> Part:
    start = data.time.place(data.time.first)
    return {
        "type": "scatter", "name": "frame", "mode": "lines", "x": [start], "y": [None],
        "yaxis": axis, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _layout(data: TimelineData, colors: Theme, narrow: bool) -> Part:
    flags = timeline_flags(data, _WIDTHS.least)
    visits = visits_height(data, _WIDTHS.least)
    stack = stacked(timeline_rows(data, visits + flags_height(flags)))
    top = _LEGEND_HEIGHT if data.points else _NO_LEGEND_HEIGHT
    bottom = _AXIS_HEIGHT + (_AXIS_TITLE_HEIGHT if data.time.title else 0)
    left = left_margin(data, narrow)
    return {
        **quiet_layout(colors),
        "height": round(stack.height + top + bottom),
        "margin": {"l": left, "r": 14, "t": top, "b": bottom},
        "barmode": "overlay",
        "dragmode": "zoom",
        "clickmode": "event+select",
        "showlegend": bool(data.points),
        "legend": {
            "orientation": "h", "font": {"size": 12},
            "xref": "container", "x": 0, "xanchor": "left",
            "yref": "container", "y": 1, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        **timeline_axes(data, colors, stack, narrow),
        "shapes": [
            *_shapes(data, colors, stack),
            *flag_shapes(flags, colors, stack),
            *visit_shapes(data, colors, stack),
        ],
        "annotations": [
            *flag_labels(flags, colors, visits),
            *visit_labels(data, colors, _WIDTHS.least),
            *_notices(data, colors, stack),
        ],
    }  # fmt: skip


def _shapes(data: TimelineData, colors: Theme, stack: Stack) -> list[Part]:
    shapes = [_band(LANE_COLORS[b.therapy_type], b.first, b.last) for b in data.bands]
    if data.points:
        shapes += counts_shapes(data, colors, COUNTS_HEIGHT)
    if data.lanes.lanes and data.points:
        shapes.append(_drop_lines(data, stack.bottom("yaxis"), colors))
    if row := ribbon_row(data):
        shapes += ribbon_shapes(data.ribbon, colors, row)
    return shapes + stub_shapes(data.lanes, colors)


def _band(color: str, first: Position, last: Position) -> Part:
    return {
        "type": "rect", "layer": "below", "line": {"width": 0},
        "fillcolor": translucent(color, _BAND_ALPHA),
        "x0": first, "x1": last, "yref": "y domain", "y0": 0, "y1": 1,
    }  # fmt: skip


def _drop_lines(data: TimelineData, top: float, colors: Theme) -> Part:
    """Returns faint lines from the samplings through the lanes: what was on board."""
    return {
        "type": "path", "layer": "below", "yref": "paper",
        "line": {"width": 1, "dash": "dot", "color": translucent(colors.connector, 0.55)},
        "path": vertical_lines((p.x for p in data.points), 0, top),
    }  # fmt: skip


def _notices(data: TimelineData, colors: Theme, stack: Stack) -> list[Part]:
    """Returns what is not there and where to add it, each in the place where it would be."""
    notices = []
    if data.missing_counts and data.points:
        notices.append(aside(data.missing_counts, colors, stack.top("yaxis") - 0.02))
    elif data.missing_counts:
        notices.append(notice(data.missing_counts, colors, stack.middle("yaxis")))
    if data.missing_therapy:
        middle = lanes_height(data) / 2 / stack.height
        notices.append(notice(data.missing_therapy, colors, middle))
    return notices


def timeline_sentence(data: TimelineData) -> str:
    """Returns the text alternative: how many samplings, when, what they showed, the last one."""
    name = data.patient_id
    if not data.points:
        return f"{name}: no marrow samples; {_therapy_phrase(data)}."
    days = [p.sampling.collected_on for p in data.points]
    span = f"{month(days[0])} to {month(days[-1])}" if len(days) > 1 else days[0].isoformat()
    states = [p.sampling.state for p in data.points]
    tally = ", ".join(f"{s} {states.count(s)}" for s in EvidenceState if s in states)
    found = current_call(data.calls)
    last = f"; last call: {verdict_short(found)}" if found else ""
    return f"{name}: {counted(len(days), 'sample')} {span}; {tally}; {_last_phrase(data)}{last}."


def _last_phrase(data: TimelineData) -> str:
    last = data.points[-1].sampling
    if last.cells_screened is None or last.lower is None or last.upper is None:
        return f"last: {last.state}"
    result = f"last: {last.state}, {last.tumor_cells} in {millions(last.cells_screened)} M cells"
    if last.tumor_cells == 0 and last.excluded is not None:
        return f"{result} (a level above {rate_text(last.excluded)} per 10⁶ is excluded, 95 %)"
    return f"{result} (95 % {rate_text(last.lower)} to {rate_text(last.upper)} per 10⁶)"


def _therapy_phrase(data: TimelineData) -> str:
    names = dict.fromkeys(lane.class_name.lower() for lane in data.lanes.lanes)
    return f"therapy: {', '.join(names)}" if names else "no therapy recorded"
