"""Chart 5 (screens.md 2.5): all courses over each other, without a mean line; below them the share
detected at each visit.
"""

from itertools import pairwise
from typing import Any

from monitor.analysis.cohort_courses import CourseLine, CoursesData, ShareStep
from monitor.analysis.formats import counted, minus
from monitor.charts.cohort_courses_axes import (
    evaluable_path,
    lane_shapes,
    months_axis,
    months_title,
    point_hover,
    point_hovers,
    rates_axis,
    whiskers,
)
from monitor.charts.drawn import Drawn
from monitor.charts.layout import Row, Stack, stacked
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import (
    LABEL,
    SMALL,
    STATE_NAMES,
    SYMBOL_SIZES,
    SYMBOLS,
    Theme,
    quiet_axis,
    quiet_layout,
    state_color,
    theme,
    translucent,
)
from monitor.domain.vocabularies import EvidenceState

Part = dict[str, Any]

_MAIN, _SHARE, _GAP, _EMPTY = 330, 110, 26, 160
_BOTTOM, _LEFT, _RIGHT = 46, 62, 10
_LEGEND_LINE = 19  # the legend has two entries a line on a phone
_FEW, _MANY = 200, 1_000
_FEW_COURSES = 40
# Above so many marks each says only who, when and how many.
_MANY_HOVERS = 300
_LABEL_SHARE = 0.13  # of the axis that k/N takes on a narrow screen
NOTHING = "No sampling has a place in time: the day that months are counted from is not known"


def courses_figure(data: CoursesData, dark: bool, highlighted: str = "") -> Drawn:
    """Returns the chart; the course of the patient `highlighted` is drawn strong, with intervals,
    and the others pale.
    """
    colors = theme(dark)
    if not data.samplings:
        hidden = {"visible": False, "fixedrange": True}
        layout = {"height": _EMPTY, "xaxis": hidden, "yaxis": hidden}
        annotations = [notice(NOTHING, colors, 0.5)]
        return Drawn([], quiet_layout(colors) | layout | {"annotations": annotations})
    stack = stacked([Row("yaxis", _MAIN), Row("yaxis2", _SHARE, _GAP)])
    line = data.line_of(highlighted)
    traces = [
        _paths(data, colors, line is not None),
        *(_marks(data, state, colors, line is not None) for state, _ in data.states),
        *(_strong(data, line, colors) if line else []),
        *_shares(data, colors),
    ]
    entries = len(data.states) + (line is not None)
    return Drawn(traces, _layout(data, colors, stack, entries))


def courses_sentence(data: CoursesData) -> str:
    """Returns the text alternative: how many courses, their states, and the share by visit."""
    if not data.samplings:
        return f"{NOTHING}."
    states = ", ".join(f"{STATE_NAMES[s].lower()} {number:,}" for s, number in data.states)
    text = (
        f"{counted(data.samplings, 'marrow sampling')} of {counted(data.patients, 'patient')} in "
        f"months from {data.anchor.value}: {states}."
    )
    if data.steps:
        shares = "; ".join(f"{s.visit} {s.detected:,} of {s.evaluable:,}" for s in data.steps)
        text += f" Detected among the evaluable: {shares}."
    return text


def courses_caption(data: CoursesData) -> str:
    """Returns what has to be said below the chart: thinning, windows, who is not shown."""
    parts = []
    if data.nth > 1:
        drawn = counted(len(data.lines), "course")
        parts.append(f"every {_th(data.nth)} patient drawn ({drawn}); the shares count everybody")
    if data.is_by_year:
        parts.append("shares by years from the anchor: no visit window is counted from it")
    if data.without_anchor:
        parts.append(f"{counted(data.without_anchor, 'patient')} without {data.anchor.value}")
    return "; ".join(parts)


