"""Hazard ratios as a forest plot, and the check of one of them over time."""

from math import ceil, floor, log10
from typing import Any

from monitor.analysis.outcome_forest import ForestData, ForestRow, ResidualData
from monitor.analysis.outcome_words import p_text
from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import LABEL, SMALL, Theme, quiet_axis, quiet_layout, theme

Part = dict[str, Any]

_ROW, _TOP, _BOTTOM, _EMPTY_HEIGHT = 60, 30, 46, 150
# A hazard ratio beyond these is drawn as an arrow at the edge.
_WIDEST = 100.0
_TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def forest_figure(data: ForestData, dark: bool) -> Drawn:
    """Returns a row for each term; where there is no model, a notice that says why."""
    colors = theme(dark)
    if not data.rows:
        return _empty(f"No hazard ratio: {data.refusal}", colors)
    traces = [_intervals(data, colors), _points(data, colors), _arrows(data, colors)]
    return Drawn(traces, _layout(data, colors))


def forest_sentence(data: ForestData) -> str:
    """Returns the text alternative: every hazard ratio with its limits."""
    if not data.rows:
        return f"No hazard ratio: {data.refusal}."
    parts = [f"{row.name} {ratio_text(row)}, {p_text(row.p_value)}" for row in data.rows]
    return f"Hazard ratios, {data.endpoint}: {'; '.join(parts)}."


def ratio_text(row: ForestRow) -> str:
    """Returns a hazard ratio with its limits."""
    decimals = 2 if row.upper - row.lower >= 0.1 else 3
    ratio, lower, upper = (_number(v, decimals) for v in (row.ratio, row.lower, row.upper))
    return f"{ratio} ({lower}–{upper})"


def _number(value: float, decimals: int) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{decimals}f}" if value >= 0.1 else f"{value:.3f}"


def _height(number: int, data: ForestData) -> int:
    return len(data.rows) - 1 - number


def _span(data: ForestData) -> tuple[float, float]:
    low = max(min(row.lower for row in data.rows) / 1.25, 1 / _WIDEST)
    high = min(max(row.upper for row in data.rows) * 1.25, _WIDEST)
    return min(low, 0.45), max(high, 2.2)


def _intervals(data: ForestData, colors: Theme) -> Part:
    low, high = _span(data)
    x: list[float | None] = []
    y: list[float | None] = []
    for number, row in enumerate(data.rows):
        ends = sorted(min(max(end, low), high) for end in (row.lower, row.upper))
        x += [short(ends[0]), short(ends[1]), None]
        y += [_height(number, data)] * 2 + [None]
    return {
        "type": "scatter", "mode": "lines", "name": "95 % interval", "x": x, "y": y,
        "line": {"color": colors.blue, "width": 2}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _points(data: ForestData, colors: Theme) -> Part:
    low, high = _span(data)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "hazard ratio",
        "x": [short(min(max(row.ratio, low), high)) for row in data.rows],
        "y": [_height(number, data) for number in range(len(data.rows))],
        "marker": {"symbol": "square", "size": 10, "color": colors.blue},
        "unselected": {"marker": {"opacity": 1}},
        "customdata": [[row.name] for row in data.rows],
        "hovertext": [hover_text(_row_lines(row)) for row in data.rows],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _arrows(data: ForestData, colors: Theme) -> Part:
    """Returns an arrow where an interval goes on beyond the chart."""
    low, high = _span(data)
    ends = [(low, "triangle-left", row.lower < low) for row in data.rows]
    ends += [(high, "triangle-right", row.upper > high) for row in data.rows]
    heights = [_height(number, data) for number in range(len(data.rows))] * 2
    drawn = [(x, s, y) for (x, s, cut), y in zip(ends, heights, strict=True) if cut]
    return {
        "type": "scatter", "mode": "markers", "name": "goes on",
        "x": [short(x) for x, _, _ in drawn], "y": [y for _, _, y in drawn],
        "marker": {"symbol": [s for _, s, _ in drawn], "size": 9, "color": colors.blue},
        "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
    }  # fmt: skip


def _row_lines(row: ForestRow) -> list[str]:
    return [
        f"{row.name} · hazard ratio {ratio_text(row)}",
        p_text(row.p_value),
        row.compared,
        f"Events: {row.events}" if row.events else "",
        f"Constant over time: {p_text(row.check_p)}",
    ]


def _layout(data: ForestData, colors: Theme) -> Part:
    rows = len(data.rows)
    return {
        **quiet_layout(colors),
        "height": _ROW * rows + _TOP + _BOTTOM,
        "margin": {"l": 16, "r": 16, "t": _TOP, "b": _BOTTOM},
        "dragmode": False,
        "xaxis": _ratio_axis(data, colors),
        "yaxis": {"range": [-0.4, rows - 0.2], "visible": False, "fixedrange": True},
        "shapes": [
            {
                "type": "line", "layer": "below", "xref": "x", "x0": 1, "x1": 1,
                "yref": "paper", "y0": 0, "y1": 1, "line": {"color": colors.rule, "width": 1.2},
            }
        ],
        "annotations": [*_names(data, colors), *_sides(colors)],
    }  # fmt: skip


def _ratio_axis(data: ForestData, colors: Theme) -> Part:
    low, high = _span(data)
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    if len(ticks) > 7:
        ticks = [10.0**power for power in range(ceil(log10(low)), floor(log10(high)) + 1)]
    return quiet_axis(colors, "Hazard ratio (95 % interval), log scale") | {
        "type": "log",
        "range": [log10(low), log10(high)],
        "tickvals": ticks,
        "ticktext": [f"{tick:g}" for tick in ticks],
        "zeroline": False,
        "fixedrange": True,
    }


def _names(data: ForestData, colors: Theme) -> list[Part]:
    """Returns above each interval its term on the left and its numbers on the right."""
    base = {"showarrow": False, "xref": "paper", "yref": "y", "yanchor": "bottom"}
    found = []
    for number, row in enumerate(data.rows):
        height = _height(number, data) + 0.16
        numbers = f"<b>{ratio_text(row)}</b> · {p_text(row.p_value)}"
        left = {"x": 0, "xanchor": "left", "font": {"size": 12, "color": colors.ink}}
        right = {"x": 1, "xanchor": "right", "font": {"size": 12, "color": colors.ink}}
        found.append(base | left | {"y": height, "text": literal(_cut(row.name))})
        found.append(base | right | {"y": height, "text": numbers})
        below = f"events {row.events}" if row.events else row.compared
        if below:
            small = {"font": {"size": LABEL, "color": colors.soft}, "yanchor": "top"}
            ground = {"bgcolor": colors.page, "borderpad": 0}  # the line at 1 stays behind it
            place = {"x": 0, "xanchor": "left", "y": height - 0.22}
            found.append(base | small | ground | place | {"text": literal(below)})
    return found


def _cut(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:23]}…"


