"""What a chart of curves says besides its curves: colors and marks, medians, notes."""

from typing import Any

from monitor.analysis.outcome_steps import FEW_AT_RISK, StepsData
from monitor.charts.layout import Stack
from monitor.charts.texts import literal, short
from monitor.charts.theme import SMALL, Theme

Part = dict[str, Any]

DASH_NAME = f"fewer than {FEW_AT_RISK} at risk"
LEGEND_LINE = 19
_COLORS = ("#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#8E6BBF", "#7D8590")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "x")


def group_color(number: int, colors: Theme) -> str:
    """Returns the color of a group; the symbol at the end of its curve tells it too."""
    return colors.blue if number == 0 else _COLORS[(number - 1) % len(_COLORS)]


def group_symbol(number: int) -> str:
    """Returns the symbol at the end of a group's curve."""
    return _SYMBOLS[number % len(_SYMBOLS)]


def legend_lines(data: StepsData) -> int:
    """Returns how many lines the legend takes."""
    return len(data.groups)


def median_lines(data: StepsData, colors: Theme) -> Part:
    """Returns dotted lines from one half to each median that is reached, down to the axis."""
    x: list[float | None] = []
    y: list[float | None] = []
    for group in data.groups:
        if group.median is not None and data.bottom < 50:
            median = short(group.median)
            x += [0.0, median, median, None]
            y += [50, 50, data.bottom, None]
    return {
        "type": "scatter", "mode": "lines", "name": "medians", "x": x, "y": y,
        "line": {"width": 1, "dash": "dot", "color": colors.rule},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def notes(data: StepsData, colors: Theme, stack: Stack) -> list[Part]:
    """Returns what stands in the lower left corner of the plot: the test, and where the axis
    starts if not at zero.
    """
    lines = [literal(data.test)] if data.test else []
    if data.is_incidence:
        if any(group.rival is not None for group in data.groups):
            lines.append("dotted: competing death")
    elif any(group.curve.few_from < group.curve.x[-1] for group in data.groups):
        lines.append(f"dashed: {DASH_NAME}")
    if data.bottom:
        lines.append(f"<b>≈ The axis starts at {data.bottom:g} %, not at zero</b>")
    if not lines:
        return []
    return [
        {
            "text": "<br>".join(lines),
            "showarrow": False, "align": "left",
            "xref": "paper", "x": 0.985 if data.is_incidence else 0.015,
            "xanchor": "right" if data.is_incidence else "left",
            "yref": "paper", "yanchor": "top" if data.is_incidence else "bottom",
            "y": (stack.top("yaxis") if data.is_incidence else stack.bottom("yaxis")),
            "yshift": -4 if data.is_incidence else 4,
            "font": {"size": SMALL, "color": colors.soft},
            "bgcolor": colors.page, "opacity": 0.85,
        }
    ]  # fmt: skip
