"""What a chart says where there is nothing to draw: never an empty axis."""

from textwrap import wrap
from typing import Any

from monitor.charts.texts import literal
from monitor.charts.theme import FONT_SIZE, SMALL, Theme

# Characters a line, so that a notice fits into a plot 246 px wide.
_CENTERED, _ASIDE = 36, 30


def notice(text: str, colors: Theme, y: float) -> dict[str, Any]:
    """Returns the annotation in the middle of the plot's width, at that share of its height."""
    return _annotation(text, _CENTERED, FONT_SIZE, colors) | {
        "x": 0.5, "xanchor": "center", "y": y, "yanchor": "middle",
    }  # fmt: skip


def aside(text: str, colors: Theme, y: float) -> dict[str, Any]:
    """Returns a small annotation that hangs from that share of the plot's height, on the right."""
    return _annotation(text, _ASIDE, SMALL, colors) | {
        "x": 0.97, "xanchor": "right", "y": y, "yanchor": "top", "align": "right",
    }  # fmt: skip


def _annotation(text: str, width: int, size: int, colors: Theme) -> dict[str, Any]:
    return {
        "text": "<br>".join(literal(line) for line in wrap(text, width)),
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "font": {"size": size, "color": colors.soft},
    }
