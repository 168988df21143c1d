"""Chart 5 as small multiples: half a page a figure, so that two stand beside each other on a wide
screen and below each other on a narrow one.
"""

from collections.abc import Sequence
from typing import Any

from monitor.analysis.cohort_courses_trellis import Panel, TrellisPage
from monitor.analysis.formats import counted, minus, one_line
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.charts.cohort_courses_axes import (
    evaluable_path,
    lane_shapes,
    months_axis,
    months_title,
    point_hover,
    rates_axis,
    whiskers,
)
from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import (
    LABEL,
    LANE_COLORS,
    SMALL,
    STATE_NAMES,
    SYMBOLS,
    Theme,
    quiet_layout,
    state_color,
    theme,
)
from monitor.domain.vocabularies import EvidenceState

Part = dict[str, Any]

COLUMNS, ROWS = 2, 3
HALF = COLUMNS * ROWS
_PANEL, _STRIP, _HEAD, _TICKS, _EMPTY = 118, 7, 34, 22, 160
_TOP, _BOTTOM, _LEFT, _RIGHT, _BETWEEN = 66, 40, 44, 6, 0.03
_LONGEST_TITLE = 26
NOBODY = "No course to show"


def trellis_figure(page: TrellisPage, half: int, dark: bool) -> Drawn:
    """Returns the first (0) or second (1) six panels of a page."""
    colors = theme(dark)
    panels = page.panels[half * HALF : (half + 1) * HALF]
    if not panels:
        hidden = {"visible": False, "fixedrange": True}
        layout = {"height": _EMPTY, "xaxis": hidden, "yaxis": hidden}
        annotations = [notice(NOBODY, colors, 0.5)]
        return Drawn([], quiet_layout(colors) | layout | {"annotations": annotations})
    traces = [t for at, panel in enumerate(panels) for t in _panel(page, panel, at, colors)]
    return Drawn([*_legend(page, panels, colors), *traces], _layout(page, panels, colors))


def trellis_sentence(page: TrellisPage) -> str:
    """Returns the text alternative: who is on the page, each with the last call."""
    if not page.panels:
        return f"{NOBODY}."
    shown = "; ".join(f"{p.line.patient_id} {p.line.call}".strip() for p in page.panels)
    return (
        f"Page {page.page + 1} of {page.pages}, {len(page.panels)} of "
        f"{counted(page.patients, 'course')}: {shown}."
    )


def _axes(at: int) -> tuple[str, str, str]:
    """Returns the names of a panel's axes: months, rates, therapy."""
    return (
        "x" if at == 0 else f"x{at + 1}", "y" if at == 0 else f"y{at + 1}", f"y{at + 1 + HALF}",
    )  # fmt: skip


