"""Chart 6 as tables and as JSON: the same numbers on the page and on the command line."""

from math import isfinite
from typing import Any

import pandas as pd

from monitor.analysis.expected_clearance import GroupClearance
from monitor.analysis.formats import minus
from monitor.analysis.transitions import NODES, Flow, GroupTransitions, TransitionData
from monitor.analysis.transitions_clearance import VisitClearance


def transition_table(data: TransitionData) -> pd.DataFrame:
    """Returns a row for each way from node to node that a patient took, visit by visit."""
    rows = [
        {
            **({"group": group.name} if len(data.groups) > 1 else {}),
            "from visit": flow.first,
            "from": NODES[one].value,
            "to visit": flow.second,
            "to": NODES[two].value,
            "patients": number,
        }
        for group in data.groups
        for flow in group.flows
        for one, numbers in enumerate(flow.counts)
        for two, number in enumerate(numbers)
        if number
    ]
    columns = ["from visit", "from", "to visit", "to", "patients"]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)


def matrix_table(data: TransitionData) -> pd.DataFrame:
    """Returns the matrix of the two visits asked for, group by group."""
    rows = []
    for group in data.groups:
        flow = group.between
        for node, counts in zip(NODES, flow.counts, strict=True):
            head = {"group": group.name} if len(data.groups) > 1 else {}
            cells = {n.value: c for n, c in zip(NODES, counts, strict=True)}
            rows.append({**head, f"at {flow.first}": node.value, **cells})
    return pd.DataFrame(rows)


def agreement_table(data: TransitionData) -> pd.DataFrame:
    """Returns a row for each group: the 2×2 of the pairs and how far both visits agree."""
    return pd.DataFrame([_agreement_row(group) for group in data.groups])


def _agreement_row(group: GroupTransitions) -> dict[str, Any]:
    both, lost, gained, neither = group.table
    found = group.agreement
    return {
        "group": group.name,
        "pairs": found.pairs,
        "both detected": both,
        "first only": lost,
        "second only": gained,
        "neither": neither,
        "agreement, %": _percent(found.agreement),
        "exact 95 %": _limits(found.agreement_lower, found.agreement_upper),
        "kappa": round(found.kappa, 3),
        "kappa 95 %": minus(f"{found.kappa_lower:.2f} to {found.kappa_upper:.2f}")
        if isfinite(found.kappa)
        else "",
        "difference, points": _percent(found.difference),
        "difference 95 %": _limits(found.difference_lower, found.difference_upper, " to "),
        "exact McNemar p": float(f"{found.p_value:.3g}"),
        "left out": group.left_out,
    }


def _percent(share: float) -> float:
    return round(100 * share, 1)


def _limits(lower: float, upper: float, to: str = "–") -> str:
    return minus(f"{100 * lower:.1f}") + to + minus(f"{100 * upper:.1f}") if isfinite(lower) else ""


def transitions_json(data: TransitionData, clearance: VisitClearance) -> dict[str, Any]:
    """Returns the same numbers as plain data; what is not known is None."""
    return {
        "from": data.first,
        "to": data.second,
        "visits": "sampling order" if data.by_order else "visit windows",
        "by": data.split or None,
        "rules": data.rules.version,
        "in_more_than_one_group": data.in_two,
        "positives_in_another_series": clearance.other_series,
        "groups": [
            _group_json(group, found)
            for group, found in zip(data.groups, clearance.found.groups, strict=True)
        ],
    }


def _group_json(group: GroupTransitions, clearance: GroupClearance) -> dict[str, Any]:
    names = ("pos_pos", "pos_neg", "neg_pos", "neg_neg")
    found = group.agreement
    return {
        "name": group.name,
        "patients": group.patients,
        "pairs": group.pairs,
        "excluded": {e.reason: e.patients for e in group.excluded},
        "table": dict(zip(names, group.table, strict=True)),
        "mcnemar_p": found.p_value,
        "agreement": _estimate(found.agreement, found.agreement_lower, found.agreement_upper),
        "kappa": _estimate(found.kappa, found.kappa_lower, found.kappa_upper),
        "difference": _estimate(found.difference, found.difference_lower, found.difference_upper),
        "transitions": _flow_json(group.between),
        "clearance": _clearance_json(clearance),
    }


def _estimate(value: float, lower: float, upper: float) -> dict[str, float | None]:
    return {"value": _known(value), "lower": _known(lower), "upper": _known(upper)}


def _known(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _flow_json(flow: Flow) -> dict[str, dict[str, int]]:
    return {
        node.value: {to.value: number for to, number in zip(NODES, numbers, strict=True)}
        for node, numbers in zip(NODES, flow.counts, strict=True)
    }


def _clearance_json(found: GroupClearance) -> dict[str, Any]:
    expected = found.expectation
    return {
        "positive": found.positive,
        "observed": found.observed,
        "share": _estimate(found.share, found.lower, found.upper),
        "expected": _known(expected.expected),
        "expected_lower": _known(expected.lower),
        "expected_upper": _known(expected.upper),
        "bracket_own_count": expected.own_count,
        "bracket_common_mean": expected.common_mean,
        "left_out_too_shallow": found.shallow,
        "verdict": found.verdict.value,
    }
