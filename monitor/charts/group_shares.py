"""Two groups of patients side by side: each share with its exact limits, difference on hover."""

from collections.abc import Sequence
from typing import Any

from monitor.analysis.formats import counted
from monitor.analysis.group_shares import GroupShares, Share, SharePair
from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.response_parts import top_legend
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import SMALL, Theme, quiet_axis, quiet_layout, theme

Part = dict[str, Any]
Places = Sequence[tuple[SharePair, float]]

_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 34, 46, 46, 132, 56
_EMPTY_HEIGHT = 180
_LOW, _HIGH = -4, 106
_OFF = 0.21  # up and down from the middle of a row
_LONGEST = 20


def group_shares_figure(data: GroupShares, dark: bool) -> Drawn:
    """Returns a row for each share, the first group's mark above the second's."""
    colors = theme(dark)
    if not any(pair.first.n or pair.second.n for pair in data.pairs):
        hidden = {"visible": False, "fixedrange": True}
        said = {"annotations": [notice("Nobody to count in either group", colors, 0.5)]}
        layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
        return Drawn([], quiet_layout(colors) | layout | said)
    places = _places(data)
    first = [(pair, pair.first, y + _OFF) for pair, y in places]
    second = [(pair, pair.second, y - _OFF) for pair, y in places]
    traces = [
        _marks(first, data.first, "circle", colors.blue),
        _marks(second, data.second, "diamond-open", colors.ink),
        _counts([*first, *second], colors),
    ]
    return Drawn(traces, _layout(data, places, colors))


def group_shares_sentence(data: GroupShares) -> str:
    """Returns the text alternative: both shares and the difference, line by line."""
    lines = [
        f"{pair.heading}, {pair.name}: {pair.first.k:,} of {pair.first.n:,} against "
        f"{pair.second.k:,} of {pair.second.n:,}, {pair.text}"
        for pair in data.known
    ]
    told = "; ".join(lines) if lines else "nobody to count in a group"
    both = f" {counted(data.in_both, 'patient')} in both, counted in each." if data.in_both else ""
    return f"{data.first} against {data.second}. {told}.{both}"


def _places(data: GroupShares) -> Places:
    """Returns each share with its height, a line for its heading before the first one of it."""
    found: list[tuple[SharePair, float]] = []
    y, heading = 1.0, ""
    for pair in data.pairs:
        y -= 1.0 if pair.heading == heading or pair.heading == pair.name else 2.0
        heading = pair.heading
        found.append((pair, y))
    return found


def _marks(
    rows: Sequence[tuple[SharePair, Share, float]], name: str, symbol: str, color: str
) -> Part:
    shown = [row for row in rows if row[1].n]
    return {
        "type": "scatter", "mode": "markers", "name": literal(_brief(name)),
        "x": [short(100 * share.value) for _, share, _ in shown],
        "y": [round(y, 2) for _, _, y in shown],
        "error_x": {
            "type": "data", "symmetric": False, "color": color, "thickness": 1.3, "width": 4,
            "array": [short(100 * (share.upper - share.value)) for _, share, _ in shown],
            "arrayminus": [short(100 * (share.value - share.lower)) for _, share, _ in shown],
        },
        "marker": {"symbol": symbol, "size": 9, "color": color, "line": {"width": 1.5}},
        "unselected": {"marker": {"opacity": 1}},
        "customdata": [[f"{pair.heading} · {pair.name}"] for pair, _, _ in shown],
        "hovertext": [
            hover_text([f"{pair.heading}: {pair.name}", f"{name}: {share.text}", pair.text])
            for pair, share, _ in shown
        ],
        "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _counts(rows: Sequence[tuple[SharePair, Share, float]], colors: Theme) -> Part:
    """Returns k/n of every mark as a column on the right."""
    return {
        "type": "scatter", "mode": "text", "name": "k of n", "showlegend": False,
        "x": [_HIGH] * len(rows), "y": [round(y, 2) for _, _, y in rows],
        "text": [f"{share.k:,}/{share.n:,}" for _, share, _ in rows],
        "textposition": "middle right", "textfont": {"size": SMALL, "color": colors.soft},
        "unselected": {"textfont": {"color": colors.soft}},
        "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip


def _layout(data: GroupShares, places: Places, colors: Theme) -> Part:
    bottom, top = places[-1][1] - 0.8, places[0][1] + 0.8
    heads = {pair.heading: y + 1.0 for pair, y in reversed(places) if pair.heading != pair.name}
    top += 1.0 if places[0][0].heading in heads else 0.0
    ticks = [(y, literal(_brief(pair.name))) for pair, y in places]
    ticks += [(y, f"<b>{literal(heading)}</b>") for heading, y in heads.items()]
    return {
        **quiet_layout(colors),
        "height": round(_ROW * (top - bottom) + _TOP + _BOTTOM),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "legend": top_legend(),
        "xaxis": quiet_axis(colors, data.of)
        | {"range": [_LOW, _HIGH], "fixedrange": True, "zeroline": False, "dtick": 25},
        "yaxis": {
            "range": [bottom, top], "fixedrange": True, "zeroline": False, "showgrid": False,
            "tickmode": "array",
            "tickvals": [y for y, _ in ticks], "ticktext": [text for _, text in ticks],
            "tickfont": {"size": SMALL, "color": colors.ink},
        },
    }  # fmt: skip


def _brief(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
