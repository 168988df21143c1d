"""Chart 9 (screens.md 2.9): step curves with bands and ticks, and who is at risk below them."""

from math import isfinite
from typing import Any

from monitor.analysis.formats import counted
from monitor.analysis.outcome_steps import StepGroup, Steps, StepsData
from monitor.charts.drawn import Drawn
from monitor.charts.layout import Row, Stack, stacked
from monitor.charts.notices import notice
from monitor.charts.survival_marks import (
    DASH_NAME,
    LEGEND_LINE,
    group_color,
    group_symbol,
    legend_lines,
    median_lines,
    notes,
)
from monitor.charts.survival_table import ROW, risk_axis, risk_names, risk_table
from monitor.charts.targets import unseen_targets
from monitor.charts.texts import literal, short
from monitor.charts.theme import Theme, quiet_axis, quiet_layout, theme, translucent

Part = dict[str, Any]

_PLOT, _GAP, _EMPTY_HEIGHT = 330, 56, 180
_LEFT, _RIGHT, _BOTTOM = 52, 22, 14
_REACH = 10  # pixels around a step that a click may miss it by
NOBODY = "No patient can be followed: the list of excluded patients says why"


def survival_figure(data: StepsData, dark: bool) -> Drawn:
    """Returns the curves; where nobody is followed, a notice that says so."""
    colors = theme(dark)
    if not data.groups:
        return _empty(colors)
    stack = stacked([Row("yaxis", _PLOT), Row("yaxis2", ROW * len(data.groups), _GAP)])
    traces = [trace for group in data.groups for trace in _group(group, data, colors)]
    if not data.is_incidence:
        traces.append(median_lines(data, colors))
    return Drawn([*traces, *risk_table(data, colors)], _layout(data, colors, stack))


def survival_sentence(data: StepsData) -> str:
    """Returns the text alternative: each group with its events and median, and the test."""
    if not data.groups:
        return f"{NOBODY}."
    what = data.title.removesuffix(", %")
    parts = [f"{group.name} {_fate(group, data)}" for group in data.groups]
    test = f" {data.test[0].upper()}{data.test[1:]}." if data.test else ""
    return f"{what}, from {data.clock} on: {'; '.join(parts)}.{test}"


def _fate(group: StepGroup, data: StepsData) -> str:
    text = f"{counted(group.patients, 'patient')}, {counted(group.events, 'event')}"
    if data.is_incidence:
        share = f"{group.curve.y[-1]:.0f} % at the end" if group.curve.y.size else ""
        rivals = f", {counted(group.competing, 'competing event')}" if group.competing else ""
        return f"({text}{rivals}): {share}"
    return f"({text}): median {median_text(group, data)}"


def median_text(group: StepGroup, data: StepsData) -> str:
    """Returns the median in its unit, or that it is not reached."""
    if group.median is None:
        return "not reached"
    return f"{group.median:.1f} {data.unit}" if data.unit != "days" else f"{group.median:.0f} days"


def _group(group: StepGroup, data: StepsData, colors: Theme) -> list[Part]:
    color = group_color(group.style, colors)
    curve = group.curve
    parts = [
        *_band(curve, translucent(color, _shade(data))),
        _line(curve.solid, color, "solid", group),
        *([_line(curve.dashed, color, "dash", group)] if curve.dashed else []),
    ]
    if group.rival is not None:
        parts += [
            _rival(group.rival, color),
            _targets(group.rival, "competing, steps", group, data),
        ]
    if group.ticks and not data.is_incidence:
        parts.append(_ticks(group, color, data))
    return [*parts, _targets(curve, f"{group.name}, steps", group, data), _end(group, color, data)]


def _shade(data: StepsData) -> float:
    """Returns how strong the bands are: many of them would hide the curves."""
    return 0.13 if len(data.groups) <= 3 else 0.06


def _band(curve: Steps, shade: str) -> list[Part]:
    known = curve.banded
    x = [short(curve.x[at]) for at in known]
    if len(x) < 2:
        return []
    edge = {
        "type": "scatter", "mode": "lines", "x": x, "hoverinfo": "skip", "showlegend": False,
        "line": {"shape": "hv", "width": 0, "color": shade},
    }  # fmt: skip
    lower = edge | {"y": [short(curve.lower[at]) for at in known], "name": "lower limit, 95 %"}
    fill = {"fill": "tonexty", "fillcolor": shade}
    upper = edge | {"y": [short(curve.upper[at]) for at in known], "name": "upper limit, 95 %"}
    return [lower, upper | fill]


def _line(places: list[int], color: str, dash: str, group: StepGroup) -> Part:
    curve, at_risk = group.curve, group.curve.at_risk.tolist()
    return {
        "type": "scatter",
        "mode": "lines",
        "name": group.name if dash == "solid" else f"{group.name}, {DASH_NAME}",
        "x": [short(curve.x[at]) for at in places],
        "y": [short(curve.y[at]) for at in places],
        "line": {"shape": "hv", "width": 2.2, "color": color, "dash": dash, "simplify": False},
        "customdata": [
            [curve.marks[at], _limit(curve.lower[at]), _limit(curve.upper[at]), at_risk[at]]
            for at in places
        ],
        "hoverinfo": "skip",  # its steps are hovered and clicked
        "showlegend": False,
    }


