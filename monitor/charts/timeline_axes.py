"""The axes of chart 1: one time axis below all rows, one vertical axis for each row."""

from dataclasses import dataclass
from math import log10
from typing import Any

from monitor.analysis.rate_axis import Scale
from monitor.analysis.time_axis import AxisKind, TimeAxis
from monitor.analysis.timeline import TimelineData
from monitor.analysis.timeline_ribbon import Block
from monitor.charts.lane_labels import lane_labels
from monitor.charts.layout import Row, Stack
from monitor.charts.texts import literal, short, text_width
from monitor.charts.theme import SMALL, Theme, quiet_axis

Part = dict[str, Any]

LANES_AXIS = "y4"
COUNTS_HEIGHT, EMPTY_HEIGHT, CAUTION_HEIGHT, LANE_HEIGHT, NOTICE_HEIGHT = 340, 96, 10, 26, 44
# Calls of one day share the ribbon's height, each with so much at least.
_RIBBON_HEIGHT, _RIBBON_LAYER = 22, 17
_GAP = 9


@dataclass(frozen=True, slots=True)
class CautionRow:
    """Where the caution windows lie on the axis of the lanes, in lanes: above the first one."""

    middle: float = short(-0.5 - (_GAP + CAUTION_HEIGHT / 2) / LANE_HEIGHT)
    width: float = short(CAUTION_HEIGHT / LANE_HEIGHT)

    @property
    def top(self) -> float:
        return short(self.middle - self.width / 2)


@dataclass(frozen=True, slots=True)
class RibbonRow:
    """Where the call ribbon lies on the axis of the lanes, in lanes: above the caution windows."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return short((self.top + self.bottom) / 2)

    def of(self, block: Block) -> tuple[float, float]:
        """Returns top and bottom of a block, which shares the row with the others of its day."""
        height = (self.bottom - self.top) / block.layers
        top = self.top + block.layer * height
        return short(top), short(top + height)


def ribbon_row(data: TimelineData) -> RibbonRow | None:
    """Returns the row of the calls, None where there are none."""
    if not data.ribbon:
        return None
    bottom = (CautionRow().top if data.cautions else -0.5) - _GAP / LANE_HEIGHT
    return RibbonRow(short(bottom - _ribbon_height(data) / LANE_HEIGHT), short(bottom))


def _ribbon_height(data: TimelineData) -> int:
    """Returns the pixels of the ribbon, 0 where there is none."""
    most = max((block.layers for block in data.ribbon), default=0)
    return max(_RIBBON_HEIGHT, most * _RIBBON_LAYER) if most else 0


# The margin holds all labels: plotly need not measure them at every draw.
_ROW: Part = {"fixedrange": True, "ticklabeloverflow": "allow"}
# Tick labels and the title of the counts.
_LEAST_MARGIN = 76


def timeline_rows(data: TimelineData, above: float) -> list[Row]:
    """Returns the rows from top to bottom, the first for `above` pixels of labels over the counts.

    Calls and caution windows stand on the axis of the lanes: another axis costs every draw time.
    """
    rows = [Row("labels", above)] if above else []
    rows.append(Row("yaxis", COUNTS_HEIGHT if data.points else EMPTY_HEIGHT))
    caution = CAUTION_HEIGHT + _GAP if data.cautions else 0
    calls = _ribbon_height(data) + _GAP if data.ribbon else 0
    return [*rows, Row("yaxis4", lanes_height(data) + caution + calls, _GAP)]


def lanes_height(data: TimelineData) -> int:
    """Returns the pixels of the lanes alone, or of the notice in their place."""
    return LANE_HEIGHT * len(data.lanes.lanes) or NOTICE_HEIGHT


def left_margin(data: TimelineData, narrow: bool) -> int:
    """Returns the pixels that the labels left of the rows need, the axis title included."""
    widest = max((text_width(t, SMALL + 1) for t in lane_labels(data.lanes, narrow)), default=0)
    return round(max(widest + 8, _LEAST_MARGIN if data.points else 14))


def timeline_axes(data: TimelineData, colors: Theme, stack: Stack, narrow: bool) -> Part:
    """Returns every axis of the layout by its name."""
    return {
        "xaxis": time_axis(data.time, colors),
        "yaxis": {**counts_axis(data, colors), "domain": stack.domains["yaxis"]},
        "yaxis4": {**_lanes_axis(data, colors, narrow), "domain": stack.domains["yaxis4"]},
    }


def time_axis(time: TimeAxis, colors: Theme) -> Part:
    """Returns the axis below all rows, which holds on to the lanes."""
    axis: Part = {
        **quiet_axis(colors, literal(time.title), standoff=6),
        "anchor": "y4",
        "range": [time.place(time.first), time.place(time.last)],
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": colors.rule,
    }
    if time.kind is AxisKind.MONTHS:
        years = time.span_days / 365.25
        step = 6 if years <= 6.5 else 12 if years <= 13 else 24
        return {**axis, "type": "linear", "zeroline": False, "tick0": 0, "dtick": step}
    return {
        **axis,
        "type": "date",
        "tickformatstops": [
            {"dtickrange": [None, "M1"], "value": "%Y-%m-%d"},
            {"dtickrange": ["M1", "M12"], "value": "%Y-%m"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
    }


def counts_axis(data: TimelineData, colors: Theme) -> Part:
    """Returns the axis of the rates."""
    rates = data.rates
    if not data.points:
        return {"range": [0, 1], "showticklabels": False, "showgrid": False, "fixedrange": True}
    is_log = rates.scale is Scale.LOG
    ends = [rates.bottom, rates.top]
    return {
        **quiet_axis(colors, rates.title),
        **_ROW,
        "type": "log" if is_log else "linear",
        "zeroline": False,
        "range": [log10(end) for end in ends] if is_log else ends,
        "tickmode": "array",
        "tickvals": [short(value) for value in rates.tick_values],
        "ticktext": list(rates.tick_texts),
    }


def _lanes_axis(data: TimelineData, colors: Theme, narrow: bool) -> Part:
    names = lane_labels(data.lanes, narrow)
    caution, calls = CautionRow(), ribbon_row(data)
    top = calls.top if calls else caution.top if data.cautions else -0.5
    above = [(calls.middle, "Call")] if calls else []
    above += [(caution.middle, "Caution")] if data.cautions else []
    return {
        **quiet_axis(colors),
        **_ROW,
        "range": [short(lanes_height(data) / LANE_HEIGHT) - 0.5, top],
        "tickmode": "array",
        "tickvals": [*(place for place, _ in above), *range(len(names))],
        "ticktext": [*(name for _, name in above), *names],
        "tickfont": {"size": SMALL if narrow else SMALL + 1, "color": colors.soft},
        "zeroline": False,
        "showgrid": False,
    }
