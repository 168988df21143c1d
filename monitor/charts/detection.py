"""Chart 7 (screens.md 2.7): what every visit found, as bars of 100 %, and the detection rate among
the evaluable with the honest range of what under-screened samplings may hide.
"""

from math import isnan
from typing import Any

from monitor.analysis.detection import PARTS, DetectionData, Part, VisitCount
from monitor.analysis.detection_members import EXTREMES, RATE, detection_mark
from monitor.analysis.detection_states import MISSING
from monitor.analysis.formats import counted, sentence_case
from monitor.charts.detection_parts import GROUP_SYMBOLS, group_color, part_fill, part_ink
from monitor.charts.drawn import Drawn
from monitor.charts.layout import Row, stacked
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import LABEL, SMALL, Theme, quiet_axis, quiet_layout, theme

Piece = dict[str, Any]

_BARS, _RATES, _EMPTY = 270, 210, 160
_TOP, _BOTTOM, _LEFT, _RIGHT = 114, 34, 52, 8
_SPREAD = 0.82  # of a visit's slot that its bars take
_MOST_LABELS = 10
_LONGEST_NAME = 14
# k/N above an interval that ends higher would leave the panel: it stands below, in percent.
_HIGHEST_LABEL, _LABEL_BELOW = 90, 10
NOTHING = "No sampling counts at any visit"

ALWAYS = frozenset({Part.THREE, Part.TWO, Part.ONE, Part.NOT_DETECTED})


def detection_figure(data: DetectionData, dark: bool) -> Drawn:
    """Returns the bars of every visit and group, and below them the rates."""
    colors = theme(dark)
    if data.is_empty:
        return _empty(colors)
    parts = [p for p in PARTS if p in ALWAYS or any(count.count(p) for count in data.counts)]
    traces = [_bars(data, part, colors) for part in parts]
    traces += [_rates(data, number, colors) for number in range(len(data.groups))]
    return Drawn([*traces, _extremes(data, colors)], _layout(data, colors))


def detection_sentence(data: DetectionData) -> str:
    """Returns the text alternative: the rate of every visit with its k and N."""
    if data.is_empty:
        return f"{NOTHING}."
    which = "by order of the sampling" if data.by_order else "at each visit"
    groups = [_group_sentence(data, group) for group in data.groups]
    return f"Detection rate among the evaluable, {which}. {' '.join(groups)}"


def _group_sentence(data: DetectionData, group: str) -> str:
    rates = "; ".join(
        f"{count.visit} {count.detected:,} of {count.evaluable:,}"
        + ("" if isnan(count.rate) else f" ({_percent(count.rate)} %, Wilson {_limits(count)} %)")
        for count in data.of_group(group)
    )
    return f"{f'{group}: ' if len(data.groups) > 1 else ''}{rates}."


def _limits(count: VisitCount) -> str:
    return f"{_percent(count.lower)}–{_percent(count.upper)}"


def _percent(share: float) -> str:
    return (
        f"{100 * share:.0f}"
        if 0.0995 <= share <= 0.9905 or share in (0, 1)
        else f"{100 * share:.1f}"
    )


def _places(data: DetectionData) -> dict[tuple[str, str], float]:
    """Returns where each bar stands: visits at whole numbers, groups beside each other."""
    step = _SPREAD / len(data.groups)
    return {
        (visit, group): at + step * (number - (len(data.groups) - 1) / 2)
        for at, visit in enumerate(data.visits)
        for number, group in enumerate(data.groups)
    }


def _x(data: DetectionData, counts: list[VisitCount]) -> list[float]:
    places = _places(data)
    return [short(places[count.visit, count.group]) for count in counts]


