"""What a figure says of itself when it leaves the page: caption, who is counted, data and rules."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from monitor.charts.drawn import Drawn
from monitor.charts.texts import literal
from monitor.charts.theme import FONT_FAMILY, LABEL, Theme, theme

# Fits a chart 350 px wide, in the plain letters of a saved image too, which are wider than those on
# the screen; wider charts have room to spare.
_CHARACTERS = 70
_LINE, _SPACE = 13, 18
_USUAL_HEIGHT, _USUAL_BOTTOM = 450, 80


def stamped(figure: Any, texts: Iterable[str], dark: bool) -> Drawn:
    """Returns the figure with these lines below everything else, on ground of its own, so that an
    image of it can be read wherever it is put.
    """
    colors = theme(dark)
    plain = figure.to_dict()
    layout = dict(plain["layout"])
    lines = [line for text in texts if text for line in wrap(text, _CHARACTERS)]
    room = _LINE * len(lines) + _SPACE
    height = layout.get("height", _USUAL_HEIGHT) + room
    margin = dict(layout.get("margin", {}))
    margin["b"] = margin.get("b", _USUAL_BOTTOM) + room
    layout |= {
        "margin": margin,
        "height": height,
        "paper_bgcolor": colors.page,
        "title": _title(lines, colors) | {"y": round(1 - (height - room) / height, 5)},
    }
    return Drawn(list(plain["data"]), layout)


def _title(lines: Iterable[str], colors: Theme) -> dict[str, Any]:
    """Returns the lines as the title: the one text of a chart that is placed by its edges."""
    return {
        "text": "<br>".join(literal(line) for line in lines),
        "font": {"size": LABEL, "color": colors.soft, "family": FONT_FAMILY, "weight": "normal"},
        "x": 0, "xref": "container", "xanchor": "left", "pad": {"l": 8, "t": 12},
        "yref": "container", "yanchor": "top", "automargin": False,
    }  # fmt: skip
