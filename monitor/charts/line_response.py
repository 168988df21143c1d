"""Chart 5b (screens.md 2.5b): each patient before and after a therapy, sorted by change."""

from collections.abc import Iterable
from math import log10
from typing import Any

from monitor.analysis.formats import counted, fewer_than, k_in_n, rate_text, sentence_case
from monitor.analysis.line_response import (
    Count,
    LinePage,
    PairLine,
    ResponseSummary,
    ratio_words,
)
from monitor.charts.drawn import Drawn
from monitor.charts.response_parts import (
    VERMILLION,
    WITHIN,
    empty_figure,
    percent,
    top_legend,
)
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import Theme, quiet_axis, quiet_layout, theme

Part = dict[str, Any]

_HEIGHT = 400
_TOP, _BOTTOM, _LEFT, _RIGHT = 62, 84, 56, 10
_APART = 0.24  # how far the two samplings lie from the middle of a patient's slot
_ZERO = "not detected: level excluded, 95 %"
_FEWEST = 5  # slots, so that one patient does not fill the chart


def line_response_figure(page: LinePage, dark: bool) -> Drawn:
    """Returns the small multiples: a slot for each patient, both counts on one axis of rates."""
    colors = theme(dark)
    if not page.lines:
        return empty_figure(f"No patient has a sampling before and after: {page.label}", colors)
    traces = [
        *_connectors(page, colors),
        _detected(page, colors),
        _zeros(page, colors),
    ]
    return Drawn(traces, _layout(page, colors))


def line_response_sentence(page: LinePage, found: ResponseSummary) -> str:
    """Returns the text alternative: how many changed, and how far the greatest fall went."""
    text = summary_sentence(page.label, found)
    if page.lines:
        first = page.lines[0]
        text += f" Shown first: {first.patient_id}, {ratio_words(first)}."
    return text


def summary_sentence(label: str, found: ResponseSummary) -> str:
    """Returns the line that sums up a therapy: pairs, demonstrable changes, cleared of positive."""
    if not found.pairs:
        return f"{label}: no patient has an evaluable sampling before and after."
    parts = [
        f"{label}: {counted(found.pairs, 'patient')} with a sampling before and after",
        f"{found.lower:,} demonstrably lower",
        f"{found.higher:,} demonstrably higher",
    ]
    if found.no_cells:
        parts.append(f"{found.no_cells:,} without a cell in either")
    return f"{'; '.join(parts)}. {cleared_words(found)}"


def cleared_words(found: ResponseSummary) -> str:
    """Returns "31 of 62 positive before had no cell after (50 %, 95 % exact 37–63 %)."; where the
    threshold is 2, "fewer than 2 cells".
    """
    if not found.positive:
        return "None was positive before."
    share = found.cleared / found.positive
    limits = f"{percent(found.cleared_lower, False)}–{percent(found.cleared_upper)}"
    return (
        f"{found.cleared:,} of {found.positive:,} positive before had "
        f"{fewer_than(found.threshold)} after "
        f"({percent(share)}, 95 % exact {limits})."
    )


def _connectors(page: LinePage, colors: Theme) -> list[Part]:
    """Returns a line for each patient: strong where the change is demonstrable, else pale."""
    kinds = (
        ("demonstrably lower", colors.blue, "solid", 2.6, _is_lower),
        ("demonstrably higher", VERMILLION, "solid", 2.6, _is_higher),
        (WITHIN, colors.connector, "dot", 1.4, _is_within),
    )
    found = []
    for name, color, dash, width, belongs in kinds:
        chosen = [(at, one) for at, one in enumerate(page.lines) if belongs(one)]
        if not chosen:
            continue
        ys = [(_y(one.before, page), _y(one.after, page)) for _, one in chosen]
        found.append(
            {
                "type": "scatter", "mode": "lines", "name": f"{name} ({len(chosen)})",
                "x": [x for at, _ in chosen for x in (at - _APART, at + _APART, None)],
                "y": [y for pair in ys for y in (*pair, None)],
                "line": {"color": color, "width": width, "dash": dash},
                "hoverinfo": "skip",
            }
        )  # fmt: skip
    return found


def _is_lower(line: PairLine) -> bool:
    return line.demonstrable and (line.ratio or 0.0) < 1


def _is_higher(line: PairLine) -> bool:
    return line.demonstrable and not _is_lower(line)


def _is_within(line: PairLine) -> bool:
    return not line.demonstrable


