"""The planner's curves: the chance to see a rate, and the depth that shows a fall."""

from math import ceil, log10
from typing import Any

from monitor.analysis.depth_plan import COUNTS_AFTER, Curve, DetectionPlan, FallPlan
from monitor.analysis.formats import counted, rate_text
from monitor.charts.depth_axes import depth_text, depth_ticks
from monitor.charts.drawn import Drawn
from monitor.charts.texts import short
from monitor.charts.theme import LABEL, Theme, quiet_axis, quiet_layout, theme
from monitor.stats.change import REALISTIC_DEPTH

Part = dict[str, Any]

_HEIGHT = 300
_DASHES = ("solid", "dash", "dot")


def detection_figure(plan: DetectionPlan, dark: bool) -> Drawn:
    """Returns the chance to see at least one cell over the depth, the chosen one marked."""
    colors = theme(dark)
    depths = [short(1e6 * x) for x in plan.curve.x]
    curve = {
        "type": "scatter", "mode": "lines", "name": f"{rate_text(plan.rate)} per 10⁶",
        "x": depths, "y": [short(100 * y) for y in plan.curve.y],
        "line": {"color": colors.blue, "width": 2, "simplify": False},
        "showlegend": False,
        "hovertemplate": "%{x:,.3s} cells screened: %{y:.0f} %<extra></extra>",
    }  # fmt: skip
    wanted = {
        **_mark(
            1e6 * plan.depth, 100 * plan.chance, depth_label(plan.depth), "bottom right", colors
        ),
        "name": "chosen",
    }
    ends = (depths[0], depths[-1])
    chance = quiet_axis(colors, "Chance to see a cell, %") | {
        "range": [0, 104], "tickvals": [0, 25, 50, 75, 100], "fixedrange": True, "zeroline": False,
    }  # fmt: skip
    layout = {
        **_layout(colors),
        "xaxis": _depths(ends, colors) | {"title": _title("Cells screened (N)", colors)},
        "yaxis": chance,
        "shapes": [_to(1e6 * plan.depth, 100 * plan.chance, ends[0], colors)],
    }
    return Drawn([curve, wanted], layout)


def detection_sentence(plan: DetectionPlan) -> str:
    """Returns the answer in words."""
    percent = f"{100 * plan.chance:.3g}"
    recovery = "" if plan.recovery == 1 else f" (recovery {plan.recovery:g})"
    text = (
        f"To see a level of {rate_text(plan.rate)} per 10⁶ with {percent} % chance, screen "
        f"{depth_label(plan.depth)} cells{recovery}."
    )
    return text if plan.is_realistic else f"{text} {_TOO_DEEP}"


def fall_figure(plan: FallPlan, dark: bool) -> Drawn:
    """Returns the depth that shows a fall over the cells before, the chosen count marked."""
    colors = theme(dark)
    traces = [
        _needed(f"{counted(after, 'cell')} after", curve, dash, colors)
        for after, curve, dash in zip(COUNTS_AFTER, plan.curves, _DASHES, strict=True)
    ]
    depth = plan.depths[0]
    traces.append(
        {
            **_mark(plan.k1, 1e6 * depth, depth_label(depth), "bottom left", colors),
            "showlegend": False,
        }
    )
    lowest = 1e6 * min(min(curve.y) for curve in plan.curves)
    highest = 1e6 * max(plan.curves[0].y[0], 1.2 * REALISTIC_DEPTH)
    layout = {
        **_layout(colors),
        "xaxis": quiet_axis(colors, f"Tumor cells before, in {depth_label(plan.n1)}")
        | _flat([0.3, plan.curves[0].x[-1] + 0.7]),
        "yaxis": _depths((lowest / 1.3, highest * 1.3), colors)
        | {"title": _title("Cells to screen (N)", colors)},
        "shapes": [_realistic(colors)],
        "annotations": [_realistic_name(colors)],
    }
    return Drawn(traces, layout)


