"""Time to clearance by group: bands, since only the interval between two samplings is known."""

from typing import Any

from monitor.analysis.clearance_times import GroupTimes, TimesData, time_mark
from monitor.analysis.formats import counted
from monitor.charts.drawn import Drawn
from monitor.charts.response_parts import empty_figure, share_ticks, top_legend
from monitor.charts.targets import unseen_targets
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import Theme, quiet_axis, quiet_layout, theme, translucent

Part = dict[str, Any]

_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 330, 48, 48, 58, 16
_REACH = 10  # pixels around a step that a click may miss it by
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_COLORS = ("#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#8E6BBF")
NOBODY = "Nobody positive at the baseline was sampled again"


def clearance_times_figure(data: TimesData, dark: bool) -> Drawn:
    """Returns for each group the band between the least and the greatest share cleared by then."""
    colors = theme(dark)
    groups = [(number, group) for number, group in enumerate(data.groups) if group.patients]
    if not groups:
        return empty_figure(NOBODY, colors)
    inks = (colors.blue, *_COLORS)
    traces = [
        trace
        for at, (_, group) in enumerate(groups)
        for trace in _band(group, data.months, inks[at % len(inks)], _DASHES[at % len(_DASHES)])
    ]
    traces += [_targets(number, group, data.months) for number, group in groups]
    return Drawn(traces, _layout(data, colors))


def clearance_times_sentence(data: TimesData) -> str:
    """Returns the text alternative: how many cleared, and between which months half of them."""
    if not data.patients:
        return f"{NOBODY}."
    kind = "sustained clearance" if data.is_sustained else "a first sampling without cells"
    parts = [_group_words(group, kind) for group in data.groups]
    return " ".join(parts)


def _group_words(group: GroupTimes, kind: str) -> str:
    found = f"{group.name}: {group.changed:,} of {counted(group.patients, 'positive')} with {kind}"
    if group.median is None:
        return f"{found}; half not reached."
    low, high = (f"{month:.1f}" for month in group.median)
    when = f"by month {high}" if low == high else f"between month {low} and {high}"
    return f"{found}; half of them {when}."


def _band(group: GroupTimes, months: float, color: str, dash: str) -> list[Part]:
    """Returns the two edges of what the samplings leave open, and what lies between them."""
    steps = group.steps(months)
    xs = list(map(short, steps.months))
    late, early = list(map(short, steps.at_least)), list(map(short, steps.at_most))
    name = literal(group.name)
    line = {"shape": "hv", "width": 1.8, "color": color, "dash": dash}
    return [
        {
            "type": "scatter", "mode": "lines", "x": xs, "y": late, "line": line,
            "name": f"{name}: {group.changed:,} of {group.patients:,} cleared",
            "legendgroup": name, "hoverinfo": "skip",
        },
        {
            "type": "scatter", "mode": "lines", "x": xs, "y": early, "line": line,
            "name": name, "showlegend": False, "legendgroup": name, "fill": "tonexty",
            "fillcolor": translucent(color, 0.16),
            "hoverinfo": "skip",
        },
    ]  # fmt: skip


def _targets(number: int, group: GroupTimes, months: float) -> Part:
    """Returns what is hovered and clicked at each step of both edges: a line cannot be clicked."""
    steps = group.steps(months)
    edges = (("at least", steps.at_least), ("at most", steps.at_most))
    found = [
        (month, share, f"by month {month:.1f}: {edge} {share:.0%} of {group.patients:,} cleared")
        for edge, shares in edges
        for month, share in zip(steps.months, shares, strict=True)
    ]
    xs, ys = [short(month) for month, _, _ in found], [short(share) for _, share, _ in found]
    marks = [[time_mark(number, month)] for month, _, _ in found]
    targets = unseen_targets(f"{literal(group.name)}, steps", xs, ys, _REACH, marks)
    said = [hover_text([group.name, text]) for _, _, text in found]
    return targets | {"hovertext": said, "hoverinfo": "text"}


def _layout(data: TimesData, colors: Theme) -> Part:
    step = next((s for s in (3, 6, 12, 24, 60) if data.months / s <= 10), 120)
    return {
        **quiet_layout(colors),
        "height": _HEIGHT,
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "showlegend": True,
        "legend": top_legend(),
        "xaxis": {
            **quiet_axis(colors, "Months since the baseline sampling"), "zeroline": False,
            "range": [-0.012 * data.months, data.months], "dtick": step, "fixedrange": True,
        },
        "yaxis": {
            **quiet_axis(colors, "Cleared by then"), "range": [-0.03, 1.02], "fixedrange": True,
            "zeroline": False, **share_ticks(),
        },
    }  # fmt: skip
