"""The rows below a header, as columns that keep each distinct text once, while they are read."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import count, repeat
from typing import TYPE_CHECKING

from monitor.domain.coded import Coded, Positions
from monitor.ingest.source_lines import Block
from monitor.ingest.tokenizing import BrokenRow, Piece, Record

CELLS_AT_ONCE = 1 << 16
LARGE = 1 << 23  # bytes, of a file that is divided many lines at once
LEAST_AT_ONCE = 1 << 14  # bytes, of lines between others with quotes
NARROW = ("B", "H", "I")  # 1, 2 and 4 bytes a row: most columns have few distinct texts

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from monitor.ingest.dividing import ManyAtOnce


class GrowingColumn:
    """A column in the making."""

    __slots__ = ("_codes", "_positions")

    def __init__(self) -> None:
        self._positions: Positions[str] = Positions()
        self._codes = array(NARROW[0])

    def extend(self, texts: Sequence[str]) -> None:
        known = len(self._codes)
        place = self._positions.__getitem__
        try:
            if texts and texts.count(texts[0]) == len(texts):
                self._codes.extend(repeat(place(texts[0]), len(texts)))
            else:
                self._codes.extend(map(place, texts))
        except OverflowError:
            del self._codes[known:]
            self._widen()
            self.extend(texts)

    @property
    def size(self) -> int:
        """Returns how many distinct texts there are."""
        return len(self._positions)

    def places(self, texts: Sequence[str]) -> Sequence[int]:
        """Returns the codes of texts; new ones are given the next."""
        next_code = self.size
        new = dict.fromkeys(texts)
        for text in new.keys() & self._positions.keys():
            del new[text]
        self._positions.update(zip(new, count(next_code)))
        if len(new) == len(texts):
            return range(next_code, self.size)
        return list(map(self._positions.__getitem__, texts))

    def add(self, codes: "npt.NDArray[np.intp]") -> None:
        """Adds cells by their codes."""
        self._widen()
        self._codes.frombytes(codes.astype(self._codes.typecode).tobytes())

    def _widen(self) -> None:
        """Makes room for the code of every text that there is."""
        while self.size > 1 << 8 * self._codes.itemsize:
            wider = NARROW[NARROW.index(self._codes.typecode) + 1]
            self._codes = array(wider, self._codes)

    def finished(self) -> Coded[str]:
        """Returns the column; nothing can be added to it afterwards."""
        column = Coded(list(self._positions), self._codes, differ=True)
        self._positions = Positions()
        return column


class Body:
    """Rows of the right width as columns; by themselves what has another width, what is blank,
    and what is broken.
    """

    def __init__(self, width: int, is_large: bool = False) -> None:
        self.width = width
        self._is_large = is_large
        self._many: ManyAtOnce | None = None
        self.lines = array("I")
        self.blank = array("I")
        self.odd: list[Record] = []
        self.broken: list[BrokenRow] = []
        self.columns: tuple[Coded[str], ...] = ()
        self._spans: dict[int, int] = {}
        self._growing = [GrowingColumn() for _ in range(width)]
        self._cells: list[str] = []

    @property
    def last_lines(self) -> "array[int]":
        if not self._spans:
            return self.lines
        return array("I", (self._spans.get(line, line) for line in self.lines))

    def take(self, pieces: Iterable[Piece], delimiter: str) -> None:
        """Takes in all rows of a file, in file order."""
        for piece in pieces:
            if isinstance(piece, Block):
                self._add_block(piece, delimiter)
            elif isinstance(piece, Record):
                self._add(piece)
            else:
                self.broken.append(piece)
            if len(self._cells) >= CELLS_AT_ONCE:
                self._flush()
        self._flush()
        self.columns = tuple(column.finished() for column in self._growing)

    def _add_block(self, block: Block, delimiter: str) -> None:
        """Takes in lines without quotes: those that all fit are divided in one go."""
        if self._is_large and len(block.content) >= LEAST_AT_ONCE:
            self._add_many(block, delimiter)
            return
        texts = block.texts
        line = block.first + 1
        widths = list(map(str.count, texts, repeat(delimiter)))
        if widths.count(self.width - 1) == len(texts):
            self._add_fitting(line, texts, delimiter)
            return
        begin = 0
        for at, width in enumerate(widths):
            if width != self.width - 1:
                self._add_fitting(line + begin, texts[begin:at], delimiter)
                self._add(Record(line + at, line + at, texts[at].split(delimiter)))
                begin = at + 1
        self._add_fitting(line + begin, texts[begin:], delimiter)

    def _add_many(self, block: Block, delimiter: str) -> None:
        from monitor.ingest.dividing import ManyAtOnce

        self._many = self._many or ManyAtOnce(self._growing)
        self._flush()
        found = self._many.take(block.content, delimiter)
        line = block.first + 1
        self.lines.frombytes((found.fitting + line).astype(self.lines.typecode).tobytes())
        for at, text in found.odd:
            self._add(Record(line + at, line + at, text.split(delimiter)))

    def _add_fitting(self, line: int, texts: Sequence[str], delimiter: str) -> None:
        if texts:
            self.lines.extend(range(line, line + len(texts)))
            self._cells += delimiter.join(texts).split(delimiter)

    def _add(self, record: Record) -> None:
        cells = record.cells
        if len(cells) == self.width:
            self.lines.append(record.line)
            self._cells += cells
            if record.last_line > record.line:
                self._spans[record.line] = record.last_line
        elif len(cells) == 1 and not cells[0].strip():
            self.blank.append(record.line)
        else:
            self.odd.append(record)

    def _flush(self) -> None:
        cells, width = self._cells, self.width
        for at, column in enumerate(self._growing):
            column.extend(cells[at::width])
        self._cells = []
