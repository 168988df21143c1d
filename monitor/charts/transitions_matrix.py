"""Chart 6b: the matrix of two visits, its diagonal outlined, what is no pair of results in gray."""

from typing import Any

from monitor.analysis.formats import counted
from monitor.analysis.transitions import NODES, GroupTransitions, Node, TransitionData
from monitor.analysis.transitions_members import passage_name
from monitor.charts.drawn import Drawn
from monitor.charts.targets import unseen_targets
from monitor.charts.texts import hover_text, literal
from monitor.charts.theme import SMALL, Theme, mixed, quiet_axis, quiet_layout, theme

Part = dict[str, Any]

_CELL, _TOP, _LEFT, _BOTTOM = 44, 92, 108, 12
_EVALUABLE = (Node.DETECTED, Node.NOT_DETECTED)


def matrix_figure(group: GroupTransitions, data: TransitionData, dark: bool) -> Drawn:
    """Returns the matrix of one group: first visit down, second visit across."""
    colors = theme(dark)
    rows = [n for n in NODES if n in _EVALUABLE or group.between.leaving(n)]
    columns = [n for n in NODES if n in _EVALUABLE or group.between.reaching(n)]
    traces = [_cells(group, rows, columns, colors), _targets(group, data, rows, columns)]
    return Drawn(traces, _layout(group, data, rows, columns, colors))


def matrix_sentence(group: GroupTransitions, data: TransitionData) -> str:
    """Returns the text alternative: every cell that anybody is in."""
    name = f"{group.name}, " if len(data.groups) > 1 else ""
    cells = [
        f"{one.value.lower()} to {two.value.lower()} {_count(group, one, two):,}"
        for one in NODES
        for two in NODES
        if _count(group, one, two)
    ]
    return f"{name}{data.first} to {data.second}: {'; '.join(cells) or 'nobody'}."


def _count(group: GroupTransitions, one: Node, two: Node) -> int:
    return group.between.counts[NODES.index(one)][NODES.index(two)]


def _cells(group: GroupTransitions, rows: list[Node], columns: list[Node], colors: Theme) -> Part:
    numbers = [[_count(group, one, two) for two in columns] for one in rows]
    most = max((max(row) for row in numbers), default=0) or 1
    # Pairs of results count by the left half of the scale, all else by the gray right half.
    shades = [[_shade(_count(group, one, two) / most, one, two) for two in columns] for one in rows]
    return {
        "type": "heatmap",
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "z": shades,
        "zmin": -1,
        "zmax": 1,
        "colorscale": [
            [0, mixed(colors.gray, 0.45, colors.page)],
            [0.5, colors.page],
            [1, mixed(colors.blue, 0.55, colors.page)],
        ],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "text": [[f"{number:,}" if number else "·" for number in row] for row in numbers],
        "texttemplate": "%{text}",
        "textfont": {"size": 13, "color": colors.ink},
        "hoverinfo": "skip",
    }


def _targets(
    group: GroupTransitions, data: TransitionData, rows: list[Node], columns: list[Node]
) -> Part:
    """Returns what is hovered and clicked in every cell: a heatmap's cells cannot be clicked."""
    cells = [(x, y, one, two) for y, one in enumerate(rows) for x, two in enumerate(columns)]
    marks = [
        [passage_name(group.name, (data.first, one), (data.second, two))]
        for _, _, one, two in cells
    ]
    targets = unseen_targets("patients", [c[0] for c in cells], [c[1] for c in cells], _CELL, marks)
    return targets | {
        "hovertext": [hover_text(_lines(group, data, one, two)) for _, _, one, two in cells],
        "hoverinfo": "text",
    }


def _shade(share: float, one: Node, two: Node) -> float:
    return share if one in _EVALUABLE and two in _EVALUABLE else -share


def _lines(group: GroupTransitions, data: TransitionData, one: Node, two: Node) -> list[str]:
    number, of = _count(group, one, two), group.between.leaving(one)
    named = group.between.named[NODES.index(one)][NODES.index(two)]
    more = number - len(named)
    share = f" of {of:,} ({100 * number / of:.0f} %)" if of else ""
    return [
        f"{one.value} at {data.first}, {two.value.lower()} at {data.second}",
        f"{counted(number, 'patient')}{share}",
        ", ".join(named) + (f" and {more:,} more" if more else ""),
    ]


def _layout(
    group: GroupTransitions, data: TransitionData, rows: list[Node], columns: list[Node],
    colors: Theme,
) -> Part:  # fmt: skip
    plain = {
        "fixedrange": True, "showgrid": False, "zeroline": False, "tickmode": "array", "ticks": "",
    }  # fmt: skip
    name = {
        "text": literal(group.name), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0,
        "xanchor": "right", "xshift": -8, "y": 1, "yanchor": "bottom", "yshift": 8,
        "font": {"size": SMALL + 1, "color": colors.ink},
    }  # fmt: skip
    return {
        **quiet_layout(colors),
        "height": len(rows) * _CELL + _TOP + _BOTTOM,
        "margin": {"l": _LEFT, "r": 44, "t": _TOP, "b": _BOTTOM},
        "xaxis": {
            **quiet_axis(colors, literal(data.second)), **plain, "side": "top", "tickangle": -35,
            "tickvals": list(range(len(columns))), "ticktext": [node.value for node in columns],
            "range": [-0.5, len(columns) - 0.5], "tickfont": {"size": SMALL},
        },
        "yaxis": {
            **quiet_axis(colors, literal(data.first)), **plain, "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))), "ticktext": [node.value for node in rows],
            "tickfont": {"size": SMALL},
        },
        "annotations": [name] if len(data.groups) > 1 else [],
        "shapes": [
            {
                "type": "rect", "layer": "above", "fillcolor": "rgba(0,0,0,0)",
                "line": {"width": 1.6, "color": colors.ink},
                "x0": columns.index(node) - 0.47, "x1": columns.index(node) + 0.47,
                "y0": rows.index(node) - 0.47, "y1": rows.index(node) + 0.47,
            }
            for node in NODES
            if node in rows and node in columns
        ],
    }  # fmt: skip
