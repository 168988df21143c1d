"""Chart 4 (screens.md 2.4): the swimmer, a lane for each patient."""

from typing import Any

from monitor.analysis.formats import counted, minus, one_line
from monitor.analysis.swimmer import NO_ARM, End, Outcome, Swimmer, SwimmerOrder, SwimmerPage
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.charts.cohort_courses_axes import months_axis, months_title, point_hovers
from monitor.charts.drawn import Drawn
from monitor.charts.layout import vertical_lines
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short, text_width
from monitor.charts.theme import (
    LABEL,
    LANE_COLORS,
    SMALL,
    STATE_NAMES,
    SYMBOLS,
    Theme,
    mixed,
    quiet_axis,
    quiet_layout,
    state_color,
    theme,
)
from monitor.domain.vocabularies import EvidenceState, TherapyType

Part = dict[str, Any]

LANE = 24
# The legend takes six lines on a phone, where it is as wide as the plot.
_TOP, _BOTTOM, _RIGHT, _STRIP, _EMPTY = 166, 20, 8, 1.3, 160
_LONGEST_ID = 14
# Above so many samplings each says only who, when and how many.
_MANY_HOVERS = 100
_NOTE = 60  # pixels of the column with receptors and nodes
NOBODY = "No patient has a lane: the day that months are counted from is not known"

_OUTCOMES = {Outcome.DISTANT: "star", Outcome.LOCAL: "diamond"}
_ENDS = {End.DEATH: "cross", End.ALIVE: "triangle-right", End.LOST: "triangle-right-open"}
_END_NAMES = {End.DEATH: "Death", End.ALIVE: "Alive at cut", End.LOST: "Lost to view"}
_OUTCOME_NAMES = {Outcome.DISTANT: "Distant relapse", Outcome.LOCAL: "Local relapse"}


def swimmer_figure(page: SwimmerPage, dark: bool) -> Drawn:
    """Returns the lanes of a page."""
    colors = theme(dark)
    if not page.swimmers:
        hidden = {"visible": False, "fixedrange": True}
        layout = {"height": _EMPTY, "xaxis": hidden, "yaxis": hidden}
        annotations = [notice(NOBODY, colors, 0.5)]
        return Drawn([], quiet_layout(colors) | layout | {"annotations": annotations})
    rows, heads = _rows(page)
    traces = [
        _follow_up(page, rows, colors),
        *(_therapy(page, lane, at, rows) for at, lane in enumerate(page.therapies)),
        _halos(page, rows, colors),
        *(_samplings(page, state, rows, colors) for state in page.states),
        *_outcomes(page, rows, colors),
        *_ends(page, rows, colors),
        _heads(page, heads, colors),
        _second_axis(rows),
    ]
    return Drawn(traces, _layout(page, rows, colors))


def swimmer_sentence(page: SwimmerPage) -> str:
    """Returns the text alternative: how many lanes, how they end, and in which order they stand."""
    if not page.swimmers:
        return f"{NOBODY}."
    ends = [
        f"{number:,} {_END_NAMES[end].lower()}"
        for end in End
        if (number := sum(one.end is end for one in page.swimmers))
    ]
    relapsed = sum(any(e.kind is Outcome.DISTANT for e in one.events) for one in page.swimmers)
    return (
        f"Page {page.page + 1} of {page.pages}, by {page.order.value}: {len(page.swimmers):,} of "
        f"{counted(page.patients, 'patient')} in months from {page.anchor.value}; "
        f"{', '.join(ends)}; {relapsed:,} with a distant metastasis."
    )


def _rows(page: SwimmerPage) -> tuple[list[int], dict[int, str]]:
    """Returns the row of each lane, 0 on top, and the rows that hold the name of an arm."""
    if page.order is not SwimmerOrder.ARM or not any(one.arm for one in page.swimmers):
        return list(range(len(page.swimmers))), {}
    rows: list[int] = []
    heads: dict[int, str] = {}
    at, before = 0, None
    for one in page.swimmers:
        if one.arm != before:
            heads[at], before = one.arm or NO_ARM, one.arm
            at += 1
        rows.append(at)
        at += 1
    return rows, heads


def _follow_up(page: SwimmerPage, rows: list[int], colors: Theme) -> Part:
    return {
        "type": "bar", "orientation": "h", "name": "Follow-up", "showlegend": False,
        "base": [short(one.first) for one in page.swimmers],
        "x": [short(one.last - one.first) for one in page.swimmers],
        "y": rows, "width": 0.75,
        "marker": {"color": mixed(colors.rule, 0.2, colors.page), "line": {"width": 0}},
        "customdata": [[one.line.link] for one in page.swimmers],
        "hovertext": [hover_text(_lane_lines(one)) for one in page.swimmers],
        "hoverinfo": "text",
    }  # fmt: skip


