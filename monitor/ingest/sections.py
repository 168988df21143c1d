"""Headers further down a file: the first again, in another order, or that of another table."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from monitor.ingest.header_rows import folded, known_count, looks_like_labels
from monitor.ingest.line_words import is_units
from monitor.ingest.tokenizing import Record, filled


class HeaderKind(Enum):
    """How a header further down compares with the first."""

    SAME = "same"
    REORDERED = "reordered"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """The rows below a header that stands on this line. `order` gives for each column of the
    first header the place where it stands here.
    """

    line: int
    kind: HeaderKind
    order: tuple[int, ...] = ()


class Sections:
    """The parts of a file below its further headers."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [folded(name) for name in names]
        self._lines: list[int] = []
        self.all: list[Section] = []

    def find(
        self,
        rows: Sequence[Record],
        blank: set[int],
        row_on: Callable[[int], Record | None],
        rows_have_values: Callable[[], bool],
    ) -> None:
        """Finds the headers among rows, in file order. Labels behind a blank line and above values
        are one where the rows of the first table hold values too.
        """
        for row in rows:
            section = self._section(row)
            if section is None and row.line - 1 in blank and _heads(row, row_on(row.last_line + 1)):
                section = Section(row.line, HeaderKind.OTHER) if rows_have_values() else None
            if section:
                self.all.append(section)
                self._lines.append(section.line)

    def of(self, line: int) -> Section | None:
        """Returns the section that a line stands in, None below the first header."""
        at = bisect_right(self._lines, line) - 1
        return self.all[at] if at >= 0 else None

    def _section(self, row: Record) -> Section | None:
        names = [folded(cell) for cell in row.cells]
        said = set(filter(None, names))
        if names == self._names:
            return Section(row.line, HeaderKind.SAME)
        if len(said) < 2:
            return None
        if len(set(names)) == len(names) and sorted(names) == sorted(self._names):
            order = tuple(map(names.index, self._names))
            return Section(row.line, HeaderKind.REORDERED, order)
        is_other = 2 * len(said) > len(names) and known_count(row.cells) and not is_units(row.cells)
        if said.issubset(self._names) or is_other:
            return Section(row.line, HeaderKind.OTHER)
        return None


def _heads(row: Record, below: Record | None) -> bool:
    """Returns whether a row looks like the header of the row below it."""
    if below is None or len(below.cells) != len(row.cells):
        return False
    is_full = len(filled(row.cells)) == len(row.cells)
    return is_full and looks_like_labels(row.cells) and not looks_like_labels(below.cells)