def _panel(page: TrellisPage, panel: Panel, at: int, colors: Theme) -> list[Part]:
    x_axis, y_axis, _ = _axes(at)
    place = {"xaxis": x_axis, "yaxis": y_axis}
    x, y = evaluable_path(panel.line)
    path = {
        "type": "scatter", "mode": "lines", "name": "course", "x": x, "y": y, **place,
        "line": {"width": 1.2, "color": colors.connector}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip
    return [path, _marks(page, panel, colors) | place, *_strips(page, panel, at)]


def _marks(page: TrellisPage, panel: Panel, colors: Theme) -> Part:
    points = list(panel.line.points)
    up, down = whiskers(points, page.rates)
    inks = [state_color(p.state, colors) for p in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": literal(panel.line.patient_id),
        "showlegend": False,
        "x": [short(p.month) for p in points],
        "y": [short(p.y) for p in points],
        "marker": {
            "symbol": [SYMBOLS[p.state] for p in points], "size": 8, "color": inks, "opacity": 1,
            "line": {"width": 1.5, "color": inks},
        },
        "error_y": {
            "type": "data", "symmetric": False, "array": up, "arrayminus": down,
            "color": colors.gray, "thickness": 1, "width": 2,
        },
        "customdata": [[panel.line.link] for _ in points],
        "hovertext": [point_hover(panel.line, p, page.anchor) for p in points],
        "hoverinfo": "text",
        "cliponaxis": False,
    }  # fmt: skip


def _strips(page: TrellisPage, panel: Panel, at: int) -> list[Part]:
    """Returns the therapy below a panel, one trace a class."""
    x_axis, _, strip_axis = _axes(at)
    found = []
    for number, lane in enumerate(page.lanes):
        strips = [s for s in panel.strips if s.lane == number]
        if not strips:
            continue
        found.append(
            {
                "type": "bar", "orientation": "h", "name": LANE_LABELS[lane], "showlegend": False,
                "xaxis": x_axis, "yaxis": strip_axis,
                "base": [short(s.first) for s in strips],
                "x": [short(max(s.last - s.first, 0.3)) for s in strips],
                "y": [number] * len(strips), "width": 0.7,
                "marker": {"color": LANE_COLORS[lane], "line": {"width": 0}},
                "hovertext": [
                    hover_text([LANE_LABELS[lane], s.agent, _months(s.first, s.last)])
                    for s in strips
                ],
                "hoverinfo": "text",
            }
        )  # fmt: skip
    return found


def _months(first: float, last: float) -> str:
    return minus(f"months {first:.1f} to {last:.1f}")


def _legend(page: TrellisPage, panels: Sequence[Panel], colors: Theme) -> list[Part]:
    """Returns what the marks and strips mean, as traces without a point."""
    seen = {p.state for panel in panels for p in panel.line.points}
    given = {s.therapy_type for panel in panels for s in panel.strips}
    nothing = {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "hoverinfo": "skip"}
    states = [
        {
            **nothing, "name": STATE_NAMES[state],
            "marker": {
                "symbol": SYMBOLS[state], "size": 8, "color": state_color(state, colors),
                "line": {"width": 1.5, "color": state_color(state, colors)},
            },
        }
        for state in EvidenceState
        if state in seen
    ]  # fmt: skip
    lanes = [
        {
            **nothing,
            "name": LANE_LABELS[lane],
            "marker": {"symbol": "square", "size": 9, "color": LANE_COLORS[lane]},
        }
        for lane in page.lanes
        if lane in given
    ]
    return [*states, *lanes]


def _layout(page: TrellisPage, panels: Sequence[Panel], colors: Theme) -> Part:
    strip = _STRIP * max(len(page.lanes), 1)
    row = _HEAD + _PANEL + strip + _TICKS
    height = ROWS * row
    layout = {
        **quiet_layout(colors),
        "height": height + _TOP + _BOTTOM,
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "barmode": "overlay",
        "clickmode": "event+select",
        "legend": {
            "orientation": "h", "font": {"size": SMALL}, "xref": "container", "x": 0,
            "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top", "entrywidth": 72,
            "itemclick": False, "itemdoubleclick": False,
        },
        "shapes": [],
        "annotations": [],
    }  # fmt: skip
    for at, panel in enumerate(panels):
        down, across = divmod(at, COLUMNS)
        top = 1 - (down * row + _HEAD) / height
        bottom = top - _PANEL / height
        low = bottom - strip / height
        left = across / COLUMNS + (_BETWEEN if across else 0)
        right = (across + 1) / COLUMNS - (0 if across == COLUMNS - 1 else _BETWEEN)
        _add_panel(layout, page, panel, at, (left, right), (low, bottom, top), colors)
    return layout


def _add_panel(
    layout: Part, page: TrellisPage, panel: Panel, at: int, across: tuple[float, float],
    up: tuple[float, float, float], colors: Theme,
) -> None:  # fmt: skip
    """Adds the axes, the lanes and the title of one panel."""
    x_axis, y_axis, strip_axis = (f"{name[0]}axis{name[1:]}" for name in _axes(at))
    low, bottom, top = up
    is_last = at // COLUMNS == (len(page.panels[:HALF]) - 1) // COLUMNS
    title = months_title(page.anchor) if is_last else ""
    small = {"tickfont": {"size": LABEL, "color": colors.soft}}
    layout[x_axis] = months_axis(page.first, page.last, colors, title) | small | {
        "domain": list(across), "anchor": _axes(at)[2], "nticks": 6,
    }  # fmt: skip
    if title:
        layout[x_axis]["title"] = {"text": title, "font": {"size": LABEL, "color": colors.soft}}
    layout[y_axis] = rates_axis(page.rates, colors) | small | {
        "domain": [short(bottom), short(top)], "anchor": _axes(at)[0],
        "showticklabels": at % COLUMNS == 0,
    }  # fmt: skip
    layout[strip_axis] = {
        "domain": [short(low), short(bottom)], "anchor": _axes(at)[0],
        "range": [len(page.lanes) - 0.5, -0.5], "visible": False, "fixedrange": True,
    }  # fmt: skip
    layout["shapes"] += lane_shapes(page.rates, colors, f"{_axes(at)[0]} domain", _axes(at)[1])
    who, call = (one_line(t, _LONGEST_TITLE) for t in (panel.line.patient_id, panel.line.call))
    layout["annotations"].append(
        {
            "text": f"<b>{literal(who)}</b><br>{literal(call)}", "showarrow": False,
            "xref": "paper", "yref": "paper", "align": "left",
            "x": across[0], "xanchor": "left", "y": short(top), "yanchor": "bottom",
            "font": {"size": LABEL, "color": colors.ink},
        }
    )  # fmt: skip
