"""Up to four patients one below the other, on the same axes (screens.md 2.1, Compare)."""

from typing import Any

from monitor.analysis.comparison import Comparison
from monitor.analysis.timeline import TimelineData
from monitor.charts.drawn import Drawn
from monitor.charts.lane_labels import lane_labels
from monitor.charts.layout import Row, Stack, stacked
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal
from monitor.charts.theme import LABEL, LANE_COLORS, Theme, mixed, quiet_axis, quiet_layout, theme
from monitor.charts.timeline import timeline_sentence
from monitor.charts.timeline_axes import counts_axis, time_axis
from monitor.charts.timeline_counts import counts_traces, point_label_sides
from monitor.charts.timeline_hover import therapy_lines
from monitor.charts.timeline_lanes import single_days

Part = dict[str, Any]

_TITLE, _COUNTS, _LANE, _GAP = 22, 190, 12, 6
_TOP, _BOTTOM, _LEFT = 34, 52, 76
_LEAST_WIDTH, _MOST_LABELS = 246, 14


def comparison_figure(data: Comparison, dark: bool) -> Drawn:
    """Returns one figure with a panel for each course: its counts above thin therapy lanes."""
    colors = theme(dark)
    if not data.panels:
        return _empty_figure(data, colors)
    stack = stacked([row for at, panel in enumerate(data.panels) for row in _rows(at, panel)])
    traces = [t for at, panel in enumerate(data.panels) for t in _traces(at, panel, colors)]
    return Drawn(_with_one_legend(traces), _layout(data, colors, stack))


def comparison_sentence(data: Comparison) -> str:
    """Returns the text alternative: what each panel shows."""
    return " ".join(timeline_sentence(panel) for panel in data.panels) or "Nothing to compare."


def _empty_figure(data: Comparison, colors: Theme) -> Drawn:
    hidden = {"visible": False, "fixedrange": True}
    text = notice(" ".join(data.notes), colors, 0.5)
    layout = quiet_layout(colors) | {"height": 140, "xaxis": hidden, "yaxis": hidden}
    return Drawn([], layout | {"annotations": [text]})


def _names(at: int) -> tuple[str, str]:
    """Returns the axes of a panel, of its counts and of its lanes: "y" and "y2", "y3" and "y4" …"""
    return ("y" if at == 0 else f"y{2 * at + 1}"), f"y{2 * at + 2}"


def _layout_name(axis: str) -> str:
    return f"yaxis{axis[1:]}"


def _rows(at: int, panel: TimelineData) -> list[Row]:
    counts, lanes = map(_layout_name, _names(at))
    return [
        Row(f"title{at}", _TITLE),
        Row(counts, _COUNTS),
        Row(lanes, max(len(panel.lanes.lanes), 1) * _LANE, _GAP),
    ]


def _traces(at: int, panel: TimelineData, colors: Theme) -> list[Part]:
    counts, lanes = _names(at)
    sides = point_label_sides(panel, _MOST_LABELS, (_LEAST_WIDTH,), _COUNTS)
    drawn = [t for t in counts_traces(panel, colors, sides) if t["x"]]
    frame = {"type": "scatter", "name": "frame", "mode": "lines", "x": [0], "y": [None],
             "hoverinfo": "skip", "showlegend": False}  # fmt: skip
    of_lanes = [t for t in (_lane_bars(panel, colors), single_days(panel, colors)) if t["x"]]
    return [
        *({**t, "yaxis": counts} for t in drawn or [frame]),
        *({**t, "yaxis": lanes} for t in of_lanes or [frame]),
    ]