def _bars(data: DetectionData, part: Part, colors: Theme) -> Piece:
    counts = [count for count in data.counts if count.patients]
    return {
        "type": "bar",
        "name": sentence_case(part.value),
        "x": _x(data, counts),
        "y": [short(100 * count.count(part) / count.patients) for count in counts],
        "width": short(0.92 * _SPREAD / len(data.groups)),
        "text": [f"{count.count(part):,}" if count.count(part) else "" for count in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": SMALL, "color": part_ink(part, colors)},
        "constraintext": "both",
        "marker": part_fill(part, colors),
        # Plotly fails at a click where the one has a font and the other has none.
        "selected": {"textfont": {"color": part_ink(part, colors)}},
        "unselected": {"marker": {"opacity": 1}, "textfont": {"color": part_ink(part, colors)}},
        "customdata": [[detection_mark(count, part)] for count in counts],
        "hovertext": [hover_text(_bar_lines(count, part, data)) for count in counts],
        "hoverinfo": "text",
    }


def _bar_lines(count: VisitCount, part: Part, data: DetectionData) -> list[str]:
    number = count.count(part)
    name = f"{count.visit} · {count.group}" if len(data.groups) > 1 else count.visit
    lines = [
        name,
        f"{sentence_case(part.value)}: {number:,} of {counted(count.patients, 'patient')} "
        f"({_percent(number / count.patients)} %)",
    ]
    if part is Part.NO_SAMPLE:
        split = zip(MISSING, count.missing, strict=True)
        lines += [f"{missing:,} {reason.value}" for reason, missing in split if missing]
    return [*lines, _rate_line(count)]


def _rate_line(count: VisitCount) -> str:
    if not count.evaluable:
        return "None evaluable"
    return (
        f"Detected in {count.detected:,} of {count.evaluable:,} evaluable: "
        f"{_percent(count.rate)} % (Wilson 95 % {_limits(count)} %)"
    )


def _rates(data: DetectionData, number: int, colors: Theme) -> Piece:
    group = data.groups[number]
    counts = [count for count in data.of_group(group) if count.evaluable]
    color = group_color(number, colors)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": literal(_short(group)) if len(data.groups) > 1 else "Rate, 95 %",
        "x": _x(data, counts),
        "y": [short(100 * count.rate) for count in counts],
        "xaxis": "x2",
        "yaxis": "y2",
        "marker": {"symbol": GROUP_SYMBOLS[number], "size": 10, "color": color, "opacity": 1},
        "error_y": {
            "type": "data", "symmetric": False, "thickness": 1.6, "width": 5, "color": color,
            "array": [short(100 * (count.upper - count.rate)) for count in counts],
            "arrayminus": [short(100 * (count.rate - count.lower)) for count in counts],
        },
        "unselected": {"marker": {"opacity": 1}},
        "customdata": [[detection_mark(count, RATE)] for count in counts],
        "hovertext": [hover_text(_point_lines(count, data)) for count in counts],
        "hoverinfo": "text",
        "cliponaxis": False,
    }  # fmt: skip


def _point_lines(count: VisitCount, data: DetectionData) -> list[str]:
    name = f"{count.visit} · {count.group}" if len(data.groups) > 1 else count.visit
    lines = [name, _rate_line(count)]
    if count.open_ended:
        lines.append(
            f"With {count.open_ended:,} under-screened or without a depth: "
            f"{_percent(count.lowest)} % if none of the negative ones were positive, "
            f"{_percent(count.highest)} % if all were"
        )
    return lines


def _extremes(data: DetectionData, colors: Theme) -> Piece:
    """Returns the hollow points, a little beside the rate so that neither hides its interval."""
    counts = [count for count in data.counts if count.open_ended]
    beside = min(0.09, 0.3 * _SPREAD / len(data.groups))
    xs = [short(x + beside) for x in _x(data, counts)]
    ends = [end for count in counts for end in (count.lowest, count.highest)]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Extremes",
        "x": [x for x in xs for _ in range(2)],
        "y": [short(100 * end) for end in ends],
        "xaxis": "x2",
        "yaxis": "y2",
        "marker": {
            "symbol": "circle-open", "size": 7, "color": colors.gray, "opacity": 1,
            "line": {"width": 1.5},
        },
        "unselected": {"marker": {"opacity": 1}},
        "customdata": [[detection_mark(count, EXTREMES)] for count in counts for _ in range(2)],
        "hovertext": [
            text for count in counts for text in [hover_text(_point_lines(count, data))] * 2
        ],
        "hoverinfo": "text",
        "showlegend": bool(counts),
        "cliponaxis": False,
    }  # fmt: skip


