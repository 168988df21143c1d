"""The table below the curves: at risk (censored) [events], a row for each group."""

from typing import Any

from monitor.analysis.outcome_steps import RiskRow, StepsData, risk_cell
from monitor.charts.survival_marks import group_color
from monitor.charts.texts import literal, short
from monitor.charts.theme import LABEL, SMALL, Theme

Part = dict[str, Any]

# Pixels: the group's name, and two lines of numbers below it.
ROW = 44
_WIDEST = 9  # letters that fit beside each other on a phone
HEADING = "At risk (censored before) [events before]"


def risk_table(data: StepsData, colors: Theme) -> list[Part]:
    """Returns the numbers of each group as a trace of text."""
    return [
        {
            "type": "scatter",
            "mode": "text",
            "name": f"at risk, {group.name}",
            "x": [short(time) for time in data.times],
            "y": [_height(number, data) - 0.18] * len(data.times),
            "xaxis": "x2",
            "yaxis": "y2",
            "text": [_cell(group.row, place, data) for place in range(len(data.times))],
            "textfont": {"size": LABEL, "color": group_color(group.style, colors)},
            "unselected": {"textfont": {"color": group_color(group.style, colors)}},
            "cliponaxis": False,
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for number, group in enumerate(data.groups)
    ]


def risk_axis(data: StepsData) -> Part:
    """Returns the axis of the rows."""
    rows = len(data.groups)
    span = [-0.5, rows - 0.5]
    return {"range": span, "visible": False, "fixedrange": True, "anchor": "x2"}


def risk_names(data: StepsData, colors: Theme) -> list[Part]:
    """Returns the heading of the table, and each group's name above its row."""
    base = {"showarrow": False, "xref": "paper", "x": 0, "xanchor": "left", "yanchor": "bottom"}
    heading = base | {
        "text": f"<b>{HEADING}</b>", "yref": "y2", "y": len(data.groups) - 0.5, "xshift": -40,
        "font": {"size": LABEL, "color": colors.soft},
    }  # fmt: skip
    names = [
        base | {
            "text": f"<b>{literal(group.name)}</b>", "yref": "y2", "xshift": -40,
            "y": _height(number, data) + 0.14,
            "font": {"size": SMALL, "color": group_color(group.style, colors)},
        }
        for number, group in enumerate(data.groups)
    ]  # fmt: skip
    return [heading, *names]


def _height(number: int, data: StepsData) -> float:
    return float(len(data.groups) - 1 - number)


def _cell(row: RiskRow, place: int, data: StepsData) -> str:
    """Returns a cell on one line where all fit, else on two."""
    widest = max(
        len(risk_cell(group.row, at)) for group in data.groups for at in range(len(data.times))
    )
    text = risk_cell(row, place)
    return text if widest <= _WIDEST else text.replace(" (", "<br>(", 1)