def _lane_bars(panel: TimelineData, colors: Theme) -> Part:
    bars = panel.lanes.bars
    return {
        "type": "bar",
        "name": "therapy",
        "orientation": "h",
        "base": [b.start for b in bars],
        "x": [b.length for b in bars],
        "y": [b.lane for b in bars],
        "width": 0.8,
        "marker": {
            "color": [mixed(LANE_COLORS[b.event.therapy_type], 0.75, colors.page) for b in bars],
            "line": {"width": 0},
        },
        "hovertext": [
            hover_text(therapy_lines(b.event, b.end, b.last, panel.data_cut)) for b in bars
        ],
        "hoverinfo": "text",
        "showlegend": False,
    }


def _with_one_legend(traces: list[Part]) -> list[Part]:
    """Returns the traces, each name in the legend once."""
    every = {t["name"] for t in traces if t.get("showlegend", True)}
    entries = set(every)
    found = []
    for trace in traces:
        name = trace["name"]
        # One whisker may mean what is the second half of another's meaning.
        is_told = any(e != name and e.lower().endswith(f"; {name.lower()}") for e in every)
        shows = name in entries and not is_told
        entries.discard(name)
        found.append(trace if shows else {**trace, "showlegend": False})
    return found


def _layout(data: Comparison, colors: Theme, stack: Stack) -> Part:
    last = len(data.panels) - 1
    time = time_axis(data.panels[0].time, colors) | {"anchor": _names(last)[1]}
    axes = {"xaxis": time}
    for at, panel in enumerate(data.panels):
        counts, lanes = map(_layout_name, _names(at))
        axes[counts] = counts_axis(panel, colors) | {"domain": stack.domains[counts]}
        axes[lanes] = _lanes_axis(panel, colors) | {"domain": stack.domains[lanes]}
    return {
        **quiet_layout(colors),
        "height": round(stack.height + _TOP + _BOTTOM),
        "margin": {"l": _LEFT, "r": 14, "t": _TOP, "b": _BOTTOM},
        "barmode": "overlay",
        "clickmode": "event+select",
        "dragmode": "zoom",
        "legend": {
            "orientation": "h", "font": {"size": 12},
            "xref": "container", "x": 0, "xanchor": "left",
            "yref": "container", "y": 1, "yanchor": "top",
            "itemclick": False, "itemdoubleclick": False,
        },
        **axes,
        "shapes": [s for at, panel in enumerate(data.panels) for s in _shapes(at, panel, colors)],
        "annotations": [
            _title(at, panel, colors, stack) for at, panel in enumerate(data.panels)
        ],
    }  # fmt: skip


def _lanes_axis(panel: TimelineData, colors: Theme) -> Part:
    names = lane_labels(panel.lanes, narrow=True)
    return {
        **quiet_axis(colors),
        "fixedrange": True,
        "range": [max(len(names), 1) - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "tickfont": {"size": LABEL - 1, "color": colors.soft},
        "zeroline": False,
        "showgrid": False,
    }


def _shapes(at: int, panel: TimelineData, colors: Theme) -> list[Part]:
    """Returns the ND lane and the day of the anchor."""
    counts, _ = _names(at)
    rates = panel.rates
    anchor = {
        "type": "line", "layer": "below",
        "line": {"width": 1.2, "dash": "dash", "color": colors.soft},
        "x0": 0, "x1": 0, "yref": f"{counts} domain", "y0": 0, "y1": 1,
    }  # fmt: skip
    if rates.lane_top is None:
        return [anchor]
    lane = {
        "type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": colors.shade,
        "xref": "paper", "x0": 0, "x1": 1, "yref": counts, "y0": rates.bottom, "y1": rates.lane_top,
    }  # fmt: skip
    return [lane, anchor]


def _title(at: int, panel: TimelineData, colors: Theme, stack: Stack) -> Part:
    return {
        "text": f"<b>{literal(panel.patient_id)}</b>", "showarrow": False,
        "xref": "paper", "x": 0, "xanchor": "left",
        "yref": "paper", "y": stack.bottom(f"title{at}"), "yanchor": "bottom",
        "font": {"size": 13, "color": colors.ink},
    }  # fmt: skip