def _needed(name: str, curve: Curve, dash: str, colors: Theme) -> Part:
    is_zero = dash == _DASHES[0]
    color, width = (colors.blue, 2.0) if is_zero else (colors.gray, 1.5)
    return {
        "type": "scatter", "mode": "lines+markers", "name": name,
        "x": list(curve.x), "y": [short(1e6 * y) for y in curve.y],
        "line": {"color": color, "width": width, "dash": dash}, "marker": {"size": 4},
        "hovertemplate": "from %{x} cells: screen %{y:,.3s}<extra>%{fullData.name}</extra>",
    }  # fmt: skip


def fall_sentence(plan: FallPlan) -> str:
    """Returns the answer in words."""
    before = f"{counted(plan.k1, 'cell')} in {depth_label(plan.n1)}"
    if not plan.is_realistic:
        return (
            f"From {before} no realistic depth can show a fall: a zero would need "
            f"{depth_label(plan.depths[0])} cells. At equal depth it takes {plan.fewest} cells "
            "before."
        )
    return (
        f"To show a fall from {before} with no cell found, screen {depth_label(plan.depths[0])}; "
        f"with one cell found, {depth_label(plan.depths[1])}."
    )


_TOO_DEEP = f"No marrow gives more than about {REALISTIC_DEPTH:g} M: no realistic depth shows it."


def depth_label(depth: float) -> str:
    """Returns a depth in 10⁶ as text, rounded up so that it is never too little: "6.0 M"."""
    decimals = 0 if depth >= 10 else 1 if depth >= 0.1 else 3
    step = 10.0**-decimals
    # A depth that is a round number but for the last binary digit stays that number.
    return f"{ceil(round(depth / step, 6)) * step:,.{decimals}f} M"


def _mark(x: float, y: float, label: str, side: str, colors: Theme) -> Part:
    return {
        "type": "scatter", "mode": "markers+text", "x": [short(x)], "y": [short(y)],
        "marker": {"symbol": "circle", "size": 11, "color": colors.strong},
        "text": [f"<b>{label}</b>"], "textposition": side,
        "textfont": {"size": LABEL + 2, "color": colors.ink},
        "cliponaxis": False, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _depths(ends: tuple[float, float], colors: Theme) -> Part:
    ticks = depth_ticks(*ends)
    return {
        **quiet_axis(colors), "type": "log", "range": [log10(end) for end in ends],
        "tickmode": "array", "tickvals": list(ticks), "ticktext": [depth_text(n) for n in ticks],
        "tickangle": 0, "zeroline": False, "fixedrange": True,
        "ticks": "outside", "ticklen": 5, "tickcolor": colors.grid,
    }  # fmt: skip


def _flat(ends: list[float]) -> Part:
    return {"fixedrange": True, "zeroline": False, "range": ends}


def _title(text: str, colors: Theme) -> Part:
    return quiet_axis(colors, text)["title"]  # type: ignore[no-any-return]


def _to(x: float, y: float, left: float, colors: Theme) -> Part:
    """Returns the line from both axes to the chosen point."""
    return {
        "type": "path", "layer": "below", "path": f"M{left:g},{y:g}L{x:g},{y:g}L{x:g},0",
        "line": {"width": 1, "dash": "dot", "color": colors.rule},
    }  # fmt: skip


def _realistic(colors: Theme) -> Part:
    return {
        "type": "line", "layer": "below", "xref": "paper", "x0": 0, "x1": 1,
        "y0": 1e6 * REALISTIC_DEPTH, "y1": 1e6 * REALISTIC_DEPTH,
        "line": {"width": 1.5, "dash": "dash", "color": colors.soft},
    }  # fmt: skip


def _realistic_name(colors: Theme) -> Part:
    return {
        "text": f"no marrow gives more than {REALISTIC_DEPTH:g} M", "showarrow": False,
        "xref": "paper", "x": 1, "xanchor": "right",
        "y": log10(1e6 * REALISTIC_DEPTH), "yanchor": "bottom",
        "font": {"size": LABEL, "color": colors.soft},
    }  # fmt: skip


def _layout(colors: Theme) -> Part:
    return {
        **quiet_layout(colors),
        "height": _HEIGHT,
        "margin": {"l": 62, "r": 16, "t": 34, "b": 48},
        "dragmode": False,
        "legend": {
            "orientation": "h", "font": {"size": 12}, "xref": "container", "x": 0,
            "xanchor": "left", "yref": "container", "y": 1, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
    }  # fmt: skip
