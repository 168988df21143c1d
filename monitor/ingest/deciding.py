"""What becomes of each row: stored, changed, unchanged, rejected or held by a question."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from monitor.domain.plan import Change, Outcome, StoredRow, Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.covariates import COVARIATES, merge_covariates

Columns = Mapping[str, Sequence[Value]]
CENTER = "center"


@dataclass(frozen=True, slots=True)
class Rows:
    """The data rows of a file: their lines, whose each is, its key, whether that is certain, and
    the values as the file gives them.
    """

    lines: Sequence[int]
    links: Sequence[str]
    keys: Sequence[str]
    certain: Sequence[bool]
    columns: Columns


@dataclass(frozen=True, slots=True)
class Decided:
    """One outcome per row, and the corrections among them by position."""

    outcomes: list[Outcome]
    changes: dict[int, Change]


def matches(rows: Rows, stored: Mapping[str, StoredRow]) -> dict[int, StoredRow]:
    """Returns by position the stored row that a row of the file speaks of."""
    if not stored:
        return {}
    pairs = zip(rows.keys, rows.links, strict=True)
    found = ((at, stored.get(key), link) for at, (key, link) in enumerate(pairs))
    return {at: row for at, row, link in found if row is not None and row.link == link}


def stored_values_of(columns: Columns, defaults: Mapping[str, Value]) -> Columns:
    """Returns the values as new rows would be stored: a blank means the column's default."""
    whole = dict(columns)
    for name, default in defaults.items():
        whole[name] = [default if value is None else value for value in columns[name]]
    return whole


def filled(
    columns: Columns, matched: Mapping[int, StoredRow], defaults: Mapping[str, Value]
) -> Columns:
    """Returns the values as they would be stored: a blank never overwrites a stored value, and in
    a row that is new means the column's default.
    """
    whole = dict(stored_values_of(columns, defaults))
    if not matched:
        return whole
    for name, values in columns.items():
        new = list(whole[name])
        for at, row in matched.items():
            new[at] = _over(name, row.values.get(name), values[at])
        whole[name] = new
    return whole


def _over(name: str, old: Value, new: Value) -> Value:
    if name == COVARIATES:
        return merge_covariates(old, new)
    if name == CENTER and old is not None:
        return old  # by which the patient is known; another center was asked about
    return old if new is None else new


def samples_of_two(
    rows: Rows, cells: Sequence[str], stored: Iterable[StoredRow], stopped: Sequence[bool]
) -> Iterator[Problem]:
    """Yields a problem for every row whose sample number belongs to another patient as well;
    `cells` are the sample numbers as they stand in the file.
    """
    numbers = list(zip(rows.columns["lab"], rows.columns["sample_id"], strict=True))
    counts = [certain and not s for certain, s in zip(rows.certain, stopped, strict=True)]
    owned = set(compress(zip(numbers, rows.links, strict=True), counts))
    owned |= {((row.values["lab"], row.values["sample_id"]), row.link) for row in stored}
    owners = Counter(number for number, _ in owned if number[1] is not None)
    if len(owners) == owners.total():
        return
    message = "This sample number stands for another patient of the same lab as well."
    for at, number in enumerate(numbers):
        if counts[at] and owners[number] > 1:
            line, cell = rows.lines[at], cells[at]
            yield Problem(line, "sample_id", cell, "sample_of_two", Level.STOP, message)


def contradicting_rows(rows: Rows, groups: Iterable[Sequence[int]]) -> Iterator[Problem]:
    """Yields a problem for every row of the groups whose rows say otherwise under one key."""
    for group in groups:
        numbers = ", ".join(str(rows.lines[at]) for at in group[:8])
        more = f" and {len(group) - 8} more" if len(group) > 8 else ""
        message = f"Lines {numbers}{more} speak of the same thing and differ. Keep one of them."
        for at in group:
            yield Problem(rows.lines[at], None, "", "rows_contradict", Level.STOP, message)


def decide(
    rows: Rows,
    columns: Columns,
    matched: Mapping[int, StoredRow],
    stopped: Sequence[bool],
    pending: Sequence[bool],
    again: Collection[int],
) -> Decided:
    """Returns the outcome of every row. What is said `again`, the fuller row brings; what is stored
    already needs no answer any more.
    """
    outcomes: list[Outcome] = []
    changes: dict[int, Change] = {}
    seen: set[str] = set()
    for at, key in enumerate(rows.keys):
        change = change_of(matched[at], columns, at) if at in matched and not stopped[at] else None
        if stopped[at]:
            outcome = Outcome.REJECTED
        elif at in again or (change is not None and not change.fields):
            outcome = Outcome.UNCHANGED
        elif pending[at]:
            outcome = Outcome.PENDING
        elif key in seen:
            outcome = Outcome.UNCHANGED
        elif change is not None:
            outcome = Outcome.CHANGED
            changes[at] = change
        else:
            outcome = Outcome.STORED
        if outcome in (Outcome.STORED, Outcome.CHANGED):
            seen.add(key)
        outcomes.append(outcome)
    return Decided(outcomes, changes)


def change_of(old: StoredRow, columns: Columns, at: int) -> Change:
    """Returns what a row corrects."""
    pairs = ((name, old.values.get(name), values[at]) for name, values in columns.items())
    return Change(old, {name: (before, after) for name, before, after in pairs if after != before})
