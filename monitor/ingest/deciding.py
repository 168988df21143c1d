"""What becomes of each row: stored, changed, unchanged, rejected or held by a question."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, islice
from operator import eq, or_

from monitor.domain.coded import Coded, coded, shared, told_apart
from monitor.domain.keys import RowKeys
from monitor.domain.plan import Change, Outcome, StoredRow, Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.covariates import COVARIATES, merge_covariates

Columns = Mapping[str, Sequence[Value]]
Flags = Sequence[int]  # 1 for the rows that are meant, 0 for the others
CENTER, SAMPLE = "center", "sample_id"
OUTCOMES = tuple(Outcome)  # of which a row is the first, unless something is said of it


@dataclass(frozen=True, slots=True)
class Rows:
    """The data rows of a file: their lines, whose each is, its key, whether that is certain, and
    the values as the file gives them. `repeated` are the keys that several rows have.
    """

    lines: Sequence[int]
    links: Sequence[str]
    keys: Sequence[str]
    certain: Flags
    columns: Columns
    repeated: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "repeated", _repeated(self.keys, self._not_alone()))

    def _not_alone(self) -> bytes:
        """Returns for each row 1 where another one may have its key, else 0: a sample number that
        no other row has is part of a key that no other row has.
        """
        if isinstance(self.keys, RowKeys) and SAMPLE in self.columns:
            return shared(told_apart(self.columns[SAMPLE]))
        return b"\1" * len(self.keys)


@dataclass(frozen=True, slots=True)
class Decided:
    """One outcome per row, and the corrections among them by position."""

    outcomes: Coded[Outcome]
    changes: dict[int, Change]


def _repeated(keys: Sequence[str], likely: Flags) -> frozenset[str]:
    """Returns the keys that come more than once; where their hashes differ, the keys do."""
    if not any(likely):
        return frozenset()
    hashes = array("q", sorted(map(hash, compress(keys, likely))))
    twice = set(compress(hashes, map(eq, hashes, islice(hashes, 1, None))))
    if not twice:
        return frozenset()
    counts = Counter(key for key in compress(keys, likely) if hash(key) in twice)
    return frozenset(key for key, count in counts.items() if count > 1)


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
        whole[name] = coded(columns[name]).map(partial(_said_or, default))
    return whole


def _said_or(default: Value, value: Value) -> Value:
    return default if value is None else value


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
    rows: Rows, cells: Sequence[str], stored: Iterable[StoredRow], stopped: Flags
) -> Iterator[Problem]:
    """Yields a problem for every row whose sample number belongs to another patient as well;
    `cells` are the sample numbers as they stand in the file.
    """
    owned = {((row.values["lab"], row.values["sample_id"]), row.link) for row in stored}
    samples, labs = rows.columns["sample_id"], rows.columns["lab"]
    doubtful = _of_several(samples, rows.links) | {number for (_, number), _ in owned}
    doubtful.discard(None)
    if not doubtful:
        return
    there = [
        at
        for at, sample in enumerate(samples)
        if sample in doubtful and rows.certain[at] and not stopped[at]
    ]
    owned |= {((labs[at], samples[at]), rows.links[at]) for at in there}
    owners = Counter(number for number, _ in owned)
    message = "This sample number stands for another patient of the same lab as well."
    for at in there:
        if owners[labs[at], samples[at]] > 1:
            line, cell = rows.lines[at], cells[at]
            yield Problem(line, "sample_id", cell, "sample_of_two", Level.STOP, message)


def _of_several(samples: Sequence[Value], links: Sequence[str]) -> set[Value]:
    """Returns the sample numbers, of whatever lab, that rows of several patients have."""
    column, whose = told_apart(samples), coded(links)
    owners = array("i", (-1,)) * len(column.distinct)
    found = set()
    for sample, link in zip(column.codes, whose.codes, strict=True):
        if owners[sample] != link:
            if owners[sample] >= 0 and whose.distinct[owners[sample]] != whose.distinct[link]:
                found.add(sample)
            owners[sample] = link
    return {column.distinct[sample] for sample in found}


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
    stopped: Flags,
    pending: Flags,
    again: Collection[int],
) -> Decided:
    """Returns the outcome of every row. What is said `again`, the fuller row brings; what is stored
    already needs no answer any more.
    """
    outcomes = array("B", bytes(len(rows.keys)))
    changes: dict[int, Change] = {}
    seen: set[str] = set()
    aside = compress(range(len(outcomes)), map(or_, stopped, pending))
    for at in sorted({*aside, *again, *matched, *_positions(rows.keys, rows.repeated)}):
        key = rows.keys[at]
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
        outcomes[at] = OUTCOMES.index(outcome)
    return Decided(Coded(OUTCOMES, outcomes), changes)


def _positions(keys: Sequence[str], wanted: Collection[str]) -> Iterable[int]:
    return (at for at, key in enumerate(keys) if key in wanted) if wanted else ()


def change_of(old: StoredRow, columns: Columns, at: int) -> Change:
    """Returns what a row corrects."""
    pairs = ((name, old.values.get(name), values[at]) for name, values in columns.items())
    return Change(old, {name: (before, after) for name, before, after in pairs if after != before})
