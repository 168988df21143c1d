"""The axes of chart 1: one time axis below all rows, one vertical axis for each row."""

from math import log10
from typing import Any

from monitor.analysis.rate_axis import Scale
from monitor.analysis.time_axis import AxisKind, TimeAxis
from monitor.analysis.timeline import TimelineData
from monitor.charts.lane_labels import lane_labels
from monitor.charts.layout import Row, Stack
from monitor.charts.texts import literal, text_width
from monitor.charts.theme import SMALL, Theme

Part = dict[str, Any]

COUNTS_HEIGHT, EMPTY_HEIGHT, CAUTION_HEIGHT, LANE_HEIGHT, NOTICE_HEIGHT = 340, 96, 10, 26, 44
_GAP = 9
# Tick labels and the title of the counts.
_LEAST_MARGIN = 76


def timeline_rows(data: TimelineData, flags: float) -> list[Row]:
    """Returns the rows from top to bottom, the first for `flags` pixels of labels above the plot.

    A call ribbon would stand above the caution row.
    """
    rows = [Row("flags", flags)] if flags else []
    rows.append(Row("yaxis", COUNTS_HEIGHT if data.points else EMPTY_HEIGHT))
    if data.cautions:
        rows.append(Row("yaxis2", CAUTION_HEIGHT, _GAP))
    lanes = LANE_HEIGHT * len(data.lanes.lanes) if data.lanes.lanes else NOTICE_HEIGHT
    return [*rows, Row("yaxis4", lanes, _GAP)]


def left_margin(data: TimelineData, narrow: bool) -> int:
    """Returns the pixels that the labels left of the rows need, the axis title included."""
    widest = max((text_width(t, SMALL + 1) for t in lane_labels(data.lanes, narrow)), default=0)
    return round(max(widest + 8, _LEAST_MARGIN if data.points else 14))


def timeline_axes(data: TimelineData, colors: Theme, stack: Stack, narrow: bool) -> Part:
    """Returns every axis of the layout by its name."""
    axes = {
        "xaxis": _time_axis(data.time),
        "yaxis": {**_counts_axis(data), "domain": stack.domains["yaxis"]},
        "yaxis4": {**_lanes_axis(data, colors, narrow), "domain": stack.domains["yaxis4"]},
    }
    if data.cautions:
        axes["yaxis2"] = {**_caution_axis(colors), "domain": stack.domains["yaxis2"]}
    return axes


def _time_axis(time: TimeAxis) -> Part:
    axis: Part = {
        "anchor": "y4",
        "range": [time.place(time.first), time.place(time.last)],
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 4,
        "showgrid": True,
    }
    if time.kind is AxisKind.MONTHS:
        years = time.span_days / 365.25
        step = 6 if years <= 6.5 else 12 if years <= 13 else 24
        title = {"text": literal(time.title), "standoff": 6}
        return {**axis, "type": "linear", "tick0": 0, "dtick": step, "title": title}
    return {
        **axis,
        "type": "date",
        "tickformatstops": [
            {"dtickrange": [None, "M1"], "value": "%Y-%m-%d"},
            {"dtickrange": ["M1", "M12"], "value": "%Y-%m"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
    }


def _counts_axis(data: TimelineData) -> Part:
    rates = data.rates
    if not data.points:
        return {"range": [0, 1], "showticklabels": False, "showgrid": False, "fixedrange": True}
    is_log = rates.scale is Scale.LOG
    ends = [rates.bottom, rates.top]
    return {
        "fixedrange": True,
        "type": "log" if is_log else "linear",
        "range": [log10(end) for end in ends] if is_log else ends,
        "title": {"text": rates.title, "standoff": 8},
        "tickmode": "array",
        "tickvals": list(rates.tick_values),
        "ticktext": list(rates.tick_texts),
    }


def _lanes_axis(data: TimelineData, colors: Theme, narrow: bool) -> Part:
    count = len(data.lanes.lanes)
    return {
        "fixedrange": True,
        "range": [max(count, 1) - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": list(range(count)),
        "ticktext": lane_labels(data.lanes, narrow),
        "tickfont": {"size": SMALL if narrow else SMALL + 1, "color": colors.soft},
        "showgrid": False,
    }


def _caution_axis(colors: Theme) -> Part:
    return {
        "fixedrange": True,
        "range": [-0.5, 0.5],
        "tickmode": "array",
        "tickvals": [0],
        "ticktext": ["Caution"],
        "tickfont": {"size": SMALL, "color": colors.soft},
        "showgrid": False,
    }
