"""What the charts of response share: their words, their legend, and what an empty one says."""

from typing import Any

from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.theme import SMALL, Theme, quiet_layout

Part = dict[str, Any]

VERMILLION = "#D55E00"
WITHIN = "within chance"
_EMPTY_HEIGHT = 160


def percent(share: float, unit: bool = True) -> str:
    """Returns a share as whole percent: "50 %"."""
    return f"{100 * share:.0f}{' %' if unit else ''}"


def share_ticks() -> Part:
    """Returns the ticks of an axis of shares, worded as `percent` does."""
    values = (0, 0.25, 0.5, 0.75, 1)
    return {"tickmode": "array", "tickvals": list(values), "ticktext": [*map(percent, values)]}


def empty_figure(text: str, colors: Theme) -> Drawn:
    """Returns a figure that says what is missing."""
    hidden = {"visible": False, "fixedrange": True}
    layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
    return Drawn([], quiet_layout(colors) | layout | {"annotations": [notice(text, colors, 0.5)]})


def top_legend() -> Part:
    """Returns a legend in one or two lines above the plot."""
    return {
        "orientation": "h", "font": {"size": SMALL}, "xref": "container", "x": 0,
        "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top",
        "itemclick": False, "itemdoubleclick": False,
    }  # fmt: skip
