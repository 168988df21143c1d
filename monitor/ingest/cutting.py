"""A file's bytes without some of its columns, so that what names people is not kept.

Every physical line keeps its number, and the columns that stay keep their text as it stands. A
line whose cells cannot be told apart, or that is no row of the table, may hold what the columns
held: nothing of it is kept but its line end.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, repeat
from operator import itemgetter

from monitor.domain.plan import LineName
from monitor.ingest.sections import HeaderKind
from monitor.ingest.text_table import TextTable
from monitor.ingest.tokenizing import raw_cells
from monitor.ingest.workbooks import is_workbook

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class CutFile:
    """The bytes without the columns, and which lines were emptied because they were not cut."""

    content: bytes
    emptied: tuple[int, ...]


def without_columns(content: bytes, table: TextTable, positions: Collection[int]) -> CutFile:
    """Returns the bytes of a file without the columns at these positions of its header.

    A workbook comes back as UTF-8 text divided by tabs, one line for each row of its sheet.
    """
    is_sheet = is_workbook(content)
    cut = _Cut(table, frozenset(positions), is_sheet)
    text = "".join(_apart(cut.pieces()))
    if is_sheet:
        return CutFile(text.encode(), tuple(cut.emptied))
    return CutFile(text.encode(table.encoding), tuple(cut.emptied))


class _Cut:
    def __init__(self, table: TextTable, positions: frozenset[int], is_sheet: bool) -> None:
        self.table = table
        self.positions = positions
        self.is_sheet = is_sheet
        self.orders = {s.line: s.order for s in table.sections if s.kind is not HeaderKind.OTHER}
        self.emptied: list[int] = []

    def pieces(self) -> Iterator[str]:
        """Yields the text that is left, in file order; line ends left alone come one by one."""
        order: tuple[int, ...] = ()
        for line, last_line, fate in self._places():
            order = self.orders.get(line, order)
            text = self._text(line, last_line)
            if fate is _Fate.EMPTIED:
                self.emptied += range(line, last_line + 1)
                yield from _LINE_END.findall(text)
            elif fate is _Fate.KEPT:
                yield text
            else:
                yield from self._cut(text, order)

    def _places(self) -> list[tuple[int, int, "_Fate"]]:
        """Returns the spans of lines in file order, and what becomes of each."""
        rows = zip(self.table.lines, self.table.last_lines, repeat(_Fate.CUT), strict=False)
        named = (
            (n.line, n.last_line, _FATES.get(n.named_as, _Fate.EMPTIED)) for n in self.table.named
        )
        broken = (
            (b.line, b.last_line, _Fate.CUT if b.line in self.orders else _Fate.EMPTIED)
            for b in self.table.broken
        )
        return sorted(chain(rows, named, broken), key=itemgetter(0))

    def _text(self, line: int, last_line: int) -> str:
        text = "".join(self.table.text_lines[line - 1 : last_line])
        return _LINE_END.sub(" ", text) + "\n" if self.is_sheet else text

    def _cut(self, text: str, order: Sequence[int]) -> Iterator[str]:
        """Yields a row without the columns; line ends inside of them come behind it, so that the
        next row keeps its number.
        """
        places = {order[at] if order else at for at in self.positions}
        row = text.rstrip("\r\n")
        cells = raw_cells(row, self.table.delimiter)
        yield self.table.delimiter.join(cell for at, cell in enumerate(cells) if at not in places)
        yield text[len(row) :]
        for at in sorted(places):
            yield from _LINE_END.findall(cells[at])


class _Fate(Enum):
    """What becomes of a line."""

    CUT = "cut"
    KEPT = "kept"
    EMPTIED = "emptied"


_FATES = {
    LineName.HEADER: _Fate.CUT,
    LineName.REPEATED_HEADER: _Fate.CUT,
    LineName.UNITS: _Fate.CUT,
    LineName.BLANK: _Fate.KEPT,
    LineName.SEPARATOR: _Fate.KEPT,
}


def _apart(pieces: Iterable[str]) -> Iterator[str]:
    """Yields the pieces, with a blank where two line ends would become one."""
    last = ""
    for piece in filter(None, pieces):
        if last == "\r" and piece[0] == "\n":
            yield " "
        yield piece
        last = piece[-1]
