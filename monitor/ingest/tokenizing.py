"""Physical lines to records: strict, so that a damaged row can never shift into another."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.ingest.source_lines import Block, SourceLines

UNBALANCED = "unbalanced_quote"
LONGEST_RECORD = 200  # lines; a quote that stays open longer was never meant to span them
MOST_QUOTES = 64  # of a line that is read once more without each of them
HELD = "\0"  # stands for a delimiter inside quotes; a row with a NUL byte of its own is broken


class Record(NamedTuple):
    """The cells, as text, of the row that stands on these physical lines (counted from 1)."""

    line: int
    last_line: int
    cells: list[str]


class BrokenRow(NamedTuple):
    """A row whose cells cannot be told apart safely."""

    line: int
    last_line: int
    rule: str
    message: str


Piece = Block | Record | BrokenRow  # each line of a block is a row by itself: it holds no quote


def pieces(lines: SourceLines, first: int, delimiter: str, width: int) -> Iterator[Piece]:
    """Yields the rows from index `first` on, in file order; those without a quote many at once.

    A line that breaks the quoting rules is broken by itself, and reading resumes at the next
    line. A record over several lines must have `width` cells and hold no line that looks like a
    row of its own, or its first line is broken likewise.
    """
    done = first
    for block in lines.blocks(first):
        done = max(done, block.first)
        if done == block.first and not block.has_marks:
            yield block
            continue
        texts = block.texts
        while done < block.first + len(texts):
            at = done - block.first
            stop = _next_mark(texts, at)
            if stop > at:
                yield Block.of(done, texts[at:stop])
                done = block.first + stop
            else:
                row = _marked_row(lines, done + 1, delimiter, width)
                yield row
                done = row.last_line


def records(
    lines: SourceLines, first: int, delimiter: str, width: int
) -> Iterator[Record | BrokenRow]:
    """Yields the rows from index `first` on one by one."""
    for piece in pieces(lines, first, delimiter, width):
        if isinstance(piece, Block):
            for line, text in enumerate(piece.texts, piece.first + 1):
                yield Record(line, line, text.split(delimiter))
        else:
            yield piece


def filled(cells: Sequence[str]) -> list[str]:
    """Returns the cells that are not blank."""
    return [cell for cell in cells if cell and not cell.isspace()]


def only_cells(text: str, delimiter: str) -> list[str] | None:
    """Returns the cells of a text that is one whole row, or None where it is not.

    A cell is wholly quoted or has no quote; so the parts of the text between quotes stand by turns
    outside and inside of them, and an empty part outside is a doubled quote.
    """
    parts = text.split('"')
    is_odd = len(parts) % 2 == 0
    if is_odd or HELD in text or any("\n" in part or "\r" in part for part in parts[::2]):
        return None
    if parts[0][-1:] not in ("", delimiter) and len(parts) > 1:
        return None
    if parts[-1][:1] not in ("", delimiter) and len(parts) > 1:
        return None
    for at in range(2, len(parts) - 1, 2):
        if not parts[at]:
            parts[at] = '"'
        elif parts[at][0] != delimiter or parts[at][-1] != delimiter:
            return None
    return _split(parts, delimiter)


def raw_cells(text: str, delimiter: str) -> list[str]:
    """Returns the cells of a whole row as they stand, with their quotes."""
    parts = text.split('"')
    parts[1::2] = [part.replace(delimiter, HELD) for part in parts[1::2]]
    return [cell.replace(HELD, delimiter) for cell in '"'.join(parts).split(delimiter)]


def _split(parts: list[str], delimiter: str) -> list[str]:
    inside = parts[1::2]
    if delimiter not in "".join(inside):
        return "".join(parts).split(delimiter)
    parts[1::2] = [part.replace(delimiter, HELD) for part in inside]
    return [cell.replace(HELD, delimiter) for cell in "".join(parts).split(delimiter)]


def _next_mark(texts: Sequence[str], at: int) -> int:
    """Returns where the next line with a quote or a NUL byte stands."""
    for place in range(at, len(texts)):
        if '"' in texts[place] or "\0" in texts[place]:
            return place
    return len(texts)


def _marked_row(lines: SourceLines, number: int, delimiter: str, width: int) -> Record | BrokenRow:
    """Returns the row that starts on a line with quotes or NUL bytes."""
    if "\0" in lines[number - 1]:
        return BrokenRow(number, number, "nul_byte", "The line holds a NUL byte: it is damaged.")
    record = _quoted_record(lines, number, delimiter)
    if record is None or _swallows_rows(record, lines, delimiter, width):
        message = "A quote is opened and not closed, or stands inside a field."
        return BrokenRow(number, number, UNBALANCED, message)
    return record


def _quoted_record(lines: SourceLines, number: int, delimiter: str) -> Record | None:
    """Returns the record that starts on this line, or None where its quotes do not balance.

    Inside an open quote the number of quotes so far is odd, so lines are added until it is even.
    """
    text = lines[number - 1]
    last, is_open = number, text.count('"') % 2
    if is_open:
        held = [text]
        while is_open:
            if last == len(lines) or last - number == LONGEST_RECORD:
                return None
            held.append(lines[last])
            is_open ^= held[-1].count('"') % 2
            last += 1
        text = "".join(held)
    cells = only_cells(text.rstrip("\r\n"), delimiter)
    return None if cells is None else Record(number, last, cells)


def _swallows_rows(record: Record, lines: SourceLines, delimiter: str, width: int) -> bool:
    """Returns whether a record over several lines has other cells than the header, or holds lines
    that have all the cells of a row of their own: then two stray quotes found each other.
    """
    if record.line == record.last_line:
        return False
    if len(record.cells) != width:
        return True
    begins_with_it = any(end in record.cells[0] for end in "\r\n")  # and ends on a row's rest
    inner = lines[record.line : record.last_line - begins_with_it]
    return any(_is_row(line.rstrip("\r\n"), delimiter, width) for line in inner)


def _is_row(text: str, delimiter: str, width: int) -> bool:
    """Returns whether a line has all the cells of a row, but for one stray quote in it."""
    if not 0 < text.count('"') <= MOST_QUOTES:
        return text.count(delimiter) == width - 1
    places = [at for at, letter in enumerate(text) if letter == '"']
    without = (text[:at] + text[at + 1 :] for at in places)
    readings = (only_cells(reading, delimiter) for reading in (text, *without))
    return any(cells is not None and len(cells) == width for cells in readings)
