"""What the lines above a table say of all its rows: "Labor: …", "Entnahmedatum;04.03.2024"."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS
from monitor.ingest.kinds import ONE_FOR_ALL, may_hold
from monitor.ingest.matching import match

LEAVE_OUT = "leave out"
LONGEST_KEY, LONGEST_VALUE = 40, 80
# What is true of a whole report, and makes its results comparable with others or not.
_OF_A_REPORT = ("center", "material", "method", "antibody", "lab")
_PAIR = re.compile(r"(?P<key>[^:=]+?)\s*[:=]\s*(?P<value>.*\S)\s*")


@dataclass(frozen=True, slots=True)
class Above:
    """The lines above a table by number, and what divides their cells."""

    lines: Sequence[tuple[int, str]] = ()
    delimiter: str = ","


NOTHING_ABOVE = Above()


@dataclass(frozen=True, slots=True)
class Said:
    """One value for all rows, and the line that says it."""

    line: int
    value: str


def said_above(kind: FileKind, above: Above) -> dict[str, Said]:
    """Returns by column of ours what the lines above a table say of all its rows; nothing where two
    of them differ.
    """
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for line, text in above.lines:
        for key, value in _pairs(text, above.delimiter):
            means = match(kind, key)
            if means.is_certain and may_hold(kind, means.targets[0], (value,)):
                found[means.targets[0]].setdefault(value, Said(line, value))
    return {name: next(iter(said.values())) for name, said in found.items() if len(said) == 1}


def _pairs(text: str, delimiter: str) -> Iterator[tuple[str, str]]:
    """Yields the keys and values of a line: in cells of their own, or in one with : or =."""
    cells = [cell.strip(" \t\"'#*") for cell in text.split(delimiter)]
    cells = [cell for cell in cells if cell]
    if len(cells) == 2 and not _PAIR.fullmatch(cells[0]):
        cells = [f"{cells[0].rstrip(' :=')}: {cells[1]}"]
    for cell in cells:
        pair = _PAIR.fullmatch(cell)
        if pair and len(pair["key"]) <= LONGEST_KEY and len(pair["value"]) <= LONGEST_VALUE:
            yield pair["key"], pair["value"]


def questions_above(
    kind: FileKind, positions: Mapping[str, int], above: Above, answers: Mapping[str, str]
) -> Iterator[Question]:
    """Yields a question for each column that the file lacks and a line above the table tells."""
    for name, said in said_above(kind, above).items():
        is_needed = name in ONE_FOR_ALL[kind]
        if name in positions or f"constant:{name}" in answers:
            continue
        if not is_needed and not (kind is FileKind.ASSAYS and name in _OF_A_REPORT):
            continue
        column = next(column for column in COLUMNS[kind] if column.name == name)
        others = (*column.options, *(() if is_needed else (LEAVE_OUT,)))
        yield Question(
            id=f"constant:{name}",
            about=name,
            message=(
                f"The file has no column {name}. Take it from line {said.line}, for all rows: "
                f"{said.value}?"
            ),
            options=(said.value, *(option for option in others if option != said.value)),
            proposed=said.value,
        )
