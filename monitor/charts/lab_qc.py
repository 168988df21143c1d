"""Chart 11 (screens.md 2.11): one lab over time: depth, share under-screened, stained controls."""

from collections.abc import Sequence
from math import log10
from typing import Any

from monitor.analysis.formats import counted, k_in_n, millions
from monitor.analysis.lab_qc import LabPeriod, LabQc, StainedControl
from monitor.charts.depth_axes import depth_text, depth_ticks
from monitor.charts.drawn import Drawn
from monitor.charts.layout import Row, Stack, stacked
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import (
    SMALL,
    Theme,
    quiet_axis,
    quiet_layout,
    theme,
    translucent,
)

Part = dict[str, Any]

_DEPTH, _SHARE, _CONTROLS, _GAP = 190, 150, 44, 26
_TOP, _BOTTOM, _LEFT, _RIGHT = 64, 34, 66, 14
_EMPTY_HEIGHT = 180
UNUSUAL = "#D55E00"
_MOST_SEAMS = 6
_FEW_CONTROLS = 30


def lab_qc_figure(data: LabQc, dark: bool) -> Drawn:
    """Returns the chart; where no sampling has a count and a depth, a notice that says so."""
    colors = theme(dark)
    if not data.periods:
        hidden = {"visible": False, "fixedrange": True}
        text = "No marrow sampling of this lab has both a count and the number of cells screened"
        layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
        said = {"annotations": [notice(text, colors, 0.5)]}
        return Drawn([], quiet_layout(colors) | layout | said)
    rows = [Row("yaxis", _DEPTH), Row("yaxis2", _SHARE, _GAP), Row("yaxis3", _CONTROLS, _GAP)]
    stack = stacked(rows)
    traces = [
        *_ribbon(data.periods, colors),
        _medians(data.periods, colors),
        *_limits(data.periods, colors),
        _shares(data.periods, colors, unusual=False),
        *([_shares(data.periods, colors, unusual=True)] if _unusual(data) else []),
        _stained(data.stained, colors) if data.stained else _none_stained(data, colors),
    ]
    return Drawn(traces, _layout(data, colors, stack))


def lab_qc_sentence(data: LabQc) -> str:
    """Returns the text alternative: how deep, how often too shallow, when out of the ordinary."""
    name = data.lab or "No lab named"
    if not data.periods:
        return f"{name}: no marrow sampling with both a count and the number of cells screened."
    medians = [p.median for p in data.periods]
    text = (
        f"{name}, by {data.period}: median depth {millions(round(min(medians)))} to "
        f"{millions(round(max(medians)))} M (a negative needs {millions(data.minimum)} M); "
        f"{data.shallow:,} of {counted(data.counted, 'sampling')} under-screened "
        f"({100 * data.share:.1f} %)"
    )
    unusual = [p.name for p in data.periods if p.is_unusual]
    if unusual:
        text += f", out of the ordinary in {', '.join(unusual[:6])}"
        text += " and others" if len(unusual) > 6 else ""
    else:
        text += ", in no period out of the ordinary"
    return f"{text}. {len(data.stained):,} of {counted(data.controls, 'negative control')} stained."


def _unusual(data: LabQc) -> bool:
    return any(p.is_unusual for p in data.periods)


def _days(periods: Sequence[LabPeriod]) -> list[str]:
    return [p.first.isoformat() for p in periods]


def _ribbon(periods: Sequence[LabPeriod], colors: Theme) -> list[Part]:
    edge = {"type": "scatter", "mode": "lines", "x": _days(periods), "hoverinfo": "skip"}
    line = {"line": {"width": 0}, "showlegend": False}
    fill = translucent(colors.blue, 0.18)
    return [
        {**edge, **line, "name": "lower quartile", "y": [short(p.lower_quartile) for p in periods]},
        {
            **edge, "name": "Middle half", "y": [short(p.upper_quartile) for p in periods],
            "line": {"width": 0}, "fill": "tonexty", "fillcolor": fill,
        },
    ]  # fmt: skip


