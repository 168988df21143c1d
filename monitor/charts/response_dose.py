"""Dose groups: how many were still detected, by the number of cells at first."""

from typing import Any

from monitor.analysis.formats import counted, minus
from monitor.analysis.response_dose import DoseData
from monitor.charts.drawn import Drawn
from monitor.charts.response_parts import empty_figure, share_ticks, top_legend
from monitor.charts.texts import hover_text, short
from monitor.charts.theme import LABEL, Theme, quiet_axis, quiet_layout, theme

Part = dict[str, Any]

_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 330, 48, 48, 58, 16


def dose_figure(data: DoseData, dark: bool) -> Drawn:
    """Returns a point for each dose with Wilson's interval, and what was to be expected beside."""
    colors = theme(dark)
    if not data.patients:
        return empty_figure("Nobody has two samplings to compare", colors)
    return Drawn([_expected(data, colors), _observed(data, colors)], _layout(data, colors))


def dose_sentence(data: DoseData) -> str:
    """Returns the text alternative: every dose and both trends."""
    if not data.patients:
        return "Nobody has two samplings to compare."
    parts = [
        f"{group.dose} {'cell' if group.dose == '1' else 'cells'}: {group.detected:,} of "
        f"{group.patients:,}"
        for group in data.groups
        if group.patients
    ]
    text = f"Detected at the second sampling, by cells at the first: {'; '.join(parts)}."
    for name, trend in (("0 to ≥ 3", data.trend), ("1 to ≥ 3", data.trend_of_positives)):
        if trend is not None:
            text += (
                f" Trend over {name}: {minus(f'{100 * trend.slope:+.0f}')} points a step, "
                f"χ² = {trend.chi_square:.2f}, p = {trend.p_value:.2g}."
            )
    return text


def _observed(data: DoseData, colors: Theme) -> Part:
    shown = [(at, group) for at, group in enumerate(data.groups) if group.patients]
    return {
        "type": "scatter", "mode": "markers+text", "name": "observed, 95 % Wilson interval",
        "x": [at - 0.08 for at, _ in shown], "y": [short(group.share) for _, group in shown],
        "text": [f"  {group.detected:,}/{group.patients:,}" for _, group in shown],
        "textposition": "middle left", "textfont": {"size": LABEL + 1, "color": colors.ink},
        "marker": {"symbol": "circle", "size": 11, "color": colors.blue},
        "error_y": {
            "type": "data", "symmetric": False, "thickness": 1.4, "width": 4,
            "color": colors.blue,
            "array": [short(group.upper - group.share) for _, group in shown],
            "arrayminus": [short(group.share - group.lower) for _, group in shown],
        },
        "hovertext": [
            hover_text(
                [
                    f"{group.dose} cells at first",
                    f"{group.detected:,} of {counted(group.patients, 'patient')} detected again",
                ]
            )
            for _, group in shown
        ],
        "customdata": [[group.dose] for _, group in shown],
        "unselected": {"marker": {"opacity": 1}},
        "hoverinfo": "text", "cliponaxis": False,
    }  # fmt: skip


def _expected(data: DoseData, colors: Theme) -> Part:
    shown = [(at, g.expected) for at, g in enumerate(data.groups) if g.expected is not None]
    return {
        "type": "scatter", "mode": "markers", "name": "expected if nothing changed",
        "showlegend": bool(shown), "x": [at + 0.08 for at, _ in shown],
        "y": [short(share) for _, share in shown],
        "marker": {
            "symbol": "diamond-open", "size": 11, "color": colors.soft, "line": {"width": 2},
        },
        "hovertemplate": "%{y:.0%} expected if nothing changed<extra></extra>",
    }  # fmt: skip


def _layout(data: DoseData, colors: Theme) -> Part:
    return {
        **quiet_layout(colors),
        "height": _HEIGHT,
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "showlegend": True,
        "legend": top_legend(),
        "xaxis": {
            **quiet_axis(colors, "Tumor cells at the first sampling"), "zeroline": False,
            "range": [-0.6, 3.5], "tickmode": "array", "tickvals": list(range(4)),
            "ticktext": [group.dose for group in data.groups], "fixedrange": True,
        },
        "yaxis": {
            **quiet_axis(colors, "Detected at the second"), "range": [-0.03, 1.05],
            "fixedrange": True, "zeroline": False, **share_ticks(),
        },
    }  # fmt: skip
