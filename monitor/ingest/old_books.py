"""Old Excel workbooks (.xls): how far each sheet reaches, read off the records themselves."""

import struct
from collections.abc import Iterator

from monitor.ingest.refusing import UnreadableFileError
from monitor.ingest.workbook_limits import DAMAGED, Extent

_END = 0xFFFFFFFA  # sector numbers from here on mean: no sector
_SHEET_NAME, _BEGIN = 0x85, 0x809
_FORMULA, _ERROR, _MANY = 0x06, 0x205, 0xBD
_CELLS = frozenset((0x203, 0x204, 0x27E, 0xFD, _ERROR, _FORMULA, 0xD6, _MANY))
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def old_extents(content: bytes) -> dict[str, Extent] | None:
    """Returns the extent of each sheet of an .xls workbook, by name, None where it is no workbook.

    Raises UnreadableFileError where it is too large or damaged.
    """
    try:
        stream = _OleFile(content).stream("Workbook", "Book")
        return None if stream is None else _extents(stream)
    except (struct.error, LookupError, ValueError):
        raise UnreadableFileError(DAMAGED) from None


def _extents(stream: bytes) -> dict[str, Extent]:
    names: dict[int, str] = {}
    extents: dict[str, Extent] = {}
    sheet: Extent | None = None
    for at, kind, data in _records(stream):
        if kind == _SHEET_NAME:
            names[struct.unpack_from("<I", data)[0]] = _name(data)
        elif kind == _BEGIN and at in names:
            sheet = extents.setdefault(names[at], Extent())
        elif kind in _CELLS and sheet is not None:
            _reach(sheet, kind, data)
    return extents


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _name(data: bytes) -> str:
    length, flags = data[6], data[7]
    if flags & 1:
        return data[8 : 8 + 2 * length].decode("utf-16-le")
    return data[8 : 8 + length].decode("latin-1")


def _reach(sheet: Extent, kind: int, data: bytes) -> None:
    row, column = struct.unpack_from("<HH", data)
    last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _MANY else column
    sheet.reach(row, last)
    code = None
    if kind == _ERROR and data[7]:
        code = data[6]
    elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        code = data[8]
    if code is not None:
        sheet.errors[row, column] = _ERRORS.get(code, "#ERROR")


class _OleFile:
    """The streams inside a Microsoft Office file: chains of sectors, as in a small file system."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._size = 1 << struct.unpack_from("<H", content, 30)[0]
        self._mini_size = 1 << struct.unpack_from("<H", content, 32)[0]
        first, _, self._cutoff, mini_first = struct.unpack_from("<4I", content, 48)
        if self._size not in (512, 4096) or self._mini_size != 64:
            raise ValueError
        self._next = self._numbers(b"".join(map(self._sector, self._table_sectors())))
        self._entries = self._chain(first)
        self._mini_next = self._numbers(self._chain(mini_first))

    def stream(self, *names: str) -> bytes | None:
        """Returns the first stream with one of these names."""
        root = struct.unpack_from("<I", self._entries, 116)[0]
        for at in range(0, len(self._entries) - 127, 128):
            length = struct.unpack_from("<H", self._entries, at + 64)[0]
            name = self._entries[at : at + max(length - 2, 0)].decode("utf-16-le")
            if name in names:
                first, size = struct.unpack_from("<II", self._entries, at + 116)
                if size < self._cutoff:
                    return self._mini_chain(first, self._chain(root))[:size]
                return self._chain(first)[:size]
        return None

    def _table_sectors(self) -> Iterator[int]:
        """Yields the sectors that hold the table of which sector follows which."""
        count = struct.unpack_from("<I", self._content, 44)[0]
        place, more = struct.unpack_from("<II", self._content, 68)
        numbers = list(struct.unpack_from("<109I", self._content, 76))
        for _ in range(min(more, len(self._content) // self._size)):
            held = self._numbers(self._sector(place))
            numbers += held[:-1]
            place = held[-1]
        yield from (number for number in numbers[:count] if number < _END)

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        return self._content[begin : begin + self._size]

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _followed(first, self._next)))

    def _mini_chain(self, first: int, held: bytes) -> bytes:
        size = self._mini_size
        numbers = _followed(first, self._mini_next)
        return b"".join(held[number * size : (number + 1) * size] for number in numbers)


def _followed(first: int, following: tuple[int, ...]) -> Iterator[int]:
    """Yields the sectors of a chain, each at most once."""
    left = len(following)
    while first < _END and left:
        yield first
        first = following[first]
        left -= 1