def _th(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _paths(data: CoursesData, colors: Theme, is_behind: bool) -> Part:
    """Returns all courses as one line, broken between patients and where nothing is evaluable."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for line in data.lines:
        x, y = evaluable_path(line)
        xs += [*x, None]
        ys += [*y, None]
    thinner = min(1.0, _FEW_COURSES / max(len(data.lines), 1)) ** 0.5
    share = short(0.18 * thinner * (0.5 if is_behind else 1))
    return {
        "type": "scatter", "mode": "lines", "name": "courses", "x": xs, "y": ys,
        "line": {"width": 1, "color": translucent(colors.strong, share)},
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _marks(data: CoursesData, state: EvidenceState, colors: Theme, is_behind: bool) -> Part:
    found = [(line, p) for line in data.lines for p in line.points if p.state is state]
    total = sum(len(line.points) for line in data.lines)
    size, opacity = (8, 0.9) if total <= _FEW else (7, 0.7) if total <= _MANY else (5, 0.45)
    color = state_color(state, colors)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{STATE_NAMES[state]} ({dict(data.states)[state]:,})",
        "x": [short(p.month) for _, p in found],
        "y": [short(p.y) for _, p in found],
        "marker": {
            "symbol": SYMBOLS[state], "size": size, "color": color,
            "opacity": 0.35 if is_behind else opacity, "line": {"width": 1.2, "color": color},
        },
        **point_hovers(found, data.anchor, total > _MANY_HOVERS),
    }  # fmt: skip


def _strong(data: CoursesData, line: CourseLine, colors: Theme) -> list[Part]:
    """Returns the highlighted course: its line, and its samplings with their whiskers."""
    points = list(line.points)
    up, down = whiskers(points, data.rates)
    inks = [state_color(p.state, colors) for p in points]
    x, y = evaluable_path(line)
    path = {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "name": literal(line.patient_id),
        "line": {"width": 2.5, "color": colors.blue}, "hoverinfo": "skip",
    }  # fmt: skip
    marks = {
        "type": "scatter", "mode": "markers", "showlegend": False, "name": "highlighted",
        "x": [short(p.month) for p in points],
        "y": [short(p.y) for p in points],
        "marker": {
            "symbol": [SYMBOLS[p.state] for p in points],
            "size": [SYMBOL_SIZES[p.state] + 1 for p in points],
            "color": inks, "opacity": 1, "line": {"width": 2, "color": inks},
        },
        "error_y": {
            "type": "data", "symmetric": False, "array": up, "arrayminus": down,
            "color": colors.blue, "thickness": 1.3, "width": 4,
        },
        "customdata": [[line.link] for _ in points],
        "hovertext": [point_hover(line, p, data.anchor) for p in points],
        "hoverinfo": "text",
        "cliponaxis": False,
    }  # fmt: skip
    return [path, marks]


def _shares(data: CoursesData, colors: Theme) -> list[Part]:
    """Returns the steps: an area up to the share, and Wilson's interval in its middle."""
    if not data.steps:
        return []
    xs: list[float | None] = []
    ys: list[float | None] = []
    for step in data.steps:
        top = short(100 * step.share)
        xs += [step.first, step.first, step.last, step.last, None]
        ys += [0, top, top, 0, None]
    middles = [(s.first + s.last) / 2 for s in data.steps]
    apart = min((b - a for a, b in pairwise(middles)), default=data.last - data.first)
    has_room = apart >= _LABEL_SHARE * (data.last - data.first)
    return [
        {
            "type": "scatter", "mode": "lines", "name": "share detected", "x": xs, "y": ys,
            "yaxis": "y2", "fill": "toself", "fillcolor": translucent(colors.blue, 0.22),
            "line": {"width": 1.6, "color": colors.blue, "shape": "linear"}, "hoverinfo": "skip",
            "showlegend": False,
        },
        {
            "type": "scatter", "mode": "markers+text" if has_room else "markers",
            "name": "share detected, Wilson 95 %", "showlegend": False,
            "x": [short(middle) for middle in middles],
            "y": [short(100 * s.share) for s in data.steps],
            "yaxis": "y2",
            "text": [f"{s.detected:,}/{s.evaluable:,}" for s in data.steps],
            "textposition": "bottom right",
            "textfont": {"size": LABEL, "color": colors.soft},
            "marker": {"size": 6, "color": colors.blue, "opacity": 1},
            "error_y": {
                "type": "data", "symmetric": False, "color": colors.blue, "thickness": 1.2,
                "width": 4,
                "array": [short(100 * (s.upper - s.share)) for s in data.steps],
                "arrayminus": [short(100 * (s.share - s.lower)) for s in data.steps],
            },
            "hovertext": [hover_text(_step_lines(s)) for s in data.steps],
            "hoverinfo": "text",
            "cliponaxis": False,
        },
    ]  # fmt: skip


def _step_lines(step: ShareStep) -> list[str]:
    return [
        f"{step.visit} · months " + minus(f"{step.first:g} to {step.last:g}"),
        f"Detected in {step.detected:,} of {step.evaluable:,} evaluable: {100 * step.share:.0f} % "
        f"(Wilson 95 % {100 * step.lower:.0f}–{100 * step.upper:.0f} %)",
    ]


def _above(entries: int) -> int:
    """Returns the room that a legend of so many entries takes, above the axis' topmost label."""
    return 24 + _LEGEND_LINE * -(-entries // 2)


def _layout(data: CoursesData, colors: Theme, stack: Stack, entries: int) -> Part:
    months = months_axis(data.first, data.last, colors, months_title(data.anchor))
    top = max((100 * s.upper for s in data.steps), default=10.0)
    above = _above(entries)
    return {
        **quiet_layout(colors),
        "height": round(stack.height + above + _BOTTOM),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": above, "b": _BOTTOM},
        "clickmode": "event+select",
        "legend": {
            "orientation": "h", "font": {"size": SMALL}, "xref": "container", "x": 0,
            "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top", "entrywidth": 100,
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": months | {"anchor": "y2"},
        "yaxis": rates_axis(data.rates, colors, data.rates.title)
        | {"domain": stack.domains["yaxis"]},
        "yaxis2": {
            **quiet_axis(colors, "Detected"), "domain": stack.domains["yaxis2"],
            "range": [0, min(100, 1.08 * top)], "ticksuffix": " %", "nticks": 4,
            "zeroline": False, "fixedrange": True,
        },
        "shapes": lane_shapes(data.rates, colors),
    }  # fmt: skip