def _lane_lines(one: Swimmer) -> list[str]:
    return [
        " · ".join(filter(None, (one.line.patient_id, one.arm, one.note))),
        f"Followed to month {one.last:.1f} ({one.ended_on}): {one.end.value}",
        counted(len(one.line.points), "sampling"),
        f"Last call: {one.line.call}" if one.line.call else "",
        f"First called cleared at month {one.cleared_at:.1f}" if one.cleared_at is not None else "",
    ]


def _therapy(page: SwimmerPage, lane: TherapyType, number: int, rows: list[int]) -> Part:
    """Returns one class of therapy, thin enough to lie beside the others of its lane."""
    found = [
        (row, one, strip)
        for row, one in zip(rows, page.swimmers, strict=True)
        for strip in one.strips
        if strip.therapy_type is lane
    ]
    several = len(page.therapies)
    width = 0.35 if several < 3 else 0.22
    offset = (number - (several - 1) / 2) * (width if several < 3 else 0.24)
    return {
        "type": "bar", "orientation": "h", "name": LANE_LABELS[lane],
        "base": [short(strip.first) for _, _, strip in found],
        "x": [short(max(strip.last - strip.first, 0.3)) for _, _, strip in found],
        "y": [short(row + offset) for row, _, _ in found],
        "width": width,
        "marker": {"color": LANE_COLORS[lane], "opacity": 0.75, "line": {"width": 0}},
        "customdata": [[one.line.link] for _, one, _ in found],
        "hovertext": [
            hover_text(
                [
                    one.line.patient_id, f"{LANE_LABELS[lane]}: {strip.agent}",
                    minus(f"months {strip.first:.1f} to {strip.last:.1f}"),
                ]
            )
            for _, one, strip in found
        ],
        "hoverinfo": "text",
    }  # fmt: skip


def _halos(page: SwimmerPage, rows: list[int], colors: Theme) -> Part:
    """Returns the ground that keeps the marks apart from the bars below them."""
    spots = [
        (point.month, row)
        for row, one in zip(rows, page.swimmers, strict=True)
        for point in one.line.points
    ]
    return {
        "type": "scatter", "mode": "markers", "name": "halos", "showlegend": False,
        "x": [short(month) for month, _ in spots], "y": [row for _, row in spots],
        "marker": {"symbol": "circle", "size": 13, "color": colors.page, "opacity": 0.85},
        "hoverinfo": "skip",
    }  # fmt: skip


def _samplings(page: SwimmerPage, state: EvidenceState, rows: list[int], colors: Theme) -> Part:
    found = [
        (row, one, point)
        for row, one in zip(rows, page.swimmers, strict=True)
        for point in one.line.points
        if point.state is state
    ]
    color = state_color(state, colors)
    return {
        "type": "scatter", "mode": "markers", "name": STATE_NAMES[state],
        "x": [short(point.month) for _, _, point in found],
        "y": [row for row, _, _ in found],
        "marker": {
            "symbol": SYMBOLS[state], "size": 10, "color": color, "opacity": 1,
            "line": {"width": 1.8, "color": color},
        },
        **point_hovers([(one.line, p) for _, one, p in found], page.anchor, _is_long(page)),
        "cliponaxis": False,
    }  # fmt: skip


def _is_long(page: SwimmerPage) -> bool:
    """Returns whether there are so many samplings that each says only who, when and how many."""
    return sum(len(one.line.points) for one in page.swimmers) > _MANY_HOVERS


def _outcomes(page: SwimmerPage, rows: list[int], colors: Theme) -> list[Part]:
    found = []
    for kind, symbol in _OUTCOMES.items():
        events = [
            (row, one, event)
            for row, one in zip(rows, page.swimmers, strict=True)
            for event in one.events
            if event.kind is kind
        ]
        if events:
            found.append(
                _mark(
                    _OUTCOME_NAMES[kind], symbol, 13, colors,
                    [(event.month, row, one) for row, one, event in events],
                    [
                        [one.line.patient_id, f"{kind.value.capitalize()} {event.on}", event.site]
                        for _, one, event in events
                    ],
                )
            )  # fmt: skip
    return found


def _ends(page: SwimmerPage, rows: list[int], colors: Theme) -> list[Part]:
    found = []
    # Just behind the bar, so that it hides no sampling of the last day.
    beyond = 0.012 * (page.last - page.first)
    for end, symbol in _ENDS.items():
        lanes = [
            (one.last + (0.0 if end is End.DEATH else beyond), row, one)
            for row, one in zip(rows, page.swimmers, strict=True)
            if one.end is end
        ]
        if lanes:
            # The bar before it says the rest.
            lines = [_lane_lines(one)[:2] for _, _, one in lanes]
            found.append(_mark(_END_NAMES[end], symbol, 11, colors, lanes, lines))
    return found


