"""Header cells that say one thing of one group: "KM1 Tumorzellen", "MNZ (li)", "DTC_6M", "date2".

A cell is taken for a mark ("KM1") and a name ("Tumorzellen") only where the name is one of ours;
what a mark says of its assay is told by the same words as cells are read by.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Value
from monitor.domain.vocabularies import FileKind, Material, Method, Site
from monitor.ingest.faults import Fault
from monitor.ingest.matching import Match, match
from monitor.ingest.synonyms import fold_name
from monitor.ingest.values import KNOWN_ANTIBODIES, choice, parse_antibody
from monitor.ingest.words import MATERIALS, METHODS, SITES

MOST_WORDS = 3  # "BK li" and "A45-B/B3" are marks
VISIT, REPLICATE = "visit", "replicate"
_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"(?P<name>[^\W\d_]+)(?P<mark>\d{1,2})")
_BEFORE, _AFTER = " _-–—:/.,;([{", " _-–—:/.,;)]}"
_REPLICATE = re.compile(
    r"(replicate|replikat|rep|wiederholung|wdh)[\W_]*(?P<number>\d{1,3})", re.IGNORECASE
)
_READER = re.compile(r"(reader|befunder|leser|untersucher|auswerter|observer|evaluator)\b.*", re.I)


@dataclass(frozen=True, slots=True)
class Split:
    """One way to take a header cell: the mark in it, and the name that is left with its meaning."""

    mark: str
    name: str
    means: Match


def splits(cell: str) -> Iterator[Split]:
    """Yields each way to take a header cell for a mark and a name of ours."""
    numbered = _NUMBERED.fullmatch(cell.strip())
    if numbered:
        yield from _meaningful(numbered["mark"], numbered["name"])
    words = list(_WORD.finditer(cell))
    for length in range(1, min(MOST_WORDS, len(words) - 1) + 1):
        for first in range(len(words) - length + 1):
            begin, end = words[first].start(), words[first + length - 1].end()
            yield from _meaningful(cell[begin:end], _without(cell, begin, end))


def name_without(cell: str, mark: str) -> str:
    """Returns a header cell without a group's mark, '' where it does not bear it."""
    words = list(_WORD.finditer(cell))
    length = len(_WORD.findall(mark))
    for first in range(len(words) - length + 1):
        begin, end = words[first].start(), words[first + length - 1].end()
        if folded_mark(cell[begin:end]) == folded_mark(mark):
            return _without(cell, begin, end)
    return ""


def _without(cell: str, begin: int, end: int) -> str:
    """Returns a header cell without a part of it, and without what set that part apart."""
    parts = (cell[:begin].rstrip(_BEFORE).strip(), cell[end:].lstrip(_AFTER).strip())
    name = " ".join(filter(None, parts))
    return name[1:-1].strip() if name[:1] + name[-1:] in ("()", "[]") else name


def _meaningful(mark: str, name: str) -> Iterator[Split]:
    means = match(FileKind.ASSAYS, name)
    if means.targets:
        yield Split(mark, name, means)


def folded_mark(mark: str) -> str:
    """Returns a mark as marks are compared."""
    return fold_name(mark)


def said_by(marks: Sequence[str]) -> str | None:
    """Returns the column of ours that all these marks are values of, each another one: site,
    method, antibody or material; None of free words and numbers.
    """
    for column, parse in _VALUES.items():
        values = [parse(mark) for mark in marks]
        if not any(isinstance(value, Fault) for value in values):
            return column if len(set(values)) == len(values) else None
    return None


def value_of(column: str, mark: str) -> Value:
    """Returns what a mark says of its assay."""
    value = _VALUES[column](mark) if column in _VALUES else mark
    return mark if isinstance(value, Fault) else value


def text_of(column: str, mark: str) -> str:
    """Returns a mark as the text of a cell of its column: of a replicate, the number alone."""
    return str(value_of(column, mark)) if column == REPLICATE else mark


def are_numbers(marks: Sequence[str]) -> bool:
    """Returns whether the groups are only counted."""
    return all(mark.isascii() and mark.isdigit() for mark in marks)


def are_readers(marks: Sequence[str]) -> bool:
    """Returns whether the groups are two people's readings of one slide."""
    return any(_READER.fullmatch(mark) for mark in marks)


def _antibody(text: str) -> Value | Fault:
    value = parse_antibody(text)
    return value if value in KNOWN_ANTIBODIES else Fault("unknown_word", "A known antibody.")


def _replicate(text: str) -> Value | Fault:
    found = _REPLICATE.fullmatch(text)
    return int(found["number"]) if found else Fault("unknown_word", "A numbered slide set.")


_VALUES: Mapping[str, Callable[[str], Value | Fault]] = {
    "site": choice(Site, SITES),
    "method": choice(Method, METHODS),
    "material": choice(Material, MATERIALS),
    "antibody": _antibody,
    REPLICATE: _replicate,
}
