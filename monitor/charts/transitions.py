"""Chart 6a (screens.md 2.6): how patients pass from visit to visit, Detected always on top."""

from typing import Any

from monitor.analysis.formats import counted, minus
from monitor.analysis.transitions import (
    MOST_NAMED,
    NODES,
    Flow,
    GroupTransitions,
    Node,
    TransitionData,
)
from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal
from monitor.charts.theme import LABEL, SMALL, Theme, mixed, quiet_layout, theme, translucent

Part = dict[str, Any]

_HEIGHT, _EMPTY, _TOP, _SIDE, _BOTTOM = 380, 160, 58, 8, 14
_GAP = 0.035  # between two nodes of a visit
_TWO_LINES = 0.1  # share of the patients from which on a node is high enough for two lines
_EDGE = 0.001  # plotly takes a place of exactly 0 or 1 for none
NOBODY = "No patient in this group"


def transitions_figure(group: GroupTransitions, data: TransitionData, dark: bool) -> Drawn:
    """Returns the Sankey of one group through the visits."""
    colors = theme(dark)
    if not group.patients:
        hidden = {"visible": False, "fixedrange": True}
        layout = {"height": _EMPTY, "xaxis": hidden, "yaxis": hidden}
        annotations = [notice(NOBODY, colors, 0.5)]
        return Drawn([], quiet_layout(colors) | layout | {"annotations": annotations})
    return Drawn([_sankey(group, data, colors)], _layout(group, data, colors))


def transitions_sentence(group: GroupTransitions, data: TransitionData) -> str:
    """Returns the text alternative: the pairs, how far they agree, and who is left out."""
    name = f"{group.name}: " if len(data.groups) > 1 else ""
    return f"{name}{data.first} to {data.second}. {agreement_sentence(group)}"


def agreement_sentence(group: GroupTransitions) -> str:
    """Returns the numbers of the 2×2: agreement, kappa, difference, McNemar."""
    found, (both, lost, gained, neither) = group.agreement, group.table
    out = _left_out(group)
    if not found.pairs:
        return f"No pair is evaluable at both visits. {out}"
    kappa = "not defined, all results are the same"
    if found.kappa == found.kappa:
        kappa = minus(f"{found.kappa:.2f} ({found.kappa_lower:.2f} to {found.kappa_upper:.2f})")
    return (
        f"{counted(found.pairs, 'pair')} evaluable at both: {both:,} detected twice, {lost:,} "
        f"first only, {gained:,} second only, {neither:,} neither. Agreement "
        f"{100 * found.agreement:.1f} % (95 % exact {100 * found.agreement_lower:.1f}–"
        f"{100 * found.agreement_upper:.1f}), kappa {kappa}, difference second − first "
        f"{_points(found.difference)} points ({_points(found.difference_lower)} to "
        f"{_points(found.difference_upper)}), exact McNemar p = {found.p_value:.2g}. {out}"
    )


def _points(share: float) -> str:
    return minus(f"{100 * share:+.1f}")


def _left_out(group: GroupTransitions) -> str:
    reasons = "; ".join(f"{e.patients:,} {e.reason.rstrip(',')}" for e in group.excluded)
    number = f"Left out: {group.left_out:,} of {counted(group.patients, 'patient')}"
    return f"{number} ({reasons})." if reasons else f"{number}."


def node_color(node: Node, colors: Theme) -> str:
    """Returns the color of a node: that of the state; what is not known in grays."""
    return {
        Node.DETECTED: colors.blue,
        Node.NOT_DETECTED: mixed(colors.blue, 0.45, colors.page),
        Node.UNDER_SCREENED: mixed(colors.gray, 0.85, colors.page),
        Node.NOT_EVALUABLE: mixed(colors.gray, 0.55, colors.page),
        Node.NO_SAMPLE: mixed(colors.gray, 0.32, colors.page),
        Node.OFF_STUDY: mixed(colors.gray, 0.18, colors.page),
    }[node]


def _sizes(flows: tuple[Flow, ...]) -> list[dict[Node, int]]:
    """Returns how many are at each node of each visit; nodes without anybody are left out."""
    ends = [*((flow, True) for flow in flows), (flows[-1], False)]
    found = []
    for flow, is_start in ends:
        count = flow.leaving if is_start else flow.reaching
        found.append({node: count(node) for node in NODES if count(node)})
    return found


