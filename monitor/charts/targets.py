"""Points that nobody sees where a mark of its own cannot be clicked: a line, a heatmap's cell."""

from collections.abc import Sequence
from typing import Any


def unseen_targets(
    name: str, x: Sequence[Any], y: Sequence[Any], size: int, customdata: Sequence[Any]
) -> dict[str, Any]:
    """Returns a trace of unseen squares; the first custom value of each is what a click tells."""
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": list(x),
        "y": list(y),
        "marker": {"symbol": "square", "size": size, "opacity": 0},
        "selected": unseen,
        "unselected": unseen,
        "customdata": list(customdata),
        "showlegend": False,
    }
