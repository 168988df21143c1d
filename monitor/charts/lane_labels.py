"""The names of therapy lanes and of the courses in them, laid out so that none hides another."""

from typing import Any

from monitor.analysis.therapy_lanes import Bar, Lanes
from monitor.analysis.therapy_spans import EndKind
from monitor.analysis.time_axis import Position
from monitor.charts.texts import literal, text_width
from monitor.charts.theme import SMALL, Theme
from monitor.domain.vocabularies import TherapyType

Trace = dict[str, Any]

_SPACE = "\u00a0"
_SHORT_NAMES = {
    TherapyType.CHEMOTHERAPY: "Chemo",
    TherapyType.HER2: "HER2",
    TherapyType.RADIOTHERAPY: "Radio",
    TherapyType.BONE_TARGETED: "Bone",
    TherapyType.IMMUNOTHERAPY: "Immuno",
    TherapyType.DTC_DIRECTED: "DTC",
    TherapyType.SUPPORTIVE: "Support",
}


def lane_labels(lanes: Lanes, narrow: bool) -> list[str]:
    """Returns the name of every lane, top-down, shortened where the chart is narrow."""
    if not narrow:
        return [lane.label for lane in lanes.lanes]
    return [
        lane.label.replace(lane.class_name, _SHORT_NAMES.get(lane.therapy_type, lane.class_name))
        for lane in lanes.lanes
    ]


def label_side(bar: Bar, least_per_day: float, usual_per_day: float) -> str | None:
    """Returns where a bar's label goes: "inside", or "right" or "left" where it is too short.

    Inside, plotly hides what does not fit. The widths are pixels a day on the narrowest and on the
    usual plot. An unknown end has no label inside; None where there is no room beside it.
    """
    wide = text_width(bar.label, SMALL) + 8
    is_unknown = bar.end is EndKind.UNKNOWN
    if not is_unknown and wide <= bar.days * usual_per_day:
        return "inside"
    mark = text_width("? ", SMALL) if is_unknown else 0
    if wide + mark <= bar.days_after * least_per_day:
        return "right"
    if wide <= bar.days_before * least_per_day:
        return "left"
    return None if is_unknown else "inside"


def outside_labels(lanes: Lanes, colors: Theme, sides: list[str | None], axis: str) -> Trace:
    """Returns the labels beside the bars; `sides` as from `label_side`, one for each bar."""
    spots = [
        spot
        for bar, side in zip(lanes.bars, sides, strict=True)
        for spot in _outside_label(bar, side)
    ]
    return {
        "type": "scatter",
        "name": "labels",
        "mode": "text",
        "yaxis": axis,
        "x": [x for x, _, _, _ in spots],
        "y": [lane for _, lane, _, _ in spots],
        "text": [_SPACE + literal(text) + _SPACE for _, _, text, _ in spots],
        "textposition": [f"middle {side}" for _, _, _, side in spots],
        "textfont": {"size": SMALL, "color": colors.ink},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def _outside_label(bar: Bar, side: str | None) -> list[tuple[Position, int, str, str]]:
    """Returns place, lane, text and side of what stands beside a bar; "?" at an unknown end."""
    if bar.end is EndKind.UNKNOWN:
        text = f"? {bar.label}" if side == "right" else "?"
        spots = [(bar.clear_after, bar.lane, text, "right")]
    else:
        spots = [(bar.clear_after, bar.lane, bar.label, "right")] if side == "right" else []
    if side == "left":
        spots.append((bar.clear_before, bar.lane, bar.label, "left"))
    return spots
