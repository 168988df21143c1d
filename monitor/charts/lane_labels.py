"""The names of therapy lanes and of the courses in them, laid out so that none hides another."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.analysis.therapy_lanes import Bar, Lanes
from monitor.analysis.therapy_spans import EndKind
from monitor.analysis.time_axis import Position
from monitor.charts.texts import literal, text_width
from monitor.charts.theme import SMALL
from monitor.domain.vocabularies import TherapyType

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


@dataclass(frozen=True, slots=True)
class OutsideLabel:
    """A text beside a bar; `side` is the side of `x` on which it stands."""

    x: Position
    lane: int
    text: str
    side: str


def outside_labels(lanes: Lanes, sides: Sequence[str | None]) -> list[OutsideLabel]:
    """Returns the labels beside the bars; `sides` as from `label_side`, one for each bar."""
    return [
        OutsideLabel(x, bar.lane, _SPACE + literal(text) + _SPACE, place)
        for bar, side in zip(lanes.bars, sides, strict=True)
        for x, text, place in _beside(bar, side)
    ]


def _beside(bar: Bar, side: str | None) -> list[tuple[Position, str, str]]:
    """Returns place, text and side of what stands beside a bar; "?" at an unknown end."""
    if bar.end is EndKind.UNKNOWN:
        texts = [(bar.clear_after, f"? {bar.label}" if side == "right" else "?", "right")]
    else:
        texts = [(bar.clear_after, bar.label, "right")] if side == "right" else []
    return [*texts, (bar.clear_before, bar.label, "left")] if side == "left" else texts