def _detected(page: LinePage, colors: Theme) -> Part:
    spots = [spot for spot in _spots(page) if spot[2].k > 0]
    floor = page.rates.lane_top or 0.0
    return {
        **_points(spots, page),
        "name": "detected, exact 95 % interval",
        "marker": {"symbol": "circle", "size": 9, "color": colors.blue},
        "error_y": {
            "type": "data", "symmetric": False, "color": colors.blue, "thickness": 1.1, "width": 3,
            "array": [short(min(c.upper, page.rates.top) - c.rate) for _, _, c in spots],
            "arrayminus": [short(c.rate - max(c.lower, floor)) for _, _, c in spots],
        },
    }  # fmt: skip


def _zeros(page: LinePage, colors: Theme) -> Part:
    spots = [spot for spot in _spots(page) if spot[2].k == 0]
    tops = [min(c.excluded or c.upper, page.rates.top) for _, _, c in spots]
    return {
        **_points(spots, page),
        "name": _ZERO,
        "marker": {
            "symbol": "triangle-down-open", "size": 10,
            "color": colors.blue, "line": {"width": 2, "color": colors.blue},
        },
        "error_y": {
            "type": "data", "symmetric": False, "color": colors.blue, "thickness": 1.1, "width": 3,
            "array": [short(top - page.rates.zero) for top in tops],
            "arrayminus": [0] * len(spots),
        },
    }  # fmt: skip


def _spots(page: LinePage) -> Iterable[tuple[float, PairLine, Count]]:
    for at, line in enumerate(page.lines):
        yield at - _APART, line, line.before
        yield at + _APART, line, line.after


def _points(spots: list[tuple[float, PairLine, Count]], page: LinePage) -> Part:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [short(x) for x, _, _ in spots],
        "y": [_y(count, page) for _, _, count in spots],
        "customdata": [[line.link] for _, line, _ in spots],
        "hovertext": [hover_text(_hover(line, count)) for _, line, count in spots],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _hover(line: PairLine, count: Count) -> list[str]:
    level = count.excluded
    return [
        f"{line.patient_id} · {count.day}",
        f"{counted(count.k, 'tumor cell')} in {k_in_n(count.k, count.n).split('/')[1]} MNC",
        f"{rate_text(count.rate)} per 10⁶ (95 % exact {rate_text(count.lower)}–"
        f"{rate_text(count.upper)})",
        f"A level above {rate_text(level)} per 10⁶ is excluded (95 %, one-sided)" if level else "",
        f"{line.label}: {ratio_words(line)}",
        sentence_case("demonstrable" if line.demonstrable else "compatible with chance"),
        line.series,
    ]


def _y(count: Count, page: LinePage) -> float:
    return short(page.rates.place(count.rate))


def _layout(page: LinePage, colors: Theme) -> Part:
    rates, slots = page.rates, len(page.lines)
    shown = max(slots, _FEWEST)
    return {
        **quiet_layout(colors),
        "height": _HEIGHT,
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "clickmode": "event+select",
        "showlegend": True,
        "legend": top_legend(),
        "xaxis": {
            **quiet_axis(colors), "fixedrange": True, "zeroline": False, "showgrid": False,
            "range": [-0.5, shown - 0.5], "tickmode": "array", "tickvals": list(range(slots)),
            "ticktext": [literal(line.patient_id) for line in page.lines], "tickangle": -60,
        },
        "yaxis": {
            **quiet_axis(colors, rates.title), "type": "log", "fixedrange": True, "zeroline": False,
            "range": [log10(rates.bottom), log10(rates.top) + 0.08], "tickmode": "array",
            "tickvals": [short(value) for value in rates.tick_values],
            "ticktext": list(rates.tick_texts),
        },
        "shapes": [*_lane(page, colors), _seams(slots, colors)],
    }  # fmt: skip


def _lane(page: LinePage, colors: Theme) -> list[Part]:
    rates = page.rates
    top = short(rates.lane_top or rates.bottom)
    across = {"layer": "below", "xref": "paper", "x0": 0, "x1": 1, "yref": "y"}
    return [
        {
            **across, "type": "rect", "line": {"width": 0}, "fillcolor": colors.shade,
            "y0": short(rates.bottom), "y1": top,
        },
        {
            **across, "type": "line", "line": {"width": 1, "color": colors.rule},
            "y0": top, "y1": top,
        },
    ]  # fmt: skip


def _seams(slots: int, colors: Theme) -> Part:
    """Returns the thin lines between patients, as one shape."""
    path = "".join(f"M{at + 0.5:g},0L{at + 0.5:g},1" for at in range(slots)) or "M0,0L0,0"
    return {
        "type": "path", "layer": "below", "path": path, "xref": "x", "yref": "paper",
        "line": {"width": 1, "color": colors.grid},
    }  # fmt: skip