def _layout(data: DetectionData, colors: Theme) -> Piece:
    names = 64 if len(data.groups) > 1 else 30
    stack = stacked([Row("yaxis", _BARS), Row("yaxis2", _RATES, names)])
    slots = [-0.5, len(data.visits) - 0.5]
    visits = {
        "tickmode": "array", "tickvals": list(range(len(data.visits))),
        "ticktext": [f"<b>{literal(visit)}</b>" for visit in data.visits],
        "range": slots, "fixedrange": True, "showgrid": False, "zeroline": False,
    }  # fmt: skip
    percents = {
        "range": [0, 100], "tickvals": [0, 25, 50, 75, 100], "fixedrange": True, "zeroline": False,
        "ticktext": ["0", "25 %", "50 %", "75 %", "100 %"],
    }  # fmt: skip
    return {
        **quiet_layout(colors),
        "height": round(stack.height + _TOP + _BOTTOM),
        "margin": {"l": _LEFT + 14, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "barmode": "stack",
        "legend": {
            "orientation": "h", "font": {"size": SMALL}, "traceorder": "normal", "entrywidth": 72,
            "xref": "container", "x": 0, "xanchor": "left",
            "yref": "container", "y": 1, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": {**quiet_axis(colors), **visits, **_group_ticks(data), "anchor": "y"},
        "xaxis2": {  # a point at 0 must not lie on the visit's name
            **quiet_axis(colors), **visits, "tickangle": 0, "anchor": "y2", "ticklabelstandoff": 6,
        },
        "yaxis": {
            **quiet_axis(colors, "Of all patients", 4), **percents,
            "domain": stack.domains["yaxis"],
        },
        "yaxis2": {
            **quiet_axis(colors, "Detected of evaluable", 4), **percents,
            "domain": stack.domains["yaxis2"],
        },
        "shapes": [_seams(data, colors)],
        "annotations": [
            *(_visit_names(data, colors) if len(data.groups) > 1 else []),
            *(_k_of_n(data, colors) if len(data.counts) <= _MOST_LABELS else []),
        ],
    }  # fmt: skip


def _group_ticks(data: DetectionData) -> Piece:
    """Returns the names of the groups below their bars, turned where there is no room."""
    if len(data.groups) == 1:
        return {"tickangle": 0}
    places = _places(data)
    return {
        "tickvals": [short(places[v, g]) for v in data.visits for g in data.groups],
        "ticktext": [literal(_short(group)) for _ in data.visits for group in data.groups],
        "autotickangles": [0, -45, -90],
        "tickfont": {"size": LABEL},
    }


def _short(group: str) -> str:
    return group if len(group) <= _LONGEST_NAME else f"{group[: _LONGEST_NAME - 1]}…"


def _seams(data: DetectionData, colors: Theme) -> Piece:
    """Returns the thin lines between visits, as one shape through both panels."""
    path = "".join(f"M{at + 0.5:g},0L{at + 0.5:g},1" for at in range(len(data.visits) - 1))
    return {
        "type": "path", "layer": "below", "path": path or "M0,0L0,0", "xref": "x", "yref": "paper",
        "line": {"width": 1, "color": colors.grid},
    }  # fmt: skip


def _visit_names(data: DetectionData, colors: Theme) -> list[Piece]:
    """Returns the visits above their bars, where groups are named below them."""
    return [
        {
            "text": f"<b>{literal(visit)}</b>", "showarrow": False, "x": at, "xref": "x", "y": 1,
            "yref": "paper", "yanchor": "bottom", "font": {"size": SMALL, "color": colors.soft},
        }
        for at, visit in enumerate(data.visits)
    ]  # fmt: skip


def _k_of_n(data: DetectionData, colors: Theme) -> list[Piece]:
    """Returns k/N above each interval."""
    places = _places(data)
    return [
        {
            "text": f"{count.detected:,}/{count.evaluable:,}", "showarrow": False,
            "x": short(places[count.visit, count.group]), "xref": "x2",
            "y": short(_label_top(count)),
            "yref": "y2", "yanchor": "bottom", "yshift": 1,
            "font": {"size": LABEL, "color": colors.soft},
        }
        for count in data.counts
        if count.evaluable
    ]  # fmt: skip


def _label_top(count: VisitCount) -> float:
    """Returns where k/N stands: above everything, but within the panel."""
    top = 100 * max(count.upper, count.highest if count.open_ended else 0)
    return top if top < _HIGHEST_LABEL else -_LABEL_BELOW + 100 * count.lower


def _empty(colors: Theme) -> Drawn:
    hidden = {"visible": False, "fixedrange": True}
    layout = {"height": _EMPTY, "xaxis": hidden, "yaxis": hidden}
    return Drawn(
        [], quiet_layout(colors) | layout | {"annotations": [notice(NOTHING, colors, 0.5)]}
    )