def _medians(periods: Sequence[LabPeriod], colors: Theme) -> Part:
    return {
        "type": "scatter",
        "name": "Median depth",
        "mode": "lines+markers",
        "x": _days(periods),
        "y": [short(p.median) for p in periods],
        "line": {"color": colors.blue, "width": 1.8},
        "marker": {"symbol": "circle", "size": 5, "color": colors.blue},
        "hovertext": [
            hover_text(
                [
                    p.name,
                    f"Median {millions(round(p.median))} M MNC screened, middle half "
                    f"{millions(round(p.lower_quartile))}–{millions(round(p.upper_quartile))} M",
                    counted(p.counted, "sampling"),
                ]
            )
            for p in periods
        ],
        "hoverinfo": "text",
        "customdata": [[p.name] for p in periods],
        "unselected": {"marker": {"opacity": 1}},
    }


def _limits(periods: Sequence[LabPeriod], colors: Theme) -> list[Part]:
    """Returns the band within which the share of this lab's under-screened is ordinary."""
    band = {
        "type": "scatter", "mode": "lines", "x": _days(periods), "yaxis": "y2",
        "hoverinfo": "skip", "line": {"width": 0, "shape": "hvh"},
    }  # fmt: skip
    low = [short(100 * p.low / p.counted) for p in periods]
    high = [short(100 * p.high / p.counted) for p in periods]
    return [
        {**band, "name": "lower limit", "y": low, "showlegend": False},
        {**band, "name": "Ordinary for this lab (3 σ, exact)", "y": high, "fill": "tonexty",
         "fillcolor": translucent(colors.gray, 0.2)},
    ]  # fmt: skip


def _shares(periods: Sequence[LabPeriod], colors: Theme, *, unusual: bool) -> Part:
    shown = [p for p in periods if p.is_unusual is unusual]
    symbol, color = ("diamond", UNUSUAL) if unusual else ("diamond-open", colors.gray)
    return {
        "type": "scatter",
        "name": "Out of the ordinary" if unusual else "Under-screened, %",
        "mode": "markers",
        "x": _days(shown),
        "y": [short(100 * p.shallow / p.counted) for p in shown],
        "yaxis": "y2",
        "marker": {
            "symbol": symbol, "size": 10 if unusual else 8, "color": color,
            "line": {"width": 1.5, "color": color},
        },
        "hovertext": [
            hover_text(
                [
                    p.name,
                    f"{p.shallow:,} of {counted(p.counted, 'sampling')} under-screened "
                    f"({100 * p.shallow / p.counted:.0f} %)",
                    f"Ordinary for this lab: {p.low:,} to {p.high:,}",
                ]
            )
            for p in shown
        ],
        "hoverinfo": "text",
        "customdata": [[p.name] for p in shown],
        "unselected": {"marker": {"opacity": 1}},
        "cliponaxis": False,
    }  # fmt: skip


def _stained(found: Sequence[StainedControl], colors: Theme) -> Part:
    ink = colors.strong if len(found) <= _FEW_CONTROLS else translucent(colors.strong, 0.55)
    return {
        "type": "scatter",
        "name": f"Stained negative control ({len(found):,})",
        "mode": "markers",
        "x": [one.collected_on.isoformat() for one in found],
        "y": [0] * len(found),
        "yaxis": "y3",
        "marker": {
            "symbol": "triangle-up-open", "size": 10 if len(found) <= _FEW_CONTROLS else 7,
            "color": ink, "line": {"width": 1.3, "color": ink},
        },
        "hovertext": [hover_text(_control_lines(one)) for one in found],
        "hoverinfo": "text",
        "customdata": [[one.link] for one in found],
        "unselected": {"marker": {"opacity": 1}},
        "cliponaxis": False,
    }  # fmt: skip