def _sides(colors: Theme) -> list[Part]:
    base = {
        "showarrow": False, "xref": "x", "x": 0, "yref": "paper", "y": 1, "yanchor": "bottom",
        "font": {"size": SMALL, "color": colors.soft},
    }  # fmt: skip
    fewer = base | {"text": "← fewer events", "xanchor": "right", "xshift": -8}
    more = base | {"text": "more events →", "xanchor": "left", "xshift": 8}
    return [fewer, more]


def _empty(text: str, colors: Theme) -> Drawn:
    hidden = {"visible": False, "fixedrange": True}
    layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
    return Drawn([], quiet_layout(colors) | layout | {"annotations": [notice(text, colors, 0.5)]})


def residual_figure(data: ResidualData, dark: bool) -> Drawn:
    """Returns the log hazard ratio over time: a smooth that is level says that it is constant."""
    colors = theme(dark)
    days = [short(day / 365.25) for day in data.days]
    points = {
        "type": "scatter", "mode": "markers", "name": "each event",
        "x": days, "y": [short(value) for value in data.values],
        "marker": {"size": 5, "color": colors.connector, "opacity": 0.6},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    smooth = {
        "type": "scatter", "mode": "lines", "name": "over time",
        "x": days, "y": [short(value) for value in data.smooth],
        "line": {"color": colors.blue, "width": 2.4},
        "hovertemplate": "log hazard ratio %{y:.2f} at %{x:.1f} years<extra></extra>",
    }  # fmt: skip
    constant = {
        "type": "scatter", "mode": "lines", "name": "as in the model",
        "x": [days[0], days[-1]], "y": [short(data.constant)] * 2,
        "line": {"color": colors.ink, "width": 1.2, "dash": "dash"}, "hoverinfo": "skip",
    }  # fmt: skip
    layout = {
        **quiet_layout(colors),
        "height": 260,
        "margin": {"l": 56, "r": 16, "t": 34, "b": 48},
        "dragmode": False,
        "legend": {
            "orientation": "h", "font": {"size": 12}, "xref": "container", "x": 0,
            "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": quiet_axis(colors, "Years") | {"zeroline": False, "fixedrange": True},
        "yaxis": quiet_axis(colors, f"Log hazard ratio, {literal(_cut(data.name))}")
        | {"range": _middle(data), "zeroline": False, "fixedrange": True},
    }  # fmt: skip
    return Drawn([points, smooth, constant], layout)


def residual_sentence(data: ResidualData) -> str:
    """Returns the text alternative."""
    verdict = "changes with time" if data.p_value < 0.05 else "is compatible with a constant one"
    return (
        f"The hazard ratio of {data.name} {verdict} ({p_text(data.p_value)}): log hazard ratio "
        f"{data.smooth[0]:.2f} at the first event, {data.smooth[-1]:.2f} at the last, "
        f"{data.constant:.2f} in the model."
    )


def _middle(data: ResidualData) -> list[float]:
    """Returns a range that holds the smooth and nearly all residuals; a few may lie outside."""
    values = [*data.smooth.tolist(), data.constant, data.low, data.high]
    room = 0.08 * max(max(values) - min(values), 0.5)
    return [short(min(values) - room), short(max(values) + room)]
