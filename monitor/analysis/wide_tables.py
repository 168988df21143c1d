"""A wide layout as tables: which column is which in each group, and what a line becomes."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from monitor.analysis.formats import counted, words
from monitor.domain.plan import ImportPlan
from monitor.domain.wide import WideLayout


@dataclass(frozen=True, slots=True)
class Unfolding:
    """The first line of several assays, and the assays that it becomes, one a row."""

    line: int
    assays: pd.DataFrame


def groups_frame(layout: WideLayout) -> pd.DataFrame:
    """Returns one line per group of columns: its mark, and the file's columns by what they are,
    each with its place in the file.
    """
    rows = [
        {words(layout.says): group.mark}
        | {
            words(name): f"{group.names[name]} · column {group.positions[name] + 1}"
            if name in group.names
            else ""
            for name in layout.targets
        }
        for group in layout.groups
    ]
    return pd.DataFrame(rows)


def unfolding(plan: ImportPlan) -> Unfolding | None:
    """Returns the first line with several assays as it is read; None where there is none."""
    rows, layout = plan.rows, plan.layout
    if rows is None or layout is None or not rows.lines:
        return None
    by_line: dict[int, list[int]] = {}
    for at, line in enumerate(rows.lines):
        by_line.setdefault(line, []).append(at)
    line, positions = max(by_line.items(), key=lambda pair: (len(pair[1]) > 1, -pair[0]))
    columns = {**rows.people, **rows.columns}
    named = ["patient_id", layout.says, "collected_on", *layout.targets]
    shown = [name for name in dict.fromkeys(named) if name in columns]
    table = {words(name): [_said(columns[name][at]) for at in positions] for name in shown}
    return Unfolding(line, pd.DataFrame(table))


def columns_read(plan: ImportPlan, targets: Collection[str]) -> tuple[int, int]:
    """Returns how many columns a wide file has, and how many of them are read as one of `targets`,
    which are the columns of ours that its assays have.
    """
    assert plan.layout is not None
    grouped = set(plan.layout.targets)
    once = len(set(targets) - grouped - {plan.layout.says})
    places = (name for group in plan.layout.groups for name in group.names if name in targets)
    return len(plan.header), once + len(list(places))


def unfolded_sentence(plan: ImportPlan) -> str:
    """Returns how many lines become how many assays."""
    if plan.rows is None:
        return ""
    lines = counted(len(set(plan.rows.lines)), "line")
    return f"{lines} of the file: {counted(len(plan.rows.lines), 'assay')}"


def _said(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "" if value is None else str(value)
