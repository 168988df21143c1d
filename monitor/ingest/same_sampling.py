"""Assays that may be one: a key given twice with other values, or a key that lacks a part.

Labs give one sampling twice for many reasons (the other crest, a second slide set, a second reader,
a copy), and only they know which.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from monitor.domain.keys import row_keys
from monitor.domain.plan import StoredRow, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.deciding import Columns, Flags, Rows, stored_values_of
from monitor.ingest.decisions import (
    AS_REPLICATES,
    KEEP_FIRST,
    LOOKS_LIKE_ANOTHER,
    LOOKS_LIKE_STORED,
    SAME_AS_STORED,
    SAME_SAMPLING,
    answer_to,
)
from monitor.ingest.repeating import differing, says_no_more

PARTS = ("site", "method", "antibody", "lab", "sample_id")
Answers = Mapping[str, str]
Day = tuple[str, Value]  # a person's link, and a day


def numbered(rows: Rows, defaults: Mapping[str, Value], answers: Answers) -> Rows:
    """Returns the assays with replicates numbered, where that was the answer: of rows that differ
    under one key, the first stays as it is and the others are the second, third … slide set.
    """
    if answer_to(SAME_SAMPLING, answers) != AS_REPLICATES:
        return rows
    replicates = list(rows.columns["replicate"])
    for group in differing(rows, rows.columns, bytes(len(rows.keys))):
        seen: dict[tuple[Value, ...], int] = {}
        for at in group:
            said = tuple(values[at] for values in rows.columns.values())
            number = seen.setdefault(said, len(seen) + 1)
            if replicates[at] is None and number > 1:
                replicates[at] = number
    columns = {**rows.columns, "replicate": replicates}
    keyed = row_keys(FileKind.ASSAYS, rows.links, stored_values_of(columns, defaults))
    return replace(rows, columns=columns, keys=keyed)


def same_samplings(
    rows: Rows, columns: Columns, left_aside: Flags, answers: Answers
) -> Iterator[Problem]:
    """Yields a problem for every assay that says otherwise than another one of its key."""
    keeps_first = answer_to(SAME_SAMPLING, answers) == KEEP_FIRST
    for group in differing(rows, columns, left_aside):
        message = f"{_lines(rows, group)} give the same patient, day and site, and differ."
        if keeps_first:
            message += " The first was to be kept."
        level = Level.STOP if keeps_first else Level.DECIDE
        for at in group:
            if keeps_first and says_no_more(columns, at, group[0]):
                continue
            yield Problem(rows.lines[at], None, "", SAME_SAMPLING, level, message)


def _lines(rows: Rows, group: Sequence[int]) -> str:
    numbers = ", ".join(str(rows.lines[at]) for at in group[:8])
    more = f" and {len(group) - 8} more" if len(group) > 8 else ""
    return f"Lines {numbers}{more}"


# ------------------------------------------------------------------ a part of the key is missing


def joined_to_stored(rows: Rows, stored: Mapping[str, StoredRow], answers: Answers) -> Rows:
    """Returns the assays with the keys of those stored rows that they were said to be, where only
    one can be meant.
    """
    if answer_to(LOOKS_LIKE_STORED, answers) != SAME_AS_STORED:
        return rows
    keys = list(rows.keys)
    for at, found in stored_like(rows, stored):
        if len(found) == 1:
            keys[at] = found[0]
    return replace(rows, keys=keys)


def looks_like_stored(
    rows: Rows, stored: Mapping[str, StoredRow], answers: Answers
) -> Iterator[Problem]:
    """Yields a problem for every assay that differs from a stored one of its patient and day only
    by parts of the key that one of them lacks: stored beside it, it might count twice.
    """
    wants_one = answer_to(LOOKS_LIKE_STORED, answers) == SAME_AS_STORED
    for at, found in stored_like(rows, stored):
        row = stored[found[0]]
        lacking = " and ".join(name for name in PARTS if _lacks_one(name, rows, at, row))
        message = (
            f"Import {row.import_id} has an assay of this patient and day that differs in "
            f"{lacking or 'replicate'} only. Stored beside it, it would count once more."
        )
        level = Level.STOP if wants_one else Level.DECIDE
        if wants_one:
            message = "Several stored assays may be meant: say which by site, method or number."
        yield Problem(rows.lines[at], None, "", LOOKS_LIKE_STORED, level, message)


def stored_like(rows: Rows, stored: Mapping[str, StoredRow]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yields each row that no stored one has the key of, with the keys of those it may be. One that
    the file names by its own key in another row is not meant.
    """
    if not stored:
        return
    known = {row.link for row in stored.values()}
    pairs = enumerate(zip(rows.keys, rows.links, strict=True))
    new = [at for at, (key, link) in pairs if key not in stored and link in known]
    wanted = {(rows.links[at], rows.columns["collected_on"][at]) for at in new}
    named = set(rows.keys) if wanted else set()
    by_day: dict[Day, list[str]] = defaultdict(list)
    for key, row in stored.items():
        day = (row.link, row.values["collected_on"])
        if day in wanted and key not in named:
            by_day[day].append(key)
    for at in new:
        day = (rows.links[at], rows.columns["collected_on"][at])
        found = [key for key in by_day.get(day, ()) if _may_be(rows, at, stored[key])]
        if found and isinstance(day[1], date):
            yield at, found


