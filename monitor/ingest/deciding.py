"""What becomes of each row: stored, changed, unchanged, rejected or held by a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Change, Outcome, StoredRow, Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.covariates import COVARIATES, merge_covariates

Columns = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Decided:
    """One outcome per row, the corrections among them, and the columns with blanks filled in."""

    outcomes: list[Outcome]
    changes: dict[int, Change]
    columns: Columns


def foreign_samples(
    lines: Sequence[int], keys: Sequence[str], links: Sequence[str], stored: Mapping[str, StoredRow]
) -> list[Problem]:
    """Returns a problem for every row whose sample number is stored for another patient."""
    message = "This sample number is stored for another patient of the same lab."
    return [
        Problem(line, "sample_id", "", "sample_of_another_patient", Level.STOP, message)
        for line, key, link in zip(lines, keys, links, strict=True)
        if key in stored and stored[key].link != link
    ]


def contradicting_rows(
    lines: Sequence[int], columns: Columns, keys: Sequence[str], usable: Sequence[bool]
) -> list[Problem]:
    """Returns a problem for every usable row that says otherwise than another of the same key."""
    if len(set(keys)) == len(keys):
        return []
    positions: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        if usable[position]:
            positions.setdefault(key, []).append(position)
    return [
        Problem(lines[at], None, "", "rows_contradict", Level.STOP, _lines_sentence(lines, group))
        for group in positions.values()
        if len(group) > 1 and len({_values(columns, at) for at in group}) > 1
        for at in group
    ]


def decide(
    columns: Columns,
    keys: Sequence[str],
    stored: Mapping[str, StoredRow],
    stopped: Sequence[bool],
    pending: Sequence[bool],
) -> Decided:
    """Returns the outcome of every row. A key that comes twice with equal values counts once."""
    outcomes: list[Outcome] = []
    changes: dict[int, Change] = {}
    filled = {name: list(values) for name, values in columns.items()} if stored else columns
    seen: set[str] = set()
    for at, key in enumerate(keys):
        outcome = Outcome.STORED
        if stopped[at] or pending[at]:
            outcome = Outcome.REJECTED if stopped[at] else Outcome.PENDING
        elif key in seen:
            outcome = Outcome.UNCHANGED
        elif key in stored:
            change = _change(stored[key], columns, at)
            outcome = Outcome.CHANGED if change.fields else Outcome.UNCHANGED
            if change.fields:
                changes[at] = change
            _fill(filled, at, stored[key], change)
        if outcome in (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED):
            seen.add(key)
        outcomes.append(outcome)
    return Decided(outcomes, changes, filled)


def _change(old: StoredRow, columns: Columns, at: int) -> Change:
    """Returns what a row corrects. A blank never overwrites a value."""
    fields: dict[str, tuple[Value, Value]] = {}
    for name, values in columns.items():
        before, after = old.values.get(name), values[at]
        if name == COVARIATES:
            after = merge_covariates(before, after)
        if after is not None and after != before:
            fields[name] = (before, after)
    return Change(old, fields)


def _fill(filled: Columns, at: int, old: StoredRow, change: Change) -> None:
    for name, values in filled.items():
        assert isinstance(values, list)
        values[at] = change.fields[name][1] if name in change.fields else old.values.get(name)


def _values(columns: Columns, at: int) -> tuple[Value, ...]:
    return tuple(values[at] for values in columns.values())


def _lines_sentence(lines: Sequence[int], group: Sequence[int]) -> str:
    numbers = ", ".join(str(lines[at]) for at in group)
    return f"Lines {numbers} speak of the same thing and differ. Number replicates, or keep one."
