"""Bytes to a table of text: no cell is interpreted, no row is padded, trimmed or shifted.

Every physical line ends up in exactly one place: a row, a broken row, or a named line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from monitor.domain.coded import Coded
from monitor.domain.plan import LineName, NamedLine, Question
from monitor.domain.problems import Problem
from monitor.ingest.source_lines import decoded_lines
from monitor.ingest.tokenizing import BrokenRow, Record, records

DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_HINT = "sep="
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
BATCH = 4096  # rows; equal texts of a column are kept once, so few may stand side by side


@dataclass(frozen=True, slots=True)
class TextTable:
    """Cells as text, column by column, with the physical lines each row stands on.

    `questions` are what only a person can settle about how the bytes are read, `notes` what was
    found out about that and is only said.
    """

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    text_lines: Sequence[str]
    lines: Sequence[int]
    last_lines: Sequence[int]
    columns: tuple[Coded[str], ...]
    named: tuple[NamedLine, ...]
    broken: tuple[BrokenRow, ...]
    questions: tuple[Question, ...] = ()
    notes: tuple[Problem, ...] = ()

    def raw(self, line: int, last_line: int) -> str:
        """Returns the text of these physical lines as it stands in the file."""
        return "".join(self.text_lines[line - 1 : last_line]).rstrip("\r\n")


class UnreadableFileError(Exception):
    """The bytes are no table that can be read; the message says what they are."""


def read_table(content: bytes, answers: Mapping[str, str] = NO_ANSWERS) -> TextTable:
    """Returns the table in a file's bytes, as the answers to its questions say.

    Raises UnreadableFileError where the bytes are something else than delimited text, are not
    UTF-8, or hold no header.
    """
    foreign = foreign_kind(content)
    if foreign:
        raise UnreadableFileError(foreign)
    try:
        lines, encoding = decoded_lines(content)
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(_not_utf8(content[: fault.start])) from None
    if not any(map(str.strip, lines)):
        raise UnreadableFileError("The file is empty. Nothing to import.")
    first, delimiter = _dialect(lines)
    rows = _sorted_out(records(lines, first, delimiter))
    if not rows.header:
        raise UnreadableFileError("The file has no header line that can be read.")
    return TextTable(
        encoding=encoding,
        delimiter=delimiter,
        header=tuple(rows.header),
        text_lines=lines,
        lines=rows.lines,
        last_lines=rows.last_lines,
        columns=tuple(map(Coded.of, rows.columns)),
        named=(*(NamedLine(n, n, LineName.SEPARATOR) for n in range(1, first + 1)), *rows.named),
        broken=tuple(rows.broken),
    )


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


def _not_utf8(before: bytes) -> str:
    line = len(decoded_lines(before + b"?")[0])
    return f"Line {line} is not UTF-8 text. Save the file as “CSV UTF-8” and upload it again."


def _dialect(lines: Sequence[str]) -> tuple[int, str]:
    """Returns how many lines come before the table (a `sep=` hint), and the delimiter."""
    hint = lines[0].rstrip("\r\n")
    if hint.lower().startswith(SEPARATOR_HINT) and hint[len(SEPARATOR_HINT) :] in DELIMITERS:
        return 1, hint[-1]
    header = next(line for line in lines if line.strip())
    return 0, max(DELIMITERS, key=header.count)


@dataclass(slots=True)
class _Rows:
    """The records of a file, each in its place."""

    header: list[str] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    columns: list[list[str]] = field(default_factory=list)
    known: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    last_lines: list[int] = field(default_factory=list)
    named: list[NamedLine] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    under_other_header: bool = False

    def begin(self, header: list[str]) -> None:
        self.header = header
        self.names = frozenset(map(_folded, header))
        self.columns = [[] for _ in header]
        self.known = [{} for _ in header]

    def add(self, batch: list[Record]) -> None:
        """Adds rows, each text of a column kept once however often it comes."""
        self.lines += [row.line for row in batch]
        self.last_lines += [row.last_line for row in batch]
        cells = zip(*(row.cells for row in batch), strict=True)
        for column, known, texts in zip(self.columns, self.known, cells, strict=False):
            column.extend(map(known.setdefault, texts, texts))


def _sorted_out(found: Iterable[Record | BrokenRow]) -> _Rows:
    rows = _Rows()
    batch: list[Record] = []
    for record in found:
        if isinstance(record, BrokenRow):
            rows.broken.append(record)
        elif _is_plainly_data(record, rows) or _is_data(record, rows):
            batch.append(record)
            if len(batch) == BATCH:
                rows.add(batch)
                batch = []
    rows.add(batch)
    return rows


def _is_plainly_data(record: Record, rows: _Rows) -> bool:
    """Returns whether one look tells: most rows of a file need no other."""
    first = _folded(record.cells[0])
    is_fit = len(record.cells) == len(rows.header) and not rows.under_other_header
    return is_fit and first != "" and first not in rows.names


def _is_data(record: Record, rows: _Rows) -> bool:
    """Returns whether a record is a data row; whatever else it is, it is put in its place."""
    if not any(map(str.strip, record.cells)):
        rows.named.append(NamedLine(record.line, record.last_line, LineName.BLANK))
    elif not rows.header:
        rows.begin(record.cells)
        rows.named.append(NamedLine(record.line, record.last_line, LineName.HEADER))
    elif rows.names.issuperset(map(_folded, record.cells)) and len(record.cells) > 1:
        _meet_header_again(record, rows)
    elif rows.under_other_header:
        rows.broken.append(_broken(record, "other_header", "A header of other columns is above."))
    elif len(record.cells) != len(rows.header):
        rows.broken.append(_ragged(record, len(rows.header)))
    else:
        return True
    return False


def _meet_header_again(record: Record, rows: _Rows) -> None:
    """Rows below a header of another order would be read wrongly, so they are not read at all."""
    is_same = list(map(_folded, record.cells)) == list(map(_folded, rows.header))
    rows.under_other_header = not is_same
    if is_same:
        rows.named.append(NamedLine(record.line, record.last_line, LineName.REPEATED_HEADER))
    else:
        message = "A second header with other columns: upload the table below it by itself."
        rows.broken.append(_broken(record, "other_header", message))


def _folded(cell: str) -> str:
    return cell.strip().lower()


def _broken(record: Record, rule: str, message: str) -> BrokenRow:
    return BrokenRow(record.line, record.last_line, rule, message)


def _ragged(record: Record, expected: int) -> BrokenRow:
    message = (
        f"{len(record.cells)} fields where the header has {expected}: "
        "a delimiter is missing or there is one too many."
    )
    return _broken(record, "ragged_row", message)
