"""Wide layouts: several assays in one line of a file, each in a group of columns of its own."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

H = TypeVar("H")


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """The columns of one assay in every line: what tells them from the others, as the file writes
    it ("KM1", "links"), and by column of ours the name and the position of the file's column.
    """

    mark: str
    names: Mapping[str, str]
    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WideLayout:
    """The groups of columns of a file, and the column of ours that their marks are values of."""

    says: str
    groups: tuple[ColumnGroup, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """Returns the columns of ours that stand in any of the groups, in the order of the file."""
        return tuple(dict.fromkeys(name for group in self.groups for name in group.names))


class GroupLine(int):
    """A line of a file, and the group of its columns that a row stands for.

    It equals the number of the line, so that what is found in one group holds its whole line; it
    is written with the group: 12 (KM3).
    """

    group: str

    def __new__(cls, line: int, group: str) -> "GroupLine":
        made = super().__new__(cls, line)
        made.group = group
        return made

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override]
        return int(self), self.group

    def __str__(self) -> str:
        return f"{int(self)} ({self.group})"


def place_of(line: int | None) -> tuple[int | None, str]:
    """Returns a line, and of a line of several assays the group that is meant."""
    return line, line.group if isinstance(line, GroupLine) else ""


def lines_of(lines: Sequence[int]) -> list[int]:
    """Returns plain line numbers."""
    return list(map(int, lines))


def line_fates(
    lines: Iterable[int], fates: Iterable[H], gravest_first: Sequence[H]
) -> dict[int, H]:
    """Returns the gravest fate on each line."""
    found: dict[int, H] = {}
    for line, fate in zip(lines, fates, strict=True):
        found[line] = min(found.get(line, fate), fate, key=gravest_first.index)
    return found


def counted_lines(
    fates: Mapping[int, H], first: Iterable[int], last: Iterable[int]
) -> "Counter[H]":
    """Returns how many physical lines have each fate, those into which a row goes on among them."""
    ends, found = dict(zip(first, last, strict=True)), Counter[H]()
    for line, fate in fates.items():
        found[fate] += ends[line] - line + 1
    return found
