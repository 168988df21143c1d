"""The parts of zipped workbooks (.xlsx, .ods) looked through as they stream by, cell by cell."""

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from monitor.ingest.refusing import UnreadableFileError
from monitor.ingest.workbook_limits import DAMAGED, Extent, check_room, unzipped

Attributes = dict[str, str]
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FAULTS = (BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError)
_DAMAGES = (*_FAULTS, LookupError, zlib.error, struct.error, expat.ExpatError)


def parts_of(content: bytes) -> dict[str, ZipInfo]:
    """Returns a zip archive's parts by name, none where it is damaged."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return {part.filename: part for part in archive.infolist()}
    except _FAULTS:
        return {}


def is_zipped_book(parts: Mapping[str, ZipInfo], content: bytes) -> bool:
    """Returns whether the parts of a zip archive are those of an .xlsx or .ods workbook."""
    if "xl/workbook.xml" in parts:
        return True
    if "mimetype" not in parts or "content.xml" not in parts:
        return False
    try:
        kind = next(unzipped(content, parts["mimetype"]), b"")
    except _DAMAGES:
        return True  # damaged, which is said when it is read
    return kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet")


def zipped_extents(content: bytes, parts: Mapping[str, ZipInfo]) -> dict[str, Extent]:
    """Returns the extent of each sheet of a zipped workbook, by name.

    Raises UnreadableFileError where it is too large or damaged.
    """
    try:
        check_room(content, parts.values())
        if "content.xml" in parts:
            return _OdsScan(unzipped(content, parts["content.xml"])).extents
        return _xlsx_extents(content, parts)
    except _DAMAGES:
        raise UnreadableFileError(DAMAGED) from None


class _Scan:
    """A part of a workbook gone through element by element; names are without their prefix."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, given: self.begin(
            name.rpartition(":")[2], {key.rpartition(":")[2]: text for key, text in given.items()}
        )
        parser.EndElementHandler = lambda name: self.end(name.rpartition(":")[2])
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)

    def begin(self, name: str, given: Attributes) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, said: str) -> None: ...


def _refuse_doctype(*_: object) -> None:
    raise UnreadableFileError(DAMAGED)


# ------------------------------------------------------------------ .xlsx


def _xlsx_extents(content: bytes, parts: Mapping[str, ZipInfo]) -> dict[str, Extent]:
    book = _BookScan(unzipped(content, parts["xl/workbook.xml"]))
    targets = _RelationScan(unzipped(content, parts["xl/_rels/workbook.xml.rels"])).targets
    strings = [0]
    if "xl/sharedStrings.xml" in parts:
        strings = _StringScan(unzipped(content, parts["xl/sharedStrings.xml"])).lengths
    extents = {}
    for sheet, number in book.sheets.items():
        path = targets[number].removeprefix("/")
        part = parts.get(path) or parts[f"xl/{path}"]
        extents[sheet] = _SheetScan(unzipped(content, part), strings).extent
    return extents


class _BookScan(_Scan):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.sheets: dict[str, str] = {}
        super().__init__(pieces)

    def begin(self, name: str, given: Attributes) -> None:
        if name == "sheet":
            self.sheets[given["name"]] = given["id"]


class _RelationScan(_Scan):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.targets: dict[str, str] = {}
        super().__init__(pieces)

    def begin(self, name: str, given: Attributes) -> None:
        if name == "Relationship":
            self.targets[given["Id"]] = given["Target"]


class _StringScan(_Scan):
    """The lengths of the texts that cells refer to by number."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.lengths: list[int] = []
        super().__init__(pieces)

    def begin(self, name: str, given: Attributes) -> None:  # noqa: ARG002  (as its parent's)
        if name == "si":
            self.lengths.append(0)

    def text(self, said: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(said)


class _SheetScan(_Scan):
    def __init__(self, pieces: Iterator[bytes], strings: list[int]) -> None:
        self.extent = Extent()
        self.strings = strings
        self.row, self.column = -1, -1
        self.kind, self.said = "", ""
        self.is_value = False
        super().__init__(pieces)

    def begin(self, name: str, given: Attributes) -> None:
        if name == "row":
            self.row = int(given.get("r", self.row + 2)) - 1
            self.column = -1
        elif name == "c":
            self.column += 1
            if match := _CELL.fullmatch(given.get("r", "")):
                self.row, self.column = int(match[2]) - 1, _column(match[1])
            self.kind, self.said = given.get("t", ""), ""
        elif name in ("v", "t"):
            self.is_value = True

    def text(self, said: str) -> None:
        if self.is_value:
            self.said += said

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.is_value = False
        elif name == "c":
            letters = len(self.said)
            if self.kind == "s" and self.said.strip().isdecimal():
                number = int(self.said)
                letters = self.strings[number] if number < len(self.strings) else 0
            self.extent.reach(self.row, self.column, letters)
            if self.kind == "e":
                self.extent.errors[self.row, self.column] = self.said.strip()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


# ------------------------------------------------------------------ .ods


class _OdsScan(_Scan):
    """All sheets of an OpenDocument workbook: blank cells and rows are counted, not reached."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.extents: dict[str, Extent] = {}
        self.extent = Extent()
        self.row = self.column = 0
        self.rows = self.columns = 1
        self.is_filled = self.is_error = False
        self.said = ""
        super().__init__(pieces)

    def begin(self, name: str, given: Attributes) -> None:
        if name == "table":
            self.extent = self.extents[given.get("name", "")] = Extent()
            self.row = 0
        elif name == "table-row":
            self.rows, self.column = int(given.get("number-rows-repeated", 1)), 0
        elif name in ("table-cell", "covered-table-cell"):
            self.columns = int(given.get("number-columns-repeated", 1))
            self.is_filled = "value-type" in given
            self.is_error = given.get("value-type") == "error"
            self.said = ""

    def text(self, said: str) -> None:
        self.said += said

    def end(self, name: str) -> None:
        if name == "table-row":
            self.row += self.rows
        elif name in ("table-cell", "covered-table-cell"):
            if self.is_filled or self.said.strip():
                self._reach()
            self.column += self.columns

    def _reach(self) -> None:
        last_row, last_column = self.row + self.rows - 1, self.column + self.columns - 1
        letters = len(self.said) * self.rows * self.columns
        self.extent.reach(last_row, last_column, letters)
        if self.is_error:
            for row in range(self.row, last_row + 1):
                for column in range(self.column, last_column + 1):
                    self.extent.errors[row, column] = self.said.strip()
