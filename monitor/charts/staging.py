"""Marrow status at baseline by stage, grade and receptors: shares with their exact intervals."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from monitor.analysis.formats import counted
from monitor.analysis.staging_table import StageRow, StageTable
from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import SMALL, Theme, quiet_axis, quiet_layout, theme

Part = dict[str, Any]

_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 23, 30, 44, 128, 58
_EMPTY_HEIGHT = 180
_LOW, _HIGH = -6, 106  # k/n begins there, clear of a mark at 100 %


def staging_figure(table: StageTable, dark: bool) -> Drawn:
    """Returns the chart; where nobody is evaluable, a notice that says so."""
    colors = theme(dark)
    if not table.total.evaluable:
        hidden = {"visible": False, "fixedrange": True}
        text = "No patient has an evaluable marrow sampling before systemic therapy"
        layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
        said = {"annotations": [notice(text, colors, 0.5)]}
        return Drawn([], quiet_layout(colors) | layout | said)
    places = _places(table)
    given = [(row, y) for row, y in places if row.level and row.evaluable]
    blank = [(row, y) for row, y in places if not row.level and row.evaluable]
    traces = [
        _shares(given, "Detected among evaluable", "square", colors.blue),
        *([_shares(blank, "Level not given", "square-open", colors.gray)] if blank else []),
        _counts(places, colors),
    ]
    return Drawn(traces, _layout(table, places, colors))


def staging_sentence(table: StageTable) -> str:
    """Returns the text alternative: how many of how many, and the factors that tell them apart."""
    total = table.total
    if not total.evaluable:
        return "No patient has an evaluable marrow sampling before systemic therapy."
    text = (
        f"Tumor cells detected at baseline in {total.detected:,} of {total.evaluable:,} evaluable "
        f"patients ({_percent(total)}); not known in {total.not_known:,}"
    )
    text += f", distant metastasis in {total.metastatic:,}." if total.metastatic else "."
    differing = [
        f"{factor.name} (p = {factor.p_value:.2g}, {factor.test_name})"
        for factor in table.factors
        if factor.p_value is not None and factor.p_value < 0.05
    ]
    tested = sum(factor.p_value is not None for factor in table.factors)
    if differing:
        text += f" The share differs by {', '.join(differing)}; {counted(tested, 'factor')} tested."
    elif tested:
        text += f" No difference beyond chance (p < 0.05) by {counted(tested, 'factor')} tested."
    return text


def _places(table: StageTable) -> list[tuple[StageRow, float]]:
    """Returns each row with its height, the total on top, a free line before every factor."""
    found = [(table.total, 0.0)]
    y = -0.6
    for factor in table.factors:
        y -= 1.0
        for row in factor.rows:
            y -= 1.0
            found.append((row, round(y, 2)))
        y -= 0.4
    return found


def _shares(rows: Sequence[tuple[StageRow, float]], name: str, symbol: str, color: str) -> Part:
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": [short(100 * row.share) for row, _ in rows],
        "y": [y for _, y in rows],
        "error_x": {
            "type": "data", "symmetric": False,
            "array": [short(100 * (row.upper - row.share)) for row, _ in rows],
            "arrayminus": [short(100 * (row.share - row.lower)) for row, _ in rows],
            "color": color, "thickness": 1.3, "width": 4,
        },
        "marker": {
            "symbol": symbol, "size": 9, "color": color, "line": {"width": 1.5, "color": color},
        },
        "unselected": {"marker": {"opacity": 0.5}},
        "customdata": [[row.name] for row, _ in rows],
        "hovertext": [hover_text(_hover_lines(row)) for row, _ in rows],
        "hoverinfo": "text",
        "cliponaxis": False,
        "showlegend": False,
    }  # fmt: skip


def _hover_lines(row: StageRow) -> list[str]:
    return [
        row.name if row.factor != row.level else row.factor,
        f"{row.detected:,} of {row.evaluable:,} evaluable: {_percent(row)}",
        f"Not known in {row.not_known:,}" if row.not_known else "",
        f"Distant metastasis in {row.metastatic:,}" if row.metastatic else "",
    ]


def _percent(row: StageRow) -> str:
    share, lower, upper = (100 * value for value in (row.share, row.lower, row.upper))
    return f"{share:.1f} %, 95 % exact {lower:.1f}–{upper:.1f}"


def _counts(places: Sequence[tuple[StageRow, float]], colors: Theme) -> Part:
    """Returns k/n of every row as a column on the right."""
    return {
        "type": "scatter",
        "name": "detected of evaluable",
        "mode": "text",
        "x": [_HIGH] * len(places),
        "y": [y for _, y in places],
        "text": [f"{row.detected:,}/{row.evaluable:,}" for row, _ in places],
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": colors.soft},
        "unselected": {"textfont": {"color": colors.soft}},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _layout(table: StageTable, places: Sequence[tuple[StageRow, float]], colors: Theme) -> Part:
    bottom = places[-1][1] - 0.8
    heads = _heads(table, places)
    ticks = sorted(chain(((y, _label(row)) for row, y in places), heads))
    share = short(100 * table.total.share)
    return {
        **quiet_layout(colors),
        "height": round(_ROW * (0.8 - bottom) + _TOP + _BOTTOM),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "showlegend": False,
        "xaxis": quiet_axis(colors, "Tumor cells detected, % of evaluable patients")
        | {
            "range": [_LOW, _HIGH], "fixedrange": True, "zeroline": False, "dtick": 25,
            "tickangle": 0,
        },
        "yaxis": {
            "range": [bottom, 0.8], "fixedrange": True, "zeroline": False, "showgrid": False,
            "tickmode": "array", "tickvals": [y for y, _ in ticks],
            "ticktext": [text for _, text in ticks],
            "tickfont": {"size": SMALL, "color": colors.ink},
        },
        "shapes": [
            {
                "type": "line", "layer": "below", "x0": share, "x1": share, "yref": "paper",
                "y0": 0, "y1": 1, "line": {"width": 1, "dash": "dot", "color": colors.soft},
            }
        ],
    }  # fmt: skip


def _label(row: StageRow) -> str:
    return literal(row.level.capitalize() if row.level.islower() else row.level or "Not given")


def _heads(table: StageTable, places: Sequence[tuple[StageRow, float]]) -> list[tuple[float, str]]:
    """Returns the names of the factors, each one line above its first level."""
    first: dict[str, float] = {}
    for row, y in places[1:]:
        first.setdefault(row.factor, y)
    return [(first[f.name] + 1.0, f"<b>{literal(f.name)}</b>") for f in table.factors]
