"""The axes of chart 2: depths below both rows, rates and counts beside them; areas and limits."""

from math import floor, log10
from typing import Any

from monitor.analysis.depth import DepthData
from monitor.charts.texts import literal, short
from monitor.charts.theme import SMALL, Theme, quiet_axis

Part = dict[str, Any]


def depth_axis(data: DepthData, colors: Theme) -> Part:
    """Returns the axis of cells screened, below both rows."""
    ticks = depth_ticks(data.low, data.high)
    return {
        **quiet_axis(colors, "Mononuclear cells screened (N)"),
        "type": "log",
        "range": [log10(data.low), log10(data.high)],
        "tickmode": "array",
        "tickvals": list(ticks),
        "ticktext": [depth_text(n) for n in ticks],
        "tickangle": 0,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": colors.rule,
        "anchor": "y",
        "zeroline": False,
        "fixedrange": True,
    }


def depth_ticks(low: float, high: float) -> tuple[float, ...]:
    """Returns depths with a label: 1, 2 and 5 of every decade, or 1 alone where there are many."""
    decades = range(floor(log10(low)), floor(log10(high)) + 1)
    steps = (1, 2, 5) if log10(high / low) <= 2.2 else (1, 3) if log10(high / low) <= 3.2 else (1,)
    return tuple(
        float(step * 10**decade)
        for decade in decades
        for step in steps
        if low <= step * 10**decade <= high
    )


def depth_text(n: float) -> str:
    """Returns a depth as short as an axis needs it: "200k", "1M"."""
    if n >= 1e6:
        return f"{n / 1e6:,.15g}M"
    return f"{n / 1e3:g}k" if n >= 1e3 else f"{n:g}"


def rate_axis(data: DepthData, colors: Theme) -> Part:
    """Returns the axis of rates, with the lane of zeros."""
    rates = data.rates
    return {
        **quiet_axis(colors, rates.title),
        "type": "log",
        "zeroline": False,
        "fixedrange": True,
        "range": [log10(rates.bottom), log10(rates.top)],
        "tickmode": "array",
        "tickvals": [short(value) for value in rates.tick_values],
        "ticktext": list(rates.tick_texts),
    }


def count_axis(data: DepthData, colors: Theme) -> Part:
    """Returns the axis of the histogram."""
    most = max((b.samplings for b in data.bins), default=1)
    return {
        **quiet_axis(colors, "Samplings"),
        "fixedrange": True,
        "zeroline": False,
        "range": [0, 1.12 * most],
        "tickmode": "array",
        "tickvals": [0, most],
        "ticktext": ["0", f"{most:,}"],
    }


def depth_shapes(data: DepthData, colors: Theme) -> list[Part]:
    """Returns the lane of zeros, the area too shallow for any lab, and every minimum depth."""
    rates = data.rates
    return [
        {
            "type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": colors.shade,
            "xref": "paper", "x0": 0, "x1": 1, "yref": "y",
            "y0": short(rates.bottom), "y1": short(rates.lane_top or rates.bottom),
        },
        {
            "type": "line", "layer": "below", "line": {"width": 1, "color": colors.rule},
            "xref": "paper", "x0": 0, "x1": 1, "yref": "y",
            "y0": short(rates.lane_top or rates.bottom), "y1": short(rates.lane_top or 0),
        },
        {
            "type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": colors.shade,
            "x0": short(data.low), "x1": data.depths[0], "yref": "paper", "y0": 0, "y1": 1,
        },
        *(
            {
                "type": "line", "layer": "below",
                "line": {"width": 1.5, "dash": "dash", "color": colors.soft},
                "x0": depth, "x1": depth, "yref": "paper", "y0": 0, "y1": 1,
            }
            for depth in data.depths
        ),
    ]  # fmt: skip


def minimum_name(data: DepthData, colors: Theme) -> Part:
    """Returns the name of the smallest minimum depth, left of its line."""
    depth = data.depths[0]
    return {
        "text": literal(f"minimum {depth_text(depth)}"),
        "showarrow": False,
        "x": log10(depth), "xanchor": "right", "xshift": -4,
        "yref": "paper", "y": 1, "yanchor": "top",
        "font": {"size": SMALL, "color": colors.soft},
    }  # fmt: skip