def _hover(group: StepGroup, data: StepsData) -> str:
    return (
        f"<b>{_in_template(group.name)}</b> · %{{x:.3g}} {data.unit}<br>%{{y:.1f}} % "
        "(%{customdata[1]}–%{customdata[2]})<br>At risk %{customdata[3]:,} of "
        f"{group.patients:,}<extra></extra>"
    )


def _targets(curve: Steps, name: str, group: StepGroup, data: StepsData) -> Part:
    """Returns what is clicked at each step: a line cannot be."""
    places = [at for at, mark in enumerate(curve.marks) if mark]
    values = [
        [curve.marks[at], _limit(curve.lower[at]), _limit(curve.upper[at]), int(curve.at_risk[at])]
        for at in places
    ]
    xs, ys = ([short(axis[at]) for at in places] for axis in (curve.x, curve.y))
    return unseen_targets(name, xs, ys, _REACH, values) | {"hovertemplate": _hover(group, data)}


def _in_template(name: str) -> str:
    """Returns a name that plotly takes for no placeholder, tag or link."""
    return literal(name.replace("%{", "% {"))


def _limit(value: float) -> str:
    return f"{value:.1f}" if isfinite(value) else "?"


def _rival(curve: Steps, color: str) -> Part:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "competing death",
        "x": [short(v) for v in curve.x],
        "y": [short(v) for v in curve.y],
        "line": {"shape": "hv", "width": 1.2, "color": color, "dash": "dot"},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _ticks(group: StepGroup, color: str, data: StepsData) -> Part:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{group.name}, censored",
        "x": [short(x) for x, _, _ in group.ticks],
        "y": [short(y) for _, y, _ in group.ticks],
        "marker": {
            "symbol": "line-ns", "size": 8, "opacity": 1, "color": color,
            "line": {"width": 1.3, "color": color},
        },
        "customdata": [[mark] for _, _, mark in group.ticks],
        "hovertemplate": (
            f"<b>{_in_template(group.name)}</b> · %{{x:.3g}} {data.unit}<br>"
            "Censored: event-free until then<extra></extra>"
        ),
        "unselected": {"marker": {"opacity": 1}},
        "showlegend": False,
    }  # fmt: skip


def _end(group: StepGroup, color: str, data: StepsData) -> Part:
    """Returns the mark at the end of the curve, which the legend shows with the line."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": _legend_name(group, data),
        "x": [short(group.curve.x[-1])],
        "y": [short(group.curve.y[-1])],
        "line": {"width": 2.2, "color": color},
        "marker": {
            "symbol": group_symbol(group.style), "size": 9, "color": color, "opacity": 1,
            "line": {"width": 1, "color": color},
        },
        "unselected": {"marker": {"opacity": 1}},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }  # fmt: skip


def _legend_name(group: StepGroup, data: StepsData) -> str:
    parts = [f"n {group.patients:,}", counted(group.events, "event")]
    if data.is_incidence:
        parts += [f"{group.competing:,} competing"] if group.competing else []
    else:
        parts.append(f"median {median_text(group, data)}")
    return literal(f"{group.name} · {', '.join(parts)}")


def _empty(colors: Theme) -> Drawn:
    hidden = {"visible": False, "fixedrange": True}
    layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
    found = quiet_layout(colors) | layout | {"annotations": [notice(NOBODY, colors, 0.5)]}
    return Drawn([], found)


def _layout(data: StepsData, colors: Theme, stack: Stack) -> Part:
    top = 14 + LEGEND_LINE * legend_lines(data)
    return {
        **quiet_layout(colors),
        "height": round(stack.height + top + _BOTTOM),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": top, "b": _BOTTOM},
        "dragmode": False,
        "clickmode": "event+select",
        "legend": {
            "orientation": "h", "entrywidth": 1.2, "entrywidthmode": "fraction",
            "font": {"size": 12}, "bgcolor": "rgba(0,0,0,0)",
            "xref": "container", "x": 0, "xanchor": "left",
            "yref": "container", "y": 1, "yanchor": "top", "traceorder": "normal",
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": _time_axis(data, colors),
        "xaxis2": {"matches": "x", "anchor": "y2", "visible": False, "fixedrange": True},
        "yaxis": _share_axis(data, colors) | {"domain": stack.domains["yaxis"]},
        "yaxis2": risk_axis(data) | {"domain": stack.domains["yaxis2"]},
        "annotations": [*notes(data, colors, stack), *risk_names(data, colors)],
    }  # fmt: skip


def _time_axis(data: StepsData, colors: Theme) -> Part:
    reach = max(data.last, data.times[-1])
    return quiet_axis(colors, f"{data.unit.capitalize()} from {data.clock}", 4) | {
        "range": [-0.02 * reach, 1.02 * reach],
        "tickvals": list(data.times),
        "ticktext": [f"{time:g}" for time in data.times],
        "anchor": "y",
        "zeroline": False,
        "fixedrange": True,
        "showline": True,
        "linecolor": colors.rule,
    }


def _share_axis(data: StepsData, colors: Theme) -> Part:
    ticks = range(0, 101, 20 if data.top - data.bottom > 40 else 10)
    return quiet_axis(colors, data.title) | {
        "range": [data.bottom, 1.015 * data.top],
        "tickvals": [value for value in ticks if data.bottom <= value <= data.top],
        "zeroline": False,
        "fixedrange": True,
    }
