"""Chart 8 (screens.md 2.8): the change of each patient as a bar, a zero as what it excludes."""

from typing import Any

from monitor.analysis.formats import counted, fewer_than
from monitor.analysis.line_response import ratio_words
from monitor.analysis.waterfall import HIGHEST, LOWEST, Bar, WaterfallData
from monitor.charts.drawn import Drawn
from monitor.charts.response_parts import VERMILLION, empty_figure, top_legend
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import LABEL, Theme, mixed, quiet_axis, quiet_layout, theme, translucent

Part = dict[str, Any]

_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 500, 66, 74, 58, 12
_FEWEST_SLOTS, _MOST_NAMES, _MOST_TEXTS = 8, 36, 14
_STRIP, _FLOOR = 2.3, -3.35  # where relapses stand, and where the arrows of zeros end
_TICKS = (-3, -2, -1, 0, 1, 2)
_TICK_TEXTS = ("÷1000", "÷100", "÷10", "1", "×10", "×100")
_PALE = 0.3
_LONGEST_ARM = 24
# Outlines of arms, by their order: light enough to be told from the bars, and by dash too.
_ARMS = ("#1F2328", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#8E6BBF")
_ARMS_DARK = ("#E6E8EA", *_ARMS[1:])

NOBODY = "No patient had a cell at the baseline and an evaluable sampling after"


def waterfall_figure(data: WaterfallData, dark: bool) -> Drawn:
    """Returns one page of the waterfall; a notice where nobody has a bar."""
    colors = theme(dark)
    if not data.bars:
        return empty_figure(NOBODY, colors)
    arms = dict(zip(data.arms, _ARMS_DARK if dark else _ARMS, strict=False))
    kinds = [
        ("demonstrably lower", True, _is_fall, colors.blue),
        ("demonstrably higher", True, _is_rise, VERMILLION),
        ("lower, within chance", False, _is_fall, colors.blue),
        ("higher, within chance", False, _is_rise, VERMILLION),
    ]
    bars = [_bars(data, *kind, colors, arms) for kind in kinds]
    traces = [trace for trace in bars if trace["x"]]
    traces += [_extensions(data, colors), _arrows(data, colors), _relapses(data, colors)]
    traces += [_arm_key(name, color) for name, color in arms.items()] if len(arms) > 1 else []
    return Drawn(traces, _layout(data, colors))


def waterfall_sentence(data: WaterfallData) -> str:
    """Returns the text alternative: who fell, who rose, who cleared, and who has no bar."""
    if not data.total:
        text = f"{data.label}: nobody had a cell at the baseline and an evaluable sampling after."
    else:
        text = (
            f"{data.label}: {counted(data.total, 'patient')} with cells at the baseline; "
            f"{data.lower:,} demonstrably lower, {data.higher:,} demonstrably higher, "
            f"{data.cleared:,} with {fewer_than(data.rules.threshold)} at the later sampling."
        )
    if not data.listed:
        return text
    return f"{text} {counted(len(data.listed), 'patient')} without a bar, listed with the reason."


def _is_fall(bar: Bar) -> bool:
    return bar.is_zero or (bar.line.ratio or 0.0) <= 1


def _is_rise(bar: Bar) -> bool:
    return not _is_fall(bar)


def _bars(
    data: WaterfallData, name: str, is_real: bool, belongs: Any, color: str, colors: Theme,
    arms: dict[str, str],
) -> Part:  # fmt: skip
    chosen = [
        (at, bar)
        for at, bar in enumerate(data.bars)
        if bar.line.demonstrable is is_real and belongs(bar)
    ]
    outlined = len(arms) > 1
    width = 1.6 if len(data.bars) <= _MOST_NAMES else 1
    edges = [arms.get(bar.arm, colors.rule) if outlined else color for _, bar in chosen]
    return {
        "type": "bar", "name": f"{name} ({len(chosen)})",
        "x": [at for at, _ in chosen], "y": [short(bar.end) for _, bar in chosen],
        "marker": {
            "color": color if is_real else mixed(color, _PALE, colors.page),
            "line": {"width": width if outlined else 0, "color": edges},
        },
        "customdata": [[bar.line.link] for _, bar in chosen],
        "hovertext": ["" if bar.is_zero and not bar.end else _box(bar) for _, bar in chosen],
        "hoverinfo": "text",
    }  # fmt: skip


def _box(bar: Bar) -> str:
    line = bar.line
    looks = f"; lowest of {line.looks} samplings, p × {line.looks}" if line.looks > 1 else ""
    return hover_text(_lines(bar, looks))


def _lines(bar: Bar, looks: str) -> list[str]:
    line = bar.line
    return [
        f"{line.patient_id}{f' · {bar.arm}' if bar.arm else ''}",
        ratio_words(line),
        f"{line.before.day} → {line.after.day}",
        ("demonstrable" if line.demonstrable else "compatible with chance") + looks,
        "not detected: the bar ends at what is excluded" if bar.is_zero else "",
        "distant metastasis recorded" if bar.relapsed else "",
    ]


def _extensions(data: WaterfallData, colors: Theme) -> Part:
    """Returns the dotted lines of zeros, from what is excluded downwards."""
    zeros = [(at, bar) for at, bar in enumerate(data.bars) if bar.is_zero]
    # Beside each other on a phone, so many dotted lines would be darker than the bars.
    is_few = len(zeros) <= _MOST_NAMES
    line = (
        {"width": 1.2, "dash": "dot", "color": colors.soft}
        if is_few
        else {"width": 1, "color": translucent(colors.gray, 0.3)}
    )
    return {
        "type": "scatter", "mode": "lines", "showlegend": False, "name": "zeros",
        "x": [x for at, _ in zeros for x in (at, at, None)],
        "y": [y for _, bar in zeros for y in (short(bar.end), _FLOOR, None)],
        "line": line, "hoverinfo": "skip",
    }  # fmt: skip


def _arrows(data: WaterfallData, colors: Theme) -> Part:
    zeros = [(at, bar) for at, bar in enumerate(data.bars) if bar.is_zero]
    has_room = len(data.bars) <= _MOST_TEXTS
    return {
        "type": "scatter", "mode": "markers+text" if has_room else "markers",
        "name": f"ND: no cell found ({len(zeros)})", "showlegend": bool(zeros),
        "x": [at for at, _ in zeros], "y": [_FLOOR] * len(zeros),
        **({"text": ["ND"] * len(zeros), "textposition": "bottom center"} if has_room else {}),
        "textfont": {"size": LABEL - 1, "color": colors.soft},
        "marker": {"symbol": "triangle-down", "size": 7, "color": colors.soft, "opacity": 1},
        "customdata": [[bar.line.link] for _, bar in zeros],
        "hovertext": [_box(bar) for _, bar in zeros], "hoverinfo": "text",
        "cliponaxis": False,
    }  # fmt: skip


def _relapses(data: WaterfallData, colors: Theme) -> Part:
    spots = [at for at, bar in enumerate(data.bars) if bar.relapsed]
    return {
        "type": "scatter", "mode": "markers", "name": f"distant metastasis ({len(spots)})",
        "showlegend": bool(spots), "x": spots, "y": [_STRIP] * len(spots),
        "marker": {"symbol": "star", "size": 9, "color": colors.strong, "opacity": 1},
        "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip


def _arm_key(name: str, color: str) -> Part:
    """Returns the legend's entry for an outline; it has no place in the plot."""
    return {
        "type": "scatter", "mode": "markers", "name": f"outline: {literal(_cut(name))}",
        "x": [None], "y": [None], "hoverinfo": "skip",
        "marker": {"symbol": "square-open", "size": 11, "color": color, "line": {"width": 2}},
    }  # fmt: skip


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_ARM else f"{name[: _LONGEST_ARM - 1]}…"


def _layout(data: WaterfallData, colors: Theme) -> Part:
    slots = len(data.bars)
    is_named = slots <= _MOST_NAMES
    ranks = f"{data.first + 1:,}–{data.first + slots:,} of {data.total:,}"
    title = "" if is_named and data.pages == 1 else f"Patients {ranks}, the greatest fall first"
    names = [literal(bar.line.patient_id) for bar in data.bars]
    return {
        **quiet_layout(colors),
        "height": _HEIGHT,
        "showlegend": True,
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM if is_named else 44},
        "bargap": 0.2,
        "barmode": "overlay",
        "clickmode": "event+select",
        "legend": top_legend(),
        "xaxis": {
            **quiet_axis(colors, title), "fixedrange": True, "zeroline": False, "showgrid": False,
            "range": [-0.7, max(slots, _FEWEST_SLOTS) - 0.3], "tickmode": "array",
            "tickvals": list(range(slots)) if is_named else [],
            "ticktext": names if is_named else [], "tickangle": -90, "tickfont": {
                "size": LABEL - 1, "color": colors.soft,
            },
        },
        "yaxis": {
            **quiet_axis(colors, "Rate against the baseline"), "fixedrange": True,
            "range": [LOWEST - 0.7, HIGHEST + 0.5], "zeroline": True,
            "zerolinecolor": colors.rule, "zerolinewidth": 1.2, "tickmode": "array",
            "tickvals": list(_TICKS), "ticktext": list(_TICK_TEXTS),
        },
    }  # fmt: skip
