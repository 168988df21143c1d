"""Workbooks (.xlsx, .xls, .ods): the rows of one sheet, as the text that a person sees there."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from monitor.domain.plan import Question
from monitor.ingest.foreign import OLE, ZIP
from monitor.ingest.header_rows import known_count
from monitor.ingest.old_books import old_extents
from monitor.ingest.refusing import UnreadableFileError
from monitor.ingest.tokenizing import BrokenRow, Record
from monitor.ingest.workbook_limits import DAMAGED, Extent, check_size
from monitor.ingest.zipped_books import is_zipped_book, parts_of, zipped_extents

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ROWS_JUDGED = 50
CELL_DELIMITER = "\t"
MOST_DIGITS = 10**15  # a number of more digits is not exact in a workbook
T = TypeVar("T")
Value = int | float | str | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet, and each as one text: cells divided by tabs."""

    encoding: str
    rows: tuple[Record | BrokenRow, ...]
    texts: tuple[str, ...]
    width: int
    questions: tuple[Question, ...] = ()


def is_workbook(content: bytes) -> bool:
    """Returns whether the bytes are those of a workbook, damaged or not."""
    return _kind(content) is not None


def _kind(content: bytes) -> str | None:
    if content.startswith(OLE):
        return "xls" if _holds_old_book(content) else None
    if not content.startswith(ZIP):
        return None
    parts = parts_of(content)
    if not is_zipped_book(parts, content):
        return None
    return "xlsx" if "xl/workbook.xml" in parts else "ods"


def _holds_old_book(content: bytes) -> bool:
    try:
        return old_extents(content) is not None
    except UnreadableFileError:
        return len(content) > 512  # damaged or too large: said when it is read


def read_sheet(content: bytes, answers: Mapping[str, str]) -> Sheet:
    """Returns the sheet of a workbook that holds the table, as the answer to its question says.

    Raises UnreadableFileError where the workbook is damaged, locked, empty or too large.
    """
    check_size(content)
    kind = _kind(content) or ""
    extents = old_extents(content) if kind == "xls" else zipped_extents(content, parts_of(content))
    book = _opened(content)
    names = [name for name in book.sheet_names if _is_filled(extents, name)]
    if not names:
        raise UnreadableFileError("The workbook is empty. Nothing to import.")
    chosen, questions = _chosen(book, names, answers)
    return _sheet(kind, _values(book, chosen), (extents or {})[chosen], questions)


def _is_filled(extents: Mapping[str, Extent] | None, name: str) -> bool:
    return bool(extents and name in extents and extents[name].rows)


def _opened(content: bytes) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))


def _values(book: "CalamineWorkbook", name: str) -> Sequence[Sequence[Value]]:
    return _guarded(lambda: book.get_sheet_by_name(name).to_python(skip_empty_area=False))


def _guarded(read: Callable[[], T]) -> T:
    """Returns what the library reads. Damage that it did not expect ends it by a panic, which
    is no Exception.
    """
    from python_calamine import PasswordError

    try:
        return read()
    except PasswordError:
        raise UnreadableFileError("The workbook is locked with a password. Unlock it.") from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:
        raise UnreadableFileError(DAMAGED) from None


def _chosen(
    book: "CalamineWorkbook", names: Sequence[str], answers: Mapping[str, str]
) -> tuple[str, tuple[Question, ...]]:
    """Returns which sheet is read, and the question which one where several hold something."""
    answer = answers.get("sheet", "")
    if len(names) == 1 or answer in names:
        return (answer if answer in names else names[0]), ()
    known = [name for name in names if _has_known_header(_values(book, name))]
    proposed = known[0] if len(known) == 1 else None
    message = f"The workbook has {len(names)} sheets that are not empty. Which one is read?"
    question = Question("sheet", "", message, tuple(names), proposed)
    return proposed or (known or names)[0], (question,)


def _has_known_header(rows: Sequence[Sequence[Value]]) -> bool:
    return any(known_count([*map(cell_text, row)]) for row in rows[:ROWS_JUDGED])


def _sheet(
    kind: str, values: Sequence[Sequence[Value]], extent: Extent, questions: tuple[Question, ...]
) -> Sheet:
    rows: list[Record | BrokenRow] = []
    texts = []
    errors = _errors_by_row(extent)
    for number, row in enumerate(values):
        cells = list(map(cell_text, row))
        line = number + 1
        for column, said in errors.get(number, ()):
            cells[column : column + 1] = [said]
        if number in errors:
            column, said = errors[number][0]
            message = f"Cell {_letters(column)}{line} holds {said}: a formula that failed."
            rows.append(BrokenRow(line, line, "excel_error", message))
        else:
            rows.append(Record(line, line, cells))
        texts.append(CELL_DELIMITER.join(map(_quoted, cells)))
    width = max((len(row) for row in values), default=0)
    return Sheet(kind, tuple(rows), tuple(texts), width, questions)


def _errors_by_row(extent: Extent) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for (row, column), said in sorted(extent.errors.items()):
        found.setdefault(row, []).append((column, said))
    return found


def cell_text(value: Value) -> str:
    """Returns the text of a cell as a person sees it, dates as ISO writes them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        is_whole = value.is_integer() and abs(value) < MOST_DIGITS
        return str(int(value)) if is_whole else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in '\t"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