def _mark(
    name: str, symbol: str, size: int, colors: Theme, spots: list[tuple[float, int, Swimmer]],
    lines: list[list[str]],
) -> Part:  # fmt: skip
    color = colors.strong if symbol in ("star", "cross") else colors.soft
    return {
        "type": "scatter", "mode": "markers", "name": name,
        "x": [short(month) for month, _, _ in spots], "y": [row for _, row, _ in spots],
        "marker": {
            "symbol": symbol, "size": size, "color": color, "opacity": 1,
            "line": {"width": 1.4, "color": color if "open" in symbol else colors.page},
        },
        "customdata": [[one.line.link] for _, _, one in spots],
        "hovertext": [hover_text(said) for said in lines], "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _heads(page: SwimmerPage, heads: dict[int, str], colors: Theme) -> Part:
    """Returns the names of the arms above their lanes."""
    counts = {
        name: sum((one.arm or NO_ARM) == name for one in page.swimmers) for name in heads.values()
    }
    return {
        "type": "scatter", "mode": "text", "name": "arms", "showlegend": False,
        "x": [short(page.first)] * len(heads), "y": list(heads),
        "text": [f"<b>{literal(n)}</b> · {counted(counts[n], 'lane')}" for n in heads.values()],
        "textposition": "middle right", "textfont": {"size": SMALL, "color": colors.ink},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _second_axis(rows: list[int]) -> Part:
    """Returns what keeps the column of pseudonyms: an axis without a trace is not drawn."""
    return {
        "type": "scatter", "mode": "markers", "name": "pseudonyms", "x": [None] * len(rows),
        "y": rows, "yaxis": "y2", "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _layout(page: SwimmerPage, rows: list[int], colors: Theme) -> Part:
    number = rows[-1] + 1
    ids = [one_line(one.line.patient_id, _LONGEST_ID) for one in page.swimmers]
    notes = any(one.note for one in page.swimmers)
    left = round(max(text_width(text, SMALL) for text in ids)) + 10
    up = {
        "range": [number - 0.4, -_STRIP - 0.4], "fixedrange": True, "showgrid": False,
        "zeroline": False, "tickmode": "array", "tickvals": rows, "ticks": "",
    }  # fmt: skip
    span = page.last - page.first
    axis = months_axis(
        page.first - 0.02 * span - 0.3, page.last + 0.03 * span + 0.3, colors,
        months_title(page.anchor),
    )  # fmt: skip
    return {
        **quiet_layout(colors),
        "height": round((number + _STRIP) * LANE) + _TOP + _BOTTOM,
        "margin": {
            "l": left + (_NOTE if notes else 0), "r": _RIGHT, "t": _TOP, "b": _BOTTOM,
        },
        "barmode": "overlay",
        "clickmode": "event+select",
        "legend": {
            "orientation": "h", "font": {"size": LABEL}, "xref": "container", "x": 0,
            "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top", "entrywidth": 66,
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": axis | {"side": "top", "anchor": "y"},
        "yaxis": {
            **quiet_axis(colors), **up,
            "ticktext": [literal(one.note) for one in page.swimmers] if notes else [""] * len(rows),
            "tickfont": {"size": LABEL, "color": colors.soft},
        },
        "yaxis2": {
            **quiet_axis(colors), **up, "overlaying": "y", "side": "left", "anchor": "free",
            "position": 0, "shift": -(_NOTE if notes else 0),
            "ticktext": [literal(text) for text in ids],
            "tickfont": {"size": SMALL, "color": colors.ink},
        },
        "shapes": _window_lines(page, number, colors),
        "annotations": _window_names(page, colors),
    }  # fmt: skip


def _window_lines(page: SwimmerPage, number: int, colors: Theme) -> list[Part]:
    if not page.windows:
        return []
    path = vertical_lines([w.month for w in page.windows], number - 0.4, -_STRIP - 0.4)
    return [
        {
            "type": "path", "layer": "below", "path": path, "xref": "x", "yref": "y",
            "line": {"width": 1, "dash": "dot", "color": colors.soft},
        }
    ]  # fmt: skip


def _window_names(page: SwimmerPage, colors: Theme) -> list[Part]:
    """Returns the names of the visits on two heights: on a phone neighbors would touch."""
    return [
        {
            "text": literal(window.name), "showarrow": False, "x": window.month, "xref": "x",
            "y": short(-_STRIP + 0.55 * (at % 2)), "yref": "y", "yanchor": "middle",
            "xanchor": "left", "xshift": 2, "font": {"size": LABEL, "color": colors.soft},
        }
        for at, window in enumerate(page.windows)
    ]  # fmt: skip