def _none_stained(data: LabQc, colors: Theme) -> Part:
    """Returns the words that stand where stained controls would."""
    text = f"none of {data.controls:,} stained" if data.controls else "no control is reported"
    periods = data.periods
    return {
        "type": "scatter",
        "name": "controls",
        "mode": "text",
        "x": [periods[len(periods) // 2].first.isoformat()],
        "y": [0],
        "yaxis": "y3",
        "text": [text],
        "textfont": {"size": SMALL, "color": colors.soft},
        "unselected": {"textfont": {"color": colors.soft}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _control_lines(one: StainedControl) -> list[str]:
    return [
        f"{one.patient_id} · {one.collected_on}",
        f"Negative control: {counted(one.k, 'stained cell')} in "
        + (f"{one.n:,}" if one.n else "a number not given"),
        f"The assay itself: {k_in_n(one.assay_k, one.assay_n)}",
    ]


def _layout(data: LabQc, colors: Theme, stack: Stack) -> Part:
    quiet = {"zeroline": False, "fixedrange": True}
    low, high = _depths(data)
    ticks = depth_ticks(low, high)
    top = max(100 * max(p.shallow, p.high) / p.counted for p in data.periods)
    return {
        **quiet_layout(colors),
        "height": round(stack.height + _TOP + _BOTTOM),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "legend": {
            "orientation": "h", "font": {"size": SMALL},
            "xref": "container", "x": 0, "xanchor": "left",
            "yref": "container", "y": 1, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        "xaxis": quiet_axis(colors) | quiet | {"type": "date", "anchor": "y3"},
        "yaxis": quiet_axis(colors, "MNC screened") | quiet | {
            "domain": stack.domains["yaxis"], "type": "log", "range": [log10(low), log10(high)],
            "tickmode": "array", "tickvals": list(ticks),
            "ticktext": [depth_text(n) for n in ticks],
        },
        "yaxis2": quiet_axis(colors, "Under-screened") | quiet | {
            "domain": stack.domains["yaxis2"], "range": [-3, min(max(1.1 * top, 10), 106)],
            "ticksuffix": " %", "nticks": 5,
        },
        "yaxis3": quiet | {
            "domain": stack.domains["yaxis3"], "range": [-1, 1], "showgrid": False,
            "tickmode": "array", "tickvals": [0], "ticktext": ["Controls"],
            "tickfont": {"size": SMALL, "color": colors.soft},
        },
        "shapes": _lines(data, colors),
        "annotations": _names(data, colors, low),
    }  # fmt: skip


def _depths(data: LabQc) -> tuple[float, float]:
    ends = [p.lower_quartile for p in data.periods] + [p.upper_quartile for p in data.periods]
    return min([*ends, data.minimum]) / 1.4, max([*ends, data.minimum]) * 1.4


def _lines(data: LabQc, colors: Theme) -> list[Part]:
    """Returns the minimum depth of a negative, and a seam where a further series began."""
    return [
        {
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": data.minimum,
            "y1": data.minimum, "layer": "below",
            "line": {"width": 1.5, "dash": "dash", "color": colors.soft},
        },
        *(
            {
                "type": "line", "x0": seam.on.isoformat(), "x1": seam.on.isoformat(),
                "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
                "line": {"width": 1, "dash": "dashdot", "color": colors.rule},
            }
            for seam in data.seams[:_MOST_SEAMS]
        ),
    ]  # fmt: skip


def _names(data: LabQc, colors: Theme, low: float) -> list[Part]:
    """Returns the names of the minimum and of the first seams; the rest stands in the table."""
    small = {"showarrow": False, "font": {"size": SMALL, "color": colors.soft}}
    return [
        {
            **small, "text": literal(f"minimum {depth_text(data.minimum)}"),
            "xref": "paper", "x": 0, "xanchor": "left", "xshift": 3,
            "y": log10(data.minimum), "yanchor": "top",
        },
        *(
            {
                **small, "text": literal(seam.series.split(" · ")[0]),
                "x": seam.on.isoformat(), "xanchor": "left", "xshift": 3,
                "y": log10(low), "yanchor": "bottom", "textangle": -90,
            }
            for seam in data.seams[:_MOST_SEAMS]
        ),
    ]  # fmt: skip
