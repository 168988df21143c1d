"""Axes and words that chart 5 and chart 4 share: months across, rates with their lanes up."""

from collections.abc import Sequence
from itertools import pairwise
from math import log10
from typing import Any

from monitor.analysis.cohort_courses import CourseLine, CoursePoint
from monitor.analysis.formats import counted, k_in_n, minus, rate_text, sentence_case
from monitor.analysis.rate_axis import RateAxis
from monitor.analysis.time_axis import Anchor
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import Theme, quiet_axis

Part = dict[str, Any]

SHORT_HOVER = "<b>%{customdata[1]} · %{customdata[2]}</b><br>%{customdata[3]}<extra></extra>"


def months_axis(first: float, last: float, colors: Theme, title: str = "") -> Part:
    """Returns the axis of months from an anchor."""
    return {
        **quiet_axis(colors, title),
        "range": [short(first), short(last)],
        "tick0": 0,
        "dtick": _step(last - first),
        "tickangle": 0,
        "zeroline": False,
        "fixedrange": True,
    }


def months_title(anchor: Anchor) -> str:
    """Returns the title of the axis: it names the anchor."""
    return f"Months from {anchor.value}"


def _step(span: float) -> int:
    if span <= 20:
        return 3
    if span <= 40:
        return 6
    return 12 if span <= 150 else 24 if span <= 300 else 60


def rates_axis(rates: RateAxis, colors: Theme, title: str = "") -> Part:
    """Returns the log axis of rates with the ND lane."""
    return {
        **quiet_axis(colors, title),
        "type": "log",
        "range": [short(log10(rates.bottom)), short(log10(rates.top))],
        "tickmode": "array",
        "tickvals": [short(value) for value in rates.tick_values],
        "ticktext": list(rates.tick_texts),
        "zeroline": False,
        "fixedrange": True,
    }


def lane_shapes(rates: RateAxis, colors: Theme, x: str = "paper", y: str = "y") -> list[Part]:
    """Returns the lane of zeros, the one without a rate, and the lines above them."""
    across = {"layer": "below", "xref": x, "x0": 0, "x1": 1, "yref": y}
    edges = [rates.bottom, rates.no_rate_top, rates.lane_top]
    known = [edge for edge in edges if edge is not None]
    found: list[Part] = []
    for low, high in pairwise(known):
        found.append(
            {**across, "type": "rect", "line": {"width": 0}, "fillcolor": colors.shade,
             "y0": short(low), "y1": short(high)}
        )  # fmt: skip
        found.append(
            {**across, "type": "line", "line": {"width": 1, "color": colors.rule},
             "y0": short(high), "y1": short(high)}
        )  # fmt: skip
    return found


def point_hover(line: CourseLine, point: CoursePoint, anchor: Anchor) -> str:
    """Returns what is said of a sampling on hover."""
    counts = f"{k_in_n(point.k, point.n)} MNC" if point.n is not None else ""
    cells = f"{counted(point.k, 'tumor cell')} · {counts}" if point.k is not None else counts
    return hover_text(
        [
            f"{line.patient_id} · {point.collected_on}",
            cells,
            _rate_line(point),
            f"{sentence_case(point.state)}{', after relapse' if point.after_relapse else ''}",
            minus(f"{point.month:.1f}") + f" months from {anchor.value}",
            f"Last call: {line.call}" if line.call else "",
            point.series,
        ]
    )


def point_hovers(
    found: Sequence[tuple[CourseLine, CoursePoint]], anchor: Anchor, is_short: bool
) -> Part:
    """Returns what a trace says on hover, and its links. In short: who, when, how many cells in how
    many, with what all points share written once, since it travels with every rerun.
    """
    if is_short:
        own = [
            [line.link, literal(line.patient_id), str(p.collected_on), k_in_n(p.k, p.n)]
            for line, p in found
        ]
        return {"customdata": own, "hovertemplate": SHORT_HOVER}
    return {
        "customdata": [[line.link] for line, _ in found],
        "hovertext": [point_hover(line, point, anchor) for line, point in found],
        "hoverinfo": "text",
    }


def _rate_line(point: CoursePoint) -> str:
    if point.rate is None:
        return ""
    if point.k == 0 and point.upper is not None:
        return f"A level above {rate_text(point.upper)} per 10⁶ is excluded (95 %, one-sided)"
    if point.lower is None or point.upper is None:
        return f"{rate_text(point.rate)} per 10⁶ as reported, no interval"
    limits = f"{rate_text(point.lower)}–{rate_text(point.upper)}"
    return f"{rate_text(point.rate)} per 10⁶ (95 % exact {limits})"


def evaluable_path(line: CourseLine) -> tuple[list[float], list[float]]:
    """Returns the samplings that a line may be drawn through: evaluable ones, before relapse."""
    usable = [p for p in line.points if p.state.value in ("detected", "not detected")]
    kept = [p for p in usable if not p.after_relapse]
    return [short(p.month) for p in kept], [short(p.y) for p in kept]


def whiskers(points: list[CoursePoint], rates: RateAxis) -> tuple[list[float], list[float]]:
    """Returns the whiskers up and down, cut where the axis ends and at the lane."""
    floor = rates.lane_top or 0.0
    up = [
        short(max(min(p.upper, rates.top) - p.y, 0.0)) if p.upper is not None else 0 for p in points
    ]
    down = [
        short(p.y - min(max(p.lower, floor), p.y)) if p.lower is not None and p.k else 0
        for p in points
    ]
    return up, down
