"""The rows below a header, as columns that keep each distinct text once, while they are read."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import repeat

from monitor.domain.coded import Coded, Positions
from monitor.ingest.tokenizing import BrokenRow, Piece, Plain, Record

CELLS_AT_ONCE = 1 << 16
NARROW = ("B", "H", "I")  # 1, 2 and 4 bytes a row: most columns have few distinct texts


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
            wider = NARROW[NARROW.index(self._codes.typecode) + 1]
            self._codes = array(wider, self._codes[:known])
            self.extend(texts)

    def finished(self) -> Coded[str]:
        """Returns the column; nothing can be added to it afterwards."""
        column = Coded(list(self._positions), self._codes)
        self._positions = Positions()
        return column


class Body:
    """Rows of the right width as columns; by themselves what has another width, what is blank,
    and what is broken.
    """

    def __init__(self, width: int) -> None:
        self.width = width
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
            if isinstance(piece, Plain):
                self._add_plain(piece, delimiter)
            elif isinstance(piece, Record):
                self._add(piece)
            else:
                self.broken.append(piece)
            if len(self._cells) >= CELLS_AT_ONCE:
                self._flush()
        self._flush()
        self.columns = tuple(column.finished() for column in self._growing)

    def _add_plain(self, piece: Plain, delimiter: str) -> None:
        """Takes in lines without quotes: those that all fit are divided in one go."""
        texts = piece.texts
        line = piece.line
        counts = list(map(str.count, texts, repeat(delimiter)))
        if counts.count(self.width - 1) == len(texts):
            self._add_fitting(line, texts, delimiter)
            return
        begin = 0
        for at, count in enumerate(counts):
            if count != self.width - 1:
                self._add_fitting(line + begin, texts[begin:at], delimiter)
                self._add(Record(line + at, line + at, texts[at].split(delimiter)))
                begin = at + 1
        self._add_fitting(line + begin, texts[begin:], delimiter)

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
