"""Observed beside expected clearance: what would have been seen though nothing had changed?"""

from typing import Any

from monitor.analysis.expected_clearance import ClearanceData, GroupClearance, TwoGroups, Verdict
from monitor.analysis.formats import counted, fewer_than, minus
from monitor.charts.drawn import Drawn
from monitor.charts.response_parts import empty_figure, percent, share_ticks, top_legend
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import LABEL, Theme, mixed, quiet_axis, quiet_layout, theme
from monitor.stats.clearance import FEWEST_POSITIVES

Part = dict[str, Any]

_ROW, _TOP, _BOTTOM, _LEFT, _RIGHT = 66, 62, 46, 110, 24
_LONGEST_NAME = 16
_OBSERVED, _EXPECTED, _BRACKETS = -0.2, 0.06, 0.25  # down from the middle of a group's row

NOBODY = "No patient was positive before and sampled deeply enough after"


def expected_clearance_figure(data: ClearanceData, dark: bool) -> Drawn:
    """Returns a row for each group: the observed share, its expected range, and both brackets."""
    colors = theme(dark)
    if not data.has_positives:
        return empty_figure(NOBODY, colors)
    rows = list(enumerate(data.groups))
    traces = [_ranges(rows, colors), _brackets(rows, colors), _expected(rows, colors)]
    return Drawn([*traces, _observed(rows, colors)], _layout(data, colors))


def expected_clearance_sentence(data: ClearanceData) -> str:
    """Returns the text alternative: every group's numbers and what they say."""
    if not data.has_positives:
        return f"{data.span.label}: {NOBODY[:1].lower()}{NOBODY[1:]}."
    return " ".join(group_sentence(group, len(data.groups) > 1) for group in data.groups)


def group_sentence(group: GroupClearance, is_named: bool = True) -> str:
    """Returns "31 of 62 positives had no cell after; 23.3 (17–30) expected if nothing …"."""
    name = f"{group.name}{' (control)' if group.is_control else ''}: " if is_named else ""
    if not group.positive:
        return f"{name}no positive to follow."
    found = (
        f"{name}{group.observed:,} of {counted(group.positive, 'positive')} had "
        f"{fewer_than(group.threshold)} after"
    )
    exact = f"({percent(group.share)}, 95 % exact {percent(group.lower, False)}–"
    return f"{found} {exact}{percent(group.upper)}); {_expected_words(group)}"


def comparison_sentence(both: TwoGroups) -> str:
    """Returns how the second group differs from the first."""
    cleared = both.cleared
    text = f"{both.second} against {both.first}: "
    if cleared.difference != cleared.difference:
        text += "a group without positives has no share. "
    else:
        text += (
            f"difference of the shares cleared {_points(cleared.difference)} percentage points "
            f"({_points(cleared.lower)} to {_points(cleared.upper)}), Fisher's exact "
            f"p = {cleared.p_value:.2g}. "
        )
    ratio = both.counts
    if ratio is None:
        return text + "Fewer than 5 patients with cells in a group: no ratio of counts."
    return text + (
        f"Counts at the second sampling: ratio {ratio.ratio:.2g} ({ratio.lower:.2g}–"
        f"{ratio.upper:.2g}), p = {ratio.p_value:.2g} (Poisson regression with offset log N, "
        "robust variance)."
    )


def _points(share: float) -> str:
    return minus(f"{100 * share:+.0f}")


def _expected_words(group: GroupClearance) -> str:
    found = group.expectation
    brackets = (
        f"brackets {found.own_count:.1f} (each keeps its own count) to {found.common_mean:.1f} "
        "(all share one mean)"
    )
    if found.expected is None or found.lower is None or found.upper is None:
        return (
            f"{brackets}; fewer than {FEWEST_POSITIVES} baseline positives "
            f"({group.baseline_positives}): no expected number."
        )
    words = {
        Verdict.MORE: "more than chance explains",
        Verdict.WITHIN: "what chance alone explains",
        Verdict.FEWER: "fewer than chance alone would give",
    }[group.verdict]
    return (
        f"{found.expected:.1f} expected if nothing had changed (95 % range {found.lower:.0f}–"
        f"{found.upper:.0f}): {words}; {brackets}."
    )


Rows = list[tuple[int, GroupClearance]]


