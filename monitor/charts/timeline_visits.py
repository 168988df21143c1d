"""The visit windows of chart 1: brackets just above the counts, each with its name."""

from typing import Any

from monitor.analysis.timeline import TimelineData
from monitor.charts.layout import Stack, staggered
from monitor.charts.texts import literal, text_width
from monitor.charts.theme import LABEL, Theme

Part = dict[str, Any]

# Pixels from the counts up: the feet of a bracket, its bar, and its name, in one of two levels.
_FEET, _BAR, _NAME, _LEVEL = 2, 7, 9, 11
_LEVELS = 2


def visits_height(data: TimelineData, width: float) -> int:
    """Returns the pixels that the windows need above the counts, laid out for `width` pixels."""
    levels = [level for level in _name_levels(data, width) if level is not None]
    return _NAME + _LEVEL * (max(levels) + 1) if levels else 0


def visit_shapes(data: TimelineData, colors: Theme, stack: Stack) -> list[Part]:
    """Returns one shape with all brackets; none where no windows are set."""
    if not data.visits:
        return []
    feet, bar = (f"{stack.top('yaxis') + pixels / stack.height:.5g}" for pixels in (_FEET, _BAR))
    path = "".join(f"M{v.first},{feet}V{bar}H{v.last}V{feet}" for v in data.visits)
    line = {"width": 1, "color": colors.rule}
    return [{"type": "path", "line": line, "yref": "paper", "path": path}]


def visit_labels(data: TimelineData, colors: Theme, width: float) -> list[Part]:
    """Returns the names of the windows, so that none touches another on `width` pixels."""
    return [
        {
            "text": literal(visit.name), "showarrow": False, "borderpad": 0,
            "x": visit.middle, "xanchor": "center",
            "y": 1, "yref": "y domain", "yanchor": "bottom", "yshift": _NAME + _LEVEL * level - 4,
            "font": {"size": LABEL, "color": colors.soft},
        }
        for visit, level in zip(data.visits, _name_levels(data, width), strict=True)
        if level is not None
    ]  # fmt: skip


def _name_levels(data: TimelineData, width: float) -> list[int | None]:
    spots = [(v.share, text_width(v.name, LABEL)) for v in data.visits]
    return staggered(spots, width, _LEVELS, space=3)
