"""Beside chart 5b: the ladder of what each patient's change can be."""

from math import isinf, log10
from typing import Any

from monitor.analysis.formats import sentence_case
from monitor.analysis.line_response import LinePage, PairLine, ratio_text, ratio_words
from monitor.charts.drawn import Drawn
from monitor.charts.response_parts import WITHIN, empty_figure, top_legend
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import LABEL, Theme, mixed, quiet_axis, quiet_layout, theme

Part = dict[str, Any]

_ROW, _FEWEST_ROWS, _LEAST_HEIGHT = 26, 5, 400
_TOP, _BOTTOM, _LEFT, _RIGHT = 62, 46, 70, 112
_LOW, _HIGH = 0.01, 100.0
_EDGE = 0.0065  # where the axis begins: room for the mark of a zero


def line_ladder_figure(page: LinePage, dark: bool) -> Drawn:
    """Returns the ladder: a row for each patient, the ratio of rates with its exact interval."""
    colors = theme(dark)
    if not page.lines:
        return empty_figure("Nothing to compare", colors)
    traces = [
        _bars(page, colors, is_real=False),
        _bars(page, colors, is_real=True),
        _marks(page, colors),
        _words(page, colors),
    ]
    return Drawn(traces, _ladder_layout(page, colors))


def _bars(page: LinePage, colors: Theme, is_real: bool) -> Part:
    """Returns the intervals, cut at the edges of the axis, one None-separated trace."""
    xs: list[float | None] = []
    ys: list[int | None] = []
    for at, line in enumerate(page.lines):
        if line.lower is None or line.upper is None or line.demonstrable is not is_real:
            continue
        xs += [_edge(line.lower), _edge(line.upper), None]
        ys += [at, at, None]
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys,
        "name": "demonstrable" if is_real else WITHIN,
        "line": {"width": 3 if is_real else 1.6, "color": _ink(is_real, colors)},
        "hoverinfo": "skip", "showlegend": bool(xs),
    }  # fmt: skip


def _ink(is_real: bool, colors: Theme) -> str:
    return colors.blue if is_real else mixed(colors.gray, 0.75, colors.page)


def _marks(page: LinePage, colors: Theme) -> Part:
    shown = [(at, one) for at, one in enumerate(page.lines) if one.ratio is not None]
    inks = [_ink(one.demonstrable, colors) for _, one in shown]
    return {
        "type": "scatter", "mode": "markers", "showlegend": False, "name": "ratio",
        "x": [_edge(one.ratio or 0.0) for _, one in shown],
        "y": [at for at, _ in shown],
        "marker": {
            "symbol": [_symbol(one.ratio or 0.0) for _, one in shown],
            "size": 10, "color": inks, "opacity": 1,
        },
        "customdata": [[one.link] for _, one in shown],
        "hovertext": [hover_text(_ladder_hover(one)) for _, one in shown],
        "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _symbol(ratio: float) -> str:
    if ratio == 0:
        return "triangle-left"
    return "triangle-right" if isinf(ratio) else "diamond"


def _edge(ratio: float) -> float:
    return short(min(max(ratio, _LOW), _HIGH))


def _ladder_hover(line: PairLine) -> list[str]:
    looks = f"lowest of {line.looks} samplings: p × {line.looks}" if line.looks > 1 else ""
    return [
        f"{line.patient_id} · {line.label}",
        ratio_words(line),
        f"exact p = {line.p_value:.2g} (central {line.p_central:.2g})",
        looks,
        sentence_case("demonstrable" if line.demonstrable else "compatible with chance"),
    ]


def _words(page: LinePage, colors: Theme) -> Part:
    """Returns the ratio of each row in numbers, at the right."""
    return {
        "type": "scatter", "mode": "text", "showlegend": False, "hoverinfo": "skip",
        "name": "ratios in numbers", "x": [_HIGH] * len(page.lines),
        "y": list(range(len(page.lines))),
        "text": [f"  {_limits(line)}" for line in page.lines], "textposition": "middle right",
        "textfont": {"size": LABEL, "color": colors.soft}, "cliponaxis": False,
    }  # fmt: skip


def _limits(line: PairLine) -> str:
    if line.ratio is None or line.lower is None or line.upper is None:
        return "no cells in either"
    return f"{ratio_text(line.ratio)} ({ratio_text(line.lower)}–{ratio_text(line.upper)})"


def _ladder_layout(page: LinePage, colors: Theme) -> Part:
    rows = len(page.lines)
    shown = max(rows, _FEWEST_ROWS)
    ticks = (0.01, 0.1, 1.0, 10.0, 100.0)
    return {
        **quiet_layout(colors),
        "height": max(shown * _ROW + _TOP + _BOTTOM, _LEAST_HEIGHT if rows > 9 else 0),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "clickmode": "event+select",
        "showlegend": True,
        "legend": top_legend(),
        "xaxis": {
            **quiet_axis(colors, "Ratio of rates, after / before"), "type": "log",
            "range": [log10(_EDGE), log10(_HIGH)], "fixedrange": True, "zeroline": False,
            "tickmode": "array", "tickvals": list(ticks), "tickangle": 0,
            "ticktext": [f"{tick:g}" for tick in ticks],
        },
        "yaxis": {
            **quiet_axis(colors), "range": [shown - 0.5, -0.5], "fixedrange": True,
            "zeroline": False, "showgrid": False, "tickmode": "array",
            "tickvals": list(range(rows)),
            "ticktext": [literal(line.patient_id) for line in page.lines],
        },
        "shapes": [
            {
                "type": "line", "layer": "below", "line": {"width": 1.2, "color": colors.rule},
                "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1,
            }
        ],
    }  # fmt: skip