def _sankey(group: GroupTransitions, data: TransitionData, colors: Theme) -> Part:
    columns = _sizes(group.flows)
    nodes = [(at, node) for at, column in enumerate(columns) for node in column]
    number = {key: place for place, key in enumerate(nodes)}
    links = [
        (at, one, two, flow)
        for at, flow in enumerate(group.flows)
        for one in NODES
        for two in NODES
        if flow.counts[NODES.index(one)][NODES.index(two)]
    ]
    tops = _tops(columns, group.patients)
    wide = len(columns) - 1
    sizes = [columns[at][node] for at, node in nodes]
    return {
        "type": "sankey",
        "arrangement": "fixed",
        "domain": {"x": [0, 1], "y": [0, 1]},
        "node": {
            "x": [min(max(at / wide, _EDGE), 1 - _EDGE) for at, _ in nodes],
            "y": [tops[key] for key in nodes],
            "label": _labels(nodes, sizes, group.patients),
            "color": [node_color(node, colors) for _, node in nodes],
            "line": {"width": 0.8, "color": colors.rule},
            "thickness": 14,
            "pad": 8,
            "customdata": [
                hover_text(
                    [
                        f"{node.value} at {data.visits[at]}",
                        f"{counted(size, 'patient')} of {group.patients:,} "
                        f"({_share(size, group.patients)})",
                    ]
                )
                for (at, node), size in zip(nodes, sizes, strict=True)
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "link": {
            "source": [number[at, one] for at, one, _, _ in links],
            "target": [number[at + 1, two] for at, _, two, _ in links],
            "value": [f.counts[NODES.index(one)][NODES.index(two)] for _, one, two, f in links],
            "color": [_link_color(one, colors) for _, one, _, _ in links],
            "customdata": [hover_text(_link_lines(one, two, flow)) for _, one, two, flow in links],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"size": LABEL + 1, "color": colors.ink, "shadow": "none"},
    }  # fmt: skip


def _labels(nodes: list[tuple[int, Node]], sizes: list[int], patients: int) -> list[str]:
    """Returns what stands beside the nodes; between many visits a node is named where it is first
    seen, so that the labels of a narrow chart do not cover each other.
    """
    is_narrow = max(at for at, _ in nodes) > 1
    seen: set[Node] = set()
    labels = []
    for (_, node), size in zip(nodes, sizes, strict=True):
        number = f"{size:,} ({_share(size, patients)})"
        is_named = not is_narrow or node not in seen
        between = "<br>" if is_narrow and size >= _TWO_LINES * patients else " "
        labels.append(f"{node.value}{between}{number}" if is_named else number)
        seen.add(node)
    return labels


def _link_color(node: Node, colors: Theme) -> str:
    return translucent(node_color(node, colors), 0.35)


def _tops(columns: list[dict[Node, int]], patients: int) -> dict[tuple[int, Node], float]:
    """Returns the middle of every node, 0 on top: in the order of the nodes, with equal gaps."""
    most = max(len(column) for column in columns)
    room = 1 - _GAP * (most - 1)
    found = {}
    for at, column in enumerate(columns):
        top = 0.0
        for node, size in column.items():
            height = room * size / patients
            found[at, node] = min(max(top + height / 2, _EDGE), 1 - _EDGE)
            top += height + _GAP
    return found


def _share(number: int, of: int) -> str:
    percent = 100 * number / of
    return f"{percent:.2g} %" if 0 < percent < 1 else f"{percent:.0f} %"


def _link_lines(one: Node, two: Node, flow: Flow) -> list[str]:
    row, column = NODES.index(one), NODES.index(two)
    number, named = flow.counts[row][column], flow.named[row][column]
    more, leaving = number - len(named), flow.leaving(one)
    ids = ", ".join(named) + (f" and {more:,} more" if more else "")
    return [
        f"{flow.first} {one.value.lower()} → {flow.second} {two.value.lower()}",
        f"{counted(number, 'patient')}, {_share(number, leaving)} of {leaving:,}",
        ids if len(named) <= MOST_NAMED else "",
    ]


def _layout(group: GroupTransitions, data: TransitionData, colors: Theme) -> Part:
    wide = len(data.visits) - 1
    sides = {0: "left", wide: "right"}
    heads = [
        {
            "text": f"<b>{literal(visit)}</b>", "showarrow": False, "xref": "paper",
            "yref": "paper", "x": at / wide, "xanchor": sides.get(at, "center"), "y": 1,
            "yanchor": "bottom", "yshift": 4, "font": {"size": SMALL + 1, "color": colors.ink},
        }
        for at, visit in enumerate(data.visits)
    ]  # fmt: skip
    title = {
        "text": f"{literal(group.name)} · {counted(group.patients, 'patient')}",
        "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "y": 1,
        "yanchor": "bottom", "yshift": 26, "font": {"size": SMALL + 1, "color": colors.soft},
    }  # fmt: skip
    return {
        **quiet_layout(colors),
        "height": _HEIGHT + _TOP + _BOTTOM,
        "margin": {"l": _SIDE, "r": _SIDE, "t": _TOP, "b": _BOTTOM},
        "annotations": [*heads, *([title] if len(data.groups) > 1 else [])],
    }