def _may_be(rows: Rows, at: int, row: StoredRow) -> bool:
    replicate = rows.columns["replicate"][at]
    is_same_set = replicate is None or replicate == row.values.get("replicate")
    return is_same_set and all(_agrees(name, rows, at, row) for name in PARTS)


def _agrees(name: str, rows: Rows, at: int, row: StoredRow) -> bool:
    mine, theirs = rows.columns[name][at], row.values.get(name)
    return mine is None or theirs is None or mine == theirs


def _lacks_one(name: str, rows: Rows, at: int, row: StoredRow) -> bool:
    mine, theirs = rows.columns[name][at], row.values.get(name)
    return mine != theirs and (mine is None or theirs is None)


def looks_like_another(
    rows: Rows, defaults: Mapping[str, Value], stored: Collection[str], left_aside: Flags
) -> Iterator[Problem]:
    """Yields a problem for every assay that differs from another one of the file, of its patient
    and day, only by parts of the key that it lacks; where it is stored already, for the other.
    Rows that are left aside are neither.
    """
    columns = stored_values_of(rows.columns, defaults)
    mixed = [name for name in PARTS if 0 < columns[name].count(None) < len(rows.keys)]
    if not mixed:
        return
    days = list(zip(rows.links, columns["collected_on"], strict=True))
    blank = {at for name in mixed for at in _blanks(columns[name])}
    lacking = [at for at in sorted(blank) if not left_aside[at]]
    by_day = _positions(days, {days[at] for at in lacking})
    for at in lacking:
        others = (other for other in by_day[days[at]] if not left_aside[other])
        fuller = [other for other in others if _is_fuller(columns, at, other)]
        if fuller and rows.keys[at] not in stored:
            yield _like(rows, at, fuller[0], "says where this row is blank")
        for other in fuller if rows.keys[at] in stored else ():
            if rows.keys[other] not in stored:
                yield _like(rows, other, at, "is blank where this row says")


def _positions(days: Sequence[Day], wanted: Collection[Day]) -> dict[Day, list[int]]:
    by_day: dict[Day, list[int]] = defaultdict(list)
    for at, day in enumerate(days):
        if day in wanted:
            by_day[day].append(at)
    return by_day


def _like(rows: Rows, at: int, other: int, how: str) -> Problem:
    message = (
        f"Line {rows.lines[other]} gives the same patient and day, and {how}. Stored beside it, "
        "it would count once more."
    )
    return Problem(rows.lines[at], None, "", LOOKS_LIKE_ANOTHER, Level.DECIDE, message)


def _blanks(values: Sequence[Value]) -> Iterable[int]:
    return (at for at, value in enumerate(values) if value is None)


def _is_fuller(columns: Columns, at: int, other: int) -> bool:
    """Returns whether another row says the same parts of the key, and more of them."""
    pairs = [(columns[name][at], columns[name][other]) for name in (*PARTS, "replicate")]
    return all(a is None or a == b for a, b in pairs) and any(a != b for a, b in pairs)
