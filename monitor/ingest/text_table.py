"""Bytes to a table of text: no cell is interpreted, no row is padded, trimmed or shifted.

Every physical line ends up in exactly one place: a row, a broken row, or a named line.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.domain.plan import LineName, NamedLine
from monitor.ingest.tokenizing import BrokenRow, Record, records

DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_HINT = "sep="


@dataclass(frozen=True, slots=True)
class TextTable:
    """Cells as text, column by column, with the physical lines each row stands on."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    text_lines: Sequence[str]
    lines: Sequence[int]
    last_lines: Sequence[int]
    columns: tuple[Sequence[str], ...]
    named: tuple[NamedLine, ...]
    broken: tuple[BrokenRow, ...]

    def raw(self, line: int, last_line: int) -> str:
        """Returns the text of these physical lines as it stands in the file."""
        return "".join(self.text_lines[line - 1 : last_line]).rstrip("\r\n")


class UnreadableFileError(Exception):
    """The bytes are no table that can be read; the message says what they are."""


def read_table(content: bytes) -> TextTable:
    """Returns the table in a file's bytes.

    Raises UnreadableFileError where the bytes are something else than delimited text, are not
    UTF-8, or hold no header.
    """
    text, encoding = _decode(content)
    lines = list(io.StringIO(text, newline=""))
    first, delimiter = _dialect(lines)
    return _table(records(lines, first, delimiter), encoding, delimiter, lines, first)


def _decode(content: bytes) -> tuple[str, str]:
    """Returns the text of a file and its encoding: UTF-8, with or without byte order mark."""
    foreign = foreign_kind(content)
    if foreign:
        raise UnreadableFileError(foreign)
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise UnreadableFileError(
            f"Line {line} is not UTF-8 text. Save the file as “CSV UTF-8” and upload it again."
        ) from None
    if not text.strip():
        raise UnreadableFileError("The file is empty. Nothing to import.")
    return text, encoding


def foreign_kind(content: bytes) -> str | None:
    """Returns a sentence naming what the bytes are where they are no delimited text, else None."""
    start = content[:64].lstrip().lower()
    return next((sentence for magic, sentence in _FOREIGN if start.startswith(magic)), None)


_WORKBOOK = "This is an Excel workbook, not a CSV. In Excel choose “Save as → CSV UTF-8”."
_WEB_PAGE = "This looks like a web page, not a CSV; the export link may have expired."
_UTF16 = "This is UTF-16 text. Save the file as “CSV UTF-8” and upload it again."
_PICTURE = "This is a picture, not a CSV."
_FOREIGN = (
    (b"pk\x03\x04", _WORKBOOK),
    (b"\xd0\xcf\x11\xe0", _WORKBOOK),
    (b"%pdf", "This is a PDF, not a CSV."),
    (b"\x1f\x8b", "This is a gzip archive, not a CSV. Unpack it first."),
    (b"<!doctype", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
    (b"\x89png", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\xff\xfe", _UTF16),
    (b"\xfe\xff", _UTF16),
)


def _dialect(lines: Sequence[str]) -> tuple[int, str]:
    """Returns how many lines come before the table (a `sep=` hint), and the delimiter."""
    hint = lines[0].rstrip("\r\n")
    if hint.lower().startswith(SEPARATOR_HINT) and hint[len(SEPARATOR_HINT) :] in DELIMITERS:
        return 1, hint[-1]
    header = next((line for line in lines if line.strip()), "")
    return 0, max(DELIMITERS, key=header.count)


def _table(
    found: Iterable[Record | BrokenRow],
    encoding: str,
    delimiter: str,
    lines: Sequence[str],
    first: int,
) -> TextTable:
    named = [NamedLine(n, n, LineName.SEPARATOR) for n in range(1, first + 1)]
    header: list[str] | None = None
    rows: list[Record] = []
    broken: list[BrokenRow] = []
    for record in found:
        if isinstance(record, BrokenRow):
            broken.append(record)
        elif record.cells == header or not any(map(str.strip, record.cells)):
            named.append(_named(record, header))
        elif header is None:
            header = record.cells
            named.append(NamedLine(record.line, record.last_line, LineName.HEADER))
        elif len(record.cells) != len(header):
            broken.append(_ragged(record, len(header)))
        else:
            rows.append(record)
    if header is None:
        raise UnreadableFileError("The file has no header line that can be read.")
    return TextTable(
        encoding=encoding,
        delimiter=delimiter,
        header=tuple(header),
        text_lines=lines,
        lines=[row.line for row in rows],
        last_lines=[row.last_line for row in rows],
        columns=tuple(zip(*(row.cells for row in rows), strict=True)) or ((),) * len(header),
        named=tuple(named),
        broken=tuple(broken),
    )


def _named(record: Record, header: list[str] | None) -> NamedLine:
    name = LineName.REPEATED_HEADER if record.cells == header else LineName.BLANK
    return NamedLine(record.line, record.last_line, name)


def _ragged(record: Record, expected: int) -> BrokenRow:
    message = (
        f"{len(record.cells)} fields where the header has {expected}: "
        "a delimiter is missing or there is one too many."
    )
    return BrokenRow(record.line, record.last_line, "ragged_row", message)
