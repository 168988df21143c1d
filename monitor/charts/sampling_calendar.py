"""Chart 10 (screens.md 2.10): patients by planned visits, the most overdue on top."""

from collections.abc import Sequence
from typing import Any

from monitor.analysis.calendar_page import CalendarCell, CalendarPage, CalendarRow
from monitor.analysis.formats import counted, minus, sentence_case
from monitor.analysis.sampling_calendar import CELL_NAMES, Cell
from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal
from monitor.charts.theme import LABEL, SMALL, Theme, mixed, quiet_axis, quiet_layout, theme

Part = dict[str, Any]

_ROW, _TOP, _BOTTOM, _RIGHT = 20, 44, 14, 12
_EMPTY_HEIGHT = 180
_BARS = 0.86  # where the column of shares begins
_ENTRY = 18
_LONGEST = 14
_REACH = 70  # pixels: the middle of a cell is hovered from its edges


def calendar_figure(page: CalendarPage, dark: bool) -> Drawn:
    """Returns the chart; without visit windows or patients a notice that says what is missing."""
    colors = theme(dark)
    if not page.visits or not page.rows:
        missing = "No visit windows are set: see Settings" if not page.visits else "No patient"
        hidden = {"visible": False, "fixedrange": True}
        layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
        said = {"annotations": [notice(missing, colors, 0.5)]}
        return Drawn([], quiet_layout(colors) | layout | said)
    traces = [
        _cells(page, colors),
        _targets(page),
        _shares(page, colors),
        *_legend(page, colors),
    ]
    return Drawn(traces, _layout(page, colors))


def calendar_sentence(page: CalendarPage) -> str:
    """Returns the text alternative: who is due, and what became of the visits."""
    if not page.visits:
        return "No visit windows are set."
    kinds = ", ".join(f"{CELL_NAMES[cell]} {number:,}" for cell, number in page.counts)
    return (
        f"Sampling calendar of {counted(page.patients, 'patient')} as of {page.as_of}: "
        f"{page.due:,} due, of them {page.late:,} overdue. Visits: {kinds}."
    )


def _colors(colors: Theme) -> dict[Cell, str]:
    page = colors.page
    return {
        Cell.ADEQUATE: mixed("#0072B2", 0.45, page),
        Cell.UNDER_SCREENED: mixed("#6E7781", 0.45, page),
        Cell.NOT_EVALUABLE: mixed("#6E7781", 0.7, page),
        Cell.OFF_WINDOW: mixed("#56B4E9", 0.3, page),
        Cell.MISSING: mixed("#D55E00", 0.55, page),
        Cell.DUE: mixed("#E69F00", 0.65, page),
        Cell.NOT_YET_DUE: mixed(colors.ink, 0.04, page),
        Cell.OFF_STUDY: mixed(colors.ink, 0.14, page),
        Cell.NO_DAY: page,
    }


def _cells(page: CalendarPage, colors: Theme) -> Part:
    shades = _colors(colors)
    last = len(Cell)
    scale = [[place / last, shades[cell]] for cell in Cell for place in (int(cell), int(cell) + 1)]
    return {
        "type": "heatmap",
        "name": "visits",
        "x": list(range(len(page.visits))),
        "y": list(range(len(page.rows))),
        "z": [[int(cell.kind) for cell in row.cells] for row in page.rows],
        "zmin": -0.5,
        "zmax": last - 0.5,
        "colorscale": scale,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "text": [[cell.text for cell in row.cells] for row in page.rows],
        "texttemplate": "%{text}",
        "textfont": {"size": LABEL, "color": colors.ink},
        "hoverinfo": "skip",
    }


