"""Chart 2 (screens.md 2.2): k against N, zeros in their lane, what a depth can show as lines."""

from math import log10
from typing import Any

from monitor.analysis.depth import ISO_CELLS, DepthData, DepthPoint, ImpossiblePoint
from monitor.analysis.formats import counted, millions, rate_text, sentence_case
from monitor.charts.depth_axes import (
    count_axis,
    depth_axis,
    depth_shapes,
    minimum_name,
    rate_axis,
)
from monitor.charts.drawn import Drawn
from monitor.charts.layout import Row, Stack, stacked
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import (
    LABEL,
    STATE_NAMES,
    SYMBOLS,
    Theme,
    quiet_layout,
    state_color,
    theme,
)
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.poisson import excluded_level

Part = dict[str, Any]

_HISTOGRAM, _MAIN, _GAP = 70, 350, 20
_TOP, _BOTTOM, _LEFT, _RIGHT = 44, 50, 70, 62
_EMPTY_HEIGHT = 180
# Points become smaller and paler where there are many.
_FEW, _MANY = 200, 700
# Of more points each says only who, when and how many, its words written once for all of them.
_MANY_HOVERS = 300
_SHORT_HOVER = (
    "<b>%{customdata[1]} · %{customdata[2]}</b><br>Tumor cells %{customdata[3]} in %{x:,} MNC"
    "<extra></extra>"
)
# On an axis of more decades the name of the line of two cells would touch its neighbors.
_MOST_DECADES = 6
IMPOSSIBLE = "Impossible: less than one cell"
RED = "#D62728"


def depth_figure(data: DepthData, dark: bool) -> Drawn:
    """Returns the chart; where no sampling has a depth, a notice that says so."""
    colors = theme(dark)
    if not data.samplings and not data.impossible:
        return _empty_figure(colors)
    stack = stacked([Row("yaxis2", _HISTOGRAM), Row("yaxis", _MAIN, _GAP)])
    states = [state for state, _ in data.states]
    traces = [
        _histogram(data, colors),
        _iso_lines(data, colors),
        _excluded_line(data, colors),
        _line_names(data, colors),
        *(_samplings(data, state, colors) for state in states),
        *([_impossible(data)] if data.impossible else []),
    ]
    return Drawn(traces, _layout(data, colors, stack))


def depth_sentence(data: DepthData) -> str:
    """Returns the text alternative: how many samplings, how deep, and what their zeros mean."""
    if not data.samplings:
        return "No marrow sampling has both a count and the number of cells screened."
    parts = [f"{STATE_NAMES[s].lower()} {number:,}" for s, number in data.states]
    samplings = counted(data.samplings, "marrow sampling")
    patients = counted(data.patients, "patient")
    depths = " or ".join(millions(depth) for depth in data.depths)
    text = (
        f"{samplings} of {patients} by cells screened: {', '.join(parts)} "
        f"(a negative needs {depths} M)."
    )
    if data.labs:
        medians = [one.median for one in data.labs]
        span = " to ".join(dict.fromkeys(millions(round(m)) for m in (medians[0], medians[-1])))
        name = "median depth" if len(medians) == 1 else "median depths of the labs"
        text += f" {sentence_case(name)} {span} M."
    if data.impossible:
        text += f" {counted(len(data.impossible), 'reported rate')} below one cell."
    return text


def depth_denominators(data: DepthData, cut: str) -> str:
    """Returns the line below the chart: who is counted."""
    count = data.count
    drawn = f"every {round(data.samplings / len(data.points))}th drawn" if data.is_thinned else ""
    evaluable = count(EvidenceState.DETECTED) + count(EvidenceState.NOT_DETECTED)
    parts = (
        f"Patients {data.patients:,}",
        f"samplings {data.samplings:,}",
        f"evaluable {evaluable:,}",
        f"under-screened {count(EvidenceState.UNDER_SCREENED):,}",
        f"without count or depth {data.without_depth:,} (not drawn)",
        drawn,
        f"data cut {cut}",
        f"rules {data.rules.version}",
    )
    return " · ".join(part for part in parts if part)


def _empty_figure(colors: Theme) -> Drawn:
    hidden = {"visible": False, "fixedrange": True}
    text = "No marrow sampling has both a count and the number of cells screened"
    layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
    return Drawn([], quiet_layout(colors) | layout | {"annotations": [notice(text, colors, 0.5)]})


