"""One column to the meaning of each of its texts.

Cells in our own plain form are taken as they stand. Only where a column has others is it looked at
as a whole: by which convention its dates and numbers are written, and what its words mean.
"""

from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import replace

from monitor.ingest.columns import Column, Form
from monitor.ingest.excel_text import read_excel_text
from monitor.ingest.faults import Fault
from monitor.ingest.reading import ColumnText, Meanings, Reading
from monitor.ingest.reading_dates import read_dates
from monitor.ingest.reading_numbers import is_read_as_it_stands, read_numbers
from monitor.ingest.reading_words import read_words
from monitor.ingest.values import are_plain_ids, parse_identifier, parse_pseudonym
from monitor.ingest.words import BLANKS, fold_word

IDENTIFIERS = (parse_identifier, parse_pseudonym)

LONGEST_BLANK = max(map(len, BLANKS)) + 4  # of a text that folds to one of them
READERS: MappingOf[Form, Callable[[ColumnText, Collection[str]], Reading]] = {
    Form.COUNT: read_numbers,
    Form.DECIMAL: read_numbers,
    Form.DATE: read_dates,
    Form.WORD: read_words,
}


def read_column(text: ColumnText) -> Reading:
    """Returns the meaning of every text of a column."""
    column, reading = text.column, Reading()
    if column.parse in IDENTIFIERS and are_plain_ids(text.cells.distinct):
        return Reading({"": _blank(column)}, stands=True)
    written: list[str] = []
    for cell in text.cells.distinct:
        if cell and not cell.isspace():
            written.append(cell)
        else:
            reading.meanings[cell] = _blank(column)
    if column.form is not Form.TEXT:
        written = _without_blanks(text, written, reading)
    stripped = read_excel_text(text, written, reading)
    inner = written
    if stripped or len(reading.meanings) + len(written) > len(text.cells.distinct):
        waiting = reading.meanings.keys()
        inner = [stripped.get(cell, cell) for cell in written if cell not in waiting]
    meanings: Meanings = {cell: column.parse(cell) for cell in inner}
    reader = READERS.get(column.form)
    if reader and not _stands_as_it_is(text, meanings):
        found = reader(_unmarked(text, stripped), list(meanings))
        reading.questions += found.questions
        reading.notes += found.notes
        reading.asked |= {name: _as_written(a, stripped) for name, a in found.asked.items()}
        meanings = found.meanings
    meanings |= {cell: meanings[inside] for cell, inside in stripped.items() if inside in meanings}
    meanings |= reading.meanings
    reading.meanings = meanings
    return reading


def _unmarked(text: ColumnText, stripped: MappingOf[str, str]) -> ColumnText:
    """Returns the column as it is read without the marks of Excel."""
    if not stripped:
        return text
    return replace(text, cells=text.cells.map(lambda cell: stripped.get(cell, cell)))


def _as_written(texts: frozenset[str], stripped: MappingOf[str, str]) -> frozenset[str]:
    """Returns texts with those that stand in the file for them."""
    return texts | {cell for cell, inside in stripped.items() if inside in texts}


def _stands_as_it_is(text: ColumnText, values: Meanings) -> bool:
    """Returns whether all cells are in our own form, and none may mean something else."""
    if any(isinstance(value, Fault) for value in values.values()):
        return False
    is_number = text.column.form in (Form.COUNT, Form.DECIMAL)
    return not is_number or is_read_as_it_stands(text, values)


def _without_blanks(text: ColumnText, written: Iterable[str], reading: Reading) -> list[str]:
    """Returns the texts but those that say that there is nothing to say."""
    column, left = text.column, []
    for cell in written:
        if (
            cell[-1].isdigit()
            or len(cell) > LONGEST_BLANK
            or not _is_blank(fold_word(cell), column)
        ):
            left.append(cell)
        else:
            reading.meanings[cell] = _blank(column)
    return left


def _is_blank(folded: str, column: Column) -> bool:
    return folded in BLANKS and folded not in column.said and folded not in column.words


def _blank(column: Column) -> Fault | None:
    return Fault("missing", f"{column.name} is required.") if column.required else None