def _targets(page: CalendarPage) -> Part:
    """Returns a point nobody sees in every cell: a heatmap's cells cannot be clicked."""
    cells = [
        (at, row, visit, x, cell)
        for at, row in enumerate(page.rows)
        for x, (visit, cell) in enumerate(zip(page.visits, row.cells, strict=True))
    ]
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "name": "patients",
        "mode": "markers",
        "x": [x for _, _, _, x, _ in cells],
        "y": [at for at, *_ in cells],
        "marker": {"symbol": "square", "size": _ROW - 2, "opacity": 0},
        "selected": unseen,
        "unselected": unseen,
        "customdata": [[row.link] for _, row, *_ in cells],
        "hovertext": [
            hover_text(_hover_lines(row, visit, cell)) for _, row, visit, _, cell in cells
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _hover_lines(row: CalendarRow, visit: str, cell: CalendarCell) -> list[str]:
    return [
        f"{row.patient_id} · {visit}",
        sentence_case(CELL_NAMES[cell.kind]),
        minus(f"{cell.days_off:+d}") + " days from the planned day"
        if cell.days_off is not None
        else "",
        f"{cell.depth:,} MNC screened" if cell.depth else "",
        _overdue(row),
    ]


def _overdue(row: CalendarRow) -> str:
    if row.overdue is None:
        return ""
    if row.overdue > 0:
        return f"Overdue by {counted(row.overdue, 'day')}"
    return f"Due; the window closes in {counted(-row.overdue, 'day')}"


def _shares(page: CalendarPage, colors: Theme) -> Part:
    """Returns how complete each patient is, as a bar with its number; a click opens the patient."""
    texts = ["" if row.complete is None else f"{100 * row.complete:.0f} %" for row in page.rows]
    return {
        "type": "bar",
        "name": "complete",
        "orientation": "h",
        "xaxis": "x2",
        "x": [100 * (row.complete or 0) for row in page.rows],
        "y": list(range(len(page.rows))),
        "width": 0.62,
        "marker": {"color": mixed(colors.ink, 0.22, colors.page), "line": {"width": 0}},
        "text": texts,
        "textposition": "inside",
        "insidetextanchor": "start",
        "textfont": {"size": LABEL, "color": colors.ink},
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": [[row.link] for row in page.rows],
        "hovertext": [
            hover_text([row.patient_id, f"{text or 'none'} of closed windows sampled in time"])
            for row, text in zip(page.rows, texts, strict=True)
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _legend(page: CalendarPage, colors: Theme) -> list[Part]:
    """Returns an entry for each kind of visit that occurs: a heatmap has none of its own."""
    shades = _colors(colors)
    return [
        {
            "type": "scatter", "mode": "markers", "x": [None], "y": [None],
            "name": f"{_short_name(cell)} ({number:,})",
            "marker": {
                "symbol": "square", "size": 11, "color": shades[cell],
                "line": {"width": 1, "color": colors.rule},
            },
            "hoverinfo": "skip",
        }
        for cell, number in page.counts
    ]  # fmt: skip


def _short_name(cell: Cell) -> str:
    """Returns a name that leaves room for a second one beside it on a phone."""
    return sentence_case(CELL_NAMES[cell].removeprefix("in window, ").partition(",")[0])


def _left(names: Sequence[str]) -> int:
    """Returns the room that the longest name takes: a phone has none to give away."""
    return 22 + 6 * min(_LONGEST, max(map(len, names)))


def _layout(page: CalendarPage, colors: Theme) -> Part:
    rows = len(page.rows)
    bottom = _BOTTOM + _ENTRY * len(page.counts)  # below one another on a phone
    quiet = {"fixedrange": True, "zeroline": False, "showgrid": False}
    names = [row.patient_id for row in page.rows]
    return {
        **quiet_layout(colors),
        "uniformtext": {"mode": False},
        "hoverdistance": _REACH,
        "height": _ROW * rows + _TOP + bottom,
        "margin": {"l": _left(names), "r": _RIGHT, "t": _TOP, "b": bottom},
        "legend": {
            "orientation": "h", "font": {"size": SMALL},
            # Held to the container on one side only, it would push the cells to the right.
            "xref": "paper", "x": 0, "xanchor": "left",
            "yref": "paper", "y": 0, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": quiet_axis(colors) | quiet | {
            "domain": [0, _BARS - 0.02], "side": "top", "range": [-0.5, len(page.visits) - 0.5],
            "tickmode": "array", "tickvals": list(range(len(page.visits))),
            "ticktext": [literal(visit) for visit in page.visits],
        },
        "xaxis2": quiet_axis(colors) | quiet | {
            "domain": [_BARS, 1], "side": "top", "range": [0, 100],
            "tickmode": "array", "tickvals": [50], "ticktext": ["complete"],
            "tickfont": {"size": LABEL, "color": colors.soft},
        },
        "yaxis": quiet | {
            "range": [rows - 0.5, -0.5], "tickmode": "array", "tickvals": list(range(rows)),
            "ticktext": [
                literal(n if len(n) <= _LONGEST else f"{n[: _LONGEST - 1]}…") for n in names
            ],
            "tickfont": {"size": SMALL, "color": colors.ink},
        },
    }  # fmt: skip