def _histogram(data: DepthData, colors: Theme) -> Part:
    spans = [f"{millions(round(b.low))}–{millions(round(b.high))} M" for b in data.bins]
    return {
        "type": "bar",
        "name": "samplings by depth",
        "x": [short(b.low) for b in data.bins],
        "width": [short(0.97 * (b.high - b.low)) for b in data.bins],
        "offset": 0,
        "y": [b.samplings for b in data.bins],
        "yaxis": "y2",
        "marker": {"color": colors.connector, "line": {"width": 0}},
        "hovertext": [
            hover_text([counted(b.samplings, "sampling"), f"{span} screened"])
            for b, span in zip(data.bins, spans, strict=True)
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _iso_lines(data: DepthData, colors: Theme) -> Part:
    ends = (data.low, data.high)
    return {
        "type": "scatter",
        "name": "same number of cells",
        "mode": "lines",
        "x": [x for _ in ISO_CELLS for x in (*map(short, ends), None)],
        "y": [y for k in ISO_CELLS for y in (*(short(1e6 * k / n) for n in ends), None)],
        "line": {"color": colors.rule, "width": 1},
        "opacity": 0.55,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _excluded_line(data: DepthData, colors: Theme) -> Part:
    ends = (data.low, data.high)
    return {
        "type": "scatter",
        "name": f"Level that a zero excludes, 95 % ({_excluded_name(data)})",
        "mode": "lines",
        "x": [short(n) for n in ends],
        "y": [short(_excluded(n, data)) for n in ends],
        "line": {"color": colors.ink, "width": 2},
        "hoverinfo": "skip",
    }


def _excluded(n: float, data: DepthData) -> float:
    return excluded_level(0, n / 1e6, data.rules.recovery).item()


def _excluded_name(data: DepthData) -> str:
    recovery = data.rules.recovery
    return "3.0/N" if recovery == 1 else f"3.0/({recovery:g}·N)"


def _line_names(data: DepthData, colors: Theme) -> Part:
    """Returns the name of every line at its right end."""
    names = [(1e6 * k / data.high, counted(k, "cell")) for k in ISO_CELLS]
    if log10(data.rates.top / data.rates.bottom) > _MOST_DECADES:
        names = [names[0], names[-1]]
    names.append((_excluded(data.high, data), f"<b>{_excluded_name(data)}</b>"))
    shown = [(y, name) for y, name in names if y <= data.rates.top]
    return {
        "type": "scatter",
        "name": "names of lines",
        "mode": "text",
        "x": [short(data.high)] * len(shown),
        "y": [short(y) for y, _ in shown],
        "text": [name for _, name in shown],
        "textposition": "middle right",
        "textfont": {"size": LABEL, "color": colors.soft},
        "unselected": {"textfont": {"color": colors.soft}},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _samplings(data: DepthData, state: EvidenceState, colors: Theme) -> Part:
    points = [p for p in data.points if p.state is state]
    color = state_color(state, colors)
    size, opacity = _look(len(data.points))
    return {
        "type": "scatter",
        "name": f"{STATE_NAMES[state]} ({data.count(state):,})",
        "mode": "markers",
        "x": [p.n for p in points],
        "y": [short(p.y) for p in points],
        "marker": {
            "symbol": SYMBOLS[state],
            "size": size,
            "opacity": opacity,
            "color": color,
            "line": {"width": 1.5, "color": color},
        },
        **_hovers(points, len(data.points) > _MANY_HOVERS),
        "cliponaxis": False,
    }


def _hovers(points: list[DepthPoint], is_short: bool) -> Part:
    """Returns the links, and what points say on hover; in short only who, when and how many."""
    if is_short:
        own = [[p.link, literal(p.patient_id), str(p.collected_on), p.k] for p in points]
        return {"customdata": own, "hovertemplate": _SHORT_HOVER}
    return {
        "customdata": [[p.link] for p in points],
        "hovertext": [hover_text(_point_lines(p)) for p in points],
        "hoverinfo": "text",
    }


def _look(points: int) -> tuple[float, float]:
    if points <= _FEW:
        return 9, 0.9
    return (8, 0.75) if points <= _MANY else (6, 0.5)


def _point_lines(point: DepthPoint) -> list[str]:
    limits = f"{rate_text(point.lower)}–{rate_text(point.upper)}"
    level = rate_text(point.excluded) if point.excluded is not None else ""
    return [
        f"{point.patient_id} · {point.collected_on}",
        f"{counted(point.k, 'tumor cell')} in {point.n:,} MNC",
        f"{rate_text(point.rate)} per 10⁶ MNC (95 % exact {limits})",
        f"A level above {level} per 10⁶ is excluded (95 %, one-sided)" if level else "",
        f"{sentence_case(point.state)}: {point.reason}",
        point.series,
    ]


def _impossible(data: DepthData) -> Part:
    return {
        "type": "scatter",
        "name": f"{IMPOSSIBLE} ({len(data.impossible):,})",
        "mode": "markers",
        "x": [p.n for p in data.impossible],
        "y": [short(p.y) for p in data.impossible],
        "marker": {"symbol": "x", "size": 10, "color": RED, "line": {"width": 0}},
        "customdata": [[p.link] for p in data.impossible],
        "hovertext": [hover_text(_impossible_lines(p)) for p in data.impossible],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _impossible_lines(point: ImpossiblePoint) -> list[str]:
    return [
        f"{point.patient_id} · {point.collected_on}",
        f"{rate_text(point.rate)} per 10⁶ MNC as reported, in {point.n:,} MNC",
        f"That would be {rate_text(point.cells)} of a cell: one of them has the wrong unit",
        point.lab,
    ]


def _layout(data: DepthData, colors: Theme, stack: Stack) -> Part:
    return {
        **quiet_layout(colors),
        "height": round(stack.height + _TOP + _BOTTOM),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "clickmode": "event+select",
        "dragmode": "lasso",
        "bargap": 0,
        "legend": {
            "orientation": "h", "font": {"size": 12},
            "xref": "container", "x": 0, "xanchor": "left",
            "yref": "container", "y": 1, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": depth_axis(data, colors),
        "yaxis": rate_axis(data, colors) | {"domain": stack.domains["yaxis"]},
        "yaxis2": count_axis(data, colors) | {"domain": stack.domains["yaxis2"]},
        "shapes": depth_shapes(data, colors),
        "annotations": [minimum_name(data, colors)],
    }  # fmt: skip