def _ranges(rows: Rows, colors: Theme) -> Part:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for at, group in rows:
        low, high = group.expectation.lower, group.expectation.upper
        if low is not None and high is not None and group.positive:
            xs += [short(low / group.positive), short(high / group.positive), None]
            ys += [at + _EXPECTED, at + _EXPECTED, None]
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "showlegend": bool(xs),
        "name": "expected if nothing changed, 95 % range", "hoverinfo": "skip",
        "line": {"width": 11, "color": mixed(colors.gray, 0.4, colors.page)},
    }  # fmt: skip


def _brackets(rows: Rows, colors: Theme) -> Part:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for at, group in rows:
        if not group.positive:
            continue
        ends = group.expectation.own_count, group.expectation.common_mean
        low, high = (short(end / group.positive) for end in ends)
        y = at + _BRACKETS
        xs += [low, low, high, high, None]
        ys += [y - 0.07, y, y, y - 0.07, None]
    return {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys,
        "name": "brackets: each keeps its own count, or all share one mean", "hoverinfo": "skip",
        "line": {"width": 1.3, "color": colors.soft},
    }  # fmt: skip


def _expected(rows: Rows, colors: Theme) -> Part:
    shown = [
        (at, group, found)
        for at, group in rows
        if group.positive and (found := group.expectation.expected) is not None
    ]
    return {
        "type": "scatter", "mode": "markers", "showlegend": False, "name": "expected",
        "x": [short(found / group.positive) for _, group, found in shown],
        "y": [at + _EXPECTED for at, _, _ in shown],
        "marker": {
            "symbol": "line-ns", "size": 13,
            "line": {"width": 2.4, "color": colors.ink},
        },
        "hovertext": [hover_text(_hover(group)) for _, group, _ in shown], "hoverinfo": "text",
    }  # fmt: skip


def _observed(rows: Rows, colors: Theme) -> Part:
    shown = [(at, group) for at, group in rows if group.positive]
    return {
        "type": "scatter", "mode": "markers+text", "name": "observed, 95 % exact interval",
        "x": [short(group.share) for _, group in shown],
        "y": [at + _OBSERVED for at, _ in shown],
        "text": [f"{group.observed:,} of {group.positive:,}" for _, group in shown],
        "textposition": "top center", "textfont": {"size": LABEL + 1, "color": colors.ink},
        "marker": {"symbol": "circle", "size": 12, "color": colors.blue},
        "error_x": {
            "type": "data", "symmetric": False, "thickness": 1.4, "width": 4,
            "color": colors.blue,
            "array": [short(group.upper - group.share) for _, group in shown],
            "arrayminus": [short(group.share - group.lower) for _, group in shown],
        },
        "hovertext": [hover_text(_hover(group)) for _, group in shown], "hoverinfo": "text",
        "customdata": [[group.name] for _, group in shown],
        "unselected": {"marker": {"opacity": 1}},
        "cliponaxis": False,
    }  # fmt: skip


def _hover(group: GroupClearance) -> list[str]:
    shallow = counted(group.shallow, "positive")
    return [
        group.name,
        group_sentence(group, is_named=False),
        f"{shallow} left out: second sampling too shallow for a zero" if group.shallow else "",
    ]


def _title(data: ClearanceData) -> str:
    return f"Of those positive before: {fewer_than(data.rules.threshold)} after"


def _layout(data: ClearanceData, colors: Theme) -> Part:
    rows = len(data.groups)
    names = [
        group.name if len(group.name) <= _LONGEST_NAME else f"{group.name[: _LONGEST_NAME - 1]}…"
        for group in data.groups
    ]
    return {
        **quiet_layout(colors),
        "height": rows * _ROW + _TOP + _BOTTOM + 16,
        "margin": {"l": _LEFT if rows > 1 else 24, "r": _RIGHT, "t": _TOP, "b": _BOTTOM},
        "legend": top_legend() | {"traceorder": "reversed"},
        "xaxis": {
            **quiet_axis(colors, _title(data)),
            "range": [0, 1.0],
            "fixedrange": True, "zeroline": False, **share_ticks(),
        },
        "yaxis": {
            **quiet_axis(colors), "range": [rows - 0.5, -0.62], "fixedrange": True,
            "showgrid": False, "zeroline": False, "tickmode": "array",
            "tickvals": list(range(rows)) if rows > 1 else [],
            "ticktext": [
                literal(name) + ("<br>(control)" if group.is_control else "")
                for name, group in zip(names, data.groups, strict=True)
            ] if rows > 1 else [],
        },
    }  # fmt: skip
