"""Faults in an uploaded file, as values: collected for the whole file, never thrown."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a fault asks for: the row cannot be stored, a person decides, or it is only said."""

    STOP = "stop"
    DECIDE = "decide"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it stands, what stands there, which rule it breaks and what was expected.

    `line` is the physical line counted from 1 (None: the whole file), `column` our column name
    (None: the whole row), `raw` the text as it stands in the file.
    """

    line: int | None
    column: str | None
    raw: str
    rule: str
    level: Level
    message: str
