"""How the parts of chart 7's bars are filled, and how groups are told apart without color alone."""

from typing import Any

from monitor.analysis.detection import Part
from monitor.charts.theme import Theme, mixed

Fill = dict[str, Any]

GROUP_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")
_GROUP_COLORS = ("", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#9AA0A6")
_BLUES = {Part.THREE: "#08519C", Part.TWO: "#3182BD", Part.ONE: "#9ECAE1"}
_DARK_INK, _LIGHT_INK = "#10243A", "#FFFFFF"


def group_color(number: int, colors: Theme) -> str:
    """Returns the color of the group with that number, the first one blue."""
    return _GROUP_COLORS[number % len(_GROUP_COLORS)] or colors.blue


def part_fill(part: Part, colors: Theme) -> Fill:
    """Returns the fill of one part of a bar."""
    if part in _BLUES:
        return {"color": _BLUES[part], "line": {"width": 0.5, "color": colors.page}}
    if part is Part.NO_COUNT:
        return _hatched(colors, ".", colors.blue, colors.blue)
    if part is Part.NOT_DETECTED:
        return {"color": colors.page, "line": {"width": 1.4, "color": colors.blue}}
    if part is Part.UNDER_SCREENED:
        return _hatched(colors, "/", colors.gray, colors.rule)
    if part is Part.NOT_EVALUABLE:
        return _hatched(colors, "x", colors.gray, colors.rule)
    return {
        "color": mixed(colors.rule, 0.22, colors.page),
        "line": {"width": 0.5, "color": colors.page},
    }


def part_ink(part: Part, colors: Theme) -> str:
    """Returns the color of the number inside a part."""
    if part is Part.ONE:
        return _DARK_INK
    return _LIGHT_INK if part in _BLUES else colors.ink


def _hatched(colors: Theme, shape: str, ink: str, line: str) -> Fill:
    # The hatch is faint enough for the number to be read on it.
    return {
        "color": colors.page,
        "line": {"width": 1, "color": line},
        "pattern": {
            "shape": shape, "size": 7, "solidity": 0.22, "fillmode": "replace",
            "fgcolor": mixed(ink, 0.8, colors.page), "bgcolor": colors.page,
        },
    }  # fmt: skip
